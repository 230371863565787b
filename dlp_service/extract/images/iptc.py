"""Image resources of Photoshop, and the IPTC captions, names and keywords that live in one of them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dlp_service.extract.job import Over

MAX_RESOURCES = 100_000
MAX_FIELDS = 100_000
FIELD_MARK = 0x1C
UTF8_MARK = b"\x1b%G"
CHARSET = (1, 90)
IPTC, CAPTION, URL, EXIF, XMP, ICC, ALPHA_NAMES, LAYER_COMPS = (
    0x0404,
    0x03F0,
    0x040B,
    0x0422,
    0x0424,
    0x040F,
    0x0415,
    0x0429,
)
NAMES = {
    3: "ObjectType", 4: "ObjectAttribute", 5: "ObjectName", 7: "EditStatus", 12: "Subject", 15: "Category", 20: "SupplementalCategory",
    22: "Fixture", 25: "Keywords", 26: "ContentLocationCode", 27: "ContentLocationName", 40: "SpecialInstructions", 45: "ReferenceService",
    55: "DateCreated", 62: "DigitalCreationDate", 65: "OriginatingProgram", 80: "By-line", 85: "By-lineTitle", 90: "City", 92: "Sub-location",
    95: "Province", 100: "CountryCode", 101: "Country", 103: "OriginalTransmissionReference", 105: "Headline", 110: "Credit", 115: "Source",
    116: "CopyrightNotice", 118: "Contact", 120: "Caption", 121: "LocalCaption", 122: "Writer",
}  # fmt: skip
"""Datasets of record 2, the application record (IPTC-IIM 4.2 chapter 6)."""


def resources(content: bytes, over: Over) -> Iterator[tuple[int, bytes]]:
    """Yield number and data of each image resource (8BIM blocks); a name may stand between, padded to even."""
    position = 0
    for _ in range(MAX_RESOURCES):
        if content[position : position + 4] not in {b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR"}:
            return
        if position + 12 > len(content):
            return
        number = struct.unpack_from(">H", content, position + 4)[0]
        name_size = (content[position + 6] + 2) // 2 * 2
        position += 6 + name_size
        if position + 4 > len(content):
            return
        size = struct.unpack_from(">I", content, position)[0]
        yield number, content[position + 4 : position + 4 + size]
        position += 4 + size + size % 2
    over(f"more than {MAX_RESOURCES} image resources")


def iptc_properties(content: bytes, over: Over) -> Iterator[str]:
    """Yield the text fields of an IPTC-IIM stream as `name=value`."""
    charset = "latin-1"
    for record, number, value in _fields(content, over):
        if (record, number) == CHARSET:
            charset = "utf-8" if value == UTF8_MARK else charset
        elif record == 2 and number not in {0, 200, 201, 202}:
            text = _decoded(value, charset)
            if text.isprintable() or "\n" in text or "\r" in text:
                yield f"{NAMES.get(number, f'IPTC-{number}')}={text}"


def _decoded(value: bytes, charset: str) -> str:
    # Many writers say nothing of the charset and write UTF-8.
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode(charset, "replace")


def _fields(content: bytes, over: Over) -> Iterator[tuple[int, int, bytes]]:
    position = 0
    for _ in range(MAX_FIELDS):
        if position + 5 > len(content) or content[position] != FIELD_MARK:
            return
        record, number, size = struct.unpack_from(">BBH", content, position + 1)
        position += 5
        if size & 0x8000:
            # A long field: the number says how many bytes its length takes.
            width = size & 0x7FFF
            size = int.from_bytes(content[position : position + min(width, 8)], "big")
            position += width
        yield record, number, content[position : position + size]
        position += size
    over(f"more than {MAX_FIELDS} fields of a caption")
