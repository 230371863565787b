"""What a look-up costs is counted, not timed: interpreter steps and comparisons grow with the address, not with the list."""

import dis
import sys
from collections.abc import Callable
from functools import cache
from types import CodeType, FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.recipients.domains import Suffixes, normalise
from dlp_service.recipients.lookalike import LookalikeIndex
from dlp_service.recipients.tables import load_tables

SUFFIXES, TABLES = Suffixes(), load_tables()
GUARDED = ("navy.mil", "army.mod.uk", "brackness-harbour.gov.uk", "quillon.com", "ferrymead.gov")
LONGEST = 253
MOST_STEPS_A_LETTER, FEW_STEPS = 120, 12_000
MOST_COMPARISONS, MOST_IN_A_CROWD = 60, 300
UNITS = (
    "a", "a.", "a-", "navy.mil.", "navy-mil-", "navy.", "navy", "usarmymil", "ferrymead", "xn--a.", "xn--navy-", "rn", "gov.uk.", "a--a.",
)  # fmt: skip
ENDS = ("com", "gov.uk", "mil", "zz", "mi1", "gov.u", "ck", "co")


def crowd(count: int) -> LookalikeIndex:
    """Return an index of made names beside the guarded ones; the names share letters, endings and thirds."""
    made = [f"ferry{number:04}mead.{'gov' if number % 2 else 'gov.uk'}" for number in range(count)]
    return LookalikeIndex([(host, True) for host in (*GUARDED, *made)], SUFFIXES, TABLES)


FEW, MANY, CROWDED = crowd(10), crowd(2000), crowd(8000)


@cache
def comparing(code: CodeType) -> frozenset[int]:
    """Return where a function asks for the distance of two strings."""
    return frozenset(
        step.offset
        for step in dis.get_instructions(code)
        if step.opname.startswith("LOAD_") and step.argval == "distance"
    )


class Work:
    """What a call does: interpreter steps, and comparisons of two strings letter by letter."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.steps = self.comparisons = 0
        before = sys.gettrace()
        sys.settrace(self._traced)
        try:
            call()
        finally:
            sys.settrace(before)

    def _traced(self, frame: FrameType, event: str, _argument: Any) -> Any:
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        if event == "opcode":
            self.steps += 1
            self.comparisons += frame.f_lasti in comparing(frame.f_code)
        return self._traced


def long_host(unit: str, end: str, letters: int) -> str:
    """Return a normalised host of about so many letters: a unit repeated, labels cut at 60, and an end."""
    text = (unit * letters)[: letters - len(end) - 1]
    labels = [
        label[at : at + 60].strip("-") or "x" for label in text.split(".") for at in range(0, len(label) or 1, 60)
    ]
    return normalise(".".join([*labels, end])[-letters:].lstrip(".-"))


def bound(host: str) -> int:
    """Return the most steps a look-up of a host may take."""
    return FEW_STEPS + MOST_STEPS_A_LETTER * len(host)


@pytest.mark.parametrize("index", [FEW, MANY], ids=["15 names", "2005 names"])
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("unit", UNITS)
def test_the_longest_hosts_take_few_steps_and_comparisons(unit, end, index):
    host = long_host(unit, end, LONGEST)
    assert len(host) > LONGEST - 60, host
    work = Work(lambda: index.find(host))
    assert work.steps > 0
    assert work.steps <= bound(host), host
    assert work.comparisons <= MOST_COMPARISONS, host


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*UNITS, *"aeimnrvy-.", "mod", "uk", "council"]), min_size=1, max_size=90),
    st.sampled_from(ENDS),
)
def test_any_host_takes_few_steps_and_comparisons(pieces, end):
    host = normalise(f"{''.join(pieces)[: LONGEST - 8].strip('.-')}.{end}")
    work = Work(lambda: MANY.find(host))
    assert work.steps <= bound(host), host
    assert work.comparisons <= MOST_COMPARISONS, host


@pytest.mark.parametrize("host", ["lantern-printers.co.uk", "harbour.example.com", "a.b.c.d.example.org", "quay.de"])
def test_steps_do_not_grow_with_the_list(host):
    FEW.find(host), MANY.find(host)  # what holds for a suffix is worked out once
    few, many = Work(lambda: FEW.find(host)), Work(lambda: MANY.find(host))
    assert many.steps <= few.steps * 1.25
    assert many.comparisons <= few.comparisons + 2


@pytest.mark.parametrize(
    "host",
    [
        "ferry1234mead.gov",
        "fery1234mead.gov",
        "ferr1y12x4mead.gov",
        "ferry123mead.govv",
        "ferr12345mead.gov",
        "ferrymead.go",
    ],
)
def test_a_host_near_thousands_of_guarded_ones_is_compared_with_few(host):
    work = Work(lambda: CROWDED.find(host))
    assert 0 < work.comparisons <= MOST_IN_A_CROWD
    assert work.steps <= 2 * bound(host)


def test_a_guarded_host_takes_a_few_steps():
    assert Work(lambda: MANY.find("mail.us.navy.mil")).steps <= 200
