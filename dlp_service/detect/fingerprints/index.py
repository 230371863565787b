"""
The index: which shingles belong to which registered documents, without a word of them.

Sorted arrays and a table of first bits: a text's shingles are looked up all at once, and most end at the table.
A shingle that several different documents have says little about any of them and weighs little (`weigh`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from dlp_service.budget import Budget
from dlp_service.detect.fingerprints.shingles import ShingleCipher, winnow
from dlp_service.detect.fingerprints.words import Numbers, WordReader
from dlp_service.values import Disclose, Marking

Places = npt.NDArray[np.uint32]
Shares = npt.NDArray[np.uint8]

LEAST_WORDS = 40
"""A document of fewer words is too short to be recognised by an excerpt."""
MOST_OWNERS = 16
"""Documents kept of those that have a shingle: the highest marked."""
ORDINARY = 255
"""The share of a shingle that is ordinary: no document's own."""
SAME = 0.7
"""Documents that have this part of the smaller one's shingles in common are versions of one document."""

MOST_BITS = 26
"""The table of first bits takes 64 MB at most, whatever is registered."""
_STRIDE = 1 << 20

WEIGHTS = np.zeros(256, dtype=np.float32)
"""What a word weighs that stands in a shingle of so many different documents."""
WEIGHTS[1] = 1.0
WEIGHTS[2] = 0.15


@dataclass(frozen=True, slots=True)
class Registered:
    """
    A registered document as the index knows it.

    `reference` is a digest of its file under the key, so that its owner can tell it; `name` is kept only where the
    sender may know it.  `words` are those of two letters and more.
    """

    reference: str
    name: str = ""
    marking: Marking | None = None
    owner: str = ""
    disclose: Disclose = Disclose.ANALYST
    words: int = 0


@dataclass(frozen=True, slots=True)
class Entries:
    """One row for each kept shingle of each document, ordered by number and then document."""

    numbers: Numbers
    documents: Places
    places: Places
    shares: Shares

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, rows: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Entries:
        """Return some of the rows."""
        return Entries(self.numbers[rows], self.documents[rows], self.places[rows], self.shares[rows])


@dataclass(frozen=True, slots=True)
class Hits:
    """Shingles of a text that registered documents have: the shingle's place in the text, the document, its place there."""

    words: npt.NDArray[np.intp]
    documents: Places
    places: Places
    weights: npt.NDArray[np.float32]


_NONE = Hits(
    np.zeros(0, dtype=np.intp),
    np.zeros(0, dtype=np.uint32),
    np.zeros(0, dtype=np.uint32),
    np.zeros(0, dtype=np.float32),
)
"""What most mail has in common with the register."""


