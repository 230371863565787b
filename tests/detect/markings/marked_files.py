"""Small files with one marking each, at the places where people put markings, and files that only speak of markings."""

from email.message import EmailMessage
from typing import NamedTuple

from tests.extract.builders import RELS, A, W, X, docx, paragraph, pptx, shape, sheet, slide, xlsx, zipped
from tests.extract.compound_files import compound
from tests.extract.odfbuilders import SPACES, cell, frame, odf, page, row, styles_part, table
from tests.extract.pdfs import Pdf, show
from tests.extract.test_calendars import calendar
from tests.extract.test_outlook import attached, message, values

TEXT = "The pumps were tested in May."


class Marked(NamedTuple):
    """A file and its marking: where it is (path below the file), what it says, and the words it says it with."""

    name: str
    content: bytes
    path: str
    where: str
    scheme: str
    level: str
    span: str


def said(name: str, content: bytes, where: str, span: str, path: str = "") -> Marked:
    """Return a marked file; scheme and level follow from the few markings used here."""
    levels = {
        "SECRET//NOFORN": ("us", "SECRET"),
        "SECRET__NOFORN": ("us", "SECRET"),
        "UK SECRET": ("uk", "SECRET"),
        "SECRET": ("any", "SECRET"),
        "OFFICIAL": ("uk", "OFFICIAL"),
        "OFFICIAL-SENSITIVE": ("uk", "OFFICIAL-SENSITIVE"),
        "[OFFICIAL-SENSITIVE]": ("uk", "OFFICIAL-SENSITIVE"),
        "TopSecret": ("any", "TOP SECRET"),
    }
    scheme, level = levels.get(span, ("nato", span))
    return Marked(name, content, path, where, scheme, level, span)


# --- documents of Word ---------------------------------------------------------------------------

PLAIN = paragraph(TEXT)
WATERMARK = '<w:p><w:r><w:pict xmlns:v="urn:v"><v:shape type="#_x0000_t136"><v:textpath string="{}"/></v:shape></w:pict></w:r></w:p>'
DRAWN = '<w:drawing xmlns:wps="urn:wps"><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp></w:drawing>'


def word(body: str = PLAIN, **parts: str) -> bytes:
    return docx(body, **parts)


def part(root: str, inside: str) -> str:
    return f"<w:{root} {W}>{inside}</w:{root}>"


def head(inside: str) -> str:
    return part("hdr", inside)


def box(text: str, before: str = "", after: str = "") -> str:
    return f"<w:p><w:r><w:t>{before}</w:t>{DRAWN.format(paragraph(text))}<w:t>{after}</w:t></w:r></w:p>"


def tabs(*texts: str) -> str:
    return f"<w:p><w:r>{'<w:tab/>'.join(f'<w:t>{text}</w:t>' for text in texts)}</w:r></w:p>"


def cells(*rows: list[str]) -> str:
    lines = ("".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in line) for line in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def remark(text: str, author: str = "Jane Hart") -> str:
    return part("comments", f'<w:comment w:id="1" w:author="{author}">{paragraph(text)}</w:comment>')


def core(**items: str) -> str:
    inside = "".join(f"<x:{name}>{value}</x:{name}>" for name, value in items.items())
    return f"<x:coreProperties xmlns:x='urn:x'>{inside}</x:coreProperties>"


def custom(name: str, value: str) -> str:
    return f'<Properties><property name="{name}"><vt:lpwstr xmlns:vt="v">{value}</vt:lpwstr></property></Properties>'


def change(kind: str, text: str) -> str:
    tag = "t" if kind == "ins" else "delText"
    return f'<w:{kind} w:id="1" w:author="Hart"><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{kind}>'


INSERTED = f"<w:p>{change('ins', 'SECRET//NOFORN')}</w:p>{PLAIN}"
RUNS = "<w:p><w:r><w:t>SEC</w:t></w:r><w:r><w:t>RET//NO</w:t></w:r><w:r><w:t>FORN</w:t></w:r></w:p>"
CONTROL = (
    f'<w:sdt><w:sdtPr><w:alias w:val="Level"/></w:sdtPr><w:sdtContent>{paragraph("NATO SECRET")}</w:sdtContent></w:sdt>'
)
FOOTNOTE = part("footnotes", f'<w:footnote w:id="2">{paragraph("NATO SECRET")}</w:footnote>')

