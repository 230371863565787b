"""The order of the categories, and what each says."""

from dataclasses import replace
from datetime import date

import pytest

from dlp_service.organisation import ListEntry, Partner
from dlp_service.recipients import assess_domain, build_view, expired_entries
from dlp_service.values import Category, ContactHistory, History
from tests.recipients.fictional import ORGANISATION, TODAY, VIEW, check, risk


def test_the_mali_incident_names_the_address_that_was_meant():
    found = risk("ada.m.thornbury.mil@us.navy.ml")
    assert found.category is Category.BLOCKED
    assert found.kind == "blocked"
    assert found.suggestion == "ada.m.thornbury.mil@us.navy.mil"
    assert found.nearest_trusted == "navy.mil"
    assert found.suffix_country == "MLI"
    assert found.publicly_registrable
    assert found.list_entry == "block suffix ml"
    assert "lookalike_domain" in found.flags
    assert "'i' omitted in the suffix; .ml is Mali; anyone can register there" in found.explanation


def test_without_the_block_the_same_slip_is_suspect():
    view = build_view(replace(ORGANISATION, blocks=()))
    found = check("ada.m.thornbury.mil@us.navy.ml", view=view).recipients[0]
    assert (found.category, found.kind) == (Category.SUSPECT, "tld_swap")
    assert found.score >= 0.9


@pytest.mark.parametrize("host", ["us.navy.ml", "navy.ml", "us.af.ml", "ags.army.ml", "mail.ml", "js.ml"])
def test_hosts_of_a_whole_suffix_partner_are_caught_under_mali(host):
    found = assess_domain(host, build_view(replace(ORGANISATION, blocks=(), contacts={})), TODAY)
    assert (found.category, found.kind) == (Category.SUSPECT, "tld_swap")
    assert found.suggestion == host.removesuffix("ml") + "mil"


@pytest.mark.parametrize(
    "host", ["croissant-vert.ml", "orange.ml", "malijet.ml", "chai.ml", "ong-agir.ml", "mairie-bamako.ml"]
)
def test_ordinary_domains_of_mali_are_no_lookalikes(host):
    found = assess_domain(host, build_view(replace(ORGANISATION, blocks=(), countries_of_concern=frozenset())), TODAY)
    assert found.category is Category.UNKNOWN


def test_a_military_local_part_is_evidence_for_an_unlisted_host():
    view = build_view(replace(ORGANISATION, blocks=(), countries_of_concern=frozenset()))
    found = check("jo.k.smithfield.civ@quarterdeck.ml", view=view).recipients[0]
    assert (found.category, found.suggestion) == (Category.SUSPECT, "jo.k.smithfield.civ@quarterdeck.mil")


def test_own_and_partner_domains_are_trusted_with_their_subdomains():
    own, partner = check("a@mail.harbourworks.gov.uk", "b@kelpline-systems.co.uk").recipients
    assert (own.category, own.trust, own.nation, own.kind) == (Category.TRUSTED, "own", "GBR", "legit")
    assert (partner.category, partner.trust) == (Category.TRUSTED, "partner")
    assert partner.accredited_to == ("uk", "OFFICIAL")
    assert own.score == partner.score == 0.0


def test_a_partner_without_accreditation_declares_none():
    found = risk("p@zeeweg-defensie.nl")
    assert found.accredited_to is None
    assert (found.nation, found.communities) == ("NLD", ("NATO",))


def test_listed_hosts_of_a_whole_suffix_are_trusted():
    assert risk("x@us.army.mil").category is Category.TRUSTED
    assert risk("x@us.army.mil").communities == ("FVEY", "NATO")


def test_an_unlisted_host_one_slip_from_a_listed_one_is_suspect_and_not_registrable():
    found = risk("x@us.amry.mil")
    assert found.category is Category.SUSPECT
    assert not found.publicly_registrable
    assert found.suggestion == "x@us.army.mil"
    assert found.score < 0.9


def test_other_unlisted_hosts_of_a_whole_suffix_are_trusted():
    assert risk("x@quartermastery.mil").category is Category.TRUSTED


def test_a_delivered_host_of_a_whole_suffix_is_trusted():
    history = History(is_supplied=True, delivered_domains=frozenset({"amry.mil"}))
    assert risk("x@us.amry.mil", history=history).category is Category.TRUSTED


def test_a_typo_of_a_partner_is_suspect_and_says_what_was_meant():
    found = risk("jo@kelpline-sytems.co.uk")
    assert (found.category, found.kind) == (Category.SUSPECT, "typo")
    assert found.suggestion == "jo@kelpline-systems.co.uk"
    assert found.edits == ("the second 's' omitted in the name",)


def test_an_allow_lifts_suspicion_but_gives_no_trust_it_does_not_have():
    found = risk("jo@kelplime-systems.co.uk")
    assert (found.category, found.trust) == (Category.UNKNOWN, "allowed")
    assert "lookalike_domain" not in found.flags
    assert found.list_entry == "allow domain kelplime-systems.co.uk"


def test_an_allow_lifts_block_and_country():
    found = risk("info@puits-clair.ml")
    assert found.category is Category.UNKNOWN
    assert "COUNTRY_OF_CONCERN" not in found.reasons


