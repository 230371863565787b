"""
The line between the supervisor and one server process.

A socket pair carries one JSON object a line, both ways: the settings down,
readiness and counts up.  When either end closes, the other knows that its
partner is gone; a server process then stops, so that none is ever left behind.
Imports no gRPC.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from dlp_service.config import Settings
from dlp_service.errors import ConfigError

MAX_LINE = 4 * 1024 * 1024
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Start:
    """What a server process is told: the effective settings, its address, the extract pool's socket (empty for none)."""

    settings: Settings
    address: str
    extract_socket: str = ""
    supervisor: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "do": "start",
            "settings": asdict(self.settings),
            "address": self.address,
            "extract_socket": self.extract_socket,
            "supervisor": self.supervisor,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Start:
        """Return what `to_json` wrote."""
        defaults = Settings()
        tables = {item.name: type(getattr(defaults, item.name)) for item in fields(Settings)}
        settings = Settings(**{name: kind(**data["settings"][name]) for name, kind in tables.items()})
        return cls(settings, data["address"], data["extract_socket"], data["supervisor"])


class Line:
    """One end of the control line, on an event loop."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def over(cls, sock: socket.socket) -> Line:
        """Return the end that `sock` is."""
        return cls(*await asyncio.open_connection(sock=sock, limit=MAX_LINE))

    def send(self, data: Mapping[str, Any]) -> None:
        """Queue one object; nothing happens when the partner is gone."""
        if not self._writer.is_closing():
            self._writer.write(encode(data))

    async def receive(self) -> dict[str, Any] | None:
        """Return the next object, or None when the partner is gone."""
        try:
            line = await self._reader.readline()
        except (OSError, ValueError):
            return None
        return json.loads(line) if line.endswith(b"\n") else None

    async def close(self) -> None:
        """Send what is queued and close this end."""
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            return


def encode(data: Mapping[str, Any]) -> bytes:
    """Return one line of the control line."""
    return json.dumps(data, separators=(",", ":")).encode() + b"\n"


def receive_start(sock: socket.socket) -> Start:
    """
    Read the first line, before there is an event loop.

    Raises:
        ConfigError: the supervisor is gone, or did not say how to start.
    """
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = sock.recv(1)
        if not byte or len(line) > MAX_LINE:
            raise ConfigError("the supervisor did not say how to start")
        line += byte
    return Start.from_json(json.loads(line))


def die_with(parent: int) -> None:
    """
    Ask the kernel to send SIGTERM, which drains, when the supervisor `parent` ends, however it ends.

    Linux only; elsewhere the closed control line has to do.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(0)
