"""
Turns findings into items of evidence, each with its weight and a sentence that is safe to show.

Nothing is counted twice: a term, a person and a kind count once however often
they are found, at their strongest.  Context, mentions of a marking and kinds
without a floor weigh nothing.  The sentences hold numbers and names of levels, never text of the message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dlp_service.score.floors import Floors
from dlp_service.values import Declared, Finding, Marking, Role

MARKINGS = frozenset({"CLASSIFICATION_MARKING", "MACHINE_LABEL"})
FINGERPRINT = "DOCUMENT_FINGERPRINT"
TERM, PROTECTED, NAME = "PROJECT_TERM", "PROTECTED_PERSON", "PERSON_NAME"

SENTENCES = {
    "PERSONNEL_ON_PROJECT": "named people beside a project term",
    "VULNERABLE_PERSONS": "people whose exposure endangers them",
    "NAMES_WITH_IDENTIFIERS": "names beside at least three national identifiers",
    FINGERPRINT: "an excerpt of a registered document",
    "ROSTER": "a list of named people",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of evidence, its weight 0..1 before it is combined with others, and what to say about it."""

    kind: str
    detail: str
    weight: float


def noisy_or(weights: Iterable[float]) -> float:
    """
    Return the chance that at least one of several independent causes holds (Pearl 1988).

    >>> round(noisy_or([0.5, 0.5]), 2)
    0.75
    """
    none = 1.0
    for weight in sorted(weights, reverse=True):
        none *= 1.0 - weight
    return 1.0 - none


def highest_marking(findings: Iterable[Finding]) -> Finding | None:
    """Return the finding with the highest marking the message really carries, the surest and first among equals."""
    real = [f for f in _evidence(findings) if f.info_type in MARKINGS and f.marking and not f.marking.is_mention]
    return max(real, key=lambda f: (_ordinal(f.marking), f.confidence), default=None)


def declared(finding: Finding | None) -> Declared | None:
    """Return the level a marking declares."""
    if finding is None or finding.marking is None:
        return None
    return Declared(finding.marking.scheme, finding.marking.level, finding.marking.ordinal)


def registered_ordinal(findings: Iterable[Finding]) -> int:
    """Return the highest ordinal that a recognised registered document carries at home, or 0."""
    return max((_ordinal(f.marking) for f in _evidence(findings) if f.info_type == FINGERPRINT), default=0)


def unmarked_items(findings: Sequence[Finding], floors: Floors) -> tuple[Item, ...]:
    """Return every kind of unmarked evidence that weighs something, heaviest first."""
    evidence = list(_evidence(findings))
    items = [*_kinds(evidence, floors), *_terms(evidence, floors), *_people(evidence, floors)]
    return tuple(sorted((item for item in items if item.weight > 0), key=lambda item: (-item.weight, item.kind)))


def _evidence(findings: Iterable[Finding]) -> Iterable[Finding]:
    return (finding for finding in findings if finding.role is Role.EVIDENCE)


def _ordinal(marking: Marking | None) -> int:
    return 0 if marking is None or marking.is_mention else min(max(marking.ordinal, 0), 100)


def _kinds(evidence: Sequence[Finding], floors: Floors) -> list[Item]:
    """Weigh the kinds that count once: the surest finding speaks for all of its kind."""
    found: dict[str, list[Finding]] = {}
    for finding in evidence:
        if finding.info_type in floors.kinds:
            found.setdefault(finding.info_type, []).append(finding)
    return [_kind(kind, group, floors) for kind, group in found.items()]


def _kind(kind: str, group: Sequence[Finding], floors: Floors) -> Item:
    weight = max(floors.kinds[kind] * floors.trusted(finding.confidence) for finding in group)
    size = max(finding.count for finding in group)
    return Item(kind, f"{SENTENCES[kind]} ({size} found)" if size > 1 else SENTENCES[kind], weight)


def _terms(evidence: Sequence[Finding], floors: Floors) -> list[Item]:
    """Weigh distinct terms; those of one floor are one item."""
    strongest: dict[str, tuple[float, float]] = {}
    for finding in evidence:
        if finding.info_type == TERM:
            floor = floors.project_term(finding.weight)
            weight = (floor * floors.trusted(finding.confidence), floor)
            key = _key(finding)
            strongest[key] = max(weight, strongest.get(key, (0.0, 0.0)))
    groups: dict[float, list[float]] = {}
    for weight_, floor in strongest.values():
        groups.setdefault(floor, []).append(weight_)
    return [
        Item(TERM, f"{_number(len(group), 'listed term')} with a floor of {floor:.2f}", noisy_or(group))
        for floor, group in groups.items()
    ]


def _people(evidence: Sequence[Finding], floors: Floors) -> list[Item]:
    """
    Weigh protected people and other names, each person once.

    A person who is both counts as protected, at the larger of the two weights, so that recognising
    somebody never lowers the score.
    """
    protected: dict[str, float] = {}
    named: dict[str, float] = {}
    for finding in evidence:
        trusted, key = floors.trusted(finding.confidence), _key(finding)
        if finding.info_type == PROTECTED:
            weight = floors.protected_person(finding.weight) * trusted
            protected[key] = max(weight, protected.get(key, 0.0))
        elif finding.info_type == NAME:
            named[key] = max(floors.name_each * trusted, named.get(key, 0.0))
    for key in protected.keys() & named.keys():
        protected[key] = max(protected[key], named.pop(key))
    others = min(floors.name_most, noisy_or(named.values()))
    return [
        Item(PROTECTED, _number(len(protected), "protected person", "protected people"), noisy_or(protected.values())),
        Item(NAME, _number(len(named), "other named person", "other named people"), others),
    ]


def _key(finding: Finding) -> str:
    """Return what makes a term or person the same; without a label or a value every place is another one."""
    return finding.entity or finding.value or f"{finding.path}\0{finding.where}\0{finding.start}\0{finding.end}"


def _number(number: int, one: str, many: str = "") -> str:
    return f"1 {one}" if number == 1 else f"{number} {many or one + 's'}"


def marking_detail(finding: Finding, findings: Iterable[Finding]) -> str:
    """Return the sentence for the highest marking, with how many real markings there are in all."""
    assert finding.marking is not None
    kinds = Counter(f.info_type for f in _evidence(findings) if f.marking and not f.marking.is_mention)
    total = sum(kinds[kind] for kind in MARKINGS)
    level = f"{finding.marking.scheme} {finding.marking.level}"
    return f"marked {level}" if total == 1 else f"marked {level}, the highest of {total} markings"
