"""
Very many keys found without an automaton: each by twelve of its letters that running text seldom has.

The automaton of a million pairs of words fits no cache and half of all words lead it on, so that it waits for memory at every letter.
Here every place of a text is one number, its eight letters, and one look into a filter that is as small as the cache says
whether any key has its rare letters there.  What passes is asked with two letters more on either side, what passes again is compared letter by letter.
All of it is arithmetic on whole texts, and what it costs does not depend on how many keys begin as the text does.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from dlp_service.detect.terms.letters import skeleton
from dlp_service.detect.terms.ordinary import ranked_words

SHORTEST = 8
"""Bytes a key must have to be found here."""
MOST_ALIKE = 32
"""So many keys may have the same rare letters: past it a text of nothing else would cost as many comparisons at every place."""
_BESIDE = 2
"""Letters on either side of the eight that are compared with them; a key that is too short for that is compared whole."""
_WHOLE = 8 + 2 * _BESIDE
_MASKS = np.array([(1 << 8 * behind) - 1 for behind in range(_WHOLE - 8)], dtype=np.uint64)
"""Which of the letters behind the eight are a short key's, by how many it has."""
_SIDE_MASK, _SIDE = np.uint64((1 << 8 * _BESIDE) - 1), np.uint64(8 * _BESIDE)
_BASE, _MIXER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_HALF, _ONE = np.uint64(32), np.uint64(1)
_KINDS, _KIND = np.uint64(1 << 12), np.uint64(20)
"""How many different three bits of a filter there are, and from which bit of a number on they are told."""
_BEFORE, _PADDING = bytes(_BESIDE), bytes(2 * _WHOLE)
_FARTHEST = 255
_ROOMY = 8
"""Eight letters to a word of a filter: a million take a megabyte, as much as the second cache of a processor has."""
_GRAM, _GRAM_BITS = 6, 20
_GRAM_MASK = np.uint64((1 << 8 * _GRAM) - 1)
_LIST_BITS = 22
_RUNNING_WORDS = 300_000
Numbers = npt.NDArray[np.int32]
_Wide = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.intp]


def _blocks(raw: bytes) -> _Wide:
    """Return the eight bytes from each byte on as a number; what stands in front of a byte of `raw` is `_BESIDE` before its own."""
    padded = b"%b%b%b" % (_BEFORE, raw, _PADDING)
    return np.ndarray((len(padded) - 7,), "<u8", buffer=padded, strides=(1,))


def _sides(blocks: _Wide, places: _Places, behind: _Wide) -> _Wide:
    """Return the letters on both sides of the eight at some places as a number."""
    return (blocks.take(places) & _SIDE_MASK) | ((behind & _SIDE_MASK) << _SIDE)


def _tags(eight: _Wide, beside: _Wide) -> _Wide:
    """Return one number for hashed eight letters and those that count beside them."""
    mixed = eight + beside * _MIXER
    mixed ^= mixed >> _HALF
    mixed *= _BASE
    return mixed


