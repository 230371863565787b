"""PDF: ISO 32000-1.  A writer of our own, so that every object is where we want it."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field

from tests.extract.probes.values import Places, ProbeFile, zipped

PASSWORD_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


@dataclass(slots=True)
class Pdf:
    """Objects by number, from 1; the catalog is the first."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, value: str | bytes) -> int:
        """Add an object and return its number."""
        self.objects.append(value.encode("latin-1") if isinstance(value, str) else value)
        return len(self.objects)

    def stream(self, data: str | bytes, entries: str = "", *, is_packed: bool = False) -> int:
        """Add a stream."""
        raw = data.encode("latin-1") if isinstance(data, str) else data
        packed = zlib.compress(raw) if is_packed else raw
        entries += " /Filter /FlateDecode" if is_packed else ""
        return self.add(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(packed), entries.encode(), packed))

    def bytes(self, trailer: str = "") -> bytes:
        """Return the file."""
        data, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for number, value in enumerate(self.objects, 1):
            places.append(len(data))
            data += b"%d 0 obj\n%s\nendobj\n" % (number, value)
        return bytes(data) + xref(places, 1, len(data), f"/Size {len(places) + 1} /Root 1 0 R {trailer}")


def xref(places: list[int], first: int, at: int, trailer: str) -> bytes:
    """Return a cross-reference section and a trailer (7.5.4, 7.5.5)."""
    head = "xref\n" + ("0 1\n0000000000 65535 f \n" if first == 1 else "")
    lines = "".join(f"{place:010} 00000 n \n" for place in places)
    return f"{head}{first} {len(places)}\n{lines}trailer\n<< {trailer} >>\nstartxref\n{at}\n%%EOF\n".encode()


def utf16(text: str) -> str:
    """Return a text string in UTF-16 (7.9.2.2), in hexadecimal."""
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def page_content(p: Places) -> str:
    """Return a page's content with all the ways to show text so that few see it."""
    lines = [
        f"BT /F1 12 Tf 72 700 Td ({p('page text')}) Tj ET",
        f"BT /F1 12 Tf 1 g 72 680 Td ({p('white text')}) Tj ET 0 g",
        f"BT /F1 12 Tf 3 Tr 72 660 Td ({p('invisible text')}) Tj ET",
        f"BT /F1 12 Tf 0 Tr 3000 640 Td ({p('text beyond the page')}) Tj ET",
        f"BT /F1 0.1 Tf 72 620 Td ({p('tiny text')}) Tj ET",
        f"/OC /MC0 BDC BT /F1 12 Tf 72 600 Td ({p('text of a hidden layer')}) Tj ET EMC",
        f"BT /F1 12 Tf 72 580 Td ({p('text under a rectangle')}) Tj ET 0 0 0 rg 70 575 300 20 re f 0 g",
        "q 1 0 0 1 72 560 cm /Fm0 Do Q",
        f"/Span << /ActualText ({p('replacement text')}) >> BDC BT /F1 12 Tf 72 540 Td (x) Tj ET EMC",
        f"/Figure << /MCID 0 /Alt ({p('alternative text of marked content')}) >> BDC EMC",
        f"BT /F1 12 Tf 0 1 -1 0 500 100 Tm ({p('rotated text')}) Tj ET",
    ]
    spaced = p("letters set one by one")
    lines.append(f"BT /F1 12 Tf 72 520 Td [{' -20 '.join(f'({letter})' for letter in spaced)}] TJ ET")
    return "\n".join(lines)


