"""Floors under the figures of `evaluations/names.py` and `evaluations/lists.py`, on a small fixed sample."""

import pytest

from dlp_service.values import CONTACT_IDENTIFIERS
from evaluations import lists, names
from tests.shared import SHARED, needs_shared

FLOORS = {
    "e-mail": 88,
    "weblog, newsgroup": 76,
    "reviews, answers": 57,
    "cables in capitals": 62,
    "wikigold": 78,
    "WNUT17": 54,
    "presidio (synthetic)": 71,
}
"""F1 by overlap, in percent, two or three below what it is: a change that costs more is no accident."""


@pytest.fixture(scope="module")
def results():
    chosen = (text for text in names.texts(SHARED, 270) if text.persons is not None)
    return names.evaluate(chosen, wanted=(names.OURS,))


@needs_shared
@pytest.mark.parametrize(("kind", "floor"), FLOORS.items())
def test_names_stay_above_the_floor_of_each_kind_of_text(results, kind, floor):
    assert results.tallies[kind][names.OURS].figures[2] >= floor


@needs_shared
def test_the_confidence_of_a_name_is_the_chance_that_it_is_one(results):
    every = [*results.natural_spans(), *names.judged()]
    assert names.calibration_error(every) <= 0.05


@needs_shared
def test_a_name_in_a_public_text_is_likelier_one_than_its_confidence_says_but_not_by_much(results):
    """Fitted on mail that is full of ships and firms, the confidence is low for texts that hold few."""
    assert names.calibration_error(results.natural_spans()) <= 0.07


@needs_shared
def test_ordinary_mail_holds_no_rosters():
    number, counts, _ = lists.rates(SHARED, 20)
    assert number >= 20
    assert sum(counts[kind] for kind in lists.COMBINED) == 0


@needs_shared
def test_ordinary_mail_holds_next_to_no_identifiers():
    number, counts, _ = lists.rates(SHARED, 0, (lists.Stage.IDENTIFIERS,))
    for kind in CONTACT_IDENTIFIERS:
        del counts[kind]
    assert max(counts.values(), default=0) <= 0.002 * number
