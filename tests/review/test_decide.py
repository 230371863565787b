import threading
from contextlib import suppress
from datetime import timedelta

import pytest

from dlp_service import review
from dlp_service.errors import Conflict, InvalidMessage, NotFound
from dlp_service.review.rules import check_address
from dlp_service.review.values import Decision, EventKind, RecipientDecision, ReviewLabel, ReviewState
from dlp_service.values import Action, Tier
from tests.review.made import ANALYST, NOW, RAW, SENDER, outcome

WRONG, RIGHT = "wrong@navy.ml", "right@navy.mil"
REJECT_BOTH = (RecipientDecision(WRONG, Decision.REJECT), RecipientDecision(RIGHT, Decision.REJECT))
CORRECT = RecipientDecision(WRONG, Decision.CORRECT_TO, RIGHT)
RELEASE = RecipientDecision(RIGHT, Decision.RELEASE)


@pytest.fixture
def name(store):
    return review.submit(outcome(), RAW, store)


def decide(store, name, *decisions, etag=None, reason="WRONG_RECIPIENT", principal=ANALYST, label=None, now=NOW):
    etag = review.get_item(store, name).etag if etag is None else etag
    return review.decide(store, name, etag, decisions, reason, principal, label, now)


def refusal(error, *args, **kwargs):
    with pytest.raises(error) as refused:
        decide(*args, **kwargs)
    return refused.value


def test_item_closes_when_everybody_is_decided(store, name):
    partly = decide(store, name, RELEASE)
    assert (partly.state, partly.recipients[1].decision) == (ReviewState.UNDER_INVESTIGATION, Decision.RELEASE)
    assert partly.recipients[0].decision is Decision.PENDING
    done = decide(store, name, RecipientDecision(WRONG, Decision.REJECT))
    assert done.state is ReviewState.CLOSED
    assert (done.recipients[0].decided_by, done.recipients[0].reason) == (ANALYST, "WRONG_RECIPIENT")
    assert done.recipients[0].decided == NOW


def test_every_write_changes_the_etag(store, name):
    before = review.get_item(store, name).etag
    after = decide(store, name, RELEASE).etag
    assert after != before
    assert review.get_item(store, name).etag == after


def test_old_etag_is_a_conflict_and_changes_nothing(store, name):
    old = review.get_item(store, name).etag
    decide(store, name, RELEASE)
    refusal(Conflict, store, name, RecipientDecision(WRONG, Decision.REJECT), etag=old)
    assert review.get_item(store, name).recipients[0].decision is Decision.PENDING
    assert [line.kind for line in review.journal(store, name)] == [EventKind.DECISION]


def test_unknown_item_is_not_found(store):
    refusal(NotFound, store, "reviewItems/none", RELEASE, etag="x")


@pytest.mark.parametrize("principal", [SENDER, "J.Marsh@MOD.UK", " j.marsh@mod.uk "])
def test_nobody_decides_on_their_own_mail(store, name, principal):
    assert refusal(Conflict, store, name, RELEASE, principal=principal).reason == "OWN_MAIL"


@pytest.mark.parametrize("wanted", [RELEASE, CORRECT])
def test_sealed_item_is_never_released(store, wanted):
    sealed = review.submit(outcome("sealed", is_sealed=True), RAW, store)
    assert refusal(Conflict, store, sealed, wanted).reason == "SEALED"
    assert review.releasable(store) == ()


def test_sealed_item_can_be_rejected(store):
    sealed = review.submit(outcome("sealed", is_sealed=True), RAW, store)
    assert decide(store, sealed, *REJECT_BOTH).state is ReviewState.CLOSED


def test_closed_item_stays_as_it_is(store, name):
    decide(store, name, *REJECT_BOTH)
    assert refusal(Conflict, store, name, RELEASE).reason == "CLOSED"


def test_rejection_can_be_changed_while_the_item_is_open_and_a_release_cannot(store, name):
    decide(store, name, RecipientDecision(RIGHT, Decision.REJECT))
    decide(store, name, RELEASE)
    assert refusal(Conflict, store, name, RecipientDecision(RIGHT, Decision.REJECT)).reason == "ALREADY_RELEASED"


def test_expired_item_cannot_be_decided_even_before_the_clean_up_ran(store, name):
    assert refusal(Conflict, store, name, RELEASE, now=NOW + timedelta(days=14)).reason == "EXPIRED"


