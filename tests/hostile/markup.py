"""XML, office packages, OpenDocument, HTML and drawings: entities, depth, repetition, references that lie."""

from __future__ import annotations

import base64
import random
import struct
from collections.abc import Callable

from tests.extract.probes.compound import compound
from tests.extract.probes.opendocument import NS
from tests.extract.probes.packages import R
from tests.extract.probes.spreadsheet import X
from tests.extract.probes.values import rels
from tests.extract.probes.wordprocessing import W, para
from tests.hostile.values import GIB, MIB, WORD, Cases, Hostile, cases, deflated_zeros, member, utf8, zip_of, zipped

HEAD = "<?xml version='1.0'?>"
LAUGHS = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
LAUGH = f"<!DOCTYPE x [{LAUGHS}]>"
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'


def docx(body: str, doctype: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    document = f"{HEAD}{doctype}<w:document {W}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **(more or {})})


def xlsx(sheet: str, more: dict[str, str | bytes] | None = None, doctype: str = "") -> bytes:
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'{HEAD}<workbook {X} {R if "xmlns:r" not in X else ""}><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": rels(
                ("worksheet", "worksheets/sheet1.xml", False), ("sharedStrings", "sharedStrings.xml", False)
            ),
            "xl/worksheets/sheet1.xml": f"{HEAD}{doctype}<worksheet {X}>{sheet}</worksheet>",
            **(more or {}),
        }
    )


def strings(*items: str) -> dict[str, str | bytes]:
    return {
        "xl/sharedStrings.xml": f"{HEAD}<sst {X}>" + "".join(f"<si><t>{item}</t></si>" for item in items) + "</sst>"
    }


def odf(kind: str, inside: str, doctype: str = "", styles: str = "") -> bytes:
    names = {"text": "text", "spreadsheet": "spreadsheet"}
    content = f"{HEAD}{doctype}<office:document-content {NS}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:{kind}>{inside}</office:{kind}></office:body></office:document-content>"
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{names[kind]}", "content.xml": content})


def styles_in_a_ring() -> bytes:
    style = '<w:style w:type="paragraph" w:styleId="{}"><w:basedOn w:val="{}"/></w:style>'
    ring = f"<w:styles {W}>{style.format('A', 'B')}{style.format('B', 'A')}{style.format('C', 'C')}</w:styles>"
    return docx(
        f'<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>{WORD}</w:t></w:r></w:p>', more={"word/styles.xml": ring}
    )


def odf_styles_in_a_ring() -> bytes:
    style = '<style:style style:name="{}" style:family="paragraph" style:parent-style-name="{}"/>'
    return odf(
        "text", f'<text:p text:style-name="A">{WORD}</text:p>', styles=style.format("A", "B") + style.format("B", "A")
    )


def roman_numbers() -> bytes:
    level = '<w:lvl w:ilvl="0"><w:start w:val="2000000000"/><w:numFmt w:val="{}"/><w:lvlText w:val="%1%1%1%1%1%1%1%1%1"/></w:lvl>'
    numbering = f"<w:numbering {W}>" + "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{level.format(kind)}</w:abstractNum><w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number, kind in enumerate(("upperRoman", "lowerLetter", "decimal", "chicago", "cardinalText"))
    ) + "</w:numbering>"  # fmt: skip
    item = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
    )
    return docx(
        "".join(item.format(number % 5) for number in range(2000)) + para(WORD), more={"word/numbering.xml": numbering}
    )


def loop_of_rels() -> bytes:
    ring = {
        f"word/_rels/{name}.xml.rels": rels(("header", f"{other}.xml", False))
        for name, other in (("document", "header1"), ("header1", "document"))
    }
    return docx(para(WORD), more={**ring, "word/header1.xml": f"<w:hdr {W}>{para('x')}</w:hdr>"})


