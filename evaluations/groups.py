"""
How well the flags of a message are found: precision and recall by flag over labelled messages.

    python -m evaluations.groups [FILE ...] [--shared ../shared] [--show]

A line is what `dlp recipients --jsonl` reads, with `expect.flags`, and where labelled `category` and `suggestion` by
address.  Without a file the project's own labelled lines are read.  With `--shared`, protected and watched domains are
those of the shared data.  `--show` prints every difference.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlp_service.organisation import Organisation, read_domains
from dlp_service.recipients import RecipientView, assess, build_view
from dlp_service.values import Assessment, Category, ContactHistory, Envelope, History
from evaluations.recipients import TODAY

OWN_LINES = Path(__file__).parent / "data" / "recipients" / "groups.jsonl"


@dataclass(slots=True)
class Figures:
    """Counts over labelled messages; `differences` name the line, what is missing and what is too much."""

    lines: int = 0
    exact: int = 0
    blocked: int = 0
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    categories: list[bool] = field(default_factory=list)
    suggestions: list[bool] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def f1(self, flag: str = "") -> float:
        """Return F1 of a flag, or of all flags together; 1 where there was nothing to find and nothing was said."""
        flags = [flag] if flag else {*self.found, *self.missed, *self.false}
        found, missed, false = (sum(counts[one] for one in flags) for counts in (self.found, self.missed, self.false))
        return 2 * found / (2 * found + missed + false) if found + missed + false else 1.0


def measure(lines: Iterable[str], view: RecipientView) -> Figures:
    """Judge labelled lines and count what agrees."""
    figures = Figures()
    for line in lines:
        row: dict[str, Any] = json.loads(line)
        judged = judge(row, view)
        expected, said = set(row["expect"]["flags"]), set(judged.flags)
        figures.lines += 1
        figures.exact += expected == said
        figures.blocked += any(risk.category is Category.BLOCKED for risk in judged.recipients)
        figures.found.update(expected & said)
        figures.missed.update(expected - said)
        figures.false.update(said - expected)
        wrong = _compare(row, judged, figures)
        if expected != said or wrong:
            text = f"{row['id']}: missing {sorted(expected - said)}, too much {sorted(said - expected)} {wrong}"
            figures.differences.append(f"{text} ({row.get('why', '')})")
    return figures


def judge(row: dict[str, Any], view: RecipientView) -> Assessment:
    """Judge a labelled line the way the command line does: its contacts are history, where it has any."""
    visible = [*row.get("to", ()), *row.get("cc", ())]
    contacts: dict[str, int] = row.get("known_contacts") or {}
    if contacts or row.get("directory"):
        view = view.with_people(contacts, [("", address) for address in row.get("directory") or ()])
    history = History(
        tuple((address, ContactHistory(deliveries=count)) for address, count in contacts.items()),
        is_supplied=bool(contacts),
    )
    envelope = Envelope.of(row["sender"], (*visible, *row.get("bcc", ())))
    return assess(envelope, tuple(visible), view, history, TODAY)


def _compare(row: dict[str, Any], judged: Assessment, figures: Figures) -> list[str]:
    """Count labelled categories and suggestions, and return what differs."""
    risks = {risk.address: risk for risk in judged.recipients}
    wrong = []
    for address, category in row.get("category", {}).items():
        figures.categories.append(risks[address].category.name == category)
        if not figures.categories[-1]:
            wrong.append(f"{address} is {risks[address].category.name}")
    for address, suggestion in row.get("suggestion", {}).items():
        figures.suggestions.append(risks[address].suggestion == suggestion)
        if not figures.suggestions[-1]:
            wrong.append(f"{address} suggests {risks[address].suggestion or 'nothing'}")
    return wrong


def customer(shared: Path | None) -> RecipientView:
    """Return the view of an organisation that knows the shared domains, or none."""
    if shared is None:
        return build_view(Organisation())
    folder = shared / "data" / "recipients"
    return build_view(
        Organisation(protected=read_domains(folder / "protected.txt"), watch=read_domains(folder / "watch.txt"))
    )


def report(figures: Figures) -> str:
    """Return the table that is printed."""
    rows = [f"{'flag':24}{'found':>7}{'false':>7}{'missed':>8}{'F1':>7}"]
    for flag in sorted({*figures.found, *figures.missed, *figures.false}):
        counts = f"{figures.found[flag]:7}{figures.false[flag]:7}{figures.missed[flag]:8}"
        rows.append(f"{flag:24}{counts}{figures.f1(flag):7.3f}")
    rows.append(f"{figures.exact} of {figures.lines} messages exact, F1 {figures.f1():.3f}, {figures.blocked} blocked")
    for name, right in (("categories", figures.categories), ("suggestions", figures.suggestions)):
        if right:
            rows.append(f"{name} right {sum(right)} of {len(right)}")
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[OWN_LINES])
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--show", action="store_true", help="print every difference")
    options = parser.parse_args(arguments)
    view = customer(options.shared)
    for path in options.files:
        figures = measure(path.read_text(encoding="utf-8").splitlines(), view)
        print(f"{path.name}\n{report(figures)}")
        if options.show:
            print("\n".join(figures.differences))


if __name__ == "__main__":
    main()
