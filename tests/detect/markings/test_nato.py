"""NATO: activities, categories, both languages, both syntaxes of release, and portion marks."""

import pytest

from tests.detect.markings.read import markings

TEXT = "\n\nThe convoy leaves at six.\n"


@pytest.mark.parametrize(
    ("line", "level", "caveats"),
    [
        ("NATO/PFP UNCLASSIFIED", "NATO UNCLASSIFIED", ("PFP",)),
        ("NATO / SFOR CONFIDENTIAL", "NATO CONFIDENTIAL", ("SFOR",)),
        ("NATO ISAF SECRET", "NATO SECRET", ("ISAF",)),
        ("NATO/ORCHARD RESTRICTED", "NATO RESTRICTED", ("ORCHARD",)),
        ("KFOR SECRET", "NATO SECRET", ("KFOR",)),
        ("ISAF CONFIDENTIAL REL GCTF", "NATO CONFIDENTIAL", ("ISAF", "RELEASABLE TO GCTF")),
        ("COSMIC TOP SECRET - BOHEMIA", "COSMIC TOP SECRET", ("BOHEMIA",)),
        ("COSMIC TOP SECRET BALK", "COSMIC TOP SECRET", ("BALK",)),
        ("NATO SECRET-STAFF", "NATO SECRET", ("STAFF",)),
        ("NATO RESTRICTED STAFF", "NATO RESTRICTED", ("STAFF",)),
        ("NATO SECRET CRYPTO", "NATO SECRET", ("CRYPTO",)),
        ("NATO SECRET ATOMAL RELEASABLE TO AUS, NZL", "NATO SECRET", ("ATOMAL", "RELEASABLE TO AUS, NZL")),
        ("NATO SECRET - AUSTRALIA, SWEDEN, NATO ONLY", "NATO SECRET", ("AUSTRALIA, SWEDEN, NATO ONLY",)),
        ("NATO SECRET AUSTRALIA, SWEDEN, NATO ONLY", "NATO SECRET", ("AUSTRALIA, SWEDEN, NATO ONLY",)),
        ("NATO SECRET RELEASABLE TO ISAF/GCTF", "NATO SECRET", ("RELEASABLE TO ISAF, GCTF",)),
        ("NATO SECRET//REL TO USA, NATO", "NATO SECRET", ("RELEASABLE TO USA, NATO",)),
        ("//NATO SECRET//ATOMAL//ORCON", "NATO SECRET", ("ATOMAL", "ORCON")),
        ("NATO RESTRICTED WHEN COMPLETED", "NATO RESTRICTED", ("WHEN COMPLETED",)),
        ("NATO SECRET OBOLUS", "NATO SECRET", ("OBOLUS",)),
        ("COSMIC TOP SECRET - OBOLUS", "COSMIC TOP SECRET", ("OBOLUS",)),
    ],
)
def test_an_english_marking(line, level, caveats):
    assert markings(line + TEXT) == [("nato", level, caveats, line)]


@pytest.mark.parametrize(
    ("line", "level", "caveats"),
    [
        ("NATO SANS CLASSIFICATION Communicable à la Suède", "NATO UNCLASSIFIED", ("RELEASABLE TO SUEDE",)),
        ("NATO SANS CLASSIFICATION Communicable à l'Australie", "NATO UNCLASSIFIED", ("RELEASABLE TO AUSTRALIE",)),
        ("SECRET OTAN - COMMUNICABLE À L'UE", "NATO SECRET", ("RELEASABLE TO UE",)),
        ("OTAN/FIAS SECRET", "NATO SECRET", ("ISAF",)),
        ("OTAN CONFIDENTIEL", "NATO CONFIDENTIAL", ()),
        ("COSMIC TRÈS SECRET BOHEMIA", "COSMIC TOP SECRET", ("BOHEMIA",)),
        ("NATO UNCLASSIFIED - OTAN SANS CLASSIFICATION", "NATO UNCLASSIFIED", ()),
        ("COSMIC TOP SECRET ATOMAL / COSMIC TRÈS SECRET ATOMAL", "COSMIC TOP SECRET", ("ATOMAL",)),
        (
            "NATO RESTRICTED RELEASABLE TO EU / DIFFUSION RESTREINTE OTAN COMMUNICABLE À L'UE",
            "NATO RESTRICTED",
            ("RELEASABLE TO EU",),
        ),
    ],
)
def test_a_french_marking_and_one_in_both_languages(line, level, caveats):
    assert markings(line + TEXT) == [("nato", level, caveats, line)]


def test_a_condition_names_the_other_document_outside_the_marking():
    line = "NATO SECRET WHEN ATTACHED TO ANNEX D"
    assert markings(line + TEXT) == [("nato", "NATO SECRET", ("WHEN ATTACHED",), "NATO SECRET WHEN ATTACHED")]


@pytest.mark.parametrize(
    ("mark", "level", "caveats"),
    [
        ("(NS-A)", "NATO SECRET", ("ATOMAL",)),
        ("(CTS-B)", "COSMIC TOP SECRET", ("BOHEMIA",)),
        ("(CTS-BALK)", "COSMIC TOP SECRET", ("BALK",)),
        ("(NSAT)", "NATO SECRET", ("ATOMAL",)),
        ("(//CTS//BOHEMIA//REL TO USA, NATO)", "COSMIC TOP SECRET", ("BOHEMIA", "RELEASABLE TO USA, NATO")),
        ("(//NS//ATOMAL//OC)", "NATO SECRET", ("ATOMAL", "ORCON")),
        ("(NKFORS)", "NATO SECRET", ("KFOR",)),
        ("(N/ISAF S)", "NATO SECRET", ("ISAF",)),
    ],
)
def test_a_portion_mark(mark, level, caveats):
    assert markings(f"{mark} The convoy leaves at six.") == [("nato", level, caveats, mark)]


def test_portion_marks_that_are_initials_too_need_others_beside_them():
    text = "(NSA) Storage sites.\n(CTSA) Delivery means.\n(NU) Glossary."
    assert [found[1] for found in markings(text)] == ["COSMIC TOP SECRET", "NATO SECRET", "NATO UNCLASSIFIED"]
    assert markings("(NSA) The agency replied in March.") == []


@pytest.mark.parametrize(
    "text", ["NATO summit ends.", "KFOR secret santa", "NATO SECRET GARDEN PARTY, says the mayor."]
)
def test_talk_about_the_alliance_is_no_marking(text):
    assert markings(text) == []
