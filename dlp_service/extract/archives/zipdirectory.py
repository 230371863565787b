"""The directory of a ZIP container: which entries there are, and what stands against reading them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from dlp_service.extract.archives.zipextra import Extras, extras_of, raw_name
from dlp_service.extract.archives.zipfiles import (
    ENCRYPTED_FLAG,
    LOCAL_HEADER,
    LOCAL_MARK,
    MASKED_FLAG,
    Member,
    local_entries,
    member_name,
)
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.values import GapReason

END = b"PK\x05\x06"


def open_members(document: Document, job: Job, container: str = "ARCHIVE") -> tuple[list[Member], Extras]:
    """
    Return the files of a container, at most as many as may still be read, and what it holds beside them.

    A container without a usable directory is DAMAGED; what its local headers still show is read nevertheless.
    """
    content = document.content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            directory, comment = archive.start_dir, archive.comment
    # Every one of these is how the library meets a damaged directory; NotImplementedError is a version it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error):
        return _salvaged(document, job, container), Extras()
    if _overlap(infos):
        job.gap(document.path, GapReason.DAMAGED, "a container whose entries overlap", container)
        return [], Extras()
    if _is_one_of_several(content, directory):
        job.gap(document.path, GapReason.UNSUPPORTED, "one of several files that make up an archive", container)
    files = [info for info in infos if not info.filename.endswith("/") or info.compress_size]
    kept = files[: max(0, job.limits.archive_entries - job.entries)]
    job.entries += len(kept)
    if len(kept) < len(files):
        job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", container)
    extras = extras_of(document, infos, directory, comment, job)
    folders = _empty_folders(infos)
    extras.folders += folders[: job.limits.archive_entries]
    if len(folders) > job.limits.archive_entries:
        job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", container)
    return [_listed(content, info) for info in kept], extras


def _listed(content: bytes, info: zipfile.ZipInfo) -> Member:
    """Return an entry as the directory lists it, with its local header looked at: programs differ in which they believe."""
    header = content[info.header_offset : info.header_offset + LOCAL_HEADER.size]
    damage, start = "an entry without its local header", len(content)
    if len(header) == LOCAL_HEADER.size:
        mark, _, _, method, _, _, _, _, _, name_size, extra_size = LOCAL_HEADER.unpack(header)
        start = info.header_offset + LOCAL_HEADER.size + name_size + extra_size
        is_same = mark == LOCAL_MARK and method == info.compress_type and name_size == len(raw_name(info))
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
        flags=info.flag_bits,
        unpacked=info.file_size,
    )


def _empty_folders(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Return the names of folders that hold no file: no path of a file tells them."""
    above = {name[: name.rfind("/") + 1] for name in (info.filename for info in infos) if not name.endswith("/")}
    empty = [info.filename for info in infos if info.filename.endswith("/") and info.filename not in above]
    return [member_name(name) for name in empty]


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


def _is_one_of_several(content: bytes, directory: int) -> bool:
    """Say whether the end record counts more than one disk (APPNOTE 4.4.19); ZIP64 leaves the count to another record."""
    end = content.find(END, directory)
    disk = int.from_bytes(content[end + 4 : end + 6], "little") if end >= 0 else 0
    return 0 < disk < 0xFFFF


def _salvaged(document: Document, job: Job, container: str) -> list[Member]:
    """Return the entries that local headers announce, for a container that is cut off before its directory."""
    members = list(local_entries(document.content, 0, len(document.content), job, document.path))
    if members and all(member.flags & MASKED_FLAG for member in members):
        job.gap(document.path, GapReason.ENCRYPTED, "a container with an encrypted directory", container)
    else:
        job.gap(document.path, GapReason.DAMAGED, "a container without a usable directory", container)
    return members
