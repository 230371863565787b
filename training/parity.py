"""Proves that the exported graph and scikit-learn give the same answer, row by row, before a bundle is written."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from dlp_service.errors import ConfigError
from training.corpus import Document
from training.export import Release, graph, serving_model
from training.fit import featurise

TOLERANCE = 1e-6


def check_parity(release: Release, documents: Sequence[Document]) -> float:
    """
    Return the largest difference between ONNX and scikit-learn over every window of `documents`.

    Raises:
        ConfigError: it is larger than `TOLERANCE`.
    """
    fitted = release.fitted
    rows = featurise(documents, fitted.vocabulary, fitted.recipe.features)
    if not len(rows.owner):
        raise ConfigError("parity needs at least one window of text")
    expected = release.platt.probabilities(fitted.regression.decision_function(rows.matrix))
    model = serving_model(release, graph(fitted, release.platt))
    bounds, ids, weights = (
        rows.matrix.indptr,
        rows.matrix.indices.astype(np.int64),
        np.asarray(rows.matrix.data, dtype=np.float64),
    )
    answers = [model.run(ids[start:end], weights[start:end]) for start, end in pairwise(bounds)]
    worst = float(np.max(np.abs(np.array(answers) - expected)))
    if worst > TOLERANCE:
        raise ConfigError(f"the graph differs from scikit-learn by {worst:.1e}")
    return worst
