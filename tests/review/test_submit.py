import json
from dataclasses import replace

import pytest

from dlp_service import review
from dlp_service.errors import Conflict
from dlp_service.review.records import from_plain, to_plain
from dlp_service.review.values import Decision, ReviewDetail, ReviewState
from dlp_service.values import Action, Tier
from tests.review.made import NOW, RAW, SENDER, outcome


def test_submitted_message_is_in_the_queue(store):
    name = review.submit(outcome(), RAW, store)
    (item,), token = review.list_items(store)
    assert (item.name, item.case_id, item.state, token) == (name, "case-1", ReviewState.NEW, "")
    assert (item.sender, item.action, item.tier) == (SENDER, Action.BLOCK, Tier.HIGH)
    assert [(one.address, one.action, one.decision) for one in item.recipients] == [
        ("wrong@navy.ml", Action.BLOCK, Decision.PENDING),
        ("right@navy.mil", Action.ALLOW, Decision.PENDING),
    ]
    assert item.received == NOW
    assert (item.expires - NOW).days == 14


def test_name_is_known_before_the_message_is_held(store):
    assert review.submit(outcome("case-9"), RAW, store) == review.item_name("case-9")
    assert review.item_name("case-9").startswith("reviewItems/")


def test_submitting_a_case_again_changes_nothing(store):
    name = review.submit(outcome(), RAW, store)
    before = review.get_item(store, name)
    assert review.submit(outcome(), b"other bytes", store) == name
    assert review.get_item(store, name) == before
    assert store.held_message(name.removeprefix("reviewItems/")) == RAW


def test_queue_shows_an_outline_and_no_text(store):
    review.submit(outcome(subject="Re: Falcon staff"), RAW, store)
    (item,), _ = review.list_items(store)
    assert item.masked_subject == "Re: Xxxxxx xxxxx"
    assert "Falcon" not in str(item)


def test_evidence_comes_back_whole_but_for_the_values(store):
    made = outcome()
    detail = review.get_detail(store, review.submit(made, RAW, store))
    assert detail.findings == tuple(replace(finding, value="") for finding in made.case.findings)
    assert detail.envelope == made.case.envelope
    assert detail.sensitivity == made.case.sensitivity
    assert detail.risks == made.case.recipients
    assert detail.gaps == made.case.gaps


def test_recipient_named_twice_is_held_once(store):
    twice = outcome(recipients=("a@x.org", "a@x.org"), actions=(Action.QUARANTINE, Action.QUARANTINE))
    item = review.get_item(store, review.submit(twice, RAW, store))
    assert [one.address for one in item.recipients] == ["a@x.org"]


def test_sealed_item_shows_nothing_of_the_message(store):
    sealed = outcome(is_sealed=True)
    name = review.submit(sealed, RAW, store)
    item = review.get_item(store, name)
    assert item.is_sealed
    assert item.compartment == "SECURITY_OFFICER"
    assert (item.masked_subject, item.attachment_names) == ("", ())
    assert "staff" not in item.explanation
    with pytest.raises(Conflict) as refused:
        review.get_detail(store, name)
    assert refused.value.reason == "SEALED"


def test_policy_names_compartment_and_second_person(store):
    item = review.get_item(store, review.submit(outcome(obligations=("COMPARTMENT:HR", "FOUR_EYES")), RAW, store))
    assert (item.compartment, item.four_eyes) == ("HR", True)


def test_records_are_json_and_survive_fields_they_do_not_know():
    detail = ReviewDetail(outcome().case.envelope, outcome().case.sensitivity, (), outcome().case.findings, ())
    plain = json.loads(json.dumps(to_plain(detail)))
    assert from_plain(ReviewDetail, plain) == detail
    assert from_plain(ReviewDetail, {**plain, "from_a_later_version": 1}) == detail
    del plain["scanned_parts"]
    assert from_plain(ReviewDetail, plain).scanned_parts == 0


def test_strings_that_are_no_text_are_held_as_they_are(store):
    odd = "caf\udce9\x00\u202e"
    made = outcome(recipients=(f"{odd}@x.example",), actions=(Action.QUARANTINE,), sender=odd, subject=odd)
    name = review.submit(made, RAW, store)
    item = review.get_item(store, name)
    assert (item.sender, item.recipients[0].address) == (odd, f"{odd}@x.example")
    assert review.get_detail(store, name).envelope == made.case.envelope
