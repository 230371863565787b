"""Broken addresses always get a category and a reason, never an exception."""

import importlib
import pkgutil
import sys

import pytest

from dlp_service import recipients as room
from dlp_service.recipients import assess_domain
from dlp_service.recipients.domains import Suffixes, normalise, parse_address, unicode_form
from dlp_service.values import Category, RecipientRisk
from tests.recipients.fictional import TODAY, VIEW, check, risk

BROKEN = [
    "", " ", "@", "user", "user@", "@navy.mil", "a@b@navy.mil", "user@-bad-.com", "user@" + "a" * 64 + ".com", "user@" + "a." * 200 + "com",
    "user@.", "user@..mil", "user@navy..mil", "user@xn--\udcff.com", "user@na\x00vy.mil", "us\ner@navy.mil", "x" * 70 + "@navy.mil",
    "user@exa mple.com", "user@\u202enavy.mil", "\ud800@navy.mil",
]  # fmt: skip


@pytest.mark.parametrize("address", BROKEN)
def test_a_broken_address_is_elevated_with_a_reason(address):
    found = risk(address)
    assert found.category >= Category.ELEVATED
    assert found.reasons
    assert found.explanation


@pytest.mark.parametrize("address", ["user@[192.0.2.1]", "user@[IPv6:2001:db8::1]", "user@192.0.2.1"])
def test_a_literal_is_no_domain(address):
    found = risk(address)
    assert found.category is Category.ELEVATED
    assert found.reasons == ("ADDRESS_LITERAL",)


@pytest.mark.parametrize(
    "address", ["user%evil.example@us.navy.mil", "evil.example!user@navy.mil", "@relay.example:user@navy.mil"]
)
def test_a_routed_address_is_not_trusted_for_its_relay(address):
    found = risk(address)
    assert found.category is Category.ELEVATED
    assert "ROUTED_ADDRESS" in found.reasons


@pytest.mark.parametrize(
    "address",
    [
        "User@NAVY.MIL",
        "user@navy.mil.",
        '"odd @ name"@navy.mil',
        "<user@navy.mil>",
        "user@ｎavy．mil",
        "jürgen@navy.mil",
        " user@navy.mil ",
    ],
)
def test_spelling_does_not_change_the_domain(address):
    found = risk(address)
    assert (found.domain, found.category) == ("navy.mil", Category.TRUSTED)
    assert found.address == address


def test_a_host_without_a_dot_is_not_reachable():
    assert "NO_DOT" in risk("user@intranet").reasons
    assert risk("user@mil").category is Category.ELEVATED


def test_a_homograph_is_shown_as_a_person_sees_it():
    found = risk("jo@kelplіne-systems.co.uk")
    assert (found.category, found.kind) == (Category.SUSPECT, "homograph")
    assert found.suggestion == "jo@kelpline-systems.co.uk"
    assert "shown as kelplіne-systems.co.uk" in found.explanation


def test_an_honest_international_domain_is_unknown():
    assert risk("info@bäckerei-öhring.de").category is Category.UNKNOWN


@pytest.mark.parametrize("domain", ["", "\udcff", "a" * 300, "..", "xn--a", "xn--\u20ac", "[::1]", "@", "*.mil"])
def test_a_string_that_is_no_domain_still_gets_a_risk(domain):
    found = assess_domain(domain, VIEW, TODAY)
    assert found.category >= Category.UNKNOWN
    assert found.reasons


def test_a_punycode_label_that_does_not_decode_stays_as_it_is():
    assert unicode_form("xn--999999999999b.com") == "xn--999999999999b.com"
    assert normalise("xn--999999999999b.com") == "xn--999999999999b.com"


def test_ten_thousand_recipients_are_assessed_together():
    found = check(*(f"user{number}@host{number}.example.com" for number in range(10_000)))
    assert len(found.recipients) == 10_000
    assert found.exposed_outsiders == 0
    assert {item.category for item in found.recipients} == {Category.UNKNOWN}


def test_unknown_top_level_names_are_suffixes_of_one_label():
    suffixes = Suffixes()
    assert suffixes.registrable("a.b.invalidtld") == "b.invalidtld"
    assert not suffixes.exists("invalidtld")
    assert suffixes.exists("gov.uk")


def test_a_name_before_the_address_is_no_part_of_it():
    address = parse_address('"Lovelace, Ada" <ada@navy.ml>')
    assert (address.local, address.domain, address.problem) == ("ada", "navy.ml", "")
    assert parse_address("Ada <>").problem == "INVALID_ADDRESS"


def test_a_tag_and_quotes_belong_to_the_local_part():
    address = parse_address('"a+b"@example.com')
    assert (address.local, address.domain, address.problem) == ('"a+b"', "example.com", "")


@pytest.mark.parametrize(
    "host",
    [
        "navy.ml", "a.b.gov.uk", "uk", "gov.uk", "x.y.kawasaki.jp", "city.kawasaki.jp", "www.ck", "a.b.ck", "me.github.io", "a.us.com", "foo.bar.nosuchtld",
        "nosuchtld", "xn--55qx5d.cn", "a.xn--55qx5d.cn", "a.b.c.d.e.f.com", "x.compute.amazonaws.com", "a.mil.nz",
    ],
)  # fmt: skip
def test_suffixes_are_those_of_the_published_list(host):
    from publicsuffixlist import PublicSuffixList

    published = PublicSuffixList().publicsuffix(host) or host
    assert Suffixes().suffix(host) == published


@pytest.mark.parametrize(
    "address",
    [
        "x" * 20_000 + "@navy.mil",
        "verteiler" * 2_000 + "@gmail.com",
        "a@" + "." * 20_000,
        "a@" + "x." * 20_000 + "ml",
        "a@" + "é." * 20_000 + "ml",
        "a@[" + "1." * 20_000 + "]",
    ],
)
def test_an_address_that_no_mail_system_takes_is_not_looked_into(address):
    """What grows with the square of the length would run millions of lines."""
    found: list[RecipientRisk] = []
    assert lines_run(lambda: found.append(risk(address))) < 20_000
    assert found[0].category >= Category.ELEVATED
    assert found[0].reasons
    assert found[0].address == address


def test_a_block_holds_for_the_suffix_of_what_is_no_domain():
    assert risk("a@" + "x." * 20_000 + "ml").list_entry == "block suffix ml"
    assert normalise("x." * 20_000 + "ml") == ""


def lines_run(call):
    """Return how many lines of this program a call runs."""
    count = 0

    def traced(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def test_nothing_but_domains_and_letters_outlives_a_message():
    """Caches keep domains and single letters, each a bounded number; local parts and names of people are kept by none."""
    modules = [
        importlib.import_module(found.name) for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    ]
    caches = {
        id(value): value
        for module in modules
        for value in vars(module).values()
        if callable(getattr(value, "cache_info", None))
    }
    people = [f"zoë.nibhriain{number}@gmail.com" for number in range(50)]
    check(*people[:1])
    before = {key: cache.cache_info().currsize for key, cache in caches.items()}
    check(*people)
    assert {key: cache.cache_info().currsize for key, cache in caches.items()} == before
    assert all(cache.cache_info().maxsize for cache in caches.values())
