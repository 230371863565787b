"""
Learns which n-grams tell classified writing from other writing.

Three kinds of document weigh the same whatever their number: classified
papers, papers that were judged and not classified, and ordinary mail.
Without the second the model would learn to tell government prose from mail and call that secrecy;
without the third it would call every mail classified.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from dlp_service.errors import ConfigError
from dlp_service.score.features import FeatureSpec, Vocabulary, is_readable, ngrams, vectorise, windows, words
from training.corpus import Document, Split


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    Every number of a training run.

    An n-gram is kept when at least `minimum_documents` documents and at most `maximum_share` of all have it, and when
    papers of at least `minimum_groups` different groups (volumes) use it.  A single word may instead come from the
    mail of at least `minimum_senders` senders; pairs of words may not.  So no bundle carries what one person wrote,
    or the name of a correspondent.  Every document is learnt at each length of `training_windows` (characters), shorter than in serving,
    because mails are shorter than papers.  `inverse_penalty` is scikit-learn's C.
    """

    features: FeatureSpec = field(default_factory=FeatureSpec)
    minimum_documents: int = 10
    minimum_groups: int = 6
    minimum_senders: int = 20
    maximum_share: float = 0.8
    training_windows: tuple[int, ...] = (2500, 800)
    inverse_penalty: float = 5.0
    seed: int = 20261122


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of many documents as a sparse matrix; `owner` is each row's document number."""

    matrix: sp.csr_matrix
    owner: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted model before calibration."""

    recipe: Recipe
    vocabulary: Vocabulary
    regression: LogisticRegression

    def margins(self, rows: Windows, documents: int) -> NDArray[np.float64]:
        """Return each document's highest log-odds over its windows; -inf where it has none."""
        best = np.full(documents, -np.inf)
        if len(rows.owner):
            np.maximum.at(best, rows.owner, self.regression.decision_function(rows.matrix))
        return best


def fit(split: Split, recipe: Recipe) -> Fitted:
    """
    Choose the vocabulary and fit the regression.

    Raises:
        ConfigError: no n-gram is common enough, or one of the two labels is missing.
    """
    documents = (*split.papers, *split.mail)
    vocabulary = choose_vocabulary(documents, recipe)
    rows, shares = _training_rows(documents, _shares(split), vocabulary, recipe)
    labels = np.array([document.label for document in documents])[rows.owner]
    if len(set(labels)) < 2:
        raise ConfigError("training needs documents of both labels")
    regression = LogisticRegression(C=recipe.inverse_penalty, max_iter=1000, random_state=recipe.seed)
    regression.fit(rows.matrix, labels, sample_weight=shares)
    return Fitted(recipe, vocabulary, regression)


def choose_vocabulary(documents: Sequence[Document], recipe: Recipe) -> Vocabulary:
    """
    Return the n-grams that enough documents by enough authors share, in alphabetical order.

    Raises:
        ConfigError: none is left.
    """
    frequency: Counter[str] = Counter()
    authors: dict[str, set[str]] = {}
    senders: dict[str, set[str]] = {}
    for document in documents:
        # An n-gram never crosses a window here either, as in serving.
        found = {n for window in windows(document.text, recipe.features) for n in _ngrams(window, recipe.features)}
        frequency.update(found)
        # A pair of words that only mail has is as often as not somebody's name: it is never kept.
        counted = [n for n in found if " " not in n] if document.is_mail else found
        limit = recipe.minimum_senders if document.is_mail else recipe.minimum_groups
        for ngram in counted:
            known = (senders if document.is_mail else authors).setdefault(ngram, set())
            if len(known) < limit:
                known.add(document.group)
    most = recipe.maximum_share * len(documents)
    kept = sorted(
        ngram
        for ngram, count in frequency.items()
        if recipe.minimum_documents <= count <= most
        and (
            len(authors.get(ngram, ())) >= recipe.minimum_groups
            or len(senders.get(ngram, ())) >= recipe.minimum_senders
        )
    )
    if not kept:
        raise ConfigError("no n-gram is shared by enough documents; the corpus is too small")
    counts = np.array([frequency[ngram] for ngram in kept])
    idf = np.log((1 + len(documents)) / (1 + counts)) + 1.0
    return Vocabulary({ngram: column for column, ngram in enumerate(kept)}, idf)


def featurise(documents: Iterable[Document], vocabulary: Vocabulary, spec: FeatureSpec) -> Windows:
    """Return the windows that the model would have an opinion on."""
    columns, values, lengths, owner = [], [], [0], []
    for number, document in enumerate(documents):
        for window in windows(document.text, spec):
            found = words(window)
            if not is_readable(found, vocabulary, spec):
                continue
            ids, weights = vectorise(found, vocabulary, spec)
            columns.append(ids)
            values.append(weights)
            lengths.append(lengths[-1] + len(ids))
            owner.append(number)
    shape = (len(owner), len(vocabulary.index))
    flat = (np.concatenate(values), np.concatenate(columns), lengths) if owner else None
    matrix = sp.csr_matrix(flat, shape=shape) if flat else sp.csr_matrix(shape)
    return Windows(matrix, np.array(owner, dtype=np.int64))


def _training_rows(
    documents: Sequence[Document], shares: NDArray[np.float64], vocabulary: Vocabulary, recipe: Recipe
) -> tuple[Windows, NDArray[np.float64]]:
    """Return the windows of every training length and their weights; a document's windows share its weight."""
    matrices, owners, weights = [], [], []
    for length in recipe.training_windows:
        spec = replace(recipe.features, window_chars=length, minimum_words=1, minimum_share=0.0)
        rows = featurise(documents, vocabulary, spec)
        counts = np.bincount(rows.owner, minlength=len(documents))
        matrices.append(rows.matrix)
        owners.append(rows.owner)
        weights.append((shares / np.maximum(counts, 1))[rows.owner] / len(recipe.training_windows))
    return Windows(sp.csr_matrix(sp.vstack(matrices)), np.concatenate(owners)), np.concatenate(weights)


def _ngrams(window: str, spec: FeatureSpec) -> list[str]:
    return ngrams(words(window), spec.longest_ngram)


def _shares(split: Split) -> NDArray[np.float64]:
    """Return each document's weight, so that the three kinds weigh the same and the mean weight is 1."""
    kinds = np.array([0 if paper.label else 1 for paper in split.papers] + [2] * len(split.mail))
    counts = np.bincount(kinds, minlength=3)
    present = np.count_nonzero(counts)
    return np.asarray((len(kinds) / present / np.maximum(counts, 1))[kinds], dtype=np.float64)
