"""
The pool of reading processes, owned by the supervisor.

Theory of operation.  Server processes connect to a unix socket and send one document at a time per connection.
The pool answers from its cache, waits for a reading of the same bytes that is under way, or hands the document to a
worker (`crew`).  What the worker asks in the middle of it goes to a service (`services`).  Every process is a
new interpreter, never a fork of this one: a forked gRPC process hangs.

Rules for whoever edits this file: it imports no grpc; it never decodes a document; what it holds in memory for
documents in flight is bounded by `FLIGHT_BYTES`, for readings by `cache_bytes`.
"""

from __future__ import annotations

import asyncio
import math
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlp_service.config import Limits
from dlp_service.extract.isolation.cache import Cache, is_late
from dlp_service.extract.isolation.crew import Crew
from dlp_service.extract.isolation.ends import LATE
from dlp_service.extract.isolation.frames import PREFIX, BadFrame, Frame, Header, dark, head, parse_head, sizes
from dlp_service.extract.isolation.process import LINE_LIMIT, MIB, Process
from dlp_service.extract.isolation.services import MODULES, Service
from dlp_service.extract.isolation.watchdog import watch
from dlp_service.values import GapReason

FLIGHT_BYTES = 256 * MIB
RECYCLE_AFTER = 2000


@dataclass(slots=True, eq=False)
class _Flight:
    """A reading under way; one that was forgotten meanwhile is not kept."""

    landed: asyncio.Future[Frame]
    is_forgotten: bool = False


