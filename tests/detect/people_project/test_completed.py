from dataclasses import replace

import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import StageUnfinished
from dlp_service.detect.people_project import PeopleProjectDetector
from dlp_service.values import Finding
from tests.detect.people_project.marked import CONTEXT, marked


@pytest.mark.parametrize(
    "text",
    [
        "For {CINDERPATH} we have [Gemma] Trewhella on Monday and [Ravi] Deshmukh on Tuesday.",
        "On {CINDERPATH} Rosamund [Thorley] and [Elias Brandvold] measure.",
        "{CINDERPATH} list: J. [Pomeroy], T [Oyelowo]",
        "> {CINDERPATH} takes [Abel\n> Thackray] and [Sita]\n> Thapa.",
        "{CINDERPATH}: [Abel Thackray], Bettina Orr",
        "{CINDERPATH}: [Valentina Rossi, Magnus] Ferrier",
    ],
)
def test_a_name_read_in_part_is_a_person(text):
    assert _kinds(*marked(text))["PERSONNEL_ON_PROJECT"] == 2


@pytest.mark.parametrize(
    "text",
    [
        "For {CINDERPATH} ask [Abel Thackray]. Dr [Thackray] is back on Monday. If [Thackray] is ill, wait.",
        "{CINDERPATH} is run by [Abel Thackray]. [Ring Abel] first.",
        "{CINDERPATH} goes to [Abel Thackray], Final Report, Human Resources, Port Authority.",
    ],
)
def test_one_person_in_several_forms_and_places_are_one(text):
    plain, findings = marked(text)
    labelled = [replace(f, entity="p1") if f.value.endswith("thackray") else f for f in findings]
    assert "PERSONNEL_ON_PROJECT" not in _kinds(plain, labelled)


def test_an_address_and_a_name_of_one_person_are_one():
    text, (term, name) = marked("{CINDERPATH}: [Thackray], a.thackray@example.net")
    name = replace(name, entity="p1", value="abel thackray")
    address = Finding("EMAIL_ADDRESS", "identifiers", 0.95, "1", "body", 22, len(text.text), entity="p1")
    assert "PERSONNEL_ON_PROJECT" not in _kinds(text, [term, name, address])
    other = replace(address, entity="p2", value="b.orr@example.net")
    assert _kinds(text, [term, name, other])["PERSONNEL_ON_PROJECT"] == 2


def _kinds(text, findings):
    found = PeopleProjectDetector().combine((text,), tuple(findings), CONTEXT, Budget.unlimited())
    return {f.info_type: f.count for f in found if f.confidence >= 0.5}


def test_a_list_of_more_rows_than_are_read_says_so_and_keeps_what_was_found():
    text, findings = marked("Name\tService No\n" + "[Abel Thackray]\t12345678\n[Bettina Orr]\t12345679\n" * 10_001)
    with pytest.raises(StageUnfinished) as caught:
        PeopleProjectDetector().combine((text,), tuple(findings), CONTEXT, Budget.unlimited())
    assert "rows" in str(caught.value)
    five, some = marked("Name\tService No\n" + "[Abel Thackray]\t12345678\n[Bettina Orr]\t12345679\n" * 9)
    assert PeopleProjectDetector().combine((five,), tuple(some), CONTEXT, Budget.unlimited()) == ()


@pytest.mark.parametrize(
    "heading",
    [
        "Grad\tNavn\tFødselsdato\tBlodtype",
        "Grad\tNamn\tPersonnummer\tNärmast anhörig",
        "Stopień\tNazwisko i imię\tData urodzenia\tGrupa krwi",
        "Empleo\tApellidos y nombre\tFecha de nacimiento\tGrupo sanguíneo",
        "Grado\tCognome e nome\tMatricola\tNulla osta",
        "Posto\tNome completo\tNIM\tGrupo sanguíneo",
    ],
)
def test_headings_of_many_languages_make_a_roster(heading):
    people = ("Abel Thackray", "Bettina Orr", "Conrad Iwu", "Delphine Stark", "Ezra Millward")
    rows = "\n".join(f"x\t[{name}]\t12 34 56 7{number}\ty" for number, name in enumerate(people))
    assert _kinds(*marked(f"{heading}\n{rows}"))["ROSTER"] == len(people)


def test_numbers_of_ten_digits_beside_ranks_are_those_of_a_service():
    people = ("MCALLISTER, SHAWN", "ORTEGA, LUZ", "BRENNER, KYLE", "FAULK, TAMIKA", "YAMADA, GLENN")
    rows = "\n".join(f"   IT2 [{name}], 114250472{number}, TO DET" for number, name in enumerate(people))
    assert _kinds(*marked(rows))["ROSTER"] == len(people)
    assert "ROSTER" not in _kinds(*marked(rows.replace("IT2 ", "")))
