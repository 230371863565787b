import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from dlp_service.budget import Budget
from dlp_service.cli import matching
from dlp_service.cli.app import run
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.protected.hashed import HashedPeopleDetector, hash_people
from dlp_service.detect.protected.matched import MatchedPeopleDetector, MatchedTermDetector
from dlp_service.detect.protected.matcher import Limits, Listener, Matcher, Meter, bound
from dlp_service.detect.protected.term_sightings import hash_terms
from dlp_service.detect.protected.terms_hashed import HashedTermDetector
from dlp_service.detect.protected.wire import LENGTH, framed, opened, receive
from dlp_service.hashed_people import NameKey, write_hashed
from dlp_service.organisation import Person, Term
from dlp_service.values import PartText

ROOT = Path(__file__).resolve().parents[2]
KEY = NameKey(bytes(range(32)))
PEOPLE = hash_people((Person("Lucian Garside", "26440182"), Person("Isolde Ferncastle"), Person("Yuri Antonov")), KEY)
TERMS = hash_terms((Term("CINDERPATH", 0.9, owner="dockyard"), Term("Old Lantern Quay Works", 0.5)), KEY)
TEXT = PartText(
    "1",
    "body",
    "Lucian Garside and GARSIDE\tLucian, Isolde Ferncastel, Юрий Антонов, 2644-0182, garsidel@own.example: "
    "the cinder path, a cinderpth, at Old Lantern Quay Works.\n" + "nothing here " * 4000 + " Yuri Antonov",
)
TODAY = Context(today=date(2026, 11, 26))


class Running:
    """A matcher in a thread of this process."""

    def __init__(self, path, users=None, **limits):
        self.path = path
        self.log = []
        self.limits = Limits(**limits)
        self.users = frozenset({os.getuid()} if users is None else users)
        self.start()

    def start(self):
        matcher = Matcher(PEOPLE, TERMS, Meter(self.limits, self.log.append))
        self.listener = Listener(bound(str(self.path)), matcher, self.users, self.limits, self.log.append)
        self.thread = threading.Thread(target=self.listener.serve)
        self.thread.start()

    def stop(self):
        if self.thread.is_alive():
            self.listener.close()
            self.thread.join(10)


@pytest.fixture
def running(tmp_path):
    matcher = Running(tmp_path / "m.sock")
    yield matcher
    matcher.stop()


def detect(detector, text=TEXT, budget=None):
    return detector.detect((text,), TODAY, budget or Budget.unlimited())


def is_closed(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True  # what was sent and not read


def closed(detector):
    detector._client.close()


def test_a_matcher_sees_what_the_lists_themselves_see(running):
    for matched, own in (
        (MatchedPeopleDetector(running.path), HashedPeopleDetector(PEOPLE)),
        (MatchedTermDetector(running.path), HashedTermDetector(TERMS)),
    ):
        found = detect(matched)
        assert found == detect(own)
        assert len(found) > 1
        closed(matched)


def test_without_a_matcher_nothing_is_looked_for():
    assert MatchedPeopleDetector(None).detect((TEXT,), TODAY, Budget.of(0)) == ()
    assert MatchedTermDetector(None).detect((TEXT,), TODAY, Budget.of(0)) == ()


@pytest.mark.parametrize("detector", [MatchedPeopleDetector, MatchedTermDetector])
def test_a_matcher_that_is_down_leaves_the_stage_unfinished(tmp_path, detector):
    with pytest.raises(StageUnfinished, match="the matcher process does not answer"):
        detect(detector(tmp_path / "none.sock"))


def test_a_matcher_that_comes_back_is_asked_again(running):
    detector = MatchedPeopleDetector(running.path)
    before = detect(detector)
    running.stop()
    with pytest.raises(StageUnfinished):
        detect(detector)
    running.start()
    assert detect(detector) == before
    closed(detector)


def test_a_restart_between_two_messages_is_not_noticed(running):
    detector = MatchedPeopleDetector(running.path)
    before = detect(detector)
    running.stop()
    running.start()
    assert detect(detector) == before
    closed(detector)


def test_a_matcher_that_hangs_costs_no_more_than_the_budget(tmp_path):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "s.sock"))
        silent.listen()
        with pytest.raises(StageUnfinished):
            detect(MatchedPeopleDetector(tmp_path / "s.sock"), budget=Budget.of(0.05))


def test_another_user_is_not_answered(tmp_path):
    matcher = Running(tmp_path / "m.sock", users={os.getuid() + 1})
    with pytest.raises(StageUnfinished):
        detect(MatchedPeopleDetector(matcher.path))
    matcher.stop()
    assert any("refused process" in line for line in matcher.log)


def test_past_its_limit_a_matcher_tells_nothing_more_and_logs_it(tmp_path):
    matcher = Running(tmp_path / "m.sock", answers_a_minute=5)
    detector = MatchedPeopleDetector(matcher.path)
    with pytest.raises(StageUnfinished, match="answers no more for now") as stopped:
        detect(detector, PartText("1", "body", "Lucian Garside. " * 10000))
    assert stopped.value.findings
    closed(detector)
    matcher.stop()
    assert [line for line in matcher.log if "more than 5 answers" in line] == [
        "more than 5 answers in a minute: no more until it is over"
    ]
    assert not any("arside" in line for line in matcher.log)


def test_the_limit_is_over_with_the_minute():
    now = [0.0]
    meter = Meter(Limits(answers_a_minute=2), [].append, clock=lambda: now[0])
    assert meter.may_answer()
    meter.count(10, 3)
    assert not meter.may_answer()
    now[0] = 60.0
    assert meter.may_answer()


