"""
What the store costs: `python -m benchmarks.store [--folder DIR]`.

Give a folder on the disk that the service will use: the durable figures are that disk's flushes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dlp_service.config import StoreSettings
from dlp_service.store import Request, Store, open_store
from dlp_service.values import utc_now

RECIPIENTS = [f"user{number}@host{number}.example" for number in range(5)]
SIZES = (5, 100, 1000)
"""Recipients of a message whose history is asked for, or whose copies are reported."""
SENDER = "sender@mod.uk"
REPORTS = 60
RECORD = {"record": "x" * 3000}
RESPONSE = b"x" * 4000


def main() -> None:
    """Print median, 95th percentile and worst of each call, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", help="where to put the store; a temporary folder when left out")
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory(dir=folder) as place:
        print(f"{'call':<44}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
        with open_store(StoreSettings(path=str(Path(place) / "store.db"))) as store:
            for name, count, call in _calls(store):
                _measure(name, count, call)


def _calls(store: Store) -> list[tuple[str, int, Callable[[int], object]]]:
    now = utc_now()

    def record(number: int) -> None:
        request = Request("gateway", f"id-{number}", "digest")
        store.record_decision(
            f"case-{number}",
            RECORD,
            received=now,
            sender=SENDER,
            recipients=RECIPIENTS,
            request=request,
            response=RESPONSE,
        )

    def record_durably(number: int) -> None:
        with store.transaction(durable=True):
            record(number + 1_000_000)

    def hold(size: int) -> Callable[[int], object]:
        raw = bytes(size)
        return lambda number: store.hold(
            f"{size}-{number}",
            f"{size}-{number}",
            record=RECORD,
            detail=RECORD,
            raw=raw,
            state="NEW",
            risk=0.5,
            is_sealed=False,
            received=now,
        )

    def people(size: int) -> list[str]:
        return [f"first{number}.last{number}@mail.host{number % 300}.example" for number in range(size)]

    def report(size: int) -> Callable[[int], object]:
        recipients = people(size)
        for number in range(REPORTS):
            store.put_case(f"{size} {number}", RECORD, received=now, sender=SENDER, recipients=recipients)
        reports = [(address, "DELIVERED") for address in recipients]
        return lambda number: store.report_dispositions(f"{size} {number}", reports, now)

    def history(size: int) -> Callable[[int], object]:
        recipients = people(size)
        return lambda _: store.history(recipients, SENDER)

    return [
        ("case record and answer, one ordinary commit", 1000, record),
        ("the same, durable", 200, record_durably),
        ("recall of an unknown request", 1000, lambda n: store.recall_response(Request("g", f"{n}", "d"), now)),
        *((f"disposition of {size} recipients", REPORTS, report(size)) for size in SIZES),
        *((f"history of {size} recipients", 300, history(size)) for size in SIZES),
        ("confirmed recipients", 1000, lambda _: store.confirmed(SENDER, "d" * 64, RECIPIENTS, now)),
        ("switch revision", 1000, lambda _: store.switch_revision()),
        ("hold 50 KB, durable", 100, hold(50_000)),
        ("hold 50 MB, durable", 3, hold(50_000_000)),
        ("read 50 MB back", 3, lambda n: store.held_message(f"50000000-{n}")),
    ]


def _measure(name: str, count: int, call: Callable[[int], object]) -> None:
    taken = []
    for number in range(count):
        started = time.perf_counter()
        call(number)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    print(f"{name:<44}{taken[count // 2]:>9.3f}{taken[int(count * 0.95)]:>9.3f}{taken[-1]:>9.3f}")


if __name__ == "__main__":
    main()
