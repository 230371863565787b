"""A process that reads documents, as the pool sees it: spawned, asked, watched and ended."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import dlp_service
from dlp_service import memory
from dlp_service.extract.isolation.frames import PREFIX, BadFrame, Frame, Header, head, parse_head, sizes

MIB = 1024 * 1024
READY_S = 30.0
LINE_LIMIT = 4 * MIB
QUIET = {
    **memory.REUSING,
    "PYTHONDONTWRITEBYTECODE": "1",
    # A numeric library that starts threads when it is loaded could be neither forked nor locked in.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}

Serve = Callable[[Header, bytes], Awaitable[Frame]]
"""Answers a question that a process has while it reads."""


@dataclass(slots=True, eq=False)
class Process:
    """
    A reading process and the streams to it; `peak_bytes` is the most memory it was seen to hold.

    `spent_s` is the processor time it had used when its document came, NaN until somebody looks.  One that `is_slowed`
    yields to all others for the rest of its life.
    """

    process: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    documents: int = 0
    peak_bytes: int = 0
    is_busy: bool = False
    spent_s: float = math.nan
    is_slowed: bool = False

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self.process.pid

    async def ask(self, header: Header, content: bytes, max_body: int, serve: Serve | None = None) -> Frame:
        """
        Send a document and return what comes back; questions on the way go to `serve`.

        Raises:
            IncompleteReadError, ConnectionError, BadFrame: the process ended, or sent what is no answer.
        """
        self.is_busy = True
        self.spent_s = math.nan
        self.documents += 1
        await self._send(header, content)
        while True:
            answer, body = await receive(self.reader, max_body)
            if answer.get("op") != "ask" or serve is None:
                self.is_busy = False
                return answer, body
            await self._send(*await serve(answer, body))

    async def _send(self, header: Header, body: bytes) -> None:
        self.writer.write(head(header, len(body)))
        self.writer.write(body)
        await self.writer.drain()

    async def end(self) -> int:
        """Kill the process if it lives, and return its exit status."""
        if self.process.returncode is None:
            # Not `process.kill`: that reaps a process that is just ending, and its status would be lost.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)
        self.writer.close()
        return await self.process.wait()


async def receive(reader: asyncio.StreamReader, max_body: int) -> Frame:
    """
    Return the next frame.

    Raises:
        IncompleteReadError, ConnectionError, BadFrame: there is none.
    """
    header_size, body_size = sizes(await reader.readexactly(PREFIX.size), max_body)
    header = parse_head(await reader.readexactly(header_size))
    return header, await reader.readexactly(body_size)


async def spawn(module: str, settings: Header) -> tuple[Process, Header]:
    """
    Start a process, a new interpreter and never a fork, and return it with what it says when it is ready.

    Raises:
        OSError: it does not start.
    """
    ours, theirs = socket.socketpair()
    try:
        process = await _launch(module, theirs.fileno())
        started = Process(process, *await asyncio.open_connection(sock=ours, limit=LINE_LIMIT))
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    try:
        async with asyncio.timeout(READY_S):
            ready, _ = await started.ask(settings, b"", 0)
    except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, BadFrame) as error:
        await started.end()
        raise OSError("a reading process does not start") from error
    except asyncio.CancelledError:
        await started.end()
        raise
    started.documents = 0
    return started, ready


async def _launch(module: str, fd: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        module,
        str(fd),
        pass_fds=(fd,),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """Return the environment of a worker: able to import this package from wherever it lies, and nothing private."""
    root = str(Path(dlp_service.__file__).resolve().parent.parent)
    kept = {
        name: os.environ[name]
        for name in ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "TESSDATA_PREFIX")
        if name in os.environ
    }
    return {**kept, **QUIET, "PYTHONPATH": root}
