"""
What an Outlook item says, whether it came as .msg or as TNEF: header lines, bodies once each, properties, attachments.

An item may carry its body as plain text, HTML and rich text at once.  Programs show one of them, and a sender can make them
differ, so all are read; what one has said the next does not repeat.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from email.policy import compat32

from dlp_service.charsets import codec_of
from dlp_service.extract.compound import mapi
from dlp_service.extract.compound.mapi import Item
from dlp_service.extract.fallback import lacking
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.job import Job
from dlp_service.extract.mailfields import unshown_fields
from dlp_service.extract.message import LABEL_FIELDS
from dlp_service.extract.richtext.rtfcompressed import decompress_rtf
from dlp_service.values import GapReason, PartText

BY_VALUE, EMBEDDED, OLE = 1, 5, 6
REFERENCES = frozenset({2, 3, 4, 7})
LABEL_CLASSES = ("ipm.note.rpmsg", "ipm.note.secure")
MAX_RICH = 8 * 1024 * 1024
"""A rich text body is unpacked byte by byte: more than this takes seconds."""

MAX_COMPARED = 1_000_000_000
"""Characters times lines: above it bodies are compared line by line and not as running text."""

TARGET = re.compile(r"[<\[](?:https?:|mailto:|cid:|tel:)[^<>\[\]]*[>\]]", re.IGNORECASE)
INVISIBLE = frozenset("\u200b\ufeff\xad")


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment; `read` reads one that is no plain file, under the path it is given."""

    item: Item
    name: str
    read: Callable[[str], None] | None = None


def say_item(job: Job, path: str, item: Item, recipients: list[Item], attachments: Iterable[Attachment]) -> None:
    """Add an item to the job."""
    job.text(path, "subject", item.texts.get(mapi.SUBJECT, "").strip("\0"))
    travelled = list(_transport_fields(job, path, item.texts.get(mapi.TRANSPORT_HEADERS, "")))
    lines = [
        *mapi.header_lines(item, recipients),
        *item.headers,
        *(field for field in travelled if LABEL_FIELDS.fullmatch(field[0])),
    ]
    for name, value in dict.fromkeys(lines):
        job.text(path, "header", f"{name}: {value}")
    _say_bodies(job, path, item)
    job.text(path, "hidden", "\n".join(unshown_transport(item, travelled)))
    for line in [*mapi.property_lines(item), *mapi.inner_addresses(recipients)]:
        job.text(path, "property", line)
    _say_attachments(job, path, attachments)


def unshown_transport(item: Item, travelled: Iterable[tuple[str, str]]) -> list[str]:
    """Return what the headers that an item travelled with say beyond its properties and its labels."""
    said = {name.casefold() for name, _ in item.headers}
    fields = (
        (name, value) for name, value in travelled if name.casefold() not in said and not LABEL_FIELDS.fullmatch(name)
    )
    return unshown_fields(fields)


def _transport_fields(job: Job, path: str, headers: str) -> Iterator[tuple[str, str]]:
    """Yield the mail headers that a message travelled with."""
    if not headers.strip("\0 \r\n"):
        return
    most = job.limits.header_bytes
    if len(headers) > most:
        job.gap(path, GapReason.OVER_LIMIT, f"headers of more than {most} characters", "OFFICE")
    parsed = HeaderParser(policy=compat32).parsestr(headers[:most], headersonly=True)
    for name, value in parsed.items():
        yield name, " ".join(str(value).split())


def _say_bodies(job: Job, path: str, item: Item) -> None:
    start = len(job.texts)
    page = item.numbers.get(mapi.CODE_PAGE, 0)
    charset = "utf-8" if page == 65001 else (codec_of(f"cp{page}") if page else "")
    html = item.binaries.get(mapi.HTML, b"")
    if html:
        job.read(Document(path, html.rstrip(b"\0"), "text/html", charset=charset), job)
    elif mapi.HTML in item.texts:
        job.read(
            Document(path, item.texts[mapi.HTML].strip("\0").encode("utf-8", "replace"), "text/html", charset="utf-8"),
            job,
        )
    packed = item.binaries.get(mapi.RTF, b"")
    if packed:
        _say_rich(job, path, packed, start)
    for number in (mapi.BODY, mapi.OTHER_BODY):
        plain = item.texts.get(number, "").strip("\0").replace("\r\n", "\n").replace("\r", "\n")
        if plain:
            job.take(Reading(unsaid((PartText(path, "body", plain),), job.texts[start:])))


