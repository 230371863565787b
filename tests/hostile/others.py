"""Text, tables, calendars, RTF, compound files, pictures, signed files, and patterns that search for long."""

from __future__ import annotations

import io
import lzma
import random
import struct
import zlib
from collections.abc import Callable

from PIL import Image

from tests.extract.probes.compound import END, FAT_SECTOR, FREE, compound
from tests.extract.probes.images import XMP, chunk, png_of
from tests.hostile.markup import LAUGH
from tests.hostile.values import GIB, MIB, WORD, Cases, Hostile, cases, utf8, zlib_zeros

W = WORD.encode()

TEXT: dict[str, Callable[[], bytes]] = {
    "csv: one line of 50 MB": lambda: b"name;" * 10 * MIB + W, "csv: 20 million cells": lambda: W + b"," * 20_000_000, "csv: quotes left open": lambda: b'a;"' + b'b""' * 5_000_000 + W, "csv: 10 million lines": lambda: b"a;b\n" * 10_000_000 + W, "csv: every delimiter in turn": lambda: b"a,b;c\td|e\n" * 500_000 + W,
}  # fmt: skip
PLAIN: dict[str, Callable[[], bytes]] = {
    "txt: UTF-16 cut in a letter": lambda: (WORD + "x" * MIB).encode("utf-16")[:-1], "txt: lone surrogates": lambda: WORD.encode("utf-16") + b"\0\xd8" * MIB, "txt: UTF-8 too long and too short": lambda: W + b"\xc0\x80\xed\xa0\x80\xf8\x88\x80\x80\x80\xf4\x90\x80\x80\xe2\x82" * MIB, "txt: 50 MB of spaces": lambda: b" " * 50 * MIB + W, "txt: 50 MB of zeros": lambda: b"x" + bytes(50 * MIB) + W, "txt: 60 MB without a space": lambda: W + b"a" * 60 * MIB,
    "txt: UTF-7 without an end": lambda: b"+ADw-" * MIB + W, "txt: a million marks of order": lambda: b"\xef\xbb\xbf" * 1_000_000 + W, "txt: combining letters": lambda: utf8(WORD + "a" + "\u0301" * 5_000_000), "txt: letters from right to left": lambda: utf8("\u202e\u2066\u2067" * 1_000_000 + WORD), "txt: ISO 2022 states": lambda: b"\x1b$B\x1b(B" * 1_000_000 + W,
    "txt: a field without end": lambda: b"a" * 4000 + b": " + b"x: " * 5_000_000 + W, "txt: nearly a tag": lambda: b"<" * 10_000_000 + W, "txt: nearly XML": lambda: b"<!DOCTYPE" + b" " * 10_000_000 + W, "txt: armour left open": lambda: b"-----BEGIN PGP MESSAGE-----\n" * 100_000 + W, "txt: keys and certificates": lambda: b"-----BEGIN CERTIFICATE-----\nAAAA\n" * 200_000 + W,
    "txt: begins of files": lambda: b"begin 644 a\n" * 300_000 + W, "txt: data addresses": lambda: b"data:text/html;base64," * 500_000 + W, "txt: addresses": lambda: b"a@" * 5_000_000 + W, "txt: nothing but ends of lines": lambda: b"\r\n" * 20_000_000 + W, "txt: lines of one letter and a fold": lambda: b"a\n " * 5_000_000 + W,
}  # fmt: skip
CALENDAR: dict[str, Callable[[], bytes]] = {
    "ics: 100,000 levels": lambda: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000 + b"SUMMARY:" + W, "ics: a million folds": lambda: b"BEGIN:VCALENDAR\r\nSUMMARY:a\r\n" + b" b\r\n" * 1_000_000 + b"COMMENT:" + W, "ics: parameters without end": lambda: b"BEGIN:VCALENDAR\r\nSUMMARY" + b';a="b"' * 1_000_000 + b":" + W, "ics: an attachment of 40 MB": lambda: b"BEGIN:VCALENDAR\r\nATTACH;ENCODING=BASE64:" + b"QUFB" * 10_000_000 + b"\r\nSUMMARY:" + W, "ics: escapes without end": lambda: b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"\\n\\,\\;" * 2_000_000 + W,
}  # fmt: skip
CARD: dict[str, Callable[[], bytes]] = {
    "vcf: 200,000 cards": lambda: b"BEGIN:VCARD\r\nFN:x\r\nEND:VCARD\r\n" * 200_000 + b"BEGIN:VCARD\r\nFN:" + W, "vcf: quoted lines without end": lambda: b"BEGIN:VCARD\r\nNOTE;ENCODING=QUOTED-PRINTABLE:" + b"=41=\r\n" * 1_000_000 + b"\r\nFN:" + W, "vcf: cards in cards": lambda: b"BEGIN:VCARD\r\nAGENT:" * 50_000 + b"\r\nFN:" + W,
}  # fmt: skip
HEAD = b"{\\rtf1\\ansi "
RTF: dict[str, Callable[[], bytes]] = {
    "rtf: a million braces": lambda: HEAD + b"{" * 1_000_000 + W, "rtf: braces too many at the end": lambda: HEAD + W + b"}" * 1_000_000, "rtf: binary data of 2 GB": lambda: HEAD + W + b"{\\pict\\bin2147483647 " + b"x" * 1000, "rtf: a negative length": lambda: HEAD + b"{\\pict\\bin-5 }" + W, "rtf: letters skipped a billion at a time": lambda: HEAD + b"\\uc1000000000\\u65 " + W,
    "rtf: a million words": lambda: HEAD + b"\\b\\b0" * 1_000_000 + b" " + W, "rtf: a word of 10 MB": lambda: HEAD + b"\\" + b"a" * 10 * MIB + b" " + W, "rtf: 20 MB of hexadecimal": lambda: HEAD + b"{\\object\\objdata " + b"0105" * 5_000_000 + b"}" + W, "rtf: objects in objects": lambda: HEAD + b"{\\object{\\result" * 100_000 + W, "rtf: 200,000 fonts": lambda: HEAD + b"{\\fonttbl" + b"".join(b"{\\f%d\\fcharset%d x;}" % (number, number % 256) for number in range(200_000)) + b"}" + W,
    "rtf: a package of 1 GB by its word": lambda: HEAD + W + b"{\\object\\objdata 0105000002000000080000005061636b616765000000000000000000ffffff7f" + b"02" * 100 + b"}", "rtf: a million bytes of every code page": lambda: HEAD + b"".join(b"\\ansicpg%d\\'ff\\'80" % (number % 70_000) for number in range(100_000)) + W, "rtf: destinations nobody knows": lambda: HEAD + b"{\\*\\x" * 100_000 + W,
}  # fmt: skip


