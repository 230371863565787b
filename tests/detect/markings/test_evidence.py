import pytest

from tests.detect.markings.read import findings, markings, mentions


@pytest.mark.parametrize(
    "text",
    [
        "Letters marked NATO SECRET go by courier.",
        "If this email is OFFICIAL-SENSITIVE, say so.",
        "Is the annex NATO SECRET?",
        "This is not OFFICIAL-SENSITIVE.",
        "He has NATO SECRET clearance.",
        "We teach OFFICIAL-SENSITIVE, NATO SECRET and CUI.",
        "Write it like this:\nSECRET//NOFORN",
        "OFFICIAL-SENSITIVE means that loss would harm someone.",
    ],
)
def test_talk_about_markings_is_reported_as_mentions_only(text):
    assert markings(text) == []
    assert mentions(text)


@pytest.mark.parametrize(
    "text",
    [
        "This email is OFFICIAL-SENSITIVE.",
        "Please treat this note as OFFICIAL-SENSITIVE.",
        "I have marked this OFFICIAL-SENSITIVE.",
        "The attached plan is classified OFFICIAL-SENSITIVE.",
    ],
)
def test_a_sentence_about_this_message_marks_it(text):
    assert [level for _, level, _, _ in markings(text)] == ["OFFICIAL-SENSITIVE"]


@pytest.mark.parametrize(
    "text", ["SECRET SALE", "(c) any other business", "export SECRET=1", "form(s)", "OFFICIAL OPENING DAY"]
)
def test_ordinary_language_gives_nothing(text):
    assert findings(text) == ()


def test_single_letters_need_company():
    assert markings("(S) One paragraph.") == []
    assert len(markings("(S) One paragraph.\n(U) Another.")) == 2


def test_single_letters_in_an_alphabet_are_a_list():
    assert markings("(A) one\n(B) two\n(C) three\n(S) more") == []


def test_a_banner_makes_single_letters_marks():
    assert ("us", "SECRET", (), "(S)") not in markings("(S) One paragraph.")
    assert [span for *_, span in markings("SECRET//NOFORN\n\n(C) One paragraph.")] == ["SECRET//NOFORN", "(C)"]


def test_three_levels_on_neighbouring_lines_are_a_legend():
    assert markings("OFFICIAL\nSECRET\nTOP SECRET") == []


@pytest.mark.parametrize("where", ["footer", "page_header"])
def test_a_page_header_carries_its_marking_in_any_case(where):
    assert markings("Secret", where) == [("any", "SECRET", (), "Secret")]
    assert markings("How we handle secret papers", where) == []


def test_mentions_are_context_and_less_sure_than_markings():
    mention, marking = findings("Letters marked SECRET go by courier.")[0], findings("SECRET\n\nText.")[0]
    assert (mention.role, marking.role) == ("context", "evidence")
    assert mention.confidence < 0.5 < marking.confidence
