"""
A reading service in a process of its own: `python -m dlp_service.extract.isolation.service FD`.

A service is a module of this room with `read(document, limits, budget) -> Reading` and `is_available() -> str`, empty
or the reason why not.  It reads one document at a time; what it needs of threads, addresses and files a worker may not have.
"""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import replace
from importlib import import_module
from typing import Any

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import OutOfTime
from dlp_service.extract.interface import Document
from dlp_service.extract.isolation import limit, sandbox
from dlp_service.extract.isolation.channel import Channel, Closed
from dlp_service.extract.isolation.ends import BROKEN, LATE, TOO_LARGE
from dlp_service.extract.isolation.frames import Frame, Header, dark, document_of, pack
from dlp_service.extract.isolation.preload import Own, load_all
from dlp_service.values import GapReason

PROFILES = {"tika": sandbox.of_tika, "ocr": sandbox.of_ocr}
KEPT_PART = 3
"""A process that still holds this part of its memory when it has answered is replaced by a new one."""

FIRST = rb"{\rtf1 The first document.}"


def main(fd: int) -> None:
    """Serve the pool behind an inherited socket until it closes."""
    parent = os.getppid()
    limit.die_with_parent(parent)
    channel = Channel(socket.socket(fileno=fd), sys.maxsize)
    settings, _ = channel.receive(_wait)
    limits = Limits(**settings["limits"])
    permissions = PROFILES.get(settings["name"], sandbox.of_tika)(limits)
    module, missing = _load(settings["module"])
    load_all()
    limit.bound(limits, has_address_limit=False)
    limit.be_silent()
    own = Own()
    is_single = own.is_single()
    measures = sandbox.enter(permissions)
    # Whoever changes his privileges is forgotten by the one that was to end him.
    limit.die_with_parent(parent)
    if not is_single:
        # Landlock and capabilities hold the thread that asks and those that it starts, not those before.
        measures = replace(measures, landlock=0, unprivileged=False)
    missing = missing or _warm_up(module, limits)
    channel.send({"ready": True, "missing": missing, "measures": str(measures)}, b"", _wait)
    if missing:
        return
    while True:
        try:
            header, content = channel.receive(_wait)
        except Closed:
            return
        answer, body = _answer(module, header, content, limits)
        # What a library has built up for one document it does not always give back.
        answer["retire"] = own.resident_bytes() > limits.service_bytes // KEPT_PART
        channel.send(answer, body, _wait)


def _load(name: str) -> tuple[Any, str]:
    """Return the module of a service, and why it cannot be used, empty when it can."""
    try:
        module: Any = import_module(name)
        return module, str(module.is_available())
    except BaseException as error:  # noqa: BLE001 - a library that is broken here is a service that is missing
        return None, f"it does not load: {type(error).__name__}"


def _warm_up(module: Any, limits: Limits) -> str:  # noqa: ANN401 - a module
    """Read a first document, which takes longest; return why the service cannot be used, empty when it can."""
    try:
        reading = module.read(Document("", FIRST), limits, Budget.of(limits.file_wall_s))
    except BaseException as error:  # noqa: BLE001 - a panic of a native library is no Exception
        return f"it does not start: {type(error).__name__}"
    return "it does not start" if any(gap.reason is GapReason.DAMAGED for gap in reading.gaps) else ""


def _answer(module: Any, header: Header, content: bytes, limits: Limits) -> Frame:  # noqa: ANN401 - a module
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
