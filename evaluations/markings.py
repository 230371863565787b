"""
Precision and recall of the marking reader, per scheme and group, and its false markings on ordinary mail.

Run with `python -m evaluations.markings [--shared ../shared] [--errors]`.  The labelled sets beside this file were
written for the project; `data/markings/README.md` says by whom, from what, and how well each was read when it was new.
A marking counts as found when scheme (or one the case allows), level and place agree; caveats and spans (brackets
around them aside) are counted apart.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.markings import MarkingDetector
from dlp_service.levels import load_levels
from dlp_service.values import Finding, PartText

SETS = Path(__file__).parent / "data" / "markings"
OWN = SETS / "own.jsonl"
FEW = 10
"""Schemes with fewer markings than this have no floor of their own."""


_BRACKETS = "[](){}"


def own_sets() -> dict[str, Path]:
    """Return the labelled sets of the repository by name."""
    return {path.stem: path for path in sorted(SETS.glob("*.jsonl"))}


@dataclass(slots=True)
class Tally:
    """Counts of found, missed and false markings; `exact` spans and `caveats` among the found."""

    found: int = 0
    missed: int = 0
    false: int = 0
    exact: int = 0
    caveats: int = 0

    @property
    def precision(self) -> float:
        """Return the share of reported markings that are right; 1 where nothing was reported."""
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def recall(self) -> float:
        """Return the share of markings that were reported; 1 where there were none."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0


@dataclass(slots=True)
class Report:
    """Tallies by scheme and by group, over all cases, and a line for each error."""

    total: Tally = field(default_factory=Tally)
    schemes: dict[str, Tally] = field(default_factory=dict)
    groups: dict[str, Tally] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    cases: int = 0
    negatives: int = 0
    fired_negatives: int = 0


