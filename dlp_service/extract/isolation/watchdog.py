"""
Watches busy reading processes: ends what holds too much memory, and slows down what has used much processor time.

Limits of address space do the same for workers, and earlier; but some libraries reserve far more addresses than they use,
and children add up.  A slow document then yields the processor to quick ones; only a privileged process could raise its
priority again, so its worker is replaced after it.
"""

from __future__ import annotations

import asyncio
import contextlib
import glob
import math
import os
import signal
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from dlp_service.extract.isolation.process import Process

WATCH_S = 0.05
SLOW_S = 1.0
NICE = 10
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGESIZE")


async def watch(processes: Callable[[], Iterable[tuple[Process, int]]], workers: Collection[Process] = ()) -> None:
    """
    Look at every busy process again and again; each comes with the bytes that it, or a child of it, may hold.

    Those among `workers` are slowed down too.
    """
    while True:
        for process, limit in tuple(processes()):
            if process.is_busy:
                check(process, limit)
                if process in workers:
                    slow_down(process)
        await asyncio.sleep(WATCH_S)


def check(process: Process, limit: int) -> None:
    """
    End a process above its limit, or a descendant: whoever is too large, and the largest where all are twice too large.

    A descendant costs the document that it reads, its ancestor those that wait too.
    """
    held = {pid: resident_bytes(pid) for pid in descendants(process.pid)}
    own = resident_bytes(process.pid)
    process.peak_bytes = max(process.peak_bytes, own)
    largest = max(held, key=held.__getitem__, default=0)
    if own > limit:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    elif largest and (held[largest] > limit or own + sum(held.values()) > 2 * limit):
        _end(largest, process.pid)


def slow_down(process: Process) -> None:
    """Lower the priority of a worker, and of its children, over a document that has used more than `SLOW_S`."""
    if process.is_slowed:
        return
    family = (process.pid, *descendants(process.pid))
    spent = sum(processor_s(pid) for pid in family)
    if math.isnan(process.spent_s):
        process.spent_s = spent
    elif spent - process.spent_s > SLOW_S:
        process.is_slowed = True
        for pid in family:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, pid, NICE)


def processor_s(pid: int) -> float:
    """Return the processor time of a process and of its ended children, 0 for one that is gone."""
    try:
        # The name of the program comes before the last parenthesis, and may hold anything.
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICKS
    except (OSError, ValueError):
        return 0.0


def _end(pid: int, ancestor: int) -> None:
    """End a descendant; its number is looked up again when the kernel can no longer give it to another."""
    with contextlib.suppress(OSError):
        handle = os.pidfd_open(pid)
        try:
            if pid in set(descendants(ancestor)):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        finally:
            os.close(handle)


def descendants(pid: int) -> Iterator[int]:
    """Yield the children of a process, whichever thread started them, and theirs; none where the kernel does not tell."""
    for thread in glob.iglob(f"/proc/{pid}/task/*/children"):  # noqa: PTH207 - a pattern of the kernel's own names
        try:
            children = Path(thread).read_text("ascii").split()
        except OSError:
            continue
        for child in children:
            yield int(child)
            yield from descendants(int(child))


def resident_bytes(pid: int) -> int:
    """Return the memory that a process holds, 0 for one that is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * PAGE_BYTES
    except (OSError, IndexError):
        return 0
