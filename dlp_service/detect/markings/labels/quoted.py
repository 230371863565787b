"""Markup of labels that stands in a text by itself, without a name before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from dlp_service.detect.markings.labels.fields import MAX_VALUE
from dlp_service.detect.markings.labels.interface import Field
from dlp_service.values import PartText

KEY = "(markup)"
ATTRIBUTES = "(attributes)"
MAX_PLACES = 50
MAX_TEXT = 1024 * 1024
"""Characters of a text in which markup may begin."""
MAX_LOOSE = 64 * 1024
"""Characters of a property in which attributes without an element are sought."""
_SIGNS = ("ConfidentialityInformation", "ownerProducer=", "labelList", "MSIP_Label_", "siteId=")
_LABEL = re.compile(r"<(?:[\w.-]{1,40}:)?label\s")
"""One label of LabelInfo.xml without the list around it."""
_ATTRIBUTES = re.compile(
    r"(?:(?:[\w.-]{1,40}:)?[A-Za-z]{1,40}\s{0,3}=\s{0,3}(?:\"[^\"<>]{0,400}\"|'[^'<>]{0,400}')[\s,;]{0,20}){2,40}"
)
"""Attributes that lost the element around them."""
_MSIP = re.compile(r"<(?:[\w.-]{1,40}:)?(MSIP_Label_[0-9A-Fa-f-]{36}_\w{1,40})>([^<]{0,400})</")
"""Properties of a document in the markup of XMP, where programs write them as elements."""
_START = re.compile(
    r"<(?:\?xml\s|(?:[\w.-]{1,40}:)?label\s[^<>]{0,200}\bsiteId=|(?:[\w.-]{1,40}:)?(?:[A-Za-z]{0,40}ConfidentialityLabels?|ConfidentialityInformation|BindingInformation|labelList)[\s>]"
    r"|[^<>]{1,200}\bownerProducer=)"
)


def markup_in(part: PartText) -> Iterator[Field]:
    """Yield each place where markup of a label begins; the one before it ends there."""
    text = part.text
    if "<" not in text or not any(sign in text for sign in _SIGNS):
        return
    for found in islice(_MSIP.finditer(text, 0, MAX_TEXT), MAX_PLACES):
        yield Field(part, found[1].lower(), found[2], found.start(1), found.start(2), found.end(2))
    starts = [found.start() for found in islice(_START.finditer(text, 0, MAX_TEXT), MAX_PLACES)]
    done = 0
    for start in starts:
        if start < done:
            continue
        end = _end(text, start)
        done = end
        is_info = "labelList" in text[start:end] or _LABEL.match(text, start)
        key = "labellist" if is_info else KEY
        yield Field(part, key, text[start : min(end, start + MAX_VALUE)], start, start, end, end - start > MAX_VALUE)


def attributes_in(part: PartText) -> Iterator[Field]:
    """Yield the attributes of IC-ISM that a text holds without an element around them."""
    text = part.text
    if "ownerProducer" not in text:
        return
    for found in islice(_ATTRIBUTES.finditer(text, 0, MAX_LOOSE), MAX_PLACES):
        is_inside = text.rfind("<", 0, found.start()) > text.rfind(">", 0, found.start())
        if "ownerProducer" in found[0] and not is_inside:
            value = found[0].rstrip(" \t\r\n,;")
            yield Field(part, ATTRIBUTES, value, found.start(), found.start(), found.start() + len(value))


def _end(text: str, start: int) -> int:
    """Return where the markup ends: behind the end tag of its first element, else where the text does."""
    name = re.compile(r"<(?:\?xml[^>]*\?>\s*<)?([\w.:-]{1,80})").match(text, start)
    close = text.find(f"</{name[1]}>", start) if name else -1
    return close + len(name[1]) + 3 if name and close >= 0 else len(text)
