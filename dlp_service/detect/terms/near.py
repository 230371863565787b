"""
Words with one letter wrong, missing, doubled or swapped with its neighbour.

Two such words have a spelling in common when one letter is left out of each or of one of them (the deletion
index of SymSpell, Wolf Garbe 2012).  So every word of the list is kept under the hashes of all these spellings, and those of a
word of the text are looked up.  Hashes are polynomials of the letters, all worked out at once from one running sum a word;
that two different words share one costs a comparison and no more.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from dlp_service.detect.terms.ordinary import ordinary_words, ranked_words
from dlp_service.textmap import PIECE_CHARS

SHORTEST, LONGEST = 4, 40
_PICTURED = {"rn": "m", "cl": "d", "vv": "w"}
_PICTURES = re.compile(f"({'|'.join(_PICTURED)})")
_MOST_PICTURES = 3
_BASE = 0x9E3779B97F4A7C15
_INVERSE = np.uint64(pow(_BASE, -1, 1 << 64))
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT, _HALF = np.uint64(29), np.uint64(32)
_LEAST_BITS, _MOST_BITS = 12, 22
_SPACE = 32
_BLOCK = 8
_FIRST_BYTES = np.array([(1 << 8 * length) - 1 for length in range(_BLOCK + 1)], dtype=np.uint64)
_POWERS = np.array([pow(_BASE, exponent, 1 << 64) for exponent in range(LONGEST + 1)], dtype=np.uint64)
Hashes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
_Sums = npt.NDArray[np.uint64]


def _shortened(words: Sequence[str]) -> tuple[Hashes, Numbers]:
    """
    Return the hash of every word without each of its letters, and then whole; and the number of each hash's word.

    All words together are at most a piece of text.
    """
    sizes = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    width = int(sizes.max()) + 1
    joined = "".join([word.ljust(width, "\0") for word in words])
    raw = joined.encode("latin-1") if joined.isascii() else joined.encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(raw, dtype=np.uint8 if len(raw) == len(joined) else np.uint32).astype(np.uint64)
    # One row a word, filled up with noughts, which add nothing: behind its last letter stands the word with nothing left out.
    values = codes.reshape(len(words), width) * _POWERS[:width]
    sums = values.cumsum(axis=1)
    hashes = (sums - values + (sums[:, -1:] - sums) * _INVERSE)[np.arange(width) <= sizes[:, None]]
    owners = np.arange(len(words)).repeat(sizes + 1)
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

    def unknown(self, spelled: bytes) -> set[str]:
        """Return the words of `SHORTEST` bytes or more that are not known."""
        keys, starts, sizes = self._keys(spelled)
        kept = (self._table.take(self._places(keys)) != keys).nonzero()[0]
        places = zip(starts.take(kept).tolist(), sizes.take(kept).tolist(), strict=True)
        return {
            spelled[start : start + size].decode("utf-8", "surrogatepass") for start, size in places
        } - ordinary_words()

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


def unknown(spelled: str) -> list[str]:
    """
    Return the words that are no ordinary words, a real word being no misspelling of another; each once, sorted.

    `spelled` has a blank for all that is no letter; words of fewer than `SHORTEST` or more than `LONGEST` letters are left out.

    >>> unknown("the lantren of the lantern the lantren")
    ['lantren']
    """
    left = _ordinary().unknown(spelled.encode("utf-8", "surrogatepass"))
    return sorted(word for word in left if SHORTEST <= len(word) <= LONGEST)


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


def unpictured(words: Iterable[str]) -> dict[str, str]:
    """
    Return what words would be if two letters that look like one were that letter, and which word each comes from.

    >>> unpictured(["lanrnen", "lantern", "orchid"])
    {'lanmen': 'lanrnen', 'lantem': 'lantern'}
    """
    found: dict[str, str] = {}
    for word in words:
        if not ("rn" in word or "cl" in word or "vv" in word):
            continue
        pieces = _PICTURES.split(word)
        # The pieces between are those that look like a letter; each of a few is read either way.
        signs = [(pair, _PICTURED[pair]) for pair in pieces[1::2]]
        ways = itertools.product(*signs) if len(signs) <= _MOST_PICTURES else [tuple(letter for _, letter in signs)]
        for way in ways:
            pieces[1::2] = way
            found.setdefault("".join(pieces), word)
    return {read: word for read, word in found.items() if read != word}


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
