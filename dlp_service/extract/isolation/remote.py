"""
The client of the pool, for server processes: a `Reader` whose work is done elsewhere.

When the pool is away the document is a gap and the message goes on: fail-open or fail-closed is the policy's decision.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import Cancelled, OutOfTime
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.isolation import frames
from dlp_service.extract.isolation.channel import TICK_S, Channel
from dlp_service.values import Gap, GapReason

GRACE_S = 2.0
MAX_IDLE = 64


class RemoteReader:
    """Reads through the pool at `socket_path`; any number of threads may read at once, each on its own connection."""

    def __init__(self, socket_path: str | Path, limits: Limits) -> None:
        self.socket_path = str(socket_path)
        self.limits = limits
        self._idle: list[Channel] = []
        self._lock = threading.Lock()

    def read(self, document: Document, budget: Budget) -> Reading:
        """
        Return the document's reading; without a pool, or out of time, a gap TIMED_OUT.

        Raises:
            Cancelled: the caller went away.
        """
        seconds = min(budget.remaining(), self.limits.file_wall_s)
        # The pool keeps the time; should it fail to, waiting ends a little later all the same.
        patience = Budget(budget.clock() + seconds + GRACE_S, budget.cancelled, budget.clock)
        header = frames.request(document, seconds)
        try:
            answer, body = self._ask(header, document.content, patience.check)
            return frames.unpack(answer, body, document.path)
        except OutOfTime:
            return _dark(document, "the reader did not answer in time")
        except (OSError, frames.BadFrame):
            return unavailable(document)

    def forget(self, documents: Iterable[Document]) -> None:
        """
        Drop the cached readings of documents, for messages of which nothing may be kept.

        Raises:
            OSError: the pool could not be reached; it holds its cache in memory only.
        """
        keys = [frames.key_of(document) for document in documents]
        self._ask({"op": "forget", "keys": keys}, b"", Budget.of(GRACE_S).check)

    def status(self) -> dict[str, str]:
        """
        Return what holds the reading processes in, by their names.

        Raises:
            OSError: the pool could not be reached.
        """
        answer, _ = self._ask({"op": "status"}, b"", Budget.of(GRACE_S).check)
        return {str(name): str(state) for name, state in answer["status"].items()}

    def close(self) -> None:
        """Close the idle connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for channel in idle:
            channel.close()

    def _ask(self, header: frames.Header, body: bytes, on_tick: Callable[[], None]) -> tuple[frames.Header, bytes]:
        """Ask on an idle connection, or on a new one when it turns out to be stale."""
        with self._lock:
            channel = self._idle.pop() if self._idle else None
        if channel:
            try:
                return self._ask_on(channel, header, body, on_tick)
            except OSError:
                self.close()
        return self._ask_on(self._connect(), header, body, on_tick)

    def _ask_on(
        self, channel: Channel, header: frames.Header, body: bytes, on_tick: Callable[[], None]
    ) -> tuple[frames.Header, bytes]:
        try:
            channel.send(header, body, on_tick)
            answer = channel.receive(on_tick)
        except (OSError, OutOfTime, Cancelled, frames.BadFrame):
            # A late answer would be taken for the next document's: the connection is done with.
            channel.close()
            raise
        with self._lock:
            if len(self._idle) < MAX_IDLE:
                self._idle.append(channel)
                return answer
        channel.close()
        return answer

    def _connect(self) -> Channel:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TICK_S)
        try:
            connection.connect(self.socket_path)
        except OSError:
            connection.close()
            raise
        return Channel(connection, self.limits.frame_bytes)


def unavailable(document: Document) -> Reading:
    """Return the reading of a document for which there is nobody to read it."""
    return _dark(document, "reader unavailable")


def _dark(document: Document, detail: str) -> Reading:
    return Reading(gaps=(Gap(document.path, GapReason.TIMED_OUT, detail),))
