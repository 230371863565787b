"""What the kernel holds a reading process to: its parent's life, memory, processor time, open files."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

from dlp_service.config import Limits

PR_SET_PDEATHSIG = 1
OPEN_FILES = 64


def die_with_parent(parent: int) -> None:
    """Have the kernel end this process when the thread of `parent` that started it ends, however it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def bound(limits: Limits, *, has_address_limit: bool = True) -> None:
    """Bound memory and open files for good; some libraries reserve far more addresses than memory they use."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    if has_address_limit:
        resource.setrlimit(resource.RLIMIT_AS, (limits.worker_bytes, limits.worker_bytes))


def allow_seconds(seconds: float) -> None:
    """Let the next document use that much processor time; beyond it the kernel ends the process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, resource.RLIM_INFINITY))


def be_silent() -> None:
    """Send what libraries write on standard error nowhere: it may quote the document, or look like a log line."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stderr.fileno())
    os.close(nowhere)
