"""ClassifyMessage and ClassifyMessageStream over a real connection."""

import hashlib
import threading

import grpc
import pytest

from dlp_service.errors import Conflict, DlpError, InvalidMessage, OutOfTime, Overloaded
from dlp_service.options import Options
from dlp_service.pb.dlp.v1 import classification_service_pb2 as pb
from dlp_service.pb.dlp.v1 import classification_service_pb2_grpc as pb_grpc
from dlp_service.pb.dlp.v1 import envelope_pb2, verdict_pb2
from dlp_service.serve.client import connect, error_of, frames
from dlp_service.serve.remembered import Remembered, request_of
from dlp_service.values import Envelope, Mode, Recipient
from tests.wire.fake_judge import SECRET_TEXT

HELLO = b"Subject: x\n\nSECRET hello"
PLAIN = Envelope.of("ann@north.example", ["bob@south.example", "cy@east.example"])
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def stub(server):
    with grpc.insecure_channel(
        server.target, options=[("grpc.max_send_message_length", -1), ("grpc.enable_http_proxy", 0)]
    ) as channel:
        yield pb_grpc.ClassificationServiceStub(channel)


def refused(call):
    """Return the error that a call ended with, as the client side understands it."""
    with pytest.raises(grpc.RpcError) as caught:
        call()
    return error_of(caught.value)


def test_a_verdict_names_the_recipients_in_the_order_of_the_envelope(client):
    answer = client.classify(HELLO, PLAIN)
    assert [item.address for item in answer.verdict.recipients] == ["bob@south.example", "cy@east.example"]
    assert [item.address for item in answer.recipients] == ["bob@south.example", "cy@east.example"]
    assert answer.verdict.action == verdict_pb2.ACTION_ALLOW
    assert answer.verdict.organisation_revision == "o1"
    assert answer.sensitivity.tier == 40
    assert answer.timings_ms["total"] == 2.0


def test_quotes_come_only_when_asked_for(client):
    plain = client.classify(HELLO, PLAIN)
    assert not any(finding.HasField("quote") for finding in plain.findings)
    quoted = client.classify(HELLO, PLAIN, return_quotes=True)
    assert [finding.quote for finding in quoted.findings] == ["Subjec", "Subjec"]


def test_quotes_are_refused_where_the_settings_forbid_them(own_server):
    with connect(own_server(allow_quotes=False).target) as client, pytest.raises(InvalidMessage) as caught:
        client.classify(HELLO, PLAIN, return_quotes=True)
    assert caught.value.field == "options.return_quotes"


def test_the_weightiest_findings_are_kept_when_there_are_too_many(client):
    answer = client.classify(HELLO, PLAIN, max_findings=1)
    assert [finding.role for finding in answer.findings] == ["evidence"]
    assert answer.findings_truncated


def test_an_empty_message_gets_a_verdict(client):
    assert client.classify(b"", PLAIN).verdict.action == verdict_pb2.ACTION_ALLOW


def test_stages_left_out_are_named_in_the_coverage(client):
    answer = client.classify(HELLO, PLAIN, stages=["markings", "extract"])
    assert "names" in answer.verdict.coverage.skipped_stages
    assert "markings" not in answer.verdict.coverage.skipped_stages


def to(*addresses):
    return {"recipients": [envelope_pb2.Recipient(address=address) for address in addresses]}


