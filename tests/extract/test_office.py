"""Office packages: every place where text can stand, and which `where` it gets."""

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.values import GapReason
from tests.extract.builders import A, W, X, docx, paragraph, png, pptx, shape, sheet, slide, xlsx, zipped


def read(content: bytes, limits: Limits | None = None) -> Reading:
    return LocalReader(limits or Limits()).read(Document("2/f", content), Budget.unlimited())


def found(content: bytes, limits: Limits | None = None) -> list[tuple[str, str, str]]:
    return [(text.path.removeprefix("2/f"), text.where, text.text) for text in read(content, limits).texts]


# --- documents ------------------------------------------------------------------------------------


def test_paragraphs_are_lines_and_table_rows_are_lines_with_tabs():
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    table = (
        "<w:tbl>"
        + row.format(paragraph("Name"), paragraph("Rank"))
        + row.format(paragraph("Ann Example"), paragraph("Maj"))
        + "</w:tbl>"
    )
    assert found(docx(paragraph("One") + table + paragraph("Two"))) == [
        ("", "body", "One\nName\tRank\nAnn Example\tMaj\nTwo")
    ]


def test_runs_of_one_word_are_joined():
    assert found(docx("<w:p><w:r><w:t>SEC</w:t></w:r><w:r><w:t>RET</w:t></w:r></w:p>")) == [("", "body", "SECRET")]


def test_tabs_and_breaks_in_a_paragraph_are_kept_apart_from_tab_stops():
    text = "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>"
    assert found(docx(text)) == [("", "body", "a\tb\nc")]


def test_headers_footers_notes_and_comments_are_named():
    part = f"<w:x {W}>{{}}</w:x>"
    content = docx(
        paragraph("body"),
        word__header1_xml=part.format(paragraph("SECRET")),
        word__footer2_xml=part.format(paragraph("page foot")),
        word__footnotes_xml=part.format(paragraph("a note")),
        word__comments_xml=part.format("<w:comment>" + paragraph("a remark") + "</w:comment>"),
    )
    assert found(content) == [
        ("", "page_header", "SECRET"),
        ("", "body", "body"),
        ("", "footer", "page foot"),
        ("", "note", "a note"),
        ("", "comment", "a remark"),
    ]


def test_tracked_deletions_hidden_runs_and_field_codes_are_hidden():
    text = (
        "<w:p><w:r><w:t>seen</w:t></w:r><w:ins><w:r><w:t> added</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>struck</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r><w:r><w:t>shown</w:t></w:r></w:p>"
        '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>not hidden</w:t></w:r></w:p>'
        "<w:p><w:r><w:instrText>HYPERLINK x</w:instrText></w:r></w:p>"
    )
    assert found(docx(text)) == [
        ("", "body", "seen added\nshown\nnot hidden"),
        ("", "hidden", "struck\nunseen\nHYPERLINK x"),
    ]


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    text = f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    assert found(docx(text.replace("mc:", ""))) == [("", "body", "boxed")]


def test_text_that_stands_in_a_fallback_only_is_hidden():
    text = f"<w:p><w:r><Fallback><w:txbxContent>{paragraph('old programs')}</w:txbxContent></Fallback></w:r></w:p>"
    assert found(docx(text)) == [("", "hidden", "old programs")]


def test_watermarks_and_alternative_texts_are_found():
    text = '<w:p><w:r><v:shape alt="a seal"><v:textpath string="RESTRICTED"/></v:shape></w:r></w:p>'.replace("v:", "")
    drawing = '<w:p><w:r><w:drawing><docPr name="Picture 1" descr="plan of the dock"/></w:drawing></w:r></w:p>'
    assert found(docx(text + drawing)) == [("", "body", "RESTRICTED"), ("", "hidden", "a seal\nplan of the dock")]


def test_properties_are_name_and_value():
    content = docx(
        paragraph("x"),
        docProps__core_xml='<c xmlns:dc="d"><dc:title>Plan</dc:title><dc:creator>Ann</dc:creator><keywords>OFFICIAL</keywords></c>',
        docProps__app_xml="<Properties><Company>Ministry</Company><Words>3</Words></Properties>",
        docProps__custom_xml='<Properties><property name="MSIP_Label_1_Name"><vt:lpwstr xmlns:vt="v">Secret</vt:lpwstr></property></Properties>',
        docMetadata__LabelInfo_xml='<clbl:labelList xmlns:clbl="l"><clbl:label id="{1}" enabled="1"/></clbl:labelList>',
        word__settings_xml=f'<w:settings {W}><w:docVars><w:docVar w:name="Marking" w:val="SECRET"/></w:docVars><w:zoom w:val="90"/></w:settings>',
    )
    assert [text for _, where, text in found(content) if where == "property"] == [
        "Company=Ministry",
        "title=Plan",
        "creator=Ann",
        "keywords=OFFICIAL",
        "MSIP_Label_1_Name=Secret",
        'labelList=<labelList><label id="{1}" enabled="1"></label></labelList>',
        "id={1}",
        "enabled=1",
        "Marking=SECRET",
    ]


