"""Floors of precision and recall; the figures themselves are printed by `python -m evaluations.markings`."""

import itertools

from evaluations.markings import CORE, OWN, evaluate, false_marking_rate, ordinary_mail, read_cases
from tests.shared import SHARED, needs_shared


def test_the_own_set_is_large_and_half_of_it_hard_negatives():
    cases = read_cases(OWN)
    negatives = sum(not case["expect"] for case in cases)
    assert len(cases) >= 200
    assert negatives >= 0.4 * len(cases)


def test_precision_and_recall_on_the_own_set():
    report = evaluate(read_cases(OWN))
    for scheme in CORE:
        tally = report.schemes[scheme]
        assert tally.precision >= 0.97, (scheme, report.errors)
        assert tally.recall >= 0.95, (scheme, report.errors)
    assert report.fired_negatives <= 0.01 * report.negatives, report.errors
    assert report.total.exact >= 0.97 * report.total.found
    assert report.total.caveats >= 0.95 * report.total.found


@needs_shared
def test_precision_and_recall_on_the_shared_examples():
    report = evaluate(read_cases(SHARED / "data" / "markings" / "examples.jsonl"))
    assert report.total.precision >= 0.97, report.errors
    assert report.total.recall >= 0.95, report.errors


@needs_shared
def test_ordinary_mail_is_not_marked():
    fired, count = false_marking_rate(itertools.islice(ordinary_mail(SHARED), 1_500))
    assert fired <= 0.002 * count
