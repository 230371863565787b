"""
What belongs together in a message: a sheet, a list with its title, a paragraph; and who stands in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dlp_service.values import Finding, PartText, Role

SHEETS = frozenset({"cell", "hidden"})
TITLES = frozenset({"subject", "file_name"})
MAX_TITLE = 120
MIN_CONFIDENCE = 0.3
"""Below this a span is noise; what a number of doubtful names is worth together, the chance of the whole says."""
SINGLE_NAME_CONFIDENCE = 0.8
"""A single word counts as a named person only where a rank, title or column makes it this sure."""
_BLANK = re.compile(r"\n[ \t>\r]*\n\s*")
_LINE = re.compile(r"[^\n]+")

Place = tuple[str, str]
"""Path and where of a text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text with the findings that begin in it."""

    place: Place
    start: int
    end: int
    text: str
    people: tuple[Finding, ...] = ()
    identifiers: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """
    Lines that belong together; `title` is what names them: subject, file name, sheet name, the line above.

    `is_table` says that the first line may be a header.
    """

    title: str
    lines: tuple[Line, ...]
    is_table: bool

    @property
    def people(self) -> dict[str, Finding]:
        """Return the first finding of every distinct person, by key."""
        found: dict[str, Finding] = {}
        for line in self.lines:
            for person in line.people:
                found.setdefault(person.value, person)
        return found


def is_named_person(finding: Finding) -> bool:
    """Say whether a finding names one particular person who is not context."""
    if finding.role is not Role.EVIDENCE or not finding.value:
        return False
    if finding.info_type == "PROTECTED_PERSON":
        return True
    is_sure = finding.confidence >= (MIN_CONFIDENCE if " " in finding.value else SINGLE_NAME_CONFIDENCE)
    return finding.info_type == "PERSON_NAME" and is_sure


@dataclass(slots=True)
class Sightings:
    """People and identifiers by the text they stand in, in order of start."""

    people: dict[Place, list[Finding]] = field(default_factory=dict)
    identifiers: dict[Place, list[Finding]] = field(default_factory=dict)

    @classmethod
    def of(cls, findings: Iterable[Finding], identifier_types: frozenset[str]) -> Sightings:
        """Collect from findings in order of position."""
        found = cls()
        for finding in findings:
            place = (finding.path, finding.where)
            if is_named_person(finding):
                found.people.setdefault(place, []).append(finding)
            elif finding.info_type in identifier_types and finding.role is Role.EVIDENCE:
                found.identifiers.setdefault(place, []).append(finding)
        return found

    def within(self, kind: Mapping[Place, list[Finding]], place: Place, start: int, end: int) -> tuple[Finding, ...]:
        """Return the findings of one kind that begin in a span."""
        found = kind.get(place, [])
        low = bisect_left(found, start, key=lambda finding: finding.start)
        high = bisect_left(found, end, key=lambda finding: finding.start)
        return tuple(found[low:high])


def document(path: str) -> str:
    """
    Return the path of the document a text belongs to, without sheet, slide or page.

    >>> document("1.3/roster.xlsx!Sheet2")
    '1.3/roster.xlsx'
    """
    return path.partition("!")[0]


def segments(texts: Iterable[PartText], sightings: Sightings) -> Iterator[Segment]:
    """Yield the segments in which anyone is named: sheets whole, other texts block by block."""
    every = tuple(texts)
    titles = _titles(every)
    sheets: dict[str, list[PartText]] = {}
    for text in every:
        if text.where in SHEETS:
            sheets.setdefault(text.path, []).append(text)
        elif (text.path, text.where) in sightings.people:
            yield from _blocks(text, titles, sightings)
    for path, parts in sheets.items():
        if any((part.path, part.where) in sightings.people for part in parts):
            lines = tuple(line for part in parts for line in _lines(part, 0, len(part.text), sightings))
            yield Segment(_title(path, titles), lines, is_table=True)


def _titles(texts: Iterable[PartText]) -> dict[str, str]:
    """Return the subject under the empty path, and the file name of each document."""
    titles: dict[str, str] = {}
    for text in texts:
        if text.where in TITLES:
            key = "" if text.where == "subject" else document(text.path)
            titles[key] = f"{titles.get(key, '')}\n{text.text}"
    return titles


def _title(path: str, titles: Mapping[str, str]) -> str:
    name, _, unit = path.partition("!")
    file_name = name.rpartition("/")[2] if "/" in name else ""
    words = (titles.get("", ""), titles.get(name, ""), file_name, unit)
    return re.sub(r"[_\-.]", " ", "\n".join(words))


def _blocks(text: PartText, titles: Mapping[str, str], sightings: Sightings) -> Iterator[Segment]:
    """Yield the blocks between blank lines; a short block before one is its title."""
    outer = _title(text.path, titles)
    start, above = 0, ""
    for end, following in [*(m.span() for m in _BLANK.finditer(text.text)), (len(text.text), len(text.text))]:
        lines = tuple(_lines(text, start, end, sightings))
        if any(line.people for line in lines):
            yield Segment(f"{outer}\n{above}", lines, is_table=len(lines) > 1)
        above = text.text[start:end] if end - start <= MAX_TITLE else ""
        start = following


def _lines(text: PartText, start: int, end: int, sightings: Sightings) -> Iterator[Line]:
    place = (text.path, text.where)
    for match in _LINE.finditer(text.text, start, end):
        span = match.span()
        yield Line(
            place,
            *span,
            match[0],
            sightings.within(sightings.people, place, *span),
            sightings.within(sightings.identifiers, place, *span),
        )
