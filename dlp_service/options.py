"""What a caller asks for beside the message; the doors need it without the rooms behind them."""

from __future__ import annotations

from dataclasses import dataclass

from dlp_service.values import Mode, Stage

READING = frozenset(Stage) - {Stage.EXTRACT, Stage.RECIPIENTS}
"""The stages that read text."""


@dataclass(frozen=True, slots=True)
class Options:
    """
    What a caller asked for beside the message; no `stages` means all of them.

    A `case_id` derived from a request's name makes its retries one case and one held item; without it a new one is drawn.
    A message that `is_whole` is not came only in part, because it was too large to keep.
    """

    mode: Mode = Mode.ENFORCE
    stages: frozenset[Stage] = frozenset()
    max_findings: int = 200
    request_id: str = ""
    caller: str = ""
    case_id: str = ""
    is_whole: bool = True

    def wants(self, stage: Stage) -> bool:
        """Say whether a stage runs; what reads text needs the text, so any of those brings EXTRACT with it."""
        return not self.stages or stage in self.stages or (stage is Stage.EXTRACT and bool(self.stages & READING))

    @property
    def skipped(self) -> tuple[Stage, ...]:
        """Return the stages left out on request, in the order of the walk; recipients are always assessed."""
        return tuple(stage for stage in Stage if not self.wants(stage) and stage is not Stage.RECIPIENTS)
