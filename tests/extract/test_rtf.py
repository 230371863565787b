"""Rich text: code pages, destinations, hiding places, objects, and files that are not well meant."""

import struct

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.values import GapReason
from tests.extract.builders import zipped


def read(data: bytes, limits: Limits | None = None) -> Reading:
    return LocalReader(limits or Limits()).read(Document("f", data), Budget.unlimited())


def found(body: bytes, head: bytes = rb"\rtf1\ansi\ansicpg1252") -> list[tuple[str, str, str]]:
    reading = read(b"{" + head + b" " + body + b"}")
    return [(text.path.removeprefix("f"), text.where, text.text) for text in reading.texts]


def said(body: bytes, head: bytes = rb"\rtf1\ansi\ansicpg1252") -> list[tuple[str, str]]:
    return [(where, text) for _, where, text in found(body, head)]


# --- characters -----------------------------------------------------------------------------------

FONTS = rb"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset128 Gothic;}{\f2\fcharset204 Arial;}{\f3 Arial CE;}{\f4\cpg936 Song;}{\f5\fcharset2 Symbol;}}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"one\par two\line three\tab four", "one\ntwo\nthree\tfour"),
        (b"a line \r\nbroken in the source", "a line broken in the source"),
        (rb"caf\'e9 \endash  \ldblquote x\rdblquote", "café – “x”"),
        (
            rb"\{ brace \} back\\slash no\_break soft\-ly a\~b",
            "{ brace } back\\slash no\u2011break soft\u00adly a\u00a0b",
        ),
        (rb"\u1055?\u1088?", "Пр"),
        (rb"\uc2\u24180\'94\'4e \uc0\u24180 x", "年 年x"),
        (rb"\u-10179?\u-8704?", "\U0001f600"),
        (rb"{\uc0 {\u1055}}\u1088?", "Пр"),
        (rb"\u-3999?", "a"),
        (FONTS + rb"\f1 \'82\'b1\'82\'f1", "こん"),
        (FONTS + rb"{\f1\b\'82}{\f1\i\'b1}", "こ"),
        (FONTS + rb"\f1 \'83\\\'83\{", "ソボ"),
        (FONTS + rb"\f2 \'cf\'f0 \f3 \'b3 \f4 \'c4\'e3", "Пр ł 你"),
        (FONTS + rb"\f0 \'e9\f2\'e9", "éй"),
        (rb"{\upr{old}{\*\ud{new}}}", "new"),
    ],
)
def test_characters(body, text):
    assert said(body) == [("body", text)]


@pytest.mark.parametrize(
    ("page", "raw", "text"),
    [
        (b"1251", rb"\'cf\'f0\'e8", "При"),
        (b"932", rb"\'82\'b1", "こ"),
        (b"936", rb"\'c4\'e3", "你"),
        (b"65001", "é".encode(), "é"),
        (b"1250", rb"\'b3", "ł"),
    ],
)
def test_the_code_page_of_the_document(page, raw, text):
    assert said(raw, rb"\rtf1\ansi\ansicpg" + page) == [("body", text)]


def test_a_western_font_over_another_script_holds_that_script():
    fonts = rb"{\fonttbl{\f0\fcharset0 Arial;}}"
    assert said(fonts + rb"\f0 \'cf\'f0\'e8\'e2\'e5\'f2", rb"\rtf1\ansi\ansicpg1251") == [("body", "Привет")]
    assert said(fonts + rb"\f0 caf\'e9", rb"\rtf1\ansi\ansicpg1251") == [("body", "café")]


def test_the_default_font_decides_where_no_font_is_named():
    assert said(FONTS + rb"\'cf\'f0", rb"\rtf1\ansi\deff2") == [("body", "Пр")]


# --- places ---------------------------------------------------------------------------------------


def test_headers_footers_notes_and_comments():
    body = (
        rb"{\header OFFICIAL\par}{\footerf page one}text{\footnote{\super 1} a note}"
        rb"{\*\atnid AB}{\*\atnauthor Ann Example}{\*\annotation{\*\atndate 1}who knows?} goes on"
    )
    assert said(body) == [
        ("page_header", "OFFICIAL"),
        ("body", "text goes on"),
        ("footer", "page one"),
        ("note", "1 a note"),
        ("comment", "Ann Example\nwho knows?"),
    ]


def test_tables_are_rows_with_tabs():
    body = rb"\trowd\intbl Name\cell No\cell\row\trowd\intbl Ann\par Example\cell\cell\pard\intbl 7\cell\row\pard after"
    assert said(body) == [("body", "Name\tNo\nAnn Example\t\t7\nafter")]


