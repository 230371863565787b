"""Very many terms, which are found by their rare letters: what is found is what the automaton finds."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.detect.terms.detector import Match, find
from dlp_service.detect.terms.files import load_index, save_index
from dlp_service.detect.terms.index import TermIndex, is_slow
from dlp_service.detect.terms.ordinary import ranked_words
from dlp_service.detect.terms.windows import MOST_ALIKE, SHORTEST, windows_of
from dlp_service.organisation import Term

TODAY = date(2026, 11, 1).toordinal()
TERMS = [
    Term("CINDERPATH", 0.9),
    Term("CINDERPATH TWO", 0.5),
    Term("PATH TWO", 0.5),
    Term("ORCHID LANTERN", 0.85, variants=("O/LANTERN", "Ash Way")),
    Term("KESTREL", 0.5),
    Term("Hangar 9", 0.3, variants=("H9",)),
    Term("Пепельный путь", 0.7),
    Term("秘密計画", 0.7),
    Term("灯", 0.7),
    Term("Zwölf Monde über", 0.5),
]
TEXTS = [
    "Cinderpath two, the path-two and C.I.N.D.E.R.P.A.T.H",
    "orchid\n> lantern, O/LANTERN, ash way; KESTREL and H9, hangar 9 but not hangar 90",
    "пепельный путь 秘密計画の灯 zwolf monde uber ZWÖLF MONDE ÜBER",
    "sendCinderPathNow(orchid_lantern) 0rch1d l@ntern CINDERPTH",
    "\U0001f56f orchid lantern \udcff cinderpath\u200b two",
    "cinderpath" * 3 + " orchidlantern",
    "",
    "a",
    "orchid lanter",
]


def found(text: str, index: TermIndex) -> list[Match]:
    return sorted(find(text, index, TODAY, Budget.unlimited()), key=repr)


def occurrences(keys: list[bytes], raw: bytes) -> Iterator[tuple[int, int, int]]:
    for number, key in enumerate(keys):
        for start in range(len(raw)):
            if raw.startswith(key, start):
                yield start, start + len(key), number


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_places_are_found_as_by_the_automaton(text):
    assert found(text, TermIndex.build(TERMS, by_windows=bool)) == found(text, TermIndex.build(TERMS))


def test_a_term_of_several_million_would_be_found_in_each_of_its_dresses():
    index = TermIndex.build(TERMS, by_windows=bool)
    assert index.long.windows is not None
    written = {text[match.start : match.end] for text in TEXTS[:3] for match in found(text, index)}
    assert {"Cinderpath two", "C.I.N.D.E.R.P.A.T.H", "orchid\n> lantern", "H9", "пепельный путь", "秘密計画"} <= written


def test_an_index_with_rare_letters_comes_back_from_its_file(tmp_path):
    index = TermIndex.build(TERMS, by_windows=bool)
    again = load_index(save_index(index, tmp_path / "terms.index", (), date(2026, 11, 1)))
    for text in TEXTS:
        assert found(text, again) == found(text, index)


LETTERS = st.text(st.sampled_from("ab"), min_size=SHORTEST, max_size=20).map(str.encode)


@given(st.lists(LETTERS, min_size=1, max_size=30, unique=True), st.text(st.sampled_from("abc"), max_size=60))
def test_every_occurrence_is_found_and_no_other(keys, text):
    windows, is_kept = windows_of(keys)
    kept = [key for key, is_found in zip(keys, is_kept, strict=True) if is_found]
    assert sorted(windows.find(text.encode())) == sorted(occurrences(kept, text.encode()))


@given(st.lists(LETTERS, min_size=1, max_size=30, unique=True))
def test_keys_that_stand_side_by_side_are_all_found(keys):
    windows, is_kept = windows_of(keys)
    assert is_kept.all()
    assert {number for _, _, number in windows.find(b"".join(keys))} == set(range(len(keys)))


def test_of_keys_with_the_same_rare_letters_some_are_left_to_the_automaton():
    terms = [Term("A" * size, 0.5) for size in range(12, 12 + 3 * MOST_ALIKE)]
    index = TermIndex.build(terms, by_windows=bool)
    assert index.long.windows is not None
    assert (len(index.long.windows), len(index.long.shorter)) == (MOST_ALIKE, 2 * MOST_ALIKE)
    for number, term in enumerate(terms):
        assert [match.spelling for match in found(term.term, index)] == [number]
    text = " ".join(term.term for term in terms)
    assert found(text, index) == found(text, TermIndex.build(terms))


def test_lists_that_differ_in_their_last_letters_alone_stay_out_of_the_automaton():
    index = TermIndex.build([Term(f"PROJECT ALPHA {number:05}", 0.5) for number in range(2_000)], by_windows=bool)
    assert len(index.long.shorter) == 0
    assert [index.spellings[match.spelling] for match in found("see Project Alpha 01234.", index)] == [
        "PROJECT ALPHA 01234"
    ]


def test_windows_are_for_many_keys_that_begin_as_text_does():
    words = ranked_words()[:20_000]
    few = [f"{word}harbour" for word in words]
    many = [f"{word}{other}" for word in words for other in ("harbour", "lantern", "meadow")]
    assert (is_slow(few), is_slow(many)) == (False, True)
    assert not is_slow([f"qx{key}" for key in many])
