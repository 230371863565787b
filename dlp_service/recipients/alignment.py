"""
What was done to one text to get another: letters left out, put in, swapped, replaced, or exchanged for what looks like them.

The fewest steps win (optimal string alignment).  Letters that look alike count a little less than one
step, so that `rn` for `m` is one exchange and not a letter replaced and another put in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from dlp_service.recipients.glyphs import DIGRAPHS, skeleton, strict_fold

_STEP, _ALIKE, _SCRIPT = 10, 9, 5
_FAR = 1_000_000
MAX_APART = 6
MAX_LENGTH = 63


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step: `old` at `at` in the first text became `new` at `to` in the second; one of the two may be empty.

    `is_alike` says that they look alike in type.
    """

    old: str
    new: str
    at: int
    to: int
    is_alike: bool = False

    @property
    def is_swap(self) -> bool:
        """Say whether two letters changed places."""
        return len(self.old) == 2 and self.new == self.old[::-1]


def steps_between(one: str, other: str) -> tuple[Step, ...]:
    """
    Return the steps from one text to the other, from the left; letters left out or put in side by side are one step.

    Texts more than `MAX_APART` letters apart, or apart over more than `MAX_LENGTH` letters, are one step, so that no text
    takes long.

    >>> [(step.old, step.new, step.at) for step in steps_between("metoffice", "rnetofice")]
    [('m', 'rn', 0), ('f', '', 4)]
    """
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    middle = _apart(one[start : len(one) - end], other[start : len(other) - end])
    return tuple(replace(step, at=step.at + start, to=step.to + start) for step in _joined(middle))


def _apart(one: str, other: str) -> list[Step]:
    distance = OSA.distance(one, other, score_cutoff=MAX_APART)
    if not (one and other) or distance > MAX_APART or max(len(one), len(other)) > MAX_LENGTH:
        return [Step(one, other, 0, 0)] if one or other else []
    return _aligned(one, other, distance)


def _aligned(one: str, other: str, distance: int) -> list[Step]:
    """Return the cheapest steps, each of one letter or of two that were swapped or look like one."""
    costs: list[list[int]] = [[_FAR] * (len(other) + 1) for _ in range(len(one) + 1)]
    made: dict[tuple[int, int], Step] = {}
    costs[0][0] = 0
    for at in range(len(one) + 1):
        # With so few steps no letter can have moved further.
        for to in range(max(0, at - distance), min(len(other), at + distance) + 1):
            for used, typed, cost in _moves(one, other, at, to):
                total = costs[at][to] + cost
                if total < costs[at + used][to + typed]:
                    costs[at + used][to + typed] = total
                    old, new = one[at : at + used], other[to : to + typed]
                    made[at + used, to + typed] = Step(old, new, at, to, cost in {_ALIKE, _SCRIPT})
    return _walked(made, len(one), len(other))


def _moves(one: str, other: str, at: int, to: int) -> Iterator[tuple[int, int, int]]:
    """Yield what can be done next: letters used of either text, and the cost."""
    if at < len(one) and to < len(other):
        yield 1, 1, _exchange(one[at], other[to])
        old, new = one[at : at + 2], other[to : to + 2]
        if len(old) == len(new) == 2 and old == new[::-1]:
            yield 2, 2, _STEP
        if (new, one[at]) in DIGRAPHS:
            yield 1, 2, _ALIKE
        if (old, other[to]) in DIGRAPHS:
            yield 2, 1, _ALIKE
    if at < len(one):
        yield 1, 0, _STEP
    if to < len(other):
        yield 0, 1, _STEP


def _exchange(old: str, new: str) -> int:
    if old == new:
        return 0
    if not new.isascii():
        return _SCRIPT if skeleton(new) == old else _STEP
    return _ALIKE if old.isascii() and strict_fold(old) == strict_fold(new) else _STEP


def _walked(made: dict[tuple[int, int], Step], at: int, to: int) -> list[Step]:
    found = []
    while at or to:
        step = made[at, to]
        if step.old != step.new:
            found.append(step)
        at, to = step.at, step.to
    return found[::-1]


def _joined(steps: list[Step]) -> list[Step]:
    """Return the steps with letters left out, or put in, side by side as one step each."""
    found: list[Step] = []
    for step in steps:
        last = found[-1] if found else None
        if last and not step.old and not last.old and last.to + len(last.new) == step.to and last.at == step.at:
            found[-1] = replace(last, new=last.new + step.new)
        elif last and not step.new and not last.new and last.at + len(last.old) == step.at:
            found[-1] = replace(last, old=last.old + step.old)
        else:
            found.append(step)
    return found