class _Bits:
    """
    Which numbers may be in a set: a filter of Bloom's whose three bits for each number lie in one word of 64.

    One wait for memory tells, and that the three lie together lets pass one or two in a hundred more than they must.
    """

    def __init__(self, words: _Wide) -> None:
        self.words = words
        self._shift = np.uint64(65 - len(words).bit_length())

    @classmethod
    def of(cls, numbers: _Wide, to_a_word: int) -> _Bits:
        """Return numbers as a set, so many of them to a word and fewer."""
        found = cls(np.zeros(1 << (len(numbers) // to_a_word).bit_length(), dtype=np.uint64))
        np.bitwise_or.at(found.words, found._places(numbers), found._three(numbers))
        return found

    def have(self, numbers: _Wide) -> npt.NDArray[np.bool_]:
        """Say of each number whether it may be there; one that is there never lacks."""
        three = self._three(numbers)
        held: npt.NDArray[np.bool_] = (self.words.take(self._places(numbers)) & three) == three
        return held

    def _places(self, numbers: _Wide) -> _Places:
        # Numbers of this kind are indexes as they are; others would be copied first.
        return (numbers >> self._shift).view(np.int64)

    def _three(self, numbers: _Wide) -> _Wide:
        three: _Wide = _threes().take(((numbers >> _KIND) & (_KINDS - _ONE)).view(np.int64))
        return three


@cache
def _threes() -> _Wide:
    """Return words of three bits or fewer, scattered."""
    kinds = np.arange(1, int(_KINDS) + 1, dtype=np.uint64)
    words = np.zeros(len(kinds), dtype=np.uint64)
    for factor in (3, 5, 7):
        words |= _ONE << ((kinds * _BASE * np.uint64(factor)) >> np.uint64(58))
    return words


class Windows:
    """
    Keys by their rare letters.

    `blob` holds the keys, each from `starts` to the next; `tags` are sorted, and with each go a key's number and where in it the letters
    begin.  `eights` are the eight letters of all keys and `narrow` those of keys of fewer than twelve; `marks` are the tags.
    """

    SECTIONS = ("blob", "starts", "tags", "numbers", "offsets", "eights", "narrow", "marks")

    def __init__(
        self,
        blob: bytes | memoryview,
        starts: npt.NDArray[np.uint32],
        tags: npt.NDArray[np.uint32],
        numbers: Numbers,
        offsets: npt.NDArray[np.uint8],
        eights: _Wide,
        narrow: _Wide,
        marks: _Wide,
    ) -> None:
        self.blob = blob
        self.starts = starts
        self.tags = tags
        self.numbers = numbers
        self.offsets = offsets
        self.eights = eights
        self.narrow = narrow
        self.marks = marks
        self._listed = np.frombuffer(blob, dtype=np.uint8)
        self._eights, self._narrow, self._marks = _Bits(eights), _Bits(narrow), _Bits(marks)

    @classmethod
    def from_arrays(cls, array_of: Callable[[str], npt.NDArray[Any]]) -> Windows | None:
        """Put together what the attributes named in `SECTIONS` were; None where there was nothing."""
        parts: dict[str, Any] = {name: array_of(name) for name in cls.SECTIONS}
        return cls(**parts | {"blob": parts["blob"].data}) if len(parts["tags"]) else None

    def __len__(self) -> int:
        return len(self.tags)

    def ends_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the end of every key in a text, and the key."""
        raw = text.encode("utf-8", "surrogatepass")
        if len(raw) == len(text):
            yield from ((end, key) for _, end, key in self.find(raw))
            return
        is_first = (np.frombuffer(raw, dtype=np.uint8) & 0xC0) != 0x80
        ends = is_first.cumsum()
        yield from ((int(ends[end - 1]), key) for _, end, key in self.find(raw))

    def find(self, raw: bytes) -> Iterator[tuple[int, int, int]]:
        """Yield (start, end, key) of every key in some bytes, also where they overlap."""
        places, entries = self._candidates(raw)
        if not len(entries):
            return
        starts, numbers = places - self.offsets.take(entries), self.numbers.take(entries)
        begins = self.starts.take(numbers).astype(np.int64)
        ends = self.starts.take(numbers + 1).astype(np.int64)
        written, listed = np.frombuffer(raw, dtype=np.uint8), self._listed
        # Most differ in their first letter or their last; only the rest is worth a look at each.
        is_like = written.take(starts, mode="clip") == listed.take(begins)
        is_like &= written.take(starts + (ends - begins - 1), mode="clip") == listed.take(ends - 1)
        for each in is_like.nonzero()[0].tolist():
            start, begin, end = int(starts[each]), int(begins[each]), int(ends[each])
            if start >= 0 and raw.startswith(self.blob[begin:end], start):
                yield start, start + end - begin, int(numbers[each])

    def _candidates(self, raw: bytes) -> tuple[_Places, _Places]:
        """Return places of a text, and the entries whose rare letters are there."""
        blocks = _blocks(raw)
        places, tags = self._tagged(blocks, len(raw))
        passed = self._marks.have(tags).nonzero()[0]
        asked = (tags.take(passed) >> _HALF).astype(np.uint32)
        first = self.tags.searchsorted(asked)
        met = (self.tags.take(first, mode="clip") == asked).nonzero()[0]
        places, first = places.take(passed.take(met)), first.take(met)
        if not len(met):
            return places, first
        counts = self.tags.searchsorted(asked.take(met), "right") - first
        within = np.arange(counts.sum()) - (counts.cumsum() - counts).repeat(counts)
        return places.repeat(counts), first.repeat(counts) + within

    def _tagged(self, blocks: _Wide, size: int) -> tuple[_Places, _Wide]:
        """Return places where some key may have its eight letters, and a tag for each way in which those beside them may count."""
        eight = blocks[_BESIDE : size + _BESIDE] * _BASE
        places = self._eights.have(eight).nonzero()[0]
        eight, behind = eight.take(places), blocks.take(places + (8 + _BESIDE))
        sides = _sides(blocks, places, behind)
        narrow = self._narrow.have(eight).nonzero()[0]
        if not len(narrow):
            return places, _tags(eight, sides)
        more = np.concatenate((np.arange(len(places)), *(narrow,) * len(_MASKS)))
        shorter = (behind.take(narrow) & _MASKS[:, None]).ravel()
        return places.take(more), _tags(eight.take(more), np.concatenate((sides, shorter)))


def windows_of(keys: Sequence[bytes]) -> tuple[Windows, npt.NDArray[np.bool_]]:
    """
    Return keys of `SHORTEST` bytes or more made ready, and which of them are found: all but those that too many others resemble.

    >>> windows, is_kept = windows_of([b"orchldlantern", b"clnderpath"])
    >>> sorted(windows.find(b"theclnderpathandorchldlantern")), is_kept.tolist()
    ([(3, 13, 1), (16, 29, 0)], [True, True])
    """
    sizes = np.fromiter(map(len, keys), dtype=np.int64, count=len(keys))
    blocks = _blocks(b"".join(keys))
    is_wide = sizes >= _WHOLE
    offsets = _rarest(blocks, sizes)
    places = sizes.cumsum() - sizes + offsets
    eight = blocks[places + _BESIDE] * _BASE
    behind = blocks[places + (8 + _BESIDE)]
    shorter = behind & _MASKS[np.where(is_wide, 0, sizes - 8)]
    wide = _tags(eight, np.where(is_wide, _sides(blocks, places, behind), shorter))
    tags = (wide >> _HALF).astype(np.uint32)
    order = np.argsort(tags, kind="stable")
    ordered = tags[order]
    order = order[np.arange(len(order)) - ordered.searchsorted(ordered) < MOST_ALIKE]
    is_kept = np.zeros(len(keys), dtype=np.bool_)
    is_kept[order] = True
    found = Windows(
        b"".join(itertools.compress(keys, is_kept)),
        np.cumsum([0, *map(len, itertools.compress(keys, is_kept))], dtype=np.uint32),
        tags[order],
        (is_kept.cumsum(dtype=np.int32) - 1)[order],
        offsets[order].astype(np.uint8),
        _Bits.of(eight[order], _ROOMY).words,
        _Bits.of(eight[order][~is_wide[order]], _ROOMY).words,
        _Bits.of(wide[order], _ROOMY // 2).words,
    )
    return found, is_kept


def _rarest(blocks: _Wide, sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return where in each key its eight letters begin, those that text and the other keys have least; 0 in keys compared whole."""
    starts = sizes.cumsum() - sizes
    costs = _costs(blocks[_BESIDE : sizes.sum() + _BESIDE])
    best = np.zeros(len(sizes), dtype=np.int64)
    least = np.full(len(sizes), np.inf, dtype=np.float32)
    for offset in range(min(int(sizes.max()) - _WHOLE, _FARTHEST - _BESIDE) + 1):
        long = (sizes >= offset + _WHOLE).nonzero()[0]
        cost = costs[starts[long] + offset]
        better = cost < least[long]
        least[long[better]] = cost[better]
        best[long[better]] = offset + _BESIDE
    return best


def _costs(blocks: _Wide) -> npt.NDArray[np.float32]:
    """Return how much text and keys have of the twelve letters from each place on, as a logarithm of how often they are met."""
    grams = _running_grams().take(_gram_places(blocks))
    sums = np.zeros(len(grams) + 1 + _WHOLE, dtype=np.float64)
    np.cumsum(grams, out=sums[1 : len(grams) + 1])
    sums[len(grams) + 1 :] = sums[len(grams)]
    costs = np.zeros(len(grams))
    # What the first look sees is had at every place of a text and counts for more.
    for first, letters, weight in ((_BESIDE, 8, 1.0), (0, _WHOLE, 0.25)):
        last = first + letters - _GRAM + 1
        costs += weight * (sums[last : len(grams) + last] - sums[first : len(grams) + first])
    hashes = (_tags(blocks * _BASE, np.roll(blocks, -_WHOLE + 8)) >> np.uint64(64 - _LIST_BITS)).view(np.int64)
    costs += np.log2(1 + np.bincount(hashes, minlength=1 << _LIST_BITS)).take(hashes)
    return costs.astype(np.float32)


def _gram_places(blocks: _Wide) -> _Places:
    return (((blocks & _GRAM_MASK) * _BASE) >> np.uint64(64 - _GRAM_BITS)).view(np.int64)


@cache
def _running_grams() -> npt.NDArray[np.float32]:
    """Return for hashed letters how often they are met in text, as a logarithm: words drawn as often as their rank says (Zipf)."""
    words = ranked_words()
    chances = (1 / np.arange(2.7, len(words) + 2.7)).cumsum()
    # Drawn by a multiplier and not by chance, so that the same list gives the same file everywhere.
    drawn = (np.arange(_RUNNING_WORDS, dtype=np.uint64) * _BASE >> np.uint64(11)) / float(1 << 53)
    text = " ".join(words[number] for number in chances.searchsorted(drawn * chances[-1]).tolist())
    met = np.bincount(_gram_places(_blocks(skeleton(text).encode())[_BESIDE:]), minlength=1 << _GRAM_BITS)
    return np.log2(1 + met).astype(np.float32)
