"""
How well lookalikes are found: recall by kind, false alarms, build time, memory and look-up time.

    python -m evaluations.recipients --shared ../shared [--show]

The guarded names are a customer's protected and watched domains; the labelled rows are slips, real
neighbours and ordinary domains.  `--show` prints every miss and every false alarm.
"""

from __future__ import annotations

import argparse
import json
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dlp_service.organisation import Organisation, read_domains
from dlp_service.recipients import RecipientView, assess_domain, build_view
from dlp_service.values import Category, RecipientRisk

TODAY = date(2026, 11, 22)
SLIPS = ("typo", "tld_swap", "lookalike", "doppelganger", "homograph", "subdomain_trick")
SIZES = ("protected_10.txt", "protected_1000.txt", "protected_14k.txt")


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled domain and what was said about it."""

    domain: str
    label: str
    nearest: str
    risk: RecipientRisk

    @property
    def is_found(self) -> bool:
        """Say whether the row was judged as its label asks: slips SUSPECT, own domains TRUSTED, the rest neither."""
        if self.label in SLIPS:
            return self.risk.category is Category.SUSPECT
        if self.label == "legit":
            return self.risk.category is Category.TRUSTED
        if self.label in {"freemail", "disposable"}:
            return self.risk.kind == self.label
        return self.risk.category not in {Category.SUSPECT, Category.BLOCKED}


def customer(shared: Path) -> RecipientView:
    """Return the view of a customer with the shared protected and watched domains."""
    folder = shared / "data" / "recipients"
    return build_view(
        Organisation(protected=read_domains(folder / "protected.txt"), watch=read_domains(folder / "watch.txt"))
    )


def examples(shared: Path, view: RecipientView) -> list[Row]:
    """Return the labelled rows with their assessments."""
    lines = (shared / "data" / "recipients" / "examples.jsonl").read_text(encoding="utf-8").splitlines()
    found: list[Row] = []
    for line in lines:
        row: dict[str, Any] = json.loads(line)
        risk = assess_domain(row["domain"], view, TODAY)
        found.append(Row(row["domain"], row["label"], row.get("nearest_trusted") or "", risk))
    return found


def recall(rows: Sequence[Row]) -> float:
    """Return the share of slips that were found."""
    slips = [row for row in rows if row.label in SLIPS]
    return sum(row.is_found for row in slips) / len(slips)


def precision(rows: Sequence[Row]) -> float:
    """Return the share of SUSPECT rows that are slips."""
    flagged = [row for row in rows if row.risk.category is Category.SUSPECT]
    return sum(row.label in SLIPS for row in flagged) / len(flagged) if flagged else 1.0


def false_alarms(shared: Path, view: RecipientView) -> tuple[list[RecipientRisk], int]:
    """Return the ordinary domains called SUSPECT, and how many there were."""
    ordinary = read_domains(shared / "data" / "recipients" / "public_toplist.txt")
    risks = (assess_domain(domain, view, TODAY) for domain in ordinary)
    return [risk for risk in risks if risk.category is Category.SUSPECT], len(ordinary)


def mali(shared: Path, view: RecipientView) -> list[str]:
    """Return the .mil hosts whose .ml spelling is not SUSPECT, or suggests something else."""
    hosts = [host for host in read_domains(shared / "data" / "recipients" / "protected.txt") if host.endswith(".mil")]
    risks = {host: assess_domain(host.removesuffix("il") + "l", view, TODAY) for host in hosts}
    return [host for host, risk in risks.items() if risk.category is not Category.SUSPECT or risk.suggestion != host]


def by_kind(rows: Sequence[Row]) -> dict[str, tuple[int, int, int, int]]:
    """Return per label (rows, found, right nearest, right kind)."""
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        cells = table[row.label]
        cells[0] += 1
        cells[1] += row.is_found
        cells[2] += row.is_found and (not row.nearest or row.risk.nearest_trusted == row.nearest)
        cells[3] += row.risk.kind == row.label
    return {label: (cells[0], cells[1], cells[2], cells[3]) for label, cells in table.items()}


def memory(shared: Path, name: str) -> tuple[int, float]:
    """Return (names, MiB) of a view with one guarded list."""
    guarded = read_domains(shared / "data" / "recipients" / name)
    tracemalloc.start()
    measured = build_view(Organisation(protected=guarded))
    size = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    del measured
    return len(guarded), size


def timings(shared: Path, name: str) -> tuple[float, float, float]:
    """Return (seconds to build, us for a cold look-up, us for a trusted one) with one guarded list."""
    folder = shared / "data" / "recipients"
    guarded = read_domains(folder / name)
    begin = time.perf_counter()
    view = build_view(Organisation(protected=guarded))
    built = time.perf_counter() - begin
    ordinary = read_domains(folder / "public_toplist.txt")[:10_000]
    cold = _microseconds(view.index.find, ordinary)
    trusted = _microseconds(view.index.find, [f"www.{host}" for host in guarded] * (10_000 // len(guarded) + 1))
    return built, cold, trusted


def _microseconds(look_up: Callable[[str], object], hosts: Sequence[str]) -> float:
    """Return what one look-up took in the quickest of three passes; the index remembers no host."""
    passes = []
    for _ in range(3):
        begin = time.perf_counter()
        for host in hosts:
            look_up(host)
        passes.append(time.perf_counter() - begin)
    return min(passes) / len(hosts) * 1e6


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--show", action="store_true", help="print every miss and false alarm")
    options = parser.parse_args()
    view = customer(options.shared)
    rows = examples(options.shared, view)
    print(f"{'label':18}{'rows':>6}{'found':>7}{'nearest':>9}{'kind':>6}")
    for label, (count, found, nearest, kind) in by_kind(rows).items():
        print(f"{label:18}{count:6}{found:7}{nearest:9}{kind:6}")
    print(f"recall of slips {recall(rows):.3f}, precision {precision(rows):.3f}")
    alarms, ordinary = false_alarms(options.shared, view)
    strong = sum(risk.score >= 0.9 for risk in alarms)
    print(
        f"false alarms {len(alarms)} of {ordinary} ({len(alarms) / ordinary:.3%}), {strong} at the strength of a block"
    )
    print("by kind:", dict(Counter(risk.kind for risk in alarms)))
    print(f".mil hosts not caught under .ml: {mali(options.shared, view) or 'none'}")
    if options.show:
        for row in rows:
            if not row.is_found or (row.label in SLIPS and row.risk.nearest_trusted != row.nearest):
                print(
                    f"  {row.label} {row.domain}: {row.risk.category.name} {row.risk.kind} {row.risk.nearest_trusted}"
                )
        for risk in alarms:
            print(f"  alarm {risk.score:.2f} {risk.kind}: {risk.explanation}")
    print(f"{'guarded names':>14}{'build s':>9}{'MiB':>7}{'cold us':>9}{'trusted us':>12}")
    for name in SIZES:
        names, size = memory(options.shared, name)
        built, cold, trusted = timings(options.shared, name)
        print(f"{names:14}{built:9.2f}{size:7.1f}{cold:9.1f}{trusted:12.2f}")


if __name__ == "__main__":
    main()
