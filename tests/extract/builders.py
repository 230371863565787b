"""Small documents, built in the test that needs them."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="urn:p"'
X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="urn:r"'
RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, **parts: str | bytes) -> bytes:
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    return zipped(files | {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()})


def sheet(rows: str, before: str = "", after: str = "") -> str:
    return f"<worksheet {X}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def xlsx(sheets: dict[str, str], states: dict[str, str] | None = None, **parts: str) -> bytes:
    entries, links, files = "", "", {}
    for number, (name, content) in enumerate(sheets.items(), start=1):
        state = (states or {}).get(name, "visible")
        entries += f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="r{number}"/>'
        links += f'<Relationship Id="r{number}" Type="x/worksheet" Target="worksheets/sheet{number}.xml"/>'
        files[f"xl/worksheets/sheet{number}.xml"] = content
    book = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f"<workbook {X}><sheets>{entries}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships {RELS}>{links}</Relationships>",
    }
    return zipped(book | files | {f"xl/{name}.xml": content for name, content in parts.items()})


def slide(*shapes: str, show: str = "1") -> str:
    return f'<p:sld {A} show="{show}"><p:cSld><p:spTree>{"".join(shapes)}</p:spTree></p:cSld></p:sld>'


def shape(text: str, placeholder: str = "") -> str:
    mark = f'<p:nvPr><p:ph type="{placeholder}"/></p:nvPr>' if placeholder else ""
    return f"<p:sp><p:nvSpPr>{mark}</p:nvSpPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


def pptx(files: dict[str, str | bytes]) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"} | files)


def png(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
        + width.to_bytes(4, "big")
        + height.to_bytes(4, "big")
        + b"\x08\2\0\0\0"
        + bytes(40)
    )
