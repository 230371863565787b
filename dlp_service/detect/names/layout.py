"""
Lines, paragraphs and tables of a text, as spans.

Sheets arrive as rows with tabs between the cells; CSV files and tables pasted
into mail arrive as lines with commas, semicolons, bars or tabs.  Lists of people live in such
places, where a reader of sentences sees little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from dlp_service.detect.names.forms.lexicon import words

_LINE = re.compile(r"[^\n]+")
_QUOTING = re.compile(r"[ >|*•·\-–]*")
_GAP = re.compile(r"(?:(?<=[^\s.!?:]) {2,}|(?<=[.:]) {3,})(?=\S)")
_BLANKS = re.compile(r" (?<!  ) ++(?=\S)")
_TWO_WITH_TABS = re.compile(r"\t[^\n\t]*\n\n?[^\n\t]*\t")
_TWO_WITH_BARS = re.compile(r"\|[^\n|]*\n\n?[^\n|]*\|")
"""A table has two lines with the same separator, one after the other."""
_THREE_WITH_SEMICOLONS = re.compile(r";[^\n]{0,120}\n\n?[^\n;]{1,60};[^\n]{0,120}\n\n?[^\n;]{1,60};")
_THREE_WITH_COMMAS = re.compile(r",[^\n.!?]{0,60}\n[^\n,.]{1,30},[^\n.!?]{0,60}\n[^\n,.]{1,30},[^\n.!?]{0,60}(?:\n|\Z)")
"""Three lines that may be the rows of a table without a heading; most lines of prose have a full stop or no comma near their beginning."""
MIN_LOOSE_ROWS = 3
MAX_FIELD = 40
_NAME_HEADS = ("headers_name", "headers_given", "headers_surname")
MIN_ROWS = 2
_ENDS = frozenset(".!?")
MAX_ALIGNED = 400
WRAPPED_LINE = 55
"""A line at least this long was probably broken by a mail program: the next one goes on with its sentence."""
_PARAGRAPH = re.compile(
    # A long line that does not end with a colon, before one that is not blank and has no tab; then the last line.
    rf"(?m:^)(?:(?=[^\n]{{{WRAPPED_LINE}}})[^\n]*[^\s:][^\S\n]*\n(?=[^\S\n]*\S)(?=[^\n\t]*+(?:\n|\Z)))*+[^\n]*\S[^\n]*"
)


class Cell(NamedTuple):
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
    is_grid: bool = False
    """Whether tabs or bars divide it, which prose does not hold."""

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
    return (match.span() for match in _PARAGRAPH.finditer(text))


def tables(text: str, *, is_sheet: bool, may_have_heads: bool = True) -> tuple[Table, ...]:
    """
    Return the tables of a text; in a sheet every line is a row, elsewhere rows must agree in their separators.

    Where it is known that no heading of names stands beside a comma (`may_have_heads`), only tabs, bars and blanks divide.
    """
    if is_sheet:
        rows = [_cells(line, "\t") for line in _raw_lines(text)]
        return (_table(rows, is_grid=True),) if rows else ()
    is_divided = (
        may_have_heads
        or _TWO_WITH_TABS.search(text)
        or _TWO_WITH_BARS.search(text)
        or (";" in text and _THREE_WITH_SEMICOLONS.search(text))
        or _THREE_WITH_COMMAS.search(text)
    )
    return (*(_loose_tables(text) if is_divided else ()), *_aligned_tables(text))


def heads_a_table(text: str, places: Iterable[int]) -> bool:
    """Say whether one of the places, in order, is in a line whose separators the next line has too."""
    done = -1
    for place in places:
        if place <= done:
            continue
        start = text.rfind("\n", max(0, done), place) + 1
        done = text.find("\n", place)
        if done < 0:
            return False
        separator, count = _separators(text[start:done])
        below = done + 1 + text.startswith("\n", done + 1)
        end = text.find("\n", below)
        if separator and text.count(separator, below, len(text) if end < 0 else end) == count:
            return True
    return False


def _raw_lines(text: str) -> Iterator[Cell]:
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            yield Cell(start, end, line)
        start = end + 1


def _loose_tables(text: str) -> Iterator[Table]:
    """Yield runs of adjacent lines that all have the same number of one separator."""
    run: list[Cell] = []
    separator, count = "", 0
    for line in _raw_lines(text):
        if separator and line.start - run[-1].end <= 2 and line.text.count(separator) == count:
            run.append(line)
            continue
        if len(run) >= MIN_ROWS:
            yield from _closed(run, separator)
        run = [line]
        separator, count = _separators(line.text)
    yield from _closed(run, separator)


def _separators(line: str) -> tuple[str, int]:
    for separator in "\t|;,":
        # Bars at both ends frame a row, and divide nothing.
        if separator in line and (separator != "|" or "|" in line.strip("|")):
            return separator, line.count(separator)
    return "", 0


def _closed(run: list[Cell], separator: str) -> Iterator[Table]:
    if len(run) < MIN_ROWS or not separator:
        return
    table = _table([_cells(line, separator) for line in run], is_grid=separator in "\t|")
    # Two lines of prose may have as many commas as each other: without a header tabs and bars make a table, or three rows of short fields.
    if table.header or separator in "\t|" or (len(run) >= MIN_LOOSE_ROWS and _has_short_fields(table)):
        yield table


def _has_short_fields(table: Table) -> bool:
    """Say whether all fields are short and none ends like a sentence."""
    return all(len(cell.text) <= MAX_FIELD and cell.text[-1:] not in _ENDS for row in table.rows for cell in row)


def _aligned_tables(text: str) -> Iterator[Table]:
    """Yield runs of lines whose fields are divided by two or more blanks."""
    if text.count("   ") < MIN_ROWS or not _may_be_aligned(text):
        return
    run: list[Row] = []
    last = -2
    for line in _raw_lines(text):
        row = _aligned(line)
        if row and line.start - last > 2 and run:
            yield from _closed_aligned(run)
            run = []
        if row:
            run.append(row)
        elif run:
            yield from _closed_aligned(run)
            run = []
        last = line.end
    yield from _closed_aligned(run)


def _may_be_aligned(text: str) -> bool:
    """Say whether two lines, one after the other or with one between, have a gap; found without a look at each line."""
    last = -1
    for blanks in _BLANKS.finditer(text):
        start, end = blanks.span()
        before = text[start - 1 : start]
        if before.isspace() or not before or before in "!?" or (before in ".:" and end - start < 3):
            continue
        if last >= 0 and 1 <= text.count("\n", last, start) <= 2:
            return True
        last = start
    return False


def _aligned(line: Cell) -> Row:
    gaps = list(_GAP.finditer(line.text)) if "  " in line.text and "\t" not in line.text else []
    if not gaps or len(line.text) > MAX_ALIGNED:
        return ()
    ends = [len(line.text) - len(line.text.lstrip()), *(gap.end() for gap in gaps)]
    stops = [*(gap.start() for gap in gaps), len(line.text.rstrip())]
    return tuple(
        Cell(line.start + at, line.start + stop, line.text[at:stop])
        for at, stop in zip(ends, stops, strict=True)
        if stop > at
    )


def _closed_aligned(run: list[Row]) -> Iterator[Table]:
    if len(run) >= MIN_ROWS:
        yield _table(_under_heads(run), is_grid=True)


def _under_heads(run: list[Row]) -> list[Row]:
    """Put the cells of each row under the headings that begin nearest, where the first row has headings of names."""
    heads = run[0]
    if not _is_header(tuple(heading(cell.text) for cell in heads)):
        return run
    begin = heads[0].start
    places = [cell.start - begin for cell in heads]
    rows = [heads]
    for row in run[1:]:
        line_start = row[0].start
        placed: dict[int, Cell] = {}
        for number, cell in enumerate(row):
            at = cell.start - line_start
            nearest = min(range(len(places)), key=lambda n: abs(places[n] - at)) if len(row) != len(heads) else number
            placed.setdefault(nearest, cell)
        rows.append(tuple(placed.get(n, Cell(row[-1].end, row[-1].end, "")) for n in range(len(heads))))
    return rows


def _cells(line: Cell, separator: str) -> Row:
    cells = []
    at = line.start
    for field in _fields(line.text, separator):
        plain = field.strip().strip('"').strip()
        start = at + (field.index(plain) if plain else 0)
        cells.append(Cell(start, start + len(plain), plain))
        at += len(field) + 1
    return tuple(cells)


def _fields(line: str, separator: str) -> list[str]:
    """Divide a line; a separator between quotation marks belongs to its field."""
    if separator in "\t|" or '"' not in line:
        return line.split(separator)
    fields: list[str] = []
    is_open = False
    for field in line.split(separator):
        if is_open:
            fields[-1] += separator + field
        else:
            fields.append(field)
        is_open ^= field.count('"') % 2 == 1
    return fields


def _is_header(header: tuple[str, ...]) -> bool:
    if any(any(c.isdigit() for c in cell) and cell not in words("headers_middle") for cell in header):
        return False
    return any(cell in words(kind) for cell in header for kind in _NAME_HEADS)


def _table(rows: list[Row], *, is_grid: bool = False) -> Table:
    header = tuple(heading(cell.text) for cell in rows[0])
    start, end = rows[0][0].start, rows[-1][-1].end
    if not _is_header(header):
        return Table(start, end, (), tuple(rows), is_grid)
    return Table(start, end, header, tuple(rows[1:]), is_grid)


def heading(text: str) -> str:
    """
    Return a column heading as it is compared.

    >>> heading("Full_Name *"), heading("Surname:")
    ('full name', 'surname')
    """
    return " ".join(re.sub(r"[_*:#.]+", " ", text.casefold()).split())
