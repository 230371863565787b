"""
What is read of real files and real mail: strings found by format, what stayed dark, and the time, beside iscc-tika.

`make eval-extract` reads the shared set as `dlp extract` does, both readers in turn on each file, then the real messages.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, Reader
from dlp_service.values import Gap
from evaluations.extract_mail import print_mail
from evaluations.extract_set import Expected, Score, expected, judge, score
from evaluations.reading import open_reader
from evaluations.tika_peer import texts, tika

T = TypeVar("T")
LIMITS = Limits()
WARM = b"warm"


@dataclass(slots=True)
class Tally:
    """Files of one format: what was to be found, what was missed, gaps by reason, milliseconds."""

    files: int = 0
    body: int = 0
    meta: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    def add(self, case: Expected, result: Score, gaps: Iterable[Gap], spent_ms: float) -> None:
        """Count one file."""
        self.files += 1
        self.body += len(case.body)
        self.meta += len(case.meta)
        for name in Score.__dataclass_fields__:
            self.missed[name] += len(getattr(result, name))
        self.gaps.update(gap.reason.value for gap in gaps if gap.material)
        self.times.append(spent_ms)

    def merge(self, other: Tally) -> None:
        """Count what another counted."""
        self.files += other.files
        self.body += other.body
        self.meta += other.meta
        self.missed.update(other.missed)
        self.gaps.update(other.gaps)
        self.times += other.times

    def share(self, name: str) -> float:
        """Return the share that a judge saw found: `body`, `meta`, `lenient_body` or `lenient_meta`."""
        total = self.meta if name.endswith("meta") else self.body
        return 1.0 - self.missed[name] / total if total else 1.0


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what a call gives and the milliseconds it took."""
    start = time.perf_counter()
    found = work()
    return found, (time.perf_counter() - start) * 1000


def read_set(reader: Reader, shared: Path, show: Callable[[Expected, Score], None] | None = None) -> dict[str, Tally]:
    """Read every file of the set; return a tally by format."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for case in expected(shared):
        one = read_case(reader, case, show)
        tallies[case.family].merge(one)
    return tallies


def read_case(reader: Reader, case: Expected, show: Callable[[Expected, Score], None] | None = None) -> Tally:
    """Read one file as `dlp extract` does, and judge it."""
    document = Document("", case.file.read_bytes(), file_name=case.file.name)
    reading, spent = timed(lambda: reader.read(document, Budget.of(LIMITS.message_wall_s)))
    result = judge(case, reading)
    if show:
        show(case, result)
    tally = Tally()
    tally.add(case, result, reading.gaps, spent)
    return tally


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum."""
    result = Tally()
    for tally in tallies:
        result.merge(tally)
    return result


def print_table(name: str, tallies: dict[str, Tally]) -> None:
    """Print a row a format and the sum."""
    print(f"\n{name:10}{'files':>6}{'body':>10}{'meta':>10}{'anywhere':>10}{'meta any':>10}{'ms':>9}  dark")
    for family, tally in [*sorted(tallies.items()), ("all", total(tallies.values()))]:
        cells = [
            f"{all_of - tally.missed[key]}/{all_of}"
            for key, all_of in (
                ("body", tally.body),
                ("meta", tally.meta),
                ("lenient_body", tally.body),
                ("lenient_meta", tally.meta),
            )
        ]
        dark = ", ".join(f"{reason} {count}" for reason, count in sorted(tally.gaps.items()))
        row = "".join(f"{cell:>10}" for cell in cells)
        print(f"{family:10}{tally.files:6}{row}{statistics.median(tally.times):9.1f}  {dark}")


def print_shares(name: str, tally: Tally) -> None:
    """Print one reader's shares."""
    shares = "  ".join(
        f"{label} {tally.share(key):6.1%}"
        for label, key in (
            ("body", "body"),
            ("meta", "meta"),
            ("body anywhere", "lenient_body"),
            ("meta anywhere", "lenient_meta"),
        )
    )
    print(f"{name:10}{shares}  median {statistics.median(tally.times):.1f} ms  sum {sum(tally.times) / 1000:.1f} s")


def print_misses(case: Expected, result: Score) -> None:
    """Print each string that was not found, and whether it stood elsewhere or with other white space."""
    for kind, missed, lenient in (
        ("body", result.body, result.lenient_body),
        ("meta", result.meta, result.lenient_meta),
    ):
        for needle in missed:
            print(f"{case.name}: {kind} {'MISSED' if needle in lenient else 'elsewhere'} {needle!r}")


def compare(reader: Reader, shared: Path, *, is_listing: bool, is_alone: bool) -> None:
    """Print the tables of both readers, which took turns."""
    ours: dict[str, Tally] = defaultdict(Tally)
    theirs: dict[str, Tally] = defaultdict(Tally)
    broken: Counter[str] = Counter()
    extractor = None if is_alone else tika()
    # The first reading of each pays for imports and, in the peer, for a virtual machine.
    reader.read(Document("", WARM), Budget.of(LIMITS.message_wall_s))
    if extractor:
        texts(extractor, WARM)
    for case in expected(shared):
        ours[case.family].merge(read_case(reader, case, print_misses if is_listing else None))
        if extractor:
            content = case.file.read_bytes()
            (text, properties, error), spent = timed(lambda: texts(extractor, content))  # noqa: B023 - called at once
            theirs[case.family].add(case, score(case, text, properties), (), spent)
            broken.update([error] if error else [])
    print_table("ours", ours)
    if extractor:
        print_table("iscc-tika", theirs)
        print(f"iscc-tika raised: {dict(broken) or 'nothing'}\n")
        print_shares("iscc-tika", total(theirs.values()))
    print_shares("ours", total(ours.values()))


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--list", action="store_true", help="print every string that was not found")
    parser.add_argument("--alone", action="store_true", help="leave iscc-tika out")
    parser.add_argument("--only-files", action="store_true", help="leave the real messages out")
    options = parser.parse_args()
    if not (options.shared / "data" / "extract").is_dir():
        print(f"skipped: the evaluation data is not at {options.shared}")
        return
    with open_reader(LIMITS) as reader:
        compare(reader, options.shared, is_listing=options.list, is_alone=options.alone)
        if not options.only_files:
            print_mail(reader, LIMITS, options.shared)


if __name__ == "__main__":
    main()
