"""Caveats that stand in fields of their own beside the level: handling, release lists."""

from __future__ import annotations

import re
from dataclasses import replace

from dlp_service.detect.markings.labels.fields import unfolded
from dlp_service.detect.markings.labels.interface import Fields, Label

NOTHING = frozenset({"", "none", "n/a", "no", "false", "true", "null"})
LONGEST = 120
_NAME = re.compile(r"caveat|releas|dissem|handling|descriptor|compartment|eyes", re.IGNORECASE)
_NO_NAME = re.compile(r"date|version|by\Z|history", re.IGNORECASE)
"""Dates and authors of a release."""


def is_name(name: str) -> bool:
    """Say whether a field or property of that name holds caveats."""
    return _NAME.search(name) is not None and not _NO_NAME.search(name)


def caveat(name: str, value: str) -> str:
    """
    Return the value of such a field as a caveat, empty when it says nothing.

    >>> caveat("Releasability", "GBR, USA"), caveat("Handling", "uk_eyes_only"), caveat("Caveats", "None")
    ('RELEASABLE TO GBR, USA', 'UK EYES ONLY', '')
    """
    if value.strip().lower() in NOTHING:
        return ""
    words = " ".join(value.replace("_", " ").upper().split())[:LONGEST]
    return f"RELEASABLE TO {words}" if "releas" in name.lower() and not words.startswith("REL") else words


def added(label: Label, beside: Fields) -> Label:
    """Return a label with the caveats of the fields beside it."""
    found = [(field, caveat(field.key, unfolded(field.value))) for field in beside]
    more = tuple(text for _, text in found if text)
    if not more:
        return label
    says = replace(label.says, caveats=tuple(dict.fromkeys((*label.says.caveats, *more))))
    return replace(label, says=says, claims=(*label.claims, *(field for field, text in found if text)))
