"""
Boxes: the container of HEIC, AVIF, JPEG 2000 and MP4 (ISO 14496-12 section 4.2).

A box is a size, a kind and data, which in some kinds is boxes again.  Sizes are claims, so a box ends at the latest
where the one around it ends, and only so many are looked at: `over` is told when there are more.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.extract.job import Over

MAX_BOXES = 100_000
MAX_DEPTH = 12
CONTAINERS = frozenset(
    {b"meta", b"iprp", b"ipco", b"jp2h", b"moov", b"udta", b"trak", b"mdia", b"minf", b"stbl", b"ilst", b"edts", b"moof", b"traf", b"uinf", b"res "}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """Where the data of a box lies; `path` names the boxes around it, outermost first."""

    kind: bytes
    start: int
    end: int
    path: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Return how many bytes of data the box has."""
        return self.end - self.start


def boxes(content: bytes, over: Over, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """Yield all boxes in the order of the file, containers before what they hold."""
    left = MAX_BOXES
    stack: list[tuple[int, int, tuple[bytes, ...]]] = [(start, len(content) if end is None else end, ())]
    while stack:
        position, limit, path = stack.pop()
        box = _box(content, position, limit, path)
        if box is None:
            continue
        if not left:
            over(f"more than {MAX_BOXES} boxes in one file")
            return
        left -= 1
        stack.append((box.end, limit, path))
        if _is_container(box) and len(path) >= MAX_DEPTH:
            over(f"boxes nested deeper than {MAX_DEPTH} levels")
        elif _is_container(box):
            inner = box.start + (_preamble(content, box) if box.kind == b"meta" else 0)
            stack.append((inner, box.end, (*path, box.kind)))
        yield box


def _is_container(box: Box) -> bool:
    # Every entry of an iTunes list is a container, whatever it is called.
    return box.kind in CONTAINERS or (len(box.path) > 0 and box.path[-1] == b"ilst")


def _preamble(content: bytes, box: Box) -> int:
    """Return the length of a version and flags before the boxes in `meta`, which QuickTime leaves out."""
    return 0 if content[box.start + 4 : box.start + 8] == b"hdlr" else 4


def _box(content: bytes, position: int, limit: int, path: tuple[bytes, ...]) -> Box | None:
    if position + 8 > limit:
        return None
    size, kind = struct.unpack_from(">I4s", content, position)
    start = position + 8
    if size == 1 and position + 16 <= limit:
        size = struct.unpack_from(">Q", content, start)[0]
        start += 8
    elif size == 0:
        size = limit - position
    if position + size < start:
        return None
    return Box(kind, start, min(limit, position + size), path)
