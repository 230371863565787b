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
_MARKS = frozenset({"", " ", ">", "|"})


@dataclass(slots=True)
class Unwrapped:
    """
    A paragraph on one line; where its characters came from is worked out when it is first asked.

    Most paragraphs hold no name, and then nobody asks.
    """

    text: str
    paragraph: str
    _marks: list[tuple[int, int]] | None = None
    """(unwrapped, original) positions from which both run in step again."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `start`..`end` of the unwrapped text lies in the original; an empty span stays empty."""
        if self._marks is None:
            # Where line breaks alone became blanks, nothing has moved.
            is_even = bool(self.text) and self.paragraph.replace("\n", " ").startswith(self.text)
            self._marks = [] if is_even else _joined(self.paragraph)[1]
        first = _origin(self._marks, start)
        return first, _origin(self._marks, end - 1) + 1 if end > start else first


def _origin(marks: list[tuple[int, int]], position: int) -> int:
    index = bisect_right(marks, position, key=lambda mark: mark[0]) - 1
    if index < 0:
        return position
    plain, original = marks[index]
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
    body = paragraph.rstrip().replace("\r\n", "\n")
    # Only blanks and line breaks are spaces here, as in nearly every paragraph: a few calls in C do instead of `_GAP`.
    if body.isprintable():
        is_plain = "  " not in body and body[:1] not in _MARKS
        text = body if is_plain else " ".join(body.lstrip(" >|").split())
    elif body.lstrip(" >|")[:1] == "\n" or not body.replace("\n", " ").isprintable():
        text = _joined(paragraph)[0]
    elif ">" in body or "|" in body:
        text = " ".join(" ".join([line.lstrip(" >|") for line in body.split("\n")]).split())
    else:
        text = " ".join(body.split())
    return Unwrapped(text, paragraph)


def _joined(paragraph: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text on one line and its marks, whatever spaces it holds."""
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
    return "".join(kept), marks
