"""Properties that hold for every input."""

import string

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dlp_service.organisation import Organisation
from dlp_service.recipients import assess, assess_domain, build_view
from dlp_service.recipients.domains import Suffixes, normalise, parents
from dlp_service.recipients.lookalike import LookalikeIndex
from dlp_service.recipients.slips import single_edit
from dlp_service.recipients.tables import load_tables
from dlp_service.recipients.ways.edits import telling_letters
from dlp_service.values import Category, Envelope, History
from tests.recipients.fictional import TODAY, VIEW, check

SUFFIXES, TABLES = Suffixes(), load_tables()
NAMES = ("tidewater", "harbourmaster", "quillon", "brackness", "ferrymead", "kelpline", "osprey")
HOSTS = tuple(f"{name}.{suffix}" for name in NAMES for suffix in ("mil", "gov.uk", "com"))
INDEX = LookalikeIndex([(host, True) for host in HOSTS], SUFFIXES, TABLES)
QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ZONES = ("mil", "gov.uk", "com", "co.uk", "gov", "de", "gov.au", "ml", "ac.uk", "k12.ca.us", "uk")
GUARDING = build_view(Organisation(protected=HOSTS))
labels = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
names_of_five = st.from_regex(r"[a-z][a-z0-9-]{3,14}[a-z0-9]", fullmatch=True).filter(
    lambda name: telling_letters(name, "") >= 5 and name not in TABLES.generic and "--" not in name
)
edits = st.tuples(
    st.integers(0, 200),
    st.sampled_from(["omit", "insert", "replace", "swap"]),
    st.sampled_from(string.ascii_lowercase + string.digits + ".-"),
)


def edited(host, position, op, letter):
    """Return a host with one letter, dot or hyphen omitted, inserted, replaced or swapped, wherever it stands."""
    at = position % (len(host) - (op == "swap"))
    return {
        "omit": host[:at] + host[at + 1 :],
        "insert": host[:at] + letter + host[at:],
        "replace": host[:at] + letter + host[at + 1 :],
        "swap": host[:at] + host[at + 1 : at + 2] + host[at] + host[at + 2 :],
    }[op]


@st.composite
def near_hosts(draw):
    """Guarded hosts taken apart and put together wrongly."""
    host = draw(st.sampled_from(HOSTS))
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(host) - 1))
        host = host[:at] + draw(st.sampled_from(["", host[at] * 2, "-", ".", "x", "1"])) + host[at + 1 :]
    left = draw(st.lists(labels, max_size=2))
    right = draw(st.sampled_from([[], [], ["com"], ["mail", "org"]]))
    return ".".join(piece for piece in [*left, *host.split("."), *right] if piece)


@QUICK
@given(near_hosts())
def test_what_is_suggested_is_guarded_or_under_a_guarded_host(host):
    slip = INDEX.find(host)
    assume(slip is not None)
    assert slip is not None
    assert any(parent in INDEX for parent in parents(slip.meant))


@st.composite
def guarded_lists(draw):
    """Lists of guarded hosts, some of them near one another, some below another."""
    hosts = draw(st.lists(st.builds("{}.{}".format, labels, st.sampled_from(ZONES)), min_size=1, max_size=8))
    below = draw(st.lists(st.builds("{}.{}".format, labels, st.sampled_from(hosts)), max_size=3))
    near = [edited(host, *draw(edits)) for host in hosts[:2]]
    return [host for host in (*hosts, *below, *near) if normalise(host) == host and "." in host]


@QUICK
@given(guarded_lists(), st.lists(labels | st.sampled_from(["xn--nvy-8cd", "a-b", "xn--", "0"]), max_size=3))
def test_a_guarded_host_and_what_lies_below_it_are_never_flagged(hosts, left):
    index = LookalikeIndex([(host, True) for host in hosts], SUFFIXES, TABLES)
    for host in hosts:
        below = ".".join([*left, host])
        assert index.find(host) is None
        assert index.find(below) is None
        assert index.is_guarded(below)


