"""
What a token is part of, with a probability: a person's name, another name, or neither.

A small network over the numbers that a model of the language gives each token and its neighbours, how the words
are written, and how much they are spelt like names.  It was fitted on public texts with marked persons by
`training/names_head.py` and is one file of numbers, tied by digest to the vectors it was fitted on.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from dlp_service.detect.names.word_facts import FACTS, word_facts
from dlp_service.errors import ConfigError

Numbers = npt.NDArray[np.float32]
CLASSES = ("none", "first of a person", "more of a person", "first of another", "more of another")
VECTOR_REACH = 1
"""Neighbours whose vectors are seen; a vector itself knows four tokens on either side."""
WORD_REACH = 2
WIDTH = 96
"""Numbers of a vector."""
CAPITAL = WIDTH * (2 * VECTOR_REACH + 1) + FACTS * WORD_REACH
"""The place in a row of `inputs` that says whether the token begins with a capital."""
SURE_ENOUGH = 0.35
"""A token is read as part of a person's name from here on: the most names for the fewest others, on marked mail."""
DOUBTFUL = 0.02
"""Spans from here on are told too, apart: they say how sure to be of what another reading found there."""
LED = 0.15
"""So likely a token must be the first of a name before one that is more of a name."""
BLOCK = 64
"""Rows that are multiplied at a time, filled up with zeros: products of one size go one way, and the last bits of a row hang on nothing else."""
FOLDER = resources.files("dlp_service.detect").joinpath("data")
MANIFEST, WEIGHTS = "names_head.json", "names_head.npz"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of one text and where each begins."""

    words: Sequence[str]
    starts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens `first` up to `last`, both included."""

    first: int
    last: int
    is_person: bool
    confidence: float


def inputs(sentences: Sequence[Sentence], vectors: Sequence[Numbers]) -> Numbers:
    """
    Return one row per token of all sentences: vectors and word facts of the token and its neighbours.

    The last numbers are the mean facts of the whole text: in a list in German a capital means little.
    """
    facts = np.array([word_facts(word) for sentence in sentences for word in sentence.words], dtype=np.float32)
    facts = facts.reshape(-1, FACTS)
    counts = np.array([len(sentence.words) for sentence in sentences])
    starts = np.cumsum([0, *counts])
    parts = [_neighbours(np.concatenate(vectors), starts, VECTOR_REACH), _neighbours(facts, starts, WORD_REACH)]
    return np.concatenate([*parts, _means(facts, starts, counts)], axis=1)


def _means(facts: Numbers, starts: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> Numbers:
    """Return for each row the mean of its sentence."""
    sums = np.concatenate([np.zeros((1, facts.shape[1])), np.cumsum(facts, axis=0, dtype=np.float64)])
    means = (sums[starts[1:]] - sums[starts[:-1]]) / np.maximum(counts, 1)[:, None]
    return np.asarray(np.repeat(means, counts, axis=0), dtype=np.float32)


def _neighbours(rows: Numbers, starts: npt.NDArray[np.int64], reach: int) -> Numbers:
    """Return each row beside those before and after it, with zeros beyond the ends of its sentence."""
    count, width = rows.shape
    sentence = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    padded = np.zeros((count + 2 * reach * len(starts), width), dtype=np.float32)
    places = np.arange(count) + reach * (2 * sentence + 1)
    padded[places] = rows
    return np.concatenate([padded[places + step] for step in range(-reach, reach + 1)], axis=1)


class NamesHead:
    """The network: one hidden layer; immutable, safe for threads."""

    def __init__(
        self, first: Numbers, bias: Numbers, second: Numbers, offset: Numbers, scale: tuple[float, float]
    ) -> None:
        self._first, self._bias, self._second, self._offset = first, bias, second, offset
        self._slope, self._shift = scale

    def probabilities(self, rows: Numbers) -> Numbers:
        """Return the probability of each of `CLASSES` for each row of `inputs`."""
        missing = -len(rows) % BLOCK
        padded = np.concatenate([rows, np.zeros((missing, rows.shape[1]), dtype=np.float32)]) if missing else rows
        blocks = [self._block(padded[at : at + BLOCK]) for at in range(0, len(padded), BLOCK)]
        return np.concatenate(blocks)[: len(rows)] if blocks else np.zeros((0, len(CLASSES)), dtype=np.float32)

    def _block(self, rows: Numbers) -> Numbers:
        hidden = np.maximum(rows @ self._first + self._bias, 0)
        scores = hidden @ self._second + self._offset
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)

    def read(self, sentences: Sequence[Sentence], vectors: Sequence[Numbers]) -> Iterator[list[Span]]:
        """Yield the names of each sentence; `vectors` holds one row per token."""
        if any(sentence.words for sentence in sentences):
            yield from self.spans(sentences, inputs(sentences, vectors))
        else:
            yield from ([] for _ in sentences)

    def spans(self, sentences: Sequence[Sentence], rows: Numbers) -> Iterator[list[Span]]:
        """Yield the same from ready `inputs`."""
        found = self.probabilities(rows)
        at = 0
        for sentence in sentences:
            yield list(self._spans(sentence.words, found[at : at + len(sentence.words)]))
            at += len(sentence.words)

    def _spans(self, words: Sequence[str], found: Numbers) -> Iterator[Span]:
        persons, others = found[:, 1] + found[:, 2], found[:, 3] + found[:, 4]
        begins = found[:, 1] > found[:, 2]
        named = persons >= SURE_ENOUGH
        # What is more of a name has a first before it, even where that looks more like something else: `Barnaby Quillfeather`.
        named[:-1] |= named[1:] & ~begins[1:] & begins[:-1] & (found[:-1, 1] >= LED)
        for wanted, starts, is_person in (
            (named, begins, True),
            ((persons >= DOUBTFUL) & ~named, begins, True),
            ((others >= 0.5) & ~named, found[:, 3] > found[:, 4], False),
        ):
            for first, last in _runs(np.flatnonzero(wanted).tolist(), starts):
                if any(any(map(str.isalpha, word)) for word in words[first : last + 1]):
                    sure = float((persons if is_person else others)[first : last + 1].max())
                    yield Span(first, last, is_person, self._calibrated(sure) if is_person else sure)

    def _calibrated(self, probability: float) -> float:
        within = min(max(probability, 1e-6), 1 - 1e-6)
        odds = self._slope * np.log(within / (1 - within)) + self._shift
        return round(float(1 / (1 + np.exp(-odds))), 4)


def _runs(places: list[int], begins: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of adjacent places; a place that begins a name begins a run."""
    first = last = -2
    for place in places:
        if place == last + 1 and not begins[place]:
            last = place
            continue
        if first >= 0:
            yield first, last
        first = last = place
    if first >= 0:
        yield first, last


def load_head(vectors_digest: str) -> NamesHead:
    """
    Return the shipped network.

    Raises:
        ConfigError: it is damaged, or was fitted on other vectors than those of this digest.
    """
    manifest: dict[str, Any] = json.loads(FOLDER.joinpath(MANIFEST).read_text(encoding="utf-8"))
    raw = FOLDER.joinpath(WEIGHTS).read_bytes()
    if hashlib.sha256(raw).hexdigest() != manifest["weights"]:
        raise ConfigError("is not the file its manifest names", source=WEIGHTS)
    if vectors_digest != manifest["vectors"]:
        raise ConfigError("the names model is not the one that its confidence was fitted on", source="models.names")
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        first, bias, second, offset = (
            arrays[name].astype(np.float32) for name in ("first", "bias", "second", "offset")
        )
    return NamesHead(first, bias, second, offset, (float(manifest["slope"]), float(manifest["shift"])))
