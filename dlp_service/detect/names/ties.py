"""
Which person a number or an address stands with: the name in its row, before its parenthesis, above its line.

Only places are compared here, each identifier with the nearest names before and behind it on its line, so that a list of
a hundred thousand costs as much for each as a list of ten.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

LINE_REACH = 120
CELL_REACH = 400
BEHIND_REACH = 40
SAME_SENTENCE = 60
LINES_BELOW = 4
_LEAD = 40
"""A line below a name goes on with it when its number comes within this many characters: `Mobile: `, `RAF Lakenheath, DSN `."""
_OPENING = re.compile(r"[\W\d_]*(?:[^\W\d_a-zß-ÿ][\w.]*[ \t]+){0,3}")
"""What may stand before a name that opens a line: quote marks, bullets, a rank."""
_SENTENCE_END = re.compile(r"[.!?]['\")\]]?\s+(?=[^\W\d_a-zß-ÿ])")
_ABBREVIATION = re.compile(r"\b(?:tel|mob|ext|no|nr|ph|e|m|t|svc|[A-Z])\.\s*$", re.IGNORECASE)
_NOBODYS = re.compile(
    r"\b(?:switchboard|desk|fax|reception|help ?desk|helpline|hotline|guardroom|main gate|front office|main office|control room"
    r"|ops ?room|centre|center|mailbox|badge office|duty officer|duty controller|zentrale|standard|centrale|centralita)\b",
    re.IGNORECASE,
)
"""Words between a name and a number that give the number to a place, not to the person."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A name or an identifier at its place; `person` is empty until it is known, `kind` says what sort of identifier it is."""

    start: int
    end: int
    kind: str = ""
    person: str = ""


def ties(text: str, names: Sequence[Mark], marks: Sequence[Mark], *, is_sheet: bool) -> dict[Mark, str]:
    """
    Return the person of each mark that stands with one name; both sequences are in order of start.

    >>> text = "25197436 Cpl Mudge T, Lt Moss (07700 900318), desk 01632 960960"
    >>> names = [Mark(13, 20, person="mudge"), Mark(25, 29, person="moss")]
    >>> marks = [Mark(0, 8, "number"), Mark(31, 43, "phone"), Mark(51, 63, "phone")]
    >>> list(ties(text, names, marks, is_sheet=False).values())
    ['mudge', 'moss']
    """
    reader = _Reader(text, names, is_sheet=is_sheet)
    for mark in marks:
        reader.add(mark)
    return reader.tied


class _Reader:
    """Goes through the identifiers of one text in order, remembering what the line has given away already."""

    def __init__(self, text: str, names: Sequence[Mark], *, is_sheet: bool) -> None:
        self.text = text
        self.names = names
        self.starts = [name.start for name in names]
        self.reach = CELL_REACH if is_sheet else LINE_REACH
        self.is_sheet = is_sheet
        self.tied: dict[Mark, str] = {}
        self.last: Mark | None = None
        self.line = (-1, -1)
        self.is_number_first = False
        self.taken: set[tuple[str, str]] = set()

    def add(self, mark: Mark) -> None:
        """Tie one identifier, if somebody stands with it."""
        self._enter_line(mark)
        person = mark.person or self._before(mark) or self._behind(mark) or self._said_before(mark) or self._above(mark)
        if person:
            self.tied[mark] = person
            self.taken.add((mark.kind, person))
        self.last = mark

    def _enter_line(self, mark: Mark) -> None:
        if self.line[0] <= mark.start < self.line[1]:
            return
        start = self.text.rfind("\n", 0, mark.start) + 1
        end = self.text.find("\n", mark.start)
        self.line = (start, end if end >= 0 else len(self.text))
        first = bisect_right(self.starts, start - 1)
        self.is_number_first = first >= len(self.starts) or self.starts[first] > mark.start
        self.taken = set()
        self.last = None

    def _before(self, mark: Mark) -> str:
        """Return the person named before it on the line, unless a sentence ends or a place is named in between."""
        index = bisect_right(self.starts, mark.start) - 1
        if index < 0 or self.names[index].start < self.line[0]:
            return ""
        name = self.names[index]
        gap = self.text[name.end : mark.start] if mark.start - name.end <= self.reach else ""
        if mark.start - name.end > self.reach or self._parts(gap):
            return ""
        is_next_ones = self.is_number_first and (mark.kind, name.person) in self.taken
        return "" if is_next_ones and self._behind(mark) else name.person

    def _behind(self, mark: Mark) -> str:
        """Return the person named after a number that opens the line or the entry."""
        index = bisect_right(self.starts, mark.start)
        if not self.is_number_first or index >= len(self.names) or self.names[index].start >= self.line[1]:
            return ""
        name = self.names[index]
        gap = self.text[mark.end : name.start] if name.start - mark.end <= self.reach else ";"
        is_near = self.is_sheet or "  " in gap or "\t" in gap or "|" in gap or len(gap) <= BEHIND_REACH
        return name.person if is_near and not self._parts(gap) and (self.is_sheet or ";" not in gap) else ""

    def _said_before(self, mark: Mark) -> str:
        """Return the person of the address or number just before: `try p.moss@x.example or his mobile 07700 900318`."""
        last = self.last
        if last is None or last not in self.tied or mark.start - last.end > SAME_SENTENCE:
            return ""
        return "" if self._parts(self.text[last.end : mark.start]) else self.tied[last]

    def _above(self, mark: Mark) -> str:
        """Return the person whose name opens one of the lines above, with no blank line and no other name between."""
        if self.is_sheet or mark.start - self.line[0] > _LEAD or self._parts(self.text[self.line[0] : mark.start]):
            return ""
        index = bisect_right(self.starts, mark.start) - 1
        if index < 0:
            return ""
        name = self.names[index]
        between = self.text[name.end : self.line[0]] if self.line[0] - name.end <= CELL_REACH else "\n\n"
        opening = self.text.rfind("\n", max(0, name.start - _LEAD), name.start) + 1
        is_opening = (opening > 0 or name.start < _LEAD) and _OPENING.fullmatch(
            self.text, opening, name.start
        ) is not None
        is_one = between.count("\n") <= LINES_BELOW and not re.search(r"\n[ \t>]*\n", between)
        return name.person if is_opening and is_one else ""

    def _parts(self, gap: str) -> bool:
        """Say whether what lies between parts a name from a number."""
        if _NOBODYS.search(gap):
            return True
        return any(not _ABBREVIATION.search(gap[: end.start() + 1]) for end in _SENTENCE_END.finditer(gap))
