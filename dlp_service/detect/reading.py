"""
Our own reading of names, where a tagger of sentences is weak.

Ranks and titles, `SURNAME, Given`, name columns of sheets and CSV, plain lists
of names, and people enumerated in a sentence beside someone already recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dlp_service.detect.layout import Cell, Row, Table, lines, tables, unquoted
from dlp_service.detect.spans import Spans
from dlp_service.detect.words import (
    COMMON_WORDS,
    GIVEN_HEADERS,
    GIVEN_NAMES_THAT_ARE_WORDS,
    NAME_HEADERS,
    PARTICLES,
    RANKS,
    SUFFIXES,
    SURNAME_HEADERS,
    SURNAMES_THAT_ARE_WORDS,
    TITLES,
)


class How(StrEnum):
    """What a name was recognised by."""

    TAGGER = "tagger"
    TITLE = "title"
    ROSTER_FORM = "roster_form"
    COLUMN = "column"
    SHAPE_COLUMN = "shape_column"
    LISTED = "listed"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    A name at `start`..`end`; `name` is given where it stands in several cells.

    `confidence` is the tagger's own, 0 for what our own reading found.
    """

    start: int
    end: int
    how: How
    name: str = ""
    confidence: float = 0.0


_UPPER = r"[A-ZÀ-ÖØ-ÞŁŚŻŠŽČĆĐİ]"
_LOWER = r"[a-zß-öø-ÿāăąćčďđēėęěğīįıłńňōőœřśşšťūůűųźżžș țț]".replace(" ", "")
# Words are atomic and bounded: whatever a hostile text repeats, a word is tried once and in one way.
_CAPITALISED = rf"(?>{_UPPER}{_LOWER}{{1,24}}(?:['’]{_UPPER}?{_LOWER}{{2,24}}|-{_UPPER}?{_LOWER}{{1,24}}|{_UPPER}{_LOWER}{{1,24}}){{0,5}})"
_IRISH = rf"(?:{_UPPER}['’])?{_CAPITALISED}"
_CAPITALS = rf"(?>{_UPPER}(?:['’]?{_UPPER}|-{_UPPER}){{1,30}})"
_PARTICLE = r"(?:" + "|".join(sorted(PARTICLES, key=len, reverse=True)) + ")"
_GIVEN = rf"(?:{_IRISH}|{_UPPER}\.?)"
_PAIR = rf"{_IRISH}(?: {_UPPER}\.?| {_IRISH})?(?: {_PARTICLE}){{0,2}} (?:{_IRISH}|{_CAPITALS})"
NAME_SHAPE = re.compile(rf"(?<!\w)(?:(?:{RANKS}|{TITLES})\.? )?(?:{_PAIR}|{_UPPER}\.? {_IRISH})(?![\w])")
"""Two to four capitalised words, an initial or a particle among them, a rank or title before."""
_TITLED = re.compile(
    rf"(?<![\w.])(?:{RANKS}|{TITLES})\.?(?: (?:{RANKS}|{TITLES})\.?)?[ \u00a0]"
    rf"(?:{_GIVEN}[ .] ?){{0,2}}(?:{_PARTICLE} ){{0,2}}(?:{_IRISH}|{_CAPITALS})(?: {_IRISH})?(?!\w)"
)
_ROSTER_FORM = re.compile(
    rf"(?:{_CAPITALS}|{_IRISH})(?: (?:{_CAPITALS}|{_IRISH}))?, ?{_IRISH}(?: {_UPPER}\.?| {_IRISH})?(?!\w)"
)
_ROSTER_CAPITALS = re.compile(rf"(?<!\w){_CAPITALS}(?:[ -]{_CAPITALS})?, ?{_IRISH}(?: {_UPPER}\b\.?)?(?!\w)")
_CAPITALS_NAME = re.compile(rf"{_CAPITALS}(?: {_UPPER}\.?)?(?: {_CAPITALS}| {_IRISH}){{1,2}}(?!\w)")
_NUMBERED = re.compile(r"(?:\(?\d{1,3}[.)]|[a-z][.)])\s+")
_LETTERS = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(
    r"(?:\s*\([^()\n]{1,60}\))?"
    r"\s*(?:,\s*(?:and|&|or|with|plus)?|;|/|&|\+|\b(?:and|with|or|plus|und|et|en)\b)\s*",
    re.IGNORECASE,
)
MIN_LISTED = 3
SHAPE_SHARE = 0.7
MAX_NAME = 60


def looks_like_name(text: str) -> bool:
    """
    Say whether a whole field has the shape of a full name and none of the words of headings and places.

    >>> [looks_like_name(t) for t in ("Lucian Garside", "GARSIDE, Lucian", "J. Smith", "Cold Store", "Lucian")]
    [True, True, True, False, False]
    """
    if not 4 <= len(text) <= MAX_NAME:
        return False
    if not any(shape.fullmatch(text) for shape in (NAME_SHAPE, _ROSTER_FORM, _CAPITALS_NAME)):
        return False
    return not has_common_word(text)


def has_common_word(text: str, *, is_name: bool = False) -> bool:
    """
    Say whether one of the words is usual in headings, places and company names.

    A surname that is also a word may end a name, or be all of it where `is_name` (a column, a title) says so.

    >>> [has_common_word(t) for t in ("Cold Store", "Susan Hall", "HALL, Susan", "Hall", "Staff Hall")]
    [True, False, False, True, True]
    """
    words = [word.casefold() for word in _LETTERS.findall(text) if len(word) > 1]
    common = [number for number, word in enumerate(words) if word in COMMON_WORDS]
    if len(common) != 1 or (len(words) == 1 and not is_name):
        return bool(common)
    surname = 0 if "," in text else len(words) - 1
    is_given = common == [0] and words[0] in GIVEN_NAMES_THAT_ARE_WORDS
    return not (common == [surname] and words[surname] in SURNAMES_THAT_ARE_WORDS) and not is_given


