"""
One row of the tables of identifiers, and the small checks that many rows share.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_NO_DIGITS = re.compile(r"[^0-9]+")


def whole(text: str) -> int:
    """Accept all that the expression matched."""
    return len(text)


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    One written form of one kind of identifier.

    `regex` is in RE2's language over Latin-1; its first group, where it has one, is the identifier.
    `measure` returns how much of the matched text is a valid identifier, separators included, 0 for none.
    `alone` is the confidence without a word of its kind near by, 0 for not reported; `beside` that with one; `against`
    that where the word near by names another kind of number.  `cues` names the words, the info type's own where empty.
    `trigger` is a short piece of the expression that the set looks for, all of it where empty: long ones with counts make
    the set build new states for every text.  A row that needs a word waits for the word, and for its trigger where it has one.
    `is_free` rows may stand inside a URL or a longer word; a row with a `joint` may not go on after one.
    """

    info_type: str
    form: str
    regex: str
    alone: float
    beside: float
    measure: Callable[[str], int] = whole
    against: float = 0.0
    cues: str = ""
    is_free: bool = False
    joint: str = ""
    trigger: str = ""

    @property
    def needs_words(self) -> bool:
        """Say whether what stands near by changes anything."""
        return not self.alone == self.beside == self.against

    @property
    def cue(self) -> str:
        """Return the name of the words that speak for it."""
        return self.cues or self.info_type


def digits(text: str) -> str:
    """Return the ASCII digits of a text."""
    return _NO_DIGITS.sub("", text)


def compact(text: str) -> str:
    """Return the letters and digits of a text in capitals."""
    return "".join(c for c in text if c.isalnum()).upper()


def checked(is_valid: Callable[[str], bool]) -> Callable[[str], int]:
    """Return the measure of an identifier that is valid as a whole or not at all."""

    def measure(text: str) -> int:
        return len(text) if is_valid(text) else 0

    return measure


def trimmed(
    is_valid: Callable[[str], bool], separators: str = " ", tries: int = 6, least: int = 0
) -> Callable[[str], int]:
    """
    Return the measure of an identifier after which the expression may have taken words or numbers that follow.

    What has fewer than `least` digits is not tried.

    >>> trimmed(lambda text: text == "12 34")("12 34 56 78")
    5
    """

    def measure(text: str) -> int:
        end = len(text)
        if least and len(digits(text)) < least:
            return 0
        for _ in range(tries):
            if is_valid(text[:end]):
                return end
            end = max(text.rfind(separator, 0, end) for separator in separators)
            if end <= 0:
                break
        return 0

    return measure


_NUMBER_WORDS = re.compile(r"(?:no|nr|num|id|is|of|ref|was|and|or|to|in|at)[ .-]", re.IGNORECASE)


def begins_with_a_word(text: str) -> bool:
    """
    Say whether the letters before the digits are a word on its own, not the prefix of a number.

    >>> begins_with_a_word("No 564218"), begins_with_a_word("NX 564218")
    (True, False)
    """
    return _NUMBER_WORDS.match(text) is not None


def is_date(number: str) -> bool:
    """
    Say whether six or eight digits read as a day: YYYYMMDD, DDMMYYYY or MMDDYYYY of 1900 to 2099.

    >>> [is_date(number) for number in ("20261126", "26112026", "26440182")]
    [True, True, False]
    """
    if len(number) != 8:
        return False
    first = number[:4], number[4:6], number[6:]
    last = (number[4:], number[2:4], number[:2]), (number[4:], number[:2], number[2:4])
    return any(
        year[:2] in {"19", "20"} and "01" <= month <= "12" and "01" <= day <= "31"
        for year, month, day in (first, *last)
    )
