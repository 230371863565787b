"""
Just enough of CMS (RFC 5652) to tell signed from encrypted, and to reach the content.

An opaque-signed message or file hides its text from anyone who does not unwrap it, yet every recipient can
read it.  Only tags and lengths (BER, indefinite lengths included) are walked; no signature is checked.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
DATA = bytes.fromhex("2a864886f70d010701")
COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
TIMESTAMPED = bytes.fromhex("2a864886f70d010910011f")
SECURITY_LABEL = bytes.fromhex("2a864886f70d0109100202")
"""The signed attribute id-aa-securityLabel, 1.2.840.113549.1.9.16.2.2 (RFC 2634 section 3)."""

KINDS = {
    SIGNED_DATA: "signed",
    COMPRESSED: "compressed",  # RFC 3274
    TIMESTAMPED: "timestamped",  # RFC 5544
    bytes.fromhex("2a864886f70d010703"): "enveloped",
    bytes.fromhex("2a864886f70d010706"): "enveloped",  # encryptedData
    bytes.fromhex("2a864886f70d0109100117"): "enveloped",  # authEnvelopedData, RFC 5083
}
SEQUENCE, SET, INTEGER, OCTETS, OID, IA5_STRING, CONTEXT_0 = 0x30, 0x31, 0x02, 0x04, 0x06, 0x16, 0xA0
CONSTRUCTED = 0x20
NAMES_BYTES = 64
"""What a container is stands within its first bytes."""

MAX_SIGNERS = 64
MAX_ATTRIBUTES = 128
MAX_DEPTH = 16
MAX_ELEMENTS = 100_000
ARMOUR = re.compile(rb"-----BEGIN (?:PKCS7|PKCS #7 SIGNED DATA|CMS)-----\s+([A-Za-z0-9+/=\s]+)")
BASE64 = re.compile(rb"\s*(M[A-P][A-Za-z0-9+/=\s]+)\Z")


class NotCms(ValueError):
    """The bytes are not the BER structure that was expected."""


@dataclass(frozen=True, slots=True)
class Element:
    """One BER element: its tag byte, where its content starts and ends, and where the next begins."""

    tag: int
    start: int
    end: int
    next: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a container holds; `is_whole` is false when the file ended first, `end` is where the container ends."""

    data: bytes
    is_whole: bool
    end: int


@dataclass(frozen=True, slots=True)
class Ber:
    """Elements of `data`; a lenient walk takes one that is longer than what holds it as far as it goes."""

    data: bytes
    is_lenient: bool = False

    def element(self, start: int, end: int, depth: int) -> Element:
        """
        Read the tag and length at `start`; an indefinite length is resolved by walking the children.

        Raises:
            NotCms: there is no whole element.
        """
        if depth > MAX_DEPTH or start + 2 > end:
            raise NotCms("the structure ends early or is too deep")
        tag, size = self.data[start], self.data[start + 1]
        position = start + 2
        if tag & 0x1F == 0x1F:
            raise NotCms("a tag of several bytes")
        if size == 0x80:
            close = self._end_of_contents(position, end, depth)
            return Element(tag, position, min(close, end), min(close + 2, end))
        if size & 0x80:
            width = size & 0x7F
            size = int.from_bytes(self.data[position : position + width], "big")
            position += width
        if position + size > end:
            if not self.is_lenient or position > end:
                raise NotCms("an element is longer than what holds it")
            size = end - position
        return Element(tag, position, position + size, position + size)

    def _end_of_contents(self, position: int, end: int, depth: int) -> int:
        for _ in range(MAX_ELEMENTS):
            if self.data[position : position + 2] == b"\0\0" or (self.is_lenient and position + 2 > end):
                return position
            position = self.element(position, end, depth + 1).next
        raise NotCms("too many elements")

    def children(self, element: Element, depth: int, most: int = MAX_ELEMENTS) -> list[Element]:
        """Return the first elements inside another; a lenient walk ends where they stop making sense."""
        found: list[Element] = []
        position = element.start
        while position < element.end and len(found) < most:
            try:
                child = self.element(position, element.end, depth)
            except NotCms:
                if self.is_lenient:
                    return found
                raise
            if child.tag == 0:
                break
            found.append(child)
            position = child.next
        return found

    def octets(self, element: Element, depth: int) -> bytes:
        """Return the value of an OCTET STRING, primitive or in pieces."""
        if not element.tag & CONSTRUCTED:
            return self.data[element.start : element.end]
        return b"".join(self.octets(child, depth + 1) for child in self.children(element, depth + 1))


