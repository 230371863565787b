"""National insurance, health and social security numbers."""

from __future__ import annotations

from stdnum.gb import nhs

from dlp_service.detect.identifiers.pattern import Pattern, checked, digits

_UNISSUED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_PREFIX = "[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
_PAIRS = r"[ .-]?[0-9]{2}[ .-]?[0-9]{2}[ .-]?[0-9]{2}"


def _is_nino(text: str) -> bool:
    return text[:2].upper() not in _UNISSUED


def _is_nhs(text: str) -> bool:
    number = digits(text)
    return len(set(number)) > 2 and bool(nhs.is_valid(number))


def _is_ssn(text: str) -> bool:
    number = digits(text)
    area, group, serial = number[:3], number[3:5], number[5:]
    return area not in {"000", "666"} and area[0] != "9" and group != "00" and serial != "0000" and len(set(number)) > 1


NATIONAL_INSURANCE = Pattern(
    "UK_NATIONAL_INSURANCE_NUMBER",
    "two letters, six digits and a letter A to D",
    rf"(?i)\b{_PREFIX}{_PAIRS}[ .-]?[A-D]\b",
    0.85,
    0.98,
    checked(_is_nino),
    against=0.3,
    trigger=r"[0-9]{2}[ .-]?[0-9]{2}[ .-]?[0-9]{2}[ .-]?[A-Da-d]",
)
"""HMRC, National Insurance Manual NIM39110: prefixes never issued, letters never used, suffix A to D."""

NATIONAL_INSURANCE_SHORT = Pattern(
    "UK_NATIONAL_INSURANCE_NUMBER",
    "two letters and six digits",
    rf"(?i)\b({_PREFIX}{_PAIRS})(?:[^ .A-Z0-9-]|[ .-]+(?:[^ .A-Z0-9-]|[A-Z0-9]{{2}})|[ .-]*$)",
    0.0,
    0.85,
    checked(_is_nino),
)
"""The same source: the suffix says only when a card was due, and is often left out."""

NHS = Pattern(
    "UK_NHS_NUMBER",
    "ten digits with their check digit modulo 11",
    r"\b[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{4}\b",
    0.2,
    0.95,
    checked(_is_nhs),
    against=0.05,
)
"""NHS Data Dictionary, "NHS NUMBER": ten digits, printed 3 3 4, the last a check digit modulo 11; CHI and H&C numbers are alike."""

SOCIAL_SECURITY = Pattern(
    "US_SOCIAL_SECURITY_NUMBER",
    "three, two and four digits with hyphens",
    r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b",
    0.4,
    0.95,
    checked(_is_ssn),
    against=0.1,
)
"""Social Security Administration, POMS RM 10201.035: no area 000, 666 or 900 to 999, no group 00, no serial 0000."""

SOCIAL_SECURITY_PLAIN = Pattern(
    "US_SOCIAL_SECURITY_NUMBER",
    "nine digits",
    r"\b(?:[0-9]{9}|[0-9]{3} [0-9]{2} [0-9]{4}|[0-9]{3}\.[0-9]{2}\.[0-9]{4})\b",
    0.0,
    0.9,
    checked(_is_ssn),
)
"""The same source."""

PATTERNS = (NATIONAL_INSURANCE, NATIONAL_INSURANCE_SHORT, NHS, SOCIAL_SECURITY, SOCIAL_SECURITY_PLAIN)
