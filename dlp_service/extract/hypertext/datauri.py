"""Files that stand in a text as base64: `data:` addresses (RFC 2397) and values of calendars and drawings."""

from __future__ import annotations

import binascii
import re
from urllib.parse import unquote_to_bytes

from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.values import GapReason

DATA_URI = re.compile(r"data:([\w.+/-]*)((?:;[\w.=\"+-]*)*?)(;base64)?,", re.IGNORECASE)
IN_TEXT = re.compile(r"data:([\w.+/-]*+)((?:;(?!base64,)[\w.=%+-]++)*+);base64,([A-Za-z0-9+/=%_-]{16,})", re.IGNORECASE)
NO_BASE64 = re.compile(r"[^A-Za-z0-9+/=_-]+")


def unbase64(text: str) -> bytes:
    """
    Return what base64 holds, as far as it goes; spaces in it mean nothing, and the alphabet of addresses will do too.

    >>> unbase64("U0VD UkVU"), unbase64("U0VDUkVUx")
    (b'SECRET', b'SECRET')
    """
    clean = NO_BASE64.sub("", text).replace("-", "+").replace("_", "/").rstrip("=")
    whole = len(clean) - (len(clean) % 4 == 1)
    try:
        return binascii.a2b_base64(clean[:whole] + "=" * (-whole % 4))
    except binascii.Error:
        return b""


def data_uri(value: str) -> tuple[str, bytes] | None:
    """
    Return type and content of a `data:` address (RFC 2397), None where there is none.

    >>> data_uri("data:text/plain;base64,aGk="), data_uri("https://x.example")
    (('text/plain', b'hi'), None)
    """
    found = DATA_URI.match(value)
    if found is None:
        return None
    rest = value[found.end() :]
    if found[3]:
        return found[1], unbase64(rest)
    return found[1], unquote_to_bytes(rest)


def read_data_uris(text: str, path: str, job: Job) -> None:
    """Read the files that stand in a text as base64 addresses, as documents `<path>/data<number>`."""
    if ";base64," not in text:
        return
    for number, found in enumerate(IN_TEXT.finditer(text), start=1):
        job.budget.check()
        if job.entries >= job.limits.archive_entries:
            job.gap(path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries")
            return
        job.entries += 1
        content = unbase64(unquote_to_bytes(found[3]).decode("ascii", "replace") if "%" in found[3] else found[3])
        job.decoded_bytes += len(content)
        if content:
            job.embedded(Document(f"{path}/data{number}", content, found[1].lower()))
