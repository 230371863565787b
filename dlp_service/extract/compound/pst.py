"""
Outlook stores (MS-PST): nodes, blocks and heaps, as far as the properties of folders, messages and attachments.

A store is two B-trees of pages, from nodes to blocks and from blocks to places.  A message is a node whose block is a small
heap with a table of properties in it; what is too long for the heap is a node inside the node.  Unicode stores only.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp_service.charsets import leniently
from dlp_service.extract.compound import mapi
from dlp_service.extract.compound.mapi import Item
from dlp_service.extract.job import Job

PAGE, LEAF_COUNT = 512, 488
FIRST_UNICODE = 23
NODES_AT, BLOCKS_AT, CIPHER_AT = 216, 232, 513
PLAIN, PERMUTED = 0, 1
HEAP, PROPERTIES, TABLE = 0xEC, 0xBC, 0x7C
DATA_TREE, SUBNODES = 1, 2
MAX_TREE, MAX_NODES, MAX_BLOCKS, MAX_ROWS = 3, 200_000, 16_384, 5_000
MAX_STEPS = 500_000
"""Blocks and rows visited in all: trees of blocks may share their branches, and grow without growing the file."""
DECODE = bytes.fromhex(
    "47f1b4e60b6a7248854e9eebe2f89453e0bba002e85a09abdbe3bac67cc310dd"
    "39059630f53760828cc9134a6b1df3fb8f2697ca911701c4322d6e3195ffd923"
    "d1005e79dc443b1a28c5615720903d83b943be67d2464276c06d5b7eb20f1629"
    "3ca903540dda5ddff6b7c762cd8d06d3695c86d614f7a56675acb1e94521700c"
    "879f74a4224c6fbf1f56aa2eb3783350b0a392bccf191ca763cb1e4d3e4b1b9b"
    "4fe7f0eead3ab55904ea40552551e57a893868527bfc27aed7bdfa07f4cc8e5f"
    "ef359c842b15d5773449b6120a7f7188fd9d18417d93d8582ccefe24afdeb836"
    "c8a180a69998a82f0e816573e4c2a28ad4e111d0088b2af2ed9a643fc16cf9ec"
)
"""What permuted bytes stand for (section 5.1)."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its block, the block that lists the nodes inside it, and the folder it lies in."""

    block: int
    inner: int = 0
    parent: int = 0


