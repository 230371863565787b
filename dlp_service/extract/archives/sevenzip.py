"""
The directory of a 7z archive: what its entries are called, which are encrypted, and where their bytes are.

The directory lies at the end and is itself packed, or encrypted, like a folder; a folder is one packed stream that
holds several files one behind another (the format's own description, 7zFormat.txt of the LZMA SDK).
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dlp_service.extract.archives.streams import raw_lzma, unzstd
from dlp_service.extract.archives.unpack import MEMORY_BYTES, Inflate, TooMuchMemory, run, sliced

START = 32
HEADER, ENCODED_HEADER = 0x01, 0x17
END, ARCHIVE_PROPERTIES, ADDITIONAL, STREAMS, FILES, PACK, UNPACK, SUBSTREAMS = 0, 2, 3, 4, 5, 6, 7, 8
SIZES, DIGESTS, FOLDERS, UNPACK_SIZES, COUNTS, EMPTY, NAMES = 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x11
AES = b"\x06\xf1\x07\x01"
LZMA, LZMA2, PPMD = b"\x03\x01\x01", b"\x21", b"\x03\x04\x01"
MAX_FILES = 1_000_000
MAX_CODERS = 32
HEADER_BYTES = 16 * 1024 * 1024


class Encrypted(ValueError):
    """The directory itself is encrypted."""


@dataclass(frozen=True, slots=True)
class Coder:
    """One step of packing: its method and the method's settings."""

    method: bytes
    settings: bytes


@dataclass(slots=True)
class Folder:
    """A packed stream: how, how large unpacked, where its bytes are, and how large the files in it are."""

    coders: tuple[Coder, ...]
    outputs: int
    packed_streams: int
    sizes: list[int] = field(default_factory=list)
    start: int = 0
    packed: int = 0
    has_digest: bool = False
    files: list[int] = field(default_factory=list)

    @property
    def is_encrypted(self) -> bool:
        """Say whether a password is needed."""
        return any(coder.method == AES for coder in self.coders)

    @property
    def is_simple(self) -> bool:
        """Say whether it is packed in one step that is known here."""
        return len(self.coders) == 1 and self.packed_streams == 1 and self.coders[0].method in UNPACKERS

    @property
    def memory(self) -> int:
        """Return how much a decompressor will ask for."""
        return max((_memory(coder) for coder in self.coders), default=0)


@dataclass(frozen=True, slots=True)
class Directory:
    """All folders, and the names of all files; `has_content` says which of them have bytes in a folder, in order."""

    folders: tuple[Folder, ...]
    names: tuple[str, ...]
    has_content: tuple[bool, ...]


def directory(content: bytes) -> Directory:
    """
    Read the directory.

    Raises:
        Encrypted: it is encrypted.
        TooMuchMemory: it wants too much memory.
        ValueError, IndexError, EOFError, lzma.LZMAError: it is damaged.
    """
    offset, size = struct.unpack_from("<QQ", content, 12)
    if zlib.crc32(content[12:START]) != struct.unpack_from("<I", content, 8)[0]:
        raise ValueError("the first header is damaged")
    if not size:
        return Directory((), (), ())
    raw = content[START + offset : START + offset + size]
    if len(raw) < size or zlib.crc32(raw) != struct.unpack_from("<I", content, 28)[0]:
        raise ValueError("the directory is not where it should be")
    for _ in range(4):
        if raw[0] != ENCODED_HEADER:
            break
        (folder, *_) = _Reader(raw, 1).streams()
        if folder.is_encrypted:
            raise Encrypted
        if folder.memory > MEMORY_BYTES or folder.sizes[-1] > HEADER_BYTES:
            raise TooMuchMemory
        raw = b"".join(unpacked(content, folder))
    return _Reader(raw, 1).header()


