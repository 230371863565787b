"""Office packages: tricks of names and structure, and places that only a closer look finds."""

import base64
import io
import struct
import zipfile

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.extract.office.sheetformat import NumberFormat
from dlp_service.extract.office.wordlists import written_number
from dlp_service.values import GapReason
from tests.extract.builders import RELS, A, W, X, docx, paragraph, pptx, shape, sheet, slide, xlsx, zipped

TYPES = '<Types><Override PartName="/foo/bar.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
MAIN = f"<w:document {W}><w:body>{{}}</w:body></w:document>"


def read(content: bytes) -> Reading:
    return LocalReader(Limits()).read(Document("2/f", content), Budget.unlimited())


def found(content: bytes) -> list[tuple[str, str, str]]:
    return [(text.path.removeprefix("2/f"), text.where, text.text) for text in read(content).texts]


def hidden(content: bytes) -> list[str]:
    return [line for _, where, text in found(content) if where == "hidden" for line in text.split("\n")]


def run(text: str, properties: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


# --- packages -------------------------------------------------------------------------------------


def test_a_part_is_what_its_root_element_says_whatever_its_name():
    content = zipped({"[Content_Types].xml": TYPES, "foo/bar.xml": MAIN.format(paragraph("main"))})
    assert found(content) == [("", "body", "main")]
    header = f"<w:hdr {W}>{paragraph('SECRET')}</w:hdr>"
    assert found(docx(paragraph("x"), **{"word__media__image1.png": header, "word__theme__theme1_xml": header})) == [
        ("", "page_header", "SECRET"),
        ("", "page_header", "SECRET"),
        ("", "body", "x"),
    ]


def test_both_of_two_parts_of_one_name_are_read():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", MAIN.format(paragraph("first")))
        archive.writestr("Word/document.xml", MAIN.format(paragraph("second")))
    texts = found(buffer.getvalue())
    assert {text for _, where, text in texts if where == "body"} == {"first", "second"}
    assert [gap.reason for gap in read(buffer.getvalue()).gaps] == [GapReason.DAMAGED]


def test_text_in_settings_and_comments_of_markup_are_found():
    styles = f"<w:styles {W}>stray <!-- a note --></w:styles>"
    fonts = f"<w:fonts {W}><w:font w:name='x'>inside</w:font></w:fonts>"
    content = docx("<!-- in the text -->" + paragraph("x"), word__styles_xml=styles, word__fontTable_xml=fonts)
    assert set(hidden(content)) == {"in the text", "a note", "stray", "inside"}


def test_wide_markup_is_known_too():
    assert found(zipped({"word/document.xml": MAIN.format(paragraph("wide")).encode("utf-16")})) == [
        ("", "body", "wide")
    ]


def test_a_file_under_the_name_of_a_preview_is_read():
    assert ("/docProps/thumbnail.jpeg", "body", "words of a text file") in found(
        docx(paragraph("x"), **{"docProps__thumbnail.jpeg": "words of a text file"})
    )


def test_every_target_outside_is_found():
    kinds = ("hyperlink", "attachedTemplate", "oleObject", "image", "subDocument")
    links = "".join(
        f'<Relationship Id="r{kind}" Type="t/{kind}" Target="https://x.example/{kind}" TargetMode="External"/>'
        for kind in kinds
    )
    content = docx(
        paragraph("x"),
        word___rels__document_xml="",
        **{"word/_rels/document.xml.rels": f"<Relationships {RELS}>{links}</Relationships>"},
    )
    assert hidden(content) == [f"https://x.example/{kind}" for kind in kinds]


def test_a_flat_package_is_read_like_a_package():
    inner = base64.b64encode(xlsx({"S": sheet('<row><c t="str"><v>inside</v></c></row>')})).decode()
    flat = (
        '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">between'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{MAIN.format(paragraph("flat"))}</pkg:xmlData></pkg:part>'
        f'<pkg:part pkg:name="/word/header1.xml"><pkg:xmlData><w:hdr {W}>{paragraph("SECRET")}</w:hdr></pkg:xmlData></pkg:part>'
        f'<pkg:part pkg:name="/word/embeddings/a.xlsx"><pkg:binaryData>{inner}</pkg:binaryData></pkg:part></pkg:package>'
    )
    assert found(flat.encode()) == [
        ("", "page_header", "SECRET"),
        ("", "body", "flat"),
        ("/word/embeddings/a.xlsx!S", "cell", "inside"),
        ("/word/embeddings/a.xlsx", "body", "S"),
        ("", "hidden", "between"),
    ]


# --- documents ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "properties",
    ['<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>', "<w:vanish/>", "<w:webHidden/>", '<w:rStyle w:val="Gone"/>'],
)
def test_text_that_nobody_sees_is_hidden(properties):
    styles = f'<w:styles {W}><w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Gone"><w:basedOn w:val="Base"/></w:style></w:styles>'
    assert found(docx(run("unseen", properties) + paragraph("seen"), word__styles_xml=styles))[:2] == [
        ("", "body", "seen"),
        ("", "hidden", "unseen"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        run("seen", '<w:color w:val="FFFFFF"/><w:shd w:fill="000080"/>'),
        run("seen", '<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>'),
        run("seen", '<w:rPrChange w:author=""><w:rPr><w:vanish/></w:rPr></w:rPrChange>'),
        '<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="FF0000"/></w:tcPr>'
        + run("seen", '<w:color w:val="FFFFFF"/>')
        + "</w:tc></w:tr></w:tbl>",
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>seen</w:t></w:r></w:p>",
    ],
)
def test_text_that_is_seen_is_not_hidden(body):
    assert ("", "body", "seen") in found(docx(body))


