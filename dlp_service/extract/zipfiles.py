"""
ZIP containers, read with suspicion.

An entry's sizes are claims.  They are compared with the bytes that come out; entries that overlap one
another, that contradict their local headers, or that expand beyond the ratio are refused or cut, each with a gap.
Nothing is ever written to disk, so a name like `../../etc/passwd` is only a name.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.values import GapReason

CHUNK = 65_536
ENCRYPTED_FLAG = 0x1
LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
LOCAL_MARK = b"PK\x03\x04"
DEFLATED, STORED = 8, 0
MAX_NAME = 400


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a container; `read` gives its bytes in chunks, once for each call."""

    name: str
    size: int
    packed: int
    is_encrypted: bool
    archive: zipfile.ZipFile | None
    info: zipfile.ZipInfo | None
    salvaged: bytes = b""
    method: int = DEFLATED

    def chunks(self, job: Job, path: str) -> Iterator[bytes]:
        """
        Yield the content; what stops it early becomes a gap at `path`.

        Limits on one file, on the sum of all, and on the ratio of what comes out to what went in are checked as it comes.
        """
        if self.is_encrypted:
            job.gap(path, GapReason.ENCRYPTED, "an encrypted entry", "ARCHIVE")
            return
        count = 0
        for chunk in self._stream(job, path):
            count += len(chunk)
            job.decoded_bytes += len(chunk)
            yield chunk
            job.budget.check()
            if _is_over(self, count, job, path):
                return

    def content(self, job: Job, path: str) -> bytes:
        """Return the whole content, as far as it can be had."""
        return b"".join(self.chunks(job, path))

    def _stream(self, job: Job, path: str) -> Iterator[bytes]:
        if self.archive is None or self.info is None:
            yield from _inflated(self.salvaged, self.method)
            return
        try:
            with self.archive.open(self.info) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except NotImplementedError:
            job.gap(path, GapReason.UNSUPPORTED, "an entry packed in a way that has no reader", "ARCHIVE")
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
            job.gap(path, GapReason.DAMAGED, "an entry that does not unpack", "ARCHIVE")


def _is_over(member: Member, count: int, job: Job, path: str) -> bool:
    limits = job.limits
    if count > limits.file_bytes:
        detail = f"more than {limits.file_bytes} bytes in one file"
    elif job.decoded_bytes > limits.total_bytes:
        detail = f"more than {limits.total_bytes} bytes unpacked"
    elif count > limits.ratio_above_bytes and count > limits.ratio * max(1, member.packed):
        detail = f"unpacks to more than {limits.ratio} times its size"
    else:
        return False
    job.gap(path, GapReason.OVER_LIMIT, detail, "ARCHIVE")
    return True


def open_members(document: Document, job: Job, container: str = "ARCHIVE") -> list[Member]:
    """
    Return the files of a container, at most as many as may still be read.

    A container without a usable directory is DAMAGED; what its local headers still show is read nevertheless.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(document.content))
        infos = [info for info in archive.infolist() if not info.is_dir()]
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
    return [
        Member(
            name=member_name(info.filename),
            size=info.file_size,
            packed=info.compress_size,
            is_encrypted=bool(info.flag_bits & ENCRYPTED_FLAG),
            archive=archive,
            info=info,
        )
        for info in kept
    ]


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


def _local_entry(content: bytes, position: int) -> tuple[Member | None, int]:
    header = content[position : position + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size:
        return None, len(content)
    _, _, flags, method, _, _, _, packed, _, name_size, extra_size = LOCAL_HEADER.unpack(header)
    start = position + LOCAL_HEADER.size + name_size + extra_size
    name = content[position + LOCAL_HEADER.size : start - extra_size].decode("utf-8", "replace")
    if method not in {DEFLATED, STORED} or start >= len(content) or name.endswith("/"):
        return None, position + 4
    # Streamed entries state no size: they run to the next header.
    following = start + packed if packed else content.find(LOCAL_MARK, start)
    end = following if following > start else len(content)
    member = Member(
        name=member_name(name),
        size=0,
        packed=end - start,
        is_encrypted=bool(flags & ENCRYPTED_FLAG),
        archive=None,
        info=None,
        salvaged=content[start:end],
        method=method,
    )
    return member, max(end, position + 4)


def _inflated(data: bytes, method: int) -> Iterator[bytes]:
    """Yield what a raw deflate stream gives before it breaks off, or stored bytes as they are."""
    if method == STORED:
        yield data
        return
    inflate = zlib.decompressobj(-15)
    rest = data
    while rest and not inflate.eof:
        try:
            chunk = inflate.decompress(rest, CHUNK)
        except zlib.error:
            return
        rest = inflate.unconsumed_tail
        if not chunk:
            return
        yield chunk
