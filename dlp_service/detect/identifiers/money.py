"""Bank accounts and cards."""

from __future__ import annotations

import re

from stdnum import iban, luhn

from dlp_service.detect.identifiers.pattern import Pattern, digits, trimmed

_CARD = re.compile(r"4\d{12}(?:\d{3}|\d{6})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[068]\d{12}|6\d{15,18}")
_CARD_GROUPS = re.compile(r"\d{4}([ -])\d{4,6}\1\d{4,5}(\1\d{1,4})?(\1\d{3})?")


def _is_iban(text: str) -> bool:
    return bool(iban.is_valid(text.replace("\n", " "), check_country=False))


def _is_card(text: str) -> bool:
    number = digits(text)
    line = text.replace("\n", "-" if "-" in text else " ")
    is_grouped = number == text or _CARD_GROUPS.fullmatch(line) is not None
    return is_grouped and _CARD.fullmatch(number) is not None and bool(luhn.is_valid(number)) and len(set(number)) > 1


IBAN = Pattern(
    "IBAN",
    "a country's form with check digits modulo 97",
    r"(?i)\b[A-Z]{2}[ ]?[0-9]{2}(?:[ \n-]?[A-Z0-9]{4}){2,7}(?:[ \n-]?[A-Z0-9]{1,4})?\b",
    0.92,
    0.98,
    trimmed(_is_iban, " -\n"),
    against=0.8,
    trigger=r"[A-Za-z] ?[0-9]{2}[ \n-]?[A-Za-z0-9]{4}[ \n-]?[A-Za-z0-9]{4}[ \n-]?[0-9]",
)
"""ISO 13616-1 and the registry of SWIFT (as python-stdnum carries it): length and form by country, ISO 7064 modulo 97-10."""

CARD = Pattern(
    "CREDIT_CARD",
    "a scheme's length and beginning with Luhn's check digit",
    r"\b[2-6][0-9]{3}[ \n-]?[0-9]{4,6}[ \n-]?[0-9]{4,5}(?:[ \n-]?[0-9]{1,4})?(?:[ \n-]?[0-9]{3})?\b",
    0.6,
    0.95,
    trimmed(_is_card, " -\n", least=13),
    against=0.2,
    trigger=r"[0-9]{4}[ \n-]?[0-9]{4}[0-9]{0,2}[ \n-]?[0-9]{4}",
)
"""ISO/IEC 7812-1: lengths and first digits as the schemes issue them, Luhn's check digit (annex B), groups as printed on cards."""

PATTERNS = (IBAN, CARD)
