"""
What is found in labelled messages: names, people in company, identifiers, terms, protected people.

    python -m evaluations.people [--data FOLDER] [--half seen|unseen] [--only names,company,...] [--show]

The messages are written by hand, by people who had not read the program; `evaluations/data/people/README.md`
says how.  A span is right when it overlaps a labelled one of its kind, exact when both ends agree.
"""

from __future__ import annotations

import argparse
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from dlp_service.budget import Budget
from dlp_service.config import Settings
from dlp_service.detect import AnyDetector, Context, build_detectors, detect, with_inputs
from dlp_service.detect.names.entities import OWNED
from dlp_service.organisation import Organisation, Person, Term
from dlp_service.values import Extraction, Finding, PartText, Role, Stage, utc_now

DATA = Path(__file__).parent / "data" / "people"
SURE = 0.5
"""From here on a finding counts as found."""
KINDS_OF_LISTS = ("PERSONNEL_ON_PROJECT", "ROSTER", "VULNERABLE_PERSONS", "NAMES_WITH_IDENTIFIERS")
Record = dict[str, Any]


@dataclass
class Tally:
    """Counts of one kind: spans (or messages) found, right, labelled, recalled, exact."""

    found: int = 0
    right: int = 0
    labelled: int = 0
    recalled: int = 0
    exact: int = 0

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right, 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Return the share of what is labelled that was found, 1 where nothing is labelled."""
        return self.recalled / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class Result:
    """The tallies of one set by kind, other shares by name, and each miss in one line."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    shares: dict[str, tuple[int, int]] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def tally(self, kind: str) -> Tally:
        """Return the tally of a kind, made when it is first asked for."""
        return self.tallies.setdefault(kind, Tally())

    def count(self, name: str, *, is_right: bool) -> None:
        """Add one case to a share."""
        right, all_ = self.shares.get(name, (0, 0))
        self.shares[name] = (right + is_right, all_ + 1)

    def share(self, name: str) -> float:
        """Return a share, 1 where there was no case."""
        right, all_ = self.shares.get(name, (0, 0))
        return right / all_ if all_ else 1.0


