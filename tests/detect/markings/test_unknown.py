"""Words no grammar knows never lose the level; ordinary headings stay headings."""

import pytest

from tests.detect.markings.read import findings, markings, mentions

TEXT = "\n\nThe convoy leaves at six.\n"


@pytest.mark.parametrize(
    ("line", "scheme", "level", "caveats"),
    [
        ("TOP SECRET STRAP", "uk", "TOP SECRET", ("STRAP",)),
        ("TOP SECRET: STRAP", "uk", "TOP SECRET", ("STRAP",)),
        ("SECRET STRAP 4", "uk", "SECRET", ("STRAP 4",)),
        ("SECRET AUSTEO", "au", "SECRET", ("RI:AUSTEO",)),
        ("SECRET - AGAO", "au", "SECRET", ("RI:AGAO",)),
        ("Secret AUSTEO", "au", "SECRET", ("RI:AUSTEO",)),
        ("SECRET AUS EYES ONLY", "us", "SECRET", ("AUS EYES ONLY",)),
        (
            "UK TOP SECRET STRAP2 UK EYES ONLY",
            "uk",
            "TOP SECRET",
            ("UK PREFIX", "STRAP 2", "UK EYES ONLY"),
        ),
    ],
)
def test_a_national_caveat_needs_no_separator(line, scheme, level, caveats):
    assert markings(line + TEXT) == [(scheme, level, caveats, line)]


@pytest.mark.parametrize(
    ("line", "caveats"),
    [
        ("TOP SECRET OBOLUS", ("OBOLUS",)),
        ("TOP SECRET CRAYON OBOLUS", ("CRAYON OBOLUS",)),
        ("TOP SECRET-OBOLUS", ("OBOLUS",)),
        ("TOP SECRET/OBOLUS", ("OBOLUS",)),
        ("TOP SECRET: OBOLUS", ("OBOLUS",)),
        ("TOP SECRET [OBOLUS]", ("OBOLUS",)),
        ("TOP SECRET (OBOLUS) - TAMARISK", ("OBOLUS", "TAMARISK")),
        ("TOP SECRET | OBOLUS | TAMARISK", ("OBOLUS", "TAMARISK")),
        ("TOP SECRET OBOLUS EYES ONLY", ("OBOLUS EYES ONLY",)),
        ("UK TOP SECRET OBOLUS", ("UK PREFIX", "CODEWORD OBOLUS")),
        ("TOP SECRET NOFORN OBOLUS", ("NOFORN", "OBOLUS")),
    ],
)
def test_unknown_capitals_after_a_level_are_caveats(line, caveats):
    assert [(level, found, span) for _, level, found, span in markings(line + TEXT)] == [("TOP SECRET", caveats, line)]


@pytest.mark.parametrize("level", ["OFFICIAL-SENSITIVE", "CONFIDENTIAL", "SECRET", "TOP SECRET"])
@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{} OBOLUS\n\nText.", "body"),
        ("Text.\n\n{} OBOLUS", "body"),
        ("> {} OBOLUS\n> Text.", "body"),
        ("Classification: {} OBOLUS\n\nText.", "body"),
        ("Page 2 of 9    {} OBOLUS", "footer"),
        ("{} OBOLUS", "page_header"),
        ("RE: {} OBOLUS - Weekly figures", "subject"),
        ("[{} OBOLUS] Weekly figures", "subject"),
    ],
)
def test_no_place_of_a_marking_loses_the_level_to_an_unknown_word(level, text, where):
    found = [(name, caveats) for _, name, caveats, _ in markings(text.format(level), where)]
    assert found == [(level, ("OBOLUS",))]


def test_unknown_words_make_less_sure_than_known_ones_and_running_on_least():
    known, apart, running_on = (
        findings(line + TEXT)[0].confidence for line in ("SECRET AUSTEO", "SECRET: OBOLUS", "SECRET OBOLUS")
    )
    assert known > apart > running_on >= 0.5


def test_unknown_words_are_masked_outside_the_marking():
    assert findings("SECRET OBOLUS" + TEXT)[0].masked_quote == "SECRET//***"


