"""
Files put into documents as objects: the stream `Ole10Native` of the packager (MS-OLEDS section 2.3.6) holds one with its names.

The names are those of the author's machine: paths of projects and of users.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from dlp_service.charsets import decode
from dlp_service.extract.compound.compound import Storage
from dlp_service.extract.interface import Document

PACKAGE_TYPE = 2


@dataclass(frozen=True, slots=True)
class Package:
    """A packaged file and every name it goes by."""

    content: bytes
    names: tuple[str, ...] = ()


def read_native(storage: Storage, stream: bytes) -> None:
    """Read the file in an `Ole10Native` stream, and add its names."""
    package = unpack_native(stream)
    if not package.content and not package.names:
        return
    name = base_name(package.names[0]) if package.names else "object"
    path = f"{storage.path}/{name}"
    for each in package.names:
        storage.job.text(path, "file_name", each)
    if package.content:
        storage.job.embedded(Document(path, package.content, file_name=name))


def base_name(name: str) -> str:
    r"""
    Return the last part of a path of either kind.

    >>> base_name("C:\\plans\\a.txt"), base_name("/tmp/b.txt")
    ('a.txt', 'b.txt')
    """
    return name.replace("\\", "/").rpartition("/")[2] or "object"


def unpack_native(stream: bytes) -> Package:
    """Return the package in a stream; one of another program is its bytes and nameless."""
    try:
        return _packaged(stream)
    except (struct.error, ValueError):
        return Package(stream[4:])


def _packaged(stream: bytes) -> Package:
    kind = struct.unpack_from("<H", stream, 4)[0]
    if kind != PACKAGE_TYPE:
        return Package(stream[4:])
    label, at = _narrow(stream, 6)
    source, at = _narrow(stream, at)
    size = struct.unpack_from("<I", stream, at + 4)[0]
    copied = stream[at + 8 : at + 8 + size]
    at += 8 + size
    length = struct.unpack_from("<I", stream, at)[0]
    content = stream[at + 4 : at + 4 + length]
    wide = _wide(stream, at + 4 + length)
    narrow = (label, source, decode(copied.partition(b"\0")[0]))
    # The wide names come as copy, label, source: they replace the narrow ones, which lose letters.
    names = (wide[1], wide[2], wide[0]) if len(wide) == 3 else narrow
    return Package(content, tuple(dict.fromkeys(name for name in names if name)))


def _narrow(stream: bytes, at: int) -> tuple[str, int]:
    end = stream.index(b"\0", at)
    return decode(stream[at:end]), end + 1


def _wide(stream: bytes, at: int) -> list[str]:
    found: list[str] = []
    while at + 4 <= len(stream) and len(found) < 3:
        count = struct.unpack_from("<I", stream, at)[0]
        if at + 4 + 2 * count > len(stream):
            break
        found.append(stream[at + 4 : at + 4 + 2 * count].decode("utf-16-le", "replace"))
        at += 4 + 2 * count
    return found