def kind(data: bytes) -> str:
    """Return signed, enveloped, compressed, timestamped, keystore (PKCS #12) or empty for anything else."""
    data = data[:NAMES_BYTES]
    walk = Ber(data, is_lenient=True)
    try:
        outer = walk.element(0, len(data), 0)
        first = walk.element(outer.start, outer.end, 1)
        if outer.tag == SEQUENCE and first.tag == INTEGER and data[first.start : first.end] == b"\3":
            inner = walk.element(first.next, outer.end, 1)
            name = walk.element(inner.start, inner.end, 2)
            return "keystore" if data[name.start : name.end] in {DATA, SIGNED_DATA} else ""
    except NotCms:
        return ""
    if outer.tag != SEQUENCE or first.tag != OID:
        return ""
    return KINDS.get(data[first.start : first.end], "")


def signed_content(data: bytes) -> bytes:
    """
    Return the content inside a SignedData; empty when the signature is detached.

    Raises:
        NotCms: the structure ends early or is no SignedData.
    """
    return _signed(Ber(data))[0]


def is_signature(data: bytes) -> bool:
    """Say whether a SignedData has a signer; without one it only carries certificates."""
    try:
        _, parts = _body(Ber(data, is_lenient=True))
    except NotCms:
        return False
    return bool(parts) and parts[-1].tag == SET and parts[-1].end > parts[-1].start


def security_labels(data: bytes) -> tuple[bytes, ...]:
    """Return the security labels that the signers of a SignedData signed, each as the bytes of its structure."""
    walk = Ber(data, is_lenient=True)
    found: dict[bytes, None] = {}
    try:
        _, parts = _body(walk)
        signers = walk.children(parts[-1], 4, MAX_SIGNERS) if parts and parts[-1].tag == SET else []
        for signer in signers:
            found |= dict.fromkeys(_labels_of(walk, signer))
    except NotCms:
        # Whoever reads the content says that it is damaged.
        return tuple(found)
    return tuple(found)


def _labels_of(walk: Ber, signer: Element) -> list[bytes]:
    """Return the labels among the signed attributes of one signer."""
    signed = next((part for part in walk.children(signer, 5, 8) if part.tag == CONTEXT_0), None)
    attributes = walk.children(signed, 6, MAX_ATTRIBUTES) if signed else []
    found = []
    for attribute in attributes:
        pair = walk.children(attribute, 7, 2)
        if len(pair) == 2 and walk.data[pair[0].start : pair[0].end] == SECURITY_LABEL:
            found += [walk.data[pair[1].start : value.next] for value in walk.children(pair[1], 8, 1)]
    return found


def content_of(data: bytes) -> Content:
    """
    Return what a signed, compressed or timestamped container holds, as far as the file goes.

    Compressed content comes as it is, a zlib stream.

    Raises:
        NotCms: the structure ends before its content or is another.
    """
    try:
        found, end = _held(Ber(data))
    except NotCms:
        found, _ = _held(Ber(data, is_lenient=True))
        return Content(found, is_whole=False, end=len(data))
    return Content(found, is_whole=True, end=end)


def _held(walk: Ber) -> tuple[bytes, int]:
    if kind(walk.data) != "timestamped":
        return _signed(walk)
    stamped, parts = _body(walk)
    found = next((part for part in parts if part.tag & ~CONSTRUCTED == OCTETS), None)
    return (walk.octets(found, 4) if found else b""), stamped.next


def _body(walk: Ber, most: int = MAX_ELEMENTS) -> tuple[Element, list[Element]]:
    """Return the outermost element, and what the structure behind the content type consists of."""
    outer = walk.element(0, len(walk.data), 0)
    oid = walk.element(outer.start, outer.end, 1)
    explicit = walk.element(oid.next, outer.end, 1)
    structure = walk.element(explicit.start, explicit.end, 2)
    return outer, walk.children(structure, 3, most)


def _signed(walk: Ber) -> tuple[bytes, int]:
    """Reach the EncapsulatedContentInfo, the third part of SignedData and of CompressedData."""
    outer, parts = _body(walk, 3)
    if len(parts) < 3 or parts[2].tag != SEQUENCE:
        raise NotCms("the structure ends before its content")
    inside = walk.children(parts[2], 4)
    if len(inside) < 2 or inside[1].tag != CONTEXT_0:
        return b"", outer.next
    pieces = [walk.octets(child, 5) for child in walk.children(inside[1], 5)]
    return b"".join(pieces), outer.next


def from_text(content: bytes) -> bytes:
    """
    Return the DER inside PEM or bare base64; empty when it is neither.

    >>> from_text(b"plan"), from_text(b"-----BEGIN PKCS7-----\\nMAA=\\n-----END PKCS7-----")
    (b'', b'0\\x00')
    """
    found = ARMOUR.search(content) or BASE64.match(content)
    if not found:
        return b""
    raw = b"".join(found[1].split()).rstrip(b"=")
    try:
        return binascii.a2b_base64(raw[: len(raw) - (len(raw) % 4 == 1)] + b"==")
    except binascii.Error:
        return b""