def pdf() -> ProbeFile:
    p, doc = Places("pdf"), Pdf()
    doc.add("catalog")  # written last, when everything has a number
    font = doc.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    form = doc.stream(
        f"BT /F1 12 Tf ({p('form XObject')}) Tj ET",
        f" /Type /XObject /Subtype /Form /BBox [0 0 300 20] /Resources << /Font << /F1 {font} 0 R >> >>",
    )
    layer = doc.add(f"<< /Type /OCG /Name ({p('layer name')}) >>")
    contents = doc.stream(page_content(p), is_packed=True)
    file = doc.stream(p("text of an attachment"), " /Type /EmbeddedFile", is_packed=True)
    spec = doc.add(
        f"<< /Type /Filespec /F ({p('attachment name')}.txt) /Desc ({p('attachment description')}) /EF << /F {file} 0 R >> >>"
    )
    file = doc.stream(zipped({"a.txt": p("text in an attached archive")}), " /Type /EmbeddedFile")
    archive = doc.add(
        f"<< /Type /Filespec /F (a.zip) /UF {utf16(p('attachment name in UTF-16') + '.zip')} /EF << /F {file} 0 R >> >>"
    )
    file = doc.stream(p("text of a file annotation"), " /Type /EmbeddedFile")
    pinned = doc.add(f"<< /Type /Filespec /F (pinned.txt) /EF << /F {file} 0 R >> >>")
    appearance = doc.stream(
        f"BT /F1 12 Tf ({p('annotation appearance')}) Tj ET",
        f" /Subtype /Form /BBox [0 0 300 20] /Resources << /Font << /F1 {font} 0 R >> >>",
    )
    rect = "/Type /Annot /Rect [10 10 200 30]"
    fields = [
        doc.add(
            f"<< {rect} /Subtype /Widget /FT /Tx /T ({p('field name')}) /TU ({p('field tooltip')}) /V ({p('field value')}) /DV ({p('field default')}) >>"
        ),
        doc.add(f"<< {rect} /Subtype /Widget /FT /Ch /T (choice) /Opt [({p('choice option')}) (b)] /V (b) >>"),
        doc.add(
            f"<< {rect} /Subtype /Widget /FT /Btn /T (button) /Ff 65536 /MK << /CA ({p('button caption')}) >> /A << /S /JavaScript /JS (app.alert\\('{p('script of a button')}'\\)) >> >>"
        ),
        doc.add(
            f"<< {rect} /Subtype /Widget /FT /Sig /T (signature) /V << /Type /Sig /Filter /Adobe.PPKLite /Reason ({p('signature reason')}) /Location (x) >> >>"
        ),
    ]
    notes = [
        doc.add(
            f"<< {rect} /Subtype /Text /Contents ({p('comment')}) /T ({p('comment author')}) /Subj ({p('comment subject')}) >>"
        ),
        doc.add(f"<< {rect} /Subtype /FreeText /Contents {utf16(p('free text in UTF-16'))} /DA (/F1 12 Tf) >>"),
        doc.add(f"<< {rect} /Subtype /Link /A << /S /URI /URI (https://{p('link target')}.example/) >> >>"),
        doc.add(f"<< {rect} /Subtype /FileAttachment /FS {pinned} 0 R /Contents (pin) >>"),
        doc.add(f"<< {rect} /Subtype /Stamp /AP << /N {appearance} 0 R >> >>"),
        doc.add(f"<< {rect} /Subtype /Text /F 2 /Contents ({p('hidden comment')}) >>"),
        doc.add(
            f"<< {rect} /Subtype /Highlight /RC (<body><p>{p('rich text of a comment')}</p></body>) /QuadPoints [0 0 1 1 2 2 3 3] >>"
        ),
    ]
    pages = len(doc.objects) + 2
    page = doc.add(
        f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 612 792] /Contents {contents} 0 R /Annots [{' '.join(f'{each} 0 R' for each in fields + notes)}]"
        f" /Resources << /Font << /F1 {font} 0 R >> /XObject << /Fm0 {form} 0 R >> /Properties << /MC0 {layer} 0 R >> >> /PieceInfo << /X << /Private ({p('private data of a page')}) >> >> >>"
    )
    doc.add(f"<< /Type /Pages /Kids [{page} 0 R] /Count 1 >>")
    item = len(doc.objects) + 2
    outline = doc.add(f"<< /Type /Outlines /First {item} 0 R /Last {item} 0 R /Count 1 >>")
    doc.add(f"<< /Title ({p('bookmark')}) /Parent {outline} 0 R /Dest [{page} 0 R /Fit] >>")
    xmp = doc.stream(f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{p("XMP title")}</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>', " /Type /Metadata /Subtype /XML")  # fmt: skip
    xfa = doc.stream(
        f'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><data><f>{p("XFA form data")}</f></data></xdp:xdp>'
    )
    structure = doc.add(
        f"<< /Type /StructTreeRoot /K << /S /Figure /Alt ({p('alternative text in the structure')}) /T ({p('title in the structure')}) /P {page} 0 R >> >>"
    )
    doc.add(f"({p('string nobody refers to')})")
    info = doc.add(
        f"<< /Title ({p('property title')}) /Author {utf16(p('property author in UTF-16'))} /Subject ({p('property subject')}) /Keywords ({p('property keywords')}) /Creator ({p('property creator')}) /Own ({p('custom property')}) >>"
    )
    names = f"/EmbeddedFiles << /Names [(a) {spec} 0 R (b) {archive} 0 R] >> /JavaScript << /Names [(j) << /S /JavaScript /JS (var a = '{p('document script')}';) >>] >> /Dests << /Names [({p('named destination')}) [{page} 0 R /Fit]] >>"
    doc.objects[0] = (
        f"<< /Type /Catalog /Pages {pages} 0 R /Outlines {outline} 0 R /Metadata {xmp} 0 R /StructTreeRoot {structure} 0 R /Names << {names} >>"
        f" /AcroForm << /Fields [{' '.join(f'{each} 0 R' for each in fields)}] /XFA {xfa} 0 R >> /OCProperties << /OCGs [{layer} 0 R] /D << /OFF [{layer} 0 R] >> >>"
        f" /PageLabels << /Nums [0 << /P ({p('page label')}) >>] >> /OpenAction << /S /URI /URI (https://{p('action when opened')}.example/) >> >>"
    ).encode()
    return p.file(
        "probe.pdf",
        doc.bytes(f"/Info {info} 0 R")
        + f"% {p('comment behind the end')}\n".encode()
        + zipped({"t.txt": p("text in an archive behind the end")}),
    )


def one_page(text: str, more: str = "", page: str = "") -> Pdf:
    """Return a document of one page that shows a text."""
    doc = Pdf()
    doc.add(f"<< /Type /Catalog /Pages 2 0 R {more} >>")
    doc.add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    doc.add(
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> {page} >>"
    )
    doc.stream(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET")
    doc.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    return doc


def revised() -> ProbeFile:
    """Return a file whose page was changed by an incremental update: the old text is still there (7.5.6)."""
    p = Places("revised pdf")
    data = one_page(p("text of the first revision")).bytes()
    before = data.rindex(b"xref\n", 0, data.rindex(b"startxref"))
    content = f"BT /F1 12 Tf 72 700 Td ({p('text of the second revision')}) Tj ET"
    place = len(data)
    data += f"4 0 obj\n<< /Length {len(content)} >>\nstream\n{content}\nendstream\nendobj\n".encode()
    return p.file("probe.pdf", data + xref([place], 4, len(data), f"/Size 6 /Root 1 0 R /Prev {before}"))


def rc4(key: bytes, data: bytes) -> bytes:
    """Return data under RC4, which the standard security handler of revision 2 uses."""
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def encrypted() -> ProbeFile:
    """Return a file that is encrypted and opens without a password (7.6.3)."""
    p = Places("pdf encrypted for everybody")
    identity = b"0123456789abcdef"
    owner = rc4(hashlib.md5(PASSWORD_PADDING, usedforsecurity=False).digest()[:5], PASSWORD_PADDING)
    key = hashlib.md5(PASSWORD_PADDING + owner + b"\xfc\xff\xff\xff" + identity, usedforsecurity=False).digest()[:5]
    doc = one_page("x")

    def locked(number: int, data: bytes) -> bytes:
        one = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0", usedforsecurity=False).digest()[:10]
        return rc4(one, data)

    content = locked(4, f"BT /F1 12 Tf 72 700 Td ({p('page text')}) Tj ET".encode())
    doc.objects[3] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    title = locked(6, p("property title").encode())
    doc.add(f"<< /Title <{title.hex()}> >>")
    doc.add(f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{rc4(key, PASSWORD_PADDING).hex()}> >>")
    return p.file("probe.pdf", doc.bytes(f"/Info 6 0 R /Encrypt 7 0 R /ID [<{identity.hex()}> <{identity.hex()}>]"))


def behind_text() -> ProbeFile:
    """Return a file whose header stands behind other bytes, as readers accept."""
    p = Places("pdf behind text")
    return p.file("probe.pdf", f"{p('text before the header')}\n".encode() + one_page(p("page text")).bytes())


def damaged() -> ProbeFile:
    """Return a file without a cross-reference table; readers rebuild it."""
    p = Places("pdf without a table")
    data = one_page(p("page text")).bytes()
    return p.file("probe.pdf", data[: data.rindex(b"xref\n0")])


FILES = (pdf, revised, encrypted, behind_text, damaged)
