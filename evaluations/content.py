"""
The content model on volumes, cables and senders it never saw, beside its controls.

    python -m evaluations.content --shared ../shared [--model models/content/VERSION]

Everything goes through the service's own loading and windows.  Prints ranking among government papers
(length and title alone beside it), calibration, what share of each kind of text reaches which score, how the
answer depends on the length of the text, and what the shortest run of the model costs.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dlp_service.budget import Budget
from dlp_service.score import load_floors, load_model, shipped_model
from dlp_service.score.features import words
from dlp_service.score.model import OnnxContentModel
from training.calibrate import Platt, Scored, calibration_table, expected_calibration_error
from training.corpus import Corpus, Document, read_corpus
from training.evaluate import Ranking, length_control, ranking, title_control

Array = NDArray[np.float64]
SCORES = (0.2, 0.4)
LENGTHS = (40, 60, 100, 200, 400)
MILLI = 1000.0


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="bundle folder; the shipped one by default")
    options = parser.parse_args()
    if not (options.shared / "data").is_dir():
        print(f"skipped: the evaluation data is not at {options.shared}")
        return
    model = load_model(options.model or shipped_model())
    corpus = read_corpus(options.shared / "data")
    print(f"content model {model.version}, calibration {model.calibration}")
    papers = {
        "FRUS 1961-63 v12 v16 (tuning)": corpus.dev.papers,
        "State cables 1974 (tuning)": corpus.cables,
        "FRUS 1964-68 (test)": corpus.test.papers,
    }
    answers = {name: ask(model, documents) for name, documents in papers.items()}
    mail = ask(model, corpus.test.mail)
    print_ranking(papers, answers, corpus)
    print_calibration(corpus, answers["FRUS 1964-68 (test)"], mail)
    print_scores(papers, answers, corpus, mail)
    print_lengths(model, corpus)
    print_cost(model, corpus)


def ask(model: OnnxContentModel, documents: Sequence[Document]) -> Array:
    """Return the service's probability of each document."""
    return np.array([model.probability(document.text, Budget.unlimited()) for document in documents])


def labels(documents: Sequence[Document]) -> NDArray[np.int64]:
    """Return the label of each document."""
    return np.array([document.label for document in documents])


def print_ranking(papers: Mapping[str, Sequence[Document]], answers: Mapping[str, Array], corpus: Corpus) -> None:
    """Print how well classified papers rank above others of the same genre."""
    rows = []
    for name, documents in papers.items():
        rows.append((name, "model", *_figures(ranking(labels(documents), answers[name]))))
        rows.append(("", "length alone", *_figures(length_control(documents))))
        rows.append(("", "title alone", *_figures(title_control(corpus.train.papers, documents))))
    heading = ("set", "by", "papers", "classified", "ROC AUC", "recall 1 %", "5 %", "11 % FPR")
    print_table("Ranking among papers (genre alone tells papers from mail: that is not evidence)", heading, rows)


def print_calibration(corpus: Corpus, papers: Array, mail: Array) -> None:
    """Print predicted against observed on the test mixture: a third each of classified, unclassified, mail."""
    documents = (*corpus.test.papers, *corpus.test.mail)
    probabilities = np.concatenate([papers, mail])
    with np.errstate(divide="ignore"):
        margins = np.log(probabilities) - np.log1p(-probabilities)
    scored = Scored(margins, labels(documents), np.arange(len(documents)) >= len(papers))
    table = calibration_table(scored, Platt(1.0, 0.0))
    rows = [
        (f"{row.low:.1f}-{row.high:.1f}", f"{row.share:.3f}", f"{row.predicted:.3f}", f"{row.observed:.3f}")
        for row in table
    ]
    title = f"Calibration on the test mixture, expected calibration error {expected_calibration_error(table):.3f}"
    print_table(title, ("probability", "share", "predicted", "observed"), rows)


