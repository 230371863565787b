"""
OpenPGP files (RFC 9580), armoured and binary: signed text is read, compressed and literal packets are unwrapped,
keys say whose they are, and what is encrypted is dark.
"""

from __future__ import annotations

import binascii
import bz2
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dlp_service.extract.archives.unpack import Decompressor, Inflate, Meter, run, sliced
from dlp_service.extract.archives.zipfiles import member_name
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.sealed import packets as pgp
from dlp_service.extract.sealed.packets import Packet, packets
from dlp_service.extract.texts.text import read_text
from dlp_service.extract.trailing import read_rest
from dlp_service.values import GapReason

CONTAINER = "PGP"
PGP_MARK = b"-----BEGIN PGP "
ARMOUR_START = re.compile(
    rb"^-----BEGIN PGP (MESSAGE(?:, PART [^-\r\n]{1,20})?|PUBLIC KEY BLOCK|PRIVATE KEY BLOCK|SIGNATURE|ARMORED FILE)-----[ \t]*\r?\n"
    rb"((?:[A-Za-z-]{1,40}: [^\r\n]*\r?\n)*)",
    re.MULTILINE,
)
ARMOUR_END = b"\n-----END PGP "
SIGNED_START = re.compile(
    rb"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n(?:[A-Za-z-]{1,40}: [^\r\n]*\r?\n)*", re.MULTILINE
)
DASHED = re.compile(rb"^- ", re.MULTILINE)
COMMENT = re.compile(rb"Comment: ([^\r\n]*)")
BASE64 = re.compile(rb"[A-Za-z0-9+/\s]*")
SUFFIX = re.compile(r"(?i)\.(?:gpg|pgp|asc|sig|sign)\Z")
ALGORITHMS: tuple[Callable[[], Decompressor] | None, ...] = (
    None,
    lambda: Inflate(-zlib.MAX_WBITS),
    lambda: Inflate(zlib.MAX_WBITS),
    bz2.BZ2Decompressor,
)
HOLDING = frozenset({pgp.LITERAL, pgp.COMPRESSED})
TO_SCREEN = "_CONSOLE"
"""The name of a literal packet that is for the reader's eyes only (section 5.9)."""


@dataclass(frozen=True, slots=True)
class Block:
    """An armoured block: its kind, its header lines, its text, and where all of it begins and ends."""

    kind: bytes
    headers: bytes
    text: bytes
    start: int
    end: int


def blocks(content: bytes) -> Iterator[Block]:
    """Yield the armoured blocks of a text; one without an end goes on to the end of the text."""
    position = 0
    while found := ARMOUR_START.search(content, position):
        close = content.find(ARMOUR_END, found.end() - 1)
        stop = len(content) if close < 0 else close
        line = content.find(b"\n", stop + 1)
        position = len(content) if line < 0 else line
        yield Block(found[1], found[2], content[found.end() : stop], found.start(), position)


def read_pgp(document: Document, job: Job) -> None:
    """Read an OpenPGP file; text around armoured blocks is read as what it would be without them."""
    content = document.content
    if PGP_MARK not in content:
        _read_packets(document, content, job)
        return
    kept, position = bytearray(), 0
    for block in blocks(content):
        job.budget.check()
        kept += content[position : block.start]
        position = block.end
        for comment in COMMENT.finditer(block.headers):
            job.text(document.path, "comment", comment[1].decode("utf-8", "replace"))
        _read_block(document, block.kind, unarmoured(block.text), job)
    rest = SIGNED_START.sub(b"", bytes(kept) + content[position:])
    if b"-----BEGIN PGP SIGNED" in content:
        rest = DASHED.sub(b"", rest)
    if rest.strip():
        # Whatever armour is left is broken, and text; it is not looked for again.
        read = read_text if PGP_MARK in rest else job.read
        read(Document(document.path, rest, document.content_type, plain_name(document), document.charset), job)


def note_encrypted(markup: bytes, path: str, job: Job) -> None:
    """Say that there is an encrypted message in markup, where its lines cannot be told from tags."""
    if b"-----BEGIN PGP MESSAGE" in markup:
        job.gap(path, GapReason.ENCRYPTED, "an OpenPGP message", CONTAINER)


