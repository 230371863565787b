"""The page that a Prometheus server reads: the counts of all server processes, added up.  Imports no gRPC."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from dlp_service.errors import ConfigError
from dlp_service.serve.metrics import Snapshot, render
from dlp_service.serve.ports import format_address, parse_address

REQUEST_LIMIT_S = 5.0
MAX_HEAD = 16 * 1024
Counts = Callable[[], Awaitable[Snapshot]]


@asynccontextmanager
async def metrics_page(listen: str, counts: Counts) -> AsyncIterator[str]:
    """
    Serve the sum of all counts at `/metrics` and give its address; an empty `listen` gives an empty one.

    Raises:
        ConfigError: the address is malformed or in use.
    """
    if not listen:
        yield ""
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(REQUEST_LIMIT_S):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(await _page(head, counts))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # a caller that says nothing, too much, or leaves, gets nothing
        finally:
            writer.close()

    host, port = parse_address(listen)
    try:
        server = await asyncio.start_server(answer, host, port, limit=MAX_HEAD)
    except OSError as error:
        raise ConfigError(f"cannot listen on {listen}: {error.strerror}", source="service") from None
    async with server:
        name = server.sockets[0].getsockname()
        yield format_address(name[0], name[1])


async def _page(head: bytes, counts: Counts) -> bytes:
    line = head.split(b"\r\n", 1)[0].split(b" ")
    if line[:1] not in ([b"GET"], [b"HEAD"]) or line[1:2] != [b"/metrics"]:
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    body = render(await counts())
    lines = (
        "HTTP/1.1 200 OK",
        "Content-Type: text/plain; version=0.0.4; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    head = "\r\n".join((*lines, "", "")).encode()
    return head if line[0] == b"HEAD" else head + body
