from datetime import timedelta

import pytest

from dlp_service.errors import InvalidMessage, NotFound
from tests.review.made import NOW

WHO, ONE, TWO, DIGEST = "a@mod.uk", "x@one.example", "y@two.example", "d" * 64
EXPIRES = NOW + timedelta(hours=24)


@pytest.fixture
def offer(store):
    return store.offer_confirmation(WHO, (ONE, TWO), DIGEST, EXPIRES)


def test_offer_alone_confirms_nothing(store, offer):
    assert (offer.principal, offer.recipients, offer.expires) == (WHO, (ONE, TWO), EXPIRES)
    assert store.confirmed(WHO, DIGEST, [ONE, TWO], NOW) == frozenset()


def test_confirmation_covers_exactly_the_recipients_named(store, offer):
    done = store.confirm(offer.reference, WHO, [ONE], NOW)
    assert (done.reference, done.recipients) == (offer.reference, (ONE,))
    assert store.confirmed(WHO, DIGEST, [ONE, TWO], NOW) == {ONE}
    store.confirm(offer.reference, WHO, [TWO], NOW)
    assert store.confirmed(WHO, DIGEST, [ONE, TWO, "z@three.example"], NOW) == {ONE, TWO}


def test_confirming_twice_is_confirming_once(store, offer):
    assert store.confirm(offer.reference, WHO, [ONE], NOW) == store.confirm(offer.reference, WHO, [ONE], NOW)
    assert store.confirmed(WHO, DIGEST, [ONE], NOW) == {ONE}


def test_spelling_of_addresses_does_not_matter(store, offer):
    store.confirm(offer.reference, "A@MOD.uk", ["X@ONE.example"], NOW)
    assert store.confirmed("a@Mod.uk", DIGEST, ["x@One.example"], NOW) == {"x@One.example"}


def test_confirmation_is_for_that_principal_and_that_content(store, offer):
    store.confirm(offer.reference, WHO, [ONE], NOW)
    assert store.confirmed("other@mod.uk", DIGEST, [ONE], NOW) == frozenset()
    assert store.confirmed(WHO, "e" * 64, [ONE], NOW) == frozenset()
    assert store.confirmed("", DIGEST, [ONE], NOW) == frozenset()
    assert store.confirmed(WHO, "", [ONE], NOW) == frozenset()


def test_another_principal_is_told_that_there_is_nothing(store, offer):
    for reference, principal in (
        (offer.reference, "other@mod.uk"),
        (offer.reference, ""),
        ("none", WHO),
        ("\udcff", WHO),
    ):
        with pytest.raises(NotFound):
            store.confirm(reference, principal, [ONE], NOW)
    assert store.confirmed(WHO, DIGEST, [ONE], NOW) == frozenset()


@pytest.mark.parametrize("recipients", [[], ["z@three.example"], [ONE, "z@three.example"]])
def test_only_recipients_that_were_asked_about_can_be_confirmed(store, offer, recipients):
    with pytest.raises(InvalidMessage):
        store.confirm(offer.reference, WHO, recipients, NOW)
    assert store.confirmed(WHO, DIGEST, [ONE], NOW) == frozenset()


def test_offer_and_confirmation_end_at_their_expiry(store, offer):
    store.confirm(offer.reference, WHO, [ONE], EXPIRES - timedelta(seconds=1))
    assert store.confirmed(WHO, DIGEST, [ONE], EXPIRES - timedelta(seconds=1)) == {ONE}
    assert store.confirmed(WHO, DIGEST, [ONE], EXPIRES) == frozenset()
    with pytest.raises(NotFound):
        store.confirm(offer.reference, WHO, [TWO], EXPIRES)


def test_offering_again_keeps_the_reference_and_moves_the_expiry(store, offer):
    again = store.offer_confirmation(WHO, (TWO, ONE), DIGEST, EXPIRES + timedelta(hours=1))
    assert again.reference == offer.reference
    assert store.confirm(offer.reference, WHO, [ONE], EXPIRES).expires == EXPIRES + timedelta(hours=1)
    other = store.offer_confirmation(WHO, (ONE,), DIGEST, EXPIRES)
    assert other.reference != offer.reference


@pytest.mark.parametrize(("who", "recipients", "digest"), [("", [ONE], DIGEST), (WHO, [], DIGEST), (WHO, [ONE], "")])
def test_offer_without_principal_recipient_or_content_is_refused(store, who, recipients, digest):
    with pytest.raises(InvalidMessage):
        store.offer_confirmation(who, recipients, digest, EXPIRES)