def test_expiry_rejects_and_never_releases(store, name):
    released = decide(store, name, RELEASE)
    store.expire(released.expires)
    item = review.get_item(store, name)
    assert (item.state, item.etag == released.etag) == (ReviewState.CLOSED, False)
    assert [(one.decision, one.reason) for one in item.recipients] == [
        (Decision.REJECT, "EXPIRED"),
        (Decision.RELEASE, "WRONG_RECIPIENT"),
    ]
    assert [copy.recipient for copy in review.releasable(store)] == [RIGHT]
    assert review.list_items(store, state=ReviewState.CLOSED)[0] == (item,)


@pytest.mark.parametrize(
    ("decisions", "field"),
    [
        ((), "decisions"),
        ((RecipientDecision(WRONG, Decision.PENDING),), "decisions[0].decision"),
        ((RELEASE, RecipientDecision("x@y.org", Decision.REJECT)), "decisions[1].address"),
        ((RELEASE, RELEASE), "decisions[1].address"),
        ((RecipientDecision(WRONG, Decision.RELEASE, RIGHT),), "decisions[0].corrected_address"),
        ((RecipientDecision(WRONG, Decision.CORRECT_TO, WRONG.upper()),), "decisions[0].corrected_address"),
        ((RecipientDecision(WRONG, Decision.CORRECT_TO, ""),), "decisions[0].corrected_address"),
    ],
)
def test_malformed_decision_is_refused_with_its_place(store, name, decisions, field):
    before = review.get_item(store, name)
    assert refusal(InvalidMessage, store, name, *decisions).field == field
    assert review.get_item(store, name) == before


@pytest.mark.parametrize("reason", ["", "because I say so", "wrong", "_X", "A" * 65, "WRONG\n"])
def test_reason_is_an_upper_snake_code(store, name, reason):
    assert refusal(InvalidMessage, store, name, RELEASE, reason=reason).field == "reason"


def test_decision_needs_a_person(store, name):
    assert refusal(InvalidMessage, store, name, RELEASE, principal="").field == "principal"


@pytest.mark.parametrize(
    "address",
    ["a@navy.mil", "first.last+tag@sub.navy.mil", "o'neill@x.co.uk", "юзер@пример.рф", "a@xn--bcher-kva.example"],
)
def test_plain_addresses_can_be_corrected_to(address):
    check_address(address, "corrected_address")
    assert address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "@b.org",
        "a@b",
        "a@b..org",
        "a@-b.org",
        "a@b-.org",
        "a b@c.org",
        "a@b.org>",
        "<a@b.org>",
        "a@b.org\r\nRCPT TO:<c@d.org>",
        "a@b.org, c@d.org",
        "a@c@b.org",
        ".a@b.org",
        "a..b@c.org",
        "a@[10.0.0.1]",
        "a@10.0.0.1",
        "a" * 65 + "@b.org",
        "a@" + "b." * 130 + "org",
        "a@b.org\n",
    ],
)
def test_what_cannot_go_into_rcpt_to_is_refused(address):
    with pytest.raises(InvalidMessage):
        check_address(address, "corrected_address")


def test_released_copies_wait_for_a_gateway_with_the_corrected_address(store, name):
    decide(store, name, RELEASE, RecipientDecision(WRONG, Decision.CORRECT_TO, "third@navy.mil"))
    copies = review.releasable(store)
    assert [(copy.recipient, copy.deliver_to) for copy in copies] == [(WRONG, "third@navy.mil"), (RIGHT, RIGHT)]
    assert {(copy.name, copy.case_id) for copy in copies} == {(name, "case-1")}
    assert review.read_message(store, name) == RAW


def test_recipient_corrected_to_another_recipient_makes_one_copy(store, name):
    decide(store, name, RELEASE, CORRECT)
    assert [copy.deliver_to for copy in review.releasable(store)] == [RIGHT]
    assert review.delivered(store, "case-1", RIGHT, NOW)
    assert review.releasable(store) == ()


def test_message_is_handed_out_only_while_a_copy_is_released_and_undelivered(store, name):
    for _ in range(2):
        with pytest.raises(Conflict) as refused:
            review.read_message(store, name)
        assert refused.value.reason == "NOT_RELEASED"
        if review.get_item(store, name).state is ReviewState.NEW:
            decide(store, name, RELEASE, RecipientDecision(WRONG, Decision.REJECT))
            assert review.delivered(store, "case-1", RIGHT, NOW)
    assert review.releasable(store) == ()


