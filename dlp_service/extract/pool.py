"""
The pool of reading processes, owned by the supervisor.

Theory of operation.  Server processes connect to a unix socket and send one document at a time per connection.
The pool answers from its cache or hands the document to an idle worker over a socketpair.  A worker is a
new interpreter, never a fork: a forked gRPC process hangs.  A worker that takes too long is killed, one that
dies is replaced, and in both cases only the document it had is lost, as a gap.

Rules for whoever edits this file: it imports no grpc; it never decodes a document; what it holds in memory for
documents in flight is bounded by `FLIGHT_BYTES`, for readings by `cache_bytes`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import dlp_service
from dlp_service.config import Limits
from dlp_service.extract.frames import PREFIX, BadFrame, Header, dark, head, parse_head, sizes
from dlp_service.values import GapReason

MIB = 1024 * 1024
FLIGHT_BYTES = 256 * MIB
READY_S = 30.0
GRACE_S = 0.5
RESTART_S = 0.5
BUSY_S = 0.25
SPARE_WORKERS = 2
RECYCLE_AFTER = 2000
LINE_LIMIT = 4 * MIB


@dataclass(slots=True, eq=False)
class _Worker:
    """A reading process and the streams to it."""

    process: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    documents: int = 0

    async def ask(self, header: Header, content: bytes, max_body: int) -> tuple[Header, bytes]:
        self.writer.write(head(header, len(content)))
        self.writer.write(content)
        await self.writer.drain()
        self.documents += 1
        return await _receive(self.reader, max_body)

    async def end(self) -> int:
        """Kill the process if it lives, and return its exit status."""
        if self.process.returncode is None:
            # Not `process.kill`: that reaps a process that is just ending, and its status would be lost.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)
        self.writer.close()
        return await self.process.wait()


async def _receive(reader: asyncio.StreamReader, max_body: int) -> tuple[Header, bytes]:
    header_size, body_size = sizes(await reader.readexactly(PREFIX.size), max_body)
    header = parse_head(await reader.readexactly(header_size))
    return header, await reader.readexactly(body_size)


class Cache:
    """Readings by content, the least recently used dropped first; a reading above an eighth of it is not kept."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self.entries: OrderedDict[str, tuple[Header, bytes]] = OrderedDict()

    def get(self, key: str) -> tuple[Header, bytes] | None:
        """Return the reading of that key and mark it as used."""
        found = self.entries.get(key)
        if found:
            self.entries.move_to_end(key)
        return found

    def put(self, key: str, answer: tuple[Header, bytes]) -> None:
        """Keep a reading; one that ran out of time is not, since the next try may be luckier."""
        weight = _weight(answer)
        if weight > self.max_bytes // 8 or any(gap[1] == GapReason.TIMED_OUT for gap in answer[0]["gaps"]):
            return
        self.forget(key)
        self.entries[key] = answer
        self.size += weight
        while self.size > self.max_bytes:
            _, dropped = self.entries.popitem(last=False)
            self.size -= _weight(dropped)

    def forget(self, key: str) -> None:
        """Drop a reading: nothing of a spillage may stay."""
        dropped = self.entries.pop(key, None)
        if dropped:
            self.size -= _weight(dropped)


def _weight(answer: tuple[Header, bytes]) -> int:
    header, body = answer
    return 512 + len(body) + 200 * (len(header["texts"]) + len(header["gaps"]))


