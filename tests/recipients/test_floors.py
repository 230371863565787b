"""Floors of the figures that `evaluations.recipients` prints."""

import pytest

from dlp_service.organisation import read_domains
from dlp_service.recipients import assess_domain
from dlp_service.values import Category
from evaluations import recipients as evaluation
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def view():
    return evaluation.customer(SHARED)


@pytest.fixture(scope="module")
def rows(view):
    return evaluation.examples(SHARED, view)


def test_slips_are_found(rows):
    assert evaluation.recall(rows) >= 0.95
    assert evaluation.precision(rows) >= 0.98


@pytest.mark.parametrize("label", ["legit", "freemail", "disposable", "unknown_external"])
def test_everything_else_is_told_apart(rows, label):
    assert [row.domain for row in rows if row.label == label and not row.is_found] == []


def test_the_nearest_guarded_name_is_right(rows):
    found = [row for row in rows if row.label in evaluation.SLIPS and row.is_found]
    assert sum(row.risk.nearest_trusted == row.nearest for row in found) / len(found) >= 0.97


def test_ordinary_domains_are_left_alone(view):
    alarms, count = evaluation.false_alarms(SHARED, view)
    assert len(alarms) <= count * 0.001
    assert sum(risk.score >= 0.9 for risk in alarms) <= count * 0.0001


def test_every_mil_host_is_caught_under_mali(view):
    assert evaluation.mali(SHARED, view) == []


def test_no_guarded_domain_is_flagged(view):
    for name in ("protected.txt", "watch.txt"):
        for domain in read_domains(SHARED / "data" / "recipients" / name):
            assert assess_domain(domain, view, evaluation.TODAY).category is not Category.SUSPECT


def test_fourteen_thousand_names_take_less_than_a_hundred_mebibytes():
    names, size = evaluation.memory(SHARED, "protected_14k.txt")
    assert names == 14_000
    assert size <= 100