@QUICK
@given(guarded_lists(), edits, st.integers(0, 10))
def test_the_order_of_the_list_changes_nothing(hosts, edit, number):
    typed = normalise(edited(hosts[number % len(hosts)], *edit)) if hosts else ""
    found = [
        LookalikeIndex([(host, True) for host in ordered], SUFFIXES, TABLES).find(typed)
        for ordered in (hosts, hosts[::-1])
    ]
    assert len({(slip.kind, slip.meant, slip.weight, slip.rivals) if slip else None for slip in found}) == 1


def is_claimed(typed, index):
    """
    Say whether one edit that gave `typed` must be found.

    Not where it gave another guarded host or one below it, a host below a domain known to be somebody's, or a
    public suffix, which is no host that mail is written to.
    """
    registrable = SUFFIXES.registrable(typed)
    is_somebody = any(host in TABLES.known or host in TABLES.in_use for host in (typed, registrable))
    return not (index.is_guarded(typed) or is_somebody or SUFFIXES.is_suffix(typed))


@QUICK
@given(names_of_five, st.sampled_from(ZONES), edits, st.lists(labels, max_size=2))
def test_one_edit_anywhere_in_the_host_is_found_for_names_of_five_letters(name, zone, edit, left):
    """Holds for registrable names of five telling letters or more that are no common word; see `is_claimed`."""
    host = f"{name}.{zone}"
    index = LookalikeIndex([(host, True)], SUFFIXES, TABLES)
    typed = edited(host, *edit)
    assume(normalise(typed) == typed != host and is_claimed(typed, index))
    slip = index.find(typed)
    assert slip is not None, typed
    assert slip.guarded.host == host
    assert slip.meant == host or slip.meant.endswith(f".{host}")
    below = ".".join([*left, typed])
    # Letters before a host without a real suffix are more than one edit.
    assume("." in typed and SUFFIXES.exists(SUFFIXES.suffix(typed)) and is_claimed(below, index))
    assume(SUFFIXES.registrable(below) == SUFFIXES.registrable(typed))
    slip = index.find(below)
    assert slip is not None, below
    assert slip.guarded.host == host


@QUICK
@given(near_hosts(), st.sampled_from(["ada", "j.smith", '"a b"', "ädä", "x+tag", "o'brien", "mail"]))
def test_a_suggestion_is_a_whole_address_at_a_guarded_host(host, local):
    [found] = assess(Envelope.of("", (f"{local}@{host}",)), (), GUARDING, History(), TODAY).recipients
    slip = GUARDING.index.find(normalise(host))
    if slip and slip.rivals:
        # Two hosts were meant alike: the sentence says both, and nobody is sent to either.
        assert found.suggestion == ""
        assert all(rival in found.explanation for rival in (slip.meant, *slip.rivals[:2]))
    elif found.category is Category.SUSPECT:
        typed, _, meant = found.suggestion.rpartition("@")
        assert typed == local
        assert GUARDING.index.is_guarded(meant)
        assert GUARDING.index.find(meant) is None
        assert found.nearest_trusted in GUARDING.index
    else:
        assert found.suggestion == ""


# What breaks readers of addresses: labels that are too long, broken or nested punycode, letters written from right
# to left or without a place of their own, percent signs and routes, dots of other scripts, and addresses in UTF-8.
PIECES = st.sampled_from([
    "navy.mil", "navy", ".mil", "gmail.com", ".", "..", "。", "．", "-", "--", "@", "%", "!", ":", "[", "]", "<", ">", '"', "\\", " ", "\t", "\r\n", "\0",
    "xn--", "xn--a", "xn--nvy-8cd", "xn--xn---", "xn--99999999999", "XN--NVY-8CD", "a" * 63, "a" * 64, "é" * 60, "\u202e", "\u200b", "\u00ad", "\u0301",
    "ß", "ı", "İ", "ſ", "ﬁ", "ｎａｖｙ", "нaвy", "ναυυ", "🚢", "ad", "\ud800", "\U0010ffff", "٣", "%40", "=?utf-8?q?navy?=", "_", "*", "127.0.0.1", "::1", "0x7f.1",
])  # fmt: skip