UNUSABLE = {
    "no recipient": ({"envelope": {}}, "envelope.recipients"),
    "too many recipients": ({"envelope": to(*["a@b.example"] * 101)}, "envelope.recipients"),
    "an empty address": ({"envelope": to("b@c.example", "")}, "envelope.recipients[1].address"),
    "a line break in an address": ({"envelope": to("a\nb@c.example")}, "envelope.recipients[0].address"),
    "NUL in an address": ({"envelope": to("a\0@c.example")}, "envelope.recipients[0].address"),
    "an endless address": ({"envelope": to("a" * 999)}, "envelope.recipients[0].address"),
    "a line break in the sender": ({"envelope": {**to("b@c.example"), "mail_from": "a\r\nb"}}, "envelope.mail_from"),
    "an unknown origin": ({"envelope": {**to("b@c.example"), "origin": 99}}, "envelope.origin"),
    "an unknown mode": ({"options": {"mode": 99}}, "options.mode"),
    "an unknown stage": ({"options": {"stages": ["names", "magic"]}}, "options.stages[1]"),
    "a negative number": ({"options": {"max_findings": -1}}, "options.max_findings"),
    "another organisation": ({"options": {"organisation": "somebody else"}}, "options.organisation"),
    "an endless request id": ({"options": {"request_id": "x" * 201}}, "options.request_id"),
    "a request id of two lines": ({"options": {"request_id": "x\ny"}}, "options.request_id"),
    "a message over 16 MiB": ({"message": b"x" * (16 * MIB + 1)}, "message"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_an_unusable_request_is_told_which_field_is_wrong(stub, case):
    change, field = UNUSABLE[case]
    request = pb.ClassifyMessageRequest(**{"envelope": to("b@c.example"), "message": HELLO, **change})
    error = refused(lambda: stub.ClassifyMessage(request, timeout=15))
    assert isinstance(error, InvalidMessage)
    assert error.field == field


def test_an_oversized_unary_message_is_sent_to_the_stream(stub):
    request = pb.ClassifyMessageRequest(message=b"x" * (30 * MIB))
    error = refused(lambda: stub.ClassifyMessage(request, timeout=15))
    assert "ClassifyMessageStream" in str(error)


@pytest.mark.parametrize(
    "address", ["no-at-sign", "a@@b", "ü@münchen.example", '"odd name"@x.example', "<a@b.example>"]
)
def test_an_odd_address_gets_a_verdict(client, address):
    answer = client.classify(HELLO, Envelope(recipients=(Recipient(address),)))
    assert answer.verdict.recipients[0].address == address


def test_the_null_sender_is_accepted(client):
    assert client.classify(HELLO, Envelope.of("", ["b@c.example"])).case_id


# --- the same request id, the same verdict ---------------------------------------------------------


def test_the_same_request_id_gets_the_same_verdict(client):
    first = client.classify(HELLO, PLAIN, request_id="once")
    second = client.classify(HELLO, PLAIN, request_id="once")
    assert second == first


def test_a_request_id_without_quotes_remembers_none(client):
    client.classify(HELLO, PLAIN, request_id="quoted", return_quotes=True)
    again = client.classify(HELLO, PLAIN, request_id="quoted", return_quotes=True)
    assert not any(finding.HasField("quote") for finding in again.findings)


def test_a_request_id_used_for_another_message_is_a_conflict(client):
    client.classify(HELLO, PLAIN, request_id="twice")
    with pytest.raises(Conflict):
        client.classify(HELLO + b"!", PLAIN, request_id="twice")


def test_a_request_id_used_for_another_recipient_is_a_conflict(client):
    client.classify(HELLO, PLAIN, request_id="elsewhere")
    with pytest.raises(Conflict):
        client.classify(HELLO, Envelope.of("ann@north.example", ["bob@south.ml"]), request_id="elsewhere")


def test_replays_are_not_remembered(client):
    first = client.classify(HELLO, PLAIN, request_id="replay", mode=Mode.REPLAY)
    second = client.classify(HELLO, PLAIN, request_id="replay", mode=Mode.REPLAY)
    assert first.case_id != second.case_id


def test_a_named_request_makes_the_same_case_whenever_it_is_judged(server, client):
    first = client.classify(HELLO, PLAIN, request_id="case").case_id
    named = Options(request_id="case", caller="127.0.0.1")
    assert Remembered(server.judge.store).case_id(request_of(named, PLAIN, HELLO)) == first
    assert client.classify(HELLO, PLAIN, request_id="Case").case_id != first


def test_calls_of_one_name_at_the_same_time_are_judged_once(server, client):
    before = server.judge.calls
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(client.classify(HELLO, PLAIN, request_id="together").case_id))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert len(answers) == 5
    assert server.judge.calls == before + 1


# --- the stream ------------------------------------------------------------------------------------


def header(**more):
    return pb.ClassifyMessageStreamRequest(
        header=pb.ClassifyMessageHeader(
            envelope=envelope_pb2.Envelope(recipients=[envelope_pb2.Recipient(address="b@c.example")]), **more
        )
    )


def chunk(content):
    return pb.ClassifyMessageStreamRequest(chunk=content)


def test_a_streamed_message_is_the_message_sent(stub):
    raw = b"Subject: x\n\n" + bytes(range(256)) * 4096
    answer = stub.ClassifyMessageStream(frames(header(total_size=len(raw)).header, raw), timeout=15)
    assert answer.result.verdict.message_digest == hashlib.sha256(raw).hexdigest()


def test_the_client_streams_what_is_too_large_for_one_piece(client):
    raw = b"Subject: x\n\n" + b"x" * (17 * MIB)
    answer = client.classify(raw, PLAIN)
    assert answer.verdict.message_digest == hashlib.sha256(raw).hexdigest()
    assert not answer.verdict.coverage.gaps


def test_a_message_over_the_limit_gets_a_verdict_with_the_gap(client):
    answer = client.classify(b"Subject: x\n\n" + b"x" * (25 * MIB), PLAIN)
    assert [gap.reason for gap in answer.verdict.coverage.gaps] == [4]


def test_a_message_that_came_only_in_part_is_not_taken_into_custody(client):
    whole = b"Subject: x\n\nQUARANTINE " + b"x" * (22 * MIB)
    assert client.classify(whole, PLAIN).verdict.review_item
    cut = b"Subject: x\n\nQUARANTINE " + b"x" * (25 * MIB)
    answer = client.classify(cut, PLAIN)
    assert answer.verdict.action == verdict_pb2.ACTION_QUARANTINE
    assert answer.verdict.review_item == ""


BROKEN = {
    "no frame": ([], "frames[0]"),
    "a chunk first": ([chunk(b"x")], "frames[0]"),
    "an empty frame first": ([pb.ClassifyMessageStreamRequest()], "frames[0]"),
    "two headers": ([header(), header()], "frames[1]"),
    "a header among chunks": ([header(), chunk(b"x"), header()], "frames[2]"),
    "an empty frame among chunks": ([header(), chunk(b"x"), pb.ClassifyMessageStreamRequest()], "frames[2]"),
    "a chunk over 16 MiB": ([header(), chunk(b"x" * (17 * MIB))], "frames[1].chunk"),
    "fewer bytes than announced": ([header(total_size=5), chunk(b"x")], "frames[0].header.total_size"),
    "more bytes than announced": ([header(total_size=1), chunk(b"xx")], "frames[0].header.total_size"),
    "a negative size": ([header(total_size=-1)], "frames[0].header.total_size"),
    "a header without recipients": (
        [pb.ClassifyMessageStreamRequest(header=pb.ClassifyMessageHeader())],
        "envelope.recipients",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_stream_that_breaks_the_rules_is_told_at_which_frame(stub, case):
    sent, field = BROKEN[case]
    error = refused(lambda: stub.ClassifyMessageStream(iter(sent), timeout=15))
    assert isinstance(error, InvalidMessage)
    assert error.field == field


def test_a_stream_without_chunks_is_an_empty_message(stub):
    answer = stub.ClassifyMessageStream(iter([header(total_size=0)]), timeout=15)
    assert answer.result.verdict.message_digest == hashlib.sha256(b"").hexdigest()


def test_a_stream_that_stands_still_ends_with_the_deadline_of_the_settings(own_server):
    running = own_server(deadline_s=0.3)
    end = threading.Event()

    def stalled():
        yield header()
        end.wait(20)

    with grpc.insecure_channel(running.target, options=[("grpc.enable_http_proxy", 0)]) as channel:
        error = refused(lambda: pb_grpc.ClassificationServiceStub(channel).ClassifyMessageStream(stalled()))
        end.set()
    assert isinstance(error, OutOfTime)


# --- time, load and failure ------------------------------------------------------------------------


def test_a_verdict_comes_before_the_callers_deadline(client):
    answer = client.classify(
        b"\n\nWAIT until the time is up", PLAIN, timeout_s=5.0
    )  # a busy machine needs the tenth kept back
    assert answer.case_id


def test_a_cancelled_call_stops_the_work(own_server):
    running = own_server()
    with grpc.insecure_channel(running.target, options=[("grpc.enable_http_proxy", 0)]) as channel:
        stub = pb_grpc.ClassificationServiceStub(channel)
        request = pb.ClassifyMessageRequest(envelope=header().header.envelope, message=b"\n\nWAIT for me")
        call = stub.ClassifyMessage.future(request, timeout=15)
        assert running.judge.waiting.wait(10)
        call.cancel()
        assert running.judge.cancelled.wait(10)
        assert call.code() is grpc.StatusCode.CANCELLED


def test_too_many_calls_are_refused_with_a_time_to_come_back(own_server):
    running = own_server(max_concurrent=1)
    with grpc.insecure_channel(running.target, options=[("grpc.enable_http_proxy", 0)]) as channel:
        stub = pb_grpc.ClassificationServiceStub(channel)
        request = pb.ClassifyMessageRequest(envelope=header().header.envelope, message=b"\n\nWAIT for me")
        first = stub.ClassifyMessage.future(request, timeout=15)
        assert running.judge.waiting.wait(10)
        with pytest.raises(grpc.RpcError) as caught:
            stub.ClassifyMessage(request, timeout=15)
        first.cancel()
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert isinstance(error_of(caught.value), Overloaded)


def test_a_place_is_free_again_after_its_call_ended(own_server):
    running = own_server(max_concurrent=1)
    with connect(running.target) as client:
        for _ in range(3):
            assert client.classify(HELLO, PLAIN).case_id
            with pytest.raises(DlpError, match="INTERNAL"):
                client.classify(b"\n\nRAISE an error", PLAIN)


def test_a_bug_gives_internal_and_a_reference_and_no_text(server, client):
    with pytest.raises(DlpError) as caught:
        client.classify(b"\n\nRAISE an error", PLAIN)
    assert "reference" in str(caught.value)
    assert SECRET_TEXT not in str(caught.value)
