"""
One slip: what was meant, what was typed, and how sure we are.

The weight says how much more likely a slip is than a different, real name that
happens to be near: a swapped pair in a long name is nearly always a slip, one
letter of three hardly ever.  `FLAGGED` and above is a lookalike.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlp_service.recipients.glyphs import ADJACENT_KEYS, is_bit_flip, loose_fold, strict_fold

FLAGGED = 0.6
STRONG = 0.9
SPARSE = frozenset({"mil", "int"})
"""Suffixes with a few hundred names in all: what is near one of them is hardly another."""


# Weights by length of the name, for an edit that is likely, possible or unlikely.  Nearly every short name exists
# somewhere, so there an edit proves little; under a sparse suffix what is near one is a slip.
_SHORT = ((0.0, 0.0, 0.0), (0.1, 0.1, 0.1), (0.3, 0.3, 0.2), (0.65, 0.4, 0.4), (0.8, 0.65, 0.5))
_SHORT_SPARSE = ((0.0, 0.0, 0.0), (0.1, 0.1, 0.1), (0.62, 0.5, 0.5), (0.7, 0.64, 0.62), (0.8, 0.7, 0.65))


@dataclass(frozen=True, slots=True, eq=False)
class Guarded:
    """A guarded host; `head` is what stands before its public suffix, `is_trusted` whether mail may go there."""

    host: str
    head: str
    suffix: str
    is_trusted: bool
    is_restricted: bool
    is_generic: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """
    A likely slip for a guarded host.

    `meant` is the host probably meant, sub-hosts kept; `weight` is 0..1; `edits` say in words what differs.
    """

    kind: str
    guarded: Guarded
    meant: str
    weight: float
    edits: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A single edit: op is omitted, inserted, doubled, swapped or replaced; `at` counts in the guarded host."""

    op: str
    old: str
    new: str
    at: int

    def words(self, guarded: Guarded) -> str:
        """
        Say the edit in words.

        >>> Edit("omitted", "i", "", 6).words(Guarded("navy.mil", "navy", "mil", True, True, False))
        "'i' omitted in the suffix"
        """
        where = "the suffix" if self.at > len(guarded.head) else "the name"
        if "." in (self.old, self.new) and self.op in {"omitted", "inserted"}:
            return "dot omitted" if self.op == "omitted" else "dot inserted"
        if self.op == "swapped":
            return f"'{self.old}' swapped in {where}"
        if self.op == "replaced":
            return f"'{self.old}' became '{self.new}' in {where}"
        if self.op == "doubled":
            return f"'{self.new}' doubled in {where}"
        return f"'{self.old or self.new}' {self.op} in {where}"


def single_edit(meant: str, typed: str) -> Edit | None:
    """
    Return the one edit (optimal string alignment) from `meant` to `typed`, or None if there are more or none.

    >>> single_edit("navy.mil", "nayv.mil").op, single_edit("navy.mil", "navy.ml").old
    ('swapped', 'i')
    """
    if meant == typed or abs(len(meant) - len(typed)) > 1:
        return None
    start = _common_prefix(meant, typed)
    room = min(len(meant), len(typed)) - start
    end = 0
    while end < room and meant[-1 - end] == typed[-1 - end]:
        end += 1
    old, new = meant[start : len(meant) - end], typed[start : len(typed) - end]
    return _edit(meant, start, old, new)


def _edit(meant: str, start: int, old: str, new: str) -> Edit | None:
    lengths = len(old), len(new)
    if lengths == (1, 0):
        return Edit("omitted", old, "", start)
    if lengths == (0, 1):
        doubled = start > 0 and meant[start - 1] == new
        return Edit("doubled" if doubled else "inserted", "", new, start - doubled)
    if lengths == (1, 1):
        return Edit("replaced", old, new, start)
    if lengths == (2, 2) and old == new[::-1]:
        return Edit("swapped", old, new, start)
    return None


def _common_prefix(one: str, other: str) -> int:
    length = min(len(one), len(other))
    at = 0
    while at < length and one[at] == other[at]:
        at += 1
    return at


def label_weight(guarded: Guarded, edit: Edit, stem: int) -> tuple[str, float]:
    """
    Return (kind, weight) of a single edit inside the name.

    `stem` is the number of letters that tell the name from its siblings: `walton` of `walton-pc`.
    """
    kind, ease = _ease(guarded.host, edit)
    if stem < len(_SHORT):
        likely, possible, least = (_SHORT_SPARSE if guarded.suffix in SPARSE else _SHORT)[stem]
        return kind, likely if ease >= 0.95 else possible if ease >= 0.8 else least
    base = 0.72 if stem <= 6 else 0.85
    weight = min(1.0, base + (ease - 0.75) * 0.4)
    return kind, weight - 0.12 if guarded.is_generic and not guarded.is_restricted else weight


def _ease(host: str, edit: Edit) -> tuple[str, float]:
    """Return the kind of an edit and how easily it happens to a hand or an eye, 0..1."""
    if edit.op == "swapped":
        return "typo", 1.0
    if edit.op == "doubled":
        return "typo", 0.97
    if "-" in (edit.old, edit.new):
        return "lookalike", 0.8
    if edit.op == "omitted":
        beside = edit.old in (host[edit.at - 1 : edit.at], host[edit.at + 1 : edit.at + 2])
        return "typo", 0.97 if beside else 0.85
    return ("typo", _insertion_ease(host, edit)) if edit.op == "inserted" else _replacement_ease(edit)


def _insertion_ease(host: str, edit: Edit) -> float:
    near = {host[edit.at - 1 : edit.at], host[edit.at : edit.at + 1]}
    is_slip = edit.new.isdigit() or any(edit.new + other in ADJACENT_KEYS for other in near)
    return 0.95 if is_slip else 0.75


def _replacement_ease(edit: Edit) -> tuple[str, float]:
    if edit.old + edit.new in ADJACENT_KEYS:
        return "typo", 0.95
    if strict_fold(edit.old) == strict_fold(edit.new):
        return "lookalike", 1.0
    if loose_fold(edit.old) == loose_fold(edit.new):
        return "lookalike", 0.85
    if is_bit_flip(edit.old, edit.new):
        return "lookalike", 0.8
    return "typo", 0.75
