"""
Titus: x-titus-metadata-40, the base64 of JSON, and the fields x-<namespace>classification that it writes beside it.

    {"Metadata": {"ns": "...", "id": "...", "props": [{"n": "Classification", "vals": [{"value": "..."}]}]}}
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import replace

from dlp_service.detect.markings.labels import caveats
from dlp_service.detect.markings.labels.caveats import NOTHING
from dlp_service.detect.markings.labels.fields import unfolded
from dlp_service.detect.markings.labels.interface import Field, Fields, Label, Says, value_label
from dlp_service.detect.markings.labels.words import Words

KEY = re.compile(r"x-titus-metadata-\d+|titusmetadata")
HEADER = re.compile(
    r"x-x411|x-[\w-]*(?:classification|marking|caveats?|releasab\w+|handling|clearance|securitylabel|security-label)"
)
OTHERS = re.compile(
    r"x-microsoft-|x-protective-marking|x-ms-|.*(?:spam|virus|junk|phish|scan|threat|bulk|forefront|amavis|ironport|proofpoint|mimecast|barracuda)"
)
"""What other readers take, and what filters of unwanted mail say."""
LEVEL = re.compile(r"classif|marking|sensitivity|level|protect", re.IGNORECASE)
MAX_PROPERTIES = 500
_SPACES = re.compile(r"\s+")


def read(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield the labels in metadata, then those in fields of their own."""
    own = [
        field
        for field in fields
        if HEADER.fullmatch(field.key) and not OTHERS.match(field.key) and not field.is_property
    ]
    beside = tuple(field for field in own if caveats.is_name(field.key))
    for field in fields:
        if KEY.fullmatch(field.key):
            yield from _metadata(field, words)
        elif field in own and field not in beside:
            text = unfolded(field.value)
            if text.lower() not in NOTHING:
                label = value_label(field, words.says(text), 0.93, "classification field of the mail")
                yield caveats.added(label, beside)


def _metadata(field: Field, words: Words) -> Iterator[Label]:
    properties, is_cut = _properties(field.value)
    level: Says | None = None
    found: dict[str, None] = {}
    for name, values in properties:
        for value in values:
            if value.lower() in NOTHING:
                continue
            if caveats.is_name(name):
                found[caveats.caveat(name, value)] = None
            elif LEVEL.search(name):
                says = words.says(value)
                if level is None or _rank(says, words) > _rank(level, words):
                    level = says
    if level is None:
        return
    together = tuple(dict.fromkeys((*level.caveats, *found)))
    says = Says(level.scheme, level.level, together, level.private, is_read=level.is_read, is_whole=level.is_whole)
    reason = "Titus metadata that is cut off" if is_cut else "Titus metadata"
    label = value_label(field, says, 0.6 if is_cut else 0.9, reason)
    yield replace(label, claims=(field,))


def _rank(says: Says, words: Words) -> int:
    height = words.height(says)
    return -1 if height is None else height


def _properties(value: str) -> tuple[list[tuple[str, list[str]]], bool]:
    """Return the properties with their values, and whether the text ended early."""
    text, is_cut = _decoded(value)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return _loose(text), True
    metadata = document.get("Metadata", document) if isinstance(document, dict) else {}
    items = metadata.get("props", ()) if isinstance(metadata, dict) else ()
    found = [_property(item) for item in items[:MAX_PROPERTIES]] if isinstance(items, list) else []
    return [item for item in found if item], is_cut


def _property(item: object) -> tuple[str, list[str]] | None:
    name = item.get("n") if isinstance(item, dict) else None
    values = item.get("vals") if isinstance(item, dict) else None
    if not isinstance(name, str) or not isinstance(values, list):
        return None
    texts = [entry.get("value") if isinstance(entry, dict) else entry for entry in values[:MAX_PROPERTIES]]
    return name, [text.strip() for text in texts if isinstance(text, str)]


_LOOSE = re.compile(r'"n"\s*:\s*"([^"\\]{1,80})"\s*,\s*"vals"\s*:\s*\[\s*\{\s*"value"\s*:\s*"([^"\\]{1,200})"')


def _loose(text: str) -> list[tuple[str, list[str]]]:
    """Return the properties that a text cut short still names."""
    return [(found[1], [found[2]]) for found in _LOOSE.finditer(text)][:MAX_PROPERTIES]


def _decoded(value: str) -> tuple[str, bool]:
    letters = _SPACES.sub("", value)
    if letters.startswith("{"):
        return value.strip(), False
    letters = re.sub(r"[^A-Za-z0-9+/]", "", letters)
    is_cut = len(letters) % 4 == 1
    letters = letters[: len(letters) - is_cut]
    try:
        data = base64.b64decode(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return "", True
    charset = "utf-16-le" if data[1:2] == b"\0" else "utf-8"
    return data.decode(charset, "replace"), is_cut
