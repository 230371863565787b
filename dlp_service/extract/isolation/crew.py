"""
The workers of the pool: who is idle, who is busy, who is replaced.

A worker that takes too long is killed, one that dies is replaced, and in both cases only the document it had is
lost, as a gap.  While slow documents hold workers, one more than are needed is kept ready for the next quick one.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Coroutine
from dataclasses import asdict, dataclass, field
from typing import Any

from dlp_service.config import Limits
from dlp_service.extract.isolation.ends import BUSY, LATE, end_of
from dlp_service.extract.isolation.frames import BadFrame, Frame, Header, check, dark
from dlp_service.extract.isolation.process import Process, Serve, spawn
from dlp_service.values import GapReason

MODULE = "dlp_service.extract.isolation.worker"
GRACE_S = 1.0
"""How long after its time a worker is waited for: it may be busy with ending a child and telling what it has."""
MIN_S = 0.05
RESTART_S = 0.5
BUSY_S = 0.25
RESERVE_S = 0.05
"""How long all workers may be busy before one more is started: most documents are read in less."""
QUIET_S = 30.0
"""How long after all were last busy the spare ones are kept."""
SPARE_WORKERS = 2


@dataclass(slots=True, eq=False)
class Crew:
    """
    `size` reading processes that are told `settings`; `serve` answers what they ask while they read.

    Up to `SPARE_WORKERS` more are started when all are busy, so that slow documents do not make quick ones wait;
    with `has_reserve` before anyone waits.
    """

    limits: Limits
    size: int
    settings: Header
    serve: Serve
    recycle_after: int
    has_reserve: bool = True
    quiet_s: float = QUIET_S
    measures: str = ""
    idle: asyncio.LifoQueue[Process] = field(default_factory=asyncio.LifoQueue)
    alive: set[Process] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    starting: int = 0
    waiting: int = 0
    short_at: float = -math.inf
    is_closing: bool = False

    async def start(self) -> None:
        """
        Start the workers.

        Raises:
            OSError: one of them does not come up.
        """
        started = await asyncio.gather(*(self._spawn() for _ in range(self.size)), return_exceptions=True)
        for worker in started:
            if isinstance(worker, BaseException):
                raise worker
            self.idle.put_nowait(worker)

    async def close(self) -> None:
        """End every worker, also those that are starting: a process half started cannot be ended cleanly."""
        self.is_closing = True
        await self._end_all()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self._end_all()

    async def _end_all(self) -> None:
        await asyncio.gather(*(self._bury(worker) for worker in tuple(self.alive)))

    async def _spawn(self) -> Process:
        worker, ready = await spawn(MODULE, {**self.settings, "limits": asdict(self.limits)})
        self.alive.add(worker)
        self.measures = str(ready["measures"])
        return worker

    async def _bury(self, worker: Process) -> int:
        self.alive.discard(worker)
        return await worker.end()

    def _hire(self, most: int) -> None:
        """Have one more worker start, unless there are `most` by then."""
        if not self.is_closing and len(self.alive) + self.starting < most:
            self.starting += 1
            self._in_background(self._add())

    async def _add(self) -> None:
        """Start a worker, trying again while the machine refuses."""
        try:
            while not self.is_closing:
                try:
                    self.idle.put_nowait(await self._spawn())
                except OSError:
                    await asyncio.sleep(RESTART_S)
                else:
                    return
        finally:
            self.starting -= 1

    async def read(self, header: Header, content: bytes, seconds: float) -> Frame:
        """Have a worker read a document; whatever becomes of the worker, an answer comes back."""
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(deadline):
                worker = await self._idle_worker()
        except TimeoutError:
            return dark(GapReason.TIMED_OUT, BUSY)
        left = max(MIN_S, deadline - asyncio.get_running_loop().time())
        return await self._ask(worker, {**header, "seconds": left}, content, left)

    async def _idle_worker(self) -> Process:
        """Wait for a worker; when all stay busy for a while, a spare one is started."""
        self.waiting += 1
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BUSY_S):
                    return await self._taken()
            self._hire(self.size + SPARE_WORKERS)
            return await self._taken()
        finally:
            self.waiting -= 1

    async def _taken(self) -> Process:
        worker = await self.idle.get()
        if self.has_reserve and self.idle.empty():
            asyncio.get_running_loop().call_later(RESERVE_S, self._refill)
        return worker

    # --- the reserve -----------------------------------------------------------------------------

    def _refill(self) -> None:
        """Start a spare worker when all are busy still, and see to its end."""
        if not self.idle.empty() or self.is_closing:
            return
        loop = asyncio.get_running_loop()
        if not self._is_short():
            loop.call_later(self.quiet_s, self._shrink)
        self.short_at = loop.time()
        if not self.starting:
            self._hire(self.size + SPARE_WORKERS)

    def _is_short(self) -> bool:
        """Say whether all workers were busy not long ago."""
        return asyncio.get_running_loop().time() - self.short_at < self.quiet_s

    def _shrink(self) -> None:
        """End what is too many once it has been quiet, never the last idle worker; look again later until then."""
        while not self._is_short() and len(self.alive) > self.size and self.idle.qsize() > 1:
            worker = self.idle.get_nowait()
            self.alive.discard(worker)
            self._in_background(self._end(worker))
        if len(self.alive) + self.starting > self.size and not self.is_closing:
            asyncio.get_running_loop().call_later(self.quiet_s, self._shrink)

    async def _end(self, worker: Process) -> None:
        await worker.end()

    # --- one document ----------------------------------------------------------------------------

    async def _ask(self, worker: Process, header: Header, content: bytes, seconds: float) -> Frame:
        is_usable = False
        try:
            async with asyncio.timeout(seconds + GRACE_S):
                answer, body = check(await worker.ask(header, content, self.limits.frame_bytes, self.serve))
            is_worn = answer.pop("retire", False) or worker.is_slowed
            is_usable = not is_worn and worker.documents < self.recycle_after
        except TimeoutError:
            return dark(GapReason.TIMED_OUT, LATE)
        except (asyncio.IncompleteReadError, ConnectionError, BadFrame):
            return end_of(await self._bury(worker), worker.peak_bytes, self.limits.worker_bytes)
        else:
            return answer, body
        finally:
            self._give_back(worker, is_usable=is_usable)

    def _give_back(self, worker: Process, *, is_usable: bool) -> None:
        if self.is_closing:
            return
        if is_usable and (self.waiting or self._is_short() or len(self.alive) <= self.size):
            self.idle.put_nowait(worker)
        else:
            self._in_background(self._replace(worker))

    async def _replace(self, worker: Process) -> None:
        if worker in self.alive:
            await self._bury(worker)
        self._hire(self.size + SPARE_WORKERS if self._is_short() else self.size)

    def _in_background(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
