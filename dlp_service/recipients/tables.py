"""The tables this room ships, read once into a value that is passed down."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from dlp_service.recipients.domains import Suffixes, parents

OPEN = "open"
"""The kind of a zone that looks restricted and is not."""

KNOWN_ZONE = 1000
"""A public zone with so many names in use is as good as listed."""

RARE_LETTERS = 5
"""Shorter labels stand in too many names by chance."""

_ZONE_WORDS = frozenset({"gov", "gob", "gouv", "govt", "mil"})
"""Second levels that are restricted wherever a newer suffix list than the shipped table names one."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country of a suffix: ISO 3166 alpha-3 (empty for a union of states) and its name in a sentence."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Zone:
    """
    A zone whose names are handed out by rule.

    `kind` is government, forces, parliament, police, justice, health, school, international, infrastructure, sector
    or `OPEN`; `country` ISO 3166 alpha-3 or empty; `holder` who can hold a name there, empty for any body of that kind.
    """

    name: str
    kind: str
    country: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Tables:
    """
    Everything shipped: countries by top-level domain, zones with restricted names, and counter-evidence.

    `generic` are names too common to point at anyone under any suffix, `commonest` not even under a neighbouring
    suffix, `famous` are three-letter names that do; `government_words` names that ministries of many countries
    share, `pieces` those and letters that many names begin or end with, `initials` short names
    that hardly any do, `decoys` words glued to a known name.

    `known` are well-known domains that resemble others by accident: surely real, never a slip.  `in_use` are names
    that somebody holds, from registers and from a browser's list that anyone can put a name on: each exists, which speaks against
    a weak slip and says nothing about a strong one.  `known_zones` are public zones most of whose names are in use here.
    """

    countries: Mapping[str, Country]
    zones: Mapping[str, Zone]
    generic: frozenset[str]
    commonest: frozenset[str]
    famous: frozenset[str]
    government_words: frozenset[str]
    pieces: frozenset[str]
    initials: frozenset[str]
    decoys: frozenset[str]
    known: frozenset[str]
    in_use: frozenset[str]
    known_zones: frozenset[str]
    mil_hosts: tuple[str, ...]

    def country(self, host: str) -> Country | None:
        """Return the country of a host's top-level domain, or None for a generic one."""
        return self.countries.get(host[host.rfind(".") + 1 :])

    def is_rare(self, label: str) -> bool:
        """
        Say whether a label of five letters or more still points at its holder with a word glued to it.

        >>> tables = load_tables()
        >>> [tables.is_rare(label) for label in ("raytheon", "yahoo", "outlook", "cornwall", "dhs")]
        [True, True, False, False, False]
        """
        return len(label) >= RARE_LETTERS and label not in self.pieces

    def zone(self, host: str) -> Zone | None:
        """Return the longest listed zone that `host` is or lies in, or None; it may be an `OPEN` one."""
        zones = self.zones
        for parent in parents(host):
            if parent in zones:
                return zones[parent]
        return None

    def is_restricted(self, host: str, suffix: str, suffixes: Suffixes) -> bool:
        """
        Say whether only a public body, or another that the zone's holder has verified, can register a name where `host` lies.

        `suffix` is the host's public suffix.
        """
        zone = self.zone(host)
        if zone is not None and (zone.kind != OPEN or "." in zone.name):
            return zone.kind != OPEN
        first, _, rest = suffix.partition(".")
        return len(rest) == 2 and first in _ZONE_WORDS and suffixes.is_suffix(suffix)


def load_tables(government: Iterable[str] = (), popular: Iterable[str] = ()) -> Tables:
    """
    Read the shipped tables; they are package data and always there.

    `government` and `popular` are names the operator adds to those in use.
    """
    shipped = _shipped()
    more = frozenset(government) | frozenset(popular)
    return replace(shipped, in_use=shipped.in_use | more) if more else shipped


@lru_cache(maxsize=1)
def _shipped() -> Tables:
    in_use = tuple(names_in_use())
    generic, government_words = frozenset(_words("generic_labels.txt")), frozenset(_words("government_words.txt"))
    by_hand = (f"{name}.mil" for name in _words("mil_hosts.txt"))
    mil_hosts = tuple(dict.fromkeys((*by_hand, *(name for name in in_use if name.endswith(".mil")))))
    return Tables(
        countries=dict(_countries()),
        zones={zone.name: zone for zone in _zones()},
        generic=generic,
        commonest=frozenset(_words("commonest_labels.txt")),
        famous=frozenset(_words("famous_labels.txt")),
        government_words=government_words,
        pieces=frozenset(_words("common_pieces.txt")) | generic | government_words,
        initials=frozenset(_words("initials.txt")),
        decoys=frozenset(_words("decoy_words.txt")),
        known=frozenset((*zoned(_lines("well_known.txt")), *mil_hosts)),
        in_use=frozenset(in_use),
        known_zones=frozenset(
            zone for zone, count in Counter(name.partition(".")[2] for name in in_use).items() if count >= KNOWN_ZONE
        ),
        mil_hosts=mil_hosts,
    )


def names_in_use() -> Iterator[str]:
    """Yield the shipped names in use."""
    return zoned(_lines("names_in_use.txt"))


def zoned(lines: Iterable[str]) -> Iterator[str]:
    """
    Yield the names of lines where a word with a leading dot is the zone of the words after it, and a dot alone none.

    >>> list(zoned([".mil army navy", "af .gov.uk moj . un.org"]))
    ['army.mil', 'navy.mil', 'af.mil', 'moj.gov.uk', 'un.org']
    """
    zone = ""
    for word in (word for line in lines for word in line.split()):
        if word.startswith("."):
            zone = word.rstrip(".")
        else:
            yield word + zone


def _lines(name: str) -> list[str]:
    text = resources.files("dlp_service.recipients").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _words(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for line in _lines(name) for word in line.split()))


def _zones() -> Iterator[Zone]:
    for row in csv.DictReader(_lines("government_zones.csv")):
        country, holder = (text if text != "-" else "" for text in (row["country"], row["holder"]))
        yield Zone(row["zone"], row["kind"], country, holder)


def _countries() -> list[tuple[str, Country]]:
    rows = (line.split(" ", 2) for line in _lines("countries.txt"))
    return [(domain, Country("" if code == "-" else code, name)) for domain, code, name in rows]
