"""
Drawings of old office files (MS-ODRAW): WordArt, names and alternative texts of shapes, and pictures.

A watermark is WordArt: its words are a property of a shape and in no text of the document.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

from dlp_service.extract.compound.compound import Storage
from dlp_service.extract.images.strokes import packed_bitmap
from dlp_service.extract.interface import Document
from dlp_service.values import GapReason

HEADER = struct.Struct("<HHI")
PROPERTIES = frozenset({0xF00B, 0xF121, 0xF122})
ART_TEXT, SHAPE_NAME, DESCRIPTION, SCRIPT, LINK = 0x00C0, 0x0380, 0x0381, 0x038E, 0x0382
TEXTS = {ART_TEXT: "art", DESCRIPTION: "hidden"}
COMPLEX = 0x8000
METAFILES = {0xF01A: "emf", 0xF01B: "wmf", 0xF01C: "pict"}
BITMAPS = {0xF01D: "jpg", 0xF01E: "png", 0xF01F: "bmp", 0xF029: "tif", 0xF02A: "jpg"}
PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*")
BITMAP_HEAD = 17
"""An identifier of 16 bytes and a tag; a second identifier stands before the tag in some."""

METAFILE_HEAD = 50
MAX_RATIO = 64
MAX_PICTURES = 5000


@dataclass(slots=True)
class Drawing:
    """What a drawing says and shows: `pictures` are (extension, content), `left_out` says what there was too much of."""

    art: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    pictures: list[tuple[str, bytes]] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)

    def say(self, storage: Storage, path: str, where: str) -> None:
        """Add texts and pictures to the job."""
        job = storage.job
        job.text(path, where, "\n".join(dict.fromkeys(self.art)))
        job.text(path, "hidden", "\n".join(dict.fromkeys(self.hidden)))
        for what in sorted(self.left_out):
            job.gap(path, GapReason.OVER_LIMIT, what, "OFFICE")
        for number, (extension, content) in enumerate(self.pictures, 1):
            job.decoded_bytes += len(content)
            name = f"image{number}.{extension}"
            job.embedded(Document(f"{path}/{name}", content, file_name=name))


def read_drawing(data: bytes) -> Drawing:
    """Return what is in a stream of drawing records; containers are gone into, cut ones as far as they reach."""
    drawing = Drawing()
    at = 0
    while at + 8 <= len(data):
        head, kind, size = HEADER.unpack_from(data, at)
        at += 8
        if head & 0xF == 0xF or (kind == 0xF007 and size > 36):
            # A container: its records follow.  A picture's entry holds its picture after 36 bytes of its own.
            at += 36 if kind == 0xF007 else 0
            continue
        body = data[at : at + size]
        at += size
        if kind in PROPERTIES:
            _read_properties(body, head >> 4, drawing)
        elif kind not in BITMAPS and kind not in METAFILES:
            continue
        elif len(drawing.pictures) >= MAX_PICTURES:
            drawing.left_out.add(f"more than {MAX_PICTURES} pictures in a drawing")
        elif kind in BITMAPS:
            _take_bitmap(body, BITMAPS[kind], drawing)
        else:
            _take_metafile(body, METAFILES[kind], head >> 4, drawing)
    return drawing


def _read_properties(body: bytes, count: int, drawing: Drawing) -> None:
    """Take the texts of a property table: fixed entries first, then the data of the long ones in the same order."""
    count = min(count, len(body) // 6)
    at = count * 6
    for index in range(count):
        number, value = struct.unpack_from("<HI", body, 6 * index)
        if not number & COMPLEX:
            continue
        kind = TEXTS.get(number & 0x3FFF, "")
        if kind:
            text = body[at : at + value].decode("utf-16-le", "replace").strip("\0 ")
            (drawing.art if kind == "art" else drawing.hidden).append(text)
        at += value


def _take_bitmap(body: bytes, extension: str, drawing: Drawing) -> None:
    content, after_second = body[BITMAP_HEAD:], body[BITMAP_HEAD + 16 :]
    if extension == "bmp":
        content = packed_bitmap(content) or packed_bitmap(after_second)
    elif not content.startswith(PICTURE_STARTS):
        content = after_second
    drawing.pictures.append((extension, content or body))


def _take_metafile(body: bytes, extension: str, instance: int, drawing: Drawing) -> None:
    start = METAFILE_HEAD + (16 if instance in {0x3D5, 0x217, 0x543} else 0)
    size = struct.unpack_from("<I", body, start - 34)[0] if len(body) >= start else 0
    is_packed = len(body) > start and body[start - 2] == 0
    most = MAX_RATIO * len(body)
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(body[start:], min(size or most, most)) if is_packed else body[start:]
    except zlib.error:
        return  # a picture that cannot be unpacked shows nothing
    if unpacker.unconsumed_tail and len(content) == most:
        drawing.left_out.add(f"a picture that unpacks to more than {MAX_RATIO} times its size")
    drawing.pictures.append((extension, content))
