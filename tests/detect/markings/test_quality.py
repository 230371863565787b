"""Floors of precision and recall; the figures themselves are printed by `python -m evaluations.markings`."""

import itertools
from functools import cache

import pytest

from evaluations.markings import FEW, Report, evaluate, false_marking_rate, ordinary_mail, own_sets, read_cases
from tests.shared import SHARED, needs_shared

DISCUSSIONS = {"discussed", "legend", "example", "question", "negated", "clearance", "approval", "news_history"}
WORDS = {"ordinary_word", "caps_ordinary", "paren_letter", "brand_title", "foreign_ordinary", "code_secret", "meta"}
DAMAGED = {"noise", "wrapped", "quoted"}


@cache
def report() -> Report:
    """Return the report on all labelled sets of the repository."""
    return evaluate(case for path in own_sets().values() for case in read_cases(path))


def test_the_sets_are_large_and_about_half_of_them_hard_negatives():
    assert report().cases >= 2_500
    assert 0.45 * report().cases <= report().negatives <= 0.55 * report().cases


def test_precision_and_recall_on_all_sets():
    total = report().total
    assert total.precision >= 0.985, report().errors
    assert total.recall >= 0.985, report().errors
    assert total.exact >= 0.97 * total.found
    assert total.caveats >= 0.97 * total.found


def test_every_scheme_has_its_floor():
    common = {name: tally for name, tally in report().schemes.items() if tally.found + tally.missed >= FEW}
    assert len(common) >= 15
    for scheme, tally in common.items():
        # A bare word belongs to nobody: what is false in it is false in the whole.
        assert tally.precision >= (0.85 if scheme == "any" else 0.94), (scheme, report().errors)
        assert tally.recall >= 0.93, (scheme, report().errors)


@pytest.mark.parametrize(
    ("groups", "most"), [(DISCUSSIONS, 0.03), (WORDS, 0.01)], ids=["discussions", "ordinary words"]
)
def test_texts_without_a_marking_seldom_fire(groups, most):
    cases = [
        case
        for path in own_sets().values()
        for case in read_cases(path)
        if case["group"] in groups and not case["expect"]
    ]
    found = evaluate(cases)
    assert found.negatives == len(cases) > 200
    assert found.fired_negatives <= most * len(cases), found.errors


def test_damaged_markings_are_found():
    tallies = [report().groups[group] for group in sorted(DAMAGED)]
    found, missed = (sum(getattr(tally, name) for tally in tallies) for name in ("found", "missed"))
    assert found >= 0.95 * (found + missed)


@needs_shared
def test_precision_and_recall_on_the_shared_examples():
    shared = evaluate(read_cases(SHARED / "data" / "markings" / "examples.jsonl"))
    assert shared.total.precision == 1, shared.errors
    assert shared.total.recall == 1, shared.errors


@needs_shared
def test_ordinary_mail_is_not_marked():
    fired, count = false_marking_rate(itertools.islice(ordinary_mail(SHARED), 1_500))
    assert fired <= 0.002 * count
