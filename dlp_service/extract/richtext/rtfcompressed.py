"""Compressed rich text of Outlook items (MS-OXRTFCP): the same words are not written twice, and some never."""

from __future__ import annotations

import struct

HEADER = struct.Struct("<IIII")
COMPRESSED, PLAIN = 0x75465A4C, 0x414C454D
START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    rb"Times New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the dictionary begins with (section 2.1.3.1.2)."""

SIZE = 4096


def decompress_rtf(data: bytes, limit: int) -> tuple[bytes, bool]:
    r"""
    Return at most `limit` bytes of rich text, and whether the stream was whole.

    >>> decompress_rtf(b"\x0e\0\0\0\2\0\0\0MELA\0\0\0\0{}", 100)
    (b'{}', True)
    """
    if len(data) < HEADER.size:
        return b"", False
    size, raw_size, kind, _ = HEADER.unpack_from(data)
    if kind == PLAIN:
        return data[16 : 16 + min(raw_size, limit)], len(data) >= size + 4
    if kind != COMPRESSED:
        return b"", False
    return _unpacked(data, min(raw_size, limit))


def _unpacked(data: bytes, wanted: int) -> tuple[bytes, bool]:
    window = bytearray(START.ljust(SIZE, b"\0"))
    write = len(START)
    out = bytearray()
    at = HEADER.size
    while at < len(data):
        flags = data[at]
        at += 1
        for bit in range(8):
            if len(out) >= wanted:
                return bytes(out[:wanted]), True
            if not flags >> bit & 1:
                if at >= len(data):
                    return bytes(out), False
                window[write] = data[at]
                out.append(data[at])
                write = (write + 1) % SIZE
                at += 1
                continue
            if at + 2 > len(data):
                return bytes(out), False
            token = data[at] << 8 | data[at + 1]
            at += 2
            source = token >> 4
            if source == write:
                return bytes(out), True
            for _ in range((token & 0xF) + 2):
                byte = window[source]
                out.append(byte)
                window[write] = byte
                source, write = (source + 1) % SIZE, (write + 1) % SIZE
    return bytes(out[:wanted]), len(out) >= wanted
