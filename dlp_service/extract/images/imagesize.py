"""
How many pixels an image has, by what its header says, without decoding it.

Every format keeps its size near the front; where it does not (HEIC, TIFF) the way there is bounded.  An image whose way
is longer has no known size: it could be larger than what was seen of it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator

from dlp_service.extract.images.boxes import boxes
from dlp_service.extract.images.tiff import first_size
from dlp_service.extract.job import Over

Size = tuple[int, int]
NOTHING: Size = (0, 0)

JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
MAX_SEGMENTS = 100_000
OLD_BITMAP_HEADER = 12
HEAD_BYTES = 65_536
PNM = re.compile(rb"P[1-6](?:\s|#[^\n]*\n)+(\d{1,9})(?:\s|#[^\n]*\n)+(\d{1,9})\s")
PAM = re.compile(rb"P7\n(?:.*\n)*?WIDTH (\d{1,9})\n(?:.*\n)*?HEIGHT (\d{1,9})\n")


def dimensions(content: bytes) -> Size:
    """
    Return width and height as an image's header states them, the largest where it holds several; (0, 0) when unknown.

    >>> dimensions(b"GIF89a" + bytes([120, 0, 40, 0])), dimensions(b"P5 30 20 255\\n")
    ((120, 40), (30, 20))
    """
    for mark, size in SIZES:
        if content.startswith(mark):
            try:
                width, height = size(content)
            except struct.error:
                return NOTHING
            return abs(width), abs(height)
    if content[4:8] == b"ftyp":
        return _heif(content)
    return _riff(content) if content[8:12] == b"WEBP" else NOTHING


def _png(content: bytes) -> Size:
    return _two(">II", content, 16)


def _two(layout: str, content: bytes, start: int) -> Size:
    width, height = struct.unpack_from(layout, content, start)
    return width, height


def _bitmap(content: bytes) -> Size:
    # The header of OS/2 is shorter, with shorter numbers.
    is_old = content[14:18] == struct.pack("<I", OLD_BITMAP_HEADER)
    return _two("<HH" if is_old else "<ii", content, 18)


def _jpeg(content: bytes) -> Size:
    for marker, start, _ in jpeg_segments(content, _nobody):
        if marker in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, start + 1)
            return width, height
    return NOTHING


def _nobody(_what: str) -> None:
    """Stand for who wants to hear of limits where what is beyond them is not needed."""


def jpeg_segments(content: bytes, over: Over) -> Iterator[tuple[int, int, int]]:
    """
    Yield marker, start and end of the data of a JPEG's segments (ITU T.81 annex B).

    Comments may stand behind the first scan, so entropy-coded data is skipped and the walk goes on.
    """
    position = 2
    for _ in range(MAX_SEGMENTS):
        found = NEXT_MARKER.search(content, position)
        if not found or found.end() + 2 > len(content):
            return
        marker = content[found.end() - 1]
        if marker == 0xD9:
            return
        start = found.end() + 2
        end = found.end() + max(2, struct.unpack_from(">H", content, found.end())[0])
        yield marker, start, min(end, len(content))
        position = end
    over(f"more than {MAX_SEGMENTS} segments in an image")


NEXT_MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd8]", re.DOTALL)


def _riff(content: bytes) -> Size:
    """Read the size of a WEBP: extended, lossless or lossy (RFC 9649)."""
    kind = content[12:16]
    if kind == b"VP8X" and len(content) >= 30:
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8L" and len(content) >= 25:
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(content) >= 30:
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return NOTHING


def _heif(content: bytes) -> Size:
    """Return the largest `ispe` property: a file holds tiles and thumbnails beside the picture (ISO 23008-12)."""
    left_out: list[str] = []
    found = boxes(content, left_out.append)
    sizes = [_two(">II", content, box.start + 4) for box in found if box.kind == b"ispe" and box.size >= 12]
    return NOTHING if left_out else max(sizes, key=_area, default=NOTHING)


def _jp2(content: bytes) -> Size:
    for box in boxes(content, _nobody):
        if box.kind == b"ihdr" and box.size >= 8:
            height, width = struct.unpack_from(">II", content, box.start)
            return width, height
    return NOTHING


def _codestream(content: bytes) -> Size:
    """Read the SIZ segment of a bare JPEG 2000 codestream: the extent less its offset."""
    right, bottom, left, top = struct.unpack_from(">IIII", content, 8)
    return right - left, bottom - top


def _icon(content: bytes) -> Size:
    """Return the largest picture of an icon file, in which a size of 256 is written as 0."""
    end = 6 + 16 * struct.unpack_from("<H", content, 4)[0]
    sizes = zip(content[6:end:16], content[7:end:16], strict=False)
    return max(((width or 256, height or 256) for width, height in sizes), key=_area, default=NOTHING)


def _pcx(content: bytes) -> Size:
    left, top, right, bottom = struct.unpack_from("<HHHH", content, 4)
    return right - left + 1, bottom - top + 1


def _numbers(content: bytes) -> Size:
    found = PNM.match(content[:HEAD_BYTES]) or PAM.match(content[:HEAD_BYTES])
    return (int(found[1]), int(found[2])) if found else NOTHING


def _photoshop(content: bytes) -> Size:
    height, width = struct.unpack_from(">II", content, 14)
    return width, height


def _dds(content: bytes) -> Size:
    height, width = struct.unpack_from("<II", content, 12)
    return width, height


def _area(size: Size) -> int:
    return size[0] * size[1]


SIZES: tuple[tuple[bytes, Callable[[bytes], Size]], ...] = (
    (b"\x89PNG", _png),
    (b"GIF8", lambda content: _two("<HH", content, 6)),
    (b"BM", _bitmap),
    (b"\xff\xd8", _jpeg),
    (b"II*\0", first_size),
    (b"MM\0*", first_size),
    (b"II+\0", first_size),
    (b"MM\0+", first_size),
    (b"8BPS", _photoshop),
    (b"\0\0\0\x0cjP  ", _jp2),
    (b"\xff\x4f\xff\x51", _codestream),
    (b"\0\0\1\0", _icon),
    (b"\0\0\2\0", _icon),
    (b"qoif", lambda content: _two(">II", content, 4)),
    (b"DDS ", _dds),
    (b"gimp xcf", lambda content: _two(">II", content, 14)),
    (b"\x0a", _pcx),
    (b"P", _numbers),
)
