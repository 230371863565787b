"""
From texts to named values: `Name: value` of mail and `Name=value` of documents, with their places.

Only names that labels use are taken.  In other texts a line that begins with the name of a label field is one as well:
people paste headers, and some files are kept as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dlp_service.detect.markings.labels.interface import Field
from dlp_service.values import PartText

MAX_VALUE = 256 * 1024
"""Characters of one value that are read."""
MAX_LINES = 20_000
"""Lines of one text that are looked at; named values have few."""
MACHINE = frozenset({"header", "property"})
"""Where texts are named values."""
_NAME = re.compile(r"[^\S\n]*([A-Za-z][^=:<>\"\r\n]{0,120}?)[^\S\n]*[:=]")
_OF_LABEL = re.compile(
    r"(?i)protective.?marking|sio-label|msip_?label|titus|classif|marking|caveat|sensitivity|security.?label|bj(?:doc|left|centre|center|right|first|even|both|header|footer|page)|bjsaver|bjcls|docindexref"
    r"|x411|keywords|categor|^class$|releas|dissem|handling|descriptor|microsoft-class|labellist|labelinfo|confidentialit|bindinginfo|sisl|ess.?security|icism|ownerproducer|scicontrols|disseminationcontrols"
    r"|releasableto|saridentifier|atomicenergy|fgisource|nonicmarkings|displayonlyto|nonuscontrols"
)
_QUOTED = re.compile(
    r"^((?:[ \t]*>[ ]?)*)((?:x-protective-marking|sio-label(?:-history)?|msip_labels?|x-titus-metadata-40|x-microsoft-class\w+)[ \t]{0,3}:)"
    r"[^\r\n]*(?:\r?\n\1[ \t][^\r\n]+)*",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNS = ("protective-marking", "sio-label", "msip_label", "titus-metadata", "microsoft-class")
_QUOTE_MARKS = re.compile(r"(?<=\n)[> \t]+")
_SPACES = re.compile(r"\s+")


def fields(part: PartText) -> Iterator[Field]:
    """
    Yield the fields of a text that may belong to a label, in order.

    >>> [(f.key, f.value) for f in fields(PartText("", "header", "SIO-Label: marking=x;\\n type=y"))]
    [('sio-label', ' marking=x;\\n type=y')]
    """
    if part.where not in MACHINE:
        yield from _quoted(part)
        return
    text = part.text
    first = _NAME.match(text)
    if first is None:
        return
    if "\n" not in text or text[first.end() :].lstrip()[:1] == "<":
        # The lines of markup are not fields, though one may begin with an attribute.
        yield from _of_label(part, 0, len(text))
        return
    yield from _lines(part)


def _lines(part: PartText) -> Iterator[Field]:
    """Yield the fields of a text with one on each line; a line without a name belongs to the value before it."""
    text = part.text
    start = position = 0
    last = ""
    for _ in range(MAX_LINES):
        if position >= len(text):
            break
        end = text.find("\n", position) + 1 or len(text)
        # A line that is indented, or stands after a comma or semicolon, goes on with the field before it.
        goes_on = text[position] in " \t" or last in {",", ";"}
        if position > start and not goes_on and _NAME.match(text, position, end):
            yield from _of_label(part, start, position)
            start = position
        last = text[position:end].rstrip()[-1:] or last
        position = end
    yield from _of_label(part, start, len(text))


def _of_label(part: PartText, start: int, end: int) -> Iterator[Field]:
    name = _NAME.match(part.text, start, end)
    if name and _OF_LABEL.search(name[1]):
        yield _field(part, name.start(1), name[1], name.end(), end)


def _quoted(part: PartText) -> Iterator[Field]:
    lowered = part.text.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return
    for found in _QUOTED.finditer(part.text):
        field = _field(part, found.start(2), found[2].rstrip(" \t:"), found.end(2), found.end())
        # Quote marks give way to as many spaces, so that places stay.
        yield replace(field, value=_QUOTE_MARKS.sub(lambda marks: " " * len(marks[0]), field.value))


def _field(part: PartText, start: int, name: str, value_start: int, end: int) -> Field:
    value = part.text[value_start : min(end, value_start + MAX_VALUE)]
    key = _SPACES.sub("", name).lower()
    return Field(part, key, value, start, value_start, end, is_cut=end - value_start > MAX_VALUE)


def unfolded(value: str) -> str:
    """Return a value with its line breaks and the spaces around them as one space, and none at its ends."""
    return " ".join(value.split()) if "\n" in value or "\r" in value else value.strip()
