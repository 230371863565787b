"""Writers of 7z, rar, cpio and CAB archives, as much of each format as the tests need."""

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable

LZMA_FILTERS = [{"id": lzma.FILTER_LZMA1, "dict_size": 65_536, "lc": 3, "lp": 0, "pb": 2}]
LZMA2_FILTERS = [{"id": lzma.FILTER_LZMA2, "dict_size": 65_536}]


def deflate(content: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(content) + stream.flush()


METHODS: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
    "copy": (b"\1\0", lambda content: content),
    "lzma": (
        b"\x23\3\1\1\5\x5d\0\0\1\0",
        lambda content: lzma.compress(content, lzma.FORMAT_RAW, filters=LZMA_FILTERS),
    ),
    "lzma2": (b"\x21\x21\1\x0a", lambda content: lzma.compress(content, lzma.FORMAT_RAW, filters=LZMA2_FILTERS)),
    "deflate": (b"\3\4\1\x08", deflate),
    "bzip2": (b"\3\4\2\2", bz2.compress),
    "aes": (b"\x24\6\xf1\7\1\2\x13\0", lambda content: content + bytes(-len(content) % 16)),
    "unknown": (b"\2\x7f\x7f", lambda content: content),
}


def number(value: int) -> bytes:
    """A 7z number of nine bytes: longer than need be, and allowed."""
    return b"\xff" + value.to_bytes(8, "little")


def seven_zip(
    files: dict[str, bytes], method: str = "lzma2", folders: tuple[str, ...] = (), packed_header: str = ""
) -> bytes:
    """All files in one folder, or with `folders` one folder each; empty ones have none, as in the format."""
    full = [content for content in files.values() if content]
    groups = [[content] for content in full] if folders else [full]
    methods = folders or (method,)
    packs = [METHODS[name][1](b"".join(group)) for name, group in zip(methods, groups, strict=True)]
    streams = b"\4" + _streams(packs, methods, groups)
    names = "".join(name + "\0" for name in files).encode("utf-16-le")
    empty = sum((not content) << (7 - index) for index, content in enumerate(files.values()))
    header = b"\1" + (streams if full else b"") + b"\5" + number(len(files))
    header += b"\x0e" + number(1) + bytes([empty]) if not all(files.values()) else b""
    header += b"\x11" + number(len(names) + 1) + b"\0" + names + b"\0\0"
    body = b"".join(packs) if full else b""
    if packed_header:
        packed = METHODS[packed_header][1](header)
        streams = _streams([packed], (packed_header,), [[header]], len(body))
        body, header = body + packed, b"\x17" + streams
    start = struct.pack("<QQI", len(body), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + body + header


def _streams(packs: list[bytes], methods: tuple[str, ...], groups: list[list[bytes]], start: int = 0) -> bytes:
    pack = b"\6" + number(start) + number(len(packs)) + b"\x09" + b"".join(number(len(data)) for data in packs) + b"\0"
    folders = b"".join(b"\1" + METHODS[name][0] for name in methods)
    sizes = b"".join(number(sum(map(len, group))) for group in groups)
    unpack = b"\7\x0b" + number(len(packs)) + b"\0" + folders + b"\x0c" + sizes + b"\0"
    counts = b"".join(number(len(group)) for group in groups)
    parts = b"".join(number(len(content)) for group in groups for content in group[:-1])
    digests = b"\1" + b"".join(zlib.crc32(content).to_bytes(4, "little") for group in groups for content in group)
    return pack + unpack + b"\x08\x0d" + counts + b"\x09" + parts + b"\x0a" + digests + b"\0\0"


def rar4(files: dict[str, bytes], *, flags: int = 0, main_flags: int = 0, coded_name: bytes = b"") -> bytes:
    """A rar archive of the older generation, its files stored."""
    blocks = b"Rar!\x1a\x07\x00" + _block4(0x73, main_flags, bytes(6))
    for name, content in files.items():
        raw = coded_name or name.encode()
        body = struct.pack(
            "<IIBIIBBHI", len(content), len(content), 3, zlib.crc32(content), 0, 29, 0x30, len(raw), 0x20
        )
        blocks += _block4(0x74, 0x8000 | flags, body + raw) + content
    return blocks + _block4(0x7B, 0x4000, b"")


def _block4(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def vint(value: int) -> bytes:
    coded = bytearray()
    while value > 0x7F:
        coded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*coded, value])


def rar5(
    files: dict[str, bytes], *, is_encrypted: bool = False, headers: bool = False, comment: str = "", volume: int = 0
) -> bytes:
    """A rar archive of the newer generation, its files stored."""
    blocks = b"Rar!\x1a\x07\x01\x00"
    if headers:
        return blocks + _block5(4, 0, b"\0\0\x0f" + bytes(16)) + bytes(range(200))
    blocks += _block5(1, 0, vint(volume))
    if comment:
        blocks += _entry5(3, "CMT", comment.encode(), b"")
    extra = vint(1 + 1 + 35) + b"\1\0" + bytes(35) if is_encrypted else b""
    for name, content in files.items():
        blocks += _entry5(2, name, content, extra)
    return blocks + _block5(5, 0, b"\0")


def _entry5(kind: int, name: str, content: bytes, extra: bytes) -> bytes:
    raw = name.encode()
    body = vint(4) + vint(len(content)) + vint(0x20) + struct.pack("<I", zlib.crc32(content)) + vint(0) + vint(1)
    return _block5(kind, len(content), body + vint(len(raw)) + raw, extra) + content


def _block5(kind: int, size: int, body: bytes, extra: bytes = b"") -> bytes:
    flags = (1 if extra else 0) | (2 if size else 0)
    head = (
        vint(kind) + vint(flags) + (vint(len(extra)) if extra else b"") + (vint(size) if size else b"") + body + extra
    )
    head = vint(len(head)) + head
    return struct.pack("<I", zlib.crc32(head)) + head


def cpio(files: dict[str, bytes]) -> bytes:
    """A cpio archive in the new ASCII format."""
    archive = b""
    for name, content in [*files.items(), ("TRAILER!!!", b"")]:
        raw = name.encode() + b"\0"
        fields = (1, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(raw), 0)
        head = b"070701" + b"".join(b"%08X" % value for value in fields) + raw
        archive += head + bytes(-len(head) % 4) + content + bytes(-len(content) % 4)
    return archive


def cabinet(files: dict[str, bytes]) -> bytes:
    """A cabinet with one stored folder."""
    data = b"".join(files.values())
    entries, position = b"", 0
    for name, content in files.items():
        entries += struct.pack("<IIHHHH", len(content), position, 0, 0, 0, 0x20) + name.encode() + b"\0"
        position += len(content)
    start = 36 + 8 + len(entries)
    block = struct.pack("<IHH", 0, len(data), len(data)) + data
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, start + len(block), 0, 44, 0, 3, 1, 1, len(files), 0, 1, 0)
    return head + struct.pack("<IHH", start, 1, 0) + entries + block
