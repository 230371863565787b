"""The supervisor and its server processes: start, switches, crashes, drain."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from dlp_service.pb.dlp.v1 import classification_service_pb2 as pb
from dlp_service.pb.dlp.v1 import classification_service_pb2_grpc as pb_grpc
from dlp_service.pb.dlp.v1 import envelope_pb2, verdict_pb2
from dlp_service.serve.client import connect
from dlp_service.values import Envelope

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT_S = 30
PLAIN = Envelope.of("ann@north.example", ["bob@south.example"])
NO_PROXY = [("grpc.enable_http_proxy", 0)]


class Service:
    """A supervisor in a process of its own, and what it says on standard error."""

    def __init__(self, folder, *, server="tests.wire.fake_server", **settings):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DLP_")}
        defaults = {
            "SERVICE_LISTEN": "127.0.0.1:0",
            "SERVICE_PROCESSES": "1",
            "SERVICE_EXTRACT_WORKERS": "0",
            "STORE_PATH": str(folder / "store.sqlite"),
            "SERVICE_DRAIN_S": "5",
        }
        environment["TMPDIR"] = settings.pop("TMP", str(folder))
        environment |= {f"DLP_{name}": value for name, value in {**defaults, **settings}.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.wire.fake_supervisor", server],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = []
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.ready = {}

    def _read(self):
        for line in self.process.stderr:
            self._lines.put(line)
        self._lines.put("")

    def until(self, event):
        """Return the next log entry of that name."""
        end = time.monotonic() + LIMIT_S
        while line := self._lines.get(timeout=max(0.1, end - time.monotonic())):
            self.said.append(line)
            entry = json.loads(line) if line.startswith("{") else {}
            if entry.get("event") == event:
                return entry
        raise AssertionError("".join(self.said))

    def start(self):
        self.ready = self.until("ready")
        return self

    @property
    def target(self):
        return self.ready["listen"]

    def children(self):
        """Return the process ids of the server processes."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def metrics(self):
        """Return the samples of the metrics page by name and labels as written there."""
        with urllib.request.urlopen(f"http://{self.ready['metrics']}/metrics", timeout=LIMIT_S) as answer:
            lines = answer.read().decode().splitlines()
        return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}

    def end(self, number=signal.SIGTERM):
        """Tell it to stop and return its exit status."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self):
        status = self.process.wait(LIMIT_S)
        self._reader.join(LIMIT_S)
        while not self._lines.empty():
            self.said.append(self._lines.get())
        self.said = [line for line in self.said if line]
        self.process.stderr.close()
        return status


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Return one service of two processes for the tests that leave it as it was."""
    service = Service(tmp_path_factory.mktemp("shared"), SERVICE_PROCESSES="2").start()
    yield service
    assert service.end() == 0


@pytest.fixture
def services(tmp_path):
    """Return a way to start services; those still running are stopped at the end."""
    started = []

    def start(*, waits=True, **settings):
        service = Service(tmp_path, **settings)
        started.append(service)
        return service.start() if waits else service

    yield start
    for service in started:
        if service.process.poll() is None:
            service.end()
        elif not service.process.stderr.closed:
            service.wait()


def eventually(claim):
    """Wait until a claim is true, and fail after a while."""
    end = time.monotonic() + LIMIT_S
    paused = threading.Event()
    while not claim():
        assert time.monotonic() < end, "it never became true"
        paused.wait(0.02)


def revisions(target, connections=12):
    """Return the policy revisions that fresh connections see; the kernel spreads them over the processes."""
    seen = set()
    for _ in range(connections):
        with connect(target) as client:
            seen.add(client.policy_revision().name)
    return seen


def wait_call(target, stack, seconds):
    """Start a call that takes until shortly before its deadline or the service's limit, whichever comes first."""
    channel = stack.enter_context(grpc.insecure_channel(target, options=NO_PROXY))
    request = pb.ClassifyMessageRequest(
        envelope=envelope_pb2.Envelope(recipients=[envelope_pb2.Recipient(address="b@c.example")]),
        message=b"\n\nWAIT for me",
    )
    return pb_grpc.ClassificationServiceStub(channel).ClassifyMessage.future(request, timeout=seconds)


def in_flight(service):
    return service.metrics().get("dlp_calls_in_flight", 0)


def test_a_switch_reaches_every_process(shared):
    eventually(lambda: revisions(shared.target) == {"policies/default/revisions/r0"})
    shared.process.send_signal(signal.SIGHUP)
    eventually(lambda: revisions(shared.target) == {"policies/default/revisions/r1"})


def test_calls_are_counted_over_all_processes(shared):
    for _ in range(10):
        with connect(shared.target) as client:
            client.classify(b"\n\nBLOCK", PLAIN)
    counts = shared.metrics()
    assert counts['dlp_calls_total{code="OK",method="ClassifyMessage"}'] >= 10
    assert counts['dlp_verdicts_total{action="BLOCK",mode="ENFORCE"}'] == 10
    assert counts["dlp_server_processes"] == 2
    assert shared.ready["processes"] == 2


def test_a_killed_process_is_replaced_and_its_counts_stay(services):
    service = services()
    with connect(service.target, timeout_s=LIMIT_S) as client:
        client.classify(b"\n\nhello", PLAIN)
        assert service.metrics()["dlp_server_restarts_total"] == 0
        (pid,) = service.children()
        os.kill(pid, signal.SIGKILL)
        assert client.classify(b"\n\nhello again", PLAIN).case_id
    counts = service.metrics()
    assert counts["dlp_server_restarts_total"] == 1
    assert counts['dlp_calls_total{code="OK",method="ClassifyMessage"}'] == 2
    assert service.children() != [pid]


