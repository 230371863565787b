"""
Archives in 7z, rar and rarer formats.

Their headers are read here, so that names are text and encryption is told from damage whatever else is installed.
What a simple 7z folder or a stored rar entry holds is read here too; the rest is the library's, in a process of
its own.  Without the library, Tika is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.extract.archives import rarfiles, sevenzip
from dlp_service.extract.archives.archive import read_entry
from dlp_service.extract.archives.libarchive import Archive, Damaged, library, opened
from dlp_service.extract.archives.rarfiles import Block
from dlp_service.extract.archives.sevenzip import Folder
from dlp_service.extract.archives.unpack import DAMAGE, MEMORY_BYTES, Meter, TooMuchMemory, sliced
from dlp_service.extract.archives.zipfiles import member_name, whole_name
from dlp_service.extract.fallback import by_tika
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.trailing import behind, read_rest
from dlp_service.values import GapReason

CONTAINER = "ARCHIVE"


def read_other_archive(document: Document, job: Job) -> None:
    """Read an archive of a format that only the library knows (CAB, ISO 9660, LHA, XAR, cpio)."""
    if library() is None:
        by_tika("an archive of another kind", CONTAINER)(document, job)
    else:
        job.alone(read_by_library, document)


# --- 7z ------------------------------------------------------------------------------------------


def read_seven_zip(document: Document, job: Job) -> None:
    """Read a 7z archive."""
    try:
        found = sevenzip.directory(document.content)
    except sevenzip.Encrypted:
        job.gap(document.path, GapReason.ENCRYPTED, "an archive with encrypted names", CONTAINER)
        return
    except TooMuchMemory:
        job.gap(document.path, GapReason.OVER_LIMIT, "needs more memory to unpack than a reader may use", CONTAINER)
        return
    except DAMAGE:
        job.gap(document.path, GapReason.DAMAGED, "an archive without a usable directory", CONTAINER)
        read_rest(document.path, behind(document.content, 0, is_whole=False), job)
        return
    if any(folder.memory > MEMORY_BYTES and not folder.is_simple for folder in found.folders):
        job.gap(document.path, GapReason.OVER_LIMIT, "needs more memory to unpack than a reader may use", CONTAINER)
    elif all(folder.is_simple or folder.is_encrypted for folder in found.folders):
        _read_folders(document, found, job)
        return
    elif library() is not None:
        job.alone(read_by_library, document)
        return
    else:
        by_tika("a 7z archive packed in a rare way", CONTAINER)(document, job)
    _name_all(document, found.names, job)


def _read_folders(document: Document, found: sevenzip.Directory, job: Job) -> None:
    names = iter(zip(found.names, found.has_content, strict=True))
    for folder in found.folders:
        meter = Meter(job, document.path, max(1, folder.packed), is_one_file=False)
        left = _Left(meter.through(sevenzip.unpacked(document.content, folder)))
        for size in folder.files:
            name = _next_with_content(document, names, job)
            if name is None or not _may_read(document, job):
                return
            _read_file(document, folder, name, size, left, job)
            if meter.is_over:
                return
    _name_all(document, tuple(name for name, _ in names), job)


class _Left:
    """The files of a folder, cut from its stream one behind another."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""

    def take(self, size: int, most: int) -> tuple[bytes, bool]:
        """Consume `size` bytes; return at most `most` of them, and whether all of them were there."""
        kept = bytearray()
        while size > 0:
            piece, self._held = self._held or next(self._chunks, b""), b""
            if not piece:
                return bytes(kept), False
            self._held, piece = piece[size:], piece[:size]
            size -= len(piece)
            kept += piece[: max(0, most - len(kept))]
        return bytes(kept), True


def _read_file(document: Document, folder: Folder, whole: str, size: int, left: _Left, job: Job) -> None:
    name = member_name(whole)
    path = f"{document.path}/{name}"
    job.text(path, "file_name", whole_name(whole))
    if folder.is_encrypted:
        job.gap(path, GapReason.ENCRYPTED, "an encrypted entry", CONTAINER)
        return
    most = job.limits.file_bytes
    content, is_whole = left.take(size, most)
    if size > most and is_whole:
        job.gap(path, GapReason.OVER_LIMIT, f"more than {most} bytes in one file", CONTAINER)
    read_entry(path, name, content, job)


def _next_with_content(document: Document, names: Iterator[tuple[str, bool]], job: Job) -> str | None:
    """Return the next name of a file with bytes; folders and empty files before it are named."""
    for name, has_content in names:
        if has_content:
            return name
        job.text(f"{document.path}/{member_name(name)}", "file_name", whole_name(name))
    return None


