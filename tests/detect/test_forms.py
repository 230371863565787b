"""Names by their form: each row is a text and the names that our own reading, without a tagger, must see in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.detect.names.forms.grammar import Page, Shape, parse
from dlp_service.detect.names.forms.lexicon import section
from dlp_service.detect.names.forms.spelt import surname_of
from dlp_service.detect.names.reading import (
    CAPITALS_NAME,
    NAME_SHAPE,
    How,
    again,
    has_name_shape,
    known_by,
    names_a_thing,
    read,
)


def seen(text, *, is_sheet=False):
    return {text[r.start : r.end] for r in read(text, is_sheet=is_sheet)}


RANKED = [
    ("Spoke to Lt Cdr J. P. van der Berg and Sgt O'Neill.", {"J. P. van der Berg", "O'Neill"}),
    ("HM2 Vang relieves GySgt Dwyer; GS-13 Alma Trujillo signs.", {"Vang", "Dwyer", "Alma Trujillo"}),
    ("Hptm. Jörg Petersen und Fregattenkapitän Ulla Brandt", {"Jörg Petersen", "Ulla Brandt"}),
    ("le capitaine de frégate Loïc Kerbrat", {"Loïc Kerbrat"}),
    ("Dowódca, płk Nowak, już podpisał", {"Nowak"}),
    ("Teniente Coronel Amaia Ochoa y el sargento Rodrigo Pérez", {"Amaia Ochoa", "Rodrigo Pérez"}),
    ("tell lt cdr moss and pte osei", {"moss", "osei"}),
    ("CAPT J R HALVORSEN RNON ARRIVES 0900", {"J R HALVORSEN"}),
    ("PASS TO LT COL BRYCE", {"BRYCE"}),
    ("Quentin A. Briarley, Lt Col, USAF", {"Quentin A. Briarley"}),
]
ROSTERS = [
    ("THACKRAY, Abel 26440182", {"THACKRAY, Abel"}),
    ('To: "Lindqvist, Carl A MAJ USARMY 1 CAV DIV (USA)"', {"Lindqvist, Carl A"}),
    ("Promoted: GARBUTT JA, ADEYEMI OO, STONE PW.", {"GARBUTT JA", "ADEYEMI OO", "STONE PW"}),
    ("RE: Leave request - Dimitrov, Plamen - Sofia", {"Dimitrov, Plamen"}),
]
LISTS = [
    ("Apologies: Priya Sharma, A R Penrose and Tom Okafor", {"Priya Sharma", "A R Penrose", "Tom Okafor"}),
    (
        "1. Conrad Iwu\n2. Delphine Stark - lead\n3. Ezra O'Brien, diver",
        {"Conrad Iwu", "Delphine Stark", "Ezra O'Brien"},
    ),
    ("<ul><li>Sorcha Devine (mail)</li><li>Abel Gebremedhin, none</li></ul>", {"Sorcha Devine", "Abel Gebremedhin"}),
    ("Ulrike Sander +49 1590 0000000", {"Ulrike Sander"}),
    ("Mrs Lucinda Farthingale née Lucinda Crane", {"Lucinda Farthingale", "Lucinda Crane"}),
    ("please ask priya about it, tom has gone", {"priya"}),
]
SHEETS = [
    ("No\tName\tDays\n1\tAbel Thackray\t4\n2\tOrr\t5", {"Abel Thackray", "Orr"}),
    ("NOM\tPrénom\tGrade\nBENZEMRA\tKarim\tMT", {"BENZEMRA\tKarim"}),
    ("Apellido\tSegundo apellido\tNombre\nOchoa\tBengoetxea\tAmaia", {"Ochoa\tBengoetxea\tAmaia"}),
    ("Rang\tVoornaam\tTussenvoegsel\tAchternaam\nKTZ\tAnna\tvan\tOorschot", {"Anna\tvan\tOorschot"}),
    ("Jméno\tPříjmení\nPetra\tVaňková", {"Petra\tVaňková"}),
    ("Lucas Thorne\t4\nBettina Orr\t5\nConrad Iwu\t6", {"Lucas Thorne", "Bettina Orr", "Conrad Iwu"}),
    ("اسم\tالرتبة\nمنى العتيبي\tنقيب", {"منى العتيبي"}),
]
THINGS = [
    "HMS Nelson and RFA Sir Tristram sail from Portsmouth.",
    "Meet at Montgomery Lines, Nelson Building, off Harris Road.",
    "Storm Dennis hit while Exercise Olivia was on.",
    "Cdr RN",
    "Capt SUBJECT TO CHANGE",
    "Use Template Hermione for Annex Victoria.",
    "Cold Store\t4\nNorth Pier\t5\nStaff Room\t6",
    "Name\tClass\tHome port\nDuncan\tDaring\tPortsmouth\nMontrose\tDuke\tFaslane",
    "The Major Road works and the General Assembly are over.",
    "Juliet Two, Oscar Four and Mike Six fire last.",
]


@pytest.mark.parametrize(("text", "names"), [*RANKED, *ROSTERS, *LISTS])
def test_forms_of_running_text_are_read(text, names):
    assert names <= seen(text)


@pytest.mark.parametrize(("text", "names"), SHEETS)
def test_sheets_are_read(text, names):
    assert names <= seen(text, is_sheet=True)


@pytest.mark.parametrize("text", THINGS)
def test_things_are_nobody(text):
    assert seen(text, is_sheet="\t" in text) == set()


def test_a_name_over_several_cells_is_put_together():
    text = "Rang\tVoornaam\tTussenvoegsel\tAchternaam\nKTZ\tAnna\tvan\tOorschot"
    assert [r.name for r in read(text, is_sheet=True)] == ["van Oorschot, Anna"]


def test_aligned_blanks_make_a_table_and_a_rank_column_tells_where_names_are():
    text = "LCDR   ASHBURNHAM R.T.   NAVY COMMAND\nCPO    BAPTISTE L        FOST\nWO1    DUGGAN O'HARA P   STORES"
    assert {"ASHBURNHAM R.T.", "BAPTISTE L", "DUGGAN O'HARA P"} <= seen(text)


def test_a_comma_between_quotation_marks_divides_no_cells():
    text = 'name,unit\n"Thackray, Abel",A\n"Orr, Bettina",B'
    assert {"Thackray, Abel", "Orr, Bettina"} <= seen(text)


@pytest.mark.parametrize(
    ("text", "shape", "given_name", "surname"),
    [
        ("Petra van der Berg", Shape.FULL, "Petra", "van der Berg"),
        ("de la Cruz M.", Shape.INITIALLED, "M.", "de la Cruz"),
        ("Smith JA", Shape.INITIALLED, "JA", "Smith"),
        ("GARSIDE Lucian", Shape.FULL, "Lucian", "GARSIDE"),
        ("Garside, Lucian", Shape.COMMA, "Lucian", "Garside"),
        ('Craig "Spud" Murphy', Shape.FULL, "Craig", "Murphy"),
        ("D'Arcy O’Dowd", Shape.FULL, "D'Arcy", "O’Dowd"),
    ],
)
def test_a_name_is_taken_apart(text, shape, given_name, surname):
    name = parse(Page(text), 0, len(text), comma=True)
    assert name is not None
    assert (name.shape, name.given, name.surname) == (shape, given_name, surname)


def test_a_surname_stands_again_for_someone_named_in_full():
    text = "Alma Trujillo approves. TRUJILLO is on leave. See Trujillo Street."
    found = [text[r.start : r.end] for r in again(text, {surname_of("Alma Trujillo")})]
    assert found == ["Trujillo", "TRUJILLO"]


def test_words_around_a_name_make_it_a_thing():
    text = "USS Nimitz"
    assert names_a_thing(text, 4, 10)
    assert not names_a_thing("Nimitz spoke", 0, 6)


def test_the_lists_of_words_are_not_empty():
    for name in ("labels", "asks", "things_before", "things_after", "headers_name", "headers_given", "headers_surname"):
        assert len(section(name)) > 20
    for name in ("small", "plain", "ranks", "titles", "code"):
        assert len(section(name, "ranks")) > 20


@settings(max_examples=200)
@given(st.text(alphabet="ABab, .\n\t|;:-'’\"<>/123 Lt CdrMrİß", max_size=200), st.booleans())
def test_every_reading_lies_in_its_text_and_holds_a_letter(text, is_sheet):
    for reading in read(text, is_sheet=is_sheet):
        assert 0 <= reading.start < reading.end <= len(text)
        assert any(map(str.isalpha, text[reading.start : reading.end]))
        assert reading.how in How


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Dr Nwosu meets Capt Lucian Garside.", {"Nwosu", "Lucian Garside"}),
        ("Cpl Major relieves Capt Bishop at noon.", {"Major", "Bishop"}),
        ("Family: wife Shukria, sons Edris and Mustafa.", {"Shukria", "Edris", "Mustafa"}),
        ("Nafn\tSími\nÁsdís Brynjólfsdóttir\t+354 555 0142", {"Ásdís Brynjólfsdóttir"}),
        ("Wave 1 - Tolliver M / Bancroft-Shah R", {"Tolliver M", "Bancroft-Shah R"}),
    ],
)
def test_names_after_ranks_kin_and_slashes(text, names):
    assert names <= seen(text, is_sheet="\t" in text)


@pytest.mark.parametrize(
    "text", ["Sergeant Major will inspect.", "Whitehorse, Nathan T CPT USARMY NG NMARNG (USA)", "wife and two children"]
)
def test_an_office_an_army_and_kin_without_a_name_are_nobody(text):
    assert seen(text) == set()


def test_a_given_name_and_a_lone_surname_are_called_again():
    assert set(known_by("Alma Trujillo")) == {"trujillo", "alma"}
    assert set(known_by("TRUJILLO, Alma")) == {"trujillo", "alma"}
    assert list(known_by("April Waters")) == []
    text = "Ask Alma. Trujillo Optik has the key; Alma Mater is closed."
    assert [text[r.start : r.end] for r in again(text, {"trujillo", "alma"})] == ["Alma"]


def test_what_is_known_as_part_of_a_name_is_not_said_again():
    text = "Alma Trujillo called. Trujillo was late, and so was Trujillo."
    first = text.index("Trujillo was")
    found = list(again(text, {"trujillo"}, lambda start, _: start < first))
    assert [reading.start for reading in found] == [first, text.rindex("Trujillo")]


@pytest.mark.parametrize(
    "words",
    [("Kate", "Mills"), ("Kate", "X"), ("Éva", "Mills"), ("Kate", "McLeod"), ("KATE", "Mills"), ("Kate", "mills")],
)
def test_the_shape_of_a_name_is_that_of_the_expressions(words):
    text = " ".join(words)
    shapes = (NAME_SHAPE, CAPITALS_NAME)
    assert has_name_shape(text) == any(shape.fullmatch(text) is not None for shape in shapes)
