"""
How well lookalikes are found on the labelled sets of `evaluations/data/recipients`, and how often real names are.

    python -m evaluations.lookalikes --shared ../shared [--show] [--preloaded]

The guarded names are the customer's protected and watched domains of the shared data.  `--preloaded` adds false alarms
on the 160,000 real names of the package `hstspreload`, which take half a minute.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlp_service.recipients import RecipientView, assess_domain
from dlp_service.recipients.domains import normalise
from dlp_service.values import Category
from evaluations.recipients import SLIPS, TODAY, customer
from lists.names_in_use import preloaded

SETS = ("slips", "squats", "permutations", "fresh", "neighbours")
DATA = Path(__file__).resolve().parent / "data" / "recipients"
STRONG = 0.9


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled row and what was said: `part` is tuned or kept, `nearest` the guarded name that was found."""

    domain: str
    label: str
    part: str
    intended: str
    is_suspect: bool
    nearest: str
    kind: str
    explanation: str

    @property
    def is_slip(self) -> bool:
        """Say whether the row is labelled as a slip."""
        return self.label in SLIPS

    @property
    def is_right(self) -> bool:
        """Say whether a slip is SUSPECT and a real name is not."""
        return self.is_suspect == self.is_slip


def judged(name: str, view: RecipientView) -> list[Judged]:
    """Return the rows of a set with what is said about them."""
    return [
        _judge(json.loads(line), view) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def _judge(row: dict[str, Any], view: RecipientView) -> Judged:
    risk = assess_domain(row["domain"], view, TODAY)
    intended = row.get("nearest_trusted") or ""
    is_suspect = risk.category is Category.SUSPECT
    return Judged(
        row["domain"],
        row["label"],
        row["part"],
        intended,
        is_suspect,
        risk.nearest_trusted,
        risk.kind,
        risk.explanation,
    )


def share(rows: Iterable[Judged]) -> float:
    """Return the share of rows that were judged right; 1.0 of no rows at all would say nothing, so it raises."""
    found = [row.is_right for row in rows]
    return sum(found) / len(found)


def _print_set(name: str, rows: Sequence[Judged]) -> None:
    for part in sorted({row.part for row in rows}):
        here = [row for row in rows if row.part == part]
        for label in sorted({row.label for row in here}):
            labelled = [row for row in here if row.label == label]
            _print_line(name, part, label, labelled)
        slips = [row for row in here if row.is_slip]
        if slips:
            _print_line(name, part, "all", slips)


def _print_line(name: str, part: str, label: str, rows: Sequence[Judged]) -> None:
    found = [row for row in rows if row.is_suspect]
    nearest = sum(row.nearest == row.intended for row in found) if rows[0].is_slip else 0
    told = f"{nearest / len(found):9.3f}" if found and rows[0].is_slip else " " * 9
    print(f"{name:14}{part:7}{label:18}{len(rows):7}{len(found):7}{share(rows):8.3f}{told}")


def _print_preloaded(view: RecipientView) -> None:
    hosts = {name for host in preloaded() if (name := normalise(host))}
    risks = [assess_domain(host, view, TODAY) for host in sorted(hosts)]
    suspect = [risk for risk in risks if risk.category is Category.SUSPECT]
    strong = sum(risk.score >= STRONG for risk in suspect)
    print(f"preloaded names called lookalikes: {len(suspect)} of {len(hosts)} ({len(suspect) / len(hosts):.3%}), "
          f"{strong} at the strength of a block")  # fmt: skip
    print("by kind:", dict(Counter(risk.kind for risk in suspect)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--show", action="store_true", help="print every row that was judged wrong")
    parser.add_argument("--preloaded", action="store_true", help="add false alarms on 160,000 real names")
    options = parser.parse_args()
    view = customer(options.shared)
    print(f"{'set':14}{'part':7}{'label':18}{'rows':>7}{'found':>7}{'right':>8}{'nearest':>9}")
    for name in SETS:
        rows = judged(name, view)
        _print_set(name, rows)
        for row in rows if options.show else ():
            if not row.is_right:
                print(f"    {row.label} {row.domain} ({row.intended}): {row.kind} {row.explanation}")
    if options.preloaded:
        _print_preloaded(view)


if __name__ == "__main__":
    main()
