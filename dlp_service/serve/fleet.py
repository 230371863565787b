"""
The server processes: spawned together, watched, replaced when they end, drained together.

They are spawned, never forked, for gRPC does not survive a fork.  Imports no gRPC.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from dlp_service import memory
from dlp_service.errors import ConfigError, DlpError
from dlp_service.serve.control import Line, Start
from dlp_service.serve.metrics import Snapshot, add, without_gauges

COMMAND = (sys.executable, "-m", "dlp_service.serve.app")
START_LIMIT_S = 60.0
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 10.0
STEADY_S = 30.0
"""A process that lived this long did not fail at its start: its successor is started with the shortest pause."""
SNAPSHOT_LIMIT_S = 2.0
KILL_AFTER_S = 2.0
"""How long after the drain a process may still be there."""


@dataclass(slots=True)
class Child:
    """A running server process, its end of the control line, and the last counts it told."""

    process: asyncio.subprocess.Process
    line: Line
    started: float
    ready: asyncio.Future[None]
    counts: Snapshot = field(default_factory=list)
    asked: asyncio.Future[None] | None = None

    async def listen(self) -> None:
        """Take what the process says until it is gone."""
        while (said := await self.line.receive()) is not None:
            match said["event"]:
                case "ready":
                    _settle(self.ready)
                case "failed":
                    _settle(self.ready, ConfigError(said["error"]))
                case _:
                    self.counts = said["families"]
                    if self.asked:
                        _settle(self.asked)
        _settle(self.ready, DlpError("a server process ended before it was ready"))
        if self.asked:
            _settle(self.asked)

    async def refresh_counts(self) -> None:
        """Ask for the counts of now; those told last stay when it does not answer in time."""
        self.asked = asyncio.get_running_loop().create_future()
        self.line.send({"do": "metrics"})
        await asyncio.wait([self.asked], timeout=SNAPSHOT_LIMIT_S)


def _settle(future: asyncio.Future[None], error: Exception | None = None) -> None:
    if not future.done():
        future.set_exception(error) if error else future.set_result(None)


async def spawn(command: Sequence[str], start: Start) -> Child:
    """Start one server process and tell it its settings."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = await asyncio.create_subprocess_exec(
            *command,
            "--control-fd",
            str(theirs.fileno()),
            pass_fds=(theirs.fileno(),),
            stdin=asyncio.subprocess.DEVNULL,
            env={**memory.ENVIRONMENT, **os.environ},
            start_new_session=True,  # an interrupt typed at the terminal is the supervisor's to handle
        )
    line = await Line.over(ours)
    line.send(start.to_json())
    return Child(process, line, time.monotonic(), asyncio.get_running_loop().create_future())


class Fleet:
    """The server processes: `size` of them, each replaced when it ends."""

    def __init__(self, size: int, command: Sequence[str], start: Start) -> None:
        self._size = size
        self._command = command
        self._start = start
        self._children: dict[int, Child] = {}
        self._past: Snapshot = []
        self._restarts = 0
        self._stopping = asyncio.Event()
        self._keepers: list[asyncio.Task[None]] = []
        self._log = structlog.get_logger()

    @property
    def pids(self) -> tuple[int, ...]:
        """Return the process ids now."""
        return tuple(child.process.pid for child in self._children.values())

    async def start(self) -> None:
        """
        Start all and wait until each is ready.

        Raises:
            DlpError: one could not start, or took longer than a minute.
        """
        first = await asyncio.gather(*(self._spawn(place) for place in range(self._size)))
        self._keepers = [asyncio.create_task(self._keep(place, child)) for place, child in enumerate(first)]
        try:
            async with asyncio.timeout(START_LIMIT_S):
                await asyncio.gather(*(child.ready for child in first))
        except TimeoutError:
            raise DlpError("the server processes were not ready within a minute") from None

    async def _spawn(self, place: int) -> Child:
        child = await spawn(self._command, self._start)
        self._children[place] = child
        return child

    async def _keep(self, place: int, child: Child) -> None:
        """Watch one place: take what its process says, and fill it again when the process ends."""
        pause = FIRST_PAUSE_S
        while True:
            await child.listen()
            await child.process.wait()
            await child.line.close()
            self._past = add([self._past, without_gauges(child.counts)])
            self._children.pop(place, None)
            _consume(child.ready)
            if self._stopping.is_set():
                return
            self._restarts += 1
            pause = FIRST_PAUSE_S if time.monotonic() - child.started > STEADY_S else min(pause * 2, LONGEST_PAUSE_S)
            self._log.error("server process ended", exit=child.process.returncode, restart_in_s=pause)
            if await _happens(self._stopping, pause):
                return
            child = await self._spawn(place)

    async def counts(self) -> Snapshot:
        """Return the counts of all processes, past ones too, and of the fleet itself."""
        children = list(self._children.values())
        await asyncio.gather(*(child.refresh_counts() for child in children))
        own = [
            _plain("dlp_server_processes", "Server processes running.", "gauge", len(children)),
            _plain("dlp_server_restarts", "Server processes that ended and were replaced.", "counter", self._restarts),
        ]
        return add([self._past, own, *(child.counts for child in children)])

    async def stop(self, drain_s: float) -> None:
        """Drain all; what is not ready yet, and what has not ended a little after `drain_s`, is killed."""
        self._stopping.set()
        for child in self._children.values():
            if child.ready.done():
                child.line.send({"do": "drain"})
            else:
                child.process.kill()
        if self._keepers:
            await asyncio.wait(self._keepers, timeout=drain_s + KILL_AFTER_S)
        for child in list(self._children.values()):
            if child.process.returncode is None:
                self._log.error("server process killed", process=child.process.pid)
                child.process.kill()
        if self._keepers:
            await asyncio.wait(self._keepers, timeout=5.0)


def _plain(name: str, text: str, kind: str, value: float) -> dict[str, object]:
    sample = f"{name}_total" if kind == "counter" else name
    return {"name": name, "help": text, "type": kind, "samples": [[sample, {}, float(value)]]}


def _consume(future: asyncio.Future[None]) -> None:
    """Look at a result that nobody else may look at, so that asyncio does not complain of it."""
    if future.done() and not future.cancelled():
        future.exception()


async def _happens(event: asyncio.Event, within_s: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), within_s)
    except TimeoutError:
        return False
    return True