def records(path: Path) -> Iterator[Record]:
    """Yield the records of a JSON lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def context_of(record: Record) -> Context:
    """Return what is known about a labelled message beside its text."""
    return Context(
        sender=record.get("sender", ""),
        sender_name=record.get("sender_name", ""),
        recipients=tuple(record.get("recipients", ())),
        visible_names=tuple(record.get("visible_names", ())),
        nation=record.get("nation", "GBR"),
        today=utc_now().date(),
    )


def texts_of(record: Record) -> tuple[PartText, ...]:
    """Return the texts of a labelled message."""
    if "texts" in record:
        return tuple(PartText(text["path"], text["where"], text["text"]) for text in record["texts"])
    return (PartText("1", record.get("where", "body"), record["text"]),)


def find(detectors: tuple[AnyDetector, ...], record: Record, stages: Iterable[Stage]) -> list[Finding]:
    """Return the findings of a labelled message."""
    extraction = Extraction(texts_of(record), (), "")
    return list(detect(extraction, detectors, context_of(record), stages, Budget.unlimited()).findings)


def compare(tally: Tally, found: list[tuple[int, int]], labelled: list[tuple[int, int]]) -> None:
    """Count spans that overlap, and those equal in both ends."""
    tally.found += len(found)
    tally.labelled += len(labelled)
    tally.right += sum(any(_meet(span, other) for other in labelled) for span in found)
    tally.recalled += sum(any(_meet(span, other) for other in found) for span in labelled)
    tally.exact += len(set(found) & set(labelled))


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def names(cases: Iterable[Record], detectors: tuple[AnyDetector, ...] | None = None) -> Result:
    """Judge names: where they are, whose role they have, and which of them are one person."""
    result = Result()
    stages = with_inputs({Stage.NAMES, Stage.IDENTIFIERS})
    built = detectors or build_detectors(Organisation(), Settings(), stages)
    for case in cases:
        all_found = find(built, case, stages)
        every = [f for f in all_found if f.info_type == "PERSON_NAME"]
        found = [f for f in every if f.confidence >= SURE]
        labelled = [p for p in case["persons"] if p["kind"] == "name"]
        compare(
            result.tally("PERSON_NAME"), [(f.start, f.end) for f in found], [(p["start"], p["end"]) for p in labelled]
        )
        pairs = []
        for person in labelled:
            match = next((f for f in found if _meet((f.start, f.end), (person["start"], person["end"]))), None)
            result.count(f"found, {_written(case, person)}", is_right=match is not None)
            if match is None:
                result.misses.append(f"{case['id']} missed {_quoted(case, person['start'], person['end'])}")
                continue
            pairs.append((person["person"], match.entity))
            is_right = match.role.value == person["role"]
            result.count(f"role {person['role']}", is_right=is_right)
            if not is_right:
                result.misses.append(
                    f"{case['id']} {match.role.value} is {person['role']}: {_quoted(case, match.start, match.end)}"
                )
        for one, other in combinations(pairs, 2):
            is_same = one[0] == other[0]
            result.count(
                "same person joined" if is_same else "different people apart", is_right=is_same == (one[1] == other[1])
            )
        for f in found:
            if not any(_meet((f.start, f.end), (p["start"], p["end"])) for p in case["persons"]):
                result.misses.append(f"{case['id']} no person: {_quoted(case, f.start, f.end)} {f.confidence}")
        evidence = {f.value for f in found if f.role is Role.EVIDENCE}
        people = {p["person"] for p in labelled if p["role"] == "evidence"}
        result.count("number of people right", is_right=len(evidence) == len(people))
        _judge_ties(result, case, all_found, dict(pairs))
    return result


def _written(case: Record, person: Record) -> str:
    """Return how a name is written."""
    surface = case["text"][person["start"] : person["end"]]
    words = "one word" if " " not in surface else "more words"
    return f"{words} in small letters" if surface.islower() else words


def _judge_ties(result: Result, case: Record, found: list[Finding], people: dict[str, str]) -> None:
    """Judge whose the addresses and numbers are; `people` are the labels that the names of the labelled people got."""
    owned = [f for f in found if f.info_type in OWNED]
    labelled = {(p["start"], p["end"]): p["person"] for p in case["persons"] if p["kind"] != "name"}
    for finding in owned:
        span = (finding.start, finding.end)
        person = next((who for where, who in labelled.items() if _meet(span, where)), "")
        if not person:
            kind, is_right = "nobody's left alone", not finding.entity
        elif person in people:
            kind, is_right = "tied to the right person", finding.entity == people[person]
        elif any(p["person"] == person and p["kind"] == "name" for p in case["persons"]):
            continue  # the name was missed, or is too doubtful
        else:
            kind, is_right = "address alone is a person", finding.entity not in {"", *people.values()}
        result.count(kind, is_right=is_right)
        if not is_right:
            result.misses.append(f"{case['id']} not {kind}: {_quoted(case, *span)}")


def _quoted(case: Record, start: int, end: int) -> str:
    return repr(
        case["text"][max(0, start - 20) : start] + "<" + case["text"][start:end] + ">" + case["text"][end : end + 15]
    )


def company(cases: Iterable[Record]) -> Result:
    """Judge people in company: each kind where it must be and where it must not, and how many people it counts."""
    result = Result()
    base = build_detectors(Organisation(), Settings(), (Stage.IDENTIFIERS, Stage.NAMES, Stage.PEOPLE_PROJECT))
    for case in cases:
        terms = tuple(Term(term, weight) for term, weight in case["terms"])
        detectors = (*build_detectors(Organisation(terms=terms), Settings(), (Stage.TERMS,)), *base)
        every = find(detectors, case, with_inputs({Stage.PEOPLE_PROJECT}))
        found = {
            f.info_type: f
            for f in sorted(every, key=lambda f: f.count)
            if f.info_type in KINDS_OF_LISTS and f.confidence >= SURE
        }
        for kind in KINDS_OF_LISTS:
            _judge_kind(result, case, kind, found.get(kind))
        if not case["expect"]:
            result.count("innocuous left alone", is_right=not (found.keys() & set(case["forbid"])))
    return result


def _judge_kind(result: Result, case: Record, kind: str, found: Finding | None) -> None:
    tally = result.tally(kind)
    is_wanted, is_forbidden = kind in case["expect"], kind in case["forbid"]
    tally.labelled += is_wanted
    if found is not None and (is_wanted or is_forbidden):
        tally.found += 1
        tally.right += is_wanted
        tally.recalled += is_wanted
    if is_wanted and found is None:
        result.misses.append(f"{case['id']} missed {kind}: {case['why']}")
    elif is_forbidden and found is not None:
        result.misses.append(f"{case['id']} false {kind} ({found.confidence}, {found.detail}): {case['why']}")
    elif is_wanted and found is not None and case.get("people"):
        result.count("people counted within one", is_right=abs(found.count - case["people"]) <= 1)
        if abs(found.count - case["people"]) > 1:
            result.misses.append(f"{case['id']} {kind} counts {found.count} for {case['people']}")


def identifiers(cases: Iterable[Record]) -> Result:
    """Judge identifiers by kind, in any role."""
    result = Result()
    detectors = build_detectors(Organisation(nation="GBR"), Settings(), (Stage.IDENTIFIERS,))
    for case in cases:
        found = [f for f in find(detectors, case, {Stage.IDENTIFIERS}) if f.confidence >= SURE]
        kinds = {f.info_type for f in found} | {span["type"] for span in case["spans"]}
        for kind in sorted(kinds):
            here = [(f.start, f.end) for f in found if f.info_type == kind]
            labelled = [(span["start"], span["end"]) for span in case["spans"] if span["type"] == kind]
            compare(result.tally(kind), here, labelled)
            _note(result, case, kind, here, labelled)
        if not case["spans"]:
            result.count("look-alikes left alone", is_right=not found)
    return result


def _note(
    result: Result, case: Record, kind: str, found: list[tuple[int, int]], labelled: list[tuple[int, int]]
) -> None:
    for span in labelled:
        if not any(_meet(span, other) for other in found):
            result.misses.append(f"{case['id']} missed {kind} {_quoted(case, *span)}")
    for span in found:
        if not any(_meet(span, other) for other in labelled):
            result.misses.append(f"{case['id']} false {kind} {_quoted(case, *span)}")


def terms(cases: Iterable[Record]) -> Result:
    """Judge project terms, each case with its own list."""
    result = Result()
    for case in cases:
        listed = tuple(_term(entry) for entry in case["terms"])
        detectors = build_detectors(Organisation(terms=listed), Settings(), (Stage.TERMS,))
        found = [f for f in find(detectors, case, {Stage.TERMS}) if f.confidence >= SURE]
        here = [(f.start, f.end) for f in found]
        labelled = [(span["start"], span["end"]) for span in case["spans"]]
        compare(result.tally("PROJECT_TERM"), here, labelled)
        _note(result, case, "PROJECT_TERM", here, labelled)
        for span in case["spans"]:
            match = next((f for f in found if _meet((f.start, f.end), (span["start"], span["end"]))), None)
            if match is not None:
                result.count("the right term", is_right=match.value.casefold() == span["term"].casefold())
    return result


def _term(entry: Record) -> Term:
    until = entry.get("valid_until")
    return Term(
        entry["term"],
        entry["weight"],
        variants=tuple(entry.get("variants", ())),
        valid_until=date.fromisoformat(until) if until else None,
    )


def protected(cases: Iterable[Record]) -> Result:
    """Judge protected people, each case with its own list."""
    result = Result()
    detectors: tuple[AnyDetector, ...] = ()
    for case in cases:
        people = tuple(Person(person["name"], person.get("service_number", "")) for person in case["personnel"])
        detectors = build_detectors(Organisation(personnel=people), Settings(), (Stage.NAMES,), previous=detectors)
        listed = tuple(detector for detector in detectors if detector.name != "names")
        found = [
            f for f in find(listed, case, {Stage.NAMES}) if f.info_type == "PROTECTED_PERSON" and f.confidence >= SURE
        ]
        here = [(f.start, f.end) for f in found]
        labelled = [(span["start"], span["end"]) for span in case["spans"]]
        compare(result.tally("PROTECTED_PERSON"), here, labelled)
        _note(result, case, "PROTECTED_PERSON", here, labelled)
    return result


SETS: dict[str, Callable[[Iterable[Record]], Result]] = {
    "names": names,
    "company": company,
    "identifiers": identifiers,
    "terms": terms,
    "protected": protected,
}


def table(result: Result) -> str:
    """Return precision, recall, F1 and exact ends by kind, and the shares."""
    out = io.StringIO()
    for kind, tally in sorted(result.tallies.items()):
        exact = 100 * tally.exact / max(1, tally.recalled)
        out.write(
            f"  {kind:32}{tally.labelled:6}{tally.precision:8.3f}{tally.recall:8.3f}{tally.f1:8.3f}{exact:7.0f} % exact\n"
        )
    for name, (right, all_) in sorted(result.shares.items()):
        out.write(f"  {name:32}{all_:6}{right / all_:8.3f}\n")
    return out.getvalue()


PARTS = ("", "_fresh", "_late")
"""Endings of the files of one set, by when they were written."""


def main(arguments: list[str] | None = None) -> None:
    """Print one table for each set there is."""
    parser = argparse.ArgumentParser(description="what is found in labelled messages")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--half", default="", help="only the records whose `half` is this: seen or unseen")
    parser.add_argument("--only", default="")
    parser.add_argument("--show", action="store_true", help="print every miss")
    options = parser.parse_args(arguments)
    wanted = options.only.split(",") if options.only else list(SETS)
    for path in [options.data / f"{name}{part}.jsonl" for name in wanted for part in PARTS]:
        if not path.exists():
            continue
        name = path.stem.partition("_")[0]
        cases = [case for case in records(path) if not options.half or case.get("half") == options.half]
        result = SETS[name](cases)
        print(f"{name} ({path.name}): labelled, precision, recall, F1\n{table(result)}")
        if options.show:
            kinds = Counter(miss.split()[1] for miss in result.misses)
            print("\n".join(result.misses), "\n", dict(kinds))


if __name__ == "__main__":
    main()
