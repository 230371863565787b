"""A document that is read alone costs only itself, whatever it does; real workers, children and services."""

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import partial
from pathlib import Path

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, Reading
from dlp_service.extract.isolation.pool import ExtractPool
from dlp_service.extract.isolation.remote import RemoteReader
from dlp_service.extract.isolation.telling import COUNTERS
from dlp_service.extract.isolation.watchdog import descendants, resident_bytes
from dlp_service.extract.job import Job
from dlp_service.values import GapReason
from evaluations.reading import open_pool
from tests.extract.builders import zipped

HOSTILE = "tests.extract.hostile"
MIB = 1024 * 1024
LIMITS = Limits(file_wall_s=30.0, worker_bytes=500 * MIB, service_bytes=250 * MIB)
HASTY = replace(LIMITS, file_wall_s=4.0)
"""For what hangs until its time is over; everything else gets time enough on any machine."""
UNHURRIED = replace(LIMITS, file_wall_s=8.0)
"""The same where a service has to start again in what is left of the time."""

Read = Callable[..., Reading]
Lasting = tuple[Read, ExtractPool]


def with_reader(
    place: Path,
    steps: Callable[[Read, ExtractPool], None],
    limits: Limits = LIMITS,
    workers: int = 1,
    services: dict[str, str] | None = None,
) -> None:
    """Run steps in a thread beside a pool with hostile readers; the reader they get reads bytes at the path `1`."""

    async def run() -> None:
        pool = ExtractPool(limits, workers, parse_message=f"{HOSTILE}:parser", services=services or {})
        await pool.start(place / "private" / "s")
        pool.loop = asyncio.get_running_loop()
        reader = RemoteReader(place / "private" / "s", limits)
        try:
            await asyncio.to_thread(steps, partial(_read, reader), pool)
        finally:
            await asyncio.to_thread(reader.close)
            await pool.close()

    asyncio.run(run())


@contextmanager
def lasting_reader() -> Iterator[Lasting]:
    """Yield a reader and its pool of one worker for one document after another: what each leaves behind, the next one meets."""
    with open_pool(LIMITS, parse_message=f"{HOSTILE}:parser", services={}) as running:
        # A worker in reserve would take over in between, and have children of its own.
        running.pool.crew.has_reserve = False
        yield partial(_read, running.reader), running.pool


@pytest.fixture(scope="module")
def lasting() -> Iterator[Lasting]:
    with lasting_reader() as made:
        yield made


def on_any(place: Path, steps: Callable[[Read, ExtractPool], None], lasting: Lasting, limits: Limits) -> None:
    """Run steps beside the pool that lasts, or beside one of their own where their limits are others."""
    if limits is LIMITS:
        steps(*lasting)
    else:
        with_reader(place, steps, limits)


def _read(reader: RemoteReader, content: bytes, seconds: float = 60.0) -> Reading:
    return reader.read(Document("1", content), Budget.of(seconds))


def limits_for(deed: str) -> Limits:
    return HASTY if deed == "hang" else LIMITS


def gaps(reading: Reading) -> list[tuple[str, GapReason]]:
    return [(gap.path, gap.reason) for gap in reading.gaps]


def words(reading: Reading) -> list[tuple[str, str]]:
    return [(text.path, text.text) for text in reading.texts if not text.text.startswith("read by")]


def test_each_document_is_read_by_a_process_of_its_own(lasting):
    def steps(read: Read, pool: ExtractPool) -> None:
        reading = read(zipped({"a.pdf": "%PDF-", "b.pdf": "%PDF-"}))
        pids = {text.text for text in reading.texts if text.text.startswith("read by")}
        assert len(pids) == 2
        assert f"read by {next(iter(pool.crew.alive)).pid}" not in pids
        assert gaps(reading) == []

    steps(*lasting)


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("segv", GapReason.DAMAGED),
        ("abort", GapReason.DAMAGED),
        ("exit", GapReason.DAMAGED),
        ("panic", GapReason.DAMAGED),
        ("babble", GapReason.DAMAGED),
        ("lie", GapReason.DAMAGED),
        ("hang", GapReason.TIMED_OUT),
        ("swell", GapReason.OVER_LIMIT),
        ("grow", GapReason.OVER_LIMIT),
    ],
)
def test_a_document_that_harms_its_process_is_a_gap_and_the_rest_is_read(tmp_path, lasting, deed, reason):
    # A child that waits takes the first document; the harm is done in one that is forked for it.
    entries = {"first.pdf": "%PDF-", "bad.pdf": f"%PDF-{deed}", "good.txt": "the rest"}

    def steps(read: Read, pool: ExtractPool) -> None:
        before = {worker.pid for worker in pool.crew.alive}
        reading = read(zipped(entries))
        assert gaps(reading) == [("1/bad.pdf", reason)]
        assert ("1/good.txt", "the rest") in words(reading)
        assert {worker.pid for worker in pool.crew.alive} >= before

    on_any(tmp_path, steps, lasting, limits_for(deed))


