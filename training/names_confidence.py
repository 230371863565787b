"""
Fits the weights of a name's confidence, prints them for `dlp_service/detect/names/confidence.py`, and says how good names are.
What the heads saw in the labelled mails is kept in `evaluations/data/people/names_judged.jsonl`.

    python -m training.names_confidence --shared ../shared

Logistic regression on the records for fitting, each read by a head that was fitted without them, drawn towards the
shipped weights, so that what the data never shows keeps its weight.
The figures for our own labelled mails come from heads and weights that were both fitted without the mail in question.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.names.confidence import WEIGHTS, features
from dlp_service.detect.names.detector import NameDetector
from dlp_service.detect.names.people import PersonName
from dlp_service.detect.names.reading import How
from dlp_service.detect.names.spacy_tagger import SpacyTagger, TokenVectors
from dlp_service.values import PartText
from evaluations.names import JUDGED, MAX_CHARS, all_records, calibration_error, is_for_fitting
from training.names_head import batches, crossed, shipped_scale
from training.names_texts import FOLDS, examined, fold_of, written

PULL = 5.0
"""How many observations the shipped weight counts for."""
SURE = 0.5
EXAMINED, WRITTEN = "labelled mails", "written"
OWN_WEIGHT = 0.5
"""A name of our own texts, of which there are more: so both kinds count alike, and confidence is true of ordinary mail as well."""


@dataclass(frozen=True, slots=True)
class Row:
    """The features of one name that was found, and which of the marks of its set it meets."""

    facts: dict[str, float]
    meets: tuple[int, ...]
    group: int
    kind: str
    surface: str


@dataclass(slots=True)
class Found:
    """All rows, and how many marks each set has."""

    rows: list[Row]
    marked: dict[str, int]


def records(shared: Path) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield every record for fitting with its set and group."""
    for number, record in enumerate(filter(is_for_fitting, all_records(shared))):
        yield str(record["source"]), number % FOLDS, record
    for record in written():
        yield WRITTEN, fold_of(record), record
    for record in examined():
        yield EXAMINED, fold_of(record), record


def rows(shared: Path, package: str) -> Found:
    """Read the records of each group with a head that was fitted on the others."""
    facts: list[dict[str, float]] = []

    def judge(surface: str, name: PersonName, how: Collection[How], mentions: int, tagged: float) -> float:
        facts.append(features(surface, name, how, mentions, tagged))
        return 0.5

    found = Found([], {})
    every = list(records(shared))
    for group, head in crossed(list(batches(shared, TokenVectors(package))), shipped_scale()):
        detector = NameDetector(SpacyTagger(package, head), judge)
        for kind, _, record in (one for one in every if one[1] == group):
            facts.clear()
            text = record["text"][:MAX_CHARS]
            marked = [(start, end) for start, end in record["person_spans"] if end <= len(text)]
            first = found.marked.get(kind, 0)
            found.marked[kind] = first + len(marked)
            names = detector.detect((PartText("1", record.get("where", "body"), text),), Context(), Budget.unlimited())
            for name, fact in zip(names, facts, strict=True):
                meets = (first + n for n, (start, end) in enumerate(marked) if name.start < end and start < name.end)
                found.rows.append(Row(fact, tuple(meets), group, kind, text[name.start : name.end]))
    return found


def solve(found: Collection[Row]) -> dict[str, float]:
    """Return the weights of least loss, each drawn to its shipped value (Newton's method)."""
    keys = list(WEIGHTS)
    shipped = np.array([WEIGHTS[key] for key in keys])
    facts = np.array([[row.facts.get(key, 0.0) for key in keys] for row in found])
    labels = np.array([bool(row.meets) for row in found], dtype=float)
    counts = np.array([OWN_WEIGHT if row.kind in {EXAMINED, WRITTEN} else 1.0 for row in found])
    weights = shipped.copy()
    for _ in range(30):
        likely = 1 / (1 + np.exp(-facts @ weights))
        slope = facts.T @ ((likely - labels) * counts) + PULL * (weights - shipped)
        curve = (facts * (likely * (1 - likely) * counts)[:, None]).T @ facts + PULL * np.eye(len(keys))
        weights = weights - np.linalg.solve(curve, slope)
    return {key: round(float(weight), 2) for key, weight in zip(keys, weights, strict=True)}


def sure(weights: dict[str, float], row: Row) -> float:
    """Return the confidence of a row."""
    return float(1 / (1 + np.exp(-sum(weights[key] * value for key, value in row.facts.items()))))


def figures(spans: Collection[tuple[float, Row]], marked: int, least: float = SURE) -> tuple[float, float, float]:
    """Return precision, recall and F1 of what is at least so sure."""
    kept = [row for confidence, row in spans if confidence >= least]
    precision = sum(bool(row.meets) for row in kept) / max(1, len(kept))
    recall = len({mark for row in kept for mark in row.meets}) / max(1, marked)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def keep(found: Found, path: Path = JUDGED) -> None:
    """Write the features of the names of our labelled mails, as heads saw them that had not seen the mail, for tests of the weights."""
    with path.open("w", encoding="utf-8") as file:
        for row in found.rows:
            if row.kind == EXAMINED:
                facts = {key: round(value, 2) for key, value in row.facts.items()}
                file.write(json.dumps({"right": bool(row.meets), "facts": facts}) + "\n")


def report(found: Found) -> None:
    """Print the figures of each set, each mail judged by weights that were fitted without its group."""
    spans: list[tuple[float, Row]] = []
    for group in range(FOLDS):
        weights = solve([row for row in found.rows if row.group != group])
        spans += [(sure(weights, row), row) for row in found.rows if row.group == group]
    for kind, marked in found.marked.items():
        here = [(confidence, row) for confidence, row in spans if row.kind == kind]
        error = calibration_error([(confidence, bool(row.meets)) for confidence, row in here])
        print(f"{kind:34}{marked:6}", *(f"{figure:7.3f}" for figure in figures(here, marked)), f"ECE {error:.3f}")
    print(f"pooled ECE {calibration_error([(confidence, bool(row.meets)) for confidence, row in spans]):.3f}")


def main(arguments: list[str] | None = None) -> None:
    """Print the weights, and the figures."""
    parser = argparse.ArgumentParser(description="fit the confidence of names")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--package", default="en_core_web_sm")
    options = parser.parse_args(arguments)
    found = rows(options.shared, options.package)
    keep(found)
    print(json.dumps(solve(found.rows), indent=4))
    report(found)


if __name__ == "__main__":
    main()
