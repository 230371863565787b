"""
ZIP containers, read with suspicion.

An entry's sizes are claims.  They are compared with the bytes that come out; entries that overlap one
another, that contradict their local headers, or that expand beyond the ratio are refused or cut, each with a gap.
Nothing is ever written to disk, so a name like `../../etc/passwd` is only a name.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from dlp_service.extract.archives.oldpacking import explode, inflate64, unshrink
from dlp_service.extract.archives.streams import raw_lzma, unzstd
from dlp_service.extract.archives.unpack import MEMORY_BYTES, Inflate, Meter, run, sliced
from dlp_service.extract.job import Job
from dlp_service.values import GapReason

ENCRYPTED_FLAG = 0x1
LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
LOCAL_MARK = b"PK\x03\x04"
UTF8_FLAG = 0x800
DIRECTORY_MARK = b"PK\x01\x02"
MASKED_FLAG = 0x2000
UNSTATED = 0xFFFFFFFF
MAX_NAME = 400


@dataclass(frozen=True, slots=True)
class Member:
    """
    One file of a container: where its packed bytes lie, and what its headers claim of it.

    `crc` and `size` are checked when they are not negative; `unpacked` is a size that the oldest packings need to know.
    `whole` is a name that is longer than a path may be.
    """

    name: str
    source: bytes
    start: int
    packed: int
    method: int
    is_encrypted: bool
    crc: int = -1
    size: int = -1
    damage: str = ""
    flags: int = 0
    unpacked: int = 0
    whole: str = ""

    def named(self, name: str) -> Member:
        """Return the same entry under another name."""
        return replace(self, name=name)

    def chunks(self, job: Job, path: str) -> Iterator[bytes]:
        """
        Yield the content; what stops it early becomes a gap at `path`.

        Limits on one file, on the sum of all, and on the ratio of what comes out to what went in are checked as it comes.
        """
        if self.is_encrypted:
            job.gap(path, GapReason.ENCRYPTED, "an encrypted entry", "ARCHIVE")
            return
        if self.method not in UNPACKERS:
            job.gap(path, GapReason.UNSUPPORTED, "an entry packed in a way that has no reader", "ARCHIVE")
            return
        meter = Meter(job, path, max(1, self.packed))
        yield from meter.through(UNPACKERS[self.method](self))
        if not meter.is_whole:
            return
        if self.damage or (self.size >= 0 and (meter.count, meter.crc) != (self.size, self.crc)):
            job.gap(path, GapReason.DAMAGED, self.damage or "an entry that is not what its header says", "ARCHIVE")

    def content(self, job: Job, path: str) -> bytes:
        """Return the whole content, as far as it can be had."""
        return b"".join(self.chunks(job, path))

    def stored(self) -> Iterator[bytes]:
        """Yield the packed bytes as they are."""
        return sliced(self.source, self.start, self.start + self.packed)

    def inflated(self) -> Iterator[bytes]:
        """Yield what a raw deflate stream holds."""
        return run(Inflate(-zlib.MAX_WBITS), self.stored())

    def bunzipped(self) -> Iterator[bytes]:
        """Yield what a bzip2 stream holds."""
        return run(bz2.BZ2Decompressor(), self.stored())

    def unlzma(self) -> Iterator[bytes]:
        """Yield what an LZMA entry holds; ZIP puts a version and the filter's properties before the stream."""
        header = self.source[self.start : self.start + 9]
        size = int.from_bytes(header[2:4], "little")
        body = replace(self, start=self.start + 4 + size, packed=max(0, self.packed - 4 - size))
        most = self.size if self.size >= 0 else MEMORY_BYTES
        yield from run(raw_lzma(header[4], int.from_bytes(header[5:9], "little"), most), body.stored())

    def unshrunk(self) -> Iterator[bytes]:
        """Yield what PKZIP 1.0 packed."""
        return unshrink(self.source, self.start, self.start + self.packed, self.unpacked)

    def exploded(self) -> Iterator[bytes]:
        """Yield what PKZIP 1.1 packed."""
        return explode(self.source, self.start, self.start + self.packed, self.unpacked, self.flags)

    def inflated64(self) -> Iterator[bytes]:
        """Yield what deflate64 packed."""
        return inflate64(self.source, self.start, self.start + self.packed)

    def unzstd(self) -> Iterator[bytes]:
        """Yield what a Zstandard entry holds."""
        return unzstd(self.source, self.start, self.start + self.packed)

    def unxz(self) -> Iterator[bytes]:
        """Yield what an XZ entry holds."""
        return run(lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY_BYTES), self.stored())