def _name_all(document: Document, names: tuple[str, ...], job: Job) -> None:
    most = job.limits.archive_entries
    for name in names[:most]:
        job.text(f"{document.path}/{member_name(name)}", "file_name", whole_name(name))
    if len(names) > most:
        job.gap(document.path, GapReason.OVER_LIMIT, f"more than {most} entries", CONTAINER)


def _may_read(document: Document, job: Job) -> bool:
    job.budget.check()
    if job.entries >= job.limits.archive_entries:
        job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", CONTAINER)
        return False
    job.entries += 1
    return True


# --- rar -----------------------------------------------------------------------------------------


def read_rar(document: Document, job: Job) -> None:
    """Read a rar archive of either generation."""
    found = rarfiles.directory(document.content)
    if found.is_encrypted:
        job.gap(document.path, GapReason.ENCRYPTED, "an archive with encrypted names", CONTAINER)
        return
    if found.is_volume:
        job.gap(document.path, GapReason.UNSUPPORTED, "one of several files that make up an archive", CONTAINER)
    elif not found.is_whole:
        job.gap(document.path, GapReason.DAMAGED, "an archive that ends early", CONTAINER)
    entries = [block for block in found.blocks if block.name]
    packed = [block for block in entries if not (block.is_stored or block.is_encrypted or block.is_folder)]
    for block in entries:
        if block.is_service:
            _read_service(document, block, job)
        elif block.is_encrypted or block.is_folder or block.is_stored:
            if not _may_read(document, job):
                return
            _read_block(document, block, job)
    if any(not block.is_service for block in packed):
        readable = rarfiles.without_stored(document.content, found)
        if library() is not None:
            job.alone(read_by_library, Document(document.path, readable, file_name=document.file_name))
        else:
            _name_all(document, tuple(block.name for block in packed if not block.is_service), job)
            by_tika("a rar archive", CONTAINER)(document, job)
    read_rest(document.path, behind(document.content, found.end, is_whole=found.is_whole), job)


def _read_block(document: Document, block: Block, job: Job) -> None:
    name = member_name(block.name)
    path = f"{document.path}/{name}"
    job.text(path, "file_name", whole_name(block.name))
    if block.is_encrypted:
        job.gap(path, GapReason.ENCRYPTED, "an encrypted entry", CONTAINER)
    elif not block.is_folder:
        meter = Meter(job, path, 0)
        content = b"".join(meter.through(sliced(document.content, block.data, block.end)))
        if block.end > len(document.content):
            job.gap(path, GapReason.DAMAGED, "an archive that ends within an entry", CONTAINER)
        read_entry(path, name, content, job)


def _read_service(document: Document, block: Block, job: Job) -> None:
    """Read the archive's comment; other service data (recovery records, streams of access rights) hold no text."""
    if block.name == "CMT" and block.is_stored and not block.is_encrypted:
        comment = document.content[block.data : block.end].rstrip(b"\0").decode("utf-8", "replace")
        job.text(document.path, "comment", comment)


# --- by the library ------------------------------------------------------------------------------


def read_by_library(document: Document, job: Job) -> None:
    """Read an archive with the library, entry by entry; to be run where it may break."""
    loaded = library()
    assert loaded is not None, "who asks for the library has seen that it is there"
    try:
        with opened(loaded, document.content) as archive:
            _read_entries(document, archive, job)
    except Damaged as error:
        reason = GapReason.UNSUPPORTED if "nrecognized" in str(error) else GapReason.DAMAGED
        job.gap(document.path, reason, "an archive that does not unpack", CONTAINER)
    except TooMuchMemory:
        job.gap(document.path, GapReason.OVER_LIMIT, "needs more memory to unpack than a reader may use", CONTAINER)


def _read_entries(document: Document, archive: Archive, job: Job) -> None:
    for entry in archive.entries():
        name = member_name(entry.name)
        if name in {"", "."}:
            continue
        if not _may_read(document, job):
            return
        path = f"{document.path}/{name}"
        job.text(path, "file_name", whole_name(entry.name))
        job.text(path, "hidden", entry.target)
        if entry.is_encrypted:
            job.gap(path, GapReason.ENCRYPTED, "an encrypted entry", CONTAINER)
        elif entry.is_file:
            meter = Meter(job, path, len(document.content))
            read_entry(path, name, b"".join(meter.through(archive.chunks())), job)
            if meter.is_over:
                # To reach the next entry the library would unpack the rest of this one, however long that takes.
                job.gap(document.path, GapReason.OVER_LIMIT, "an archive that is read up to a limit", CONTAINER)
                return


library()  # A worker closes its door to files after the imports: what is to be loaded is loaded with them.
