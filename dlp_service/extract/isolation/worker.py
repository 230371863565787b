"""
The process that reads documents: `python -m dlp_service.extract.isolation.worker FD`.

It owns nothing: one socket to the pool, no files, bounded memory and processor time.  Whatever a
document does to it ends with its own death, which the pool turns into a gap of that document.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from importlib import import_module

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.isolation import limit, sandbox
from dlp_service.extract.isolation.channel import Channel, Closed
from dlp_service.extract.isolation.frames import Frame, Header, document_of, pack
from dlp_service.extract.isolation.preload import Own, load_all, rehearse, start_libraries
from dlp_service.extract.isolation.zygote import Zygote
from dlp_service.extract.job import ParseMessage
from dlp_service.extract.local import LocalReader


def main(fd: int) -> None:
    """Serve the pool behind an inherited socket until it closes."""
    limit.die_with_parent(os.getppid())
    channel = Channel(socket.socket(fileno=fd), sys.maxsize)
    settings, _ = channel.receive(_wait)
    limits = Limits(**settings["limits"])
    own = Own()
    zygote = Zygote(channel, frozenset(settings["services"]), sandbox.enter_child, own.is_single, rehearse)
    reader = LocalReader(limits, load_parser(settings["parse_message"]), zygote)
    load_all()
    start_libraries()
    limit.bound(limits)
    limit.be_silent()
    measures = sandbox.enter(sandbox.WORKER)
    # What was imported is looked at by no collection: a child would copy every page that one touches.
    gc.collect()
    gc.freeze()
    channel.send({"ready": True, "measures": str(measures)}, b"", _wait)
    while True:
        try:
            header, content = channel.receive(_wait)
        except Closed:
            return
        limit.allow_seconds(limits.file_cpu_s)
        answer, body = _answer(reader, header, content)
        # A worker that a document has blown up is not kept: its memory does not come back.
        answer["retire"] = own.resident_bytes() > limits.worker_bytes // 3
        channel.send(answer, body, _wait)
        if not answer["retire"]:
            zygote.prepare()


def _answer(reader: LocalReader, header: Header, content: bytes) -> Frame:
    return pack(reader.read(document_of(header, content), Budget.of(float(header["seconds"]))))


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


if __name__ == "__main__":
    main(int(sys.argv[1]))
