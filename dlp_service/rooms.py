"""
What a walk is given beside the message and the caller's wishes: the rooms' own values, a memory, and a stopwatch.

`Rooms` is everything that outlives a message, frozen, so that a switch of lists
or policy is one assignment and a walk under way keeps what it began with.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from dlp_service.config import Limits
from dlp_service.detect import AllowList, AnyDetector
from dlp_service.errors import OutOfTime
from dlp_service.extract import Reader
from dlp_service.levels import LevelTable
from dlp_service.organisation import Organisation
from dlp_service.policy import Policy
from dlp_service.recipients import RecipientView
from dlp_service.score import ContentModel, Floors
from dlp_service.values import Envelope, History, Stage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything the walk needs that outlives a message; replaced as a whole when a list, policy or model changes."""

    organisation: Organisation
    view: RecipientView
    detectors: tuple[AnyDetector, ...]
    allowed: AllowList
    model: ContentModel | None
    floors: Floors
    policy: Policy
    levels: LevelTable
    reader: Reader
    limits: Limits
    model_versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the store remembers, as two questions; the defaults remember nothing."""

    history: Callable[[Envelope], History] = lambda _: History()
    confirmed: Callable[[Envelope, str], frozenset[str]] = lambda _envelope, _digest: frozenset()


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds by stage, and the stages that ran out of time."""

    timings: dict[str, float] = field(default_factory=dict)
    unfinished: list[Stage] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def run(self, name: str, step: Callable[[], T]) -> T:
        """Run a step and note how long it took."""
        started = time.perf_counter()
        try:
            return step()
        finally:
            self.timings[name] = (time.perf_counter() - started) * 1000

    def attempt(self, name: str, stage: Stage, step: Callable[[], T], otherwise: Callable[[], T]) -> T:
        """Run a step; when time runs out note the stage and run `otherwise`, which must be quick."""
        try:
            return self.run(name, step)
        except OutOfTime:
            self.unfinished.append(stage)
            return otherwise()

    def total(self) -> float:
        """Return the milliseconds since the walk began."""
        return (time.perf_counter() - self.started) * 1000