def documents_in_documents(levels: int) -> bytes:
    content = docx(para(WORD))
    for _ in range(levels):
        content = docx(para("x"), more={"word/embeddings/a.docx": content})
    return content


def giant_part(name: str, start: str) -> bytes:
    """Return a package with one part of a gigabyte behind an honest start."""
    types = b"<Types/>"
    return zip_of(
        [
            member(b"[Content_Types].xml", types, len(types), method=0),
            member(name.encode(), deflated_zeros(GIB, start.encode(), fill=b" "), GIB),
        ]
    )


def agile_encryption() -> bytes:
    """Return an encrypted package that asks for two billion rounds of its key derivation (MS-OFFCRYPTO 2.3.4.10)."""
    data = f'<keyData saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="{"A" * 22}=="/>'
    key = f'<p:encryptedKey spinCount="2147483647" saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="{"A" * 22}==" encryptedVerifierHashInput="{"A" * 22}==" encryptedVerifierHashValue="{"A" * 86}==" encryptedKeyValue="{"A" * 43}="/>'
    info = f'<?xml version="1.0"?><encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">{data}<keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">{key}</keyEncryptor></keyEncryptors></encryption>'
    return compound(
        {
            "EncryptionInfo": struct.pack("<HHI", 4, 4, 0x40) + info.encode(),
            "EncryptedPackage": struct.pack("<Q", 4096) + bytes(4096),
        }
    )


