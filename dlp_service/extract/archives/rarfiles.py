"""
The headers of a rar archive, of both generations: what its entries are called, which are encrypted, how they are packed.

Version 4 has fixed fields after a two-byte checksum; version 5 has numbers of seven bits a byte (technote.txt of its maker).
Only headers are walked here.  An entry that is stored is readable as it is; packed ones need the library.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MARK_4, MARK_5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
MAIN_4, FILE_4, SERVICE_4, END_4 = 0x73, 0x74, 0x7A, 0x7B
HAS_MORE, HEADERS_ENCRYPTED, VOLUME = 0x8000, 0x80, 0x01
SPLIT_4, ENCRYPTED_4, LARGE_4, UNICODE_4, FOLDER_4, STORED_4 = 0x03, 0x04, 0x100, 0x200, 0xE0, 0x30
MAIN_5, FILE_5, SERVICE_5, ENCRYPTION_5, END_5 = 1, 2, 3, 4, 5
EXTRA_5, DATA_5, SPLIT_5 = 1, 2, 0x18
FOLDER_5, TIME_5, CRC_5 = 1, 2, 4
ENCRYPTION_RECORD = 1
METHOD_5 = 0x380
MAX_HEADER = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Block:
    """
    One header with its data: an entry, a comment (`is_service`) or something of the archive's own (no name).

    The whole of it is `content[start:end]`, its packed data `content[data:end]`.
    """

    name: str
    start: int
    data: int
    end: int
    is_service: bool = False
    is_folder: bool = False
    is_stored: bool = False
    is_encrypted: bool = False
    is_split: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """All headers up to the end mark; `is_whole` says that it was there, `is_encrypted` that the headers are dark."""

    blocks: tuple[Block, ...]
    is_encrypted: bool
    is_whole: bool
    is_volume: bool
    end: int


def directory(content: bytes) -> Directory:
    """Walk the headers of an archive; a damaged one ends the walk."""
    walk = _blocks_5 if content.startswith(MARK_5) else _blocks_4
    blocks: list[Block] = []
    is_encrypted = is_whole = is_volume = False
    end = len(MARK_5 if content.startswith(MARK_5) else MARK_4)
    try:
        for kind, block, is_marked in walk(content):
            end = min(block.end, len(content))
            is_encrypted |= kind == "encrypted"
            is_whole |= kind == "end"
            is_volume |= is_marked or block.is_split
            blocks.append(block)
    except (struct.error, IndexError, ValueError):
        is_whole = False
    return Directory(tuple(blocks), is_encrypted, is_whole, is_volume, end)


def without_stored(content: bytes, found: Directory) -> bytes:
    """
    Return the archive without the entries that are read already, or that need a password.

    The library gives up at the first entry that is encrypted.  Stored entries have no part in the window that solid
    archives share, and an archive with some left out is still one.
    """
    mark = MARK_5 if content.startswith(MARK_5) else MARK_4
    kept = (block for block in found.blocks if not (block.name and (block.is_encrypted or block.is_stored)))
    return mark + b"".join(content[block.start : block.end] for block in kept)


def _blocks_4(content: bytes) -> Iterator[tuple[str, Block, bool]]:
    position = len(MARK_4)
    while position + 7 <= len(content):
        kind, flags, size = struct.unpack_from("<BHH", content, position + 2)
        if size < 7:
            raise ValueError(size)
        start, data = position, position + size
        added = struct.unpack_from("<I", content, position + 7)[0] if flags & HAS_MORE or kind == FILE_4 else 0
        if kind == MAIN_4:
            yield (
                "encrypted" if flags & HEADERS_ENCRYPTED else "main",
                Block("", start, data, data),
                bool(flags & VOLUME),
            )
            if flags & HEADERS_ENCRYPTED:
                return
        elif kind in {FILE_4, SERVICE_4}:
            block = _entry_4(content, start, data, flags, added, is_service=kind == SERVICE_4)
            added = block.end - block.data
            yield "entry", block, False
        else:
            yield "end" if kind == END_4 else "other", Block("", start, data, data + added), False
            if kind == END_4:
                return
        position = data + added


def _entry_4(content: bytes, start: int, data: int, flags: int, packed: int, *, is_service: bool) -> Block:
    method, size = struct.unpack_from("<BH", content, start + 25)
    position = start + 32
    if flags & LARGE_4:
        packed |= int(struct.unpack_from("<I", content, position)[0]) << 32
        position += 8
    return Block(
        name=_name_4(content[position : position + size], is_unicode=bool(flags & UNICODE_4)),
        start=start,
        data=data,
        end=data + packed,
        is_service=is_service,
        is_folder=flags & FOLDER_4 == FOLDER_4 and not is_service,
        is_stored=method == STORED_4,
        is_encrypted=bool(flags & ENCRYPTED_4),
        is_split=bool(flags & SPLIT_4),
    )


def _name_4(raw: bytes, *, is_unicode: bool) -> str:
    """
    Return a name: in the maker's charset, or that, a zero byte and how it differs in Unicode, or UTF-8.

    >>> _name_4(b"plan.txt", is_unicode=False)
    'plan.txt'
    """
    plain, has_more, coded = raw.partition(b"\0")
    if is_unicode and has_more:
        return _unicode_4(plain, coded)
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return plain.decode("cp437")


def _unicode_4(plain: bytes, coded: bytes) -> str:
    """Undo the packing of Unicode names: two bits a letter say whether its high byte is zero, common, given, or a run."""
    high, position, letters = coded[0] if coded else 0, 1, []
    flags = bits = 0
    while position < len(coded):
        if not bits:
            flags, bits, position = coded[position], 8, position + 1
            continue
        bits -= 2
        step = flags >> bits & 3
        piece = coded[position : position + 2]
        if step < 2:
            letters.append(piece[0] | (high << 8 if step else 0))
            position += 1
        elif step == 2:
            letters.append(int.from_bytes(piece, "little"))
            position += 2
        else:
            size, position = piece[0], position + 1
            shift = 0
            if size & 0x80:
                shift, position = coded[position] if position < len(coded) else 0, position + 1
            run = plain[len(letters) : len(letters) + (size & 0x7F) + 2]
            letters += [(byte + shift & 0xFF) | (high << 8 if size & 0x80 else 0) for byte in run]
    return "".join(map(chr, letters)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _blocks_5(content: bytes) -> Iterator[tuple[str, Block, bool]]:
    position = len(MARK_5)
    while position + 7 <= len(content):
        start = position
        size, position = _number(content, position + 4)
        if not 0 < size <= MAX_HEADER:
            raise ValueError(size)
        data = position + size
        kind, position = _number(content, position)
        flags, position = _number(content, position)
        extra, position = _number(content, position) if flags & EXTRA_5 else (0, position)
        packed, position = _number(content, position) if flags & DATA_5 else (0, position)
        if kind == ENCRYPTION_5:
            yield "encrypted", Block("", start, data, data), False
            return
        if kind in {FILE_5, SERVICE_5}:
            yield "entry", _entry_5(content, position, (start, data, data + packed), kind, flags, extra), False
        else:
            is_volume = kind == MAIN_5 and bool(content[position] & 1)
            yield "end" if kind == END_5 else "other", Block("", start, data, data + packed), is_volume
            if kind == END_5:
                return
        position = data + packed


def _entry_5(content: bytes, position: int, extent: tuple[int, int, int], kind: int, flags: int, extra: int) -> Block:
    start, data, end = extent
    of_file, position = _number(content, position)
    _, position = _number(content, position)
    _, position = _number(content, position)
    position += (4 if of_file & TIME_5 else 0) + (4 if of_file & CRC_5 else 0)
    packing, position = _number(content, position)
    _, position = _number(content, position)
    size, position = _number(content, position)
    return Block(
        name=content[position : min(position + size, data)].decode("utf-8", "replace"),
        start=start,
        data=data,
        end=end,
        is_service=kind == SERVICE_5,
        is_folder=bool(of_file & FOLDER_5),
        is_stored=not packing & METHOD_5,
        is_encrypted=ENCRYPTION_RECORD in _records(content, data - extra, data),
        is_split=bool(flags & SPLIT_5),
    )


def _records(content: bytes, position: int, end: int) -> set[int]:
    found: set[int] = set()
    while position < end:
        size, following = _number(content, position)
        kind, _ = _number(content, following)
        found.add(kind)
        position = following + max(1, size)
    return found


def _number(content: bytes, position: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, lowest first, and return it with where the next field is."""
    value = 0
    for index in range(10):
        byte = content[position + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    raise ValueError(position)
