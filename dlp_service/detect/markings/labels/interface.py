"""
What a label is, and what a reader of labels is given.

A reader takes all the fields of one item, because one label is often written in several: the GUID in one property,
the name in another, whether it holds in a third.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dlp_service.values import PartText

if TYPE_CHECKING:
    from dlp_service.detect.markings.labels.words import Words


@dataclass(frozen=True, slots=True)
class Field:
    """
    One named value and where it stands: the name begins at `start`, the value at `value_start` of the part's text.

    `key` is the name in lower case without spaces, for folding can put some into it.  `is_cut` says that `value`
    holds only the beginning of a very long one; `end` is the end of the whole.
    """

    part: PartText
    key: str
    value: str
    start: int
    value_start: int
    end: int
    is_cut: bool = False

    @property
    def is_property(self) -> bool:
        """Say whether it is a property of a document and no field of a mail."""
        return self.part.where == "property"


@dataclass(frozen=True, slots=True)
class Says:
    """
    What the words of a label mean: scheme, level and caveats of a marking.

    `is_read` is false where no grammar knows the words; the scheme is `label` then and the level is the words themselves.
    `is_whole` is false where words are left over.  `private` are caveats that nobody but the analyst may see.
    """

    scheme: str
    level: str
    caveats: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    is_read: bool = True
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Label:
    """
    One label: what it says, its extent in the text of `part`, how sure that is and why.

    A mention is a label that does not hold: disabled, removed, or contradicted by what the same field shows.
    `claims` are the fields that the label is made of: what stands in them is read here and by no grammar again.
    """

    says: Says
    part: PartText
    start: int
    end: int
    confidence: float
    reason: str
    is_mention: bool = False
    claims: tuple[Field, ...] = ()


MAX_CAVEATS = 64
LONGEST_CAVEAT = 200
"""Caveats of one label, and characters of one: a label with more is kept with these."""


def printable(text: str) -> str:
    """
    Return a text without control characters and lone surrogates, with single spaces.

    >>> printable("Board\\x1b \\ud800 only")
    'Board only'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def tidied(says: Says) -> Says:
    """Return what a label says with caveats of bounded number and length: a sender writes them, and officers read them."""
    if not says.caveats:
        return says
    plain = {caveat: printable(caveat[:LONGEST_CAVEAT]) for caveat in says.caveats[:MAX_CAVEATS]}
    private = tuple(plain[caveat] for caveat in says.private if caveat in plain)
    return replace(says, caveats=tuple(dict.fromkeys(filter(None, plain.values()))), private=private)


Fields = tuple[Field, ...]
ReadKind = Callable[[Fields, "Words"], Iterable[Label]]
"""Reads the labels of one kind among the fields of one item."""


def value_label(field: Field, says: Says, confidence: float, reason: str) -> Label:
    """Return a label that is the value of one field, without the spaces around it."""
    lead = len(field.value) - len(field.value.lstrip())
    start = field.value_start + lead
    end = max(start, field.value_start + len(field.value.rstrip()))
    return Label(says, field.part, start, end, graded(confidence, says), told(reason, says), claims=(field,))


def graded(confidence: float, says: Says) -> float:
    """Return the confidence in a label: less where its words were not understood to the end."""
    return min(confidence, 0.75) if says.is_read and not says.is_whole else confidence


def told(reason: str, says: Says) -> str:
    """Return the reason, with what is known about how its words were read."""
    if not says.is_read:
        return f"{reason}, in words of its own"
    return reason if says.is_whole else f"{reason}, with words that no grammar knows"
