"""
Tar archives (POSIX 1003.1 pax and ustar, GNU, Version 7), read from a stream in one pass.

A header is believed when its checksum is right, whatever its magic says.  Links and devices are named and never followed.
Bytes where a header should be, and whatever follows the end mark, are kept: some programs read on behind it
(`tar --ignore-zeros`), so entries found there are entries, and the rest is read as a document of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dlp_service.extract.archives.archive import read_entry
from dlp_service.extract.archives.tarheader import BLOCK, Header, header_of, number, text
from dlp_service.extract.archives.unpack import Meter, sliced
from dlp_service.extract.archives.zipfiles import member_name, whole_name
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.trailing import read_rest
from dlp_service.values import GapReason

ZERO = bytes(BLOCK)
NAMED_ONLY = b"123456"
"""Links, devices and directories have no content, whatever size they state; any flag nobody knows is a file (POSIX)."""

EXTENSION_BYTES = 1024 * 1024
"""A long name or an extended header is kept up to this size."""

SPARSE_MAP = 100_000
"""A sparse file in more pieces than this is read without its holes."""


class Blocks:
    """A stream of bytes, taken piece by piece; nothing is kept that was taken."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = memoryview(b"")

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield the next `size` bytes in pieces; fewer where the stream ends."""
        while size > 0:
            if not self._held:
                chunk = next(self._chunks, None)
                if chunk is None:
                    return
                self._held = memoryview(chunk)
                continue
            piece = self._held[:size]
            self._held = self._held[len(piece) :]
            size -= len(piece)
            yield bytes(piece)

    def take(self, size: int, most: int) -> tuple[bytes, int]:
        """Consume `size` bytes; return at most `most` of them, and how many there were."""
        kept = bytearray()
        count = 0
        for piece in self.pieces(size):
            count += len(piece)
            if len(kept) < most:
                kept += piece[: most - len(kept)]
        return bytes(kept), count


def read_tar(document: Document, job: Job) -> None:
    """Read a tar archive; its bytes count once towards the limit on all."""
    meter = Meter(job, document.path, 0, is_one_file=False)
    read_tar_stream(meter.through(sliced(document.content)), meter, document.path, job)


def read_tar_stream(chunks: Iterable[bytes], meter: Meter, path: str, job: Job) -> None:
    """Read the entries of an archive as its bytes come through a meter, one entry at a time in memory."""
    _Tar(Blocks(chunks), meter, path, job).read()


@dataclass(slots=True)
class _Tar:
    blocks: Blocks
    meter: Meter
    path: str
    job: Job
    extended: dict[str, str] = field(default_factory=dict)
    for_all: dict[str, str] = field(default_factory=dict)
    owners: set[str] = field(default_factory=set)
    rest: bytearray = field(default_factory=bytearray)
    has_ended: bool = False

    def read(self) -> None:
        is_full = False
        while not is_full:
            self.job.budget.check()
            block, count = self.blocks.take(BLOCK, BLOCK)
            if not count:
                break
            header = header_of(block) if count == BLOCK and block != ZERO else None
            if header:
                is_full = not self._entry(header)
            else:
                self._between(block)
        self._close()

    def _between(self, block: bytes) -> None:
        if not block.strip(b"\0"):
            self.has_ended = True
        elif len(self.rest) <= self.job.limits.file_bytes:
            # One block beyond the limit, so that whoever reads it says that there is more.
            if not self.has_ended and not self.rest:
                self.job.gap(self.path, GapReason.DAMAGED, "an archive with bytes that are no entry", "ARCHIVE")
            self.rest += block

    def _close(self) -> None:
        if self.extended and self.meter.is_whole:
            self.job.gap(self.path, GapReason.DAMAGED, "an archive that ends before an entry", "ARCHIVE")
            self.job.text(self.path, "file_name", member_name(self.extended.get("path", "")))
        for owner in sorted(self.owners):
            self.job.text(self.path, "property", f"owner={owner}")
        if self.rest:
            read_rest(self.path, bytes(self.rest), self.job)

    def _entry(self, header: Header) -> bool:
        """Read one entry; False when no more may be read."""
        flag = chr(header.flag)
        if flag in "LKNxgX":
            self._extension(flag, header)
            return True
        said, self.extended = self.for_all | self.extended, {}
        if self.job.entries >= self.job.limits.archive_entries:
            self.job.gap(
                self.path, GapReason.OVER_LIMIT, f"more than {self.job.limits.archive_entries} entries", "ARCHIVE"
            )
            return False
        self.job.entries += 1
        if header.owner:
            self.owners.add(header.owner)
        said_name = said.get("GNU.sparse.name") or said.get("path") or header.name
        name = member_name(said_name)
        self.job.text(f"{self.path}/{name}", "file_name", whole_name(said_name))
        self._describe(name, said, header)
        return header.flag in NAMED_ONLY or self._content(name, said, header)

    def _describe(self, name: str, said: dict[str, str], header: Header) -> None:
        path = f"{self.path}/{name}"
        self.job.text(path, "hidden", said.get("linkpath") or header.target)
        self.job.text(path, "comment", said.get("comment", ""))
        for key, value in said.items():
            if ".xattr." in key and value.isprintable():
                self.job.text(path, "property", f"{key.partition('.xattr.')[2]}={value}")

    def _content(self, name: str, said: dict[str, str], header: Header) -> bool:
        """Read an entry's content, and its padding; False when the stream ended within it."""
        size = int(said["size"]) if said.get("size", "").isdecimal() and len(said["size"]) < 20 else header.size
        path = f"{self.path}/{name}"
        extents = self._extents(header, path) if header.flag == ord("S") else ()
        most = self.job.limits.file_bytes
        content, count = self.blocks.take(size, most + 1)
        self.blocks.take(-size % BLOCK, 0)
        if count > most:
            self.job.gap(path, GapReason.OVER_LIMIT, f"more than {most} bytes in one file", "ARCHIVE")
        if content:
            content, extents = _mapped(content, extents, said)
            if len(extents) > SPARSE_MAP:
                self._gap_sparse(path)
                extents = ()
            read_entry(path, name, self._filled(content[:most], extents, path), self.job)
        if count < size and self.meter.is_whole:
            self.job.gap(path, GapReason.DAMAGED, "an archive that ends within an entry", "ARCHIVE")
        return count == size

    def _extents(self, header: Header, path: str) -> tuple[tuple[int, int], ...]:
        """Read the map of an old GNU sparse file: four pieces in the header, 21 in each further block."""
        table, has_more = bytearray(header.block[386:482]), header.block[482]
        is_long = False
        while has_more:
            self.job.budget.check()
            block, count = self.blocks.take(BLOCK, BLOCK)
            if count < BLOCK:
                break
            has_more = block[504]
            is_long |= len(table) >= SPARSE_MAP * 24
            if not is_long:
                table += block[:504]
        if is_long:
            self._gap_sparse(path)
            return ()
        pairs = [
            (number(bytes(table[start : start + 12])), number(bytes(table[start + 12 : start + 24])))
            for start in range(0, len(table) - 23, 24)
            if table[start]
        ]
        return tuple(pairs)

    def _filled(self, packed: bytes, extents: tuple[tuple[int, int], ...], path: str) -> bytes:
        """Put a sparse file's pieces where they belong, as long as that stays within the limits."""
        if not extents:
            return packed
        whole = max((start + size for start, size in extents), default=0)
        limits = self.job.limits
        room = max(limits.ratio_above_bytes, limits.ratio * len(packed))
        if whole > min(limits.file_bytes, room) or any(start < 0 or size < 0 for start, size in extents):
            self._gap_sparse(path)
            return packed
        filled, position = bytearray(whole), 0
        for start, size in extents:
            piece = packed[position : position + size]
            filled[start : start + len(piece)] = piece
            position += size
        self.job.decoded_bytes += whole
        return bytes(filled)

    def _gap_sparse(self, path: str) -> None:
        self.job.gap(path, GapReason.OVER_LIMIT, "a sparse file that is read without its holes", "ARCHIVE")

    def _extension(self, flag: str, header: Header) -> None:
        raw, count = self.blocks.take(header.size, EXTENSION_BYTES)
        self.blocks.take(-header.size % BLOCK, 0)
        if count > EXTENSION_BYTES:
            self.job.gap(self.path, GapReason.OVER_LIMIT, "an archive with an oversized header", "ARCHIVE")
        if count < header.size and self.meter.is_whole:
            self.job.gap(self.path, GapReason.DAMAGED, "an archive that ends within a header", "ARCHIVE")
        if flag in "LN":
            self.extended["path"] = text(raw)
        elif flag == "K":
            self.extended["linkpath"] = text(raw)
        elif flag == "g":
            self.for_all |= pax_records(raw)
            self.job.text(self.path, "comment", self.for_all.pop("comment", ""))
        else:
            self.extended |= pax_records(raw)


