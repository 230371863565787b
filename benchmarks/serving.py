"""
The service end to end, over loopback: what the wire costs, what a message costs, and whether health keeps answering.

`python -m benchmarks.serving [--seconds 5]` starts `dlp serve` with the example organisation, measures, and stops it.
Latencies are of one call in flight unless said otherwise; milliseconds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from dlp_service.serve.client import Client, connect
from dlp_service.values import Envelope, Mode, Stage

ROOT = Path(__file__).resolve().parent.parent
ENVELOPE = Envelope.of("ann.lee@northhaven.example", ["bob@partner.example"])
PARAGRAPH = (
    "The maintenance plan for the northern site was discussed on Tuesday and the team agreed to move the delivery of "
    "the spare parts to the second week of March. Please send the revised schedule to the workshop before Friday, so "
    "that the crane can be booked. Jane Miller will answer questions about the budget.\n\n"
)
QUICK = tuple(stage.value for stage in Stage if stage not in {Stage.NAMES, Stage.PEOPLE_PROJECT, Stage.RECIPIENTS})


def message(size: int) -> bytes:
    """Return a plain message of about `size` bytes; each is different, so that no cache helps."""
    head = f"From: ann.lee@northhaven.example\nTo: bob@partner.example\nSubject: Plan {time.perf_counter_ns()}\n\n"
    return (head + PARAGRAPH * (1 + size // len(PARAGRAPH)))[:size].encode()


@contextlib.contextmanager
def service() -> Iterator[tuple[str, dict[str, object]]]:
    """Start the service, yield its address and its ready line, and stop it."""
    command = [sys.executable, "-m", "dlp_service", "serve", "--listen", "127.0.0.1:0"]
    command += ["--organisation", str(ROOT / "examples" / "organisation.toml")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DLP_")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True, cwd=ROOT) as process:
        try:
            yield ready(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


def ready(process: subprocess.Popen[str]) -> tuple[str, dict[str, object]]:
    """
    Read the log until the service is ready.

    Raises:
        SystemExit: it ended instead.
    """
    assert process.stderr is not None
    for line in process.stderr:
        entry = json.loads(line) if line.startswith("{") else {}
        if entry.get("event") == "ready":
            return str(entry["listen"]), entry
    raise SystemExit("the service did not start")


def latencies(call: Callable[[], object], seconds: float) -> list[float]:
    """Return sorted milliseconds of calls one after the other, after a short warm-up."""
    for _ in range(10):
        call()
    spent: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        started = time.perf_counter()
        call()
        spent.append((time.perf_counter() - started) * 1000)
    return sorted(spent)


def quantiles(spent: list[float]) -> str:
    """Return p50, p99 and the worst in words."""
    at = [spent[min(len(spent) - 1, int(len(spent) * share))] for share in (0.5, 0.99)]
    return f"p50 {at[0]:8.2f}   p99 {at[1]:8.2f}   max {spent[-1]:8.2f}   n {len(spent)}"


def overheads(client: Client, seconds: float) -> list[float]:
    """Return what a 5 KB call takes beyond the walk itself: wire, queue, thread, conversion."""
    spent = []

    def call() -> None:
        raw = message(5000)
        started = time.perf_counter()
        answer = client.classify(raw, ENVELOPE, mode=Mode.REPLAY, stages=QUICK)
        spent.append((time.perf_counter() - started) * 1000 - answer.timings_ms["total"])

    latencies(call, seconds)
    return sorted(spent[10:])


def health_under_load(target: str, client: Client, size: int) -> tuple[list[float], float]:
    """Return the latencies of health checks while one large message is judged on the same connection, and its seconds."""
    raw = message(size)
    options = [("grpc.enable_http_proxy", 0)]
    done = threading.Event()
    took = 0.0

    def judge() -> None:
        nonlocal took
        started = time.perf_counter()
        client.classify(raw, ENVELOPE, mode=Mode.REPLAY, timeout_s=60)
        took = time.perf_counter() - started
        done.set()

    spent = []
    with contextlib.ExitStack() as stack:
        stubs: list[Any] = [
            health_pb2_grpc.HealthStub(stack.enter_context(grpc.insecure_channel(target, options=options)))
            for _ in range(8)
        ]
        for stub in stubs:
            stub.Check(health_pb2.HealthCheckRequest(), timeout=10)
        thread = threading.Thread(target=judge)
        thread.start()
        while not done.is_set():
            for stub in stubs:  # several connections, so that both processes are asked
                started = time.perf_counter()
                stub.Check(health_pb2.HealthCheckRequest(), timeout=10)
                spent.append((time.perf_counter() - started) * 1000)
        thread.join()
    return sorted(spent), took


def throughput(target: str, seconds: float, callers: int, stages: tuple[str, ...]) -> float:
    """Return messages of 5 KB per second with several callers, each with a connection of its own."""

    def work(_: int) -> int:
        with connect(target) as client:
            return len(latencies(lambda: client.classify(message(5000), ENVELOPE, stages=stages), seconds))

    with ThreadPoolExecutor(callers) as pool:
        return sum(pool.map(work, range(callers))) / seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each figure is measured")
    seconds = parser.parse_args().seconds
    with service() as (target, entry), connect(target, timeout_s=60) as client:
        print(f"start to ready                          {entry['started_in_s']} s, {entry['processes']} processes")
        with grpc.insecure_channel(target, options=[("grpc.enable_http_proxy", 0)]) as channel:
            stub: Any = health_pb2_grpc.HealthStub(channel)
            request = health_pb2.HealthCheckRequest()
            print("health check                           ", quantiles(latencies(lambda: stub.Check(request), seconds)))
        print("5 KB, beyond the walk itself           ", quantiles(overheads(client, seconds)))
        for name, stages in (("5 KB, without names", QUICK), ("5 KB, everything", ())):
            for mode in (Mode.REPLAY, Mode.ENFORCE):
                spent = latencies(
                    lambda m=mode, s=stages: client.classify(message(5000), ENVELOPE, mode=m, stages=s),  # type: ignore[misc]
                    seconds,
                )
                print(f"{name + ', ' + mode.value:39}", quantiles(spent))
        for callers in (2, 8):
            print(
                f"5 KB, without names, {callers} callers        {throughput(target, seconds, callers, QUICK):8.0f} messages/s"
            )
        spent, took = health_under_load(target, client, 10_000_000)
        print(f"health during a 10 MB message ({took:4.1f} s)  ", quantiles(spent))


if __name__ == "__main__":
    main()
