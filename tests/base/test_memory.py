"""What a process of the service says to its C library about memory."""

import platform
import subprocess
import sys

import pytest

from dlp_service import memory
from dlp_service.extract.isolation import process

HELD = """
from dlp_service import memory
import sys
if sys.argv[1] == "give back":
    assert memory.give_back()
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
bytes(30 << 20)
before = resident()
pieces = [b"x" * (4 << 20) for _ in range(30)]
pins = [b"y" * 5000 for _ in range(10)]
last = b"z" * (4 << 20)
del pieces
print(resident() - before)
"""

needs_glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps memory its own way")


def kept(how):
    done = subprocess.run([sys.executable, "-c", HELD, how], capture_output=True, text=True, check=True)
    return int(done.stdout)


@needs_glibc
def test_large_blocks_go_back_although_a_later_one_is_in_use():
    assert kept("give back") < 10 << 20 < 100 << 20 < kept("keep")


def test_a_library_without_the_call_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _: object())
    assert not memory.give_back()


def test_processes_that_read_are_told_at_their_start():
    assert memory.REUSING.items() <= process.QUIET.items()
