"""
What a ZIP container holds beside the entries that its directory lists.

Most programs read the directory at the end; others read from the front and believe local headers.  Entries that only
local headers announce, bytes between entries, before the first and behind the end record, comments, and second names are
all in the recipient's hands.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp_service.extract.archives.zipfiles import (
    LOCAL_HEADER,
    LOCAL_MARK,
    MAX_NAME,
    UNSTATED,
    UTF8_FLAG,
    Member,
    local_entry,
    local_size,
    member_name,
)
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.trailing import is_padding
from dlp_service.values import GapReason

END = b"PK\x05\x06"
END_BYTES = 22
DESCRIPTOR_FLAG = 0x8
DESCRIPTOR_BYTES = 24
"""A data descriptor behind an entry is at most that long: a mark, a checksum and two sizes of ZIP64."""

UNICODE_PATH, UNICODE_COMMENT = 0x7075, 0x6375
SIGNING_MARK = b"APK Sig Block 42"


@dataclass(slots=True)
class Extras:
    """
    What there is to read beside the listed entries; `rests` are bytes that belong to nothing.

    `names` and `comments` are texts by the entry they belong to, the container itself being empty; `folders` hold no file.
    """

    members: list[Member] = field(default_factory=list)
    leading: bytes = b""
    rests: list[bytes] = field(default_factory=list)
    trailing: bytes = b""
    comments: list[tuple[str, str]] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)


def extras_of(document: Document, infos: list[zipfile.ZipInfo], directory: int, comment: bytes, job: Job) -> Extras:
    """Look at everything in a container that its directory, at `directory`, does not lead to."""
    content, ordered = document.content, sorted(infos, key=lambda info: info.header_offset)
    found = Extras(comments=[("", _decoded(comment, 0))])
    for info in ordered:
        if info.comment or info.extra:
            _texts(info, found)
        if len(info.orig_filename) > MAX_NAME or "\0" in info.orig_filename:
            found.names.append((member_name(info.filename), info.orig_filename))
    found.leading = content[: ordered[0].header_offset if ordered else directory]
    listed = {member_name(info.filename) for info in infos}
    for start, end in _between(content, ordered, directory):
        _search(content, start, end, listed, found, job, document.path)
    for info in ordered:
        _compare(content, info, found, job, document.path)
    found.trailing = content[_end(content, directory) :]
    return found


def raw_name(info: zipfile.ZipInfo) -> bytes:
    """Return an entry's name as its bytes stand in the directory."""
    if info.orig_filename.isascii():
        return info.orig_filename.encode("ascii")
    return info.orig_filename.encode("utf-8" if info.flag_bits & UTF8_FLAG else "cp437", "replace")


def _texts(info: zipfile.ZipInfo, found: Extras) -> None:
    """Take comments, and the second names that extra fields carry (APPNOTE 4.6.8 and 4.6.9)."""
    name = member_name(info.filename)
    found.comments.append((name, _decoded(info.comment, info.flag_bits)))
    for kind, value in _extra_fields(info.extra):
        if kind == UNICODE_COMMENT:
            found.comments.append((name, value[5:].decode("utf-8", "replace")))
        elif kind == UNICODE_PATH:
            found.names.append((name, value[5:].decode("utf-8", "replace")))


def _decoded(raw: bytes, flags: int) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8" if flags & UTF8_FLAG else "cp437", "replace")


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, position)
        yield kind, extra[position + 4 : position + 4 + size]
        position += 4 + size


def _between(content: bytes, infos: list[zipfile.ZipInfo], end: int) -> Iterator[tuple[int, int]]:
    """Yield the regions behind each entry that no entry claims, data descriptors left out."""
    starts = [info.header_offset for info in infos[1:]] + [end]
    for info, following in zip(infos, starts, strict=bool(infos)):
        position = info.header_offset + local_size(content, info.header_offset) + info.compress_size
        if info.flag_bits & DESCRIPTOR_FLAG and position < following:
            mark = content.find(LOCAL_MARK, position, position + DESCRIPTOR_BYTES + len(LOCAL_MARK))
            position = min(following, position + DESCRIPTOR_BYTES if mark < 0 else mark)
        if position < following:
            yield position, following


def _search(content: bytes, start: int, end: int, listed: set[str], found: Extras, job: Job, path: str) -> None:
    """Take the entries that local headers announce in a region, and keep what is none."""
    position = start
    while position < end:
        job.budget.check()
        mark = content.find(LOCAL_MARK, position, end)
        rest = content[position : mark if mark >= 0 else end]
        if not is_padding(rest) and SIGNING_MARK not in rest:
            found.rests.append(rest)
        if mark < 0:
            return
        if job.entries >= job.limits.archive_entries:
            job.gap(path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", "ARCHIVE")
            return
        member, position = local_entry(content, mark, end)
        if member:
            job.entries += 1
            found.members.append(_renamed(member, listed))


def _renamed(member: Member, listed: set[str]) -> Member:
    """Give a second entry of one name a name of its own, so that neither hides the other."""
    return member.named(f"{member.name}!local") if member.name in listed else member


def _compare(content: bytes, info: zipfile.ZipInfo, found: Extras, job: Job, path: str) -> None:
    """Where a local header says something else than the directory, read the entry its way too."""
    header = content[info.header_offset : info.header_offset + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size or not header.startswith(LOCAL_MARK):
        return
    _, _, flags, method, _, _, _, packed, _, name_size, _ = LOCAL_HEADER.unpack(header)
    start = info.header_offset + LOCAL_HEADER.size
    raw = content[start : start + name_size]
    if raw != raw_name(info):
        found.names.append((member_name(info.filename), _decoded(raw, flags)))
        job.gap(f"{path}/{member_name(info.filename)}", GapReason.DAMAGED, "an entry with two names", "ARCHIVE")
    is_stated = not flags & DESCRIPTOR_FLAG and packed != UNSTATED
    if method != info.compress_type or (is_stated and packed != info.compress_size):
        member, _ = local_entry(content, info.header_offset, len(content))
        if member:
            job.gap(f"{path}/{member.name}", GapReason.DAMAGED, "an entry whose two headers differ", "ARCHIVE")
            found.members.append(member.named(f"{member.name}!local"))


def _end(content: bytes, directory: int) -> int:
    """Return where the end record and its comment end; a comment that is cut off ends with the file."""
    end = content.find(END, directory)
    if end < 0 or end + END_BYTES > len(content):
        return len(content)
    return min(len(content), end + END_BYTES + int.from_bytes(content[end + 20 : end + 22], "little"))
