"""
Machine labels: what a program wrote about an item, in fields of its mail and properties of its documents.

Read from the text as it is, not from the normalised one, for their syntax is exact.  All fields of one item are read
together: a label is often written in several.  To add a kind, write a module with a `read` and add it to `KINDS`;
a name that the module looks for must also be in `fields`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dlp_service.budget import Budget
from dlp_service.detect.markings.labels import (
    documents,
    ess,
    ism,
    microsoft,
    msip,
    protective,
    quoted,
    sensitivity,
    sio,
    stanag,
    titus,
)  # fmt: skip
from dlp_service.detect.markings.labels.fields import MACHINE, fields
from dlp_service.detect.markings.labels.interface import Field, Fields, Label, ReadKind, Says, tidied
from dlp_service.detect.markings.labels.words import Words
from dlp_service.errors import OutOfTime
from dlp_service.values import PartText

__all__ = ["Field", "Label", "Says", "Words", "read"]

KINDS: tuple[ReadKind, ...] = (
    protective.read,
    sio.read,
    ess.read,
    stanag.read,
    msip.read,
    titus.read,
    microsoft.read,
    sensitivity.read,
    documents.read,
    ism.read,
)
MAX_FIELDS = 20_000
MAX_LABELS = 2_000
"""More of either in one message are reported as unfinished."""
ELSEWHERE = 0.6
"""The most confidence in a label that stands in running text, where it may be somebody else's."""
CHECK_EVERY = 256


def read(texts: Iterable[PartText], words: Words, found: list[Label]) -> None:
    """
    Add the labels of all items to `found`, those of one item together.

    An item is a mail's fields or a document with its sheets, slides and pages.

    Raises:
        OutOfTime: the budget ran out, or there are too many fields or labels; `found` has those read so far.
    """
    for item in _items(texts, words.budget):
        for label in _labels(item, words):
            found.append(label)
            if len(found) > MAX_LABELS:
                raise OutOfTime("too many machine labels")


def _items(texts: Iterable[PartText], budget: Budget) -> list[Fields]:
    """Return the fields of each item; what a second text says again is taken once."""
    items: dict[tuple[str, bool], list[Field]] = {}
    said: dict[tuple[str, str, str, str], PartText] = {}
    count = 0
    for number, part in enumerate(texts):
        if number % CHECK_EVERY == CHECK_EVERY - 1:
            budget.check()
        for field in _fields_of(part):
            path = part.path.partition("!")[0]
            if said.setdefault((path, part.where, field.key, field.value), part) is part:
                items.setdefault((path, part.where in MACHINE), []).append(field)
            count += 1
            if count > MAX_FIELDS:
                raise OutOfTime("too many fields look like labels")
    return [tuple(item) for item in items.values()]


def _fields_of(part: PartText) -> tuple[Field, ...]:
    found = tuple(fields(part))
    if part.where not in MACHINE:
        return *found, *quoted.markup_in(part)
    return *(found or quoted.markup_in(part)), *quoted.attributes_in(part)


def _labels(item: Fields, words: Words) -> Iterator[Label]:
    for kind in KINDS:
        for found in kind(item, words):
            label = replace(found, says=tidied(found.says))
            if label.part.where in MACHINE:
                yield label
            else:
                yield replace(label, confidence=min(label.confidence, ELSEWHERE), reason=f"{label.reason}, in the text")
