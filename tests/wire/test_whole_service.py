"""The real service with its real rooms, as an operator runs it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlp_service import review
from dlp_service.config import StoreSettings
from dlp_service.errors import NotReady
from dlp_service.pb.dlp.v1 import finding_pb2, verdict_pb2
from dlp_service.serve.client import connect
from dlp_service.serve.local import local_service
from dlp_service.store import open_store
from dlp_service.values import Envelope

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"
ORGANISATION = EXAMPLES / "organisation.toml"
MAREN = "maren.holloway@northhaven.example"
LIMIT_S = 30
NO_SERVICES = {"DLP_SERVICE_EXTRACT_TIKA": "false", "DLP_SERVICE_EXTRACT_OCR": "false"}
"""For what no rare format and no picture is sent to: each service is a second of imports."""


def example(name):
    return (EXAMPLES / "messages" / f"{name}.eml").read_bytes()


def settings(folder, **more):
    return {
        "DLP_STORE_PATH": str(folder / "store.sqlite"),
        "DLP_SERVICE_PROCESSES": "2",
        "DLP_SERVICE_EXTRACT_WORKERS": "1",
        **more,
    }


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """Return a running service in which every Python process ends itself when it connects to another machine."""
    folder = tmp_path_factory.mktemp("service")
    (folder / "sitecustomize.py").write_text("from tests.wire.loopback_only import install\ninstall()\n")
    environment = settings(folder, PYTHONPATH=f"{folder}{os.pathsep}{ROOT}", DLP_AUDIT_PATH=str(folder / "audit.jsonl"))
    with local_service(ORGANISATION, environment=environment) as service, connect(service.target) as client:
        yield service, client, folder


def test_the_examples_get_their_verdicts_and_nothing_connects_to_the_outside(watched):
    service, client, _ = watched
    for text in (EXAMPLES / "envelopes.jsonl").read_text().splitlines():
        line = json.loads(text)
        answer = client.classify(
            (EXAMPLES / line["file"]).read_bytes(), Envelope.vouched(line["mail_from"], line["rcpt_to"])
        )
        assert verdict_pb2.Action.Name(answer.verdict.action) == f"ACTION_{line['expect']}", line["file"]
    # A process that had connected would have ended with this status and been replaced, or be gone.
    os.kill(service.pid, 0)
    client.wait_for_ready(LIMIT_S)


def test_the_service_tells_what_holds_its_reading_processes_in(watched):
    _, client, _ = watched
    told = client.reading_processes()
    assert set(told) == {"workers", "tika", "ocr"}
    assert "landlock" in told["workers"]


def test_the_hook_that_watches_connections_bites():
    code = "from tests.wire.loopback_only import install; install(); import socket; socket.create_connection(('192.0.2.1', 9), 1)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 99


def test_every_decision_is_one_line_without_text_or_addresses(watched):
    _, client, folder = watched
    client.classify(example("04-visitor-list"), Envelope.vouched(MAREN, ["bookings@harbourview-lodge.example"]))
    log = (folder / "audit.jsonl").read_text()
    assert json.loads(log.splitlines()[-1])["action"] == "QUARANTINE"
    for secret in ("Ferncastle", "HERON", "harbourview", "maren.holloway", "Visitors on"):
        assert secret not in log


def test_a_warned_sender_confirms_and_the_resend_passes(watched):
    _, client, _ = watched
    envelope = Envelope.vouched(MAREN, ["contracts@kestrel-avioncs.example"])
    raw = example("14-misspelt-supplier")
    warned = client.classify(raw, envelope).verdict
    assert warned.action == verdict_pb2.ACTION_WARN
    client.confirm(warned.confirmation.reference, MAREN, list(warned.confirmation.recipients))
    again = client.classify(raw.replace(b"<0014.", b"<9914."), envelope).verdict
    assert again.action == verdict_pb2.ACTION_ALLOW
    changed = client.classify(raw.replace(b"Sandwiches", b"Cucumbers"), envelope).verdict
    assert changed.action == verdict_pb2.ACTION_WARN


def test_an_item_is_held_listed_and_decided(watched):
    _, client, _ = watched
    answer = client.classify(example("12-colleague-at-home"), Envelope.vouched(MAREN, ["winifred.okonjo81@gmail.com"]))
    name = answer.verdict.review_item
    assert name in [item.name for item in client.list_review_items(500).items]
    item = client.get_review_item(name).item
    assert item.recipients[0].address == "winifred.okonjo81@gmail.com"
    assert "HERON" not in item.masked_subject


def test_a_message_of_60_mb_gets_a_verdict_that_says_over_limit(watched):
    _, client, _ = watched
    raw = b"Subject: big\r\n\r\n" + b"All work and no play makes a long letter.\r\n" * 1_400_000
    assert len(raw) > 60_000_000
    answer = client.classify(raw, Envelope.vouched(MAREN, ["someone@nowhere-else.example"]), timeout_s=60)
    assert finding_pb2.GAP_REASON_OVER_LIMIT in [gap.reason for gap in answer.verdict.coverage.gaps]
    assert answer.verdict.action >= verdict_pb2.ACTION_WARN


def test_the_readmes_gateway_runs_as_printed(watched, tmp_path, monkeypatch, capsys):
    service, _, _ = watched
    (tmp_path / "mail.eml").write_bytes(example("01-leave-dates-to-ml"))
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(import grpc\n.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert "127.0.0.1:50051" in code
    exec(compile(code.replace("127.0.0.1:50051", service.target), "README.md", "exec"), {})
    assert f"b@navy.ml {verdict_pb2.ACTION_BLOCK} BLOCK" in capsys.readouterr().out


def test_what_is_held_survives_kill_9(tmp_path):
    environment = settings(tmp_path, **NO_SERVICES, DLP_SERVICE_PROCESSES="1")
    with local_service(ORGANISATION, environment=environment) as service, connect(service.target) as client:
        raw = example("04-visitor-list")
        answer = client.classify(raw, Envelope.vouched(MAREN, ["bookings@harbourview-lodge.example"]))
        os.kill(service.pid, signal.SIGKILL)
    assert answer.verdict.review_item
    store = open_store(StoreSettings(path=str(tmp_path / "store.sqlite")))
    try:
        item = review.get_item(store, answer.verdict.review_item)
        assert item.case_id == answer.case_id
        assert store.held_message(answer.verdict.review_item.rpartition("/")[2]) == raw
    finally:
        store.close()


def test_a_changed_list_reaches_every_process_within_a_second(tmp_path):
    for file in EXAMPLES.glob("*.csv"):
        shutil.copy(file, tmp_path)
    organisation = tmp_path / "organisation.toml"
    organisation.write_text(ORGANISATION.read_text())
    with local_service(organisation, environment=settings(tmp_path, **NO_SERVICES)) as service:
        clients = [connect(service.target) for _ in range(8)]
        try:
            envelope = Envelope.vouched(MAREN, ["a@lately-blocked.example"])
            assert {client.assess(envelope).recipients[0].category for client in clients} == {"UNKNOWN"}
            blocked = '\n[[block]]\ndomain = "lately-blocked.example"\nreason = "x"\n'
            organisation.write_text(ORGANISATION.read_text() + blocked)
            os.kill(service.pid, signal.SIGHUP)
            changed = time.monotonic()
            while {client.assess(envelope).recipients[0].category for client in clients} != {"BLOCKED"}:
                assert time.monotonic() < changed + LIMIT_S
            organisation.write_text("[organisation\n")
            os.kill(service.pid, signal.SIGHUP)
            while sum("refresh failed" in line for line in list(service.said)) < 2:
                assert time.monotonic() < changed + LIMIT_S
            assert {client.assess(envelope).recipients[0].category for client in clients} == {"BLOCKED"}
        finally:
            for client in clients:
                client.close()


@pytest.mark.parametrize(
    ("name", "content", "setting", "complaint"),
    [
        ("organisation.toml", "[organisation\n", "DLP_SERVICE_ORGANISATION", "not valid TOML"),
        (
            "organisation.toml",
            '[organisation]\ncolour = "red"\n',
            "DLP_SERVICE_ORGANISATION",
            ":2: unknown key 'colour'",
        ),
        ("policy.toml", "", "DLP_SERVICE_POLICY", "policy.toml"),
        ("model/manifest.json", "{", "DLP_MODELS_CONTENT", "manifest.json"),
        ("x", "", "DLP_MODELS_NAMES", "x"),
        ("x", "", "DLP_SERVICE_LISTEN", "x"),
        ("store.sqlite", "not a database, not at all, by no means, never", "DLP_STORE_PATH", "store.sqlite"),
    ],
)
def test_a_service_that_cannot_start_says_why_in_one_line(tmp_path, name, content, setting, complaint):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    value = str(path.parent) if name.startswith("model/") else str(path) if content or "toml" in name else name
    environment = {key: text for key, text in os.environ.items() if not key.startswith("DLP_")}
    environment |= {"DLP_SERVICE_LISTEN": "127.0.0.1:0", "DLP_SERVICE_PROCESSES": "1", **NO_SERVICES}
    environment["DLP_SERVICE_EXTRACT_WORKERS"] = "1"
    done = subprocess.run(
        [sys.executable, "-m", "dlp_service", "serve"],
        env={**environment, setting: value},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_service_that_does_not_start_is_not_ready(tmp_path):
    broken = tmp_path / "organisation.toml"
    broken.write_text("[organisation\n")
    environment = settings(tmp_path, **NO_SERVICES, DLP_SERVICE_PROCESSES="1")
    with pytest.raises(NotReady, match="did not start"), local_service(broken, environment=environment):
        pass
