"""
Bytes to text, the way mail programs and browsers do it.

Labels follow the WHATWG Encoding Standard where mail and the web disagree with the registry: what says ISO-8859-1
is windows-1252, what says GB2312 is GB18030.  Nothing here raises and nothing is dropped: what cannot be
decoded becomes U+FFFD.  Mail headers and document texts both need it, so it stands below the rooms.
"""

from __future__ import annotations

import codecs
from functools import lru_cache

ALIASES = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "646": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "x-utf8": "utf-8",
    "unicode": "utf-16",
}

REFUSED = frozenset(
    {"idna", "punycode", "unicode_escape", "raw-unicode-escape", "unicode-escape", "undefined", "palmos"}
)
"""Python's own notations: no mail program knows them, and some are slow or warn."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"+/v8-", "utf-7"),
)


@lru_cache(maxsize=256)
def codec_of(label: str) -> str:
    """
    Return Python's codec for a charset label, empty for a label nobody knows.

    >>> codec_of(" ISO-8859-1 "), codec_of("x-unknown")
    ('cp1252', '')
    """
    name = label.strip().strip("\"'").lower().partition("*")[0]
    name = ALIASES.get(name, name)
    if name.startswith(("windows-", "x-cp", "cp-")) and name.rpartition("-")[2].isdigit():
        name = "cp" + name.rpartition("-")[2]
    if not name or name in REFUSED or not name.isascii() or not name.isprintable():
        return ""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if codec.name in REFUSED or not getattr(codec, "_is_text_encoding", True):
        return ""
    return codec.name


def bom_codec(data: bytes) -> str:
    """Return the codec that a byte order mark at the start announces, else empty."""
    for mark, codec in BOMS:
        if data.startswith(mark):
            return codec
    return ""


def decode(data: bytes, label: str = "") -> str:
    r"""
    Decode short text such as a header value: as labelled, else as UTF-8, else as windows-1252.

    A label that does not fit the bytes is not believed while UTF-8 does fit.

    >>> decode(b"caf\xc3\xa9", "us-ascii"), decode(b"caf\xe9")
    ('café', 'café')
    """
    codec = codec_of(label)
    if codec in {"", "cp1252", "utf-8"}:
        strict = strictly(data, "utf-8")
        return strict if strict is not None else leniently(data, "cp1252")
    strict = strictly(data, codec)
    return strict if strict is not None else leniently(data, codec)


def strictly(data: bytes, codec: str) -> str | None:
    """Return the text, or None when any byte does not belong to the codec."""
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def leniently(data: bytes, codec: str) -> str:
    """Return the text with U+FFFD (or the Latin-1 character) for what does not belong to the codec."""
    if codec == "cp1252":
        # The five holes of windows-1252 are control characters on the web, never a reason to lose a byte.
        text = strictly(data, "cp1252")
        return text if text is not None else data.decode("latin-1")
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, LookupError, ValueError):
        return data.decode("latin-1")
