"""
Many phrases at once, whatever stands between their words.

Text and phrases are folded and freed of spaces, hyphens and underscores, then
one automaton runs over the text.  A match counts only if it begins and ends at word
boundaries of the original and nothing in it ends a paragraph or a table cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from daachorse import CharwiseDoubleArrayAhoCorasick

from dlp_service.budget import Budget
from dlp_service.textmap import Folded, fold, pieces

_DROPPED = " -_\n\r"
_RUN = re.compile(r"[^ \-_\n\r]+")
_BREAK = re.compile(r"\n[ \r]*\n")
SPLIT_FROM = 6
"""A phrase of at least this many letters is also found with separators that it does not have itself."""
OVERLAP = 1024
"""Pieces of a long text overlap by this much, more than any listed phrase with separators between all its letters."""


@dataclass(frozen=True, slots=True)
class Match:
    """Phrase number `phrase` at `start`..`end`; `is_respelt` when separators stand where the phrase has none."""

    start: int
    end: int
    phrase: int
    is_respelt: bool = False


def squeeze(text: str) -> str:
    """
    Return what a phrase is compared as.

    >>> squeeze("Cinder-Path"), squeeze("O/Lantern")
    ('cinderpath', 'o/lantern')
    """
    return _without_separators(fold(text).text)


class PhraseIndex:
    """Phrases by their number; immutable and shared between threads."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.phrases = tuple(phrases)
        numbers: dict[str, list[int]] = {}
        for number, phrase in enumerate(self.phrases):
            key = squeeze(phrase)
            if key:
                numbers.setdefault(key, []).append(number)
        self._keys = tuple(numbers)
        self._numbers = tuple(tuple(numbers[key]) for key in self._keys)
        self._shapes = tuple(_shape(phrase) for phrase in self.phrases)
        self._automaton = CharwiseDoubleArrayAhoCorasick(list(self._keys)) if self._keys else None

    def find(self, text: str, budget: Budget) -> Iterator[Match]:
        """
        Yield every phrase at word boundaries, also where matches overlap, in order of their ends.

        Raises:
            OutOfTime: checked before each piece of a long text.
        """
        if self._automaton is None:
            return
        reported = 0
        for offset, piece in pieces(text, overlap=OVERLAP):
            budget.check()
            # Where a piece was cut, what follows its last letter is not known yet: the next piece reports that match.
            final = offset + len(piece) - (offset + len(piece) < len(text))
            for match in self._find(piece):
                if reported < offset + match.end <= final:
                    yield Match(offset + match.start, offset + match.end, match.phrase, match.is_respelt)
            reported = final

    def _find(self, text: str) -> Iterator[Match]:
        assert self._automaton is not None
        folded = fold(text)
        hits = self._automaton.find_overlapping(_without_separators(folded.text))
        if not hits:
            return
        positions = _kept_positions(folded.text)
        for begin, finish, key in hits:
            start, end = int(positions[begin]), int(positions[finish - 1]) + 1
            if not _is_bounded(folded.text, start, end, finish - begin):
                continue
            between = folded.text[start:end]
            if "\n" in between and _BREAK.search(between):
                continue
            yield from self._numbered(folded, start, end, key)

    def _numbered(self, folded: Folded, start: int, end: int, key: int) -> Iterator[Match]:
        shape = _shape(folded.text[start:end])
        for number in self._numbers[key]:
            is_respelt = not shape <= self._shapes[number]
            if not is_respelt or len(self._keys[key]) >= SPLIT_FROM:
                yield Match(folded.start(start), folded.end(end), number, is_respelt)


def _without_separators(folded: str) -> str:
    # Five passes in C are ten times as fast as one `str.translate` that deletes.
    for separator in _DROPPED:
        folded = folded.replace(separator, "")
    return folded


def _kept_positions(folded: str) -> npt.NDArray[np.intp]:
    """Return where each character of the squeezed text stands in the folded one."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kept = np.ones(len(codes), dtype=bool)
    for separator in _DROPPED:
        kept &= codes != ord(separator)
    return np.flatnonzero(kept)


def _shape(phrase: str) -> frozenset[int]:
    """Return how many letters stand before each separator of a phrase."""
    places = []
    letters = 0
    for run in _RUN.finditer(fold(phrase).text):
        places.append(letters)
        letters += len(run[0])
    return frozenset(places)


def _is_bounded(text: str, start: int, end: int, letters: int) -> bool:
    """Say whether text[start:end] is whole words; a digit may follow the last letter of a long phrase."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() and text[start].isalnum():
        return False
    if after.isalnum() and text[end - 1].isalnum():
        return letters >= SPLIT_FROM and after.isdigit() and text[end - 1].isalpha()
    return True
