"""
What a reading process gives up before it sees its first document.

Everything it needs is imported and opened by then.  Afterwards the kernel refuses it files (Landlock and seccomp),
sockets and connections (seccomp, and Landlock again for TCP), programs, other processes, and every privilege.
Where a kernel lacks one of them the process goes on with the rest and says so: see `Measures`.
"""

from __future__ import annotations

import ctypes
import glob
import os
import resource
import shutil
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

from dlp_service.config import Limits
from dlp_service.extract.isolation import landlock, scratch, seccomp
from dlp_service.extract.isolation.landlock import Paths
from dlp_service.extract.isolation.seccomp import Calls

CAPABILITIES = 0x20080522
MACHINE = (
    *("/proc/self", "/proc/stat", "/proc/meminfo", "/proc/cgroups", "/sys/devices/system/cpu", "/sys/fs/cgroup"),
    *("/dev/random", "/dev/urandom"),
)
"""How many processors there are, how much memory, where this process has mapped what, and chance."""
PIXEL_BYTES = 4
SCRATCH = "/tmp"  # noqa: S108 - where Tika's native code keeps its temporary files, whatever the environment says


@dataclass(frozen=True, slots=True)
class Measures:
    """
    What is in force in a process: the version of Landlock (0: none), the filter of system calls, no capabilities.

    `has_own_scratch` is for those that write temporary files: nobody else sees them.
    """

    landlock: int
    seccomp: bool
    unprivileged: bool
    has_own_scratch: bool = False

    def __str__(self) -> str:
        files = f"landlock {self.landlock}" if self.landlock else "no landlock"
        filtered = "seccomp" if self.seccomp else "no seccomp"
        capabilities = "no capabilities" if self.unprivileged else "capabilities kept"
        return ", ".join((files, filtered, capabilities, *(["own /tmp"] if self.has_own_scratch else [])))


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a kind of process keeps."""

    paths: Paths = field(default_factory=Paths)
    calls: Calls = field(default_factory=Calls)
    written_bytes: int = 0


WORKER = Permissions(calls=Calls(may_fork=True))
"""No file, no thread, no program; it forks a child for a document that is read alone."""


def of_tika(limits: Limits) -> Permissions:
    """Threads, and temporary files of bounded size; its native code maps itself from its library once more."""
    return Permissions(
        Paths(scratch=(SCRATCH,), read=(*_code(), *MACHINE)),
        Calls(may_open=True, may_change=True, may_thread=True),
        limits.total_bytes,
    )


def of_ocr(limits: Limits) -> Permissions:
    """To run tesseract with its data and libraries; it is handed a picture as a file in memory."""
    program = shutil.which("tesseract")
    loaders = tuple(glob.glob("/lib*/ld-linux*") + glob.glob("/lib/*/ld-linux*"))  # noqa: PTH207 - plain names
    data = os.environ.get("TESSDATA_PREFIX", "")
    return Permissions(
        Paths(
            read=tuple(filter(None, ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/etc/ld.so.cache",
                                     "/usr/share/tesseract-ocr", "/usr/share/tessdata", data, *_code()))),
            execute=(program, *loaders) if program else (),
            devices=("/dev/null",),
        ),
        Calls(may_open=True, may_fork=True, may_thread=True, may_exec=True),
        PIXEL_BYTES * limits.image_pixels,
    )  # fmt: skip


def _code() -> tuple[str, ...]:
    """Return where Python's own code and this package lie: modules that are loaded late hold nothing private."""
    return (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[2]), *filter(None, sys.path))


def enter(permissions: Permissions) -> Measures:
    """Give up everything but `permissions`, for good."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (permissions.written_bytes, permissions.written_bytes))
    has_own_scratch = _needs_scratch(permissions) and scratch.own(SCRATCH, permissions.written_bytes)
    is_unprivileged = _drop_capabilities()
    version = landlock.restrict(permissions.paths)
    return Measures(version, seccomp.refuse(permissions.calls), is_unprivileged, has_own_scratch)


def _needs_scratch(permissions: Permissions) -> bool:
    """Say whether there is a directory to cover, and no code beneath it that is still needed."""
    covers_code = any(Path(path).is_relative_to(SCRATCH) for path in _code())
    return bool(permissions.paths.scratch) and not covers_code


def enter_child() -> None:
    """Give up what a worker still has, in a child for one document."""
    seccomp.refuse_more(os.getpid())


def _drop_capabilities() -> bool:
    """Give up root's privileges where there are any: a root without capabilities is one user among others."""
    header = struct.pack("=Ii", CAPABILITIES, 0)
    return bool(ctypes.CDLL(None, use_errno=True).capset(header, bytes(24)) == 0)
