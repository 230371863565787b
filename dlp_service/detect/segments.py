"""
What belongs together in a message: a sheet, a list with its title, a paragraph; and who stands in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dlp_service.values import Finding, PartText, Role

SHEETS = frozenset({"cell", "hidden"})
TITLES = frozenset({"subject", "file_name"})
MAX_TITLE = 200
MAX_COVER = 400
"""A body up to this long says what its attachments are."""
MAX_RECORD = 250
MAX_RECORD_LINES = 4
MAX_RECORD_LINE = 90
"""Small blocks that follow each other are entries of one list, though blank lines stand between them."""
MIN_CONFIDENCE = 0.3
"""Below this a span is noise; what a number of doubtful names is worth together, the chance of the whole says."""
SINGLE_NAME_CONFIDENCE = 0.8
"""A single word counts as a named person only where a rank, title or column makes it this sure."""
ENOUGH_NUMBERS = 3
"""So many identifiers make a text worth reading as a list where the names were not recognised."""
_BLANK = re.compile(r"\n[ \t>\r]*\n\s*")
_LINE = re.compile(r"[^\n]+")
_HEADER = re.compile(
    r"[> \t|*]*(?:from|sent|to|cc|subject|date|von|gesendet|an|betreff|de|envoy[ée]|[àa]|objet|aan|verzonden|onderwerp)\*? ?:|-{2,}|_{5,}|={3,}",
    re.IGNORECASE,
)
_DASHES = re.compile(r"[_\-.]")

Place = tuple[str, str]
"""Path and where of a text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text with the findings that end in it."""

    place: Place
    start: int
    end: int
    text: str
    people: tuple[Finding, ...] = ()
    identifiers: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of one text: where its characters are."""

    text: PartText
    start: int
    end: int

    @property
    def place(self) -> Place:
        """Return path and where of the text."""
        return self.text.path, self.text.where

    @property
    def content(self) -> str:
        """Return the characters."""
        return self.text.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Segment:
    """
    Text that belongs together, with the people and identifiers in it in order of position.

    `title` is what names it: subject, file name, sheet name, a covering note, the lines above.
    A sheet may have two stretches, its visible cells and its hidden ones.
    """

    title: str
    stretches: tuple[Stretch, ...]
    people: tuple[Finding, ...]
    identifiers: tuple[Finding, ...]

    def lines(self) -> Iterator[Line]:
        """Yield the lines that are not empty, each with what ends in it; linear in the length."""
        people, numbers = _Queue(self.people), _Queue(self.identifiers)
        for stretch in self.stretches:
            place = stretch.place
            for match in _LINE.finditer(stretch.text.text, stretch.start, stretch.end):
                span = match.span()
                yield Line(place, *span, match[0], people.take(place, *span), numbers.take(place, *span))


