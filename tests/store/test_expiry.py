from datetime import timedelta

import pytest

from dlp_service import review
from dlp_service.errors import NotFound
from dlp_service.review.values import Decision, RecipientDecision, ReviewState
from dlp_service.store import Request
from tests.review.made import ANALYST, NOW, RAW, outcome

DAY = timedelta(days=1)


def test_nothing_young_is_touched(store):
    name = review.submit(outcome(), RAW, store)
    store.put_case("c", {}, received=NOW)
    before = review.get_item(store, name)
    done = store.expire(NOW + 13 * DAY)
    assert (done.rejected, done.contents, done.items, done.cases) == (0, 0, 0, 0)
    assert review.get_item(store, name) == before
    assert store.get_case("c") == {}


def test_open_item_is_rejected_at_its_expiry_and_its_content_removed(store):
    name = review.submit(outcome(), RAW, store)
    done = store.expire(NOW + 14 * DAY)
    assert (done.rejected, done.contents) == (1, 1)
    item = review.get_item(store, name)
    assert item.state is ReviewState.CLOSED
    assert {one.decision for one in item.recipients} == {Decision.REJECT}
    with pytest.raises(NotFound):
        review.get_detail(store, name)
    assert store.expire(NOW + 14 * DAY).rejected == 0


def test_released_copy_keeps_its_content_until_it_is_delivered(store):
    name = review.submit(outcome(), RAW, store)
    etag = review.get_item(store, name).etag
    release = (RecipientDecision("right@navy.mil", Decision.RELEASE),)
    review.decide(store, name, etag, release, "WRONG_RECIPIENT", ANALYST, None, NOW)
    assert store.expire(NOW + 200 * DAY).contents == 0
    assert review.read_message(store, name) == RAW
    review.delivered(store, "case-1", "right@navy.mil", NOW + 200 * DAY)
    assert store.expire(NOW + 200 * DAY).contents == 1


def test_items_cases_and_journals_go_after_their_days(store):
    name = review.submit(outcome(), RAW, store)
    review.comment(store, name, "x", ANALYST, NOW)
    store.put_case("c", {}, received=NOW)
    store.expire(NOW + 89 * DAY)
    assert review.get_item(store, name)
    done = store.expire(NOW + 90 * DAY)
    assert (done.items, done.cases) == (1, 1)
    assert store.get_case("c") is None
    assert store.events_of_kind("COMMENT", NOW) == ()
    with pytest.raises(NotFound):
        review.get_item(store, name)


def test_requests_and_confirmations_go_when_they_are_over(store):
    store.remember_response(Request("g", "1", "d"), b"x", NOW)
    offer = store.offer_confirmation("a@mod.uk", ["b@x.example"], "d" * 64, NOW + DAY)
    store.confirm(offer.reference, "a@mod.uk", ["b@x.example"], NOW)
    assert store.expire(NOW + DAY - timedelta(seconds=1)).requests == 0
    done = store.expire(NOW + DAY)
    assert (done.requests, done.confirmations) == (1, 1)


def test_contacts_outlive_their_cases(store):
    store.put_case("c", {}, received=NOW, sender="a@mod.uk", recipients=["b@x.example"])
    store.report_dispositions("c", [("b@x.example", "DELIVERED")], NOW)
    store.expire(NOW + 100 * DAY)
    assert dict(store.history(["b@x.example"]).contacts)["b@x.example"].deliveries == 1
