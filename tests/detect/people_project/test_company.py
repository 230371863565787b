import pytest

from dlp_service.budget import Budget
from dlp_service.detect import Context, detect
from dlp_service.detect.identifiers import IdentifierDetector
from dlp_service.detect.interface import StageUnfinished
from dlp_service.detect.names.detector import NameDetector
from dlp_service.detect.people_project import PeopleProjectDetector
from dlp_service.detect.protected.detector import ProtectedPeopleDetector
from dlp_service.detect.terms.detector import TermDetector
from dlp_service.organisation import Person, Term
from dlp_service.values import Extraction, PartText, Stage
from tests.detect.fakes import ListTagger

DETECTORS = (
    TermDetector((Term("CINDERPATH", 0.9), Term("Hangar 9", 0.3), Term("Tideglass", 0.6))),
    IdentifierDetector(),
    ProtectedPeopleDetector((Person("Hollis Vandermeer", "26440182"),)),
    NameDetector(ListTagger()),
    PeopleProjectDetector(),
)
CONTEXT = Context(sender="gideon.marchbanks@example.org", sender_name="Gideon Marchbanks")
COMBINED = {"PERSONNEL_ON_PROJECT", "ROSTER", "VULNERABLE_PERSONS", "NAMES_WITH_IDENTIFIERS"}
PEOPLE = ("Abel Thackray", "Bettina Orr", "Conrad Iwu", "Delphine Stark", "Ezra Millward", "Gaurav Menon")


def found(*texts):
    extraction = Extraction(tuple(texts), (), "")
    detection = detect(extraction, DETECTORS, CONTEXT, tuple(Stage), Budget.unlimited())
    return {f.info_type: f for f in detection.findings if f.info_type in COMBINED}


def body(text):
    return PartText("1", "body", text)


def sheet(heading, *columns, path="2/a.xlsx!Sheet1", where="cell"):
    rows = ["\t".join(row) for row in zip(PEOPLE, *columns, strict=False)]
    return PartText(path, where, "\n".join([heading, *rows]))


def test_two_people_and_a_term_are_personnel_on_a_project():
    finding = found(body("CINDERPATH goes to Lucian Garside and Casimir Dunlop."))["PERSONNEL_ON_PROJECT"]
    assert (finding.count, finding.weight, len(finding.members)) == (2, 0.9, 2)
    assert "CINDERPATH" not in finding.detail


def test_people_on_a_project_are_told_after_the_deadline_too():
    texts = (body("CINDERPATH goes to Lucian Garside and Casimir Dunlop." + "\n\nAll is well." * 6_000),)
    others = tuple(f for detector in DETECTORS[:-1] for f in detector.detect(texts, CONTEXT, Budget.unlimited()))
    with pytest.raises(StageUnfinished) as stopped:
        DETECTORS[-1].combine(texts, others, CONTEXT, Budget(deadline=0, clock=lambda: 1))
    assert [f.info_type for f in stopped.value.findings] == ["PERSONNEL_ON_PROJECT"]


@pytest.mark.parametrize(
    "text",
    [
        "CINDERPATH goes to Lucian Garside and to nobody else.",
        "Hangar 9 goes to Lucian Garside and Casimir Dunlop.",
        "CINDERPATH goes to Lucian Garside, says Gideon Marchbanks.",
        "CINDERPATH goes to Lucian Garside. L Garside agrees.",
        "CINDERPATH" + "\n\nlorem ipsum dolor" * 150 + "\n\nLucian Garside and Casimir Dunlop",
    ],
)
def test_one_person_a_light_term_the_sender_or_a_distant_term_are_not(text):
    assert "PERSONNEL_ON_PROJECT" not in found(body(text))


def test_a_protected_person_counts_though_the_tagger_missed_him():
    assert found(body("CINDERPATH: Lucian Garside, standby hollis vandermeer"))["PERSONNEL_ON_PROJECT"].count == 2


def test_the_subject_names_what_a_short_body_is_about():
    texts = (PartText("", "subject", "CINDERPATH seating"), body("Lucian Garside next to Casimir Dunlop."))
    assert found(*texts)["PERSONNEL_ON_PROJECT"].where == "subject"


