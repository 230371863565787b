import numpy as np
import pytest

from dlp_service.detect.names.head import NamesHead
from training import names_head


def test_the_fit_learns_what_the_rows_show(monkeypatch):
    monkeypatch.setattr(names_head, "BATCH", 16)
    chance = np.random.default_rng(5)
    classes = chance.integers(0, 3, 600)
    rows = np.eye(3, dtype=np.float32)[classes] + chance.normal(0, 0.1, (600, 3)).astype(np.float32)
    head = NamesHead(*names_head.fitted(rows, classes, np.ones(600, dtype=np.float32)), (1.0, 0.0))
    assert (head.probabilities(rows).argmax(axis=1) == classes).mean() > 0.98


def test_rows_without_weight_teach_nothing(monkeypatch):
    monkeypatch.setattr(names_head, "BATCH", 16)
    rows = np.ones((400, 2), dtype=np.float32)
    classes = np.array([0] * 200 + [1] * 200)
    weights = np.array([1.0] * 200 + [0.0] * 200, dtype=np.float32)
    head = NamesHead(*names_head.fitted(rows, classes, weights), (1.0, 0.0))
    assert head.probabilities(rows[:1])[0, 0] > 0.9


def test_odds_that_are_too_sure_are_drawn_in():
    odds = np.array([4.0, -4.0] * 500)
    right = np.array([float(n % 4 != 0) if sign > 0 else float(n % 4 == 0) for n, sign in zip(np.arange(1000) // 2, odds, strict=True)])  # fmt: skip
    slope, shift = names_head._logistic(odds, right)
    assert slope == pytest.approx(np.log(3) / 4, abs=0.01)
    assert shift == pytest.approx(0.0, abs=0.05)


def test_a_role_marked_as_a_person_teaches_nothing():
    record = {"person_spans": [[0, 13], [20, 26]], "spans": [[30, 34, "GPE.NATION"]]}
    text = "THE SECRETARY TOLD: GIBSON IN IRAN"
    tokens = [(0, 3), (4, 13), (14, 18), (20, 26), (27, 29), (30, 34)]
    assert list(names_head._marked(tokens, record, text)) == [
        (1, 0.0),
        (2, 0.0),
        (0, 1.0),
        (1, 1.0),
        (0, 1.0),
        (3, 1.0),
    ]
