"""
Compound files (MS-CFB): the storages and streams of old office formats, Outlook messages and embedded objects.

Every structure in them is a chain or a tree made of numbers that a hostile writer chose.  So chains end after as many
sectors as the file has, the directory is walked without recursion and each entry once, and what lies beyond
the end of the file is missing and not an error: the rest is still read, and `is_damaged` says so.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp_service.extract.job import Job
from dlp_service.values import GapReason

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
HEADER_BYTES = 512
ENTRY = struct.Struct("<64sHBxIII16s20xIQ")
Entry = tuple[bytes, int, int, int, int, int, bytes, int, int]
ENTRY_BYTES = 128
LAST_SECTOR = 0xFFFFFFFA
NOTHING = 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
HEADER_FATS = 109
MAX_DEPTH = 64
"""Storages in storages beyond this are not looked into: messages in messages end at ten."""

ENTRIES_PER_DOCUMENT = 20
"""How many directory entries are looked at for each archive entry that the limits allow."""


class NotCompound(Exception):
    """The bytes have no usable header."""


@dataclass(slots=True)
class Node:
    """A storage or a stream; `name` may begin with a control character that tells what it is."""

    name: str
    kind: int
    start: int = 0
    size: int = 0
    clsid: bytes = b""
    children: list[Node] = field(default_factory=list)
    is_unlisted: bool = False


@dataclass(slots=True)
class Compound:
    """An opened compound file; `content` is read in place."""

    content: bytes
    shift: int
    mini_shift: int
    cutoff: int
    fat: tuple[int, ...] = ()
    mini_fat: tuple[int, ...] = ()
    mini: bytes = b""
    root: Node = field(default_factory=lambda: Node("", ROOT))
    is_damaged: bool = False

    def stream(self, node: Node, limit: int) -> bytes:
        """Return at most `limit` bytes of a stream; a broken chain gives what comes before the break."""
        size = min(node.size, limit, len(self.content))
        if node.size >= self.cutoff:
            data = self.long_stream(node, limit)
        else:
            data = _joined(self.mini, self.mini_fat, node.start, size, self.mini_shift)
        if len(data) < min(node.size, limit):
            self.is_damaged = True
        return data

    def long_stream(self, node: Node, limit: int) -> bytes:
        """Return at most `limit` bytes of a stream that lies in sectors of the file, whatever its size."""
        size = min(node.size, limit, len(self.content))
        return _joined(self.content, self.fat, node.start, size, self.shift, 1 << self.shift)


@dataclass(frozen=True, slots=True)
class Storage:
    """One storage of a compound file: what readers are given, for the file itself and for objects embedded in it."""

    compound: Compound
    node: Node
    job: Job
    path: str

    def child(self, *names: str) -> Node | None:
        """Return the entry at a path of names, without regard to case."""
        node: Node | None = self.node
        for name in names:
            folded = name.casefold()
            node = next((child for child in node.children if child.name.casefold() == folded), None) if node else None
        return node

    def storage(self, name: str, path: str = "") -> Storage | None:
        """Return a storage in this one, read under `path` or under this one's."""
        node = self.child(name)
        if node is None or node.kind == STREAM:
            return None
        return Storage(self.compound, node, self.job, path or self.path)

    def read(self, *names: str) -> bytes:
        """Return a stream, empty when there is none."""
        node = self.child(*names)
        return self.content(node) if node and node.kind == STREAM else b""

    def content(self, node: Node) -> bytes:
        """Return the bytes of a stream within the limits of the whole nest; beyond them, a gap."""
        job, limits = self.job, self.job.limits
        job.budget.check()
        room = min(limits.file_bytes, limits.total_bytes - job.decoded_bytes)
        if node.size > room and len(self.compound.content) > room:
            job.gap(self.path, GapReason.OVER_LIMIT, f"more than {limits.total_bytes} bytes unpacked", "OFFICE")
        data = self.compound.stream(node, max(0, room))
        job.decoded_bytes += len(data)
        return data

    def peek(self, node: Node) -> bytes:
        """Return the bytes of a stream that is only looked at: they do not count."""
        return self.compound.stream(node, self.job.limits.file_bytes)

    def nodes(self) -> Iterator[Node]:
        """Yield the entries of this storage in directory order."""
        yield from self.node.children


def open_compound(content: bytes, job: Job, path: str) -> Storage:
    """
    Open a compound file as its root storage.

    Raises:
        NotCompound: there is no usable header.
    """
    if len(content) < HEADER_BYTES or not content.startswith(MAGIC):
        raise NotCompound
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    first, cutoff, first_mini, first_difat = (struct.unpack_from("<I", content, at)[0] for at in (48, 56, 60, 68))
    if not 7 <= shift <= 16 or not 2 <= mini_shift < shift:
        raise NotCompound
    compound = Compound(content, shift, mini_shift, min(cutoff, 1 << 16) or 4096)
    compound.fat = _fat(compound, first_difat)
    compound.mini_fat = _numbers(_whole(compound, first_mini))
    nodes = _nodes(_whole(compound, first), compound, job, path)
    if nodes:
        compound.root = nodes[0]
        compound.mini = compound.long_stream(nodes[0], len(content))
    compound.is_damaged |= not nodes
    return Storage(compound, compound.root, job, path)


