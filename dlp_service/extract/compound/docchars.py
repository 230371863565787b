"""
Formatting of characters in old Word documents: which stretches are hidden, deleted by a tracked change, or white.

Formats are kept by place in the file, text by its number in the document; pieces lead from one to the other.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.extract.job import Over

PAGE = 512
VANISH, DELETED, COLOR, PALETTE_COLOR = 0x083C, 0x0800, 0x6870, 0x2A42
WHITE, PALETTE_WHITE = 0x00FFFFFF, 8
SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
LONG_TABLES = frozenset({0xD608, 0xD606})
MAX_PAGES = 20_000
"""Text whose formats are on further pages is read as text that shows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of the text, kept at byte `place` of the main stream, `width` bytes each."""

    start: int
    end: int
    place: int
    width: int

    def byte_of(self, character: int) -> int:
        """Return where a character of the text is kept, or the first of the piece when the character comes before."""
        return self.place + max(0, character - self.start) * self.width


def modifiers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the property changes (sprm, MS-DOC section 2.2.5) of a list: their codes and operands."""
    at = 0
    while at + 3 <= len(data):
        code = struct.unpack_from("<H", data, at)[0]
        size = SIZES[code >> 13]
        at += 2
        if not size:
            if code in LONG_TABLES:
                size = max(2, struct.unpack_from("<H", data.ljust(at + 2, b"\0"), at)[0] + 1)
            else:
                size = data[at] + 1
        yield code, data[at : at + size]
        at += size


def runs(main: bytes, plc: bytes, entry: int, over: Over | None = None) -> Iterator[tuple[int, int, bytes]]:
    """Yield start and end byte and raw format of every run; `entry` is the size of a run's entry in its page."""
    count = max(0, (len(plc) - 4) // 8)
    if count > MAX_PAGES and over:
        over(f"more than {MAX_PAGES} pages of formats")
    for index in range(min(count, MAX_PAGES)):
        number = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * index)[0] & 0x3FFFFF
        page = main[number * PAGE : (number + 1) * PAGE]
        if len(page) < PAGE:
            continue
        total = min(page[511], (PAGE - 5) // (4 + entry))
        borders = struct.unpack_from(f"<{total + 1}I", page)
        for run in range(total):
            offset = 2 * page[4 * (total + 1) + entry * run]
            yield borders[run], borders[run + 1], page[offset:511] if offset else b""


def hidden_spans(main: bytes, plc: bytes, pieces: list[Piece]) -> list[tuple[int, int]]:
    """Return the stretches of the text that do not show, in order, joined where they touch."""
    places = [(start, end) for start, end, raw in runs(main, plc, 1) if raw and _is_hidden(raw[1 : 1 + raw[0]])]
    return _joined(list(_in_text(places, pieces)))


def _in_text(places: list[tuple[int, int]], pieces: list[Piece]) -> Iterator[tuple[int, int]]:
    places = _joined(places)
    ends = [end for _, end in places]
    for piece in pieces:
        last = piece.place + (piece.end - piece.start) * piece.width
        for index in range(bisect_right(ends, piece.place), len(places)):
            start, end = places[index]
            if start >= last:
                break
            first, final = max(start, piece.place) - piece.place, min(end, last) - piece.place
            yield piece.start + first // piece.width, piece.start + (final + piece.width - 1) // piece.width


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _is_hidden(properties: bytes) -> bool:
    hidden = False
    for code, operand in modifiers(properties):
        if code in {VANISH, DELETED} and operand[:1]:
            hidden |= operand[0] in {1, 0x81}
        elif code == COLOR and len(operand) == 4:
            hidden |= struct.unpack("<I", operand)[0] == WHITE
        elif code == PALETTE_COLOR and operand[:1]:
            hidden |= operand[0] == PALETTE_WHITE
    return hidden
