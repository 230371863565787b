"""
Reads a segment row by row, in one pass.

Only lines that a quick look marked are read for particulars and headings.  Not every name is recognised: a row
that looks like a name counts where something hard is told in it, or where most rows around it have names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from dlp_service.detect.people_project import headings, particulars
from dlp_service.detect.people_project.headings import Kind
from dlp_service.detect.people_project.hits import Looks
from dlp_service.detect.people_project.particulars import blood_groups, long_numbers, rank, service_numbers, years
from dlp_service.detect.people_project.rows import HARD, LIKELY_IDENTIFIER, UNREAD_WITH_NUMBER, Entry, Rows
from dlp_service.detect.segments import Line, Segment
from dlp_service.values import Finding, Span

MAX_ROWS = 20_000
"""Rows read in one list; the people in those beyond are counted, what is told about them is not."""
MAX_TOLD = 1_000
"""Once something hard is told in so many rows, no further row can change what the list is."""
MAX_ROW = 600
"""A longer line is prose: it is read for particulars in its beginning only."""
SURE_PERSON = 0.5
REACH_BACK = 2
"""Particulars belong to the entry at most this many lines above."""
AROUND = 3
"""How many rows on either side vouch for one that was not recognised."""
MIN_YEARS = 3
LAST_YEAR = "2019"
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){5}")
_U, _L = "A-ZÀ-ÖØ-ÞĀ-ŽČŠŽ", "a-zß-öø-ÿā-ž"
_NAMEISH = re.compile(
    rf"(?<![\w@.])(?:[{_U}][{_U}'’-]{{1,30}}(?: [{_U}][{_U}'’-]{{1,30}}){{0,2}}(?:, ?|  ?)[{_U}][{_U}{_L}.'’-]*(?![\w@])"
    rf"|[{_U}][{_L}'’{_U}-]{{1,30}},? (?:[{_U}]\.? ?){{1,3}}(?![\w@])"
    rf"|[{_U}][{_L}'’{_U}-]{{1,30}}(?: (?:van|von|de|der|den|la|le|el|al|bin|ibn|ben|du|da|dos|of))* [{_U}][{_L}'’{_U}-]{{1,30}}(?![\w@]))"
)
_AFTER_RANK = re.compile(rf"(?<![\w@])[{_U}][\w'’-]{{2,30}}")


def read_rows(segment: Segment, looks: Looks) -> Rows:
    """Read a segment row by row, at most `MAX_ROWS` of them."""
    return _Reader().read(segment, looks)


class _Reader:
    """Walks the lines of a segment once."""

    def __init__(self) -> None:
        self.heading: frozenset[Kind] = frozenset()
        self.entries: list[Entry] = []
        self.misread: set[tuple[str, str, int]] = set()
        self.last: Entry | None = None
        self.since = REACH_BACK + 1
        self.told = 0
        self.is_capped = False
        self.years: dict[str, list[Entry]] = {}
        self.groups: dict[str, list[Entry]] = {}

    def read(self, segment: Segment, looks: Looks) -> Rows:
        """Return the rows."""
        for number, line in enumerate(segment.lines()):
            if number >= MAX_ROWS:
                self.is_capped = True
                self._people_only(line)
            elif looks.is_header(line.place, line.start):
                self._head(line)
            else:
                is_marked = bool(line.identifiers) or looks.marked(line.place, line.start, line.end)
                self._line(line, is_marked=is_marked)
        self._settle_dates()
        self._settle_blood()
        self._settle_ranks()
        return Rows(self.heading, _distinct(_listed(self.entries)), frozenset(self.misread), is_capped=self.is_capped)

    def _people_only(self, line: Line) -> None:
        if line.people:
            self.entries.append(Entry(line, line.people))

    def _head(self, line: Line) -> None:
        """Take the headings of a header line; what was taken for a person there is none."""
        self.heading |= headings.header(line.text)
        self.misread |= {(person.path, person.where, person.start) for person in line.people}
        self.last = None

    def _line(self, line: Line, *, is_marked: bool) -> None:
        text = line.text[:MAX_ROW]
        people = tuple(person for person in line.people if person.confidence >= SURE_PERSON) or line.people[:1]
        unread = _unread(line, text) if is_marked and not people else None
        if people or (unread is not None and not self._goes_on(text)):
            self._begin(line, text, people, unread)
        else:
            self.since += 1
        if is_marked and self.last is not None and self.since <= REACH_BACK:
            if self.told < MAX_TOLD:
                self._tell(self.last, text, line.identifiers)
                self.told += not HARD.isdisjoint(self.last.told)
        elif not people:
            # Unread rows are looked at once it is known whether they stand among others.
            self.entries.append(Entry(line, ()))

    def _goes_on(self, text: str) -> bool:
        """Say whether a line without a person goes on with the entry above: it is indented deeper and has no rank."""
        if self.last is None or self.since >= REACH_BACK:
            return False
        return _indent(text) > _indent(self.last.line.text) and not rank(text)

    def _begin(self, line: Line, text: str, people: tuple[Finding, ...], unread: Span | None) -> None:
        is_doubtful = len(people) == 1 and people[0].confidence < UNREAD_WITH_NUMBER
        entry = Entry(line, people, unread, is_nameish=is_doubtful and _unread(line, text) is not None)
        for kind in self.heading:
            if kind is not Kind.IDENTIFIER or _LONG_NUMBER.search(text):
                entry.told[kind] += entry.size
        self.entries.append(entry)
        self.last, self.since = entry, 0

    def _tell(self, entry: Entry, text: str, identifiers: Sequence[Finding]) -> None:
        """Note what a line tells about the people of an entry."""
        for kind, number in particulars.particulars(text):
            entry.told[kind] += number
        entry.told[Kind.IDENTIFIER] += sum(f.confidence >= LIKELY_IDENTIFIER for f in identifiers)
        numbers = service_numbers(text)
        if numbers:
            is_service = Kind.NUMBER in self.heading or rank(text) or rank(entry.line.text[:MAX_ROW])
            entry.told[Kind.NUMBER if is_service else Kind.STAFF] += numbers
        elif (longer := long_numbers(text)) and (rank(text) or rank(entry.line.text[:MAX_ROW])):
            entry.told[Kind.NUMBER] += longer
        for year in years(text):
            self.years.setdefault(year, []).append(entry)
        for group in blood_groups(text):
            self.groups.setdefault(group, []).append(entry)

    def _settle_dates(self) -> None:
        """Full dates of many different years are dates of birth; those of one year are something else."""
        if len(self.years) >= MIN_YEARS and max(self.years) <= LAST_YEAR:
            for entries in self.years.values():
                for entry in entries:
                    entry.told[Kind.BIRTH] = max(entry.told[Kind.BIRTH], 1)

    def _settle_blood(self) -> None:
        """Letters with a sign are blood groups where an O or AB is among them: nobody is marked so at school."""
        if not self.groups.keys().isdisjoint({"O", "AB", "0"}):
            for entries in self.groups.values():
                for entry in entries:
                    entry.told[Kind.BLOOD] = min(entry.told[Kind.BLOOD] + 1, entry.size)

    def _settle_ranks(self) -> None:
        """Look for ranks where anything else is told: on their own they make no list."""
        if any(entry.told for entry in self.entries):
            for entry in self.entries:
                if (entry.people or entry.unread) and rank(entry.line.text[:MAX_ROW]):
                    entry.told[Kind.RANK] = max(entry.told[Kind.RANK], entry.size)


def _unread(line: Line, text: str) -> Span | None:
    """Return where a line has what looks like a name, or a rank with a capitalised word."""
    found = _NAMEISH.search(text)
    if found is None and rank(text):
        found = _AFTER_RANK.search(text)
    if found is None:
        return None
    return Span(*line.place, line.start + found.start(), line.start + found.end())


def _listed(entries: Sequence[Entry]) -> Iterator[Entry]:
    """
    Yield the entries with a name, and the rows without one that stand among others.

    Such a row counts where something hard is told in it, or where at least two and half of its neighbours are rows with names.
    """
    read = [number for number, entry in enumerate(entries) if entry.people and entry.is_row]
    for number, entry in enumerate(entries):
        if entry.people or (entry.unread is not None and entry.told.keys() & HARD):
            yield entry
            continue
        near = bisect_right(read, number + AROUND) - bisect_right(read, number - AROUND - 1)
        around = min(len(entries), number + AROUND + 1) - max(0, number - AROUND) - 1
        if near >= 2 and 2 * near >= around and read[0] < number:
            entry.unread = entry.unread or _unread(entry.line, entry.line.text[:MAX_ROW])
            if entry.unread is not None and entry.is_row:
                yield entry


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _distinct(entries: Iterator[Entry]) -> list[Entry]:
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
