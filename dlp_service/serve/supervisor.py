"""
One service out of several processes.

The supervisor holds no message and imports no gRPC.  It makes what the
processes would race for (the port, the store, its keys), starts the workers
that read attachments, then one server process per core; the kernel spreads
connections over them (SO_REUSEPORT).  It ends when it is told to (SIGTERM or
SIGINT), after the processes have drained.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from dlp_service import __version__, memory
from dlp_service.config import Settings
from dlp_service.errors import ConfigError, DlpError
from dlp_service.extract.isolation.pool import ExtractPool
from dlp_service.extract.isolation.services import enabled
from dlp_service.serve.control import Start
from dlp_service.serve.fleet import COMMAND, Fleet
from dlp_service.serve.logs import configure_logs
from dlp_service.serve.metrics_page import metrics_page
from dlp_service.serve.ports import format_address, is_loopback, reserve_port
from dlp_service.store import open_store
from dlp_service.values import utc_now

RELOAD_SWITCH = "reload"
CLEAN_UP_S = 3600.0


@dataclass(frozen=True, slots=True)
class Ready:
    """
    A service that answers: where, where its counts are shown (empty for nowhere), its processes and effective settings.

    `reading` says what holds the processes in that read attachments, by their names.
    """

    listen: str
    metrics: str
    fleet: Fleet
    settings: Settings
    reading: Mapping[str, str]


@asynccontextmanager
async def running(settings: Settings, command: Sequence[str] = COMMAND) -> AsyncIterator[Ready]:
    """
    Start the service and drain it at the end of the block; `command` starts one server process.

    Raises:
        DlpError: the settings cannot be used, or a server process does not start.
    """
    async with AsyncExitStack() as stack:
        sock = stack.enter_context(reserve_port(settings.service.listen))
        listen = format_address(*sock.getsockname()[:2])
        if not is_loopback(sock):
            structlog.get_logger().warning("listening beyond this machine without encryption", listen=listen)
        settings = _with_store(settings, stack)
        readers = _Readers(settings, stack)
        start = Start(settings, listen, readers.socket_path, os.getpid())
        fleet = Fleet(settings.service.processes or os.cpu_count() or 1, command, start)
        stack.push_async_callback(fleet.stop, settings.service.drain_s)
        await _together(readers.start(), fleet.start())
        metrics = await stack.enter_async_context(metrics_page(settings.service.metrics_listen, fleet.counts))
        upkeep = asyncio.create_task(_upkeep(settings))
        stack.callback(upkeep.cancel)
        yield Ready(listen, metrics, fleet, settings, readers.status())


def _with_store(settings: Settings, stack: AsyncExitStack) -> Settings:
    """Make the store and its keys before anybody can race for them; a temporary one is shared by all processes."""
    if not settings.store.path:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dlp-", ignore_cleanup_errors=True))
        settings = replace(
            settings, store=replace(settings.store, path=str(Path(folder) / "store.sqlite"), key_file="")
        )
    open_store(settings.store).close()
    return settings


class _Readers:
    """The workers that read attachments, ended with the stack; without any, each server process reads by itself."""

    def __init__(self, settings: Settings, stack: AsyncExitStack) -> None:
        self.socket_path = ""
        self._pool: ExtractPool | None = None
        if settings.service.extract_workers:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dlp-", ignore_cleanup_errors=True))
            self.socket_path = str(Path(folder) / "extract.sock")
            self._pool = ExtractPool(
                settings.limits, settings.service.extract_workers, services=enabled(settings.service)
            )
            stack.push_async_callback(self._pool.close)

    async def start(self) -> None:
        """
        Start the workers.

        Raises:
            ConfigError: they do not start.
        """
        if self._pool is None:
            return
        try:
            await self._pool.start(Path(self.socket_path))
        except OSError as error:
            raise ConfigError(f"the workers that read attachments do not start: {error}", source="service") from None

    def status(self) -> dict[str, str]:
        """Return what holds the workers and services in; nothing where there are none."""
        return self._pool.status() if self._pool else {}


async def _together(*starts: Coroutine[None, None, None]) -> None:
    """Run all at once; when one fails the others are broken off and its own error is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for start in starts:
                group.create_task(start)
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None


async def _upkeep(settings: Settings) -> None:
    """Purge what is due in the store, at the start and every hour; what fails is tried again an hour later."""
    while True:
        try:
            await asyncio.to_thread(_clean_up, settings)
        except DlpError as error:
            structlog.get_logger().error("clean-up failed", reason=str(error))
        await asyncio.sleep(CLEAN_UP_S)


def _clean_up(settings: Settings) -> None:
    with open_store(settings.store) as store:
        store.expire(utc_now())


def request_reload(settings: Settings) -> None:
    """
    Make every server process read its lists and its policy again, within a second.

    Raises:
        DlpError: the store cannot be written.
    """
    with open_store(settings.store) as store:
        store.set_switch(RELOAD_SWITCH, utc_now().isoformat())


async def supervise(settings: Settings, command: Sequence[str] = COMMAND) -> None:
    """
    Run the service until SIGTERM or SIGINT; SIGHUP makes it read its lists and its policy again.

    Raises:
        DlpError: it cannot start.
    """
    started = time.monotonic()
    stop, again = asyncio.Event(), asyncio.Event()
    signals = _Signals(stop, again)
    try:
        async with running(settings, command) as ready:
            signals.is_running = True
            _announce(ready, started)
            reloading = asyncio.create_task(_reload(ready.settings, again))
            await stop.wait()
            reloading.cancel()
            structlog.get_logger().info("draining")
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    structlog.get_logger().info("stopped")


class _Signals:
    """SIGTERM and SIGINT set `stop`, or break off a start that is still going on; SIGHUP sets `again`."""

    def __init__(self, stop: asyncio.Event, again: asyncio.Event) -> None:
        self.is_running = False
        self._stop = stop
        self._task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        loop.add_signal_handler(signal.SIGHUP, again.set)

    def _end(self) -> None:
        first = not self._stop.is_set()
        self._stop.set()
        if first and not self.is_running and self._task:
            self._task.cancel()


def _announce(ready: Ready, started: float) -> None:
    """Log one line that scripts wait for, and before it what a kernel too old cannot keep reading processes from."""
    for name, state in ready.reading.items():
        if "no landlock" in state or "no seccomp" in state:
            structlog.get_logger().warning("a reading process is not locked in", process=name, measures=state)
    structlog.get_logger().info(
        "ready",
        listen=ready.listen,
        metrics=ready.metrics,
        processes=len(ready.fleet.pids),
        version=__version__,
        settings=ready.settings.digest,
        reading=dict(ready.reading),
        started_in_s=round(time.monotonic() - started, 2),
    )


async def _reload(settings: Settings, again: asyncio.Event) -> None:
    while True:
        await again.wait()
        again.clear()
        try:
            await asyncio.to_thread(request_reload, settings)
        except DlpError as error:
            structlog.get_logger().error("reload failed", reason=str(error))


def main(settings: Settings, command: Sequence[str] = COMMAND) -> int:
    """
    Run the service in the foreground and return 0 after it was told to stop.

    One JSON line with `"event": "ready"` on standard error says where it listens.

    Raises:
        DlpError: it cannot start.
    """
    memory.give_back()
    configure_logs(settings.service.log_level, sys.stderr)
    asyncio.run(supervise(settings, command))
    return 0
