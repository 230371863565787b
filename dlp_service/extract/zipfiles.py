"""
ZIP containers, read with suspicion.

An entry's sizes are claims.  They are compared with the bytes that come out; entries that overlap one
another, that contradict their local headers, or that expand beyond the ratio are refused or cut, each with a gap.
Nothing is ever written to disk, so a name like `../../etc/passwd` is only a name.
"""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.streams import raw_lzma, unzstd
from dlp_service.extract.unpack import MEMORY_BYTES, Inflate, Meter, run, sliced
from dlp_service.values import GapReason

ENCRYPTED_FLAG = 0x1
LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
LOCAL_MARK = b"PK\x03\x04"
UTF8_FLAG = 0x800
DIRECTORY_MARK = b"PK\x01\x02"
UNSTATED = 0xFFFFFFFF
MAX_NAME = 400


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a container: where its packed bytes lie, and what its headers claim of it."""

    name: str
    source: bytes
    start: int
    packed: int
    method: int
    is_encrypted: bool
    crc: int = -1
    size: int = -1
    damage: str = ""

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
        return run(raw_lzma(header[4], int.from_bytes(header[5:9], "little"), most), body.stored())

    def unzstd(self) -> Iterator[bytes]:
        """Yield what a Zstandard entry holds."""
        return unzstd(self.source, self.start, self.start + self.packed)

    def unxz(self) -> Iterator[bytes]:
        """Yield what an XZ entry holds."""
        return run(lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY_BYTES), self.stored())


UNPACKERS: dict[int, Callable[[Member], Iterator[bytes]]] = {
    zipfile.ZIP_STORED: Member.stored,
    zipfile.ZIP_DEFLATED: Member.inflated,
    zipfile.ZIP_BZIP2: Member.bunzipped,
    zipfile.ZIP_LZMA: Member.unlzma,
    93: Member.unzstd,
    95: Member.unxz,
}


def open_members(document: Document, job: Job, container: str = "ARCHIVE") -> list[Member]:
    """
    Return the files of a container, at most as many as may still be read.

    A container without a usable directory is DAMAGED; what its local headers still show is read nevertheless.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(document.content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    # Every one of these is how the library meets a damaged directory; NotImplementedError is a version it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error):
        job.gap(document.path, GapReason.DAMAGED, "a container without a usable directory", container)
        return _salvage(document.content, job)
    if _overlap(infos):
        job.gap(document.path, GapReason.DAMAGED, "a container whose entries overlap", container)
        return []
    kept = infos[: max(0, job.limits.archive_entries - job.entries)]
    job.entries += len(kept)
    if len(kept) < len(infos):
        job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", container)
    return [_listed(document.content, info) for info in kept]


def _listed(content: bytes, info: zipfile.ZipInfo) -> Member:
    """Return an entry as the directory lists it, with its local header looked at: programs differ in which they believe."""
    header = content[info.header_offset : info.header_offset + LOCAL_HEADER.size]
    damage, start = "an entry without its local header", len(content)
    if len(header) == LOCAL_HEADER.size:
        mark, _, _, method, _, _, _, _, _, name_size, extra_size = LOCAL_HEADER.unpack(header)
        start = info.header_offset + LOCAL_HEADER.size + name_size + extra_size
        is_same = mark == LOCAL_MARK and method == info.compress_type and name_size == len(_raw_name(info))
        damage = "" if is_same else "an entry whose two headers differ"
    return Member(
        name=member_name(info.filename),
        source=content,
        start=start,
        packed=info.compress_size,
        method=info.compress_type,
        is_encrypted=bool(info.flag_bits & ENCRYPTED_FLAG),
        crc=info.CRC,
        size=info.file_size,
        damage=damage,
    )


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & UTF8_FLAG else "cp437", "replace")


def member_name(name: str) -> str:
    """Return an entry's name fit for a path: one kind of slash, no leading one, nothing unprintable."""
    slashed = name.replace("\\", "/").lstrip("/")[:MAX_NAME]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in slashed)


def _overlap(infos: list[zipfile.ZipInfo]) -> bool:
    """
    Say whether two entries share bytes, as in a non-recursive bomb, where one stream is counted many times.

    The local header is at least 30 bytes and repeats the name; its extra field may differ, so it is not counted.
    """
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            return True
        end = info.header_offset + LOCAL_HEADER.size + info.compress_size
    return False


def _salvage(content: bytes, job: Job) -> list[Member]:
    """Return the entries that local headers announce, for an archive cut off before its directory."""
    members: list[Member] = []
    position = content.find(LOCAL_MARK)
    while position >= 0 and job.entries < job.limits.archive_entries:
        job.budget.check()
        member, following = _local_entry(content, position)
        if member:
            members.append(member)
            job.entries += 1
        position = content.find(LOCAL_MARK, following)
    return members


def _next_mark(content: bytes, start: int) -> int:
    found = [content.find(mark, start) for mark in (LOCAL_MARK, DIRECTORY_MARK)]
    return min((position for position in found if position >= 0), default=len(content))


def _local_entry(content: bytes, position: int) -> tuple[Member | None, int]:
    header = content[position : position + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size:
        return None, len(content)
    _, _, flags, method, _, _, _, packed, _, name_size, extra_size = LOCAL_HEADER.unpack(header)
    start = position + LOCAL_HEADER.size + name_size + extra_size
    name = content[position + LOCAL_HEADER.size : start - extra_size].decode("utf-8", "replace")
    if method not in UNPACKERS or start >= len(content) or name.endswith("/"):
        return None, position + len(LOCAL_MARK)
    # Streamed and ZIP64 entries state no size here: they run to the next header.
    end = start + packed if 0 < packed < UNSTATED else _next_mark(content, start)
    end = min(end, len(content))
    member = Member(
        name=member_name(name),
        source=content,
        start=start,
        packed=end - start,
        method=method,
        is_encrypted=bool(flags & ENCRYPTED_FLAG),
    )
    return member, max(end, position + len(LOCAL_MARK))