@dataclass(slots=True)
class Store:
    """An opened store: its nodes by number, its blocks as place and size by number."""

    content: bytes
    is_permuted: bool
    job: Job
    nodes: dict[int, Node] = field(default_factory=dict)
    blocks: dict[int, tuple[int, int]] = field(default_factory=dict)
    steps: int = 0
    is_cut: bool = False

    def is_spent(self) -> bool:
        """Count a step, and say whether the store has asked for more of them than any honest one."""
        self.steps += 1
        return self.is_over(self.steps > MAX_STEPS)

    def is_over(self, is_over: bool) -> bool:
        """Remember that something was left out for a limit."""
        self.is_cut |= is_over
        return is_over

    def pieces(self, block: int, depth: int = 0) -> Iterator[bytes]:
        """Yield the pieces of data behind a block number; a block of blocks is followed (section 2.2.2.8.3)."""
        place, size = self.blocks.get(block & ~1, (0, 0))
        raw = self.content[place : place + size]
        if self.is_spent():
            return
        if not block & 2:
            self.job.decoded_bytes += len(raw)
            yield raw.translate(DECODE) if self.is_permuted else raw
        elif len(raw) >= 8 and raw[0] == DATA_TREE and not self.is_over(depth >= MAX_TREE):
            self.job.budget.check()
            count = min(struct.unpack_from("<H", raw, 2)[0], (len(raw) - 8) // 8)
            for inner in struct.unpack_from(f"<{count}Q", raw, 8):
                yield from self.pieces(inner, depth + 1)

    def pages(self, block: int) -> list[bytes]:
        """Return the pieces of data behind a block, within the limits of a file and of the whole nest."""
        limits, size = self.job.limits, 0
        found: list[bytes] = []
        for piece in self.pieces(block):
            size += len(piece)
            is_full = size > limits.file_bytes or self.job.decoded_bytes > limits.total_bytes
            if self.is_over(is_full or len(found) >= MAX_BLOCKS):
                break
            found.append(piece)
        return found

    def inside(self, block: int, depth: int = 0) -> dict[int, Node]:
        """Return the nodes inside a node by their numbers (section 2.2.2.8.3.3)."""
        place, size = self.blocks.get(block & ~1, (0, 0))
        raw = self.content[place : place + size]
        found: dict[int, Node] = {}
        if self.is_spent() or len(raw) < 8 or raw[0] != SUBNODES or self.is_over(depth >= MAX_TREE):
            return found
        width = 16 if raw[1] else 24
        for at in range(8, min(8 + width * struct.unpack_from("<H", raw, 2)[0], len(raw) - width + 1), width):
            number, first = struct.unpack_from("<QQ", raw, at)
            if raw[1]:
                found |= self.inside(first, depth + 1)
            else:
                found[number & 0xFFFFFFFF] = Node(first, struct.unpack_from("<Q", raw, at + 16)[0])
            if self.is_over(len(found) > MAX_ROWS):
                break
        return found

    def item(self, node: Node) -> Item:
        """Return the properties of a node; an object's value is the number of the node that it is."""
        item = Item()
        pages = self.pages(node.block)
        if not is_heap(pages, PROPERTIES):
            return item
        inner = self.inside(node.inner) if node.inner else {}
        header = heap(pages, struct.unpack_from("<I", pages[0], 4)[0])
        table = heap(pages, int.from_bytes(header[4:8], "little"))
        for at in range(0, len(table) - 7, 8):
            number, kind, value = struct.unpack_from("<HHI", table, at)
            if kind in {mapi.INTEGER, mapi.BOOLEAN}:
                item.numbers[number] = value
            else:
                self._put(item, number, kind, self._value(pages, inner, value))
        return item

    def _value(self, pages: list[bytes], inner: dict[int, Node], reference: int) -> bytes:
        if not reference & 0x1F:
            return heap(pages, reference)
        node = inner.get(reference)
        return b"".join(self.pages(node.block)) if node else b""

    def _put(self, item: Item, number: int, kind: int, raw: bytes) -> None:
        if kind in {mapi.UNICODE, mapi.STRING8}:
            text = raw.decode("utf-16-le", "replace") if kind == mapi.UNICODE else leniently(raw, "cp1252")
            # A subject may begin with a mark and the length of its prefix.
            item.texts[number] = text[2:] if number == mapi.SUBJECT and text.startswith("\x01") else text
        elif kind == mapi.TIME:
            item.numbers[number] = int.from_bytes(raw[:8], "little")
        elif kind == mapi.OBJECT:
            item.numbers[number] = int.from_bytes(raw[:4], "little")
        else:
            item.binaries[number] = raw

    def rows(self, node: Node) -> list[Item]:
        """Return the rows of a table, such as that of a message's recipients (section 2.3.4)."""
        pages = self.pages(node.block)
        if not is_heap(pages, TABLE):
            return []
        header = heap(pages, struct.unpack_from("<I", pages[0], 4)[0])
        if len(header) < 22:
            return []
        width, place = struct.unpack_from("<H", header, 8)[0], struct.unpack_from("<I", header, 14)[0]
        columns = [struct.unpack_from("<HHH", header, at) for at in range(22, len(header) - 7, 8)]
        inner = self.inside(node.inner) if node.inner else {}
        blocks = [heap(pages, place)] if not place & 0x1F else self.pages(inner[place].block) if place in inner else []
        found: list[Item] = []
        for block in blocks:
            for at in range(0, len(block) - width + 1 if width else 0, max(1, width)):
                if self.is_over(len(found) >= MAX_ROWS) or self.is_spent():
                    return found
                found.append(self._row(block[at : at + width], columns, pages, inner))
        return found

    def _row(self, row: bytes, columns: list[tuple[int, int, int]], pages: list[bytes], inner: dict[int, Node]) -> Item:
        item = Item()
        for kind, number, at in columns:
            value = int.from_bytes(row[at : at + 4], "little")
            if kind == mapi.INTEGER:
                item.numbers[number] = value
            elif kind == mapi.UNICODE and value:
                item.texts[number] = self._value(pages, inner, value).decode("utf-16-le", "replace")
        return item


def is_heap(pages: list[bytes], client: int) -> bool:
    """Say whether blocks are a heap that holds properties or a table."""
    return bool(pages) and len(pages[0]) >= 12 and pages[0][2] == HEAP and pages[0][3] == client


def heap(pages: list[bytes], reference: int) -> bytes:
    """Return what a reference into a heap points at (section 2.3.1), empty when it points nowhere."""
    index, page = reference >> 5 & 0x7FF, reference >> 16
    if not index or page >= len(pages) or len(pages[page]) < 2:
        return b""
    data = pages[page]
    at = struct.unpack_from("<H", data)[0] + 4 + 2 * (index - 1)
    if at + 4 > len(data):
        return b""
    start, end = struct.unpack_from("<HH", data, at)
    return data[start:end]


def open_store(content: bytes, job: Job) -> Store | None:
    """Return a Unicode store whose blocks are plain or permuted, None for any other."""
    if len(content) < CIPHER_AT + 1 or struct.unpack_from("<H", content, 10)[0] < FIRST_UNICODE:
        return None
    cipher = content[CIPHER_AT]
    if cipher not in {PLAIN, PERMUTED}:
        return None
    store = Store(content, cipher == PERMUTED, job)
    nodes, blocks = (struct.unpack_from("<Q", content, at + 8)[0] for at in (NODES_AT, BLOCKS_AT))
    for entry in _entries(store, blocks, 24):
        number, place, size = struct.unpack_from("<QQH", entry)
        store.blocks[number & ~1] = (place, size)
    for entry in _entries(store, nodes, 32):
        number, block, inner, parent = struct.unpack_from("<QQQI", entry)
        store.nodes[number & 0xFFFFFFFF] = Node(block, inner, parent)
    return store


def _entries(store: Store, root: int, size: int) -> Iterator[bytes]:
    """Yield the leaf entries of a B-tree of pages; each page is visited once (section 2.2.2.7.7)."""
    pending, seen, count = [root], set[int](), 0
    while pending:
        if store.is_over(count >= MAX_NODES):
            return
        place = pending.pop()
        page = store.content[place : place + PAGE]
        if place in seen or len(page) < PAGE:
            continue
        store.job.budget.check()
        seen.add(place)
        entries, _, width, level = page[LEAF_COUNT : LEAF_COUNT + 4]
        for index in range(entries):
            entry = page[index * width : (index + 1) * width]
            if level and len(entry) >= 24:
                pending.append(struct.unpack_from("<Q", entry, 16)[0])
            elif not level and len(entry) >= size:
                count += 1
                yield entry
