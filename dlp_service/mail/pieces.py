"""
Search in pieces, so that no single call holds the interpreter lock over a large message.

Other calls of the service share the interpreter; `budget.check` between pieces also notices a deadline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.budget import PIECE_BYTES, Budget

MATCH_BYTES = 2048
"""No pattern given to `search` may match more than this."""


@dataclass(frozen=True, slots=True)
class Region:
    """A range of a buffer; embedded and signed content that had to be decoded has a buffer of its own."""

    raw: bytes
    start: int
    end: int

    @classmethod
    def of(cls, raw: bytes) -> Region:
        """Return the whole of a buffer."""
        return cls(raw, 0, len(raw))

    @property
    def content(self) -> bytes:
        """Return the bytes of the range."""
        return self.raw[self.start : self.end]

    def after(self, position: int) -> Region:
        """Return the rest of the range from `position`."""
        return Region(self.raw, position, self.end)


def search(region: Region, pattern: re.Pattern[bytes], budget: Budget) -> re.Match[bytes] | None:
    r"""Return the first match in the region; `\Z` in the pattern is the region's end."""
    position = region.start
    while position < region.end:
        budget.check()
        high = min(position + PIECE_BYTES, region.end)
        limit = min(high + MATCH_BYTES, region.end)
        found = pattern.search(region.raw, position, limit)
        if found and (found.end() < limit or limit == region.end):
            return found
        # A match that touches the window's end may be longer, or be none: it is looked at again from its start.
        position = max(found.start(), position + 1) if found else high
    return None


def windows(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield consecutive ranges of at most `PIECE_BYTES`."""
    for low in range(start, end, PIECE_BYTES):
        yield low, min(low + PIECE_BYTES, end)
