"""
Just enough of CMS (RFC 5652) to tell signed from encrypted, and to reach the signed content.

An opaque-signed S/MIME message hides its text in base64 from anyone who does not unwrap it, yet every recipient can
read it.  Only tags and lengths (BER, indefinite lengths included) are walked; no signature is checked.
"""

from __future__ import annotations

from dataclasses import dataclass

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
ENVELOPED = (
    bytes.fromhex("2a864886f70d010703"),  # envelopedData
    bytes.fromhex("2a864886f70d010706"),  # encryptedData
    bytes.fromhex("2a864886f70d0109100117"),  # authEnvelopedData
)
COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
MAX_DEPTH = 16
MAX_ELEMENTS = 100_000


class NotCms(ValueError):
    """The bytes are not the BER structure that was expected."""


@dataclass(frozen=True, slots=True)
class Element:
    """One BER element of `data`: its tag byte, where its content starts and ends, and where the next begins."""

    tag: int
    start: int
    end: int
    next: int


def kind(data: bytes) -> str:
    """Return signed, enveloped, compressed or empty for anything else."""
    try:
        outer = _element(data, 0, len(data), 0)
        oid = _element(data, outer.start, outer.end, 1)
    except NotCms:
        return ""
    name = data[oid.start : oid.end]
    if outer.tag != 0x30 or oid.tag != 0x06:
        return ""
    if name in ENVELOPED:
        return "enveloped"
    return {SIGNED_DATA: "signed", COMPRESSED: "compressed"}.get(name, "")


def signed_content(data: bytes) -> bytes:
    """
    Return the content inside a SignedData; empty when the signature is detached.

    Raises:
        NotCms: the structure ends early or is no SignedData.
    """
    outer = _element(data, 0, len(data), 0)
    oid = _element(data, outer.start, outer.end, 1)
    explicit = _element(data, oid.next, outer.end, 1)
    signed = _element(data, explicit.start, explicit.end, 2)
    version = _element(data, signed.start, signed.end, 3)
    digests = _element(data, version.next, signed.end, 3)
    encapsulated = _element(data, digests.next, signed.end, 3)
    content_type = _element(data, encapsulated.start, encapsulated.end, 4)
    if content_type.next >= encapsulated.end or data[content_type.next] != 0xA0:
        return b""
    wrapper = _element(data, content_type.next, encapsulated.end, 4)
    return b"".join(_octets(data, _element(data, wrapper.start, wrapper.end, 5), 5))


def _octets(data: bytes, element: Element, depth: int) -> list[bytes]:
    """Return the pieces of an OCTET STRING, primitive or constructed."""
    if not element.tag & 0x20:
        return [data[element.start : element.end]]
    pieces: list[bytes] = []
    position = element.start
    while position < element.end and data[position : position + 2] != b"\0\0":
        child = _element(data, position, element.end, depth + 1)
        pieces += _octets(data, child, depth + 1)
        position = child.next
    return pieces


def _element(data: bytes, start: int, end: int, depth: int) -> Element:
    """Read the tag and length at `start`; an indefinite length is resolved by walking the children."""
    if depth > MAX_DEPTH or start + 2 > end:
        message = "the structure ends early or is too deep"
        raise NotCms(message)
    tag, size = data[start], data[start + 1]
    position = start + 2
    if size == 0x80:
        close = _end_of_contents(data, position, end, depth)
        return Element(tag, position, close, close + 2)
    if size & 0x80:
        width = size & 0x7F
        size = int.from_bytes(data[position : position + width], "big")
        position += width
    if position + size > end or tag & 0x1F == 0x1F:
        message = "an element is longer than what holds it"
        raise NotCms(message)
    return Element(tag, position, position + size, position + size)


def _end_of_contents(data: bytes, position: int, end: int, depth: int) -> int:
    for _ in range(MAX_ELEMENTS):
        if data[position : position + 2] == b"\0\0":
            return position
        position = _element(data, position, end, depth + 1).next
    message = "too many elements"
    raise NotCms(message)
