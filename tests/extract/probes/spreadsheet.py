"""xlsx: ISO/IEC 29500-1, 18."""

from __future__ import annotations

from tests.extract.probes.compound import vba_project
from tests.extract.probes.packages import HEAD, A, R, chart, package
from tests.extract.probes.values import Places, ProbeFile, rels

X = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" {R}'


def text_cell(place: str, word: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{word}</t></is></c>'


def first_sheet(p: Places) -> str:
    """Return a sheet with everything that can stand in a visible one."""
    rows = (
        f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>{text_cell("C1", p("inline string"))}</row>'
        f'<row r="2"><c r="A2" t="str"><f>CONCAT("{p("string in a formula")}","")</f><v>{p("cached formula value")}</v></c>'
        f'<c r="B2"><v>{p.number("number")}</v></c><c r="C2" s="1"><v>5</v></c></row>'
        f'<row r="3" hidden="1">{text_cell("A3", p("hidden row"))}</row>'
        f'<row r="4">{text_cell("E4", p("hidden column"))}<c r="A4" s="2" t="inlineStr"><is><t>{p("white text")}</t></is></c></row>'
        f'<row r="5" ht="0" customHeight="1">{text_cell("A5", p("row of no height"))}</row>'
        f'<row r="1048576">{text_cell("XFD1048576", p("last cell"))}</row>'
    )
    return (
        f'{HEAD}<worksheet {X}><sheetPr codeName="{p("sheet code name")}"/><cols><col min="5" max="5" hidden="1" width="9"/></cols>'
        f'<sheetData>{rows}</sheetData><sheetProtection/><protectedRanges><protectedRange name="{p("protected range name")}" sqref="A1"/></protectedRanges>'
        f'<scenarios><scenario name="{p("scenario name")}" comment="{p("scenario comment")}"><inputCells r="A1" val="{p("scenario value")}"/></scenario></scenarios>'
        f'<autoFilter ref="A1:B2"><filterColumn colId="0"><filters><filter val="{p("filter value")}"/></filters></filterColumn></autoFilter>'
        f'<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>A1="{p("conditional formula")}"</formula></cfRule></conditionalFormatting>'
        f'<dataValidations><dataValidation type="list" sqref="A1" prompt="{p("validation prompt")}" promptTitle="{p("validation title")}" error="{p("validation error")}">'
        f'<formula1>"{p("validation list")},b"</formula1></dataValidation></dataValidations>'
        f'<hyperlinks><hyperlink ref="A1" r:id="rId1" tooltip="{p("link tooltip")}" display="{p("link display")}"/></hyperlinks>'
        f'<headerFooter differentFirst="1" differentOddEven="1"><oddHeader>&amp;C{p("page header")}</oddHeader><oddFooter>&amp;L{p("page footer")}</oddFooter>'
        f'<evenHeader>&amp;R{p("even header")}</evenHeader><firstFooter>{p("first footer")}</firstFooter></headerFooter>'
        '<drawing r:id="rId2"/></worksheet>'
    )  # fmt: skip


def plain_sheet(word: str) -> str:
    return f'{HEAD}<worksheet {X}><sheetData><row r="1">{text_cell("A1", word)}</row></sheetData></worksheet>'


def styles(p: Places) -> str:
    return (
        f'{HEAD}<styleSheet {X}><numFmts><numFmt numFmtId="170" formatCode="&quot;{p("number format")}&quot; 0"/></numFmts>'
        '<fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts><fills><fill/></fills><borders><border/></borders>'
        '<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf numFmtId="170" applyNumberFormat="1"/><xf fontId="1"/></cellXfs>'
        f'<cellStyles><cellStyle name="{p("cell style name")}" xfId="0"/></cellStyles></styleSheet>'
    )


def workbook(p: Places) -> str:
    names = [
        ("visible sheet name", ""),
        ("hidden sheet name", ' state="hidden"'),
        ("very hidden sheet name", ' state="veryHidden"'),
    ]
    sheets = "".join(
        f'<sheet name="{p(place)}" sheetId="{number}"{state} r:id="rId{number}"/>'
        for number, (place, state) in enumerate(names, 1)
    )
    return (
        f'{HEAD}<workbook {X}><workbookProtection/><sheets>{sheets}</sheets><definedNames>'
        f'<definedName name="{p("defined name")}" comment="{p("comment of a defined name")}" hidden="1">"{p("value of a defined name")}"</definedName>'
        f'</definedNames></workbook>'
    )  # fmt: skip


def drawing(p: Places) -> str:
    return (
        f'{HEAD}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" {A}><xdr:twoCellAnchor><xdr:sp>'
        f'<xdr:nvSpPr><xdr:cNvPr id="2" name="{p("shape name")}" descr="{p("alternative text")}"/></xdr:nvSpPr>'
        f"<xdr:txBody><a:p><a:r><a:t>{p('text box')}</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
    )


def xlsx() -> ProbeFile:
    p = Places("xlsx")
    split = p("rich string of two runs")
    files: dict[str, str | bytes] = {
        "xl/workbook.xml": workbook(p),
        "xl/_rels/workbook.xml.rels": rels(
            *(("worksheet", f"worksheets/sheet{number}.xml", False) for number in (1, 2, 3)),
            ("sharedStrings", "sharedStrings.xml", False), ("styles", "styles.xml", False),
        ),
        "xl/sharedStrings.xml": f"{HEAD}<sst {X}><si><t>{p('shared string')}</t></si><si><r><t>{split[:5]}</t></r><r><t>{split[5:]}</t></r>"
        f"<rPh><t>{p('phonetic text')}</t></rPh></si><si><t>{p('shared string of no cell')}</t></si></sst>",
        "xl/styles.xml": styles(p),
        "xl/worksheets/sheet1.xml": first_sheet(p),
        "xl/worksheets/sheet2.xml": plain_sheet(p("cell of a hidden sheet")),
        "xl/worksheets/sheet3.xml": plain_sheet(p("cell of a very hidden sheet")),
        "xl/worksheets/sheet4.xml": plain_sheet(p("sheet outside the workbook")),
        "xl/worksheets/_rels/sheet1.xml.rels": rels(
            ("hyperlink", f"https://{p('link target')}.example/", True), ("drawing", "../drawings/drawing1.xml", False), ("comments", "../comments1.xml", False)
        ),
        "xl/comments1.xml": f"{HEAD}<comments {X}><authors><author>{p('comment author')}</author></authors><commentList>"
        f'<comment ref="A1" authorId="0"><text><r><t>{p("comment")}</t></r></text></comment></commentList></comments>',
        "xl/threadedComments/threadedComment1.xml": f'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        f'<threadedComment ref="A1" id="{{1}}"><text>{p("threaded comment")}</text></threadedComment></ThreadedComments>',
        "xl/persons/person.xml": f'<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="{p("person of a threaded comment")}" id="1"/></personList>',
        "xl/drawings/drawing1.xml": drawing(p),
        "xl/drawings/vmlDrawing1.vml": f'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox><div>{p("form control caption")}</div></v:textbox></v:shape></xml>',
        "xl/charts/chart1.xml": chart(p),
        "xl/tables/table1.xml": f'<table {X} id="1" name="{p("table name")}" displayName="T" ref="A1:A2" comment="{p("table comment")}"><tableColumns>'
        f'<tableColumn id="1" name="{p("table column name")}"/></tableColumns></table>',
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition {X}><cacheFields><cacheField name="{p("pivot field name")}"><sharedItems><s v="{p("pivot shared item")}"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>',
        "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords {X}><r><s v="{p("pivot record")}"/></r></pivotCacheRecords>',
        "xl/externalLinks/externalLink1.xml": f'<externalLink {X}><externalBook><sheetNames><sheetName val="{p("external sheet name")}"/></sheetNames><sheetDataSet>'
        f'<sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>{p("cached external cell")}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": rels(("externalLinkPath", f"file:///{p('external book path')}.xlsx", True)),
        "xl/connections.xml": f'<connections {X}><connection id="1" name="{p("connection name")}"><dbPr connection="Server={p("connection string")}" command="select {p("connection command")}"/></connection></connections>',
        "xl/revisions/revisionLog1.xml": f'<revisions {X}><rcc rId="1" sId="1"><oc r="A1" t="inlineStr"><is><t>{p("cell before a revision")}</t></is></oc></rcc></revisions>',
        "xl/vbaProject.bin": vba_project(f"' {p('macro source')}\r\n"),
    }  # fmt: skip
    return p.file("probe.xlsx", package("xlsx", p, files, p("comment of the package").encode()))


FILES = (xlsx,)
