"""
A reading service in a process of its own: `python -m dlp_service.extract.service FD`.

A service is a module of this room with `read(document, limits, budget) -> Reading` and `is_available() -> str`, empty
or the reason why not.  It reads one document at a time; what it needs of threads, addresses and files a worker may not have.
"""

from __future__ import annotations

import os
import socket
import sys
from importlib import import_module
from types import ModuleType

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import OutOfTime
from dlp_service.extract import limit
from dlp_service.extract.channel import Channel, Closed
from dlp_service.extract.ends import BROKEN, LATE, TOO_LARGE
from dlp_service.extract.frames import Frame, Header, dark, document_of, pack
from dlp_service.values import GapReason


def main(fd: int) -> None:
    """Serve the pool behind an inherited socket until it closes."""
    limit.die_with_parent(os.getppid())
    channel = Channel(socket.socket(fileno=fd), sys.maxsize)
    settings, _ = channel.receive(_wait)
    limits = Limits(**settings["limits"])
    module, missing = load(settings["module"])
    limit.bound(limits, has_address_limit=False)
    channel.send({"ready": True, "missing": missing}, b"", _wait)
    while module:
        try:
            header, content = channel.receive(_wait)
        except Closed:
            return
        channel.send(*_answer(module, header, content, limits), _wait)


def load(name: str) -> tuple[ModuleType | None, str]:
    """Return the module of a service, or None and the reason why it cannot be used."""
    try:
        module = import_module(name)
        missing = str(module.is_available())
    except Exception as error:  # noqa: BLE001 - a library that is broken here is a service that is missing
        return None, f"it does not load: {type(error).__name__}"
    return (None, missing) if missing else (module, "")


def _answer(module: ModuleType, header: Header, content: bytes, limits: Limits) -> Frame:
    """Read one document; whatever a library does short of ending the process is a gap."""
    try:
        return pack(module.read(document_of(header, content), limits, Budget.of(float(header["seconds"]))))
    except OutOfTime:
        return dark(GapReason.TIMED_OUT, LATE)
    except (MemoryError, RecursionError):
        return dark(GapReason.OVER_LIMIT, TOO_LARGE)
    except BaseException:  # noqa: BLE001 - a panic of a native library is no Exception
        return dark(GapReason.DAMAGED, BROKEN)


def _wait() -> None:
    """Go on waiting: the kernel ends this process when its parent ends."""


if __name__ == "__main__":
    main(int(sys.argv[1]))
