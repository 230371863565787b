"""
Precision and recall of identifiers on labelled texts, by kind.

    python -m evaluations.identifiers FILE [--least 0.5] [--misses]

A line of FILE is `{"id", "where", "text", "spans": [{"start", "end", "type"}]}`.  A finding at least `--least` sure is
right when it overlaps a span of its kind; `exact` counts those with the same ends.  Kinds that no line labels are left out
of the false alarms only where the file labels none of them at all.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlp_service.budget import Budget
from dlp_service.detect.identifiers import IdentifierDetector
from dlp_service.detect.interface import Context
from dlp_service.values import Finding, PartText


@dataclass(slots=True)
class Tally:
    """Counts by kind, and a line for everything missed or wrong."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def add(self, case: dict[str, Any], findings: tuple[Finding, ...]) -> None:
        """Compare the findings of one case with its spans."""
        spans = [(span["type"], span["start"], span["end"]) for span in case["spans"]]
        found = [(finding.info_type, finding.start, finding.end) for finding in findings]
        for span in spans:
            self.wanted[span[0]] += 1
            if any(_overlap(span, other) for other in found):
                self.found[span[0]] += 1
                self.exact[span[0]] += span in found
                if span not in found:
                    near = [case["text"][other[1] : other[2]] for other in found if _overlap(span, other)]
                    self.lines.append(
                        f"inexact {case['id']} {span[0]} {case['text'][span[1] : span[2]]!r} found as {near}"
                    )
            else:
                self.lines.append(
                    f"missed {case['id']} {span[0]} {case['text'][span[1] : span[2]]!r} in {case['text']!r}"
                )
        for other, finding in zip(found, findings, strict=True):
            if not any(_overlap(span, other) for span in spans):
                self.wrong[other[0]] += 1
                shown = case["text"][other[1] : other[2]]
                self.lines.append(f"wrong {case['id']} {other[0]} {finding.confidence} {shown!r} in {case['text']!r}")

    def table(self) -> str:
        """Return one line per kind and one for all."""
        rows = [f"{'kind':32}{'spans':>6}{'recall':>8}{'exact':>7}{'wrong':>7}{'precision':>11}"]
        rows += [self._row(kind, [kind]) for kind in sorted({*self.wanted, *self.wrong})]
        return "\n".join([*rows, self._row("all", [*{*self.wanted, *self.wrong}])])

    def _row(self, name: str, kinds: list[str]) -> str:
        wanted, found, exact, wrong = (
            sum(counter[kind] for kind in kinds) for counter in (self.wanted, self.found, self.exact, self.wrong)
        )
        recall = 100 * found / wanted if wanted else 100.0
        precision = 100 * found / (found + wrong) if found + wrong else 100.0
        return f"{name:32}{wanted:6}{recall:8.1f}{exact:7}{wrong:7}{precision:11.1f}"


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def evaluate(path: Path, least: float, nation: str = "") -> Tally:
    """Return the counts over a file."""
    detector = IdentifierDetector(nation)
    tally = Tally()
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        text = PartText("1", case["where"], case["text"])
        findings = detector.detect((text,), Context(), Budget.unlimited())
        tally.add(case, tuple(finding for finding in findings if finding.confidence >= least))
    return tally


def main(arguments: list[str] | None = None) -> None:
    """Print the table, and with `--misses` what was missed or wrong."""
    parser = argparse.ArgumentParser(description="precision and recall of identifiers")
    parser.add_argument("file", type=Path)
    parser.add_argument("--least", type=float, default=0.5)
    parser.add_argument("--nation", default="")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args(arguments)
    tally = evaluate(options.file, options.least, options.nation)
    print(tally.table())
    if options.misses:
        print("\n".join(tally.lines))


if __name__ == "__main__":
    main()
