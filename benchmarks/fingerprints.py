"""
What recognising registered documents costs.

    python -m benchmarks.fingerprints [--documents 1000] [--shingles 10000000] [--rounds 300]

Prints megabytes a second on long texts and milliseconds for 5 KB, by what is registered; seconds and memory to load
an index; and the cost of hostile texts as they double.  The documents and mails are random words, so that
nothing is found by chance.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from dlp_service.budget import Budget
from dlp_service.detect import Context
from dlp_service.detect.fingerprints import (
    FingerprintDetector,
    FingerprintIndex,
    IndexBuilder,
    Registered,
    WordReader,
    read_index,
    write_index,
)
from dlp_service.detect.fingerprints.index import Entries
from dlp_service.detect.fingerprints.shingles import ShingleCipher
from dlp_service.values import PartText

KEY = bytes(32)
MEGABYTE = 1_000_000
SIZE = 5 * 1024
SYLLABLES = "ba be da do fe ga gi ka ke la lo ma mi na ne pa po ra re sa si ta te va ve wa wi za zo".split()  # noqa: SIM905


def text_of(chance: random.Random, vocabulary: list[str], size: int) -> str:
    """Return lines of random words with the marks of prose."""
    lines: list[str] = []
    length = 0
    while length < size:
        line = " ".join(chance.choices(vocabulary, k=11))
        lines.append(f"{line[:20].capitalize()}{line[20:]}, don't {chance.randint(1, 99)}.\n")
        length += len(lines[-1])
    return "".join(lines)[:size]


def seconds(call: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of several runs."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - started)
    return best


def detecting(detector: FingerprintDetector, text: str) -> Callable[[], object]:
    """Return a call that looks for passages in a text."""
    return lambda: detector.detect((PartText("1", "body", text),), Context(), Budget.unlimited())


def registered(documents: list[str]) -> FingerprintDetector:
    """Return a detector of documents."""
    reader = WordReader()
    builder = IndexBuilder(KEY, reader)
    for number, text in enumerate(documents):
        builder.add(Registered(str(number)), text)
    return FingerprintDetector(builder.build(), reader)


def filled(count: int) -> FingerprintIndex:
    """Return an index of so many random shingles."""
    chance = np.random.default_rng(3)
    numbers = np.sort(chance.integers(0, 2**64, count, dtype=np.uint64))
    documents = chance.integers(0, 1000, count, dtype=np.uint32)
    places = chance.integers(0, 100_000, count, dtype=np.uint32)
    shares = np.ones(count, dtype=np.uint8)
    known = [Registered(str(number)) for number in range(1000)]
    return FingerprintIndex.of(known, Entries(numbers, documents, places, shares), ShingleCipher(KEY))


def hostile(document: str) -> dict[str, str]:
    """Return the beginnings of texts that a quadratic step would choke on, a megabyte each."""
    unit = {
        "no spaces": "abcdefghij",
        "capitals": "ABCD EF ",
        "digits": "0123456789 ",
        "separators": " ,.;:\t|> ",
        "hyphens at line ends": "ab-\n> ",
        "hyphens and blanks": "-    \r\n>                ",
        "right to left": "\u05e9\u05dc\u05d5\u05dd \u0639\u0644\u064a\u0643\u0645 ",
        "no word spaces (Chinese)": "\u7801\u5934\u96f7\u8fbe",
        "ligatures": "\ufb03\ufb01\ufdfa ",
        "one word": "guard ",
        "a registered document": document + "\n",
    }
    return {name: (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE] for name, piece in unit.items()}


def speeds(detector: FingerprintDetector, mails: list[str], long: str) -> tuple[float, float, float]:
    """Return MB/s on a long text, and the median and ninth decile of milliseconds over many short ones."""
    rate = len(long) / MEGABYTE / seconds(detecting(detector, long))
    times = [1000 * seconds(detecting(detector, mail), 1) for mail in mails]
    return rate, statistics.median(times), statistics.quantiles(times, n=10)[-1]


def main(arguments: list[str] | None = None) -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description="what fingerprints cost")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--shingles", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args(arguments)
    chance = random.Random(7)  # noqa: S311  reproducible text, no secret
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(4000)]
    documents = [text_of(chance, vocabulary, 1900) for _ in range(options.documents)]
    mails = [text_of(chance, vocabulary, SIZE) for _ in range(options.rounds)]
    long = text_of(chance, vocabulary, 8 * MEGABYTE)
    started = time.perf_counter()
    detector = registered(documents)
    made = time.perf_counter() - started
    print(f"{options.documents} documents of 1.9 KB registered in {made:.2f} s: {len(detector.index.entries)} shingles")
    large = FingerprintDetector(filled(options.shingles), WordReader())
    print(f"{'registered shingles':>20}{'MB/s':>9}{'5 KB ms':>9}{'p90':>7}")
    for one in (detector, large):
        rate, median, slow = speeds(one, mails, long)
        print(f"{len(one.index.entries):20}{rate:9.1f}{median:9.3f}{slow:7.3f}")
    load(large.index)
    print(f"{'hostile text':28}" + "".join(f"{size:>7} MB" for size in (0.25, 0.5, 1)) + "   milliseconds")
    for name, text in hostile(documents[0]).items():
        times = [1000 * seconds(detecting(detector, text[: len(text) // part]), 2) for part in (4, 2, 1)]
        print(f"{name:28}" + "".join(f"{ms:10.1f}" for ms in times))


def load(index: FingerprintIndex) -> None:
    """Print what it takes to load an index from a file that the system has read before."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.fingerprints"
        write_index(path, index, KEY)
        size = path.stat().st_size / MEGABYTE

        def loaded() -> FingerprintIndex:
            builder = IndexBuilder(KEY, WordReader())
            builder.add_index(*read_index(path, KEY))
            return builder.build()

        taken = seconds(loaded, 2)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(index.entries)} shingles loaded in {taken:.2f} s, file {size:.0f} MB, peak of this process {peak:.0f} MB"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
