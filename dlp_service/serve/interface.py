"""What the servicers need of a classifier, so that the wire can be tested with one that answers by rote."""

from __future__ import annotations

from typing import Protocol

from dlp_service.budget import Budget
from dlp_service.options import Options
from dlp_service.policy import Policy
from dlp_service.store import Request, Store
from dlp_service.values import Assessment, Envelope, Extraction, Finding, Outcome, Sensitivity


class Judge(Protocol):
    """The part of `dlp_service.classifier.Classifier` that is served; safe to call from several threads."""

    @property
    def store(self) -> Store:
        """Return the store that holds what is remembered."""
        ...

    @property
    def policy(self) -> Policy:
        """Return the policy that decides now."""
        ...

    def judge(self, raw: bytes, envelope: Envelope, options: Options, budget: Budget) -> Outcome:
        """Judge one message and hold it as the mode says."""
        ...

    def record(self, outcome: Outcome, request: Request | None = None, response: bytes = b"") -> bytes:
        """Record the decision and the answer of a named request; return the answer to give."""
        ...

    def inspect(
        self, text: str, where: str, only: frozenset[str], budget: Budget
    ) -> tuple[tuple[Finding, ...], Sensitivity, Extraction]:
        """Look at one text."""
        ...

    def assess(self, envelope: Envelope, visible_recipients: tuple[str, ...], budget: Budget) -> Assessment:
        """Judge recipients alone."""
        ...

    def refresh(self) -> bool:
        """Take up switched lists and policies; say whether anything changed."""
        ...

    def revisions(self) -> dict[str, str]:
        """Return what is loaded, by kind."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
