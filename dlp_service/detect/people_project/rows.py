"""
A list read row by row: who stands in each row, and what is told about them.

Not every name is recognised: among rows of one shape a row that looks like a name is counted
as an entry, so that a list counts right though the reader of names missed some.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dlp_service.detect.masking import outline
from dlp_service.detect.people import read_name
from dlp_service.detect.people_project.chances import NAME
from dlp_service.detect.people_project.headings import Kind, header
from dlp_service.detect.people_project.particulars import blood_groups, particulars, rank, service_numbers, years
from dlp_service.detect.segments import Line, Segment
from dlp_service.values import Finding, Span

MAX_ROWS = 20_000
"""Rows read in one list; the people in those beyond are counted, what is told about them is not."""
MAX_HEAD = 200
MAX_HEADS = 400
MAX_ROW = 600
"""A longer line is prose: it is read for particulars in its beginning only."""
SURE_IDENTIFIER = 0.6
LIKELY_IDENTIFIER = 0.35
SURE_PERSON = 0.5
UNREAD = 0.55
UNREAD_WITH_NUMBER = 0.62
"""What a row is worth whose name was not recognised."""
TOLD = 0.5
"""By so much the doubt shrinks that a name is one, when a number or clearance stands in its row."""
REACH_BACK = 2
"""Particulars belong to the entry at most this many lines above."""
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
_U, _L = "A-ZÀ-ÖØ-ÞĀ-ŽČŠŽ", "a-zß-öø-ÿā-ž"
_NAMEISH = re.compile(
    rf"(?<![\w@.])(?:[{_U}][{_U}'’-]{{1,30}}(?: [{_U}][{_U}'’-]{{1,30}}){{0,2}}(?:, ?|  ?)[{_U}][{_U}{_L}.'’-]*(?![\w@])"
    rf"|[{_U}][{_L}'’{_U}-]{{1,30}},? (?:[{_U}]\.? ?){{1,3}}(?![\w@])"
    rf"|[{_U}][{_L}'’{_U}-]{{1,30}}(?: (?:van|von|de|der|den|la|le|el|al|bin|ibn|ben|du|da|dos|of))* [{_U}][{_L}'’{_U}-]{{1,30}}(?![\w@]))"
)
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){5}")
AROUND = 3
_PROSE = re.compile(r"(?:^|[\s(])[a-zß-öø-ÿ]{3,}")
MAX_LISTED = 160
_AFTER_RANK = re.compile(rf"(?<![\w@])[{_U}][\w'’-]{{2,30}}")


@dataclass(slots=True)
class Entry:
    """A row with somebody in it: the people, or the place of a name that was not recognised."""

    line: Line
    people: tuple[Finding, ...]
    unread: Span | None = None
    told: Counter[Kind] = field(default_factory=Counter)
    is_nameish: bool = False
    """Whether a doubtful name stands in a row that would count without it."""

    @property
    def size(self) -> int:
        """Return how many people stand in it."""
        return len({person.value for person in self.people}) or 1

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
            "\t" in before or (len(before) <= 40 and not _PROSE.search(before))
        )


@dataclass(slots=True)
class Rows:
    """The entries of a segment, with the kinds that its headers name and the facts told in its rows."""

    heading: frozenset[Kind]
    entries: list[Entry]
    heads: list[Line]
    """Short lines: they may name what follows."""
    misread: frozenset[tuple[str, str, int]] = frozenset()
    """Where headings were taken for people."""

    @classmethod
    def of(cls, segment: Segment) -> Rows:
        """Read a segment row by row, in one pass and at most `MAX_ROWS` rows."""
        return _Reader().read(segment)

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
                found[person.value] = max(chance, found.get(person.value, 0.0))
        return found

    def told(self) -> Counter[Kind]:
        """Return of how many people each kind is told, in their rows or by the header above them."""
        total: Counter[Kind] = Counter()
        for entry in self.entries:
            for kind, number in entry.told.items():
                total[kind] += min(number, entry.size)
        return total


class _Reader:
    """Walks the lines of a segment once."""

    def __init__(self) -> None:
        self.heading: frozenset[Kind] = frozenset()
        self.entries: list[Entry] = []
        self.heads: list[Line] = []
        self.misread: set[tuple[str, str, int]] = set()
        self.since = REACH_BACK + 1
        self.years: dict[str, list[Entry]] = {}
        self.groups: dict[str, list[Entry]] = {}

    def read(self, segment: Segment) -> Rows:
        for number, line in enumerate(segment.lines()):
            if number < MAX_ROWS:
                self._line(line)
            elif line.people:
                self.entries.append(Entry(line, line.people))
        self._settle_dates()
        self._settle_blood()
        return Rows(self.heading, _distinct(_listed(self.entries)), self.heads, frozenset(self.misread))

    def _line(self, line: Line) -> None:
        found = header(line.text)
        if found:
            self.heading |= found
            self.misread |= {(person.path, person.where, person.start) for person in line.people}
            self.since = REACH_BACK + 1
            return
        if len(line.text) <= MAX_HEAD and len(self.heads) < MAX_HEADS:
            self.heads.append(line)
        text = line.text[:MAX_ROW]
        facts = Counter(dict(particulars(text)))
        sure = sum(f.confidence >= LIKELY_IDENTIFIER for f in line.identifiers)
        if sure:
            facts[Kind.IDENTIFIER] += sure
        entry = self._entry(line, text, facts)
        if entry is None:
            return
        numbers = service_numbers(text)
        if numbers:
            facts[
                Kind.NUMBER if rank(text) or Kind.RANK in entry.told or Kind.NUMBER in self.heading else Kind.STAFF
            ] += numbers
        for kind, number in facts.items():
            entry.told[kind] += number
        for year in years(text):
            self.years.setdefault(year, []).append(entry)
        for group in blood_groups(text):
            self.groups.setdefault(group, []).append(entry)

    def _entry(self, line: Line, text: str, facts: Counter[Kind]) -> Entry | None:
        """Return the entry that a line begins or goes on with."""
        people = tuple(person for person in line.people if person.confidence >= SURE_PERSON) or line.people[:1]
        unread = None if people else _unread(line, text)
        has_facts = bool(facts) or any(character.isdigit() for character in text)
        is_deeper = bool(self.entries) and _indent(text) > _indent(self.entries[-1].line.text)
        if not people and is_deeper and self.since < REACH_BACK and (unread is None or not rank(text)):
            self.since += 1
            return self.entries[-1] if has_facts else None
        if not people and unread is None:
            self.since += 1
            return self.entries[-1] if self.entries and has_facts and self.since <= REACH_BACK else None
        is_doubtful = len(people) == 1 and people[0].confidence < UNREAD_WITH_NUMBER
        entry = Entry(line, people, unread, is_nameish=is_doubtful and _unread(line, text) is not None)
        self.since = 0
        if rank(text):
            entry.told[Kind.RANK] += entry.size
        for kind in self.heading:
            if kind is not Kind.IDENTIFIER or _LONG_NUMBER.search(text):
                entry.told[kind] += entry.size
        self.entries.append(entry)
        return entry

    def _settle_dates(self) -> None:
        """Full dates of many different years are dates of birth; those of one year are something else."""
        if len(self.years) >= 3 and max(self.years) <= "2019":
            for entries in self.years.values():
                for entry in entries:
                    entry.told[Kind.BIRTH] = max(entry.told[Kind.BIRTH], 1)

    def _settle_blood(self) -> None:
        """Letters with a sign are blood groups where an O or AB is among them: nobody is marked so at school."""
        if not self.groups.keys().isdisjoint({"O", "AB", "0"}):
            for entries in self.groups.values():
                for entry in entries:
                    entry.told[Kind.BLOOD] = min(entry.told[Kind.BLOOD] + 1, entry.size)


def _unread(line: Line, text: str) -> Span | None:
    """Return where a line has what looks like a name, or a rank with a capitalised word."""
    found = _NAMEISH.search(text)
    if found is None and rank(text):
        found = _AFTER_RANK.search(text)
    if found is None:
        return None
    return Span(*line.place, line.start + found.start(), line.start + found.end())


def _listed(entries: Sequence[Entry]) -> list[Entry]:
    """
    Drop rows without a recognised name that do not stand among entries.

    Such a row stays where something hard is told in it, or where at least two and half of its neighbours are recognised.
    """
    read = [number for number, entry in enumerate(entries) if entry.people]
    kept: list[Entry] = []
    for number, entry in enumerate(entries):
        if entry.people or (entry.told.keys() & HARD):
            kept.append(entry)
            continue
        near = bisect_right(read, number + AROUND) - bisect_right(read, number - AROUND - 1)
        around = min(len(entries), number + AROUND + 1) - max(0, number - AROUND) - 1
        if entry.is_row and near >= 2 and 2 * near >= around and read[0] < number:
            kept.append(entry)
    return kept


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _distinct(entries: Iterable[Entry]) -> list[Entry]:
    """Keep one of several unread rows that look the same."""
    seen: set[str] = set()
    kept = []
    for entry in entries:
        if entry.unread is not None:
            start = entry.line.start
            surface = entry.line.text[entry.unread.start - start : entry.unread.end - start].casefold()
            if surface in seen:
                continue
            seen.add(surface)
        kept.append(entry)
    return kept
