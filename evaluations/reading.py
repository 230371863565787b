"""Readers for measuring: the one that `dlp extract` uses, and a pool whose processes can be looked at."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dlp_service.config import Limits
from dlp_service.extract import Reader
from dlp_service.extract.isolation.pool import ExtractPool
from dlp_service.extract.isolation.private import PrivateReader
from dlp_service.extract.isolation.remote import RemoteReader
from dlp_service.extract.isolation.services import MODULES

START_S = 60


@dataclass(frozen=True, slots=True)
class RunningPool:
    """A pool on a loop of its own, and a client of it."""

    pool: ExtractPool
    reader: RemoteReader


@contextlib.contextmanager
def open_pool(
    limits: Limits,
    workers: int = 1,
    cache_bytes: int = 0,
    *,
    parse_message: str = "dlp_service.mail:parse",
    services: Mapping[str, str] = MODULES,
) -> Iterator[RunningPool]:
    """Yield a pool that has started, and end it; nothing is cached unless asked, so that each reading is measured."""
    with tempfile.TemporaryDirectory() as folder, _loop() as loop:
        pool = ExtractPool(limits, workers, parse_message=parse_message, services=services, cache_bytes=cache_bytes)
        path = Path(folder) / "private" / "s"
        asyncio.run_coroutine_threadsafe(pool.start(path), loop).result(START_S)
        reader = RemoteReader(path, limits)
        try:
            yield RunningPool(pool, reader)
        finally:
            reader.close()
            asyncio.run_coroutine_threadsafe(pool.close(), loop).result(START_S)


@contextlib.contextmanager
def open_reader(limits: Limits) -> Iterator[Reader]:
    """Yield the reader that `dlp extract` uses: each document of one set is read once, so its cache saves nothing."""
    reader = PrivateReader(limits)
    try:
        yield reader
    finally:
        reader.close()


@contextlib.contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Yield an event loop that runs in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
