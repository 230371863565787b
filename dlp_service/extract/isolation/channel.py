"""A blocking socket that carries frames; waiting is cut into ticks, so that a caller can look at its budget."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Any

from dlp_service.extract.isolation.frames import PREFIX, Header, head, parse_head, sizes

TICK_S = 0.05
RECEIVE_BYTES = 1024 * 1024


class Closed(ConnectionError):
    """The other side closed the connection."""


class Channel:
    """Frames over a connected stream socket; `on_tick` is called while nothing moves and may raise to give up."""

    def __init__(self, connection: socket.socket, max_body: int) -> None:
        self.connection = connection
        self.max_body = max_body

    def send(self, header: Mapping[str, Any], body: bytes, on_tick: Callable[[], None]) -> None:
        """Send one frame."""
        self._send_all(head(header, len(body)), on_tick)
        if body:
            self._send_all(body, on_tick)

    def _send_all(self, data: bytes, on_tick: Callable[[], None]) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self.connection.send(view[:RECEIVE_BYTES]) :]
            except TimeoutError:
                on_tick()

    def receive(self, on_tick: Callable[[], None]) -> tuple[Header, bytes]:
        """
        Receive one frame.

        Raises:
            Closed: the other side went away.
            BadFrame: what came is no frame.
        """
        header_size, body_size = sizes(self._exactly(PREFIX.size, on_tick), self.max_body)
        return parse_head(self._exactly(header_size, on_tick)), self._exactly(body_size, on_tick)

    def _exactly(self, size: int, on_tick: Callable[[], None]) -> bytes:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            try:
                count = self.connection.recv_into(view[:RECEIVE_BYTES])
            except TimeoutError:
                on_tick()
                continue
            if count == 0:
                raise Closed("the connection was closed")
            view = view[count:]
        return bytes(data)

    def close(self) -> None:
        """Close the socket."""
        self.connection.close()
