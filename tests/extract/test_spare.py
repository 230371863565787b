"""A child that waits for its document reads it as one forked for it would; real workers and children."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, Reading
from dlp_service.extract.isolation.pool import ExtractPool
from dlp_service.extract.isolation.preload import PAGE, rehearse
from dlp_service.extract.isolation.spare import empty, is_named, job_of, request
from dlp_service.extract.isolation.telling import COUNTERS
from dlp_service.extract.isolation.watchdog import descendants
from dlp_service.extract.job import Job, TextLimit
from dlp_service.extract.pdf.pagewalk import read_pages
from dlp_service.values import GapReason
from tests.extract.builders import zipped
from tests.extract.test_alone import Lasting, Read, gaps, lasting_reader, limits_for, on_any, with_reader, words

MUTE = Job(Limits(), Budget.unlimited(), read_pages)


@pytest.fixture(scope="module")
def lasting() -> Iterator[Lasting]:
    with lasting_reader() as made:
        yield made


def children(pool: ExtractPool) -> set[int]:
    return {child for worker in pool.crew.alive for child in descendants(worker.pid)}


def until_one_waits(pool: ExtractPool, before: Reading) -> int:
    """Return the child that waits: neither of those that read the document before."""
    for _ in range(500):
        found = children(pool) - set(reader_of(before))
        if len(found) == 1:
            return found.pop()
        time.sleep(0.01)
    raise AssertionError("no child waits")


def reader_of(reading: Reading) -> Iterator[int]:
    return (int(text.text.split()[-1]) for text in reading.texts if text.text.startswith("read by"))


def test_a_child_waits_once_a_document_was_read_alone_and_reads_the_next_one(tmp_path):
    def steps(read: Read, pool: ExtractPool) -> None:
        read(b"plain text")
        assert children(pool) == set()
        first = until_one_waits(pool, read(b"%PDF- 1"))
        reading = read(b"%PDF- 2")
        assert list(reader_of(reading)) == [first]
        assert until_one_waits(pool, reading) != first

    with_reader(tmp_path, steps)


def test_one_child_reads_one_document_of_a_nest_and_the_others_have_their_own(lasting):
    def steps(read: Read, pool: ExtractPool) -> None:
        waiting = until_one_waits(pool, read(b"%PDF- 1"))
        found = list(reader_of(read(zipped({"a.pdf": "%PDF-", "b.pdf": "%PDF-nest %PDF-"}))))
        assert len(set(found)) == 3
        assert found[0] == waiting

    steps(*lasting)


def test_a_child_that_died_waiting_is_replaced_and_costs_no_document(lasting):
    def steps(read: Read, pool: ExtractPool) -> None:
        dead = until_one_waits(pool, read(b"%PDF- 1"))
        os.kill(dead, signal.SIGKILL)
        reading = read(b"%PDF- 2")
        assert gaps(reading) == []
        assert list(reader_of(reading)) != [dead]
        assert until_one_waits(pool, reading) != dead

    steps(*lasting)


def test_a_child_that_waits_ends_with_its_worker(tmp_path):
    waiting: list[int] = []

    def steps(read: Read, pool: ExtractPool) -> None:
        waiting.append(until_one_waits(pool, read(b"%PDF- 1")))

    with_reader(tmp_path, steps)
    for _ in range(500):
        try:
            os.kill(waiting[0], 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise AssertionError("the child outlived its pool")


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("segv", GapReason.DAMAGED),
        ("babble", GapReason.DAMAGED),
        ("forge", GapReason.DAMAGED),
        ("hang", GapReason.TIMED_OUT),
        ("grow", GapReason.OVER_LIMIT),
    ],
)
def test_what_harms_a_child_that_waited_is_a_gap_and_the_rest_is_read(tmp_path, lasting, deed, reason):
    def steps(read: Read, pool: ExtractPool) -> None:
        until_one_waits(pool, read(b"%PDF- 1"))
        reading = read(zipped({"bad.pdf": f"%PDF-{deed}", "good.txt": "the rest"}))
        assert gaps(reading) == [("1/bad.pdf", reason)]
        assert ("1/good.txt", "the rest") in words(reading)

    on_any(tmp_path, steps, lasting, limits_for(deed))


@pytest.mark.parametrize("deed", ["open", "fork", "pair", "signal", "run"])
def test_a_child_that_waited_has_given_up_what_others_have(lasting, deed):
    def steps(read: Read, pool: ExtractPool) -> None:
        until_one_waits(pool, read(b"%PDF- 1"))
        (found,) = words(read(f"%PDF-try {deed}".encode()))
        assert found[1].startswith("refused: ")

    steps(*lasting)


def test_counts_are_carried_into_a_child_that_waited_and_back(tmp_path):
    def steps(read: Read, pool: ExtractPool) -> None:
        until_one_waits(pool, read(b"%PDF- 1"))
        reading = read(zipped({"a.txt": "w" * 500, "b.pdf": "%PDF-write", "c.txt": "w"}))
        assert sum(len(text.text) for text in reading.texts) == 1000
        assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]

    with_reader(tmp_path, steps, Limits(text_chars=1000))


def test_a_child_that_waits_is_told_all_that_a_fork_would_know():
    job = Job(Limits(), Budget.of(9.0), read_pages, depth=2, entries=3, decoded_bytes=4, chars=5)
    job.pictures.digests.add(b"\1\2")
    job.pictures.seconds = 1.5
    header, content = request("m:f", Document("a/b", b"%PDF-", file_name="b"), job)
    told = job_of(header, empty(MUTE))
    assert (content, header["read"], header["file_name"]) == (b"%PDF-", "m:f", "b")
    assert [getattr(told, name) for name in COUNTERS] == [2, 3, 4, 5]
    assert (told.pictures.digests, told.pictures.seconds, told.pictures.waiting) == ({b"\1\2"}, 1.5, [])
    assert 0 < told.budget.remaining() <= 9.0


def test_only_a_reader_whose_name_leads_to_it_is_told_to_a_child_that_waits():
    def inner(document: Document, job: Job) -> None:
        raise TextLimit

    assert is_named(read_pages)
    assert not is_named(inner)


def test_the_page_of_a_rehearsal_is_read_and_leaves_nothing():
    job = empty(MUTE)
    job.confined(read_pages, Document("", PAGE))
    assert [text.text for text in job.texts] == ["Page 1 of 1\nThe first line\nand the second line."]
    job = empty(MUTE)
    rehearse(job)
    assert (job.texts, job.entries, job.chars) == ([], 0, 0)
