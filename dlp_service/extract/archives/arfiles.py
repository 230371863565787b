"""Unix `ar` archives, and so Debian packages: short headers of text, each followed by a file."""

from __future__ import annotations

import re

from dlp_service.extract.archives.archive import read_entry
from dlp_service.extract.archives.zipfiles import member_name, whole_name
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.trailing import read_rest
from dlp_service.values import GapReason

MARK = b"!<arch>\n"
HEADER = re.compile(rb"(.{16})(?:.{32})(\d{1,10}) {0,9}`\n", re.DOTALL)
HEADER_BYTES = 60
LONG_NAME = re.compile(rb"/(\d{1,10})\Z")
NAME_IN_CONTENT = re.compile(rb"#1/(\d{1,5})\Z")
INDEXES = frozenset({b"/", b"//", b"/SYM64/", b"__.SYMDEF", b"__.SYMDEF SORTED"})


def read_ar(document: Document, job: Job) -> None:
    """Read the files of an archive; what is behind the last of them is read as well."""
    content, position, names = document.content, len(MARK), b""
    while header := HEADER.fullmatch(content, position, position + HEADER_BYTES):
        job.budget.check()
        if job.entries >= job.limits.archive_entries:
            job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", "ARCHIVE")
            return
        job.entries += 1
        start, size = header.end(), int(header[2])
        body = content[start : start + size]
        raw = header[1].rstrip(b" ")
        if raw == b"//":
            names = body
        elif raw not in INDEXES:
            _read_file(document, raw, body, names, job)
        if start + size > len(content):
            job.gap(document.path, GapReason.DAMAGED, "an archive that ends within an entry", "ARCHIVE")
            return
        position = start + size + (size & 1)
    read_rest(document.path, content[position:], job)


def _read_file(document: Document, raw: bytes, body: bytes, names: bytes, job: Job) -> None:
    """Read one file; names that are too long for their field are in a table (GNU) or before the content (BSD)."""
    if long_name := LONG_NAME.match(raw):
        raw = names[int(long_name[1]) :].partition(b"\n")[0]
    elif in_content := NAME_IN_CONTENT.match(raw):
        size = int(in_content[1])
        raw, body = body[:size].rstrip(b"\0"), body[size:]
    whole = whole_name(raw.removesuffix(b"/").decode("utf-8", "replace"))
    name = member_name(whole)
    path = f"{document.path}/{name}"
    job.text(path, "file_name", whole)
    job.decoded_bytes += len(body)
    read_entry(path, name, body, job)