class ExtractPool:
    """
    `workers` reading processes behind a unix socket.

    `parse_message` names a function as `module:name` that workers use for mail files.  Two spare workers are
    started when all are busy, so that slow documents do not make quick ones wait.
    """

    def __init__(
        self,
        limits: Limits,
        workers: int,
        *,
        parse_message: str = "dlp_service.mail:parse",
        cache_bytes: int = 64 * MIB,
        recycle_after: int = RECYCLE_AFTER,
    ) -> None:
        self.limits = limits
        self.workers = max(1, workers)
        self.parse_message = parse_message
        self.cache = Cache(cache_bytes)
        self.recycle_after = recycle_after
        self.idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self.alive: set[_Worker] = set()
        self.starting = 0
        self.waiting = 0
        self.flight = 0
        self.landed = asyncio.Condition()
        self.tasks: set[asyncio.Task[None]] = set()
        self.callers: set[asyncio.Task[Any]] = set()
        self.server: asyncio.Server | None = None
        self.is_closing = False

    # --- life ------------------------------------------------------------------------------------

    async def start(self, socket_path: Path) -> None:
        """
        Start the workers and listen; the socket is for this user alone.

        Raises:
            OSError: the socket cannot be made, or no worker comes up.
        """
        started = await asyncio.gather(*(self._spawn() for _ in range(self.workers)), return_exceptions=True)
        for worker in started:
            if isinstance(worker, BaseException):
                await self.close()
                raise worker
            self.idle.put_nowait(worker)
        self.server = await asyncio.start_unix_server(self._serve, sock=_listener(socket_path), limit=LINE_LIMIT)

    async def close(self) -> None:
        """Stop listening and end every worker; documents in flight are lost to their callers as gaps."""
        self.is_closing = True
        if self.server:
            self.server.close()
        for caller in tuple(self.callers):
            caller.cancel()
        await asyncio.gather(*self.callers, return_exceptions=True)
        # A worker may be starting: it is waited for, since a process half started cannot be ended cleanly.
        await self._end_workers()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self._end_workers()

    async def _end_workers(self) -> None:
        await asyncio.gather(*(self._bury(worker) for worker in tuple(self.alive)))

    async def _spawn(self) -> _Worker:
        """
        Start a process and wait until it is ready.

        Raises:
            OSError: it does not start.
        """
        self.starting += 1
        ours, theirs = socket.socketpair()
        try:
            process = await _launch(theirs.fileno())
            worker = _Worker(process, *await asyncio.open_connection(sock=ours, limit=LINE_LIMIT))
            self.alive.add(worker)
        finally:
            self.starting -= 1
            theirs.close()
        try:
            async with asyncio.timeout(READY_S):
                await worker.ask({"limits": asdict(self.limits), "parse_message": self.parse_message}, b"", 0)
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, BadFrame) as error:
            await self._bury(worker)
            raise OSError("a reading process does not start") from error
        worker.documents = 0
        return worker

    async def _bury(self, worker: _Worker) -> int:
        self.alive.discard(worker)
        return await worker.end()

    def _in_background(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _add_worker(self) -> None:
        """Start a worker in place of a dead one, trying again while the machine refuses."""
        while not self.is_closing:
            try:
                self.idle.put_nowait(await self._spawn())
            except OSError:
                await asyncio.sleep(RESTART_S)
            else:
                return

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

    async def _answer(self, header: Header, size: int, reader: asyncio.StreamReader) -> tuple[Header, bytes]:
        await self._take_off(size)
        try:
            content = await reader.readexactly(size)
            if header.get("op") == "forget":
                for key in header["keys"]:
                    self.cache.forget(str(key))
                return {}, b""
            return await self._read(header, content)
        finally:
            await self._land(size)

    async def _take_off(self, size: int) -> None:
        """Wait until a document's bytes may be held; one that exceeds the bound alone flies alone."""
        async with self.landed:
            await self.landed.wait_for(lambda: self.flight == 0 or self.flight + size <= FLIGHT_BYTES)
            self.flight += size

    async def _land(self, size: int) -> None:
        async with self.landed:
            self.flight -= size
            self.landed.notify_all()

    async def _read(self, header: Header, content: bytes) -> tuple[Header, bytes]:
        key = str(header.get("key", ""))
        found = self.cache.get(key)
        if found:
            return found
        seconds = max(0.0, min(float(header.get("seconds", 0.0)), self.limits.file_wall_s))
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout(seconds):
                worker = await self._idle_worker()
        except TimeoutError:
            return dark(GapReason.TIMED_OUT, "every reader is busy")
        left = max(0.05, deadline - asyncio.get_running_loop().time())
        answer = await self._ask(worker, {**header, "seconds": left}, content, left)
        if key:
            self.cache.put(key, answer)
        return answer

    async def _idle_worker(self) -> _Worker:
        """Wait for a worker; when all stay busy for a while, a spare one is started."""
        self.waiting += 1
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BUSY_S):
                    return await self.idle.get()
            if len(self.alive) + self.starting < self.workers + SPARE_WORKERS:
                self._in_background(self._add_worker())
            return await self.idle.get()
        finally:
            self.waiting -= 1

    async def _ask(self, worker: _Worker, header: Header, content: bytes, seconds: float) -> tuple[Header, bytes]:
        """Let a worker read a document; whatever becomes of the worker, an answer comes back."""
        is_usable = False
        try:
            async with asyncio.timeout(seconds + GRACE_S):
                answer, body = await worker.ask(header, content, 8 * self.limits.text_chars)
            is_usable = not answer.pop("retire", False) and worker.documents < self.recycle_after
        except TimeoutError:
            return dark(GapReason.TIMED_OUT, "the document was not read in time")
        except (asyncio.IncompleteReadError, ConnectionError, BadFrame):
            status = await self._bury(worker)
            if status == -signal.SIGXCPU:
                return dark(GapReason.TIMED_OUT, "the document took too much processor time")
            return dark(GapReason.DAMAGED, "the reader broke down over this document")
        else:
            return answer, body
        finally:
            self._give_back(worker, is_usable=is_usable)

    def _give_back(self, worker: _Worker, *, is_usable: bool) -> None:
        if self.is_closing:
            return
        if is_usable and (self.waiting or len(self.alive) <= self.workers):
            self.idle.put_nowait(worker)
        else:
            self._in_background(self._replace(worker))

    async def _replace(self, worker: _Worker) -> None:
        if worker in self.alive:
            await self._bury(worker)
        if len(self.alive) + self.starting < self.workers:
            await self._add_worker()


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


async def _launch(fd: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dlp_service.extract.worker",
        str(fd),
        pass_fds=(fd,),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """Return the environment of a worker: able to import this package from wherever it lies, and nothing private."""
    root = str(Path(dlp_service.__file__).resolve().parent.parent)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV") if name in os.environ}
    return {**kept, "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "2"}
