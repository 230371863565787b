"""
What stands around a number: words that name its kind, words that name another, the heading of its column.

The heading decides where it says anything; then the nearest word before the number; then a word after it.  A word
reaches one number, and those that follow it as a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from dlp_service.detect.identifiers.columns import SHEETS, Columns
from dlp_service.detect.identifiers.cues import NEAR_ONLY, OTHER, Cue, cues
from dlp_service.values import NATIONAL_IDENTIFIERS

BEFORE = 80
AFTER = 20
_LIST_REACH = 60
_NUMBER = re.compile(r"\d{4}|\d{2,3}[ .-]\d{2,3}[ .-]\d{2}")
_LIST = re.compile(
    r"[\s,;/&|•*()\[\]\"'>.:-]*(?:and|or|und|oder|et|ou|en|of|y|o|e|i|lub)?[\s,;/&|•*()\[\]\"'>.:-]*(?:\d{1,2}[.)]\s*)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[\s:#.=()'\"|*-]*(?:(?:no|number|num|nr|is|was|are|id)\b[\s:#.=()'\"|*-]*){0,2}", re.IGNORECASE)
_SHORT = 2
"""A word of so few letters is a word only directly before the number: `DL` stands in any encoded text."""
_NEAR = re.compile(r"[\w\s:#.=(-]{0,25}")
_LABELS = NATIONAL_IDENTIFIERS | {"IBAN", "CREDIT_CARD"}
"""Kinds whose word claims the number that it stands directly before: `NHS number 943 476 5918` is no telephone number."""
_STRONG = frozenset({"PHONE_NUMBER", "DEFENCE_NETWORK"})
"""Kinds whose word claims any number of digits that follows it."""


class Judgement(Enum):
    """How a place is supported, in the words of `detail`."""

    HEADING = "named by the heading of its column"
    BESIDE = "named by a word beside it"
    ALONE = "without a word that names it"
    FORM = "known by its form"
    AGAINST = "beside a word for other numbers"

    @property
    def is_named(self) -> bool:
        """Say whether words speak for the kind."""
        return self is Judgement.HEADING or self is Judgement.BESIDE


@dataclass(slots=True)
class _Last:
    """Where the last number of a kind ended that a word named."""

    end: int


class Surroundings:
    """Judges the places of one text, asked in order of position."""

    def __init__(self, text: str, where: str) -> None:
        self._text = text
        self._is_sheet = where in SHEETS
        self._columns = Columns(text, where)
        self._last: dict[str, _Last] = {}
        self._cached: tuple[int, int, tuple[Cue, ...]] = (-1, -1, ())

    def judge(self, kind: str, start: int, end: int, rivals: frozenset[str]) -> Judgement:
        """Say what the words around `start`..`end` say of `kind`; `rivals` are the other kinds it could be by its form."""
        judgement = self._judge(kind, start, end, rivals)
        if judgement.is_named:
            self._last[kind] = _Last(end)
        return judgement

    def _judge(self, kind: str, start: int, end: int, rivals: frozenset[str]) -> Judgement:
        above = self._columns.heading(start)
        if above:
            heading = [cue.kinds for cue in cues(above)]
            if any(kind in kinds for kinds in heading):
                return Judgement.HEADING
            if any(OTHER in kinds or kinds & (rivals | _STRONG) for kinds in heading):
                return Judgement.AGAINST
        before = self._before(kind, start, rivals)
        if before is not None:
            return before
        if self._goes_on(kind, start):
            return Judgement.BESIDE
        return self._after(kind, end, rivals)

    def _before(self, kind: str, start: int, rivals: frozenset[str]) -> Judgement | None:
        """Return what the nearest word before says, None where none says anything."""
        low = self._floor(start)
        found = self._cues(low, start)
        for place in range(len(found) - 1, -1, -1):
            cue = found[place]
            if _NUMBER.search(self._text, cue.end, start):
                return None
            if self._is_weak(cue) and not _NEAR.fullmatch(self._text, cue.end, start):
                continue
            if kind in cue.kinds:
                return Judgement.BESIDE
            if OTHER in cue.kinds:
                return Judgement.BESIDE if self._is_one_phrase(found, place, kind) else Judgement.AGAINST
            if cue.kinds & (rivals | _STRONG):
                return Judgement.AGAINST
            if cue.kinds & _LABELS and _LABEL.fullmatch(self._text, cue.end, start):
                return Judgement.AGAINST
        return None

    def _cues(self, low: int, high: int) -> tuple[Cue, ...]:
        """Return the cues of a window; the kinds a place could be ask for the same one in turn."""
        if self._cached[:2] != (low, high):
            self._cached = (low, high, tuple(cues(self._text, low, high)))
        return self._cached[2]

    def _is_weak(self, cue: Cue) -> bool:
        return cue.end - cue.start <= _SHORT or self._text[cue.start : cue.end].lower() in NEAR_ONLY

    def _floor(self, start: int) -> int:
        """Return how far back words count: within the row of a sheet, not across a blank line in the midst of a text."""
        low = max(0, start - BEFORE)
        line = self._text.rfind("\n", low, start) + 1
        if self._is_sheet:
            return max(low, line)
        if line and not self._text[line:start].strip(" \t>*-•"):
            return low
        blank = max(self._text.rfind("\n\n", low, start), self._text.rfind("\n\r\n", low, start))
        return max(low, blank + 1)

    def _is_one_phrase(self, found: tuple[Cue, ...], place: int, kind: str) -> bool:
        """Say whether a word such as `ref` only goes with the word of the kind before it: `passport ref`."""
        if place == 0 or kind not in found[place - 1].kinds:
            return False
        return not self._text[found[place - 1].end : found[place].start].strip(" -'(")

    def _goes_on(self, kind: str, start: int) -> bool:
        """Say whether a number continues the list of the one before it, or stands in the next line of it."""
        last = self._last.get(kind)
        if last is None or not 0 <= start - last.end <= _LIST_REACH:
            return False
        between = self._text[last.end : start]
        if _LIST.fullmatch(between):
            return True
        return (
            not self._is_sheet and between.count("\n") == 1 and not _NUMBER.search(between) and not any(cues(between))
        )

    def _after(self, kind: str, end: int, rivals: frozenset[str]) -> Judgement:
        """Return what the words after a number say, up to the end of the line or the next number."""
        high = self._text.find("\n", end, end + AFTER)
        high = high if high >= 0 else end + AFTER
        number = _NUMBER.search(self._text, end, high)
        for cue in self._known_after(end, number.start() if number else high):
            if self._is_weak(cue):
                continue
            if kind in cue.kinds:
                return Judgement.BESIDE
            if OTHER in cue.kinds or cue.kinds & rivals:
                return Judgement.AGAINST
        return Judgement.ALONE

    def _known_after(self, end: int, high: int) -> Iterator[Cue]:
        """Yield the cues after a number that belong to it, not to what follows: `25 N Mail Road: passport 12`."""
        for cue in cues(self._text, end, high):
            if self._text[cue.end : cue.end + 3].lstrip(" ").startswith((":", "=", "#")):
                return
            yield cue
