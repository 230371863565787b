"""
What a detector is, what it is told, and what all of them gave.

A detector reads the texts of one message and returns findings.  It is built
once per revision of the organisation file, holds no state of a message, and is
called from several threads at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar

from dlp_service.budget import Budget
from dlp_service.detect.allowed import AllowList
from dlp_service.errors import OutOfTime
from dlp_service.levels import LevelTable, load_levels
from dlp_service.values import Finding, PartText, Stage

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Context:
    """
    What is known about the message beside its text.

    `sender` is an address, `recipients` are the addresses of the envelope, `visible_names` the display names in
    To and Cc, `nation` and `domains` the own organisation's.  `today` (UTC) decides which list entries hold.
    `allowed` are values that the organisation calls harmless.

    `memory` holds what the detectors of one message have worked out, for those that come after; a pass gives its own
    one, which ends with it.  Without one everything is worked out anew.
    """

    sender: str = ""
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    visible_names: tuple[str, ...] = ()
    nation: str = ""
    levels: LevelTable = field(default_factory=load_levels)
    today: date = date.min
    domains: tuple[str, ...] = ()
    allowed: AllowList = field(default_factory=AllowList)
    memory: dict[Hashable, Any] | None = field(default=None, compare=False, repr=False)

    def once(self, key: Hashable, work: Callable[[], _T]) -> _T:
        """
        Return what `work` gives; within one pass it is done once for each key.

        >>> context = Context(memory={})
        >>> context.once("sum", lambda: 1 + 1), context.once("sum", lambda: 3), Context().once("sum", lambda: 3)
        (2, 2, 3)
        """
        if self.memory is None:
            return work()
        if key not in self.memory:
            self.memory[key] = work()
        found: _T = self.memory[key]
        return found


class StageUnfinished(OutOfTime):
    """A detector stopped early, at the deadline or at its own cap; `findings` are what it had by then."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class Detector(Protocol):
    """Finds one family of evidence; thread-safe once constructed."""

    name: str
    stage: Stage

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return the findings in `texts`, in any order; spans count code points of the text they name.

        Raises:
            OutOfTime: the budget ran out; `StageUnfinished` also carries the findings made before that.
        """
        ...


class ReadingAhead(Protocol):
    """What a detector has beside the rest where many short texts together cost less than one by one."""

    def read_ahead(self, texts: tuple[PartText, ...], budget: Budget) -> None:
        """Read what `detect` will soon be asked for; it answers the same without."""
        ...


class CombiningDetector(Protocol):
    """Finds evidence in the findings of others; it runs after all `Detector`s and sees what they gave."""

    name: str
    stage: Stage

    def combine(
        self, texts: tuple[PartText, ...], findings: tuple[Finding, ...], context: Context, budget: Budget
    ) -> tuple[Finding, ...]:
        """
        Return the additional findings only.

        Raises:
            OutOfTime: the budget ran out.
        """
        ...


AnyDetector = Detector | CombiningDetector


@dataclass(frozen=True, slots=True)
class Detection:
    """
    What all detectors found, ordered by path, where and start.

    `unfinished` stages ran out of time or met their cap: their findings are incomplete.
    `timings_ms` has one entry per stage that ran, and one for work recorded apart from its stage (`names_tagger`):
    no time is in two entries; `findings_truncated` says that only the strongest were kept.
    """

    findings: tuple[Finding, ...]
    unfinished: tuple[Stage, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    findings_truncated: bool = False
