"""
Measures a model on documents it has never seen, beside the controls that keep the figures honest.

Length and title give much away.  What they reach alone is printed next to what the model reaches,
so that nobody takes the shape of a document for its content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve

from training.calibrate import Platt, Scored, calibration_table, expected_calibration_error
from training.corpus import Corpus, Document, Split
from training.fit import Fitted, featurise

RATES = (0.01, 0.05, 0.11)
"""False positive rates at which recall is told: those of the published figures."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well numbers rank classified documents above others; `recall` is by false positive rate."""

    documents: int
    classified: int
    auc: float
    recall: Mapping[str, float]


def ranking(labels: Sequence[int] | NDArray[np.int64], numbers: NDArray[np.float64]) -> Ranking:
    """Return the area under the ROC curve and the recall at each of `RATES`; no opinion ranks lowest."""
    lowest = np.where(np.isfinite(numbers), numbers, np.min(numbers[np.isfinite(numbers)], initial=0.0) - 1.0)
    false, true, _ = roc_curve(labels, lowest)
    recall = {f"{rate:.2f}": round(float(np.interp(rate, false, true)), 4) for rate in RATES}
    return Ranking(len(labels), int(np.sum(labels)), round(float(roc_auc_score(labels, lowest)), 4), recall)


def score_split(fitted: Fitted, split: Split) -> Scored:
    """Return the log-odds of a split's papers and mail."""
    documents = (*split.papers, *split.mail)
    margins = fitted.margins(featurise(documents, fitted.vocabulary, fitted.recipe.features), len(documents))
    labels = np.array([document.label for document in documents])
    return Scored(margins, labels, np.arange(len(documents)) >= len(split.papers))


def title_control(train: Sequence[Document], test: Sequence[Document]) -> Ranking:
    """Return how well titles alone rank: a word model trained on nothing else."""
    vectoriser = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    matrix = vectoriser.fit_transform(document.title for document in train)
    model = LogisticRegression(C=5.0, class_weight="balanced", max_iter=1000)
    model.fit(matrix, [document.label for document in train])
    return _rank(test, model.decision_function(vectoriser.transform(document.title for document in test)))


def length_control(documents: Sequence[Document]) -> Ranking:
    """Return how well the mere length of a text ranks."""
    return _rank(documents, np.array([float(len(document.text)) for document in documents]))


def measure(fitted: Fitted, platt: Platt, corpus: Corpus) -> dict[str, object]:
    """Return every figure of the bundle's metrics.json."""
    sets = {"frus_dev": corpus.dev, "frus_test": corpus.test, "cables": Split(corpus.cables, ())}
    scored = {name: score_split(fitted, split) for name, split in sets.items()}
    table = calibration_table(scored["frus_test"], platt)
    mail = platt.probabilities(scored["frus_test"].margins[scored["frus_test"].is_mail])
    return {
        "ranking": {name: asdict(ranking(s.labels[~s.is_mail], s.margins[~s.is_mail])) for name, s in scored.items()},
        "controls": {
            "length": {name: asdict(length_control(split.papers)) for name, split in sets.items()},
            "title": {name: asdict(title_control(corpus.train.papers, split.papers)) for name, split in sets.items()},
        },
        "calibration": {"ece": expected_calibration_error(table), "table": [asdict(row) for row in table]},
        "ordinary_mail": {
            "documents": len(mail),
            "quantiles": {f"{q}": round(float(np.quantile(mail, q)), 4) for q in (0.5, 0.9, 0.99, 0.995, 0.999)},
        },
        "drift_reference": {
            "papers": _distribution(platt, scored["frus_dev"], is_mail=False),
            "mail": _distribution(platt, scored["frus_dev"], is_mail=True),
        },
        "vocabulary": len(fitted.vocabulary.index),
    }


def _distribution(platt: Platt, scored: Scored, *, is_mail: bool) -> dict[str, object]:
    """Return how answers are spread over ten equal bins, and the share without an opinion, to compare traffic with."""
    margins = scored.margins[scored.is_mail == is_mail]
    has_opinion = np.isfinite(margins)
    counts, _ = np.histogram(platt.probabilities(margins[has_opinion]), bins=10, range=(0.0, 1.0))
    shares = counts / max(int(has_opinion.sum()), 1)
    return {"no_opinion": round(float(1 - has_opinion.mean()), 4), "shares": [round(float(s), 4) for s in shares]}


def _rank(documents: Sequence[Document], numbers: NDArray[np.float64]) -> Ranking:
    return ranking([document.label for document in documents], numbers)
