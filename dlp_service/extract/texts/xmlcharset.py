"""
XML in charsets that expat does not know (decision 0005): turned into UTF-8 before it is parsed.

Expat itself knows UTF-8, UTF-16 and, with Python's help, everything of one byte a character.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from dlp_service.charsets import bom_codec, codec_of
from dlp_service.extract.texts.charguess import looks_wide

DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([^"']{1,60})["']""")
OF_ONE_BYTE = re.compile(r"cp(?:125\d|437|85\d|86\d|874|037|500|1140)|iso8859|koi8|mac|tis|ascii|latin|hp_roman|ptcp")
HEAD_BYTES = 4096


def to_utf8(chunks: Iterable[bytes]) -> tuple[Iterable[bytes], str | None]:
    """Return the chunks in a charset that expat knows, and that charset's name where the document's own word does not count."""
    stream = iter(chunks)
    head = next(stream, b"")
    codec = _foreign(head)
    whole = chain((head,), stream)
    if codec in {None, "utf-8"}:
        return whole, codec
    return _transcoded(whole, codec or "utf-8"), "utf-8"


def _foreign(head: bytes) -> str | None:
    """Return the codec to decode with, None where expat can be left to itself."""
    wide = bom_codec(head) or looks_wide(head[:HEAD_BYTES])
    if wide:
        return wide if wide.startswith("utf-32") else None
    declared = DECLARED.match(head)
    if declared is None:
        return None
    codec = codec_of(declared[1].decode("ascii", "replace"))
    if codec.startswith(("utf-16", "utf-32")) or not codec:
        # What can be read as ASCII up to here is neither; programs write this when they keep XML in wide strings.
        return "utf-8"
    return None if codec == "utf-8" or OF_ONE_BYTE.match(codec) else codec


def _transcoded(chunks: Iterable[bytes], codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
