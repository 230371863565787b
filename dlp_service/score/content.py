"""
Chooses which texts the content model reads, and keeps the highest answer.

The model was trained on prose, so it reads what a person wrote to be read:
bodies, cells, notes, comments and hidden text.  Subjects, headers, file names and properties are too
short and too regular; markings in them are another detector's work.

The highest answer counts, never the mean: adding a part, or a page at the end
of a document, can only raise it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from dlp_service.budget import Budget
from dlp_service.score.interface import ContentModel
from dlp_service.values import PartText

READ = frozenset({"body", "cell", "comment", "note", "hidden"})
SHORT_CHARS = 400
"""Units of a document shorter than this (slides, notes, sheets) are read together with those before them."""
LEAST_CHARS = 100
"""Below this no model of ours has an opinion: it wants some forty words."""
MOST_CHARS = 1_000_000
"""How much of one message the model reads, a fifth of a second's work; every other detector reads all of it."""


def content_probability(texts: Sequence[PartText], model: ContentModel, budget: Budget) -> float:
    """
    Return the model's highest answer over the readable texts; 0 when it has no opinion on any.

    Raises:
        OutOfTime: the budget ended; score without a model then, and name the stage as unfinished.
        Cancelled: the caller went away.
    """
    best = 0.0
    left = MOST_CHARS
    for text in readable(texts):
        budget.check()
        best = max(best, min(max(model.probability(text[:left], budget), 0.0), 1.0))
        left -= len(text)
        if left <= 0:
            break
    return best


def readable(texts: Iterable[PartText]) -> Iterator[str]:
    """Yield what the model reads, in order: long texts as they are, short units of one document joined."""
    chosen = (text for text in texts if text.where in READ and text.text.strip())
    for _, units in groupby(chosen, key=_document):
        yield from _joined(unit.text for unit in units)


def _joined(units: Iterable[str]) -> Iterator[str]:
    """
    Yield long units, and short ones joined with the short ones before them until the join is long.

    Every join on the way is yielded too: otherwise one more slide could dilute the ones before it and
    lower the highest answer.
    """
    joined = ""
    for unit in units:
        if len(unit) >= SHORT_CHARS:
            yield unit
            continue
        joined = f"{joined}\n{unit}" if joined else unit
        if len(joined) >= LEAST_CHARS:
            yield joined
        if len(joined) >= SHORT_CHARS:
            joined = ""


def _document(text: PartText) -> str:
    """Return the path without its last unit: all sheets of a book are one document."""
    return text.path.rpartition("!")[0] or text.path