def test_a_drain_finishes_what_is_in_flight(services):
    # The service's own limit ends the work, and the caller has time enough for an answer from a busy machine.
    service = services(SERVICE_DEADLINE_S="1.5")
    with ExitStack() as stack:
        call = wait_call(service.target, stack, LIMIT_S)
        eventually(lambda: in_flight(service) == 1)
        assert service.end() == 0
        assert call.result().case_id
    assert any('"draining"' in line for line in service.said)


def test_a_drain_does_not_wait_for_ever(services):
    service = services(SERVICE_DRAIN_S="0.2")
    with ExitStack() as stack:
        call = wait_call(service.target, stack, 25.0)
        eventually(lambda: in_flight(service) == 1)
        assert service.end() == 0
        assert call.code() in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}


def test_server_processes_end_when_their_supervisor_is_killed(services):
    service = services(SERVICE_PROCESSES="2")
    pids = service.children()
    assert len(pids) == 2
    service.end(signal.SIGKILL)
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


def test_a_start_can_be_broken_off(services):
    service = services(waits=False)
    eventually(lambda: len(service.children()) > 0)
    assert service.end(signal.SIGINT) == 0


def test_a_service_that_cannot_use_its_settings_says_why_and_ends(services):
    service = services(waits=False, SERVICE_ORGANISATION="broken")
    assert service.wait() == 2
    assert "dlp: organisation.toml:3: unknown key 'broken'\n" in service.said


def test_two_services_do_not_share_a_port(shared, services):
    second = services(waits=False, SERVICE_LISTEN=shared.target)
    assert second.wait() == 2
    assert f"cannot listen on {shared.target}" in "".join(second.said)


def test_a_temporary_store_is_shared_and_leaves_nothing_behind(services, tmp_path):
    service = services(STORE_PATH="", SERVICE_PROCESSES="2", TMP=str(tmp_path))
    with connect(service.target) as client:
        item = client.classify(b"\n\nQUARANTINE", PLAIN).verdict.review_item
    for _ in range(8):
        with connect(service.target) as client:
            assert client.get_review_item(item).item.name == item
    assert list(tmp_path.iterdir())
    assert service.end() == 0
    assert not list(tmp_path.iterdir())


def test_health_answers_while_every_thread_computes(shared):
    service = shared
    with ExitStack() as stack:
        channel = stack.enter_context(grpc.insecure_channel(service.target, options=NO_PROXY))
        stub = pb_grpc.ClassificationServiceStub(channel)
        request = pb.ClassifyMessageRequest(
            envelope=envelope_pb2.Envelope(recipients=[envelope_pb2.Recipient(address="b@c.example")]),
            message=b"\n\nSPIN",
        )
        calls = [stub.ClassifyMessage.future(request, timeout=20) for _ in range(4)]
        eventually(lambda: in_flight(service) == 4)
        answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=5)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
        assert not any(call.done() for call in calls)
        for call in calls:
            call.cancel()


def test_no_log_line_holds_text_of_a_message(services):
    service = services(SERVICE_LOG_LEVEL="debug")
    with connect(service.target) as client, pytest.raises(Exception, match="reference"):
        client.classify(b"\n\nRAISE an error", PLAIN)
    assert service.end() == 0
    log = "".join(service.said)
    assert '"error": "ValueError"' in log
    assert "hypersonic" not in log
    assert all(json.loads(line)["event"] for line in service.said)


# --- the real classifier ---------------------------------------------------------------------------


def remote_addresses(pids):
    """Return the addresses beyond this machine that the kernel has sockets of these processes connected to, in hex."""
    inodes = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                inodes.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
    local = {"00000000", "0100007F", "0" * 32, "0" * 24 + "01000000", "0000000000000000FFFF00000100007F"}
    rows = [
        line.split()
        for name in ("tcp", "tcp6", "udp", "udp6")
        for line in Path(f"/proc/{pids[0]}/net/{name}").read_text().splitlines()[1:]
    ]
    return {row[2] for row in rows if row[9] in inodes and row[2].partition(":")[0] not in local}


def test_the_whole_service_judges_mail_and_connects_to_nothing_beyond_this_machine(services):
    service = services(
        server="tests.wire.watched_server",
        SERVICE_EXTRACT_WORKERS="1",
        SERVICE_ORGANISATION=str(ROOT / "examples" / "organisation.toml"),
    )
    raw = b"From: ann@northhaven.example\nTo: bob@navy.ml\nSubject: List\n\nSECRET\n\nJane Miller, crane.\n\nSECRET\n"
    with connect(service.target, timeout_s=LIMIT_S) as client:
        answer = client.classify(raw, Envelope.of("ann@northhaven.example", ["bob@navy.ml"]))
        assert not remote_addresses([service.process.pid, *service.children()])
    assert answer.verdict.action == verdict_pb2.ACTION_BLOCK
    assert answer.sensitivity.declared.level == "SECRET"
    assert answer.recipients[0].suggestion == "bob@navy.mil"
    assert service.metrics()["dlp_server_restarts_total"] == 0
    assert service.end() == 0
