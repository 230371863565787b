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
    words, documents = hits.words[order], hits.documents[order].astype(np.intp)
    drift = words - hits.places[order].astype(np.intp)
    step = np.diff(words)
    is_other = np.ones(len(words), dtype=bool)
    is_other[1:] = np.diff(documents) != 0
    covers = np.full(len(words), SHINGLE)
    covers[1:] = np.where(is_other[1:], SHINGLE, np.minimum(step, SHINGLE))
    is_new = is_other.copy()
    is_new[1:] |= (step > GAP) | (np.abs(np.diff(drift)) > DRIFT)
    starts = np.flatnonzero(is_new)
    covered = np.add.reduceat(covers, starts)
    weights = np.add.reduceat(covers * hits.weights[order], starts)
    lasts = np.append(starts[1:], len(words)) - 1
    is_run = covered >= LEAST_RUN
    return _joined(
        documents[starts][is_run], words[starts][is_run], words[lasts][is_run] + SHINGLE, covered[is_run], weights[is_run]
    )


def _joined(
    documents: Array, firsts: Array, ends: Array, covered: Array, weights: npt.NDArray[np.float64]
) -> list[Passage]:
    """Return the runs of one document that are near each other as passages, those that weigh enough."""
    if not len(documents):
        return []
    is_new = np.ones(len(documents), dtype=bool)
    is_new[1:] = (np.diff(documents) != 0) | (firsts[1:] - ends[:-1] > NEAR)
    starts = np.flatnonzero(is_new)
    totals = np.add.reduceat(weights, starts)
    words = np.add.reduceat(covered, starts)
    lasts = np.append(starts[1:], len(documents))
    return [
        Passage(
            int(documents[starts[row]]),
            int(firsts[starts[row]]),
            int(ends[lasts[row] - 1]),
            int(words[row]),
            int(lasts[row] - starts[row]),
            float(totals[row]),
        )
        for row in np.flatnonzero(totals >= LEAST).tolist()
    ]
