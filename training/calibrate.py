"""
Makes a model's number mean what it says, and measures how far it does.

Platt's scaling (1999): a logistic curve over the log-odds, fitted on documents
the model has not seen.  A probability is always about some mixture of
documents; here it is a third each of classified papers, papers judged unclassified, and ordinary mail.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Array = NDArray[np.float64]
UNPENALISED = 1e6
"""Platt's curve has two parameters and hundreds of documents: no penalty is needed."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Documents of one set with their log-odds: papers with labels, and mail."""

    margins: Array
    labels: NDArray[np.int64]
    is_mail: NDArray[np.bool_]

    @property
    def shares(self) -> Array:
        """Return the weight of each document in the mixture: thirds, of those kinds that are there."""
        kinds = np.where(self.is_mail, 2, np.where(self.labels == 1, 0, 1))
        counts = np.bincount(kinds, minlength=3)
        return np.asarray((1 / np.count_nonzero(counts) / np.maximum(counts, 1))[kinds], dtype=np.float64)

    def known(self) -> Scored:
        """Return the documents the model has an opinion on."""
        kept = np.isfinite(self.margins)
        return Scored(self.margins[kept], self.labels[kept], self.is_mail[kept])


@dataclass(frozen=True, slots=True)
class Platt:
    """probability = 1 / (1 + exp(-(slope * log-odds + offset)))."""

    slope: float
    offset: float

    def probabilities(self, margins: Array) -> Array:
        """Return calibrated probabilities; no opinion (-inf) is 0."""
        with np.errstate(over="ignore"):
            return np.asarray(1.0 / (1.0 + np.exp(-(self.slope * margins + self.offset))), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of a calibration table: documents whose probability lies in low..high, all by mixture weight."""

    low: float
    high: float
    share: float
    predicted: float
    observed: float


def fit_platt(scored: Scored) -> Platt:
    """Return the curve that fits the mixture best; it never falls, whatever the documents say."""
    known = scored.known()
    curve = LogisticRegression(C=UNPENALISED, max_iter=1000)
    curve.fit(known.margins.reshape(-1, 1), known.labels, sample_weight=known.shares * len(known.labels))
    return Platt(max(float(np.asarray(curve.coef_)[0, 0]), 0.0), float(np.asarray(curve.intercept_)[0]))


def calibration_table(scored: Scored, platt: Platt, bins: int = 10) -> tuple[Bin, ...]:
    """Return the mixture's documents in bins of equal width, empty ones left out."""
    known = scored.known()
    probabilities, shares = platt.probabilities(known.margins), known.shares
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    rows = []
    for number in range(bins):
        chosen = place == number
        share = float(shares[chosen].sum())
        if share > 0:
            predicted = float((shares * probabilities)[chosen].sum() / share)
            observed = float((shares * known.labels)[chosen].sum() / share)
            rows.append(Bin(number / bins, (number + 1) / bins, share, predicted, observed))
    return tuple(rows)


def expected_calibration_error(table: tuple[Bin, ...]) -> float:
    """
    Return the mean distance between predicted and observed, weighted by share (Naeini et al. 2015).

    >>> expected_calibration_error((Bin(0.0, 0.5, 0.5, 0.1, 0.2), Bin(0.5, 1.0, 0.5, 0.9, 0.9)))
    0.05
    """
    return round(sum(row.share * abs(row.predicted - row.observed) for row in table), 6)
