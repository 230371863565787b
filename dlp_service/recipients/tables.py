"""The tables this room ships, read once into a value that is passed down."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from dlp_service.recipients.domains import Suffixes, parents


@dataclass(frozen=True, slots=True)
class Country:
    """A country of a suffix: ISO 3166 alpha-3 (empty for a union of states) and its name in a sentence."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Tables:
    """
    Everything shipped: countries by top-level domain, zones that only governments hold, and counter-evidence.

    `generic` are names too common to point at anyone under any suffix, `commonest` not even under a neighbouring
    suffix, `famous` are three-letter names that do; `government_words` names that ministries of many countries
    share, `decoys` words glued to a known name, `known` well-known domains that resemble others by accident.
    """

    countries: dict[str, Country]
    zone_words: frozenset[str]
    zones: frozenset[str]
    generic: frozenset[str]
    commonest: frozenset[str]
    famous: frozenset[str]
    government_words: frozenset[str]
    decoys: frozenset[str]
    known: frozenset[str]
    mil_hosts: tuple[str, ...]

    def country(self, host: str) -> Country | None:
        """Return the country of a host's top-level domain, or None for a generic one."""
        return self.countries.get(host[host.rfind(".") + 1 :])

    def is_restricted(self, host: str, suffix: str, suffixes: Suffixes) -> bool:
        """
        Say whether only a government or its bodies can register a name where `host` lies.

        `suffix` is the host's public suffix.
        """
        first, _, rest = suffix.partition(".")
        if len(rest) == 2 and first in self.zone_words and suffixes.is_suffix(suffix):
            return True
        return any(parent in self.zones for parent in parents(host))


def load_tables() -> Tables:
    """Read the shipped tables; they are package data and always there."""
    zones = _words("government_zones.txt")
    mil_hosts = tuple(f"{name}.mil" for name in _words("mil_hosts.txt"))
    return Tables(
        countries=dict(_countries()),
        zone_words=frozenset(word for word in zones if not word.startswith(".")),
        zones=frozenset(word[1:] for word in zones if word.startswith(".")),
        generic=frozenset(_words("generic_labels.txt")),
        commonest=frozenset(_words("commonest_labels.txt")),
        famous=frozenset(_words("famous_labels.txt")),
        government_words=frozenset(_words("government_words.txt")),
        decoys=frozenset(_words("decoy_words.txt")),
        known=frozenset(_words("known_domains.txt")) | frozenset(mil_hosts),
        mil_hosts=mil_hosts,
    )


def _lines(name: str) -> list[str]:
    text = resources.files("dlp_service.recipients").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _words(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for line in _lines(name) for word in line.split()))


def _countries() -> list[tuple[str, Country]]:
    rows = (line.split(" ", 2) for line in _lines("countries.txt"))
    return [(domain, Country("" if code == "-" else code, name)) for domain, code, name in rows]