def print_scores(
    papers: Mapping[str, Sequence[Document]], answers: Mapping[str, Array], corpus: Corpus, mail: Array
) -> None:
    """Print what share of each kind of text reaches LOW and MODERATE by the model alone."""
    groups: list[tuple[str, Array]] = []
    for name, documents in papers.items():
        groups += [(f"{name}, {what}", answers[name][labels(documents) == y]) for y, what in enumerate(("not", "yes"))]
    foia = np.array([document.group.endswith("dc.gov") for document in corpus.test.mail])
    groups += [("ordinary mail, senders never seen", mail), ("  of it city government", mail[foia])]
    floors = load_floors()
    rows = []
    for name, probabilities in groups:
        scores = np.array([floors.content(float(probability)) for probability in probabilities])
        hits = [int((scores >= score).sum()) for score in SCORES]
        shares = [f"{hit / max(len(scores), 1):.3%}" for hit in hits]
        opinion = f"{(probabilities > 0).mean():.1%}" if len(probabilities) else "-"
        rows.append((name, str(len(scores)), opinion, *shares, f"{_upper(hits[1], len(scores)):.3%}"))
    heading = ("kind, classified?", "texts", "opinion", "score >= .2", "score >= .4", ">= .4 at most (95 %)")
    print_table("Scores by the model alone; budget: .4 on at most 0.5 % of ordinary mail", heading, rows)


def print_lengths(model: OnnxContentModel, corpus: Corpus) -> None:
    """Print how ranking and alarms depend on how many words there are to read."""
    rows = []
    for length in LENGTHS:
        papers, mail = ([_middle(d, length) for d in documents] for documents in (corpus.dev.papers, corpus.dev.mail))
        cables = [_middle(document, length) for document in corpus.cables]
        probabilities, truth = ask(model, papers), labels(papers)
        rows.append(
            (
                str(length),
                f"{ranking(truth, probabilities).auc:.3f}",
                f"{ranking(labels(cables), ask(model, cables)).auc:.3f}",
                f"{(probabilities[truth == 1] >= 0.5).mean():.3f}",
                f"{(probabilities[truth == 0] >= 0.5).mean():.3f}",
                f"{(ask(model, mail) >= 0.5).mean():.4f}",
            )
        )
    heading = ("words", "AUC FRUS", "AUC cables", "classified >= .5", "unclassified >= .5", "mail >= .5")
    print_table("Only that many words from the middle of each text (tuning sets)", heading, rows)


def print_cost(model: OnnxContentModel, corpus: Corpus) -> None:
    """Print the processor time of 5 KB of text."""
    text = " ".join(document.text for document in corpus.test.papers[:200])
    pieces = [text[start : start + 5000] for start in range(0, min(len(text), 500_000), 5000)]
    started = time.process_time()
    for piece in pieces:
        model.probability(piece, Budget.unlimited())
    spent = (time.process_time() - started) / len(pieces) * MILLI
    print(f"\n{spent:.2f} ms of processor time for 5 KB")


def print_table(title: str, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a heading, first column to the left."""
    widths = [max(len(row[column]) for row in (heading, *rows)) for column in range(len(heading))]
    print(f"\n{title}")
    for row in (heading, *rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells))


def _figures(figures: Ranking) -> tuple[str, ...]:
    recall = [f"{value:.3f}" for value in figures.recall.values()]
    return (str(figures.documents), str(figures.classified), f"{figures.auc:.3f}", *recall)


def _middle(document: Document, length: int) -> Document:
    found = words(document.text)
    start = max(0, len(found) // 2 - length // 2)
    return replace(document, text=" ".join(found[start : start + length]))


def _upper(hits: int, number: int) -> float:
    """Return the upper end of Wilson's 95 % interval of a share."""
    if number == 0:
        return 1.0
    z = 1.96
    share = hits / number
    middle = share + z * z / (2 * number)
    spread = z * float(np.sqrt(share * (1 - share) / number + z * z / (4 * number * number)))
    return (middle + spread) / (1 + z * z / number)


if __name__ == "__main__":
    main()
