"""Files inside a PDF: by its name tree, by annotations, in portfolios, or forgotten; and XFA forms, which are XML inside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.pdf.filters import Unreadable
from dlp_service.extract.pdf.strings import first_text, text_of
from dlp_service.extract.pdf.sweep import Sweep
from dlp_service.extract.pdf.syntax import Dictionary
from dlp_service.extract.pdf.table import Stream, Table
from dlp_service.values import GapReason

PLACES = ("UF", "F", "Unix", "Mac", "DOS")
MAX_NAME = 500
"""Of a path; the name is said whole."""

MAX_PACKETS = 1000


def read_files(sweep: Sweep, document: Document, known: set[bytes], job: Job) -> None:
    """Read every attached file, each once by its packed bytes and name; `known` are those read already, and grows."""
    for page, item in sweep.files:
        for name, stream in _streams(item, sweep.table):
            key = hashlib.blake2b(name.encode("utf-8", "replace") + b"\0" + stream.raw, digest_size=16).digest()
            if key in known:
                continue
            known.add(key)
            job.budget.check()
            job.entries += 1
            if job.entries > job.limits.archive_entries:
                detail = f"more than {job.limits.archive_entries} attached files"
                job.gap(document.path, GapReason.OVER_LIMIT, detail, "PDF")
                return
            where = f"{document.path}!p{page}" if page else document.path
            _read_file(Document(f"{where}/{name}", b"", _mime(stream), name), stream, item, sweep.table, job)


def _streams(item: Dictionary, table: Table) -> Iterator[tuple[str, Stream]]:
    """Give the streams of a file specification (section 7.11.3): old systems may each have one of their own."""
    files = table.dictionary(item.get("EF"))
    name = _fit(first_text(item, *PLACES) or first_text(item, "Desc") or "attachment")
    for place in PLACES:
        stream = table.resolve(files.get(place))
        if isinstance(stream, Stream):
            own = "" if place in {"UF", "F"} else _fit(text_of(table.resolve(item.get(place))))
            yield own or name, stream


def _fit(name: str) -> str:
    """Return a name fit for a path: its last part, nothing unprintable."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2][:MAX_NAME]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in last)


def _mime(stream: Stream) -> str:
    return str(stream.dictionary.get("Subtype", "")).lower()


def _read_file(document: Document, stream: Stream, item: Dictionary, table: Table, job: Job) -> None:
    path, limits = document.path, job.limits
    names = [document.file_name, *(text_of(table.resolve(item.get(place))).strip() for place in PLACES)]
    for name in dict.fromkeys(names):
        job.text(path, "file_name", name)
    job.text(path, "comment", first_text(item, "Desc"))
    room = min(limits.file_bytes, limits.total_bytes - job.decoded_bytes)
    try:
        content = table.data(stream, max(0, room))
    except Unreadable:
        job.gap(path, GapReason.UNSUPPORTED, "an attached file with an unknown filter", "PDF")
        return
    job.decoded_bytes += len(content)
    if len(content) > room:
        job.gap(path, GapReason.OVER_LIMIT, f"an attached file of more than {room} bytes", "PDF")
    if content:
        job.embedded(Document(path, content[:room], document.content_type, document.file_name))


def read_xfa(table: Table, document: Document, job: Job) -> None:
    """Read an XFA form (section 12.7.8): one XML document, whole or in named packets."""
    form = table.dictionary(table.root.get("AcroForm")).get("XFA")
    found = table.resolve(form)
    pieces = found if isinstance(found, list) else [found]
    most = room = job.limits.file_bytes
    packets = []
    over = job.over(document.path, "PDF")
    if len(pieces) > 2 * MAX_PACKETS:
        over(f"a form in more than {MAX_PACKETS} packets")
    # Names and packets take turns.
    for piece in pieces[: 2 * MAX_PACKETS]:
        stream = table.resolve(piece)
        if isinstance(stream, Stream):
            job.budget.check()
            try:
                packets.append(table.data(stream, room))
            except Unreadable:
                job.gap(document.path, GapReason.UNSUPPORTED, "a form packet with an unknown filter", "PDF")
                continue
            room -= len(packets[-1])
            if room < 0:
                over(f"a form of more than {most} bytes")
                break
    if packets:
        job.embedded(Document(f"{document.path}!xfa", b"".join(packets)[:most], "text/xml"))
