"""
Old PowerPoint presentations (MS-PPT): slides in their order, notes, masters, comments, headers and footers, links, tags.

Saving quickly leaves the old slides in the file beside the new ones; what the newest save does not list is `hidden`.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp_service.extract.archives.unpack import Inflate, Meter, run, sliced
from dlp_service.extract.compound.compound import Storage
from dlp_service.extract.compound.officeart import read_drawing
from dlp_service.extract.interface import Document
from dlp_service.values import GapReason

HEADER = struct.Struct("<HHI")
ADDRESS = re.compile(r"[:/\\@.]")
DOCUMENT, SLIDE, NOTES, MASTER, HANDOUT = 1000, 1006, 1008, 1016, 4041
SLIDE_LIST, SLIDE_PERSIST, SLIDE_SHOW_INFO, DRAWING = 4080, 1011, 1017, 1036
TEXT_CHARS, TEXT_BYTES, CSTRING, PLACEHOLDER = 4000, 4008, 4026, 3011
HEADERS_FOOTERS, COMMENT, HYPERLINK, TAG, BINARY_TAG, OBJECT = 4057, 12000, 4055, 5001, 5003, 4113
USER_EDIT, PERSIST_DIRECTORY, CRYPT_SESSION = 4085, 6002, 12052
ENCRYPTED_TOKEN = 0xF3D1C4DF
SHAPE = 0xF004
HIDDEN_SLIDE = 0x04
FOOTER_PLACE, HEADER_PLACE = 9, 10
PROMPTS = range(1, 9)
"""Placeholders of a master that say "click to edit", and the date and number of a slide."""

UNIT = {SLIDE: "body", NOTES: "note", MASTER: "body", HANDOUT: "page_header"}
MAX_EDITS = 1000
MAX_OBJECT = 64
CHECK_EVERY = 4096


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `outer` are the types of the containers it lies in, from the outermost."""

    kind: int
    instance: int
    start: int
    end: int
    outer: tuple[int, ...]


@dataclass(slots=True)
class Texts:
    """The texts of one slide, notes page or master, by where they stand."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    is_hidden: bool = False
    place: int = 0

    def add(self, where: str, text: str) -> None:
        """Add a text; a lone asterisk stands for a number or a date."""
        text = text.replace("\r", "\n").replace("\x0b", "\n").replace("\0", "").strip()
        if text and text != "*":
            self.lines.setdefault(where, []).append(text)


@dataclass(slots=True)
class Show:
    """One presentation being read."""

    storage: Storage
    data: bytes
    persist: dict[int, int] = field(default_factory=dict)
    outline: dict[int, Texts] = field(default_factory=dict)
    order: dict[int, list[int]] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    printed: set[tuple[str, str]] = field(default_factory=set)


def walk(data: bytes, start: int, end: int) -> Iterator[Record]:
    """Yield the records between two places, containers before what they hold; cut ones reach to the end."""
    stack: list[tuple[int, int]] = []
    at = start
    while at + 8 <= end:
        while stack and at >= stack[-1][1]:
            stack.pop()
        head, kind, size = HEADER.unpack_from(data, at)
        last = min(at + 8 + size, stack[-1][1] if stack else end)
        yield Record(kind, head >> 4, at + 8, last, tuple(outer for outer, _ in stack))
        # The data of a binary tag are records too, though its head does not say so (section 2.4.23.3).
        if head & 0xF == 0xF or kind == BINARY_TAG:
            # Deeper than anybody nests, the records are read as if they lay beside one another.
            if len(stack) < MAX_OBJECT:
                stack.append((kind, last))
            at += 8
        else:
            at = max(last, at + 8)


def is_locked(data: bytes, current: bytes) -> bool:
    """Say whether a presentation is encrypted: the note of its newest save says so (section 2.3.2)."""
    if len(current) >= 16 and struct.unpack_from("<I", current, 12)[0] == ENCRYPTED_TOKEN:
        return True
    return any(kind == CRYPT_SESSION for kind, _, _ in _top(data))


def read_show(storage: Storage, data: bytes, current: bytes) -> None:
    """Read a presentation's stream into the job; `current` says where its newest save begins."""
    show = Show(storage, data)
    _read_persist(show, current)
    top = list(_top(data))
    live = set(show.persist.values())
    for kind, start, end in top:
        if kind == DOCUMENT and (start - 8 in live or not live):
            _read_document(show, start, end)
    by_place = {start - 8: (kind, start, end) for kind, start, end in top}
    listed: set[tuple[int, int]] = set()
    for group, kind in ((1, MASTER), (0, SLIDE), (2, NOTES)):
        for number, identifier in enumerate(show.order.get(group, ()), 1):
            place = show.persist.get(identifier, -1)
            if (place, identifier) in listed:
                continue  # a slide that is listed twice is said once
            listed.add((place, identifier))
            if place in by_place:
                _say_unit(
                    show, by_place[place], f"slide{number}" if kind != MASTER else "", show.outline.get(identifier)
                )
            elif identifier in show.outline:
                _say(show, show.outline[identifier], UNIT[kind], f"slide{number}")
    _say_rest(show, top, {place for place, _ in listed}, live)
    storage.job.text(storage.path, "hidden", "\n".join(dict.fromkeys(show.hidden)))
    _read_objects(show)


