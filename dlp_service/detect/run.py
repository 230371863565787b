"""One pass of all detectors over one message: order, time, truncation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeGuard, cast

from dlp_service.budget import Budget
from dlp_service.detect.interface import (
    AnyDetector,
    CombiningDetector,
    Context,
    Detection,
    Detector,
    ReadingAhead,
    StageUnfinished,
)
from dlp_service.detect.names.entities import with_entities
from dlp_service.detect.resolve import resolve_overlaps
from dlp_service.errors import OutOfTime
from dlp_service.textmap import clean
from dlp_service.values import (
    CONTACT_IDENTIFIERS,
    IDENTIFIERS,
    NATIONAL_IDENTIFIERS,
    Extraction,
    Finding,
    PartText,
    Role,
    Stage,
)

INPUTS = {Stage.PEOPLE_PROJECT: frozenset({Stage.NAMES, Stage.TERMS, Stage.IDENTIFIERS})}
"""What a combining stage reads; it works with whatever of these ran."""


def with_inputs(stages: Iterable[Stage]) -> frozenset[Stage]:
    """
    Return `stages` and the stages whose findings they combine.

    >>> Stage.NAMES in with_inputs({Stage.PEOPLE_PROJECT})
    True
    """
    asked = frozenset(stages)
    return asked.union(*(INPUTS.get(stage, frozenset()) for stage in asked))


def detect(
    extraction: Extraction,
    detectors: tuple[AnyDetector, ...],
    context: Context,
    stages: Iterable[Stage],
    budget: Budget,
    max_findings: int = 5000,
) -> Detection:
    """
    Run every detector whose stage is in `stages` and return all findings in a fixed order.

    A stage that runs out of time is named in `unfinished` and keeps what it found; the stages after it
    get their turn, and end at their first check if there is no time at all.  Combining detectors come last.

    Raises:
        ValueError: there are no detectors; an empty result must mean that something looked.
        Cancelled: the caller went away.
    """
    if not detectors:
        message = "no detectors were built"
        raise ValueError(message)
    # Whoever calls this without the reading room may hand in half a pair of UTF-16; no native matcher takes it.
    run = _Run(tuple(map(_cleaned, extraction.texts)), replace(context, memory={}), budget)
    asked = frozenset(stages)
    chosen = [detector for detector in detectors if detector.stage in asked]
    for detector in chosen:
        if not combines(detector):
            run.add(detector)
    run.settle()
    for detector in chosen:
        if combines(detector):
            run.add(detector)
    found = run.findings
    kept = strongest(found, max_findings)
    return Detection(tuple(sorted(kept, key=position)), tuple(run.unfinished), run.timings_ms, len(kept) < len(found))


def read_ahead(
    texts: tuple[PartText, ...], detectors: Iterable[AnyDetector], stages: Iterable[Stage], budget: Budget
) -> None:
    """Let those detectors of `stages` that gain by it read many short texts before each is asked for by itself."""
    asked = frozenset(stages)
    for detector in detectors:
        if detector.stage in asked and hasattr(detector, "read_ahead"):
            cast("ReadingAhead", detector).read_ahead(texts, budget)


def _cleaned(text: PartText) -> PartText:
    plain = clean(text.text)
    return text if plain is text.text else replace(text, text=plain)


def combines(detector: AnyDetector) -> TypeGuard[CombiningDetector]:
    """Say whether a detector works on the findings of others; asking its class for the whole protocol costs 60 us a message."""
    return hasattr(detector, "combine")


class _Run:
    """The findings, times and unfinished stages of one pass."""

    def __init__(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> None:
        self.texts = texts
        self.context = context
        self.budget = budget
        self.findings: list[Finding] = []
        self.unfinished: dict[Stage, None] = {}
        self.timings_ms: dict[str, float] = {}

    def add(self, detector: AnyDetector) -> None:
        """Run one detector; only the lack of time is an expected failure, any other error is a bug and goes up."""
        started = time.perf_counter()
        before = dict(self.budget.apart_ms)
        try:
            self.findings.extend(self._call(detector)())
        except OutOfTime as error:
            self.unfinished[detector.stage] = None
            if isinstance(error, StageUnfinished):
                self.findings.extend(error.findings)
        elapsed = (time.perf_counter() - started) * 1000
        apart = {name: total - before.get(name, 0.0) for name, total in self.budget.apart_ms.items()}
        self._note(detector.stage, elapsed - sum(apart.values()))
        for name, spent in apart.items():
            if spent:
                self._note(name, spent)

    def _note(self, name: str, spent: float) -> None:
        self.timings_ms[name] = self.timings_ms.get(name, 0.0) + spent

    def settle(self) -> None:
        """Settle overlaps, say who is one person, and make context of what a list allows; what is combined comes after."""
        people = with_entities(resolve_overlaps(self.findings), self.texts)
        self.findings = self.context.allowed.apply(people, self.texts, self.context.today)

    def _call(self, detector: AnyDetector) -> Callable[[], tuple[Finding, ...]]:
        if combines(detector):
            found = tuple(sorted(self.findings, key=position))
            return lambda: detector.combine(self.texts, found, self.context, self.budget)
        plain = cast("Detector", detector)
        return lambda: plain.detect(self.texts, self.context, self.budget)


def position(finding: Finding) -> tuple[str, str, int, int, str, str, str]:
    """Return the sort key of a finding: path, where, start, then enough to be a total order."""
    return (
        finding.path,
        finding.where,
        finding.start,
        finding.end,
        finding.info_type,
        finding.detector,
        finding.value,
    )


def strongest(findings: list[Finding], limit: int) -> list[Finding]:
    """
    Return at most `limit` findings: combined ones and markings first, then evidence by weight and confidence.

    Addresses and telephone numbers go before people and their numbers do: a mail to a thousand addresses must not
    push the one service number out.
    """
    if len(findings) <= limit:
        return list(findings)
    return sorted(findings, key=_strength)[:limit]


def _strength(finding: Finding) -> tuple[object, ...]:
    combined = bool(finding.members) or finding.marking is not None
    is_context = finding.role is Role.CONTEXT
    is_of_a_thing = finding.info_type in IDENTIFIERS - NATIONAL_IDENTIFIERS
    is_contact = finding.info_type in CONTACT_IDENTIFIERS
    return (
        is_context,
        not combined,
        is_of_a_thing,
        is_contact,
        -finding.weight,
        -finding.confidence,
        position(finding),
    )
