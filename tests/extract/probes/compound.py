"""Compound files (MS-CFB), the container of old office files, messages and embedded objects; and two things kept in them."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR, CUTOFF = 512, 4096
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
Tree = Mapping[str, "bytes | Tree"]


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    child: int = NONE
    right: int = NONE
    start: int = END
    children: list[int] = field(default_factory=list)


def compound(tree: Tree) -> bytes:
    """Return a version 3 compound file of streams (bytes) and storages (mappings)."""
    entries = [_Entry("Root Entry", 5)]
    _add(tree, 0, entries)
    mini_table = _fill_mini_stream(entries)
    sectors: list[bytes] = []
    table: list[int] = []
    for entry in entries:
        if entry.data and (entry.kind == 5 or len(entry.data) >= CUTOFF):
            entry.start = _append(entry.data, sectors, table)
    directory = _append(b"".join(map(_record, entries)), sectors, table)
    mini_fat = _append(_packed(mini_table), sectors, table) if mini_table else END
    fats = 1
    while fats * 128 < len(sectors) + fats:
        fats += 1
    assert fats <= 109
    places = list(range(len(sectors), len(sectors) + fats))
    table += [FAT_SECTOR] * fats
    _append(_packed(table + [FREE] * (fats * 128 - len(table))), sectors, [])
    header = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0,
        0, 0, fats, directory, 0, CUTOFF, mini_fat, -(-len(mini_table) // 128), END, 0,
    )  # fmt: skip
    return header + struct.pack("<109I", *(places + [FREE] * (109 - fats))) + b"".join(sectors)


def _fill_mini_stream(entries: list[_Entry]) -> list[int]:
    """Put the small streams into the root's stream, 64 bytes a piece; return the table of pieces."""
    table: list[int] = []
    for entry in entries:
        if entry.kind == 2 and 0 < len(entry.data) < CUTOFF:
            count = -(-len(entry.data) // 64)
            entry.start = len(table)
            table += [*range(entry.start + 1, entry.start + count), END]
            entries[0].data += entry.data.ljust(count * 64, b"\0")
    return table


def _append(data: bytes, sectors: list[bytes], table: list[int]) -> int:
    """Append data as a chain of sectors; return its first."""
    start, count = len(sectors), -(-len(data) // SECTOR)
    padded = data.ljust(count * SECTOR, b"\0")
    sectors += [padded[place : place + SECTOR] for place in range(0, len(padded), SECTOR)]
    table += [*range(start + 1, start + count), END]
    return start


def _packed(table: list[int]) -> bytes:
    return struct.pack(f"<{len(table)}I", *table).ljust(-(-len(table) * 4 // SECTOR) * SECTOR, b"\xff")


def _add(tree: Tree, parent: int, entries: list[_Entry]) -> None:
    numbers = []
    # Siblings are a tree ordered by length, then by letters (2.6.4); a right-leaning one is as good as another.
    for name in sorted(tree, key=lambda each: (len(each), each.upper())):
        inside = tree[name]
        numbers.append(len(entries))
        entries.append(_Entry(name, 2, inside) if isinstance(inside, bytes) else _Entry(name, 1))
        if not isinstance(inside, bytes):
            _add(inside, numbers[-1], entries)
    entries[parent].child = numbers[0] if numbers else NONE
    for here, following in itertools.pairwise(numbers):
        entries[here].right = following


def _record(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    assert len(name) <= 62
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name) + 2, entry.kind, 1, NONE, entry.right, entry.child)
        + bytes(16 + 4 + 16)
        + struct.pack("<IQ", entry.start if entry.data else (0 if entry.kind == 1 else END), len(entry.data))
    )


def ole10_native(name: str, content: bytes) -> bytes:
    """Return the stream of an embedded file that the Packager keeps (MS-OLEDS 2.3.6)."""
    label = name.encode("latin-1") + b"\0"
    inside = (
        b"\2\0"
        + label
        + label
        + struct.pack("<HHI", 0, 3, len(label))
        + label
        + struct.pack("<I", len(content))
        + content
    )
    return struct.pack("<I", len(inside)) + inside


def vba_compressed(source: bytes) -> bytes:
    """Return a text as a container of MS-OVBA 2.4.1 that holds literal bytes only."""
    chunks = b""
    for start in range(0, len(source), 3640):
        piece = source[start : start + 3640]
        data = b"".join(b"\0" + piece[place : place + 8] for place in range(0, len(piece), 8))
        chunks += struct.pack("<H", (len(data) + 2 - 3) | 0xB000) + data
    return b"\1" + chunks


def vba_project(source: str) -> bytes:
    """Return a macro project of one module; its directory says that the source begins at once (MS-OVBA 2.3.4)."""
    text = ('Attribute VB_Name = "Module1"\r\n' + source).encode("latin-1")

    def record(number: int, data: bytes) -> bytes:
        return struct.pack("<HI", number, len(data)) + data

    module = (
        record(0x19, b"Module1") + record(0x47, "Module1".encode("utf-16-le")) + record(0x1A, b"Module1")
        + record(0x32, "Module1".encode("utf-16-le")) + record(0x1C, b"") + record(0x48, b"") + record(0x31, bytes(4))
        + record(0x1E, bytes(4)) + record(0x2C, b"\xff\xff") + record(0x21, b"") + record(0x2B, b"")
    )  # fmt: skip
    head = (
        record(1, struct.pack("<I", 1)) + record(2, struct.pack("<I", 0x409)) + record(0x14, struct.pack("<I", 0x409))
        + record(3, struct.pack("<H", 1252)) + record(4, b"P") + record(5, b"") + record(0x40, b"") + record(6, b"") + record(0x3D, b"")
        + record(7, bytes(4)) + record(8, bytes(4)) + struct.pack("<HIIH", 9, 4, 1, 0) + record(0xC, b"") + record(0x3C, b"")
        + record(0xF, struct.pack("<H", 1)) + record(0x13, b"\xff\xff")
    )  # fmt: skip
    directory = head + module + record(0x10, b"")
    project = b'ID="{00000000-0000-0000-0000-000000000000}"\r\nModule=Module1\r\nName="P"\r\n'
    return compound(
        {
            "PROJECT": project,
            "VBA": {
                "dir": vba_compressed(directory),
                "Module1": vba_compressed(text),
                "_VBA_PROJECT": b"\xcc\x61\xff\xff\0\0\0",
            },
        }
    )