def read_cases(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a JSONL file."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def detector(nation: str = "") -> MarkingDetector:
    """Return the detector as the service builds it, without labels."""
    return MarkingDetector(nation, {}, load_levels())


def markings(text: str, where: str, reader: MarkingDetector) -> list[Finding]:
    """Return the markings in one text, mentions left out."""
    found = reader.detect((PartText("1", where, text),), Context(), Budget.unlimited())
    return [finding for finding in found if finding.marking and not finding.marking.is_mention]


def evaluate(cases: Iterable[dict[str, Any]]) -> Report:
    """Return the report on labelled cases."""
    report = Report()
    reader = detector()
    for case in cases:
        report.cases += 1
        found = markings(case["text"], case["where"], reader)
        if not case["expect"]:
            # A corporate label may be reported as one where the case says so.
            found = [item for item in found if item.marking and item.marking.scheme not in case.get("allow", ())]
            report.negatives += 1
            report.fired_negatives += bool(found)
        _score(case, found, report)
    return report


def _score(case: dict[str, Any], found: list[Finding], report: Report) -> None:
    left = list(found)
    group = report.groups.setdefault(case["group"], Tally())
    for expected in case["expect"]:
        tallies = (report.total, group, report.schemes.setdefault(expected["scheme"], Tally()))
        hit = next((item for item in left if _agrees(item, expected, case)), None)
        if hit is None:
            _add(tallies, "missed")
            report.errors.append(f"{case['id']} missed {expected['scheme']} {expected['level']}: {case['text'][:90]!r}")
            continue
        left.remove(hit)
        _add(tallies, "found")
        assert hit.marking is not None
        if case["text"][hit.start : hit.end].strip(_BRACKETS) == expected["span_text"].strip(_BRACKETS):
            _add(tallies, "exact")
        else:
            report.errors.append(
                f"{case['id']} span {case['text'][hit.start : hit.end]!r} for {expected['span_text']!r}"
            )
        if _plain(hit.marking.caveats) == _plain(expected["caveats"]):
            _add(tallies, "caveats")
        else:
            report.errors.append(f"{case['id']} caveats {hit.marking.caveats} for {expected['caveats']}")
    for item in left:
        assert item.marking is not None
        _add((report.total, group, report.schemes.setdefault(item.marking.scheme, Tally())), "false")
        report.errors.append(
            f"{case['id']} false {item.marking.scheme} {item.marking.level} ({item.marking.reason}): {case['text'][:90]!r}"
        )


def _plain(caveats: Iterable[str]) -> list[str]:
    return sorted(caveat.upper() for caveat in caveats)


def _add(tallies: tuple[Tally, ...], name: str) -> None:
    for tally in tallies:
        setattr(tally, name, getattr(tally, name) + 1)


def _agrees(found: Finding, expected: dict[str, Any], case: dict[str, Any]) -> bool:
    marking = found.marking
    assert marking is not None
    start = case["text"].find(expected["span_text"])
    overlaps = found.start < start + len(expected["span_text"]) and start < found.end
    schemes = {expected["scheme"], *case.get("allow", ())}
    return (
        marking.scheme in schemes
        and marking.level.casefold() == expected["level"].casefold()
        and (overlaps or start < 0)
    )


def ordinary_mail(shared: Path) -> Iterator[tuple[PartText, ...]]:
    """Yield subject and body of each ordinary message."""
    for row in _rows(shared / "data" / "mail" / "emails_ordinary.jsonl.zst"):
        yield PartText("", "subject", row["title"] or ""), PartText("1", "body", row["text_raw"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    import io  # noqa: PLC0415 - only with the shared data

    import zstandard  # noqa: PLC0415 - a tool of training, absent at run time

    with zstandard.open(path, "rb") as source:
        for line in io.TextIOWrapper(source, encoding="utf-8"):
            yield json.loads(line)


def false_marking_rate(messages: Iterable[tuple[PartText, ...]]) -> tuple[int, int]:
    """Return how many messages carry at least one marking, and how many there are."""
    reader = detector()
    fired = count = 0
    for texts in messages:
        found = reader.detect(texts, Context(), Budget.unlimited())
        fired += any(item.marking and not item.marking.is_mention for item in found)
        count += 1
    return fired, count


_CABLE_LEVELS = {"LIMITED_OFFICIAL_USE": "SBU"}
"""LIMITED OFFICIAL USE became SBU in 1995; the other labels are level names."""


def cable_levels(shared: Path) -> tuple[int, int]:
    """Return how many declassified cables get their original level as the highest, and how many there are."""
    reader = detector()
    right = count = 0
    for row in _rows(shared / "data" / "classification" / "state_cables_lapaz_1974_79.jsonl.zst"):
        found = markings(row["text_raw"], "body", reader)
        level = found[0].marking.level if found and found[0].marking else ""
        right += level == _CABLE_LEVELS.get(row["label"], row["label"])
        count += 1
    return right, count


def show(name: str, report: Report, *, errors: bool, with_groups: bool = True) -> None:
    """Print one report as tables."""
    print(
        f"\n{name}: {report.cases} cases, {report.negatives} without a marking, of which {report.fired_negatives} fired"
    )
    print(f"{'':22}{'cases':>6}{'precision':>11}{'recall':>8}{'span':>7}{'caveats':>9}")
    rows = [("all", report.total)]
    if with_groups:
        rows += [*sorted(report.schemes.items()), *sorted(report.groups.items())]
    for title, tally in rows:
        found = max(1, tally.found)
        print(
            f"{title:22}{tally.found + tally.missed:6}{tally.precision:11.3f}{tally.recall:8.3f}"
            f"{tally.exact / found:7.2f}{tally.caveats / found:9.2f}"
        )
    for line in report.errors if errors else ():
        print("  ", line)


def main() -> None:
    """Print the reports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--errors", action="store_true", help="list every error")
    arguments = parser.parse_args()
    sets = {name: read_cases(path) for name, path in own_sets().items()}
    for name, cases in sets.items():
        show(f"set {name}", evaluate(cases), errors=arguments.errors, with_groups=False)
    show("all sets", evaluate(case for cases in sets.values() for case in cases), errors=False)
    examples = arguments.shared / "data" / "markings" / "examples.jsonl"
    if examples.exists():
        cases = read_cases(examples)
        show("shared examples", evaluate(cases), errors=arguments.errors)
        shown = Counter(case["group"] for case in cases)
        print(f"groups of the shared examples: {dict(shown)}")
    if (arguments.shared / "data" / "mail").is_dir():
        fired, count = false_marking_rate(ordinary_mail(arguments.shared))
        right, cables = cable_levels(arguments.shared)
        print(f"\ndeclassified cables: {right} of {cables} get their original level")
        print(f"ordinary mail: {fired} of {count} messages carry a false marking ({100 * fired / count:.3f} %)")


if __name__ == "__main__":
    main()
