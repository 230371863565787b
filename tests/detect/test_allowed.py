from datetime import date

import pytest

from dlp_service.budget import Budget
from dlp_service.detect import AllowList, Context, detect
from dlp_service.detect.identifiers import IdentifierDetector
from dlp_service.detect.names.detector import NameDetector
from dlp_service.detect.people_project import PeopleProjectDetector
from dlp_service.detect.terms.detector import TermDetector
from dlp_service.errors import ConfigError
from dlp_service.organisation import AllowedValue, Term, load_organisation, read_allowed
from dlp_service.values import Extraction, PartText, Role, Stage
from tests.detect.fakes import ListTagger

TODAY = date(2026, 11, 26)
DETECTORS = (
    TermDetector((Term("CINDERPATH", 0.9),)),
    IdentifierDetector(),
    NameDetector(ListTagger()),
    PeopleProjectDetector(),
)


def findings(text, *allowed):
    context = Context(today=TODAY, allowed=AllowList.of(allowed))
    extraction = Extraction((PartText("1", "body", text),), (), "")
    return detect(extraction, DETECTORS, context, tuple(Stage), Budget.unlimited()).findings


def roles(found, info_type):
    return [f.role for f in found if f.info_type == info_type]


def test_an_allowed_name_stays_visible_and_counts_no_more():
    text = "CINDERPATH: Lucian Garside and Casimir Dunlop"
    assert "PERSONNEL_ON_PROJECT" in {f.info_type for f in findings(text)}
    found = findings(text, AllowedValue("PERSON_NAME", "GARSIDE Lucian", "spokesman"))
    assert sorted(roles(found, "PERSON_NAME")) == [Role.CONTEXT, Role.EVIDENCE]
    assert "PERSONNEL_ON_PROJECT" not in {f.info_type for f in found}
    assert [f.detail for f in found if f.role is Role.CONTEXT] == ["allowed by a list: spokesman"]


def test_an_allowed_person_is_allowed_under_every_spelling_of_the_message():
    found = findings(
        "Lucian Garside wrote; Dr Garside agrees", AllowedValue("PERSON_NAME", "Lucian Garside", "spokesman")
    )
    assert set(roles(found, "PERSON_NAME")) == {Role.CONTEXT}


def test_an_allowed_number_is_compared_without_its_separators():
    allowed = AllowedValue("UK_NATIONAL_INSURANCE_NUMBER", "AR 10 10 10 A", "the specimen of the form")
    found = findings("NI number AR101010A and AB 12 34 56 C", allowed)
    assert roles(found, "UK_NATIONAL_INSURANCE_NUMBER") == [Role.CONTEXT, Role.EVIDENCE]


def test_an_entry_speaks_of_its_own_kind_only():
    allowed = AllowedValue("PASSPORT_NUMBER", "AR101010A", "another kind")
    assert roles(findings("NI number AR101010A", allowed), "UK_NATIONAL_INSURANCE_NUMBER") == [Role.EVIDENCE]


def test_an_entry_holds_to_its_last_day():
    def of(until):
        return AllowedValue("PERSON_NAME", "Lucian Garside", "spokesman", until=until)

    assert roles(findings("Lucian Garside", of(TODAY)), "PERSON_NAME") == [Role.CONTEXT]
    assert roles(findings("Lucian Garside", of(date(2026, 11, 25))), "PERSON_NAME") == [Role.EVIDENCE]
    both = (of(date(2026, 11, 25)), of(None))
    assert roles(findings("Lucian Garside", *both), "PERSON_NAME") == [Role.CONTEXT]


def write(folder, rows):
    path = folder / "allow.csv"
    path.write_text(f"info_type,value,reason,owner,created,until\n{rows}\n")
    return path


def test_a_list_is_read(tmp_path):
    path = write(tmp_path, "person_name,Ada  Lovelace,in every brochure,press@example.org,2026-01-01,2027-12-31")
    assert read_allowed(path) == (
        AllowedValue("PERSON_NAME", "Ada Lovelace", "in every brochure", "press@example.org", date(2027, 12, 31)),
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("CLASSIFICATION_MARKING,SECRET,x,,,", "nothing of 'CLASSIFICATION_MARKING' can be allowed"),
        ("PROTECTED_PERSON,Ada,x,,,", "nothing of 'PROTECTED_PERSON'"),
        ("PERSON_NAME,A,x,,,", "too short"),
        ("PERSON_NAME,--,x,,,", "too short"),
        (f"PERSON_NAME,{'a' * 10_000},x,,,", "too long"),
        ("PERSON_NAME,Ada,,,,", "reason is empty"),
        ("PERSON_NAME,Ada,x,,2027-01-01,2026-01-01", "until lies before created"),
        ("PERSON_NAME,Ada,x,,,soon", "is not a date"),
    ],
)
def test_a_bad_entry_is_refused_with_its_line(tmp_path, row, problem):
    with pytest.raises(ConfigError, match=problem) as error:
        read_allowed(write(tmp_path, f"PERSON_NAME,Ada Lovelace,brochure,,,\n{row}"))
    assert error.value.line == 3


def test_the_organisation_file_names_the_list(tmp_path):
    write(tmp_path, "PERSON_NAME,Ada Lovelace,in every brochure,,,")
    path = tmp_path / "organisation.toml"
    path.write_text(
        '[organisation]\nname = "x"\ndomains = ["x.example"]\naccredited_to = "OFFICIAL"\n[content]\nallow = ["allow.csv"]\n'
    )
    before = load_organisation(path)
    assert [value.value for value in before.allowed] == ["Ada Lovelace"]
    write(tmp_path, "PERSON_NAME,Ada King,in every brochure,,,")
    assert load_organisation(path).revision != before.revision