@pytest.mark.parametrize(
    "line",
    [
        "SECRET SANTA LIST",
        "TOP SECRET PARTY PLAN",
        "CONFIDENTIAL WASTE BINS",
        "SECRET GARDEN OPENS",
        "RESTRICTED AREA",
        "OFFICIAL OPENING",
        "SECRET SUPPER CLUB",
        "TOP SECRET MISSION FOR KIDS",
    ],
)
@pytest.mark.parametrize("where", ["body", "subject", "footer"])
def test_an_ordinary_heading_is_no_marking(line, where):
    assert markings(line if where != "body" else line + TEXT, where) == []


def test_a_word_the_text_also_has_in_small_letters_is_ordinary():
    assert markings("SECRET WEASEL\n\nOur weasel has escaped again.") == []
    assert markings("SECRET WEASEL\n\nThe convoy leaves at six.")


def test_an_ordinary_word_counts_where_the_line_stands_at_both_ends():
    assert markings("TOP SECRET GARDEN\n\nText.") == []
    assert [caveats for _, _, caveats, _ in markings("TOP SECRET GARDEN\n\nText.\n\nTOP SECRET GARDEN")] == [
        ("GARDEN",)
    ]


def test_a_title_after_a_separator_is_no_caveat():
    assert markings("SECRET OBOLUS - WEEKLY FIGURES", "subject") == [("any", "SECRET", ("OBOLUS",), "SECRET OBOLUS")]


def test_unknown_words_inside_a_sentence_make_no_marking():
    assert markings("Our film club shows SECRET OBOLUS on Friday.") == []
    assert markings("Letters marked SECRET AUSTEO go by air.") == []
    assert mentions("Letters marked SECRET AUSTEO go by air.") == ["SECRET"]


@pytest.mark.parametrize(
    ("text", "where", "caveats", "span"),
    [
        ("O-S\n\nText.", "body", (), "O-S"),
        ("O-S-C\n\nText.", "body", ("COMMERCIAL",), "O-S-C"),
        ("[O-S] Bids for the boathouse", "subject", (), "[O-S]"),
        ("RE: [O-S-P] Leave", "subject", ("PERSONAL",), "[O-S-P]"),
    ],
)
def test_the_short_form_of_official_sensitive_is_read_alone_and_in_brackets(text, where, caveats, span):
    assert markings(text, where) == [("uk", "OFFICIAL-SENSITIVE", caveats, span)]


@pytest.mark.parametrize("text", ["The O-S axis is bent.", "o-s", "O - S", "Bolt O-S-C to O-S.", "O-S 12"])
def test_the_letters_of_the_short_form_mean_nothing_elsewhere(text):
    assert findings(text) == ()


def test_long_unknown_words_are_read_to_the_end_of_the_line():
    line = "TOP SECRET: CHRYSANTHEMUM - RHODODENDRON - AMARANTHINE - TAMARISKWOOD"
    assert [(level, span) for _, level, _, span in markings(line + TEXT)] == [("TOP SECRET", line)]


@pytest.mark.parametrize("word", ["KESTRELWING", "FIREFLY", "BASTION", "ATLAS", "TUMBLEWEED"])
def test_a_noun_that_only_looks_inflected_is_no_ordinary_word(word):
    assert [caveats for _, _, caveats, _ in markings(f"SECRET {word}{TEXT}")] == [(word,)]


@pytest.mark.parametrize(
    "text",
    [
        "TOP SECRET GARDEN\n\nThe convoy leaves at six.\n\nTOP SECRET",
        "TOP SECRET GARDEN\n\n1. (S//NF) The convoy leaves at six.",
        "TOP SECRET GARDEN\nCopy 3 of 7\n\nThe convoy leaves at six.",
        "TOP SECRET GARDEN\n\nThe convoy leaves.\n\nClassified By: A. Clerk\nDerived From: SCG 12\nDeclassify On: 20401231",
    ],
)
def test_an_ordinary_word_counts_in_a_text_furnished_like_a_marked_document(text):
    assert ("any", "TOP SECRET", ("GARDEN",), "TOP SECRET GARDEN") in [("any", *found[1:]) for found in markings(text)]


@pytest.mark.parametrize("line", ["SECRET DE FAMILLE", "SECRET DE POLICHINELLE", "TOP SECRET DER LIEBE"])
def test_a_title_in_another_language_is_a_headline(line):
    assert markings(f"{line}\n\nSamedi 20 h 30.") == []
