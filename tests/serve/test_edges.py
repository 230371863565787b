"""The parts of the door that need no connection: statuses, counts, ports, the control line, the request's name."""

import asyncio
import io
import json
import logging
import socket
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
import structlog
from google.rpc import error_details_pb2, status_pb2
from hypothesis import given
from hypothesis import strategies as st

from dlp_service import errors
from dlp_service.budget import Budget
from dlp_service.config import ServiceSettings, Settings, StoreSettings
from dlp_service.errors import ConfigError, DlpError, InvalidMessage, Overloaded
from dlp_service.options import Options
from dlp_service.pb.dlp.v1 import classification_service_pb2 as pb
from dlp_service.serve.control import Line, Start, encode, receive_start
from dlp_service.serve.logs import configure_logs
from dlp_service.serve.metrics import Meters, add, render, without_gauges
from dlp_service.serve.ports import format_address, parse_address, reserve_port
from dlp_service.serve.remembered import request_of
from dlp_service.serve.status import TABLE, details_of, failure_of, where
from dlp_service.serve.validate import Assembly
from dlp_service.serve.walkers import Door, Walkers, budget_for
from dlp_service.values import Envelope, Mode, Stage, Submitter

# --- statuses --------------------------------------------------------------------------------------


def taxonomy():
    found = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, DlpError)]
    return [item for item in found if item is not DlpError]


@pytest.mark.parametrize("kind", taxonomy(), ids=lambda kind: kind.__name__)
def test_every_error_of_the_taxonomy_has_a_status_of_its_own(kind):
    failure = failure_of(kind("what happened"), "ref1")
    assert failure.code.name != "INTERNAL"
    assert "what happened" in failure.message
    status = details_of(failure.trailers)
    assert (status.code, status.message) == (failure.code.value[0], failure.message)
    info = error_details_pb2.ErrorInfo()
    assert status.details[0].Unpack(info)
    assert (info.reason, info.metadata["reference"]) == (kind.reason, "ref1")


def test_no_class_of_the_table_hides_one_below_it():
    kinds = [kind for kind, _, _ in TABLE]
    assert not any(issubclass(later, kinds[place]) for place in range(len(kinds)) for later in kinds[place + 1 :])


def test_retry_information_says_when_to_come_back():
    status = details_of(failure_of(Overloaded("busy", retry_after_s=1.5), "r").trailers)
    info = error_details_pb2.RetryInfo()
    assert status.details[1].Unpack(info)
    assert (info.retry_delay.seconds, info.retry_delay.nanos) == (1, 500_000_000)


def test_a_foreign_error_gives_its_reference_and_none_of_its_words():
    failure = failure_of(ValueError("the text of a mail"), "ref2")
    assert failure.code.name == "INTERNAL"
    assert failure.message == "internal error, reference ref2"
    assert b"the text" not in status_pb2.Status.SerializeToString(details_of(failure.trailers))


def fail():
    raise ValueError("the text of a mail")


def test_where_an_error_happened_is_told_without_its_words():
    with pytest.raises(ValueError, match="mail") as caught:
        fail()
    frames = where(caught.value)
    assert frames[-1].endswith(" fail")
    assert "the text" not in "".join(frames)


# --- streams ---------------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=40), max_size=20), st.integers(0, 200))
def test_a_message_in_chunks_is_the_message_up_to_the_limit(chunks, keep):
    assembly = Assembly(keep=keep, largest_chunk=64)
    assembly.add(pb.ClassifyMessageStreamRequest(header=pb.ClassifyMessageHeader()))
    held = sum(assembly.add(pb.ClassifyMessageStreamRequest(chunk=chunk)) for chunk in chunks)
    whole = b"".join(chunks)
    _, raw = assembly.finish()
    assert raw == whole[: keep + 1]
    assert held == len(raw)
    assert assembly.size == len(whole)


@given(st.lists(st.sampled_from(["header", "chunk", "nothing"]), max_size=6))
def test_any_order_of_frames_is_a_message_or_names_its_frame(kinds):
    made = {
        "header": pb.ClassifyMessageStreamRequest(header=pb.ClassifyMessageHeader()),
        "chunk": pb.ClassifyMessageStreamRequest(chunk=b"x"),
        "nothing": pb.ClassifyMessageStreamRequest(),
    }
    assembly = Assembly(keep=100, largest_chunk=64)

    def assemble():
        for kind in kinds:
            assembly.add(made[kind])
        return assembly.finish()[1]

    if kinds[:1] == ["header"] and set(kinds[1:]) <= {"chunk"}:
        assert len(assemble()) == len(kinds) - 1
        return
    with pytest.raises(InvalidMessage) as caught:
        assemble()
    assert caught.value.field == f"frames[{max(0, assembly.frames - 1)}]"


