"""A document made to hurt whoever reads it, or to lose a word on the way."""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

WORD = "HIDDENWORD"
MIB = 1024 * 1024
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Hostile:
    """
    `make` builds it when needed; `is_slow` keeps it to `make hostile`.

    Where the word stands in it, the word must be found or a gap must say that something stayed dark.
    """

    name: str
    file_name: str
    make: Callable[[], bytes]
    is_slow: bool = False


Cases = tuple[Hostile, ...]


def cases(suffix: str, makers: Mapping[str, Callable[[], bytes]], slow: frozenset[str] = frozenset()) -> Cases:
    """Return cases of one kind of file."""
    return tuple(Hostile(name, f"x.{suffix}", make, name in slow) for name, make in makers.items())


def utf8(text: str) -> bytes:
    """Return a text's bytes."""
    return text.encode()


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an honest archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def deflated_zeros(size: int, head: bytes = b"", *, fill: bytes = b"\0") -> bytes:
    """Return a raw deflate stream of `head` and very many equal bytes; equal pieces are compressed once."""
    packer = zlib.compressobj(9, wbits=-15)
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(fill * MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + piece * (size // MIB) + packer.flush()


def zlib_zeros(size: int, head: bytes = b"", *, fill: bytes = b"\0") -> bytes:
    """Return the same as a zlib stream whose checksum is wrong, which shows only at its end."""
    return b"\x78\xda" + deflated_zeros(size, head, fill=fill) + b"\0\0\0\0"


def gzip_zeros(size: int, head: bytes = b"") -> bytes:
    """Return the same as a gzip member."""
    return b"\x1f\x8b\x08\0\0\0\0\0\2\3" + deflated_zeros(size, head) + struct.pack("<II", 0, size & 0xFFFFFFFF)


def bzip2_zeros(size: int) -> bytes:
    """Return bzip2 streams, one after another, of zeros."""
    return bz2.compress(bytes(32 * MIB)) * (size // (32 * MIB))


def xz_zeros(size: int) -> bytes:
    """Return xz streams, one after another, of zeros."""
    return lzma.compress(bytes(32 * MIB), preset=0) * (size // (32 * MIB))


def zstd_zeros(size: int) -> bytes:
    """Return one Zstandard frame of run-length blocks (RFC 8878, 3.1.1.2) that states no size."""
    block = 128 * 1024
    count = size // block
    header = struct.pack("<I", 1 << 1 | block << 3)[:3] + b"\0"
    last = struct.pack("<I", 1 | 1 << 1 | block << 3)[:3] + b"\0"
    return b"\x28\xb5\x2f\xfd" + b"\0" + b"\x58" + header * (count - 1) + last


def zip_of(
    entries: list[tuple[bytes, bytes, bytes]], directory: bytes | None = None, count: int | None = None
) -> bytes:
    """Return an archive of (local header with data, directory entry without its offset, its extra end), as they are."""
    body, index, size = [], [], 0
    for local, entry, tail in entries:
        index += [entry, struct.pack("<I", size), tail]
        body.append(local)
        size += len(local)
    whole = b"".join(index) if directory is None else directory
    number = len(entries) if count is None else count
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, number & 0xFFFF, number & 0xFFFF, len(whole), size, 0)
    return b"".join([*body, whole, end])


def member(
    name: bytes, packed: bytes, size: int, *, method: int = 8, crc: int = 0, stated: int | None = None, flags: int = 0
) -> tuple[bytes, bytes, bytes]:
    """Return the pieces of an entry for `zip_of`; `stated` is the size its directory entry tells."""
    told = size if stated is None else stated
    local = (
        struct.pack(
            "<4s5HIIIHH", b"PK\3\4", 20, flags, method, 0, 33, crc, len(packed), size & 0xFFFFFFFF, len(name), 0
        )
        + name
        + packed
    )
    entry = struct.pack(
        "<4s6HIIIHHHHHI",
        b"PK\1\2",
        20,
        20,
        flags,
        method,
        0,
        33,
        crc,
        len(packed),
        told & 0xFFFFFFFF,
        len(name),
        0,
        0,
        0,
        0,
        0,
    )
    return local, entry, name
