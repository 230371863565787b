"""
Words with one letter wrong, missing, too many or swapped with its neighbour.

Two such words have a spelling in common when one letter is left out of each or of one of them (the deletion
index of SymSpell, Wolf Garbe 2012).  So every word of the list is kept under the hashes of all these spellings, and those of a
word of the text are looked up.  Hashes are polynomials of the letters, all worked out at once; that two different
words share one costs a comparison and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

SHORTEST, LONGEST = 4, 40
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_POWERS = np.array([pow(_BASE, power, 1 << 64) for power in range(LONGEST + 2)], dtype=np.uint64)
_FILTER_BITS = 22
_FILTER_SHIFT = np.uint32(32 - _FILTER_BITS)
_Hashes = npt.NDArray[np.uint32]
_Numbers = npt.NDArray[np.int32]


def deletions(words: Sequence[str]) -> tuple[_Hashes, _Numbers]:
    """
    Return the hashes of every word, whole and without each of its letters, and whose they are.

    >>> hashes, numbers = deletions(["orchid", "orhid"])
    >>> numbers.tolist()
    [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
    >>> hashes[1] in hashes[2:8]
    True
    """
    sizes = np.array([len(word) for word in words], dtype=np.int64)
    ends = np.cumsum(sizes)
    starts = ends - sizes
    codes = np.frombuffer("".join(words).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    numbers = np.repeat(np.arange(len(words), dtype=np.int32), sizes)
    places = np.arange(len(codes)) - starts[numbers]
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum((codes + np.uint64(1)) * _POWERS[places], out=sums[1:])
    whole = sums[ends] - sums[starts]
    left = sums[:-1] - sums[starts[numbers]]
    right = (sums[ends[numbers]] - sums[1:]) * np.uint64(_INVERSE)
    hashes = np.concatenate([whole, left + right])
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    return (hashes >> np.uint64(32)).astype(np.uint32), np.concatenate([np.arange(len(words), dtype=np.int32), numbers])


class NearIndex:
    """Listed words by the hashes of their deletions: `numbers[i]` is a word that has `hashes[i]`; sorted by hash."""

    def __init__(self, hashes: _Hashes, numbers: _Numbers) -> None:
        self.hashes = hashes
        self.numbers = numbers
        self._marks = np.full(1 << _FILTER_BITS, len(hashes) > 1 << _FILTER_BITS, dtype=np.bool_)
        if not self._marks[0]:
            self._marks[hashes >> _FILTER_SHIFT] = True

    @classmethod
    def of(cls, words: Sequence[str]) -> NearIndex:
        """Index words of `SHORTEST` to `LONGEST` letters."""
        hashes, numbers = deletions(words)
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], numbers[order])

    def candidates(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield (number of the word given, number of the listed word) for all that may be one letter apart."""
        hashes, owners = deletions(words)
        kept = np.flatnonzero(self._marks[hashes >> _FILTER_SHIFT])
        if not len(kept):
            return
        asked = hashes[kept]
        low = np.searchsorted(self.hashes, asked, "left")
        high = np.searchsorted(self.hashes, asked, "right")
        seen: set[tuple[int, int]] = set()
        for at in np.flatnonzero(high > low):
            owner = int(owners[kept[at]])
            for number in self.numbers[low[at] : high[at]].tolist():
                if (owner, number) not in seen:
                    seen.add((owner, number))
                    yield owner, number


def one_off(written: str, listed: str) -> str:
    """
    Say in which way two words are one letter apart; empty where they are equal or further apart.

    A letter more in front or at the end makes another word of it: a plural, a name.

    >>> one_off("orcid", "orchid"), one_off("orchird", "orchid"), one_off("orhcid", "orchid"), one_off("orkhid", "orchid")
    ('with one letter missing', 'with one letter too many', 'with two letters swapped', 'with one letter wrong')
    >>> one_off("archie", "orchid"), one_off("orchids", "orchid")
    ('', '')
    """
    start = 0
    shorter = min(len(written), len(listed))
    while start < shorter and written[start] == listed[start]:
        start += 1
    end = 0
    while end < shorter - start and written[-1 - end] == listed[-1 - end]:
        end += 1
    one, other = written[start : len(written) - end], listed[start : len(listed) - end]
    if (len(one), len(other)) == (1, 1):
        return "with one letter wrong"
    if (len(one), len(other)) == (0, 1):
        return "with one letter missing"
    if (len(one), len(other)) == (1, 0):
        return "with one letter too many" if start and (end or one == written[-2]) else ""
    return "with two letters swapped" if len(one) == 2 and one == other[::-1] else ""
