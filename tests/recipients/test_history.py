"""What history may and may not change: it makes strangers known, and never a lookalike anything but suspect."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.organisation import ListEntry, Partner
from dlp_service.recipients import build_view
from dlp_service.values import Category, ContactHistory, History
from tests.recipients.fictional import ORGANISATION, VIEW, check

UNBLOCKED = replace(ORGANISATION, blocks=())
OPEN = build_view(UNBLOCKED)
BEFORE = build_view(replace(UNBLOCKED, partners=(), contacts={}))
"""The view of a time when nobody was a partner, so that nothing resembles one."""

SLIPS = (
    "kelpline-sytems.co.uk",
    "kelpline-systems.com",
    "kelplinesystems.co.uk",
    "zeeweg-defensje.nl",
    "us.navy.ml",
    "navy.ml",
    "nayv.mil",
    "us.amry.mil",
    "armymil.com",
    "army.mil.example.com",
    "kelpline-systems.co.uk.example.org",
    "zeewég-defensie.nl",
    "harborworks.gov.uk",
)
FAMILIAR = ContactHistory(10_000, 3, is_learnt=True, from_sender=9_000, is_lasting=True)
STRANGER = "ines@slate-quarry.example"


def history(*addresses, past=FAMILIAR, earned=()):
    return History(
        tuple((address, past) for address in addresses), is_supplied=True, delivered_domains=frozenset(earned)
    )


def one(address, past=None, view=OPEN, earned=()):
    known = (
        history(address, past=past, earned=earned)
        if past
        else History(is_supplied=True, delivered_domains=frozenset(earned))
    )
    return check(address, view=view, history=known).recipients[0]


@pytest.mark.parametrize("deliveries", [3, 10, 10_000])
def test_deliveries_alone_end_the_first_time_and_make_nobody_known(deliveries):
    found = one(STRANGER, ContactHistory(deliveries, 2, from_sender=deliveries))
    assert found.category is Category.UNKNOWN
    assert found.flags == ()


@pytest.mark.parametrize(("deliveries", "is_first"), [(0, True), (1, True), (2, True), (3, False)])
def test_somebody_is_new_until_three_deliveries_weigh_something(deliveries, is_first):
    for is_learnt in (False, True):
        found = one(STRANGER, ContactHistory(deliveries, 1, is_learnt=is_learnt))
        assert ("first_time_recipient" in found.flags) is is_first


def test_a_listed_contact_is_known_and_never_new():
    found = one("desk@anchor-inn.co.uk")
    assert (found.category, found.flags) == (Category.KNOWN, ())


def test_a_list_below_the_threshold_and_deliveries_below_it_do_not_add_up_to_a_known_contact():
    found = one("new@once-only.co.uk", ContactHistory(10, 1))
    assert found.category is Category.UNKNOWN


@pytest.mark.parametrize("host", SLIPS)
def test_a_lookalike_stays_suspect_whatever_was_delivered_and_replied(host):
    for earned in ((), () if host.endswith(".mil") else (host,)):
        found = one(f"ada.thornbury@{host}", FAMILIAR, earned=earned)
        assert found.category is Category.SUSPECT
        assert "lookalike_domain" in found.flags


@pytest.mark.parametrize("host", SLIPS)
def test_a_name_that_is_guarded_later_makes_its_learnt_lookalike_suspect(host):
    address = f"ada.thornbury@{host}"
    known = history(address, earned=() if host.endswith(".mil") else (host,))
    if not host.startswith("harbor"):
        assert check(address, view=BEFORE, history=known).recipients[0].category is Category.KNOWN
    assert check(address, view=OPEN, history=known).recipients[0].category is Category.SUSPECT


@given(
    st.sampled_from(SLIPS),
    st.builds(
        ContactHistory,
        st.integers(0, 10**9),
        st.integers(0, 3),
        st.booleans(),
        st.integers(0, 10**9),
        st.booleans(),
    ),
)
def test_no_history_of_an_address_softens_a_lookalike(host, past):
    assert one(f"jo@{host}", past).category is Category.SUSPECT


def test_a_learnt_contact_guards_nothing_and_exempts_nothing():
    known = history("a@slate-quarry.example", "a@kelpline-sytems.co.uk")
    recipients = ("a@slate-quarry.example", "b@slate-quary.example", "b@kelpline-sytems.co.uk")
    categories = [found.category for found in check(*recipients, view=OPEN, history=known).recipients]
    assert categories == [Category.KNOWN, Category.UNKNOWN, Category.SUSPECT]


@pytest.mark.parametrize("host", [host for host in SLIPS if not host.endswith(".mil")])
def test_a_lookalike_in_the_customers_own_contacts_does_not_vouch_for_itself(host):
    view = build_view(replace(UNBLOCKED, contacts={f"ada.thornbury@{host}": 10_000}))
    assert one(f"ada.thornbury@{host}", view=view).category is Category.SUSPECT


@pytest.mark.parametrize("host", ["amry.mil", "us.amry.mil", "nayv.mil"])
def test_neither_does_a_misspelt_host_of_a_whole_suffix(host):
    view = build_view(replace(UNBLOCKED, contacts={f"ada.thornbury@{host}": 10_000}))
    assert check(f"ada.thornbury@{host}", f"b@{host}", view=view).recipients[0].category is Category.SUSPECT
    assert one(f"b@{host}", view=view).category is Category.SUSPECT


def test_a_contacts_host_under_a_whole_suffix_is_guarded_when_it_is_nobodys_slip():
    view = build_view(replace(UNBLOCKED, contacts={"ada@quartermastery.mil": 3}))
    assert one("b@quartermastery.mil", view=view).category is Category.TRUSTED
    assert one("b@quartermastry.mil", view=view).category is Category.SUSPECT
    assert one("b@quartermastry.mil").category is Category.TRUSTED


def test_an_allowed_or_protected_host_may_be_a_slip_because_somebody_said_so():
    for changes in ({"allows": (ListEntry("domain", "amry.mil"),)}, {"protected": ("amry.mil",)}):
        assert one("b@amry.mil", view=build_view(replace(UNBLOCKED, **changes))).category is Category.TRUSTED


@pytest.mark.parametrize("past", [ContactHistory(10_000, 3), FAMILIAR])
def test_a_misspelt_host_of_a_whole_suffix_earns_no_trust_through_one_address(past):
    assert one("x@us.amry.mil", past).category is Category.SUSPECT


@pytest.mark.parametrize("earned", ["us.amry.mil", "amry.mil"])
def test_a_host_of_a_whole_suffix_that_earned_trust_is_no_slip(earned):
    assert one("x@us.amry.mil", earned=(earned,)).category is Category.TRUSTED


@pytest.mark.parametrize("earned", ["mil", "army.mil", "us.army.mil", "mry.mil"])
def test_what_another_host_earned_does_not_help(earned):
    assert one("x@us.amry.mil", earned=(earned,)).category is Category.SUSPECT


def test_trust_earned_under_one_suffix_does_not_help_under_another():
    view = build_view(replace(UNBLOCKED, partners=(*UNBLOCKED.partners, Partner(("quillon.example",), "GBR"))))
    assert one("x@quilon.example", view=view, earned=("quilon.example",)).category is Category.SUSPECT


@pytest.mark.parametrize("address", ["ann.lee@gmail.com", "ann.lee@mailinator.com", "ann.lee@fastmail.example"])
def test_learning_never_makes_webmail_known(address):
    found = one(address, FAMILIAR)
    assert found.category is Category.ELEVATED
    assert found.flags[:1] in {("freemail",), ("disposable_domain",)}


def test_a_listed_webmail_contact_is_known_because_somebody_said_so():
    assert one("uncle.bob@gmail.com").category is Category.KNOWN


def test_a_block_beats_what_was_learnt():
    assert one("anyone@leaky-post.com", FAMILIAR, view=VIEW).category is Category.BLOCKED


def test_an_address_that_is_none_is_never_known():
    assert one("ines@[192.0.2.7]", FAMILIAR).category is Category.ELEVATED


def test_the_name_of_a_learnt_contact_at_another_domain_is_flagged_without_a_suggestion():
    found = one("ines.moor@slate-quarry.example", ContactHistory(has_namesake=True))
    assert found.flags == ("first_time_recipient", "near_known_contact")
    assert "NEAR_KNOWN_CONTACT" in found.reasons
    assert (found.category, found.suggestion) == (Category.UNKNOWN, "")


@pytest.mark.parametrize(
    ("address", "past"),
    [
        ("ines.moor@slate-quarry.example", replace(FAMILIAR, has_namesake=True)),  # known here too
        ("ines.moor@kelpline.example", ContactHistory(has_namesake=True)),  # a partner
        ("ines.moor@harbourworks.gov.uk", ContactHistory(has_namesake=True)),  # our own
        ("customer.service@slate-quarry.example", ContactHistory(has_namesake=True)),  # a function
        ("ines.moor@slate-quarry.example", ContactHistory(5)),
    ],
)
def test_a_namesake_is_no_news_where_somebody_is_known_or_is_nobody(address, past):
    assert "near_known_contact" not in one(address, past).flags


def test_the_suggestion_of_a_listed_namesake_stays():
    found = one("colm.brady@slate-quarry.example", ContactHistory(has_namesake=True))
    assert found.suggestion == "colm.brady@rossmore-law.ie"
    assert found.flags.count("near_known_contact") == 1


@pytest.mark.parametrize(
    ("address", "past", "category"),
    [
        ("ines.moor@slate-quary.example", ContactHistory(1, 1, is_learnt=True), Category.KNOWN),
        ("ines.moor@slate-quary.example", ContactHistory(1, 1, is_learnt=True, has_namesake=True), Category.UNKNOWN),
        ("ines.moor@slate-quary.example", replace(FAMILIAR, has_namesake=True), Category.KNOWN),
        (
            "customer.service@slate-quary.example",
            ContactHistory(1, 1, is_learnt=True, has_namesake=True),
            Category.KNOWN,
        ),
    ],
)
def test_a_reply_makes_nobody_known_who_bears_the_name_of_a_contact_elsewhere(address, past, category):
    found = one(address, past)
    assert found.category is category
    assert ("near_known_contact" in found.flags) is (category is Category.UNKNOWN)
