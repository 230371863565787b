"""
ROSTER and NAMES_WITH_IDENTIFIERS: lists of people with what a service keeps about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dlp_service.detect.people_project import headings
from dlp_service.detect.people_project.chances import list_finding, together
from dlp_service.detect.people_project.headings import SOFT, WEIGHTS, Kind, in_words
from dlp_service.detect.people_project.particulars import GATE
from dlp_service.detect.people_project.rows import SURE_IDENTIFIER, Rows
from dlp_service.detect.people_project.vocabulary import CONTACTS, LEISURE, ROLLS
from dlp_service.detect.segments import Segment
from dlp_service.textmap import pieces
from dlp_service.values import Finding

MIN_ROSTER = 5
MIN_FACTS = 3
MIN_PEOPLE = 2
MIN_IDENTIFIERS = 3
MOST_IDENTIFIERS = 0.95
ROLL = 0.3
"""What the name of a roll adds to the particulars in it."""
_SURE = ((0.55, 0.55), (0.75, 0.72), (1.0, 0.82), (1.5, 0.9), (2.5, 0.95), (4.0, 0.97))
"""How sure a list is a roster by the weight of its particulars, read from the labelled cases; less than the first is none."""
_TEN_DIGITS = re.compile(r"(?<![\w-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-])")


def any_in(pattern: object, segment: Segment) -> bool:
    """Say whether an RE2 pattern occurs in a segment, piece by piece."""
    return any(
        pattern.search(piece)  # type: ignore[attr-defined]
        for stretch in segment.stretches
        for _, piece in pieces(stretch.content)
    )


def may_be_roster(segment: Segment) -> bool:
    """Say whether reading a segment row by row could find a roster: a quick look for any particular or heading."""
    if len(segment.people) + len(segment.identifiers) < MIN_FACTS:
        return False
    return any_in(GATE, segment) or any_in(headings.GATE, segment)


def rosters(segment: Segment, rows: Rows) -> Iterator[Finding]:
    """Yield the roster that a segment is."""
    chances = rows.chances()
    people = together(MIN_ROSTER, chances.values())
    if not people:
        return
    told = {kind: number for kind, number in rows.told().items() if WEIGHTS[kind]}
    sure = _sure(_weight(segment, told))
    if sure:
        counted = [kind for kind, number in sorted(told.items()) if number >= MIN_FACTS] or sorted(told)
        detail = f"{len(chances)} people are listed with their {in_words(counted)}"
        yield list_finding("ROSTER", rows.spans(), len(chances), min(sure, people), detail, rows.quote(segment))


def _weight(segment: Segment, told: dict[Kind, int]) -> float:
    """Add what the particulars weigh; where something speaks of ordinary life, the soft ones weigh nothing."""
    total = {kind: WEIGHTS[kind] * min(1.0, number / MIN_FACTS) for kind, number in told.items()}
    hard = sum(weight for kind, weight in total.items() if kind not in SOFT)
    soft = sum(weight for kind, weight in total.items() if kind in SOFT)
    if soft and is_ordinary(segment):
        soft = 0.0
    if soft and told.keys() <= {Kind.RANK, Kind.UNIT, Kind.NAME}:
        # Ranks and units stand beside names in any mail of a service: only a roll makes a list of them.
        soft = soft if _is_roll(segment) else 0.0
    weight = hard + soft
    return weight + ROLL if weight and _is_roll(segment) else weight


def is_ordinary(segment: Segment) -> bool:
    """Say whether a list speaks of ordinary life or of how to reach people."""
    return any(pattern.search(segment.title) or any_in(pattern, segment) for pattern in (LEISURE, CONTACTS))


def _is_roll(segment: Segment) -> bool:
    return bool(ROLLS.search(segment.title)) or any_in(ROLLS, segment)


def _sure(weight: float) -> float:
    """
    Return how sure a list of this weight is a roster.

    >>> _sure(0.5), _sure(0.55), round(_sure(0.65), 3), _sure(9)
    (0.0, 0.55, 0.635, 0.97)
    """
    if weight < _SURE[0][0]:
        return 0.0
    for (low, start), (high, end) in pairwise(_SURE):
        if weight < high:
            return start + (end - start) * (weight - low) / (high - low)
    return _SURE[-1][1]


def identified(segment: Segment, rows: Rows) -> Iterator[Finding]:
    """Yield the finding on people listed with at least three national identifiers, one for each number of people."""
    chances = rows.chances()
    people = together(MIN_PEOPLE, chances.values())
    numbers = len(_sure_numbers(segment))
    if people and numbers >= MIN_IDENTIFIERS:
        detail = f"{len(chances)} people are named with {numbers} national identifiers"
        sure = min(MOST_IDENTIFIERS, people)
        yield list_finding("NAMES_WITH_IDENTIFIERS", rows.spans(), len(chances), sure, detail, rows.quote(segment))


def _sure_numbers(segment: Segment) -> set[str]:
    """
    Return the distinct national identifiers of a segment.

    Doubtful ones vouch for each other: three of one kind, one beside each of three people, with check digits
    right where most numbers of that form would be wrong, are no accident.
    """
    by_type: dict[str, list[Finding]] = {}
    for finding in segment.identifiers:
        by_type.setdefault(finding.info_type, []).append(finding)
    sure: set[str] = set()
    for found in by_type.values():
        certain = [f for f in found if f.confidence >= SURE_IDENTIFIER]
        taken = found if certain or _vouch(segment, found) else certain
        sure.update(f.value or f"{f.path}{f.start}" for f in taken)
    return sure


def _vouch(segment: Segment, found: Sequence[Finding]) -> bool:
    if len({f.value for f in found}) < MIN_IDENTIFIERS or len({p.value for p in segment.people}) < MIN_IDENTIFIERS:
        return False
    alike = sum(
        1 for stretch in segment.stretches for _, piece in pieces(stretch.content) for _ in _TEN_DIGITS.finditer(piece)
    )
    return 3 * len(found) >= 2 * alike
