"""Drawings of Windows: their text is read, their bitmaps are images, what is no letter is a gap."""

import struct

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.values import GapReason
from tests.extract.probes.pdf import one_page

DIB = struct.pack("<IiiHHIIiiII", 40, 300, 200, 1, 24, 0, 0, 0, 0, 0, 0)


def read(content: bytes) -> Reading:
    return LocalReader(Limits()).read(Document("d", content), Budget.unlimited())


def body(content: bytes) -> list[str]:
    return [text.text for text in read(content).texts if text.where == "body"]


def record(kind: int, data: bytes) -> bytes:
    data += bytes(-len(data) % 4)
    return struct.pack("<II", kind, 8 + len(data)) + data


def emf(*records: bytes, description: str = "") -> bytes:
    words = description.encode("utf-16-le")
    header = bytes(32) + b" EMF" + struct.pack("<IIIHHII", 0x10000, 0, len(records) + 2, 1, 0, len(words) // 2, 108)
    header = record(1, header.ljust(100, b"\0") + words)
    return header + b"".join(records) + record(14, bytes(12))


def words(text: str, x: int, y: int, advance: int = 10, options: int = 0) -> bytes:
    raw = text.encode("utf-16-le")
    place = 76
    spacing = place + len(raw) + -len(raw) % 4
    head = bytes(28) + struct.pack("<iiIII16xI", x, y, len(text), place, options, spacing)
    return record(84, head + raw + bytes(-len(raw) % 4) + struct.pack("<i", advance) * len(text))


def small(text: str, x: int, y: int) -> bytes:
    return record(108, struct.pack("<iiIIIff", x, y, len(text), 0x300, 1, 1.0, 1.0) + text.encode("cp1252"))


def plus(kind: int, data: bytes, flags: int = 0) -> bytes:
    inner = b"EMF+" + struct.pack("<HHII", kind, flags, 12 + len(data), len(data)) + data
    return record(70, struct.pack("<I", len(inner)) + inner)


def wmf(*records: bytes) -> bytes:
    return (
        b"\xd7\xcd\xc6\x9a"
        + bytes(18)
        + struct.pack("<HHHIHIH", 1, 9, 0x300, 0, 8, 0, 0)
        + b"".join(records)
        + simple(0, b"")
    )


def simple(function: int, data: bytes) -> bytes:
    data += bytes(len(data) % 2)
    return struct.pack("<IH", 3 + len(data) // 2, function) + data


def test_pieces_of_a_drawing_become_words_cells_and_lines():
    content = emf(
        words("OFFI", 0, 10),
        words("CIAL", 40, 10),
        words("SENSITIVE", 90, 10),
        words("Ann", 0, 50),
        words("30124412", 200, 50),
        small("Größe", 0, 90),
        description="Visio\0Berth plan\0\0",
    )
    assert body(content) == ["OFFICIAL SENSITIVE\nAnn\t30124412\nGröße"]
    assert ("property", "description=Visio Berth plan") in [(text.where, text.text) for text in read(content).texts]
    assert read(content).gaps == ()


def test_text_placed_by_a_transform_falls_into_lines():
    def at(y: float) -> bytes:
        return record(35, struct.pack("<6f", 1, 0, 0, 1, 0, y))

    assert body(emf(at(0), words("first", 0, 0), at(80), words("second", 0, 0))) == ["first\nsecond"]


def test_text_of_the_newer_layer_is_read_where_the_older_has_none():
    text = "NATO SECRET"
    string = struct.pack("<III4f", 0, 0, len(text), 0, 0, 9, 9) + text.encode("utf-16-le")
    assert body(emf(plus(0x401C, string))) == [text]
    assert body(emf(words("once", 0, 0), plus(0x401C, string))) == ["once"]


def test_letters_that_are_glyphs_are_a_gap():
    assert [gap.reason for gap in read(emf(words("ABC", 0, 0, options=0x10))).gaps] == [GapReason.UNSUPPORTED]


def test_bitmaps_in_a_drawing_are_images():
    bits = bytes(300 * 200 * 3)
    stretch = record(81, bytes(40) + struct.pack("<IIII", 80, 40, 120, len(bits)) + bytes(16) + DIB + bits)
    expected = [("d!picture1", "an image of 300x200 pixels; no OCR is installed")]
    assert [(gap.path, gap.detail) for gap in read(emf(stretch)).gaps] == expected
    assert [(gap.path, gap.detail) for gap in read(wmf(simple(0x0F43, bytes(22) + DIB + bits))).gaps] == expected


@pytest.mark.parametrize(
    ("charset", "codec", "text"), [(0, "cp1252", "Größe"), (204, "cp1251", "Секретно"), (128, "cp932", "秘密")]
)
def test_an_old_drawing_is_read_in_the_charset_of_its_font(charset, codec, text):
    raw = text.encode(codec)
    pen, font = simple(0x02FA, bytes(10)), simple(0x02FB, bytes(13) + bytes([charset]) + bytes(36))
    content = wmf(
        pen,
        font,
        simple(0x012D, b"\1\0"),
        simple(0x0521, struct.pack("<H", len(raw)) + raw + bytes(len(raw) % 2) + bytes(4)),
    )
    assert body(content) == [text]


def test_extended_text_of_an_old_drawing_is_joined_by_its_spacing():
    def piece(text: bytes, x: int) -> bytes:
        return simple(
            0x0A32,
            struct.pack("<hhHH", 7, x, len(text), 0) + text + bytes(len(text) % 2) + struct.pack("<h", 10) * len(text),
        )

    assert body(wmf(piece(b"SEC", 0), piece(b"RET", 30), piece(b"plan", 80))) == ["SECRET plan"]


@pytest.mark.parametrize(
    "content", [emf(words("alpha", 0, 0), words("beta", 0, 30)), wmf(simple(0x0521, b"\5\0alpha\0" + bytes(4)))]
)
def test_a_drawing_cut_anywhere_is_read_as_far_as_it_goes(content):
    for size in range(len(content)):
        reading = read(content[:size])
        assert all(
            text.text in {"alpha", "beta", "alpha\nbeta"}
            for text in reading.texts
            if text.where == "body" and size > 130
        )


def test_records_of_no_size_end_the_walk():
    content = emf(words("alpha", 0, 0))
    cut = content[:-20] + struct.pack("<II", 70, 0) + bytes(4000)
    assert body(cut) == ["alpha"]
    assert GapReason.DAMAGED in [gap.reason for gap in read(cut).gaps]


def test_a_pdf_inside_a_record_does_not_make_a_drawing_a_pdf() -> None:
    inner = one_page("Kestrel").bytes()
    comment = struct.pack("<I", len(inner)) + b" FDP" + inner + bytes(8)
    reading = read(emf(words("drawn", 0, 0), record(70, comment)))
    assert [(text.path, text.text) for text in reading.texts if text.where == "body"] == [
        ("d", "drawn"),
        ("d!file1!p1", "Kestrel"),
    ]
    assert reading.gaps == ()