def test_delivery_is_noted_once(store, name):
    decide(store, name, RELEASE)
    assert review.delivered(store, "case-1", "Right@Navy.mil", NOW)
    assert not review.delivered(store, "case-1", RIGHT, NOW)
    assert not review.delivered(store, "case-1", "nobody@x.org", NOW)
    assert not review.delivered(store, "no such case", RIGHT, NOW)


def test_copy_that_a_stripping_gateway_delivered_at_once_needs_no_decision(store, name):
    review.delivered(store, "case-1", RIGHT, NOW)
    one = review.get_item(store, name).recipients[1]
    assert (one.decision, one.reason, one.decided_by) == (Decision.RELEASE, "ALREADY_DELIVERED", "")
    assert review.get_item(store, name).state is ReviewState.NEW
    assert review.releasable(store) == ()
    assert decide(store, name, RecipientDecision(WRONG, Decision.REJECT)).state is ReviewState.CLOSED


def test_label_travels_with_the_decision_and_may_come_later(store, name):
    label = ReviewLabel(Tier.LOW, recipient_intended=False, findings=((0, True),), certainty=0.8)
    done = decide(store, name, *REJECT_BOTH, label=label)
    later = review.label_item(store, name, done.etag, ReviewLabel(marking_right=True), "second@soc.mod.uk", NOW)
    assert later.etag != done.etag
    assert later.state is ReviewState.CLOSED
    lines = [line.body for line in review.journal(store, name) if line.kind is EventKind.LABEL]
    assert lines[0]["sensitivity_tier"] == Tier.LOW.value
    assert (lines[0]["findings"], lines[0]["certainty"], lines[0]["principal"]) == ([[0, True]], 0.8, ANALYST)
    assert (lines[1]["marking_right"], lines[1]["recipient_intended"]) == (True, None)
    assert [event.item_id for event in store.events_of_kind("LABEL", NOW)] == [name.removeprefix("reviewItems/")] * 2


@pytest.mark.parametrize("label", [ReviewLabel(certainty=1.5), ReviewLabel(findings=((7, True),))])
def test_malformed_label_stops_the_whole_decision(store, name, label):
    refusal(InvalidMessage, store, name, RELEASE, label=label)
    assert review.get_item(store, name).recipients[1].decision is Decision.PENDING


def test_assigning_moves_the_item_and_deciding_keeps_it_there(store, name):
    item = review.get_item(store, name)
    escalated = review.assign(store, name, item.etag, "b@soc.mod.uk", ReviewState.ESCALATED, ANALYST, NOW)
    assert (escalated.assignee, escalated.state) == ("b@soc.mod.uk", ReviewState.ESCALATED)
    assert decide(store, name, RELEASE).state is ReviewState.ESCALATED
    assert review.get_item(store, name).assignee == "b@soc.mod.uk"


def test_assigning_never_closes_and_never_gives_mail_to_its_sender(store, name):
    etag = review.get_item(store, name).etag
    with pytest.raises(InvalidMessage):
        review.assign(store, name, etag, "", ReviewState.CLOSED, ANALYST, NOW)
    with pytest.raises(Conflict) as refused:
        review.assign(store, name, etag, SENDER, None, ANALYST, NOW)
    assert refused.value.reason == "OWN_MAIL"


def test_comment_is_kept_and_disturbs_nobody(store, name):
    etag = review.get_item(store, name).etag
    assert review.comment(store, name, "asked the unit", ANALYST, NOW).etag == etag
    (line,) = review.journal(store, name)
    assert (line.kind, line.body) == (EventKind.COMMENT, {"principal": ANALYST, "comment": "asked the unit"})
    for text in ("", "  ", "x" * 10_001):
        with pytest.raises(InvalidMessage):
            review.comment(store, name, text, ANALYST, NOW)


def test_actions_of_the_recipients_survive(store, name):
    assert [one.action for one in decide(store, name, RELEASE).recipients] == [Action.BLOCK, Action.ALLOW]


def test_of_many_who_decide_at_once_exactly_one_wins(store, name):
    etag = review.get_item(store, name).etag
    won = []

    def try_to_decide(principal):
        with suppress(Conflict):
            decide(store, name, RecipientDecision(WRONG, Decision.REJECT), etag=etag, principal=principal)
            won.append(principal)

    threads = [threading.Thread(target=try_to_decide, args=(f"analyst{n}@soc.mod.uk",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.decided_by for one in review.get_item(store, name).recipients] == [*won, ""]
    assert [line.body["principal"] for line in review.journal(store, name)] == won
