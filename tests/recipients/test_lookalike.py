"""Each way of slipping, and what must not be taken for a slip."""

import pytest

from dlp_service.recipients.differences import differences
from dlp_service.recipients.domains import Suffixes
from dlp_service.recipients.lookalike import LookalikeIndex
from dlp_service.recipients.tables import load_tables

TRUSTED = (
    "navy.mil", "army.mil", "eucom.mil", "darpa.mil", "mail.mil", "dla.mil", "mod.uk", "mod.gov.uk", "army.mod.uk", "nato.int",
    "jcet.nato.int", "metoffice.gov.uk", "treasury.gov", "nasa.gov", "tax.gov", "state.gov", "lga.gov.uk", "defence.gov.au",
    "kelpline-systems.co.uk", "brightwater-avionics.com", "rtx.com", "pentagon.mil",
)  # fmt: skip
WATCHED = ("gmail.com", "me.com", "live.com", "outlook.com")
SUFFIXES = Suffixes()
INDEX = LookalikeIndex(
    [*((host, True) for host in TRUSTED), *((host, False) for host in WATCHED)], SUFFIXES, load_tables()
)


@pytest.mark.parametrize(
    ("typed", "kind", "meant"),
    [
        ("navy.ml", "tld_swap", "navy.mil"),
        ("us.navy.ml", "tld_swap", "us.navy.mil"),
        ("dla.ml", "tld_swap", "dla.mil"),
        ("navy.mli", "typo", "navy.mil"),
        ("navy.mill", "typo", "navy.mil"),
        ("nayv.mil", "typo", "navy.mil"),
        ("drapa.mil", "typo", "darpa.mil"),
        ("darpa0.mil", "typo", "darpa.mil"),
        ("eucom.kz", "tld_swap", "eucom.mil"),
        ("treasury.app", "tld_swap", "treasury.gov"),
        ("nasa.com", "tld_swap", "nasa.gov"),
        ("jcet.nato.it", "tld_swap", "jcet.nato.int"),
        ("jcet.nato.imt", "typo", "jcet.nato.int"),
        ("metoffice.gov.us", "tld_swap", "metoffice.gov.uk"),
        ("metoffice.vov.uk", "typo", "metoffice.gov.uk"),
        ("modgov.uk", "doppelganger", "mod.gov.uk"),
        ("army-mod.uk", "doppelganger", "army.mod.uk"),
        ("armymil", "typo", "army.mil"),
        ("navym.il", "typo", "navy.mil"),
        ("pentagonmil.com", "doppelganger", "pentagon.mil"),
        ("usarmymil.com", "doppelganger", "army.mil"),
        ("howardnavy.mil", "doppelganger", "howard.navy.mil"),
        ("navysafe.mil", "lookalike", "navy.mil"),
        ("navy-login.com", "lookalike", "navy.mil"),
        ("mo-d.gov.uk", "lookalike", "mod.gov.uk"),
        ("rnetoffice.gov.uk", "lookalike", "metoffice.gov.uk"),
        ("metoff1cc.gov.uk", "lookalike", "metoffice.gov.uk"),
        ("br1ghtvvater-avionics.com", "lookalike", "brightwater-avionics.com"),
        ("brigthwater-aviomics.com", "typo", "brightwater-avionics.com"),
        ("kelpline-systems.co.uk.mail-view.org", "subdomain_trick", "kelpline-systems.co.uk"),
        ("us.navy.mil.example.com", "subdomain_trick", "us.navy.mil"),
        ("navy-mil.info", "subdomain_trick", "navy.mil"),
        ("gmial.com", "typo", "gmail.com"),
        ("xn--gmal-spa.com", "homograph", "gmail.com"),
        ("xn--metoffe-wfb071e.gov.uk", "homograph", "metoffice.gov.uk"),
    ],
)
def test_a_slip_is_found_and_names_what_was_meant(typed, kind, meant):
    slip = INDEX.find(typed)
    assert slip is not None
    assert (slip.kind, slip.meant) == (kind, meant)
    assert differences(typed, SUFFIXES.suffix(typed), slip)
    assert slip.weight >= 0.6


@pytest.mark.parametrize("host", [*TRUSTED, *WATCHED, "www.navy.mil", "a.b.c.mod.uk", "mx.gmail.com"])
def test_a_guarded_host_and_its_subdomains_are_never_slips(host):
    assert INDEX.find(host) is None


@pytest.mark.parametrize(
    "host",
    [
        "mod.io", "mi.com", "my.com", "ftx.com", "se.com", "wlga.gov.uk", "tax.com", "state.com", "live.net", "mlive.com",
        "mail.ru", "treasury.gov.au", "tax.gov.ir", "example.com", "lantern-printers.co.uk", "milano.it", "avionics.com", "navigation.com",
        "com", "co.uk", "xn--bcher-kva.example", "mil.ru", "gov.uk",
    ],
)  # fmt: skip
def test_real_neighbours_and_ordinary_domains_are_no_slips(host):
    assert INDEX.find(host) is None


def test_the_suggestion_keeps_sub_hosts():
    slip = INDEX.find("relay.east.nayv.mil")
    assert slip is not None
    assert slip.meant == "relay.east.navy.mil"


def test_an_index_of_nothing_finds_nothing():
    empty = LookalikeIndex([], Suffixes(), load_tables())
    assert len(empty) == 0
    assert empty.find("navy.ml") is None


def test_names_that_are_no_domains_guard_nothing():
    index = LookalikeIndex(
        [("", True), ("localhost", True), ("navy.mil", True), ("navy.mil", False)], Suffixes(), load_tables()
    )
    assert len(index) == 1


