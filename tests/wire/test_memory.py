"""Whoever sends hostile mail does not make the service grow: real processes, the largest hostile documents, again and again."""

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.attack import ENVELOPE, LARGEST, NAMELESS, message, ordinary, resident
from dlp_service.pb.dlp.v1 import verdict_pb2
from dlp_service.serve.client import connect
from dlp_service.serve.local import local_service
from dlp_service.values import Mode
from tests.hostile.make import quick

ROOT = Path(__file__).resolve().parent.parent.parent
SENDERS = 4
CASES = 12
ROUNDS = 2
GROWTH_MB = {"server": 200, "supervisor": 100, "worker": 290, "reading service": 230}
"""Without settings for its memory a server grows by 330 MB here, a supervisor by 120; who reads is replaced at 341 MB."""


def attacks() -> list[bytes]:
    """Return messages with the largest hostile attachments, of up to twelve megabytes."""
    contents = [(case.make()[:LARGEST], case.file_name) for case in quick()]
    contents.sort(key=lambda pair: len(pair[0]), reverse=True)
    return [message(number, content, name) for number, (content, name) in enumerate(contents[:CASES])]


@pytest.fixture(scope="module")
def aftermath():
    """Return the actions on hostile and ordinary mail, sent together, and how much each kind of process grew in MB."""
    raws = attacks()
    with local_service(ROOT / "examples" / "organisation.toml") as service, connect(service.target) as client:

        def send(raw: bytes) -> int:
            answer = client.classify(raw, ENVELOPE, mode=Mode.REPLAY, stages=NAMELESS, timeout_s=60)
            return answer.verdict.action

        send(ordinary(0))
        before = resident(service.pid)
        with ThreadPoolExecutor(SENDERS) as attackers, ThreadPoolExecutor(1) as bystander:
            hostile = attackers.map(send, raws * ROUNDS)
            others = bystander.map(send, map(ordinary, range(20)))
            actions = list(hostile), list(others)
        after = resident(service.pid)
        yield *actions, {kind: after.get(kind, math.inf) - held for kind, held in before.items()}


def test_hostile_mail_is_judged_and_ordinary_mail_beside_it_is_delivered(aftermath):
    hostile, others, _ = aftermath
    assert len(hostile) == CASES * ROUNDS
    assert min(hostile) > verdict_pb2.ACTION_UNSPECIFIED
    assert set(others) == {verdict_pb2.ACTION_ALLOW}


@pytest.mark.parametrize("kind", GROWTH_MB)
def test_memory_comes_back_when_hostile_mail_was_judged(aftermath, kind):
    assert aftermath[2][kind] < GROWTH_MB[kind]
