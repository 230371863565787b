"""
How a process of the service keeps memory: large blocks are given back as soon as they are free.

The C library of most Linux systems starts by giving each large block a mapping of its own, and stops doing so for blocks up to the
size of the largest that was freed (mallopt(3), `M_MMAP_THRESHOLD`: up to 32 MiB).  What comes later lies in heaps, which keep
everything below a block that is still in use, one heap for each few threads.  A process that has met large messages then holds
several times what it needs, and more with every hour.  The threshold is fixed here, and the heaps are few.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from types import MappingProxyType

LARGE_BYTES = 1024 * 1024
TOP_BYTES = 8 * LARGE_BYTES
"""So much free memory at the end of a heap is kept for the next message."""

HEAPS = 2
ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {
        "MALLOC_MMAP_THRESHOLD_": str(LARGE_BYTES),
        "MALLOC_TRIM_THRESHOLD_": str(TOP_BYTES),
        "MALLOC_ARENA_MAX": str(HEAPS),
    }
)
"""What a process that is started is told, before its first thread runs; C libraries that know none of it go on as they do."""

REUSED_BYTES = 32 * LARGE_BYTES
REUSING: Mapping[str, str] = MappingProxyType(
    {
        "MALLOC_MMAP_THRESHOLD_": str(REUSED_BYTES),
        "MALLOC_TRIM_THRESHOLD_": str(2 * REUSED_BYTES),
        "MALLOC_ARENA_MAX": str(HEAPS),
    }
)
"""The same for a process that is replaced when it has grown: it keeps what the next document will need."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8


def give_back() -> bool:
    """Have this process give large blocks back from now on; False where its C library cannot be told."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    settings = ((_M_MMAP_THRESHOLD, LARGE_BYTES), (_M_TRIM_THRESHOLD, TOP_BYTES), (_M_ARENA_MAX, HEAPS))
    applied = [mallopt(option, value) == 1 for option, value in settings]
    return all(applied)
