"""Floors of the figures that `evaluations.lookalikes` and `evaluations.groups` print over the labelled sets."""

import pytest

from evaluations import groups, lookalikes
from evaluations import recipients as evaluation
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def view():
    return evaluation.customer(SHARED)


@pytest.mark.parametrize(
    ("name", "part", "floor"),
    [
        ("slips", "kept", 0.965),
        ("slips", "tuned", 0.98),
        ("squats", "kept", 0.84),
        ("squats", "tuned", 0.88),
        ("permutations", "tuned", 0.94),
        ("fresh", "late", 0.97),
    ],
)
def test_slips_are_found_and_what_was_meant_is_right(view, name, part, floor):
    slips = [row for row in lookalikes.judged(name, view) if row.part == part and row.is_slip]
    found = [row for row in slips if row.is_suspect]
    assert len(slips) > 200
    assert lookalikes.share(slips) >= floor
    assert sum(row.nearest == row.intended for row in found) >= 0.97 * len(found)


@pytest.mark.parametrize(
    ("name", "part", "most"), [("neighbours", "kept", 0.035), ("neighbours", "tuned", 0.025), ("fresh", "late", 0.005)]
)
def test_real_names_are_left_alone(view, name, part, most):
    real = [row for row in lookalikes.judged(name, view) if row.part == part and not row.is_slip]
    assert len(real) > 600
    assert 1 - lookalikes.share(real) <= most


@pytest.mark.parametrize(("name", "floor"), [("groups_first", 0.98), ("groups_late", 0.97)])
def test_flags_of_messages_are_found(name, floor):
    lines = (lookalikes.DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    figures = groups.measure(lines, groups.customer(SHARED))
    assert figures.lines >= 400
    assert figures.f1() >= floor, figures.differences
    assert figures.blocked == 0
