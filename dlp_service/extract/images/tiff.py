"""
TIFF directories: the tags of a TIFF file, and Exif, which is the same structure inside other images.

Directories point at one another by offsets, so a hostile file loops; each is visited once, their number and that
of their entries is bounded (TIFF 6.0 section 2; Exif 2.32 section 4.6; BigTIFF).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAX_DIRECTORIES = 256
MAX_ENTRIES = 2000
MAX_VALUE = 1024 * 1024
MAX_TOTAL = 16 * 1024 * 1024
"""Values may overlap, so that a small file claims a huge sum of them."""

SHORT = 64
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8, 129: 1}
LETTERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}
ASCII = 2
RATIONALS = {5: "I", 10: "i"}

WIDTH, HEIGHT = 256, 257
EXIF, GPS, INTEROP, SUB_DIRECTORIES = 0x8769, 0x8825, 0xA005, 0x014A
POINTERS = {EXIF: "Exif", GPS: "GPS", INTEROP: "Interop", SUB_DIRECTORIES: "Image"}


@dataclass(frozen=True, slots=True)
class Tag:
    """One entry: its number, the directory it stands in (Image, Exif, GPS, Interop), its type and raw bytes."""

    number: int
    group: str
    kind: int
    data: bytes
    order: str

    @property
    def numbers(self) -> tuple[float, ...]:
        """Return the value as numbers; empty when it is none."""
        if self.kind in RATIONALS:
            usable = len(self.data) // 8 * 8
            pairs = struct.iter_unpack(self.order + 2 * RATIONALS[self.kind], self.data[:usable])
            return tuple(above / below if below else 0.0 for above, below in pairs)
        if self.kind not in LETTERS:
            return ()
        usable = len(self.data) // SIZES[self.kind] * SIZES[self.kind]
        return tuple(row[0] for row in struct.iter_unpack(self.order + LETTERS[self.kind], self.data[:usable]))


def first_size(content: bytes) -> tuple[int, int]:
    """Return the largest width and height that a directory of a TIFF file states."""
    sizes: dict[int, list[float]] = {WIDTH: [0], HEIGHT: [0]}
    for tag in tags(content, with_long=False):
        if tag.number in sizes and tag.group == "Image" and tag.numbers:
            sizes[tag.number].append(tag.numbers[0])
    return int(max(sizes[WIDTH])), int(max(sizes[HEIGHT]))


def tags(content: bytes, *, with_long: bool = True) -> Iterator[Tag]:
    """Yield the entries of all directories; with `with_long` off only those of a few bytes."""
    layout = _layout(content)
    if layout is None:
        return
    queue: list[tuple[int, str]] = [(layout.first, "Image")]
    seen: set[int] = set()
    room = MAX_TOTAL
    while queue and len(seen) < MAX_DIRECTORIES:
        position, group = queue.pop(0)
        if position in seen or not 0 < position < len(content):
            continue
        seen.add(position)
        entries, following = layout.directory(position)
        for number, kind, count, place in entries:
            size = SIZES.get(kind, 0) * count
            if not size or size > min(room, MAX_VALUE if with_long else SHORT):
                continue
            room -= size
            tag = Tag(number, group, kind, layout.value(place, size), layout.order)
            if number in POINTERS:
                queue += [(int(offset), POINTERS[number]) for offset in tag.numbers[:MAX_DIRECTORIES]]
            else:
                yield tag
        if following:
            queue.append((following, group))


@dataclass(frozen=True, slots=True)
class _Layout:
    """Byte order and width of offsets: `<` or `>`, 4 bytes in TIFF and 8 in BigTIFF."""

    content: bytes
    order: str
    is_big: bool
    first: int

    def directory(self, position: int) -> tuple[list[tuple[int, int, int, int]], int]:
        """Return the entries of a directory, each with where its value field lies, and where the next directory is."""
        count_letter, entry_letters, entry_size, offset = (
            ("Q", "HHQ", 20, "Q") if self.is_big else ("H", "HHI", 12, "I")
        )
        start = position + struct.calcsize(count_letter)
        try:
            count = struct.unpack_from(self.order + count_letter, self.content, position)[0]
        except struct.error:
            return [], 0
        entries: list[tuple[int, int, int, int]] = []
        for index in range(min(count, MAX_ENTRIES)):
            place = start + index * entry_size
            if place + entry_size > len(self.content):
                return entries, 0
            number, kind, values = struct.unpack_from(self.order + entry_letters, self.content, place)
            entries.append((number, kind, values, place + struct.calcsize(self.order + entry_letters)))
        try:
            following = struct.unpack_from(self.order + offset, self.content, start + count * entry_size)[0]
        except (struct.error, OverflowError):
            following = 0
        return entries, following

    def value(self, place: int, size: int) -> bytes:
        """Return the bytes of a value: in the field itself when they fit, else where it points."""
        width, letter = (8, "Q") if self.is_big else (4, "I")
        if size > width:
            place = struct.unpack_from(self.order + letter, self.content, place)[0]
        return self.content[place : place + size]


def _layout(content: bytes) -> _Layout | None:
    order = {b"II": "<", b"MM": ">"}.get(content[:2])
    if order is None or len(content) < 8:
        return None
    version = struct.unpack_from(order + "H", content, 2)[0]
    if version == 43 and len(content) >= 16:
        return _Layout(content, order, is_big=True, first=struct.unpack_from(order + "Q", content, 8)[0])
    return _Layout(content, order, is_big=False, first=struct.unpack_from(order + "I", content, 4)[0])
