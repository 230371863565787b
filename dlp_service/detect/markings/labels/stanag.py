"""
Confidentiality labels in markup: STANAG 4774 (ADatP-4774), bound to data by STANAG 4778.

    ConfidentialityLabel > ConfidentialityInformation > PolicyIdentifier, Classification, PrivacyMark, Category*
    Category TagName="Releasable to" Type="PERMISSIVE" > GenericValue*

Alternative labels say the same in the terms of another policy; each is reported.  A successor takes effect later and is a mention.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.detect.markings.labels import markup
from dlp_service.detect.markings.labels.interface import Field, Fields, Label, Says, graded, told
from dlp_service.detect.markings.labels.markup import Element, Tree
from dlp_service.detect.markings.labels.words import Words

INFORMATION = "ConfidentialityInformation"
SIGN = "Classification>"
VALUES = ("GenericValue", "CategoryValue", "Value")
QUIET_TAGS = frozenset({"CONTEXT", "ADMINISTRATIVE", "ADMIN"})
"""Categories that repeat whose the label is, or that say who handles it."""
SUCCESSOR = "successor "
"""A label that takes effect at a date or event to come: it lowers nothing, and demands nothing yet."""
MAX_LABELS = 200


def read(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield the labels of all markup in an item."""
    for field in fields:
        if INFORMATION in field.value or SIGN in field.value:
            yield from _labels(field, words)


def _labels(field: Field, words: Words) -> Iterator[Label]:
    tree = markup.elements(field)
    for number, found in enumerate(_information(tree)):
        if number >= MAX_LABELS:
            break
        says = _says(found, words)
        level = found.first("Classification")
        if says is None or level is None:
            continue
        kind = _kind(found)
        reason, confidence = f"{kind}STANAG 4774 label", 0.95
        if not found.is_closed:
            reason, confidence = f"{reason} that is cut off or not well formed", 0.6
        start, end = field.value_start + level.start, field.value_start + level.end
        yield Label(
            says,
            field.part,
            start,
            end,
            graded(confidence, says),
            told(reason, says),
            is_mention=kind == SUCCESSOR,
            claims=(field,),
        )


def says_of(text: str, words: Words) -> Says | None:
    """Return what the first label in markup says, or None where there is none."""
    found = (says for element in _information(markup.parse(text)) if (says := _says(element, words)))
    return next(found, None)


def _information(tree: Tree) -> Iterator[Element]:
    """Yield the elements that hold a classification."""
    return (element for element in tree.elements if element.name == INFORMATION and element.first("Classification"))


def _kind(element: Element) -> str:
    """Return which of the labels an element belongs to, empty for the one of the originator."""
    above = element.parent
    while above is not None:
        for word in ("alternative", SUCCESSOR.strip()):
            if word in above.name.lower():
                return f"{word} "
        above = above.parent
    return ""


def _says(element: Element, words: Words) -> Says | None:
    level = element.first("Classification")
    text = level.text.strip() if level else ""
    if not text:
        return None
    policy = element.first("PolicyIdentifier")
    says = words.says(text, policy.text.strip() if policy else "")
    caveats = tuple(dict.fromkeys(filter(None, (_caveat(item, says.scheme) for item in element.all("Category")))))
    mark = element.first("PrivacyMark")
    shown = words.read(mark.text) if mark else None
    agrees = shown if shown and shown.level == says.level else Says(says.scheme, says.level)
    together = tuple(dict.fromkeys((*says.caveats, *agrees.caveats, *caveats)))
    private = agrees.private
    return Says(
        says.scheme, says.level, together, (*says.private, *private), is_read=says.is_read, is_whole=says.is_whole
    )


def _caveat(category: Element, scheme: str) -> str:
    """Return a category as a caveat: a release list in the words of its scheme, any other by its values."""
    tag = " ".join(category.attributes.get("TagName", "").upper().split())
    values = [_plain(item.text) for item in category.children if item.name in VALUES and item.text.strip()]
    if not values and category.text.strip():
        values = [_plain(category.text)]
    if not values or tag in QUIET_TAGS:
        return ""
    if "RELEAS" in tag or tag.startswith("REL "):
        return f"{'REL TO' if scheme == 'us' else 'RELEASABLE TO'} {', '.join(values)}"
    if tag.endswith("ONLY"):
        # `Only: GBR, USA` admits nobody else: the form that the release rules know.
        return f"{'/'.join(values)} EYES ONLY"
    return ", ".join(values)


def _plain(text: str) -> str:
    return " ".join(text.upper().split())[:120]
