"""
Precision and recall of people's names on public texts with marked persons.

    python -m evaluations.names --shared ../shared [--sample 200] [--fit]

A found span is right when it overlaps a marked person.  `--fit` prints the weights of the confidence
model anew: logistic regression on the development records, drawn towards the shipped weights,
so that what the data never shows (columns of a sheet) keeps its weight.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import zstandard

from dlp_service.budget import Budget
from dlp_service.detect.confidence import WEIGHTS, features
from dlp_service.detect.interface import Context
from dlp_service.detect.names import NameDetector
from dlp_service.detect.people import read_name
from dlp_service.detect.reading import How
from dlp_service.detect.tagger import SpacyTagger
from dlp_service.values import Finding, PartText

SETS = {
    "UNER_English-EWT/email": "e-mail",
    "UNER_English-EWT/weblog": "weblog, newsgroup",
    "UNER_English-EWT/newsgroup": "weblog, newsgroup",
    "UNER_English-EWT/reviews": "reviews, answers",
    "UNER_English-EWT/answers": "reviews, answers",
    "History-Lab State cables 1973-79": "cables in capitals",
    "wikigold": "wikigold",
    "WNUT17": "WNUT17",
    "presidio-research synth_dataset_v2 (synthetic)": "presidio (synthetic)",
}
MAX_CHARS = 3000
"""Longer records (whole cables) are read up to here."""

Spans = list[tuple[int, int]]


@dataclass
class Tally:
    """Counts of one set."""

    found: int = 0
    right: int = 0
    marked: int = 0
    recalled: int = 0

    @property
    def figures(self) -> tuple[float, float, float]:
        """Return precision, recall and F1 in percent."""
        precision = 100 * self.right / max(1, self.found)
        recall = 100 * self.recalled / max(1, self.marked)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


@dataclass
class Bins:
    """How often spans of one band of confidence are people."""

    spans: list[tuple[float, bool]] = field(default_factory=list)

    def error(self) -> float:
        """Return the expected calibration error over ten bands."""
        total = 0.0
        for band in range(10):
            inside = [(c, ok) for c, ok in self.spans if band / 10 <= c < (band + 1) / 10 or (band == 9 and c == 1)]
            if inside:
                mean = sum(c for c, _ in inside) / len(inside)
                share = sum(ok for _, ok in inside) / len(inside)
                total += abs(mean - share) * len(inside)
        return total / max(1, len(self.spans))


def records(shared: Path, sample: int) -> Iterator[dict[str, Any]]:
    """Yield up to `sample` evenly spaced records of every source and split."""
    path = shared / "data" / "ner" / "person_spans.jsonl.zst"
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    with zstandard.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            groups.setdefault((record["source"], record["split"]), []).append(record)
    for group in groups.values():
        step = max(1, len(group) // sample)
        yield from group[::step][:sample]


def read(detector: NameDetector, record: dict[str, Any]) -> tuple[tuple[Finding, ...], Spans, str]:
    """Return what was found in a record, what is marked, and the text that was read."""
    text = record["text"][:MAX_CHARS]
    marked = [(start, end) for start, end in record["person_spans"] if end <= len(text)]
    found = detector.detect((PartText("1", "body", text),), Context(), Budget.unlimited())
    return found, marked, text


def overlaps(start: int, end: int, spans: Spans) -> bool:
    """Say whether a span shares a character with one of `spans`."""
    return any(start < other_end and other_start < end for other_start, other_end in spans)


def evaluate(
    shared: Path, sample: int, threshold: float = 0.0, only: Collection[str] = frozenset(SETS.values())
) -> tuple[dict[str, Tally], float]:
    """Return the tallies of the sets in `only` for spans of at least `threshold`, and the calibration error of the natural ones."""
    detector = NameDetector(SpacyTagger("en_core_web_sm"))
    tallies: dict[str, Tally] = {}
    bins = Bins()
    for record in records(shared, sample):
        if is_for_fitting(record) or SETS[record["source"]] not in only:
            continue
        every, marked, _ = read(detector, record)
        found = [f for f in every if f.confidence >= threshold]
        name = SETS[record["source"]]
        tally = tallies.setdefault(name, Tally())
        tally.found += len(found)
        tally.right += sum(overlaps(f.start, f.end, marked) for f in found)
        tally.marked += len(marked)
        tally.recalled += sum(overlaps(start, end, [(f.start, f.end) for f in found]) for start, end in marked)
        if "synthetic" not in name:
            bins.spans.extend((f.confidence, overlaps(f.start, f.end, marked)) for f in every)
    return tallies, bins.error()


def fit(shared: Path, sample: int) -> dict[str, float]:
    """Return new weights from the development records (and half of the training cables)."""
    detector = NameDetector(SpacyTagger("en_core_web_sm"))
    rows: list[tuple[dict[str, float], bool]] = []
    for record in records(shared, sample):
        if not is_for_fitting(record):
            continue
        found, marked, text = read(detector, record)
        counts = {value: sum(f.value == value for f in found) for value in {f.value for f in found}}
        for finding in found:
            surface = text[finding.start : finding.end]
            how = [How(word) for word in finding.detail.partition(" by ")[2].split(", ")]
            row = features(surface, read_name(surface), how, counts[finding.value], 0.836)
            rows.append((row, overlaps(finding.start, finding.end, marked)))
    return solve(rows)


def is_for_fitting(record: dict[str, Any]) -> bool:
    """
    Say whether a record is for fitting the confidence; all others are for the table.

    E-mail, wikigold and the cables are divided by their names.  Tweets are never fitted on: they are
    so unlike mail that they would make the confidence too low for it.
    """
    source, split = str(record["source"]), str(record["split"])
    if "email" in source or source == "wikigold" or source.startswith("History"):
        return sum(str(record["id"]).encode()) % 2 == 0
    return source.startswith("UNER") and split == "dev"


def solve(rows: list[tuple[dict[str, float], bool]], pull: float = 5.0) -> dict[str, float]:
    """Return the weights of least loss, each drawn to its shipped value as if by `pull` observations (Newton's method)."""
    keys = list(WEIGHTS)
    shipped = np.array([WEIGHTS[key] for key in keys])
    facts = np.array([[row.get(key, 0.0) for key in keys] for row, _ in rows])
    labels = np.array([label for _, label in rows], dtype=float)
    weights = shipped.copy()
    for _ in range(30):
        likely = 1 / (1 + np.exp(-facts @ weights))
        slope = facts.T @ (likely - labels) + pull * (weights - shipped)
        curve = (facts * (likely * (1 - likely))[:, None]).T @ facts + pull * np.eye(len(keys))
        weights = weights - np.linalg.solve(curve, slope)
    return {key: round(float(weight), 2) for key, weight in zip(keys, weights, strict=True)}


def main(arguments: list[str] | None = None) -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description="precision and recall of people's names")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--threshold", type=float, default=0.0)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args(arguments)
    if options.fit:
        print(json.dumps(fit(options.shared, options.sample), indent=2))
        return
    tallies, error = evaluate(options.shared, options.sample, options.threshold)
    table = io.StringIO()
    table.write(f"{'set':24}{'marked':>8}{'precision':>11}{'recall':>8}{'F1':>6}\n")
    for name, tally in tallies.items():
        precision, recall, f1 = tally.figures
        table.write(f"{name:24}{tally.marked:8}{precision:11.1f}{recall:8.1f}{f1:6.1f}\n")
    print(table.getvalue() + f"expected calibration error, natural sets: {error:.3f}")


if __name__ == "__main__":
    main()