def test_a_term_in_the_sheet_its_file_name_or_the_covering_note_meets_its_people():
    plain = sheet("Name\tRole", ["diver"] * 6)
    assert found(sheet("Name\tRole", ["CINDERPATH lead", "diver"]))["PERSONNEL_ON_PROJECT"].count == 2
    assert "PERSONNEL_ON_PROJECT" in found(plain, PartText("2/a.xlsx", "file_name", "tideglass crew.xlsx"))
    assert "PERSONNEL_ON_PROJECT" in found(plain, body("Tideglass people attached."))
    assert "PERSONNEL_ON_PROJECT" not in found(plain, body("People attached."))


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Name\tService No", ["26440191", "26440183", "26440184", "26440185", "26440186", "26440187"]),
        ("Name\tNationality", ["GBR"] * 6),
        ("Name\tCabin", ["12A"] * 6),
        ("Name\tClearance", ["DV"] * 6),
        ("Name\tWhere", ["Room 12", "Room 14", "Room 15", "Room 16", "Room 17", "Room 18"]),
    ],
)
def test_names_with_particulars_are_a_roster(heading, values):
    assert found(sheet(heading, values))["ROSTER"].count == 6


def test_a_roster_may_be_a_list_in_the_body():
    rows = "\n".join(f"{name} - berth {number}" for number, name in enumerate(PEOPLE, 1))
    assert found(body(f"On board:\n{rows}\n"))["ROSTER"].count == 6


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Name\tTable", ["4"] * 6),
        ("Name\tLane", ["1", "1", "1", "2", "2", "2"]),
        ("Name\tBake", ["scones", "flapjack", "lemon cake", "biscuits", "brownies", "quiche"]),
        ("Name\tLeave", ["21/12/2026 - 02/01/2027"] * 6),
        ("Name\tPhone", ["07700 900222"] * 6),
        ("Name\tTeam", ["Quizzly Bears"] * 6),
    ],
)  # fmt: skip
def test_lists_of_ordinary_life_are_no_roster(heading, values):
    assert found(sheet(heading, values)) == {}


def test_a_rota_in_a_sentence_is_no_roster():
    assert found(body("Monday " + ", Tuesday ".join(PEOPLE) + ". Aprons in the cupboard.")) == {}


def test_national_identifiers_beside_names_are_more_than_a_roster():
    numbers = ["AR 10 10 10 A", "BS 33 51 69 B", "ET 56 92 38 C", "HW 79 43 97 D"]
    kinds = found(sheet("Name\tNI", numbers))
    assert kinds["NAMES_WITH_IDENTIFIERS"].count >= 4


def test_visible_names_and_hidden_numbers_of_one_sheet_belong_together():
    hidden = PartText("2/a.xlsx!Sheet1", "hidden", "NI\nAR 10 10 10 A\nBS 33 51 69 B\nET 56 92 38 C")
    assert "NAMES_WITH_IDENTIFIERS" in found(sheet("Name\tDays", ["1"] * 6), hidden)


@pytest.mark.parametrize(
    "text",
    [
        sheet("Name\tWas\tNow in", ["interpreter"] * 6, ["Quetta"] * 6),
        sheet("Applicant\tTown", ["Quetta"] * 6),
        sheet("Name\tTown", ["Quetta"] * 6, path="2/a.xlsx!Resettlement cases"),
        body("Asylum cases this week: Lucian Garside, Casimir Dunlop and Dilys Marrable."),
        body("Detainees\n\nAbel Thackray\nBettina Orr\nConrad Iwu\n"),
    ],
)
def test_lists_of_people_at_risk_are_found(text):
    assert found(text)["VULNERABLE_PERSONS"].count >= 3


@pytest.mark.parametrize(
    "text",
    [
        sheet("Name\tTown", ["Quetta"] * 6),
        body("Please be patient: Lucian Garside, Casimir Dunlop and Dilys Marrable come later."),
        body(
            "The interpreter is late. " + "lorem ipsum. " * 20 + "\n\nLucian Garside, Casimir Dunlop, Dilys Marrable."
        ),
    ],
)
def test_other_lists_are_not_of_people_at_risk(text):
    assert "VULNERABLE_PERSONS" not in found(text)
