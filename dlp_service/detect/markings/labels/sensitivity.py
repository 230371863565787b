"""
Sensitivity: of mail (RFC 4021 section 2.1.55, values of RFC 2156), and the property of that name which labelling programs write.

Calendars say it as CLASS (RFC 5545 section 3.8.1.3): who may see an entry of a calendar, never a protective marking.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.detect.markings.labels.fields import unfolded
from dlp_service.detect.markings.labels.interface import Fields, Label, Says, value_label
from dlp_service.detect.markings.labels.words import Words

NAMES = {
    "personal": "Personal",
    "private": "Private",
    "company-confidential": "Company-Confidential",
    "company confidential": "Company-Confidential",
}
NOTHING = frozenset({"", "normal", "none", "0"})
ACCESS = {"PRIVATE": "Private", "CONFIDENTIAL": "Company-Confidential"}


def read(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield the label of each field that says more than `normal`."""
    for field in fields:
        if field.key not in {"class", "sensitivity"}:
            continue
        text = unfolded(field.value)
        if text in ACCESS and field.part.text.startswith("CLASS=", field.start):
            yield value_label(field, Says("label", ACCESS[text]), 0.9, "CLASS of a calendar")
        if field.key != "sensitivity" or text.lower() in NOTHING:
            continue
        name = NAMES.get(text.lower(), "")
        says = Says("label", name, is_read=False) if name else words.says(text)
        yield value_label(field, says, 0.9, "Sensitivity")
