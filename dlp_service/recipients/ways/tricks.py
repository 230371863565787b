"""A guarded host to the left of a foreign domain: `navy.mil.example.com`, `navy-mil.info`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dlp_service.recipients.guarded import GuardedHosts
from dlp_service.recipients.slips import Guarded, Slip
from dlp_service.recipients.typed import Typed
from dlp_service.recipients.weights import Row, otherwise, weigh

MAX_PIECES = 6
"""Guarded hosts have few labels, so windows over a host's labels need not be longer."""


class Trick(NamedTuple):
    """A guarded host with something to its right, with what the weight depends on."""

    guarded: Guarded
    is_in_country_zone: bool
    is_common: bool
    is_famous: bool

    @property
    def is_telling(self) -> bool:
        """Say whether the name means one body in any country."""
        is_known = len(self.guarded.head) > 3 or self.guarded.is_sparse or self.is_famous
        return is_known and not self.is_common


_FOLLOWED: tuple[Row[Trick], ...] = (
    # Two letters and a suffix stand in many hosts by chance.
    Row("two letters", 0.3, lambda it: len(it.guarded.head) <= 2 and not it.guarded.is_restricted),
    # `navy.mil.ph` is a real navy's; a telling name under another country's zone is not.
    Row("a telling name in a country's zone", 0.8, lambda it: it.is_in_country_zone and it.is_telling),
    Row("a name in a country's zone", 0.3, lambda it: it.is_in_country_zone),
    Row("a foreign domain", 0.95, otherwise),
)
# `airbus.careersworld.org`: many firms' services give their customers such hosts, so it is a weak sign.
_FIRM = 0.62
_HYPHENS, _HYPHENS_SHORT, _SHORT_LETTERS, _MANY_DOTS = 0.92, 0.5, 3, 2


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts to the left of a foreign domain, with their dots or with hyphens instead."""
    labels = typed.labels
    if len(labels) > 2:
        # `navy.mil.ph` is a navy's own name, `archives.gov.on.ca` lies in a government's; what stands before somebody's
        # name, or ends in that of a shop for names as `defence.gov.au.com` does, is still a trick.
        is_somebody = typed.registrable in hosts.tables.known or typed.registrable in hosts.tables.in_use
        own = len(labels) - typed.registrable.count(".") - 1
        for start in range(len(labels) - 2):
            left = labels[start]
            for end in range(start + 1, min(start + MAX_PIECES, len(labels) - 1)):
                left = f"{left}.{labels[end]}"
                if found := hosts.names.get(left):
                    at = end if typed.is_restricted else start + found.head.count(".")
                    if not (is_somebody and at >= own):
                        yield _followed(found, labels, end + 1, hosts)
        if not typed.is_restricted:
            yield from _firm(typed, hosts)
        if "-" in typed.host:
            yield from _followed_by_a_hyphen(labels, hosts)
    if "-" in typed.host:
        for label in labels[:-1]:
            yield from _hyphenated(label, hosts)


def _followed_by_a_hyphen(labels: list[str], hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts that a hyphen and more letters follow: `gmx.de-verify.info`."""
    left = ""
    for label in labels[: MAX_PIECES + 1]:
        found = hosts.names.get(f"{left}{label.partition('-')[0]}") if left and "-" in label else None
        if found:
            yield Slip("subdomain_trick", found, found.host, _HYPHENS, "SUBDOMAIN_TRICK")
        left = f"{left}{label}."


def _firm(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield firms and providers whose rare name alone stands left of somebody's domain."""
    if typed.registrable in hosts.tables.known or typed.registrable in hosts.tables.in_use:
        return
    for found in hosts.heads.get(typed.left[:-1], ()):
        if found.is_rare and not found.is_restricted:
            yield Slip("subdomain_trick", found, found.host, _FIRM, "SUBDOMAIN_TRICK")


def _followed(found: Guarded, labels: list[str], end: int, hosts: GuardedHosts) -> Slip:
    tables, rest = hosts.tables, ".".join(labels[end:])
    is_zone = len(rest) == 2 and rest in tables.countries
    is_zone = is_zone and hosts.suffixes.is_suffix(f"{found.host.partition('.')[2]}.{rest}")
    is_word = found.head in tables.government_words and not found.is_sparse
    trick = Trick(
        found,
        is_zone,
        found.is_generic or is_word or len(found.head) < 3,
        found.head in tables.famous or found.is_initials,
    )
    return Slip("subdomain_trick", found, ".".join(labels[:end]), weigh(_FOLLOWED, trick), "SUBDOMAIN_TRICK")


def _hyphenated(label: str, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts whose labels stand in one label, hyphens between them."""
    pieces = label.split("-")
    for end in range(2, len(pieces) + 1):
        for start in range(max(0, end - MAX_PIECES), end - 1):
            if found := hosts.names.get(".".join(pieces[start:end])):
                # Three labels in a row, `awe-co-uk`, are no chance.
                is_short = len(found.head) <= _SHORT_LETTERS and found.host.count(".") < _MANY_DOTS
                is_telling = found.is_restricted or not (found.is_generic or is_short)
                weight = _HYPHENS if is_telling else _HYPHENS_SHORT
                yield Slip("subdomain_trick", found, found.host, weight, "SUBDOMAIN_TRICK")
