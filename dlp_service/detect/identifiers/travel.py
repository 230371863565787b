"""Passports, their machine readable zones, and driving licences."""

from __future__ import annotations

import re

from dlp_service.detect.identifiers.pattern import (
    Pattern,
    begins_with_a_word,
    checked,
    compact,
    digits,
    is_date,
    trimmed,
)

PASSPORT = "PASSPORT_NUMBER"
LICENCE = "DRIVING_LICENCE_NUMBER"
_BREAK = r"[ \t\r]*\n[ \t>]*"
_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}


def check_digit(text: str) -> int:
    """
    Return the check digit of ICAO 9303 part 3, section 4.9: weights 7, 3, 1, modulo 10.

    >>> check_digit("L898902C3")
    6
    """
    return sum(_VALUES[character] * (7, 3, 1)[place % 3] for place, character in enumerate(text)) % 10


def _fits(line: str, *fields: tuple[int, int]) -> bool:
    """Say whether each field of a line is followed by its check digit."""
    return all(line[end] == str(check_digit(line[start:end])) for start, end in fields)


def _is_two_lines(text: str) -> bool:
    """TD3 (44 characters a line) and TD2 (36): number, birth, expiry, and the composite at the end."""
    line = text.rsplit("\n", maxsplit=1)[-1].strip(" \t\r>")
    if len(line) not in {36, 44} or not _fits(line, (0, 9), (13, 19), (21, 27)):
        return False
    every = line[:10] + line[13:20] + line[21:-1]
    return line[-1] == str(check_digit(every))


def _is_three_lines(text: str) -> bool:
    """TD1 (30 characters a line): number on the first, birth, expiry and composite on the second."""
    first, second, *_ = (line.strip(" \t\r>") for line in text.split("\n"))
    if not _fits(second, (0, 6), (8, 14)) or (first[14] != "<" and not _fits(first, (5, 14))):
        return False
    return second[29] == str(check_digit(first[5:30] + second[:7] + second[8:15] + second[18:29]))


MACHINE_READABLE = Pattern(
    PASSPORT,
    "a machine readable zone of two lines with its check digits",
    rf"(?:\b[PVACI][A-Z<][A-Z<]{{3}}[A-Z<]{{31,39}}{_BREAK})?\b[A-Z0-9<]{{9}}[0-9][A-Z<]{{3}}[0-9]{{7}}[MFX<][0-9]{{7}}"
    r"[A-Z0-9<]{7}(?:[A-Z0-9<]{7}[0-9<])?[0-9]",
    0.99,
    0.99,
    checked(_is_two_lines),
    against=0.99,
    is_free=True,
    trigger=r"[0-9][A-Z<]{3}[0-9]{7}[MFX<][0-9]",
)
"""ICAO Doc 9303 parts 4 (TD3) and 6 (TD2)."""

MACHINE_READABLE_CARD = Pattern(
    PASSPORT,
    "a machine readable zone of three lines with its check digits",
    rf"\b[ACI][A-Z0-9<][A-Z<]{{3}}[A-Z0-9<]{{9}}[0-9<][A-Z0-9<]{{15}}{_BREAK}[0-9]{{7}}[MFX<][0-9]{{7}}[A-Z<]{{3}}"
    rf"[A-Z0-9<]{{11}}[0-9](?:{_BREAK}[A-Z<]{{30}})?",
    0.99,
    0.99,
    checked(_is_three_lines),
    against=0.99,
    is_free=True,
    trigger=r"[0-9]{7}[MFX<][0-9]{7}[A-Z<]{3}",
)
"""ICAO Doc 9303 part 5 (TD1): passport cards and identity cards for travel."""


def _is_passport(text: str) -> bool:
    number = compact(text)
    least = 7 if number.isdigit() else 6
    if not least <= len(number) <= 10 or len(digits(number)) < 4 or len(set(number)) == 1:
        return False
    return not (is_date(number) or begins_with_a_word(text)) and (text.upper() == text or text.lower() == text)


PASSPORT_DIGITS = Pattern(
    PASSPORT,
    "nine digits",
    r"\b(?:[0-9]{9}|[0-9]{3} [0-9]{3} [0-9]{3})\b",
    0.0,
    0.88,
    checked(_is_passport),
    trigger=r"[0-9]{9}|[0-9]{3} [0-9]{3} [0-9]{3}",
)
"""HM Passport Office and US Department of State: nine digits; neither has a check digit outside the machine readable zone."""

PASSPORT_LETTERS = Pattern(
    PASSPORT,
    "the letters and digits of a passport number",
    r"(?i)\b(?:[A-Z]{1,3}[ -]?[0-9]{5,8}|[A-Z]{0,5}[0-9][A-Z0-9]{3,8}[0-9])\b",
    0.0,
    0.85,
    checked(_is_passport),
)
"""
Council of the EU, PRADO, and the issuing states: US and Irish letters with digits, French 2 digits 2 letters 5 digits,
German nine of digits and consonants, Dutch two letters and seven, Spanish three letters and six digits.
"""


def _is_dvla(text: str) -> bool:
    number = compact(text)
    if len(number) != 16 or not re.fullmatch(r"[A-Z]{1,5}9{0,4}\d.*", number) or number[11] == "9":
        return False
    month, day = int(number[6:8]), int(number[8:10])
    return (1 <= month <= 12 or 51 <= month <= 62) and 1 <= day <= 31 and len(set(number[:5])) > 1


LICENCE_GB = Pattern(
    LICENCE,
    "sixteen characters that hold a surname, a birthday and initials",
    r"(?i)\b[A-Z9]{5}[ -]?[0-9][0156][0-9][0-3][0-9]{2}[ -]?[A-Z9]{2}[0-9][A-Z0-9]{2}\b",
    0.92,
    0.98,
    checked(_is_dvla),
    against=0.4,
    trigger=r"[0-9]{6}[ -]?[A-Z9a-z]{2}",
)
"""DVLA, INF45/1 "driver number": five of the surname padded with 9, decade, month (+50 for women), day, year, initials, three more."""


def _is_licence(text: str) -> bool:
    number = compact(text)
    return (
        6 <= len(number) <= 18
        and len(digits(number)) >= 5
        and not (is_date(number) or begins_with_a_word(text))
        and len(set(number)) > 1
    )


LICENCE_OTHER = Pattern(
    LICENCE,
    "the letters and digits of a driving licence",
    r"(?i)\b(?:[A-Z]{0,5}[0-9][0-9A-Z]{5,16}|[A-Z]{1,2}[ -][0-9]{6,9}|[A-Z]?[0-9]{2,4}(?:-[0-9A-Z]{1,6}){1,5}"
    r"|(?:[A-Z][ ]?)?[0-9]{3}(?: [0-9]{3}){2,4})\b",
    0.0,
    0.82,
    trimmed(_is_licence),
)
"""
AAMVA, card design standard annexes, and the states' own pages: one letter and seven (CA), eight (PA, TX), nine (NY),
a letter and eleven to fourteen (FL, IL, MD, MI, MN, NJ, WI); Northern Ireland eight digits; the EU's by directive 2006/126/EC field 5.
"""

PATTERNS = (
    MACHINE_READABLE,
    MACHINE_READABLE_CARD,
    PASSPORT_DIGITS,
    PASSPORT_LETTERS,
    LICENCE_GB,
    LICENCE_OTHER,
)