def test_codes_of_fields_are_hidden_and_their_results_are_not():
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    body = (
        f'<w:p>{field.format("begin")}<w:r><w:instrText>IF 1 = 1 "secret branch"</w:instrText><w:t>in the code</w:t></w:r>'
        f"{field.format('separate')}<w:r><w:t>result</w:t></w:r>{field.format('end')}<w:r><w:t> after</w:t></w:r></w:p>"
    )
    assert found(docx(body)) == [("", "body", "result after"), ("", "hidden", 'IF 1 = 1 "secret branch"in the code')]


def test_the_chosen_entry_of_a_form_is_shown_and_the_others_are_hidden():
    form = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="one"/><w:listEntry w:val="two"/></w:ddList></w:ffData>'
    assert found(docx(f'<w:p><w:r><w:fldChar w:fldCharType="begin">{form}</w:fldChar></w:r></w:p>')) == [
        ("", "body", "two"),
        ("", "hidden", "one"),
    ]


def test_symbols_show_their_letters_and_boxes():
    body = '<w:p><w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Arial" w:char="F053"/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>'
    assert found(docx(body)) == [("", "body", "αS☒")]


def test_reading_aids_do_not_break_words():
    ruby = "<w:ruby><w:rt><w:r><w:t>kan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>B</w:t></w:r></w:rubyBase></w:ruby>"
    assert found(docx(f"<w:p><w:r><w:t>A</w:t></w:r><w:r>{ruby}</w:r><w:r><w:t>C</w:t></w:r></w:p>")) == [
        ("", "body", "kan\nABC")
    ]


def test_lists_are_numbered_as_a_reader_sees_them():
    level = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{level.format(0, 3, "upperRoman", "Part %1.")}'
        f'{level.format(1, 1, "lowerLetter", "%1/%2)")}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num></w:numbering>'
    )

    def item(level: int, text: str, number: int = 1) -> str:
        return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'

    body = item(0, "a") + item(1, "b") + item(1, "c") + item(0, "d") + item(1, "e") + item(0, "f", 2)
    assert found(docx(body, word__numbering_xml=numbering))[0] == (
        "",
        "body",
        "Part III. a\nIII/a) b\nIII/b) c\nPart IV. d\nIV/a) e\nPart IX. f",
    )


def test_numbers_have_many_forms():
    forms = (
        "decimal",
        "lowerLetter",
        "upperRoman",
        "decimalZero",
        "ordinal",
        "cardinalText",
        "ordinalText",
        "unheard of",
    )
    assert [written_number(28, form) for form in forms] == ["28", "bb", "XXVIII", "28", "28th", "28", "28th", "28"]


