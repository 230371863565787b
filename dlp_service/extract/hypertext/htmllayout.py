"""Text of HTML laid out by lines and table rows, from pieces with marks between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

LINE, ROW, CELL, ROW_END = "\x0b", "\x1c", "\x1d", "\x1e"
"""Marks between pieces: characters that no HTML may hold."""

MARKS = re.compile(r"[\x0b\x1c-\x1e]")
SPACES = re.compile(r"  +")
INNER_ROW = re.compile(r"\x1c([^\x1c\x1e]*+)\x1e")
STRAY = ((ROW, "\n"), (CELL, " "), (ROW_END, "\n"))
BLANKS = "\t\r\n\f\xa0"
CELL_CHARS = 300
CELL_LINES = 4
MAX_NESTING = 64


def laid_out(pieces: Iterable[str], *, is_once: bool = False) -> str:
    """
    Return lines without blank ones; with `is_once` a line is not repeated.

    >>> laid_out([ROW, CELL, "Ann ", CELL, " 7", ROW_END, LINE, "a  b"])
    'Ann\\t7\\na b'
    """
    text = "".join(pieces)
    if "&" in text:
        text = unescape(text)
    for blank in BLANKS:
        text = text.replace(blank, " ")
    if "  " in text:
        text = SPACES.sub(" ", text)
    text = text.replace(LINE, "\n")
    for _ in range(MAX_NESTING if ROW in text else 0):
        text, count = INNER_ROW.subn(_row, text)
        if not count:
            break
    for mark, instead in STRAY:
        text = text.replace(mark, instead)
    lines = [line.strip(" ") for line in text.split("\n")]
    kept = [line for line in lines if line and not line.isspace()]
    return "\n".join(dict.fromkeys(kept) if is_once else kept)


def _row(match: re.Match[str]) -> str:
    """Return a table row as one line, or its cells below each other when they hold layout instead of data."""
    chunk = match[1]
    cells = [cell.strip(" \n") for cell in chunk.split(CELL)]
    if not cells[0]:
        del cells[0]
    if "\n" in chunk or "\t" in chunk or len(chunk) > CELL_CHARS:
        cells = ["\n".join(filter(None, map(str.strip, cell.split("\n")))) if "\n" in cell else cell for cell in cells]
        is_layout = any(len(cell) > CELL_CHARS or cell.count("\n") >= CELL_LINES or "\t" in cell for cell in cells)
        if is_layout or len(cells) == 1:
            return "\n" + "\n".join(cells) + "\n"
        cells = [cell.replace("\n", " ") for cell in cells]
    return "\n" + "\t".join(cells) + "\n"
