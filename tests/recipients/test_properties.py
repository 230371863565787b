"""Properties that hold for every input."""

import string

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dlp_service.recipients import assess_domain
from dlp_service.recipients.domains import Suffixes, normalise, parents
from dlp_service.recipients.lookalike import LookalikeIndex
from dlp_service.recipients.slips import single_edit
from dlp_service.recipients.tables import load_tables
from dlp_service.values import Category
from tests.recipients.fictional import TODAY, VIEW, check

SUFFIXES, TABLES = Suffixes(), load_tables()
NAMES = ("tidewater", "harbourmaster", "quillon", "brackness", "ferrymead", "kelpline", "osprey")
HOSTS = tuple(f"{name}.{suffix}" for name in NAMES for suffix in ("mil", "gov.uk", "com"))
INDEX = LookalikeIndex([(host, True) for host in HOSTS], SUFFIXES, TABLES)
QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
letters = st.sampled_from(string.ascii_lowercase)
labels = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)


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


@QUICK
@given(st.sampled_from(HOSTS), st.lists(labels, max_size=3))
def test_a_guarded_host_with_any_sub_host_is_never_flagged(host, left):
    assert INDEX.find(".".join([*left, host])) is None


@QUICK
@given(st.sampled_from(HOSTS), st.integers(0, 60), st.sampled_from(["omit", "insert", "replace", "swap"]), letters)
def test_one_edit_in_a_name_of_five_letters_is_found(host, position, op, letter):
    name, _, suffix = host.partition(".")
    at = position % (len(name) - (op == "swap"))
    edited = {
        "omit": name[:at] + name[at + 1 :],
        "insert": name[:at] + letter + name[at:],
        "replace": name[:at] + letter + name[at + 1 :],
        "swap": name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
    }[op]
    typed = f"{edited}.{suffix}"
    assume(edited != name and typed not in TABLES.known)
    slip = INDEX.find(typed)
    assert slip is not None, typed
    assert slip.meant == host


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