def test_authors_of_changes_and_comments_are_named():
    body = '<w:p><w:ins w:author="Ann Example"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'
    comments = f'<w:comments {W}><w:comment w:author="Bob Example">{paragraph("why?")}</w:comment></w:comments>'
    texts = found(docx(body, word__comments_xml=comments))
    assert ("", "property", "author=Ann Example") in texts
    assert ("", "comment", "Bob Example: why?") in texts


# --- workbooks ------------------------------------------------------------------------------------

FORMATS = f'<styleSheet {X}><numFmts><numFmt numFmtId="170" formatCode=";;;"/><numFmt numFmtId="171" formatCode="000\\-00\\-0000"/></numFmts>'
FONTS = '<fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts><fills><fill/><fill><patternFill patternType="solid"><fgColor rgb="FF000080"/></patternFill></fill></fills>'
CELLS = '<cellXfs><xf/><xf numFmtId="170"/><xf numFmtId="171"/><xf fontId="1"/><xf fontId="1" fillId="1"/></cellXfs></styleSheet>'


def test_cells_are_shown_as_their_styles_show_them():
    cells = "".join(f'<c r="{"ABCD"[n]}1" s="{n + 1}"><v>123456789</v></c>' for n in range(4))
    assert found(xlsx({"S": sheet(f"<row>{cells}</row>")}, styles=FORMATS + FONTS + CELLS))[:2] == [
        ("!S", "cell", "\t123-45-6789\t\t123456789"),
        ("!S", "hidden", "123456789\t\t123456789"),
    ]


@pytest.mark.parametrize(
    ("code", "raw", "shown"),
    [
        ("#,##0.00", "1599.99", "1,599.99"),
        ("$#,##0.00;[Red]($#,##0.00)", "-1599.99", "($1,599.99)"),
        ("0.00E+00", "198000000", "1.98E+08"),
        ("0%", "0.026", "3%"),
        ("# ?/?", "2.5", "2 1/2"),
        ("00000", "123", "00123"),
        ("d-mmm-yy", "39219", "17-May-07"),
        ('"at" h:mm AM/PM', "0.5", "at 12:00 PM"),
        ("[h]:mm:ss", "1.5", "36:00:00"),
        ('[>=100]"big";"small"', "15", "small"),
        ('0.0,,"M"', "12345678", "12.3M"),
        ("[$€-407] 0.00", "12.5", "€ 12.50"),
        ("0.00", "no number", "no number"),
        ("yyyy-mm-dd", "1E300", "1E300"),
        (";;;", "5", ""),
    ],
)
def test_number_formats_are_applied(code, raw, shown):
    assert NumberFormat(code).number(raw) == shown


def test_what_stands_beside_the_cells_is_hidden_text():
    after = (
        '<dataValidations><dataValidation prompt="p1" errorTitle="e1"><formula1>"red,green"</formula1></dataValidation></dataValidations>'
        '<scenarios><scenario name="s1" user="u1"><inputCells val="v1"/></scenario></scenarios>'
        '<hyperlinks><hyperlink display="d1" tooltip="t1" location="l1"/></hyperlinks><conditionalFormatting><cfRule text="c1"/></conditionalFormatting>'
    )
    content = xlsx(
        {
            "S": sheet(
                '<row><c t="str"><f>"secret "&amp;A1</f><v>x</v></c><c><f>SUM(A1)</f><v>1</v></c></row>', after=after
            )
        }
    )
    assert set(hidden(content)) == {
        '="secret "&A1',
        "p1",
        "e1",
        '="red,green"',
        "s1",
        "u1",
        "v1",
        "d1",
        "t1",
        "l1",
        "c1",
    }


def test_strings_that_no_cell_shows_are_hidden():
    strings = f"<sst {X}><si><t>used</t></si><si><t>left over</t></si></sst>"
    assert hidden(xlsx({"S": sheet('<row><c t="s"><v>0</v></c></row>')}, sharedStrings=strings)) == ["left over"]


