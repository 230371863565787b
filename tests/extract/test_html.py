"""HTML: what is seen, what hides, and markup that is meant to cost."""

import base64

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.hypertext.htmlstyle import Sheet
from dlp_service.extract.hypertext.htmltoken import TOKEN, tag_of
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.values import GapReason
from tests.extract.builders import png


def read(markup: str) -> Reading:
    return LocalReader(Limits()).read(Document("2/f", ("<html>" + markup).encode()), Budget.unlimited())


def where(markup: str) -> dict[str, str]:
    return {text.where: text.text for text in read(markup).texts}


# --- what hides -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start",
    [
        "<p style='display:none'>",
        "<p style='visibility : hidden'>",
        "<p style='opacity:0.0'>",
        "<p style='font-size:1px'>",
        "<p style='position:absolute;left:-9999px'>",
        "<p style='text-indent:-999em'>",
        "<p style='max-height:0;overflow:hidden'>",
        "<p style='clip:rect(0 0 0 0)'>",
        "<p style='transform:scale(0)'>",
        "<p style='color:transparent'>",
        "<p style='color:#FFF'>",
        "<p style='mso-hide:all'>",
        "<font color=white>",
        "<p hidden>",
        "<p style='display:&#110;one'>",
        "<style>.x{display:none}</style><p class='y x'>",
        "<style>#i, b.q {color:red} #i{visibility:hidden}</style><p id=i>",
        "<style>section{opacity:0}</style><section>",
        "<template>",
        "<datalist>",
        "<dialog>",
    ],
)
def test_hidden_text_is_hidden_and_what_follows_is_not(start):
    name = tag_of(start[start.rindex("<") :]).name
    found = where(f"{start}secret</{name}><p>seen")
    assert found["hidden"].splitlines()[-1] == "secret"
    assert found["body"] == "seen"


@pytest.mark.parametrize(
    "markup",
    [
        "<p style='opacity:0.9'>seen",
        "<p style='font-size:10px'>seen",
        "<td style='background:#036'><p style='color:white'>seen",
        "<table bgcolor=navy><tr><td><font color=#ffffff>seen",
        "<style>@media print{.x{display:none}} .z{color:red}</style><p class=x>seen",
        "<style>.dark{background-color:#000}</style><div class=dark><span style='color:#fff'>seen",
        "<dialog open>seen",
        "<noscript>seen",
        "<details><summary></summary>seen",
        "<p style='background-color:white'>seen",
        "<p style='line-height:0'>seen",
    ],
)
def test_what_is_seen_is_not_hidden(markup):
    assert where(markup)["body"] == "seen"


def test_an_open_element_hides_until_its_parent_or_sibling_says_otherwise():
    assert where("<div><span hidden>a</div>b")["body"] == "b"
    assert where("<p hidden>a<p>b")["body"] == "b"
    assert where("<ul><li hidden>a<li>b</ul>")["body"] == "b"
    assert where("<table><tr><td hidden>a<td>b<tr><td>c</table>")["body"] == "b\nc"
    assert where("<div hidden><div>a</div>c</div>b")["hidden"] == "a\nc"
    assert where("<div hidden>a</span></i>c</div>b") == {"body": "b", "hidden": "ac"}


# --- what speaks besides text ---------------------------------------------------------------------


def test_attributes_that_people_read_or_follow_are_hidden_text():
    markup = (
        "<a href='https://x.example/?q=1&amp;r=2' title=tip>x</a><img alt=dock src=a.png><input placeholder=name>"
        "<div data-note=n1 aria-label=l1></div><form action=/send></form>"
    )
    assert where(markup)["hidden"].split("\n") == [
        "https://x.example/?q=1&r=2", "tip", "dock", "a.png", "name", "n1", "l1", "/send",
    ]  # fmt: skip


def test_values_of_inputs_are_shown_unless_they_are_hidden():
    assert where("<input value=Ann><input type=hidden value=token1>") == {"body": "Ann", "hidden": "token1"}


