"""
A directory for temporary files that nobody else sees, of bounded size, gone with its process.

A library that keeps its files in `/tmp` whatever it is told gets a `/tmp` of its own: a mount in a namespace of this
process, which a user without privileges may make where the kernel lets him.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

NEW_MOUNTS, NEW_USER = 0x00020000, 0x10000000
PRIVATE, RECURSIVE = 1 << 18, 1 << 14
NO_SUID, NO_DEVICES, NO_PROGRAMS = 2, 4, 8
PR_SET_DUMPABLE = 4


def own(place: str, size: int) -> bool:
    """
    Put an empty file system of at most `size` bytes in memory over `place`, for this process and its children.

    Returns False where the kernel refuses; nothing has changed then.  Only for a process with one thread.
    """
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(NEW_MOUNTS) != 0 and not _as_own_user(library):
        return False
    # Without this the mount would be seen by everybody.
    if library.mount(b"none", b"/", None, PRIVATE | RECURSIVE, None) != 0:
        return False
    options = f"size={size},mode=700".encode()
    return bool(library.mount(b"tmpfs", place.encode(), b"tmpfs", NO_SUID | NO_DEVICES | NO_PROGRAMS, options) == 0)


def _as_own_user(library: ctypes.CDLL) -> bool:
    """Make a namespace of users in which this one may mount, and is otherwise who he was."""
    user, group = os.getuid(), os.getgid()
    if library.unshare(NEW_USER | NEW_MOUNTS) != 0:
        return False
    # A change of privileges hides `/proc/self` from its own process.
    library.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    try:
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
    except OSError:
        return False
    return True
