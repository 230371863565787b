"""The pool with real worker processes over a real socket: a document fails alone, and the pool goes on."""

import asyncio
import os
import stat
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import Cancelled
from dlp_service.extract import Document, extract
from dlp_service.extract.interface import Reading
from dlp_service.extract.isolation import frames
from dlp_service.extract.isolation.cache import Cache
from dlp_service.extract.isolation.pool import ExtractPool
from dlp_service.extract.isolation.remote import RemoteReader
from dlp_service.extract.isolation.services import MODULES
from dlp_service.extract.local import LocalReader
from dlp_service.mail import parse
from dlp_service.values import Gap, GapReason, PartText
from tests.extract.builders import docx, paragraph, zipped

LIMITS = Limits()
BUDGET = Budget.unlimited()
PARSER = "dlp_service.mail:parse"
HANG = "tests.extract.workers:hang"
NO_SERVICES: Mapping[str, str] = {}
CRASH = "tests.extract.workers:crash"
MAIL = b"From: a@x.example\nTo: b@x.example\nSubject: leave\n\nbody\n"


def with_pool(
    tmp_path: Path,
    steps: Callable[[RemoteReader, ExtractPool], Awaitable[None]],
    limits: Limits = LIMITS,
    parser: str = PARSER,
    workers: int = 1,
    services: Mapping[str, str] = NO_SERVICES,
) -> None:
    """Run steps beside a pool; the services are started for what is about them, since each is a second of imports."""

    async def run() -> None:
        pool = ExtractPool(limits, workers, parse_message=parser, services=services)
        path = tmp_path / "private" / "s"
        await pool.start(path)
        reader = RemoteReader(path, limits)
        try:
            await steps(reader, pool)
        finally:
            await asyncio.to_thread(reader.close)
            await pool.close()

    asyncio.run(run())


def test_a_remote_reading_is_the_local_one(tmp_path):
    documents = [
        Document("2/a.docx", docx(paragraph("words") + paragraph("ümlaut 😀"))),
        Document("3/b.zip", zipped({"m.eml": MAIL, "n.txt": "text"})),
        Document("4/c.bin", bytes(range(256))),
        Document("5/d.txt", b"x" * 3_000_000, "text/plain"),
        Document("6/e", b""),
    ]
    local = LocalReader(LIMITS, parse)

    async def steps(reader: RemoteReader, pool: ExtractPool) -> None:
        for document in documents:
            for _ in ("read", "from the cache"):
                assert await asyncio.to_thread(reader.read, document, BUDGET) == local.read(document, BUDGET)
        assert len(pool.cache.entries) == len(documents)

    with_pool(tmp_path, steps, services=MODULES)


def test_the_socket_is_for_this_user_alone(tmp_path):
    def modes(path: Path) -> tuple[int, int]:
        return stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)

    async def steps(reader: RemoteReader, _pool: ExtractPool) -> None:
        assert await asyncio.to_thread(modes, Path(reader.socket_path)) == (0o600, 0o700)

    with_pool(tmp_path, steps)


def test_many_threads_read_at_once(tmp_path):
    async def steps(reader: RemoteReader, _pool: ExtractPool) -> None:
        jobs = [
            asyncio.to_thread(reader.read, Document(f"{n}", f"text {n}".encode(), "text/plain"), BUDGET)
            for n in range(60)
        ]
        for number, reading in enumerate(await asyncio.gather(*jobs)):
            assert reading.texts == (PartText(str(number), "body", f"text {number}"),)

    with_pool(tmp_path, steps, workers=2)


def test_a_document_that_hangs_times_out_while_others_are_read(tmp_path):
    limits = Limits(file_wall_s=2.0)

    async def steps(reader: RemoteReader, _pool: ExtractPool) -> None:
        stuck = asyncio.create_task(asyncio.to_thread(reader.read, Document("1", MAIL), BUDGET))
        others = [await asyncio.to_thread(reader.read, Document("2", f"text {n}".encode()), BUDGET) for n in range(5)]
        assert [len(reading.texts) for reading in others] == [1] * 5
        assert [(gap.path, gap.reason) for gap in (await stuck).gaps] == [("1", GapReason.TIMED_OUT)]
        assert (await asyncio.to_thread(reader.read, Document("3", b"after"), Budget.of(20))).texts

    with_pool(tmp_path, steps, limits, HANG, workers=2)


