"""
How long reading takes: parse, extract, small documents in a warm worker, and how long others must wait meanwhile.

`python -m benchmarks.extract --shared ../shared` prints medians in milliseconds; nothing is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.waits import longest_wait
from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, extract
from dlp_service.extract.local import LocalReader
from dlp_service.extract.pool import ExtractPool
from dlp_service.extract.remote import RemoteReader
from dlp_service.mail import parse
from dlp_service.values import Message

LIMITS = Limits()
BUDGET = Budget.unlimited()
ROUNDS = 60


def median_ms(work: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Return the median time of a call in milliseconds; the call is told its number, to get past caches."""
    times = []
    for number in range(rounds):
        start = time.perf_counter()
        work(number)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def large_message() -> bytes:
    """Return a message of about 10 MB with one attachment."""
    body = base64.encodebytes(bytes(range(256)) * 29_000)
    head = (
        b"Subject: x\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head + body


def attachments(folder: Path) -> list[tuple[str, bytes]]:
    """Return the office attachments of the example messages."""
    found = {}
    for file in sorted(folder.glob("*.eml")):
        for part in parse(file.read_bytes(), LIMITS, BUDGET).parts:
            if part.file_name.endswith(("docx", "xlsx", "pptx")):
                found[part.file_name] = part.content
    return list(found.items())


def report(name: str, value: float, unit: str = "ms") -> None:
    """Print one figure."""
    print(f"{name:44} {value:9.2f} {unit}")


def parsing(messages: list[bytes]) -> None:
    """Time parse and extract of whole messages in process."""
    reader = LocalReader(LIMITS, parse)
    parsed: list[Message] = [parse(raw, LIMITS, BUDGET) for raw in messages]
    report("parse, example message", median_ms(lambda n: parse(messages[n % len(messages)], LIMITS, BUDGET)))
    report(
        "extract, example message, in process",
        median_ms(lambda n: extract(parsed[n % len(parsed)], reader, LIMITS, BUDGET)),
    )
    large = large_message()
    report(f"parse, {len(large) / 1e6:.0f} MB", median_ms(lambda _: parse(large, LIMITS, BUDGET), 5))
    report(
        "  another thread waits at most", longest_wait(lambda: [parse(large, LIMITS, BUDGET) for _ in range(5)]) * 1000
    )


def reading(remote: RemoteReader, files: list[tuple[str, bytes]]) -> None:
    """Time documents in a warm worker beside the same in process."""
    local = LocalReader(LIMITS, parse)
    cases = [("text of 11 bytes", b"hello there"), ("text of 100 kB", b"a line of text\n" * 7000), *files]
    for name, content in cases:
        plain = Document("1", content)
        # A charset nobody knows makes each a document of its own for the cache and changes nothing else.
        fresh = [Document("1", content, charset=f"x{number}") for number in range(ROUNDS)]
        here = median_ms(lambda _: local.read(plain, BUDGET))  # noqa: B023 - called at once
        there = median_ms(lambda number: remote.read(fresh[number], BUDGET))  # noqa: B023
        again = median_ms(lambda _: remote.read(plain, BUDGET))  # noqa: B023
        print(f"{name:44} {here:9.2f} ms here {there:9.2f} ms in a worker {again:9.2f} ms from the cache")


async def main(shared: Path) -> None:
    """Run everything."""
    folder = shared / "examples" / "messages"
    messages = [file.read_bytes() for file in sorted(folder.glob("*.eml"))]
    if messages:
        parsing(messages)
    with tempfile.TemporaryDirectory() as place:
        pool = ExtractPool(LIMITS, 1, cache_bytes=64 * 1024 * 1024)
        start = time.perf_counter()
        await pool.start(Path(place) / "s")
        report("pool of one worker starts in", (time.perf_counter() - start) * 1000)
        remote = RemoteReader(Path(place) / "s", LIMITS)
        await asyncio.to_thread(reading, remote, attachments(folder))
        remote.close()
        await pool.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    asyncio.run(main(parser.parse_args().shared))
