"""Compressed files: what is inside is a document of its own, or the entries of a tar archive without a level between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from dlp_service.extract.archives.streams import Streams
from dlp_service.extract.archives.tarfiles import read_tar_stream
from dlp_service.extract.archives.tarheader import BLOCK, is_tar
from dlp_service.extract.archives.unpack import Meter
from dlp_service.extract.archives.zipfiles import member_name
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.sniff import kind_of
from dlp_service.extract.trailing import behind, read_rest

SUFFIX = re.compile(r"(?i)\.(?:(t)gz|tgz|taz|tz|tbz2?|txz|tlz|tzst|gz|gzip|bz2?|xz|lzma|lz|zst|zstd|z)\Z")


def read_compressed(document: Document, job: Job) -> None:
    """Unpack a compressed file in bounded chunks and read what comes out."""
    streams = Streams(document.content, kind_of(document))
    meter = Meter(job, document.path, len(document.content), is_one_file=False)
    chunks = meter.through(streams.chunks())
    head = _head(chunks)
    with job.level(document.path) as is_allowed:
        if not is_allowed:
            return
        for name in streams.names:
            job.text(document.path, "file_name", name)
        for comment in streams.comments:
            job.text(document.path, "comment", comment)
        if is_tar(head):
            read_tar_stream(chain([head], chunks), meter, document.path, job)
        else:
            meter.is_one_file = True
            _read_inner(document, streams, b"".join(chain([head], chunks)), job)
        for skipped in streams.skipped:
            read_rest(document.path, skipped, job, "skipped")
        read_rest(document.path, behind(document.content, streams.end, is_whole=meter.is_whole), job)


def _head(chunks: Iterator[bytes]) -> bytes:
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= BLOCK:
            break
    return head


def _read_inner(document: Document, streams: Streams, content: bytes, job: Job) -> None:
    name = member_name(next((name for name in streams.names if name), "")) or inner_name(document)
    if content:
        job.read(Document(f"{document.path}/{name}", content, file_name=name), job)


def inner_name(document: Document) -> str:
    """
    Return what a compressed file without a name inside would be called when unpacked.

    >>> inner_name(Document("2", b"", file_name="plans/a.csv.gz")), inner_name(Document("2", b"", file_name="b"))
    ('a.csv', 'content')
    """
    base = member_name(document.file_name).rpartition("/")[2]
    return SUFFIX.sub("", base) if SUFFIX.search(base) and not SUFFIX.fullmatch(base) else "content"
