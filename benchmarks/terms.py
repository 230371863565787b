"""
Megabytes a second of looking for listed terms, by how many there are.

    python -m benchmarks.terms [--terms 100,10000,1000000] [--rounds 7] [--critical 0.01] [--shared ../shared]

Each round runs all ways once over the same ordinary text, one after the other, and the fastest round of each counts: on a
machine that others use, the rest is their noise.  Times are of the processor.  The terms are invented, or two dictionary
words each: the latter begin as half of all text does, and are the hard case.  Beside ours run Python's
`re` with all terms in one alternation (up to 10,000), and FlashText where it is installed; both find a term as it is listed and in no disguise.
"""

from __future__ import annotations

import argparse
import importlib
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks import corpus
from benchmarks.detectors import SIZE, invented, ordinary
from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.terms.detector import TermDetector, find
from dlp_service.detect.terms.files import save_index
from dlp_service.detect.terms.index import TermIndex
from dlp_service.detect.terms.letters import Piece, look
from dlp_service.detect.terms.ordinary import ranked_words
from dlp_service.organisation import Term
from dlp_service.term_file import open_term_file
from dlp_service.textmap import PIECE_CHARS
from dlp_service.values import PartText

MESSAGES = 100
REGEX_MOST, REGEX_CHARS = 10_000, 20_000
LOAD = "import sys, benchmarks.terms as b; b.report_load(sys.argv[1])"
Way = tuple[str, int, Callable[[], object]]
"""What it is called, how many characters it reads, and how to run it."""


def made_terms(count: int, kind: str, critical: float) -> list[Term]:
    """Return different terms of two words, a share of them critical; the same ones each time."""
    chance = random.Random(11)  # noqa: S311  reproducible terms, no secret
    words = [word for word in ranked_words() if len(word) > 3][:40_000]
    texts: dict[str, None] = {}
    while len(texts) < count:
        pair = (invented(chance), invented(chance)) if kind == "invented" else chance.choices(words, k=2)
        texts[" ".join(pair).upper()] = None
    return [Term(text, 0.9 if chance.random() < critical else 0.5) for text in texts]


def ways(detector: TermDetector, index: TermIndex, terms: list[Term], texts: list[PartText]) -> list[Way]:
    """Return all ways to look for the terms."""
    whole = "\n".join(text.text for text in texts)
    readings = [Piece(look(text.text)).skeleton for text in texts]
    reading = Piece(look(whole)).skeleton
    long = [reading[at : at + PIECE_CHARS] for at in range(0, len(reading), PIECE_CHARS)]
    context, budget = Context(today=date(2026, 11, 1)), Budget.unlimited()
    found: list[Way] = [
        ("the stage, 5 KB messages", len(whole), lambda: [detector.detect((text,), context, budget) for text in texts]),
        ("the stage, one long text", len(whole), lambda: list(find(whole, index, 0, budget))),
        ("the keys alone, 5 KB", len(whole), lambda: [list(index.long.ends_in(text)) for text in readings]),
        ("the keys alone, long text", len(whole), lambda: [list(index.long.ends_in(text)) for text in long]),
    ]
    if len(terms) <= REGEX_MOST:
        pattern = re.compile(rf"\b(?:{'|'.join(re.escape(term.term) for term in terms)})\b", re.IGNORECASE)
        found.append(("re, one alternation", REGEX_CHARS, lambda: pattern.findall(whole[:REGEX_CHARS])))
    return [*found, *_flashtext(terms, whole)]


def _flashtext(terms: list[Term], whole: str) -> list[Way]:
    try:
        peer = importlib.import_module("flashtext").KeywordProcessor()
    except ImportError:
        return []
    for term in terms:
        peer.add_keyword(term.term)
    return [("FlashText", len(whole), lambda: peer.extract_keywords(whole))]


def best(asked: list[Way], rounds: int) -> dict[str, float]:
    """Return the megabytes a second of every way, the best of interleaved rounds."""
    times: dict[str, float] = {}
    for _ in range(rounds):
        for name, _, run in asked:
            started = time.process_time()
            run()
            times[name] = min(times.get(name, float("inf")), time.process_time() - started)
    return {name: size / 1e6 / times[name] for name, size, _ in asked}


def report_load(path: str) -> None:
    """Print how long a prepared file takes to load in a fresh process, and what memory it holds."""
    before = _memory("VmRSS")
    started, used = time.perf_counter(), time.process_time()
    detector = TermDetector((), [open_term_file(Path(path))])
    elapsed, cpu = time.perf_counter() - started, time.process_time() - used
    held = (
        f"+{_memory('VmRSS') - before:.0f} MB held, {_memory('VmHWM'):.0f} MB at most with {len(detector.indexes)} list"
    )
    print(f"  load {elapsed:.2f} s ({cpu:.2f} s of processor), {held}")


def _memory(what: str) -> float:
    """Return megabytes of this process as Linux counts them."""
    found = re.search(rf"{what}:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1000 if found else 0.0


def measure(count: int, kind: str, options: argparse.Namespace, texts: list[PartText]) -> None:
    """Print everything about one number of terms."""
    terms = made_terms(count, kind, options.critical)
    started = time.process_time()
    index = TermIndex.build(terms)
    built = time.process_time() - started
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terms.index"
        save_index(index, path, (), date(2026, 11, 1))
        near = len(index.near_words)
        print(
            f"{count} terms, {kind}, {near} words with near-spellings: built in {built:.2f} s, {path.stat().st_size / 1e6:.1f} MB"
        )
        subprocess.run([sys.executable, "-c", LOAD, str(path)], check=True)
        detector = TermDetector((), [open_term_file(path)])
    if count > REGEX_MOST:
        del index
        index = next(iter(detector.indexes.values()))
    for name, speed in best(ways(detector, index, terms, texts), options.rounds).items():
        print(f"  {name:26}{speed:9.2f} MB/s {SIZE / speed / 1000:10.3f} ms per 5 KB", flush=True)


def main(arguments: list[str] | None = None) -> None:
    """Print speeds by number of terms."""
    parser = argparse.ArgumentParser(description="MB/s of looking for terms")
    parser.add_argument("--terms", default="100,10000,1000000")
    parser.add_argument("--kinds", default="invented,dictionary")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--critical", type=float, default=0.01)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="where data/mail/ lies")
    options = parser.parse_args(arguments)
    mails = "\n\n".join(ordinary(options.shared, MESSAGES))
    print("public mail" if mails else "made text")
    whole = mails or "\n\n".join(corpus.body(seed) for seed in range(MESSAGES))
    texts = [PartText("1", "body", whole[at : at + SIZE]) for at in range(0, len(whole) - SIZE, SIZE)][:MESSAGES]
    for count in map(int, options.terms.split(",")):
        for kind in options.kinds.split(","):
            measure(count, kind, options, texts)


if __name__ == "__main__":
    main()
