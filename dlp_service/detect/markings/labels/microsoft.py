"""X-Microsoft-Classified and its companions, as Exchange writes its message classifications (MS-OXCMAIL section 2.2.3.2.22)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp_service.detect.markings.labels.fields import unfolded
from dlp_service.detect.markings.labels.interface import Fields, Label, Says, graded, told, value_label
from dlp_service.detect.markings.labels.words import Words

CLASSIFIED, NAME, DESCRIPTION, GUID = (
    "x-microsoft-classified", "x-microsoft-classification", "x-microsoft-classdesc", "x-microsoft-classid",
)  # fmt: skip
EXCHANGE = "x-ms-exchange-organization-classification"
"""Exchange writes the same classification here by its ID alone, before it sends an item on."""
_ID = re.compile(r"\s*\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?\s*", re.IGNORECASE)
OFF = frozenset({"false", "0", "no"})


def read(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield the classification of an item; a declared GUID says what it is, else its name, else its description."""
    yield from _by_id(fields, words)
    own = {field.key: field for field in reversed(fields) if field.key in {CLASSIFIED, NAME, DESCRIPTION, GUID}}
    shown = next((own[key] for key in (NAME, GUID, DESCRIPTION) if key in own and unfolded(own[key].value)), None)
    if shown is None:
        return
    guid = unfolded(own[GUID].value).strip("{}").lower() if GUID in own else ""
    says = words.declared(guid)
    if says is None and shown.key == GUID:
        says = Says("label", f"GUID {guid}", is_read=False)
    if says is None:
        says = words.says(unfolded(shown.value))
    is_off = CLASSIFIED in own and unfolded(own[CLASSIFIED].value).lower() in OFF
    reason = "Exchange classification" + (", which is switched off" if is_off else "")
    place = value_label(shown, says, 0.9, reason)
    yield Label(
        says,
        shown.part,
        place.start,
        place.end,
        graded(0.9, says),
        told(reason, says),
        is_mention=is_off,
        claims=tuple(own.values()),
    )


def _by_id(fields: Fields, words: Words) -> Iterator[Label]:
    for field in fields:
        found = _ID.fullmatch(field.value) if field.key == EXCHANGE else None
        if found:
            guid = found[1].lower()
            says = words.declared(guid) or Says("label", f"GUID {guid}", is_read=False)
            yield value_label(field, says, 0.8, "Exchange classification")
