"""
People whom any text may name, so that naming them says nothing about the organisation.

Heads of state and government, monarchs, historic figures, authors, Nobel laureates: a short list as data.  An entry counts
for the full name, for an office with the surname (`President Macron`), and for the few who are known by one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dlp_service.detect.names.people import read_name
from dlp_service.detect.names.words import RANKS
from dlp_service.textmap import fold

OFFICE_REACH = 24
_SERVING = re.compile(rf"(?:^|(?<=[\s(,]))(?:{RANKS})\.?\s+(?=\S)(?=\S+\s\S|\S$)")
"""A rank in the services before a name: its bearer is somebody else."""
PUBLIC = "the name of a public or historic person, to whom nothing ties the organisation"
"""The detail of such a finding."""


@dataclass(frozen=True, slots=True)
class PublicPeople:
    """The list, indexed: keys of full names, single names, and surnames by the office that must stand before them."""

    full: frozenset[str]
    single: frozenset[str]
    offices: Mapping[str, frozenset[str]]
    bearers: frozenset[str]
    """The surnames of all offices."""

    def names(self, key: str, before: str, surface: str, *, is_only: bool) -> bool:
        """
        Say whether a person's key is on the list; `before` is the text before the name, `is_only` that no full name has that surname.

        >>> people = public_people()
        >>> people.names("emmanuel macron", "", "Emmanuel Macron", is_only=True), people.names("macron", "see ", "President Macron", is_only=True)
        (True, True)
        >>> people.names("emmanuel macron", "see Cpl ", "Emmanuel Macron", is_only=True), people.names("clausewitz", "", "Clausewitz", is_only=True)
        (False, True)
        """
        if key in self.full:
            return _SERVING.search(f"{before}{surface[:1]}") is None and _SERVING.match(surface) is None
        if key in self.single:
            return is_only
        if not is_only or key not in self.bearers:
            return False
        words = f"{before} {surface}".casefold().replace("minister", " ").split()
        office = words[-2] if len(words) > 1 else ""
        return key in self.offices.get(office, frozenset())


@lru_cache(maxsize=1)
def public_people() -> PublicPeople:
    """Return the shipped list."""
    text = (resources.files("dlp_service.detect") / "data" / "public_people.txt").read_text(encoding="utf-8")
    return _read(text.splitlines())


def _read(lines: Iterable[str]) -> PublicPeople:
    full: set[str] = set()
    single: set[str] = set()
    offices: dict[str, frozenset[str]] = {}
    for line in lines:
        office, colon, surnames = line.partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        if colon:
            offices[office.casefold()] = frozenset(_plain(name) for name in surnames.split())
        elif line.startswith("="):
            single.add(_plain(line[1:]))
        else:
            full.add(read_name(line).key)
    bearers = frozenset(surname for surnames in offices.values() for surname in surnames)
    return PublicPeople(frozenset(full), frozenset(single), offices, bearers)


def _plain(word: str) -> str:
    return "".join(c for c in fold(word).text if c.isalnum())