@pytest.mark.parametrize(("deed", "reason"), [("segv", GapReason.DAMAGED), ("hang", GapReason.TIMED_OUT)])
def test_what_was_read_before_the_harm_is_kept(tmp_path, deed, reason):
    def steps(read: Read, _pool: ExtractPool) -> None:
        reading = read(f"%PDF-late {deed}".encode())
        assert gaps(reading) == [("1", GapReason.ENCRYPTED), ("1", reason)]
        assert ("1!p9", "page 9") in words(reading)

    with_reader(tmp_path, steps, limits_for(deed))


def test_processor_time_of_a_document_is_bounded_and_the_rest_is_read(tmp_path):
    def steps(read: Read, _pool: ExtractPool) -> None:
        reading = read(zipped({"bad.pdf": "%PDF-spin", "good.txt": "the rest"}))
        assert gaps(reading) == [("1/bad.pdf", GapReason.TIMED_OUT)]
        assert ("1/good.txt", "the rest") in words(reading)

    with_reader(tmp_path, steps, Limits(file_cpu_s=0.0))


def test_a_document_in_a_document_is_read_alone_too(lasting):
    def steps(read: Read, _pool: ExtractPool) -> None:
        reading = read(b"%PDF-nest %PDF-nest %PDF-segv")
        assert [text.path for text in reading.texts] == ["1!p1", "1/inner!p1"]
        assert gaps(reading) == [("1/inner/inner", GapReason.DAMAGED)]

    steps(*lasting)


def test_documents_in_documents_end_at_a_level(lasting):
    def steps(read: Read, _pool: ExtractPool) -> None:
        reading = read(b"%PDF-nest " * 8)
        assert gaps(reading) == [("1" + "/inner" * 3, GapReason.OVER_LIMIT)]

    steps(*lasting)


def test_counts_of_a_document_count_for_the_nest(tmp_path):
    def steps(read: Read, _pool: ExtractPool) -> None:
        reading = read(zipped({f"{number}.pdf": "%PDF-write" for number in range(3)}))
        assert sum(len(text.text) for text in reading.texts) == 1000
        assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]

    with_reader(tmp_path, steps, Limits(text_chars=1000))


def test_a_forged_reading_stays_under_its_own_path(tmp_path):
    def steps(read: Read, _pool: ExtractPool) -> None:
        reading = read(zipped({"bad.pdf": "%PDF-forge", "good.txt": "the rest"}))
        assert gaps(reading) == [("1/bad.pdf", GapReason.DAMAGED)]
        assert all(text.path in {"1/bad.pdf", "1/good.txt"} for text in reading.texts)

    with_reader(tmp_path, steps)


def test_a_document_is_read_beside_something_else_and_comes_after_it(tmp_path):
    def steps(read: Read, _pool: ExtractPool) -> None:
        reading = read(b"%PDF-beside %PDF-write")
        assert [(text.path, len(text.text)) for text in reading.texts if "read by" not in text.text] == [
            ("1", len("meanwhile")),
            ("1", 600),
        ]
        assert reading.texts[0].text == "meanwhile"
        assert gaps(read(b"%PDF-beside %PDF-segv")) == [("1", GapReason.DAMAGED)]

    with_reader(tmp_path, steps)


@pytest.mark.parametrize(("most", "is_read"), [(216, False), (218, True)])
def test_what_is_counted_here_and_in_a_child_meanwhile_is_added(tmp_path, most, is_read):
    """Three entries, twice 100 counted here and 7 there, and one more."""

    def steps(read: Read, _pool: ExtractPool) -> None:
        entries = {f"{number}.pdf": "%PDF-beside %PDF-count" for number in range(2)}
        reading = read(zipped({**entries, "c.zip": zipped({"d.txt": "the rest"})}))
        assert (("1/c.zip/d.txt", "the rest") in words(reading)) == is_read
        assert gaps(reading) == ([] if is_read else [("1/c.zip", GapReason.OVER_LIMIT)])

    with_reader(tmp_path, steps, replace(LIMITS, archive_entries=most))