def test_embedded_files_are_read_under_their_name():
    inner = xlsx({"S": sheet('<row><c t="inlineStr"><is><t>inside</t></is></c></row>')})
    assert ("/word/embeddings/book.xlsx!S", "cell", "inside") in found(
        docx("", **{"word__embeddings__book.xlsx": inner})
    )


def test_a_part_no_rule_knows_is_read_as_a_file():
    assert found(docx(paragraph("x"), **{"word__stowaway.txt": "SECRET"})) == [
        ("", "body", "x"),
        ("/word/stowaway.txt", "body", "SECRET"),
    ]


def test_external_links_can_be_uncovered():
    link = '<Relationships><Relationship Id="1" Type="t/hyperlink" Target="mailto:ann@x.example" TargetMode="External"/></Relationships>'
    assert ("", "hidden", "mailto:ann@x.example") in found(
        docx(paragraph("x"), **{"word___rels__document.xml.rels": link})
    )


def test_images_and_thumbnails_are_gaps_by_their_size():
    content = docx(
        "",
        **{
            "word__media__a.png": png(200, 200),
            "word__media__b.png": png(201, 200),
            "docProps__thumbnail.jpeg": b"\xff\xd8\xff",
        },
    )
    assert {(gap.path, gap.reason, gap.material) for gap in read(content).gaps} == {
        ("2/f/word/media/a.png", GapReason.UNSUPPORTED, False),
        ("2/f/word/media/b.png", GapReason.UNSUPPORTED, True),
        ("2/f/docProps/thumbnail.jpeg", GapReason.UNSUPPORTED, False),
    }


def test_a_document_type_in_a_package_is_refused():
    content = zipped({"[Content_Types].xml": "", "word/document.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'})
    assert [gap.reason for gap in read(content).gaps] == [GapReason.DAMAGED]


def test_xml_that_breaks_off_is_read_as_far_as_it_goes():
    content = zipped({"word/document.xml": f"<w:document {W}><w:body>{paragraph('before')}<w:p><w:r><w:t>half"})
    reading = read(content)
    assert [text.text for text in reading.texts] == ["before\nhalf"]
    assert [gap.reason for gap in reading.gaps] == [GapReason.DAMAGED]


def test_deep_xml_is_over_the_limit():
    reading = read(docx("<w:p>" * 300 + "x"))
    assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]


# --- workbooks ------------------------------------------------------------------------------------


def besides_tabs(content: bytes) -> list[tuple[str, str, str]]:
    """Return what is found besides the names on the tabs, which come after the sheets."""
    sheets = [text for text in found(content) if text[0]]
    return sheets + [text for text in found(content) if not text[0] and text[1] not in {"body", "hidden"}]


STRINGS = f"<sst {X}><si><t>Name</t></si><si><r><t>Ann </t></r><r><t>Example</t></r><rPh><t>an</t></rPh></si></sst>"


def test_rows_are_lines_and_columns_stay_aligned():
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>7</v></c></row><row r="2"><c r="C2" t="s"><v>1</v></c></row>'
    assert besides_tabs(xlsx({"Crew": sheet(rows)}, sharedStrings=STRINGS)) == [
        ("!Crew", "cell", "Name\t\t7\n\t\tAnn Example")
    ]


def test_cells_without_a_reference_follow_one_another():
    rows = '<row><c t="str"><f>x</f><v>one</v></c><c t="b"><v>1</v></c><c t="inlineStr"><is><t>three</t></is></c></row>'
    assert besides_tabs(xlsx({"S": sheet(rows)})) == [("!S", "cell", "one\tTRUE\tthree")]


def test_hidden_rows_columns_and_sheets_are_hidden():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2"><v>3</v></c></row>'
    cols = '<cols><col min="2" max="2" hidden="1"/></cols>'
    content = xlsx({"S": sheet(rows, cols), "T": sheet('<row><c r="A1"><v>9</v></c></row>')}, {"T": "veryHidden"})
    assert besides_tabs(content) == [
        ("!S", "cell", "1"),
        ("!S", "hidden", "2\n3"),
        ("!T", "hidden", "9"),
    ]


def test_a_sheet_the_workbook_does_not_list_is_hidden():
    content = xlsx(
        {"S": sheet('<row><c r="A1"><v>1</v></c></row>')},
        **{"worksheets/orphan": sheet('<row><c r="A1"><v>2</v></c></row>')},
    )
    assert besides_tabs(content) == [("!S", "cell", "1"), ("!orphan.xml", "hidden", "2")]


def test_dates_are_shown_as_dates():
    styles = f'<styleSheet {X}><numFmts><numFmt numFmtId="170" formatCode="dd\\-mmm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    rows = (
        '<row><c r="A1" s="0"><v>45000</v></c><c r="B1" s="1"><v>45000</v></c><c r="C1" s="2"><v>45000.5</v></c></row>'
    )
    assert besides_tabs(xlsx({"S": sheet(rows)}, styles=styles)) == [("!S", "cell", "45000\t3/15/2023\t15-Mar")]


