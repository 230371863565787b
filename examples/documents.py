"""
Small real office files and archives, written byte for byte the same every time.

Only the standard library is used, so that the examples can be made again
anywhere.  The files hold what a word processor would write, no more.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

STAMP = (2026, 9, 1, 9, 0, 0)
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument."


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of the members in their order; stored, because compressors differ by version."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_STORED
            file.writestr(info, content)
    return buffer.getvalue()


def docx(paragraphs: Sequence[str], *, header: str = "", footer: str = "") -> bytes:
    """Return a Word document of plain paragraphs with an optional page header and footer."""
    edges = {"header": header, "footer": footer}
    used = {kind: text for kind, text in edges.items() if text}
    references = "".join(f'<w:{kind}Reference w:type="default" r:id="{kind}1"/>' for kind in used)
    body = "".join(_paragraph(text) for text in paragraphs)
    document = f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{body}<w:sectPr>{references}</w:sectPr></w:body></w:document>'
    parts = {"word/document.xml": (document, "wordprocessingml.document.main+xml")}
    for kind, text in used.items():
        tag = "hdr" if kind == "header" else "ftr"
        parts[f"word/{kind}1.xml"] = (
            f'<w:{tag} xmlns:w="{WORD}">{_paragraph(text)}</w:{tag}>',
            f"wordprocessingml.{kind}+xml",
        )
    links = [(f"{kind}1", kind, f"{kind}1.xml") for kind in used]
    return _package("word/document.xml", parts, {"word/_rels/document.xml.rels": links})


def xlsx(sheets: Mapping[str, Sequence[Sequence[str]]], *, hidden: Sequence[str] = ()) -> bytes:
    """Return a workbook of text cells; the sheets named in `hidden` are hidden."""
    entries, parts, links = [], {}, []
    for number, (name, rows) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        entries.append(f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="rId{number}"/>')
        parts[f"xl/worksheets/sheet{number}.xml"] = (_sheet(rows), "spreadsheetml.worksheet+xml")
        links.append((f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml"))
    workbook = f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{"".join(entries)}</sheets></workbook>'
    parts = {"xl/workbook.xml": (workbook, "spreadsheetml.sheet.main+xml"), **parts}
    return _package("xl/workbook.xml", parts, {"xl/_rels/workbook.xml.rels": links})


def encrypted_zip(name: str, content: bytes, password: bytes) -> bytes:
    """Return an archive of one stored member under the traditional PKWARE encryption (APPNOTE 6.1)."""
    plain = archive({name: content})
    with zipfile.ZipFile(io.BytesIO(plain)) as file:
        info = file.getinfo(name)
    start = 30 + len(name.encode())
    compressed = plain[start : start + info.compress_size]
    check = bytes(range(11)) + bytes([(info.CRC >> 24) & 0xFF])
    cipher = _pkware(check + compressed, password)
    local, central = bytearray(plain[:start]), bytearray(plain[start + info.compress_size :])
    local[6] |= 1
    central[8] |= 1
    size = (info.compress_size + len(check)).to_bytes(4, "little")
    local[18:22] = size
    central[20:24] = size
    end = central.rindex(b"PK\x05\x06")
    central[end + 16 : end + 20] = (start + len(cipher)).to_bytes(4, "little")
    return bytes(local) + cipher + bytes(central)


def _pkware(data: bytes, password: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = zlib.crc32(bytes([byte]), keys[0] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = zlib.crc32(bytes([keys[1] >> 24]), keys[2] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in data:
        low = (keys[2] & 0xFFFF) | 2
        out.append(byte ^ ((low * (low ^ 1)) >> 8 & 0xFF))
        update(byte)
    return bytes(out)


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(64 + column)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column, text in enumerate(row, 1)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{SHEET}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _package(
    main: str, parts: Mapping[str, tuple[str, str]], links: Mapping[str, Sequence[tuple[str, str, str]]]
) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{KIND}{kind}"/>' for name, (_, kind) in parts.items()
    )
    types = (
        f'<Types xmlns="{TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    members = {"[Content_Types].xml": types, "_rels/.rels": _links([("rId1", "officeDocument", main)])}
    members |= {name: text for name, (text, _) in parts.items()}
    members |= {name: _links(items) for name, items in links.items()}
    return archive({name: f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode() for name, text in members.items()})


def _links(items: Sequence[tuple[str, str, str]]) -> str:
    entries = "".join(f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{to}"/>' for key, kind, to in items)
    return f'<Relationships xmlns="{RELATIONS}">{entries}</Relationships>'
