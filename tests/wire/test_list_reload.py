"""Lists change while mail goes on: no call is lost, and every answer is by one revision or the next."""

import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from dlp_service.cli.app import run
from dlp_service.serve.client import connect
from dlp_service.serve.local import local_service
from dlp_service.values import Envelope

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
MAREN = "maren.holloway@northhaven.example"
BLOCK = '\n[[block]]\ndomain = "lately-blocked.example"\nreason = "{}"\n'
LIMIT_S = 30


class Load:
    """Clients that ask all the time, what they were told, and what went wrong."""

    def __init__(self, target, envelope, clients=4):
        self.answers = [0] * clients
        self.said = [set() for _ in range(clients)]
        self.failed = []
        self._target, self._envelope = target, envelope
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join(LIMIT_S)

    def _ask(self, number):
        with connect(self._target) as client:
            while not self._stop.is_set():
                try:
                    risk = client.assess(self._envelope).recipients[0]
                except Exception as error:  # noqa: BLE001 - whatever goes wrong is what the test is about
                    self.failed.append(error)
                    return
                self.answers[number] += 1
                self.said[number].add((risk.category, risk.explanation))

    def until(self, category, words):
        """Wait until every client was told so, or one failed."""
        late = time.monotonic() + LIMIT_S
        while not self.failed:
            if all(any(c == category and words in e for c, e in said.copy()) for said in self.said):
                return
            assert time.monotonic() < late, (category, words)
            time.sleep(0.02)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("service")
    for file in (*EXAMPLES.glob("*.csv"), EXAMPLES / "organisation.toml"):
        shutil.copy(file, folder)
    environment = {
        "DLP_STORE_PATH": str(folder / "store.sqlite"),
        "DLP_SERVICE_PROCESSES": "2",
        "DLP_SERVICE_EXTRACT_WORKERS": "0",
        "DLP_SERVICE_EXTRACT_TIKA": "false",
        "DLP_SERVICE_EXTRACT_OCR": "false",
    }
    with local_service(folder / "organisation.toml", environment=environment) as running:
        yield running, folder


def test_a_changed_organisation_file_drops_no_call(service):
    running, folder = service
    text = (EXAMPLES / "organisation.toml").read_text()
    with Load(running.target, Envelope.vouched(MAREN, ["a@lately-blocked.example"])) as load:
        load.until("UNKNOWN", "is not known to us")
        for turn in range(4):
            (folder / "organisation.toml").write_text(text + BLOCK.format(f"turn {turn}"))
            os.kill(running.pid, signal.SIGHUP)
            load.until("BLOCKED", f"turn {turn}")
    assert load.failed == []
    assert min(load.answers) > 4
    assert {category for said in load.said for category, _ in said} == {"UNKNOWN", "BLOCKED"}


def test_a_refreshed_list_is_taken_up_and_drops_no_call(service, monkeypatch):
    running, folder = service
    for name in [name for name in os.environ if name.startswith("DLP_")]:
        monkeypatch.delenv(name)
    (folder / "dlp.toml").write_text('[store]\npath = "store.sqlite"\n')
    (folder / "throw-away.txt").write_text("inbox-for-an-hour.example\n")
    command = ["lists", "update", "--from", str(folder / "throw-away.txt"), "--kind", "disposable"]
    with Load(running.target, Envelope.vouched(MAREN, ["a@inbox-for-an-hour.example"])) as load:
        load.until("UNKNOWN", "is not known to us")
        assert run([*command, "--config", str(folder / "dlp.toml"), "--force"]) == 0
        load.until("ELEVATED", "throw-away addresses")
    assert load.failed == []


def test_a_damaged_list_leaves_what_is_loaded(service):
    running, folder = service
    (folder / "lists").mkdir(exist_ok=True)
    (folder / "lists" / "webmail.txt").write_text("lately-blocked.example\n")
    before = sum("refresh failed" in line for line in list(running.said))
    with Load(running.target, Envelope.vouched(MAREN, ["a@quay-paper.example"])) as load:
        os.kill(running.pid, signal.SIGHUP)
        late = time.monotonic() + LIMIT_S
        while sum("refresh failed" in line for line in list(running.said)) < before + 2:
            assert time.monotonic() < late
            time.sleep(0.02)
    assert load.failed == []
    assert {category for said in load.said for category, _ in said} == {"UNKNOWN"}


def wait_for_failures(running, count):
    late = time.monotonic() + LIMIT_S
    while sum("refresh failed" in line for line in list(running.said)) < count:
        assert time.monotonic() < late
        time.sleep(0.02)


TERM_TEXT = "the minutes of Quiet Kestrel are late"


class TermLoad(Load):
    """The same for texts: what each client was told of the terms in one."""

    def forget(self):
        self.said = [set() for _ in self.said]

    def _ask(self, number):
        with connect(self._target) as client:
            while not self._stop.is_set():
                try:
                    findings = client.inspect(TERM_TEXT, "body", ("terms",)).findings
                except Exception as error:  # noqa: BLE001 - whatever goes wrong is what the test is about
                    self.failed.append(error)
                    return
                self.answers[number] += 1
                self.said[number].add((" ".join(f.info_type for f in findings), " ".join(f.detail for f in findings)))


def test_a_changed_list_of_terms_is_taken_up_and_drops_no_call(service):
    running, folder = service
    (folder / "lists" / "webmail.txt").unlink(missing_ok=True)  # what a test before this one damaged
    text = (EXAMPLES / "terms.csv").read_text()
    with TermLoad(running.target, None) as load:
        load.until("", "")
        for weight in ("0.7", "0.2"):
            (folder / "terms.csv").write_text(f"{text}Quiet Kestrel,{weight},programmes@northhaven.example,\n")
            os.kill(running.pid, signal.SIGHUP)
            load.until("PROJECT_TERM", f"weight {weight}")
        (folder / "terms.csv").write_text(f"{text}Quiet Kestrel,heavy,programmes@northhaven.example,\n")
        before = sum("refresh failed" in line for line in list(running.said))
        os.kill(running.pid, signal.SIGHUP)
        wait_for_failures(running, before + 2)
    assert load.failed == []
    assert {kinds for said in load.said for kinds, _ in said} == {"", "PROJECT_TERM"}
    (folder / "terms.csv").write_text(text)


def test_an_index_of_terms_is_taken_up_too_and_a_damaged_one_is_not(service):
    running, folder = service
    (folder / "lists" / "webmail.txt").unlink(missing_ok=True)
    organisation = (EXAMPLES / "organisation.toml").read_text()
    (folder / "more.csv").write_text("term,weight\nQUIET KESTREL,0.9\n")
    assert run(["lists", "index", str(folder / "more.csv"), "--out", str(folder / "more.index")]) == 0
    with TermLoad(running.target, None) as load:
        (folder / "organisation.toml").write_text(organisation.replace('["terms.csv"]', '["terms.csv", "more.index"]'))
        os.kill(running.pid, signal.SIGHUP)
        load.until("PROJECT_TERM", "weight 0.9")
        before = sum("refresh failed" in line for line in list(running.said))
        (folder / "more.csv").write_text("term,weight\nQUIET KESTREL,0.1\n")
        assert run(["lists", "index", str(folder / "more.csv"), "--out", str(folder / "more.index")]) == 0
        whole = (folder / "more.index").read_bytes()
        (folder / "more.index").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        os.kill(running.pid, signal.SIGHUP)
        wait_for_failures(running, before + 2)
        load.forget()
        load.until("PROJECT_TERM", "weight 0.9")
    assert load.failed == []
    (folder / "organisation.toml").write_text(organisation)
