"""Old Word, Excel and PowerPoint files, macros and drawings: records in, texts out."""

import struct
import zlib

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document
from dlp_service.extract.compound.officeart import read_drawing
from dlp_service.extract.compound.vba import decompress
from dlp_service.extract.compound.worddoc import readable
from dlp_service.extract.job import Job
from dlp_service.extract.local import read_safely
from dlp_service.extract.registry import read_document
from dlp_service.values import GapReason
from tests.extract.compound_files import compound
from tests.extract.test_metafile import simple, wmf


def read(content, name="a.xls", **limits):
    job = Job(Limits(**limits), Budget.unlimited(), read_document)
    read_safely(Document(name, content, file_name=name), job, read_document)
    return job


def said(content, name="a.xls"):
    return [(text.path, text.where, text.text) for text in read(content, name).texts]


# --- workbooks -----------------------------------------------------------------------------------


def record(kind, *pieces):
    data = b"".join(pieces)
    return struct.pack("<HH", kind, len(data)) + data


def text8(text, size=2):
    return len(text).to_bytes(size, "little") + b"\1" + text.encode("utf-16-le")


def label(row, column, text):
    return record(0x0204, struct.pack("<HHH", row, column, 0), text8(text))


def workbook(sheets, global_records=b""):
    """Return a workbook; sheets are (name, state, records)."""
    bof = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    head = bof + global_records
    places, size = [], len(head) + sum(12 + 2 * len(name) for name, _, _ in sheets) + 4
    bodies = b""
    for _, _, body in sheets:
        places.append(size + len(bodies))
        bodies += record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + body + record(0x000A)
    listed = b"".join(
        record(0x0085, struct.pack("<IBB", place, state, 0), text8(name, 1))
        for place, (name, state, _) in zip(places, sheets, strict=True)
    )
    return compound({"Workbook": head + listed + record(0x000A) + bodies})


def test_cells_stand_in_rows_and_columns():
    body = (
        label(0, 0, "Name")
        + label(0, 1, "No")
        + label(1, 0, "Ann")
        + record(0x0203, struct.pack("<HHHd", 1, 1, 0, 7.5))
    )
    assert said(workbook([("List", 0, body)])) == [
        ("a.xls", "body", "List"),
        ("a.xls!List", "cell", "Name\tNo\nAnn\t7.5"),
    ]


def test_hidden_and_very_hidden_sheets_rows_and_columns_are_hidden():
    row = record(0x0208, struct.pack("<HHHHHHBBH", 1, 0, 2, 0, 0, 0, 0x20, 0, 0))
    column = record(0x007D, struct.pack("<HHHHHH", 1, 1, 0, 0, 1, 0))
    shown = label(0, 0, "open") + label(0, 1, "shut column") + label(1, 0, "shut row")
    texts = said(workbook([("A", 0, row + column + shown), ("B", 1, label(0, 0, "one")), ("C", 2, label(0, 0, "two"))]))
    assert ("a.xls!A", "cell", "open") in texts
    assert ("a.xls!A", "hidden", "\tshut column\nshut row") in texts
    assert ("a.xls!B", "hidden", "one") in texts
    assert ("a.xls!C", "hidden", "two") in texts
    assert ("a.xls", "hidden", "B\nC") in texts


def test_page_headers_footers_comments_and_names_are_found():
    note = (
        record(0x005D, struct.pack("<HHHHH", 0x15, 18, 0x19, 3, 0))
        + record(0x01B6, struct.pack("<HHIHHHI", 0, 0, 0, 0, 6, 0, 0)[:10], struct.pack("<HHI", 6, 0, 0))
        + record(0x003C, b"\0look:!")
        + record(0x001C, struct.pack("<HHHH", 0, 0, 0, 3), text8("Ann"))
    )
    body = record(0x0014, text8('&C&"Arial"SECRET && more')) + record(0x0015, text8("&Lpage &P")) + note
    name = record(0x0018, struct.pack("<HBBHHHI", 0, 0, 6, 9, 0, 0, 0), b"\0Budget", b"\x17\6\0hidden")
    texts = said(workbook([("A", 0, body)], name))
    assert ("a.xls!A", "page_header", "SECRET & more") in texts
    assert ("a.xls!A", "footer", "page") in texts
    assert ("a.xls!A", "comment", "Ann: look:!") in texts
    assert ("a.xls", "hidden", "Budget hidden") in texts


