"""Many spans of one text, asked for overlaps without trying each: a long list has thousands of names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class Spans:
    """Spans that can be asked for overlaps in logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def overlap(self, start: int, end: int) -> bool:
        """Say whether any span shares a position with `start`..`end`."""
        index = bisect_right(self._ends, start)
        return index < len(self._starts) and self._starts[index] < end

    def cover(self, start: int, end: int) -> bool:
        """Say whether one span holds all of `start`..`end`."""
        index = bisect_right(self._ends, start)
        return index < len(self._starts) and self._starts[index] <= start and end <= self._ends[index]
