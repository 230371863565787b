"""Small OpenDocument files, built in the test that needs them."""

from tests.extract.builders import zipped

SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:t" xmlns:table="urn:tb" xmlns:style="urn:s" '
    'xmlns:draw="urn:d" xmlns:svg="urn:svg" xmlns:fo="urn:fo" xmlns:presentation="urn:p" xmlns:meta="urn:m" xmlns:dc="urn:dc" '
    'xmlns:xlink="urn:x" xmlns:script="urn:sc" xmlns:form="urn:f" xmlns:config="urn:c" xmlns:manifest="urn:oasis:manifest" xmlns:db="urn:db"'
)
TYPE = "application/vnd.oasis.opendocument."


def content(kind: str, body: str, styles: str = "", before: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{before}<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )


def odf(kind: str, body: str, styles: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    word = {"drawing": "graphics"}.get(kind, kind)
    files: dict[str, str | bytes] = {"mimetype": TYPE + word, "content.xml": content(kind, body, styles)}
    return zipped(files | (parts or {}))


def flat(kind: str, body: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:mimetype="{TYPE}{kind}">{before}'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    ).encode()


def style(name: str, family: str, properties: str, parent: str = "") -> str:
    return f'<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{parent}">{properties}</style:style>'


def styles_part(styles: str = "", masters: str = "") -> str:
    return (
        f"<office:document-styles {SPACES}><office:styles>{styles}</office:styles>"
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def table(name: str, *rows: str, attributes: str = "", columns: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{columns}{"".join(rows)}</table:table>'


def page(name: str, *shapes: str, attributes: str = "") -> str:
    return f'<draw:page draw:name="{name}" {attributes}>{"".join(shapes)}</draw:page>'


def frame(text: str, kind: str = "", layer: str = "") -> str:
    attributes = f'presentation:class="{kind}" draw:layer="{layer}"'
    return f"<draw:frame {attributes}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"
