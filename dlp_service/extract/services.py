"""
A reading service as the pool sees it: one process, started when first needed, asked by one worker at a time.

Whoever waits for his turn waits within his own time; a document that overstays it, or ends the process, costs a new
process and nothing else.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, field

from dlp_service.config import Limits
from dlp_service.extract.ends import LATE, end_of
from dlp_service.extract.frames import BadFrame, Frame, Header, check, dark
from dlp_service.extract.process import Process, spawn
from dlp_service.values import GapReason

MODULE = "dlp_service.extract.service"
GRACE_S = 0.25
MIN_S = 0.05
NOT_STARTED = "it did not start"


@dataclass(slots=True, eq=False)
class Service:
    """One service by name, read by `module`; `missing` says why there is none, empty while nobody knows better."""

    name: str
    module: str
    limits: Limits
    recycle_after: int
    missing: str = ""
    measures: str = ""
    process: Process | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    is_closing: bool = False

    async def start(self) -> None:
        """Start the process if there is none; when it does not start, the service is missing."""
        async with self.turn:
            await self._start()

    async def _start(self) -> Process | None:
        if self.process is None and not self.missing and not self.is_closing:
            settings = {"name": self.name, "module": self.module, "limits": asdict(self.limits)}
            try:
                process, ready = await spawn(MODULE, settings)
            except OSError:
                self.missing = NOT_STARTED
                return None
            self.process = process
            self.missing = str(ready["missing"])
            self.measures = str(ready["measures"])
            if self.missing or self.is_closing:
                await self._bury()
        return self.process

    async def read(self, header: Header, content: bytes, seconds: float) -> Frame | None:
        """Return a reading or the gap that stands for it; None when there is no such service."""
        if self.missing:
            return None
        deadline = asyncio.get_running_loop().time() + max(MIN_S, seconds)
        try:
            async with asyncio.timeout_at(deadline):
                await self.turn.acquire()
        except TimeoutError:
            return dark(GapReason.TIMED_OUT, f"{self.name} was busy with other documents")
        try:
            return await self._read(header, content, deadline)
        finally:
            self.turn.release()

    async def _read(self, header: Header, content: bytes, deadline: float) -> Frame | None:
        process = await self._start()
        if process is None:
            return None
        is_usable = False
        seconds = max(MIN_S, deadline - asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout_at(deadline + GRACE_S):
                answer = check(await process.ask({**header, "seconds": seconds}, content, self.limits.frame_bytes))
            is_usable = process.documents < self.recycle_after
        except TimeoutError:
            return dark(GapReason.TIMED_OUT, LATE)
        except (asyncio.IncompleteReadError, ConnectionError, BadFrame):
            status = await self._bury()
            return end_of(status, process.peak_bytes, self.limits.service_bytes)
        else:
            return answer
        finally:
            # Also when the caller gave up: what the process still sends would be taken for the next document's.
            if not is_usable:
                await self._bury()

    async def _bury(self) -> int:
        process, self.process = self.process, None
        if process is None:
            return 0
        return await process.end()

    async def close(self) -> None:
        """End the process; whoever waits for it is answered with None."""
        self.is_closing = True
        await self._bury()