def test_a_document_that_kills_its_worker_is_a_gap_and_the_next_is_read(tmp_path):
    async def steps(reader: RemoteReader, _pool: ExtractPool) -> None:
        for _ in range(3):
            reading = await asyncio.to_thread(reader.read, Document("1", MAIL), BUDGET)
            assert [(gap.path, gap.reason) for gap in reading.gaps] == [("1", GapReason.DAMAGED)]
            assert (await asyncio.to_thread(reader.read, Document("2", b"after"), BUDGET)).texts

    with_pool(tmp_path, steps, parser=CRASH)


def test_processor_time_is_bounded_by_the_kernel(tmp_path):
    limits = Limits(file_cpu_s=0.0, file_wall_s=8.0)

    async def steps(reader: RemoteReader, _pool: ExtractPool) -> None:
        reading = await asyncio.to_thread(reader.read, Document("1", MAIL), BUDGET)
        assert [(gap.reason, gap.detail) for gap in reading.gaps] == [
            (GapReason.TIMED_OUT, "the document took too much processor time")
        ]

    with_pool(tmp_path, steps, limits, "tests.extract.workers:spin")


def test_memory_is_bounded_by_the_kernel(tmp_path):
    limits = Limits(worker_bytes=400 * 1024 * 1024)

    async def steps(reader: RemoteReader, _pool: ExtractPool) -> None:
        reading = await asyncio.to_thread(reader.read, Document("1", MAIL), BUDGET)
        assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]

    with_pool(tmp_path, steps, limits, "tests.extract.workers:swell")


def test_html_that_would_unfold_without_end_as_a_tree_is_read(tmp_path):
    markup = "<html>" + "".join(f"<font id={number}><p>" for number in range(8000)) + "SECRET"
    message = parse(b"Content-Type: text/html\n\n" + markup.encode(), LIMITS, BUDGET)

    async def steps(reader: RemoteReader, _pool: ExtractPool) -> None:
        extraction = await asyncio.to_thread(extract, message, reader, LIMITS, BUDGET)
        assert [text.text for text in extraction.texts] == ["SECRET"]
        assert extraction.gaps == ()

    with_pool(tmp_path, steps)


def test_workers_are_recycled(tmp_path):
    async def steps(reader: RemoteReader, pool: ExtractPool) -> None:
        pool.crew.recycle_after = 2
        pids = set()
        for number in range(8):
            assert (await asyncio.to_thread(reader.read, Document("1", b"text %d" % number), BUDGET)).texts
            # A worker that has one document more to go is there for certain; the last one's may be going.
            pids |= {worker.pid for worker in pool.crew.alive if worker.documents == 1}
        assert len(pids) > 1

    with_pool(tmp_path, steps)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(0.05)


def test_a_worker_is_kept_in_reserve_while_all_are_busy_and_let_go_when_it_is_quiet(tmp_path):
    async def steps(reader: RemoteReader, pool: ExtractPool) -> None:
        pool.crew.quiet_s = 0.5
        stuck = asyncio.create_task(asyncio.to_thread(reader.read, Document("1", MAIL), Budget.of(4)))
        await until(lambda: len(pool.crew.alive) == 2 and not pool.crew.idle.empty())
        assert (await asyncio.to_thread(reader.read, Document("2", b"text"), BUDGET)).texts
        assert (await stuck).gaps
        await until(lambda: len(pool.crew.alive) == 1 and not pool.crew.starting)
        assert (await asyncio.to_thread(reader.read, Document("2", b"after"), BUDGET)).texts

    with_pool(tmp_path, steps, parser=HANG)