class ExtractPool:
    """
    `workers` reading processes behind a unix socket, with `services` around them.

    `parse_message` names a function as `module:name` that workers use for mail files.  Services are started with
    the pool, or with `is_lazy`, for a single caller, when first asked for; then no worker is kept in reserve.
    """

    def __init__(
        self,
        limits: Limits,
        workers: int,
        *,
        parse_message: str = "dlp_service.mail:parse",
        services: Mapping[str, str] = MODULES,
        is_lazy: bool = False,
        cache_bytes: int = 64 * MIB,
        recycle_after: int = RECYCLE_AFTER,
    ) -> None:
        self.limits = limits
        self.services = {name: Service(name, module, limits, recycle_after) for name, module in services.items()}
        settings = {"parse_message": parse_message, "services": list(services)}
        self.crew = Crew(limits, max(1, workers), settings, self._serve_worker, recycle_after, has_reserve=not is_lazy)
        self.is_lazy = is_lazy
        self.cache = Cache(cache_bytes)
        self.flights: dict[str, _Flight] = {}
        self.flight_bytes = 0
        self.landed = asyncio.Condition()
        self.callers: set[asyncio.Task[Any]] = set()
        self.server: asyncio.Server | None = None
        self.watching: asyncio.Task[None] | None = None
        self.is_closing = False

    # --- life ------------------------------------------------------------------------------------

    async def start(self, socket_path: Path) -> None:
        """
        Start the processes and listen; the socket is for this user alone.

        Raises:
            OSError: the socket cannot be made, or no worker comes up.
        """
        starts = [] if self.is_lazy else [service.start() for service in self.services.values()]
        try:
            await asyncio.gather(self.crew.start(), *starts)
            self.watching = asyncio.create_task(watch(self._watched, self.crew.alive))
            self.server = await asyncio.start_unix_server(self._serve, sock=_listener(socket_path), limit=LINE_LIMIT)
        except OSError:
            await self.close()
            raise

    async def close(self) -> None:
        """Stop listening and end every process; documents in flight are lost to their callers as gaps."""
        self.is_closing = True
        if self.server:
            self.server.close()
        for caller in tuple(self.callers):
            caller.cancel()
        await asyncio.gather(*self.callers, return_exceptions=True)
        await asyncio.gather(self.crew.close(), *(service.close() for service in self.services.values()))
        if self.watching:
            self.watching.cancel()

    def status(self) -> dict[str, str]:
        """Return what is in force in the workers and in each service, or why there is none."""
        states = {name: service.state for name, service in self.services.items()}
        return {"workers": self.crew.measures, **states}

    def _watched(self) -> Iterator[tuple[Process, int]]:
        """Yield every process with the memory it may hold."""
        for worker in self.crew.alive:
            yield worker, self.limits.worker_bytes
        for service in self.services.values():
            if service.process:
                yield service.process, self.limits.service_bytes

    # --- callers ---------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.callers.add(task)
        try:
            while True:
                prefix = await reader.readexactly(PREFIX.size)
                header_size, size = sizes(prefix, self.limits.file_bytes + 1)
                header = parse_head(await reader.readexactly(header_size))
                answer, body = await self._answer(header, size, reader)
                writer.write(head(answer, len(body)))
                writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, BadFrame):
            return  # the caller went away, or speaks another language: its connection ends, nothing else does
        except asyncio.CancelledError:
            # Only `close` cancels; asyncio before 3.12 logs a cancelled connection as an error.
            if not self.is_closing:
                raise
        finally:
            self.callers.discard(task)
            writer.close()

    async def _answer(self, header: Header, size: int, reader: asyncio.StreamReader) -> Frame:
        await self._take_off(size)
        try:
            content = await reader.readexactly(size)
            if header.get("op") == "forget":
                for key in header["keys"]:
                    self._forget(str(key))
                return {}, b""
            if header.get("op") == "status":
                return {"status": self.status()}, b""
            return await self._read(header, content)
        finally:
            await self._land(size)

    async def _take_off(self, size: int) -> None:
        """Wait until a document's bytes may be held; one that exceeds the bound alone flies alone."""
        async with self.landed:
            await self.landed.wait_for(lambda: self.flight_bytes == 0 or self.flight_bytes + size <= FLIGHT_BYTES)
            self.flight_bytes += size

    async def _land(self, size: int) -> None:
        async with self.landed:
            self.flight_bytes -= size
            self.landed.notify_all()

    # --- readings --------------------------------------------------------------------------------

    def _forget(self, key: str) -> None:
        self.cache.forget(key)
        if key in self.flights:
            self.flights[key].is_forgotten = True

    async def _read(self, header: Header, content: bytes) -> Frame:
        """Return a reading from the cache, from whoever reads the same bytes now, or from a worker."""
        key = str(header.get("key", ""))
        seconds = max(0.0, min(self.limits.file_wall_s, float(header.get("seconds", 0.0))))
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            found = self.cache.get(key)
            if found:
                return found
            if not key or key not in self.flights:
                return await self._read_first(key, header, content, deadline)
            try:
                async with asyncio.timeout_at(deadline):
                    answer = await asyncio.shield(self.flights[key].landed)
            except TimeoutError:
                return dark(GapReason.TIMED_OUT, LATE)
            # Whoever was first may have had less time.
            if not is_late(answer) or asyncio.get_running_loop().time() >= deadline:
                return answer

    async def _read_first(self, key: str, header: Header, content: bytes, deadline: float) -> Frame:
        loop = asyncio.get_running_loop()
        flight = _Flight(loop.create_future())
        answer = dark(GapReason.TIMED_OUT, LATE)
        if key:
            self.flights[key] = flight
        try:
            answer = await self.crew.read(header, content, max(0.0, deadline - loop.time()))
            if key and not flight.is_forgotten:
                self.cache.put(key, answer)
        finally:
            self.flights.pop(key, None)
            flight.landed.set_result(answer)
        return answer

    async def _serve_worker(self, header: Header, content: bytes) -> Frame:
        """Answer what a worker asks: have a service read a document."""
        service = self.services.get(str(header.get("service", "")))
        try:
            seconds = float(header.get("seconds", 0.0))
        except (TypeError, ValueError):
            seconds = math.nan
        if service is None or not math.isfinite(seconds):
            return {"none": True}, b""
        answer = await service.read(header, content, min(self.limits.file_wall_s, seconds))
        return answer or ({"none": True}, b"")


def _listener(path: Path) -> socket.socket:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(before)
    return listener
