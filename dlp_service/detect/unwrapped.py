"""
A paragraph as a tagger reads it: one line, without the marks of quoting, with the way back.

A reply repeats the paragraphs of earlier messages behind `>` and wraps them anew.  Unwrapped they are
the same text again, so whoever remembers what was read by digest reads a quoted paragraph once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_GAP = re.compile(r"^[ \t>|]+|[^\S\n]*\n[\s>|]*|[^\S\n]{2,}|\t|[^\S\n]+$")
"""What becomes one space: a line break with the quote marks after it, several spaces; at both ends, nothing."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The text on one line; `marks` are (unwrapped, original) positions from which both run in step again."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `start`..`end` of the unwrapped text lies in the original; an empty span stays empty."""
        first = self._origin(start)
        return first, self._origin(end - 1) + 1 if end > start else first

    def _origin(self, position: int) -> int:
        index = bisect_right(self.marks, position, key=lambda mark: mark[0]) - 1
        if index < 0:
            return position
        plain, original = self.marks[index]
        return original + position - plain


def unwrapped(paragraph: str) -> Unwrapped:
    """
    Join the lines of a paragraph and drop its quote marks.

    >>> page = unwrapped("> please ask Lucian\\n> Garside  today")
    >>> page.text, page.span(11, 25)
    ('please ask Lucian Garside today', (13, 29))
    >>> unwrapped("please ask Lucian Garside\\ntoday").text == page.text
    True
    """
    kept: list[str] = []
    marks: list[tuple[int, int]] = []
    size = done = 0
    for gap in _GAP.finditer(paragraph):
        piece = paragraph[done : gap.start()]
        joint = " " if gap.start() > 0 and gap.end() < len(paragraph) else ""
        kept += (piece, joint)
        size += len(piece) + len(joint)
        done = gap.end()
        marks.append((size, done))
    kept.append(paragraph[done:])
    return Unwrapped("".join(kept), tuple(marks))
