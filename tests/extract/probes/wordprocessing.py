"""docx: ISO/IEC 29500-1, 17."""

from __future__ import annotations

from tests.extract.probes.compound import compound, ole10_native, vba_project
from tests.extract.probes.packages import HEAD, A, R, chart, diagram, package
from tests.extract.probes.values import Places, ProbeFile, rels, zipped

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OTHERS = (
    f'{R} {A} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
W = f'xmlns:w="{TRANSITIONAL}" {OTHERS}'


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t>{text}</w:t></w:r>"


def para(text: str, properties: str = "") -> str:
    return f"<w:p>{run(text, properties)}</w:p>"


def part(root: str, inside: str) -> str:
    return f"{HEAD}<w:{root} {W}>{inside}</w:{root}>"


def body(p: Places) -> str:
    """Return the body with everything that can stand in it."""
    split = p("word split over three runs")
    by = 'w:id="9" w:author="{}" w:date="2024-01-01T00:00:00Z"'
    texts = [
        para(p("body")),
        f"<w:tbl><w:tr><w:tc>{para(p('table cell'))}</w:tc></w:tr></w:tbl>",
        f"<w:p>{run(split[:4])}{run(split[4:8])}{run(split[8:])}</w:p>",
        f"<w:p><w:ins {by.format(p('author of an insertion'))}>{run(p('tracked insertion'))}</w:ins></w:p>",
        f"<w:p><w:del {by.format('x')}><w:r><w:delText>{p('tracked deletion')}</w:delText></w:r></w:del></w:p>",
        f"<w:p><w:moveFrom {by.format('x')}>{run(p('text moved away'))}</w:moveFrom></w:p>",
        f"<w:p><w:moveTo {by.format('x')}>{run(p('text moved here'))}</w:moveTo></w:p>",
        para(p("hidden run"), "<w:vanish/>"),
        para(p("web hidden run"), "<w:webHidden/>"),
        para(p("white text"), '<w:color w:val="FFFFFF"/>'),
        para(p("text of one point"), '<w:sz w:val="2"/>'),
        f'<w:p><w:pPr><w:pStyle w:val="Vanishing"/></w:pPr>{run(p("hidden by its style"))}</w:p>',
        f'<w:p><w:hyperlink r:id="rId1" w:tooltip="{p("link tooltip")}">{run("link")}</w:hyperlink></w:p>',
        (f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>COMMENTS "{p("field code")}"</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(p("field result"))}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'),
        f'<w:p><w:fldSimple w:instr="QUOTE &quot;{p("simple field code")}&quot;">{run("x")}</w:fldSimple></w:p>',
        f'<w:p><w:bookmarkStart w:id="0" w:name="{p("bookmark name")}"/><w:bookmarkEnd w:id="0"/></w:p>',
        f'<w:p><w:r><w:ruby><w:rt>{run(p("ruby text"))}</w:rt><w:rubyBase>{run("x")}</w:rubyBase></w:ruby></w:r></w:p>',
        f"<w:p><m:oMath><m:r><m:t>{p('formula')}</m:t></m:r></m:oMath></w:p>",
        (f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="f"/><w:helpText w:val="{p("form help text")}"/>'
        f'<w:textInput><w:default w:val="{p("form default")}"/></w:textInput><w:ddList><w:listEntry w:val="{p("form list entry")}"/></w:ddList>'
        f'</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'),
        (f'<w:sdt><w:sdtPr><w:alias w:val="{p("content control title")}"/><w:tag w:val="{p("content control tag")}"/><w:dropDownList>'
        f'<w:listItem w:displayText="{p("content control list item")}" w:value="1"/></w:dropDownList></w:sdtPr>'
        f"<w:sdtContent>{para(p('content control text'))}</w:sdtContent></w:sdt>"),
        drawing(p),
        (f'<w:p><w:r><w:pict><v:shape alt="{p("VML alternative text")}"><v:textbox><w:txbxContent>{para(p("VML text box"))}</w:txbxContent>'
        f'</v:textbox></v:shape></w:pict></w:r></w:p>'),
        '<w:altChunk r:id="rId5"/>',
        f'<w:p><w:pPr><w:rPr><w:rPrChange {by.format(p("author of a format change"))}/></w:rPr></w:pPr></w:p>',
        f'<w:p><w:commentRangeStart w:id="1"/>{run("x")}<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>',
    ]  # fmt: skip
    return "".join(texts)


def drawing(p: Places) -> str:
    """Return a text box with its fallback, and a picture with words of its own."""

    def box(word: str) -> str:
        return f"<wps:txbx><w:txbxContent>{para(word)}</w:txbxContent></wps:txbx>"

    return (
        f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:docPr id="1" name="{p("shape name")}" '
        f'descr="{p("alternative text")}" title="{p("alternative title")}"/><a:graphic><a:graphicData><wps:wsp>{box(p("text box"))}</wps:wsp>'
        f'</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>'
        f'{para(p("fallback of a text box"))}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>'
    )  # fmt: skip


def docx() -> ProbeFile:
    p = Places("docx")
    files: dict[str, str | bytes] = {
        "word/document.xml": part("document", f"<w:body>{body(p)}<w:sectPr/></w:body>"),
        "word/_rels/document.xml.rels": rels(
            ("hyperlink", f"https://{p('link target')}.example/", True), ("header", "header1.xml", False),
            ("image", f"https://{p('linked picture')}.example/a.png", True), ("comments", "comments.xml", False),
            ("aFChunk", "afchunk.html", False), ("package", "embeddings/a.xlsx", False), ("oleObject", "embeddings/oleObject1.bin", False),
        ),
        "word/header1.xml": part("hdr", para(p("page header")) + watermark(p)),
        "word/header2.xml": part("hdr", para(p("first page header"))),
        "word/footer1.xml": part("ftr", para(p("page footer"))),
        "word/footnotes.xml": part("footnotes", f'<w:footnote w:id="2">{para(p("footnote"))}</w:footnote>'),
        "word/endnotes.xml": part("endnotes", f'<w:endnote w:id="2">{para(p("endnote"))}</w:endnote>'),
        "word/comments.xml": part("comments", f'<w:comment w:id="1" w:author="{p("comment author")}" w:initials="x">{para(p("comment"))}</w:comment>'),
        "word/people.xml": f'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="{p("people part")}"/></w15:people>',
        "word/styles.xml": part("styles", f'<w:style w:type="paragraph" w:styleId="Vanishing"><w:name w:val="{p("style name")}"/><w:rPr><w:vanish/></w:rPr></w:style>'),
        "word/numbering.xml": part("numbering", f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="{p("numbering text")} %1"/></w:lvl></w:abstractNum>'),
        "word/settings.xml": part("settings", f'<w:docVars><w:docVar w:name="{p("document variable name")}" w:val="{p("document variable")}"/></w:docVars>'
            f'<w:mailMerge><w:query w:val="SELECT * FROM {p("mail merge query")}"/></w:mailMerge>'),
        "word/_rels/settings.xml.rels": rels(("attachedTemplate", f"file:///{p('attached template')}.dotx", True)),
        "word/glossary/document.xml": part("glossaryDocument", f'<w:docParts><w:docPart><w:docPartBody>{para(p("building block"))}</w:docPartBody></w:docPart></w:docParts>'),
        "word/charts/chart1.xml": chart(p),
        "word/diagrams/data1.xml": diagram(p),
        "word/afchunk.html": f"<html><body>{p('imported HTML')}</body></html>",
        "word/embeddings/a.xlsx": embedded_workbook(p("cell of an embedded workbook")),
        "word/embeddings/oleObject1.bin": compound({"\x01Ole10Native": ole10_native(f"{p('name of an embedded file')}.txt", p("text of an embedded file").encode())}),
        "word/orphan.xml": part("hdr", para(p("part nobody refers to"))),
        "word/note.txt": p("text file in the package"),
        "word/vbaProject.bin": vba_project(f"' {p('macro source')}\r\n"),
    }  # fmt: skip
    return p.file("probe.docx", package("docx", p, files, p("comment of the package").encode()))


def watermark(p: Places) -> str:
    return f'<w:p><w:r><w:pict><v:shape><v:textpath string="{p("watermark")}"/></v:shape></w:pict></w:r></w:p>'


def embedded_workbook(word: str) -> bytes:
    x = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook {x} {R}><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": rels(("worksheet", "worksheets/sheet1.xml", False)),
            "xl/worksheets/sheet1.xml": f'<worksheet {x}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{word}</t></is></c></row></sheetData></worksheet>',
        }
    )


def strict_docx() -> ProbeFile:
    p = Places("strict docx")
    text = part("document", f"<w:body>{para(p('body'))}{para(p('hidden run'), '<w:vanish/>')}</w:body>")
    files: dict[str, str | bytes] = {
        "word/document.xml": text.replace(TRANSITIONAL, STRICT),
        "word/header1.xml": part("hdr", para(p("page header"))).replace(TRANSITIONAL, STRICT),
    }
    return p.file("probe.docx", package("docx", p, files))


def flat_word() -> ProbeFile:
    p = Places("flat docx")
    inside = part("document", f"<w:body>{para(p('body'))}</w:body>").removeprefix(HEAD)
    head = part("hdr", para(p("page header"))).removeprefix(HEAD)
    text = (
        f'{HEAD}<?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{inside}</pkg:xmlData></pkg:part>'
        f'<pkg:part pkg:name="/word/header1.xml"><pkg:xmlData>{head}</pkg:xmlData></pkg:part></pkg:package>'
    )
    return p.file("probe.xml", text.encode())


FILES = (docx, strict_docx, flat_word)
