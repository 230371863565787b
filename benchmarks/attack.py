"""
Ordinary mail while hostile documents arrive: its latency, and the memory of every process of the service.

`make bench-attack` starts the service on loopback, sends it ordinary messages at a fixed rate, first alone, then beside a few
senders of hostile attachments.  Bounded by `--seconds` for each half.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import grpc
from rich.console import Console
from rich.table import Table

from benchmarks import corpus, documents, machine
from dlp_service.serve.client import Client, connect
from dlp_service.serve.local import local_service
from dlp_service.values import Envelope, Mode, Stage
from tests.hostile.make import EVERYTHING
from tests.hostile.values import Hostile

ROOT = Path(__file__).resolve().parent.parent
ENVELOPE = Envelope.vouched("maren.holloway@northhaven.example", ["bookings@harbourview-lodge.example"])
NAMELESS = sorted(frozenset(Stage) - {Stage.NAMES, Stage.PEOPLE_PROJECT})
WARM = 20
CONNECTIONS = 4
IN_FLIGHT = 64
PARTS = 4
REST_S = 10
"""Long enough for what was under way to end, and for memory to be given back."""

LARGEST = 12_000_000
"""A message in one call may have 16 MiB; base64 takes a third more."""

KINDS = {
    "isolation.worker": "worker",
    "isolation.service": "reading service",
    "serve.app": "server",
}


@dataclass(slots=True)
class Traffic:
    """Milliseconds of ordinary messages, and what failed."""

    took: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)


def message(number: int, content: bytes, name: str) -> bytes:
    """Return a message of prose with one attachment."""
    head = f"From: maren.holloway@northhaven.example\r\nTo: bookings@harbourview-lodge.example\r\nSubject: Plan {number}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    text = f"--b\r\nContent-Type: text/plain\r\n\r\n{corpus.body(number)}\r\n--b\r\n"
    fields = f'Content-Type: application/octet-stream; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return (head + text + fields).encode() + base64.encodebytes(content) + b"--b--\r\n"


def ordinary(number: int) -> bytes:
    """Return every fourth message with a small document, the others without."""
    return message(number, documents.docx(number), "notes.docx") if number % 4 == 0 else corpus.message(number)


def send_steadily(clients: Sequence[Client], rate: float, seconds: float, first: int) -> Traffic:
    """Send ordinary messages at a rate, whether the ones before were answered or not; each counts from when it was due."""
    traffic, start = Traffic(), time.perf_counter()

    def send(number: int, due: float) -> None:
        client = clients[number % len(clients)]
        try:
            client.classify(ordinary(first + number), ENVELOPE, mode=Mode.REPLAY, stages=NAMELESS, timeout_s=40)
        except grpc.RpcError as error:
            traffic.failed[str(error.code())] += 1
        traffic.took.append((time.perf_counter() - due) * 1000)

    with ThreadPoolExecutor(IN_FLIGHT) as threads:
        for number in range(int(rate * seconds)):
            due = start + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            threads.submit(send, number, time.perf_counter())
    return traffic


def attack(
    target: str, cases: Iterator[Hostile], done: threading.Event, answers: Counter[str], *, is_listing: bool
) -> None:
    """Send hostile attachments one after another until told to stop."""
    with connect(target, timeout_s=60) as client:
        for number, case in enumerate(cases):
            if done.is_set():
                return
            content = case.make()[:LARGEST]
            try:
                raw = message(number, content, case.file_name)
                start = time.perf_counter()
                answer = client.classify(raw, ENVELOPE, mode=Mode.REPLAY, stages=NAMELESS, timeout_s=60)
                reasons = sorted({gap.reason for gap in answer.verdict.coverage.gaps if gap.material})
                answers["a verdict with a gap" if reasons else "a verdict"] += 1
                if is_listing:
                    stages = ", ".join(
                        f"{stage} {spent:.0f}" for stage, spent in answer.timings_ms.items() if spent > 50
                    )
                    print(f"{case.name:48}{time.perf_counter() - start:6.2f} s  {stages}", flush=True)
            except Exception as error:  # noqa: BLE001 - whatever a call ends in is what is counted
                answers[type(error).__name__] += 1


def resident(pid: int) -> dict[str, float]:
    """Return the largest resident memory in MB now of each kind of process under a supervisor."""
    found: dict[str, float] = {}
    for each in (pid, *_below(pid)):
        with contextlib.suppress(OSError, StopIteration):
            folder = Path("/proc") / str(each)
            command = (folder / "cmdline").read_bytes().decode("utf-8", "replace").replace("\0", " ")
            kind = "supervisor" if each == pid else next((KINDS[key] for key in KINDS if key in command), "other")
            line = next(line for line in (folder / "status").read_text().splitlines() if line.startswith("VmRSS"))
            found[kind] = max(found.get(kind, 0.0), int(line.split()[1]) / 1024)
    return found


def _below(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for thread in (Path("/proc") / str(pid) / "task").iterdir():
            for child in (thread / "children").read_text().split():
                yield int(child)
                yield from _below(int(child))


def watch(pid: int, done: threading.Event, seconds: float, parts: list[dict[str, float]]) -> None:
    """Keep the highest resident memory of each kind of process in each part of a run of `seconds`."""
    start = time.perf_counter()
    while not done.wait(0.1):
        part = parts[min(len(parts) - 1, int((time.perf_counter() - start) / seconds * len(parts)))]
        for kind, size in resident(pid).items():
            part[kind] = max(part.get(kind, 0.0), size)


def row(table: Table, name: str, traffic: Traffic) -> None:
    """Add the quantiles of a run."""
    ordered = sorted(traffic.took)
    cells = (f"{ordered[int(len(ordered) * share)]:.1f}" for share in (0.5, 0.9, 0.99))
    table.add_row(name, str(len(ordered)), *cells, f"{ordered[-1]:.0f}", str(dict(traffic.failed) or 0))


def under_attack(clients: Sequence[Client], target: str, options: argparse.Namespace) -> tuple[Traffic, Counter[str]]:
    """Send ordinary messages while hostile ones arrive; return both outcomes."""
    done, answers, senders = threading.Event(), Counter[str](), options.senders
    order = list(EVERYTHING)
    random.Random(1).shuffle(order)  # noqa: S311 - the same mixture every time
    threads = [
        threading.Thread(
            target=attack,
            args=(target, itertools.cycle(order[number::senders]), done, answers),
            kwargs={"is_listing": options.list},
        )
        for number in range(senders)
    ]
    for thread in threads:
        thread.start()
    try:
        traffic = send_steadily(clients, options.rate, options.seconds, 100_000)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    return traffic, answers


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=10.0, help="ordinary messages a second")
    parser.add_argument("--senders", type=int, default=2, help="connections that send hostile attachments")
    parser.add_argument("--list", action="store_true", help="print each hostile message with what took its time")
    options = parser.parse_args()
    console = Console(width=110)
    console.print(", ".join(f"{key} {value}" for key, value in machine.describe().items()))
    done, idle = threading.Event(), dict[str, float]()
    parts = [dict[str, float]() for _ in range(PARTS)]
    with contextlib.ExitStack() as stack:
        service = stack.enter_context(local_service(ROOT / "examples" / "organisation.toml"))
        clients = [stack.enter_context(connect(service.target, timeout_s=60)) for _ in range(CONNECTIONS)]
        send_steadily(clients, options.rate, WARM / options.rate, 0)
        alone = send_steadily(clients, options.rate, options.seconds, 1000)
        idle.update(resident(service.pid))
        watcher = threading.Thread(target=watch, args=(service.pid, done, options.seconds, parts))
        watcher.start()
        beside, answers = under_attack(clients, service.target, options)
        done.set()
        watcher.join()
        time.sleep(REST_S)
        after = resident(service.pid)
    table = Table("ordinary messages, ms", "n", "p50", "p90", "p99", "worst", "failed")
    row(table, "alone", alone)
    row(table, "beside the attack", beside)
    console.print(table)
    console.print(f"hostile messages by {options.senders} senders in {options.seconds:.0f} s: {dict(answers)}")
    names = [f"highest, part {number} of {PARTS}" for number in range(1, PARTS + 1)]
    table = Table("largest process of a kind, resident MB", "before", *names, f"{REST_S} s after")
    for kind in sorted(set().union(idle, *parts)):
        table.add_row(kind, *(f"{each.get(kind, 0.0):.0f}" for each in (idle, *parts, after)))
    console.print(table)


if __name__ == "__main__":
    main()
