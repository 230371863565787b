"""Rows of a sheet as lines of text, whatever format the sheet came in."""

from __future__ import annotations

MAX_BLANKS = 64
"""A longer run of empty cells is closed up: a cell far to the right costs no text."""


def row_line(cells: list[tuple[int, str]], start: int = 0) -> str:
    """
    Return a row with its cells in their columns, parted by tabs; `cells` are (column, text), columns counted from `start`.

    >>> row_line([(0, "Ann"), (2, "B7"), (500, "far")])
    'Ann\\t\\tB7\\tfar'
    """
    parts: list[str] = []
    for column, text in cells:
        gap = column - start - len(parts)
        if 0 < gap <= MAX_BLANKS:
            parts += [""] * gap
        elif gap > 0:
            start += gap
        parts.append(text)
    return "\t".join(parts)
