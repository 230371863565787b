"""
Words with one letter wrong, missing, doubled or swapped with its neighbour.

Two such words have a spelling in common when one letter is left out of each or of one of them (the deletion
index of SymSpell, Wolf Garbe 2012).  So every word of the list is kept under the hashes of all these spellings, and those of a
word of the text are looked up.  Hashes are polynomials of the letters, all worked out at once from one running sum; that
two different words share one costs a comparison and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from dlp_service.detect.ordinary import ordinary_words
from dlp_service.textmap import PIECE_CHARS

SHORTEST, LONGEST = 4, 40
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT, _HALF = np.uint64(29), np.uint64(32)
_FILTER_BITS = 22
_FILTER_SHIFT = np.uint32(32 - _FILTER_BITS)
_SPACE = 32
Hashes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
_Sums = npt.NDArray[np.uint64]


@cache
def _powers(base: int) -> _Sums:
    """Return the powers of a base modulo 2**64, as many as a piece has letters."""
    powers = np.full(PIECE_CHARS + 2, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _mixed(sums: _Sums) -> Hashes:
    return (((sums ^ (sums >> _SHIFT)) * _MIXER) >> _HALF).astype(np.uint32)


class HashedWords:
    """The words of `SHORTEST` to `LONGEST` letters of a text in which everything else is a space; at most a piece of it."""

    def __init__(self, words: str) -> None:
        raw = words.encode("latin-1") if words.isascii() else words.encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(raw, dtype=np.uint8 if len(raw) == len(words) else np.uint32)
        ends = np.flatnonzero(codes == _SPACE)
        ends = np.append(ends, len(codes))
        starts = np.empty_like(ends)
        starts[0] = 0
        starts[1:] = ends[:-1] + 1
        sizes = ends - starts
        kept = (sizes >= SHORTEST) & (sizes <= LONGEST)
        self.starts: Numbers = starts[kept]
        self.ends: Numbers = ends[kept]
        self._sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum(codes.astype(np.uint64) * _powers(_BASE)[: len(codes)], out=self._sums[1:])
        self._backwards = _powers(_INVERSE)

    def whole(self) -> Hashes:
        """Return the hash of every word."""
        return _mixed((self._sums[self.ends] - self._sums[self.starts]) * self._backwards[self.starts])

    def without_a_letter(self, chosen: Numbers) -> tuple[Hashes, Numbers]:
        """Return the hashes of the words of these numbers without each of their letters, and the number of each hash's word."""
        starts, ends = self.starts[chosen], self.ends[chosen]
        sizes = ends - starts
        owners = np.repeat(np.arange(len(chosen)), sizes)
        first = starts[owners]
        places = np.arange(len(owners)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + first
        left = (self._sums[places] - self._sums[first]) * self._backwards[first]
        right = (self._sums[ends[owners]] - self._sums[places + 1]) * self._backwards[first + 1]
        return _mixed(left + right), chosen[owners]


def _in_pieces(words: Sequence[str]) -> Iterator[tuple[HashedWords, int]]:
    """Yield words of allowed length in pieces, with the number of each piece's first."""
    most = PIECE_CHARS // (LONGEST + 1)
    for first in range(0, len(words), most):
        yield HashedWords(" ".join(words[first : first + most])), first


class _HashSet:
    """
    Hashes to ask for by the hundred.

    Each lies in one of two tables, at a place its own bits name; the few for which both places were taken are kept in order.
    Two looks at small tables cost a third of a binary search.
    """

    BITS = 18

    def __init__(self, hashes: Hashes) -> None:
        self._first = np.zeros(1 << self.BITS, dtype=np.uint32)
        self._first[self._place(hashes)] = hashes
        rest = hashes[self._first[self._place(hashes)] != hashes]
        self._second = np.zeros(1 << self.BITS, dtype=np.uint32)
        self._second[self._other(rest)] = rest
        self._rest = np.unique(rest[self._second[self._other(rest)] != rest])

    def _place(self, hashes: Hashes) -> Hashes:
        return hashes >> np.uint32(32 - self.BITS)

    def _other(self, hashes: Hashes) -> Hashes:
        return hashes & np.uint32((1 << self.BITS) - 1)

    def lacks(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Say which of the hashes are not in the set."""
        lacking: npt.NDArray[np.bool_] = (self._first[self._place(hashes)] != hashes) & (
            self._second[self._other(hashes)] != hashes
        )
        if len(self._rest):
            asked = np.flatnonzero(lacking)
            places = np.minimum(np.searchsorted(self._rest, hashes[asked]), len(self._rest) - 1)
            lacking[asked] = self._rest[places] != hashes[asked]
        return lacking


@cache
def _ordinary() -> _HashSet:
    words = [word for word in sorted(ordinary_words()) if SHORTEST <= len(word) <= LONGEST]
    return _HashSet(np.concatenate([hashed.whole() for hashed, _ in _in_pieces(words)]))


def unknown(words: HashedWords) -> Numbers:
    """Return the numbers of the words that are no ordinary words: a real word is no misspelling of another."""
    return np.flatnonzero(_ordinary().lacks(words.whole()))


class NearIndex:
    """Listed words by the hashes of their deletions: `numbers[i]` is a word that has `hashes[i]`; sorted by hash."""

    def __init__(self, hashes: Hashes, numbers: npt.NDArray[np.int32]) -> None:
        self.hashes = hashes
        self.numbers = numbers
        self._marks = np.full(1 << _FILTER_BITS, len(hashes) > 1 << _FILTER_BITS, dtype=np.bool_)
        if not self._marks[0]:
            self._marks[hashes >> _FILTER_SHIFT] = True

    @classmethod
    def of(cls, words: Sequence[str]) -> NearIndex:
        """Index words of `SHORTEST` to `LONGEST` letters."""
        hashes: list[Hashes] = []
        numbers: list[Numbers] = []
        for hashed, first in _in_pieces(words):
            everyone = np.arange(len(hashed.starts))
            deleted, owners = hashed.without_a_letter(everyone)
            hashes += (hashed.whole(), deleted)
            numbers += (everyone + first, owners + first)
        joined = np.concatenate(hashes)
        order = np.argsort(joined, kind="stable")
        return cls(joined[order], np.concatenate(numbers)[order].astype(np.int32))

    def candidates(self, words: HashedWords, chosen: Numbers) -> Iterator[tuple[int, int]]:
        """Yield (number of the word, number of the listed word) for those of the chosen that may be one letter apart."""
        if not len(chosen):
            return
        deleted, owners = words.without_a_letter(chosen)
        hashes = np.concatenate([words.whole()[chosen], deleted])
        kept = np.flatnonzero(self._marks[hashes >> _FILTER_SHIFT])
        if not len(kept):
            return
        asked, owners = hashes[kept], np.concatenate([chosen, owners])[kept]
        low = np.searchsorted(self.hashes, asked, "left")
        high = np.searchsorted(self.hashes, asked, "right")
        met = np.flatnonzero(high > low)
        found = {
            (owner, number)
            for owner, start, end in zip(owners[met].tolist(), low[met].tolist(), high[met].tolist(), strict=True)
            for number in self.numbers[start:end].tolist()
        }
        yield from sorted(found)


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
