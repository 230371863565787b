"""
A reader for a process that has no pool to ask: the command line, a notebook, a script.

It owns a pool of one worker behind an event loop in a thread of its own, so it works whether or not the caller has a
loop.  All of it starts with the first document and ends with the reader, or with the process, however that ends:
the workers die with the thread that started them.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Mapping
from pathlib import Path

from dlp_service.budget import Budget
from dlp_service.config import Limits, Settings
from dlp_service.extract.interface import Document, Reader, Reading
from dlp_service.extract.isolation.pool import ExtractPool
from dlp_service.extract.isolation.remote import RemoteReader, unavailable
from dlp_service.extract.isolation.services import MODULES, enabled
from dlp_service.extract.isolation.worker import load_parser
from dlp_service.extract.local import LocalReader, Nowhere

PARSER = "dlp_service.mail:parse"
END_S = 5.0


def own_reader(settings: Settings) -> Reader:
    """Return a reader for this process: one with its own workers, or, where settings allow none, one without."""
    if settings.service.extract_workers == 0:
        return LocalReader(settings.limits, load_parser(PARSER), Nowhere())
    return PrivateReader(settings.limits, enabled(settings.service))


class PrivateReader:
    """Reads in processes that belong to this one; safe to use from several threads, and again after `close`."""

    def __init__(self, limits: Limits, services: Mapping[str, str] = MODULES) -> None:
        self._limits = limits
        self._services = services
        self._lock = threading.Lock()
        self._remote: RemoteReader | None = None
        self._process = 0
        self._end: weakref.finalize[..., PrivateReader] | None = None

    def read(self, document: Document, budget: Budget) -> Reading:
        """
        Return the document's reading; a gap TIMED_OUT when no worker starts.

        Raises:
            Cancelled: the caller went away.
        """
        try:
            remote = self._started()
        except OSError:
            return unavailable(document)
        return remote.read(document, budget)

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            if self._end:
                self._end()
            self._remote = None

    def _started(self) -> RemoteReader:
        with self._lock:
            # A fork of this process has none of its threads, and the pool stays its parent's.
            if self._remote is None or self._process != os.getpid():
                host = _Host(ExtractPool(self._limits, 1, parse_message=PARSER, services=self._services, is_lazy=True))
                remote = RemoteReader(host.start(), self._limits)
                self._end = weakref.finalize(self, host.end, remote)
                self._remote, self._process = remote, os.getpid()
            return self._remote


class _Host:
    """A pool on an event loop in a thread of its own."""

    def __init__(self, pool: ExtractPool) -> None:
        self._pool = pool
        self._process = os.getpid()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="dlp-extract", daemon=True)
        self._folder = Path(tempfile.mkdtemp(prefix="dlp-"))

    def start(self) -> Path:
        """
        Start the pool and return its socket.

        Raises:
            OSError: it does not start.
        """
        self._thread.start()
        path = self._folder / "extract.sock"
        try:
            asyncio.run_coroutine_threadsafe(self._pool.start(path), self._loop).result()
        except OSError:
            self._stop()
            raise
        return path

    def end(self, remote: RemoteReader) -> None:
        """End the pool, unless this process is a fork of the one that owns it."""
        if self._process != os.getpid():
            return
        remote.close()
        try:
            asyncio.run_coroutine_threadsafe(self._pool.close(), self._loop).result(END_S)
        finally:
            self._stop()

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(END_S)
        if not self._thread.is_alive():
            self._loop.close()
        shutil.rmtree(self._folder, ignore_errors=True)