def test_columns_and_rows_of_no_size_are_hidden():
    rows = '<row><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row ht="0"><c r="A2"><v>3</v></c></row>'
    assert hidden(xlsx({"S": sheet(rows, '<cols><col min="2" max="2" width="0"/></cols>')})) == ["2", "3"]


# --- slides ---------------------------------------------------------------------------------------


def test_shapes_beside_the_slide_or_switched_off_are_hidden():
    off = shape("outside").replace(
        "<p:txBody>", '<p:spPr><a:xfrm><a:off x="9999" y="0"/><a:ext cx="10" cy="10"/></a:xfrm></p:spPr><p:txBody>'
    )
    switched = shape("switched off").replace("<p:nvSpPr>", '<p:nvSpPr><p:cNvPr hidden="1"/>')
    content = pptx(
        {
            "ppt/presentation.xml": f'<p:presentation {A}><p:sldSz cx="9000" cy="6000"/></p:presentation>',
            "ppt/slides/slide1.xml": slide(off, switched, shape("inside")),
        }
    )
    assert found(content) == [("!slide1", "body", "inside"), ("!slide1", "hidden", "outside\nswitched off")]


def test_slides_are_named_by_their_place_in_the_show():
    links = "".join(f'<Relationship Id="r{n}" Type="t/slide" Target="slides/slide{n}.xml"/>' for n in (1, 2))
    content = pptx(
        {
            "ppt/presentation.xml": f'<p:presentation {A} xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": f"<Relationships {RELS}>{links}</Relationships>",
            "ppt/slides/slide1.xml": slide(shape("second")),
            "ppt/slides/slide2.xml": slide(shape("first")),
        }
    )
    assert {(path, text) for path, _, text in found(content)} == {("!slide1", "first"), ("!slide2", "second")}


# --- queries, pages -------------------------------------------------------------------------------


def test_queries_of_a_workbook_are_unpacked():
    package = zipped({"Formulas/Section1.m": "section x; shared q = Sql.Database(server)"})
    mashup = base64.b64encode(struct.pack("<II", 0, len(package)) + package + bytes(8)).decode()
    with_query = docx(paragraph("x"), customXml__item1_xml=f"<DataMashup>{mashup}</DataMashup>")
    assert any("Sql.Database" in text for _, _, text in found(with_query))


def test_pages_of_fixed_documents_are_read_line_by_line():
    page = '<FixedPage xmlns="http://schemas.microsoft.com/xps/2005/06"><Glyphs OriginY="10" UnicodeString="{}One"/><Glyphs OriginY="10.5" UnicodeString="line"/><Glyphs OriginY="30" UnicodeString="{}{two}"/><Glyphs Indices="3;4"/></FixedPage>'
    content = zipped(
        {
            "[Content_Types].xml": '<Types><Default Extension="x" ContentType="application/vnd.ms-package.xps-fixedpage+xml"/></Types>',
            "Documents/1/Pages/1.fpage": page,
        }
    )
    assert found(content) == [("!p1", "body", "One line\n{two}")]
    assert [gap.reason for gap in read(content).gaps] == [GapReason.UNSUPPORTED]


# --- damage ---------------------------------------------------------------------------------------

BOOK = xlsx(
    {"S": sheet('<row><c t="s"><v>0</v></c></row>')},
    sharedStrings=f"<sst {X}><si><t>used</t></si></sst>",
    styles=FORMATS + FONTS + CELLS,
)
DECK = pptx({"ppt/slides/slide1.xml": slide(shape("text"))})


@pytest.mark.parametrize("cut", range(64))
@pytest.mark.parametrize("content", [BOOK, DECK], ids=["xlsx", "pptx"])
def test_a_package_cut_anywhere_is_damaged(content, cut):
    reading = read(content[: 4 + (len(content) - 8) * cut // 64])
    assert GapReason.DAMAGED in {gap.reason for gap in reading.gaps}


def test_styles_and_links_in_circles_end():
    styles = f'<w:styles {W}><w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    assert found(
        docx('<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>', word__styles_xml=styles)
    ) == [("", "body", "x")]
