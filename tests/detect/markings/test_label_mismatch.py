"""Where the label and the text of one item disagree."""

import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.markings import MarkingDetector
from dlp_service.levels import load_levels
from dlp_service.values import Finding, PartText, Role

LABEL = ("", "header", "X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=OFFICIAL, ORIGIN=a@b.gov.au")
PROPERTY = "Classification=OFFICIAL-SENSITIVE"


def mismatches(*texts: tuple[str, str, str]) -> list[Finding]:
    detector = MarkingDetector("", {}, load_levels())
    found = detector.detect(tuple(PartText(*text) for text in texts), Context(), Budget.unlimited())
    return [item for item in found if item.info_type == "LABEL_MISMATCH"]


def test_a_label_below_the_text_is_said_in_words():
    (found,) = mismatches(LABEL, ("1", "body", "SECRET//NOFORN\n\nText."))
    assert found.detail == "the label says OFFICIAL, the text is marked SECRET"
    assert found.marking is None
    assert found.role is Role.EVIDENCE
    assert LABEL[2][found.start : found.end] == "SEC=OFFICIAL"
    assert (found.path, found.where) == ("", "header")


def test_a_label_above_the_text_is_one_too():
    (found,) = mismatches(
        ("1/a.docx", "property", PROPERTY), ("1/a.docx", "page_header", "OFFICIAL - FOR PUBLIC RELEASE")
    )
    assert found.detail == "the label says OFFICIAL-SENSITIVE, the text is marked OFFICIAL"


@pytest.mark.parametrize(
    "texts",
    [
        (LABEL,),
        (("1", "body", "SECRET//NOFORN\n\nText."),),
        (LABEL, ("1", "body", "OFFICIAL\n\nText.")),
        (LABEL, ("1", "body", "Letters marked SECRET go by courier.")),
        (LABEL, ("1/a.docx", "page_header", "SECRET//NOFORN")),
        (LABEL, ("1/SECRET.docx", "file_name", "SECRET.docx")),
        (("", "header", "Sensitivity: Private"), ("1", "body", "SECRET//NOFORN\n\nText.")),
        (("1/a.docx", "property", "Classification=Board only"), ("1/a.docx", "body", "SECRET//NOFORN\n\nText.")),
        (("1/a.docx", "property", "Classification=NATO RESTRICTED"), ("1/a.docx", "body", "OFFICIAL-SENSITIVE\n\nText.")),
    ],
    ids=["label alone", "text alone", "equal", "mention", "another item", "file name", "no height", "own words", "equal heights"],
)  # fmt: skip
def test_what_contradicts_nothing(texts):
    assert mismatches(*texts) == []


def test_members_and_units_belong_to_their_attachment():
    (found,) = mismatches(("2/b.xlsx", "property", PROPERTY), ("2/b.xlsx!Sheet1", "cell", "SECRET//NOFORN"))
    assert found.path == "2/b.xlsx"
    (found,) = mismatches(
        ("2/a.zip/b.docx", "property", PROPERTY), ("2/a.zip/c.txt", "body", "SECRET//NOFORN\n\nText.")
    )
    assert found.path == "2/a.zip/b.docx"


def test_a_mail_inside_is_an_item_of_its_own():
    inner = ("3", "header", LABEL[2])
    assert mismatches(LABEL, ("3", "subject", "plan"), ("3.1", "body", "SECRET//NOFORN\n\nText.")) == []
    (found,) = mismatches(inner, ("3.1", "body", "SECRET//NOFORN\n\nText."), ("1", "body", "Text."))
    assert found.path == "3"


def test_a_disabled_label_is_held_against_nothing():
    guid = "11111111-2222-3333-4444-555555555555"
    label = f"msip_labels: MSIP_Label_{guid}_Name=OFFICIAL-SENSITIVE; MSIP_Label_{guid}_Enabled=false"
    assert mismatches(("", "header", label), ("1", "body", "SECRET//NOFORN\n\nText.")) == []
