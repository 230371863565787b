"""Dots that were dropped, typed in, moved, or hit instead of another key: `modgov.uk`, `navym.il`, `usarmymil.com`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from dlp_service.recipients.guarded import GuardedHosts, collapse
from dlp_service.recipients.slips import FLAGGED, Edit, Guarded, Slip
from dlp_service.recipients.typed import Typed
from dlp_service.recipients.ways.words import MACHINES
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
SHORTEST_DROPPED = 5
"""A host of fewer letters stands at the end of many names by chance."""
# A whole host with its dots dropped behind a word, as in `usarmymil.com`.
_BEHIND_A_WORD, _BEHIND_A_HOST = 0.8, 0.65
_BEFORE_LETTERS = 3
_BEHIND_WWW, _WWW_LOSS, _WWW_LETTERS = 0.8, 0.05, 3


class Dropped(NamedTuple):
    """A guarded host whose dots were dropped before another suffix."""

    guarded: Guarded
    letters: int


_DROPPED: tuple[Row[Dropped], ...] = (
    # `pentagonmil.com`: nobody's own name ends in the letters of a government's suffix.
    Row("a government host", 0.92, lambda it: it.guarded.is_restricted and it.letters >= 3),
    Row("a long name", 0.92, lambda it: it.letters >= 5 and not it.guarded.is_generic),
    Row("a short name under a sparse suffix", 0.65, lambda it: it.guarded.is_sparse),
    Row("four letters", 0.62, lambda it: it.letters == 4 and not it.guarded.is_generic),
    Row("a word or a short name", 0.45, otherwise),
)


def edited(guarded: Guarded, edit: Edit) -> Slip:
    """Weigh one edit that left out, added, moved or replaced a dot."""
    kind, reason, weight = _EDITED.get(edit.op, _ADDED)
    weight = _TELLING if guarded.is_telling else weight
    return Slip(kind, guarded, guarded.host, weight, reason)


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts that have the letters of what was typed, their dots and hyphens elsewhere."""
    host, registrable = typed.host, typed.registrable
    for tail in (host,) if host == registrable else (host, registrable):
        found = hosts.collapsed.get(collapse(tail))
        if found:
            weight = _TELLING if found.is_telling else _MOVED
            yield Slip(_kind(tail, found), found, found.host, weight, "DOT_MOVED")
    yield from _before_a_word(typed.name, hosts)
    bare = typed.name.replace("-", "")
    if not bare.endswith(hosts.dotless_endings):
        return
    found = hosts.collapsed.get(bare)
    if found:
        weight = weigh(_DROPPED, Dropped(found, len(found.head)))
        yield Slip("doppelganger", found, found.host, weight, "DOT_MISSING")
    if len(bare) > SHORTEST_DROPPED:
        yield from _behind_a_word(bare, hosts)


def _behind_a_word(bare: str, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts without their dots at the end of a name; a public body's need no more than that."""
    for at in range(1, len(bare) - SHORTEST_DROPPED + 1):
        found = hosts.collapsed.get(bare[at:])
        if found and found.is_restricted:
            weight = _BEHIND_A_WORD if len(found.head) >= 3 and not found.is_generic else _BEHIND_A_HOST
            yield Slip("doppelganger", found, found.host, weight, "DOT_MISSING")
        elif found and bare[:at] in MACHINES and len(found.head) >= 3:
            yield Slip("doppelganger", found, f"{bare[:at]}.{found.host}", _BEHIND_A_HOST, "DOT_MISSING")


def _before_a_word(name: str, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield public bodies' hosts without their dots before a hyphen, or before a word that impostors glue on."""
    for ending in hosts.public_endings.finditer(name, _BEFORE_LETTERS):
        rest = name[ending.end() :]
        if rest[:1] == "-" or rest in hosts.tables.decoys:
            found = hosts.collapsed.get(name[: ending.end()])
            if found and found.is_restricted and len(found.head) >= _BEFORE_LETTERS:
                yield Slip("doppelganger", found, found.host, _BEHIND_A_WORD, "DOT_MISSING")


def behind_www(typed: Typed) -> str:
    """
    Return the host that stands behind a `www` without its dot, or an empty string.

    >>> from dlp_service.recipients.domains import Suffixes
    >>> from dlp_service.recipients.tables import load_tables
    >>> from dlp_service.recipients.typed import Reader
    >>> behind_www(Reader(Suffixes(), load_tables()).read("wwwnavy.mil"))
    'navy.mil'
    """
    if typed.name[:2] != "ww":
        return ""
    rest = typed.name.lstrip("w").removeprefix("-")
    return f"{rest}.{typed.suffix}" if len(rest) >= _WWW_LETTERS else ""


def without_dot_after_www(slip: Slip) -> Slip:
    """Return what was found behind a `www`, as a dot that was left out there."""
    weight = max(FLAGGED, slip.weight - _WWW_LOSS)
    return replace(slip, kind="doppelganger", weight=weight, reason="DOT_MISSING")


def exactly(host: str, hosts: GuardedHosts) -> Slip | None:
    """Return the guarded host itself as a slip without an edit, or None: what stands behind a `www` can be it."""
    found = hosts.names.get(host)
    return Slip("doppelganger", found, found.host, _BEHIND_WWW, "DOT_MISSING") if found else None


def _kind(tail: str, found: Guarded) -> str:
    """Tell a hyphen from a dot that moved and from one that was dropped."""
    if "-" in tail and tail.replace("-", "") == found.host.replace("-", ""):
        return "lookalike"
    return "typo" if tail.count(".") >= found.host.count(".") and "-" not in tail else "doppelganger"