WORD = {
    "header": said("a.docx", word(word__header1_xml=head(paragraph("SECRET//NOFORN"))), "page_header", "SECRET//NOFORN"),
    "second of three headers": said(
        "a.docx",
        word(
            word__header1_xml=head(paragraph("Pump report")),
            word__header2_xml=head(paragraph("OFFICIAL")),
            word__header3_xml=head(paragraph("12 May")),
        ),
        "page_header",
        "OFFICIAL",
    ),
    "middle of a header": said("a.docx", word(word__header1_xml=head(tabs("Pump report", "OFFICIAL", "12 May"))), "page_header", "OFFICIAL"),
    "table of a header": said("a.docx", word(word__header1_xml=head(cells(["Pump report", "SECRET", "Copy"]))), "page_header", "SECRET"),
    "footer": said("a.docx", word(word__footer1_xml=part("ftr", paragraph("NATO RESTRICTED") + paragraph("Page 1 of 9"))), "footer", "NATO RESTRICTED"),
    "watermark": said("a.docx", word(word__header1_xml=head(paragraph("Pump report") + WATERMARK.format("OFFICIAL-SENSITIVE"))), "page_header", "OFFICIAL-SENSITIVE"),
    "drawn watermark": said("a.docx", word(word__header1_xml=head(box("SECRET"))), "page_header", "SECRET"),
    "text box": said("a.docx", word(PLAIN + box("SECRET") + PLAIN), "body", "SECRET"),
    "text box in a sentence": said("a.docx", word(PLAIN + box("OFFICIAL-SENSITIVE", "The pumps of the pier", " were sold.")), "body", "OFFICIAL-SENSITIVE"),
    "cell": said("a.docx", word(PLAIN + cells(["SECRET//NOFORN"], ["Pumps"])), "body", "SECRET//NOFORN"),
    "form": said("a.docx", word(cells(["Title", "Pumps"], ["Classification", "SECRET"], ["Owner", "Hale"]) + PLAIN), "body", "SECRET"),
    "document control": said("a.docx", word(PLAIN + cells(["Version", "Date", "Marking"], ["1.0", "4 May", "OFFICIAL-SENSITIVE"]) + PLAIN), "body", "OFFICIAL-SENSITIVE"),
    "comment": said("a.docx", word(word__comments_xml=remark("OFFICIAL-SENSITIVE: names of sources")), "comment", "OFFICIAL-SENSITIVE"),
    "comment of one word": said("a.docx", word(word__comments_xml=remark("SECRET")), "comment", "SECRET"),
    "footnote": said("a.docx", word(word__footnotes_xml=FOOTNOTE), "note", "NATO SECRET"),
    "tracked insertion": said("a.docx", word(INSERTED), "body", "SECRET//NOFORN"),
    "deleted marking": said("a.docx", word(f"<w:p>{change('del', 'NATO SECRET')}</w:p>{PLAIN}"), "hidden", "NATO SECRET"),
    "word in three runs": said("a.docx", word(RUNS + PLAIN), "body", "SECRET//NOFORN"),
    "content control": said("a.docx", word(CONTROL + PLAIN), "body", "NATO SECRET"),
    "title": said("a.docx", word(docProps__core_xml=core(title="SECRET//NOFORN Pump report")), "property", "SECRET//NOFORN"),
    "keywords": said("a.docx", word(docProps__core_xml=core(keywords="pumps; NATO RESTRICTED")), "property", "NATO RESTRICTED"),
    "subject": said("a.docx", word(docProps__core_xml=core(subject="OFFICIAL-SENSITIVE")), "property", "OFFICIAL-SENSITIVE"),
    "status": said("a.docx", word(docProps__core_xml=core(contentStatus="NATO CONFIDENTIAL")), "property", "NATO CONFIDENTIAL"),
    "custom property": said("a.docx", word(docProps__custom_xml=custom("Classification", "OFFICIAL-SENSITIVE")), "property", "OFFICIAL-SENSITIVE"),
    "custom property of any name": said("a.docx", word(docProps__custom_xml=custom("HeaderText", "UK SECRET")), "property", "UK SECRET"),
    "file name": said("Pumps_OFFICIAL-SENSITIVE.docx", word(), "file_name", "OFFICIAL-SENSITIVE"),
}  # fmt: skip

