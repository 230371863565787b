"""Workbooks in the binary format, built of records."""

import struct

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.extract.office.xlsb import records, rk_number, strings_in
from dlp_service.values import GapReason
from tests.extract.builders import RELS, zipped

SHEETS = {1: "Crew", 2: "Away"}


def record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, tail = len(data), b""
    while True:
        tail += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + tail + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def row(number: int, *, is_hidden: bool = False) -> bytes:
    return record(0, struct.pack("<IIHBBB", number, 0, 0, 0, 0x10 if is_hidden else 0, 0))


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, style) + value)


def book(sheet: bytes, **parts: bytes) -> bytes:
    links = '<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.bin"/><Relationship Id="t" Type="x/styles" Target="styles.bin"/>'
    links += "".join(f'<Relationship Id="r{n}" Type="x/worksheet" Target="worksheets/sheet{n}.bin"/>' for n in SHEETS)
    bundle = b"".join(
        record(156, struct.pack("<II", number - 1, number) + wide(f"r{number}") + wide(name))
        for number, name in SHEETS.items()
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.bin": record(131) + bundle + record(39, b"\0" * 9 + wide("Codeword") + b"\1\2\3"),
            "xl/_rels/workbook.bin.rels": f"<Relationships {RELS}>{links}</Relationships>",
            "xl/sharedStrings.bin": record(19, b"\0" + wide("Ann Example")) + record(19, b"\0" + wide("of no cell")),
            "xl/styles.bin": record(44, struct.pack("<H", 170) + wide("0.0%"))
            + record(617, struct.pack("<I", 2))
            + record(47, struct.pack("<HHHHH", 0, 0, 0, 0, 0))
            + record(47, struct.pack("<HHHHH", 0, 170, 0, 0, 0))
            + record(618),
            "xl/worksheets/sheet1.bin": sheet,
            "xl/worksheets/sheet2.bin": row(0) + cell(6, 0, wide("elsewhere")),
        }
        | {f"xl/{name}.bin": content for name, content in parts.items()}
    )


def read(content: bytes) -> Reading:
    return LocalReader(Limits()).read(Document("2/f", content), Budget.unlimited())


def found(content: bytes) -> list[tuple[str, str, str]]:
    return [(text.path.removeprefix("2/f"), text.where, text.text) for text in read(content).texts]


def test_every_kind_of_cell_is_read_in_its_column():
    cells = (
        cell(7, 0, struct.pack("<I", 0)),
        cell(5, 1, struct.pack("<d", 0.125), style=1),
        cell(2, 2, struct.pack("<I", 7 << 2 | 2)),
        cell(4, 4, b"\1"),
        cell(3, 5, b"\x07"),
        cell(62, 6, b"\0" + wide("rich")),
        cell(8, 7, wide("result") + b"\0\0\x17\x06\0" + "source".encode("utf-16-le")),
        cell(9, 8, struct.pack("<d", 3.0)),
    )
    assert found(book(row(0) + b"".join(cells)))[:2] == [
        ("!Crew", "cell", "Ann Example\t12.5%\t7\t\tTRUE\t#DIV/0!\trich\tresult\t3"),
        ("!Crew", "hidden", "source"),
    ]


def test_hidden_rows_columns_and_sheets_are_apart():
    columns = record(60, struct.pack("<IIIIH", 1, 1, 2304, 0, 1))
    text = (cell(6, 0, wide("seen")), cell(6, 1, wide("column")))
    sheet = columns + row(0) + b"".join(text) + row(1, is_hidden=True) + cell(6, 0, wide("row"))
    assert found(book(sheet))[:3] == [
        ("!Crew", "cell", "seen"),
        ("!Crew", "hidden", "column\nrow"),
        ("!Away", "hidden", "elsewhere"),
    ]


def test_headers_footers_links_and_validations_are_read():
    header = record(479, b"\0\0" + wide("&LSECRET&RPage &P") + wide("&Cfoot") + b"\xff" * 16)
    link = record(494, bytes(16) + wide("rId1") + wide("") + wide("a tip") + wide(""))
    assert found(book(row(0) + cell(6, 0, wide("x")) + header + link))[:4] == [
        ("!Crew", "page_header", "SECRET\tPage"),
        ("!Crew", "cell", "x"),
        ("!Crew", "footer", "foot"),
        ("!Crew", "hidden", "a tip"),
    ]


def test_names_unused_strings_and_comments_are_found():
    comments = record(632, wide("Ann")) + record(635, bytes(36)) + record(637, b"\0" + wide("ask Bob"))
    texts = found(book(row(0), comments1=comments))
    assert ("", "comment", "Ann: ask Bob") in texts
    assert ("", "hidden", "Away\nAnn Example\nof no cell\nCodeword") in texts
    assert ("", "body", "Crew") in texts


def test_short_numbers_have_four_forms():
    whole, hundredths = struct.pack("<I", 12345 << 2 | 2), struct.pack("<I", 12345 << 2 | 3)
    double = struct.pack("<d", 1.5)[4:]
    assert [rk_number(whole), rk_number(hundredths), rk_number(double)] == [12345, 123.45, 1.5]
    assert rk_number(struct.pack("<i", -5 << 2 | 2)) == -5


def test_strings_are_found_in_unknown_records():
    data = b"\x07\1" + wide("Über") + b"\xff\xff" + wide("x\0y") + wide("Straße")
    assert list(strings_in(data)) == ["Über", "Straße"]


def test_records_that_break_off_end():
    content = record(300, b"abc") + record(5, b"x" * 200)
    assert [(kind, len(data)) for kind, data in records(content[:-10])] == [(300, 3), (5, 190)]


@pytest.mark.parametrize("cut", range(64))
def test_a_sheet_cut_anywhere_is_answered(cut):
    sheet = row(0) + cell(7, 0, struct.pack("<I", 0)) + cell(5, 1, struct.pack("<d", 2.5))
    reading = read(book(sheet[: len(sheet) * cut // 64]))
    assert {gap.reason for gap in reading.gaps} <= {GapReason.DAMAGED}
    assert any(text.text == "elsewhere" for text in reading.texts)