def test_strings_go_on_in_the_middle_of_a_character_run():
    strings = record(0x00FC, struct.pack("<II", 1, 1), struct.pack("<HB", 8, 0), b"long") + record(
        0x003C, b"\1", "word".encode("utf-16-le")
    )
    cell = record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 0))
    assert ("a.xls!A", "cell", "longword") in said(workbook([("A", 0, cell)], strings))


def test_numbers_are_dates_where_the_style_says_so():
    styles = record(0x00E0, struct.pack("<HH16x", 0, 14)) + record(0x00E0, struct.pack("<HH16x", 0, 0))
    cells = record(0x0203, struct.pack("<HHHd", 0, 0, 0, 45000.0)) + record(
        0x027E, struct.pack("<HHHI", 0, 1, 1, 42 << 2 | 2)
    )
    assert ("a.xls!A", "cell", "3/15/2023\t42") in said(workbook([("A", 0, cells)], styles))


def test_white_cells_and_strings_in_formulas_are_hidden():
    white = record(0x0031, struct.pack("<HHHH", 200, 0, 9, 400))
    styles = record(0x00E0, struct.pack("<HH16x", 0, 0))
    formula = b"\x17\x05\0click"
    cells = label(0, 0, "unseen") + record(0x0006, struct.pack("<HHHdHIH", 1, 0, 7, 1.5, 0, 0, len(formula)), formula)
    texts = said(workbook([("A", 0, cells)], white + styles))
    assert ("a.xls!A", "hidden", "unseen") in texts
    assert ("a.xls!A", "cell", "1.5") in texts
    assert ("a.xls!A", "hidden", "click") in texts


def test_a_number_that_is_none_is_no_reason_to_stop():
    cells = record(0x0203, struct.pack("<HHHd", 0, 0, 0, float("nan"))) + label(0, 1, "after")
    assert any("after" in text for _, where, text in said(workbook([("A", 0, cells)])) if where == "cell")


def test_more_characters_than_the_limit_are_read_up_to_it():
    rows = b"".join(label(number, 0, "x" * 200) for number in range(6000))
    job = read(workbook([("A", 0, rows)]), text_chars=10_000)
    assert GapReason.OVER_LIMIT in [gap.reason for gap in job.gaps]
    assert sum(len(text.text) for text in job.texts) <= 10_000


def test_a_locked_workbook_is_encrypted():
    job = read(workbook([("A", 0, label(0, 0, "x"))], record(0x002F, struct.pack("<HHH", 1, 1, 1), bytes(48))))
    assert [(gap.reason, gap.container) for gap in job.gaps] == [(GapReason.ENCRYPTED, "OFFICE")]
    assert job.texts == []


