"""
The rows of a list: who stands in each, and what is told about them.

Not every name is recognised: among rows of one shape a row that looks like a name is counted
as an entry, so that a list counts right though the reader of names missed some.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from dlp_service.detect.masking import outline
from dlp_service.detect.names.people import read_name
from dlp_service.detect.people_project.chances import NAME, who
from dlp_service.detect.people_project.headings import Kind
from dlp_service.detect.segments import Line, Segment
from dlp_service.values import Finding, Span

LIKELY_IDENTIFIER = 0.35
"""Numbers this likely are told of a person; what a number of them is worth together, the list says."""
UNREAD = 0.55
UNREAD_WITH_NUMBER = 0.62
"""What a row is worth whose name was not recognised."""
TOLD = 0.5
"""By so much the doubt shrinks that a name is one, when a number or clearance stands in its row."""
HARD = frozenset(
    {
        Kind.NUMBER,
        Kind.IDENTIFIER,
        Kind.BIRTH,
        Kind.CLEARANCE,
        Kind.BLOOD,
        Kind.CUSTODY,
        Kind.NATION,
        Kind.KIN,
        Kind.ARMS,
        Kind.BERTH,
    }
)
_PROSE = re.compile(r"(?:^|[\s(])[a-zß-öø-ÿ]{3,}")
MAX_LISTED = 160
MAX_BEFORE = 40


@dataclass(slots=True)
class Entry:
    """A row with somebody in it: the people, or the place of a name that was not recognised."""

    line: Line
    people: tuple[Finding, ...]
    unread: Span | None = None
    told: defaultdict[Kind, int] = field(default_factory=lambda: defaultdict(int))
    """How often each kind is told; one is made for every line, and a `Counter` costs ten times as much to make."""
    is_nameish: bool = False
    """Whether a doubtful name stands in a row that would count without it."""

    @property
    def size(self) -> int:
        """Return how many people stand in it."""
        return len({who(person) for person in self.people}) or 1

    def as_finding(self) -> Finding:
        """Return the name that was not recognised as a person of that name."""
        assert self.unread is not None
        start = self.unread.start - self.line.start
        surface = self.line.text[start : start + self.unread.end - self.unread.start]
        return Finding(
            info_type="PERSON_NAME",
            detector=NAME,
            confidence=UNREAD_WITH_NUMBER if self.told.keys() & HARD else UNREAD,
            path=self.unread.path,
            where=self.unread.where,
            start=self.unread.start,
            end=self.unread.end,
            value=read_name(surface).key or surface.casefold(),
        )

    @property
    def is_row(self) -> bool:
        """Say whether it is a row of a list: short, and the name stands at its head, after numbers or capitals at most."""
        start = self.people[0].start if self.people else self.unread.start if self.unread is not None else 0
        before = self.line.text[: max(0, start - self.line.start)]
        return len(self.line.text) <= MAX_LISTED and (
            "\t" in before or (len(before) <= MAX_BEFORE and not _PROSE.search(before))
        )


@dataclass(slots=True)
class Rows:
    """The entries of a segment, with the kinds that its headers name and the facts told in its rows."""

    heading: frozenset[Kind]
    entries: list[Entry]
    misread: frozenset[tuple[str, str, int]] = frozenset()
    """Where headings were taken for people."""
    is_capped: bool = False
    """Whether there were more rows than are read for particulars."""

    def spans(self) -> list[Span]:
        """Return the place of every person, recognised or not."""
        found: list[Span] = []
        for entry in self.entries:
            found += [Span(person.path, person.where, person.start, person.end) for person in entry.people]
            if entry.unread is not None:
                found.append(entry.unread)
        return found

    def quote(self, segment: Segment) -> str:
        """Return the masked outline of the first name."""
        first = min(self.spans(), key=lambda span: (span.path, span.where, span.start))
        text = next(s.text.text for s in segment.stretches if s.place == (first.path, first.where))
        return outline(text[first.start : first.end])

    def chances(self) -> dict[str, float]:
        """Return for each distinct person how likely it is one, beside what is told about them."""
        found: dict[str, float] = {}
        for number, entry in enumerate(self.entries):
            is_told = not HARD.isdisjoint(entry.told)
            unread = UNREAD_WITH_NUMBER if is_told else UNREAD
            if not entry.people:
                found[f"\0{number}"] = unread
            for person in entry.people:
                chance = 1 - (1 - person.confidence) * TOLD if is_told else person.confidence
                if entry.is_nameish and len(entry.people) == 1:
                    chance = max(chance, unread)
                found[who(person)] = max(chance, found.get(who(person), 0.0))
        return found

    def told(self) -> Counter[Kind]:
        """Return of how many people each kind is told, in their rows or by the header above them."""
        total: Counter[Kind] = Counter()
        for entry in self.entries:
            for kind, number in entry.told.items():
                total[kind] += min(number, entry.size)
        return total
