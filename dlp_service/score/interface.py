"""What the score needs of a content model, so that tests and local models can stand in for the shipped one."""

from __future__ import annotations

from typing import Protocol

from dlp_service.budget import Budget


class ContentModel(Protocol):
    """
    Judges unmarked text.

    `version` names the bundle; `calibration` is SHIPPED, or LOCAL once it was evaluated on the customer's own labels.
    """

    @property
    def version(self) -> str:
        """Return the bundle's version."""
        ...

    @property
    def calibration(self) -> str:
        """Return SHIPPED or LOCAL."""
        ...

    def probability(self, text: str, budget: Budget) -> float:
        """
        Return how likely it is that the text reads like classified writing, 0..1; 0 for no opinion.

        Raises:
            OutOfTime: the budget ended between two windows.
            Cancelled: the caller went away.
        """
        ...