def test_every_cut_of_a_workbook_has_an_answer():
    content = workbook([("A", 0, label(0, 0, "x" * 400)), ("B", 2, label(1, 1, "y"))])
    for cut in range(9, len(content), len(content) // 64):
        job = read(content[:cut])
        assert job.texts or job.gaps


# --- documents -----------------------------------------------------------------------------------


def document(parts, formats=(), units=(), tables=()):
    """Return a document; `parts` are the texts in the order of the file, `formats` are (start, end, changes), `tables` by number."""
    text = "".join(parts)
    start = 2048
    fib = bytearray(start)
    struct.pack_into("<HHHH", fib, 0, 0xA5EC, 0x00C1, 0, 0)
    struct.pack_into("<H", fib, 10, 0x0200)
    struct.pack_into("<8i", fib, 0x4C, *(([*units] or [len(part) for part in parts]) + [0] * 8)[:8])
    struct.pack_into("<H", fib, 0x98, 0x5D)
    length = len(text.encode("utf-16-le")) // 2
    pieces = struct.pack("<II", 0, length) + struct.pack("<HIH", 0, start, 0)
    clx = b"\2" + struct.pack("<I", len(pieces)) + pieces
    runs = b""
    main = bytes(fib) + text.encode("utf-16-le")
    if formats:
        main = main.ljust(-(-len(main) // 512) * 512, b"\0")
        page, borders = bytearray(512), []
        for number, (first, last, changes) in enumerate(formats):
            borders += [start + 2 * first] if not borders else []
            borders.append(start + 2 * last)
            at = 400 - 20 * number
            page[at : at + 1 + len(changes)] = bytes([len(changes)]) + changes
            page[4 * (len(formats) + 1) + number] = at // 2
        struct.pack_into(f"<{len(borders)}I", page, 0, *borders)
        page[511] = len(formats)
        runs = struct.pack("<III", borders[0], borders[-1], len(main) // 512)
        main += bytes(page)
    table = clx + runs
    patched = bytearray(main)
    struct.pack_into("<II", patched, 0x9A + 8 * 33, 0, len(clx))
    struct.pack_into("<II", patched, 0x9A + 8 * 12, len(clx), len(runs))
    for number, data in dict(tables).items():
        struct.pack_into("<II", patched, 0x9A + 8 * number, len(table), len(data))
        table += data
    return compound({"WordDocument": bytes(patched), "1Table": table})


def test_body_notes_comments_and_text_boxes_are_told_apart():
    parts = ["Body\r", "Note\r", "SECRET\r", "", "Check this\r", "End note\r", "In a box\r", "On each page\r"]
    assert said(document(parts), "a.doc") == [
        ("a.doc", "page_header", "SECRET"),
        ("a.doc", "page_header", "On each page"),
        ("a.doc", "body", "Body"),
        ("a.doc", "note", "Note"),
        ("a.doc", "comment", "Check this"),
        ("a.doc", "note", "End note"),
        ("a.doc", "body", "In a box"),
    ]


def test_hidden_deleted_and_white_words_are_hidden():
    text = "open hide gone pale!\r"
    vanish, deleted = struct.pack("<HB", 0x083C, 1), struct.pack("<HB", 0x0800, 1)
    white = struct.pack("<HI", 0x6870, 0x00FFFFFF)
    found = said(document([text], [(5, 10, vanish), (10, 15, deleted), (15, 19, white)]), "a.doc")
    assert ("a.doc", "body", "open !") in found
    assert ("a.doc", "hidden", "hide gone pale") in found


def test_fields_show_their_results_and_hide_their_targets():
    text = 'see \x13 HYPERLINK "http://x.example/a" \x14here\x15 on page \x13 PAGE \x147\x15\r'
    assert said(document([text]), "a.doc") == [
        ("a.doc", "body", "see here on page 7"),
        ("a.doc", "hidden", 'HYPERLINK "http://x.example/a"'),
    ]


def test_characters_beyond_the_first_plane_do_not_move_what_follows():
    # Two characters to the file, one to us: the counts of the header are those of the file.
    assert said(document(["\U0001f600  ab\r", "note\r"], units=[7, 5]), "a.doc") == [
        ("a.doc", "body", "\U0001f600  ab"),
        ("a.doc", "note", "note"),
    ]


def test_rows_and_cells_of_tables_are_parted():
    assert readable("a\x07b\x07\x07c\x07d\x07\x07") == "a\tb\nc\td"


def test_an_encrypted_document_is_encrypted():
    content = bytearray(document(["secret\r"]))
    at = content.index(struct.pack("<HH", 0xA5EC, 0x00C1))
    struct.pack_into("<H", content, at + 10, 0x0300)
    job = read(bytes(content), "a.doc")
    assert [gap.reason for gap in job.gaps] == [GapReason.ENCRYPTED]
    assert job.texts == []


def test_every_cut_of_a_document_has_an_answer():
    content = document(["Body\r", "Note\r"], [(0, 2, struct.pack("<HB", 0x083C, 1))])
    for cut in range(9, len(content), len(content) // 64):
        job = read(content[:cut], "a.doc")
        assert job.texts or job.gaps


# --- presentations -------------------------------------------------------------------------------


def atom(kind, data, instance=0):
    return struct.pack("<HHI", instance << 4, kind, len(data)) + data


def container(kind, *atoms, instance=0):
    body = b"".join(atoms)
    return struct.pack("<HHI", instance << 4 | 0xF, kind, len(body)) + body


def chars(text):
    return atom(4000, text.encode("utf-16-le"))


def presentation(document_atoms, units):
    """Return a presentation whose units are objects 2, 3, ..."""
    head = container(1000, *document_atoms)
    places, stream = [0], head
    for unit in units:
        places.append(len(stream))
        stream += unit
    directory = len(stream)
    stream += atom(6002, struct.pack("<I", 1 | len(places) << 20) + struct.pack(f"<{len(places)}I", *places))
    edit = len(stream)
    stream += atom(4085, struct.pack("<IIIIII", 0, 0, 0, directory, 1, 9))
    current = atom(4086, struct.pack("<III", 20, 0xE391C05F, edit) + bytes(8))
    return compound({"PowerPoint Document": stream, "Current User": current})


def persist(identifier):
    return atom(1011, struct.pack("<IIIII", identifier, 0, 0, 256, 0))


def test_slides_notes_and_footers_are_read_in_order():
    listed = container(4080, persist(3), atom(3999, bytes(4)), chars("First"), persist(2), instance=0)
    notes = container(4080, persist(4), instance=2)
    footers = container(4057, atom(4026, "SECRET".encode("utf-16-le"), 2), instance=3)
    slide, second, note = (
        container(1006, chars("Second body")),
        container(1006, chars("First body")),
        container(1008, chars("Say less")),
    )
    texts = said(presentation([footers, listed, notes], [slide, second, note]), "a.ppt")
    assert texts == [
        ("a.ppt", "footer", "SECRET"),
        ("a.ppt!slide1", "body", "First\nFirst body"),
        ("a.ppt!slide2", "body", "Second body"),
        ("a.ppt!slide1", "note", "Say less"),
    ]


def test_hidden_slides_comments_and_slides_of_earlier_saves_are_found():
    listed = container(4080, persist(2), instance=0)
    comment = container(12000, atom(4026, "Ann".encode("utf-16-le"), 0), atom(4026, "too much".encode("utf-16-le"), 1))
    slide = container(1006, atom(1017, bytes(10) + b"\4\0" + bytes(4)), chars("Hidden"), comment)
    content = presentation([listed], [slide])
    assert ("a.ppt!slide1", "hidden", "Hidden") in said(content, "a.ppt")
    assert ("a.ppt!slide1", "comment", "Ann\ntoo much") in said(content, "a.ppt")


def test_comments_in_binary_tags_are_found():
    comment = container(12000, atom(4026, "Ann".encode("utf-16-le"), 0), atom(4026, "in a tag".encode("utf-16-le"), 1))
    tag = container(5000, container(5002, atom(4026, "___PPT10".encode("utf-16-le")), atom(5003, comment)))
    content = presentation([container(4080, persist(2), instance=0)], [container(1006, tag)])
    assert ("a.ppt!slide1", "comment", "Ann\nin a tag") in said(content, "a.ppt")


def test_a_slide_that_is_listed_a_thousand_times_is_said_once():
    content = presentation([container(4080, persist(2) * 1000, instance=0)], [container(1006, chars("again"))])
    assert [text for _, _, text in said(content, "a.ppt")] == ["again"]


def test_an_encrypted_presentation_is_encrypted():
    stream = container(1000) + container(12052)
    job = read(compound({"PowerPoint Document": stream, "Current User": b""}), "a.ppt")
    assert [gap.reason for gap in job.gaps] == [GapReason.ENCRYPTED]


def test_records_in_records_without_end_cost_no_more_than_their_length():
    stream = struct.pack("<HHI", 0xF, 1006, 0xFFFFFFFF) * 20_000
    job = read(compound({"PowerPoint Document": stream, "Current User": b""}), "a.ppt")
    assert len(job.texts) == 0


# --- drawings and macros -------------------------------------------------------------------------


def test_wordart_and_alternative_texts_of_shapes_are_found():
    art, alt = "DRAFT\0".encode("utf-16-le"), "a map of the site\0".encode("utf-16-le")
    table = struct.pack("<HIHI", 0xC0C0, len(art), 0x8381, len(alt)) + art + alt
    drawing = read_drawing(container(0xF002, container(0xF004, atom(0xF00B, table, 2))))
    assert (drawing.art, drawing.hidden) == (["DRAFT"], ["a map of the site"])


def blip(kind, instance, identifiers, content):
    """A picture with one identifier or two: a bitmap behind a tag, a metafile packed behind its sizes."""
    if kind in {0xF01A, 0xF01B, 0xF01C}:
        head = struct.pack("<I16x8xI2B", len(content), len(content), 0, 254)
        content = head + zlib.compress(content)
    else:
        content = b"\xff" + content
    return atom(kind, bytes(16 * identifiers) + content, instance)


@pytest.mark.parametrize("identifiers", [1, 2])
def test_pictures_of_every_kind_in_a_drawing_are_read_or_said_to_be_unread(identifiers):
    second = identifiers - 1
    bitmap = struct.pack("<IiiHHIIiiII", 40, 2, 2, 1, 24, 0, 16, 0, 0, 0, 0) + bytes(16)
    metafile = wmf(simple(0x0521, struct.pack("<H", 6) + b"anchor" + bytes(4)))
    drawing = read_drawing(
        container(
            0xF001,
            blip(0xF01B, 0x216 + second, identifiers, metafile),
            blip(0xF01C, 0x542 + second, identifiers, b"words of a Macintosh"),
            blip(0xF01F, 0x7A8 + second, identifiers, bitmap),
            blip(0xF01E, 0x6E0 + second, identifiers, b"\x89PNG and so on"),
        )
    )
    names = [extension for extension, _ in drawing.pictures]
    contents = dict(drawing.pictures)
    assert names == ["wmf", "pict", "bmp", "png"]
    assert (contents["wmf"], contents["pict"]) == (metafile, b"words of a Macintosh")
    assert contents["bmp"].startswith(b"BM")
    assert contents["bmp"].endswith(bitmap)
    assert contents["png"] == b"\x89PNG and so on"


def test_words_in_metafiles_of_a_presentation_are_read_and_pictures_that_nobody_reads_are_gaps():
    metafile = wmf(simple(0x0521, struct.pack("<H", 6) + b"anchor" + bytes(4)))
    pictures = blip(0xF01B, 0x216, 1, metafile) + blip(0xF01C, 0x542, 1, b"\0\1words of a Macintosh")
    job = read(compound({"PowerPoint Document": container(1000), "Current User": b"", "Pictures": pictures}), "a.ppt")
    assert [(text.where, text.text) for text in job.texts if text.path.endswith("image1.wmf")] == [("body", "anchor")]
    assert [(gap.path[-11:], gap.reason) for gap in job.gaps] == [("image2.pict", GapReason.UNSUPPORTED)]


def compressed(source):
    chunks = b"\1"
    for at in range(0, len(source), 8):
        chunks += b"\0" + source[at : at + 8]
    return b"\1" + struct.pack("<H", 0xB000 | len(chunks) - 2) + chunks[1:]


def test_macro_sources_are_hidden_texts_under_their_modules():
    source = b'Attribute VB_Name = "Module1"\r\nPassword = "swordfish"\r\n'
    directory = b"".join(
        struct.pack("<HI", kind, len(data)) + data
        for kind, data in (
            (0x0003, struct.pack("<H", 1252)),
            (0x0019, b"Module1"),
            (0x001A, b"Module1"),
            (0x0031, struct.pack("<I", 3)),
            (0x002B, b""),
        )
    )
    tree = {
        "Macros": {"VBA": {"dir": compressed(directory), "Module1": b"abc" + compressed(source), "_VBA_PROJECT": b"x"}}
    }
    assert ("a.doc!Module1", "hidden", source.decode().replace("\r\n", "\n")) in said(compound(tree), "a.doc")


def test_copy_tokens_repeat_what_came_before_and_nothing_else():
    assert decompress(b"\1\x08\xb0\x08abc\x00\x20")[:6] == b"abcabc"
    assert decompress(b"\1\x05\xb0\x01\xff\xff") == b""
