"""Text strings and dates of PDF objects (ISO 32000-2 section 7.9.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from dlp_service.extract.pdf.syntax import Name

_LANGUAGE = re.compile("\x1b[^\x1b]{0,16}\x1b")
_LOWEST = (1, 1, 1, 0, 0, 0)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([-+Z])(?:(\d\d)'?(?:(\d\d)'?)?)?)?")
_PDFDOC = str.maketrans(
    dict(
        zip(
            [*range(0x18, 0x20), *range(0x80, 0x9F), 0xA0],
            "˘ˇˆ˙˝˛˚˜•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž€",
            strict=True,
        )
    )
)
"""PDFDocEncoding where it differs from Latin-1 (annex D.2)."""


def text_of(value: object) -> str:
    """
    Return a string object as text, empty for any other object.

    UTF-16 and UTF-8 by their marks; without one PDFDocEncoding, unless the bytes are UTF-8, which some writers forget to mark.

    >>> text_of(b"\\xfe\\xff\\x00A\\x00b"), text_of(b"caf\\xe9 \\x84"), text_of(b"caf\\xc3\\xa9")
    ('Ab', 'café —', 'café')
    """
    if isinstance(value, str) and not isinstance(value, Name):
        return value
    if not isinstance(value, bytes):
        return ""
    return _CONTROLS.sub("", _LANGUAGE.sub("", _decoded(value))).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(value: bytes) -> str:
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    if value.startswith(b"\xff\xfe"):
        return value[2:].decode("utf-16-le", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    if value.isascii():
        return value.decode("ascii").translate(_PDFDOC)
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1").translate(_PDFDOC)


def word_of(value: object) -> str:
    """Return a name, number, truth value or string as text, empty for anything else."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value)
    return text_of(value)


def first_text(dictionary: Mapping[str, Any], *keys: str) -> str:
    """Return the first text among the values of `keys`, else empty."""
    for key in keys:
        text = text_of(dictionary.get(key))
        if text.strip():
            return text
    return ""


def date_of(text: str) -> str:
    """
    Return a PDF date (section 7.9.4) as ISO 8601 in UTC, or as it stands where it names no zone; empty for what is no date.

    >>> date_of("D:20090428100656+01'00'"), date_of("D:199812"), date_of("May 1999")
    ('2009-04-28T09:06:56Z', '1998-12-01T00:00:00', '')
    """
    found = _DATE.match(text)
    if not found:
        return ""
    year, month, day, hour, minute, second = (
        int(part or low) for part, low in zip(found.groups()[:6], _LOWEST, strict=True)
    )
    try:
        local = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone is subtracted below
        if not found[7]:
            return local.isoformat()
        offset = timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
        return f"{(local + offset if found[7] == '-' else local - offset).isoformat()}Z"
    except (ValueError, OverflowError):
        return ""
