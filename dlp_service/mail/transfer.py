"""
Content-Transfer-Encoding, undone in pieces and as far as it goes.

Decoders of mail programs skip what does not belong; this one does too, and says so, because text behind a stray
character must not stay unread.  base64 blocks that follow one another (`...==....`) are all decoded: stopping
at the first padding, as the standard library does, would hide the rest.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from dlp_service.budget import Budget
from dlp_service.mail.fields import NOT_BASE64
from dlp_service.mail.pieces import windows

WHITE = b" \t\r\n\v\f"
ALPHABET_AND_PAD = bytes(set(range(256)) - set(NOT_BASE64)) + b"="
NOT_BASE64_OR_PAD = bytes(set(NOT_BASE64) - set(b"="))
BAD_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*(?:\r\n|\r|\n|\Z))")
SPACED_SOFT_BREAK = re.compile(rb"=[ \t]+(\r\n|\r|\n)")
UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)
IDENTITY = frozenset({"", "7bit", "8bit", "7bits", "8bits", "binary", "none"})
NOISE = str.maketrans("", "", " \t-_\"'")
"""Names are compared without these: `8 bit`, `quoted_printable` and `base-64` occur."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """
    The content, and a sentence on what was wrong with its encoding (empty when nothing was).

    `is_lossy` is true when bytes of the original cannot be had any more.
    """

    content: bytes
    damage: str = ""
    is_lossy: bool = False


def undo(data: bytes, encoding: str, budget: Budget) -> Decoded:
    """Decode a part's content; an encoding nobody knows leaves the bytes as they are and says so."""
    name = encoding.partition(";")[0].partition("(")[0].translate(NOISE).lower()
    if name in IDENTITY:
        return Decoded(data)
    if name in {"base64", "b64"}:
        return _base64(data, budget)
    if name in {"quotedprintable", "qp"}:
        return _quoted_printable(data, budget)
    if name in {"xuuencode", "uuencode", "xuue", "uue"}:
        return _uuencode(data, budget)
    return Decoded(data, "unknown transfer encoding")


def _base64(data: bytes, budget: Budget) -> Decoded:
    out: list[bytes] = []
    carry = b""
    has_strays = False
    for low, high in windows(0, len(data)):
        budget.check()
        piece = data[low:high]
        symbols = piece.translate(None, NOT_BASE64_OR_PAD)
        has_strays = has_strays or bool(piece.translate(None, ALPHABET_AND_PAD + WHITE))
        *closed, last = (carry + symbols).split(b"=")
        out += [_quanta(block) for block in closed if len(block) > 1]
        whole = len(last) - len(last) % 4
        out.append(binascii.a2b_base64(last[:whole]))
        carry = last[whole:]
    out.append(_quanta(carry))
    if len(carry) == 1:
        return Decoded(b"".join(out), "base64 ends in the middle of a byte", is_lossy=True)
    return Decoded(b"".join(out), "characters that are not base64" if has_strays else "", is_lossy=has_strays)


def _quanta(symbols: bytes) -> bytes:
    """Decode one block of base64 symbols without padding; a lone last symbol holds no whole byte."""
    usable = symbols[:-1] if len(symbols) % 4 == 1 else symbols
    return binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))


def _quoted_printable(data: bytes, budget: Budget) -> Decoded:
    out: list[bytes] = []
    is_bad = False
    start = 0
    while start < len(data):
        budget.check()
        end = _line_end(data, start + 4 * 65536)
        piece = data[start:end]
        is_bad = is_bad or BAD_ESCAPE.search(piece) is not None
        out.append(binascii.a2b_qp(SPACED_SOFT_BREAK.sub(rb"=\1", piece)))
        start = end
    return Decoded(b"".join(out), "escapes that are not quoted-printable" if is_bad else "")


def _line_end(data: bytes, wanted: int) -> int:
    """Return the end of the last line before `wanted`, or a place outside an escape when there is no line end."""
    if wanted >= len(data):
        return len(data)
    newline = data.rfind(b"\n", wanted - 65536, wanted)
    if newline >= 0:
        return newline + 1
    equals = data.rfind(b"=", wanted - 2, wanted)
    return equals if equals >= 0 else wanted


def _uuencode(data: bytes, budget: Budget) -> Decoded:
    begin = UU_BEGIN.search(data)
    lines = data[begin.end() if begin else 0 :].splitlines()
    out: list[bytes] = []
    is_bad = begin is None
    for number, line in enumerate(lines):
        if number % 1000 == 0:
            budget.check()
        if line.strip() in {b"end", b"`", b""}:
            continue
        decoded, is_whole = uu_line(line)
        out.append(decoded)
        is_bad = is_bad or not is_whole
    return Decoded(b"".join(out), "lines that are not uuencode" if is_bad else "", is_lossy=is_bad)


def uu_line(line: bytes) -> tuple[bytes, bool]:
    """Decode one line of uuencode, tolerating the wrong length some encoders write; False when it is none."""
    try:
        return binascii.a2b_uu(line), True
    except binascii.Error:
        size = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:size]), True
        except binascii.Error:
            return b"", False
