"""
Outlook's rich text containers (`winmail.dat`, MS-OXTNEF): attributes in a row, each with a checksum, some full of properties.

A wrong checksum is reported and the attribute read all the same: what a recipient's program makes of it, nobody knows.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from dlp_service.charsets import codec_of, leniently
from dlp_service.extract.compound import mapi
from dlp_service.extract.compound.itemtexts import Attachment, say_item
from dlp_service.extract.compound.mapi import Item
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.values import GapReason

SIGNATURE = b"\x78\x9f\x3e\x22"
HEAD = struct.Struct("<BII")
MESSAGE, ATTACHMENT = 1, 2
SUBJECT, BODY, CODE_PAGE, RECIPIENTS, PROPERTIES, MESSAGE_CLASS = 0x8004, 0x800C, 0x9007, 0x9004, 0x9003, 0x8008
NEW_ATTACHMENT, ATTACHED_DATA, ATTACHED_TITLE, ATTACHED_PROPERTIES = 0x9002, 0x800F, 0x8010, 0x9005
MESSAGE_OBJECT = bytes.fromhex("0703020000000000c000000000000046")
IID_BYTES = 16
PADDED_SIZES = {
    0x0002: 4,
    0x0003: 4,
    0x0004: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x000A: 4,
    0x000B: 4,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
VARIABLE = frozenset({mapi.STRING8, mapi.UNICODE, mapi.BINARY, mapi.OBJECT})
MAX_ATTRIBUTES = 100_000
MAX_PROPERTIES = 250_000
MAX_RECIPIENTS = 10_000


class _Cut(Exception):
    """Properties end in the middle of one."""


class _Over(Exception):
    """There are more properties than are read."""


@dataclass(slots=True)
class _Reader:
    """Properties being read; `codec` is that of narrow strings, `left` says how many values may still be read."""

    data: bytes
    codec: str
    at: int = 0
    left: int = MAX_PROPERTIES

    def number(self) -> int:
        """Return the next 32 bits."""
        if self.at + 4 > len(self.data):
            raise _Cut
        self.at += 4
        return int.from_bytes(self.data[self.at - 4 : self.at], "little")

    def take(self, size: int) -> bytes:
        """Return the next bytes; they are padded to four."""
        raw = self.data[self.at : self.at + size]
        if len(raw) < size:
            raise _Cut
        self.at += (size + 3) // 4 * 4
        return raw

    def fill(self, item: Item) -> None:
        """Read a counted list of properties into an item; of one that is cut off, what came before."""
        for _ in range(self.number()):
            self._count()
            head = self.number()
            kind, number = head & 0xFFFF, head >> 16
            set_id, word, named = b"", "", 0
            if number >= 0x8000:
                set_id, word, named = self._name()
            for raw in self._values(kind):
                _put(item, (kind & 0xFFF, number), raw, self.codec, (set_id, word, named))

    def _count(self) -> None:
        if not self.left:
            raise _Over
        self.left -= 1

    def _name(self) -> tuple[bytes, str, int]:
        set_id = self.take(16)
        if not self.number():
            return set_id, "", self.number()
        return set_id, self.take(self.number()).decode("utf-16-le", "replace").strip("\0"), 0

    def _values(self, kind: int) -> Iterator[bytes]:
        single = kind & 0xFFF
        is_list = bool(kind & mapi.MULTIPLE) or single in VARIABLE
        for number in range(self.number() if is_list else 1):
            if number:
                self._count()
            if single in VARIABLE:
                yield self.take(self.number())
            elif single in PADDED_SIZES:
                yield self.take(PADDED_SIZES[single])
            else:
                raise _Cut  # nobody knows how long a value of an unknown type is


def _put(item: Item, what: tuple[int, int], raw: bytes, codec: str, name: tuple[bytes, str, int]) -> None:
    kind, number = what
    if kind in {mapi.STRING8, mapi.UNICODE}:
        text = raw.decode("utf-16-le", "replace") if kind == mapi.UNICODE else leniently(raw, codec)
        if number >= 0x8000:
            item.add_named(*name, text)
        else:
            item.texts.setdefault(number, text)
    elif kind in VARIABLE:
        item.binaries.setdefault(number, raw)
    else:
        item.numbers[number] = mapi.fixed_number(kind, raw)


@dataclass(slots=True)
class _Container:
    """One container: the message's item, its recipients, and for each attachment an item."""

    codec: str = "cp1252"
    item: Item = field(default_factory=Item)
    recipients: list[Item] = field(default_factory=list)
    attachments: list[Item] = field(default_factory=list)
    max_attachments: int = 0
    has_wrong_sums: bool = False
    is_cut: bool = False
    is_over: bool = False


