"""
One slip: what was meant, what was typed, and how sure we are.

The weight says how much more likely a slip is than a different, real name that
happens to be near: a swapped pair in a long name is nearly always a slip, one
letter of three hardly ever.  `FLAGGED` and above is a lookalike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FLAGGED = 0.6
STRONG = 0.9
SPARSE = frozenset({"mil", "int"})
"""Suffixes with a few hundred names in all: what is near one of them is hardly another."""


@dataclass(frozen=True, slots=True, eq=False)
class Guarded:
    """
    A guarded host.

    `head` is what stands before its public suffix, `is_trusted` says whether mail may go there, `is_rare` whether its
    name still points at it with a word glued on, `is_initials` whether three or four letters do, `is_first_rare`
    whether its first label does.
    """

    host: str
    head: str
    suffix: str
    is_trusted: bool
    is_restricted: bool
    is_generic: bool
    is_rare: bool = False
    is_initials: bool = False
    is_first_rare: bool = False

    @property
    def name(self) -> str:
        """Return the label before the public suffix: `navy` of `us.navy.mil`."""
        return self.head.rpartition(".")[2]

    @property
    def is_open_firm(self) -> bool:
        """Say whether it is a name of three letters or more that anyone could have registered."""
        return not self.is_restricted and len(self.name) >= 3

    @property
    def is_sparse(self) -> bool:
        """Say whether it lies under a suffix with few names: one of forces, or of international bodies."""
        return self.suffix in SPARSE or self.suffix.startswith("mil.")

    @property
    def rank(self) -> tuple[bool, bool, int, str]:
        """Return what decides between two hosts that what was typed fits alike: trust, a telling name, its length."""
        return self.is_trusted, self.is_telling, len(self.host), self.host

    @property
    def is_telling(self) -> bool:
        """Say whether its letters without the dots still point at it."""
        return self.is_restricted or (len(self.head) >= 4 and not self.is_generic)


@dataclass(frozen=True, slots=True)
class Slip:
    """
    A likely slip for a guarded host.

    `meant` is the host probably meant, sub-hosts kept; `weight` is 0..1.  Of the slip that was chosen `rivals` are other
    trusted hosts that were meant just as likely.
    """

    kind: str
    guarded: Guarded
    meant: str
    weight: float
    reason: str
    rivals: tuple[str, ...] = ()

    def behind(self, left: str) -> Slip:
        """Return the slip with the sub-hosts that stood before it: `us.navy.ml` meant `us.navy.mil`."""
        return self if self.meant.startswith(left) else replace(self, meant=left + self.meant)


@dataclass(frozen=True, slots=True)
class Edit:
    """A single edit: op is omitted, inserted, doubled, swapped or replaced; `at` counts in the guarded host."""

    op: str
    old: str
    new: str
    at: int


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