@QUICK
@given(st.lists(PIECES, max_size=12).map("".join))
def test_broken_text_is_assessed_as_a_domain_and_as_an_address(text):
    as_domain = assess_domain(text, VIEW, TODAY)
    assert as_domain.reasons
    assert as_domain.explanation
    assert 0.0 <= as_domain.score <= 1.0
    for address in (text, f"jo@{text}", f"{text}@navy.mil"):
        [found] = check(address).recipients
        assert found.address == address
        assert found.reasons
        assert found.explanation
        assert 0.0 <= found.score <= 1.0


@QUICK
@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_host_has_an_answer_from_the_index(text):
    slip = INDEX.find(normalise(text))
    if slip:
        assert slip.guarded.host in HOSTS
        assert normalise(slip.meant) == slip.meant


@QUICK
@given(st.sampled_from(HOSTS), st.sampled_from([" {}", "{} ", "{}.", "<{}>", "{}\n"]), st.booleans())
def test_how_a_guarded_host_is_written_does_not_matter(host, form, is_upper):
    written = form.format(f"jo@{host.upper() if is_upper else host}")
    [found] = assess(Envelope.of("", (written,)), (), GUARDING, History(), TODAY).recipients
    assert (found.domain, found.category) == (host, Category.TRUSTED)


@QUICK
@given(st.text(max_size=80))
def test_any_string_is_assessed_as_a_domain(text):
    found = assess_domain(text, VIEW, TODAY)
    assert found.reasons
    assert found.explanation
    assert 0.0 <= found.score <= 1.0


@QUICK
@given(st.text(max_size=60), st.sampled_from(["", "@", "@navy.mil", "@gmail.com", "@xn--", "@[", "%a@b.c"]))
def test_any_string_is_assessed_as_an_address(text, tail):
    found = check(text + tail)
    assert len(found.recipients) == 1
    assert found.recipients[0].address == text + tail
    assert found.recipients[0].reasons


ADDRESSES = st.sampled_from([
    "a@harbourworks.gov.uk", "b@hwd.mod.uk", "c@gmail.com", "d@gmail.com", "e@kelpline-sytems.co.uk", "f@us.navy.ml", "g@studio.example",
    "h@mailinator.com", "not an address", "i@kelpline.example", "desk@anchor-inn.co.uk",
])  # fmt: skip


@QUICK
@given(
    st.lists(ADDRESSES, unique=True, max_size=11).flatmap(
        lambda found: st.tuples(st.just(found), st.permutations(found))
    )
)
def test_permuting_recipients_permutes_the_result(pair):
    first, second = pair
    one, other = check(*first), check(*second)
    assert {item.address: item for item in one.recipients} == {item.address: item for item in other.recipients}
    assert (one.flags, one.exposed_outsiders) == (other.flags, other.exposed_outsiders)


@QUICK
@given(st.lists(ADDRESSES, unique=True, max_size=11))
def test_the_category_of_a_recipient_does_not_depend_on_the_others(addresses):
    together = {item.address: item.category for item in check(*addresses).recipients}
    assert together == {address: check(address).recipients[0].category for address in addresses}


@QUICK
@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


@QUICK
@given(labels, labels)
def test_a_single_edit_is_no_edit_on_equal_strings_and_symmetric_in_existence(one, other):
    assert single_edit(one, one) is None
    assert (single_edit(one, other) is None) == (single_edit(other, one) is None)


def test_categories_are_what_the_policy_knows():
    assert {category.name for category in Category} == {"TRUSTED", "KNOWN", "UNKNOWN", "ELEVATED", "SUSPECT", "BLOCKED"}
