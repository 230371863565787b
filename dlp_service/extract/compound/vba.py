"""
Macro projects (MS-OVBA): the source of every module, decompressed.

A person opens it with one key press, and addresses, names and passwords are written into it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.charsets import codec_of, leniently
from dlp_service.extract.compound.compound import STREAM, Storage
from dlp_service.values import GapReason

SIGNATURE = 1
CHUNK = 4096
COMPRESSED = 0x8000
MAX_SOURCE = 2 * 1024 * 1024
"""The compiler refuses modules of more than 65,534 lines, and no person writes as many letters."""

CODE_PAGE, MODULE_NAME, STREAM_NAME, OFFSET, MODULE_END, PROJECT_VERSION = (
    0x0003,
    0x0019,
    0x001A,
    0x0031,
    0x002B,
    0x0009,
)
UNICODE_NAME = 0x0032
ATTRIBUTE = b"\0Attribut"


@dataclass(frozen=True, slots=True)
class Module:
    """A module as the project's directory lists it."""

    stream: str
    offset: int


def decompress(data: bytes, limit: int = MAX_SOURCE) -> bytes:
    r"""
    Return the bytes of a compressed container (section 2.4.1), as far as they decompress.

    >>> decompress(bytes.fromhex("0119b000616263646566676800696a6b6c006d6e6f700071727374757677"))[:8]
    b'abcdefgh'
    """
    if not data or data[0] != SIGNATURE:
        return b""
    out = bytearray()
    at = 1
    while at + 2 <= len(data) and len(out) < limit:
        header = struct.unpack_from("<H", data, at)[0]
        end = min(at + (header & 0x0FFF) + 3, len(data))
        if header & COMPRESSED:
            _decompress_chunk(data, at + 2, end, out)
        else:
            out += data[at + 2 : min(at + 2 + CHUNK, len(data))]
        at = end
    return bytes(out)


def _decompress_chunk(data: bytes, at: int, end: int, out: bytearray) -> None:
    start = len(out)
    while at < end:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end or len(out) - start >= CHUNK:
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > end:
                return
            token = data[at] | data[at + 1] << 8
            at += 2
            if not _copy(token, start, out):
                return


def _copy(token: int, start: int, out: bytearray) -> bool:
    """Append what a copy token points at; say whether it points into this chunk."""
    bits = max((len(out) - start - 1).bit_length(), 4)
    length = (token & (0xFFFF >> bits)) + 3
    source = len(out) - (token >> (16 - bits)) - 1
    if source < start:
        return False
    if source + length <= len(out):
        out += out[source : source + length]
    else:
        for index in range(source, source + length):
            out.append(out[index])
    return True


def read_macros(storage: Storage) -> Iterator[tuple[str, str]]:
    """
    Yield name and source of each module of a `VBA` storage.

    Streams that the directory does not list are tried as well: macro writers with something to hide damage it.
    A module that says nothing is a gap.
    """
    is_whole = True
    directory = _source(storage, storage.read("dir"))
    codec, modules = _modules(directory)
    done = {"dir", "_vba_project"}
    for module in modules:
        if module.stream.casefold() in done:
            continue
        done.add(module.stream.casefold())
        storage.job.budget.check()
        source = _source(storage, storage.read(module.stream)[module.offset :])
        is_whole &= bool(source)
        if source:
            yield module.stream, leniently(source, codec).replace("\r\n", "\n")
    for node in storage.nodes():
        if node.kind == STREAM and node.name.casefold() not in done and not node.name.startswith("__SRP"):
            data = storage.content(node)
            # Compressed source begins with the letters of its first attribute, one flag byte before them.
            at = data.find(ATTRIBUTE)
            source = _source(storage, data[at - 3 :]) if at >= 3 else b""
            is_whole &= bool(source or not data)
            if source:
                yield node.name, leniently(source, codec).replace("\r\n", "\n")
    if not is_whole:
        storage.job.gap(storage.path, GapReason.DAMAGED, "a macro project with a module that does not unpack", "OFFICE")


def _source(storage: Storage, data: bytes) -> bytes:
    """Return a compressed container of a project up to the limit; what is longer is a gap."""
    source = decompress(data, MAX_SOURCE + 1)
    if len(source) > MAX_SOURCE:
        detail = f"a macro project with a module of more than {MAX_SOURCE} bytes"
        storage.job.gap(storage.path, GapReason.OVER_LIMIT, detail, "OFFICE")
    return source[:MAX_SOURCE]


def _modules(directory: bytes) -> tuple[str, list[Module]]:
    """Return code page and modules of a `dir` stream: records of an identifier, a size and that many bytes."""
    codec, name, wide = "cp1252", "", ""
    modules: list[Module] = []
    at = 0
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        # The version record states four bytes and has six (section 2.3.4.2.1.11).
        size = 6 if kind == PROJECT_VERSION else size
        value = directory[at + 6 : at + 6 + size]
        at += 6 + size
        if kind == CODE_PAGE and len(value) >= 2:
            codec = codec_of(f"cp{int.from_bytes(value[:2], 'little')}") or "cp1252"
        elif kind == STREAM_NAME:
            name, wide = leniently(value, codec), ""
        elif kind == UNICODE_NAME:
            wide = value.decode("utf-16-le", "replace")
        elif kind == OFFSET and len(value) >= 4 and (wide or name):
            modules.append(Module(wide or name, int.from_bytes(value[:4], "little")))
            name = wide = ""
    return codec, modules