# --- budgets, the door, threads --------------------------------------------------------------------


def test_a_budget_ends_a_little_before_the_callers_deadline():
    assert 9.7 < budget_for(10.0, 30.0).remaining() < 9.9
    assert 0.9 < budget_for(None, 1.0).remaining() < 0.99
    assert budget_for(60.0, 30.0).remaining() < 30.0
    assert budget_for(0.0, 30.0).remaining() == 0.0


def a_door(**more):
    meters = Meters()
    return Door(more.get("calls", 2), more.get("size", 100), meters.in_flight, meters.shed), meters


def value(meters, name):
    return meters.registry.get_sample_value(name)


def test_the_door_counts_who_is_in_and_turns_away_who_is_too_many():
    door, meters = a_door(calls=1)
    with door.admit():
        assert value(meters, "dlp_calls_in_flight") == 1
        with pytest.raises(Overloaded), door.admit():
            pass
    assert value(meters, "dlp_calls_in_flight") == 0
    assert value(meters, "dlp_calls_shed_total") == 1
    with door.admit():
        assert value(meters, "dlp_calls_in_flight") == 1


def test_streams_together_hold_no_more_than_the_door_allows():
    door, _ = a_door()
    with door.admit() as one, door.admit() as two:
        one.take(60)
        with pytest.raises(Overloaded):
            two.take(41)
        two.take(40)
    with door.admit() as three:
        three.take(100)


def test_a_cancelled_wait_keeps_its_place_until_the_work_has_ended():
    door, meters = a_door(calls=1)
    budget = Budget.of(20)
    begun, ended, left = threading.Event(), threading.Event(), threading.Event()
    leave = door.leave

    def leave_and_say_so(size):
        leave(size)
        left.set()

    door.leave = leave_and_say_so

    async def scenario():
        walkers = Walkers(1)

        def work():
            begun.set()
            ended.wait(10)

        async def call():
            with door.admit() as ticket:
                await walkers.run(work, budget, ticket)

        task = asyncio.create_task(call())
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert budget.cancelled.is_set()
        assert value(meters, "dlp_calls_in_flight") == 1
        ended.set()
        await asyncio.to_thread(left.wait, 10)
        walkers.close()

    asyncio.run(scenario())
    assert value(meters, "dlp_calls_in_flight") == 0


def test_threads_at_work_for_calls_that_are_over_are_counted():
    now = [100.0]
    begun, ended = threading.Event(), threading.Event()

    def work():
        begun.set()
        ended.wait(10)

    async def scenario():
        walkers = Walkers(2)
        task = asyncio.create_task(walkers.run(work, Budget.of(5, clock=lambda: now[0])))
        await asyncio.to_thread(begun.wait, 10)
        assert walkers.overdue(10) == 0
        now[0] = 116.0
        assert walkers.overdue(10) == 1
        ended.set()
        await task
        assert walkers.overdue(10) == 0
        walkers.close()

    asyncio.run(scenario())


def test_work_whose_time_is_up_is_not_begun():
    async def scenario():
        walkers = Walkers(1)
        with pytest.raises(Overloaded):
            await walkers.run(lambda: pytest.fail("begun"), Budget.of(0))
        walkers.close()

    asyncio.run(scenario())


# --- the request's name ----------------------------------------------------------------------------

NAMED = Options(request_id="r1", caller="gateway")
MAIL = Envelope.of("ann@north.example", ["bob@south.example"])


def test_requests_without_a_name_and_replays_are_not_remembered():
    assert request_of(Options(), MAIL, b"x") is None
    assert request_of(replace(NAMED, mode=Mode.REPLAY), MAIL, b"x") is None


def test_a_retry_in_another_session_is_the_same_request():
    assert request_of(NAMED, MAIL, b"x") == request_of(NAMED, replace(MAIL, client="192.0.2.9", envid="2"), b"x")


@pytest.mark.parametrize("change", ["message", "recipients", "sender", "mode", "stages"])
def test_whatever_decides_is_part_of_the_request(change):
    changed = {
        "message": (NAMED, MAIL, b"y"),
        "recipients": (NAMED, Envelope.of("ann@north.example", ["bob@south.ml"]), b"x"),
        "sender": (NAMED, replace(MAIL, submitter=Submitter("eve@north.example")), b"x"),
        "mode": (replace(NAMED, mode=Mode.OBSERVE), MAIL, b"x"),
        "stages": (replace(NAMED, stages=frozenset({Stage.NAMES})), MAIL, b"x"),
    }[change]
    assert request_of(*changed).digest != request_of(NAMED, MAIL, b"x").digest