def _top(data: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at + 8 <= len(data):
        _, kind, size = HEADER.unpack_from(data, at)
        yield kind, at + 8, min(at + 8 + size, len(data))
        at += 8 + size


def _read_persist(show: Show, current: bytes) -> None:
    """Follow the saves from the newest to the first: the newest place of an object counts (section 2.1.2)."""
    data = show.data
    place = struct.unpack_from("<I", current, 16)[0] if len(current) >= 20 else 0
    seen: set[int] = set()
    while place not in seen and len(seen) < MAX_EDITS and place + 28 <= len(data):
        seen.add(place)
        _, kind, _ = HEADER.unpack_from(data, place)
        if kind != USER_EDIT:
            return
        earlier, directory = struct.unpack_from("<II", data, place + 16)
        _read_directory(show, directory)
        if not earlier:
            return
        place = earlier


def _read_directory(show: Show, place: int) -> None:
    data = show.data
    if place + 8 > len(data):
        return
    _, kind, size = HEADER.unpack_from(data, place)
    if kind != PERSIST_DIRECTORY:
        return
    at, end = place + 8, min(place + 8 + size, len(data))
    while at + 4 <= end:
        head = struct.unpack_from("<I", data, at)[0]
        first, count = head & 0xFFFFF, head >> 20
        at += 4
        for index in range(count):
            if at + 4 > end:
                return
            show.persist.setdefault(first + index, struct.unpack_from("<I", data, at)[0])
            at += 4


def _read_document(show: Show, start: int, end: int) -> None:
    """Read the order of slides and what is said once for all of them."""
    texts: Texts | None = None
    common, list_of = Texts(), 0
    for record in walk(show.data, start, end):
        group = record.outer[-1] if record.outer else 0
        if record.kind == SLIDE_LIST:
            show.order.setdefault(record.instance, [])
            texts, list_of = None, record.instance
        elif record.kind == SLIDE_PERSIST and record.end - record.start >= 4:
            identifier = struct.unpack_from("<I", show.data, record.start)[0]
            texts = show.outline.setdefault(identifier, Texts())
            show.order.setdefault(list_of, []).append(identifier)
        elif record.kind in {TEXT_CHARS, TEXT_BYTES} and group == SLIDE_LIST and texts is not None:
            texts.add("body", _text(show.data, record))
        else:
            _take(show, record, common, "body")
    _say(show, common, "body", "")


def _take(show: Show, record: Record, texts: Texts, where: str) -> None:
    """Take one record of a slide or of the document."""
    data, group = show.data, record.outer[-1] if record.outer else 0
    if record.kind == SHAPE:
        texts.place = 0
    elif record.kind == PLACEHOLDER and record.end - record.start >= 5:
        texts.place = data[record.start + 4]
    elif record.kind == SLIDE_SHOW_INFO and record.end - record.start >= 12:
        texts.is_hidden |= bool(data[record.start + 10] & HIDDEN_SLIDE)
    elif record.kind in {TEXT_CHARS, TEXT_BYTES}:
        place = {FOOTER_PLACE: "footer", HEADER_PLACE: "page_header"}.get(texts.place, where)
        if not (MASTER in record.outer or where == "master") or texts.place not in PROMPTS:
            texts.add(place, _text(data, record))
    elif record.kind == CSTRING:
        _take_string(show, record, texts, group)


def _take_string(show: Show, record: Record, texts: Texts, group: int) -> None:
    text = _text(show.data, record)
    if group == HEADERS_FOOTERS:
        where = "page_header" if record.instance == 1 else "footer"
        # Slides, notes and the document repeat what prints on every page.
        if (where, text) not in show.printed:
            show.printed.add((where, text))
            texts.add(where, text)
    elif group == COMMENT and record.instance in {0, 1}:
        texts.add("comment", text)
    elif group == HYPERLINK and record.instance in {1, 3} and ADDRESS.search(text):
        show.hidden.append(text)
    elif group == TAG:
        texts.add("tag", text)


def _text(data: bytes, record: Record) -> str:
    raw = data[record.start : record.end]
    return raw.decode("latin-1") if record.kind == TEXT_BYTES else raw.decode("utf-16-le", "replace")


def _say_unit(show: Show, place: tuple[int, int, int], unit: str, outline: Texts | None) -> None:
    kind, start, end = place
    texts = Texts()
    for line in outline.lines.get("body", []) if outline and kind != MASTER else []:
        texts.add("body" if kind == SLIDE else "note", line)
    where = {NOTES: "note", MASTER: "master"}.get(kind, "body")
    for number, record in enumerate(walk(show.data, start, end)):
        if number % CHECK_EVERY == 0:
            show.storage.job.budget.check()
        _take(show, record, texts, where)
        if record.kind == DRAWING:
            drawing = read_drawing(show.data[record.start : record.end])
            texts.lines.setdefault("art", []).extend(drawing.art)
            texts.lines.setdefault("hidden", []).extend(drawing.hidden)
    if kind == MASTER:
        texts.lines = {("body" if place == "master" else place): lines for place, lines in texts.lines.items()}
    _say(show, texts, UNIT.get(kind, "body"), unit)


def _say(show: Show, texts: Texts, where: str, unit: str) -> None:
    job = show.storage.job
    path = f"{show.storage.path}!{unit}" if unit else show.storage.path
    tags = texts.lines.pop("tag", [])
    for name, value in zip(tags[::2], tags[1::2], strict=False):
        job.text(path, "property", f"{name}={value}")
    art = texts.lines.pop("art", [])
    if art:
        texts.lines.setdefault(where, []).extend(art)
    for place, lines in texts.lines.items():
        job.text(path, "hidden" if texts.is_hidden and place == "body" else place, "\n".join(dict.fromkeys(lines)))


def _say_rest(show: Show, top: list[tuple[int, int, int]], listed: set[int], live: set[int]) -> None:
    """Say what no list names: handouts and the notes' master as they are, slides of earlier saves as hidden."""
    said = {line for text in show.storage.job.texts[-2000:] for line in text.text.split("\n")}
    for kind, start, end in top:
        if kind not in UNIT or start - 8 in listed:
            continue
        if start - 8 in live or not live:
            # Notes pages that no list names are the master of notes.
            _say_unit(show, (MASTER if kind == NOTES else kind, start, end), "", None)
            continue
        texts = Texts()
        for record in walk(show.data, start, end):
            _take(show, record, texts, "hidden")
        for lines in texts.lines.values():
            show.hidden += [line for text in lines for line in text.split("\n") if line not in said]


def _read_objects(show: Show) -> None:
    """Read embedded objects and the macro project: compound files, compressed or not (section 2.10.34)."""
    job, number = show.storage.job, 0
    for kind, start, end in _top(show.data):
        if kind != OBJECT:
            continue
        number += 1
        job.budget.check()
        raw = show.data[start:end]
        if HEADER.unpack_from(show.data, start - 8)[0] >> 4:
            meter = Meter(job, f"{show.storage.path}/object{number}", len(raw), "OFFICE")
            raw = b"".join(meter.through(run(Inflate(zlib.MAX_WBITS), sliced(raw, 4))))
        else:
            job.decoded_bytes += len(raw)
        job.embedded(Document(f"{show.storage.path}/object{number}", raw))
        if job.decoded_bytes > job.limits.total_bytes:
            detail = f"more than {job.limits.total_bytes} bytes unpacked"
            job.gap(show.storage.path, GapReason.OVER_LIMIT, detail, "OFFICE")
            return
