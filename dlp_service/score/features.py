"""
Turns text into the numbers the content model reads: the one place, for training and serving alike.

A vectoriser inside an ONNX graph drifts from the one it was trained with, so
the graph never sees text.  Training and serving call the same functions here,
and a test compares both on every row.

Two rules for whoever edits this file: a change of `words`, `windows` or
`vectorise` changes every model, so raise `TOKENISER`; and nothing here may
look at where a text came from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

TOKENISER = "words-1"
"""Names the behaviour of `words`; a bundle made with another one is refused."""
LONGEST_WORD = 30
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

Ids: TypeAlias = NDArray[np.int64]
Weights: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FeatureSpec:
    """
    How a text is cut and counted; part of every bundle's manifest.

    `window_chars` is the length of a window, `maximum_windows` how many of one text are read,
    `minimum_words` how many words known to the vocabulary a window needs before the model has an opinion, and
    `minimum_share` what part of all its words they must be: about .7 in English, .25 in German.
    """

    tokeniser: str = TOKENISER
    longest_ngram: int = 2
    window_chars: int = 4000
    maximum_windows: int = 64
    minimum_words: int = 40
    minimum_share: float = 0.35


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The n-grams a model knows, each with its column and its inverse document frequency."""

    index: Mapping[str, int]
    idf: Weights


def words(text: str) -> list[str]:
    """
    Return the words of a text in lower case; numbers and overlong runs of letters are no words.

    Telegrams in capitals and ordinary spelling give the same words.

    >>> words("THE AMBASSADOR'S 2 cables, No. 17")
    ['the', "ambassador's", 'cables', 'no']
    """
    found = _WORD.findall(text.lower().replace("’", "'"))
    return [word for word in found if 1 < len(word) <= LONGEST_WORD]


def ngrams(found: Sequence[str], longest: int) -> list[str]:
    """
    Return the words and, if `longest` is 2, each pair of neighbours.

    >>> ngrams(["the", "red", "line"], 2)
    ['the', 'red', 'line', 'the red', 'red line']
    """
    return [*found, *map(" ".join, pairwise(found))] if longest > 1 else [*found]


def windows(text: str, spec: FeatureSpec) -> Iterator[str]:
    """
    Yield a text in windows, cut at white space; a tail under half a window joins the one before it.

    A secret paragraph in a long report is judged beside its neighbours, not diluted by the whole.
    Only the first `maximum_windows` are read.
    """
    start, size = 0, spec.window_chars
    for _ in range(spec.maximum_windows):
        if start >= len(text):
            return
        end = start + size
        end = len(text) if len(text) - end < size // 2 else _cut(text, end, size // 4)
        yield text[start:end]
        start = end


def _cut(text: str, position: int, slack: int) -> int:
    """Return the end of the last word before `position`, or `position` itself in an unbroken run."""
    for end in range(position, position - slack, -1):
        if text[end].isspace():
            return end
    return position


def vectorise(found: Sequence[str], vocabulary: Vocabulary, spec: FeatureSpec) -> tuple[Ids, Weights]:
    """
    Return the columns of a window's n-grams in ascending order, and their TF-IDF weights.

    Term frequency is damped to 1 + ln(tf), and the weights have Euclidean length 1, as scikit-learn's
    TfidfTransformer(sublinear_tf=True) has them.  No known n-gram gives two empty arrays.
    """
    known = map(vocabulary.index.get, ngrams(found, spec.longest_ngram))
    columns = [column for column in known if column is not None]
    ids, counts = np.unique(np.asarray(columns, dtype=np.int64), return_counts=True)
    weights: Weights = (1.0 + np.log(counts)) * vocabulary.idf[ids]
    length = math.sqrt(float(weights @ weights))
    return ids, weights / length if length else weights


def is_readable(found: Sequence[str], vocabulary: Vocabulary, spec: FeatureSpec) -> bool:
    """Say whether a window has enough known words for an opinion; few mean a scrap, another language, or no prose."""
    if len(found) < spec.minimum_words:
        return False
    known = sum(map(vocabulary.index.__contains__, found))
    return known >= max(spec.minimum_words, spec.minimum_share * len(found))