def _say_rich(job: Job, path: str, packed: bytes, start: int) -> None:
    """Read the rich text body; of what it says, keep what the body has not said yet."""
    rich, is_whole = decompress_rtf(packed, MAX_RICH)
    if len(rich) >= MAX_RICH:
        job.gap(path, GapReason.OVER_LIMIT, f"a rich text body of more than {MAX_RICH} bytes", "OFFICE")
    job.decoded_bytes += len(rich)
    if not is_whole:
        job.gap(path, GapReason.DAMAGED, "a rich text body that is cut off", "OFFICE")
    if not rich:
        return
    middle = len(job.texts)
    job.read(Document(path, rich, "application/rtf"), job)
    fresh = unsaid(tuple(job.texts[middle:]), job.texts[start:middle])
    job.chars -= sum(len(text.text) for text in job.texts[middle:])
    del job.texts[middle:]
    job.take(Reading(fresh))


def unsaid(texts: tuple[PartText, ...], said: list[PartText]) -> tuple[PartText, ...]:
    """
    Return what of other forms of a body was not said yet; lines may be broken elsewhere, and link targets written out.

    >>> unsaid((PartText("a", "body", "Hello Ann,\\nsee you <http://x.example>\\nsecret"),), [PartText("a", "body", "Hello Ann, see you")])
    (PartText(path='a', where='body', text='secret'),)
    """
    if not said:
        return texts
    whole = _squeezed("\n".join(text.text for text in said))
    if len(whole) * sum(text.text.count("\n") + 1 for text in texts) > MAX_COMPARED:
        return lacking(texts, said)
    left = []
    for text in texts:
        lines = [line for line in text.text.split("\n") if _squeezed(TARGET.sub("", line)) not in whole]
        if any(line.strip() for line in lines):
            left.append(PartText(text.path, text.where, "\n".join(lines)))
    return tuple(left)


def _squeezed(text: str) -> str:
    return "".join(char for char in "".join(text.split()) if char not in INVISIBLE)


def _say_attachments(job: Job, path: str, attachments: Iterable[Attachment]) -> None:
    taken: dict[str, int] = {}
    for attachment in attachments:
        job.budget.check()
        job.entries += 1
        if job.entries > job.limits.archive_entries:
            job.gap(path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries")
            return
        count = taken[attachment.name] = taken.get(attachment.name, 0) + 1
        name = attachment.name if count == 1 else f"{attachment.name}~{count}"
        _say_attachment(job, f"{path}/{name}", attachment)


def _say_attachment(job: Job, path: str, attachment: Attachment) -> None:
    item = attachment.item
    numbers = (mapi.ATTACH_LONG_NAME, mapi.ATTACH_NAME, mapi.ATTACH_LONG_PATH, mapi.ATTACH_PATH, mapi.DISPLAY_NAME)
    names = [item.texts[number].strip("\0").strip() for number in numbers if item.texts.get(number, "").strip("\0 ")]
    for name in dict.fromkeys(names):
        job.text(path, "file_name", name)
    if attachment.read:
        _deeper(job, path, attachment.read)
        return
    content = item.binaries.get(mapi.ATTACH_DATA, b"")
    if content:
        kind = item.texts.get(mapi.ATTACH_TYPE, "").strip("\0").casefold()
        job.embedded(Document(path, content, kind, attachment.name))
    elif item.numbers.get(mapi.ATTACH_METHOD, BY_VALUE) in REFERENCES:
        job.gap(path, GapReason.UNSUPPORTED, "an attachment that lies elsewhere and not in the message")


def _deeper(job: Job, path: str, read: Callable[[str], None]) -> None:
    if job.depth >= job.limits.archive_depth:
        job.gap(path, GapReason.OVER_LIMIT, f"nested deeper than {job.limits.archive_depth} archives")
        return
    job.depth += 1
    try:
        read(path)
    finally:
        job.depth -= 1
