"""`python -m training content --data DIR`: from labelled documents to a bundle, in one command."""

from __future__ import annotations

import argparse
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dlp_service.errors import DlpError
from dlp_service.score.floors import load_floors
from dlp_service.score.model import load_model
from training import corpus
from training.calibrate import fit_platt
from training.evaluate import measure, score_split
from training.export import Lineage, Release, code_digests, digest, write_bundle
from training.fit import Recipe, fit
from training.parity import check_parity

MODELS = Path(__file__).resolve().parent.parent / "models" / "content"
LICENCE = "US public domain (FRUS, State cables), CC0 (SpamAssassin corpus), public records (D.C. FOIA mail)"
SPLITS = {
    "train": "FRUS 1955-63 without 1961-63 v12 and v16; half of the SpamAssassin senders",
    "dev": "FRUS 1961-63 v12 and v16; a fifth of the SpamAssassin senders; calibration is fitted here",
    "test": "FRUS 1964-68 v13, v15, v16, v31; the other SpamAssassin senders; all D.C. FOIA mail",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one training command; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        _content(options.data, options.out, options.version)
    except DlpError as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training", description="Train models for dlp-service.", epilog="See docs/training.md."
    )
    commands = parser.add_subparsers(required=True, metavar="MODEL")
    content = commands.add_parser(
        "content",
        help="the text classifier",
        epilog="example: python -m training content --data ../shared/data --out models/content/2026.11.22",
    )
    content.add_argument("--data", type=Path, required=True, help="folder with classification/ and mail/")
    content.add_argument("--out", type=Path, help="bundle folder; models/content/VERSION by default")
    content.add_argument("--version", type=_version, help="dotted numbers; the name of --out, or today's date")
    return parser


def _version(text: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not dotted numbers")
    return text


def _content(data: Path, out: Path | None, version: str | None) -> None:
    started = time.monotonic()
    version = version or (_version(out.name) if out else datetime.now(UTC).strftime("%Y.%m.%d"))
    documents = corpus.read_corpus(data)
    fitted = fit(documents.train, Recipe())
    platt = fit_platt(score_split(fitted, documents.dev))
    release = Release(version, fitted, platt, _metrics(fitted, platt, documents), _lineage(data))
    folder = out or MODELS / version
    worst = check_parity(release, (*documents.test.papers, *documents.test.mail, *documents.cables))
    write_bundle(release, folder)
    load_model(folder)
    ranking = release.metrics["ranking"]
    print(f"bundle {folder}: {len(fitted.vocabulary.index):,} n-grams, made in {time.monotonic() - started:.0f} s")
    print("ROC AUC " + ", ".join(f"{name} {figures['auc']:.3f}" for name, figures in ranking.items()))
    print(f"largest difference between ONNX and scikit-learn over all test windows: {worst:.1e}")


def _metrics(fitted: Any, platt: Any, documents: corpus.Corpus) -> dict[str, Any]:  # noqa: ANN401 - passed through
    metrics: dict[str, Any] = measure(fitted, platt, documents)
    metrics["thresholds"] = {"content_points": [list(point) for point in load_floors().content_points]}
    return metrics


def _lineage(data: Path) -> Lineage:
    files = {name: digest((data / name).read_bytes()) for name in corpus.FILES}
    return Lineage(files, code_digests(), LICENCE, SPLITS)


if __name__ == "__main__":
    raise SystemExit(main())
