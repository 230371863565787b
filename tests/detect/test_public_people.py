import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.names.detector import NameDetector
from dlp_service.detect.names.public_people import PUBLIC, public_people
from dlp_service.detect.names.tagger import Tagged
from dlp_service.detect.run import detect
from dlp_service.values import Extraction, Finding, PartText, Role, Stage

PEOPLE = ("Emmanuel Macron", "Clausewitz", "Macron", "Lucian Garside", "Nelson")


class Tagger:
    def tag(self, texts):
        return [
            tuple(Tagged(t.index(p), t.index(p) + len(p), is_person=True, confidence=0.9) for p in PEOPLE if p in t)
            for t in texts
        ]


class Numbers:
    """Finds one number by heart."""

    name = "identifiers"
    stage = Stage.IDENTIFIERS

    def detect(self, texts, context, budget):
        return tuple(
            Finding("PHONE_NUMBER", self.name, 0.9, t.path, t.where, t.text.index("07700"), t.text.index("07700") + 12)
            for t in texts
            if "07700" in t.text
        )


def roles(text, where="body"):
    found = detect(
        Extraction((PartText("1", where, text),), (), ""),
        (NameDetector(Tagger()), Numbers()),
        Context(),
        tuple(Stage),
        Budget.unlimited(),
    ).findings
    return [f.role for f in found if f.info_type == "PERSON_NAME"]


@pytest.mark.parametrize(
    "text",
    [
        "As Emmanuel Macron said today.",
        "We met as President Macron spoke of it.",
        "The reading list has Clausewitz on it.",
    ],
)
def test_public_people_are_context(text):
    assert roles(text) == [Role.CONTEXT]


@pytest.mark.parametrize(
    "text",
    [
        "Please ask Cpl Emmanuel Macron about it.",
        "Emmanuel Macron (07700 900318) drives.",
        "The bus is driven by Macron today.",
        "We asked Nelson about the keys.",
    ],
)
def test_a_namesake_is_evidence(text):
    assert roles(text)[0] is Role.EVIDENCE


def test_a_row_of_a_list_is_evidence():
    assert Role.CONTEXT not in roles("Name\tCabin\nEmmanuel Macron\t4\nLucian Garside\t5", "cell")


def test_the_list_reads_and_its_detail_names_nobody():
    listed = public_people()
    assert len(listed.full) > 150
    assert not any(name in PUBLIC for name in listed.single)
    assert all(" " in key for key in listed.full)