def test_scripts_and_styles_give_their_texts_and_comments():
    markup = "<script>var a = 'one'; // two\nf(\"three\");</script><style>/* four */ p{content:'five'}</style><script type='application/json'>{\"k\": 6}</script>"
    assert where(markup)["hidden"] == 'one\ntwo\nthree\nfour\nfive\n{"k": 6}'


def test_comments_for_outlook_are_seen_there_and_others_are_comments():
    markup = "<!--[if mso]><p>in Outlook</p><![endif]--><![if !mso]>else<![endif]><!-- a note -->"
    assert where(markup) == {"body": "in Outlook\nelse", "comment": "a note"}


def test_properties_of_office_in_comments_are_properties():
    markup = "<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>Ann Example</o:Author><o:Pages>1</o:Pages></o:DocumentProperties></xml><![endif]-->"
    assert where(markup) == {"property": "Author=Ann Example"}


def test_a_document_in_a_frame_is_read_where_it_stands():
    assert where("a<iframe srcdoc='&lt;p&gt;in&lt;div hidden&gt;deep'></iframe>b") == {
        "body": "a\nin\nb",
        "hidden": "deep",
    }


def test_data_addresses_are_files():
    page = base64.b64encode(b"<html><p>framed").decode()
    image = base64.b64encode(png(9, 9)).decode()
    reading = read(f"<iframe src='data:text/html;base64,{page}'></iframe><img src='data:image/png;base64,{image}'>x")
    assert [(text.path, text.text) for text in reading.texts] == [("2/f/data1", "framed"), ("2/f", "x")]
    assert [(gap.path, gap.material) for gap in reading.gaps] == [("2/f/data2", False)]


def test_named_values_of_the_head_are_properties_and_a_refresh_is_a_link():
    markup = "<title> Plan\n B</title><meta name=classification content='UK SECRET'><meta property=og:title content=t><meta http-equiv=refresh content='0;url=/x'>"
    found = read(markup)
    assert [text.text for text in found.texts if text.where == "property"] == [
        "title=Plan B",
        "classification=UK SECRET",
        "og:title=t",
    ]
    assert where(markup)["hidden"] == "0;url=/x"


# --- lines and rows -------------------------------------------------------------------------------


def test_rows_are_lines_also_in_tables_in_cells_and_without_end_tags():
    assert where("<table><tr><td>a<td>b<tr><th>c<td>d</table>e")["body"] == "a\tb\nc\td\ne"
    inner = "<table><tr><td>x</td><td>y</td></tr></table>"
    assert where(f"<table><tr><td>{inner}</td></tr></table>")["body"] == "x\ty"
    assert where("<td>a</td><td>b</td>")["body"] == "a\tb"


def test_preformatted_text_keeps_its_lines_and_other_text_does_not():
    assert where("<pre>a\nb</pre>c\nd &nbsp; e<textarea>f\ng</textarea>")["body"] == "a\nb\nc d e\nf\ng"


def test_words_split_by_markup_are_whole():
    assert where("<p>SEC<b>R</b><!-- x -->ET")["body"] == "SECRET"


# --- broken markup --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "body"),
    [
        ("a<b c='>'>d", "ad"),
        ('a<b =">b', "ab"),
        ("1 < 2", "1 < 2"),
        ("a<!-->b", "ab"),
        ("a</>b", "ab"),
        ("a<script>no</script>b", "ab"),
        ("a<title>t</title>b", "ab"),
        ("a<xmp><b>c</b></xmp>", "a\nc"),
        ("a&#83;&lt;b&gt;", "aS<b>"),
        ("a\x0bb\x1cc", "a b c"),
    ],
)
def test_broken_markup_is_read_as_browsers_read_it(markup, body):
    assert where(markup)["body"] == body


def test_what_breaks_off_in_a_tag_is_still_found():
    assert "secret words" in where("a<b c='secret words")["hidden"]
    assert where('a<b c=">secret words')["body"] == "asecret words"


