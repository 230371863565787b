"""
A reading service as the pool sees it: one process, started when first needed, asked by one worker at a time.

Whoever waits for his turn waits within his own time; a document that overstays it, or ends the process, costs a new
process and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType

from dlp_service.config import Limits, ServiceSettings
from dlp_service.extract.isolation.ends import LATE, end_of
from dlp_service.extract.isolation.frames import BadFrame, Frame, Header, check, dark
from dlp_service.extract.isolation.process import Process, spawn
from dlp_service.values import GapReason

MODULE = "dlp_service.extract.isolation.service"
GRACE_S = 0.25
MIN_S = 0.05
MODULES: Mapping[str, str] = MappingProxyType(
    {"tika": "dlp_service.extract.tier2.tika", "ocr": "dlp_service.extract.images.ocr"}
)
"""The services by the names that readers ask for, and their modules."""


def enabled(settings: ServiceSettings) -> dict[str, str]:
    """
    Return the services that settings leave on, with their modules.

    >>> list(enabled(ServiceSettings(extract_ocr=False)))
    ['tika']
    """
    switches = {"tika": settings.extract_tika, "ocr": settings.extract_ocr}
    return {name: module for name, module in MODULES.items() if switches[name]}


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
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    is_closing: bool = False

    async def start(self) -> None:
        """Start the process if there is none; one that does not start is tried again when it is asked for."""
        async with self.turn:
            with contextlib.suppress(OSError):
                await self._start()

    async def _start(self) -> Process | None:
        if self.process is None and not self.missing and not self.is_closing:
            settings = {"name": self.name, "module": self.module, "limits": asdict(self.limits)}
            process, ready = await spawn(MODULE, settings)
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
        try:
            process = await self._start()
        except OSError:
            return dark(GapReason.TIMED_OUT, f"{self.name} did not start")
        if process is None:
            return None
        is_usable = False
        seconds = max(MIN_S, deadline - asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout_at(deadline + GRACE_S):
                answer = check(await process.ask({**header, "seconds": seconds}, content, self.limits.frame_bytes))
            is_usable = not answer[0].pop("retire", False) and process.documents < self.recycle_after
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
                self._start_soon()

    def _start_soon(self) -> None:
        """Have a process ready before the next document comes: a start takes most of a second."""
        if not self.is_closing:
            task = asyncio.create_task(self.start())
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _bury(self) -> int:
        process, self.process = self.process, None
        if process is None:
            return 0
        return await process.end()

    @property
    def state(self) -> str:
        """Return what is in force in the process, or why there is no such service."""
        return f"missing: {self.missing}" if self.missing else self.measures or "not started"

    async def close(self) -> None:
        """End the process; whoever waits for it is answered with None."""
        self.is_closing = True
        await self._bury()
        await asyncio.gather(*self.tasks, return_exceptions=True)