def unpacked(content: bytes, folder: Folder) -> Iterator[bytes]:
    """Yield what a simple folder holds, all of its files one behind another."""
    if not folder.is_simple:
        raise ValueError(folder.coders)
    left = folder.sizes[0]
    for chunk in UNPACKERS[folder.coders[0].method](content, folder):
        yield chunk[:left]
        left -= len(chunk)
        if left <= 0:
            return


def _memory(coder: Coder) -> int:
    settings = coder.settings
    if coder.method in {LZMA, PPMD} and len(settings) >= 5:
        return int.from_bytes(settings[1:5], "little")
    return _lzma2_dictionary(settings[0]) if coder.method == LZMA2 and settings else 0


def _lzma2_dictionary(code: int) -> int:
    return 0xFFFFFFFF if code >= 40 else (2 | code & 1) << (code // 2 + 11)


def _un_lzma(content: bytes, folder: Folder) -> Iterator[bytes]:
    settings = folder.coders[0].settings
    stream = raw_lzma(settings[0], int.from_bytes(settings[1:5], "little"), folder.sizes[0])
    return run(stream, sliced(content, folder.start, folder.start + folder.packed))


def _un_lzma2(content: bytes, folder: Folder) -> Iterator[bytes]:
    size = max(4096, min(_lzma2_dictionary(folder.coders[0].settings[0]), folder.sizes[0]))
    if size > MEMORY_BYTES:
        raise TooMuchMemory
    stream = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": size}])
    return run(stream, sliced(content, folder.start, folder.start + folder.packed))


UNPACKERS: dict[bytes, Callable[[bytes, Folder], Iterator[bytes]]] = {
    b"\0": lambda content, folder: sliced(content, folder.start, folder.start + folder.packed),
    LZMA: _un_lzma,
    LZMA2: _un_lzma2,
    b"\x04\x01\x08": lambda content, folder: run(
        Inflate(-zlib.MAX_WBITS), sliced(content, folder.start, folder.start + folder.packed)
    ),
    b"\x04\x02\x02": lambda content, folder: run(
        bz2.BZ2Decompressor(), sliced(content, folder.start, folder.start + folder.packed)
    ),
    b"\x04\xf7\x11\x01": lambda content, folder: unzstd(content, folder.start, folder.start + folder.packed),
}


class _Reader:
    """The structures of a directory, read in order."""

    def __init__(self, raw: bytes, position: int) -> None:
        self.raw = raw
        self.position = position

    def byte(self) -> int:
        self.position += 1
        return self.raw[self.position - 1]

    def take(self, size: int) -> bytes:
        taken = self.raw[self.position : self.position + size]
        if len(taken) < size:
            raise EOFError
        self.position += size
        return taken

    def number(self) -> int:
        """Read a number whose first byte says, by its leading ones, how many bytes follow."""
        first = self.byte()
        value, mask = 0, 0x80
        for index in range(8):
            if not first & mask:
                return value + ((first & (mask - 1)) << (8 * index))
            value |= self.byte() << (8 * index)
            mask >>= 1
        return value

    def count(self) -> int:
        """Read a number of things, each of which takes at least a bit of the directory."""
        number = self.number()
        if number > min(MAX_FILES, 8 * len(self.raw)):
            raise ValueError(number)
        return number

    def bits(self, count: int) -> list[bool]:
        raw = self.take((count + 7) // 8)
        return [bool(raw[index // 8] & (0x80 >> index % 8)) for index in range(count)]

    def digests(self, count: int) -> list[bool]:
        known = [True] * count if self.byte() else self.bits(count)
        self.take(4 * sum(known))
        return known

    def header(self) -> Directory:
        folders: list[Folder] = []
        names: list[str] = []
        has_content: list[bool] = []
        while (kind := self.byte()) != END:
            if kind == ARCHIVE_PROPERTIES:
                while self.byte() != END:
                    self.take(self.number())
            elif kind == ADDITIONAL:
                self.streams()
            elif kind == STREAMS:
                folders = self.streams()
            elif kind == FILES:
                names, has_content = self.files()
            else:
                raise ValueError(kind)
        return Directory(tuple(folders), tuple(names), tuple(has_content))

    def streams(self) -> list[Folder]:
        folders: list[Folder] = []
        start, sizes = 0, [0]
        while (kind := self.byte()) != END:
            if kind == PACK:
                start, sizes = self.pack()
            elif kind == UNPACK:
                folders = self.unpack()
            elif kind == SUBSTREAMS:
                self.substreams(folders)
            else:
                raise ValueError(kind)
        position, index = START + start, 0
        for folder in folders:
            own = sizes[index : index + folder.packed_streams]
            folder.start, folder.packed = position, sum(own)
            position, index = position + sum(own), index + folder.packed_streams
            folder.files = folder.files or [folder.sizes[-1] if folder.outputs > 1 else folder.sizes[0]]
        return folders

    def pack(self) -> tuple[int, list[int]]:
        start, count = self.number(), self.count()
        sizes: list[int] = []
        while (kind := self.byte()) != END:
            if kind == SIZES:
                sizes = [self.number() for _ in range(count)]
            elif kind == DIGESTS:
                self.digests(count)
            else:
                raise ValueError(kind)
        return start, sizes

    def unpack(self) -> list[Folder]:
        folders: list[Folder] = []
        while (kind := self.byte()) != END:
            if kind == FOLDERS:
                count = self.count()
                if self.byte():
                    raise ValueError("folders elsewhere")
                folders = [self.folder() for _ in range(count)]
            elif kind == UNPACK_SIZES:
                for folder in folders:
                    folder.sizes = [self.number() for _ in range(folder.outputs)]
            elif kind == DIGESTS:
                for folder, is_known in zip(folders, self.digests(len(folders)), strict=True):
                    folder.has_digest = is_known
            else:
                raise ValueError(kind)
        return folders

    def folder(self) -> Folder:
        coders: list[Coder] = []
        inputs = outputs = 0
        for _ in range(self.number()):
            if len(coders) >= MAX_CODERS:
                raise ValueError(len(coders))
            flags = self.byte()
            method = self.take(flags & 15)
            inputs, outputs = (
                inputs + (self.number() if flags & 16 else 1),
                outputs + (self.number() if flags & 16 else 1),
            )
            coders.append(Coder(method, self.take(self.number()) if flags & 32 else b""))
        if not 0 < outputs <= MAX_CODERS or not 0 < inputs <= MAX_CODERS:
            raise ValueError(outputs)
        for _ in range(2 * (outputs - 1)):
            self.number()
        packed_streams = inputs - outputs + 1
        for _ in range(packed_streams if packed_streams > 1 else 0):
            self.number()
        return Folder(tuple(coders), outputs, packed_streams)

    def substreams(self, folders: list[Folder]) -> None:
        counts = [1] * len(folders)
        kind = self.byte()
        if kind == COUNTS:
            counts = [self.count() for _ in folders]
            kind = self.byte()
        for folder, count in zip(folders, counts, strict=True):
            whole = folder.sizes[0] if folder.outputs == 1 else folder.sizes[-1]
            stated = [self.number() for _ in range(count - 1)] if kind == SIZES else []
            folder.files = [*stated, whole - sum(stated)] if count else []
        while kind != END:
            if kind == DIGESTS:
                lone = sum(folder.has_digest for folder, count in zip(folders, counts, strict=True) if count == 1)
                self.digests(sum(counts) - lone)
            kind = self.byte()

    def files(self) -> tuple[list[str], list[bool]]:
        count = self.count()
        names: list[str] = [""] * count
        has_content = [True] * count
        while (kind := self.byte()) != END:
            body = self.take(self.number())
            if kind == EMPTY:
                has_content = [not bit for bit in _Reader(body, 0).bits(count)]
            elif kind == NAMES:
                text = body[1:].decode("utf-16-le", "replace")
                names = [*text.split("\0")[:count], *names][:count]
        return names, has_content