# --- workbooks -----------------------------------------------------------------------------------


def grid(*rows: list[str]) -> str:
    """Return rows of inline strings; an empty text is no cell."""
    lines = ""
    for number, line in enumerate(rows, 1):
        inside = (
            f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for at, text in enumerate(line)
            if text
        )
        lines += f'<row r="{number}">{"".join(inside)}</row>'
    return lines


def book(*rows: list[str], name: str = "Stock", after: str = "", **parts: str) -> bytes:
    return xlsx({name: sheet(grid(*rows), after=after)}, None, **parts)


def printed(codes: str, tag: str = "oddHeader") -> bytes:
    text = codes.replace("&", "&amp;")
    return book(["Pump", "4"], after=f"<headerFooter><{tag}>{text}</{tag}></headerFooter>")


LIST = [["Pump", "No"], ["P1", "4"]]
NOTE = (
    f"<comments {X}><authors><author>J. Hart</author></authors><commentList><comment ref='A1' authorId='0'>"
    "<text><r><t>J. Hart:\n</t></r><r><t>SECRET//NOFORN</t></r></text></comment></commentList></comments>"
)
NAMED = '<definedNames><definedName name="Classification">"NATO SECRET"</definedName></definedNames>'


def named() -> bytes:
    """Return a workbook with a defined name that holds a marking."""
    link = '<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook {X}><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>{NAMED}</workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships {RELS}>{link}</Relationships>",
            "xl/worksheets/sheet1.xml": sheet(grid(*LIST)),
        }
    )


BOOKS = {
    "middle of a header": said("a.xlsx", printed('&LStock list&C&"Arial,Bold"&14&KFF0000OFFICIAL&R12 May'), "page_header", "OFFICIAL", "!Stock"),
    "line of a header": said("a.xlsx", printed('&C&"-,Bold"SECRET\nStock list'), "page_header", "SECRET", "!Stock"),
    "even header": said("a.xlsx", printed("&RNATO RESTRICTED", "evenHeader"), "page_header", "NATO RESTRICTED", "!Stock"),
    "first footer": said("a.xlsx", printed("&LPage &P of &N&CUK SECRET&R&D", "firstFooter"), "footer", "UK SECRET", "!Stock"),
    "first cell": said("a.xlsx", book(["SECRET//NOFORN"], *LIST), "cell", "SECRET//NOFORN", "!Stock"),
    "word in the first cell": said("a.xlsx", book(["SECRET"], *LIST), "cell", "SECRET", "!Stock"),
    "beside the title": said("a.xlsx", book(["Stock list", "", "", "SECRET//NOFORN"], [], *LIST), "cell", "SECRET//NOFORN", "!Stock"),
    "between title and version": said("a.xlsx", book(["Stock list", "", "OFFICIAL", "draft"], *LIST), "cell", "OFFICIAL", "!Stock"),
    "form": said("a.xlsx", book(["Title", "Stock"], ["Classification:", "OFFICIAL"], *LIST), "cell", "OFFICIAL", "!Stock"),
    "last cell": said("a.xlsx", book(*LIST, [], ["", "SECRET"]), "cell", "SECRET", "!Stock"),
    "sheet name": said("a.xlsx", book(*LIST, name="OFFICIAL-SENSITIVE"), "body", "OFFICIAL-SENSITIVE"),
    "comment": said("a.xlsx", book(*LIST, comments1=NOTE), "comment", "SECRET//NOFORN"),
    "defined name": said("a.xlsx", named(), "hidden", "NATO SECRET"),
    "csv": said("a.csv", b"SECRET//NOFORN\nName,No\nAnn,7\n", "cell", "SECRET//NOFORN"),
    "end of csv": said("a.csv", b"Name,No\nAnn,7\n\nOFFICIAL-SENSITIVE,\n", "cell", "OFFICIAL-SENSITIVE"),
}  # fmt: skip

# --- presentations -------------------------------------------------------------------------------

TITLE = shape("Pump trials", "title")


ROOTS = {"slideMaster": "sldMaster", "slideLayout": "sldLayout", "notesSlide": "notes", "comment": "cmLst"}