def _fat(compound: Compound, first_difat: int) -> tuple[int, ...]:
    """Return the sector table: its first sectors stand in the header, the others in a chain of their own."""
    content, size = compound.content, 1 << compound.shift
    listed = list(struct.unpack_from(f"<{HEADER_FATS}I", content, 76))
    seen: set[int] = set()
    sector = first_difat
    while sector < LAST_SECTOR and sector not in seen and (sector + 2) * size <= len(content):
        seen.add(sector)
        numbers = struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
        listed += numbers[:-1]
        sector = numbers[-1]
    # A sector of the table that is listed twice would make the table longer than the file.
    places = dict.fromkeys(number for number in listed if number < LAST_SECTOR and (number + 1) * size < len(content))
    compound.is_damaged |= any(number < LAST_SECTOR and number not in places for number in listed)
    return _numbers(b"".join(content[(number + 1) * size : (number + 2) * size] for number in places))


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _whole(compound: Compound, start: int) -> bytes:
    """Return a chain whose length nobody states: to its end, or to where it comes back to itself."""
    seen: set[int] = set()
    sector = start
    while sector < LAST_SECTOR and sector not in seen:
        seen.add(sector)
        sector = compound.fat[sector] if sector < len(compound.fat) else NOTHING
    compound.is_damaged |= sector in seen
    return compound.long_stream(Node("", ROOT, start, len(seen) << compound.shift), len(compound.content))


def _nodes(directory: bytes, compound: Compound, job: Job, path: str) -> list[Node]:
    """Return the directory's entries as trees; entries that no tree reaches are hung under the root."""
    limit = job.limits.archive_entries * ENTRIES_PER_DOCUMENT
    count = len(directory) // ENTRY_BYTES
    if count > limit:
        job.gap(path, GapReason.OVER_LIMIT, f"more than {limit} entries in a directory", "OFFICE")
        count = limit
    raw = [ENTRY.unpack_from(directory, at * ENTRY_BYTES) for at in range(count)]
    nodes = [_node(entry, compound.shift) for entry in raw]
    if not nodes or nodes[0].kind != ROOT:
        compound.is_damaged = True
        return nodes[:1] and [Node("", ROOT, children=[node for node in nodes if node.kind == STREAM])]
    seen = bytearray(count)
    seen[0] = 1
    _hang(nodes, raw, seen)
    for index, node in enumerate(nodes):
        if not seen[index] and node.kind in {STORAGE, STREAM}:
            node.is_unlisted = True
            nodes[0].children.append(node)
    return nodes


def _hang(nodes: list[Node], raw: list[Entry], seen: bytearray) -> None:
    """Hang entries under their storages: siblings are a binary tree of their own, walked without recursion."""
    pending = [(raw[0][5], 0, 0)]
    while pending:
        index, owner, depth = pending.pop()
        if index >= len(nodes) or seen[index] or nodes[index].kind not in {STORAGE, STREAM}:
            continue
        seen[index] = 1
        nodes[owner].children.append(nodes[index])
        _, _, _, left, right, child, _, _, _ = raw[index]
        pending += [(right, owner, depth), (left, owner, depth)]
        if nodes[index].kind == STORAGE and depth < MAX_DEPTH:
            pending.append((child, index, depth + 1))


def _node(entry: Entry, shift: int) -> Node:
    raw, length, kind, _, _, _, clsid, start, size = entry
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    # Files with small sectors state a size of 32 bits, and some writers leave rubbish above it.
    return Node(name, kind, start, size & 0xFFFFFFFF if shift == 9 else size, clsid)


def _joined(source: bytes, fat: tuple[int, ...], start: int, size: int, shift: int, base: int = 0) -> bytes:
    """Join the sectors of a chain, neighbours in one slice."""
    pieces: list[bytes] = []
    wanted = (size + (1 << shift) - 1) >> shift
    first = sector = start
    for count in range(1, wanted + 1):
        if sector >= LAST_SECTOR or base + (sector << shift) >= len(source):
            break
        following = fat[sector] if sector < len(fat) else NOTHING
        if following != sector + 1 or count == wanted:
            pieces.append(source[base + (first << shift) : base + ((sector + 1) << shift)])
            first = following
        sector = following
    else:
        return b"".join(pieces)[:size]
    if first < sector:
        pieces.append(source[base + (first << shift) : base + (sector << shift)])
    return b"".join(pieces)[:size]
