"""
The heading of the column a number stands in, in sheets and in tables pasted into mail.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SHEETS = frozenset({"cell", "hidden"})
_MAX_LINE = 4000
_MAX_HEADING = 60
_HEADING_ROWS = 4
_MAX_LOOSE_CELL = 60


@dataclass(slots=True)
class _Block:
    """Rows `start`..`known` (where the last row that was asked about begins) of one table, and its headings."""

    start: int
    known: int
    separator: str
    count: int
    headings: dict[int, str] = field(default_factory=dict)


class Columns:
    """
    Answers for one text; asked in order of position it walks over every line once.

    >>> sheet = "Name\\tPassport\\nLucian\\t925665416"
    >>> Columns(sheet, "cell").heading(sheet.index("925"))
    'Passport'
    """

    def __init__(self, text: str, where: str) -> None:
        self._text = text
        self._is_sheet = where in SHEETS
        self._block: _Block | None = None

    def heading(self, position: int) -> str:
        """Return the heading above a position, empty where there is no table."""
        line_start = self._text.rfind("\n", max(0, position - _MAX_LINE), position) + 1
        if line_start == 0 and position > _MAX_LINE:
            return ""
        separator, count = self._shape(line_start)
        if not separator:
            return ""
        block = self._block
        if block is None or not self._belongs(block, line_start, separator, count):
            block = self._new_block(line_start, separator, count)
        block.known = max(block.known, line_start)
        self._block = block
        if line_start == block.start:
            return ""
        column = self._text.count(separator, line_start, position)
        if column not in block.headings:
            block.headings[column] = self._heading(block, column, line_start)
        return block.headings[column]

    def _line(self, start: int) -> str:
        end = self._text.find("\n", start, start + _MAX_LINE)
        return self._text[start : end if end >= 0 else start + _MAX_LINE]

    def _shape(self, line_start: int) -> tuple[str, int]:
        """Return what separates the cells of a line and how often; commas and semicolons only between short cells."""
        line = self._line(line_start)
        if self._is_sheet:
            return "\t", 0
        for separator in "\t|":
            if separator in line:
                return separator, 0
        for separator in ";,":
            count = line.count(separator)
            if count and max(map(len, line.split(separator))) <= _MAX_LOOSE_CELL:
                return separator, count
        return "", 0

    def _belongs(self, block: _Block, line_start: int, separator: str, count: int) -> bool:
        if (separator, count) != (block.separator, block.count) or line_start < block.start:
            return False
        return line_start <= block.known or self._climb(line_start, separator, count, block.known) <= block.known

    def _climb(self, line_start: int, separator: str, count: int, floor: int) -> int:
        """Return the start of the first line of the table, not looking above `floor`."""
        start = line_start
        while start > floor:
            above = self._text.rfind("\n", max(0, start - 1 - _MAX_LINE), start - 1) + 1
            if (above == 0 and start > _MAX_LINE) or self._shape(above) != (separator, count):
                break
            start = above
        return start

    def _new_block(self, line_start: int, separator: str, count: int) -> _Block:
        start = 0 if self._is_sheet else self._climb(line_start, separator, count, 0)
        return _Block(start, line_start, separator, count)

    def _heading(self, block: _Block, column: int, line_start: int) -> str:
        """Return the words of the first rows of a column, those with digits left out: below them are the values."""
        words: list[str] = []
        start = block.start
        for _ in range(_HEADING_ROWS):
            if start >= line_start:
                break
            line = self._line(start)
            cells = line.split(block.separator)
            cell = cells[column].strip() if column < len(cells) else ""
            if any(c.isdigit() for c in cell) and len(cell) > 5:
                break
            words.append(cell[:_MAX_HEADING])
            start += len(line) + 1
        return " ".join(words).strip()