@pytest.mark.parametrize(
    "run",
    [
        rb"{\v unseen}",
        rb"\v unseen\v0 ",
        rb"{\deleted\revauthdel1 unseen}",
        rb"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}{\cf2 unseen}",
        rb"{\fs2 unseen}",
    ],
)
def test_what_formatting_hides_is_hidden(run):
    assert said(rb"seen " + run + rb"\plain  and more") == [("body", "seen  and more"), ("hidden", "unseen")]


def test_hidden_words_do_not_run_together():
    assert said(rb"a{\v Ann}{\deleted gone} b {\v Bob}") == [("body", "a b"), ("hidden", "Ann\ngone\nBob")]


def test_white_on_a_ground_is_seen():
    colours = rb"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}"
    assert said(colours + rb"\pard\cbpat1\cf2 seen") == [("body", "seen")]
    assert said(colours + rb"{\cf2\highlight1 seen}") == [("body", "seen")]


def test_inserted_text_is_text():
    assert said(rb"{\revised\revauth1 added}") == [("body", "added")]


def test_fields_show_their_result_and_hide_their_target():
    body = rb'{\field{\*\fldinst HYPERLINK "https://x.example/plan"}{\fldrslt the plan}} p.{\field{\*\fldinst PAGE}{\fldrslt 3}}'
    assert said(body) == [("body", "the plan p.3"), ("hidden", 'HYPERLINK "https://x.example/plan"')]


def test_properties_variables_and_marks():
    body = (
        rb"{\info{\title Plan}{\author Ann Example}{\creatim\yr2024}}"
        rb"{\*\userprops{\propname Classification}\proptype30{\staticval SECRET}}{\*\docvar {Marking}{OFFICIAL}}{\*\bkmkstart Harbour}text"
    )
    assert said(body) == [
        ("body", "text"),
        ("property", "title=Plan"),
        ("property", "author=Ann Example"),
        ("property", "Classification=SECRET"),
        ("property", "Marking=OFFICIAL"),
        ("hidden", "Harbour"),
    ]


def test_a_property_is_in_the_documents_code_page_whatever_the_font():
    head = rb"\rtf1\ansi\ansicpg932\deff0"
    assert ("property", "title=タイトル") in said(FONTS + rb"{\info{\title \'83\'5e\'83\'43\'83\'67\'83\'8b}}", head)


def test_shapes_speak():
    body = (
        rb"text{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv UK SECRET}}{\sp{\sn wzDescription}{\sv the pier}}{\sp{\sn fLine}{\sv 0}}"
        rb"{\shptxt in the box}}{\shprslt{\*\do{\dptxbxtext in the box\par old only}}}}"
    )
    assert said(body) == [("body", "text\nUK SECRET\nin the box"), ("hidden", "old only\nthe pier")]


def test_what_nobody_knows_is_hidden_and_what_says_nothing_is_left_out():
    assert said(rb"a{\*\strange words}{\*\generator Writer;}{\*\stranger 00ff00ff}{\stylesheet{\s0 Normal;}}") == [
        ("body", "a"),
        ("hidden", "words"),
    ]


def test_names_that_people_gave_to_styles_lists_and_shapes_are_hidden_and_those_of_programs_are_not():
    styles = (
        rb"{\stylesheet{\ql \snext0 Normal;}{\s1\keepn heading 1;}{\s21\v Northern plan;}{\*\cs10 \additive Default Paragraph Font;}{\*\cs11 \b Dock words;}"
        rb"{\s15{\*\keycode \ctrl n}Internet Link;}}{\*\listtable{\list{\listlevel{\leveltext\'02\'00.;}{\levelnumbers\'01;}}{\listname ;}\listid1}{\list{\listname Annexes;}}}"
    )
    shapes = rb"{\shp{\*\shpinst{\sp{\sn wzName}{\sv Text Box 3}}{\sp{\sn wzName}{\sv Crane plan}}}}"
    assert said(styles + b"text" + shapes) == [
        ("body", "text"),
        ("hidden", "Northern plan\nDock words\nAnnexes\nCrane plan"),
    ]


def test_a_picture_says_what_its_properties_say_and_stays_whole():
    picture = rb"{\pict{\*\picprop{\sp{\sn wzDescription}{\sv the pier}}ab}\pngblip 776f726473206f66206120706963747572}"
    assert said(b"text" + picture) == [("body", "text"), ("hidden", "the pier"), ("body", "words of a pictur")]


# --- html in rtf ----------------------------------------------------------------------------------

WRAPPED = (
    rb"{\*\htmltag64 <html><body>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 {\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0 seen\htmlrtf\par}\htmlrtf0 "
    rb"{\*\htmltag72 </p><p style='display:none'>unseen</p><!-- remark --><img alt='pier'>}"
)


