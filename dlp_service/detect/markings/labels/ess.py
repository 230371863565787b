"""
ESSSecurityLabel (RFC 2634): `ESSSecurityLabel=<policy oid> <classification>` as extraction writes it from a signature.

The integers 0 to 5 have names of their own; whose they are says the policy, of which only the arcs of NATO and of the
defence department of the United States are told apart.  A privacy mark is what programs display: where a grammar reads
it, it says more than the integer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp_service.detect.markings.labels.interface import Fields, Label, Says, value_label
from dlp_service.detect.markings.labels.words import Words
from dlp_service.esslabel import LEVELS, Category, EssLabel

KEY = "esssecuritylabel"
ARCS = (("1.3.26", "NATO"), ("2.16.840.1.101", "US"))
"""Object identifiers of policies by what they begin with (ISO 6523 and the US government's part of X.660's country arc)."""
LONGEST_CAVEAT = 60
_HEAD = re.compile(r"\s*(\d+(?:\.\d+){1,40})?\s*([A-Z][A-Z ]*(?:\d+)?)?")
_CATEGORY = re.compile(r"category ([\d.]+)(?:=(.*))?", re.DOTALL)


def read(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield the label of each signature."""
    for field in fields:
        if field.key == KEY and field.value.strip():
            yield value_label(field, says_of(described(field.value), words), 0.95, "S/MIME security label")


def described(text: str) -> EssLabel:
    """
    Return the label that a line describes; the opposite of `EssLabel.described`.

    >>> described("1.3.26.1 SECRET; privacy mark=NATO SECRET; category 1.2.3=ATOMAL").categories[0].texts
    ('ATOMAL',)
    """
    head, *rest = text.split("; ")
    found = _HEAD.match(head)
    policy, level = (found[1] or "", (found[2] or "").strip()) if found else ("", "")
    number = LEVELS.index(level) if level in LEVELS else None
    if number is None and level.startswith("CLASSIFICATION ") and level[15:].isdigit():
        number = int(level[15:19])
    mark, categories = "", []
    for item in rest:
        category = _CATEGORY.fullmatch(item.strip())
        if item.startswith("privacy mark="):
            mark = item.removeprefix("privacy mark=").strip()
        elif category:
            categories.append(Category(category[1], tuple(filter(None, (category[2] or "").split(", ")))))
    return EssLabel(policy, number, mark, tuple(categories))


def says_of(label: EssLabel, words: Words) -> Says:
    """Return what a label says in words; of the integer and the privacy mark the higher one counts."""
    policy = next((name for arc, name in ARCS if f"{label.policy}.".startswith(f"{arc}.")), "")
    says = words.says(label.level, policy) if label.level else None
    if says is None or label.level == LEVELS[0]:
        says = Says("label", label.level or f"POLICY {label.policy}", is_read=False)
    shown = words.read(label.privacy_mark) if label.privacy_mark else None
    if shown and (words.height(shown) or 0) >= (words.height(says) or 0):
        says = shown
    own = [text for item in label.categories for text in item.texts]
    if label.privacy_mark and shown is None:
        own.insert(0, label.privacy_mark)
    caveats = tuple(" ".join(text.upper().split()) for text in own if len(text) <= LONGEST_CAVEAT)
    together = tuple(dict.fromkeys((*says.caveats, *caveats)))
    return Says(
        says.scheme, says.level, together, (*says.private, *caveats), is_read=says.is_read, is_whole=says.is_whole
    )
