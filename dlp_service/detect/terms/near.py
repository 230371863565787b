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

from dlp_service.detect.terms.ordinary import ordinary_words, ranked_words
from dlp_service.textmap import PIECE_CHARS

SHORTEST, LONGEST = 4, 40
_BASE = 0x9E3779B97F4A7C15
_INVERSE = np.uint64(pow(_BASE, -1, 1 << 64))
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT, _HALF = np.uint64(29), np.uint64(32)
_LEAST_BITS, _MOST_BITS = 12, 22
_SPACE = 32
_BLOCK = 8
_FIRST_BYTES = np.array([(1 << 8 * length) - 1 for length in range(_BLOCK + 1)], dtype=np.uint64)
Hashes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
_Sums = npt.NDArray[np.uint64]


@cache
def _powers(base: int) -> _Sums:
    """Return the powers of a base modulo 2**64, as many as a piece has letters."""
    powers = np.full(PIECE_CHARS + 2, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _shortened(words: Sequence[str]) -> tuple[Hashes, Numbers]:
    """
    Return the hash of every word without each of its letters, and then whole; and the number of each hash's word.

    All words together are at most a piece of text.
    """
    joined = " ".join(words)
    raw = joined.encode("latin-1") if joined.isascii() else joined.encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(raw, dtype=np.uint8 if len(raw) == len(joined) else np.uint32)
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.multiply(codes, _powers(_BASE)[: len(codes)], out=sums[1:])
    sums.cumsum(out=sums)
    sizes = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    stops = (sizes + 1).cumsum() - 1
    # The place behind the last letter of a word stands for the word with nothing left out.
    owners = np.arange(len(words)).repeat(sizes + 1)
    last = stops.take(owners)
    first = (stops - sizes).take(owners)
    places = np.arange(len(owners))
    following = np.minimum(places + 1, last)
    rest = (sums.take(last) - sums.take(following)) * _INVERSE
    hashes = (sums.take(places) - sums.take(first) + rest) * _powers(int(_INVERSE)).take(first)
    return (((hashes ^ (hashes >> _SHIFT)) * _MIXER) >> _HALF).astype(np.uint32), owners


def _in_pieces(words: Sequence[str]) -> Iterator[tuple[Sequence[str], int]]:
    """Yield words of allowed length in pieces, with the number of each piece's first."""
    most = PIECE_CHARS // (LONGEST + 1)
    for first in range(0, len(words), most):
        yield words[first : first + most], first


class _Ordinary:
    """
    The ordinary words as numbers, eight letters to a number, so that a text is compared by its words and not by its letters.

    A place of the table holds one word, of those that fall on it the commonest; what it does not know is asked of the set
    of words, which costs more for each word and is right.
    """

    BITS = 17

    def __init__(self) -> None:
        words = [word.encode() for word in reversed(ranked_words()) if SHORTEST <= len(word) <= 2 * _BLOCK]
        keys = self._keys(b" ".join(words))[0]
        self._table = np.zeros(1 << self.BITS, dtype=np.uint64)
        self._table[self._places(keys)] = keys

    def unknown(self, spelled: bytes) -> dict[bytes, list[int]]:
        """Return the words that are not known, and where each begins."""
        keys, starts, sizes = self._keys(spelled)
        kept = (self._table.take(self._places(keys)) != keys).nonzero()[0]
        found: dict[bytes, list[int]] = {}
        for start, size in zip(starts.take(kept).tolist(), sizes.take(kept).tolist(), strict=True):
            found.setdefault(spelled[start : start + size], []).append(start)
        known = ordinary_words()
        return {word: places for word, places in found.items() if word.decode() not in known}

    def _keys(self, spelled: bytes) -> tuple[_Sums, Numbers, Numbers]:
        """Return the first sixteen bytes of every word as a number, where it begins, and how long it is."""
        padded = b" %b         " % spelled
        codes = np.frombuffer(padded, dtype=np.uint8)
        spaces = (codes[: len(spelled) + 2] == _SPACE).nonzero()[0]
        sizes = spaces[1:] - spaces[:-1] - 1
        kept = (sizes >= SHORTEST).nonzero()[0]
        # A space at n of `padded` stands before the letter at n of `spelled`.
        starts, sizes = spaces.take(kept), sizes.take(kept)
        blocks = np.ndarray((len(padded) - _BLOCK + 1,), dtype="<u8", buffer=padded, strides=(1,))
        keys = blocks[starts + 1] & _FIRST_BYTES.take(sizes, mode="clip")
        longer = (sizes > _BLOCK).nonzero()[0]
        rest = blocks[starts.take(longer) + _BLOCK + 1] & _FIRST_BYTES.take(sizes.take(longer) - _BLOCK, mode="clip")
        # Longer words than sixteen letters are rare: their number is none of the table's, so that the set decides.
        keys[longer] = np.where(sizes.take(longer) > 2 * _BLOCK, 0, keys.take(longer) * _MIXER + rest)
        return keys, starts, sizes

    def _places(self, keys: _Sums) -> _Sums:
        return (keys * np.uint64(_BASE)) >> np.uint64(64 - self.BITS)


_ordinary = cache(_Ordinary)


def unknown(spelled: bytes) -> dict[bytes, list[int]]:
    """
    Return the words that are no ordinary words, a real word being no misspelling of another, and where each begins.

    `spelled` is UTF-8 with a space for all that is no letter; words of fewer than `SHORTEST` bytes are left out.

    >>> unknown(b"the lantren of the lantern")
    {b'lantren': [4]}
    """
    return _ordinary().unknown(spelled)


class NearIndex:
    """Listed words by the hashes of their deletions: `numbers[i]` is a word that has `hashes[i]`; sorted by hash."""

    def __init__(self, hashes: Hashes, numbers: npt.NDArray[np.int32]) -> None:
        self.hashes = hashes
        self.numbers = numbers
        # Eight places or more for each hash, as far as that fits the processor's cache.
        bits = min(max((len(hashes) * 8).bit_length(), _LEAST_BITS), _MOST_BITS)
        self._shift = np.uint32(32 - bits)
        self._marks = np.full(1 << bits, len(hashes) > 1 << bits, dtype=np.bool_)
        if not self._marks[0]:
            self._marks[hashes >> self._shift] = True

    @classmethod
    def of(cls, words: Sequence[str]) -> NearIndex:
        """Index words of `SHORTEST` to `LONGEST` letters."""
        hashes: list[Hashes] = []
        numbers: list[Numbers] = []
        for some, first in _in_pieces(words):
            found, owners = _shortened(some)
            hashes.append(found)
            numbers.append(owners + first)
        joined = np.concatenate(hashes)
        order = np.argsort(joined, kind="stable")
        return cls(joined[order], np.concatenate(numbers)[order].astype(np.int32))

    def candidates(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield (number of the word, number of the listed word) for words of allowed length that may be one letter apart."""
        for some, first in _in_pieces(words):
            for word, listed in self._candidates(some):
                yield first + word, listed

    def _candidates(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        hashes, owners = _shortened(words)
        kept = self._marks.take(hashes >> self._shift).nonzero()[0]
        if not len(kept):
            return
        asked, owners = hashes.take(kept), owners.take(kept)
        low = self.hashes.searchsorted(asked, "left")
        met = (self.hashes.take(low, mode="clip") == asked).nonzero()[0]
        if not len(met):
            return
        owners, low = owners.take(met), low.take(met)
        counts = self.hashes.searchsorted(asked.take(met), "right") - low
        # The listed words of a hash lie side by side: all places at once, `low` to `high` of each hash.
        listed = self.numbers.take((low - counts.cumsum() + counts).repeat(counts) + np.arange(counts.sum()))
        found = set(zip(owners.repeat(counts).tolist(), listed.tolist(), strict=True))
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
