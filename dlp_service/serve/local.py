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
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dlp_service.errors import NotReady

STOP_S = 60
LAST_WORDS = 20


@dataclass(frozen=True, slots=True)
class LocalService:
    """`target` is HOST:PORT, `ready` the line it logged when it was, `pid` the supervisor's."""

    target: str
    ready: Mapping[str, object]
    pid: int


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
        try:
            ready = _wait_ready(process)
            yield LocalService(str(ready["listen"]), ready, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=STOP_S)
            process.kill()


def _wait_ready(process: subprocess.Popen[str]) -> Mapping[str, object]:
    assert process.stderr is not None
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        entry = _entry(line)
        if entry.get("event") == "ready":
            return entry
    raise NotReady("the service did not start: " + " ".join(said[-LAST_WORDS:]))


def _entry(line: str) -> Mapping[str, object]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}