def test_a_document_that_takes_much_time_yields_to_others_and_its_worker_is_replaced(tmp_path):
    async def steps(reader: RemoteReader, pool: ExtractPool) -> None:
        (worker,) = pool.crew.alive
        slow = asyncio.create_task(asyncio.to_thread(reader.read, Document("1", MAIL, file_name="a.eml"), BUDGET))
        await until(lambda: worker.is_slowed)
        assert os.getpriority(os.PRIO_PROCESS, worker.pid) >= 10
        assert (await slow).texts
        await until(lambda: worker not in pool.crew.alive and len(pool.crew.alive) >= 1)
        assert (await asyncio.to_thread(reader.read, Document("2", b"after"), BUDGET)).texts

    with_pool(tmp_path, steps, parser="tests.extract.workers:toil")


def test_a_forgotten_document_leaves_the_cache(tmp_path):
    async def steps(reader: RemoteReader, pool: ExtractPool) -> None:
        document = Document("1", b"a secret")
        await asyncio.to_thread(reader.read, document, BUDGET)
        assert pool.cache.size > 0
        await asyncio.to_thread(reader.forget, [document])
        assert (pool.cache.size, len(pool.cache.entries)) == (0, 0)

    with_pool(tmp_path, steps)


def test_the_same_bytes_are_read_once_for_many_at_once(tmp_path):
    document = Document("1", MAIL, file_name="a.eml")

    async def steps(reader: RemoteReader, pool: ExtractPool) -> None:
        readings = await asyncio.gather(*(asyncio.to_thread(reader.read, document, BUDGET) for _ in range(30)))
        assert len(set(readings)) == 1
        assert readings[0].texts
        assert sum(worker.documents for worker in pool.crew.alive) == 1

    with_pool(tmp_path, steps, workers=2)


