"""
One process for one document.

Theory of operation.  A worker has one thread and has imported every reader, so it can be forked in a millisecond.
`Zygote.alone` forks a child that reads one document under limits of its own and sends the reading back; whatever the
child dies of is a gap at that document's path beside what it had told by then (`telling`), and the rest of the nest goes on.  A child cannot fork: a document
inside its document is sent up to the worker (`Upward`), which forks a sibling for it.  Questions for a
service go the same way, and from the worker to the pool.  Where documents were read alone before, the next child is
forked when the answer is out (`prepare`), and waits for its document with everything done that can be done without it.

Rules for whoever edits this file: what a child sends is as hostile as its document; it names neither paths outside
its document nor limits above its parent's; a child is always killed and reaped.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NoReturn

from dlp_service.budget import Budget
from dlp_service.errors import OutOfTime
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.isolation import limit
from dlp_service.extract.isolation.channel import TICK_S, Channel
from dlp_service.extract.isolation.ends import BROKEN, LATE, TOO_LARGE, end_of
from dlp_service.extract.isolation.frames import (
    BadFrame,
    Frame,
    Header,
    check,
    dark,
    document_of,
    joined,
    key_of,
    pack,
    unpack,
    words_of,
)
from dlp_service.extract.isolation.spare import Spare, empty, is_named, job_of, name_of, reader_of, request
from dlp_service.extract.isolation.telling import COUNTERS, Telling, counters_of
from dlp_service.extract.job import Finish, Job, OneByOne, Read, TextLimit
from dlp_service.extract.local import read_safely
from dlp_service.values import Gap, GapReason

MAX_LEVEL = 3
"""How many children may be alive at once, each reading a document inside the document of the one before."""
KILL_S = 0.1
"""How long after its time a child is waited for: most notice by themselves and bring what they have."""


def share_of(job: Job) -> float:
    """Return the seconds that a process elsewhere may use; embedded documents leave half of what is left to the rest."""
    left = min(job.budget.remaining(), job.limits.file_wall_s)
    return left / 2 if job.depth else left


def _wait() -> None:
    """Go on waiting: the parent keeps the time."""


@dataclass(slots=True)
class Upward(OneByOne):
    """What a child has around it: its parent, behind `channel`, which does everything for it, one after the other."""

    channel: Channel
    services: frozenset[str]

    def alone(self, read: Read, document: Document, job: Job) -> None:
        """Have the worker fork a child for this document."""
        header: Header = {"op": "alone", "read": name_of(read), "seconds": share_of(job), **words_of(document)}
        start = counters_of(job)
        self.channel.send({**header, "counters": start}, document.content, _wait)
        _merge(self.channel.receive(_wait), document, job, start)

    def ask(self, service: str, document: Document, job: Job) -> Reading | None:
        """Ask a service by way of the pool."""
        if service not in self.services:
            return None
        header: Header = {"op": "ask", "service": service, "key": key_of(document), "seconds": share_of(job)}
        self.channel.send({**header, **words_of(document)}, document.content, _wait)
        answer, body = self.channel.receive(_wait)
        return None if answer.get("none") else unpack(answer, body, document.path)


@dataclass(slots=True, eq=False)
class _Child:
    """A child that reads a document, behind `channel`, under the limits of `job`."""

    pid: int
    channel: Channel
    job: Job


@dataclass(slots=True)
class Zygote:
    """What a worker has around it: children that it forks, and the pool behind `channel`."""

    channel: Channel
    services: frozenset[str]
    restrict: Callable[[], None] = lambda: None
    is_single: Callable[[], bool] = lambda: threading.active_count() == 1
    rehearse: Callable[[Job], None] = lambda _: None
    open: list[Channel] = field(default_factory=list)
    spare: Spare | None = None
    template: Job | None = None
    ended: list[int] = field(default_factory=list)

    def alone(self, read: Read, document: Document, job: Job) -> None:
        """Read a document in a child."""
        with self.beside(read, document, job) as finish:
            finish()

    @contextmanager
    def beside(self, read: Read, document: Document, job: Job) -> Iterator[Finish]:
        """Read a document in a child while the block goes on; a child that is not asked for its reading is killed."""
        self.template = self.template or empty(job)
        start = counters_of(job)
        child = self._begun(read, document, job, share_of(job))
        try:
            yield lambda: _merge(child if isinstance(child, tuple) else self._attend(child), document, job, start)
        finally:
            if isinstance(child, _Child):
                self._see_off(child)

    def ask(self, service: str, document: Document, job: Job) -> Reading | None:
        """Ask a service of the pool."""
        return Upward(self.channel, self.services).ask(service, document, job)

    def _begun(self, read: Read, document: Document, job: Job, seconds: float) -> _Child | Frame:
        """Have a child begin to read a document; where that cannot be, return what stands for its reading."""
        if len(self.open) >= MAX_LEVEL:
            return dark(GapReason.OVER_LIMIT, f"nested deeper than {MAX_LEVEL} documents that are read alone")
        self._reap_ended()
        job = replace(job, budget=job.budget.at_most(seconds), texts=[], gaps=[])
        spare = self._taken() if is_named(read) else None
        if spare and _is_handed(spare, job, request(name_of(read), document, job)):
            return self._opened(spare, job)
        forked = self._forked(lambda channel: self._read(read, replace(document, path=""), job, channel))
        if forked is None:
            return dark(GapReason.OVER_LIMIT, "there was no room for a process that reads this document")
        return self._opened(forked, job)

    def _opened(self, spare: Spare, job: Job) -> _Child:
        spare.connection.settimeout(TICK_S)
        child = _Child(spare.pid, Channel(spare.connection, job.limits.frame_bytes), job)
        self.open.append(child.channel)
        return child

    def _see_off(self, child: _Child) -> None:
        """Close a child's channel and kill it; it is reaped when there is time, unless that was done."""
        if child.channel in self.open:
            self.open.remove(child.channel)
            child.channel.close()
            _kill(child.pid)
            self.ended.append(child.pid)

    def _forked(self, work: Callable[[Channel], None]) -> Spare | None:
        """Fork a child that does some work and ends; None where there is no room for one."""
        # A fork copies one thread: a lock that another one holds would stay locked for ever.
        assert self.is_single(), "a worker with threads cannot fork"
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            ours.close()
            theirs.close()
            return None
        if pid == 0:
            ours.close()
            limit.die_with_parent(parent)
            self._be_child(work, theirs)
        theirs.close()
        return Spare(pid, ours)

    # --- the child that waits --------------------------------------------------------------------

    def prepare(self) -> None:
        """Fork the child of the next document, now that nobody waits for it; the ended ones are seen off."""
        self._reap_ended()
        template = self.template
        if template is None or not self.is_single():
            return
        self.spare = self._taken() or self._forked(lambda channel: self._await(template, channel))

    def _taken(self) -> Spare | None:
        """Return the child that waits, which waits no more; None where there is none, or it died."""
        spare, self.spare = self.spare, None
        if spare is None or spare.is_alive():
            return spare
        spare.connection.close()
        return None

    def _reap_ended(self) -> None:
        while self.ended:
            _reap(self.ended.pop())

    # --- the parent's side -----------------------------------------------------------------------

    def _attend(self, child: _Child) -> Frame:
        """Serve a child until it has answered, is out of time or dead; then it is killed, and reaped unless it has answered."""
        job = child.job
        patience = replace(job.budget, deadline=job.budget.deadline + KILL_S)
        failure: Frame | None = None
        told: list[Frame] = []
        try:
            return self._converse(child.channel, job, patience, told)
        except OutOfTime:
            failure = dark(GapReason.TIMED_OUT, LATE)
        except (MemoryError, RecursionError):
            failure = dark(GapReason.OVER_LIMIT, TOO_LARGE)
        except OSError:
            failure = None  # how the process ended says more
        except (LookupError, TypeError, ValueError, ArithmeticError):
            failure = dark(GapReason.DAMAGED, BROKEN)  # it sent what is no frame
        finally:
            self._see_off(child)
        self.ended.remove(child.pid)
        status, peak_bytes = _reap(child.pid)
        header, body = joined(*told, failure or end_of(status, peak_bytes, job.limits.worker_bytes))
        return {**header, "counters": told[-1][0].get("counters") if told else {}}, body

    def _converse(self, channel: Channel, job: Job, budget: Budget, told: list[Frame]) -> Frame:
        room = job.limits.frame_bytes
        while True:
            header, body = channel.receive(budget.check)
            if header.get("op") == "tell":
                room -= len(body) + sum(len(path) for path, *_ in header["texts"])
                if room >= 0:
                    told.append(check((header, body)))
                continue
            if header.get("op") == "ask":
                answer = self._relay(header, body, budget)
            elif header.get("op") == "alone":
                answer = self._sibling(header, body, job, budget)
            else:
                return header, body
            channel.send(*answer, budget.check)

    def _relay(self, header: Header, body: bytes, budget: Budget) -> Frame:
        seconds = min(budget.remaining(), float(header["seconds"]))
        self.channel.send({**header, "seconds": seconds}, body, _wait)
        return self.channel.receive(_wait)

    def _sibling(self, header: Header, body: bytes, job: Job, budget: Budget) -> Frame:
        """Fork for a document that a child found, with the child's counters where they are above its parent's."""
        counters = {name: max(getattr(job, name), int(header["counters"][name])) for name in COUNTERS}
        seconds = min(budget.remaining(), float(header["seconds"]))
        child = self._begun(reader_of(header["read"]), document_of(header, body), replace(job, **counters), seconds)
        return child if isinstance(child, tuple) else self._attend(child)

    # --- the child's side ------------------------------------------------------------------------

    def _be_child(self, work: Callable[[Channel], None], connection: socket.socket) -> NoReturn:
        """Do some work and end; nothing of the parent runs here afterwards."""
        status = 1
        try:
            for channel in (self.channel, *self.open):
                channel.close()
            if self.spare:
                self.spare.connection.close()
            self.restrict()
            work(Channel(connection, sys.maxsize))
            status = 0
        finally:
            os._exit(status)

    def _read(self, read: Read, document: Document, job: Job, channel: Channel) -> None:
        """Read one document and send what was read."""
        limit.allow_seconds(job.limits.file_cpu_s)
        child = Telling.of(job, Upward(channel, self.services), channel)
        read_safely(document, child, read)
        header, body = pack(child.reading())
        channel.send({**header, "counters": counters_of(child)}, body, _wait)

    def _await(self, template: Job, channel: Channel) -> None:
        """Touch what reading will need, wait for a document, and read it."""
        self.rehearse(empty(template))
        gc.freeze()
        header, content = channel.receive(_wait)
        channel.send({"op": "begun"}, b"", _wait)
        self._read(reader_of(header["read"]), document_of(header, content), job_of(header, template), channel)


