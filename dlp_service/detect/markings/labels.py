"""
Machine labels: what a program wrote about the message, in headers and document properties.

Read from the text as it is, not from the normalised one, for their syntax is exact: MSIP_Label_* properties and the
msip_labels header, SIO-Label (RFC 7444), STANAG 4774 confidentiality labels.  The words a label shows
are read by the grammars again, so that `marking="NATO SECRET"` is a NATO marking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dlp_service.detect.markings.schemes import Grammars

_MSIP = re.compile(
    r"MSIP_Label_(?P<guid>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})_Name\s*[=:]\s*(?P<name>[^;\r\n]{1,120})"
)
_MSIP_ON = re.compile(
    r"MSIP_Label_(?P<guid>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})_Enabled\s*[=:]\s*true", re.IGNORECASE
)
_SIO = re.compile(r'marking="(?P<name>[^"\r\n]{1,200})"')
_STANAG = re.compile(
    r"PolicyIdentifier>(?P<policy>[^<]{1,60})</[^>]{0,40}PolicyIdentifier>\s*(?P<span><(?:\w{1,20}:)?Classification>(?P<name>[^<]{1,60})</(?:\w{1,20}:)?Classification>)"
)
_SIGNS = ("MSIP_Label_", "marking=", "PolicyIdentifier>")


class Label(NamedTuple):
    """One label: scheme, level and caveats of what it says, and its extent in the original text."""

    scheme: str
    level: str
    caveats: tuple[str, ...]
    start: int
    end: int


def has_label(text: str) -> bool:
    """Say whether `text` could hold a machine label."""
    return any(sign in text for sign in _SIGNS)


def labels(text: str, known: Mapping[str, tuple[str, str]], grammars: Grammars) -> Iterator[Label]:
    """
    Yield the labels in `text`; `known` maps GUIDs to (scheme, level) as the organisation declared them.

    A label whose GUID is declared is that level; another keeps its own name as the level of scheme `label`.
    """
    named = set()
    for found in _MSIP.finditer(text):
        guid = found["guid"].lower()
        named.add(guid)
        scheme, level = known.get(guid, ("label", found["name"].strip()))
        yield Label(scheme, level, (), found.start(), found.start("name") + len(found["name"].rstrip()))
    for found in _MSIP_ON.finditer(text):
        guid = found["guid"].lower()
        if guid not in named:
            named.add(guid)
            scheme, level = known.get(guid, ("label", f"GUID {guid}"))
            yield Label(scheme, level, (), *found.span())
    for found in _SIO.finditer(text):
        yield _shown(grammars, found["name"], found.start(), found.end())
    for found in _STANAG.finditer(text):
        name = f"{found['policy'].strip()} {found['name'].strip()}"
        shown = _shown(grammars, name, found.start("span"), found.end("span"))
        yield shown if shown.scheme != "label" else _shown(grammars, found["name"].strip(), *found.span("span"))


def _shown(grammars: Grammars, name: str, start: int, end: int) -> Label:
    """Return what the words of a label say to the grammars, or the words themselves."""
    tokens = grammars.tokens(name)
    for reading in grammars.readings(tokens, len(name)):
        if reading.first == 0:
            return Label(reading.scheme, reading.level, reading.caveats, start, end)
    return Label("label", name, (), start, end)
