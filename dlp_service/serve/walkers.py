"""
Worker threads for everything that is not quick, with a door that closes when too much waits.

The event loop only moves bytes.  A call that must judge or ask the store is admitted
or refused at once (RESOURCE_EXHAUSTED with a time to come back), so that a burst
cannot queue behind itself until every deadline has passed.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from prometheus_client import Counter, Gauge

from dlp_service.budget import Budget
from dlp_service.errors import Overloaded

T = TypeVar("T")
THREADS = 4
"""Walks at a time in one process: one computes, the others may wait for the extract workers."""
RETRY_AFTER_S = 0.5
ANSWER_SHARE = 0.02
ANSWER_MAX_S = 0.25


def budget_for(remaining: float | None, default_s: float) -> Budget:
    """
    Return the budget of a call with `remaining` seconds to its deadline, None when its caller set none.

    A little of it, 2 percent and 5 ms to 0.25 s, is kept back for bringing the answer home.
    """
    seconds = default_s if remaining is None else min(remaining, default_s)
    kept = min(ANSWER_MAX_S, max(0.005, seconds * ANSWER_SHARE))
    return Budget.of(max(0.0, seconds - kept))


class Door:
    """Admits at most `most_calls` calls at a time, and streamed messages of at most `most_bytes` in all."""

    def __init__(self, most_calls: int, most_bytes: int, in_flight: Gauge, shed: Counter) -> None:
        self._most_calls = most_calls
        self._most_bytes = most_bytes
        self._calls = 0
        self._bytes = 0
        self._in_flight = in_flight
        self._shed = shed

    @contextmanager
    def admit(self) -> Iterator[Ticket]:
        """
        Let one call in; it stays in until it was answered and its work has ended.

        Raises:
            Overloaded: too many are in already.
        """
        if self._calls >= self._most_calls:
            self._shed.inc()
            raise Overloaded(f"{self._calls} calls are being answered", retry_after_s=RETRY_AFTER_S)
        ticket = Ticket(self)
        self._calls += 1
        self._in_flight.set(self._calls)
        try:
            yield ticket
        finally:
            ticket.leave()

    def take(self, size: int) -> None:
        """
        Count bytes that a call holds.

        Raises:
            Overloaded: all calls together would hold too much.
        """
        if self._bytes + size > self._most_bytes:
            self._shed.inc()
            raise Overloaded("too many large messages are being read", retry_after_s=RETRY_AFTER_S)
        self._bytes += size

    def leave(self, size: int) -> None:
        """Count one call less, and the bytes it held."""
        self._calls -= 1
        self._bytes -= size
        self._in_flight.set(self._calls)


@dataclass(slots=True)
class Ticket:
    """One admitted call: the bytes it holds, and the thread that may still work for it after its caller left."""

    _door: Door
    _bytes: int = 0
    _work: Future[Any] | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    def take(self, size: int) -> None:
        """
        Note that the call holds `size` bytes more.

        Raises:
            Overloaded: all streams together hold too much.
        """
        self._door.take(size)
        self._bytes += size

    def works(self, future: Future[Any]) -> None:
        """Note the thread's work, which keeps the place occupied until it ends."""
        self._work = future
        self._loop = asyncio.get_running_loop()

    def leave(self) -> None:
        """Give the place back, at once or when the work has ended."""
        if self._work is None or self._work.done() or self._loop is None:
            self._door.leave(self._bytes)
            return
        loop = self._loop
        self._work.add_done_callback(lambda _: self._left(loop))

    def _left(self, loop: asyncio.AbstractEventLoop) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._door.leave, self._bytes)


class Walkers:
    """The worker threads of a process."""

    def __init__(self, threads: int = THREADS) -> None:
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="walk")
        self._working: dict[int, Budget] = {}

    async def run(self, work: Callable[[], T], budget: Budget, ticket: Ticket | None = None) -> T:
        """
        Run `work` on a thread and wait for it; when the caller goes away the budget is cancelled.

        Raises:
            Overloaded: the deadline passed before a thread was free.
        """
        future = self._pool.submit(self._in_time, work, budget)
        if ticket is not None:
            ticket.works(future)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            budget.cancelled.set()
            raise

    def overdue(self, grace_s: float) -> int:
        """Return how many threads are at work for a call that is over since at least `grace_s`."""
        return sum(budget.clock() > budget.deadline + grace_s for budget in list(self._working.values()))

    def _in_time(self, work: Callable[[], T], budget: Budget) -> T:
        if budget.remaining() <= 0:
            raise Overloaded("the deadline passed in the queue", retry_after_s=RETRY_AFTER_S)
        thread = threading.get_ident()
        self._working[thread] = budget
        try:
            return work()
        finally:
            del self._working[thread]

    def close(self) -> None:
        """Take no more work; threads end with what they are doing."""
        self._pool.shutdown(wait=False, cancel_futures=True)
