"""What differs is said letter by letter, is true, and is short."""

import string
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dlp_service.recipients.alignment import Step, steps_between
from dlp_service.recipients.differences import MAX_QUOTED, differences, shortened
from dlp_service.recipients.domains import Suffixes, normalise
from dlp_service.recipients.lookalike import LookalikeIndex
from dlp_service.recipients.tables import load_tables

SUFFIXES = Suffixes()
GUARDED = (
    "navy.mil", "army.mil", "mod.gov.uk", "army.mod.uk", "metoffice.gov.uk", "ferrymead.gov.uk", "ferrymead.gov", "nasa.gov", "quillon.com",
    "kelpline-systems.co.uk", "gmail.com", "dewpointcliffordshire.gov.uk", "works.stilton.org",
)  # fmt: skip
INDEX = LookalikeIndex(((host, host != "gmail.com") for host in GUARDED), SUFFIXES, load_tables())
letters = st.text(string.ascii_lowercase + "-1rn.", max_size=14)


def said(host):
    slip = INDEX.find(normalise(host))
    assert slip is not None, host
    return differences(normalise(host), SUFFIXES.suffix(normalise(host)), slip)


@pytest.mark.parametrize(
    ("typed", "edits"),
    [
        ("us.navy.ml", ("'i' omitted in the suffix",)),
        ("nayv.mil", ("'v' and 'y' swapped in the name",)),
        ("metofice.gov.uk", ("only one of two 'f' in the name",)),
        ("metoffiice.gov.uk", ("'i' doubled in the name",)),
        ("kelpline-sytems.co.uk", ("the second 's' omitted in the name",)),
        ("kelpline-systens.co.uk", ("'m' became 'n' in the name",)),
        ("qullon.com", ("'i' omitted in the name",)),
        ("quillonx.com", ("'x' inserted at the end of the name",)),
        ("quuillon.com", ("'u' doubled in the name",)),
        ("quilklon.com", ("'k' inserted between 'l' and 'l' in the name",)),
        ("army.mdo.uk", ("'o' and 'd' swapped in the name",)),
        ("wroks.stilton.org", ("'o' and 'r' swapped in 'works'",)),
        ("rnetoffice.gov.uk", ("'rn' looks like 'm' in the name",)),
        ("metoff1ce.gov.uk", ("'1' looks like 'i' in the name",)),
        ("brnetof1ce.gov.uk", None),
        ("nasa.com", ("'.com' instead of '.gov'",)),
        ("metoffice.gov.us", ("'.gov.us' instead of '.gov.uk'",)),
        ("metoffice.vov.uk", ("'g' became 'v' in the suffix",)),
        ("modgov.uk", ("dot omitted between 'mod' and 'gov'",)),
        ("met.office.gov.uk", ("dot inserted between 'met' and 'office'",)),
        ("navym.il", ("the dot moved one letter to the right",)),
        ("army-mod.uk", ("a hyphen in place of the dot",)),
        ("ferrymeadgovuk.net", ("its dots omitted", "'.net' added at the end")),
        ("navy-mil.info", ("a hyphen instead of the dot", "'.info' added at the end")),
        ("us.navy.mil.example.com", ("'.example.com' added at the end",)),
        ("army.modhttps.uk", ("'https' added behind 'mod'",)),
        ("us.navy.github.io", ("'.github.io' instead of '.mil'",)),
        ("navysafe.mil", ("'safe' added behind 'navy'",)),
        ("howardnavy.mil", ("dot omitted between 'howard' and 'navy'",)),
        ("navy-login.com", ("'-login' added behind 'navy'", "'.com' instead of '.mil'")),
        ("wwwquillon.com", ("'www' put in front without its dot",)),
        ("wwwquilon.com", ("'www' put in front without its dot", "only one of two 'l' in the name")),
        ("dewpontclifordshire.gov.uk", ("the first 'i' omitted in the name", "only one of two 'f' in the name")),
        ("dewpontcliffordshire.gov.yk", ("the first 'i' omitted in the name", "'.gov.yk' instead of '.gov.uk'")),
        ("kelplіne-systems.co.uk", ("the Cyrillic letter 'і' in place of 'i'",)),
        ("ԛuіllоn.com", ("the Cyrillic letter 'ԛ' in place of 'q'", "the Cyrillic letter 'і' in place of 'i'", "the Cyrillic letter 'о' in place of 'o'")),
        ("агму.mil", ("letters of another script in place of Latin ones",)),
        ("gmaìl.com", ("'ì' in place of 'i'",)),
        ("metסffice.gov.uk", ("a Hebrew letter in place of 'o'",)),
    ],
)  # fmt: skip
def test_every_edit_is_named_with_its_letter_and_place(typed, edits):
    if edits is None:
        assert INDEX.find(typed) is None
    else:
        assert said(typed) == edits


def applied(one: str, steps: tuple[Step, ...]) -> str:
    pieces, done = [], 0
    for step in steps:
        assert one[step.at : step.at + len(step.old)] == step.old
        pieces += [one[done : step.at], step.new]
        done = step.at + len(step.old)
    return "".join((*pieces, one[done:]))


@given(letters, letters)
def test_the_steps_lead_from_one_text_to_the_other(one, other):
    steps = steps_between(one, other)
    assert applied(one, steps) == other
    assert bool(steps) == (one != other)
    assert all(other[step.to : step.to + len(step.new)] == step.new for step in steps)


@given(letters, st.integers(0, 13), st.sampled_from(string.ascii_lowercase))
def test_one_letter_is_one_step(one, at, letter):
    assume(at < len(one) and one[at] != letter)
    (step,) = steps_between(one, one[:at] + letter + one[at + 1 :])
    assert (step.old, step.new, step.at) == (one[at], letter, at)
    (step,) = steps_between(one, one[:at] + one[at + 1 :])
    assert step.old == one[at]


def test_a_longer_look_takes_no_longer_than_a_few_steps():
    """Whoever writes the address chooses what is compared."""
    count = 0

    def traced(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        for one, other in (
            ("ab" * 120, "ba" * 120),
            ("ab" * 30, "ba" * 30),
            ("a" * 100, "b" * 100),
            ("abc" * 30, "xbcabc" * 20),
        ):
            steps_between(one, other)
    finally:
        sys.settrace(before)
    assert count < 30_000


@pytest.mark.parametrize("end", ["gov.uk", "mil", "navy.mil.example.com", "zz", "com", "navy-mil.org"])
def test_phrases_are_few_and_short_for_the_longest_hosts(end):
    host = f"{'navy-'.join(['a'] * 9)}.{'quillonx.' * 22}"
    host = normalise(f"{host[: 252 - len(end)].strip('.-')}.{end}")
    slip = INDEX.find(host)
    edits = differences(host, SUFFIXES.suffix(host), slip) if slip else ()
    assert len(edits) <= 5
    assert all(len(edit) <= 2 * MAX_QUOTED + 40 for edit in edits)


@given(st.text(max_size=60))
def test_nothing_invisible_or_turning_is_quoted(text):
    shown = shortened(text)
    assert len(shown) <= MAX_QUOTED
    assert all(c == " " or c.isprintable() or c == "\ufffd" for c in shown)
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f\u200e")
