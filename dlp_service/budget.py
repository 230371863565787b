"""
How long a message may take, checked between pieces of work.

Every stage that can be slow takes a `Budget` and calls `check` between
pieces, so that a caller's deadline or cancellation is noticed within one piece and
no stage needs to know about gRPC, threads or signals.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dlp_service.errors import Cancelled, OutOfTime

PIECE_BYTES = 256 * 1024
"""No single call that holds the interpreter lock is given more input than this."""


@dataclass(frozen=True, slots=True)
class Budget:
    """
    A deadline on `clock`'s scale (seconds) and a flag the caller may raise.

    >>> Budget.unlimited().remaining()
    inf
    >>> Budget.of(5.0, clock=lambda: 100.0).remaining()
    5.0
    """

    deadline: float = float("inf")
    cancelled: threading.Event = field(default_factory=threading.Event)
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def unlimited(cls) -> Budget:
        """Return a budget that never ends, for notebooks and tests."""
        return cls()

    @classmethod
    def of(cls, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> Budget:
        """Return a budget that ends `seconds` from now."""
        return cls(deadline=clock() + seconds, clock=clock)

    def at_most(self, seconds: float) -> Budget:
        """Return a budget for one piece of the work: this one, or `seconds` from now if that is earlier."""
        return Budget(min(self.deadline, self.clock() + seconds), self.cancelled, self.clock)

    def remaining(self) -> float:
        """Return the seconds left, never negative."""
        return max(0.0, self.deadline - self.clock())

    def check(self) -> None:
        """
        Return if there is time left.

        Raises:
            Cancelled: the caller went away.
            OutOfTime: the deadline has passed.
        """
        if self.cancelled.is_set():
            message = "the caller cancelled the call"
            raise Cancelled(message)
        if self.clock() >= self.deadline:
            message = "the deadline has passed"
            raise OutOfTime(message)