def deck(*shapes: str, **parts: str) -> bytes:
    files: dict[str, str | bytes] = {
        f"ppt/{name}s/{name}1.xml": f"<p:{ROOTS[name]} {A}>{inside}</p:{ROOTS[name]}>" for name, inside in parts.items()
    }
    return pptx({"ppt/slides/slide1.xml": slide(*shapes or (TITLE,))} | files)


def grid_of(*rows: tuple[str, ...]) -> str:
    lines = (
        "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>" for text in line)
        for line in rows
    )
    return f"<p:graphicFrame><a:tbl>{''.join(f'<a:tr>{line}</a:tr>' for line in lines)}</a:tbl></p:graphicFrame>"  # fmt: skip


DECKS = {
    "title": said("a.pptx", deck(shape("SECRET//NOFORN Pump trials", "title"), shape(TEXT)), "body", "SECRET//NOFORN", "!slide1"),
    "text box": said("a.pptx", deck(TITLE, shape("OFFICIAL"), shape(TEXT)), "body", "OFFICIAL", "!slide1"),
    "last box": said("a.pptx", deck(TITLE, shape(TEXT), shape("SECRET")), "body", "SECRET", "!slide1"),
    "footer": said("a.pptx", deck(TITLE, shape("OFFICIAL", "ftr")), "footer", "OFFICIAL", "!slide1"),
    "table": said("a.pptx", deck(TITLE, grid_of(("Classification", "SECRET"))), "body", "SECRET", "!slide1"),
    "master": said("a.pptx", deck(slideMaster=shape("Click to edit", "title") + shape("UK SECRET")), "body", "UK SECRET"),
    "layout": said("a.pptx", deck(slideLayout=shape("NATO RESTRICTED")), "body", "NATO RESTRICTED"),
    "footer of a layout": said("a.pptx", deck(slideLayout=shape("SECRET", "ftr")), "footer", "SECRET"),
    "notes": said("a.pptx", deck(notesSlide=shape("OFFICIAL-SENSITIVE. Leave page 4 out.", "body")), "note", "OFFICIAL-SENSITIVE", "!slide1"),
    "comment": said("a.pptx", deck(comment="<p:cm><p:text>OFFICIAL-SENSITIVE</p:text></p:cm>"), "comment", "OFFICIAL-SENSITIVE"),
}  # fmt: skip

# --- OpenDocument --------------------------------------------------------------------------------

ROW = row(cell("Pump"), cell("4"))
NOTED = "<office:annotation><dc:creator>J. Hart</dc:creator><text:p>OFFICIAL-SENSITIVE</text:p></office:annotation>"
META = f"<office:document-meta {SPACES}><office:meta><meta:user-defined meta:name='Security'>NATO CONFIDENTIAL</meta:user-defined></office:meta></office:document-meta>"


def masters(inside: str) -> dict[str, str | bytes]:
    return {"styles.xml": styles_part(masters=f"<style:master-page style:name='S'>{inside}</style:master-page>")}


def text(inside: str = TEXT, parts: dict[str, str | bytes] | None = None) -> bytes:
    return odf("text", f"<text:p>{inside}</text:p><text:p>{TEXT}</text:p>", parts=parts)


def region(side: str, words: str) -> str:
    return f"<style:region-{side}><text:p>{words}</text:p></style:region-{side}>"


REGIONS = masters(
    f"<style:header>{region('left', 'Stock')}{region('center', 'SECRET')}{region('right', '12 May')}</style:header>"
)
FOOTER = '<presentation:footer-decl presentation:name="f">OFFICIAL</presentation:footer-decl>'
FRAME = frame("Pump trials", "title")

