"""Controlled Unclassified Information: banners, portions, and the designation block."""

import pytest

from dlp_service.detect.markings.schemes.spellings import spellings
from tests.detect.markings.read import findings, markings

TEXT = "\n\nThe convoy leaves at six.\n"


@pytest.mark.parametrize(
    ("line", "caveats"),
    [
        ("CUI", ()),
        ("CONTROLLED UNCLASSIFIED INFORMATION (CUI)", ()),
        ("CONTROLLED//SP-CTI//NOFORN", ("SP-CTI", "NOFORN")),
        ("CUI//SP-CTI/SP-EXPT/PRVCY//NOFORN/FEDCON", ("SP-CTI", "SP-EXPT", "PRVCY", "NOFORN", "FEDCON")),
        ("CUI//FEDERAL EMPLOYEES ONLY", ("FED ONLY",)),
        ("CUI//FEDERAL EMPLOYEES AND CONTRACTORS ONLY", ("FEDCON",)),
        ("CUI//NO DISSEMINATION TO CONTRACTORS", ("NOCON",)),
        ("CUI//DISSEMINATION LIST CONTROLLED", ("DL ONLY",)),
        ("CUI//Attorney-Client", ("AC",)),
        ("CUI//REL TO USA, CAN/DISPLAY ONLY JPN", ("REL TO USA, CAN", "DISPLAY ONLY JPN")),
        ("CUI//Privacy", ("PRVCY",)),
        ("CUI - SP-CTI", ("SP-CTI",)),
        ("CUI (SP-CTI)", ("SP-CTI",)),
        ("CUI//SP-ZQX/ZZT", ("SP-ZQX", "ZZT")),
        ("CUI WHEN ATTACHED", ("WHEN ATTACHED",)),
        ("Contains CUI", ()),
    ],
)
def test_a_banner(line, caveats):
    assert markings(line + TEXT) == [("us-cui", "CUI", caveats, line)]


@pytest.mark.parametrize("name", sorted(spellings("us_cui")["categories"]))
def test_every_category_of_the_registry_is_read_plain_and_specified(name):
    assert markings(f"CUI//SP-{name}/{name}//NOFORN" + TEXT)[0][2] == (f"SP-{name}", name, "NOFORN")


@pytest.mark.parametrize(
    ("mark", "scheme", "level", "caveats"),
    [
        ("(CUI)", "us-cui", "CUI", ()),
        ("(CUI//SP-CTI//NF)", "us-cui", "CUI", ("SP-CTI", "NOFORN")),
        ("(U//CUI)", "us", "UNCLASSIFIED", ("CUI",)),
        ("(S//CUI//SP-CTI/SP-EXPT//NF)", "us", "SECRET", ("CUI", "SP-CTI", "SP-EXPT", "NOFORN")),
    ],
)
def test_portions_alone_and_commingled(mark, scheme, level, caveats):
    assert markings(f"{mark} The convoy leaves at six.") == [(scheme, level, caveats, mark)]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("[Contains CUI] Travel orders", "[Contains CUI]"),
        ("Contains CUI: travel orders", "Contains CUI"),
        ("CUI - travel orders", "CUI"),
        ("Travel orders [CUI]", "[CUI]"),
    ],
)
def test_a_subject(text, span):
    assert markings(text, "subject") == [("us-cui", "CUI", (), span)]


def test_a_file_name_joins_the_marking_with_underscores():
    assert markings("CUI_report.docx", "file_name") == [("us-cui", "CUI", (), "CUI")]


@pytest.mark.parametrize(
    ("block", "caveats", "ordinal"),
    [
        (
            "Controlled by: Office 5\nCUI Category: CTI, SP-EXPT\nDistribution/Dissemination Control: FEDCON\nPOC: A. Clerk",
            ("CTI", "SP-EXPT", "FEDCON"),
            40,
        ),
        (
            "Controlled by: Office 5\nCUI Category: General Privacy and Health Information\nLDC: REL TO USA, GBR",
            ("PRVCY", "HLTH", "REL TO USA, GBR"),
            35,
        ),
        ("Controlled by: Office 5 CUI Category: OPSEC Distribution: FEDCON POC: 5550100", ("OPSEC", "FEDCON"), 35),
        ("Controlled by: Office 5 | CUI Category: CTI | Distribution: DIST D | POC: 5550100", ("CTI",), 35),
    ],
)
def test_a_designation_block_names_categories_and_controls(block, caveats, ordinal):
    (found,) = (item for item in findings(block) if item.marking and not item.marking.is_mention)
    assert found.marking is not None
    assert (found.marking.scheme, found.marking.caveats, found.marking.ordinal) == ("us-cui", caveats, ordinal)
    assert (found.start, found.end) == (0, len(block))


@pytest.mark.parametrize(
    "text",
    [
        "Controlled by:\nCUI Category:\nDistribution/Dissemination Control:\nPOC:",
        "Controlled by: [Name]\nCUI Category: [List]\nDistribution/Dissemination Control: [LDC]\nPOC: [phone]",
        "CUI DEVICE\n\nThe board is on the bench.",
        "It contains CUI when printed?",
        "CUI training is due on Friday.",
        "CONTROLLED\n\nThe fire is.",
    ],
)
def test_templates_and_talk_are_no_markings(text):
    assert markings(text) == []