def test_tags_are_taken_apart_by_the_rules_of_the_standard():
    assert TOKEN.split('a<b x=\'y>z\' k="1>2" j=u"v>w')[1] == '<b x=\'y>z\' k="1>2" j=u"v>'
    assert tag_of("<A HREF=b href=c Checked/>").attributes == {"href": "b", "checked": ""}
    assert tag_of("<!-- x -->") is None


def test_a_style_sheet_is_read_for_what_holds_everywhere():
    sheet = Sheet()
    sheet.add(
        "@import url(x); .a, p.b , #c > d {display:none} @media x {.d{display:none}} .e{color:white} .f{background:#123} i{opacity:0"
    )
    assert (sheet.hiding, sheet.white, sheet.painted) == ({"a", "b"}, {"e"}, {"f"})


# --- cost -----------------------------------------------------------------------------------------

COSTLY = {
    "deep": "<div>" * 200_000 + "deep",
    "deep and hidden": "<div hidden>" * 200_000 + "deep",
    "deep and white": "<span style='color:#fff'>" * 100_000 + "</div>" * 100_000,
    "unclosed formatting": "<b><i><u>" * 50_000 + "<div>x" * 50_000,
    "attributes": "<div " + " ".join(f"a{number}=b" for number in range(1_000_000)) + ">x",
    "open tags": "<a " * 300_000,
    "open quotes": '<a b="' * 300_000,
    "open comments": "<!--" * 300_000,
    "open scripts": "<script>" * 200_000,
    "tables in tables": "<table><tr><td>" * 50_000,
    "style rules": "<style>" + ".a{color:white}" * 100_000,
    "style braces": "<style>" + "{" * 300_000,
    "strings in scripts": "<script>" + "'\\" * 300_000,
    "data addresses": "<img src='data:,x'>" * 100_000,
    "entities": "&" * 500_000,
}


@pytest.mark.parametrize("name", COSTLY)
def test_costly_markup_is_read_to_its_end(name):
    budget = Budget.unlimited().at_most(Limits().file_wall_s)
    reading = LocalReader(Limits()).read(Document("1", ("<html>" + COSTLY[name]).encode()), budget)
    assert GapReason.TIMED_OUT not in {gap.reason for gap in reading.gaps}


@pytest.mark.parametrize("cut", range(64))
def test_html_cut_anywhere_is_answered(cut):
    whole = "<html><style>.a{display:none}</style><table><tr><td class=a>x</td><td title='t'>&amp;y</td></tr></table><!-- c --><iframe srcdoc='&lt;b&gt;z'></iframe>"
    reading = LocalReader(Limits()).read(Document("1", whole[: len(whole) * cut // 64].encode()), Budget.unlimited())
    assert not reading.gaps


# --- many tags at once ----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 127, 128, 129, 255, 256, 257, 1000])
def test_no_text_is_lost_where_tags_are_taken_together(count: int) -> None:
    markup = "".join(f"<p>word{number}</p>" for number in range(count))
    assert where(markup + "end")["body"].split("\n") == [*(f"word{number}" for number in range(count)), "end"]


def test_an_element_that_hides_among_plain_ones_hides_its_text_only() -> None:
    found = where("<p>a</p>" * 300 + "<p hidden>b</p>" + "<p>c</p>" * 300)
    assert (found["body"].split(), found["hidden"]) == (["a"] * 300 + ["c"] * 300, "b")


def test_a_style_sheet_counts_for_tags_known_before_it() -> None:
    found = where("<p class=x>a</p>" * 3 + "<style>.x{display:none}</style>" + "<p class=x>b</p>" * 3)
    assert (found["body"].split(), found["hidden"]) == (["a"] * 3, "b")


def test_rows_open_and_close_as_tables_nest() -> None:
    markup = "<table><tr><td>a<td>b<tr><td><table><tbody><tr><td>c<td>d</tbody></table></table><td>e"
    assert where(markup)["body"] == "a\tb\nc\td\ne"
