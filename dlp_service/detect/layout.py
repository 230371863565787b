"""
Lines, paragraphs and tables of a text, as spans.

Sheets arrive as rows with tabs between the cells; CSV files and tables pasted
into mail arrive as lines with commas, semicolons, bars or tabs.  Lists of people live in such
places, where a reader of sentences sees little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.detect.words import GIVEN_HEADERS, NAME_HEADERS, SURNAME_HEADERS

_LINE = re.compile(r"[^\n]+")
_QUOTING = re.compile(r"[ >|*•·\-–]*")
HEADER_WORDS = NAME_HEADERS | GIVEN_HEADERS | SURNAME_HEADERS
MIN_ROWS = 2
WRAPPED_LINE = 55
"""A line at least this long was probably broken by a mail program: the next one goes on with its sentence."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a row, trimmed."""

    start: int
    end: int
    text: str


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """
    Consecutive rows with the same separator.

    `header` holds the lower-cased words of the header row, empty where there is none;
    `rows` are the rows below it.
    """

    start: int
    end: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, number: int) -> Iterator[Cell]:
        """Yield the cells of one column that are not empty."""
        for row in self.rows:
            if number < len(row) and row[number].text:
                yield row[number]

    @property
    def width(self) -> int:
        """Return the number of cells of the widest row."""
        return max((len(row) for row in self.rows), default=0)


def lines(text: str) -> Iterator[Cell]:
    """Yield the lines that are not blank, trimmed of spaces but not of quote marks."""
    for match in _LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + match[0].index(stripped)
            yield Cell(start, start + len(stripped), stripped)


def unquoted(line: Cell) -> Cell:
    """Return a line without the quote marks or the bullet before it."""
    found = _QUOTING.match(line.text)
    skip = found.end() if found else 0
    return Cell(line.start + skip, line.end, line.text[skip:])


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """
    Yield the spans of paragraphs: lines that belong together because each but the last is long.

    A short line is a paragraph of its own, so that a list of names is not read as one sentence.
    """
    start = end = -1
    for match in _LINE.finditer(text):
        line = match[0]
        if not line.strip():
            continue
        if start >= 0 and match.start() == end + 1 and _goes_on(text[text.rfind("\n", 0, end) + 1 : end], line):
            end = match.end()
            continue
        if start >= 0:
            yield start, end
        start, end = match.span()
    if start >= 0:
        yield start, end


def _goes_on(before: str, line: str) -> bool:
    return len(before) >= WRAPPED_LINE and not before.rstrip().endswith(":") and "\t" not in line


def tables(text: str, *, is_sheet: bool) -> tuple[Table, ...]:
    """
    Return the tables of a text; in a sheet every line is a row, elsewhere rows must agree in their separators.
    """
    if is_sheet:
        rows = [_cells(line, "\t") for line in _raw_lines(text)]
        return (_table(rows),) if rows else ()
    return tuple(_loose_tables(text))


def _raw_lines(text: str) -> Iterator[Cell]:
    for match in _LINE.finditer(text):
        if match[0].strip():
            yield Cell(match.start(), match.end(), match[0])


def _loose_tables(text: str) -> Iterator[Table]:
    """Yield runs of adjacent lines that all have the same number of one separator."""
    run: list[Cell] = []
    shape = ("", 0)
    for line in _raw_lines(text):
        is_next = bool(run) and line.start - run[-1].end <= 2
        if is_next and shape[0] and line.text.count(shape[0]) == shape[1]:
            run.append(line)
            continue
        yield from _closed(run, shape[0])
        run, shape = [line], _separators(line.text)
    yield from _closed(run, shape[0])


def _separators(line: str) -> tuple[str, int]:
    for separator in ("\t", "|", ";", ","):
        if count := line.strip("|").count(separator) if separator == "|" else line.count(separator):
            return separator, count + (line.count("|") - count if separator == "|" else 0)
    return "", 0


def _closed(run: list[Cell], separator: str) -> Iterator[Table]:
    if len(run) < MIN_ROWS or not separator:
        return
    table = _table([_cells(line, separator) for line in run])
    # Two lines of prose may have as many commas as each other: without a header only tabs and bars make a table.
    if table.header or separator in "\t|":
        yield table


def _cells(line: Cell, separator: str) -> Row:
    cells = []
    at = line.start
    for field in line.text.split(separator):
        plain = field.strip().strip('"').strip()
        start = at + (field.index(plain) if plain else 0)
        cells.append(Cell(start, start + len(plain), plain))
        at += len(field) + 1
    return tuple(cells)


def _table(rows: list[Row]) -> Table:
    header = tuple(heading(cell.text) for cell in rows[0])
    start, end = rows[0][0].start, rows[-1][-1].end
    if HEADER_WORDS.isdisjoint(header) or any(any(c.isdigit() for c in cell) for cell in header):
        return Table(start, end, (), tuple(rows))
    return Table(start, end, header, tuple(rows[1:]))


def heading(text: str) -> str:
    """
    Return a column heading as it is compared.

    >>> heading("Full_Name *"), heading("Surname:")
    ('full name', 'surname')
    """
    return " ".join(re.sub(r"[_*:#.]+", " ", text.casefold()).split())
