"""XML files: charsets, attributes, drawings, and what is not well formed."""

import base64

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.extract.texts import xmlfile
from dlp_service.values import GapReason


def read(data: bytes) -> Reading:
    return LocalReader(Limits()).read(Document("f", data), Budget.unlimited())


def said(data: bytes) -> list[tuple[str, str]]:
    return [(text.where, text.text) for text in read(data).texts]


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("GB18030", "gb18030", "船员名单"),
        ("GBK", "gbk", "船员名单"),
        ("Shift_JIS", "shift_jis", "乗組員名簿"),
        ("EUC-JP", "euc_jp", "乗組員名簿"),
        ("ISO-2022-JP", "iso2022_jp", "乗組員名簿"),
        ("Big5", "big5", "船員名單"),
        ("EUC-KR", "euc_kr", "승무원"),
        ("windows-1251", "cp1251", "секретно"),
        ("UTF-16", "utf-16", "секретно"),
        ("UTF-16", "utf-8", "секретно"),
        ("UTF-32", "utf-32", "секретно"),
        ("x-nobody-knows", "utf-8", "секретно"),
    ],
)
def test_charsets(label, codec, text):
    reading = read(f'<?xml version="1.0" encoding="{label}"?><a><b>{text}</b></a>'.encode(codec))
    assert [item.text for item in reading.texts] == [text]
    assert reading.gaps == ()


def test_a_letter_cut_by_the_edge_of_a_piece_is_whole():
    words = "船" * 100_000
    reading = read(f'<?xml version="1.0" encoding="GBK"?><a>x{words}</a>'.encode("gbk"))
    assert reading.texts[0].text == "x" + words


def test_data_in_attributes_and_comments_is_read():
    data = b'<?xml version="1.0"?><?plan see annex?><staff xmlns="urn:x"><person name="Ann Example" no="7" id="1.5"/><!-- ask Bob --></staff>'
    assert said(data) == [
        ("property", "name=Ann Example"),
        ("hidden", "plan see annex"),
        ("hidden", "staff\nperson"),
        ("comment", "ask Bob"),
    ]


def test_drawings_speak_and_hide():
    picture = base64.b64encode(b"text in a picture's place").decode()
    data = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="x"><title>Dock</title><text x="1">North <tspan>pier</tspan></text>'
        '<g style="display: none"><text>unseen</text></g><text opacity="0">faint</text><script>send()</script><style>a{}</style>'
        f'<a xlink:href="https://x.example"><text>link</text></a><image xlink:href="data:image/png;base64,{picture}"/></svg>'
    )
    assert said(data.encode()) == [
        ("body", "Dock\nNorth pier\nlink"),
        ("hidden", "send()\nhttps://x.example\nunseen\nfaint"),
        ("body", "text in a picture's place"),
    ]


def test_pictures_in_a_single_file_document_are_documents():
    inner = base64.b64encode(b"text in a picture's place").decode()
    data = f'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:p><w:r><w:t w:val="x">words</w:t></w:r></w:p><w:binData>{inner}</w:binData></w:wordDocument>'
    assert said(data.encode()) == [("body", "words"), ("body", "text in a picture's place")]


@pytest.mark.parametrize(
    "data",
    [
        b"<?xml version='1.0'?><a><b>first</b> R&D <b>behind</b></a>",
        b"<?xml version='1.0'?><a><b>first</b><c></b>behind</a>",
        b"<?xml version='1.0'?><a><b>first</b></a><a>behind</a>",
        b"<?xml version='1.0'?><a><b>first \xff</b>behind</a>",
    ],
)
def test_a_stray_character_hides_nothing(data):
    reading = read(data)
    assert reading.texts[0].text.startswith("first")
    assert reading.texts[0].text.endswith("behind")
    assert [gap.reason for gap in reading.gaps] == [GapReason.DAMAGED]


def test_words_of_refused_entities_are_read_and_not_expanded():
    data = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "words"><!ENTITY y "&x;&x;">]><a>&y;</a>'
    assert said(data) == [("body", "&y;"), ("hidden", "words\n&x;&x;")]


def test_depth_hides_nothing():
    reading = read(b"<?xml version='1.0'?>" + b"<a>" * 300 + b"deep" + b"</a>" * 300)
    assert [text.text for text in reading.texts] == ["deep"]
    assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]


def test_a_style_sheet_of_a_drawing_says_what_people_wrote_in_it():
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><style>.a{fill:#fff} /* for the north dock */ .b::after{content:'draft'}</style><text>x</text></svg>"
    assert said(svg) == [("body", "x"), ("hidden", "for the north dock\ndraft")]
    assert said(svg.replace(b" /* for the north dock */ .b::after{content:'draft'}", b"")) == [("body", "x")]


def test_names_of_elements_are_one_hidden_text_of_distinct_lines():
    xml = b"<root><berth>1</berth><berth>2</berth><x:crane xmlns:x='urn:x'/><td/></root>"
    assert said(xml) == [("body", "1\n2"), ("hidden", "root\nberth\ncrane")]
    many = b"<root>" + b"".join(b"<dock%d/>" % number for number in range(3000)) + b"</root>"
    ((where, text),) = said(many)
    assert where == "hidden"
    assert text.count("\n") == 3000


def test_names_of_elements_of_drawings_and_office_files_say_nothing():
    assert said(b"<svg xmlns='http://www.w3.org/2000/svg'><unheard><text>x</text></unheard></svg>") == [("body", "x")]
    assert said(b"<w:book xmlns:w='http://schemas.openxmlformats.org/x'><w:page>x</w:page></w:book>") == [("body", "x")]
    assert said(b"<rdf:RDF xmlns:rdf='urn:r'><rdf:Description>x</rdf:Description></rdf:RDF>") == [("body", "x")]


def test_names_of_elements_beyond_the_limit_are_a_gap(monkeypatch):
    monkeypatch.setattr(xmlfile, "MAX_NAMES", 3)
    names = ["harbour", "pier", "crane"]
    content = "<harbour><pier/><crane/>{}</harbour>"
    for more, gaps in (("", []), ("<mooring/>", [GapReason.OVER_LIMIT])):
        reading = read(content.format(more).encode())
        assert [text.text.split("\n") for text in reading.texts if text.where == "hidden"] == [names]
        assert [gap.reason for gap in reading.gaps] == gaps
