"""
Who is meant: names as people write them, joined to one key per person.

`John Smith`, `SMITH, John`, `J Smith`, `Cdr Smith` and `smith.j` are one
person in a message that knows only one Smith.  Where two would fit, they stay apart:
counting a person twice costs little, joining two strangers hides one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dlp_service.detect.words import PARTICLES, RANKS, SUFFIXES, TITLES
from dlp_service.textmap import fold

_TITLE = re.compile(rf"^(?:(?:{RANKS}|{TITLES})\b\.?\s+)+", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’`\-][^\W\d_]+)*")
_LOCAL_TOKEN = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class PersonName:
    """
    A name taken apart and folded: `given` is empty, one letter for an initial, or the first given name.

    `surname` is empty for a given name alone; hyphens are dropped in both.
    """

    given: str = ""
    surname: str = ""

    @property
    def is_full(self) -> bool:
        """Say whether both a given name and a surname are spelt out."""
        return len(self.given) > 1 and bool(self.surname)

    @property
    def is_named(self) -> bool:
        """Say whether it names one person among many: a surname with at least an initial."""
        return bool(self.given and self.surname)

    @property
    def key(self) -> str:
        """Return the canonical form, given name first."""
        return f"{self.given} {self.surname}".strip()


def read_name(text: str) -> PersonName:
    """
    Take a name apart: titles and suffixes off, surname found by comma, capitals, particle or position.

    >>> read_name("Cdr Rhys Caradog").key, read_name("GARSIDE, Lucian").key, read_name("Monica E Brandt-Alvarez").key
    ('rhys caradog', 'lucian garside', 'monica brandtalvarez')
    >>> read_name("GARSIDE Lucian").key, read_name("Petra van der Berg").key, read_name("J. Smith").key
    ('lucian garside', 'petra vanderberg', 'j smith')
    """
    titled = _TITLE.match(text)
    plain = text[titled.end() :] if titled else text
    before, comma, after = plain.partition(",")
    tokens = _tokens(before)
    rest = _tokens(after) if comma else []
    if tokens and rest:
        return PersonName(_plain(rest[0]), "".join(map(_plain, tokens)))
    if not tokens:
        return PersonName()
    if len(tokens) == 1:
        return PersonName("", _plain(tokens[0])) if titled else PersonName(_plain(tokens[0]))
    if _is_capitals(tokens[0]) and not any(_is_capitals(token) for token in tokens[1:]):
        return PersonName(_plain(tokens[1]), _plain(tokens[0]))
    if len(tokens[-1]) == 1 and len(tokens[0]) > 1:
        return PersonName(_plain(tokens[-1]), _plain(tokens[0]))
    first = next((i for i, token in enumerate(tokens) if i and token.casefold() in PARTICLES), len(tokens) - 1)
    first = min(first, len(tokens) - 1)
    return PersonName(_plain(tokens[0]), "".join(map(_plain, tokens[first:])))


def _tokens(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    while len(tokens) > 1 and tokens[-1].casefold() in SUFFIXES:
        tokens.pop()
    return tokens


def _plain(token: str) -> str:
    return "".join(character for character in fold(token).text if character.isalnum())


def _is_capitals(token: str) -> bool:
    return len(token) > 2 and token.isupper()


@dataclass(frozen=True, slots=True)
class Known:
    """People known from the envelope: their names, and the local parts of their addresses."""

    names: tuple[PersonName, ...] = ()
    locals: tuple[frozenset[str], ...] = ()
    squeezed: frozenset[str] = frozenset()

    def knows(self, name: PersonName) -> bool:
        """
        Say whether `name` is one of them; a given name or a surname alone is enough.

        >>> people = known_people(("Gideon Marchbanks",), ("m.castellane@example.org",))
        >>> [people.knows(read_name(n)) for n in ("Gideon", "G Marchbanks", "Maria Castellane", "Lucian Garside")]
        [True, True, True, False]
        """
        return (
            any(_same(name, other) for other in self.names)
            or any(_fits(name, tokens) for tokens in self.locals)
            or name.key.replace(" ", "") in self.squeezed
        )


def known_people(names: Iterable[str], addresses: Iterable[str]) -> Known:
    """Return the people behind display names and addresses."""
    local_parts = [address.partition("@")[0] for address in addresses if "@" in address]
    tokens = (frozenset(_plain(token) for token in _LOCAL_TOKEN.findall(local)) for local in local_parts)
    read = (read_name(name) for name in names if name and "@" not in name)
    return Known(
        tuple(dict.fromkeys(name for name in read if name.key)),
        tuple(dict.fromkeys(token for token in tokens if len(token) > 1)),
        frozenset(
            squeezed for local in local_parts if len(squeezed := "".join(_LOCAL_TOKEN.findall(local.casefold()))) > 5
        ),
    )


def _same(name: PersonName, other: PersonName) -> bool:
    if not (name.given and name.surname):
        either = name.given or name.surname
        return len(either) > 1 and either in {other.given, other.surname}
    return name.surname == other.surname and bool(other.given) and _agree(name.given, other.given)


def _agree(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _fits(name: PersonName, tokens: frozenset[str]) -> bool:
    """Say whether an address of these tokens belongs to the name: its surname, and its given name or initial."""
    if not name.given or not name.surname:
        either = name.given or name.surname
        return len(either) > 1 and either in tokens
    if name.surname not in tokens:
        return False
    return name.given in tokens or name.given[0] in tokens


def resolve(names: Iterable[PersonName]) -> Mapping[PersonName, str]:
    """
    Give every name of one message the key of its person.

    Initials, bare surnames and bare given names take the key of the only full name they fit.

    >>> smiths = [read_name(n) for n in ("John Smith", "J Smith", "Mr Smith", "John")]
    >>> set(resolve(smiths).values())
    {'john smith'}
    """
    every = tuple(dict.fromkeys(names))
    by_surname: dict[str, list[PersonName]] = {}
    by_given: dict[str, list[PersonName]] = {}
    for name in every:
        if name.is_full:
            by_surname.setdefault(name.surname, []).append(name)
            by_given.setdefault(name.given, []).append(name)
    return {name: _owner(name, by_surname, by_given).key for name in every}


def _owner(
    name: PersonName, by_surname: Mapping[str, list[PersonName]], by_given: Mapping[str, list[PersonName]]
) -> PersonName:
    if name.is_full:
        return name
    if name.surname:
        fitting = [n for n in by_surname.get(name.surname, []) if not name.given or _agree(name.given, n.given)]
    else:
        fitting = by_given.get(name.given, []) or by_surname.get(name.given, [])
    return fitting[0] if len(fitting) == 1 else name
