"""OpenPGP packets (RFC 9580 section 4): where each begins, what it is, and its body put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SESSION_KEY, SIGNATURE, PASSWORD_KEY, ONE_PASS, SECRET_KEY, PUBLIC_KEY = 1, 2, 3, 4, 5, 6
COMPRESSED, ENCRYPTED, MARKER, LITERAL, TRUST, USER_ID = 8, 9, 10, 11, 12, 13
PROTECTED, AEAD = 18, 20
DARK = frozenset({SESSION_KEY, PASSWORD_KEY, ENCRYPTED, PROTECTED, AEAD})
KNOWN = frozenset(range(1, 22)) - {15, 16}
FIRST_BYTES = {
    SESSION_KEY: b"\2\3\6",
    SIGNATURE: b"\2\3\4\5\6",
    PASSWORD_KEY: b"\4\5\6",
    ONE_PASS: b"\3\6",
    SECRET_KEY: b"\2\3\4\5\6",
    PUBLIC_KEY: b"\2\3\4\5\6",
    COMPRESSED: b"\0\1\2\3",
    MARKER: b"P",
    LITERAL: b"btuml1",
    PROTECTED: b"\1\2",
    AEAD: b"\1",
}
"""What may begin a file, by the version, algorithm or format in the first byte of its body."""

MAX_PACKETS = 10_000


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet; `is_whole` is false when the data end within it, `next` is where the following one begins."""

    tag: int
    body: bytes
    is_whole: bool
    next: int


def looks_like_packets(content: bytes) -> bool:
    """
    Say whether binary data begin with an OpenPGP packet of a known version, and go on with another where it ends.

    >>> looks_like_packets(bytes.fromhex("8c0d04090302") + bytes(9) + bytes.fromhex("d20101")), looks_like_packets(b"plan")
    (True, False)
    """
    size = len(content)
    first = _head(content[:16], 0, size)
    if first is None:
        return False
    tag, start, end, is_partial = first
    if tag not in FIRST_BYTES or content[start : start + 1] not in _each(FIRST_BYTES[tag]):
        return False
    if end >= size or is_partial:
        return end == size or (is_partial and tag in DARK | {COMPRESSED, LITERAL})
    following = _head(content[end : end + 16], 0, size)
    return following is not None and following[0] in KNOWN


def _each(values: bytes) -> tuple[bytes, ...]:
    return tuple(values[index : index + 1] for index in range(len(values)))


def _head(content: bytes, position: int, size: int) -> tuple[int, int, int, bool] | None:
    """
    Return a packet's tag, where its body starts and (its first piece) ends, and whether further pieces follow.

    Lengths are counted from where `content` starts; `size` is where an old packet of unstated length ends.
    """
    if position + 2 > len(content) or not content[position] & 0x80:
        return None
    first = content[position]
    if first & 0x40:
        length = _length(content, position + 1)
        return None if length is None else (first & 0x3F, length[0], length[0] + length[1], length[2])
    width = (1, 2, 4, 0)[first & 3]
    start = position + 1 + width
    if start > len(content):
        return None
    end = start + int.from_bytes(content[position + 1 : start], "big") if width else size
    return first >> 2 & 0xF, start, end, False


def _length(content: bytes, position: int) -> tuple[int, int, bool] | None:
    """Return where the body starts, its length, and whether that is only a piece (section 4.2.1)."""
    raw = content[position : position + 5]
    if not raw or (raw[0] >= 192 and len(raw) < (2 if raw[0] < 224 else 5 if raw[0] == 255 else 1)):
        return None
    if raw[0] < 192:
        return position + 1, raw[0], False
    if raw[0] < 224:
        return position + 2, (raw[0] - 192 << 8) + raw[1] + 192, False
    if raw[0] == 255:
        return position + 5, int.from_bytes(raw[1:], "big"), False
    return position + 1, 1 << (raw[0] & 0x1F), True


def packets(content: bytes) -> Iterator[Packet]:
    """Yield the packets from the beginning of the data; stop at what is none."""
    position = 0
    for _ in range(MAX_PACKETS):
        head = _head(content, position, len(content))
        if head is None or head[0] not in KNOWN:
            return
        tag, start, end, is_partial = head
        pieces = [content[start:end]]
        while is_partial:
            length = _length(content, end)
            if length is None:
                end = len(content) + 1
                break
            start, size, is_partial = length
            end = start + size
            pieces.append(content[start:end])
        yield Packet(tag, b"".join(pieces), end <= len(content), min(end, len(content)))
        position = end
