"""pptx: ISO/IEC 29500-1, 19."""

from __future__ import annotations

from tests.extract.probes.packages import HEAD, A, R, chart, diagram, package
from tests.extract.probes.values import Places, ProbeFile, rels
from tests.extract.probes.wordprocessing import embedded_workbook

P = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {A} {R}'


def shape(word: str, placeholder: str = "", attributes: str = "", place: str = "", link: str = "") -> str:
    mark = f'<p:ph type="{placeholder}"/>' if placeholder else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"{attributes}>{link}</p:cNvPr><p:cNvSpPr/><p:nvPr>{mark}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{place}</p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>{word}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def tree(root: str, shapes: str, attributes: str = "", name: str = "", after: str = "") -> str:
    start = f"<p:cSld{f' name={chr(34)}{name}{chr(34)}' if name else ''}>"
    head = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    return f"{HEAD}<p:{root} {P}{attributes}>{start}<p:spTree>{head}{shapes}</p:spTree></p:cSld>{after}</p:{root}>"


def first_slide(p: Places) -> str:
    """Return a slide with everything that can stand on one."""
    white = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
    cells = f"<a:tc><a:txBody><a:p><a:r><a:t>{p('table cell')}</a:t></a:r></a:p></a:txBody></a:tc>"
    shapes = [
        shape(p("title"), "title"), shape(p("text box")), shape(p("footer"), "ftr"), shape(p("header"), "hdr"),
        shape(p("hidden shape"), attributes=' hidden="1"'),
        shape(p("shape beyond the slide"), place='<a:xfrm><a:off x="99999999" y="0"/><a:ext cx="1" cy="1"/></a:xfrm>'),
        shape("x", attributes=f' descr="{p("alternative text")}" title="{p("alternative title")}"'),
        shape("y", link=f'<a:hlinkClick r:id="rId2" tooltip="{p("link tooltip")}"/>'),
        f"<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>{shape(p('shape in a group'))}</p:grpSp>",
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>{cells}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>",
        (f"<p:sp><p:nvSpPr/><p:txBody><a:p><a:r><a:rPr>{white}</a:rPr><a:t>{p('white text')}</a:t></a:r>"
        f'<a:fld id="{{1}}" type="datetime"><a:t>{p("field")}</a:t></a:fld></a:p></p:txBody></p:sp>'),
        f'<p:pic><p:nvPicPr><p:cNvPr id="9" name="{p("media name")}.mp4"/></p:nvPicPr></p:pic>',
    ]  # fmt: skip
    return tree("sld", "".join(shapes), name=p("slide name"))


def pptx() -> ProbeFile:
    p = Places("pptx")
    ids = "".join(f'<p:sldId id="{255 + number}" r:id="rId{number}"/>' for number in (1, 2))
    section = "http://schemas.microsoft.com/office/powerpoint/2010/main"
    files: dict[str, str | bytes] = {
        "ppt/presentation.xml": f'{HEAD}<p:presentation {P}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId3"/></p:sldMasterIdLst><p:sldIdLst>{ids}</p:sldIdLst>'
        f'<p:custShowLst><p:custShow name="{p("custom show name")}" id="0"/></p:custShowLst><p:extLst><p:ext uri="x">'
        f'<p14:sectionLst xmlns:p14="{section}"><p14:section name="{p("section name")}" id="{{1}}"/></p14:sectionLst></p:ext></p:extLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": rels(
            ("slide", "slides/slide1.xml", False), ("slide", "slides/slide2.xml", False), ("slideMaster", "slideMasters/slideMaster1.xml", False)
        ),
        "ppt/slides/slide1.xml": first_slide(p),
        "ppt/slides/_rels/slide1.xml.rels": rels(
            ("notesSlide", "../notesSlides/notesSlide1.xml", False), ("hyperlink", f"https://{p('link target')}.example/", True),
            ("comments", "../comments/comment1.xml", False), ("slideLayout", "../slideLayouts/slideLayout1.xml", False),
            ("video", f"file:///{p('linked video')}.mp4", True), ("package", "../embeddings/a.xlsx", False),
        ),
        "ppt/slides/slide2.xml": tree("sld", shape(p("hidden slide")), attributes=' show="0"'),
        "ppt/slides/slide3.xml": tree("sld", shape(p("slide outside the show"))),
        "ppt/notesSlides/notesSlide1.xml": tree("notes", shape(p("notes"), "body") + shape(p("notes header"), "hdr")),
        "ppt/slideLayouts/slideLayout1.xml": tree("sldLayout", shape(p("layout text"))),
        "ppt/slideMasters/slideMaster1.xml": tree("sldMaster", shape(p("master text")) + shape(p("master footer"), "ftr")),
        "ppt/notesMasters/notesMaster1.xml": tree("notesMaster", shape(p("notes master text"))),
        "ppt/handoutMasters/handoutMaster1.xml": tree("handoutMaster", shape(p("handout header"), "hdr")),
        "ppt/comments/comment1.xml": f'{HEAD}<p:cmLst {P}><p:cm authorId="0"><p:pos x="1" y="1"/><p:text>{p("comment")}</p:text></p:cm></p:cmLst>',
        "ppt/comments/modernComment_1.xml": f'<p188:cmLst xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main" {A}><p188:cm><p188:txBody><a:p><a:r><a:t>{p("modern comment")}</a:t></a:r></a:p></p188:txBody></p188:cm></p188:cmLst>',
        "ppt/commentAuthors.xml": f'{HEAD}<p:cmAuthorLst {P}><p:cmAuthor id="0" name="{p("comment author")}" initials="x"/></p:cmAuthorLst>',
        "ppt/tags/tag1.xml": f'<p:tagLst {P}><p:tag name="{p("tag name")}" val="{p("tag value")}"/></p:tagLst>',
        "ppt/charts/chart1.xml": chart(p),
        "ppt/diagrams/data1.xml": diagram(p),
        "ppt/embeddings/a.xlsx": embedded_workbook(p("cell of an embedded workbook")),
    }  # fmt: skip
    return p.file("probe.pptx", package("pptx", p, files, p("comment of the package").encode()))


FILES = (pptx,)
