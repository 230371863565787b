"""A tiny writer of PDF files, for documents that hide something in one place each."""

import zlib
from dataclasses import dataclass, field


def literal(text: str) -> str:
    return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"


def show(text: str, x: float = 72, y: float = 500, size: float = 12, before: str = "") -> str:
    """One line of text in Helvetica at a place; `before` holds operators that precede it."""
    return f"BT {before} /F1 {size} Tf {x} {y} Td {literal(text)} Tj ET\n"


@dataclass
class Pdf:
    """Objects 1 and 2 are the catalogue and the page tree, 3 the font; `build` writes the file."""

    objects: list[bytes] = field(default_factory=lambda: [b"", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"])
    pages: list[int] = field(default_factory=list)
    root: str = ""
    tree: str = ""
    trailer: str = ""

    def add(self, body: str | bytes) -> int:
        self.objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.objects)

    def stream(self, data: str | bytes, entries: str = "", *, pack: bool = False) -> int:
        raw = data.encode("latin-1") if isinstance(data, str) else data
        if pack:
            raw, entries = zlib.compress(raw), entries + "/Filter/FlateDecode"
        return self.add(f"<<{entries}/Length {len(raw)}>>\nstream\n".encode("latin-1") + raw + b"\nendstream")

    def page(self, content: str | bytes = "", entries: str = "", resources: str = "", *, pack: bool = False) -> int:
        number = self.stream(content, pack=pack)
        self.pages.append(
            self.add(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number} 0 R"
                f"/Resources<</Font<</F1 3 0 R>>{resources}>>{entries}>>"
            )
        )
        return self.pages[-1]

    def build(self) -> bytes:
        self.objects[0] = f"<</Type/Catalog/Pages 2 0 R{self.root}>>".encode("latin-1")
        kids = " ".join(f"{number} 0 R" for number in self.pages)
        self.objects[1] = f"<</Type/Pages/Kids[{kids}]/Count {len(self.pages)}{self.tree}>>".encode("latin-1")
        return written(dict(enumerate(self.objects, start=1)), b"%PDF-1.7\n", self.trailer)


def written(objects: dict[int, bytes], before: bytes, trailer: str) -> bytes:
    """Append objects, their cross-reference table and a trailer to a file."""
    out = bytearray(before)
    table = "xref\n0 1\n0000000000 65535 f \n"
    for number, body in objects.items():
        table += f"{number} 1\n{len(out):010} 00000 n \n"
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    size = max(objects) + 1
    out += f"{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode("latin-1")
    return bytes(out)


def updated(before: bytes, objects: dict[int, str | bytes], trailer: str = "") -> bytes:
    """Append an incremental update (ISO 32000-2 section 7.5.6)."""
    previous = before.rindex(b"startxref") + len("startxref\n")
    at = before[previous : before.index(b"\n", previous)].decode()
    raw = {number: body.encode("latin-1") if isinstance(body, str) else body for number, body in objects.items()}
    return written(raw, before, f"/Prev {at}{trailer}")


def one_page(content: str, entries: str = "", resources: str = "") -> bytes:
    pdf = Pdf()
    pdf.page(content, entries, resources)
    return pdf.build()
