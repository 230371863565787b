"""
What was typed, taken apart once, as every way of slipping reads it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from dlp_service.recipients.domains import Suffixes, parents, unicode_form
from dlp_service.recipients.ends import Ends
from dlp_service.recipients.tables import Tables

MAX_TAILS = 4
"""Guarded hosts have few labels: a host's last four parents down to its registrable name are compared."""


class Typed(NamedTuple):
    """
    A normalised host as it was typed.

    `seen` is what a person sees of it, `registrable` its public suffix and one label more, `name` that label (empty
    where the host is a suffix), `tails` the host and its parents down to `registrable`, the longest first.
    A tuple and no dataclass, since one is made for every address and this takes a fifth of the time.
    """

    host: str
    seen: str
    suffix: str
    registrable: str
    name: str
    tails: tuple[str, ...]
    suffix_exists: bool
    is_restricted: bool

    @property
    def left(self) -> str:
        """Return what stands before the registrable name, with its dot."""
        return self.host[: -len(self.registrable)]

    @property
    def labels(self) -> list[str]:
        """Return the labels, the leftmost first."""
        return self.host.split(".")


class SuffixFacts(NamedTuple):
    """What holds for every host under a suffix; where a zone with restricted names lies below it, hosts differ."""

    exists: bool
    is_restricted: bool
    has_zones_below: bool


class Reader:
    """
    Takes hosts apart; remembers what holds for their suffixes, of which there are few.

    It holds what follows from the shipped tables whatever is guarded, so indexes share one.
    """

    __slots__ = ("_facts", "_with_zones_below", "decoys", "suffixes", "tables")

    def __init__(self, suffixes: Suffixes, tables: Tables) -> None:
        self.suffixes = suffixes
        self.tables = tables
        self.decoys = Ends(tables.decoys)
        self._with_zones_below = frozenset(
            parent for zone in tables.zones for parent in parents(zone) if parent != zone
        )
        self._facts = lru_cache(maxsize=4096)(self._facts_of)

    def read(self, host: str) -> Typed:
        """
        Take a normalised host apart; any string has an answer.

        >>> from dlp_service.recipients.tables import load_tables
        >>> typed = Reader(Suffixes(), load_tables()).read("a.b.mod.gov.uk")
        >>> typed.name, typed.suffix, typed.tails, typed.is_restricted
        ('mod', 'gov.uk', ('a.b.mod.gov.uk', 'b.mod.gov.uk', 'mod.gov.uk'), True)
        """
        suffix = self.suffixes.suffix(host)
        exists, is_restricted, has_zones_below = self._facts(suffix)
        if has_zones_below:
            is_restricted = self.tables.is_restricted(host, suffix, self.suffixes)
        seen = unicode_form(host) if "xn--" in host else host
        before = len(host) - len(suffix) - 1
        if before < 0:
            return Typed(host, seen, suffix, host, "", (host,), exists, is_restricted)
        at = host.rfind(".", 0, before) + 1
        if not at:
            return Typed(host, seen, suffix, host, host[:before], (host,), exists, is_restricted)
        return Typed(host, seen, suffix, host[at:], host[at:before], _tails(host, at), exists, is_restricted)

    def _facts_of(self, suffix: str) -> SuffixFacts:
        is_restricted = self.tables.is_restricted(suffix, suffix, self.suffixes)
        return SuffixFacts(self.suffixes.exists(suffix), is_restricted, suffix in self._with_zones_below)


def _tails(host: str, at: int) -> tuple[str, ...]:
    """Return the last parents of a host down to the one that begins at `at`."""
    found = [host[at:]]
    while at > 0 and len(found) < MAX_TAILS:
        at = host.rfind(".", 0, at - 1) + 1
        found.append(host[at:])
    return tuple(reversed(found))
