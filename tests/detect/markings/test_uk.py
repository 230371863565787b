"""The British grammar: handling, descriptors, national caveats, codewords and short forms, new and old."""

import pytest

from tests.detect.markings.read import markings, mentions

TEXT = "\n\nThe convoy leaves at six.\n"


@pytest.mark.parametrize(
    "line",
    [
        "OFFICIAL-SENSITIVE", "OFFICIAL SENSITIVE", "OFFICIAL - SENSITIVE", "OFFICIAL: SENSITIVE", "OFFICIAL/SENSITIVE", "OFFICIAL, SENSITIVE",
        "OFFICIAL (SENSITIVE)", "OFFICIAL_SENSITIVE", "OFFICIALSENSITIVE", "OFFICIAL\u2013SENSITIVE", "OFFICIAL\u2011SENSITIVE", "OFFICIAL\u2212SENSITIVE",
        "OFFICAL-SENSITIVE", "Official-Sensitive", "Official Sensitive", "O-S",
    ],
)  # fmt: skip
def test_every_spelling_of_official_sensitive(line):
    assert markings(line + TEXT) == [("uk", "OFFICIAL-SENSITIVE", (), line)]


@pytest.mark.parametrize(
    ("line", "level", "caveats"),
    [
        ("OFFICIAL-SENSITIVE - HMG USE ONLY - HR / MANAGEMENT", "OFFICIAL-SENSITIVE", ("HMG USE ONLY", "HR / MANAGEMENT")),
        ("OFFICIAL-SENSITIVE - MOD, FCDO USE ONLY", "OFFICIAL-SENSITIVE", ("MOD, FCDO USE ONLY",)),
        ("OFFICIAL-SENSITIVE - MOD/NCA USE ONLY", "OFFICIAL-SENSITIVE", ("MOD/NCA USE ONLY",)),
        ("OFFICIAL-SENSITIVE - [MOD] USE ONLY", "OFFICIAL-SENSITIVE", ("MOD USE ONLY",)),
        ("OFFICIAL-SENSITIVE - HMRC AND DWP USE ONLY", "OFFICIAL-SENSITIVE", ("HMRC AND DWP USE ONLY",)),
        ("OFFICIAL - FOR PUBLIC RELEASE", "OFFICIAL", ("FOR PUBLIC RELEASE",)),
        ("SECRET - RECIPIENTS ONLY - COMMERCIAL", "SECRET", ("RECIPIENTS ONLY", "COMMERCIAL")),
        ("OFFICIAL-SENSITIVE - EMBARGOED until 0001 Tuesday 3 June", "OFFICIAL-SENSITIVE", ("EMBARGOED",)),
        ("OFFICIAL-SENSITIVE COMMERCIAL AND PERSONAL", "OFFICIAL-SENSITIVE", ("COMMERCIAL", "PERSONAL")),
        ("OFFICIAL-SENSITIVE - COMMERCIAL & LEGAL", "OFFICIAL-SENSITIVE", ("COMMERCIAL", "LEGAL")),
        ("OFFICIAL-SENSITIVE [COMMERCIAL]", "OFFICIAL-SENSITIVE", ("COMMERCIAL",)),
        ("UK TOP SECRET - BRAMBLE - UK EYES ONLY", "TOP SECRET", ("UK PREFIX", "CODEWORD BRAMBLE", "UK EYES ONLY")),
        ("TOP SECRET STRAP2 UK EYES ONLY", "TOP SECRET", ("STRAP 2", "UK EYES ONLY")),
        ("SECRET - UK AND US EYES ONLY", "SECRET", ("UK/US EYES ONLY",)),
        ("SECRET - AUS/CAN/UK/US EYES ONLY", "SECRET", ("AUS/CAN/UK/US EYES ONLY",)),
        ("SECRET UK/FR EYES ONLY", "SECRET", ("UK/FR EYES ONLY",)),
        ("SECRET - 5 EYES ONLY", "SECRET", ("FIVE EYES ONLY",)),
        ("UK OFFICIAL-SENSITIVE\nREL EU", "OFFICIAL-SENSITIVE", ("UK PREFIX", "REL EU")),
        ("UK SECRET - REL USA, CAN", "SECRET", ("UK PREFIX", "REL USA, CAN")),
        ("UK SECRET//REL TO GBR, USA", "SECRET", ("UK PREFIX", "REL TO GBR, USA")),
        ("UK SECRET WHEN ENCLOSURES ARE ATTACHED", "SECRET", ("UK PREFIX", "WHEN ATTACHED")),
        ("OFFICIAL-SENSITIVE if attachments are included", "OFFICIAL-SENSITIVE", ("WHEN ATTACHED",)),
        ("Not Protectively Marked", "NOT PROTECTIVELY MARKED", ()),
        ("RESTRICTED MEDICAL", "RESTRICTED", ("MEDICAL",)),
        ("RESTRICTED - STAFF", "RESTRICTED", ("STAFF",)),
        ("CONFIDENTIAL UK EYES BRAVO", "CONFIDENTIAL", ("UK EYES BRAVO",)),
    ],
)  # fmt: skip
def test_qualifiers(line, level, caveats):
    assert markings(line + TEXT) == [("uk", level, caveats, line)]


@pytest.mark.parametrize("label", ["Handling", "Handling instruction", "Caveats", "Descriptor"])
def test_the_handling_line_under_a_classification_line_belongs_to_it(label):
    marking = f"OFFICIAL-SENSITIVE\n{label}: RECIPIENTS ONLY"
    assert markings(f"Classification: {marking}\n\nHello both,") == [
        ("uk", "OFFICIAL-SENSITIVE", ("RECIPIENTS ONLY",), marking)
    ]


@pytest.mark.parametrize(
    ("line", "caveats"),
    [("SECRET//REL FVEY", ("REL TO FVEY",)), ("SECRET//US/UK EYES ONLY", ("USA/GBR EYES ONLY",))],
)
def test_the_american_syntax_is_not_british_for_a_shared_caveat(line, caveats):
    assert markings(line + TEXT) == [("us", "SECRET", caveats, line)]


@pytest.mark.parametrize(
    ("text", "where", "caveats", "span"),
    [
        ("O-S: minutes", "subject", (), "O-S"),
        ("(O-S) minutes", "subject", (), "(O-S)"),
        ("O-S:C\n\nText.", "body", ("COMMERCIAL",), "O-S:C"),
        ("20250301-Minutes-OSP.docx", "file_name", ("PERSONAL",), "OSP"),
    ],
)
def test_short_forms_set_apart(text, where, caveats, span):
    assert markings(text, where) == [("uk", "OFFICIAL-SENSITIVE", caveats, span)]


def test_the_suffix_of_official_counts_after_a_date():
    assert markings("20250301-Minutes-O.docx", "file_name") == [("uk", "OFFICIAL", (), "O")]
    assert markings("Group-O.docx", "file_name") == []


def test_a_regrade_after_an_embargo_is_no_marking():
    text = "This information will remain classified until 12 May, after which the information will be OFFICIAL."
    assert markings(text) == []
    assert mentions(text) == ["OFFICIAL"]


@pytest.mark.parametrize(
    "text",
    [
        "RESTRICTED AREA\n\nKeep out.",
        "RESTRICTED STAFF PARKING\n\nLevel two.",
        "CONFIDENTIAL STAFF SURVEY\n\nPlease answer.",
        "The O-S axis is bent.",
        "Official, sensitive and slow, the office replied.",
        "windows-OS.pdf is attached.",
        "The bill is not protectively marked for that reason.",
    ],
)
def test_ordinary_text_is_no_marking(text):
    assert markings(text) == []