def fat(change: Callable[[bytearray], None], tree: dict[str, bytes] | None = None) -> bytes:
    """Return a compound file with one lie in it."""
    data = bytearray(
        compound(tree or {"WordDocument": bytes(9000), "1Table": bytes(9000), "\x05SummaryInformation": bytes(5000)})
    )
    change(data)
    return bytes(data)


def table_in_a_ring(data: bytearray) -> None:
    first = struct.unpack_from("<I", data, 76)[0]
    place = 512 + first * 512
    for number in range(128):
        if struct.unpack_from("<I", data, place + 4 * number)[0] not in {FREE, FAT_SECTOR}:
            struct.pack_into("<I", data, place + 4 * number, 0)


def directory_in_a_ring(data: bytearray) -> None:
    first = struct.unpack_from("<I", data, 48)[0]
    place = 512 + first * 512
    for number in range(1, 4):
        struct.pack_into("<III", data, place + 128 * number + 68, number, number, number)
    struct.pack_into("<I", data, place + 76, 0)


def sizes_that_lie(data: bytearray) -> None:
    place = 512 + struct.unpack_from("<I", data, 48)[0] * 512
    for number in range(4):
        struct.pack_into("<Q", data, place + 128 * number + 120, 2**62)


def set_at(place: int, layout: str, value: int) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        struct.pack_into(layout, data, place, value)

    return change


