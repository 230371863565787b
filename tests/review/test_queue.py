import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service import review
from dlp_service.errors import Conflict, InvalidMessage, NotFound
from dlp_service.review.risk import queue_risk
from dlp_service.review.values import EventKind, RecipientDecision, ReviewState
from dlp_service.values import Action
from tests.review.made import ANALYST, NOW, RAW, SENDER, outcome

SCORES = (0.1, 0.9, 0.5, 0.9, 0.3)


@pytest.fixture
def names(store):
    return [review.submit(outcome(f"c{n}", score=score), RAW, store) for n, score in enumerate(SCORES)]


def test_queue_is_by_descending_risk_never_by_time(store, names):
    items, _ = review.list_items(store)
    assert sorted(item.name for item in items) == sorted(names)
    assert [item.risk for item in items] == sorted((item.risk for item in items), reverse=True)


def test_pages_cover_the_queue_once_in_order(store, names):
    whole, _ = review.list_items(store)
    pages, token = [], ""
    while True:
        page, token = review.list_items(store, 2, token)
        pages.append(page)
        if not token:
            break
    assert [len(page) for page in pages] == [2, 2, 1]
    assert tuple(item for page in pages for item in page) == whole
    assert len(names) == len(whole)


def test_closed_items_leave_the_open_queue(store, names):
    first = review.get_item(store, names[0])
    reject = tuple(RecipientDecision(one.address, review.Decision.REJECT) for one in first.recipients)
    review.decide(store, names[0], first.etag, reject, "WRONG_RECIPIENT", ANALYST, None, NOW)
    assert names[0] not in [item.name for item in review.list_items(store)[0]]
    assert [item.name for item in review.list_items(store, state=ReviewState.CLOSED)[0]] == [names[0]]


def test_state_filters_open_items(store, names):
    item = review.get_item(store, names[2])
    review.assign(store, names[2], item.etag, "second@soc.mod.uk", ReviewState.ESCALATED, ANALYST, NOW)
    assert [item.name for item in review.list_items(store, state=ReviewState.ESCALATED)[0]] == [names[2]]
    assert len(review.list_items(store, state=ReviewState.NEW)[0]) == 4


@pytest.mark.parametrize("token", ["nonsense", "e30=", "WzFd", "\udcff", "W251bGwsIG51bGwsICIiXQ=="])
def test_foreign_page_token_is_refused(store, token):
    with pytest.raises(InvalidMessage) as refused:
        review.list_items(store, 10, token)
    assert refused.value.field == "page_token"


def test_page_token_of_another_state_is_refused(store, names):
    _, token = review.list_items(store, 2)
    assert token
    with pytest.raises(InvalidMessage):
        review.list_items(store, 2, token, ReviewState.NEW)
    assert len(names) == 5


def test_negative_page_size_is_refused(store):
    with pytest.raises(InvalidMessage):
        review.list_items(store, -1)


@pytest.mark.parametrize("name", ["reviewItems/none", "none", "", "reviewItems/", "cases/x", "reviewItems/\udcff"])
def test_unknown_name_is_not_found(store, name):
    with pytest.raises(NotFound):
        review.get_item(store, name)


def test_reveal_is_written_down_before_the_text_is_read(store):
    name = review.submit(outcome(), RAW, store)
    seen = []

    def quote(raw, finding):
        seen.append([line.kind for line in review.journal(store, name)])
        return raw.decode()[:7] + finding.info_type

    text = review.reveal(store, name, 0, principal=ANALYST, reason="is it real", now=NOW, quote=quote)
    assert text == "SubjectPROJECT_TERM"
    assert seen == [[EventKind.REVEAL]]
    (line,) = review.journal(store, name)
    assert line.body == {"principal": ANALYST, "reason": "is it real", "finding": 0}


def test_reveal_is_refused_to_the_sender_and_for_sealed_items(store):
    name = review.submit(outcome(), RAW, store)
    sealed = review.submit(outcome("case-2", is_sealed=True), RAW, store)
    for wanted, principal, reason in ((name, SENDER.upper(), "OWN_MAIL"), (sealed, ANALYST, "SEALED")):
        with pytest.raises(Conflict) as refused:
            review.reveal(store, wanted, 0, principal=principal, reason="x", now=NOW, quote=lambda *_: "leak")
        assert refused.value.reason == reason
        assert review.journal(store, wanted) == ()


@pytest.mark.parametrize(("principal", "reason"), [("", "why"), (ANALYST, " ")])
def test_reveal_needs_a_person_and_a_reason(store, principal, reason):
    name = review.submit(outcome(), RAW, store)
    with pytest.raises(InvalidMessage):
        review.reveal(store, name, 0, principal=principal, reason=reason, now=NOW, quote=lambda *_: "leak")


@pytest.mark.parametrize("index", [-1, 1, 99])
def test_reveal_of_a_finding_that_is_not_there_is_not_found(store, index):
    name = review.submit(outcome(), RAW, store)
    with pytest.raises(NotFound):
        review.reveal(store, name, index, principal=ANALYST, reason="x", now=NOW, quote=lambda *_: "leak")


unit = st.floats(0, 1, allow_nan=False)


@given(unit, unit, unit, unit)
def test_queue_risk_is_monotone_and_in_range(score, more, risk, worse):
    low, high = sorted((score, more))
    safe, bad = sorted((risk, worse))
    first = outcome(score=low, risks=(safe, 0.0))
    second = outcome(score=high, risks=(bad, 0.0))
    assert 0 <= queue_risk(first.case, first.verdict) <= queue_risk(second.case, second.verdict) <= 1


def test_allowed_recipients_do_not_raise_the_queue_risk():
    quiet = outcome(risks=(0.2, 0.9), actions=(Action.QUARANTINE, Action.ALLOW), score=0.5)
    assert queue_risk(quiet.case, quiet.verdict) == pytest.approx(0.6 * 0.5 + 0.4 * 0.2)


def test_secret_to_a_partner_comes_before_small_talk_to_a_lookalike():
    secret = outcome(risks=(0.05,), recipients=("a@partner.org",), actions=(Action.QUARANTINE,), score=0.9)
    trivial = outcome(risks=(1.0,), recipients=("a@navy.ml",), actions=(Action.BLOCK,), score=0.0)
    assert queue_risk(secret.case, secret.verdict) > queue_risk(trivial.case, trivial.verdict)
