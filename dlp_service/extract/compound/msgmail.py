"""
An Outlook message as a mail (RFC 5322), for those who take mail and nothing else.

The headers it travelled with are kept; without them they are written from its properties.  What a mail cannot hold, an object of another
program, travels inside the whole .msg file, as an attachment of its own.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp_service.budget import Budget
from dlp_service.charsets import codec_of
from dlp_service.config import Limits
from dlp_service.errors import InvalidMessage
from dlp_service.extract.compound import mapi
from dlp_service.extract.compound.compound import NotCompound, Storage, open_compound
from dlp_service.extract.compound.mapi import Item
from dlp_service.extract.compound.msg import (
    ATTACHMENT,
    EMBEDDED_DATA,
    NESTED_HEAD,
    RECIPIENT,
    SMALL_HEAD,
    TOP_HEAD,
    Name,
    is_message,
    item_of,
    names_of,
    storages_of,
)
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.richtext.rtfcompressed import decompress_rtf

OWN_FIELDS = re.compile(r"(?i)(?:content-[a-z-]+|mime-version|bcc|x-ms-tnef-correlator)\Z")
FIELD = re.compile(r"([!-9;-~]{1,200}):[ \t]*((?:[^\r\n]|\r?\n[ \t])*)")
ADDRESS = re.compile(r"(.*?) ?<([^<>]*)>\Z")
MAX_RICH = 8 * 1024 * 1024


def as_mail(content: bytes, limits: Limits) -> bytes:
    """
    Return a .msg file as a mail.

    Raises:
        InvalidMessage: the file is no Outlook message, or too damaged to be one.
    """
    job = Job(limits, Budget.unlimited(), _nothing_further)
    try:
        root = open_compound(content, job, "")
    except NotCompound:
        raise InvalidMessage("the file is no Outlook message") from None
    if not is_message(root):
        raise InvalidMessage("the file is an office document and no Outlook message")
    return b"\r\n".join(_Writer(root, names_of(root), content).lines(TOP_HEAD, 0))


def _nothing_further(document: Document, job: Job) -> None:
    """Attachments are passed on and not read."""


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one message; `whole` is the file, handed on when a part of it, or of a message in it, is `unfit` for a mail."""

    storage: Storage
    names: dict[int, Name]
    whole: bytes = b""
    unfit: list[str] = field(default_factory=list)

    def lines(self, head: int, depth: int) -> Iterator[bytes]:
        """Yield the lines of the mail."""
        item = item_of(self.storage, self.names, head)
        recipients = [item_of(inner, self.names, SMALL_HEAD) for inner in storages_of(self.storage, RECIPIENT)]
        yield from _headers(item, recipients)
        boundary = hashlib.sha256(
            repr((depth, self.storage.path, item.texts.get(mapi.SUBJECT, ""))).encode()
        ).hexdigest()[:32]
        yield b"MIME-Version: 1.0"
        yield f'Content-Type: multipart/mixed; boundary="{boundary}"'.encode()
        for part in self._parts(item, depth):
            yield b""
            yield f"--{boundary}".encode()
            yield from part
        yield b""
        yield f"--{boundary}--".encode()
        yield b""

    def _parts(self, item: Item, depth: int) -> Iterator[list[bytes]]:
        yield from self._bodies(item)
        for number, inner in enumerate(storages_of(self.storage, ATTACHMENT), 1):
            attached = item_of(inner, self.names, SMALL_HEAD)
            name = mapi.attachment_name(attached) or f"attachment{number}"
            nested = inner.storage(EMBEDDED_DATA)
            if nested and is_message(nested) and depth < inner.job.limits.archive_depth:
                yield [b"Content-Type: message/rfc822", b"", *self._inner(nested).lines(NESTED_HEAD, depth + 1)]
            elif nested:
                self.unfit.append(name)
            else:
                kind = attached.texts.get(mapi.ATTACH_TYPE, "").strip("\0")
                yield _part(kind, name, attached.binaries.get(mapi.ATTACH_DATA, b""))
        if self.unfit and self.whole:
            yield _part("application/vnd.ms-outlook", "message.msg", self.whole)

    def _inner(self, storage: Storage) -> _Writer:
        return _Writer(storage, self.names, unfit=self.unfit)

    def _bodies(self, item: Item) -> Iterator[list[bytes]]:
        """Yield the bodies as alternatives; rich text only where there is no other."""
        parts = list(_readable(item))
        if len(parts) > 1:
            mark = hashlib.sha256(b"".join(parts[-1])).hexdigest()[:24]
            inner = [line for part in parts for line in (f"--{mark}".encode(), *part)]
            head = f'Content-Type: multipart/alternative; boundary="{mark}"'.encode()
            yield [head, b"", *inner, f"--{mark}--".encode()]
        elif parts:
            yield parts[0]
        elif item.binaries.get(mapi.RTF):
            rich, _ = decompress_rtf(item.binaries[mapi.RTF], MAX_RICH)
            if len(rich) >= MAX_RICH:
                self.unfit.append("body.rtf")
            yield _part("application/rtf", "body.rtf", rich)