def properties_that_lie() -> bytes:
    head = struct.pack("<HHI16sI16sI", 0xFFFE, 0, 2, b"", 1, bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9"), 48)
    section = struct.pack("<II", 0xFFFFFFFF, 0x7FFFFFFF) + b"".join(
        struct.pack("<II", number, 8) for number in range(1000)
    )
    return compound(
        {
            "\x05SummaryInformation": head + section,
            "Workbook": struct.pack("<HH", 0x809, 16) + bytes(16) + struct.pack("<HH", 0xFC, 0xFFFF) * 2000,
        }
    )


def many_streams() -> bytes:
    return compound({f"s{number}": b"x" * 70 for number in range(20_000)})


OLE: dict[str, Callable[[], bytes]] = {
    "ole: a table in a ring": lambda: fat(table_in_a_ring), "ole: a directory in a ring": lambda: fat(directory_in_a_ring), "ole: streams of 2^62": lambda: fat(sizes_that_lie), "ole: sectors of 1 GB": lambda: fat(set_at(30, "<H", 30)), "ole: sectors of nothing": lambda: fat(set_at(30, "<H", 0)), "ole: four billion tables": lambda: fat(set_at(44, "<I", 0xFFFFFFFF)), "ole: a directory nowhere": lambda: fat(set_at(48, "<I", END)),
    "ole: tables of tables in a ring": lambda: fat(set_at(68, "<I", 0)), "ole: properties that lie": properties_that_lie, "ole: 20,000 streams": many_streams, "ole: a header alone": lambda: compound({"a": b"x"})[:512], "ole: a macro project of noise": lambda: compound({"VBA": {"dir": b"\1" + b"\xff\xff" * 3000, "Module1": b"\1" + b"\xff\xbf" + b"\xff" * 4096}, "PROJECT": b"Module=Module1\r\n" * 1000}),
    "msg: attachments in a ring": lambda: compound({"__properties_version1.0": bytes(32), "__substg1.0_0037001F": WORD.encode("utf-16-le"), **{f"__attach_version1.0_#{number:08X}": {"__substg1.0_3701000D": {"__properties_version1.0": bytes(24)}} for number in range(2000)}}), "msg: a rich body that lies": lambda: compound({"__properties_version1.0": bytes(32), "__substg1.0_10090102": struct.pack("<IIII", 0xFFFFFFFF, 0x7FFFFFFF, 0x75465A4C, 0) + b"\xff" * 5000, "__substg1.0_0037001F": WORD.encode("utf-16-le")}),
}  # fmt: skip


def bomb_png(side: int) -> bytes:
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return head + chunk(b"tEXt", b"Comment\0" + W) + chunk(b"IDAT", zlib_zeros(GIB)) + chunk(b"IEND", b"")


def tiff_ring() -> bytes:
    entry = struct.pack("<HHII", 270, 2, 0xFFFFFFFF, 8)
    return (
        b"II*\0"
        + struct.pack("<IH", 8, 3)
        + entry
        + struct.pack("<HHII", 0x8769, 4, 1, 8)
        + struct.pack("<HHII", 256, 4, 1, 99999)
        + struct.pack("<I", 8)
        + W
    )


def gif_frames() -> bytes:
    frame = b"\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    return b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff" + frame * 100_000 + b"\x21\xfe\x0a" + W + b"\0\x3b"


def jpeg_segments() -> bytes:
    return b"\xff\xd8" + (b"\xff\xfe\0\2") * 1_000_000 + b"\xff\xfe\0\x0c" + W + b"\xff\xd9"


def jpeg_of_words() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (300, 300)).save(buffer, "JPEG")
    data = buffer.getvalue()
    return (
        data[:2]
        + b"\xff\xe1"
        + struct.pack(">H", 65_533)
        + b"http://ns.adobe.com/xap/1.0/\0"
        + f"{LAUGH}{XMP.format(WORD + '&l9;')}".encode().ljust(65_502)
        + data[2:]
    )


