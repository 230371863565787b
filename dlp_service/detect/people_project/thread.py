"""
Where one message of a thread ends and the next begins: by the lines that mail programs write, and by depth of quoting.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

import re2

from dlp_service.textmap import pieces

_SEAM = re2.compile(
    r"(?im)^[> \t|]*(?:(?:on|am|le|op|den|il) .{4,160}(?:wrote|writes|schrieb|schreef|a [ée]crit|geschreven|ha scritto)(?: .{0,80})?:?\s*$"
    r"|.{2,80} (?:wrote|writes|schrieb|schreef|a [ée]crit)\s*:\s*$"
    r"|[-_=* ]{2,}\s*(?:original|forwarded|urspr[üu]ngliche|weitergeleitete|message (?:d.origine|transf[ée]r[ée])|oorspronkelijk|doorgestuurd|begin forwarded).{0,60}$"
    r"|begin forwarded message:.*$"
    r"|\*?(?:from|von|de|van)\*?\s*:.{2,120}\r?\n[> \t|]*\*?(?:sent|date|to|gesendet|datum|an|envoy[ée]|[àa]|verzonden|aan|cc|subject)\*?\s*:)"
)
MAX_SEAMS = 500


class Thread:
    """The messages of one text, newest first, as spans."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *_seams(text)]
        self.length = len(text)

    def number(self, position: int) -> int:
        """Return which message a position lies in, 0 for the newest."""
        return bisect_right(self.starts, position) - 1

    def size(self, number: int) -> int:
        """Return how many characters a message has."""
        end = self.starts[number + 1] if number + 1 < len(self.starts) else self.length
        return end - self.starts[number]


def _seams(text: str) -> Iterator[int]:
    last = 0
    left = MAX_SEAMS
    for offset, piece in pieces(text):
        for found in _SEAM.finditer(piece):
            start = offset + found.start()
            if start > last and left:
                last = start
                left -= 1
                yield start