def _is_handed(spare: Spare, job: Job, frame: Frame) -> bool:
    """Hand a document to a child that waits; one that dies before it has it costs no document."""
    spare.connection.settimeout(TICK_S)
    channel = Channel(spare.connection, job.limits.frame_bytes)
    try:
        channel.send(*frame, job.budget.check)
        channel.receive(job.budget.check)
    except (OSError, OutOfTime):
        channel.close()
        _kill(spare.pid)
        _reap(spare.pid)
        return False
    return True


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _reap(pid: int) -> tuple[int, int]:
    """Return the exit status of a child that was killed, negative for a signal, and the most memory it held in bytes."""
    _, status, used = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), used.ru_maxrss * 1024


def _merge(frame: Frame, document: Document, job: Job, start: Header) -> None:
    """
    Take what a child read into a job; what is no reading is a gap.

    What the child used of the limits, beyond what was used at its `start`, is used up here as well.

    Raises:
        TextLimit: the text was cut at the limit, here or there.
    """
    header, body = frame
    try:
        reading = unpack(header, body, document.path)
        counters = {name: int((header.get("counters") or {}).get(name, 0)) for name in ("entries", "decoded_bytes")}
    except (BadFrame, AttributeError, TypeError, ValueError, ArithmeticError):
        reading, counters = Reading(gaps=(Gap(document.path, GapReason.DAMAGED, BROKEN),)), {}
    for name, count in counters.items():
        setattr(job, name, getattr(job, name) + max(0, count - start[name]))
    job.take(reading)
    is_over = any(gap.reason is GapReason.OVER_LIMIT for gap in reading.gaps)
    if is_over and job.chars >= job.limits.text_chars:
        raise TextLimit
