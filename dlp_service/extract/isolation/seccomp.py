"""
Refusing system calls: a classic BPF program over `struct seccomp_data`, written for what a process may do.

Each refused call returns an error rather than ending the process: a library that tries (Tika looks for programs to
run) fails politely and its document is read on.  Calls in the numbering of another machine end it.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from dlp_service.extract.isolation import syscalls

PR_SET_NO_NEW_PRIVS = 38
SET_MODE_FILTER, ALL_THREADS = 1, 1
LOAD, EQUAL, ABOVE, ANY_OF, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE = 0x00050000
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16
X32 = 0x40000000
CLONE_THREAD, CLONE_VM = 0x00010000, 0x00000100
NAMESPACES = 0x7E020000
"""Every CLONE_NEW flag that `clone` knows."""

Step = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Calls:
    """What a process may do beside reading and answering; a child for one document is refused more than that."""

    may_open: bool = False
    may_change: bool = False
    may_fork: bool = False
    may_thread: bool = False
    may_exec: bool = False


def refuse(calls: Calls) -> bool:
    """Hold this process to `calls` for good; False where the kernel or the machine cannot."""
    known = syscalls.machine()
    return known is not None and _install(_whole(calls, *known), syscalls.SECCOMP[known[1]])


def refuse_more(process: int) -> bool:
    """Take from a child what its worker has: to fork, to signal others than itself, to make sockets."""
    known = syscalls.machine()
    if known is None:
        return False
    machine, place = known
    own = _only_if(syscalls.TGKILL[place], ((EQUAL, 1, 0, process),))
    denied = _denied((call[place] for call in syscalls.CHILD.values()), errno.EPERM)
    return _install(_body(machine, [*denied, *own]), syscalls.SECCOMP[place])


def _whole(calls: Calls, machine: int, place: int) -> list[Step]:
    refused = [syscalls.NEVER]
    if not calls.may_change:
        refused.append(syscalls.CHANGES)
    if not calls.may_exec:
        refused += [syscalls.EXEC, syscalls.MEMORY_FILES]
        refused += [{"vfork": syscalls.FORK["vfork"]}]
    if not calls.may_fork:
        refused.append(syscalls.FORK)
    files = [] if calls.may_open else [call[place] for call in syscalls.FILES.values()]
    # The C library then uses `clone`, whose flags can be looked at.
    steps = _denied([syscalls.CLONE3[place]], errno.ENOSYS)
    steps += _denied((call[place] for group in refused for call in group.values()), errno.EPERM)
    steps += _denied(files, errno.EACCES)
    steps += _only_if(syscalls.PRLIMIT[place], ((EQUAL, 1, 0, 0),))
    steps += _only_if(syscalls.CLONE[place], _clone(calls))
    return _body(machine, steps)


def _clone(calls: Calls) -> tuple[Step, ...]:
    """Return what the flags of `clone` must be, each step falling through to the next or to the refusal."""
    steps: list[tuple[int, int, int, int]] = [(ANY_OF, 0, 1, NAMESPACES)]
    if not calls.may_thread:
        steps.append((ANY_OF, 0, 1, CLONE_VM if not calls.may_exec else CLONE_THREAD))
    if not calls.may_fork:
        steps.append((ANY_OF, 1, 0, CLONE_THREAD))
    return tuple(steps)


def _body(machine: int, steps: list[Step]) -> list[Step]:
    start = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, machine), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    if machine == syscalls.X86_64:
        start += [(ABOVE, 0, 1, X32), (RETURN, 0, 0, KILL)]
    return [*start, *steps, (RETURN, 0, 0, ALLOW)]


def _denied(numbers: Iterable[int], error: int) -> list[Step]:
    steps: list[Step] = []
    for number in numbers:
        if number >= 0:
            steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE | error)]
    return steps


def _only_if(number: int, conditions: tuple[Step, ...]) -> list[Step]:
    """
    Return steps that refuse a call unless its first argument meets every condition.

    A condition jumps over one step, the refusal after it, when it is met.
    """
    inner: list[Step] = [(LOAD, 0, 0, FIRST_ARGUMENT)]
    for condition in conditions:
        inner += [condition, (RETURN, 0, 0, REFUSE | errno.EPERM)]
    inner.append((RETURN, 0, 0, ALLOW))
    return [(EQUAL, 0, len(inner), number), *inner]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _install(steps: list[Step], call: int) -> bool:
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(steps), ctypes.cast(buffer, ctypes.c_void_p))
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(library.syscall(call, SET_MODE_FILTER, ALL_THREADS, ctypes.byref(program)) == 0)
