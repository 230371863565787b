"""
Words of a page put back into lines.

The engine cuts a table into blocks by columns; a roster says something only when a name and its number stand in
one line.  So its lines are joined again where they stand side by side, whatever block they were put in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from dlp_service.extract.images.tesseract import Word

COLUMN_GAP = 1.5
"""Pieces of a line further apart than so many line heights stand in different columns."""

OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that the engine put on one line, with their box on the page as it would lie straight."""

    words: tuple[Word, ...]
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def page_lines(words: Sequence[Word], skew: float = 0.0) -> str:
    """Return the words as lines from top to bottom, columns parted by tabs; the page is turned by `skew` degrees against the clock."""
    lines: dict[tuple[int, ...], list[Word]] = {}
    for word in _upright(words):
        lines.setdefault(word.line, []).append(word)
    runs = [_straight(line, -math.radians(skew)) for line in lines.values()]
    return "\n".join(_joined(row) for row in _rows(runs))


def _upright(words: Sequence[Word]) -> Sequence[Word]:
    """Return words with their boxes as on an upright page, where the engine read them from top to bottom."""
    long = [word for word in words if len(word.text) >= 3]
    if sum(word.height > word.width for word in long) * 2 <= len(long):
        return words
    return [
        replace(word, left=word.top, top=-word.left - word.width, width=word.height, height=word.width)
        for word in words
    ]


def _straight(line: list[Word], skew: float) -> _Run:
    middles = []
    for word in line:
        x, y = word.left + word.width / 2, word.top + word.height / 2
        middles.append(y * math.cos(skew) - x * math.sin(skew))
    height = median(word.height for word in line)
    left = min(word.left for word in line)
    right = max(word.left + word.width for word in line)
    middle = median(middles)
    return _Run(tuple(line), left, right, middle - height / 2, middle + height / 2)


def _rows(runs: list[_Run]) -> list[list[_Run]]:
    """Group runs that share most of their height; the page is swept from top to bottom once."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: run.top + run.bottom):
        last = rows[-1][0] if rows else None
        if last and min(last.bottom, run.bottom) - max(last.top, run.top) > OVERLAP * min(last.height, run.height):
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _joined(row: list[_Run]) -> str:
    pieces: list[str] = []
    end: float | None = None
    for run in sorted(row, key=lambda run: run.left):
        for word in run.words:
            if end is not None:
                pieces.append("\t" if word.left - end > COLUMN_GAP * run.height else " ")
            pieces.append(word.text)
            end = word.left + word.width
    return "".join(pieces)
