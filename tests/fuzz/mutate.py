"""
Damage to documents, the same for the same seed, made where the format's sense is.

An archive is mutated inside: one of its parts is damaged and packed again, since a flipped bit in packed data shows a
reader nothing but a broken checksum.  The same holds for packed files and for what base64 hides in mail.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

NUMBER = re.compile(rb"-?\d+")
TAG = re.compile(rb"<[^<>]{1,200}>")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{40,}={0,2}\r?\n)+|[A-Za-z0-9+/]{40,}={0,2}")
NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2147483647",
    b"2147483648",
    b"-2147483648",
    b"4294967295",
    b"9" * 19,
    b"1e308",
    b"nan",
    b"65536",
    b"999999",
    b"x",
    b"",
)
INTEGERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
WORDS = (
    b"\0", b"\xff\xff\xff\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#x110000;", b"&#0;", b"\r", b"\n\n", b'"', b"'",
    b"{", b"}", b"\\bin9 ", b"\\u-1 ", b"\\'", b"PK\3\4", b"PK\5\6", b"%PDF-", b"endobj", b"(", b")", b"<<", b">>", b"--b\r\n", b"--b--", b"Content-Type: ", b"=?utf-8?B?", b"begin 644 a\n", b"../", b"BEGIN:VEVENT\r\n", b"\x1b$B", b"+AGE-",
)  # fmt: skip
MOST_BYTES = 4_000_000


def mutated(content: bytes, seed: int) -> bytes:
    """Return a damaged copy; one in four is damaged on its outside, the others inside where they have one."""
    chance = random.Random(seed)
    inner = inside_of(content)
    if inner and chance.random() < 0.75:
        return inner(content, chance)[:MOST_BYTES]
    return damaged(content, chance)[:MOST_BYTES]


def inside_of(content: bytes) -> Callable[[bytes, random.Random], bytes] | None:
    """Return who can damage this kind of file inside."""
    if zipfile.is_zipfile(io.BytesIO(content)) and content.startswith(b"PK"):
        return in_zip
    for mark, unpack, pack in PACKERS:
        if content.startswith(mark):
            return lambda content, chance: _in_packed(content, chance, unpack, pack)
    if content.startswith(b"%PDF"):
        return in_pdf
    return in_base64 if BASE64.search(content) else None


def in_zip(content: bytes, chance: random.Random) -> bytes:
    """Damage one part, or two, and pack all again."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except (
        zipfile.BadZipFile,
        OSError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):
        return damaged(content, chance)
    for _ in range(chance.randint(1, 2)):
        place = chance.randrange(len(parts))
        name, data = parts[place]
        parts[place] = name, mutated(data, chance.randrange(2**32)) if data else data
    if chance.random() < 0.1:
        parts.pop(chance.randrange(len(parts)))
    if chance.random() < 0.1 and len(parts) > 1:
        one, two = chance.sample(range(len(parts)), 2)
        parts[one] = parts[one][0], parts[two][1]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(
                zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED if len(data) < MOST_BYTES else zipfile.ZIP_STORED
            )
    return buffer.getvalue()


PACKERS: tuple[tuple[bytes, Callable[[bytes], bytes], Callable[[bytes], bytes]], ...] = (
    (b"\x1f\x8b", gzip.decompress, lambda data: gzip.compress(data, mtime=0)),
    (b"BZh", bz2.decompress, bz2.compress),
    (b"\xfd7zXZ", lzma.decompress, lzma.compress),
)


def _in_packed(
    content: bytes, chance: random.Random, unpack: Callable[[bytes], bytes], pack: Callable[[bytes], bytes]
) -> bytes:
    try:
        return pack(mutated(unpack(content), chance.randrange(2**32)))
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
        return damaged(content, chance)


def in_pdf(content: bytes, chance: random.Random) -> bytes:
    """Damage one stream, whatever its filter, or the objects around it."""
    streams = list(STREAM.finditer(content))
    if not streams or chance.random() < 0.5:
        return damaged(content, chance)
    chosen = chance.choice(streams)
    data = chosen[1]
    try:
        data = zlib.compress(damaged(zlib.decompress(data), chance))
    except zlib.error:
        data = damaged(data, chance)
    return content[: chosen.start(1)] + data + content[chosen.end(1) :]


def in_base64(content: bytes, chance: random.Random) -> bytes:
    """Damage what one piece of base64 holds."""
    chosen = chance.choice(list(BASE64.finditer(content)))
    try:
        data = base64.b64decode(chosen[0])
    except ValueError:
        return damaged(content, chance)
    return (
        content[: chosen.start()] + base64.encodebytes(mutated(data, chance.randrange(2**32))) + content[chosen.end() :]
    )


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Damage bytes in one to six places."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        if data:
            chance.choice(DAMAGES)(data, chance)
    return bytes(data)


def _flip(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data))
    data[place : place + chance.randint(1, 8)] = chance.randbytes(chance.randint(1, 8))


def _integer(data: bytearray, chance: random.Random) -> None:
    layout = chance.choice(("<B", "<H", "<I", ">H", ">I"))
    size = struct.calcsize(layout)
    place = chance.randrange(len(data))
    data[place : place + size] = struct.pack(layout, chance.choice(INTEGERS) & (256**size - 1))


def _delete(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data))
    del data[place : place + chance.choice((1, 2, 8, 64, 1024))]


def _repeat(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data))
    piece = bytes(data[place : place + chance.choice((1, 4, 32, 300))])
    data[place:place] = piece * chance.choice((1, 2, 20, 500))


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _insert(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data))
    data[place:place] = chance.choice(WORDS) * chance.choice((1, 1, 1, 3, 200))


def _number(data: bytearray, chance: random.Random) -> None:
    found = list(NUMBER.finditer(data))
    if found:
        chosen = chance.choice(found)
        data[chosen.start() : chosen.end()] = chance.choice(NUMBERS)


def _tag(data: bytearray, chance: random.Random) -> None:
    """Drop a tag, double it, or put another's in its place."""
    found = list(TAG.finditer(data))
    if found:
        chosen, other = chance.choice(found), chance.choice(found)
        tag = bytes(chosen[0])
        data[chosen.start() : chosen.end()] = chance.choice((b"", tag * 2, bytes(other[0]), tag * 300))


def _swap(data: bytearray, chance: random.Random) -> None:
    """Put one piece in another's place."""
    size = chance.choice((4, 16, 128))
    one, two = chance.randrange(len(data)), chance.randrange(len(data))
    data[one : one + size] = data[two : two + size]


DAMAGES = (_flip, _overwrite, _integer, _delete, _repeat, _cut, _insert, _number, _number, _tag, _tag, _swap)
