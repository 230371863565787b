"""
Finds the guarded host that a domain was probably meant to be.

Hash look-ups only, never a scan of the guarded list; every candidate is
verified by RapidFuzz before it counts.  The ways of slipping are independent
of one another, each weighs what it finds, and the weightiest slip wins.
A guarded host is never a slip of another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dlp_service.recipients.domains import Suffixes
from dlp_service.recipients.guarded import GuardedHosts
from dlp_service.recipients.slips import FLAGGED, Slip
from dlp_service.recipients.tables import Tables
from dlp_service.recipients.typed import Reader, Typed
from dlp_service.recipients.ways import (
    brands,
    deep,
    distant,
    dots,
    edits,
    homographs,
    hyphens,
    looks,
    suffixes,
    tricks,
    words,
)

MAX_HOST = 100
"""Of a longer host only the registrable name is compared, but for a guarded host anywhere in it."""
EXCUSED = 0.75
"""A weaker slip is none where the name is in use; a swapped pair in a long name stays one."""
WAYS = (edits.slips, suffixes.slips, dots.slips, looks.slips, words.slips, distant.slips)
"""The ways that any host can have taken; `deep`, `brands`, `hyphens` and `tricks` are asked for those that can have."""


class LookalikeIndex:
    """
    An immutable index over guarded hosts.

    Raises nothing: any normalised host has an answer.  Building takes time and memory proportional to the
    number of guarded hosts (about 20 entries each).
    """

    __slots__ = ("_above", "_hosts", "_in_use", "_known", "_reader", "read")

    def __init__(
        self, hosts: Iterable[tuple[str, bool]], suffixes: Suffixes, tables: Tables, reader: Reader | None = None
    ) -> None:
        reader = reader or Reader(suffixes, tables)
        self._reader = reader
        self.read = reader.read
        self._known = tables.known
        self._in_use = tables.in_use
        self._hosts = GuardedHosts(hosts, reader)
        registrable = reader.suffixes.registrable
        self._above = frozenset(name for host in self._hosts.names if (name := registrable(host)) != host)

    def beside(self, hosts: Iterable[tuple[str, bool]]) -> LookalikeIndex:
        """Return an index of other hosts by the same tables; what follows from the tables is shared."""
        return LookalikeIndex(hosts, self._reader.suffixes, self._reader.tables, self._reader)

    def __len__(self) -> int:
        """Return the number of guarded hosts."""
        return len(self._hosts.names)

    def __contains__(self, host: object) -> bool:
        """Say whether exactly this host is guarded."""
        return host in self._hosts.names

    def is_guarded(self, host: str) -> bool:
        """Say whether the host or a parent of it is guarded."""
        names = self._hosts.names
        if host in names:
            return True
        at, dot = 0, host.find(".")
        while dot >= 0:
            at, dot = dot + 1, host.find(".", dot + 1)
            # What is guarded has a dot, so the last label needs no look-up.
            if dot >= 0 and host[at:] in names:
                return True
        return False

    def find(self, host: str) -> Slip | None:
        """Return the weightiest slip that `host` may be, or None; a guarded host or its sub-host is never one."""
        return None if self.is_guarded(host) else self._weightiest(self.read(host))

    def find_read(self, typed: Typed) -> Slip | None:
        """Return what `find` does of a host that was taken apart already, by `read` of this index or of one beside it."""
        return None if self.is_guarded(typed.host) else self._weightiest(typed)

    def _weightiest(self, typed: Typed) -> Slip | None:
        best: Slip | None = None
        found = self._slips(typed)
        for slip in found:
            if slip.weight >= FLAGGED and (best is None or _order(slip) > _order(best)):
                best = slip
        if best is None or self._is_excused(best, typed):
            return None
        return replace(best, rivals=_rivals(best, found)) if best.guarded.is_trusted else best

    def _is_excused(self, slip: Slip, typed: Typed) -> bool:
        """
        Say whether a weak slip is a name that is in use, by a list of the operator for instance.

        Squats are in use as well and stand in toplists: letters of another script, a trusted name left of another
        domain and a force's name under another suffix are never excused.
        """
        if slip.weight >= EXCUSED or slip.kind in {"homograph", "subdomain_trick"}:
            return False
        is_forces_name = slip.guarded.is_sparse and slip.kind == "tld_swap"
        return not is_forces_name and typed.registrable in self._in_use

    def _slips(self, typed: Typed) -> list[Slip]:
        host = typed.host
        if not typed.seen.isascii():
            return self._homographs(typed)
        found = [*tricks.slips(typed, self._hosts)] if host.count(".") > 1 or "-" in host else []
        if len(host) > MAX_HOST:
            return found + self._of_long(typed)
        if not (typed.suffix_exists and "." in host):
            found += distant.garbled(typed, self._hosts)
        if typed.name and not self._is_somebody(typed):
            found += self._by_every_way(typed)
            behind = dots.behind_www(typed)
            if behind:
                found += self._behind_www(behind)
        return found

    def _is_somebody(self, typed: Typed) -> bool:
        """Say whether the registrable name is well known, or held by a public body where only such can hold one."""
        known, name = self._known, typed.registrable
        if name in known or (typed.is_restricted and name in self._in_use):
            # Where a host below it is guarded, its other hosts may be slips of that: `amry.mod.uk`.
            return typed.host == name or name not in self._above or any(tail in known for tail in typed.tails[:-1])
        return len(typed.tails) > 1 and any(tail in known for tail in typed.tails)

    def _by_every_way(self, typed: Typed) -> list[Slip]:
        hosts = self._hosts
        found: list[Slip] = []
        for way in WAYS:
            found += way(typed, hosts)
        if len(typed.tails) > 1 or typed.name in hosts.deep:
            found += deep.slips(typed, hosts)
        if "-" in typed.name:
            found += hyphens.slips(typed, hosts)
        if hosts.may_be_rare(typed.name):
            found += brands.slips(typed, hosts)
        return found

    def _behind_www(self, host: str) -> list[Slip]:
        exact = dots.exactly(host, self._hosts)
        found = [exact] if exact else self._by_every_way(self.read(host))
        return [dots.without_dot_after_www(slip) for slip in found if slip.weight >= FLAGGED]

    def _homographs(self, typed: Typed) -> list[Slip]:
        """Compare what a person sees: the same to the eye, or a slip besides."""
        exact = homographs.exact(typed, self._hosts)
        if exact:
            return [exact]
        return [*homographs.nearly(typed, self._slips(self.read(homographs.plain(typed).replace("?", "-"))))]

    def _of_long(self, typed: Typed) -> list[Slip]:
        return [slip.behind(typed.left) for slip in self._slips(self.read(typed.registrable))] if typed.left else []


def _rivals(best: Slip, found: Iterable[Slip]) -> tuple[str, ...]:
    """Return the other trusted hosts of the same weight; a host and one below it are one."""
    names = {slip.meant for slip in found if slip.weight == best.weight and slip.guarded.is_trusted}
    return tuple(
        sorted(n for n in names if not (f".{n}".endswith(f".{best.meant}") or f".{best.meant}".endswith(f".{n}")))
    )


def _order(slip: Slip) -> tuple[float, bool, int]:
    return slip.weight, slip.guarded.is_trusted, len(slip.guarded.host)
