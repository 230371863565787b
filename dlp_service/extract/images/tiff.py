"""
TIFF directories: the tags of a TIFF file, and Exif, which is the same structure inside other images.

Directories point at one another by offsets, so a hostile file loops; each is visited once, their number and that
of their entries is bounded (TIFF 6.0 section 2; Exif 2.32 section 4.6; BigTIFF).  `over` is told what was left out.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.extract.job import Over

MAX_DIRECTORIES = 10_000
MAX_ENTRIES = 200_000
"""Entries of all directories together, which may overlap."""

MAX_VALUE = 4 * 1024 * 1024
MAX_TOTAL = 16 * 1024 * 1024
"""Values may overlap, so that a small file claims a huge sum of them."""

SHORT = 64
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8, 129: 1}
LETTERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}
ASCII = 2
RATIONALS = {5: "I", 10: "i"}

WIDTH, HEIGHT = 256, 257
XMP, IPTC, USER_COMMENT = 0x02BC, 0x83BB, 0x9286
EXIF, GPS, INTEROP, SUB_DIRECTORIES = 0x8769, 0x8825, 0xA005, 0x014A
POINTERS = {EXIF: "Exif", GPS: "GPS", INTEROP: "Interop", SUB_DIRECTORIES: "Image"}
TEXTS = frozenset({XMP, IPTC, USER_COMMENT, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F})
"""Tags that hold words though their type does not say so; of others what is long is numbers: places of strips, colours."""


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
    """Return the largest width and height that a directory of a TIFF file states; nothing when not all were seen."""
    sizes: dict[int, list[float]] = {WIDTH: [0], HEIGHT: [0]}
    left_out: list[str] = []
    for tag in tags(content, left_out.append, with_long=False):
        if tag.number in sizes and tag.group == "Image" and tag.numbers:
            sizes[tag.number].append(tag.numbers[0])
    return (0, 0) if left_out else (int(max(sizes[WIDTH])), int(max(sizes[HEIGHT])))


def tags(content: bytes, over: Over, *, with_long: bool = True) -> Iterator[Tag]:
    """Yield the entries of all directories; with `with_long` off only those of a few bytes."""
    layout = _layout(content)
    if layout is None:
        return
    values = _Values(layout, over, MAX_VALUE if with_long else SHORT)
    queue = deque([(layout.first, "Image")])
    seen: set[int] = set()
    left = MAX_ENTRIES
    while queue:
        position, group = queue.popleft()
        if position in seen or not 0 < position < len(content):
            continue
        if len(seen) == MAX_DIRECTORIES:
            over(f"more than {MAX_DIRECTORIES} directories in an image")
            return
        seen.add(position)
        entries, following, stated = layout.directory(position, left)
        if stated > left:
            over(f"more than {MAX_ENTRIES} entries in an image")
        left -= len(entries)
        for entry in entries:
            tag = values.tag(entry, group)
            if tag and tag.number in POINTERS:
                queue += [(int(offset), POINTERS[tag.number]) for offset in tag.numbers]
            elif tag:
                yield tag
        if following:
            queue.append((following, group))


Entry = tuple[int, int, int, int]
"""Number, type and count of an entry, and where its value field lies."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Byte order and width of offsets: `<` or `>`, 4 bytes in TIFF and 8 in BigTIFF."""

    content: bytes
    order: str
    is_big: bool
    first: int

    def directory(self, position: int, most: int) -> tuple[list[Entry], int, int]:
        """Return at most so many entries of a directory, where the next directory is, and how many it states."""
        count_letter, entry_letters, entry_size, offset = (
            ("Q", "HHQ", 20, "Q") if self.is_big else ("H", "HHI", 12, "I")
        )
        start = position + struct.calcsize(count_letter)
        try:
            count = struct.unpack_from(self.order + count_letter, self.content, position)[0]
        except struct.error:
            return [], 0, 0
        entries: list[Entry] = []
        for index in range(min(count, most)):
            place = start + index * entry_size
            if place + entry_size > len(self.content):
                return entries, 0, 0
            number, kind, values = struct.unpack_from(self.order + entry_letters, self.content, place)
            entries.append((number, kind, values, place + struct.calcsize(self.order + entry_letters)))
        try:
            following = struct.unpack_from(self.order + offset, self.content, start + count * entry_size)[0]
        except (struct.error, OverflowError):
            following = 0
        return entries, following, count

    def value(self, place: int, size: int, most: int) -> bytes:
        """Return at most so many bytes of a value: in the field itself when they fit, else where it points."""
        place = self._start(place, size)
        return self.content[place : place + min(size, most)]

    def there(self, place: int, size: int) -> int:
        """Return how many bytes of a value of that size the file has."""
        return max(0, min(size, len(self.content) - self._start(place, size)))

    def _start(self, place: int, size: int) -> int:
        width, letter = (8, "Q") if self.is_big else (4, "I")
        return int(struct.unpack_from(self.order + letter, self.content, place)[0]) if size > width else place


@dataclass(slots=True)
class _Values:
    """Takes values of at most `most` bytes, and of longer ones that are words the beginning; `room` bounds their sum."""

    layout: _Layout
    over: Over
    most: int
    room: int = MAX_TOTAL

    def tag(self, entry: Entry, group: str) -> Tag | None:
        """Return an entry with its value, None where that is too long for a number."""
        number, kind, count, place = entry
        size = SIZES.get(kind, 0) * count
        most = MAX_VALUE if number in POINTERS else self.most
        is_text = most == MAX_VALUE and (kind == ASCII or number in TEXTS)
        if not size or (size > min(most, self.room) and not is_text):
            return None
        data = self.layout.value(place, size, min(most, self.room))
        self.room -= len(data)
        if is_text and len(data) < self.layout.there(place, size):
            self.over(f"more than {MAX_VALUE} bytes in a text of an image, or {MAX_TOTAL} in all its values")
        return Tag(number, group, kind, data, self.layout.order)


def _layout(content: bytes) -> _Layout | None:
    order = {b"II": "<", b"MM": ">"}.get(content[:2])
    if order is None or len(content) < 8:
        return None
    version = struct.unpack_from(order + "H", content, 2)[0]
    if version == 43 and len(content) >= 16:
        return _Layout(content, order, is_big=True, first=struct.unpack_from(order + "Q", content, 8)[0])
    return _Layout(content, order, is_big=False, first=struct.unpack_from(order + "I", content, 4)[0])