# --- counts ----------------------------------------------------------------------------------------


def test_counts_of_processes_are_added_up():
    one, two = Meters(), Meters()
    one.calls.labels("ClassifyMessage", "OK").inc(2)
    two.calls.labels("ClassifyMessage", "OK").inc(3)
    two.calls.labels("InspectContent", "OK").inc()
    one.call_seconds.labels("ClassifyMessage").observe(0.002)
    two.call_seconds.labels("ClassifyMessage").observe(0.2)
    page = render(add([json.loads(json.dumps(item.snapshot())) for item in (one, two)])).decode()
    assert 'dlp_calls_total{code="OK",method="ClassifyMessage"} 5.0' in page
    assert 'dlp_calls_total{code="OK",method="InspectContent"} 1.0' in page
    assert 'dlp_call_seconds_bucket{le="0.005",method="ClassifyMessage"} 1.0' in page
    assert 'dlp_call_seconds_bucket{le="+Inf",method="ClassifyMessage"} 2.0' in page
    assert "# TYPE dlp_calls_total counter" in page
    assert "_created" not in page


def test_momentary_values_of_a_gone_process_are_forgotten():
    gone = Meters()
    gone.in_flight.set(3)
    gone.shed.inc()
    assert "dlp_calls_in_flight" not in {family["name"] for family in without_gauges(gone.snapshot())}
    assert "dlp_calls_shed" in {family["name"] for family in without_gauges(gone.snapshot())}


# --- ports and the control line --------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "localhost", ":50051", "127.0.0.1:x", "127.0.0.1:70000", "unix:/run/dlp.sock"])
def test_an_address_of_another_form_is_refused(text):
    with pytest.raises(ConfigError):
        parse_address(text)


@pytest.mark.parametrize("text", ["127.0.0.1:50051", "[::1]:0", "localhost:1"])
def test_an_address_is_written_as_it_was_read(text):
    assert format_address(*parse_address(text)) == text


def test_a_port_somebody_listens_on_is_not_joined_silently():
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ConfigError, match="cannot listen"):
            reserve_port(format_address(*other.getsockname()))


def test_a_start_message_carries_every_setting():
    settings = Settings(
        service=ServiceSettings(listen="127.0.0.1:1", deadline_s=2.5, allow_quotes=True),
        store=StoreSettings(path="/somewhere/store"),
    )
    start = Start(settings, "127.0.0.1:1", "/somewhere/extract", 42)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(encode(start.to_json()))
        assert receive_start(theirs) == start


def test_a_control_line_that_ends_early_is_no_start():
    ours, theirs = socket.socketpair()
    with theirs:
        ours.sendall(b'{"do":')
        ours.close()
        with pytest.raises(ConfigError):
            receive_start(theirs)


def test_the_control_line_says_when_its_partner_is_gone():
    async def scenario():
        ours, theirs = socket.socketpair()
        one, two = await Line.over(ours), await Line.over(theirs)
        one.send({"do": "drain"})
        assert await two.receive() == {"do": "drain"}
        await one.close()
        assert await two.receive() is None
        await two.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("module", ["supervisor", "convert", "convert_review"])
def test_what_the_command_line_loads_brings_no_grpc(module):
    code = f"import sys, dlp_service.serve.{module}; sys.exit('grpc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- logs ------------------------------------------------------------------------------------------


@pytest.fixture
def log():
    """Return the text that is logged, and put structlog and logging back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs("info", stream, process=7)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_log_lines_are_json_with_the_process(log):
    structlog.get_logger().info("reloaded", policy="r1")
    structlog.get_logger().debug("not shown")
    (line,) = log.getvalue().splitlines()
    assert json.loads(line).items() >= {"event": "reloaded", "policy": "r1", "process": 7, "level": "info"}.items()


def test_what_a_library_logs_is_reported_without_its_words(log):
    try:
        fail()
    except ValueError:
        logging.getLogger("some.library").exception("failed on %s", "the text of a mail")
    entry = json.loads(log.getvalue())
    assert (entry["library"], entry["error"], entry["level"]) == ("some.library", "ValueError", "error")
    assert "the text" not in log.getvalue()
