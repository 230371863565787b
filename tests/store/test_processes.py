import itertools
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from dlp_service import review
from dlp_service.config import StoreSettings
from dlp_service.errors import NotFound
from dlp_service.store import open_store
from dlp_service.values import ContactHistory
from tests.review.made import NOW, RAW

ROOT = Path(__file__).resolve().parents[2]
MIB = 1024 * 1024


@contextmanager
def child(task, path, *arguments):
    command = [sys.executable, "-m", "tests.store.child", task, str(path), *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "error"}, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process):
    return process.stdout.readline().strip()


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.db"


def test_message_is_in_our_custody_when_submit_returns_though_the_process_is_killed(path):
    with child("hold_and_wait", path) as process:
        name = line(process)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    with open_store(StoreSettings(path=str(path))) as store:
        assert review.get_item(store, name).case_id == "killed"
        assert store.held_message(name.removeprefix("reviewItems/")) == RAW


@pytest.mark.parametrize("after", [1, 2, 5])
def test_kill_in_the_middle_of_a_write_leaves_a_whole_store(path, after):
    size = 3 * MIB
    with child("hold_without_end", path, size) as process:
        names = [line(process) for _ in range(after)]
        process.send_signal(signal.SIGKILL)
        names += [name for name in process.stdout.read().split("\n") if name]
    with open_store(StoreSettings(path=str(path))) as store:
        for number, name in enumerate(names):
            assert store.held_message(name.removeprefix("reviewItems/")) == bytes([number % 256]) * size
        items, _ = review.list_items(store, 500)
        assert len(items) - len(names) in {0, 1}  # one may have been committed and not yet told
        for item in items:
            assert len(store.held_message(item.name.removeprefix("reviewItems/"))) == size
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_full_disk_is_not_ready_and_takes_nothing_into_custody(path):
    with child("fill_the_disk", path, 8 * MIB) as process:
        assert line(process) == "NOT_READY"
        small = line(process)
        assert process.wait() == 0
    with open_store(StoreSettings(path=str(path))) as store:
        assert [item.name for item in review.list_items(store)[0]] == [small]
        with pytest.raises(NotFound):
            review.get_item(store, review.item_name("large"))


def test_concurrent_duplicates_get_one_answer_across_processes(path):
    with child("remember", path, "one") as one, child("remember", path, "two") as two:
        assert (line(one), line(two)) == ("ready", "ready")
        go(one)
        go(two)
        told = [process.stdout.read().split("\n")[:50] for process in (one, two)]
    assert told[0] == told[1]
    winners = dict(answer.split() for answer in told[0])
    with open_store(StoreSettings(path=str(path))) as store:
        for number, who in itertools.product(range(50), ("one", "two")):
            assert (store.get_case(f"{who}-{number}") is not None) == (winners[str(number)] == who)


def test_processes_that_open_a_new_store_at_once_share_one_key(path):
    with child("remember", path, "one") as one, child("remember", path, "two") as two, child("follow", path) as three:
        assert (line(one), line(two), line(three)) == ("ready", "ready", "0")


def test_another_process_sees_a_switch_at_its_next_look(path):
    with child("follow", path) as process:
        assert line(process) == "0"
        with open_store(StoreSettings(path=str(path))) as store:
            store.set_switch("policy", "strict")
        go(process)
        assert line(process) == "1 strict"
        go(process)


def test_reports_of_several_processes_at_once_are_each_counted_once(path):
    with open_store(StoreSettings(path=str(path))) as store:
        cases = [f"shared-{number}" for number in range(30)]
        cases += [f"own-{who}-{number}" for who in range(3) for number in range(10)]
        for number, case in enumerate(cases):
            sender = f"{'abcde'[number % 5]}@mod.uk"
            store.put_case(
                case, {}, received=NOW, sender=sender, recipients=["ann.lee@partner.example", "bob@other.example"]
            )
    with child("report", path, 0) as one, child("report", path, 1) as two, child("report", path, 2) as three:
        processes = (one, two, three)
        assert {line(process) for process in processes} == {"ready"}
        for process in processes:
            go(process)
        assert {line(process) for process in processes} == {"done"}
    with open_store(StoreSettings(path=str(path))) as store:
        history = store.history(
            ["ann.lee@partner.example", "bob@other.example", "partner.example"], "a@mod.uk", now=NOW
        )
    assert [found for _, found in history.contacts] == [
        ContactHistory(60, 3, is_learnt=False, from_sender=12),
        ContactHistory(),
        ContactHistory(60, 3, is_learnt=False, from_sender=12),
    ]


@pytest.mark.parametrize("after", [1, 3, 20])
def test_an_acknowledged_report_outlives_a_killed_process(path, after):
    with child("report_without_end", path) as process:
        told = [line(process) for _ in range(after)]
        process.send_signal(signal.SIGKILL)
        told += [rest for rest in process.stdout.read().split("\n") if rest]
    with open_store(StoreSettings(path=str(path))) as store:
        [(_, found)] = store.history(["ann.lee@partner.example"], "a@mod.uk", now=NOW).contacts
        assert found.deliveries - len(told) in {0, 1}  # one may have been committed and not yet told
        assert found.from_sender == found.deliveries
        again = [
            store.report_dispositions(f"case-{number}", [("ann.lee@partner.example", "DELIVERED")], NOW)
            for number in range(len(told))
        ]
        assert set(again) == {0}
        [(_, same)] = store.history(["ann.lee@partner.example"], "a@mod.uk", now=NOW).contacts
        assert same == found
