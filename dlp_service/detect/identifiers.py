"""
Identifiers of people and accounts, with their check digits.

One RE2 set says which kinds occur at all; places are looked for only then.
Numbers that many things share the form of (ten digits, nine digits) need a word beside
them, or a column heading above, to be more than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import re2
from stdnum import iban, luhn
from stdnum.gb import nhs

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.masking import outline
from dlp_service.errors import OutOfTime
from dlp_service.textmap import pieces
from dlp_service.values import Finding, PartText, Stage

OVERLAP = 64
BEFORE = 60
AFTER = 30


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    One kind of identifier.

    `alone` is the confidence without a word of `words` near by, 0 for not reported; `beside` that with one.
    `is_valid` judges the matched text, separators included.
    """

    info_type: str
    regex: str
    alone: float
    beside: float
    words: str
    is_valid: Callable[[str], bool]


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _is_nino(text: str) -> bool:
    """HMRC manual NIM39110: prefixes never issued."""
    return text.upper()[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


def _is_nhs(text: str) -> bool:
    digits = _digits(text)
    return len(set(digits)) > 2 and bool(nhs.is_valid(digits))


def _is_iban(text: str) -> bool:
    return bool(iban.is_valid(text, check_country=False))


_CARD = re.compile(r"4\d{12}(?:\d{3}|\d{6})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[068]\d{12}|6\d{15,18}")
_CARD_GROUPS = re.compile(r"\d{4}([ -])\d{4,6}\1\d{4,5}(\1\d{1,4})?")


def _is_card(text: str) -> bool:
    """ISO/IEC 7812: lengths as the schemes issue them, Luhn's check digit; groups as printed on cards."""
    digits = _digits(text)
    is_grouped = digits == text or _CARD_GROUPS.fullmatch(text) is not None
    return is_grouped and _CARD.fullmatch(digits) is not None and bool(luhn.is_valid(digits))


def _is_ssn(text: str) -> bool:
    """SSA: no area 000, 666 or 9xx, no group 00, no serial 0000."""
    area, group, serial = text.split("-")
    return area not in {"000", "666"} and area[0] != "9" and group != "00" and serial != "0000"


def _always(_: str) -> bool:
    return True


PATTERNS = (
    Pattern(
        "UK_NATIONAL_INSURANCE_NUMBER",
        r"(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D]\b",
        0.85,
        0.98,
        r"\b(?:n\.?i\.?(?:no|number)?|nino|national insurance)\b",
        _is_nino,
    ),
    Pattern(
        "UK_NHS_NUMBER",
        r"\b[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}\b",
        0.2,
        0.95,
        r"\b(?:nhs|patient|hospital number|chi number)\b",
        _is_nhs,
    ),
    Pattern(
        "IBAN",
        r"(?i)\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b",
        0.9,
        0.98,
        r"\b(?:iban|account|bank|sepa|bic|swift)\b",
        _is_iban,
    ),
    Pattern(
        "CREDIT_CARD",
        r"\b[2-6][0-9]{3}[ -]?[0-9]{4,6}[ -]?[0-9]{4,5}(?:[ -]?[0-9]{1,4})?\b",
        0.6,
        0.95,
        r"\b(?:card|visa|master ?card|amex|american express|cvv|cvc|expir\w*|valid (?:from|thru))\b",
        _is_card,
    ),
    Pattern(
        "US_SOCIAL_SECURITY_NUMBER",
        r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b",
        0.4,
        0.95,
        r"\b(?:ssn|social security|ss ?#|soc sec)\b",
        _is_ssn,
    ),
    Pattern(
        "PASSPORT_NUMBER",
        r"(?i)\b(?:[0-9]{9}|[A-Z]{1,2}[0-9]{6,8})\b",
        0.0,
        0.85,
        r"\b(?:passports?|travel documents?|ppt (?:no|number))\b",
        _always,
    ),
    Pattern(
        "SERVICE_NUMBER",
        r"(?i)\b(?:[A-Z]{1,2}[0-9]{6,7}[A-Z]?|[0-9]{8}|[0-9]{10})\b",
        0.0,
        0.85,
        r"\b(?:service|svc|army|raf|rn|military|dod id|edipi|staff|personnel) ?(?:no|num|number|id)\b",
        _always,
    ),
    Pattern(
        "MILITARY_GRID_REFERENCE",
        r"\b[0-9]{1,2}[C-HJ-NP-X] ?[A-HJ-NP-Z][A-HJ-NP-V] ?(?:[0-9]{3} ?[0-9]{3}|[0-9]{4} ?[0-9]{4}|[0-9]{5} ?[0-9]{5})\b",
        0.6,
        0.95,
        r"\b(?:mgrs|grid|location|position|coord\w*|lz|rv)\b",
        _always,
    ),
)


class IdentifierDetector:
    """Finds the identifiers of `PATTERNS`."""

    name = "identifiers"
    stage = Stage.IDENTIFIERS

    def __init__(self, patterns: tuple[Pattern, ...] = PATTERNS) -> None:
        self._patterns = patterns
        self._spans = tuple(re.compile(pattern.regex) for pattern in patterns)
        self._words = tuple(re.compile(pattern.words, re.IGNORECASE) for pattern in patterns)
        self._set = re2.Set.SearchSet()
        for pattern in patterns:
            self._set.Add(pattern.regex)
        self._set.Compile()

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per place and kind, `value` being the number without separators.

        Raises:
            StageUnfinished: with the findings of the texts read so far.
        """
        del context
        found: list[Finding] = []
        try:
            for text in texts:
                found.extend(self._in(text, budget))
        except OutOfTime as error:
            raise StageUnfinished(str(error), tuple(found)) from error
        return tuple(dict.fromkeys(found))

    def _in(self, text: PartText, budget: Budget) -> Iterator[Finding]:
        for offset, piece in pieces(text.text, overlap=OVERLAP):
            budget.check()
            if not any(c in piece for c in "0123456789"):
                continue
            for number in sorted(self._set.Match(piece.encode("utf-8", "replace")) or ()):
                for match in self._spans[number].finditer(piece):
                    finding = self._finding(text, number, offset + match.start(), offset + match.end())
                    if finding is not None:
                        yield finding

    def _finding(self, text: PartText, number: int, start: int, end: int) -> Finding | None:
        pattern = self._patterns[number]
        surface = text.text[start:end]
        if not pattern.is_valid(surface) or not _is_separate(text.text, start, end):
            return None
        has_word = self._words[number].search(_surroundings(text, start, end)) is not None
        confidence = pattern.beside if has_word else pattern.alone
        if not confidence:
            return None
        return Finding(
            info_type=pattern.info_type,
            detector=self.name,
            confidence=confidence,
            path=text.path,
            where=text.where,
            start=start,
            end=end,
            masked_quote=outline(surface),
            value="".join(c for c in surface if c.isalnum()).upper(),
            detail="with a word that names its kind" if has_word else "by its form and check digits alone",
        )


def _surroundings(text: PartText, start: int, end: int) -> str:
    """Return the text around a place, and the heading of its column or the first line of a sheet."""
    line_start = text.text.rfind("\n", 0, start) + 1
    near = text.text[max(0, start - BEFORE) : end + AFTER]
    if line_start == 0:
        return near
    first_line = text.text[: text.text.find("\n")][:400]
    separator = next((s for s in "\t;," if s in first_line and s in text.text[line_start : end + 1]), "")
    if not separator:
        return near
    column = text.text.count(separator, line_start, start)
    headings = first_line.split(separator)
    return f"{headings[column] if column < len(headings) else ''}\n{near}"


def _is_separate(text: str, start: int, end: int) -> bool:
    """Say whether a number is not a piece of a longer one, of a URL or of a message identifier."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before in {"=", "/", "_", "&", "%", "#", "-", "."} or after in {"=", "/", "_", "@", "%", "&"}:
        return False
    follows = text[end : end + 2]
    return not (len(follows) == 2 and follows[0] in "-." and follows[1].isalnum())
