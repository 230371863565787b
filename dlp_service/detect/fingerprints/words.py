"""
The words of a text as 64-bit numbers, and where each stands.

A word's number is made of its letters eight at a time, for all words of a piece of text at once.  It is no secret:
`shingles` puts a cipher over it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from dlp_service.budget import Budget
from dlp_service.detect.fingerprints.letters import SPACE, Letters, LetterTable
from dlp_service.textmap import pieces

Numbers = npt.NDArray[np.uint64]

_STEP = np.uint64(0xBF58476D1CE4E5B9)
_LAST = np.uint64(0x94D049BB133111EB)
_SHIFT = np.uint64(31)
_BLOCK = 8
_BLOCKS = 4
"""A word's first 32 bytes and its length are what counts of it."""
_FIRST_BYTES = np.array([(1 << 8 * length) - 1 for length in range(_BLOCK + 1)], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words `first`.. of the text: their letters begin at `starts` and end before `ends` of the reduced piece."""

    first: int
    offset: int
    text: str
    starts: npt.NDArray[np.intp]
    ends: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text: `numbers`, and the way back to their places."""

    numbers: Numbers
    table: LetterTable
    parts: tuple[_Piece, ...] = field(default=(), repr=False)

    def starts(self, words: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Return where words begin in the text, in code points; `words` must ascend."""
        return self._places(words, 0)

    def ends(self, words: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Return where words end in the text, in code points; `words` must ascend."""
        return self._places(words, 1)

    def _places(self, words: npt.NDArray[np.intp], side: int) -> npt.NDArray[np.intp]:
        firsts = [part.first for part in self.parts]
        found = []
        cuts = [*np.searchsorted(words, firsts), len(words)]
        for part, low, high in zip(self.parts, cuts[:-1], cuts[1:], strict=True):
            if low == high:
                continue
            inside = words[low:high] - part.first
            letters = part.ends[inside] - 1 if side else part.starts[inside]
            found.append(self.table.positions(part.text)[letters] + part.offset + side)
        return np.concatenate(found) if found else np.zeros(0, dtype=np.intp)


class WordReader:
    """Reads texts as words; one for all threads."""

    def __init__(self) -> None:
        self._table = LetterTable()

    def read(self, text: str, budget: Budget) -> Words:
        """
        Return the words of a text; words of one letter are left out, so that bullets and numbering do not count.

        >>> reader = WordReader()
        >>> one, two = (reader.read(text, Budget.unlimited()) for text in ("a) The guard\\N{RIGHT SINGLE QUOTATION MARK}s", "THE GUARD'S"))
        >>> one.numbers.tolist() == two.numbers.tolist(), one.starts(np.arange(2)).tolist()
        (True, [3, 7])

        Raises:
            OutOfTime: checked before each piece of a long text.
        """
        parts: list[_Piece] = []
        numbers: list[Numbers] = []
        first = 0
        for offset, piece in pieces(text):
            budget.check()
            found, starts, ends = _numbers(self._table.reduce(piece))
            parts.append(_Piece(first, offset, piece, starts, ends))
            numbers.append(found)
            first += len(found)
        return Words(numbers[0] if len(numbers) == 1 else np.concatenate(numbers), self._table, tuple(parts))


def _numbers(letters: Letters) -> tuple[Numbers, npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the number of each word of two bytes and more, and where it begins and ends."""
    spaced = np.full(len(letters) + 2 + _BLOCK, SPACE, dtype=np.uint8)
    spaced[1 : len(letters) + 1] = letters
    spaces = (spaced[: len(letters) + 2] == SPACE).nonzero()[0]
    lengths = spaces[1:] - spaces[:-1] - 1
    kept = (lengths > 1).nonzero()[0]
    # The letter at n stands at n + 1 of `spaced`: after the space at n.
    starts, lengths = spaces.take(kept), lengths.take(kept)
    blocks = np.ndarray((len(spaced) - _BLOCK + 1,), dtype="<u8", buffer=spaced, strides=(1,))
    numbers = blocks[starts + 1] & _FIRST_BYTES.take(lengths, mode="clip")
    numbers += lengths.astype(np.uint64)
    for block in range(1, _BLOCKS):
        longer = (lengths > block * _BLOCK).nonzero()[0]
        if not len(longer):
            break
        rest = np.minimum(lengths[longer] - block * _BLOCK, _BLOCK)
        following = blocks[starts[longer] + 1 + block * _BLOCK] & _FIRST_BYTES[rest]
        numbers[longer] = (numbers[longer] ^ (numbers[longer] >> _SHIFT)) * _STEP + following
    return _mixed(numbers), starts, starts + lengths


def _mixed(numbers: Numbers) -> Numbers:
    """Spread numbers over 64 bits, each its own (the finishing steps of splitmix64, Steele, Lea and Flood 2014)."""
    mixed = (numbers + _LAST) * _STEP
    mixed ^= mixed >> _SHIFT
    mixed *= _LAST
    mixed ^= mixed >> _SHIFT
    return mixed
