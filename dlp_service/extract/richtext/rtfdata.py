"""Pictures and objects in RTF: hexadecimal or binary data, and the OLE 1 frame around an object (MS-OLEDS section 2.2)."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

NO_HEX = re.compile(rb"[^0-9A-Fa-f]+")
EMBEDDED = 2
LINKED = 1
MAX_WORD = 4096
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class OleObject:
    """An object: its class, what it links to, and the content with the name it came under."""

    class_name: str = ""
    link: str = ""
    name: str = ""
    content: bytes = b""


def unhexed(pieces: list[tuple[bool, bytes]]) -> bytes:
    r"""
    Return data whose hexadecimal parts may hold anything between the digits; half a byte at the end is left out.

    >>> unhexed([(False, b"50 4b\r\n0"), (False, b"3 zz"), (True, b"\x04")])
    b'PK\x03\x04'
    """
    out, digits = [], []
    for is_binary, piece in [*pieces, (True, b"")]:
        if not is_binary:
            digits.append(NO_HEX.sub(b"", piece))
            continue
        joined = b"".join(digits)
        out += [bytes.fromhex(joined[: len(joined) & ~1].decode("ascii")), piece]
        digits = []
    return b"".join(out)


def ole_object(data: bytes) -> OleObject:
    """Return what an OLE 1 stream holds; one that is no such stream is the content itself."""
    try:
        _, kind = struct.unpack_from("<II", data)
        position, words = 8, []
        for _ in range(3):
            word, position = _word(data, position)
            words.append(word)
        if kind == LINKED:
            return OleObject(words[0], link=words[1])
        size = int(struct.unpack_from("<I", data, position)[0])
    except (struct.error, ValueError):
        return OleObject(content=data)
    if kind != EMBEDDED:
        return OleObject(content=data)
    # A size that goes too far is cut by the slice, and one that falls short would hide the rest.
    content = data[position + 4 :] if size < MAX_WORD else data[position + 4 : position + 4 + size]
    if words[0].lower() == "package" and not content.startswith(COMPOUND):
        name, link, inner = package(content)
        return OleObject(words[0], link, name, inner)
    return OleObject(words[0], content=content)


def _word(data: bytes, position: int) -> tuple[str, int]:
    size = int(struct.unpack_from("<I", data, position)[0])
    if size > MAX_WORD:
        raise ValueError("a length that is none")
    start = position + 4
    return data[start : start + size].rstrip(b"\0").decode("cp1252", "replace"), start + size


def package(data: bytes) -> tuple[str, str, bytes]:
    """
    Return name, source path and content of a file that the object packager wrapped.

    >>> package(b"\\2\\0a.txt\\0C:\\\\a.txt\\0\\0\\0\\3\\0\\7\\0\\0\\0C:\\\\a.t\\0\\2\\0\\0\\0hi..")
    ('a.txt', 'C:\\\\a.txt', b'hi')
    """
    # Some writers put the stream of a compound file here, which has its size before it (section 2.3.6).
    data = data[4:] if int.from_bytes(data[:4], "little") == len(data) - 4 else data
    try:
        label_end = data.index(b"\0", 2)
        path_end = data.index(b"\0", label_end + 1)
        temporary = int(struct.unpack_from("<I", data, path_end + 5)[0])
        start = path_end + 9 + temporary
        size = int(struct.unpack_from("<I", data, start)[0])
    except (struct.error, ValueError):
        return "", "", data
    label, source = (piece.decode("cp1252", "replace") for piece in (data[2:label_end], data[label_end + 1 : path_end]))
    return label, source, data[start + 4 : start + 4 + size]
