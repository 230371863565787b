"""A quick look before patterns never changes whether they match."""

import re

import pytest

from dlp_service.detect.markings import language
from dlp_service.detect.markings.assertion import ASIDE, ASSERTIONS, FOREIGN, may_assert
from dlp_service.detect.markings.quick import Quick
from evaluations.markings import OWN, read_cases

PATTERNS = {name: value for name, value in vars(language).items() if isinstance(value, Quick) and name.isupper()}
ODD = [
    "",
    " ",
    "'",
    "not ' ' ' ' x",
    "it isn't a b c d e f",
    "ne l'a 'b c' d e f g h",
    "marked ((((",
    "\u017fans annexes",
    "no - - - - - - - - x",
    "Label:\t\n",
    "a  ",
]


def pieces():
    """Yield texts, and their beginnings up to each word."""
    yield from ODD
    for case in read_cases(OWN):
        text = case["text"][:400]
        yield from (text[: found.end()] for found in re.finditer(r"\S+\s?", text))


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_quick_pattern_matches_what_the_pattern_matches(name: str):
    quick = PATTERNS[name]
    plain = re.compile(quick.pattern, quick.flags)
    for text in pieces():
        assert bool(quick.search(text)) == bool(plain.search(text)), text


def test_what_an_assertion_matches_may_be_one():
    ways = (*ASIDE, *ASSERTIONS, *FOREIGN)
    asserted = 0
    for text in pieces():
        plain = " ".join(text.split())[-200:]
        if any(way.pattern.search(plain) for way in ways):
            asserted += 1
            assert may_assert(plain), plain
    assert asserted > 50
