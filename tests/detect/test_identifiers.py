import pytest

from dlp_service.budget import Budget
from dlp_service.detect.identifiers import IdentifierDetector
from dlp_service.detect.interface import Context
from dlp_service.values import PartText

DETECTOR = IdentifierDetector()


def found(text, where="body"):
    findings = DETECTOR.detect((PartText("1", where, text),), Context(), Budget.unlimited())
    return {(f.info_type, text[f.start : f.end]): f.confidence for f in findings}


@pytest.mark.parametrize(
    ("text", "info_type"),
    [
        ("NI: AR 10 10 10 A", "UK_NATIONAL_INSURANCE_NUMBER"),
        ("ab123456c", "UK_NATIONAL_INSURANCE_NUMBER"),
        ("NHS number 943 476 5919", "UK_NHS_NUMBER"),
        ("pay to GB82 WEST 1234 5698 7654 32 today", "IBAN"),
        ("DE89370400440532013000", "IBAN"),
        ("card 4111 1111 1111 1111, expires 10/29", "CREDIT_CARD"),
        ("amex 378282246310005", "CREDIT_CARD"),
        ("SSN 219-09-9999", "US_SOCIAL_SECURITY_NUMBER"),
        ("passport no 925665416", "PASSPORT_NUMBER"),
        ("service number 26440182", "SERVICE_NUMBER"),
        ("grid 30U WB 85500 95500", "MILITARY_GRID_REFERENCE"),
    ],
)
def test_an_identifier_with_its_word_is_nearly_sure(text, info_type):
    assert [kind for (kind, _), confidence in found(text).items() if confidence >= 0.85] == [info_type]


@pytest.mark.parametrize(
    "text",
    [
        "GB123456A",
        "QQ 12 34 56 C",
        "NHS number 943 476 5918",
        "GB82 WEST 1234 5698 7654 33",
        "card 4111 1111 1111 1112",
        "ssn 666-12-1234",
        "925665416",
        "26440182",
        "https://example.org/x?id=4111111111111111",
        "order 0000000000000000",
    ],
)
def test_wrong_check_digits_and_bare_numbers_are_nothing(text):
    assert found(text) == {}


def test_an_nhs_number_without_its_word_is_a_guess():
    assert found("call 943 476 5919 today")[("UK_NHS_NUMBER", "943 476 5919")] < 0.3


def test_the_heading_of_the_column_is_the_word():
    sheet = "Name\tPassport\nLucian Garside\t925665416\nHollis Orr\t925665417"
    assert len(found(sheet, "cell")) == 2
    assert list(found("Name\tPhone\nLucian Garside\t925665416", "cell")) == [("PHONE_NUMBER", "925665416")]


def test_the_value_has_no_separators_and_the_quote_no_digits():
    (finding,) = DETECTOR.detect((PartText("1", "body", "AR 10 10 10 A"),), Context(), Budget.unlimited())
    assert finding.value == "AR101010A"
    assert finding.masked_quote == "A* ## ## ## A"


def test_spans_count_code_points_not_bytes():
    text = "naïve 𝔘 AR101010A"
    assert list(found(text)) == [("UK_NATIONAL_INSURANCE_NUMBER", "AR101010A")]
