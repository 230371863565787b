"""Authority blocks in all spellings, templates that wait to be filled in, and notices of atomic energy information."""

import pytest

from tests.detect.markings.read import markings


@pytest.mark.parametrize(
    "block",
    [
        "Classified By: J. Doe, Branch Chief\nDerived From: Multiple Sources\nDeclassify On: Source Marked OADR, date of source 19900101",
        "Classified by: J. Doe\nClassification reason: 1.4 (b) and (d)\nDeclassify on: conclusion of the talks",
        "Classified by: J. Doe\nDerived from: SCG 3\nDeclassify on: N/A to RD/FRD portions. See source list for NSI portions.",
        "CLASSIFIED BY  Cdr, 5th Support Gp\nREASON         1.5(c)\nDECLASSIFY ON  X4",
        "CL BY: 123456\nCL REASON: 1.4(c)\nDECL ON: 25X1, 20701231\nDRV FM: HUM 4-82",
        "CL BY: 123456 DRV FM: HUM 4-82 DECL ON: X1",
        "CLASSIFIED BY: DCM A. EXAMPLE. REASON: 1.4(B,D). DECL: 05/12/2031",
        "Class by: X-1\nDeclass: OADR",
        "Original Classification Authority: Director\nReason: 1.4(a)\nDeclassification date: 20350101",
        "Reason: 1.4(a)\nDeclassify On: 20471231",
    ],
)
def test_an_authority_block_says_classified_without_a_level(block):
    assert markings(f"Memo.\n\n{block}") == [("us", "CLASSIFIED", (), block)]


def test_a_block_in_a_document_property():
    block = "Classified By: J. Doe; Derived From: Memo 7; Declassify On: 20470502"
    assert markings(f"Comments={block}", "property") == [("us", "CLASSIFIED", (), block)]


@pytest.mark.parametrize(
    "text",
    [
        "Classified By:\nDerived From:\nDeclassify On:",
        "Classified By: ______\nDerived From: ______\nDeclassify On: ______",
        "Classified By: [Name and position]\nDerived From: [Source]\nDeclassify On: [YYYYMMDD]",
        "Classified By: Name, Title\nReason: 1.4(x)\nDeclassify On: YYYYMMDD",
        "Classified By: Identify by name and position.\nDerived From: Cite the source.\nDeclassify On: Give a date.",
        "Classified By: <name>\nDerived From: {source}\nDeclassify On: MM/DD/YYYY",
        "The mushrooms are classified by: colour and derived from: spores.",
        "Classified by: the committee as a Grade II building\nReason: its roof",
        "Reason: I was late\nDeclassify: no",
        "RESTRICTED DATA\n\nSalaries and medical files belong here.",
    ],
)
def test_templates_and_other_fields_are_no_blocks(text):
    assert markings(text) == []


@pytest.mark.parametrize(
    ("text", "caveat", "span"),
    [
        (
            "RESTRICTED DATA\n\nThis document contains Restricted Data as defined in the Atomic Energy Act of 1954.",
            "RD",
            "RESTRICTED DATA\n\nThis document contains Restricted Data as defined in the Atomic Energy Act",
        ),
        (
            "FORMERLY RESTRICTED DATA\nUnauthorized disclosure subject to administrative and criminal sanctions.",
            "FRD",
            "FORMERLY RESTRICTED DATA",
        ),
        (
            "FORMERLY RESTRICTED DATA: Unauthorized disclosure is subject to criminal sanctions.",
            "FRD",
            "FORMERLY RESTRICTED DATA",
        ),
        (
            "Critical Nuclear Weapon Design Information. DoD Directive 5210.2 applies.",
            "RD-CNWDI",
            "Critical Nuclear Weapon Design Information. DoD Directive",
        ),
    ],
)
def test_the_notices_of_atomic_energy_information(text, caveat, span):
    assert markings(text) == [("us", "CLASSIFIED", (caveat,), span)]
