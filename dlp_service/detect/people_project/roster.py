"""
ROSTER and NAMES_WITH_IDENTIFIERS: lists of people with what a service keeps about them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from dlp_service.detect.people_project.chances import list_finding, together
from dlp_service.detect.people_project.headings import SOFT, WEIGHTS, Kind, in_words
from dlp_service.detect.people_project.particulars import Gate
from dlp_service.detect.people_project.rows import HARD, LIKELY_IDENTIFIER, Rows
from dlp_service.detect.people_project.vocabulary import CONTACTS, LEISURE, ROLLS
from dlp_service.detect.segments import Segment
from dlp_service.textmap import pieces
from dlp_service.values import Finding

MIN_ROSTER = 5
MIN_FACTS = 3
MIN_PEOPLE = 2
MIN_IDENTIFIERS = 3
MOST_IDENTIFIERS = 0.95
SURE_IDENTIFIER = 0.6
MIN_HARD = 2
"""So many kinds of particulars it takes where not one name was recognised."""
BESIDE = 40
"""A number this near behind a name is that person's."""
ROLL = 0.3
"""What the name of a roll adds to the particulars in it."""
_SURE = ((0.55, 0.55), (0.75, 0.72), (1.0, 0.82), (1.5, 0.9), (2.5, 0.95), (4.0, 0.97))
"""How sure a list is a roster by the weight of its particulars, read from the labelled cases; less than the first is none."""
_TEN_DIGITS = re.compile(r"(?<![\w=/#.-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-])")


def any_in(pattern: Gate, segment: Segment) -> bool:
    """Say whether a pattern occurs in a segment, piece by piece."""
    return any(pattern.search(piece) for stretch in segment.stretches for _, piece in pieces(stretch.content))


def rosters(segment: Segment, rows: Rows) -> Iterator[Finding]:
    """Yield the roster that a segment is."""
    chances = rows.chances()
    people = together(MIN_ROSTER, chances.values())
    if not people:
        return
    told = {kind: number for kind, number in rows.told().items() if WEIGHTS[kind]}
    if not segment.people and sum(told.get(kind, 0) >= MIN_ROSTER for kind in HARD | {Kind.RANK}) < MIN_HARD:
        return
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
    numbers = max(len(_sure_numbers(segment, len(chances))), _told_numbers(rows))
    if people and numbers >= MIN_IDENTIFIERS:
        detail = f"{len(chances)} people are named with {numbers} national identifiers"
        sure = min(MOST_IDENTIFIERS, people)
        yield list_finding("NAMES_WITH_IDENTIFIERS", rows.spans(), len(chances), sure, detail, rows.quote(segment))


def _told_numbers(rows: Rows) -> int:
    """Count the people beside whom a number is called one of a passport or the like."""
    return min(
        rows.told()[Kind.IDENTIFIER], sum(Kind.IDENTIFIER in entry.told for entry in rows.entries) * MIN_IDENTIFIERS
    )


def _sure_numbers(segment: Segment, people: int) -> set[str]:
    """
    Return the distinct national identifiers of a segment.

    Doubtful ones vouch for each other: three of one kind in a list of three people are no accident, and three numbers whose
    check digit is right where chance makes it so once in eleven.
    """
    by_type: dict[str, list[Finding]] = {}
    for finding in segment.identifiers:
        by_type.setdefault(finding.info_type, []).append(finding)
    sure: set[str] = set()
    for kind, found in by_type.items():
        certain = [f for f in found if f.confidence >= SURE_IDENTIFIER]
        likely = [f for f in found if f.confidence >= LIKELY_IDENTIFIER]
        is_list = people >= MIN_IDENTIFIERS and len({f.value for f in likely}) >= MIN_IDENTIFIERS
        taken = likely if certain or is_list else certain
        sure.update(f"{kind} {f.value or f.start}" for f in taken)
    return sure if len(sure) >= MIN_IDENTIFIERS or people < MIN_IDENTIFIERS else sure | _checked(segment)


def _checked(segment: Segment) -> set[str]:
    """
    Return the ten-digit numbers right behind names if at least three, and two thirds of them, are valid NHS numbers.

    The numbers of books have the same check digit, so a number must stand with a person.
    """
    numbers: set[str] = set()
    for stretch in segment.stretches:
        ends = [person.end for person in segment.people if (person.path, person.where) == stretch.place]
        for offset, piece in pieces(stretch.content):
            for found in _TEN_DIGITS.finditer(piece):
                at = stretch.start + offset + found.start()
                before = bisect_right(ends, at)
                if before and at - ends[before - 1] <= BESIDE:
                    numbers.add("".join(filter(str.isdigit, found[0])))
    valid = {number for number in numbers if _is_nhs(number)}
    return valid if len(valid) >= MIN_IDENTIFIERS and 3 * len(valid) >= 2 * len(numbers) else set()


def _is_nhs(number: str) -> bool:
    """
    Say whether the tenth digit is the check digit of an NHS number (NHS Data Dictionary).

    >>> _is_nhs("9434765919"), _is_nhs("9434765918"), _is_nhs("0000000000")
    (True, False, False)
    """
    total = sum(int(digit) * weight for digit, weight in zip(number, range(10, 0, -1), strict=True))
    return total % 11 == 0 and len(set(number)) > 1