def test_an_expired_allow_is_ignored_and_named():
    found = risk("info@vieux-puits.ml")
    assert found.category is Category.BLOCKED
    assert "ALLOW_EXPIRED" in found.reasons


def test_the_last_day_of_an_entry_still_holds():
    assert risk("info@puits-clair.ml", today=date(2027, 12, 31)).category is Category.UNKNOWN
    assert risk("info@puits-clair.ml", today=date(2028, 1, 1)).category is Category.BLOCKED


def test_an_address_entry_beats_a_domain_entry():
    assert risk("friend@leaky-post.com").category is Category.UNKNOWN
    assert risk("other@leaky-post.com").category is Category.BLOCKED
    assert risk("press@harbour-gazette.co.uk").category is Category.BLOCKED
    assert risk("news@harbour-gazette.co.uk").category is Category.UNKNOWN


def test_a_block_wins_a_tie_and_beats_trust():
    view = build_view(
        replace(
            ORGANISATION,
            blocks=(ListEntry("domain", "kelpline-systems.co.uk"),),
            allows=(ListEntry("suffix", "kelpline-systems.co.uk"),),
        )
    )
    assert check("a@kelpline-systems.co.uk", view=view).recipients[0].category is Category.BLOCKED


def test_a_contact_counts_from_three_messages_on():
    assert risk("desk@anchor-inn.co.uk").category is Category.KNOWN
    assert risk("desk@anchor-inn.co.uk").trust == "contact"
    assert risk("new@once-only.co.uk").category is Category.UNKNOWN


def test_a_learnt_contact_is_known_but_never_by_learning_at_webmail():
    history = History(
        (
            ("ann@shop.example.org", ContactHistory(2, 1, is_learnt=True)),
            ("ann@gmail.com", ContactHistory(2, 1, is_learnt=True)),
        ),
        is_supplied=True,
    )
    assert risk("ann@shop.example.org", history=history).category is Category.KNOWN
    assert risk("ann@gmail.com", history=history).category is Category.ELEVATED


def test_a_contact_at_a_lookalike_does_not_launder_it():
    view = build_view(replace(ORGANISATION, blocks=(), contacts={"ada@us.navy.ml": 40}))
    assert check("ada@us.navy.ml", view=view).recipients[0].category is Category.SUSPECT


def test_the_domain_of_a_contact_is_guarded_but_not_trusted():
    assert risk("colm.brady@rosmore-law.ie").category is Category.SUSPECT
    assert risk("colm.brady@rosmore-law.ie").suggestion == "colm.brady@rossmore-law.ie"
    assert risk("other@rossmore-law.ie").category is Category.UNKNOWN


@pytest.mark.parametrize(
    ("address", "kind", "reason"),
    [
        ("someone@yahoo.co.uk", "freemail", "FREEMAIL"),
        ("someone@mailinator.com", "disposable", "DISPOSABLE_DOMAIN"),
        ("someone@kremlin.ru", "unknown_external", "COUNTRY_OF_CONCERN"),
    ],
)
def test_webmail_throwaway_and_countries_of_concern_are_elevated(address, kind, reason):
    found = risk(address)
    assert (found.category, found.kind) == (Category.ELEVATED, kind)
    assert reason in found.reasons


def test_an_ordinary_stranger_is_unknown():
    found = risk("hello@lantern-printers.co.uk")
    assert (found.category, found.kind, found.trust) == (Category.UNKNOWN, "unknown_external", "none")
    assert found.reasons == ("UNKNOWN_DOMAIN",)
    assert found.explanation


def test_a_bare_domain_gives_a_risk_without_an_address():
    found = assess_domain("gmial.com", VIEW, TODAY)
    assert (found.address, found.category, found.suggestion) == ("", Category.SUSPECT, "gmail.com")
    assert found.flags == ("lookalike_domain", "disposable_domain")
    assert not found.is_bcc


def test_the_explanation_counts_who_else_uses_the_domain_that_was_meant():
    found = check("a@kelpline-sytems.co.uk", "b@kelpline-systems.co.uk", "c@kelpline-systems.co.uk").recipients[0]
    assert found.explanation.endswith("2 other recipients use kelpline-systems.co.uk.")


def test_a_reason_meant_for_analysts_is_not_in_the_explanation():
    from dlp_service.values import Disclose

    entry = ListEntry("domain", "quiet.example.org", reason="operation", disclose=Disclose.ANALYST)
    found = check("a@quiet.example.org", view=build_view(replace(ORGANISATION, blocks=(entry,)))).recipients[0]
    assert "operation" not in found.explanation
    assert found.disclose is Disclose.ANALYST


def test_whole_suffix_partners_may_be_government_zones():
    view = build_view(replace(ORGANISATION, partners=(Partner(("gov.au",), "AUS"),)))
    assert assess_domain("treasury.gov.au", view, TODAY).category is Category.TRUSTED


def test_expired_entries_are_listed_for_the_operator():
    (found,) = expired_entries(ORGANISATION, TODAY)
    assert (found.list_name, found.entry.value, found.days) == ("allow", "vieux-puits.ml", 660)
    assert expired_entries(ORGANISATION, date(2025, 1, 31)) == ()
