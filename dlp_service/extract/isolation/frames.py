"""
Frames between servers, the pool and its workers: a JSON header and raw bytes, both with their length in front.

No pickle: a worker has read hostile documents, so what it sends is data and nothing else.  Paths in a frame are
relative to the document, which is what lets one reading serve every message that carries the same file.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from dlp_service.extract.interface import Document, Reading
from dlp_service.values import Gap, GapReason, PartText

PREFIX = struct.Struct(">IQ")
MAX_HEADER = 8 * 1024 * 1024
"""A process that a document has taken over can make its reader's memory grow by some twenty times as much."""
SPARE_BYTES = 4096
ITEM_BYTES = 64
"""At least what one text or gap takes in a header beside its words."""
WORST_ESCAPE = 12
"""A character beyond the first plane takes so many in JSON."""
REASONS = frozenset(reason.value for reason in GapReason)
Header = dict[str, Any]
Frame = tuple[Header, bytes]


class BadFrame(ValueError):
    """The other side sent something that is no frame; the connection cannot be used any more."""


def head(header: Mapping[str, Any], size: int) -> bytes:
    """Return what goes before the raw bytes of a frame."""
    data = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return PREFIX.pack(len(data), size) + data


def sizes(prefix: bytes, max_body: int) -> tuple[int, int]:
    """
    Return the lengths of header and body.

    Raises:
        BadFrame: one of them is absurd.
    """
    header_size, body_size = PREFIX.unpack(prefix)
    if header_size > MAX_HEADER or body_size > max_body:
        raise BadFrame("a frame beyond every limit")
    return header_size, body_size


def parse_head(data: bytes) -> Header:
    """
    Return the header of a frame.

    Raises:
        BadFrame: it is no JSON object.
    """
    try:
        header = json.loads(data)
    except ValueError as error:
        raise BadFrame("a header that is no JSON") from error
    if not isinstance(header, dict):
        raise BadFrame("a header that is no object")
    return header


def request(document: Document, seconds: float) -> Header:
    """Return the header that asks for a document to be read."""
    return {"op": "read", "key": key_of(document), "seconds": seconds, **words_of(document)}


def words_of(document: Document) -> Header:
    """Return the sender's words about a document, as part of a header."""
    return {"content_type": document.content_type, "file_name": document.file_name, "charset": document.charset}


def key_of(document: Document) -> str:
    """Return what a reading depends on: the bytes, and the sender's words that may decide how they are read."""
    words = "\0".join((document.content_type, document.file_name.rpartition(".")[2].lower(), document.charset))
    return sha256(sha256(document.content).digest() + words.encode("utf-8", "replace")).hexdigest()


def document_of(header: Mapping[str, Any], content: bytes) -> Document:
    """Return the document of a request, with the empty path that makes its reading relative."""
    return Document(
        "",
        content,
        str(header.get("content_type", "")),
        str(header.get("file_name", "")),
        str(header.get("charset", "")),
    )


def pack(reading: Reading) -> Frame:
    """Return a reading as header and body; what goes beyond the largest header is left out, and a gap says so."""
    texts, gaps = _fitting(reading)
    blobs = [text.text.encode("utf-8", "surrogatepass") for text in texts]
    header: Header = {
        "texts": [(text.path, text.where, len(blob)) for text, blob in zip(texts, blobs, strict=True)],
        "gaps": [(gap.path, gap.reason.value, gap.detail, gap.container, gap.material) for gap in gaps],
    }
    return header, b"".join(blobs)


def _fitting(reading: Reading) -> tuple[tuple[PartText, ...], tuple[Gap, ...]]:
    """Return as many gaps and texts, gaps first, as a header has room for."""
    texts, gaps = reading.texts, reading.gaps
    words = sum(len(text.path) for text in texts) + sum(len(gap.path) + len(gap.detail) for gap in gaps)
    if WORST_ESCAPE * words + ITEM_BYTES * (len(texts) + len(gaps)) < MAX_HEADER:
        return texts, gaps
    room = MAX_HEADER - SPARE_BYTES
    items: list[Gap | PartText] = [*gaps, *texts]
    kept: list[Gap | PartText] = []
    for item in items:
        named = json.dumps(item.path) + (json.dumps(item.detail) if isinstance(item, Gap) else "")
        room -= len(named) + ITEM_BYTES
        if room < 0:
            break
        kept.append(item)
    cut = Gap("", GapReason.OVER_LIMIT, "more texts than a reading can name")
    return tuple(item for item in kept if isinstance(item, PartText)), (
        *(item for item in kept if isinstance(item, Gap)),
        cut,
    )


def check(frame: Frame) -> Frame:
    """
    Return a frame that is a reading, as something that has read hostile documents should send it.

    Raises:
        BadFrame: it is none.
    """
    header, body = frame
    try:
        sizes = [size for path, where, size in header["texts"] if (type(path), type(where)) == (str, str)]
        is_whole = len(sizes) == len(header["texts"]) and min(sizes, default=0) >= 0 and sum(sizes) == len(body)
        gaps = [tuple(map(type, gap)) for gap in header["gaps"] if gap[1] in REASONS]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadFrame("a frame that is no reading") from error
    if not is_whole or len(gaps) != len(header["gaps"]) or set(gaps) - {(str, str, str, str, bool)}:
        raise BadFrame("a frame that is no reading")
    return frame


def unpack(header: Mapping[str, Any], body: bytes, path: str) -> Reading:
    """
    Return a reading with its paths put under `path`.

    Raises:
        BadFrame: header and body do not fit.
    """
    try:
        texts, position = [], 0
        for relative, where, size in header["texts"]:
            texts.append(PartText(path + relative, where, body[position : position + size].decode("utf-8", "replace")))
            position += size
        gaps = tuple(Gap(path + relative, GapReason(reason), *rest) for relative, reason, *rest in header["gaps"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadFrame("a reading that does not fit its frame") from error
    return Reading(tuple(texts), gaps)


def dark(reason: GapReason, detail: str) -> Frame:
    """Return the frame of a document of which nothing was read."""
    return pack(Reading(gaps=(Gap("", reason, detail),)))


def joined(*readings: Frame) -> Frame:
    """
    Return readings of one document as one.

    >>> joined(dark(GapReason.DAMAGED, "a"), dark(GapReason.TIMED_OUT, "b"))[0]["gaps"][1][2]
    'b'
    """
    texts = [text for header, _ in readings for text in header["texts"]]
    gaps = [gap for header, _ in readings for gap in header["gaps"]]
    return {"texts": texts, "gaps": gaps}, b"".join(body for _, body in readings)