def _read_block(document: Document, kind: bytes, data: bytes, job: Job) -> None:
    if kind.startswith(b"MESSAGE, PART"):
        job.gap(document.path, GapReason.UNSUPPORTED, "an OpenPGP message in several files", CONTAINER)
    elif kind == b"MESSAGE" and next(packets(data), None) is None:
        # Armour of this name around bytes that are no packets: damaged on the way, and not for us to read before.
        job.gap(document.path, GapReason.ENCRYPTED, "an OpenPGP message", CONTAINER)
    elif kind != b"SIGNATURE":
        _read_packets(document, data, job)


def unarmoured(text: bytes) -> bytes:
    """
    Return the bytes of an armoured block's lines, without the checksum.

    >>> unarmoured(b"\\nyw==\\n=abcd\\n")
    b'\\xcb'
    """
    found = BASE64.match(text)
    raw = b"".join(found[0].split()) if found else b""
    try:
        return binascii.a2b_base64(raw[: len(raw) - (len(raw) % 4 == 1)] + b"==")
    except binascii.Error:
        return b""


def _read_packets(document: Document, data: bytes, job: Job) -> None:
    end, is_whole = 0, True
    tags: set[int] = set()
    for packet in packets(data):
        job.budget.check()
        end, is_whole = packet.next, packet.is_whole
        tags.add(packet.tag)
        if packet.tag in pgp.DARK:
            job.gap(document.path, GapReason.ENCRYPTED, "an OpenPGP message", CONTAINER)
        elif packet.tag == pgp.COMPRESSED:
            _read_compressed(document, packet, job)
        elif packet.tag == pgp.LITERAL:
            _read_literal(document, packet, job)
        elif packet.tag == pgp.USER_ID:
            job.text(document.path, "property", "user id=" + packet.body.decode("utf-8", "replace"))
    if not tags:
        job.gap(document.path, GapReason.UNSUPPORTED, "a file that is called OpenPGP and is not", CONTAINER)
    elif tags == {pgp.SIGNATURE}:
        job.gap(document.path, GapReason.UNSUPPORTED, "a signature without what it signs", CONTAINER, is_material=False)
    elif not tags & pgp.DARK and (not is_whole or (pgp.ONE_PASS in tags and not tags & HOLDING)):
        job.gap(document.path, GapReason.DAMAGED, "an OpenPGP file that ends early", CONTAINER)
    read_rest(document.path, data[end:], job)


def _read_compressed(document: Document, packet: Packet, job: Job) -> None:
    """Unpack a compressed packet; the packets inside it are read as if they stood here."""
    algorithm = packet.body[:1]
    if not algorithm or algorithm[0] >= len(ALGORITHMS):
        job.gap(document.path, GapReason.UNSUPPORTED, "an OpenPGP file packed in an unknown way", CONTAINER)
        return
    meter = Meter(job, document.path, len(packet.body), CONTAINER)
    inner = b"".join(meter.through(_unpacked(packet.body)))
    with job.level(document.path) as is_allowed:
        if is_allowed:
            _read_packets(document, inner, job)


def _unpacked(body: bytes) -> Iterator[bytes]:
    start = ALGORITHMS[body[0]]
    return run(start(), sliced(body, 1)) if start else sliced(body, 1)


def _read_literal(document: Document, packet: Packet, job: Job) -> None:
    """Read a literal packet: a format, a name, a date, and the content."""
    size = packet.body[1] if len(packet.body) > 1 else 0
    said = member_name(packet.body[2 : 2 + size].decode("utf-8", "replace"))
    name = said if said and said != TO_SCREEN else plain_name(document) or "content"
    path = f"{document.path}/{name}"
    if said != TO_SCREEN:
        job.text(path, "file_name", said)
    content = packet.body[2 + size + 4 :]
    if content:
        job.embedded(Document(path, content, file_name=name))


def plain_name(document: Document) -> str:
    """
    Return what a protected file is called without its protection.

    >>> plain_name(Document("1", b"", file_name="plan.docx.gpg"))
    'plan.docx'
    """
    return SUFFIX.sub("", document.file_name.rpartition("/")[2])
