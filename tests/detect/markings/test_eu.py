import pytest

from tests.detect.markings.read import markings

TEXT = "\n\nThe meeting is on Friday.\n"


@pytest.mark.parametrize(
    ("line", "level", "caveats"),
    [
        ("RESTREINT UE/EU RESTRICTED", "EU RESTRICTED", ()),
        ("RESTREINT UE / EU RESTRICTED", "EU RESTRICTED", ()),
        ("RESTREINT UE EU RESTRICTED", "EU RESTRICTED", ()),
        ("Restreint UE", "EU RESTRICTED", ()),
        ("EU CONFIDENTIAL / CONFIDENTIEL UE", "EU CONFIDENTIAL", ()),
        ("CONFIDENTIEL UE/\nEU CONFIDENTIAL", "EU CONFIDENTIAL", ()),
        ("SECRET UE/EU SECRET", "EU SECRET", ()),
        ("TRÈS SECRET UE/EU TOP SECRET", "EU TOP SECRET", ()),
        ("R-UE/EU-R", "EU RESTRICTED", ()),
        ("RESTREINT UE/EU RESTRICTED\nLIMITE", "EU RESTRICTED", ("LIMITE",)),
        ("RESTREINT UE/EU RESTRICTED ESDP/PESD", "EU RESTRICTED", ("ESDP",)),
        ("SECRET UE/EU SECRET - AQUILA", "EU SECRET", ("CODEWORD AQUILA",)),
        (
            "CONFIDENTIEL UE/EU CONFIDENTIAL\nRELEASABLE TO: Switzerland",
            "EU CONFIDENTIAL",
            ("RELEASABLE TO SWITZERLAND",),
        ),
        ("CONFIDENTIEL UE/EU CONFIDENTIAL until 31 December 2031", "EU CONFIDENTIAL", ("EXPIRES 31 December 2031",)),
        (
            "SECRET UE/EU SECRET until 31.12.2030 and RESTREINT UE/EU RESTRICTED thereafter",
            "EU SECRET",
            ("EXPIRES 31.12.2030", "DOWNTO EU RESTRICTED"),
        ),
        ("EURA CONFIDENTIAL", "EU CONFIDENTIAL", ("EURA",)),
        ("LIMITE", "LIMITE", ()),
        ("EU LIMITE", "LIMITE", ()),
    ],
)
def test_text_form(line, level, caveats):
    assert markings(line + TEXT) == [("eu", level, caveats, line)]


@pytest.mark.parametrize(
    ("text", "where", "span"),
    [
        ("1. (C-UE/EU-C) The convoy left.", "body", "(C-UE/EU-C)"),
        ("(EU-C) The convoy left.", "body", "(EU-C)"),
        ("Re: mandate [C-UE/EU-C]", "subject", "[C-UE/EU-C]"),
        ("[EU-C] mandate", "subject", "[EU-C]"),
        ("C-UE_EU-C annex.pdf", "file_name", "C-UE_EU-C"),
    ],
)
def test_abbreviations(text, where, span):
    assert markings(text, where) == [("eu", "EU CONFIDENTIAL", (), span)]


@pytest.mark.parametrize("text", ["DG F  LIMITE  EN", "JT/jj      DG F      LIMITE      EN"])
def test_limite_in_the_footers_of_the_council(text):
    assert markings(text, "footer") == [("eu", "LIMITE", (), "LIMITE")]


@pytest.mark.parametrize("text", ["DATE LIMITE DE DÉPÔT : 3 MAI", "DATE LIMITE", "EU SECRET weapons summit"])
def test_ordinary_words_are_no_markings(text):
    assert markings(text + TEXT) == []