@dataclass(frozen=True, slots=True)
class FingerprintIndex:
    """Registered documents by their shingles under one key; immutable and shared between threads."""

    documents: tuple[Registered, ...]
    entries: Entries
    cipher: ShingleCipher
    _first: npt.NDArray[np.bool_] = field(repr=False)
    _shift: np.uint64 = field(repr=False)

    @classmethod
    def of(cls, documents: Iterable[Registered], entries: Entries, cipher: ShingleCipher) -> FingerprintIndex:
        """Return an index of entries that are in order and weighed."""
        # Four to sixteen places for each shingle: of those that nobody has, one in ten or so goes on to the search.
        bits = min(len(entries).bit_length() + 3, MOST_BITS)
        shift = np.uint64(64 - bits)
        first = np.zeros(1 << bits, dtype=bool)
        for begin in range(0, len(entries), _STRIDE):
            first[(entries.numbers[begin : begin + _STRIDE] >> shift).astype(np.intp)] = True
        return cls(tuple(documents), entries, cipher, first, shift)

    def find(self, shingles: Numbers) -> Hits:
        """Return every shingle of a text, by its place, with every document that has it."""
        numbers = self.entries.numbers
        words = self._first.take(shingles >> self._shift).nonzero()[0]
        wanted = shingles.take(words)
        low = numbers.searchsorted(wanted)
        is_there = numbers.take(low, mode="clip") == wanted if len(numbers) else np.zeros(len(low), bool)
        if not is_there.any():
            return _NONE
        words, low = words[is_there], low[is_there]
        counts = numbers.searchsorted(wanted[is_there], side="right") - low
        rows = np.repeat(low - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        entries = self.entries
        return Hits(
            np.repeat(words, counts), entries.documents[rows], entries.places[rows], WEIGHTS[entries.shares[rows]]
        )


class IndexBuilder:
    """Collects documents and ordinary passages under one key."""

    def __init__(self, secret: bytes, reader: WordReader) -> None:
        self.cipher = ShingleCipher(secret)
        self._reader = reader
        self._documents: list[Registered] = []
        self._entries: list[Entries] = []
        self._ordinary: list[Numbers] = []

    def add(self, document: Registered, text: str) -> int:
        """Add a document of this text; return how many words it has, and add nothing where they are too few."""
        words = self._reader.read(text, Budget.unlimited()).numbers
        if len(words) < LEAST_WORDS:
            return len(words)
        shingles = self.cipher.shingles(words)
        places = winnow(shingles)
        # A shingle that a document repeats is kept where it stands first.
        numbers, first = np.unique(shingles[places], return_index=True)
        row = np.full(len(numbers), len(self._documents), dtype=np.uint32)
        shares = np.ones(len(numbers), dtype=np.uint8)
        self._entries.append(Entries(numbers, row, places[first].astype(np.uint32), shares))
        self._documents.append(replace(document, words=len(words)))
        return len(words)

    def add_ordinary(self, text: str) -> None:
        """Make the passages of a text nobody's own: templates, disclaimers, standing paragraphs."""
        self._ordinary.append(self.cipher.shingles(self._reader.read(text, Budget.unlimited()).numbers))

    def add_index(self, documents: Sequence[Registered], entries: Entries) -> None:
        """Add what was indexed before under the same key."""
        shift = np.uint32(len(self._documents))
        self._entries.append(replace(entries, documents=entries.documents + shift if shift else entries.documents))
        self._documents.extend(documents)

    def build(self) -> FingerprintIndex:
        """Return the index of all that was added."""
        ordinary = np.unique(np.concatenate([*self._ordinary, np.zeros(0, dtype=np.uint64)]))
        if len(self._entries) == 1 and not len(ordinary):
            entries = self._entries[0]
            is_weighed = len(self._documents) > 1
        else:
            entries, is_weighed = _joined(self._entries), False
        if not is_weighed:
            entries = weigh(entries, self._documents, ordinary)
        return FingerprintIndex.of(self._documents, entries, self.cipher)


def _joined(parts: Sequence[Entries]) -> Entries:
    none = np.zeros(0, dtype=np.uint8)
    return Entries(
        np.concatenate([none.astype(np.uint64), *(part.numbers for part in parts)]),
        np.concatenate([none.astype(np.uint32), *(part.documents for part in parts)]),
        np.concatenate([none.astype(np.uint32), *(part.places for part in parts)]),
        np.concatenate([none, *(part.shares for part in parts)]),
    )


def weigh(entries: Entries, documents: Sequence[Registered], ordinary: Numbers) -> Entries:
    """
    Return entries in order, each with the number of different documents that share its shingle.

    Versions of one document count as one, or a second draft in the register would hide the first.  What is `ordinary`
    is nobody's own.  A share that an index brought with it never falls.
    """
    heights = np.array([-(d.marking.ordinal if d.marking else 0) for d in documents] or [0])
    entries = entries.take(np.lexsort((entries.documents, heights[entries.documents], entries.numbers)))
    is_first, group = _groups(entries.numbers)
    families = _families(entries, len(documents))[entries.documents] if len(documents) > 1 else entries.documents
    counted = np.minimum(_distinct(group, families), ORDINARY - 1).astype(np.uint8)
    brought = np.maximum.reduceat(entries.shares, np.flatnonzero(is_first)) if len(entries) else entries.shares
    shares: Shares = np.maximum(counted, brought)[group]
    if len(ordinary):
        at = np.minimum(np.searchsorted(ordinary, entries.numbers), len(ordinary) - 1)
        shares[ordinary[at] == entries.numbers] = ORDINARY
    rank = np.arange(len(entries)) - np.flatnonzero(is_first)[group]
    return replace(entries, shares=shares).take(rank < MOST_OWNERS)


def _groups(numbers: Numbers) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
    """Return which rows are the first with their number, and the count of such rows before each."""
    is_first = np.ones(len(numbers), dtype=bool)
    is_first[1:] = numbers[1:] != numbers[:-1]
    return is_first, np.cumsum(is_first) - 1


def _distinct(group: npt.NDArray[np.intp], families: npt.NDArray[np.uint32]) -> npt.NDArray[np.intp]:
    """Return how many families each group has."""
    if not len(group):
        return group
    pairs = np.unique((group.astype(np.uint64) << np.uint64(32)) | families)
    return np.bincount((pairs >> np.uint64(32)).astype(np.intp), minlength=int(group[-1]) + 1)


def _families(entries: Entries, count: int) -> npt.NDArray[np.uint32]:
    """
    Return for each document the first of its versions.

    Of those that have a shingle only neighbours are compared, so that the pairs stay as few as the entries.
    """
    following = np.flatnonzero(entries.numbers[1:] == entries.numbers[:-1])
    left, right = entries.documents[following].astype(np.uint64), entries.documents[following + 1].astype(np.uint64)
    low, high = np.minimum(left, right), np.maximum(left, right)
    pairs, together = np.unique((low << np.uint64(32)) | high, return_counts=True)
    sizes = np.bincount(entries.documents, minlength=count)
    one, other = (pairs >> np.uint64(32)).astype(np.intp), (pairs & np.uint64(0xFFFFFFFF)).astype(np.intp)
    is_same = together >= SAME * np.minimum(sizes[one], sizes[other])
    first = list(range(count))
    for a, b in zip(one[is_same].tolist(), other[is_same].tolist(), strict=True):
        roots = sorted((_root(first, a), _root(first, b)))
        first[roots[1]] = roots[0]
    return np.array([_root(first, document) for document in range(count)], dtype=np.uint32)


def _root(first: list[int], document: int) -> int:
    while first[document] != document:
        first[document] = first[first[document]]
        document = first[document]
    return document


def is_in_order(entries: Entries) -> bool:
    """
    Say whether rows ascend by their numbers.

    >>> numbers = np.array([1, 2, 2], dtype=np.uint64)
    >>> is_in_order(Entries(numbers, numbers, numbers, numbers))
    True
    """
    return bool((entries.numbers[1:] >= entries.numbers[:-1]).all())
