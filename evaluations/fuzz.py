"""
Damages documents for as long as wanted and reports whatever is no reading.

    python -m evaluations.fuzz --seconds 600 [--format docx ...] [--first SEED]     damage
    python -m evaluations.fuzz --cuts [--format docx ...]                           cut at every byte
    python -m evaluations.fuzz --case FILE                                          one file, with a traceback

Formats whose native library may end the process are read through a pool.  Each batch runs in a process of its own; the
input that one dies of is kept.  Findings are
files in `fuzz-results/`.  A reader that raises is a finding too, although the reading then says DAMAGED: what stood
behind the place is lost.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dlp_service.budget import Budget
from dlp_service.errors import OutOfTime
from dlp_service.extract import Document, Reader
from dlp_service.extract.job import Job, TextLimit
from dlp_service.extract.registry import read_document
from dlp_service.mail import parse
from evaluations.reading import open_reader
from tests.extract.probes.values import ProbeFile
from tests.fuzz.invariant import GAVE_UP, LIMITS, READER, broken, document, is_dangerous, seeds
from tests.fuzz.mutate import mutated

RESULTS = Path("fuzz-results")
BATCH = 400
BATCH_S = 300
SLOW_S = LIMITS.file_wall_s + 2.0
CURRENT = RESULTS / "current"


def chosen(formats: list[str]) -> list[ProbeFile]:
    """Return the files to damage."""
    return [probe for probe in seeds() if not formats or probe.format in formats]


def try_one(content: bytes, name: str, reader: Reader = READER) -> str:
    """Read a document; return what was wrong in a line, empty for nothing."""
    start = time.perf_counter()
    reading = reader.read(document(content, name), Budget.unlimited())
    spent = time.perf_counter() - start
    found = broken(reading)
    if found:
        return found
    if spent > SLOW_S:
        return f"slow: took {spent:.1f} s of {LIMITS.file_wall_s:.0f}"
    return reason(content, name) if any(GAVE_UP in gap.detail for gap in reading.gaps) else ""


def reason(content: bytes, name: str) -> str:
    """Return what a reader raised, and where."""
    job = Job(LIMITS, Budget.of(LIMITS.file_wall_s), read_document, parse)
    try:
        read_document(Document("2/doc", content, file_name=name), job)
    except (OutOfTime, TextLimit, KeyboardInterrupt):
        return ""
    except BaseException as error:  # noqa: BLE001 - which exceptions there are is what is looked for
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"raised {type(error).__name__} at {Path(frame.filename).name}:{frame.lineno} {frame.name}: {str(error)[:80]}"
    return ""


def keep(content: bytes, name: str, what: str) -> None:
    """Write a finding down, once for each kind."""
    kind = hashlib.sha256(
        what.split(":", maxsplit=1)[0].encode() if what.startswith("slow") else what.encode()
    ).hexdigest()[:8]
    path = RESULTS / f"{kind}-{name}"
    if not path.exists():
        path.write_bytes(content)
        with (RESULTS / "findings.txt").open("a", encoding="utf-8") as log:
            log.write(f"{path} {what}\n")
        print(f"{path}: {what}", flush=True)


def batch(first: int, formats: list[str]) -> None:
    """Damage each file a few times; the input at hand lies in a file meanwhile."""
    probes = chosen(formats)
    with open_reader(LIMITS) as pooled:
        for number in range(BATCH):
            probe = probes[(first + number) % len(probes)]
            content = mutated(probe.content, first + number)
            CURRENT.write_bytes(content)
            what = try_one(content, probe.name, pooled if is_dangerous(probe) else READER)
            if what:
                keep(content, probe.name, what)


def batches(seconds: float, first: int) -> Iterator[int]:
    """Yield the first seed of each batch until the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield first
        first += BATCH


def run(seconds: float, first: int, formats: list[str]) -> None:
    """Run batches in processes of their own."""
    deaths: Counter[str] = Counter()
    count = 0
    for seed in batches(seconds, first):
        command = [
            sys.executable,
            "-m",
            "evaluations.fuzz",
            "--batch",
            str(seed),
            *(f"--format={each}" for each in formats),
        ]
        try:
            status = subprocess.run(command, check=False, timeout=BATCH_S).returncode
        except subprocess.TimeoutExpired:
            status = -1
        count += BATCH
        if status:
            keep(CURRENT.read_bytes(), "died.bin", f"the process died of it, status {status}, batch {seed}")
            deaths[str(status)] += 1
    print(f"{count} damaged documents; processes that died: {dict(deaths) or 'none'}; findings in {RESULTS}")


def cut_everywhere(formats: list[str]) -> None:
    """Cut each file at every byte, in this process."""
    with open_reader(LIMITS) as pooled:
        for probe in chosen(formats):
            for place in range(1, len(probe.content)):
                content = probe.content[:place]
                CURRENT.write_bytes(content)
                what = try_one(content, probe.name, pooled if is_dangerous(probe) else READER)
                if what:
                    keep(content, probe.name, what)
            print(f"{probe.format}: {len(probe.content)} cuts", flush=True)
    print(f"findings in {RESULTS}")


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--first", type=int, default=1_000_000)
    parser.add_argument("--format", action="append", default=[])
    parser.add_argument("--cuts", action="store_true")
    parser.add_argument("--case", type=Path)
    parser.add_argument("--batch", type=int)
    options = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    if options.case:
        print(try_one(options.case.read_bytes(), options.case.name) or "a reading")
    elif options.batch is not None:
        batch(options.batch, options.format)
    elif options.cuts:
        cut_everywhere(options.format)
    else:
        run(options.seconds, options.first, options.format)


if __name__ == "__main__":
    main()
