"""
Outlook messages (MS-OXMSG): a storage of properties, with a storage for each recipient and attachment.

Paths are those of a mail file: an attachment lies under the message by its name, and a message inside it likewise.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.charsets import codec_of, leniently
from dlp_service.extract.compound import mapi
from dlp_service.extract.compound.compound import STREAM, Storage
from dlp_service.extract.compound.itemtexts import Attachment, say_item
from dlp_service.extract.compound.mapi import Item
from dlp_service.values import GapReason

PROPERTIES = "__properties_version1.0"
VALUE = "__substg1.0_"
RECIPIENT, ATTACHMENT, NAMES = "__recip_version1.0", "__attach_version1.0", "__nameid_version1.0"
TOP_HEAD, NESTED_HEAD, SMALL_HEAD = 32, 24, 8
FIRST_NAMED = 0x8000
MAX_WORD = 1024
"""Names may lie in the same bytes."""

GUIDS = {1: bytes.fromhex("2803020000000000c000000000000046"), 2: bytes.fromhex("2903020000000000c000000000000046")}
EMBEDDED_MESSAGE, OLE_OBJECT = 5, 6
EMBEDDED_DATA = "__substg1.0_3701000D"


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a named property: a word or a number in a set of properties."""

    set_id: bytes
    word: str = ""
    number: int = 0


def is_message(storage: Storage) -> bool:
    """Say whether a storage is an Outlook message."""
    return storage.child(PROPERTIES) is not None


def owns(name: str) -> bool:
    """Say whether a stream is one of a message's own."""
    return name.casefold().startswith((VALUE, PROPERTIES))


def read_message(storage: Storage, names: dict[int, Name] | None = None, head: int = TOP_HEAD) -> None:
    """Read a message into the job: header lines, bodies, properties, attachments."""
    names = names_of(storage) if names is None else names
    item = item_of(storage, names, head)
    recipients = [item_of(inner, names, SMALL_HEAD) for inner in storages_of(storage, RECIPIENT)]
    attachments = (
        _attachment(inner, names, number) for number, inner in enumerate(storages_of(storage, ATTACHMENT), 1)
    )
    say_item(storage.job, storage.path, item, recipients, attachments)


def storages_of(storage: Storage, start: str) -> Iterator[Storage]:
    """Yield the recipients or attachments of a message: the storages whose names begin with `start`."""
    for node in storage.nodes():
        if node.kind != STREAM and node.name.casefold().startswith(start):
            storage.job.budget.check()
            yield Storage(storage.compound, node, storage.job, storage.path)


def _attachment(storage: Storage, names: dict[int, Name], number: int) -> Attachment:
    from dlp_service.extract.compound.ole import read_object  # noqa: PLC0415 - messages and objects hold one another

    item = item_of(storage, names, SMALL_HEAD)
    inner = storage.storage(EMBEDDED_DATA)
    if inner is None:
        return Attachment(item, mapi.attachment_name(item) or f"attachment{number}")
    is_mail = is_message(inner)
    name = mapi.attachment_name(item) or _subject(inner, names) or f"attachment{number}"
    if is_mail and not name.casefold().endswith(".msg"):
        name += ".msg"

    def read(path: str) -> None:
        opened = Storage(storage.compound, inner.node, storage.job, path)
        if is_mail:
            read_message(opened, names, NESTED_HEAD)
        else:
            read_object(opened)

    return Attachment(item, name, read)


def _subject(storage: Storage, names: dict[int, Name]) -> str:
    return item_of(storage, names, NESTED_HEAD).texts.get(mapi.SUBJECT, "").strip("\0")[:200].replace("/", "_")


def item_of(storage: Storage, names: dict[int, Name], head: int) -> Item:
    """Return the properties of a storage: fixed ones stand in one stream, the others in one of their own each."""
    item = Item()
    fixed = storage.read(PROPERTIES)
    for at in range(head, len(fixed) - 15, 16):
        kind, number = struct.unpack_from("<HH", fixed, at)
        item.numbers[number] = mapi.fixed_number(kind, fixed[at + 8 : at + 16])
    codec = _codec(item)
    for node in storage.nodes():
        name = node.name
        if node.kind != STREAM or not name.casefold().startswith(VALUE) or len(name) < len(VALUE) + 8:
            continue
        try:
            number, kind = int(name[len(VALUE) : len(VALUE) + 4], 16), int(name[len(VALUE) + 4 : len(VALUE) + 8], 16)
        except ValueError:
            continue
        _take(item, number, kind, storage.content(node), codec, names)
    return item


def _codec(item: Item) -> str:
    page = item.numbers.get(mapi.MESSAGE_CODE_PAGE) or item.numbers.get(mapi.CODE_PAGE) or 1252
    return "utf-8" if page == 65001 else codec_of(f"cp{page}") or "cp1252"


def _take(item: Item, number: int, kind: int, raw: bytes, codec: str, names: dict[int, Name]) -> None:
    single = kind & ~mapi.MULTIPLE
    if single not in {mapi.STRING8, mapi.UNICODE}:
        item.binaries.setdefault(number, raw)
        return
    text = raw.decode("utf-16-le", "replace") if single == mapi.UNICODE else leniently(raw, codec)
    name = names.get(number)
    if number < FIRST_NAMED:
        item.texts.setdefault(number, text)
    elif name:
        item.add_named(name.set_id, name.word, name.number, text)


def names_of(storage: Storage) -> dict[int, Name]:
    """Return the named properties of a file by their numbers (section 2.2.3.1)."""
    inner = storage.storage(NAMES)
    if inner is None:
        return {}
    sets, entries, words = (inner.read(f"{VALUE}000{index}0102") for index in (2, 3, 4))
    found: dict[int, Name] = {}
    for at in range(0, len(entries) - 7, 8):
        identifier, flags, index = struct.unpack_from("<IHH", entries, at)
        place = flags >> 1
        set_id = GUIDS.get(place) or sets[16 * (place - 3) : 16 * (place - 2)] if place else b""
        if flags & 1:
            size = int.from_bytes(words[identifier : identifier + 4], "little")
            word = words[identifier + 4 : identifier + 4 + min(size, MAX_WORD)].decode("utf-16-le", "replace")
            if MAX_WORD < size <= len(words) - identifier - 4:
                detail = f"a property whose name takes more than {MAX_WORD} bytes"
                storage.job.gap(storage.path, GapReason.OVER_LIMIT, detail, "OFFICE")
            found[FIRST_NAMED + index] = Name(set_id, word)
        else:
            found[FIRST_NAMED + index] = Name(set_id, number=identifier)
    return found