def pax_records(raw: bytes) -> dict[str, str]:
    """
    Return the records of an extended header; the rest of a damaged one is left.

    >>> pax_records(b"15 path=pla.txt\\n")
    {}
    >>> pax_records(b"16 path=pla.txt\\n")
    {'path': 'pla.txt'}
    """
    records: dict[str, str] = {}
    position = 0
    while position < len(raw):
        space = raw.find(b" ", position, position + 10)
        digits = raw[position:space] if space > 0 else b""
        size = int(digits) if digits.isdigit() else 0
        record = raw[space + 1 : position + size]
        if size <= len(digits) + 1 or not record.endswith(b"\n"):
            break
        key, _, value = record[:-1].decode("utf-8", "replace").partition("=")
        records[key] = value
        position += size
    return records


def _mapped(
    content: bytes, extents: tuple[tuple[int, int], ...], said: dict[str, str]
) -> tuple[bytes, tuple[tuple[int, int], ...]]:
    """Return the content and map of a pax sparse file: format 1.0 puts the map before the content, 0.1 into the header."""
    if "GNU.sparse.map" in said:
        return content, _pairs(said["GNU.sparse.map"].split(","))
    if said.get("GNU.sparse.major") != "1":
        return content, extents
    first = content[:12].partition(b"\n")[0]
    count = int(first) if first.isdigit() and len(first) < 8 else 0
    taken = content.split(b"\n", 2 * count + 1)[: 2 * count + 1]
    size = sum(len(line) + 1 for line in taken)
    return content[size + -size % BLOCK :], _pairs([line.decode("ascii", "replace") for line in taken[1:]])


def _pairs(numbers: list[str]) -> tuple[tuple[int, int], ...]:
    values = [int(number) if number.isdecimal() and len(number) < 19 else -1 for number in numbers]
    return tuple(zip(values[::2], values[1::2], strict=False))
