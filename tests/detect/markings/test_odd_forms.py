"""Odd but legitimate forms: conditions before the level, codes behind it, levels of allies in an American banner."""

from __future__ import annotations

import pytest

from tests.detect.markings.read import findings, markings, mentions

FORMS = [
    ("page_header", "Mit Anlage GEHEIM, ohne Anlage offen", ("GEHEIM", ("WHEN ATTACHED",), "Mit Anlage GEHEIM")),
    ("body", "With attachments SECRET//NOFORN, without attachments UNCLASSIFIED\n\nText.", ("SECRET", ("NOFORN", "WHEN ATTACHED"), "With attachments SECRET//NOFORN")),
    ("body", "Avec annexe DIFFUSION RESTREINTE\n\nTexte.", ("DIFFUSION RESTREINTE", ("WHEN ATTACHED",), "Avec annexe DIFFUSION RESTREINTE")),
    ("body", "This letter is CONFIDENTIAL//REL TO USA, JPN when attachment 1 is attached.", ("CONFIDENTIAL", ("REL TO USA, JPN", "WHEN ATTACHED"), "CONFIDENTIAL//REL TO USA, JPN when attachment 1 is attached")),
    ("body", "NATO SECRET IF ANNEXES A AND B ARE ENCLOSED\n\nText.", ("NATO SECRET", ("WHEN ATTACHED",), "NATO SECRET IF ANNEXES A AND B ARE ENCLOSED")),
    ("body", "TLP:RED until 2025-09-01 12:00 UTC, TLP:CLEAR afterwards\n\nPatch.", ("TLP:RED", ("EXPIRES 2025-09-01 12:00 UTC",), "TLP:RED until 2025-09-01 12:00 UTC")),
    ("body", "TLP:AMBER until 1 May 2026 at 14:00 CET\n\nPatch.", ("TLP:AMBER", ("EXPIRES 1 May 2026 at 14:00 CET",), "TLP:AMBER until 1 May 2026 at 14:00 CET")),
    ("subject", "IN-CONFIDENCE TO BE REVIEWED ON 30 June 2027: fee waiver options", ("IN-CONFIDENCE", ("TO BE REVIEWED ON 30 JUNE 2027",), "IN-CONFIDENCE TO BE REVIEWED ON 30 June 2027")),
    ("page_header", "SECRET KOWHAI//NZEO", ("SECRET", ("CODEWORD KOWHAI", "NZEO"), "SECRET KOWHAI//NZEO")),
    ("body", "TOP SECRET TAWA RIDGE//NZEO\n\nText.", ("TOP SECRET", ("CODEWORD TAWA RIDGE", "NZEO"), "TOP SECRET TAWA RIDGE//NZEO")),
    ("page_header", "NATO SECRET\n(downgraded to NATO RESTRICTED on 1 JAN 2040)", ("NATO SECRET", (), "NATO SECRET")),
    ("body", "TOP SECRET//SI/TK//REL TO USA,=\n AUS, GBR\n\nText.", ("TOP SECRET", ("SI", "TK", "REL TO USA, AUS, GBR"), "TOP SECRET//SI/TK//REL TO USA,=\n AUS, GBR")),
    ("body", "//SECRET//NOFORN//\n\nText.", ("SECRET", ("NOFORN",), "//SECRET//NOFORN//")),
    ("page_header", "With Annex B: NATO SECRET; without annex: NATO UNCLASSIFIED", ("NATO SECRET", ("WHEN ATTACHED",), "With Annex B: NATO SECRET")),
    ("footer", "GEHEIM (wird am 1.1.2030 herabgestuft auf VS-NfD)\nBundeswehr", ("GEHEIM", (), "GEHEIM")),
    ("body", "SECRET//N02000//\n\nText.", ("SECRET", (), "SECRET//N02000//")),
    ("body", "OFFICIAL-SENSITIVE - DRAFT\n\nText.", ("OFFICIAL-SENSITIVE", (), "OFFICIAL-SENSITIVE")),
    ("body", "TOP SECRET\n\nSTAFF: please read.", ("TOP SECRET", (), "TOP SECRET")),
    ("file_name", "CUI_SP-CTI_nozzle_rev_D.step", ("CUI", ("SP-CTI",), "CUI_SP-CTI")),
    ("body", "CONTROLLED\n\nRail cars.\n\nCONTROLLED", ("CUI", (), "CONTROLLED")),
    ("property", "<rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>TLP:CLEAR</rdf:li></rdf:Bag>", ("TLP:CLEAR", (), "TLP:CLEAR")),
    ("property", "<rdf:Description>\n <pdfx:Classification>OFFICIAL-SENSITIVE</pdfx:Classification>\n</rdf:Description>", ("OFFICIAL-SENSITIVE", (), "OFFICIAL-SENSITIVE")),
    ("property", '<rdf:Description pdfx:bjDocumentSecurityLabel="NATO RESTRICTED" pdfx:SourceModified="D:20260909"/>', ("NATO RESTRICTED", (), "NATO RESTRICTED")),
]  # fmt: skip


@pytest.mark.parametrize(("where", "text", "expected"), FORMS)
def test_an_odd_form_is_read_whole(where, text, expected):
    assert [found[1:] for found in markings(text, where)] == [expected]


@pytest.mark.parametrize(
    ("banner", "expected"),
    [
        ("//GBR OFFICIAL-SENSITIVE", ("uk", "OFFICIAL-SENSITIVE", ("FGI GBR",))),
        ("//AUS PROTECTED//REL TO USA, AUS", ("au", "PROTECTED", ("FGI AUS", "REL TO USA, AUS"))),
        ("//AUS OFFICIAL: SENSITIVE", ("au", "OFFICIAL: Sensitive", ("FGI AUS",))),
        ("//CAN PROTECTED B", ("ca", "PROTECTED B", ("FGI CAN",))),
        ("//GBR SECRET", ("us", "SECRET", ("FGI GBR",))),
    ],
)
def test_a_level_that_only_an_ally_has_keeps_its_scheme(banner, expected):
    assert [found[:3] for found in markings(f"{banner}\n\nText.")] == [expected]


def test_controls_without_a_level_are_a_mention_at_the_head():
    found = findings("NOFORN\n\nText.")
    assert [(each.marking.level, each.marking.caveats, each.marking.is_mention) for each in found if each.marking] == [
        ("CLASSIFIED", ("NOFORN",), True)
    ]
    assert "without the level" in found[0].detail
    assert mentions("Abbreviations\n\nNOFORN\n\nText.") == []


def test_controlled_at_one_end_alone_is_a_word():
    assert findings("CONTROLLED\n\nRail cars.") == ()


def test_exchange_writes_a_classification_by_its_id():
    text = "X-MS-Exchange-Organization-Classification: 5e0d7c49-3b21-4f86-a9d0-c7e8f1023b4a"
    assert [found[:2] for found in markings(text, "header")] == [("label", "GUID 5e0d7c49-3b21-4f86-a9d0-c7e8f1023b4a")]