OPEN = {
    "header of a text": said("a.odt", text(parts=masters("<style:header><text:p>NATO SECRET</text:p></style:header>")), "page_header", "NATO SECRET"),
    "footer of a text": said("a.odt", text(parts=masters("<style:footer><text:p>Page 1</text:p><text:p>OFFICIAL</text:p></style:footer>")), "footer", "OFFICIAL"),
    "annotation of a text": said("a.odt", text(TEXT + NOTED), "comment", "OFFICIAL-SENSITIVE"),
    "text box": said("a.odt", text(f"{TEXT}<draw:frame><draw:text-box><text:p>SECRET</text:p></draw:text-box></draw:frame>"), "body", "SECRET"),
    "property": said("a.odt", text(parts={"meta.xml": META}), "property", "NATO CONFIDENTIAL"),
    "header of a sheet": said("a.ods", odf("spreadsheet", table("Stock", ROW), parts=REGIONS), "page_header", "SECRET"),
    "cell": said("a.ods", odf("spreadsheet", table("Stock", row(cell("SECRET//NOFORN")), ROW)), "cell", "SECRET//NOFORN", "!Stock"),
    "sheet name": said("a.ods", odf("spreadsheet", table("UK SECRET", ROW)), "property", "UK SECRET", "!UK SECRET"),
    "annotation of a cell": said("a.ods", odf("spreadsheet", table("Stock", row(f"<table:table-cell>{NOTED}</table:table-cell>", cell("4")))), "comment", "OFFICIAL-SENSITIVE", "!Stock"),
    "slide": said("a.odp", odf("presentation", page("p", FRAME, frame("SECRET//NOFORN"), frame(TEXT))), "body", "SECRET//NOFORN", "!slide1"),
    "master page": said("a.odp", odf("presentation", page("p", FRAME), parts=masters(frame("UK SECRET"))), "body", "UK SECRET"),
    "footer of slides": said("a.odp", odf("presentation", FOOTER + page("p", FRAME)), "footer", "OFFICIAL"),
    "notes": said("a.odp", odf("presentation", page("p", FRAME, f"<presentation:notes>{frame('NATO SECRET')}</presentation:notes>")), "note", "NATO SECRET", "!slide1"),
}  # fmt: skip

# --- PDF, RTF, HTML ------------------------------------------------------------------------------

LINES = show(TEXT, y=500) + show("The pumps are red.", y=480)
SLANTED = "q 0.8 g BT /F1 60 Tf 0.7 0.7 -0.7 0.7 150 250 Tm (SECRET) Tj ET Q\n"


def pdf(content: str = LINES, note: str = "", about: str = "") -> bytes:
    """Return a page with perhaps an annotation, and entries of the information dictionary."""
    made = Pdf(trailer="/Info 4 0 R")
    made.add(f"<<{about}>>")
    made.add(f"<</Type/Annot/Rect[10 10 200 30]{note}>>")
    made.page(content, "/Annots[5 0 R]" if note else "")
    return made.build()


def rtf(inside: str) -> bytes:
    return ("{\\rtf1\\ansi " + inside + "}").encode()


def html(body: str = f"<p>{TEXT}</p>", top: str = "") -> bytes:
    return f"<html><head>{top}</head><body>{body}</body></html>".encode()


PAGES = {
    "top of a page": said("a.pdf", pdf(show("SECRET//NOFORN", y=800) + LINES), "page_header", "SECRET//NOFORN", "!p1"),
    "bottom of a page": said("a.pdf", pdf(LINES + show("OFFICIAL", x=250, y=20)), "footer", "OFFICIAL", "!p1"),
    "right of the header": said("a.pdf", pdf(show("Pump report", x=40, y=810) + show("SECRET", x=450, y=810) + LINES), "page_header", "SECRET", "!p1"),
    "watermark": said("a.pdf", pdf(show(TEXT, y=500) + SLANTED + show("They are red.", y=480)), "body", "SECRET", "!p1"),
    "stamp": said("a.pdf", pdf(note="/Subtype/Stamp/Contents(NATO CONFIDENTIAL)"), "comment", "NATO CONFIDENTIAL", "!p1"),
    "stamp of the program": said("a.pdf", pdf(note="/Subtype/Stamp/Name/TopSecret"), "comment", "TopSecret", "!p1"),
    "free text": said("a.pdf", pdf(note="/Subtype/FreeText/Contents(OFFICIAL-SENSITIVE)/DA(/F1 12 Tf)"), "comment", "OFFICIAL-SENSITIVE", "!p1"),
    "title": said("a.pdf", pdf(about="/Title(SECRET//NOFORN Pump report)"), "property", "SECRET//NOFORN"),
    "own property": said("a.pdf", pdf(about="/Footer(UK SECRET)"), "property", "UK SECRET"),
    "rtf header": said("a.rtf", rtf(rf"{{\header SECRET//NOFORN\par}}{TEXT}\par"), "page_header", "SECRET//NOFORN"),
    "rtf footer": said("a.rtf", rtf(rf"{{\footer\pard OFFICIAL\par}}{TEXT}\par"), "footer", "OFFICIAL"),
    "rtf title": said("a.rtf", rtf(rf"{{\info{{\title NATO RESTRICTED - pump report}}}}{TEXT}\par"), "property", "NATO RESTRICTED"),
    "rtf remark": said("a.rtf", rtf(rf"{{\info{{\doccomm OFFICIAL-SENSITIVE}}}}{TEXT}\par"), "property", "OFFICIAL-SENSITIVE"),
    "rtf text box": said("a.rtf", rtf(rf"{TEXT}{{\shp{{\*\shpinst{{\shptxt SECRET\par}}}}}} They are red.\par"), "body", "SECRET"),
    "html title": said("a.html", html(top="<title>OFFICIAL-SENSITIVE: Pump report</title>"), "property", "OFFICIAL-SENSITIVE"),
    "html meta": said("a.html", html(top="<meta name='classification' content='NATO SECRET'>"), "property", "NATO SECRET"),
    "html hidden": said("a.html", html(f"<div style='display:none'>UK SECRET</div><p>{TEXT}</p>"), "hidden", "UK SECRET"),
    "html comment": said("a.html", html(f"<!-- SECRET//NOFORN --><p>{TEXT}</p>"), "comment", "SECRET//NOFORN"),
    "html picture": said("a.html", html(f"<img alt='OFFICIAL-SENSITIVE' src='b.png'><p>{TEXT}</p>"), "hidden", "OFFICIAL-SENSITIVE"),
    "html footer": said("a.html", html(f"<p>{TEXT}</p><footer><span>SECRET</span></footer>"), "body", "SECRET"),
}  # fmt: skip

