"""Stretches of a text, and whether one of them holds another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Extents:
    """
    Stretches of a text in any order, overlapping or not; a question costs a search, however many there are.

    >>> extents = Extents([(10, 20), (0, 30), (5, 8)])
    >>> extents.hold(12, 25), extents.hold(12, 31)
    (True, False)
    """

    def __init__(self, extents: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(extents)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))
        """The furthest end of the stretches that begin no later."""

    def hold(self, start: int, end: int) -> bool:
        """Say whether one of them holds all of `start..end`."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and self._furthest[index] >= end
