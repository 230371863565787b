"""Where a document ends by its own structure, for the formats that say so: one walk each, linear in the bytes."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from dlp_service.extract.sniff import Kind

PADDING = bytes([0, 9, 10, 12, 13, 26, 32, 255])
PDF_END = re.compile(
    rb"%%EOF(?![\s\0\x1a\xff]*+\Z|(?:[\s\0\x1a\xff]++|%[^%P\r\n][^%\r\n]*+)*+"
    rb"(?:\d{1,10}\s+\d{1,5}\s+obj|xref|trailer|startxref|endstream|endobj|%%EOF|%PDF-))"
)
"""An end mark of a PDF with something foreign behind it: no incremental update, perhaps behind comments, and no end of an inner stream."""

JPEG_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7\x01]")
MAX_SEGMENTS = 1_000_000
"""No picture has that many; what follows is read as something else."""

RTF_TOKEN = re.compile(rb"\\bin(\d{0,9}) ?|\\[^a-z]|\{+|\}+", re.DOTALL)
FREE_SECTOR = 0xFFFFFFFF
DIFAT_IN_HEADER = 109


def end_of(content: bytes, kind: Kind) -> int:
    """Return where a document ends by its own structure; its length where that cannot be told or goes further."""
    find = _finder(content, kind)
    if find is None:
        return len(content)
    try:
        end = find(content)
    except (struct.error, IndexError, ValueError):
        return len(content)
    return end if 0 < end <= len(content) else len(content)


def _finder(content: bytes, kind: Kind) -> Callable[[bytes], int] | None:
    by_mark = (find for mark, find in BY_MARK if content.startswith(mark))
    if kind in {Kind.IMAGE, Kind.MEDIA, Kind.ARCHIVE}:
        return next(by_mark, _boxes_end if content[4:8] == b"ftyp" else None)
    return BY_KIND.get(kind)


def _pdf_end(content: bytes) -> int:
    """Return where the first bytes behind an end mark begin that are no part of a PDF."""
    found = PDF_END.search(content)
    return found.end() if found else len(content)


def _png_end(content: bytes) -> int:
    position = 8
    while True:
        size = int(struct.unpack_from(">I", content, position)[0])
        position += 12 + size
        if content[position - size - 8 : position - size - 4] == b"IEND":
            return position


def _jpeg_end(content: bytes) -> int:
    """Walk segments, and through entropy-coded data to the next marker, to the end of the image (ITU T.81 annex B)."""
    position = 2
    for _ in range(MAX_SEGMENTS):
        found = JPEG_MARKER.search(content, position)
        if not found:
            return len(content)
        marker = content[found.end() - 1]
        if marker == 0xD9:
            return found.end()
        position = found.end()
        if marker != 0xD8:
            position += struct.unpack_from(">H", content, position)[0]
    return position


def _gif_end(content: bytes) -> int:
    position = 13 + _gif_table(content[10])
    while content[position] != 0x3B:
        if content[position] == 0x2C:
            position += 11 + _gif_table(content[position + 9])
        elif content[position] == 0x21:
            position += 2
        else:
            return position
        while content[position]:
            position += 1 + content[position]
        position += 1
    return position + 1


def _gif_table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _riff_end(content: bytes) -> int:
    size = int(struct.unpack_from("<I", content, 4)[0])
    return 8 + size + (size & 1)


def _bitmap_end(content: bytes) -> int:
    """Trust the stated size only when it covers the picture that the header describes."""
    size, start, width, height, bits = struct.unpack_from("<2xI4xI4xii2xH", content)
    rows = abs(height) * ((width * bits + 31) // 32 * 4)
    compression = struct.unpack_from("<I", content, 30)[0]
    return int(size) if compression or size >= start + rows else int(start + rows)


def _boxes_end(content: bytes) -> int:
    """Walk the boxes of an ISO base media file; what is no box is no part of it."""
    position = 0
    while position + 8 <= len(content):
        size = int(struct.unpack_from(">I", content, position)[0])
        name = content[position + 4 : position + 8]
        if size == 1:
            size = struct.unpack_from(">Q", content, position + 8)[0]
        if size == 0:
            return len(content)
        if size < 8 or not name.replace(b"\xa9", b"").isalnum() or position + size > len(content):
            return position if size < 8 or not name.isalnum() else len(content)
        position += size
    return position


def _cabinet_end(content: bytes) -> int:
    return int(struct.unpack_from("<I", content, 8)[0])


def _seven_zip_end(content: bytes) -> int:
    offset, size = struct.unpack_from("<QQ", content, 12)
    return int(32 + offset + size)


def _rtf_end(content: bytes) -> int:
    """Return where the outermost group closes; binary data is stepped over by its stated length."""
    depth, position = 0, 0
    while token := RTF_TOKEN.search(content, position):
        position = token.end()
        if token[1] is not None:
            position += int(token[1] or b"0")
        elif token[0][:1] == b"{":
            depth += len(token[0])
        elif token[0][:1] == b"}":
            if len(token[0]) >= depth:
                return token.start() + depth
            depth -= len(token[0])
    return len(content)


def _compound_end(content: bytes) -> int:
    """Return the end of the last sector that a compound file's allocation table gives out (MS-CFB section 2.3)."""
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in {9, 12}:
        return len(content)
    size = 1 << shift
    sectors = list(struct.unpack_from(f"<{DIFAT_IN_HEADER}I", content, 76))
    following, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // size)):
        *more, following = struct.unpack_from(f"<{size // 4}I", content, (following + 1) * size)
        sectors += more
    used = [sector for sector in sectors if (sector + 2) * size <= len(content)]
    for index in range(len(used) - 1, -1, -1):
        table = struct.unpack_from(f"<{size // 4}I", content, (used[index] + 1) * size)
        given = [number for number, value in enumerate(table) if value != FREE_SECTOR]
        if given:
            return int((index * (size // 4) + given[-1] + 2) * size)
    return len(content)


BY_MARK: tuple[tuple[bytes, Callable[[bytes], int]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png_end),
    (b"\xff\xd8\xff", _jpeg_end),
    (b"GIF8", _gif_end),
    (b"RIFF", _riff_end),
    (b"BM", _bitmap_end),
    (b"MSCF", _cabinet_end),
)
BY_KIND: dict[Kind, Callable[[bytes], int]] = {
    Kind.PDF: _pdf_end,
    Kind.RTF: _rtf_end,
    Kind.OLE: _compound_end,
    Kind.SEVEN_ZIP: _seven_zip_end,
}
