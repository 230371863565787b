"""
A service of one's own on loopback, for demonstrations, benchmarks and tests.

It is the real thing, started as `dlp serve` starts it: a supervisor with its
server processes and extraction workers.  It ends with the block that asked for
it, and takes everything it started with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dlp_service.errors import NotReady

STOP_S = 60
LAST_WORDS = 20
KEPT = 200


@dataclass(frozen=True, slots=True)
class LocalService:
    """`target` is HOST:PORT, `ready` the line it logged when it was, `pid` the supervisor's, `said` its last log lines."""

    target: str
    ready: Mapping[str, object]
    pid: int
    said: deque[str]


@contextlib.contextmanager
def local_service(
    organisation: Path | None = None, config: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[LocalService]:
    """
    Start a service on a free loopback port, yield it, and drain it at the end.

    `DLP_*` variables of this process are not passed on; `environment` are those to set.

    Raises:
        NotReady: it ended before it was ready; the message has its last words.
    """
    command = [sys.executable, "-m", "dlp_service", "serve", "--listen", "127.0.0.1:0"]
    command += ["--organisation", str(organisation)] if organisation else []
    command += ["--config", str(config)] if config else []
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("DLP_")}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        command, stderr=subprocess.PIPE, env={**inherited, **(environment or {})}, text=True
    ) as process:
        log = _Log(process)
        try:
            ready = log.ready()
            yield LocalService(str(ready["listen"]), ready, process.pid, log.said)
        finally:
            log.stop()


class _Log:
    """Reads a service's standard error to its end, so that it never waits for a reader."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.said: deque[str] = deque(maxlen=KEPT)
        self._process = process
        self._ready: queue.Queue[Mapping[str, object]] = queue.Queue()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def ready(self) -> Mapping[str, object]:
        """Return the ready line."""
        entry = self._ready.get()
        if not entry:
            raise NotReady("the service did not start: " + " ".join(list(self.said)[-LAST_WORDS:]))
        return entry

    def stop(self) -> None:
        """Ask the service to drain, and end it when it does not."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._thread.join(STOP_S)

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.said.append(line)
            entry = _entry(line)
            if entry.get("event") == "ready":
                self._ready.put(entry)
        self._ready.put({})


def _entry(line: str) -> Mapping[str, object]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}
