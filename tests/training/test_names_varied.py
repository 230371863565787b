"""Marked texts with other people in them, and in small letters."""

import pytest

from tests.shared import SHARED, needs_shared
from training.names_texts import unmarked
from training.names_varied import People, renamed, small, variants


def record(marked, name="one"):
    text, spans = unmarked(marked)
    return {"id": name, "text": text, "person_spans": spans, "spans": [], "persons_alone": True}


def people_of(case):
    return [case["text"][start:end] for start, end in case["person_spans"]]


@pytest.fixture(scope="module")
def register():
    return People(SHARED)


@needs_shared
def test_other_people_take_the_places_of_the_marked_ones(register):
    case = record("Ask [[Susan Hall]] or [[J. Orr]]; [[Hall]] and [[DE WIT, Anna]] know, HMS Nelson does not.")
    other = renamed(case, register)
    first, second, again, turned = people_of(other)
    assert first.split()[1] == again != "Hall"
    assert second.startswith("J. ")
    assert turned.startswith("DE ")
    assert turned.split(",")[0].isupper()
    assert other["text"].endswith(" know, HMS Nelson does not.")
    assert renamed(case, register) == other


@needs_shared
def test_marks_of_other_kinds_move_with_the_text(register):
    case = record("[[Jo]] flew to Rome")
    case["spans"] = [[0, 2, "PER"], [11, 15, "LOC"]]
    other = renamed(case, register)
    assert [other["text"][start:end] for start, end, _ in other["spans"]] == ["Rome"]


def test_a_text_or_its_names_alone_are_written_small():
    texts = {small(record("Ask [[Susan Hall]] in Rome", str(number)))["text"] for number in range(20)}
    assert texts == {"ask susan hall in rome", "Ask susan hall in Rome"}
    assert small(record("Nobody in Rome"))["text"] == "nobody in rome"


@needs_shared
def test_a_text_without_people_is_only_written_small(register):
    assert [case["text"] for case, _ in variants(record("Nobody in Rome"), register)] == ["nobody in rome"]
    assert len(list(variants(record("[[Jo]] in Rome"), register))) == 2
