"""Dots that were dropped, typed in, moved, or hit instead of another key: `modgov.uk`, `navym.il`, `usarmymil.com`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dlp_service.recipients.guarded import GuardedHosts, collapse
from dlp_service.recipients.slips import Edit, Guarded, Slip
from dlp_service.recipients.typed import Typed
from dlp_service.recipients.weights import Row, otherwise, weigh

# A telling name keeps its weight without its dots; others by what happened to the dot: one that was left out is an
# ordinary slip, the rest is mostly another name.
_TELLING = 0.9
_EDITED = {
    "omitted": ("doppelganger", "DOT_MISSING", 0.62),
    "replaced": ("doppelganger", "DOT_REPLACED", 0.5),
    "swapped": ("typo", "DOT_MOVED", 0.5),
}
_ADDED = ("typo", "DOT_ADDED", 0.5)
_MOVED = 0.55
# A whole host with its dots dropped behind a word, as in `usarmymil.com`.
_BEHIND_A_WORD = 0.8


class Dropped(NamedTuple):
    """A guarded host whose dots were dropped before another suffix."""

    guarded: Guarded
    letters: int


_DROPPED: tuple[Row[Dropped], ...] = (
    # `pentagonmil.com`: nobody's own name ends in the letters of a government's suffix.
    Row("a government host", 0.92, lambda it: it.guarded.is_restricted and it.letters >= 3),
    Row("a long name", 0.92, lambda it: it.letters >= 5 and not it.guarded.is_generic),
    Row("a short name under a sparse suffix", 0.65, lambda it: it.guarded.is_sparse),
    Row("a word or a short name", 0.45, otherwise),
)


def edited(guarded: Guarded, edit: Edit) -> Slip:
    """Weigh one edit that left out, added, moved or replaced a dot."""
    kind, reason, weight = _EDITED.get(edit.op, _ADDED)
    weight = _TELLING if guarded.is_telling else weight
    return Slip(kind, guarded, guarded.host, weight, (edit.words(guarded),), reason)


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts that have the letters of what was typed, their dots and hyphens elsewhere."""
    host, registrable = typed.host, typed.registrable
    for tail in (host,) if host == registrable else (host, registrable):
        found = hosts.collapsed.get(collapse(tail))
        if found:
            weight = _TELLING if found.is_telling else _MOVED
            yield Slip(_kind(tail, found), found, found.host, weight, ("dots or hyphens moved",), "DOT_MOVED")
    bare = typed.name.replace("-", "")
    found = hosts.collapsed.get(bare)
    if found:
        yield _dropped(found, weigh(_DROPPED, Dropped(found, len(found.head))), typed)
    if bare.endswith(hosts.dotless_endings):
        for at in range(1, len(bare) - 5):
            found = hosts.collapsed.get(bare[at:])
            if found and found.is_restricted and not found.is_generic and len(found.head) >= 3:
                yield _dropped(found, _BEHIND_A_WORD, typed)


def _dropped(found: Guarded, weight: float, typed: Typed) -> Slip:
    words = (f"dots dropped, '.{typed.suffix}' added",)
    return Slip("doppelganger", found, found.host, weight, words, "DOT_MISSING")


def _kind(tail: str, found: Guarded) -> str:
    """Tell a hyphen from a dot that moved and from one that was dropped."""
    if "-" in tail and tail.replace("-", "") == found.host.replace("-", ""):
        return "lookalike"
    return "typo" if tail.count(".") >= found.host.count(".") and "-" not in tail else "doppelganger"
