"""
Combines all evidence into one number that can be explained to the last digit.

Theory of operation.  Let d be the highest real marking (ordinal / 100), and u
the noisy-or of all unmarked evidence, cut at `unmarked_most`.  Let c be the
content model's share, at most .55.

    estimated = max(u, c)
    score     = max(1 - (1 - d) * (1 - u), c, registered marking)

A marking up to the baseline (OFFICIAL, UNCLASSIFIED) says that the text is harmless; it is joined by maximum
instead, or every government mail with a name in it would look worse for being marked.

Three rules for whoever edits this file:
1. Each step takes a maximum or a noisy-or, so more evidence never lowers the score, and the score is never
   below what is declared or what is estimated.
2. Contributions are the steps of the cumulative score, heaviest first, rounded cumulatively in units of 1e-4:
   they add up to the score exactly.
3. Evidence that changes nothing is still listed, with weight 0: a reader must see that it was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dlp_service.budget import Budget
from dlp_service.score.content import content_probability
from dlp_service.score.evidence import (
    FINGERPRINT,
    Item,
    declared,
    highest_marking,
    marking_detail,
    noisy_or,
    registered_ordinal,
    unmarked_items,
)
from dlp_service.score.floors import Floors
from dlp_service.score.interface import ContentModel
from dlp_service.values import Contribution, Extraction, Finding, Sensitivity, Tier

UNIT = 10_000
"""Scores have four decimal places, as tiers are judged."""


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of evidence and the score once it is counted in, with all before it."""

    kind: str
    detail: str
    total: float


def score(
    extraction: Extraction,
    findings: Sequence[Finding],
    model: ContentModel | None,
    floors: Floors,
    budget: Budget,
) -> Sensitivity:
    """
    Say how sensitive the content is, and why.

    Without a model the content is judged by its findings alone.  The order of the findings does not matter.

    Raises:
        OutOfTime: the budget ended while the model was reading; call again with `model=None`, which takes no time to
            speak of, and name the stage CONTENT_MODEL as unfinished.
        Cancelled: the caller went away.
    """
    probability = content_probability(extraction.texts, model, budget) if model else 0.0
    content = floors.content(probability)
    items = unmarked_items(findings, floors)
    unmarked = min(floors.unmarked_most, noisy_or(item.weight for item in items))
    steps = _steps(findings, items, content, probability, floors)
    contributions = _contributions(steps)
    total = _units(steps[-1].total) / UNIT if steps else 0.0
    return Sensitivity(
        score=total,
        tier=Tier.of(total),
        estimated=_units(max(unmarked, content)) / UNIT,
        content_probability=probability,
        declared=declared(highest_marking(findings)),
        calibration=model.calibration if model else "SHIPPED",
        contributions=contributions,
        model_version=model.version if model else "",
    )


def _steps(
    findings: Sequence[Finding], items: Sequence[Item], content: float, probability: float, floors: Floors
) -> list[Step]:
    """Return the cumulative score: marking, unmarked evidence, registered marking, content model."""
    steps: list[Step] = []
    marking = highest_marking(findings)
    base = 0.0
    is_baseline = True
    if marking is not None and marking.marking is not None:
        base = min(max(marking.marking.ordinal, 0), 100) / 100
        is_baseline = marking.marking.ordinal <= floors.baseline_ordinal
        steps.append(Step(marking.info_type, marking_detail(marking, findings), base))
    total = base
    for number, item in enumerate(items, 1):
        unmarked = min(floors.unmarked_most, noisy_or(one.weight for one in items[:number]))
        total = max(total, unmarked if is_baseline else 1 - (1 - base) * (1 - unmarked))
        steps.append(Step(item.kind, item.detail, total))
    if registered := registered_ordinal(findings):
        total = max(total, registered / 100)
        steps.append(Step(FINGERPRINT, f"the registered document is marked at {registered} of 100", total))
    if probability > 0:
        steps.append(Step("CONTENT_MODEL", f"content model probability {probability:.2f}", max(total, content)))
    return steps


def _contributions(steps: Iterable[Step]) -> tuple[Contribution, ...]:
    """Return each step's share; the shares are whole units, so that they add up without a remainder."""
    before = 0
    contributions = []
    for step in steps:
        units = _units(step.total)
        contributions.append(Contribution(step.kind, step.detail, (units - before) / UNIT))
        before = units
    return tuple(contributions)


def _units(value: float) -> int:
    """Return a score in units of 1e-4; a hair below a whole unit is that unit, as 0.1 + 0.2 is 0.3."""
    return round(round(value, 9) * UNIT)
