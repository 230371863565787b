"""
Landlock: the kernel refuses files, TCP and signals to a process that asked for it.

Spoken through the three bare system calls (their numbers are the same on every machine); what the running kernel
does not know is left out, so that an older one still refuses what it can.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG = 1
PATH_BENEATH = 1
PR_SET_NO_NEW_PRIVS = 38
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_FILE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 5
MAKE_FILE = 1 << 8
TRUNCATE = 1 << 14
FILE_RIGHTS = (0, 13, 14, 15, 15, 16)
"""How many rights over files each version knows: 13, then one more for REFER, TRUNCATE and IOCTL_DEV."""
TCP_SINCE, SCOPE_SINCE = 4, 6
TCP = 0b11
"""To bind and to connect."""
SCOPE = 0b11
"""To reach abstract sockets and to signal processes that are not restricted likewise."""


@dataclass(frozen=True, slots=True)
class Paths:
    """
    What may be used in the file system, each with everything beneath.

    In `scratch` files may be made, read and removed, but not listed.
    """

    read: tuple[str, ...] = ()
    execute: tuple[str, ...] = ()
    scratch: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()


def version() -> int:
    """Return the version of Landlock that this kernel speaks, 0 for none."""
    return max(0, int(ctypes.CDLL(None, use_errno=True).syscall(CREATE_RULESET, None, 0, VERSION_FLAG)))


def restrict(paths: Paths) -> int:
    """Hold this process and its children to `paths` for good; return the version in force, 0 for none."""
    known = version()
    if not known:
        return 0
    handled = (1 << FILE_RIGHTS[min(known, len(FILE_RIGHTS) - 1)]) - 1
    attributes = struct.pack("=QQQ", handled, TCP if known >= TCP_SINCE else 0, SCOPE if known >= SCOPE_SINCE else 0)
    size = 8 if known < TCP_SINCE else 16 if known < SCOPE_SINCE else 24
    library = ctypes.CDLL(None, use_errno=True)
    ruleset = library.syscall(CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        return 0
    try:
        _allow(library, ruleset, paths.read, handled & (READ_FILE | READ_DIR))
        _allow(library, ruleset, paths.execute, handled & (READ_FILE | EXECUTE))
        scratch = WRITE_FILE | READ_FILE | REMOVE_FILE | MAKE_FILE | TRUNCATE
        _allow(library, ruleset, paths.scratch, handled & scratch)
        _allow(library, ruleset, paths.devices, handled & (READ_FILE | WRITE_FILE))
        library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return known if library.syscall(RESTRICT_SELF, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)


def _allow(library: ctypes.CDLL, ruleset: int, paths: Iterable[str], rights: int) -> None:
    """Allow `rights` beneath each path; one that is not there is no path that anybody can use."""
    for path in paths:
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        of_files = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
        kept = rights if os.path.isdir(path) else rights & of_files  # noqa: PTH112 - the path was opened
        rule = struct.pack("=Qi", kept, place)
        library.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
        os.close(place)
