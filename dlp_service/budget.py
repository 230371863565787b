"""
How long a message may take, checked between pieces of work.

Every stage that can be slow takes a `Budget` and calls `check` between
pieces, so that a caller's deadline or cancellation is noticed within one piece and
no stage needs to know about gRPC, threads or signals.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    apart_ms: dict[str, float] = field(default_factory=dict, compare=False)
    """Milliseconds so far of the work that is recorded apart from its stage, by a name of its own."""

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
        return Budget(min(self.deadline, self.clock() + seconds), self.cancelled, self.clock, self.apart_ms)

    def remaining(self) -> float:
        """Return the seconds left, never negative."""
        return max(0.0, self.deadline - self.clock())

    @contextmanager
    def apart(self, name: str) -> Iterator[None]:
        """
        Record the time spent inside under `name` instead of the stage that runs it.

        >>> budget = Budget.unlimited()
        >>> with budget.apart("names_tagger"):
        ...     pass
        >>> list(budget.apart_ms)
        ['names_tagger']
        """
        started = time.perf_counter()
        try:
            yield
        finally:
            self.apart_ms[name] = self.apart_ms.get(name, 0.0) + (time.perf_counter() - started) * 1000

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
