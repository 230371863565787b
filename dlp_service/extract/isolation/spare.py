"""
A child that waits for its document: forked while nobody waits, and told then what a fork would have known.

What it is told is what it reads, by which reader, and how much of the limits of the nest is used; everything else is as it was
when it was forked.  It has given up everything by then, reads one document, and ends with its worker.
"""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import dataclass, replace
from typing import Any

from dlp_service.budget import Budget
from dlp_service.extract.images.pictures import Pictures
from dlp_service.extract.interface import Document
from dlp_service.extract.isolation.frames import Frame, Header, words_of
from dlp_service.extract.isolation.telling import COUNTERS, counters_of
from dlp_service.extract.job import Job, Read


@dataclass(frozen=True, slots=True)
class Spare:
    """A child that waits, behind `connection`."""

    pid: int
    connection: socket.socket

    def is_alive(self) -> bool:
        """Say whether it still waits; one that ended is reaped."""
        return os.waitpid(self.pid, os.WNOHANG)[0] == 0


def empty(job: Job) -> Job:
    """Return a job like this one of which nothing is known yet, and which holds nothing of a document."""
    return replace(job, budget=Budget.unlimited(), texts=[], gaps=[], pictures=Pictures())


def request(reader: str, document: Document, job: Job) -> Frame:
    """Return what a child that waits is told."""
    header: Header = {
        "read": reader,
        "seconds": job.budget.remaining(),
        "counters": counters_of(job),
        "digests": [digest.hex() for digest in job.pictures.digests],
        "ocr_seconds": job.pictures.seconds,
        **words_of(document),
    }
    return header, document.content


def job_of(header: Header, template: Job) -> Job:
    """Return the job that a child was told of."""
    pictures = Pictures(digests=set(map(bytes.fromhex, header["digests"])), seconds=header["ocr_seconds"])
    counters: dict[str, Any] = {name: int(header["counters"][name]) for name in COUNTERS}
    return replace(empty(template), budget=Budget.of(header["seconds"]), pictures=pictures, **counters)


def name_of(read: Read) -> str:
    """Return what a reader is named by between processes."""
    return f"{read.__module__}:{read.__qualname__}"


def is_named(read: Read) -> bool:
    """Say whether the name of a reader leads to it; that of a function in a function does not."""
    try:
        return reader_of(name_of(read)) is read
    except (KeyError, AttributeError):
        return False


def reader_of(name: str) -> Read:
    """
    Return the reader of that name, among what is imported already.

    A child may name anything: it gains a process like its own.

    Raises:
        KeyError, ValueError: there is none.
    """
    module, _, function = str(name).partition(":")
    read: Read | None = getattr(sys.modules[module], function, None)
    if not callable(read):
        raise KeyError(name)
    return read