# --- messages, archives, calendars ---------------------------------------------------------------


def mail(subject: str) -> bytes:
    made = EmailMessage()
    made["From"] = "a@example.org"
    made["Subject"] = subject
    made.set_content(TEXT)
    return made.as_bytes()


INNER = values(8, {0x3001: "Old"}, [(0x3705, 3, 5)]) | {
    "__substg1.0_3701000D": message("[OFFICIAL-SENSITIVE] Old plan", 24)
}
OTHERS = {
    "subject of a mail": said("a.eml", mail("UK SECRET: pumps"), "subject", "UK SECRET"),
    "subject of a message": said("a.msg", compound(message("NATO SECRET - pump plan")), "subject", "NATO SECRET"),
    "subject of a message in a message": said("a.msg", compound(message(one=INNER)), "subject", "[OFFICIAL-SENSITIVE]", "/Old.msg"),
    "file in a message": said("a.msg", compound(message(one=attached("SECRET__NOFORN.csv", b"Name,No\n"))), "file_name", "SECRET__NOFORN", "/SECRET__NOFORN.csv"),
    "name of a member": said("a.zip", zipped({"b/Pumps OFFICIAL-SENSITIVE.txt": TEXT}), "file_name", "OFFICIAL-SENSITIVE", "/b/Pumps OFFICIAL-SENSITIVE.txt"),
    "header in a member": said("a.zip", zipped({"b.docx": word(word__header1_xml=head(paragraph("SECRET")))}), "page_header", "SECRET", "/b.docx"),
    "summary of a meeting": said("a.ics", calendar("SUMMARY:OFFICIAL-SENSITIVE - pump meeting", "LOCATION:Pier"), "body", "OFFICIAL-SENSITIVE"),
    "word in a summary": said("a.ics", calendar("SUMMARY:SECRET: pump meeting", "DESCRIPTION:Bring it."), "body", "SECRET"),
    "description of a meeting": said("a.ics", calendar("SUMMARY:pumps", "DESCRIPTION:NATO RESTRICTED\\n\\nBring it."), "body", "NATO RESTRICTED"),
    "category of a meeting": said("a.ics", calendar("SUMMARY:pumps", "CATEGORIES:NATO RESTRICTED,Pumps"), "property", "NATO RESTRICTED"),
    "text": said("a.txt", f"SECRET\n\n{TEXT}\n".encode(), "body", "SECRET"),
}  # fmt: skip

MARKED = {
    f"{group}: {name}": case
    for group, cases in {"word": WORD, "sheet": BOOKS, "deck": DECKS, "odf": OPEN, "page": PAGES, "other": OTHERS}.items()
    for name, case in cases.items()
}  # fmt: skip
