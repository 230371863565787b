"""Documents to measure reading with: ordinary ones of each format, of prose that no cache has seen."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from benchmarks import corpus
from tests.extract.probes.compound import compound
from tests.extract.probes.opendocument import content, para
from tests.extract.probes.packages import HEAD, R, package
from tests.extract.probes.pdf import Pdf
from tests.extract.probes.presentation import shape, tree
from tests.extract.probes.spreadsheet import X
from tests.extract.probes.values import Places, rels, zipped
from tests.extract.probes.wordprocessing import para as word_para
from tests.extract.probes.wordprocessing import part

PROSE = 6_000
ROWS = 100
SLIDES = 10
PAGES = 30


def docx(seed: int) -> bytes:
    """Return two pages of prose with a header, a footer and comments."""
    lines = corpus.body(seed, PROSE).split("\n\n")
    files: dict[str, str | bytes] = {
        "word/document.xml": part("document", f"<w:body>{''.join(map(word_para, lines))}</w:body>"),
        "word/header1.xml": part("hdr", word_para("Working group")),
        "word/footer1.xml": part("ftr", word_para("Page 1 of 2")),
        "word/_rels/document.xml.rels": rels(("header", "header1.xml", False), ("footer", "footer1.xml", False)),
    }
    return package("docx", Places("bench"), files)


def xlsx(seed: int) -> bytes:
    """Return a sheet of a hundred rows and six columns, half of it shared strings."""
    words = corpus.body(seed, PROSE).split()[: ROWS * 3]
    strings = "".join(f"<si><t>{word}</t></si>" for word in words)
    rows = "".join(
        f'<row r="{row + 1}">'
        + "".join(f'<c t="s"><v>{row * 3 + column}</v></c><c><v>{row * column}.5</v></c>' for column in range(3))
        + "</row>"
        for row in range(ROWS)
    )
    files: dict[str, str | bytes] = {
        "xl/workbook.xml": f'{HEAD}<workbook {X}><sheets><sheet name="Stock" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": rels(
            ("worksheet", "worksheets/sheet1.xml", False), ("sharedStrings", "sharedStrings.xml", False)
        ),
        "xl/sharedStrings.xml": f"{HEAD}<sst {X}>{strings}</sst>",
        "xl/worksheets/sheet1.xml": f"{HEAD}<worksheet {X}><sheetData>{rows}</sheetData></worksheet>",
    }
    return package("xlsx", Places("bench"), files)


def pptx(seed: int) -> bytes:
    """Return ten slides with a title and three paragraphs each."""
    lines = corpus.body(seed, PROSE).replace("\n\n", " ").split(". ")
    slides = {
        f"ppt/slides/slide{number + 1}.xml": tree(
            "sld", shape(f"Slide {number + 1}", "title") + "".join(shape(line) for line in lines[number::SLIDES][:3])
        )
        for number in range(SLIDES)
    }
    ids = "".join(f'<p:sldId id="{256 + number}" r:id="rId{number + 1}"/>' for number in range(SLIDES))
    space = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {R}'
    files: dict[str, str | bytes] = {
        "ppt/presentation.xml": f"{HEAD}<p:presentation {space}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": rels(
            *(("slide", f"slides/slide{number + 1}.xml", False) for number in range(SLIDES))
        ),
        **slides,
    }
    return package("pptx", Places("bench"), files)


def odt(seed: int) -> bytes:
    """Return two pages of prose."""
    text = content("text", "".join(map(para, corpus.body(seed, PROSE).split("\n\n"))))
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text})


def rtf(seed: int) -> bytes:
    """Return two pages of prose."""
    text = corpus.body(seed, PROSE).replace("\n\n", "\\par\n")
    return (
        f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}{{\\info{{\\title Notes}}}}\\f0 {text}\\par}}".encode()
    )


def msg(seed: int) -> bytes:
    """Return a saved Outlook item."""
    names = {0x001A: "IPM.Note", 0x0037: "Notes", 0x1000: corpus.body(seed, PROSE), 0x0C1A: "Maren Holloway"}
    streams = {f"__substg1.0_{number:04X}001F": text.encode("utf-16-le") for number, text in names.items()}
    return compound({**streams, "__properties_version1.0": bytes(32)})


def eml(seed: int) -> bytes:
    """Return a mail file with a document attached."""
    packed = base64.encodebytes(docx(seed)).decode()
    head = "From: a@x.example\nTo: b@x.example\nDate: Mon, 1 Jan 2024 00:00:00 +0000\nSubject: Notes\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    body = f"--b\nContent-Type: text/plain\n\n{corpus.body(seed, PROSE)}\n"
    fields = "Content-Type: application/octet-stream; name=notes.docx\nContent-Transfer-Encoding: base64"
    return f"{head}{body}--b\n{fields}\n\n{packed}\n--b--\n".encode()


def pdf(seed: int) -> bytes:
    """Return thirty pages of prose, about 100 KB."""
    doc = Pdf()
    doc.add("<< /Type /Catalog /Pages 2 0 R >>")
    doc.add("")
    doc.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    pages = []
    for number in range(PAGES):
        text = corpus.body(seed * PAGES + number, 2800).replace("\n\n", " ").replace("(", "").replace(")", "")
        lines = [text[place : place + 90] for place in range(0, len(text), 90)]
        shown = doc.stream("BT /F1 10 Tf 14 TL 50 740 Td " + "".join(f"({line}) Tj T*\n" for line in lines) + "ET")
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        pages.append(
            doc.add(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {shown} 0 R {resources} >>")
        )
    doc.objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{page} 0 R' for page in pages)}] /Count {PAGES} >>".encode()
    return doc.bytes()


def html(seed: int) -> bytes:
    """Return 1 MB of paragraphs and tables."""
    rows = corpus.body(seed, 40_000).replace(
        "\n\n", "</p>\n<table class='x'><tr><td>Jane Miller</td><td>4</td></tr></table>\n<p>"
    )
    head, tail = "<html><head><title>Notes</title></head><body>", "</body></html>"
    return (head + f"<p>{rows}</p>" * (1_000_000 // len(rows)) + tail).encode()


def csv(seed: int) -> bytes:
    """Return 10 MB of lines of six cells."""
    words = corpus.body(seed, 40_000).replace(",", "").split()
    lines = "".join(
        f"{number},{','.join(words[number % 5000 : number % 5000 + 4])},{number * 7}\r\n" for number in range(5000)
    )
    return (lines * (10_000_000 // len(lines) + 1)).encode()[:10_000_000]


def archive(seed: int) -> bytes:
    """Return fifty text files of 6 KB in an archive."""
    return zipped({f"folder/{number}.txt": corpus.body(seed * 50 + number, PROSE) for number in range(50)})


DOCUMENTS: Mapping[str, tuple[Callable[[int], bytes], str, int]] = {
    "docx, 2 pages": (docx, "a.docx", 60),
    "xlsx, 600 cells": (xlsx, "a.xlsx", 60),
    "pptx, 10 slides": (pptx, "a.pptx", 60),
    "odt, 2 pages": (odt, "a.odt", 60),
    "rtf, 2 pages": (rtf, "a.rtf", 60),
    "msg": (msg, "a.msg", 60),
    "eml with a docx": (eml, "a.eml", 60),
    "pdf, 30 pages, 100 KB": (pdf, "a.pdf", 30),
    "html, 1 MB": (html, "a.html", 10),
    "csv, 10 MB": (csv, "a.csv", 4),
    "zip of 50 texts": (archive, "a.zip", 30),
}
"""Name: (how to make one of that number, file name, how many times it is read)."""
