"""What holds for every message, whatever is in it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.classifier import Classifier
from dlp_service.errors import Cancelled
from dlp_service.options import Options
from dlp_service.values import Action, Envelope, GapReason, Mode, Stage

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
MESSAGES = sorted((EXAMPLES / "messages").glob("*.eml"))
ADDRESSES = st.sampled_from(
    [
        "tobias.ashgrove@northhaven.example",
        "harriet.l.osgood.civ@us.navy.mil",
        "harriet.l.osgood.civ@us.navy.ml",
        "contracts@kestrel-avioncs.example",
        "winifred.okonjo81@gmail.com",
        "desk@saltmarsh-inn.example",
        "someone@nowhere-else.example",
        "not an address",
        "user@[192.0.2.1]",
    ]
)
FAST = Options(stages=frozenset(Stage) - {Stage.NAMES}, mode=Mode.REPLAY)
slow = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def classifier():
    with Classifier.from_config(organisation=EXAMPLES / "organisation.toml") as built:
        yield built


def judged(classifier, raw, recipients, options=FAST):
    envelope = Envelope.of("maren.holloway@northhaven.example", recipients)
    return classifier.classify_message(raw, envelope, options, Budget.unlimited())


@slow
@given(raw=st.binary(max_size=3000), recipients=st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_bytes_and_any_addresses_give_a_verdict(classifier, raw, recipients):
    outcome = judged(classifier, raw, recipients)
    assert [item.address for item in outcome.verdict.recipients] == recipients
    assert outcome.verdict.action == max(item.action for item in outcome.verdict.recipients)
    assert outcome.verdict.rules
    assert outcome.verdict.explanation


@slow
@given(
    message=st.sampled_from(MESSAGES),
    recipients=st.lists(ADDRESSES, min_size=1, max_size=4, unique=True),
    extra=ADDRESSES,
)
def test_another_recipient_never_softens_the_action(classifier, message, recipients, extra):
    raw = message.read_bytes()
    before = judged(classifier, raw, recipients).verdict.action
    after = judged(classifier, raw, [*recipients, extra]).verdict.action
    assert after >= before


@slow
@given(
    message=st.sampled_from(MESSAGES), recipients=st.permutations(["a@navy.ml", "b@gmail.com", "c@northhaven.example"])
)
def test_the_order_of_recipients_changes_nothing_but_the_order(classifier, message, recipients):
    raw = message.read_bytes()
    verdict = judged(classifier, raw, recipients).verdict
    usual = judged(classifier, raw, sorted(recipients)).verdict
    assert {i.address: i.action for i in verdict.recipients} == {i.address: i.action for i in usual.recipients}


@slow
@given(
    message=st.sampled_from(MESSAGES),
    more=st.sampled_from(["GLASS HERON", "UK SECRET - UK EYES ONLY", "OFFICIAL-SENSITIVE", "AB 12 34 56 C", "hello"]),
    recipient=ADDRESSES,
)
def test_more_text_in_another_part_never_softens_the_action(classifier, message, more, recipient):
    raw = message.read_bytes()
    wrapped = (
        b"From: maren.holloway@northhaven.example\r\nSubject: both\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="outer-most"\r\n\r\n--outer-most\r\nContent-Type: message/rfc822\r\n\r\n'
        + raw
        + b"\r\n--outer-most\r\nContent-Type: text/plain\r\n\r\n%s\r\n--outer-most--\r\n"
    )
    before = judged(classifier, wrapped % b"hello", [recipient])
    after = judged(classifier, wrapped % more.encode(), [recipient])
    assert after.case.sensitivity.score >= before.case.sensitivity.score
    assert after.verdict.action >= before.verdict.action


@pytest.mark.parametrize("message", MESSAGES, ids=lambda path: path.stem)
def test_every_span_lies_inside_its_part(classifier, message):
    outcome = judged(classifier, message.read_bytes(), ["a@out.example"], Options(mode=Mode.REPLAY))
    lengths: dict[tuple[str, str], int] = {}
    for text in outcome.extraction.texts:
        key = (text.path, text.where)
        lengths[key] = max(lengths.get(key, 0), len(text.text))
    for finding in outcome.case.findings:
        assert 0 <= finding.start <= finding.end <= lengths.get((finding.path, finding.where), 0)


def test_a_message_out_of_time_still_gets_a_verdict_that_says_so(classifier):
    raw = MESSAGES[0].read_bytes()
    envelope = Envelope.of("maren.holloway@northhaven.example", ["a@out.example", "b@navy.ml"])
    outcome = classifier.classify_message(raw, envelope, Options(mode=Mode.REPLAY), Budget(deadline=0.0))
    assert Stage.EXTRACT in outcome.case.unfinished_stages
    assert any(gap.reason is GapReason.TIMED_OUT for gap in outcome.case.gaps)
    assert outcome.verdict.recipients[0].action >= Action.WARN
    assert outcome.verdict.recipients[1].action is Action.BLOCK


def test_a_cancelled_call_stops_the_walk(classifier):
    budget = Budget.unlimited()
    budget.cancelled.set()
    envelope = Envelope.of("maren.holloway@northhaven.example", ["a@out.example"])
    with pytest.raises(Cancelled):
        classifier.classify_message(MESSAGES[0].read_bytes(), envelope, Options(mode=Mode.REPLAY), budget)


def test_a_message_over_the_limit_is_a_verdict_with_a_gap(classifier):
    raw = b"Subject: big\r\n\r\n" + b"All work and no play.\r\n" * 2_700_000
    assert len(raw) > 60_000_000
    outcome = judged(classifier, raw, ["a@out.example"], Options(stages=frozenset({Stage.EXTRACT}), mode=Mode.REPLAY))
    assert any(gap.reason is GapReason.OVER_LIMIT for gap in outcome.case.gaps)
    assert len(outcome.case.gaps) == len(set(outcome.case.gaps))
    assert outcome.verdict.action >= Action.WARN


def test_the_same_content_has_the_same_digest_whatever_its_headers(classifier):
    raw = (EXAMPLES / "messages" / "04-visitor-list.eml").read_bytes()
    again = raw.replace(b"<0004.example@", b"<9999.example@").replace(b"09:04:00", b"10:04:00")
    first, second = (judged(classifier, item, ["a@out.example"]).case for item in (raw, again))
    assert first.content_digest == second.content_digest
    assert first.message_digest != second.message_digest
