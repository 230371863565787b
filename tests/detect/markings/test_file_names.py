"""File names: hints with low confidence."""

import pytest

from tests.detect.markings.read import findings, markings

CASES = [
    ("file_name", "Report_OFFICIAL-SENSITIVE_v2.docx", [("OFFICIAL-SENSITIVE", ())]),
    ("file_name", "SECRET-pump-list.pdf", [("SECRET", ())]),
    ("file_name", "Pump list (S-NF).docx", [("SECRET", ("NOFORN",))]),
    ("file_name", "20250501_pumps_OS.docx", [("OFFICIAL-SENSITIVE", ())]),
    ("file_name", "NATO_RESTRICTED_pumps.pptx", [("NATO RESTRICTED", ())]),
    ("file_name", "pumps_TOP_SECRET.xlsx", [("TOP SECRET", ())]),
    ("file_name", "TLP_RED_hosts.csv", [("TLP:RED", ())]),
    ("file_name", "(U) agenda.docx", [("UNCLASSIFIED", ())]),
    ("file_name", "UNCLASSIFIED agenda.docx", [("UNCLASSIFIED", ())]),
    ("file_name", "CUI_pump_list.pdf", [("CUI", ())]),
    ("file_name", "secret_santa.docx", []),
    ("file_name", "SECRET SANTA LIST.docx", []),
    ("file_name", "How_to_mark_NATO_SECRET.pdf", []),
    ("file_name", "OFFICIAL PHOTO.jpg", []),
    ("file_name", "UK OFFICIAL statistics 2024.xlsx", []),
    ("file_name", "OS map sheet 12.pdf", []),
    ("file_name", "client_secret_OS.json", []),
    ("file_name", "template_OFFICIAL-SENSITIVE.dotx", []),
    ("file_name", "2025-05-04 OFFICIAL-SENSITIVE - pier bids.pdf", [("OFFICIAL-SENSITIVE", ())]),
    ("file_name", "pier bids (OFFICIAL SENSITIVE).docx", [("OFFICIAL-SENSITIVE", ())]),
    ("file_name", "U_agenda.docx", []),
    ("file_name", "agenda_UNCLASSIFIED.docx", [("UNCLASSIFIED", ())]),
    ("file_name", "S--NF_pier_plan.docx", [("SECRET", ("NOFORN",))]),
    ("file_name", "pier_plan_TS_SI_NF.docx", [("TOP SECRET", ("SI", "NOFORN"))]),
    ("file_name", "VSNfD_Lageplan.pdf", [("VS-NfD", ())]),
    ("file_name", "RESTRICTED - pier plan.docx", [("RESTRICTED", ())]),
    ("file_name", "classified_ads.pdf", []),
    ("file_name", "The Secret Garden.epub", []),
    ("file_name", "CONFIDENTIAL.pdf", [("CONFIDENTIAL", ())]),
    ("file_name", "NATO SECRET briefing.pptx", [("NATO SECRET", ())]),
    ("file_name", "Annex B - UK SECRET - draft 3.docx", [("SECRET", ("UK PREFIX",))]),
    ("file_name", "minutes-OFFICIAL.docx", [("OFFICIAL", ())]),
    ("file_name", "TLP-AMBER_STRICT hosts.csv", [("TLP:AMBER+STRICT", ())]),
    ("file_name", "CTS_registry_list.pdf", []),
    ("file_name", "NATO SECRET handling guide.pdf", []),
]


@pytest.mark.parametrize(("where", "text", "expected"), CASES)
def test_a_file_name_gives_a_hint(where, text, expected):
    assert sorted(found[1:3] for found in markings(text, where)) == sorted(expected)


def test_a_hint_in_a_file_name_is_never_certain():
    assert [item.confidence for item in findings("Report_OFFICIAL-SENSITIVE_v2.docx", "file_name")] == [0.6]
    assert [item.confidence for item in findings("budget-OSC.xlsx", "file_name")] == [0.5]


def test_short_forms_are_sought_in_names_no_longer_than_a_path():
    name = "Minutes-OS.pdf"
    assert [found.marking.level for found in findings(name, "file_name") if found.marking] == ["OFFICIAL-SENSITIVE"]
    assert findings("m" * 10_000_000 + name, "file_name") == ()
