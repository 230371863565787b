"""
Stream filters that hold text (ISO 32000-2 section 7.4), each bounded in what it may give.

Image filters are left to those who look at images.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from dlp_service.extract.job import Over
from dlp_service.extract.pdf.syntax import Name, unsaid

MAX_FILTERS = 8
LZW_BYTES = 4 * 1024 * 1024
"""So much of a stream in LZW is undone: byte by byte, a second in all.  Nobody has written so large ones for decades."""

PIECE = 64 * 1024
_WHITE = bytes([0, 9, 10, 12, 13, 32])
_SHORT = {
    "Fl": "FlateDecode",
    "AHx": "ASCIIHexDecode",
    "A85": "ASCII85Decode",
    "LZW": "LZWDecode",
    "RL": "RunLengthDecode",
}


class Unreadable(Exception):
    """The stream has a filter that is not undone here."""


class TooManyFilters(Unreadable):
    """The stream has more filters than any writer uses."""


def inflate(raw: bytes, limit: int) -> bytes:
    """
    Return what a zlib or raw deflate stream gives up to `limit` + 1 bytes; a damaged one gives what precedes the damage.

    >>> inflate(zlib.compress(b"abc")[:-4] + b"????", 10), inflate(b"no", 10)
    (b'abc', b'')
    """
    # The header is taken off and the checksum not looked at: readers show what a stream with a wrong one holds.
    has_header = len(raw) > 2 and raw[0] & 15 == 8 and (raw[0] << 8 | raw[1]) % 31 == 0
    pending = raw[2:] if has_header else raw
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces: list[bytes] = []
    size = 0
    try:
        while size <= limit and not machine.eof:
            piece = machine.decompress(pending, min(PIECE, limit + 1 - size))
            pending = machine.unconsumed_tail
            if not piece and not pending:
                break
            pieces.append(piece)
            size += len(piece)
    except zlib.error:
        pieces = [_before_damage(raw[2:] if has_header else raw, limit)]
    return b"".join(pieces)


def _before_damage(raw: bytes, limit: int) -> bytes:
    """Return what a damaged stream gives before the damage: zlib keeps nothing of the piece it fails in."""
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    found = bytearray()
    start, step = 0, 256
    while start < len(raw) and len(found) <= limit and not machine.eof:
        saved = machine.copy()
        try:
            found += machine.decompress(raw[start : start + step])
            start += step
        except zlib.error:
            if step == 1:
                break
            machine, step = saved, 1
    return bytes(found[: limit + 1])


def unhex(raw: bytes) -> bytes:
    """Undo ASCIIHexDecode."""
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", raw.split(b">", 1)[0])
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def un85(raw: bytes) -> bytes:
    """Undo ASCII85Decode; a group that is out of range ends it."""
    raw = raw.translate(None, _WHITE).removeprefix(b"<~").split(b"~", 1)[0]
    found = bytearray()
    for block in re.findall(rb"z|[!-u]{1,5}", raw):
        if block == b"z":
            found += bytes(4)
            continue
        value = 0
        for digit in block.ljust(5, b"u"):
            value = value * 85 + digit - 33
        if value >= 1 << 32:
            break
        found += value.to_bytes(4, "big")[: len(block) - 1]
    return bytes(found)


def unrun(raw: bytes, limit: int) -> bytes:
    """Undo RunLengthDecode."""
    found = bytearray()
    position = 0
    while position < len(raw) and len(found) <= limit:
        length = raw[position]
        if length == 128:
            break
        if length < 128:
            found += raw[position + 1 : position + 2 + length]
            position += 2 + length
        else:
            found += raw[position + 1 : position + 2] * (257 - length)
            position += 2
    return bytes(found)


def unlzw(raw: bytes, limit: int, early: int) -> bytes:
    """Undo LZWDecode; `early` is 1 where codes grow one early, as they do unless the stream says otherwise."""
    table: list[bytes] = []
    found = bytearray()
    previous = b""
    bits = width = 0
    width = 9
    held = 0
    for byte in raw:
        held = (held << 8 | byte) & 0xFFFFFFFF
        bits += 8
        if bits < width:
            continue
        bits -= width
        code = (held >> bits) & ((1 << width) - 1)
        if code == 257 or len(found) > limit:
            break
        if code == 256:
            table, previous, width = [], b"", 9
            continue
        entry = _lzw_entry(code, table, previous)
        if entry is None:
            break
        found += entry
        if previous and len(table) < 3838:
            table.append(previous + entry[:1])
        previous = entry
        width = min(12, max(9, (258 + len(table) + early).bit_length()))
    return bytes(found)


def _lzw_entry(code: int, table: list[bytes], previous: bytes) -> bytes | None:
    if code < 256:
        return bytes([code])
    if code - 258 < len(table):
        return table[code - 258]
    return previous + previous[:1] if code - 258 == len(table) and previous else None


def unpredicted(content: bytes, parameters: Mapping[str, Any]) -> bytes:
    """Undo a PNG predictor (section 7.4.4.4) of object and cross-reference streams; others leave the bytes as they are."""
    predictor = _integer(parameters.get("Predictor"), 1)
    if predictor < 10:
        return content
    width = _integer(parameters.get("Colors"), 1) * _integer(parameters.get("BitsPerComponent"), 8)
    step = max(1, width // 8)
    length = (width * _integer(parameters.get("Columns"), 1) + 7) // 8
    if not 0 < length <= 1_000_000 or step > 64:
        return content
    found = bytearray()
    before = bytearray(length)
    for start in range(0, len(content), length + 1):
        row = bytearray(content[start + 1 : start + 1 + length])
        _unfilter(content[start], row, before, step)
        found += row
        before = row.ljust(length, b"\0")
    return bytes(found)


def _unfilter(kind: int, row: bytearray, before: bytearray, step: int) -> None:
    if kind == 2:
        row[:] = bytes((value + above) & 0xFF for value, above in zip(row, before, strict=False))
    elif kind in {1, 3, 4}:
        for index, value in enumerate(row):
            left = row[index - step] if index >= step else 0
            above = before[index]
            corner = before[index - step] if index >= step else 0
            guess = left if kind == 1 else (left + above) // 2 if kind == 3 else _paeth(left, above, corner)
            row[index] = (value + guess) & 0xFF


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def _integer(value: object, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31 else default


def decoded(raw: bytes, filters: list[Any], parameters: list[Any], limit: int, over: Over = unsaid) -> bytes:
    """
    Return the content of a stream up to `limit` + 1 bytes; `over` hears where less comes out because more could not go in.

    Raises:
        Unreadable: it has an image filter or an unknown one.
        TooManyFilters: it has more filters than any writer uses.
    """
    if len(filters) > MAX_FILTERS:
        raise TooManyFilters
    for index, name in enumerate(filters):
        if index and len(raw) > limit:
            over("a stream that unpacks to more than is read")
        given = parameters[index] if index < len(parameters) and isinstance(parameters[index], Mapping) else {}
        raw = _step(_SHORT.get(str(name), str(name)) if isinstance(name, Name) else "", raw, given, limit, over)
    return raw[: limit + 1]


def _step(name: str, raw: bytes, parameters: Mapping[str, Any], limit: int, over: Over) -> bytes:
    steps: dict[str, Callable[[], bytes]] = {
        "FlateDecode": lambda: unpredicted(inflate(raw, limit), parameters),
        "LZWDecode": lambda: unpredicted(
            unlzw(raw[:LZW_BYTES], limit, _integer(parameters.get("EarlyChange"), 1)), parameters
        ),
        "ASCIIHexDecode": lambda: unhex(raw),
        "ASCII85Decode": lambda: un85(raw),
        "RunLengthDecode": lambda: unrun(raw, limit),
        "Crypt": lambda: raw,
    }
    if name not in steps:
        raise Unreadable
    if name == "LZWDecode" and len(raw) > LZW_BYTES:
        over(f"a stream of more than {LZW_BYTES} bytes in LZW")
    return steps[name]()
