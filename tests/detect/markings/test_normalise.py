import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.detect.markings.normalise import normalise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A&nbsp;B", "A B"),
        ("A&#8211;B", "A-B"),
        ("A\u2014B", "A-B"),
        ("A\u200bB", "AB"),
        ("\uff21\uff22", "AB"),
        ("\u0410\u0412", "AB"),
        ("A\u2044B", "A/B"),
        ("a<br/>b", "a\nb"),
        ("a<b>b</b>", "ab"),
        ("> > a\n> b", "a\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("5 > 4 & 3 < 4", "5 > 4 & 3 < 4"),
        ("TR\u00c8S", "TRES"),
    ],
)
def test_exotic_spellings_become_plain(text, plain):
    assert normalise(text).text == plain


def test_a_span_points_to_the_characters_it_came_from():
    text = "x &nbsp;S\u200bE<b>C</b> y"
    normalised = normalise(text)
    start = normalised.text.index("SEC")
    low, high = normalised.original(start, start + 3)
    assert text[low:high] == "S\u200bE<b>C"


def test_plain_text_is_not_copied():
    text = "nothing to do here"
    assert normalise(text).text is text


def test_a_quoted_line_is_known_as_one():
    normalised = normalise("a\n> b\nc")
    assert [normalised.is_quoted(normalised.text.index(letter)) for letter in "abc"] == [False, True, False]


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_every_span_lies_inside_the_original(text):
    normalised = normalise(text)
    for start in range(len(normalised.text)):
        low, high = normalised.original(start, start + 1)
        assert 0 <= low < high <= len(text)
