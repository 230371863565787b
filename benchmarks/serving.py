"""
What the wire costs, and whether the service answers a health check while it judges 10 MB.

`python -m benchmarks.serving` starts the service with the example organisation and stops it again.  Health is
asked on several connections, so that every process is met.  Milliseconds.
"""

from __future__ import annotations

import argparse
import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from rich.console import Console
from rich.table import Table

from benchmarks import corpus, machine
from benchmarks.shapes import SHAPES
from dlp_service.serve.client import Client, connect
from dlp_service.serve.local import local_service
from dlp_service.values import Envelope, Mode, Stage

ROOT = Path(__file__).resolve().parent.parent
ENVELOPE = Envelope.vouched("maren.holloway@northhaven.example", ["bookings@harbourview-lodge.example"])
NAMELESS = sorted(frozenset(Stage) - {Stage.NAMES, Stage.PEOPLE_PROJECT})
SIZE = 10_000_000
CONNECTIONS = 8
WARM = 20


def spent_ms(call: Callable[[], object]) -> float:
    """Return the milliseconds of a call."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def overheads(client: Client, count: int) -> list[float]:
    """Return, for calls without names, how much longer each took than its walk."""
    found = []
    for seed in range(count + WARM):
        raw = corpus.message(seed)
        started = time.perf_counter()
        answer = client.classify(raw, ENVELOPE, mode=Mode.REPLAY, stages=NAMELESS)
        found.append((time.perf_counter() - started) * 1000 - answer.timings_ms["total"])
    return found[WARM:]


def health_during(target: str, client: Client, raw: bytes) -> tuple[list[float], float]:
    """Return the milliseconds of health checks while one message is judged, and the seconds that took."""
    done = threading.Event()
    took = 0.0

    def judge() -> None:
        nonlocal took
        try:
            took = spent_ms(lambda: client.classify(raw, ENVELOPE, mode=Mode.REPLAY, timeout_s=60)) / 1000
        finally:
            done.set()

    found = []
    with contextlib.ExitStack() as stack:
        stubs = [health_stub(target, stack) for _ in range(CONNECTIONS)]
        thread = threading.Thread(target=judge)
        thread.start()
        while not done.is_set():
            found += [spent_ms(lambda s=stub: check(s)) for stub in stubs]  # type: ignore[misc]
        thread.join()
    return found, took


def health_stub(target: str, stack: contextlib.ExitStack) -> Any:  # noqa: ANN401 - the stub has no types
    """Return a health stub with a connection of its own, already open."""
    channel = grpc.insecure_channel(target, options=[("grpc.use_local_subchannel_pool", 1)])
    stub = health_pb2_grpc.HealthStub(stack.enter_context(channel))
    check(stub)
    return stub


def check(stub: Any) -> None:  # noqa: ANN401 - as above
    """Ask once."""
    stub.Check(health_pb2.HealthCheckRequest(), timeout=10)


def row(table: Table, name: str, values: list[float], note: str = "") -> None:
    """Add the quantiles of a series."""
    ordered = sorted(values)
    quantiles = (ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
    table.add_row(name, *(f"{value:.2f}" for value in (*quantiles, ordered[-1])), str(len(ordered)), note)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="calls of each small kind")
    count = parser.parse_args().count
    console = Console(width=100)
    console.print(", ".join(f"{key} {value}" for key, value in machine.describe().items()))
    table = Table("milliseconds", "p50", "p99", "worst", "n", "")
    with contextlib.ExitStack() as stack:
        service = stack.enter_context(local_service(ROOT / "examples" / "organisation.toml"))
        client = stack.enter_context(connect(service.target, timeout_s=60))
        stub = health_stub(service.target, stack)
        row(table, "health check, idle", [spent_ms(lambda: check(stub)) for _ in range(count)])
        row(table, "5 KB without names, beyond the walk", overheads(client, count))
        for number, (name, make) in enumerate(SHAPES.items()):
            found, took = health_during(service.target, client, make(number, SIZE))
            row(table, f"health during 10 MB: {name}", found, f"judged in {took:.1f} s")
    console.print(table)


if __name__ == "__main__":
    main()
