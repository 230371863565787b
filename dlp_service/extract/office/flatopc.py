"""
Office packages written as one XML file (Flat OPC): each part is an element, binary ones in base64.

The parts are cut out of the file and read like those of a package, so that nothing is found in one form and missed in the other.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from dlp_service.extract.archives.zipfiles import Member, member_name
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.office.ooxml import read_package
from dlp_service.extract.texts.text import decode_text
from dlp_service.values import GapReason

SPACE = b"schemas.microsoft.com/office/2006/xmlPackage"
HEAD_BYTES = 4096
PREFIX = re.compile(rb"xmlns:([\w.-]+)\s*=\s*[\"']http://schemas\.microsoft\.com/office/2006/xmlPackage")
NAME = re.compile(rb"(?:\A|\s)(?:[\w.-]+:)?name\s*=\s*[\"']([^\"']*)")
TAG = re.compile(rb"<[^>]*+>?")
STORED = 0


def is_flat_package(content: bytes) -> bool:
    """Say whether an XML file is an office package."""
    head = content[:HEAD_BYTES]
    return SPACE in head or SPACE in head.replace(b"\0", b"")


def read_flat_package(document: Document, job: Job) -> bool:
    """Read the parts of a flat package; false when it has none."""
    content = document.content
    if not content.lstrip(b"\xef\xbb\xbf").isascii() and not _is_utf8(content):
        content = decode_text(content).encode()
    members: list[Member] = []
    last, outside = 0, []
    for name, data, start, end in _parts(content):
        job.budget.check()
        if job.entries >= job.limits.archive_entries:
            job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", "OFFICE")
            break
        job.entries += 1
        members.append(Member(member_name(name), data, 0, len(data), STORED, is_encrypted=False))
        outside.append(content[last:start])
        last = end
    if members:
        read_package(document, members, job)
        # Between the parts stands nothing, unless somebody put it there.
        between = TAG.sub(b"\n", b"".join([*outside, content[last:]])).decode("utf-8", "replace")
        job.text(document.path, "hidden", "\n".join(between.split()))
    return bool(members)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in content[:4]


def _parts(content: bytes) -> Iterator[tuple[str, bytes, int, int]]:
    """Yield name, bytes, and where it begins and ends, of each part; the last may break off."""
    found = PREFIX.search(content[:HEAD_BYTES])
    mark = re.escape(found[1]) + rb":" if found else rb""
    start_tag = re.compile(rb"<" + mark + rb"part\s([^>]*+)>")
    end_tag = re.compile(rb"</" + mark + rb"part\s*>")
    data_tag = re.compile(rb"\s*<" + mark + rb"(xml|binary)Data[^>]*+>")
    position = 0
    while start := start_tag.search(content, position):
        name, data = NAME.search(start[1]), data_tag.match(content, start.end())
        end = end_tag.search(content, start.end())
        limit = end.start() if end else len(content)
        position = end.end() if end else len(content)
        if name and data:
            inner = content[data.end() : limit]
            close = inner.rfind(b"</")
            # The end of the data is the last tag before the end of the part; a part that breaks off has none.
            inner = inner[:close] if end and close >= 0 else inner
            yield (
                name[1].decode("utf-8", "replace"),
                _unpacked(inner) if data[1] == b"binary" else inner,
                start.start(),
                position,
            )


def _unpacked(packed: bytes) -> bytes:
    packed = re.sub(rb"\s+", b"", packed)
    try:
        return base64.b64decode(packed[: len(packed) // 4 * 4])
    except (binascii.Error, ValueError):
        return b""
