"""
Records of old Excel workbooks (MS-XLS; BIFF5 and BIFF8): cut from the stream, and the strings in them.

A record holds at most 8,224 bytes; what is longer goes on in CONTINUE records, in the middle of a string if need be.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.charsets import leniently

CONTINUE = 0x003C
HEADER = struct.Struct("<HH")
WIDE, FAR_EAST, RICH = 0x01, 0x04, 0x08
BIFF8 = 0x0600


@dataclass(frozen=True, slots=True)
class Record:
    """A record and the CONTINUE records behind it, each a segment of its own."""

    kind: int
    segments: tuple[bytes, ...]

    @property
    def data(self) -> bytes:
        """Return the first segment, which is all there is of most records."""
        return self.segments[0]

    @property
    def joined(self) -> bytes:
        """Return all segments as one, for data that knows nothing of their borders."""
        return b"".join(self.segments)


def records(stream: bytes) -> Iterator[Record]:
    """Yield the records of a stream until it ends, in the middle of one or not."""
    at = 0
    kind, segments = -1, []
    while at + 4 <= len(stream):
        code, size = HEADER.unpack_from(stream, at)
        data = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if code == CONTINUE and kind >= 0:
            segments.append(data)
            continue
        if kind >= 0:
            yield Record(kind, tuple(segments))
        kind, segments = code, [data]
    if kind >= 0:
        yield Record(kind, tuple(segments))


class Cursor:
    """Reads through the segments of a record; what is not there reads as nothing."""

    def __init__(self, segments: tuple[bytes, ...], at: int = 0) -> None:
        self.segments = segments
        self.index = 0
        self.at = at

    @property
    def is_at_end(self) -> bool:
        """Say whether nothing is left."""
        return self.index >= len(self.segments)

    def _settle(self) -> bool:
        while self.index < len(self.segments) and self.at >= len(self.segments[self.index]):
            self.at -= len(self.segments[self.index])
            self.index += 1
        return self.index < len(self.segments)

    def number(self, size: int) -> int:
        """Return an unsigned number of `size` bytes."""
        if not self._settle():
            return 0
        segment = self.segments[self.index]
        value = int.from_bytes(segment[self.at : self.at + size], "little")
        self.at += size
        return value

    def skip(self, size: int) -> None:
        """Leave bytes out."""
        self.at += size
        self._settle()

    def rest(self) -> bytes:
        """Return what is left, its segments joined."""
        return b"".join(self.segments[self.index :])[self.at :]

    def characters(self, count: int, flags: int) -> str:
        """Return characters; a segment that begins within them begins with their new flags (section 2.5.293)."""
        pieces: list[str] = []
        width = 2 if flags & WIDE else 1
        while count > 0 and self._settle():
            segment = self.segments[self.index]
            raw = segment[self.at : self.at + count * width]
            pieces.append(raw.decode("utf-16-le", "replace") if width == 2 else raw.decode("latin-1"))
            self.at += len(raw)
            count -= max(1, len(raw) // width)
            if count > 0:
                self.index, self.at = self.index + 1, 1
                if self.index < len(self.segments):
                    width = 2 if self.segments[self.index][:1] == b"\x01" else 1
        return "".join(pieces)

    def string(self, count_size: int = 2) -> str:
        """Return a string with its length and flags before it, without its formatting."""
        count = self.number(count_size)
        flags = self.number(1)
        runs = self.number(2) if flags & RICH else 0
        extra = self.number(4) if flags & FAR_EAST else 0
        text = self.characters(count, flags)
        self.skip(4 * runs + extra)
        return text


def short_string(data: bytes, at: int, codec: str, version: int, count_size: int) -> str:
    """Return a string inside one record: with flags in BIFF8, in the workbook's code page before."""
    if version >= BIFF8:
        return Cursor((data,), at).string(count_size)
    count = int.from_bytes(data[at : at + count_size], "little")
    return leniently(data[at + count_size : at + count_size + count], codec)


def rk_number(value: int) -> float:
    """
    Return the number in an RK value: an integer or the upper half of a float, as it is or in hundredths.

    >>> rk_number(0x00000387), rk_number(0x3FF00000)
    (2.25, 1.0)
    """
    if value & 2:
        number = float((value >> 2) - (1 << 30 if value & 0x80000000 else 0))
    else:
        number = float(struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", value & 0xFFFFFFFC))[0])
    return number / 100 if value & 1 else number