def read_tnef(document: Document, job: Job) -> None:
    """Read a container as the message that it is."""
    container = _read(document.content, job, document.path)
    if container.has_wrong_sums:
        job.gap(document.path, GapReason.DAMAGED, "attributes whose checksums are wrong", "OFFICE")
    if container.is_cut:
        job.gap(document.path, GapReason.DAMAGED, "a container that is cut off", "OFFICE")
    if container.is_over:
        detail = f"more than {MAX_PROPERTIES} properties or {MAX_RECIPIENTS} recipients"
        job.gap(document.path, GapReason.OVER_LIMIT, detail, "OFFICE")
    attachments = [_attachment(item, job, number) for number, item in enumerate(container.attachments, 1)]
    say_item(job, document.path, container.item, container.recipients, attachments)


def _attachment(item: Item, job: Job, number: int) -> Attachment:
    name = mapi.attachment_name(item) or f"attachment{number}"
    nested = item.binaries.get(mapi.ATTACH_DATA, b"")
    is_object = item.numbers.get(mapi.ATTACH_METHOD, 1) in {5, 6}
    if is_object and len(nested) > IID_BYTES:
        content = nested[IID_BYTES:]
        if nested.startswith(MESSAGE_OBJECT) and content.startswith(SIGNATURE):
            return Attachment(item, name, partial(_read_nested, content, job))
        item.binaries[mapi.ATTACH_DATA] = content
    return Attachment(item, name)


def _read_nested(content: bytes, job: Job, path: str) -> None:
    read_tnef(Document(path, content), job)


def _read(content: bytes, job: Job, path: str) -> _Container:
    container = _Container(max_attachments=job.limits.archive_entries + 1)
    at, count = 6, 0
    while at + HEAD.size <= len(content):
        count += 1
        if count > MAX_ATTRIBUTES:
            job.gap(path, GapReason.OVER_LIMIT, f"more than {MAX_ATTRIBUTES} attributes")
            break
        job.budget.check()
        level, kind, size = HEAD.unpack_from(content, at)
        if level not in {MESSAGE, ATTACHMENT}:
            break  # what follows the last attribute is padding
        data = content[at + HEAD.size : at + HEAD.size + size]
        end = at + HEAD.size + size
        container.is_cut |= end + 2 > len(content)
        if end + 2 <= len(content) and sum(data) & 0xFFFF != int.from_bytes(content[end : end + 2], "little"):
            container.has_wrong_sums = True
        _take(container, kind & 0xFFFF, data)
        at = end + 2
    container.is_cut |= at == 6
    return container


def _take(container: _Container, kind: int, data: bytes) -> None:
    item = container.item
    if kind == CODE_PAGE:
        container.codec = codec_of(f"cp{int.from_bytes(data[:4], 'little')}") or "cp1252"
    elif kind in {SUBJECT, BODY, MESSAGE_CLASS}:
        number = {SUBJECT: mapi.SUBJECT, BODY: mapi.OTHER_BODY, MESSAGE_CLASS: mapi.MESSAGE_CLASS}[kind]
        item.texts.setdefault(number, leniently(data.rstrip(b"\0"), container.codec))
    elif kind == PROPERTIES:
        _merge(item, _items(container, data, rows=False))
    elif kind == RECIPIENTS:
        container.recipients += _items(container, data, rows=True)
    elif kind == NEW_ATTACHMENT and len(container.attachments) < container.max_attachments:
        container.attachments.append(Item())
    elif kind in {ATTACHED_DATA, ATTACHED_TITLE, ATTACHED_PROPERTIES}:
        if not container.attachments:
            container.attachments.append(Item())
        _take_attached(container, container.attachments[-1], kind, data)


def _take_attached(container: _Container, item: Item, kind: int, data: bytes) -> None:
    if kind == ATTACHED_DATA:
        # What stands here for an object is an excuse to programs that cannot show one; its properties hold the object.
        item.binaries.setdefault(mapi.ATTACH_DATA, data)
    elif kind == ATTACHED_TITLE:
        item.texts.setdefault(mapi.ATTACH_NAME, leniently(data.rstrip(b"\0"), container.codec))
    else:
        _merge(item, _items(container, data, rows=False))


def _items(container: _Container, data: bytes, *, rows: bool) -> list[Item]:
    reader = _Reader(data, container.codec)
    found: list[Item] = []
    try:
        count = reader.number() if rows else 1
        for _ in range(min(count, MAX_RECIPIENTS)):
            found.append(Item())
            reader.fill(found[-1])
        container.is_over |= count > MAX_RECIPIENTS
    except _Cut:
        container.is_cut = True
    except _Over:
        container.is_over = True
    return found


def _merge(item: Item, others: list[Item]) -> None:
    for other in others:
        item.texts |= other.texts
        item.numbers |= other.numbers
        item.binaries |= other.binaries
        item.named += other.named
        item.headers += other.headers