UNPACKERS: dict[int, Callable[[Member], Iterator[bytes]]] = {
    zipfile.ZIP_STORED: Member.stored,
    1: Member.unshrunk,
    6: Member.exploded,
    zipfile.ZIP_DEFLATED: Member.inflated,
    9: Member.inflated64,
    zipfile.ZIP_BZIP2: Member.bunzipped,
    zipfile.ZIP_LZMA: Member.unlzma,
    93: Member.unzstd,
    95: Member.unxz,
}


def member_name(name: str) -> str:
    """
    Return an entry's name fit for a path: one kind of slash, none at its ends, nothing unprintable, bounded.

    >>> member_name("/plans/a.txt"), member_name("plans/")
    ('plans/a.txt', 'plans')
    """
    return whole_name(name)[:MAX_NAME]


def whole_name(name: str) -> str:
    """Return all of an entry's name, for a text."""
    slashed = name.replace("\\", "/").strip("/")
    return (
        slashed
        if slashed.isprintable()
        else "".join(letter if letter.isprintable() else "\ufffd" for letter in slashed)
    )


def local_size(content: bytes, position: int) -> int:
    """Return how long a local header is, with its name and extra field."""
    header = content[position : position + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size:
        return LOCAL_HEADER.size
    *_, name_size, extra_size = LOCAL_HEADER.unpack(header)
    return LOCAL_HEADER.size + int(name_size) + int(extra_size)


def local_entries(content: bytes, start: int, end: int, job: Job, path: str) -> Iterator[Member]:
    """Yield the entries that local headers announce in a region, at most as many as may still be read."""
    position = content.find(LOCAL_MARK, start, end)
    while position >= 0 and job.entries < job.limits.archive_entries:
        job.budget.check()
        member, following = local_entry(content, position, end)
        if member:
            yield member
            job.entries += 1
        position = content.find(LOCAL_MARK, following, end)
    if position >= 0:
        job.gap(path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", "ARCHIVE")


def local_entry(content: bytes, position: int, end: int) -> tuple[Member | None, int]:
    """Return the entry that a local header announces, None where it is none, and where to look for the next."""
    header = content[position : position + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size:
        return None, end
    _, _, flags, method, _, _, _, packed, size, name_size, extra_size = LOCAL_HEADER.unpack(header)
    start = position + LOCAL_HEADER.size + name_size + extra_size
    name = content[position + LOCAL_HEADER.size : start - extra_size].decode("utf-8", "replace")
    if name.endswith("/") and not packed:
        return None, start
    if (method not in UNPACKERS and not flags & ENCRYPTED_FLAG) or start >= end:
        return None, position + len(LOCAL_MARK)
    # Streamed and ZIP64 entries state no size here: they run to the next header.
    is_stated = 0 < packed < UNSTATED
    stop = min(start + packed if is_stated else _next_mark(content, start, end), end)
    member = Member(
        name=member_name(name),
        source=content,
        start=start,
        packed=stop - start,
        method=method,
        is_encrypted=bool(flags & ENCRYPTED_FLAG),
        unpacked=size if is_stated else stop - start,
        flags=flags,
        whole=whole_name(name) if len(name) > MAX_NAME else "",
    )
    return member, max(stop, position + len(LOCAL_MARK))


def _next_mark(content: bytes, start: int, end: int) -> int:
    found = [content.find(mark, start, end) for mark in (LOCAL_MARK, DIRECTORY_MARK)]
    return min((position for position in found if position >= 0), default=end)
