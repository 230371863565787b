"""The decision log: one whole line a decision, nothing a person wrote, and no silence when it cannot be written."""

import io
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dlp_service.audit import AuditLog, keyed
from dlp_service.errors import ConfigError, NotReady
from dlp_service.policy import decide, load_policy
from dlp_service.values import Extraction, Finding, Gap, GapReason, Outcome, PartText
from tests.policy.cases import COLLEAGUE, SLIP, STRANGER, case, marked

NOW = datetime(2026, 11, 20, 9, 30, 0, 123000, tzinfo=UTC)
KEY = keyed(b"k" * 32)


def outcome(*risks, **changes):
    made = case(*risks, **changes)
    texts = (PartText("1", "subject", "Robin's party"), PartText("2", "body", "Dear Robin"))
    return Outcome(made, decide(made, load_policy()), Extraction(texts, (), "d"), (("total", 12.34567),))


def lines(*outcomes):
    stream = io.StringIO()
    log = AuditLog(stream, KEY, clock=lambda: NOW)
    for item in outcomes:
        log.record(item)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_what_was_decided_and_why():
    names = Finding("PERSON_NAME", "names", 0.9, "1", "body", 0, 9, value="Robin Example")
    (line,) = lines(
        outcome(
            COLLEAGUE, SLIP, score=0.45, findings=(names, names), gaps=(Gap("1.2", GapReason.DAMAGED, "Robin.docx"),)
        )
    )
    assert line["time"] == "2026-11-20T09:30:00.123+00:00"
    assert line["case_id"] == "case-0001"
    assert line["action"] == "QUARANTINE"
    assert [item["action"] for item in line["recipients"]] == ["ALLOW", "QUARANTINE"]
    assert "table.MODERATE.SUSPECT" in line["recipients"][1]["rules"]
    assert (line["tier"], line["score"]) == ("MODERATE", 0.45)
    assert line["findings"] == {"PERSON_NAME": 2}
    assert line["gaps"] == {"DAMAGED": 1}
    assert line["revisions"] == {"policy": load_policy().revision, "organisation": "r1"}
    assert line["timings_ms"] == {"total": 12.346}
    assert line["flags"] == ["lookalike_domain"]


def test_a_line_names_nobody():
    stream = io.StringIO()
    secret = marked("uk", "SECRET", 80, "CODEWORD HERON")
    AuditLog(stream, KEY).record(outcome(COLLEAGUE, SLIP, STRANGER, score=0.85, findings=(secret,)))
    text = stream.getvalue().lower()
    for word in ("robin", "heron", "lee", "navy", "ana@", "office.example", "hotel", "ops@"):
        assert word not in text, word


def test_the_same_address_has_the_same_pseudonym_under_one_key():
    first, second = lines(outcome(SLIP), outcome(COLLEAGUE, replace(SLIP, address="LEE@navy.ml")))
    assert first["recipients"][0]["address"] == second["recipients"][1]["address"]


def test_without_a_key_logs_cannot_be_joined():
    streams = io.StringIO(), io.StringIO()
    for stream in streams:
        AuditLog(stream).record(outcome(SLIP))
    one, two = (json.loads(stream.getvalue())["recipients"][0]["address"] for stream in streams)
    assert one != two


def test_a_file_is_appended_to_and_private(tmp_path):
    path = tmp_path / "decisions.jsonl"
    path.write_text("{}\n")
    path.chmod(0o600)
    log = AuditLog.open(str(path), KEY)
    log.record(outcome(SLIP))
    log.close()
    assert len(path.read_text().splitlines()) == 2
    fresh = tmp_path / "fresh.jsonl"
    AuditLog(fresh, KEY).close()
    assert fresh.stat().st_mode & 0o777 == 0o600


def test_a_rotated_file_is_opened_again(tmp_path):
    path = tmp_path / "decisions.jsonl"
    log = AuditLog(path, KEY)
    log.record(outcome(SLIP))
    path.rename(tmp_path / "decisions.1.jsonl")
    log.record(outcome(SLIP))
    log.close()
    assert len(path.read_text().splitlines()) == len((tmp_path / "decisions.1.jsonl").read_text().splitlines()) == 1


def test_lines_of_several_threads_and_logs_never_mix(tmp_path):
    path = tmp_path / "decisions.jsonl"
    crowd = outcome(*(replace(STRANGER, address=f"p{n}@d{n}.example") for n in range(200)))
    logs = [AuditLog(path, KEY) for _ in range(4)]
    threads = [threading.Thread(target=lambda log=log: [log.record(crowd) for _ in range(5)]) for log in logs * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for log in logs:
        log.close()
    written = path.read_text().splitlines()
    assert len(written) == 40
    assert all(len(json.loads(line)["recipients"]) == 200 for line in written)


def test_a_decision_that_cannot_be_recorded_is_not_given(tmp_path):
    stream = io.StringIO()
    log = AuditLog(stream, KEY)
    stream.close()
    with pytest.raises(NotReady):
        log.record(outcome(SLIP))
    folder = tmp_path / "logs"
    folder.mkdir()
    filed = AuditLog(folder / "decisions.jsonl", KEY)
    (folder / "decisions.jsonl").unlink()
    folder.rmdir()
    with pytest.raises(NotReady, match="cannot be written"):
        filed.record(outcome(SLIP))


def test_a_full_disk_is_noticed():
    log = AuditLog.open("/dev/full", KEY)
    with pytest.raises(NotReady, match="No space left"):
        log.record(outcome(SLIP))
    log.close()


def test_a_log_that_cannot_be_opened_stops_the_start(tmp_path):
    with pytest.raises(ConfigError, match="cannot be opened"):
        AuditLog(tmp_path / "none" / "decisions.jsonl", KEY)


def test_a_line_break_in_an_address_stays_inside_its_line():
    assert len(lines(outcome(replace(STRANGER, address="a\nb@d.example")))) == 1
