"""
Rich text files (RTF 1.9.1), also as Outlook wraps HTML in them (MS-OXRTFEX).

The text that stands for what old programs cannot show is added only where it says something else.
"""

from __future__ import annotations

import re
import struct

from dlp_service.extract.hypertext.html import html_text
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.richtext.rtfdata import ole_object, unhexed
from dlp_service.extract.richtext.rtfdest import RtfWalk
from dlp_service.extract.richtext.rtfstate import Sink
from dlp_service.values import GapReason

ORDER = ("page_header", "body", "footer", "note", "comment")
XML_TEXT = re.compile(r">([^<>]*[^<>\s][^<>]*)<")
DIB_HEADER = 40


def read_rtf(document: Document, job: Job) -> None:
    """Read a rich text file; one whose groups do not close is DAMAGED, and read as far as it goes."""
    walk = RtfWalk(job)
    try:
        walk.run(document.content)
    finally:
        walk.finish()
        _emit(walk, document.path, job)
    if not walk.is_whole:
        job.gap(document.path, GapReason.DAMAGED, "a rich text file that breaks off")
    if walk.html:
        _read_html("".join(walk.html), walk, document.path, job)
    for number, file in enumerate(walk.files, start=1):
        if job.entries >= job.limits.archive_entries:
            job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", "OFFICE")
            return
        job.entries += 1
        job.budget.check()
        _read_file(file, number, document.path, job)


def _emit(walk: RtfWalk, path: str, job: Job) -> None:
    shown: list[str] = []
    for where in ORDER:
        lines = _lines(walk.places.get(where))
        if where in {"page_header", "footer"}:
            lines = list(dict.fromkeys(lines))
        shown += lines
        job.text(path, where, "\n".join(lines))
    for line in dict.fromkeys(walk.properties):
        job.text(path, "property", line)
    known = set(shown)
    fallback = [line for line in _lines(walk.places.get("fallback")) if line not in known]
    hidden = [*_lines(walk.places.get("hidden")), *fallback, *dict.fromkeys(walk.lines)]
    job.text(path, "hidden", "\n".join(hidden))


def _lines(sink: Sink | None) -> list[str]:
    """Return the lines that say something; a row keeps its empty cells, but for those at its end."""
    lines = sink.text().split("\n") if sink else ()
    return [line.strip(" ").rstrip("\t ") for line in lines if line.strip()]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _read_html(markup: str, walk: RtfWalk, path: str, job: Job) -> None:
    """Add what the wrapped HTML says beside the text that stood around it."""
    found = html_text(markup, job, path)
    for value in found.properties:
        job.text(path, "property", value)
    if _squeezed(found.visible) not in _squeezed("".join(_lines(walk.places.get("body")))):
        job.text(path, "body", found.visible)
    job.text(path, "hidden", found.hidden)
    job.text(path, "comment", found.comments)


def _read_file(file: Sink, number: int, path: str, job: Job) -> None:
    data = unhexed(file.data)
    job.decoded_bytes += len(data)
    if not data:
        return
    if file.name == "datastore":
        # Custom XML in a compound file: its text nodes are what a person may have put there.
        words = {word for codec in ("utf-8", "utf-16-le") for word in XML_TEXT.findall(data.decode(codec, "ignore"))}
        job.text(path, "hidden", "\n".join(sorted(words)))
    elif file.name == "objdata":
        found = ole_object(data)
        name = found.name.replace("\\", "/").rpartition("/")[2] or f"object{number}"
        place = f"{path}/{name}"
        job.text(place, "file_name", found.name)
        job.text(place, "hidden", found.link)
        if found.content:
            job.embedded(Document(place, found.content, file_name=found.name))
    else:
        name = f"picture{number}.{file.name}" if file.name != "pict" else f"picture{number}"
        job.embedded(Document(f"{path}/{name}", _picture(data, file.name), file_name=name))


def _picture(data: bytes, kind: str) -> bytes:
    """Return a picture as a file of its own: a bitmap of memory gets the header that a file has."""
    if kind != "dib" or len(data) < DIB_HEADER:
        return data
    size, bits = struct.unpack_from("<I10xH", data)
    colours = int(struct.unpack_from("<I", data, 32)[0]) or (1 << bits if bits <= 8 else 0)
    start = min(len(data), 14 + size + 4 * min(colours, 256))
    return b"BM" + struct.pack("<IHHI", 14 + len(data), 0, 0, start) + data