IMAGE: dict[str, Callable[[], bytes]] = {
    "png: 60,000 by 60,000 pixels": lambda: bomb_png(60_000), "png: two billion pixels a side": lambda: bomb_png(2**31 - 1), "png: a packed comment of 1 GB": lambda: png_of((chunk(b"zTXt", b"a\0\0" + zlib_zeros(GIB, W)), chunk(b"iCCP", b"a\0\0" + zlib_zeros(GIB)))), "png: 200,000 comments": lambda: png_of((chunk(b"tEXt", b"a\0b") * 200_000, chunk(b"tEXt", b"a\0" + W))), "png: a length that lies": lambda: b"\x89PNG\r\n\x1a\n" + b"\xff\xff\xff\xfftEXt" + W,
    "png: nothing behind its mark": lambda: b"\x89PNG\r\n\x1a\n", "tiff: a ring": tiff_ring, "gif: 100,000 pictures": gif_frames, "jpeg: a million comments": jpeg_segments, "jpeg: entities in its words": jpeg_of_words, "bmp: sizes that lie": lambda: b"BM" + struct.pack("<IHHIIiiHHIIiiII", 0xFFFFFFFF, 0, 0, 54, 40, -(2**31), -(2**31), 1, 32, 0, 0, 0, 0, 0, 0) + W, "webp: sizes that lie": lambda: b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\xff\0\0\0\xff\xff\xff\xff\xff\xffEXIF\xff\xff\xff\x7f" + W,
}  # fmt: skip


def der(tag: int, inside: bytes) -> bytes:
    size = len(inside)
    length = bytes([size]) if size < 128 else bytes([0x84]) + size.to_bytes(4, "big")
    return bytes([tag]) + length + inside


def signed_deep(levels: int) -> bytes:
    content = der(4, W)
    for _ in range(levels):
        content = der(0x24, content)
    return der(
        0x30,
        bytes.fromhex("06092a864886f70d010702")
        + der(
            0xA0,
            der(
                0x30,
                der(2, b"\1")
                + der(0x31, b"")
                + der(0x30, bytes.fromhex("06092a864886f70d010701") + der(0xA0, content))
                + der(0x31, b""),
            ),
        ),
    )


def tnef_lies() -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + struct.pack("<BII", 1, 0x0002800C, 0x7FFFFFFF) + W


def tnef_properties() -> bytes:
    data = struct.pack("<IIII", 0xFFFFFFFF, 0x1000001E, 0xFFFFFFFF, 0xFFFFFFFF)
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + struct.pack("<BII", 1, 0x00069003, len(data))
        + data
        + struct.pack("<H", sum(data) & 0xFFFF)
    )


def noise(seed: int) -> bytes:
    chance = random.Random(seed)
    marks = (
        b"PK\3\4",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"{\\rtf1",
        b"Rar!\x1a\x07\x01\0",
        b"7z\xbc\xaf\x27\x1c\0\4",
        b"\xff\xd8\xff\xe1",
        b"MSCF\0\0\0\0",
        b"!BDN",
        b"\x78\x9f\x3e\x22",
        bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3"),
    )
    return marks[seed % len(marks)] + chance.randbytes(200_000)


SINGLE: Cases = (
    Hostile("p7m: 5,000 strings in one another", "x.p7m", lambda: signed_deep(5000)), Hostile("p7m: a length of 4 GB", "x.p7m", lambda: bytes.fromhex("3084ffffffff06092a864886f70d010702") + W), Hostile("p7m: lengths left open", "x.p7m", lambda: bytes.fromhex("308006092a864886f70d010702a080") + bytes.fromhex("3080") * 100_000 + W),
    Hostile("tnef: a length that lies", "winmail.dat", tnef_lies), Hostile("tnef: four billion properties", "winmail.dat", tnef_properties), Hostile("xz: a block of noise", "x.xz", lambda: lzma.compress(W)[:24] + bytes(range(256)) * 100), Hostile("zlib: a preset dictionary", "x.z", lambda: b"\x78\xbb" + zlib.compress(W)[2:]),
    *(Hostile(f"noise behind mark {number}", "x.bin", lambda number=number: noise(number)) for number in range(11)),  # type: ignore[misc]
)  # fmt: skip
OTHERS: Cases = (
    *cases("csv", TEXT), *cases("txt", PLAIN), *cases("ics", CALENDAR), *cases("vcf", CARD), *cases("rtf", RTF), *cases("doc", OLE), *cases("png", IMAGE), *SINGLE,
)  # fmt: skip