class SlowCrew:
    """A crew whose readings come when told; each is of a number of its own."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.reasons: list[GapReason] = []
        self.count = 0

    async def read(self, header: frames.Header, content: bytes, seconds: float) -> frames.Frame:
        self.count += 1
        await self.go.wait()
        return frames.dark(self.reasons.pop() if self.reasons else GapReason.DAMAGED, f"reading {self.count}")


def test_a_document_that_is_forgotten_while_it_is_read_is_not_kept():
    async def run() -> None:
        pool, crew = ExtractPool(LIMITS, 1), SlowCrew()
        pool.crew = crew
        request = {"key": "k", "seconds": 9}
        first = asyncio.create_task(pool._read(request, b""))
        second = asyncio.create_task(pool._read(request, b""))
        await asyncio.sleep(0)
        pool._forget("k")
        crew.go.set()
        assert await first == await second
        assert (crew.count, pool.cache.size, pool.flights) == (1, 0, {})

    asyncio.run(run())


def test_who_waited_for_a_reading_that_came_too_late_has_it_read_again():
    async def run() -> None:
        pool, crew = ExtractPool(LIMITS, 1), SlowCrew()
        pool.crew, crew.reasons = crew, [GapReason.TIMED_OUT]
        first = asyncio.create_task(pool._read({"key": "k", "seconds": 9}, b""))
        second = asyncio.create_task(pool._read({"key": "k", "seconds": 9}, b""))
        await asyncio.sleep(0)
        crew.go.set()
        assert [(await task)[0]["gaps"][0][1] for task in (first, second)] == ["TIMED_OUT", "DAMAGED"]

    asyncio.run(run())


def test_a_caller_that_talks_nonsense_is_dropped(tmp_path):
    async def steps(reader: RemoteReader, _pool: ExtractPool) -> None:
        for nonsense in (
            b"GET / HTTP/1.1\r\n\r\n" * 4,
            frames.PREFIX.pack(3, 0) + b"[1]",
            frames.PREFIX.pack(3, 0) + b"{x}",
        ):
            stream, writer = await asyncio.open_unix_connection(reader.socket_path)
            writer.write(nonsense)
            await writer.drain()
            assert await stream.read() == b""
            writer.close()
        assert (await asyncio.to_thread(reader.read, Document("1", b"text"), BUDGET)).texts

    with_pool(tmp_path, steps)


def test_no_worker_outlives_the_pool(tmp_path):
    pids: list[int] = []

    async def steps(_reader: RemoteReader, pool: ExtractPool) -> None:
        pids.extend(worker.pid for worker in pool.crew.alive)

    with_pool(tmp_path, steps)
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_pool_that_cannot_start_its_workers_says_so(tmp_path):
    async def run() -> None:
        pool = ExtractPool(LIMITS, 1, parse_message="no.such:module", services=NO_SERVICES)
        with pytest.raises(OSError, match="does not start"):
            await pool.start(tmp_path / "s")
        await pool.close()

    asyncio.run(run())


# --- without a pool -------------------------------------------------------------------------------


def test_without_a_pool_a_document_is_a_gap(tmp_path):
    reading = RemoteReader(tmp_path / "nobody", LIMITS).read(Document("1/a", b"x"), BUDGET)
    assert reading == Reading(gaps=(Gap("1/a", GapReason.TIMED_OUT, "reader unavailable"),))


def test_a_cancelled_caller_stops_waiting(tmp_path):
    async def steps(reader: RemoteReader, _pool: ExtractPool) -> None:
        budget = Budget.unlimited()
        asyncio.get_running_loop().call_later(0.3, budget.cancelled.set)
        with pytest.raises(Cancelled):
            await asyncio.to_thread(reader.read, Document("1", MAIL), budget)

    with_pool(tmp_path, steps, parser=HANG)


def answer(size: int, reason: str = "DAMAGED") -> tuple[frames.Header, bytes]:
    return {"texts": [("", "body", size)], "gaps": [("", reason, "", "", True)]}, b"x" * size


def test_the_cache_drops_the_least_recently_used():
    cache = Cache(80_000)
    for number in range(9):
        cache.put(str(number), answer(8000))
        cache.get("0")
    assert cache.get("0")
    assert cache.get("1") is None
    assert cache.size <= 80_000


def test_the_cache_keeps_neither_giants_nor_timeouts():
    cache = Cache(80_000)
    cache.put("a", answer(20_000))
    cache.put("b", answer(10, "TIMED_OUT"))
    assert cache.size == 0


def test_a_reading_with_more_texts_than_a_frame_can_name_is_cut_and_says_so():
    texts = tuple(PartText(f"/{number:06}/" + "ü" * 50, "cell", "x") for number in range(40_000))
    kept = Gap("/a", GapReason.ENCRYPTED, "a locked file")
    header, body = frames.pack(Reading(texts, (kept,)))
    assert len(frames.head(header, len(body))) <= frames.MAX_HEADER
    reading = frames.unpack(header, body, "")
    assert 0 < len(reading.texts) < len(texts)
    assert [gap.reason for gap in reading.gaps] == [GapReason.ENCRYPTED, GapReason.OVER_LIMIT]


def test_texts_in_long_paths_are_all_told_while_there_is_room():
    texts = tuple(PartText(f"/{number}/" + "a" * 400, "cell", "x") for number in range(10_000))
    assert frames.unpack(*frames.pack(Reading(texts)), "").texts == texts


@pytest.mark.parametrize(
    "frame",
    [
        ({"texts": [["", "body", 3]], "gaps": []}, b"ab"),
        ({"texts": [["", "body", -1], ["", "body", 3]], "gaps": []}, b"ab"),
        ({"texts": [["", 1, 2]], "gaps": []}, b"ab"),
        ({"texts": [], "gaps": [["", "DAMAGED", 1, "", True]]}, b""),
        ({"texts": [], "gaps": [["", "DAMAGED", "", ""]]}, b""),
        ({"texts": [], "gaps": [["", [], "", "", True]]}, b""),
        ({"texts": {"a": 1}, "gaps": []}, b""),
        ({"texts": 7, "gaps": []}, b""),
        ({}, b""),
    ],
)
def test_what_a_process_sends_is_checked(frame):
    with pytest.raises(frames.BadFrame):
        frames.check(frame)


@pytest.mark.parametrize("header", [{}, {"texts": [1], "gaps": []}, {"texts": [], "gaps": [["", "NO", "", "", True]]}])
def test_a_frame_that_is_no_reading_is_refused(header):
    with pytest.raises(frames.BadFrame):
        frames.unpack(header, b"", "1")
