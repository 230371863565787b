"""What all office packages of ISO/IEC 29500 share: properties, charts, diagrams, content types (part 2 and part 1, 21-22)."""

from __future__ import annotations

from tests.extract.probes.values import Places, rels, zipped

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    "pptx": (
        "ppt/presentation.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
}


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SLIDE = "application/vnd.openxmlformats-officedocument.presentationml"
TYPES = {
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    **{f"word/{name}{number}.xml": f"{WORD}.{name}+xml" for name in ("header", "footer") for number in (1, 2)},
    **{f"word/{name}.xml": f"{WORD}.{name}+xml" for name in ("footnotes", "endnotes", "comments", "styles", "settings", "numbering")},
    "word/glossary/document.xml": f"{WORD}.document.glossary+xml",
    "word/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "word/diagrams/data1.xml": "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
    **{f"xl/worksheets/sheet{number}.xml": f"{SHEET}.worksheet+xml" for number in range(1, 5)},
    "xl/sharedStrings.xml": f"{SHEET}.sharedStrings+xml",
    "xl/styles.xml": f"{SHEET}.styles+xml",
    "xl/comments1.xml": f"{SHEET}.comments+xml",
    "xl/tables/table1.xml": f"{SHEET}.table+xml",
    "xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "xl/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    **{f"ppt/slides/slide{number}.xml": f"{SLIDE}.slide+xml" for number in range(1, 4)},
    "ppt/notesSlides/notesSlide1.xml": f"{SLIDE}.notesSlide+xml",
    "ppt/slideMasters/slideMaster1.xml": f"{SLIDE}.slideMaster+xml",
    "ppt/slideLayouts/slideLayout1.xml": f"{SLIDE}.slideLayout+xml",
    "ppt/notesMasters/notesMaster1.xml": f"{SLIDE}.notesMaster+xml",
    "ppt/handoutMasters/handoutMaster1.xml": f"{SLIDE}.handoutMaster+xml",
    "ppt/comments/comment1.xml": f"{SLIDE}.comments+xml",
    "ppt/commentAuthors.xml": f"{SLIDE}.commentAuthors+xml",
}  # fmt: skip


def package(kind: str, p: Places, files: dict[str, str | bytes], comment: bytes = b"") -> bytes:
    """Return a package of what all have in common and the parts given, with the types of those that have one."""
    everything = common(kind, p) | files
    types = str(everything["[Content_Types].xml"])
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{TYPES[name]}"/>' for name in everything if name in TYPES
    )
    everything["[Content_Types].xml"] = types.replace("</Types>", overrides + "</Types>")
    return zipped(everything, comment=comment)


def common(kind: str, p: Places) -> dict[str, str | bytes]:
    """Return the parts outside the document proper, each with its words."""
    main, content_type = MAIN[kind]
    return {
        "[Content_Types].xml": HEAD
        + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        + '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + '<Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/octet-stream"/>'
        + f'<Override PartName="/{main}" ContentType="{content_type}"/></Types>',
        "_rels/.rels": rels(
            ("officeDocument", main, False), ("extended-properties", "docProps/app.xml", False),
            ("custom-properties", "docProps/custom.xml", False), ("metadata/core-properties", "docProps/core.xml", False),
        ),
        "docProps/core.xml": core(p),
        "docProps/app.xml": HEAD
        + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        + f"<Company>{p('property company')}</Company><Manager>{p('property manager')}</Manager>"
        + f"<HyperlinkBase>http://{p('property hyperlink base')}.example/</HyperlinkBase><Template>{p('property template')}.dotx</Template></Properties>",
        "docProps/custom.xml": HEAD
        + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        + 'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        + f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{p("custom property name")}">'
        + f"<vt:lpwstr>{p('custom property value')}</vt:lpwstr></property></Properties>",
        "customXml/item1.xml": f'<data xmlns="urn:x"><secret note="{p("custom XML attribute")}">{p("custom XML text")}</secret></data>',
    }  # fmt: skip


def core(p: Places) -> str:
    """Return the core properties (part 2, 11)."""
    names = {
        "dc:title": "title", "dc:subject": "subject", "dc:creator": "creator", "cp:keywords": "keywords",
        "dc:description": "description", "cp:lastModifiedBy": "last modified by", "cp:category": "category", "cp:contentStatus": "status",
    }  # fmt: skip
    inside = "".join(f"<{tag}>{p('property ' + name)}</{tag}>" for tag, name in names.items())
    return (
        HEAD + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{inside}</cp:coreProperties>'
    )


def chart(p: Places) -> str:
    """Return a chart: title, axis, cached names and values (part 1, 21.2)."""
    c = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    rich = "<c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>{}</a:t></a:r></a:p></c:rich></c:tx>"
    return (
        f"{HEAD}<c:chartSpace {c} {A}><c:chart><c:title>{rich.format(p('chart title'))}</c:title><c:plotArea><c:barChart><c:ser>"
        f"<c:tx><c:strRef><c:f>S!A1</c:f><c:strCache><c:pt idx='0'><c:v>{p('chart series name')}</c:v></c:pt></c:strCache></c:strRef></c:tx>"
        f"<c:cat><c:strRef><c:strCache><c:pt idx='0'><c:v>{p('chart category')}</c:v></c:pt></c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:numCache><c:pt idx='0'><c:v>{p.number('chart value')}</c:v></c:pt></c:numCache></c:numRef></c:val>"
        f"</c:ser></c:barChart><c:valAx><c:title>{rich.format(p('chart axis title'))}</c:title></c:valAx></c:plotArea></c:chart></c:chartSpace>"
    )


def diagram(p: Places) -> str:
    """Return a SmartArt data part (part 1, 21.4)."""
    return (
        f'{HEAD}<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" {A}><dgm:ptLst><dgm:pt modelId="1">'
        f"<dgm:t><a:bodyPr/><a:p><a:r><a:t>{p('SmartArt')}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
    )
