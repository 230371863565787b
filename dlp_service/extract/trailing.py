"""
What lies behind the end of a document, or before its beginning.

Programs stop reading where a format says that it ends; whatever was appended travels along unseen, and another program
opens it (polyglots).  Formats whose end can be found in one cheap walk are checked, and the rest, when it is more than
padding, is read as a document of its own at `<path>!trailing`, what comes before a PDF's header at `<path>!leading`.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job, Over
from dlp_service.extract.sniff import ZIP_END, ZIP_END_BYTES, ZIP_START, Kind, has_zip_inside, is_binary, kind_of
from dlp_service.extract.tails import PADDING, end_of

PDF_MARK = b"%PDF-"
MIN_REST = 4
"""Fewer bytes than this beside padding are a writer's slip: no text and no file fits."""

RAR_MARK = re.compile(rb"Rar!\x1a\x07(\x01?)\0")
SEVEN_ZIP_MARK = re.compile(rb"7z\xbc\xaf\x27\x1c")
CABINET_MARK = re.compile(rb"MSCF\0{4}.{4}\0{4}.{4}\0{4}\x03\x01", re.DOTALL)
MAX_MARKS = 10_000
"""More marks than this that begin no archive are there to keep a reader busy."""

BURYING = frozenset({Kind.BINARY, Kind.IMAGE, Kind.MEDIA, Kind.TEXT, Kind.HTML, Kind.XML})


def read_trailing(document: Document, kind: Kind, job: Job) -> int:
    """Read what lies behind the end of a document; return where it begins, the content's length when there is nothing."""
    content = document.content
    start = content.find(PDF_MARK) if kind is Kind.PDF else 0
    if start > 0 and read_rest(document.path, content[:start], job, "leading") and is_binary(content[:start]):
        # A PDF inside a record of something else, as in a metafile: what is around it is that.
        return len(content)
    end = end_of(content, kind)
    if kind is Kind.OLE and kind_of(Document("", content[end:])) is Kind.BINARY:
        # Compound files grow and shrink by sectors: old contents of free ones are no document.
        return len(content)
    if end < len(content) and read_rest(document.path, content[end:], job):
        return end
    return len(content)


def behind(content: bytes, end: int, *, is_whole: bool) -> bytes:
    """Return what lies behind an archive; of a broken one nothing is known, but a ZIP at the end of it is found."""
    if is_whole:
        return content[end:]
    return content[content.find(ZIP_START) :] if has_zip_inside(content) else b""


def read_buried(document: Document, kind: Kind, job: Job) -> None:
    """
    Read an archive that stands somewhere inside a program, a picture or a text.

    Unpackers look for the mark of theirs through what is in front, as in a self-extracting archive.  The marks are
    checked beyond their first bytes, so that noise is not taken for one.
    """
    if kind not in BURYING:
        return
    content = document.content
    over = job.over(document.path)
    starts = [start for find in (_rar_start, _seven_zip_start, _cabinet_start) if (start := find(content, over)) > 0]
    zip_start, zip_end = _zip_extent(content, over)
    if starts:
        read_rest(document.path, content[min(starts) :], job)
    elif zip_end < len(content) - ZIP_END_BYTES:
        # Nearer to the end it is found as any other ZIP.
        read_rest(document.path, content[zip_start:zip_end], job)


def _marks(content: bytes, mark: re.Pattern[bytes], over: Over) -> Iterator[re.Match[bytes]]:
    for number, found in enumerate(mark.finditer(content)):
        if number == MAX_MARKS:
            over(f"more than {MAX_MARKS} marks of archives that begin none")
            return
        yield found


def _rar_start(content: bytes, over: Over) -> int:
    for found in _marks(content, RAR_MARK, over):
        start = found.end()
        if found[1]:
            size = content[start + 4] + 1 if len(content) > start + 4 else 0
            if zlib.crc32(content[start + 4 : start + 4 + size]) == int.from_bytes(
                content[start : start + 4], "little"
            ):
                return found.start()
        else:
            size = int.from_bytes(content[start + 5 : start + 7], "little")
            if zlib.crc32(content[start + 2 : start + size]) & 0xFFFF == int.from_bytes(
                content[start : start + 2], "little"
            ):
                return found.start()
    return -1


def _seven_zip_start(content: bytes, over: Over) -> int:
    for found in _marks(content, SEVEN_ZIP_MARK, over):
        head = content[found.start() : found.start() + 32]
        if len(head) == 32 and zlib.crc32(head[12:]) == int.from_bytes(head[8:12], "little"):
            return found.start()
    return -1


def _cabinet_start(content: bytes, over: Over) -> int:
    for found in _marks(content, CABINET_MARK, over):
        size = int.from_bytes(content[found.start() + 8 : found.start() + 12], "little")
        if 36 < size <= len(content) - found.start():
            return found.start()
    return -1


def _zip_extent(content: bytes, over: Over) -> tuple[int, int]:
    """Return where the last ZIP with a directory where its end record says begins and ends."""
    end = len(content)
    for _ in range(MAX_MARKS):
        end = content.rfind(ZIP_END, 0, end)
        if end < 0:
            return len(content), len(content)
        if end + 22 <= len(content):
            size, offset = struct.unpack_from("<II", content, end + 12)
            start = end - size - offset
            if start >= 0 and content[end - size : end - size + 4] == b"PK\x01\x02":
                return start, end + 22
    over(f"more than {MAX_MARKS} marks of archives that begin none")
    return len(content), len(content)


def read_rest(path: str, rest: bytes, job: Job, unit: str = "trailing") -> bool:
    """Read left-over bytes as a document of their own, unless they are padding; say whether they were read."""
    if is_padding(rest):
        return False
    text = rest.rstrip(b"\0")
    job.embedded(Document(f"{path}!{unit}", rest if b"\0" in text else text))
    return True


def is_padding(rest: bytes) -> bool:
    """
    Say whether bytes are filling: white space, zeros, or one byte over and over.

    >>> is_padding(bytes(500)), is_padding(b"PK" * 9), is_padding(b"\\r\\n-\\r\\n")
    (True, False, True)
    """
    kept = rest.strip(PADDING)
    return len(kept) < MIN_REST or kept.count(kept[:1]) == len(kept)
