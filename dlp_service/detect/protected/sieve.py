"""
Which words of a text may be listed, asked of all of them at once.

A hash that numpy can compute for every word, every pair and every word with one letter left out; a table says which
hashes are listed.  What passes is asked for properly by `Register`, so a wrong pass costs time and nothing else.
The hash of letters x0 x1 ... is the sum of T[xi] * B**i modulo 2**64, its upper half: sums over the text from its
beginning give any stretch of it by one subtraction, so that a word without one of its letters costs no more than the
word itself.  T is drawn from a secret.  It is no cryptographic hash: see `docs/detect/protected.md` for where it may lie.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from dlp_service.detect.protected.tokens import Positions, Words

Hashes = npt.NDArray[np.uint32]
Wide = npt.NDArray[np.uint64]
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
LONG = 8
"""A listed surname of at least this many letters is also found with one letter wrong, missing, doubled or swapped."""
_STEPS = np.array([-2, -1, 1, 2])
"""How many words away a given name, initial or title is looked for before a surname with a wrong letter is tried."""
MIN_BITS, MAX_BITS = 12, 22
"""The coarse tables take 4 KB to 4 MB."""


@cache
def _powers(base: int, size: int) -> Wide:
    powers = np.full(size, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


class Hashing:
    """The hash under one secret."""

    def __init__(self, secret: bytes) -> None:
        drawn = hashlib.shake_256(b"sieve" + secret).digest(256 * 8)
        self._letters = np.frombuffer(drawn, dtype="<u8").astype(np.uint64)

    def sums(self, letters: bytes) -> tuple[Wide, Wide]:
        """Return the sums from the beginning of a text, and what brings a stretch back to its own beginning."""
        size = 1 << max(13, (len(letters) + 1).bit_length())
        codes = np.frombuffer(letters, dtype=np.uint8)
        sums = np.empty(len(codes) + 1, dtype=np.uint64)
        sums[0] = 0
        np.cumsum(self._letters.take(codes) * _powers(_BASE, size)[: len(codes)], out=sums[1:])
        return sums, _powers(_INVERSE, size)

    def of(self, words: Iterable[bytes]) -> Hashes:
        """Return the hashes of listed words, sorted and each once."""
        return np.unique(self.each(sorted(set(words))))

    def each(self, every: Sequence[bytes]) -> Hashes:
        """Return the hash of each of some words."""
        if not every:
            return np.zeros(0, dtype=np.uint32)
        ends = np.cumsum([len(word) for word in every])
        starts = np.concatenate(([0], ends[:-1]))
        found = []
        # In batches, so that the powers stay within a piece of text.
        for low in range(0, len(every), 4096):
            batch = slice(low, low + 4096)
            offset = starts[low]
            sums, back = self.sums(b"".join(every[batch]))
            found.append(
                _upper((sums[ends[batch] - offset] - sums[starts[batch] - offset]) * back[starts[batch] - offset])
            )
        return np.concatenate(found)


def _upper(hashes: Wide) -> Hashes:
    return (hashes >> np.uint64(32)).astype(np.uint32)


class Table:
    """Listed hashes: a coarse table that fits the cache, then the hashes themselves."""

    def __init__(self, hashes: Hashes) -> None:
        self._hashes = frozenset(hashes.tolist())
        bits = min(max((len(hashes) * 64).bit_length(), MIN_BITS), MAX_BITS)
        self._shift = np.uint64(64 - bits)
        self._coarse = np.zeros(1 << bits, dtype=bool)
        self._coarse[hashes >> np.uint32(32 - bits)] = True

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def places(self, hashes: Wide) -> Positions:
        """Return where a listed hash stands among `hashes`."""
        places = self._coarse.take(hashes >> self._shift).nonzero()[0]
        if not len(places):
            return places
        asked = _upper(hashes.take(places)).tolist()
        return places.compress([each in self._hashes for each in asked])


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words `first` to `last` may be listed; `is_near` with one letter left out."""

    first: int
    last: int
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Sifting:
    """
    What is worth asking in a text: anchors, in order of the first word, the longer first.

    `given` are the words that may be a listed given name or a title, `pairs` those that may with the next.
    """

    anchors: tuple[Anchor, ...] = ()
    given: frozenset[int] = frozenset()
    pairs: frozenset[int] = frozenset()


Rare = Callable[[Words, Wide], Positions]


@dataclass(frozen=True, slots=True)
class Sifted:
    """
    What is listed, as hashes of words.

    `whole` are names, numbers, addresses and terms, of which `heads` begin those of three words and more; `near` are long
    surnames and critical terms with one letter left out, and `beside` the given names and titles that must stand beside them.
    """

    whole: Hashes
    heads: Hashes
    near: Hashes
    beside: Hashes


