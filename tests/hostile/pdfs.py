"""PDF: rings in page trees, outlines and forms, streams without end, tables and maps that lie."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from tests.extract.probes.pdf import Pdf, one_page
from tests.hostile.values import GIB, MIB, WORD, Cases, Hostile, cases, zlib_zeros


def with_page(
    contents: bytes, resources: str = "", entries: str = "", more: tuple[str | bytes, ...] = (), catalog: str = ""
) -> bytes:
    """Return a document of one page; object 4 is its content, 5 its font, further objects begin at 6."""
    doc = one_page(WORD, catalog, entries)
    doc.objects[2] = doc.objects[2].replace(b"/Resources << ", f"/Resources << {resources} ".encode())
    doc.objects[3] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(contents), contents)
    for value in more:
        doc.add(value)
    return doc.bytes()


SHOWN = f"BT /F1 12 Tf 72 700 Td ({WORD}) Tj ET\n".encode()


def packed_page(data: bytes, filters: str = "/FlateDecode") -> bytes:
    doc = one_page(WORD)
    doc.objects[3] = b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(data), filters.encode(), data)
    return doc.bytes()


def kids_in_a_ring() -> bytes:
    doc = one_page(WORD)
    doc.objects[1] = b"<< /Type /Pages /Kids [3 0 R 2 0 R 6 0 R] /Count 1000000 >>"
    doc.add("<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 6 0 R 6 0 R] /Count 99999 >>")
    return doc.bytes()


def page_tree(levels: int) -> bytes:
    doc = one_page(WORD)
    for level in range(levels):
        doc.add(f"<< /Type /Pages /Parent 2 0 R /Kids [{7 + level if level + 1 < levels else 3} 0 R] /Count 1 >>")
    doc.objects[1] = b"<< /Type /Pages /Kids [6 0 R] /Count 1 >>"
    return doc.bytes()


def many_pages(count: int, stated: int) -> bytes:
    doc = one_page(WORD)
    doc.objects[1] = f"<< /Type /Pages /Kids [{'3 0 R ' * count}] /Count {stated} >>".encode()
    return doc.bytes()


def outline_in_a_ring() -> bytes:
    doc = one_page(WORD, "/Outlines 6 0 R")
    doc.add("<< /Type /Outlines /First 7 0 R /Last 7 0 R /Count 99999 >>")
    doc.add("<< /Title (x) /Parent 7 0 R /First 7 0 R /Next 8 0 R >>")
    doc.add("<< /Title (y) /Parent 6 0 R /First 6 0 R /Next 7 0 R /Prev 8 0 R >>")
    return doc.bytes()


def forms(fan: int, levels: int) -> bytes:
    """Return forms that show others `fan` times each; with no levels, one that shows itself."""
    doc = one_page(WORD)
    last = 5 + max(1, levels)
    doc.objects[2] = doc.objects[2].replace(b"/Resources << ", b"/Resources << /XObject << /X 6 0 R >> ")
    doc.objects[3] = b"<< /Length %d >>\nstream\n%s/X Do\nendstream" % (len(SHOWN) + 5, SHOWN)
    for number in range(6, last + 1):
        inner = number + 1 if number < last else (6 if not levels else 0)
        body = "/X Do " * fan if inner else f"BT /F1 9 Tf ({WORD}) Tj ET"
        shown = f"/XObject << /X {inner} 0 R >>" if inner else "/Font << /F1 5 0 R >>"
        doc.stream(body, f" /Subtype /Form /BBox [0 0 99 99] /Resources << {shown} >>")
    return doc.bytes()


def growing_map() -> bytes:
    """Return a font whose map turns each letter into 500, and a page of a million letters."""
    target = "0041" * 500
    cmap = f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <{target}> endbfchar endcmap end end"
    doc = one_page(WORD)
    doc.objects[4] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    data = zlib.compress(
        b"BT /F1 1 Tf 0 0 Td " + b"(AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA) Tj " * 20_000 + b"ET"
    )
    doc.objects[3] = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data)
    doc.stream(cmap)
    return doc.bytes()


def tables_in_a_ring() -> bytes:
    data = one_page(WORD).bytes()
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %010d" % start)


def attachments(count: int) -> bytes:
    names = "".join(f"({number:06}) 6 0 R " for number in range(count))
    return with_page(
        SHOWN,
        catalog=f"/Names << /EmbeddedFiles << /Names [{names}] >> >>",
        more=(
            "<< /Type /Filespec /F (a.txt) /EF << /F 7 0 R >> >>",
            f"<< /Length {len(WORD)} >>\nstream\n{WORD}\nendstream",
        ),
    )


def name_tree_in_a_ring() -> bytes:
    return with_page(
        SHOWN,
        catalog="/Names << /EmbeddedFiles 6 0 R >>",
        more=("<< /Kids [6 0 R 7 0 R] >>", "<< /Kids [6 0 R 7 0 R] /Limits [(a) (b)] >>"),
    )


def documents_in_documents(levels: int) -> bytes:
    content = one_page(WORD).bytes()
    for _ in range(levels):
        doc = one_page(WORD, "/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>")
        doc.add("<< /Type /Filespec /F (a.pdf) /EF << /F 7 0 R >> >>")
        doc.stream(content)
        content = doc.bytes()
    return content


def attached_bomb() -> bytes:
    doc = one_page(WORD, "/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>")
    doc.add("<< /Type /Filespec /F (a.txt) /EF << /F 7 0 R >> >>")
    data = zlib_zeros(GIB, WORD.encode())
    doc.add(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data))
    return doc.bytes()


def encrypted(more: str) -> bytes:
    doc = one_page(WORD)
    doc.add(
        f"<< /Filter /Standard {more} /O <{'00' * 48}> /U <{'00' * 48}> /OE <{'00' * 32}> /UE <{'00' * 32}> /P -4 /Perms <{'00' * 16}> >>"
    )
    return doc.bytes("/Encrypt 6 0 R /ID [<00> <00>]")


def notes(count: int) -> bytes:
    return with_page(
        SHOWN,
        entries=f"/Annots [{'6 0 R ' * count}]",
        more=(
            "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (note) /Popup 6 0 R /Parent 6 0 R /IRT 6 0 R >>",
        ),
    )


def fields_in_a_ring() -> bytes:
    return with_page(
        SHOWN,
        catalog="/AcroForm << /Fields [6 0 R] >>",
        entries="/Annots [6 0 R]",
        more=("<< /Subtype /Widget /Rect [0 0 9 9] /FT /Tx /T (a) /Parent 6 0 R /Kids [6 0 R 6 0 R] /V (b) >>",),
    )


def object_stream_in_itself() -> bytes:
    doc = one_page(WORD)
    doc.add("<< /Type /ObjStm /N 100000 /First 10 /Extends 6 0 R /Length 6 0 R >>\nstream\n6 0 6 0 6 0\nendstream")
    return doc.bytes("/XRefStm 9 /Prev 9")


PDF: dict[str, Callable[[], bytes]] = {
    "pdf: a page of 1 GB": lambda: packed_page(zlib_zeros(GIB, SHOWN, fill=b" ")), "pdf: a page of 1 GB of letters": lambda: packed_page(zlib_zeros(GIB, SHOWN + b"BT /F1 1 Tf (", fill=b"a")), "pdf: 100 filters": lambda: packed_page(zlib.compress(SHOWN), "[" + "/FlateDecode " * 100 + "]"), "pdf: a bomb in a bomb": lambda: packed_page(zlib.compress(zlib_zeros(GIB, SHOWN)), "[/FlateDecode /FlateDecode]"),
    "pdf: a million brackets": lambda: packed_page(zlib.compress(SHOWN + b"[" * 1_000_000)), "pdf: dictionaries in dictionaries": lambda: with_page(SHOWN, more=("<< /A " * 100_000,)), "pdf: a string of 20 MB": lambda: with_page(SHOWN + b"BT (" + b"(" * 20 * MIB + b") Tj ET"),
    "pdf: kids in a ring": kids_in_a_ring, "pdf: 5,000 levels of pages": lambda: page_tree(5000), "pdf: 100,000 pages": lambda: many_pages(100_000, 100_000), "pdf: a count of two billion": lambda: many_pages(1, 2**31 - 1), "pdf: a count below nothing": lambda: many_pages(1, -5),
    "pdf: an outline in a ring": outline_in_a_ring, "pdf: a form that shows itself": lambda: forms(1, 0), "pdf: forms ten-fold, nine deep": lambda: forms(10, 9), "pdf: 3,000 forms in one another": lambda: forms(1, 3000), "pdf: a map that grows": growing_map, "pdf: tables in a ring": tables_in_a_ring,
    "pdf: 100,000 attachments": lambda: attachments(100_000), "pdf: a name tree in a ring": name_tree_in_a_ring, "pdf: 30 documents in one another": lambda: documents_in_documents(30), "pdf: an attachment of 1 GB": attached_bomb, "pdf: 200,000 annotations": lambda: notes(200_000), "pdf: fields in a ring": fields_in_a_ring,
    "pdf: an object stream in itself": object_stream_in_itself, "pdf: a length that is its stream": lambda: one_page(WORD).bytes().replace(b"/Length 43", b"/Length 4 0 R"), "pdf: encrypted with nonsense": lambda: encrypted("/V 5 /R 6 /Length 256 /CF << /StdCF << /CFM /AESV3 >> >> /StmF /StdCF /StrF /StdCF"), "pdf: encrypted by somebody unknown": lambda: encrypted("/V 99 /R 99").replace(b"/Standard", b"/Nobody"),
    "pdf: a page as large as a country": lambda: one_page(WORD).bytes().replace(b"[0 0 612 792]", b"[0 0 99999999999 9999999999999999]"), "pdf: a header and nothing else": lambda: b"%PDF-1.7\n", "pdf: 5 MB of ends": lambda: one_page(WORD).bytes() + b"%%EOF\nstartxref\n0\n" * 300_000, "pdf: a million objects": lambda: one_page(WORD).bytes() + b"".join(b"%d 0 obj null endobj " % number for number in range(1_000_000)),
    "pdf: a number of a million digits": lambda: with_page(SHOWN + b"1" * 1_000_000 + b" 0 Td"), "pdf: saved states without end": lambda: with_page(SHOWN + b"q " * 2_000_000), "pdf: marked content without end": lambda: with_page(SHOWN + b"/P << /MCID 0 >> BDC " * 300_000), "pdf: one letter a time, 300,000 times": lambda: packed_page(zlib.compress(SHOWN + b"BT /F1 1 Tf (a) Tj 1 0 Td ET " * 300_000)),
}  # fmt: skip
NOISE = Hostile(
    "pdf: a million bytes that are none",
    "x.pdf",
    lambda: b"%PDF-1.4\n" + bytes(range(256)) * 4000 + b"trailer << /Root 1 0 R >>",
)
PDFS: Cases = (*cases("pdf", PDF), NOISE)


def document() -> Pdf:
    """Return an honest document, for cutting."""
    return one_page(WORD)
