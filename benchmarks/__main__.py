"""
The service end to end: latency by stage, messages a second, and the ratio to a peer.

Latencies are taken first, one fresh 5 KB message in flight after the other.  Then
come rounds that send one message without the names stage, one with all stages,
and give the same text to the peer, so that the ratios hold when the machine drifts; a
peer that works for 0.2 s between two of our calls leaves them cold caches.  Results are printed as
tables and written to `bench-results/service.json`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import corpus, machine
from benchmarks.peers import Presidio
from dlp_service.serve.client import Client, connect
from dlp_service.serve.local import local_service
from dlp_service.values import Envelope, Stage

ROOT = Path(__file__).resolve().parent.parent
ENVELOPE = Envelope.of("maren.holloway@northhaven.example", ["bookings@harbourview-lodge.example"])
NAMELESS = frozenset(Stage) - {Stage.NAMES, Stage.PEOPLE_PROJECT}
WARM = 20


@dataclass
class Series:
    """Milliseconds of one thing over all rounds."""

    values: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """Return the value below which `share` of all lie."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def row(self) -> dict[str, float]:
        """Return p50, p99 and mean."""
        return {"p50_ms": self.at(0.5), "p99_ms": self.at(0.99), "mean_ms": statistics.fmean(self.values)}


class Board:
    """All series by name."""

    def __init__(self) -> None:
        self.series: dict[str, Series] = {}

    def add(self, name: str, value: float) -> None:
        """Note one value."""
        self.series.setdefault(name, Series()).values.append(value)


def once(client: Client, seed: int, stages: frozenset[Stage], board: Board, name: str) -> None:
    """Send one message and note its time end to end and by stage."""
    raw = corpus.message(seed)
    started = time.perf_counter()
    answer = client.classify(raw, ENVELOPE, stages=sorted(stages))
    board.add(f"{name}: end to end", (time.perf_counter() - started) * 1000)
    for stage, ms in answer.timings_ms.items():
        board.add(f"{name}: {stage}", ms)


def latencies(client: Client, count: int, board: Board) -> None:
    """Take the latencies of fresh messages, one in flight: `count` without names, a fifth of that with all stages."""
    for seed in range(count):
        once(client, 40_000_000 + seed, NAMELESS, board, "without names")
    for seed in range(count // 5):
        once(client, 50_000_000 + seed, frozenset(), board, "all stages")


def rounds(client: Client, peer: Presidio, count: int, board: Board) -> None:
    """Interleave ours and the peer's over fresh messages."""
    for seed in range(count):
        once(client, 3 * seed, NAMELESS, board, "without names")
        once(client, 3 * seed + 1, frozenset(), board, "all stages")
        board.add("Presidio, default", peer.analyze(corpus.body(3 * seed + 1), None))
        board.add("Presidio, PERSON only", peer.analyze(corpus.body(3 * seed + 1), ["PERSON"]))


def throughput(target: str, stages: frozenset[Stage], seconds: float, clients: int, offset: int) -> float:
    """Return messages a second with several clients, each with one message in flight."""
    stop = time.monotonic() + seconds
    counts = [0] * clients

    def work(index: int) -> None:
        with connect(target) as client:
            seed = offset + index * 1_000_000
            while time.monotonic() < stop:
                client.classify(corpus.message(seed + counts[index]), ENVELOPE, stages=sorted(stages))
                counts[index] += 1

    threads = [threading.Thread(target=work, args=(index,)) for index in range(clients)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - started)


def ratios(board: Board) -> dict[str, float]:
    """Return how many times longer the peer took, round by round, as medians."""
    pairs: Iterable[tuple[str, str, str]] = (
        ("Presidio default / ours without names", "Presidio, default", "without names: end to end"),
        ("Presidio default / ours with all stages", "Presidio, default", "all stages: end to end"),
        ("Presidio PERSON only / ours with all stages", "Presidio, PERSON only", "all stages: end to end"),
    )
    return {
        title: statistics.median(
            a / b for a, b in zip(board.series[peer].values, board.series[ours].values, strict=True)
        )
        for title, peer, ours in pairs
        if peer in board.series
    }


def in_order(board: Board) -> list[tuple[str, Series]]:
    """Return the series as a message meets them: end to end, the walk, its stages."""
    steps = ("end to end", "total", "parse", "extract", "detect", "score", "history", "recipients", "decide")

    def place(item: tuple[str, Series]) -> tuple[bool, int, str]:
        group, _, step = item[0].partition(": ")
        return group != "without names", steps.index(step.partition(".")[0]) if step else len(steps), step

    return sorted(board.series.items(), key=place)


def report(board: Board, interleaved: Board, rates: dict[str, float], console: Console) -> dict[str, object]:
    """Print the tables and return everything as one JSON object."""
    described = machine.describe()
    console.print(", ".join(f"{key} {value}" for key, value in described.items()))
    table = Table("5 KB message", "p50 ms", "p99 ms", "mean ms")
    peers = [(name, series) for name, series in interleaved.series.items() if ":" not in name]
    for name, series in in_order(board) + peers:
        table.add_row(name, *(f"{value:.3f}" for value in series.row().values()))
    console.print(table)
    found = ratios(interleaved)
    summary = Table("figure", "value")
    for name, value in {**rates, **found}.items():
        summary.add_row(name, f"{value:.1f}")
    console.print(summary)
    return {
        "machine": described,
        "latency": {name: series.row() for name, series in in_order(board)},
        "interleaved": {name: series.row() for name, series in interleaved.series.items()},
        "rates": rates,
        "ratios": found,
    }


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--no-peer", action="store_true")
    options = parser.parse_args()
    board, interleaved = Board(), Board()
    started = time.monotonic()
    with local_service(ROOT / "examples" / "organisation.toml") as service, connect(service.target) as client:
        rates = {"start to ready, s": time.monotonic() - started}
        for seed in range(WARM):
            client.classify(corpus.message(10_000_000 + seed), ENVELOPE)
        latencies(client, 5 * options.rounds, board)
        if not options.no_peer:
            with_peer(lambda peer: rounds(client, peer, options.rounds, interleaved))
        for name, stages in (("without names", NAMELESS), ("all stages", frozenset[Stage]())):
            rate = throughput(service.target, stages, options.seconds, 4, 20_000_000)
            rates[f"messages/s, {name}, 4 clients"] = rate
    result = report(board, interleaved, rates, Console(width=110))
    folder = ROOT / "bench-results"
    folder.mkdir(exist_ok=True)
    (folder / "service.json").write_text(json.dumps(result, indent=2) + "\n")


def with_peer(step: Callable[[Presidio], None]) -> None:
    """Run a step with the peer, warm."""
    with Presidio() as peer:
        for seed in range(3):
            peer.analyze(corpus.body(30_000_000 + seed), None)
        step(peer)


if __name__ == "__main__":
    main()
