"""
Fits the weights of a name's confidence, and prints them for `dlp_service/detect/confidence.py`.

    python -m training.names_confidence --shared ../shared

Logistic regression on the records for fitting, each read by a head that was fitted on the other half of them, drawn
towards the shipped weights, so that what the data never shows (columns of a sheet) keeps its weight.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection
from pathlib import Path

import numpy as np

from dlp_service.detect.confidence import WEIGHTS, features
from dlp_service.detect.names import NameDetector
from dlp_service.detect.people import PersonName
from dlp_service.detect.reading import How
from dlp_service.detect.spacy_tagger import SpacyTagger, TokenVectors
from evaluations.names import all_records, is_for_fitting, overlaps, read
from training.names_head import batches, halves, shipped_scale

Row = tuple[dict[str, float], bool]
PULL = 5.0
"""How many observations the shipped weight counts for."""


def rows(shared: Path, package: str) -> list[Row]:
    """Return the features of every name found in the records for fitting, and whether it is one."""
    found: list[Row] = []
    facts: list[dict[str, float]] = []

    def judge(surface: str, name: PersonName, how: Collection[How], mentions: int, tagged: float) -> float:
        facts.append(features(surface, name, how, mentions, tagged))
        return 0.5

    for half, head in enumerate(halves(list(batches(shared, TokenVectors(package))), shipped_scale())):
        detector = NameDetector(SpacyTagger(package, head), judge)
        for number, record in enumerate(filter(is_for_fitting, all_records(shared))):
            if number % 2 == half:
                facts.clear()
                findings, marked, _ = read(detector, record)
                right = (overlaps(finding.start, finding.end, marked) for finding in findings)
                found.extend(zip(facts, right, strict=True))
    return found


def solve(found: list[Row]) -> dict[str, float]:
    """Return the weights of least loss, each drawn to its shipped value (Newton's method)."""
    keys = list(WEIGHTS)
    shipped = np.array([WEIGHTS[key] for key in keys])
    facts = np.array([[row.get(key, 0.0) for key in keys] for row, _ in found])
    labels = np.array([label for _, label in found], dtype=float)
    weights = shipped.copy()
    for _ in range(30):
        likely = 1 / (1 + np.exp(-facts @ weights))
        slope = facts.T @ (likely - labels) + PULL * (weights - shipped)
        curve = (facts * (likely * (1 - likely))[:, None]).T @ facts + PULL * np.eye(len(keys))
        weights = weights - np.linalg.solve(curve, slope)
    return {key: round(float(weight), 2) for key, weight in zip(keys, weights, strict=True)}


def main(arguments: list[str] | None = None) -> None:
    """Print the weights."""
    parser = argparse.ArgumentParser(description="fit the confidence of names")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--package", default="en_core_web_sm")
    options = parser.parse_args(arguments)
    print(json.dumps(solve(rows(options.shared, options.package)), indent=4))


if __name__ == "__main__":
    main()
