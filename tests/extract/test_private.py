"""A reader that owns its workers: it starts late, works beside a running loop, and leaves nothing behind."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import threading

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits, ServiceSettings, Settings
from dlp_service.extract import Document
from dlp_service.extract.isolation.private import PrivateReader, own_reader
from dlp_service.extract.local import LocalReader
from dlp_service.values import Gap, GapReason, PartText

LIMITS = Limits()
DOCUMENT = Document("1", b"some words")
READ = (PartText("1", "body", "some words"),)
SCRIPT = """
import os, sys
from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document
from dlp_service.extract.isolation.private import PrivateReader
from dlp_service.extract.isolation.watchdog import descendants
reader = PrivateReader(Limits(), {})
assert reader.read(Document("1", b"some words"), Budget.of(30)).texts
print(*descendants(os.getpid()), flush=True)
"""


@pytest.fixture
def reader():
    owned = PrivateReader(LIMITS, {})
    yield owned
    owned.close()


def test_nothing_is_started_before_the_first_document():
    before = threading.active_count()
    PrivateReader(LIMITS).close()
    assert threading.active_count() == before


def test_it_reads_beside_a_running_loop(reader):
    async def cell():
        return reader.read(DOCUMENT, Budget.of(30))

    assert asyncio.run(cell()).texts == READ


def test_it_reads_again_after_it_was_closed(reader):
    for _ in range(2):
        assert reader.read(DOCUMENT, Budget.of(30)).texts == READ
        reader.close()


def test_it_is_shared_by_threads(reader):
    found = []
    threads = [threading.Thread(target=lambda: found.append(reader.read(DOCUMENT, Budget.of(30)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reading.texts for reading in found] == [READ] * 8


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("", 0),
        ("raise RuntimeError", 1),
        ("sys.exit(3)", 3),
        ("os._exit(4)", 4),
        ("os.kill(os.getpid(), 9)", -signal.SIGKILL),
        # A fork that ends takes nothing from its parent, which can read on.
        ("pid = os.fork()\nif pid == 0: sys.exit(0)\nos.waitpid(pid, 0)\nassert reader.read(Document('1', b'x'), Budget.of(30)).texts", 0),
    ],
)  # fmt: skip
def test_no_process_and_no_file_is_left_however_it_ends(tmp_path, ending, status):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT + ending], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    pids = [int(pid) for pid in done.stdout.split()]
    assert pids
    for pid in pids:
        assert is_gone(pid)
    if "os." not in ending[:3]:
        assert list(tmp_path.iterdir()) == []


def is_gone(pid: int) -> bool:
    """Wait for the end of a process that is nobody's child here."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 20)[0])
    finally:
        os.close(handle)


def test_without_workers_what_is_read_apart_is_a_gap_and_the_rest_is_read():
    reader = own_reader(Settings(service=ServiceSettings(extract_workers=0)))
    assert isinstance(reader, LocalReader)
    assert reader.read(DOCUMENT, Budget.of(30)).texts == READ
    reading = reader.read(Document("2", b"%PDF-1.7\n"), Budget.of(30))
    assert [(gap.path, gap.reason) for gap in reading.gaps] == [("2", GapReason.UNSUPPORTED)]


def test_a_worker_that_does_not_start_is_a_gap(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    reading = PrivateReader(LIMITS, {}).read(DOCUMENT, Budget.of(30))
    assert reading.gaps == (Gap("1", GapReason.TIMED_OUT, "reader unavailable"),)