def test_wrapped_html_adds_what_the_text_does_not_say():
    assert said(WRAPPED, rb"\rtf1\ansi\fromhtml1") == [
        ("body", "<seen"),
        ("hidden", "unseen\npier"),
        ("comment", "remark"),
    ]


def test_wrapped_html_that_says_something_else_is_read_too():
    body = rb"{\*\htmltag64 <html><p>another thing</p>}\htmlrtf seen in Word\htmlrtf0 "
    assert said(body, rb"\rtf1\ansi\fromhtml1") == [("body", "seen in Word"), ("body", "another thing")]


# --- pictures and objects -------------------------------------------------------------------------


def ole1(name: bytes, content: bytes, kind: int = 2, topic: bytes = b"") -> bytes:
    words = b"".join(struct.pack("<I", len(word)) + word for word in (name + b"\0", topic, b""))
    return struct.pack("<II", 0x501, kind) + words + struct.pack("<I", len(content)) + content


def packaged(name: bytes, content: bytes) -> bytes:
    path = b"C:\\plans\\" + name + b"\0"
    return (
        b"\2\0"
        + name
        + b"\0"
        + path
        + b"\0\0\3\0"
        + struct.pack("<I", len(path))
        + path
        + struct.pack("<I", len(content))
        + content
    )


def in_object(data: bytes) -> bytes:
    return rb"{\object\objemb{\*\objclass Package}{\*\objdata " + data.hex("\n", 30).encode() + rb"}{\result{icon}}}"


def test_a_packaged_file_is_a_document_under_its_name():
    assert found(in_object(ole1(b"Package", packaged(b"plan.txt", b"the plan")))) == [
        ("", "body", "icon"),
        ("/plan.txt", "file_name", "plan.txt"),
        ("/plan.txt", "hidden", "C:\\plans\\plan.txt"),
        ("/plan.txt", "body", "the plan"),
    ]


def test_an_object_is_read_as_what_it_is():
    archive = zipped({"a.txt": "deep text"})
    assert ("/object1/a.txt", "body", "deep text") in found(in_object(ole1(b"Word.Document.12", archive)))
    assert ("/object1", "body", "no frame at all") in found(in_object(b"no frame at all"))


def test_a_linked_object_names_what_it_links_to():
    assert ("/object1", "hidden", "C:\\plan.doc") in found(in_object(ole1(b"Word", b"", 1, b"C:\\plan.doc\0")))


def test_binary_data_is_taken_by_its_length():
    body = rb"{\pict\pngblip\bin19 }}{{ text in a pict} after"
    assert found(body) == [("", "body", "after"), ("/picture1.png", "body", "}}{{ text in a pict")]


def test_the_picture_for_old_programs_is_read_only_where_there_is_no_other():
    old = rb"{\nonshppict{\pict\wmetafile8 6f6c64}}"
    new = rb"{\*\shppict{\pict\pngblip 6e6577}}"
    assert found(new + old) == [("/picture1.png", "body", "new")]
    assert found(old) == [("/picture1.wmf", "body", "old")]


# --- hostile --------------------------------------------------------------------------------------


def test_a_million_braces_are_read_through():
    reading = read(rb"{\rtf1 first " + b"{" * 1_000_000 + b"last")
    assert [text.text for text in reading.texts] == ["first last"]
    assert [gap.reason for gap in reading.gaps] == [GapReason.DAMAGED]


def test_a_length_that_lies_ends_with_the_file():
    reading = read(rb"{\rtf1 text {\pict\bin999999999 abc}")
    assert [text.text for text in reading.texts] == ["text", "abc}"]


def test_entries_are_limited():
    reading = read(rb"{\rtf1 " + rb"{\pict 61}" * 50 + b"}", Limits(archive_entries=10))
    assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]


def test_numbers_beyond_all_bounds_do_no_harm():
    assert said(rb"\u9999999999?a\uc-5 b\f-99999999 c\ansicpg999999 d\bin-5 e\'zz") == [("body", "\U0010ffffabcdezz")]


WHOLE = (
    rb"{\rtf1\ansi"
    + FONTS
    + rb"{\header OFFICIAL}first words \'e9 \u1055? {\v hidden}"
    + in_object(ole1(b"P", b"abc" * 40))
    + b" last}"
)


@pytest.mark.parametrize("cut", range(64))
def test_a_file_cut_anywhere_is_a_gap(cut):
    reading = read(WHOLE[: 7 + (len(WHOLE) - 8) * cut // 64])
    assert GapReason.DAMAGED in {gap.reason for gap in reading.gaps}


def test_a_cut_file_still_gives_its_text():
    reading = read(WHOLE[: WHOLE.index(rb"{\object")])
    assert [(text.where, text.text) for text in reading.texts] == [
        ("page_header", "OFFICIAL"),
        ("body", "first words é П"),
        ("hidden", "hidden"),
    ]