def test_names_that_share_their_ending_are_told_apart_by_the_rest():
    index = LookalikeIndex([("walton-pc.gov.uk", True), ("eastsussex.gov.uk", True)], Suffixes(), load_tables())
    assert index.find("westsussex.gov.uk") is None
    assert index.find("belton-pc.gov.uk") is None
    assert index.find("eastussex.gov.uk") is not None


def test_a_trusted_name_is_found_in_a_very_long_host():
    padding = ".".join(["login"] * 30)
    slip = INDEX.find(f"us.navy.mil.{padding}.example.com")
    assert slip is not None
    assert (slip.kind, slip.meant) == ("subdomain_trick", "us.navy.mil")
    slip = INDEX.find(f"{padding}.nayv.mil")
    assert slip is not None
    assert slip.meant == f"{padding}.navy.mil"


@pytest.mark.parametrize("typed", ["armyy.mmil", "navy.mmiil", "darpa.miil", "nnavymil", "metofice.gov.ukk"])
def test_two_letters_wrong_under_a_suffix_that_does_not_exist_are_a_slip(typed):
    slip = INDEX.find(typed)
    assert slip is not None
    assert slip.kind == "typo"


def test_a_weak_slip_of_a_name_in_use_is_excused_and_a_strong_one_is_not():
    in_use = ("mail-outlook.com", "gmial.com", "navy.ml", "xn--gmal-spa.com", "example.com")
    guarded = [("outlook.com", False), ("gmail.com", False), ("navy.mil", True)]
    tables = load_tables(popular=in_use)
    index, plain = LookalikeIndex(guarded, SUFFIXES, tables), LookalikeIndex(guarded, SUFFIXES, load_tables())
    assert plain.find("mail-outlook.com") is not None
    assert index.find("mail-outlook.com") is None
    for strong in ("gmial.com", "navy.ml", "xn--gmal-spa.com", "navy.mil.example.com"):
        slip = index.find(strong)
        assert slip is not None
        assert (slip.kind, slip.weight) == (plain.find(strong).kind, plain.find(strong).weight)


def test_below_a_well_known_name_a_slip_of_a_guarded_host_is_one():
    index = LookalikeIndex([("army.mod.uk", True)], SUFFIXES, load_tables())
    assert index.find("amry.mod.uk").meant == "army.mod.uk"
    assert index.find("mod.uk") is None
    assert index.find("orchard.mod.uk") is None


@pytest.mark.parametrize(
    ("typed", "kind", "meant"),
    [
        ("navymil-mail.com", "doppelganger", "navy.mil"),
        ("navymillogin.com", "doppelganger", "navy.mil"),
        ("modgovuk-travel.com", "doppelganger", "mod.gov.uk"),
        ("treasurygov-refund.org", "doppelganger", "treasury.gov"),
    ],
)
def test_a_host_without_its_dots_before_a_word_is_a_slip(typed, kind, meant):
    slip = INDEX.find(typed)
    assert slip is not None
    assert (slip.kind, slip.meant) == (kind, meant)


@pytest.mark.parametrize("host", ["navymilitary.com", "armymilitaria.com", "mintgarden.com", "nasagovernance.org"])
def test_letters_that_only_begin_like_a_host_without_its_dots_are_no_slip(host):
    assert INDEX.find(host) is None


@pytest.mark.parametrize("typed", ["defence.gov.au.com", "mail.defence.gov.au.com", "mod.gov.uk.com"])
def test_a_host_that_ends_in_the_name_of_a_shop_for_names_is_a_trick(typed):
    slip = INDEX.find(typed)
    assert slip is not None
    assert slip.kind == "subdomain_trick"


def test_a_host_of_another_government_is_no_trick():
    index = LookalikeIndex([("archives.gov", True)], SUFFIXES, load_tables())
    assert index.find("archives.gov.on.ca") is None
    assert index.find("archives.gov.on.com") is not None


def test_three_labels_with_hyphens_are_a_trick_however_short_the_name():
    index = LookalikeIndex([("awe.co.uk", True), ("gd.com", True)], SUFFIXES, load_tables())
    slip = index.find("awe-co-uk.info")
    assert slip is not None
    assert slip.meant == "awe.co.uk"
    assert index.find("gd-com.info") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("met-ofice.gov.uk", "metoffice.gov.uk"),
        ("met-office.uk", "metoffice.gov.uk"),
        ("kelpline-system.co.uk", "kelpline-systems.co.uk"),
        ("kelp-line-system.co.uk", "kelpline-systems.co.uk"),
        ("mail.tre-asuyr.gov", "treasury.gov"),
    ],
)
def test_a_hyphen_and_a_slip_besides_are_a_slip(typed, meant):
    slip = INDEX.find(typed)
    assert slip is not None
    assert slip.guarded.host == meant


def test_words_written_apart_under_a_suffix_that_nobody_puts_by_mistake_are_another_name():
    index = LookalikeIndex([("earthquake.gov", True)], SUFFIXES, load_tables())
    assert index.find("earth-quake.tk") is None


@pytest.mark.parametrize("typed", ["xn--navy.mil", "xn--gmail.com", "mx.xn--mod.xn--gov.uk"])
def test_an_a_label_whose_letters_read_like_a_guarded_name_is_a_homograph(typed):
    slip = INDEX.find(typed)
    assert slip is not None
    assert slip.kind == "homograph"
    assert f".{slip.meant}".endswith(f".{slip.guarded.host}")
    assert differences(typed, SUFFIXES.suffix(typed), slip) == ("'xn--' put in front",)
