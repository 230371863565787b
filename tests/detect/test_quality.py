"""Floors under the figures of `evaluations/names.py` and `evaluations/lists.py`, on a small fixed sample."""

from dlp_service.values import CONTACT_IDENTIFIERS
from evaluations import lists, names
from tests.shared import SHARED, needs_shared


@needs_shared
def test_names_in_mail_and_encyclopedia_stay_above_their_floors():
    tallies, error = names.evaluate(SHARED, 150, 0.3, ("e-mail", "wikigold"))
    assert tallies["e-mail"].figures[2] >= 75
    assert tallies["wikigold"].figures[2] >= 60
    assert error <= 0.15


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