@pytest.mark.parametrize(
    "frame",
    [
        LENGTH.pack(1 << 30) + b"x",
        LENGTH.pack(0),
        LENGTH.pack(4) + b"nope",
        LENGTH.pack(2) + b"[]",
        LENGTH.pack(100_000) + b"[" * 100_000,
        framed({"ask": "keys", "words": 0, "letters": 0}, b"\0"),
        framed({"ask": "personnel", "words": 1, "letters": 3}, b"abc"),
        framed({"ask": "personnel", "words": -1, "letters": 3}, b"abc"),
        framed({"ask": "personnel", "words": 1, "letters": 3}, b"abc\xff\xff\xff\xff\0\0\0"),
        framed({"ask": "personnel", "words": True, "letters": 3}, b"abc\3\0\0\0\0\0\0"),
        framed({"ask": "terms", "words": 1, "letters": 3, "today": "?"}, b"abc\3\0\0\0\0\0\0"),
    ],
)
def test_what_is_no_question_closes_the_connection_and_harms_nobody(running, frame):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(running.path))
        connection.settimeout(10)
        connection.sendall(frame)
        assert is_closed(connection)
    detector = MatchedPeopleDetector(running.path)
    assert detect(detector)
    closed(detector)


@pytest.mark.parametrize(
    "answer",
    [b"nope", b'{"found":[[0,99999999,0,[1],null,null]]}\n', b'{"found":[[0,0,77,[1],0,0]]}\n', b'{"found":7}\n'],
)
def test_what_is_no_answer_leaves_the_stage_unfinished(tmp_path, answer):
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "f.sock"))
        listening.listen()

        def reply():
            connection, _ = listening.accept()
            with connection:
                receive(connection, 1 << 20, 10.0)
                connection.sendall(LENGTH.pack(len(answer)) + answer)

        thread = threading.Thread(target=reply)
        thread.start()
        detector = MatchedPeopleDetector(tmp_path / "f.sock")
        with pytest.raises(StageUnfinished):
            detect(detector)
        thread.join(10)
        closed(detector)


def trickled(connection, size):
    """Send so many bytes one by one; return how many went before the other side had enough."""
    for sent in range(size):
        try:
            connection.sendall(b"x")
            connection.recv(1)
        except TimeoutError:
            continue
        except OSError:
            return sent
    return size


def test_a_question_that_trickles_in_is_not_waited_for(tmp_path):
    matcher = Running(tmp_path / "m.sock", frame_s=0.2)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(matcher.path))
        connection.sendall(LENGTH.pack(1000))
        connection.settimeout(0.05)
        assert trickled(connection, 500) < 500
    matcher.stop()
    assert matcher.log == ["a connection broke: timed out"]


def test_no_more_connections_than_are_allowed(tmp_path):
    matcher = Running(tmp_path / "m.sock", connections=1)
    with socket.socket(socket.AF_UNIX) as first, socket.socket(socket.AF_UNIX) as second:
        for connection in (first, second):
            connection.connect(str(matcher.path))
            connection.settimeout(10)
        first.sendall(framed({"ask": "lists"}))
        assert opened(receive(first, 1000, 10.0))[0] == {"personnel": True, "terms": True}
        assert second.recv(1) == b""
    matcher.stop()


def test_a_live_socket_is_not_taken_over_and_a_dead_one_is(running):
    with pytest.raises(OSError, match="in use"):
        bound(str(running.path))
    assert oct(running.path.stat().st_mode)[-3:] == "660"


def test_the_command_answers_until_it_is_ended(tmp_path):
    (tmp_path / "k").write_text(KEY.secret.hex())
    (tmp_path / "p").write_text(write_hashed("personnel", PEOPLE))
    (tmp_path / "t").write_text(write_hashed("terms", TERMS))
    path = tmp_path / "m.sock"
    command = [sys.executable, "-m", "dlp_service", "matcher", "--key-file", tmp_path / "k", "--listen", f"unix:{path}"]
    command += ["--personnel", tmp_path / "p", "--terms", tmp_path / "t"]
    process = subprocess.Popen([str(word) for word in command], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        assert "matcher: ready at unix:" in process.stderr.readline()
        people, terms = MatchedPeopleDetector(path), MatchedTermDetector(path)
        assert detect(people) == detect(HashedPeopleDetector(PEOPLE))
        assert detect(terms) == detect(HashedTermDetector(TERMS))
        closed(people)
        closed(terms)
    finally:
        os.kill(process.pid, signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "arside" not in told


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--listen", "127.0.0.1:7"], "unix:PATH"),
        (["--listen", "unix:m.sock"], "name at least one list"),
        (["--listen", "unix:m.sock", "--personnel", "plain"], "is not hashed"),
        (["--listen", "unix:m.sock", "--personnel", "t"], "is a hashed list of terms, not of personnel"),
        (["--listen", "unix:no/where/m.sock", "--terms", "t"], "cannot listen"),
    ],
)
def test_what_a_matcher_cannot_use_is_one_clear_line(tmp_path, monkeypatch, capsys, options, complaint):
    (tmp_path / "k").write_text(KEY.secret.hex())
    (tmp_path / "t").write_text(write_hashed("terms", TERMS))
    (tmp_path / "plain").write_text("name\nLucian Garside\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(matching, "_lock_in", lambda: pytest.fail("it would have started, and locked in these tests"))
    assert run(["matcher", "--key-file", "k", *options]) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert "Traceback" not in told
