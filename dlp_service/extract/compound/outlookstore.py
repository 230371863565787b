"""
Outlook stores as texts: every folder's name, every message with its header lines, bodies and attachments.

Paths are folders, then subjects.  Stores that `pst` cannot open, of Outlook 97 to 2002 or with the strong cipher, go to Tika.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dlp_service.extract.compound import mapi
from dlp_service.extract.compound.itemtexts import Attachment, say_item
from dlp_service.extract.compound.mapi import Item
from dlp_service.extract.compound.pst import MAX_STEPS, Node, Store, open_store
from dlp_service.extract.fallback import by_tika
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.values import GapReason

FOLDERS, MESSAGE, ATTACHMENT = frozenset({0x02, 0x03}), 0x04, 0x05
RECIPIENTS = 0x692
ROOT_FOLDER = 0x122
MAX_FOLDERS = 32
MAX_NAME = 200
EMBEDDED = 5
PEOPLE = {
    0x0040: "received-by", 0x0076: "received-by-address", 0x0078: "received-for-address", 0x0C1F: "sender-address",
    0x0065: "sent-for-address", 0x1035: "message-id",
}  # fmt: skip
"""Who a message reached and by which address it was sent, beside its header lines."""


def read_store(document: Document, job: Job) -> None:
    """Read a store; one that gives no text is Tika's."""
    start = len(job.texts)
    store = open_store(document.content, job)
    if store:
        try:
            _read(store, document.path)
        finally:
            if store.is_cut:
                detail = "a store that asks for more than may be unpacked"
                job.gap(document.path, GapReason.OVER_LIMIT, detail)
    if len(job.texts) == start:
        by_tika("an Outlook store")(document, job)


def _read(store: Store, path: str) -> None:
    job = store.job
    names = {number: _name(store, node) for number, node in store.nodes.items() if number & 0x1F in FOLDERS}
    for number, name in names.items():
        job.text("/".join([path, *_around(store, names, number)]), "file_name", name)
    for number, node in store.nodes.items():
        if number & 0x1F == MESSAGE:
            job.budget.check()
            job.entries += 1
            if job.entries > job.limits.archive_entries:
                job.gap(path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries")
                return
            _say(store, node, "/".join([path, *_around(store, names, node.parent)]))
            if store.is_over(job.decoded_bytes > job.limits.total_bytes or store.steps > MAX_STEPS):
                return


def _name(store: Store, node: Node) -> str:
    store.job.budget.check()
    return store.item(node).texts.get(mapi.DISPLAY_NAME, "").strip("\0")


def _around(store: Store, names: dict[int, str], number: int) -> list[str]:
    """Return the names of the folders around a message, from the outermost."""
    found: list[str] = []
    seen: set[int] = set()
    while number in names and number not in seen and number != ROOT_FOLDER and len(found) < MAX_FOLDERS:
        seen.add(number)
        found.insert(0, names[number] or "folder")
        number = store.nodes[number].parent
    return found


def _say(store: Store, node: Node, folder: str) -> None:
    item = store.item(node)
    subject = item.texts.get(mapi.SUBJECT, "").strip("\0 ")[:MAX_NAME]
    _say_message(store, node, item, f"{folder}/{subject or 'message'}.msg")


def _say_message(store: Store, node: Node, item: Item, path: str) -> None:
    inner = store.inside(node.inner) if node.inner else {}
    recipients = store.rows(inner[RECIPIENTS]) if RECIPIENTS in inner else []
    item.named += [(name, item.texts[number].strip("\0")) for number, name in PEOPLE.items() if item.texts.get(number)]
    say_item(store.job, path, item, recipients, _attachments(store, inner))


def _attachments(store: Store, inner: dict[int, Node]) -> Iterator[Attachment]:
    for number, node in inner.items():
        if number & 0x1F != ATTACHMENT:
            continue
        item = store.item(node)
        name = mapi.attachment_name(item) or f"attachment{number >> 5}"
        nested = store.inside(node.inner).get(item.numbers.get(mapi.ATTACH_DATA, 0)) if node.inner else None
        if nested and item.numbers.get(mapi.ATTACH_METHOD) == EMBEDDED:
            yield Attachment(item, name if name.endswith(".msg") else name + ".msg", partial(_nested, store, nested))
        else:
            yield Attachment(item, name)


def _nested(store: Store, node: Node, path: str) -> None:
    _say_message(store, node, store.item(node), path)
