"""
From single shingles in common to passages that were copied.

Shingles that follow each other in a text and, at about the same distance, in a document make a run, also where a word between
was changed.  Runs of one document near each other make a passage, in whatever order its sentences stand.  A passage counts by the
words that its shingles cover, each at its weight; a chance phrase is one short run, and counts for nothing.
All steps are over arrays: a mail that carries a thousand registered pages costs as much as its words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dlp_service.detect.fingerprints.index import Hits
from dlp_service.detect.fingerprints.shingles import SHINGLE

GAP = 12
"""Words between two shingles of one run: a changed word hides up to nine."""
DRIFT = 4
"""Words by which the distance between text and document may change within a run: words put in or left out."""
LEAST_RUN = 7
"""Words that a run must cover to count."""
NEAR = 30
"""Words between two runs of one passage."""
LEAST = 16.0
"""The weight, in words, from which a passage is a finding."""

Array = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Passage:
    """
    Words `first`..`end` of a text that stand in document number `document`.

    `covered` of them are in shingles that the document has, in `runs` runs; `weight` counts those that are its own.
    """

    document: int
    first: int
    end: int
    covered: int
    runs: int
    weight: float


def passages(hits: Hits) -> list[Passage]:
    """Return the passages of all documents, in order of document and place; they may overlap those of other documents."""
    if not len(hits.words):
        return []
    order = np.lexsort((hits.words, hits.documents))
    rows = _Rows(
        hits.words[order],
        hits.documents[order].astype(np.intp),
        hits.places[order].astype(np.intp),
        hits.weights[order],
    )
    run = _numbered(rows.is_other() | _begins_run(rows))
    covered = np.bincount(run, rows.covers())
    rows = rows.take(covered[run] >= LEAST_RUN)
    if not len(rows.words):
        return []
    runs = _numbered(rows.is_other() | _begins_run(rows))
    passage = _numbered(rows.is_other() | rows.after(NEAR + SHINGLE))
    # A phrase that a text repeats counts once.
    _, first = np.unique(
        (passage.astype(np.uint64) << np.uint64(32)) | rows.places.astype(np.uint64), return_index=True
    )
    covers = np.zeros(len(passage))
    covers[first] = rows.covers()[first]
    words, weights = np.bincount(passage, covers), np.bincount(passage, covers * rows.weights)
    starts = np.flatnonzero(np.diff(passage, prepend=-1))
    lasts = np.append(starts[1:], len(passage)) - 1
    return [
        Passage(
            document=int(rows.documents[starts[number]]),
            first=int(rows.words[starts[number]]),
            end=int(rows.words[lasts[number]]) + SHINGLE,
            covered=int(words[number]),
            runs=int(runs[lasts[number]] - runs[starts[number]]) + 1,
            weight=float(weights[number]),
        )
        for number in np.flatnonzero(weights >= LEAST).tolist()
    ]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Hits in order of document and of their place in the text."""

    words: Array
    documents: Array
    places: Array
    weights: npt.NDArray[np.float32]

    def take(self, kept: npt.NDArray[np.bool_]) -> _Rows:
        return _Rows(self.words[kept], self.documents[kept], self.places[kept], self.weights[kept])

    def is_other(self) -> npt.NDArray[np.bool_]:
        """Say which rows are of another document than the row before."""
        changed: npt.NDArray[np.bool_] = np.diff(self.documents, prepend=-1) != 0
        return changed

    def after(self, words: int) -> npt.NDArray[np.bool_]:
        """Say which rows stand more than so many words after the row before."""
        is_far: npt.NDArray[np.bool_] = np.diff(self.words, prepend=0) > words
        return is_far

    def covers(self) -> Array:
        """Return how many words each row covers that the rows of its document before it do not."""
        step = np.diff(self.words, prepend=0)
        return np.where(self.is_other(), SHINGLE, np.minimum(step, SHINGLE))


def _begins_run(rows: _Rows) -> npt.NDArray[np.bool_]:
    drift = rows.words - rows.places
    return rows.after(GAP) | (np.abs(np.diff(drift, prepend=0)) > DRIFT)


def _numbered(begins: npt.NDArray[np.bool_]) -> Array:
    """Return the number of the stretch that each row belongs to; `begins` is true where one begins."""
    numbers: Array = np.cumsum(begins) - 1
    return numbers
