"""
Header blocks: where they end, their fields, and RFC 2047 decoding.

Written for what mail programs accept, not for what RFC 5322 allows: bare CR and LF, 8-bit values,
obsolete spaces before the colon, stray lines between fields.  A line that is no field ends the block only when
no familiar field follows it, since several mail programs read on.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from dlp_service.budget import Budget
from dlp_service.charsets import decode
from dlp_service.mail.pieces import Region, search
from dlp_service.values import Header

BLANK_LINE = re.compile(rb"(?>\r\n|\r|\n)(?:\r\n|\r|\n)")
FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
FAMILIAR = re.compile(rb"(?im)^(?:content-[a-z-]+|mime-version|subject|from|to|cc|date)[ \t]*:")
WORD_START = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?")
QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of one header block and where its body starts; `is_cut` when fields beyond the limit were left out."""

    fields: tuple[Header, ...]
    body_start: int
    is_cut: bool = False

    def first(self, name: str) -> str:
        """Return the value of the first field of that lower-case name, else empty."""
        return first(self.fields, name)


def first(fields: Iterable[Header], name: str) -> str:
    """Return the value of the first field of that lower-case name, else empty."""
    return next((field.value for field in fields if field.name.lower() == name), "")


def read_block(region: Region, limit: int, budget: Budget) -> Block:
    """
    Read the header block a region starts with, at most `limit` bytes of it.

    Values are unfolded but not yet decoded: see `decode_words`.  8-bit values are read as UTF-8, else windows-1252.
    """
    raw, start = region.raw, region.start
    if raw[start : start + 1] in {b"\r", b"\n"} and start < region.end:
        return Block((), start + (2 if raw.startswith(b"\r\n", start) else 1))
    blank = search(region, BLANK_LINE, budget)
    block_end, body_start = (blank.start(), blank.end()) if blank else (region.end, region.end)
    fields, used = _fields(raw[start : min(block_end, start + limit)])
    return Block(fields, body_start if used < 0 else start + used, block_end - start > limit)


def _fields(block: bytes) -> tuple[tuple[Header, ...], int]:
    """Return the fields and the offset of the line that ended them early, or -1."""
    found: list[tuple[bytes, list[bytes]]] = []
    offset = 0
    ended = -1
    for line in block.splitlines(keepends=True):
        field = FIELD.match(line)
        if field and line[:1] not in {b" ", b"\t"}:
            found.append((field[1], [field[2].rstrip(b"\r\n")]))
        elif found and line[:1] in {b" ", b"\t"}:
            found[-1][1].append(b" " + line[1:].rstrip(b"\r\n"))
        elif offset == 0 and line.startswith((b"From ", b">From ")):
            pass  # the separator line of an mbox file
        elif FAMILIAR.search(block, offset):
            if found:
                found[-1][1].append(b" " + line.strip())
        else:
            ended = offset
            break
        offset += len(line)
    return tuple(Header(name.decode("ascii"), _text(b"".join(lines))) for name, lines in found), ended


def _text(value: bytes) -> str:
    return decode(value.strip().replace(b"\0", b""))


def decode_words(value: str) -> str:
    """
    Decode the encoded words of RFC 2047 in a header value.

    Adjacent words of one charset are joined before decoding, since some mail programs cut in the middle of a character.
    `email.header.decode_header` joins them too, but it raises on one bad word, and its expression looks for the end of
    every open word anew: a subject of 250 KB holds the interpreter lock for a minute.

    >>> decode_words("=?utf-8?Q?SECRET_=C3?= =?utf-8?Q?=A9?= plan")
    'SECRET é plan'
    """
    out: list[str] = []
    pending, charset, position = b"", "", 0
    while (word := WORD_START.search(value, position)) and (end := value.find("?=", word.end())) >= 0:
        between = value[position : word.start()]
        is_adjacent = position > 0 and not between.strip()
        if not (is_adjacent and word[1].lower() == charset):
            out.append(decode(pending, charset))
            pending = b""
        if not is_adjacent:
            out.append(between)
        charset = word[1].lower()
        pending += _word_bytes(word[2], value[word.end() : end])
        position = end + 2
    out += [decode(pending, charset), value[position:]]
    return "".join(out)


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    data = data.translate(None, NOT_BASE64)
    data = data[: len(data) - 1] if len(data) % 4 == 1 else data
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def unescaped(quoted: str) -> str:
    r"""
    Return what stands between two quotes without its backslashes: `\x` is `x` (RFC 5322 section 3.2.1).

    >>> unescaped(r"a\"b\\c")
    'a"b\\c'
    """
    return QUOTED_PAIR.sub(r"\1", quoted)


def decoded(fields: Iterable[Header]) -> tuple[Header, ...]:
    """Return the fields with their values decoded."""
    return tuple(Header(field.name, decode_words(field.value)) if "=?" in field.value else field for field in fields)
