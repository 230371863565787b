"""X-Protective-Marking: the syntax of the Australian standard, and what is left of it in practice."""

import pytest

from tests.detect.markings.read import findings


def read(value: str, where: str = "header") -> tuple[object, ...]:
    """Return level, caveats, span, confidence and reason of the one label."""
    name = "X-Protective-Marking" + ("=" if where == "property" else ": ")
    text = name + value
    (found,) = findings(text, where)
    assert found.info_type == "MACHINE_LABEL"
    assert found.marking is not None
    assert found.marking.scheme == "au"
    span = text[found.start : found.end]
    return found.marking.level, found.marking.caveats, span, found.confidence, found.marking.reason


HEAD = "VER=2024.1, NS=gov.au, "


@pytest.mark.parametrize(
    ("value", "level", "caveats", "span"),
    [
        ("SEC=OFFICIAL, ORIGIN=a@b.gov.au", "OFFICIAL", (), "SEC=OFFICIAL"),
        ("SEC=UNOFFICIAL, ORIGIN=a@b.gov.au", "UNOFFICIAL", (), "SEC=UNOFFICIAL"),
        (
            "SEC=OFFICIAL:Sensitive, ACCESS=Personal-Privacy, ACCESS=Legal-Privilege",
            "OFFICIAL: Sensitive",
            ("PERSONAL-PRIVACY", "LEGAL-PRIVILEGE"),
            "SEC=OFFICIAL:Sensitive, ACCESS=Personal-Privacy, ACCESS=Legal-Privilege",
        ),
        (
            "SEC=PROTECTED, CAVEAT=SH:NATIONAL-CABINET, CAVEAT=RI:REL AUS/CAN",
            "PROTECTED",
            ("SH:NATIONAL-CABINET", "RI:REL AUS/CAN"),
            "SEC=PROTECTED, CAVEAT=SH:NATIONAL-CABINET, CAVEAT=RI:REL AUS/CAN",
        ),
        ("SEC=TOP-SECRET, CAVEAT=RI:AUSTEO", "TOP SECRET", ("RI:AUSTEO",), "SEC=TOP-SECRET, CAVEAT=RI:AUSTEO"),
        (
            "SEC=SECRET, EXPIRES=2031-07-01, DOWNTO=OFFICIAL, NOTE=until then",
            "SECRET",
            ("EXPIRES 2031-07-01", "DOWNTO OFFICIAL"),
            "SEC=SECRET, EXPIRES=2031-07-01, DOWNTO=OFFICIAL",
        ),
        ("SEC=SECRET, ACCESS=Legal-Privilege, EXPIRES=The tabling, DOWNTO=OFFICIAL", "SECRET", ("LEGAL-PRIVILEGE", "EXPIRES The tabling", "DOWNTO OFFICIAL"), "SEC=SECRET, ACCESS=Legal-Privilege, EXPIRES=The tabling, DOWNTO=OFFICIAL"),
        ("DLM=For-Official-Use-Only", "FOUO", (), "DLM=For-Official-Use-Only"),
        ("DLM=Sensitive:Personal", "OFFICIAL: Sensitive", ("PERSONAL-PRIVACY",), "DLM=Sensitive:Personal"),
        ("SEC=UNCLASSIFIED, DLM=Sensitive", "OFFICIAL: Sensitive", (), "DLM=Sensitive"),
        ("SEC=CONFIDENTIAL", "CONFIDENTIAL", (), "SEC=CONFIDENTIAL"),
    ],
)  # fmt: skip
def test_what_follows_the_standard_is_sure(value, level, caveats, span):
    assert read(HEAD + value)[:4] == (level, caveats, span, 0.97)


def test_an_escaped_comma_is_text():
    value = HEAD + r"SEC=SECRET, NOTE=first\, SEC=UNOFFICIAL\\, ORIGIN=a@b.gov.au"
    assert read(value)[:4] == ("SECRET", (), "SEC=SECRET", 0.97)


def test_the_field_is_folded_after_commas():
    assert read("VER=2018.4,\r\n NS=gov.au,\r\n\tSEC=PROTECTED,\r\n CAVEAT=SH:CABINET")[:4] == (
        "PROTECTED",
        ("SH:CABINET",),
        "SEC=PROTECTED,\r\n CAVEAT=SH:CABINET",
        0.97,
    )


def test_a_line_that_lost_its_indentation_goes_on_after_a_comma():
    assert read("VER=2018.4, NS=gov.au,\nSEC=PROTECTED,\nORIGIN=a@b.gov.au")[:4] == (
        "PROTECTED",
        (),
        "SEC=PROTECTED",
        0.97,
    )


def test_the_namespace_of_a_state_is_the_same_scheme_and_that_of_a_company_is_not():
    assert read("VER=2018.4, NS=vic.gov.au, SEC=PROTECTED")[0] == "PROTECTED"
    (found,) = findings("X-Protective-Marking: VER=2021.0, NS=example.com, SEC=D04FB6C2", "header")
    assert found.marking is not None
    assert (found.marking.scheme, found.marking.level) == ("label", "D04FB6C2")
    (found,) = findings("X-Protective-Marking: VER=2021.0, NS=example.com, SEC=SECRET", "header")
    assert found.marking is not None
    assert (found.marking.scheme, found.marking.level) == ("any", "SECRET")


def test_a_codeword_is_masked():
    (found,) = findings(f"X-Protective-Marking: {HEAD}SEC=SECRET, CAVEAT=C:WOMBATS", "header")
    assert found.marking is not None
    assert found.marking.caveats == ("C:WOMBATS",)
    assert "WOMBATS" not in found.masked_quote


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("SEC=SECRET", "a version or namespace left out"),
        (HEAD + "SEC=SECRET, COLOUR=red", "a part that it does not know"),
        (HEAD + "SEC=SECRET, SEC=OFFICIAL", "a part given twice"),
        (HEAD + "ORIGIN=a@b.gov.au, SEC=SECRET", "the order of its parts"),
        (HEAD + "SEC=SECRET, EXPIRES=2031-07-01", "an expiry without its level, or a level without it"),
        (HEAD + "SEC=SECRET, CAVEAT=XX:YY", "a type of caveat"),
        ("VER=two, NS=gov.au, SEC=SECRET", "its version"),
        (HEAD + "SEC=SECRET, NOTE=" + "x" * 1_000, "its length"),
    ],
)
def test_what_differs_from_the_standard_is_read_and_said(value, fault):
    level, _, span, confidence, reason = read(value)
    assert (level, str(span)[:10], confidence) == ("SECRET", "SEC=SECRET", 0.85)
    assert str(reason).endswith(f"which differs from the standard by {fault}")


def test_a_property_needs_no_version():
    assert read("SEC=PROTECTED", "property")[3] == 0.97


def test_a_marking_in_plain_words_is_read_by_the_grammars():
    (found,) = findings("X-Protective-Marking: OFFICIAL-SENSITIVE", "header")
    assert found.marking is not None
    assert (found.marking.scheme, found.start, found.end) == ("uk", 22, 40)


def test_a_level_nobody_knows_is_a_label_of_its_own():
    (found,) = findings(f"X-Protective-Marking: {HEAD}SEC=TURQUOISE", "header")
    assert found.marking is not None
    assert (found.marking.scheme, found.marking.level, found.marking.ordinal) == ("label", "TURQUOISE", 0)
