"""Number plates."""

from __future__ import annotations

from dlp_service.detect.identifiers.pattern import Pattern, checked, compact, digits

PLATE = "VEHICLE_REGISTRATION"
_WORDS = frozenset(
    "AND THE FOR BUT NOT WAS ARE HAS HAD HIS HER ITS OUR YOU ALL ANY CAN MAY NEW OLD TWO OUT OFF END DUE PER VIA WHO NOW SEE".split()  # noqa: SIM905
)


def _is_plate(text: str) -> bool:
    """At least four characters, letters and digits, all letters of one case."""
    plate = compact(text)
    has_both = 0 < len(digits(plate)) < len(plate)
    return 4 <= len(plate) <= 8 and has_both and (text.upper() == text or text.lower() == text)


def _is_printed_plate(text: str) -> bool:
    """The same; where there is a space the letters are capitals, or `4417 was` would be one."""
    return _is_plate(text) and (text.upper() == text or " " not in text)


def _is_current(text: str) -> bool:
    """The three letters are no word: `FY78 AND` is how telegrams read."""
    return text[-3:].upper() not in _WORDS


CURRENT = Pattern(
    PLATE,
    "two letters, an age and three letters",
    r"\b[A-HJ-PR-Y][A-HJ-PR-Y](?:0[2-9]|[12][0-9]|5[1-9]|[67][0-9])[ \n][A-HJ-PR-Z]{3}\b",
    0.5,
    0.96,
    checked(_is_current),
    against=0.2,
    trigger=r"[A-Z][0-9]{2}[ \n][A-Z]{3}",
)
"""DVLA, INF104 "vehicle registration numbers and number plates": the form since 2001."""

CURRENT_TIGHT = Pattern(
    PLATE,
    "two letters, an age and three letters run together",
    r"(?i)\b[A-HJ-PR-Y][A-HJ-PR-Y](?:0[2-9]|[12][0-9]|5[1-9]|[67][0-9])[ ]?[A-HJ-PR-Z]{3}\b",
    0.2,
    0.95,
    checked(_is_plate),
    trigger=r"[A-Za-z][0-9]{2} ?[A-Za-z]{3}",
)
"""The same source; codes of seven characters are often something else."""

OLDER = Pattern(
    PLATE,
    "an older or foreign form of number plate",
    r"(?i)\b(?:[A-HJ-NPR-TV-Y][0-9]{1,3}[ ]?[A-Z]{3}|[A-Z]{3}[ ]?[0-9]{1,3}[ ]?[A-Z]|[0-9]{2}[ ]?[A-Z]{2}[ ]?[0-9]{2}"
    r"|[A-Z]{2}[ -][0-9]{3}[ -][A-Z]{2}|[A-Z]{1,3}-[A-Z]{1,2}[ -]?[0-9]{1,4}[EH]?|[0-9]{4}[ -]?[A-Z]{3}"
    r"|[A-Z0-9]{1,3}-[A-Z0-9]{1,3}-[A-Z0-9]{1,3}|[A-Z]{2} [0-9]{2} [A-Z]{3}"
    r"|[A-Z]{2}[ -]?[0-9]{3}[ -]?[A-Z]{2}|[0-9]-[A-Z]{3}-[0-9]{3})\b",
    0.0,
    0.88,
    checked(_is_printed_plate),
)
"""The same source (forms of 1932 to 2001), JSP 341 (military: two digits, two letters, two digits), and the issuing states."""

LOOSE = Pattern(
    PLATE,
    "letters and digits of a number plate",
    r"\b(?:[A-Z]{1,3}[ -]?[0-9]{1,4}|[0-9]{1,4}[ -]?[A-Z]{1,3}|[A-Z]{3}[ -]?[0-9]{4}|[0-9][A-Z]{3}[0-9]{3}"
    r"|[A-Z]{2,3}[ -]?[0-9]{4,5}|[A-Z]{1,3}[ ][A-Z]{1,2}[ ][0-9]{1,4})\b",
    0.0,
    0.8,
    checked(_is_printed_plate),
    cues="PLATE",
)
"""DVLA INF104 (dateless, Northern Ireland), the states of the United States, Germany with spaces: only beside the word plate itself."""

PATTERNS = (CURRENT, CURRENT_TIGHT, OLDER, LOOSE)
