from itertools import pairwise

import pytest
from hypothesis import given, settings
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
        ("TRE\u0300S S\u0332E\u0332C", "TRES SEC"),
        ("\ua731\u1d07\u1d04\u0280\u1d07\u1d1b", "SECRET"),
        ("\ua4e2\ua4f0\ua4da\u13a1\u13ac\u13a2", "SECRET"),
        ("\U0001f142\U0001f174\U0001f1e8 \U0001d412", "SEC S"),
        ("o\ufb03cial \u2163", "official IV"),
        ("A \u2502 B \u2500 C \u2225 D", "A | B - C // D"),
        ("A \u2022 B", "A - B"),
        ("\u2022 B", "* B"),
        ("A \x96 B", "A - B"),
        ("&amp;nbsp;A&ZeroWidthSpace;B&nbsp C", " AB  C"),
        ("<o:p>A</o:p><p style='" + "x" * 900 + "'>B", "A\nB"),
        ("F=C3=9CR =E2=80=93=20A=\nB", "FUR - AB"),
        ("F=DCR", "FUR"),
        ("a=20b, x=3", "a=20b, x=3"),
        ("=?iso-8859-1?Q?F=DCR_A:?= B", "FUR A: B"),
        ("=?utf-8?B?VExQ?=\r\n =?utf-8?q?=3AA?=", "TLP:A"),
        ("=?no-such-set?q?A=20?=", "=?no-such-set?q?A=20?="),
        ("=?utf-8?b?A?=", "=?utf-8?b?A?="),
        ("F\u00c3\u0153R \u00e2\u20ac\u201c D\u00c3\u2030 A\u00c2 B", "FUR - DE A  B"),
        ("F\u00c3\x9cR", "FUR"),
        ("TR?S F\ufffdR PROT?G? B, SP??CIAL. WHAT?", "TRES FUR PROTEGE B, SPECIAL. WHAT?"),
        ("A \ufffd B", "A - B"),
        ("\u202eTERCES(S)\u202c A", "(S)SECRET A"),
        ("A\x08AB\x08B _\x08C", "AB C"),
        ("SECRET\\\\NOFORN", "SECRET//NOFORN"),
        ("C:\\\\SECRET\\\\NOFORN", "C:\\\\SECRET\\\\NOFORN"),
        ("{\\rtf1 \\b A\\b0\\par F\\'dcR \\u8211?}", "A\nFUR -"),
        ("\\share\\new", "\\share\\new"),
        ("AB> a\nCD > b", "a\nCD > b"),
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


@pytest.mark.parametrize(
    ("text", "word", "original"),
    [
        ("=?utf-8?q?=E2=80=93_F=C3=9CR?= x", "FUR", "F=C3=9CR"),
        ("x =?utf-8?b?VExQOlJFRA==?= y", "TLP:RED", "=?utf-8?b?VExQOlJFRA==?="),
        ("x \u202eTERCES\u202c y", "SECRET", "\u202eTERCES\u202c"),
        ("D\u00c3\u2030FENSE", "DEFENSE", "D\u00c3\u2030FENSE"),
        ("TRE\u0300S x", "TRES", "TRE\u0300S"),
    ],
)
def test_a_decoded_word_points_to_its_code(text, word, original):
    normalised = normalise(text)
    start = normalised.text.index(word)
    low, high = normalised.original(start, start + len(word))
    assert text[low:high] == original


def test_a_header_is_unfolded_and_a_body_is_not():
    assert normalise("A:\r\n\tb", "header").text == "A: b"
    assert normalise("A:\r\n\tb", "body").text == "A:\n\tb"


def test_plain_text_is_not_copied():
    text = "nothing to do here"
    assert normalise(text).text is text


def test_a_quoted_line_is_known_as_one():
    normalised = normalise("a\n> b\nc")
    assert [normalised.is_quoted(normalised.text.index(letter)) for letter in "abc"] == [False, True, False]


BITS = (
    "SECRET", "&nbsp;", "&amp;ndash;", "<b>", "</td>", "<", ">", "> ", "\n", "\r\n", " ", "=", "=C3=9C", "=20", "=\n", "=?utf-8?q?", "=?utf-8?b?U0VD?=", "=?", "?=", "_", "\u00c3\u0153", "\u00e2\u20ac", "\u00c2",
    "\ufffd", "?", "TR?S", "\x08", "\u202e", "\u202c", "\u200b", "\u0301", "\ufb01", "\u2022", "\\", "\\par ", "\\'e9", "\U000e0041", "\U0001d412", "\u0421", "\x0c", "\t", "AB> ", "\u2225", "\ud800",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(BITS), max_size=30).map("".join)
    | st.text(alphabet=st.characters(codec=None), max_size=200),
    st.sampled_from(["body", "subject", "header"]),
)
def test_every_position_leads_back_into_the_original_in_order(text, where):
    normalised = normalise(text, where)
    spans = [normalised.original(at, at + 1) for at in range(len(normalised.text))]
    assert all(0 <= low < high <= len(text) for low, high in spans)
    assert all(left[0] <= right[0] and left[1] <= right[1] for left, right in pairwise(spans))
    assert all(0 <= start <= len(normalised.text) for start in normalised.quoted)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ABC def\n.,-/()", max_size=200))
def test_ordinary_letters_and_signs_stay_as_they_are(text):
    assert normalise(text).text == text
