"""
The process that reads documents: `python -m dlp_service.extract.worker FD`.

It owns nothing: one socket to the pool, no files, bounded memory and processor time.  Whatever a
document does to it ends with its own death, which the pool turns into a gap of that document.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.channel import Channel, Closed
from dlp_service.extract.frames import document_of, pack
from dlp_service.extract.job import ParseMessage
from dlp_service.extract.local import LocalReader

PR_SET_PDEATHSIG = 1
OPEN_FILES = 64
PAGE_BYTES = resource.getpagesize()


def main(fd: int) -> None:
    """Serve the pool behind an inherited socket until it closes."""
    _die_with_parent()
    channel = Channel(socket.socket(fileno=fd), sys.maxsize)
    settings, _ = channel.receive(_wait)
    limits = Limits(**settings["limits"])
    reader = LocalReader(limits, load_parser(settings["parse_message"]))
    _bound(limits)
    channel.send({"ready": True}, b"", _wait)
    while True:
        try:
            header, content = channel.receive(_wait)
        except Closed:
            return
        channel.send(*_answer(reader, header, content, limits), _wait)


def _answer(
    reader: LocalReader, header: dict[str, Any], content: bytes, limits: Limits
) -> tuple[dict[str, Any], bytes]:
    _allow_seconds(limits.file_cpu_s)
    reading = reader.read(document_of(header, content), Budget.of(float(header["seconds"])))
    answer, body = pack(reading)
    # A worker that a document has blown up is not kept: its memory does not come back.
    answer["retire"] = _resident_bytes() > limits.worker_bytes // 3
    return answer, body


def load_parser(name: str) -> ParseMessage | None:
    """
    Return the function `module:name` that parses mail files, None for an empty name.

    It is named by whoever owns the pool: this room knows no other.
    """
    if not name:
        return None
    module, _, function = name.partition(":")
    parser: ParseMessage = getattr(import_module(module), function)
    return parser


def _wait() -> None:
    """Go on waiting: the kernel ends this process when its parent ends."""


def _die_with_parent() -> None:
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)


def _bound(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.worker_bytes, limits.worker_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def _allow_seconds(seconds: float) -> None:
    """Let the next document use that much processor time; beyond it the kernel ends the process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, resource.RLIM_INFINITY))


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * PAGE_BYTES


if __name__ == "__main__":
    main(int(sys.argv[1]))
