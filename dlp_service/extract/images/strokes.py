"""Pieces of text as drawings place them, put together into lines; bitmaps as drawings hold them, made files again."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

SAME_LINE = 2
"""Pieces whose heights differ by so many units at most stand on one line."""

SPACE = 0.25
"""A gap of so many mean letters parts two words, of `COLUMN` letters two cells."""

COLUMN = 2.5
BITMAP_HEADER = 14
OLD_HEADER = 12
BITFIELDS = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, where it begins, and where the next letter would stand as far as the drawing says; else `end` is `x`."""

    text: str
    x: float
    y: float
    end: float


def drawn_lines(pieces: Iterable[Piece]) -> str:
    """
    Return pieces as lines, in the order they were drawn.

    >>> drawn_lines([Piece("SEC", 0, 9, 30), Piece("RET", 30, 9, 60), Piece("only", 75, 9, 99), Piece("next", 0, 40, 0)])
    'SECRET only\\nnext'
    """
    lines: list[list[str]] = []
    last: Piece | None = None
    for piece in pieces:
        if last is None or abs(piece.y - last.y) > SAME_LINE:
            lines.append([piece.text])
        else:
            lines[-1] += [_between(last, piece), piece.text]
        last = piece
    return "\n".join("".join(line).rstrip() for line in lines)


def _between(last: Piece, piece: Piece) -> str:
    letter = (last.end - last.x) / max(1, len(last.text))
    if letter <= 0:
        return " "
    gap = (piece.x - last.end) / letter
    if -1 < gap < SPACE:
        return ""
    return "\t" if gap > COLUMN else " "


def bitmap_file(header: bytes, bits: bytes) -> bytes:
    """Return a device-independent bitmap as a BMP file: its header with colours, and its pixels."""
    offset = BITMAP_HEADER + len(header)
    return struct.pack("<2sIHHI", b"BM", offset + len(bits), 0, 0, offset) + header + bits


def packed_bitmap(data: bytes) -> bytes:
    """Return a bitmap whose pixels follow its header as a BMP file, empty when it is none (MS-WMF section 2.2.2.9)."""
    if len(data) < OLD_HEADER + 4:
        return b""
    size = struct.unpack_from("<I", data)[0]
    if size == OLD_HEADER:
        colours, entry = 1 << struct.unpack_from("<H", data, 10)[0], 3
        colours = colours if colours <= 256 else 0
        masks = 0
    elif 40 <= size <= 124 and len(data) >= 40:
        depth, compression, used = struct.unpack_from("<H", data, 14)[0], *struct.unpack_from("<I12xI", data, 16)
        colours, entry = used or (1 << depth if depth <= 8 else 0), 4
        masks = 12 if compression == BITFIELDS and size == 40 else 0
    else:
        return b""
    end = size + masks + min(colours, 256) * entry
    return bitmap_file(data[:end], data[end:]) if end < len(data) else b""
