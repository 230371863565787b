"""
How long reading takes by format: in process, in a warm worker, from the cache, and beside iscc-tika.

`make bench-extract` prints medians; the readers take turns on each document, so that ratios hold on a busy machine.
Each document is read under a charset of its own that nobody knows, which is another document for the cache and the same for readers.
"""

from __future__ import annotations

import argparse
import base64
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import corpus, machine
from benchmarks.documents import DOCUMENTS
from benchmarks.shapes import SHAPES
from benchmarks.waits import longest_wait
from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, Reader, extract
from dlp_service.extract.local import LocalReader
from dlp_service.mail import parse
from evaluations.extract_mail import archived
from evaluations.reading import open_pool
from evaluations.tika_peer import texts, tika

LIMITS = Limits()
BUDGET = Budget.unlimited()
LARGE = 10_000_000
WARM = 3
PEER_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one format's readings, taken in turn; the peer's are fewer; `gaps` is a reason to look twice."""

    here: Sequence[float]
    worker: Sequence[float]
    cache: Sequence[float]
    peer: Sequence[float]
    gaps: int

    def overhead(self) -> float:
        """Return the median of what a worker took longer than this process."""
        return statistics.median(there - here for here, there in zip(self.here, self.worker, strict=True))

    def ratio(self) -> float:
        """Return the median of the peer's time over a worker's."""
        return statistics.median(peer / there for peer, there in zip(self.peer, self.worker, strict=False))


def spent_ms(work: Callable[[], object]) -> float:
    """Return the milliseconds of a call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure(document: Document, rounds: int, remote: Reader, extractor: Any) -> Times:  # noqa: ANN401 - no types
    """Read one document in every way, in turn."""
    local = LocalReader(LIMITS, parse)
    here, worker, cache, peer = [], [], [], []
    gaps = len(remote.read(document, BUDGET).gaps)
    for number in range(rounds + WARM):
        fresh = replace(document, charset=f"x{number}")
        here.append(spent_ms(lambda: local.read(document, BUDGET)))
        worker.append(spent_ms(lambda: remote.read(fresh, BUDGET)))  # noqa: B023 - called at once
        cache.append(spent_ms(lambda: remote.read(document, BUDGET)))
        if number < PEER_ROUNDS + WARM:
            peer.append(spent_ms(lambda: texts(extractor, document.content)))
    return Times(here[WARM:], worker[WARM:], cache[WARM:], peer[WARM:], gaps)


def formats(console: Console) -> None:
    """Print a row a format."""
    columns = ("", "KB", "in process", "worker", "overhead", "MB/s", "cache", "iscc-tika", "ratio", "gaps")
    table = Table(*columns, title="reading, median ms")
    extractor = tika()
    with open_pool(LIMITS, cache_bytes=256 * 1024 * 1024) as running:
        for name, (make, file_name, rounds) in DOCUMENTS.items():
            content = make(1)
            times = measure(Document("1", content, file_name=file_name), rounds, running.reader, extractor)
            worker = statistics.median(times.worker)
            table.add_row(
                name,
                f"{len(content) / 1000:.0f}",
                f"{statistics.median(times.here):.2f}",
                f"{worker:.2f}",
                f"{times.overhead():+.2f}",
                f"{len(content) / worker / 1000:.1f}",
                f"{statistics.median(times.cache):.2f}",
                f"{statistics.median(times.peer):.1f}",
                f"{times.ratio():.0f}",
                str(times.gaps),
            )
    console.print(table)


def parsing(console: Console, shared: Path) -> None:
    """Print what parsing messages takes, and how long another thread waits meanwhile."""
    table = Table("", "MB", "ms", "MB/s", "another thread waits, ms", title="parsing messages")
    cases: dict[str, list[bytes]] = {
        "200 messages of 5 KB": [corpus.message(number) for number in range(200)],
        "10 MB of bytes in base64": [_large_attachment()],
        **{f"10 MB: {name}": [make(number, LARGE)] for number, (name, make) in enumerate(SHAPES.items())},
    }
    if (shared / "data" / "mail").is_dir():
        cases["345 real messages (shared)"] = list(archived(shared))
    for name, raws in cases.items():
        runs = [spent_ms(lambda raws=raws: [parse(raw, LIMITS, BUDGET) for raw in raws]) for _ in range(3)]  # type: ignore[misc]
        wait = longest_wait(lambda raws=raws: [parse(raw, LIMITS, BUDGET) for raw in raws])  # type: ignore[misc]
        size, took = sum(map(len, raws)) / 1e6, statistics.median(runs)
        table.add_row(name, f"{size:.1f}", f"{took:.1f}", f"{size / took * 1000:.0f}", f"{wait * 1000:.1f}")
    console.print(table)


def _large_attachment() -> bytes:
    head = (
        b"Subject: x\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head + base64.encodebytes(bytes(range(256)) * (LARGE * 3 // 4 // 256))


def bodies(console: Console) -> None:
    """Print what extracting the body of an ordinary message takes."""
    reader = LocalReader(LIMITS, parse)
    messages = [parse(corpus.message(number), LIMITS, BUDGET) for number in range(200)]
    took = [spent_ms(lambda each=each: extract(each, reader, LIMITS, BUDGET)) for each in messages]  # type: ignore[misc]
    console.print(f"extract of a parsed 5 KB message without attachments: {statistics.median(took):.2f} ms")


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args()
    console = Console(width=120)
    console.print(", ".join(f"{key} {value}" for key, value in machine.describe().items()))
    formats(console)
    parsing(console, options.shared)
    bodies(console)


if __name__ == "__main__":
    main()
