"""Service numbers of members of armed forces."""

from __future__ import annotations

from dlp_service.detect.identifiers.pattern import Pattern, begins_with_a_word, checked, compact, is_date
from dlp_service.detect.names.words import RANKS

SERVICE = "SERVICE_NUMBER"
_BRITISH = r"(?:[A-Z][ -]?[0-9]{6}[ -]?[A-Z]|[A-Z]{1,2}[ -]?[0-9]{6,7}|[0-9]{7}[A-Z]|[23][0-9]{7})"
_SERVICE_RANKS = "|".join(rank for rank in RANKS.split("|") if len(rank) > 2 or rank in {"Lt", "AB", "LH"})


def _is_service_number(text: str) -> bool:
    number = compact(text)
    return not is_date(number) and not begins_with_a_word(text) and len(set(number)) > 2


NUMBER = Pattern(
    SERVICE,
    "the letters and digits of a service number",
    rf"(?i)\b(?:{_BRITISH}|[0-9]{{8}}|[0-9]{{2}} [0-9]{{3}} [0-9]{{3}}|[0-9]{{4}} [0-9]{{4}}|[A-Z]{{2}}[ -]?[0-9]{{8}})\b",
    0.0,
    0.85,
    checked(_is_service_number),
)
"""
UK: JSP 754 and the Army, Navy and RAF pay pages: eight digits (Army, and all three since JPA), officers five to seven,
a letter, six digits and a letter (Royal Navy, Royal Marines), a letter and seven digits or seven digits and a letter (RAF).
US until 1969: AR 600-20 and National Archives "service numbers": RA, US, ER, NG, AF and eight digits.
"""

SHORT = Pattern(
    SERVICE,
    "the five to seven digits of an officer's number",
    r"\b[0-9]{5,7}\b",
    0.0,
    0.85,
    checked(_is_service_number),
    cues="FORCES_NUMBER",
)
"""The same source: too short for the words that civilians use as well (staff number)."""

DOD_ID = Pattern(
    SERVICE,
    "the ten digits of a DoD identification number",
    r"\b[0-9]{10}\b",
    0.0,
    0.88,
    checked(_is_service_number),
)
"""DoD Instruction 1000.30: the DoD ID number, once EDIPI, is ten digits without a meaning of their own."""

BESIDE_RANK = Pattern(
    SERVICE,
    "a number before a rank",
    rf"\b({_BRITISH}|[0-9]{{8}})[ ,;:|\t-]{{1,3}}(?:{_SERVICE_RANKS})\b",
    0.75,
    0.9,
    checked(_is_service_number),
    trigger=r"[0-9]{6}[ -]?[A-Z0-9]?[0-9]?[ ,;:|\t-]{1,3}[A-Z]",
)
"""UK: number, rank, name is the order of JSP 101 (service writing) in nominal rolls and signature blocks."""

AFTER_NAME = Pattern(
    SERVICE,
    "a number after a rank and a name",
    rf"\b(?:{_SERVICE_RANKS})\.?[ ,]+[A-Z][A-Za-z' .-]{{1,30}}[,;:(|\t -]{{1,3}}({_BRITISH}|[0-9]{{8}})\b",
    0.7,
    0.9,
    checked(_is_service_number),
    trigger=r"[0-9]{6}",
)
"""The same, name first."""

GERMAN = Pattern(
    SERVICE,
    "a birthday, the first letter of a surname and five digits",
    r"\b(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}[ -]?[A-Z][ -]?[0-9]{5}\b",
    0.6,
    0.95,
    against=0.2,
    trigger=r"[0-9]{6}[ -]?[A-Z][ -]?[0-9]{5}",
)
"""Bundeswehr, ZDv 20/15 (Personenkennziffer): day, month, year of birth, letter, five digits with the last one for checking."""

PATTERNS = (NUMBER, SHORT, DOD_ID, BESIDE_RANK, AFTER_NAME, GERMAN)