class Sieve:
    """
    Finds anchors under one secret; immutable and shared between threads.

    `rare` says, by words and their hashes, which may have a wrong letter; without it long words beside a given name or a title may.
    """

    def __init__(self, hashing: Hashing, listed: Sifted, most_words: int, rare: Rare | None = None) -> None:
        self._rare = rare
        self._hashing = hashing
        self._whole, self._heads = Table(listed.whole), Table(listed.heads)
        self._near, self._beside = Table(listed.near), Table(listed.beside)
        self._most_words = most_words

    def sift(self, words: Words) -> Sifting:
        """Return what may be listed."""
        count = len(words)
        if not count:
            return Sifting()
        sums, back = self._hashing.sums(words.letters)
        starts, ends = words.starts, words.ends
        # One array for all single words and, behind them, all pairs: half the calls.
        firsts = np.concatenate((starts, starts[:-1]))
        hashes = (sums.take(np.concatenate((ends, ends[1:]))) - sums.take(firsts)) * back.take(firsts)
        places = self._whole.places(hashes)
        found = [Anchor(n, n) if n < count else Anchor(n - count, n - count + 1) for n in places.tolist()]
        if self._most_words > 2:
            found += self._longer(words, sums, back, hashes[:count])
        beside = self._beside.places(hashes) if found or self._near else places[:0]
        if self._near:
            if self._rare is None:
                runs = self._beside_names(words, beside[beside < count])
            else:
                runs = self._with_neighbours(words, self._rare(words, hashes[:count]))
            found += self._misspelt(words, sums, back, *runs)
        if not found:
            return Sifting()
        near = beside.tolist()
        return Sifting(
            tuple(sorted(found, key=lambda anchor: (anchor.first, anchor.is_near, -anchor.last))),
            frozenset(n for n in near if n < count),
            frozenset(n - count for n in near if n >= count),
        )

    def _longer(self, words: Words, sums: Wide, back: Wide, hashes: Wide) -> Iterable[Anchor]:
        """Yield three words and more that begin like a listed name, or are all digits: numbers are written in groups."""
        is_digit = np.frombuffer(words.letters, dtype=np.uint8)[words.starts] <= ord("9")
        heads = np.flatnonzero(is_digit[:-2] & is_digit[1:-1] & is_digit[2:])
        if self._heads:
            heads = np.union1d(heads, self._heads.places(hashes))
        for size in range(3, self._most_words + 1) if len(heads) else ():
            firsts = heads[heads + size <= len(words)]
            starts = words.starts[firsts]
            hashes = (sums[words.ends[firsts + size - 1]] - sums[starts]) * back[starts]
            yield from (Anchor(n, n + size - 1) for n in firsts[self._whole.places(hashes)].tolist())

    def _beside_names(self, words: Words, beside: Positions) -> tuple[Positions, Positions]:
        """Return long words, the first and the last of each run, that have a given name, initial or title near."""
        lengths = words.ends - words.starts
        single = (lengths == 1).nonzero()[0]
        single = single[np.frombuffer(words.letters, dtype=np.uint8)[words.starts[single]] > ord("9")]
        centres = np.concatenate((beside, single))
        around = np.add.outer(_STEPS, centres).ravel()
        around = around[(around >= 0) & (around < len(words))]
        long = around[lengths.take(around) >= LONG - 1]
        # Words that a hyphen joins are one surname, as in Nwosu-Field.
        pairs = np.intersect1d(words.hyphens, around) if len(words.hyphens) else words.hyphens
        pairs = pairs[lengths[pairs] + lengths[pairs + 1] >= LONG - 1]
        return np.concatenate((long, pairs)), np.concatenate((long, pairs + 1))

    @staticmethod
    def _with_neighbours(words: Words, rare: Positions) -> tuple[Positions, Positions]:
        """Return each rare word alone, with the word before and with the word behind."""
        pairs = np.concatenate((rare[rare > 0] - 1, rare[rare + 1 < len(words)]))
        return np.concatenate((rare, pairs)), np.concatenate((rare, pairs + 1))

    def _misspelt(self, words: Words, sums: Wide, back: Wide, firsts: Positions, lasts: Positions) -> Iterable[Anchor]:
        """Yield those of some runs of words that are listed but for a letter."""
        if not len(firsts):
            return
        starts, ends = words.starts[firsts], words.ends[lasts]
        sizes = ends - starts + 1
        # One place per letter of each chosen word, and one behind the last: the word without that letter.
        owner = np.repeat(np.arange(len(firsts)), sizes)
        letter = np.arange(len(owner)) + np.repeat(starts + sizes - np.cumsum(sizes), sizes)
        owned = ends.take(owner)
        rest = (sums.take(owned) - sums.take(np.minimum(letter + 1, owned))) * np.uint64(_INVERSE)
        owned = starts.take(owner)
        hashes = (sums.take(letter) - sums.take(owned) + rest) * back.take(owned)
        hits = owner.take(self._near.places(hashes))
        for first, last in dict.fromkeys(zip(firsts[hits].tolist(), lasts[hits].tolist(), strict=True)):
            yield Anchor(first, last, is_near=True)


def shortened(word: bytes) -> frozenset[bytes]:
    """
    Return a word and all that is left of it without one of its letters.

    Two words meet here where one letter is wrong, missing, added, or two neighbours are swapped.

    >>> bool(shortened(b"garside") & shortened(b"garsdie")), bool(shortened(b"garside") & shortened(b"marsida"))
    (True, False)
    """
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})