def test_a_child_that_is_not_asked_for_its_reading_is_killed(tmp_path):
    def steps(read: Read, pool: ExtractPool) -> None:
        reading = read(b"%PDF-forsake %PDF-hang")
        assert (words(reading), gaps(reading)) == ([("1", "meanwhile")], [])
        assert words(read(b"%PDF-write"))[0][1] == "w" * 600
        (worker,) = pool.crew.alive
        assert len(list(descendants(worker.pid))) <= 2

    with_reader(tmp_path, steps)


def test_every_count_of_a_job_is_carried_into_a_child_and_back():
    counts = {item.name for item in fields(Job) if item.type == "int"}
    assert set(COUNTERS) == counts


# --- services -------------------------------------------------------------------------------------


def test_a_service_is_asked_from_a_child_by_way_of_the_pool(tmp_path):
    def steps(read: Read, _pool: ExtractPool) -> None:
        assert words(read(zipped({"a.pdf": "%PDF-ask some words"})))[1:] == [
            ("1/a.pdf", "service"),
            ("1/a.pdf/said", "some words"),
        ]

    with_reader(tmp_path, steps, services={"deeds": HOSTILE})


@pytest.mark.parametrize("services", [{}, {"deeds": "no.such.module"}])
def test_without_the_service_there_is_no_reading(tmp_path, services):
    def steps(read: Read, _pool: ExtractPool) -> None:
        assert words(read(b"%PDF-ask some words")) == [("1", "no service")]

    with_reader(tmp_path, steps, services=services)


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("segv", GapReason.DAMAGED),
        ("panic", GapReason.DAMAGED),
        ("exit", GapReason.DAMAGED),
        ("hang", GapReason.TIMED_OUT),
        ("grow", GapReason.OVER_LIMIT),
    ],
)
def test_a_document_that_harms_a_service_costs_only_itself(tmp_path, deed, reason):
    def steps(read: Read, _pool: ExtractPool) -> None:
        reading = read(zipped({"bad.pdf": f"%PDF-ask {deed}", "good.pdf": "%PDF-ask good"}))
        assert gaps(reading) == [("1/bad.pdf", reason)]
        assert ("1/good.pdf/said", "good") in words(reading)

    with_reader(tmp_path, steps, UNHURRIED if deed == "hang" else LIMITS, services={"deeds": HOSTILE})


def test_a_service_is_replaced_after_its_documents_and_after_a_kill(tmp_path):
    def steps(read: Read, pool: ExtractPool) -> None:
        service = pool.services["deeds"]
        service.recycle_after = 2
        pids = [service.process.pid]
        for content in (b"%PDF-ask a", b"%PDF-ask b", b"%PDF-ask segv", b"%PDF-ask c"):
            read(content)
            asyncio.run_coroutine_threadsafe(service.start(), pool.loop).result(30)
            pids.append(service.process.pid)
        assert [pids.index(pid) for pid in pids] == [0, 0, 2, 3, 3]

    with_reader(tmp_path, steps, services={"deeds": HOSTILE})


def test_who_waits_for_a_busy_service_waits_within_his_time(tmp_path):
    def steps(read: Read, _pool: ExtractPool) -> None:
        hanging = [b"%PDF-ask hang", b"%PDF-ask hang 2", b"%PDF-ask hang 3"]
        with ThreadPoolExecutor() as threads:
            readings = list(threads.map(read, [*hanging, b"text"], [4.0, 4.0, 4.0, 60.0]))
        assert [gaps(reading) for reading in readings] == [[("1", GapReason.TIMED_OUT)]] * 3 + [[]]
        assert ("1/said", "good") in words(read(b"%PDF-ask good"))

    with_reader(tmp_path, steps, workers=2, services={"deeds": HOSTILE})


def test_others_are_read_and_memory_stays_flat_while_documents_attack(tmp_path):
    deeds = ("hang", "segv", "babble", "grow", "segv 2", "babble 2", "abort", "panic")
    attacks = [f"%PDF-{deed}".encode() for deed in deeds]

    def steps(read: Read, _pool: ExtractPool) -> None:
        before = resident_bytes(os.getpid())
        with ThreadPoolExecutor(16) as threads:
            attacked = [threads.submit(read, content, 4.0 if b"hang" in content else 60.0) for content in attacks]
            others = [threads.submit(read, f"text {number}".encode()) for number in range(40)]
            assert [words(other.result()) for other in others] == [[("1", f"text {n}")] for n in range(40)]
            assert all(len(reading.result().gaps) == 1 for reading in attacked)
        assert resident_bytes(os.getpid()) - before < 64 * MIB

    with_reader(tmp_path, steps, workers=2)
