"""
Precision, recall, calibration and time of people's names on marked texts, beside spaCy and Presidio.

    python -m evaluations.names --shared ../shared [--sample 1000] [--threshold 0] [--only ours]

All readers get the same texts in turn, so that what the machine does meanwhile falls on each of them.  A found span is
right when it overlaps a marked person; exact figures ask for the same start and end.  Records the head was
fitted on are left out (`is_for_fitting`).
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.names.confidence import WEIGHTS
from dlp_service.detect.names.detector import NameDetector
from dlp_service.values import Finding, PartText
from evaluations.names_readers import OURS, PRESIDIO, SPACY, Found, Ours, readers

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
JUDGED = Path(__file__).resolve().parent / "data" / "people" / "names_judged.jsonl"
MAIL_SET = "ordinary mail"
MAX_CHARS = 3000
"""Longer records (whole cables) are read up to here."""
SIZE = 5 * 1024
MAILS = 60

Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Text:
    """One marked text; `persons` None where nobody marked it and only time is taken."""

    name: str
    text: str
    where: str = "body"
    persons: Spans | None = None


@dataclass
class Tally:
    """Counts of one reader on one set."""

    found: int = 0
    right: int = 0
    marked: int = 0
    recalled: int = 0
    exact: int = 0
    ms: float = 0.0
    chars: int = 0
    spans: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def figures(self) -> tuple[float, float, float]:
        """Return precision, recall and F1 in percent."""
        precision = 100 * self.right / max(1, self.found)
        recall = 100 * self.recalled / max(1, self.marked)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)

    @property
    def exact_f1(self) -> float:
        """Return F1 of equal spans in percent."""
        return 200 * self.exact / max(1, self.found + self.marked)

    @property
    def pace(self) -> float:
        """Return the milliseconds per 5 KB."""
        return self.ms * SIZE / max(1, self.chars)

    def add(self, found: Found, marked: Spans, threshold: float) -> None:
        """Count one text."""
        kept = [(start, end) for start, end, sure in found if sure >= threshold]
        self.found += len(kept)
        self.right += sum(overlaps(start, end, marked) for start, end in kept)
        self.marked += len(marked)
        self.recalled += sum(overlaps(start, end, kept) for start, end in marked)
        self.exact += len(set(kept) & set(marked))
        self.spans.extend((sure, overlaps(start, end, marked)) for start, end, sure in found)


def bands(spans: Iterable[tuple[float, bool]]) -> list[tuple[int, float, float]]:
    """
    Return for each tenth of confidence how many spans it holds, their mean confidence, and the share of people.

    >>> bands([(0.91, True), (0.95, True)])[9]
    (2, 0.93, 1.0)
    """
    inside: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for sure, is_right in spans:
        inside[min(9, int(sure * 10))].append((sure, is_right))
    return [
        (len(band), sum(s for s, _ in band) / max(1, len(band)), sum(r for _, r in band) / max(1, len(band)))
        for band in inside
    ]


def calibration_error(spans: Collection[tuple[float, bool]]) -> float:
    """
    Return the expected calibration error over ten bands.

    >>> round(calibration_error([(0.8, True), (0.8, False)]), 3)
    0.3
    """
    return sum(abs(mean - share) * count for count, mean, share in bands(spans)) / max(1, len(spans))


def judged(path: Path = JUDGED) -> Iterator[tuple[float, bool]]:
    """Yield confidence and truth of the names of our labelled mails, as heads saw them that were fitted without the mail."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        yield 1 / (1 + math.exp(-sum(WEIGHTS[key] * value for key, value in record["facts"].items()))), record["right"]