OFFICE: dict[str, Callable[[], bytes]] = {
    "docx: entities, ten-fold, nine deep": lambda: docx(para(WORD + "&l9;"), LAUGH), "docx: one long entity 50,000 times": lambda: docx(para(WORD + "&a;" * 50_000), QUADRATIC),
    "docx: an entity from a file": lambda: docx(para(WORD + "&x;"), OUTSIDE), "docx: a DTD from the net": lambda: docx(para(WORD), REMOTE),
    "docx: a million runs": lambda: docx("<w:p>" + "<w:r><w:t>x</w:t></w:r>" * 1_000_000 + "</w:p>" + para(WORD)), "docx: 100,000 levels": lambda: docx("<w:p>" * 100_000 + WORD),
    "docx: tables in tables": lambda: docx("<w:tbl><w:tr><w:tc>" * 5000 + para(WORD) + "</w:tc></w:tr></w:tbl>" * 5000), "docx: an attribute of 20 MB": lambda: docx(f'<w:p w:x="{"x" * 20 * MIB}"/>' + para(WORD)),
    "docx: a million attributes": lambda: docx(f"<w:p {' '.join(f'a{number}=' + chr(34) + chr(34) for number in range(1_000_000))}/>" + para(WORD)), "docx: styles in a ring": styles_in_a_ring, "docx: list numbers of two billion": roman_numbers,
    "docx: parts in a ring": loop_of_rels, "docx: 30 documents in one another": lambda: documents_in_documents(30), "docx: a part of 1 GB": lambda: giant_part("word/document.xml", f"<w:document {W}><w:body>{para(WORD)}"),
    "docx: 30,000 parts": lambda: docx(para(WORD), more={f"customXml/item{number}.xml": "<a>x</a>" for number in range(30_000)}), "docx: a part cut off": lambda: docx(para(WORD) + para(random.Random(7).randbytes(30_000).hex()))[:-9000],
    "docx: field codes left open": lambda: docx('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' * 200_000 + para(WORD)), "docx: two billion rounds of a key": agile_encryption,
    "docx: entities in UTF-16": lambda: zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": f"<?xml version='1.0' encoding='UTF-16'?>{LAUGH}<w:document {W}><w:body>{para(WORD + '&l9;')}</w:body></w:document>".encode("utf-16")}),
    "docx: 3 MB of bookmarks": lambda: docx('<w:bookmarkStart w:id="1" w:name="x"/>' * 90_000 + para(WORD)), "docx: content controls in one another": lambda: docx("<w:sdt><w:sdtContent>" * 120 + para(WORD) + "</w:sdtContent></w:sdt>" * 120),
}  # fmt: skip
SHEETS: dict[str, Callable[[], bytes]] = {
    "xlsx: 17 billion cells": lambda: xlsx(f'<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>{WORD}</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "xlsx: places beyond the sheet": lambda: xlsx(f'<sheetData><row r="99999999999999999999"><c r="ZZZZZZZZZZ99999999999999999" t="inlineStr"><is><t>{WORD}</t></is></c><c r="-1"><v>1</v></c></row><row r="x"><c r=""><v>2</v></c></row></sheetData>'),
    "xlsx: columns without end": lambda: xlsx(f'<cols><col min="1" max="4294967295" hidden="1"/><col min="-5" max="9"/><col min="9" max="x"/></cols><sheetData><row><c t="inlineStr"><is><t>{WORD}</t></is></c></row></sheetData>'),
    "xlsx: string numbers that lie": lambda: xlsx(f'<sheetData><row>{"".join(f"<c t={chr(34)}s{chr(34)}><v>{number}</v></c>" for number in ("-1", "999999999999", "x", "", "1e9", "0"))}</row></sheetData>', strings(WORD)),
    "xlsx: one string of 32 KB in a million cells": lambda: xlsx("<sheetData>" + ("<row>" + '<c t="s"><v>0</v></c>' * 1000 + "</row>") * 1000 + "</sheetData>", strings("x" * 32_000 + WORD)),
    "xlsx: a million cells": lambda: xlsx("<sheetData>" + ("<row>" + "<c><v>1</v></c>" * 100 + "</row>") * 10_000 + f'<row><c t="inlineStr"><is><t>{WORD}</t></is></c></row></sheetData>'),
    "xlsx: 100,000 merged ranges": lambda: xlsx(f'<sheetData><row><c t="inlineStr"><is><t>{WORD}</t></is></c></row></sheetData><mergeCells>' + '<mergeCell ref="A1:XFD1048576"/>' * 100_000 + "</mergeCells>"),
    "xlsx: entities in a sheet": lambda: xlsx(f'<sheetData><row><c t="inlineStr"><is><t>{WORD}&l9;</t></is></c></row></sheetData>', doctype=LAUGH), "xlsx: a sheet of 1 GB": lambda: giant_part("xl/worksheets/sheet1.xml", f'<worksheet {X}><sheetData><row><c t="inlineStr"><is><t>{WORD}</t></is></c></row>'),
    "xlsx: 10,000 sheets of one part": lambda: zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": f"<workbook {X}><sheets>" + "".join(f'<sheet name="{number}" sheetId="{number}" r:id="rId1"/>' for number in range(10_000)) + "</sheets></workbook>", "xl/_rels/workbook.xml.rels": rels(("worksheet", "worksheets/sheet1.xml", False)), "xl/worksheets/sheet1.xml": f"<worksheet {X}><sheetData>" + f'<row><c t="inlineStr"><is><t>{WORD * 100}</t></is></c></row>' * 1000 + "</sheetData></worksheet>"}),
    "xlsx: a number format of 10 MB": lambda: xlsx(f'<sheetData><row><c s="0" t="n"><v>1</v></c><c t="inlineStr"><is><t>{WORD}</t></is></c></row></sheetData>', {"xl/styles.xml": f'<styleSheet {X}><numFmts><numFmt numFmtId="170" formatCode="{"[$x]#" * 2_000_000}"/></numFmts><cellXfs><xf numFmtId="170"/></cellXfs></styleSheet>'}),
    "xlsx: dates beyond time": lambda: xlsx(f'<sheetData><row><c s="0"><v>1e308</v></c><c s="0"><v>-99999999999</v></c><c s="0"><v>nan</v></c><c t="d"><v>x</v></c><c t="inlineStr"><is><t>{WORD}</t></is></c></row></sheetData>', {"xl/styles.xml": f'<styleSheet {X}><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'}),
}  # fmt: skip
OPEN: dict[str, Callable[[], bytes]] = {
    "odt: entities, ten-fold, nine deep": lambda: odf("text", f"<text:p>{WORD}&l9;</text:p>", LAUGH), "odt: an entity from a file": lambda: odf("text", f"<text:p>{WORD}&x;</text:p>", OUTSIDE), "odt: two billion spaces": lambda: odf("text", f'<text:p>x<text:s text:c="2000000000"/>{WORD}</text:p>' * 100),
    "odt: styles in a ring": odf_styles_in_a_ring, "odt: 100,000 levels": lambda: odf("text", "<text:span>" * 100_000 + WORD), "odt: lists in lists": lambda: odf("text", "<text:list><text:list-item>" * 2000 + f"<text:p>{WORD}</text:p>" + "</text:list-item></text:list>" * 2000),
    "odt: an object that is its document": lambda: odf("text", f'<text:p>{WORD}</text:p><draw:frame><draw:object xlink:href="./"/><draw:object xlink:href="../../x"/></draw:frame>' * 1000),
    "ods: rows and columns without end": lambda: odf("spreadsheet", f'<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>{WORD}</text:p></table:table-cell></table:table-row></table:table>'),
    "ods: a repetition of 2^70": lambda: odf("spreadsheet", f'<table:table><table:table-column table:number-columns-repeated="{2**70}"/><table:table-row table:number-rows-repeated="{2**70}"><table:table-cell table:number-columns-repeated="-7"/><table:table-cell table:number-columns-repeated="{2**70}" table:number-rows-spanned="x"><text:p>{WORD}</text:p></table:table-cell></table:table-row></table:table>'),
    "ods: 100,000 rows, each a thousand times": lambda: odf("spreadsheet", "<table:table>" + f'<table:table-row table:number-rows-repeated="1000"><table:table-cell table:number-columns-repeated="100"><text:p>{WORD}</text:p></table:table-cell></table:table-row>' * 100_000 + "</table:table>"),
}  # fmt: skip
HTML: dict[str, Callable[[], bytes]] = {
    "html: 200,000 divs, one in another": lambda: b"<div>" * 200_000 + WORD.encode(), "html: 100,000 letters left bold": lambda: b"<p><b><i>x</p>" * 100_000 + WORD.encode(), "html: 50,000 fonts and paragraphs": lambda: b"<html>" + b"".join(b"<font id=%d><p>" % number for number in range(50_000)) + WORD.encode(),
    "html: tables in tables": lambda: b"<table><tr><td>" * 20_000 + WORD.encode(), "html: an attribute of 20 MB": lambda: b'<p title="' + b"x" * 20 * MIB + b'">' + WORD.encode(), "html: a million attributes": lambda: b"<p " + b" ".join(b"a%d" % number for number in range(1_000_000)) + b">" + WORD.encode(),
    "html: a comment left open": lambda: b"<html>" + b"<!--" * 2_000_000 + WORD.encode(), "html: five million references": lambda: b"<p>" + b"&amp;" * 5_000_000 + WORD.encode(), "html: 20,000 rules, 20,000 classes": lambda: b"<style>" + b"".join(b".c%d, .d%d p > a{display:none}" % (number, number) for number in range(20_000)) + b"</style>" + b"".join(b"<p class=c%d>x</p>" % number for number in range(20_000)) + b"<p>" + WORD.encode(),
    "html: a style of 10 MB": lambda: b'<p style="' + b"color:red;" * MIB + b'">' + WORD.encode(), "html: selects in selects": lambda: b"<select><option>" * 100_000 + WORD.encode(), "html: drawings in drawings": lambda: b"<svg><foreignObject><math><mtext>" * 30_000 + WORD.encode(),
    "html: documents in srcdoc": lambda: b'<iframe srcdoc="' * 5000 + WORD.encode() + b'">' * 5000, "html: templates in templates": lambda: b"<template>" * 20_000 + WORD.encode(), "html: half a tag, millions of times": lambda: b"<html><p " + b"<" * 5_000_000 + b">" + WORD.encode(), "html: 5 MB of unclosed CDATA": lambda: b"<html><![CDATA[" * 350_000 + WORD.encode(),
    "html: frames in data addresses": lambda: _data_addresses(25),
}  # fmt: skip
XML: dict[str, Callable[[], bytes]] = {
    "xml: entities, ten-fold, nine deep": lambda: utf8(f"{HEAD}{LAUGH}<x>{WORD}&l9;</x>"), "xml: one long entity 50,000 times": lambda: utf8(f"{HEAD}{QUADRATIC}<x>{WORD}{'&a;' * 50_000}</x>"), "xml: an entity from a file": lambda: utf8(f"{HEAD}{OUTSIDE}<x>{WORD}&x;</x>"), "xml: a DTD from the net": lambda: utf8(f"{HEAD}{REMOTE}<x>{WORD}</x>"),
    "xml: 100,000 levels": lambda: utf8(f"{HEAD}{'<x>' * 100_000}{WORD}"), "xml: a million names": lambda: utf8(HEAD + "<r>" + "".join(f"<n{number}/>" for number in range(1_000_000)) + WORD + "</r>"), "xml: a doctype left open": lambda: utf8(HEAD + "<!DOCTYPE x [" + "<!ELEMENT a ANY>" * 300_000 + WORD), "xml: in UTF-7": lambda: b"<?xml version='1.0' encoding='utf-7'?><x>+AEg-IDDENWORD</x>",
    "xml: a charset nobody knows": lambda: utf8(f"<?xml version='1.0' encoding='x-none-such'?><x>{WORD}</x>"), "xml: a codec that is no charset": lambda: utf8(f"<?xml version='1.0' encoding='zlib_codec'?><x>{WORD}</x>"), "xml: 100,000 namespaces": lambda: utf8(HEAD + "<r " + " ".join(f'xmlns:n{number}="u"' for number in range(100_000)) + f">{WORD}</r>"),
}  # fmt: skip


def _data_addresses(levels: int) -> bytes:
    """Return pages that hold pages in data addresses, each a third larger than what it holds."""
    page = f"<p>{WORD}</p>".encode()
    for _ in range(levels):
        page = b'<html><iframe src="data:text/html;base64,' + base64.b64encode(page) + b'"></iframe></html>'
    return page


SVG_LAUGHS = Hostile(
    "svg: entities, ten-fold, nine deep",
    "x.svg",
    lambda: utf8(f'{HEAD}{LAUGH}<svg xmlns="http://www.w3.org/2000/svg"><text>{WORD}&l9;</text></svg>'),
)


def _uses() -> bytes:
    """Return a drawing of ten copies of ten copies, nine deep."""
    groups = "".join(
        f'<g id="g{level}">' + f'<use xlink:href="#g{level - 1}"/>' * 10 + "</g>" for level in range(1, 10)
    )
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {space}><g id="g0"><text>{WORD}</text></g>{groups}</svg>'.encode()


SVG_USES = Hostile("svg: uses of uses", "x.svg", _uses)
MARKUP: Cases = (
    *cases("docx", OFFICE, frozenset({"docx: 30,000 parts", "docx: a million attributes", "docx: a million runs"})), *cases("xlsx", SHEETS, frozenset({"xlsx: one string of 32 KB in a million cells", "xlsx: 10,000 sheets of one part"})),
    *cases("odt", OPEN, frozenset({"ods: 100,000 rows, each a thousand times"})), *cases("html", HTML, frozenset({"html: 20,000 rules, 20,000 classes"})), *cases("xml", XML), SVG_LAUGHS, SVG_USES,
)  # fmt: skip