class _Queue:
    """Findings in order of place and position, handed out line by line."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._findings = findings
        self._at = 0

    def take(self, place: Place, start: int, end: int) -> tuple[Finding, ...]:
        """Return the next findings that end in a span; spans must come in the order of the findings."""
        while self._at < len(self._findings) and _ending(self._findings[self._at]) <= (*place, start):
            self._at += 1  # what ends between two lines must not hold up those behind it
        first = self._at
        while self._at < len(self._findings):
            finding = self._findings[self._at]
            # A name read over the end of a line belongs to the line in which it ends.
            if (finding.path, finding.where) != place or not start < finding.end <= end:
                break
            self._at += 1
        return tuple(self._findings[first : self._at])


def _ending(finding: Finding) -> tuple[str, str, int]:
    return finding.path, finding.where, finding.end


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
            if is_named_person(finding):
                found.people.setdefault((finding.path, finding.where), []).append(finding)
            elif finding.info_type in identifier_types and finding.role is Role.EVIDENCE:
                found.identifiers.setdefault((finding.path, finding.where), []).append(finding)
        return found


def within(found: Sequence[Finding], start: int, end: int) -> tuple[Finding, ...]:
    """Return the findings of one text that begin in a span."""
    low = bisect_left(found, start, key=_start)
    return tuple(found[low : bisect_left(found, end, lo=low, key=_start)])


def _start(finding: Finding) -> int:
    return finding.start


def document(path: str) -> str:
    """
    Return the path of the document a text belongs to, without sheet, slide or page.

    >>> document("1.3/roster.xlsx!Sheet2")
    '1.3/roster.xlsx'
    """
    return path.partition("!")[0]


def segments(
    texts: Iterable[PartText], sightings: Sightings, is_worth_reading: Callable[[Place, str], bool]
) -> Iterator[Segment]:
    """
    Yield the segments of the texts that are worth reading: sheets whole, other texts block by block.

    `is_worth_reading` is asked with the place of each text and the titles that name it.
    """
    every = tuple(texts)
    titles = _titles(every)
    sheets: dict[str, list[PartText]] = {}
    for text in every:
        if text.where in SHEETS:
            sheets.setdefault(text.path, []).append(text)
        elif is_worth_reading((text.path, text.where), _title(text.path, titles)):
            yield from _blocks(text, titles, sightings)
    for path, parts in sheets.items():
        title = _title(path, titles)
        if any(is_worth_reading((part.path, part.where), title) for part in parts):
            # Findings come in order of place, and so must the stretches.
            parts.sort(key=lambda part: part.where)
            yield _segment(title, tuple(Stretch(part, 0, len(part.text)) for part in parts), sightings)


def _segment(title: str, stretches: tuple[Stretch, ...], sightings: Sightings) -> Segment:
    people: list[Finding] = []
    numbers: list[Finding] = []
    for stretch in stretches:
        people += within(sightings.people.get(stretch.place, ()), stretch.start, stretch.end)
        numbers += within(sightings.identifiers.get(stretch.place, ()), stretch.start, stretch.end)
    return Segment(title, stretches, tuple(people), tuple(numbers))


def _titles(texts: Iterable[PartText]) -> dict[str, str]:
    """Return the subject under the empty path, a short body under ` `, and the file name of each document."""
    titles: dict[str, str] = {}
    for text in texts:
        if text.where in TITLES:
            key = "" if text.where == "subject" else document(text.path)
            titles[key] = f"{titles.get(key, '')}\n{text.text[:MAX_TITLE]}"
        elif text.where == "body" and "/" not in text.path and len(text.text) <= MAX_COVER:
            titles[" "] = f"{titles.get(' ', '')}\n{text.text}"
    return titles


def _title(path: str, titles: Mapping[str, str]) -> str:
    name, _, unit = path.partition("!")
    is_attached = "/" in name
    file_name = name.rpartition("/")[2] if is_attached else ""
    cover = titles.get(" ", "") if is_attached else ""
    words = (titles.get("", ""), cover, titles.get(name, ""), file_name, unit)
    return _DASHES.sub(" ", "\n".join(words))


def _blocks(text: PartText, titles: Mapping[str, str], sightings: Sightings) -> Iterator[Segment]:
    """Yield the runs of blocks in which somebody is named, or every one where nobody is; what stands right above one names it."""
    outer = _title(text.path, titles)
    is_every = (text.path, text.where) not in sightings.people
    before = 0
    for start, end in _runs(text.text):
        segment = _segment("", (Stretch(text, start, end),), sightings)
        if is_every or segment.people or len(segment.identifiers) >= ENOUGH_NUMBERS:
            near = text.text[max(before, start - MAX_TITLE) : start].rstrip()
            is_title = start - before <= MAX_TITLE or near.endswith(":")
            title = f"{outer}\n{near}" if is_title else outer
            yield Segment(title, segment.stretches, segment.people, segment.identifiers)
        before = start


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between blank lines; small ones that follow each other are one, up to a seam of the thread."""
    first = -1
    end = start = 0
    for block_end, following in [*(match.span() for match in _BLANK.finditer(text)), (len(text), len(text))]:
        if _is_record(text, start, block_end):
            first = start if first < 0 else first
        else:
            if first >= 0:
                yield first, end
            first = -1
            yield start, block_end
        end, start = block_end, following
    if first >= 0:
        yield first, end


def _is_record(text: str, start: int, end: int) -> bool:
    """Say whether a block is small enough for one entry of a list, and no seam between messages."""
    if end - start > MAX_RECORD or _HEADER.match(text, start):
        return False
    lines = text[start:end].split("\n")
    return len(lines) <= MAX_RECORD_LINES and max(map(len, lines)) <= MAX_RECORD_LINE
