"""Names that stand together without a heading: columns divided by semicolons and commas, and names of one word."""

import pytest

from dlp_service.detect.names.forms.singles import are_names
from dlp_service.detect.names.reading import How, read

LOOSE = [
    ("4471;Sean Keane;J4\n4472;Ifeoma Nwosu;J6\n4490;Bartosz Lis;J2", {"Sean Keane", "Ifeoma Nwosu", "Bartosz Lis"}),
    ("41, Sean Keane, J4\n42, Ifeoma Nwosu, J6\n49, Bartosz Lis, J2", {"Sean Keane", "Ifeoma Nwosu", "Bartosz Lis"}),
    ("Lamberti;Sofia;Purser\nNdiaye;Moussa;Cook\nHallam;Bridget;Steward", {"Lamberti;Sofia", "Ndiaye;Moussa", "Hallam;Bridget"}),
]  # fmt: skip
SINGLES = [
    "B12;{};J4\nB13;{};J6\nB14;{};J2\nB15;{};J1",
    "12 Mar | {} | late\n13 Mar | {} | early\n14 Mar | {} | early\n15 Mar | {} | late",
    "{}\n{}\n{}\n{}",
    "* {} (J4)\n* {} (J6)\n* {} - on leave\n* {}",
    "1. {}\n2. {}\n3. {}\n4. {}",
]
NOBODY = [
    "Pump, ball, 4\nValve, gate, 7\nHose, Stanley, 12\nSeal, Bristol, 14",
    "The pump, the valve and the seal,\nthe hose, the gate and the key,\nand Bristol, Mons and Hull",
    "Naples;JFC;Lago Patria\nMons;SHAPE;Casteau\nNorfolk;JFC;Naval Station",
]


@pytest.mark.parametrize(("text", "names"), LOOSE)
def test_three_rows_of_short_fields_are_a_table_without_a_heading(text, names):
    assert {text[r.start : r.end] for r in read(text, is_sheet=False) if r.how is How.SHAPE_COLUMN} == names


@pytest.mark.parametrize("form", SINGLES)
def test_names_of_one_word_are_read_where_several_stand_together(form):
    names = ("Keane", "Nwosu", "Lis", "Mostyn")
    text = form.format(*names)
    assert {text[r.start : r.end] for r in read(text, is_sheet=False)} == set(names)


@pytest.mark.parametrize("form", SINGLES)
def test_places_and_things_standing_together_are_nobody(form):
    for words in (("Naples", "Mons", "Norfolk", "Bristol"), ("Pump", "Valve", "Hose", "Seal")):
        assert not list(read(form.format(*words), is_sheet=False))


@pytest.mark.parametrize("text", NOBODY)
def test_columns_of_other_words_hold_no_names(text):
    assert not list(read(text, is_sheet=False))


def test_two_names_or_the_same_one_again_are_no_list():
    assert not are_names(["Keane", "Nwosu"])
    assert not are_names(["Keane", "Keane", "Keane"])