def test_print_headers_and_footers_lose_their_codes():
    after = '<headerFooter><oddHeader>&amp;L&amp;"Arial"&amp;14OFFICIAL&amp;RPage &amp;P</oddHeader><oddFooter>&amp;CR&amp;&amp;D</oddFooter></headerFooter>'
    rows = '<row><c r="A1"><v>1</v></c></row>'
    assert besides_tabs(xlsx({"S": sheet(rows, after=after)})) == [
        ("!S", "page_header", "OFFICIAL\tPage"),
        ("!S", "cell", "1"),
        ("!S", "footer", "R&D"),
    ]


def test_a_cell_in_the_last_column_does_not_make_sixteen_thousand_tabs():
    ((_, _, text),) = besides_tabs(xlsx({"S": sheet('<row><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>')}))
    assert text.count("\t") < 100


def test_cell_comments_and_pivot_caches_are_read():
    content = xlsx(
        {"S": sheet("")},
        comments1=f"<comments {X}><commentList><comment><text><r><t>ask Ann</t></r></text></comment></commentList></comments>",
        **{
            "pivotCache/pivotCacheDefinition1": f'<pivotCacheDefinition {X}><cacheField name="Who"><sharedItems><s v="Bob Example"/></sharedItems></cacheField></pivotCacheDefinition>'
        },
    )
    assert found(content)[1:] == [("", "comment", "ask Ann"), ("", "hidden", "Who\nBob Example")]


# --- slides ---------------------------------------------------------------------------------------


def test_slides_notes_and_hidden_slides():
    content = pptx(
        {
            "ppt/slides/slide2.xml": slide(shape("second"), show="0"),
            "ppt/slides/slide1.xml": slide(shape("first", "title"), shape("OFFICIAL", "ftr")),
            "ppt/notesSlides/notesSlide1.xml": f"<p:notes {A}>{shape('say this', 'body')}</p:notes>",
            "ppt/comments/comment1.xml": '<p:cmLst xmlns:p="p"><p:cm><p:text>really?</p:text></p:cm></p:cmLst>',
        }
    )
    assert found(content) == [
        ("!slide1", "body", "first"),
        ("!slide1", "footer", "OFFICIAL"),
        ("!slide2", "hidden", "second"),
        ("!slide1", "note", "say this"),
        ("", "comment", "really?"),
    ]


def test_a_master_gives_its_own_text_and_apart_its_prompts():
    master = (
        f"<p:sldMaster {A}>{shape('Click to edit', 'title')}{shape('UK SECRET')}{shape('foot', 'ftr')}</p:sldMaster>"
    )
    assert found(pptx({"ppt/slideMasters/slideMaster1.xml": master})) == [
        ("", "body", "UK SECRET"),
        ("", "footer", "foot"),
        ("", "hidden", "Click to edit"),
    ]


def test_tables_on_slides_are_rows():
    table = "<a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>x</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>y</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>"
    assert found(pptx({"ppt/slides/slide1.xml": slide(table)})) == [("!slide1", "body", "x\ty")]


def test_macro_projects_are_a_gap():
    assert [gap.reason for gap in read(docx(paragraph("x"), **{"word__vbaProject.bin": b"\1"})).gaps] == [
        GapReason.UNSUPPORTED
    ]