def _headers(item: Item, recipients: list[Item]) -> Iterator[bytes]:
    travelled = item.texts.get(mapi.TRANSPORT_HEADERS, "").replace("\0", "")
    kept = [(name, value) for name, value in FIELD.findall(travelled) if not OWN_FIELDS.match(name)]
    have = {name.casefold() for name, _ in kept}
    for name, value in kept:
        yield f"{name}: {_folded(value)}".encode("utf-8", "replace")
    written = [
        ("Subject", item.texts.get(mapi.SUBJECT, "").strip("\0")),
        *mapi.header_lines(item, recipients),
        *item.headers,
    ]
    for name, value in written:
        if value and name.casefold() not in have and FIELD.match(f"{name}:"):
            yield f"{name}: {_encoded(name, value)}".encode("ascii", "replace")


def _folded(value: str) -> str:
    return "\r\n ".join(line.strip() for line in value.splitlines() if line.strip())


def _encoded(name: str, value: str) -> str:
    """Return a field's value in ASCII; of addresses, only the names may be encoded words."""
    value = " ".join(value.split())
    if name in {"From", "Sender", "To", "Cc", "Bcc"}:
        return ",\r\n ".join(_encoded_address(address) for address in value.split(", "))
    return _word(value)


def _encoded_address(address: str) -> str:
    match = ADDRESS.match(address)
    if not match:
        return address if address.isascii() else _word(address)
    quoted = match[1].replace("\\", "").replace('"', "")
    return f"{_word(quoted) if not quoted.isascii() else chr(34) + quoted + chr(34)} <{match[2]}>"


def _word(text: str) -> str:
    """Return text as encoded words (RFC 2047) of at most 75 characters where it is not ASCII."""
    if text.isascii():
        return text
    words = [text[at : at + 12] for at in range(0, len(text), 12)]
    encoded = (base64.b64encode(word.encode("utf-8", "replace")).decode("ascii") for word in words)
    return "\r\n ".join(f"=?utf-8?B?{word}?=" for word in encoded)


def _readable(item: Item) -> Iterator[list[bytes]]:
    """Yield the bodies in plain text and in HTML."""
    plain = item.texts.get(mapi.BODY, "").strip("\0")
    page = item.numbers.get(mapi.CODE_PAGE, 0)
    html = item.binaries.get(mapi.HTML, b"").rstrip(b"\0")
    charset = "utf-8" if page == 65001 else codec_of(f"cp{page}") or "utf-8"
    if not html and mapi.HTML in item.texts:
        html, charset = item.texts[mapi.HTML].strip("\0").encode("utf-8", "replace"), "utf-8"
    if plain:
        yield _part("text/plain; charset=utf-8", "", plain.encode("utf-8", "replace"))
    if html:
        yield _part(f"text/html; charset={charset}", "", html)


def _part(kind: str, name: str, content: bytes) -> list[bytes]:
    kind = kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+(?:; charset=[\w-]+)?", kind) else "application/octet-stream"
    lines = [f"Content-Type: {kind}".encode(), b"Content-Transfer-Encoding: base64"]
    if name:
        shown = "".join(f"%{byte:02X}" for byte in name.encode("utf-8", "replace"))
        lines.append(f"Content-Disposition: attachment; filename*=utf-8''{shown}".encode())
    encoded = base64.encodebytes(content).rstrip(b"\n").replace(b"\n", b"\r\n")
    return [*lines, b"", encoded]
