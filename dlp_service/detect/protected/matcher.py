"""
The key in a process of its own: it holds key and hashes and answers which words of a text are listed.

The scoring host then has neither.  Who takes the host over can still ask, as the service asks; what it is told is
counted, and past `Limits.answers_a_minute` it is told nothing more until the minute is over, which is logged.
Only processes of users on a list are answered (SO_PEERCRED), over a socket in the file system.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dlp_service.detect.protected.register import Register, hashed_register
from dlp_service.detect.protected.sightings import sightings
from dlp_service.detect.protected.term_sightings import term_sightings
from dlp_service.detect.protected.tokens import Words
from dlp_service.detect.protected.wire import (
    MAX_QUESTION,
    BadFrame,
    asked,
    framed,
    opened,
    people_answer,
    receive,
    terms_answer,
)
from dlp_service.hashed_people import HashedList

MINUTE = 60.0
_PEER = struct.Struct("3i")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one matcher gives at most; `idle_s` is how long a connection may be silent."""

    answers_a_minute: int = 6000
    connections: int = 32
    idle_s: float = 300.0
    frame_s: float = 5.0


@dataclass(slots=True)
class Meter:
    """Counts what is answered, a minute at a time."""

    limits: Limits
    log: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    began: float = -MINUTE
    answers: int = 0
    words: int = 0
    is_told: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def may_answer(self) -> bool:
        """Say whether anything may be answered now."""
        with self.lock:
            now = self.clock()
            if now - self.began >= MINUTE:
                if self.words:
                    self.log(f"words={self.words} answers={self.answers} refused={self.is_told}")
                self.began, self.answers, self.words, self.is_told = now, 0, 0, False
            return self.answers < self.limits.answers_a_minute

    def count(self, words: int, answers: int) -> None:
        """Add an answer; the one that goes beyond the limit is still given and is the last."""
        with self.lock:
            self.words += words
            self.answers += answers

    def refuse(self) -> None:
        """Log once a minute that nothing more is answered."""
        with self.lock:
            if not self.is_told:
                self.is_told = True
                self.log(f"more than {self.limits.answers_a_minute} answers in a minute: no more until it is over")


class Matcher:
    """Answers questions about words; thread-safe."""

    def __init__(self, personnel: HashedList | None, terms: HashedList | None, meter: Meter) -> None:
        self._personnel: Register | None = hashed_register(personnel) if personnel else None
        self._terms: Register | None = hashed_register(terms) if terms else None
        self._details = terms.details if terms else ()
        self._meter = meter

    def answer(self, frame: bytes) -> bytes:
        """
        Return the frame that answers a question.

        Raises:
            BadFrame: it is none.
        """
        header, body = opened(frame)
        if header.get("ask") == "lists":
            return framed({"personnel": self._personnel is not None, "terms": self._terms is not None})
        kind, words = asked(header, body)
        if not self._meter.may_answer():
            self._meter.refuse()
            return framed({"error": "limited"})
        found = self._found(kind, words, header.get("today"))
        self._meter.count(len(words), len(found))
        return framed({"found": found})

    def _found(self, kind: str, words: Words, today: object) -> list[list[Any]]:
        if kind == "personnel":
            return people_answer(sightings(words, self._personnel)) if self._personnel else []
        if self._terms is None:
            return []
        try:
            day = date.fromisoformat(str(today))
        except ValueError:
            raise BadFrame("a question without its day") from None
        return terms_answer(term_sightings(words, self._terms, self._details, day))


class Listener:
    """Serves a matcher on a socket in the file system until `close`."""

    def __init__(self, bound: socket.socket, matcher: Matcher, users: frozenset[int], limits: Limits, log: Callable[[str], None]) -> None:  # fmt: skip
        self._socket = bound
        self._matcher = matcher
        self._users = users
        self._limits = limits
        self._log = log
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def serve(self) -> None:
        """Answer until the socket is closed."""
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if not self._is_allowed(connection) or not self._admit(connection):
                connection.close()
                continue
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def close(self) -> None:
        """Stop accepting, and end every conversation."""
        with self._lock:
            # A thread that waits for its socket notices a shutdown, not a close.
            for waiting in (self._socket, *self._open):
                waiting.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _admit(self, connection: socket.socket) -> bool:
        with self._lock:
            if len(self._open) >= self._limits.connections:
                return False
            self._open.add(connection)
        return True

    def _is_allowed(self, connection: socket.socket) -> bool:
        pid, user, _ = _PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
        if user in self._users:
            return True
        self._log(f"refused process {pid} of user {user}")
        return False

    def _talk(self, connection: socket.socket) -> None:
        try:
            while True:
                # Long between questions, short within one.
                connection.settimeout(self._limits.idle_s)
                if not connection.recv(1, socket.MSG_PEEK):
                    return
                frame = receive(connection, MAX_QUESTION, self._limits.frame_s)
                connection.settimeout(self._limits.frame_s)
                connection.sendall(self._matcher.answer(frame))
        except BadFrame as error:
            self._log(f"closed a connection: {error}")
        except OSError as error:
            self._log(f"a connection broke: {error.strerror or error}")
        finally:
            with self._lock:
                self._open.discard(connection)
                connection.close()


def bound(path: str) -> socket.socket:
    """
    Return a listening socket at a path, for this user and his group alone; a dead one that lies there is replaced.

    Raises:
        OSError: somebody listens there, or the place cannot be written.
    """
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if os.path.exists(path) and _is_dead(path):  # noqa: PTH110 - a socket, not a file
            os.unlink(path)  # noqa: PTH108
        before = os.umask(0o117)
        try:
            listening.bind(path)
        finally:
            os.umask(before)
        listening.listen(64)
    except OSError:
        listening.close()
        raise
    return listening


def _is_dead(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial:
        try:
            trial.connect(path)
        except ConnectionRefusedError:
            return True
        return False