def all_records(shared: Path) -> Iterator[dict[str, Any]]:
    """Yield the public records in their order."""
    with zstandard.open(shared / "data" / "ner" / "person_spans.jsonl.zst", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def records(shared: Path, sample: int) -> Iterator[dict[str, Any]]:
    """Yield up to `sample` evenly spaced records of every source and split."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in all_records(shared):
        groups.setdefault((record["source"], record["split"]), []).append(record)
    for group in groups.values():
        step = max(1, len(group) // sample)
        yield from group[::step][:sample]


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


def texts(shared: Path, sample: int) -> Iterator[Text]:
    """Yield the texts of the table: public sets, and mail for the time; `training.names_confidence` judges our own labelled mails."""
    for record in records(shared, sample):
        if not is_for_fitting(record):
            text = record["text"][:MAX_CHARS]
            marked = [(start, end) for start, end in record["person_spans"] if end <= len(text)]
            yield Text(SETS[record["source"]], text, persons=marked)
    yield from mails(shared)


def mails(shared: Path) -> Iterator[Text]:
    """Yield public mails of two to ten thousand characters, evenly spaced."""
    with zstandard.open(shared / "data" / "mail" / "emails_ordinary.jsonl.zst", "rt", encoding="utf-8") as lines:
        bodies = [record["text_raw"] for record in map(json.loads, lines)]
    fitting = [body for body in bodies if 2_000 <= len(body) <= 10_000]
    for body in fitting[:: max(1, len(fitting) // MAILS)][:MAILS]:
        yield Text(MAIL_SET, body)


def read(detector: NameDetector, record: dict[str, Any]) -> tuple[tuple[Finding, ...], Spans, str]:
    """Return what was found in a record, what is marked, and the text that was read."""
    text = record["text"][:MAX_CHARS]
    marked = [(start, end) for start, end in record["person_spans"] if end <= len(text)]
    found = detector.detect((PartText("1", "body", text),), Context(), Budget.unlimited())
    return found, marked, text


def overlaps(start: int, end: int, spans: Spans) -> bool:
    """Say whether a span shares a character with one of `spans`."""
    return any(start < other_end and other_start < end for other_start, other_end in spans)


@dataclass(frozen=True)
class Results:
    """Tallies by set and reader; `tagger_ms` is the part of ours that its tagger took, by set."""

    tallies: dict[str, dict[str, Tally]]
    tagger_ms: dict[str, float]

    def natural_spans(self, reader: str = OURS) -> list[tuple[float, bool]]:
        """Return confidence and truth of every span found in marked text that people wrote."""
        return [span for name, by in self.tallies.items() if "synthetic" not in name for span in by[reader].spans]


def evaluate(
    chosen: Iterable[Text], threshold: float = 0.0, wanted: Collection[str] = (OURS, SPACY, PRESIDIO)
) -> Results:
    """Read all texts with all readers in turn and count; spans below `threshold` count for calibration alone."""
    tallies: dict[str, dict[str, Tally]] = {}
    tagger_ms: dict[str, float] = {}
    with readers(tuple(wanted)) as every:
        for text in chosen:
            for name, reader in every.items():
                before = reader.tagger_ms if isinstance(reader, Ours) else 0.0
                found, ms = reader.read(text.text, text.where)
                if isinstance(reader, Ours):
                    tagger_ms[text.name] = tagger_ms.get(text.name, 0.0) + reader.tagger_ms - before
                tally = tallies.setdefault(text.name, {}).setdefault(name, Tally())
                tally.ms += ms
                tally.chars += len(text.text)
                if text.persons is not None:
                    tally.add(found, text.persons, threshold)
    return Results(tallies, tagger_ms)


def show(results: Results, wanted: Collection[str]) -> None:
    """Print the table, and how true our confidence is."""
    print(
        f"{'set':22}{'reader':10}{'marked':>7}{'prec.':>7}{'recall':>8}{'F1':>7}{'exact F1':>10}{'ECE':>7}{'ms/5KB':>8}"
    )
    for name, by_reader in results.tallies.items():
        for reader in wanted:
            tally = by_reader.get(reader)
            if tally is None:
                print(f"{name:22}{reader:10}  not installed")
                continue
            figures = f"{'':>46}"
            if tally.marked or tally.found:
                precision, recall, f1 = tally.figures
                error = calibration_error(tally.spans)
                figures = f"{tally.marked:7}{precision:7.1f}{recall:8.1f}{f1:7.1f}{tally.exact_f1:10.1f}{error:7.3f}"
            print(f"{name:22}{reader:10}{figures}{tally.pace:8.1f}")
        if OURS in by_reader and by_reader[OURS].chars:
            pace = results.tagger_ms[name] * SIZE / by_reader[OURS].chars
            print(f"{'':22}{'  of it its tagger':56}{pace:8.1f}")
    if OURS in wanted:
        spans = results.natural_spans()
        print(f"\nour confidence on all natural sets: expected calibration error {calibration_error(spans):.3f}")
        print(f"{'band':10}{'spans':>7}{'mean':>8}{'people':>8}")
        for number, (count, mean, share) in enumerate(bands(spans)):
            print(f"{number / 10:.1f}-{(number + 1) / 10:.1f}   {count:7}{mean:8.3f}{share:8.3f}")


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="precision, recall, calibration and time of people's names")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sample", type=int, default=1000)
    parser.add_argument("--threshold", type=float, default=0.0)
    parser.add_argument("--only", choices=(OURS, SPACY, PRESIDIO), action="append")
    options = parser.parse_args(arguments)
    wanted = options.only or (OURS, SPACY, PRESIDIO)
    show(evaluate(texts(options.shared, options.sample), options.threshold, wanted), wanted)


if __name__ == "__main__":
    main()
