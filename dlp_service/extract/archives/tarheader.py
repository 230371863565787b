"""The header block of a tar entry; a file is a tar archive when its first block is one."""

from __future__ import annotations

from dataclasses import dataclass

BLOCK = 512
HIGH = bytes(range(128, 256))


@dataclass(frozen=True, slots=True)
class Header:
    """One header block: what it says of the entry that follows."""

    name: str
    size: int
    flag: int
    target: str
    owner: str
    block: bytes


def is_tar(head: bytes) -> bool:
    """
    Say whether a file begins with a tar header.

    >>> is_tar(bytes(512)), is_tar(b"plan.txt")
    (False, False)
    """
    return len(head) >= BLOCK and head[0] != 0 and header_of(head[:BLOCK]) is not None


def header_of(block: bytes) -> Header | None:
    """Return what a header block says, None when its checksum says that it is none."""
    size = number(block[124:136])
    if size < 0 or not block[148:156].strip(b"\0 ") or number(block[148:156]) not in _sums(block):
        return None
    name = text(block[:100])
    prefix = text(block[345:500]) if block[257:263] == b"ustar\0" else ""
    return Header(
        name=f"{prefix}/{name}" if prefix else name,
        size=size,
        flag=block[156],
        target=text(block[157:257]),
        owner=text(block[265:297]) if block[257:262] == b"ustar" else "",
        block=block,
    )


def _sums(block: bytes) -> tuple[int, int]:
    """Return the sum of a header's bytes with its checksum blank; old programs summed them as signed characters."""
    rest = block[:148] + b" " * 8 + block[156:]
    plain = sum(rest)
    return plain, plain - 256 * (BLOCK - len(rest.translate(None, HIGH)))


def number(raw: bytes) -> int:
    """Read a number: octal digits, or binary when the first bit is set (GNU, star); -1 for anything else."""
    if raw[0] & 0x80:
        return int.from_bytes(bytes([raw[0] & 0x7F]) + raw[1:], "big")
    digits = raw.strip(b"\0 ").partition(b"\0")[0]
    try:
        return int(digits or b"0", 8)
    except ValueError:
        return -1


def text(raw: bytes) -> str:
    """Read a string that ends at its first zero byte."""
    return raw.partition(b"\0")[0].decode("utf-8", "replace")
