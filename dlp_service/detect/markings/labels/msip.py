"""
Sensitivity labels of Microsoft Purview: `MSIP_Label_<guid>_<attribute>` in documents and in `msip_labels` of mail,
and `docMetadata/LabelInfo.xml` (MS-OFFCRYPTO section 2.6).

One GUID is one label, wherever its attributes stand.  LabelInfo.xml decides whether a label is enabled or removed;
the name stands in the properties only.  Where items carry several labels all are reported: the newest does not lower an older one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp_service.detect.markings.labels import markup
from dlp_service.detect.markings.labels.fields import unfolded
from dlp_service.detect.markings.labels.interface import Field, Fields, Label, Says, graded, told
from dlp_service.detect.markings.labels.words import Words

MAX_ATTRIBUTES = 20_000
MAX_NAME = 400
_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ATTRIBUTE = re.compile(rf"msip_label_({_GUID})_(\w+)")
_LABEL_GUID = re.compile(rf"\{{?({_GUID})\}}?")
_ON, _OFF = frozenset({"true", "1"}), frozenset({"false", "0"})


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value of one attribute and the extent of name and value."""

    value: str
    source: Field
    start: int
    end: int


@dataclass(slots=True)
class Found:
    """What is known of one label; `info` are the attributes of LabelInfo.xml."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    info: dict[str, str] = field(default_factory=dict)
    fields: dict[int, Field] = field(default_factory=dict)
    place: Attribute | None = None

    def flag(self, name: str) -> bool | None:
        """Return an attribute that is on or off, or None; LabelInfo.xml is asked first."""
        known = self.attributes.get(name)
        for value in (self.info.get(name, ""), known.value if known else ""):
            if value.lower() in _ON | _OFF:
                return value.lower() in _ON
        return None


def read(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield one label for each GUID."""
    found: dict[str, Found] = {}
    for source in fields:
        if source.key.startswith("msip_label_"):
            _attribute(source, source.key, source.value, source.start, source.end, found)
        elif source.key.startswith("msip_label"):
            _list(source, found)
        elif source.key == "labellist":
            _info(source, found)
    newest = max((_date(item) for item in found.values()), default="")
    for guid, item in found.items():
        yield _label(guid, item, words, newest)


def _attribute(source: Field, name: str, value: str, start: int, end: int, found: dict[str, Found]) -> None:
    known = _ATTRIBUTE.fullmatch(name)
    if known is None:
        return
    stop = start + len(source.part.text[start:end].rstrip(" \t\r\n;"))
    attribute = Attribute(unfolded(value).rstrip("; "), source, start, stop)
    item = found.setdefault(known[1], Found())
    item.attributes.setdefault(known[2], attribute)
    item.fields[id(source)] = source


def _list(source: Field, found: dict[str, Found]) -> None:
    """Take the attributes of the header field; its names are folded wherever a line was full."""
    start = 0
    for entry in source.value.split(";", MAX_ATTRIBUTES):
        name, equals, value = entry.partition("=")
        if equals:
            begin = source.value_start + start + len(name) - len(name.lstrip())
            end = source.value_start + start + len(entry)
            _attribute(source, "".join(name[:MAX_NAME].split()).lower(), value, begin, end, found)
        start += len(entry) + 1


def _info(source: Field, found: dict[str, Found]) -> None:
    for element in markup.elements(source).named("label"):
        guid = _LABEL_GUID.fullmatch(element.attributes.get("id", "").strip().lower())
        if guid:
            item = found.setdefault(guid[1], Found())
            item.info = {name.lower(): value for name, value in element.attributes.items()}
            item.fields[id(source)] = source
            start, end = source.value_start + element.start, source.value_start + element.end
            item.place = Attribute("", source, start, end)
            if name := item.info.get("name", "").strip():
                item.attributes.setdefault("name", Attribute(name[:MAX_NAME], source, start, end))


def _label(guid: str, item: Found, words: Words, newest: str) -> Label:
    name = item.attributes.get("name")
    says = words.declared(guid)
    if says is None and name and name.value:
        says = words.says(name.value)
    if says is None:
        says = Says("label", f"GUID {guid}", is_read=False)
    place = name or item.attributes.get("enabled") or item.place or next(iter(item.attributes.values()))
    fault = _fault(item)
    reason = "Microsoft sensitivity label" + fault
    date = _date(item)
    if not fault and date and date < newest:
        reason += ", set before another one of the same item"
    confidence = 0.9 if item.flag("enabled") is not None or name else 0.6
    return Label(
        says,
        place.source.part,
        place.start,
        place.end,
        graded(confidence, says),
        told(reason, says),
        is_mention=bool(fault),
        claims=tuple(item.fields.values()),
    )


def _fault(item: Found) -> str:
    """Return why a label does not hold, empty when it does."""
    if item.flag("removed"):
        return ", which was removed"
    return ", which is not enabled" if item.flag("enabled") is False else ""


def _date(item: Found) -> str:
    """Return when a label was set (ISO 8601, so that order is that of the letters), empty when it does not say."""
    known = item.attributes.get("setdate")
    return known.value if known else ""
