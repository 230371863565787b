"""
Read the hostile set through a pool, as the service does: seconds, outcome, and what became of other documents meanwhile.

    python -m evaluations.hostile [--slowest N] [NAME ...]
"""

from __future__ import annotations

import argparse
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, Reader, Reading
from dlp_service.mail import parse
from evaluations.reading import open_pool
from tests.extract.probes.wordprocessing import strict_docx
from tests.hostile.make import EVERYTHING
from tests.hostile.values import WORD, Hostile

LOST = "LOST"
PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one input: `word` found, or the reasons of its gaps, or LOST."""

    name: str
    size: int
    seconds: float
    answer: str
    gaps: tuple[str, ...] = ()


@dataclass(slots=True)
class Bystander:
    """Reads a small honest document again and again; what it lost is what the attack cost others."""

    reader: Reader
    waits: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Read until told to stop."""
        probe = strict_docx()
        number = 0
        while not self.done.wait(PAUSE_S):
            number += 1
            start = time.perf_counter()
            document = Document("1", probe.content, charset=f"x{number}", file_name=probe.name)
            reading = self.reader.read(document, Budget.unlimited())
            self.waits.append(time.perf_counter() - start)
            if not any(probe.places["body"] in text.text for text in reading.texts):
                self.lost.append("; ".join(f"{gap.reason.value} {gap.detail}" for gap in reading.gaps) or "no text")


def judge(case: Hostile, reading: Reading, size: int, seconds: float) -> Outcome:
    """Return the outcome of a reading: the word must be found or a gap must be there."""
    is_found = any(WORD in text.text for text in reading.texts)
    reasons = tuple(dict.fromkeys(f"{gap.reason.value} {gap.path}: {gap.detail}" for gap in reading.gaps))
    kinds = ", ".join(dict.fromkeys(gap.reason.value for gap in reading.gaps))
    answer = ", ".join(filter(None, ("found" if is_found else "", kinds))) or LOST
    return Outcome(case.name, size, seconds, answer, reasons)


def attack(reader: Reader, cases: Sequence[Hostile]) -> Iterator[Outcome]:
    """Read each case in turn."""
    for case in cases:
        content = case.make()
        start = time.perf_counter()
        if case.file_name.endswith(".eml"):
            # What parses a message is the server itself: it must hold too.
            message = parse(content, Limits(), Budget.of(Limits().message_wall_s))
            assert message.size == len(content)
        reading = reader.read(Document("1", content, file_name=case.file_name), Budget.unlimited())
        yield judge(case, reading, len(content), time.perf_counter() - start)


def resident_mb() -> float:
    """Return this process's resident memory in MB, from the kernel's own account."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Print a line a case, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="run the cases whose names hold one of these")
    parser.add_argument("--gaps", action="store_true", help="print every gap")
    options = parser.parse_args()
    cases = [case for case in EVERYTHING if not options.names or any(name in case.name for name in options.names)]
    before, outcomes = resident_mb(), []
    with open_pool(Limits(), workers=2) as running:
        bystander = Bystander(running.reader)
        thread = threading.Thread(target=bystander.run)
        thread.start()
        try:
            for outcome in attack(running.reader, cases):
                outcomes.append(outcome)
                print(
                    f"{outcome.name:48}{outcome.size / 1e6:9.2f} MB{outcome.seconds:8.2f} s  {outcome.answer}",
                    flush=True,
                )
                for gap in outcome.gaps if options.gaps else ():
                    print(f"{'':12}{gap[:160]}")
        finally:
            bystander.done.set()
            thread.join()
    print_sums(outcomes, bystander, resident_mb() - before)


def print_sums(outcomes: Sequence[Outcome], bystander: Bystander, grown_mb: float) -> None:
    """Print what became of all."""
    answers = Counter("lost" if LOST in outcome.answer else "answered" for outcome in outcomes)
    waits = sorted(bystander.waits)
    print(f"\n{len(outcomes)} documents in {sum(outcome.seconds for outcome in outcomes):.0f} s: {dict(answers)}")
    print(
        f"slowest: {', '.join(f'{each.name} {each.seconds:.1f} s' for each in sorted(outcomes, key=lambda each: -each.seconds)[:8])}"
    )
    print(
        f"{len(waits)} other documents meanwhile: p50 {waits[len(waits) // 2] * 1000:.1f} ms, p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms, worst {waits[-1]:.2f} s, {len(bystander.lost)} lost"
    )
    for reason, count in Counter(bystander.lost).most_common():
        print(f"  {count} {reason}")
    print(f"this process, which builds the documents and holds the pool, grew by {grown_mb:.0f} MB")


if __name__ == "__main__":
    main()