def titled(text: str) -> Iterator[Reading]:
    """Yield names after a rank or title."""
    for match in _TITLED.finditer(text):
        # "Cdr RN" is a rank and a service, not a person.
        if match[0].split()[-1].casefold() not in SUFFIXES:
            yield Reading(match.start(), match.end(), How.TITLE)


def roster_forms(text: str) -> Iterator[Reading]:
    """Yield `SURNAME, Given` anywhere, and `Surname, Given` where it is the whole line or stands before an address."""
    for match in _ROSTER_CAPITALS.finditer(text):
        if not has_common_word(match[0]):
            yield Reading(match.start(), match.end(), How.ROSTER_FORM)


def columns(text: str, *, is_sheet: bool) -> tuple[Reading, ...]:
    """Return the names in the name columns of tables: by heading first, by shape where nothing is headed so."""
    return tuple(reading for table in tables(text, is_sheet=is_sheet) for reading in table_names(table))


def table_names(table: Table) -> Iterator[Reading]:
    """Yield the names of one table."""
    named = [n for n, head in enumerate(table.header) if head in NAME_HEADERS]
    given = next((n for n, head in enumerate(table.header) if head in GIVEN_HEADERS), None)
    surname = next((n for n, head in enumerate(table.header) if head in SURNAME_HEADERS), None)
    if surname is None and given is not None and named:
        surname = named[0]
    if surname is not None:
        yield from (r for row in table.rows if (r := _joined(row, given, surname)) is not None)
        return
    for number in named:
        yield from (Reading(c.start, c.end, How.COLUMN) for c in table.column(number) if _is_entry(c.text))
    for number in range(table.width):
        if number not in named:
            yield from _shaped_column(table, number)


def _joined(row: Row, given: int | None, surname: int) -> Reading | None:
    if surname >= len(row) or not _is_entry(row[surname].text):
        return None
    last = row[surname]
    if given is None or given >= len(row) or not _is_entry(row[given].text):
        return Reading(last.start, last.end, How.COLUMN, f"{last.text}, ?" if given is not None else "")
    first = row[given]
    is_beside = abs(given - surname) == 1
    start, end = (min(first.start, last.start), max(first.end, last.end)) if is_beside else (last.start, last.end)
    return Reading(start, end, How.COLUMN, f"{first.text} {last.text}")


def _is_entry(text: str) -> bool:
    """Say whether a cell under a name heading holds a name: letters, not long, no digits, not a remark."""
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) > MAX_NAME or any(c.isdigit() or c in "@:=/" for c in text):
        return False
    if text.casefold() in {"n/a", "none", "total", "tbc", "tba", "vacant", "various", "unknown", "all", "name"}:
        return False
    return any(c.isalpha() for c in text) and (text[0].isupper() or not text[0].isascii())


def _shaped_column(table: Table, number: int) -> Iterator[Reading]:
    cells = list(table.column(number))
    shaped = [cell for cell in cells if looks_like_name(cell.text)]
    if len(shaped) >= MIN_LISTED and len(shaped) >= SHAPE_SHARE * len(cells):
        yield from (Reading(cell.start, cell.end, How.SHAPE_COLUMN) for cell in shaped)


def listed(text: str) -> Iterator[Reading]:
    """Yield the names of plain lists: at least three lines, one after the other, that begin with a full name."""
    run: list[Reading] = []
    for line in lines(text):
        reading = _list_entry(line)
        if reading is None:
            if len(run) >= MIN_LISTED:
                yield from run
            run = []
        else:
            run.append(reading)
    if len(run) >= MIN_LISTED:
        yield from run


def _list_entry(line: Cell) -> Reading | None:
    """Return the name a line begins with, when the line ends there or goes on with a separator or a number."""
    plain = unquoted(line)
    number = _NUMBERED.match(plain.text)
    skip = number.end() if number else 0
    body = plain.text[skip:]
    for shape in (_ROSTER_FORM, NAME_SHAPE, _CAPITALS_NAME):
        found = shape.match(body)
        if found and _ends_entry(body[found.end() :]) and not has_common_word(found[0]):
            return Reading(plain.start + skip, plain.start + skip + found.end(), How.LISTED)
    return None


def _ends_entry(rest: str) -> bool:
    return (
        not rest or rest[0] in "\t,;|:(<–" or rest[:2] in {" -", " –", " (", " <", "  "} or rest.lstrip()[:1].isdigit()
    )


def beside(text: str, known: Iterable[tuple[int, int]], barred: Sequence[tuple[int, int]]) -> Iterator[Reading]:
    """
    Yield names enumerated with a known one: `A B, C D and E F` where one of the three was recognised.

    A span in `barred` (what the tagger took for a place or an organisation) needs two people beside it.
    """
    shapes = [m.span() for m in NAME_SHAPE.finditer(text) if not has_common_word(m[0])]
    recognised, elsewhere = Spans(known), Spans(barred)
    for run in _runs(text, shapes):
        sure = [span for span in run if recognised.overlap(*span)]
        if not sure:
            continue
        # A tagger takes a rare surname for a firm now and then: among enough people it is a person.
        is_people = len(sure) >= 2 and 2 * len(sure) >= len(run)
        for span in run:
            if not recognised.overlap(*span) and (is_people or not elsewhere.overlap(*span)):
                yield Reading(*span, How.BESIDE)


def _runs(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    run: list[tuple[int, int]] = []
    for span in spans:
        if run and not _BETWEEN.fullmatch(text, run[-1][1], span[0]):
            yield run
            run = []
        run.append(span)
    if run:
        yield run
