import pytest

from tests.detect.markings.read import markings

TEXT = "\n\nThe meeting is on Friday.\n"


@pytest.mark.parametrize(
    ("line", "level", "caveats"),
    [
        ("IN-CONFIDENCE", "IN-CONFIDENCE", ()),
        ("I N - C O N F I D E N C E", "IN-CONFIDENCE", ()),
        ("STAFF IN-CONFIDENCE", "IN-CONFIDENCE", ("STAFF",)),
        ("IN-CONFIDENCE: EVALUATIVE, COMMERCIAL", "IN-CONFIDENCE", ("EVALUATIVE", "COMMERCIAL")),
        ("IN-CONFIDENCE (LEGAL PRIVILEGE)", "IN-CONFIDENCE", ("LEGAL PRIVILEGE",)),
        ("IN-CONFIDENCE - MSD USE ONLY", "IN-CONFIDENCE", ("MSD USE ONLY",)),
        ("MSD USE ONLY IN-CONFIDENCE", "IN-CONFIDENCE", ("MSD USE ONLY",)),
        ("IN-CONFIDENCE (when completed)", "IN-CONFIDENCE", ("WHEN COMPLETED",)),
        ("BUDGET SENSITIVE", "SENSITIVE", ("BUDGET",)),
        ("SENSITIVE: CABINET", "SENSITIVE", ("CABINET",)),
        ("SENSITIVE - EMBARGOED FOR RELEASE until 6.00am, 12 November", "SENSITIVE", ("EMBARGOED",)),
        ("SENSITIVE\nEMBARGOED FOR RELEASE until 6.00am, 12 November", "SENSITIVE", ("EMBARGOED",)),
        ("SENSITIVE - TO BE REVIEWED ON 12 May 2027", "SENSITIVE", ("TO BE REVIEWED ON 12 MAY 2027",)),
        ("RESTRICTED//NZEO", "RESTRICTED", ("NZEO",)),
        ("CONFIDENTIAL - NEW ZEALAND EYES ONLY", "CONFIDENTIAL", ("NZEO",)),
        ("RESTRICTED//ACCOUNTABLE MATERIAL", "RESTRICTED", ("ACCOUNTABLE MATERIAL",)),
        ("SECRET//COMINT//NZEO", "SECRET", ("SI", "NZEO")),
        ("NZ RESTRICTED", "RESTRICTED", ()),
        ("NZEO SECRET", "SECRET", ("NZEO",)),
        ("SENSITIVE//HARBOUR", "SENSITIVE", ("HARBOUR",)),
        ("SECRET//REL TO NZL, GBR", "SECRET", ("REL TO NZL, GBR",)),
        ("SECRET//RELEASABLE TO NZL, AUS", "SECRET", ("REL TO NZL, AUS",)),
        ("TOP SECRET//UMBRA//REL TO NZL, AUS", "TOP SECRET", ("CODEWORD UMBRA", "REL TO NZL, AUS")),
    ],
)
def test_text_form(line, level, caveats):
    assert markings(line + TEXT) == [("nz", level, caveats, line)]


@pytest.mark.parametrize(
    ("subject", "level", "span"),
    [
        ("[SEEMAIL] [RESTRICTED] communiqué", "RESTRICTED", "[RESTRICTED]"),
        ("RE: [SEEMAIL] [TRUSTED] [SENSITIVE] communiqué", "SENSITIVE", "[SENSITIVE]"),
        ("[UNCLASSIFIED] [SEEMAIL] communiqué", "UNCLASSIFIED", "[UNCLASSIFIED]"),
        ("[seemail] [restricted] communiqué", "RESTRICTED", "[restricted]"),
        ("[IN-CONFIDENCE] interview times", "IN-CONFIDENCE", "[IN-CONFIDENCE]"),
    ],
)
def test_subject_tags(subject, level, span):
    assert markings(subject, "subject") == [("nz", level, (), span)]


def test_paragraph_marks():
    text = "RESTRICTED//NZEO\n\n1. (IC) One.\n2. (R) Two.\n3. (Sen) Three.\n4. (C) Four.\n"
    assert {(scheme, level) for scheme, level, _, _ in markings(text)} == {
        ("nz", "IN-CONFIDENCE"),
        ("nz", "RESTRICTED"),
        ("nz", "SENSITIVE"),
        ("nz", "CONFIDENTIAL"),
    }


@pytest.mark.parametrize("line", ["SENSITIVE", "RESTRICTED"])
def test_levels_of_several_nations_stay_open(line):
    assert [found[:2] for found in markings(line + TEXT)] == [("any", line)]
    assert [found[:2] for found in markings(line + TEXT, nation="NZL")] == [("nz", line)]


@pytest.mark.parametrize(
    "text",
    [
        "MEDICAL IN CONFIDENCE",
        "COMMERCIAL-IN-CONFIDENCE",
        "MARKET SENSITIVE",
        "SENSITIVE STAFF MATTERS",
        "(IC) integrated circuit\n(R) registered",
        "IN-CONFIDENCE\nIN-CONFIDENCE is the lowest level.",
        "SENSITIVE\nThe SENSITIVE level is for information of that kind.",
        "I tell you this in confidence.",
    ],
)
def test_ordinary_words_are_no_markings(text):
    assert markings(text + TEXT) == []


def test_sensitive_but_unclassified_stays_american():
    assert [found[:2] for found in markings("SENSITIVE BUT UNCLASSIFIED" + TEXT)] == [("us", "SBU")]
