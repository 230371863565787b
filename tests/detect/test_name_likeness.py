import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.detect.names.likeness import (
    BUCKETS,
    KEPT,
    SIZE,
    _known,
    _table,
    buckets,
    given_likeness,
    likeness,
    plain,
)

NAMES = [
    "Ingrid",
    "Priya",
    "Katarzyna",
    "Gustaf",
    "Rosalind",
    "Giuseppe",
    "Yusuf",
    "Tadeusz",
    "Aoife",
    "Sinclair",
    "Hernandez",
    "Yamamoto",
]
WORDS = [
    "Schedule",
    "Attendees",
    "Regards",
    "Barracks",
    "Deployment",
    "Annex",
    "Procurement",
    "Requirements",
    "Please",
    "Tomorrow",
]


def test_names_are_likelier_than_words():
    assert min(map(likeness, NAMES)) > 0 > max(likeness(word) for word in WORDS if word != "Annex")


@pytest.mark.parametrize(("given_name", "surname"), [("Rosalind", "Fitzpatrick"), ("Priya", "Sharma")])
def test_given_names_are_told_from_surnames(given_name, surname):
    assert given_likeness(given_name) > 0 > given_likeness(surname)


def test_case_accents_and_compounds_do_not_matter():
    assert likeness("TADEUSZ") == likeness("tadeusz")
    assert likeness("Renée") == likeness("Renee")
    assert likeness("Brandt-Alvarez") == max(likeness("Brandt"), likeness("Alvarez"))


@pytest.mark.parametrize("word", ["", "A", "7", "R2D2", "Κώστας", "田中", "'", "-", "x" * 30])
def test_what_is_unknown_is_neither(word):
    assert likeness(word) == given_likeness(word) == 0.0


@given(st.text())
def test_every_text_has_a_finite_score(word):
    assert -200 < likeness(word) < 200
    assert all(0 <= place < BUCKETS for place in buckets(plain(word)))


def test_no_word_is_kept_and_the_cache_is_bounded():
    likeness("Ingrid")
    assert all(isinstance(key, int) for key in _known)
    assert len(_known) <= KEPT


def test_the_shipped_table_has_the_size_it_is_read_with():
    assert len(_table()) == SIZE
