"""The sentence an officer reads: right, bounded, and silent about what is not theirs to know."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.organisation import ListEntry, Organisation
from dlp_service.recipients import assess_domain, build_view
from dlp_service.values import Category, ContactHistory, Disclose, History
from tests.recipients.fictional import ORGANISATION, TODAY, VIEW, check, risk

MOST = 1200


def sentence(address, **how):
    return risk(address, **how).explanation


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("a@harbourworks.gov.uk", "harbourworks.gov.uk is our own domain."),
        ("a@mail.harbourworks.gov.uk", "mail.harbourworks.gov.uk is part of our own domain harbourworks.gov.uk."),
        ("a@kelpline-systems.co.uk", "kelpline-systems.co.uk belongs to a partner."),
        ("a@us.army.mil", "us.army.mil belongs to a partner, who holds all of .mil."),
        ("desk@anchor-inn.co.uk", "desk@anchor-inn.co.uk is a known contact, written to 25 times."),
        ("a@lantern-printers.co.uk", "lantern-printers.co.uk is not known to us; .uk is the United Kingdom."),
        ("a@wlga.gov.uk", "wlga.gov.uk is not known to us; only UK public bodies can register under .gov.uk."),
        ("a@yahoo.co.uk", "yahoo.co.uk is a webmail provider where anyone can hold a mailbox; .uk is the United Kingdom."),
        ("a@mail.ru", "mail.ru is a webmail provider where anyone can hold a mailbox; .ru is Russia, a country of concern."),
        ("a@mailinator.com", "mailinator.com gives out throw-away addresses."),
        ("a@kremlin.ru", "kremlin.ru is not known to us; .ru is Russia, a country of concern; only the government of Russia can register under .kremlin.ru."),
        ("a@intranet", "a@intranet has no dot and cannot be reached from outside."),
        ("a@[192.0.2.1]", "a@[192.0.2.1] names a machine by its number instead of a domain."),
        ("all-staff@brightpaper.example", "brightpaper.example is not known to us; it is probably the address of a group."),
        ("x@us.amry.mil", "us.amry.mil looks like us.army.mil: 'r' and 'm' swapped in the name; only the US Department of Defense can register under .mil."),
        ("x@other.ml", "blocked by the entry for ml (country domain of Mali, mistaken for .mil); other.ml is not known to us; .ml is Mali."),
        ("x@gmail.army", "gmail.army looks like gmail.com: '.army' instead of '.com'; anyone can register under .army, despite the name."),
        ("x@gmial.com", "gmial.com looks like gmail.com: 'a' and 'i' swapped in the name; anyone can register under .com."),
        ("x@kelpline.exmaple", "kelpline.exmaple looks like kelpline.example: 'a' and 'm' swapped in the suffix; .exmaple is no known top-level domain."),
        ("x@kelplne.example", "kelplne.example looks like kelpline.example: 'i' omitted in the name."),
        ("x@gmailcom", "gmailcom looks like gmail.com: dot omitted between 'gmail' and 'com'; it has no dot and cannot be reached from outside."),
        ("x@пример.рф", "xn--e1afmkfd.xn--p1ai (shown as пример.рф) is not known to us; .рф is Russia, a country of concern."),
        ("x@gmail.con", "gmail.con looks like gmail.com: '.con' instead of '.com'; .con is no known top-level domain."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_a_recipient_is(address, told):
    assert sentence(address) == told


def test_the_incident_is_said_as_it_was():
    view = build_view(replace(ORGANISATION, blocks=(), countries_of_concern=frozenset()))
    found = check("a@navy.ml", *(f"{name}@navy.mil" for name in "bcde"), view=view).recipients[0]
    assert found.explanation == (
        "navy.ml looks like navy.mil: 'i' omitted in the suffix; .ml is Mali; anyone can register there; "
        "4 other recipients use navy.mil."
    )


def test_an_allow_says_what_the_domain_looks_like_all_the_same():
    assert sentence("jo@kelplime-systems.co.uk") == (
        "allowed by the entry for kelplime-systems.co.uk (a real neighbour); kelplime-systems.co.uk is not known to us; "
        ".uk is the United Kingdom; all the same it looks like kelpline-systems.co.uk: 'n' became 'm' in the name."
    )


def test_an_allow_that_ran_out_is_said_with_its_day():
    assert "; the entry that allowed vieux-puits.ml ran out on 2025-01-31; " in sentence("info@vieux-puits.ml")


@pytest.mark.parametrize("disclose", [Disclose.ANALYST, Disclose.OWNER])
def test_an_entry_that_is_not_for_the_sender_is_not_named(disclose):
    entry = ListEntry(
        "address", "quiet@lantern.example.org", reason="operation", until=date(2027, 1, 1), disclose=disclose
    )
    gone = replace(entry, until=date(2025, 1, 1))
    blocked = build_view(replace(ORGANISATION, blocks=(entry,), allows=(gone,)))
    found = check("quiet@lantern.example.org", view=blocked).recipients[0]
    assert found.reasons[:2] == ("BLOCK_LISTED", "ALLOW_EXPIRED")
    assert found.explanation == "blocked by an entry of the lists; lantern.example.org is not known to us."
    allowed = build_view(replace(ORGANISATION, blocks=(), allows=(entry,)))
    assert (
        check("quiet@lantern.example.org", view=allowed)
        .recipients[0]
        .explanation.startswith("allowed by an entry of the lists; ")
    )


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "no earlier message to this address is known."),
        (1, "only 1 earlier message to this address is known."),
        (2, "only 2 earlier messages to this address are known."),
    ],
)
def test_a_first_message_says_how_many_went_before(count, told):
    history = History((("ann@shop.example.org", ContactHistory(count)),), is_supplied=True)
    assert sentence("ann@shop.example.org", history=history).endswith(f"shop.example.org is not known to us; {told}")


def test_a_group_says_who_sees_whom_and_who_is_odd():
    crowd = check(*(f"someone{number}@printers-{number}.co.uk" for number in range(12)))
    assert crowd.recipients[3].explanation.endswith("it is one of 12 outsiders who see each other's addresses.")
    team = check(*(f"{name}@harbourworks.gov.uk" for name in ("ann", "ben", "cai")), "x@brightpaper.example")
    assert (
        team.recipients[3].explanation
        == "brightpaper.example is not known to us; all other recipients belong to one organisation."
    )


def test_a_learnt_contact_with_the_name_is_not_named():
    history = History((("derek.marsh@slate-quarry.example", ContactHistory(5, has_namesake=True)),), is_supplied=True)
    told = sentence("derek.marsh@slate-quarry.example", history=history)
    assert told.endswith("; a known contact elsewhere has the same name.")


def test_nobody_in_bcc_is_named_in_what_others_are_told():
    hidden = "tobias.okafor@hwd.mod.uk"
    told = check(
        "t.okafor@lantern.example.org", "tobiasokafor@gmail.com", hidden, visible=("t.okafor@lantern.example.org",)
    )
    assert all(
        hidden not in found.explanation and "hwd.mod.uk" not in found.explanation for found in told.recipients[:2]
    )


class TestTwoHostsAlike:
    VIEW = build_view(Organisation(protected=("disa.mil", "mail.mil", "quillon.com"), watch=("quillom.com",)))

    def test_both_are_said_and_neither_is_suggested(self):
        found = check("jo@maildisa.mil", view=self.VIEW).recipients[0]
        assert (found.category, found.suggestion) == (Category.SUSPECT, "")
        assert found.nearest_trusted in {"disa.mil", "mail.mil"}
        assert "maildisa.mil looks as much like " in found.explanation
        assert {"disa.mil", "mail.mil"} <= set(found.explanation.replace(";", "").split())

    def test_one_that_is_only_watched_is_no_rival(self):
        assert check("jo@quillo.com", view=self.VIEW).recipients[0].suggestion == "jo@quillon.com"


@pytest.mark.parametrize("local", ["derek", '"D. Marsh"', "d+tag", "dérek", "o'hara", "first.m.last.civ", "%"])
def test_a_suggestion_keeps_the_local_part_and_the_sub_hosts(local):
    view = build_view(replace(ORGANISATION, blocks=()))
    found = check(f"{local}@us.navy.ml", view=view).recipients[0]
    assert found.suggestion == ("" if local == "%" else f"{local}@us.navy.mil")


def test_an_address_that_nobody_could_use_gets_no_suggestion():
    view = build_view(replace(ORGANISATION, blocks=()))
    for address in (f"{'x' * 70}@navy.ml", "a@b@navy.ml", "a%evil.example@navy.ml"):
        found = check(address, view=view).recipients[0]
        assert (found.category, found.suggestion) == (Category.SUSPECT, "")
        assert "; the address itself " in found.explanation


def test_a_suggestion_is_never_what_was_typed():
    view = build_view(replace(ORGANISATION, directory=(("Ann Oakes", "ann.oakes@gmail.com"),)))
    assert check("Ann.Oakes@gmail.com", view=view).recipients[0].suggestion == ""


def test_what_an_address_hides_does_not_turn_the_sentence_about():
    for address in (
        "user\u202e@navy\u202egro.mil",
        "us\ner@navy.mil",
        "a\u2066b@x",
        "\ud800@navy.mil",
        "a\x1b[31m@intranet",
    ):
        told = sentence(address)
        assert told.isprintable() or "\ufffd" in told
        assert not set(told) & set("\u202e\u2066\n\x1b\ud800")
    turned = assess_domain("נavy.mil", VIEW, TODAY).explanation
    assert "shown as" not in turned
    assert turned.isascii()


@given(st.text(max_size=3), st.sampled_from(["navy.ml", "navy.mil.example.com", "nayv.mil", "gmail.com", "x.ml"]))
def test_the_longest_address_makes_a_bounded_sentence(text, end):
    for host in (
        f"{'a.' * 120}{end}",
        f"{'a' * 60}.{'b' * 60}.{'c' * 60}.{end}",
        f"{'navy-mil-' * 6}.{end}",
        f"{'x' * 300}.{end}",
    ):
        told = sentence(f"{text}{'l' * 60}@{host}")
        assert 0 < len(told) <= MOST
        assert told[-1] in ".?"
        assert "\n" not in told


def test_a_long_reason_is_cut():
    entry = ListEntry("domain", "quiet.example.org", reason="because " * 200)
    view = build_view(replace(ORGANISATION, blocks=(entry,)))
    assert len(check("a@quiet.example.org", view=view).recipients[0].explanation) < MOST
