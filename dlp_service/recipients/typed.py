"""
What was typed, taken apart once, as every way of slipping reads it.
"""

from __future__ import annotations

from typing import NamedTuple

from dlp_service.recipients.domains import Suffixes, unicode_form
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
    def labels(self) -> list[str]:
        """Return the labels, the leftmost first."""
        return self.host.split(".")

    @property
    def has_real_zone(self) -> bool:
        """Say whether the host lies where something real can be: under a top-level domain that exists."""
        return self.suffix_exists and "." in self.host


def read_host(host: str, suffixes: Suffixes, tables: Tables) -> Typed:
    """
    Take a normalised host apart; any string has an answer.

    >>> from dlp_service.recipients.tables import load_tables
    >>> typed = read_host("a.b.mod.gov.uk", Suffixes(), load_tables())
    >>> typed.name, typed.suffix, typed.tails, typed.is_restricted
    ('mod', 'gov.uk', ('a.b.mod.gov.uk', 'b.mod.gov.uk', 'mod.gov.uk'), True)
    """
    suffix = suffixes.suffix(host)
    registrable, name = host, ""
    if len(suffix) < len(host):
        registrable = host[host.rfind(".", 0, len(host) - len(suffix) - 1) + 1 :]
        name = registrable[: -len(suffix) - 1]
    return Typed(
        host,
        unicode_form(host),
        suffix,
        registrable,
        name,
        (host,) if host == registrable else _tails(host, registrable),
        suffixes.exists(suffix),
        tables.is_restricted(host, suffix, suffixes),
    )


def _tails(host: str, registrable: str) -> tuple[str, ...]:
    found = [registrable]
    at = len(host) - len(registrable) - 1
    while at >= 0 and len(found) < MAX_TAILS:
        at = host.rfind(".", 0, at)
        found.append(host[at + 1 :])
    return tuple(reversed(found))
