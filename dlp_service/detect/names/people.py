"""
Names as people write them, taken apart; and the people whom the envelope names.

`John Smith`, `SMITH, John`, `Smith J A`, `Cdr Smith` and `smith.j` are read here; `joining.py` says
which of them are one person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dlp_service.detect.names.romanised import readings
from dlp_service.detect.names.words import PARTICLES, RANKS, SUFFIXES, TITLES
from dlp_service.textmap import fold

_TITLE = re.compile(rf"^(?:(?:{RANKS}|{TITLES})\b\.?\s+)+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?<=\w\w)['’]s?$")
_GREETING_WORDS = frozenset({
    "hallo", "hello", "hi", "hey", "dear", "cher", "chère", "lieber", "liebe", "panie", "estimado", "estimada", "caro",
})  # fmt: skip
_GREETED = re.compile(rf"^(?:{'|'.join(sorted(_GREETING_WORDS))})\s+(?=\S)", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’`\-‐‑][^\W\d_]+)*")
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u1f00-\u1fff'’-]+|[\u0400-\u052f'’-]+")
_COMPONENT = re.compile(r"[^\W\d_]+")
_NICKNAME = re.compile(r"\s[(\"“”‘'«]+([^\W\d_]{2,20})[)\"“”’'»]+(?=\s)")
_BEFORE_GIVEN = frozenset({"sir", "dame", "don", "doña", "dom", "father", "brother", "sister"})
"""Titles that stand before a given name: Sir Conrad."""
_RANK_WORDS = frozenset(word.casefold() for rank in f"{RANKS}|{TITLES}".split("|") for word in rank.split())
_PATRONYMIC = frozenset({"bin", "ibn", "bint", "binti", "بن", "بنت", "ap", "ab", "ferch"})
"""What stands between a name and the father's name."""
_PARTICLES = PARTICLES | {
    "ó",
    "ní",
    "nic",
    "te",
    "abu",
    "abd",
    "den",
    "t",
    "das",
    "y",
    "dal",
    "dalla",
    "dei",
    "degli",
    "op",
}
_OFTEN_GIVEN = frozenset({"al", "ben", "di", "mac", "da", "del", "della", "el", "te", "st", "y", "t"})
"""Particles that are given names too when they stand first with a capital: Al, Ben, Di."""
_NOT_SIMPLE = _RANK_WORDS | _GREETING_WORDS | _PARTICLES | _PATRONYMIC | SUFFIXES
_SHORT_GIVEN = frozenset(
    [
        "jo",
        "al",
        "ed",
        "cy",
        "li",
        "xu",
        "wu",
        "ma",
        "ho",
        "yu",
        "ng",
        "ko",
        "bo",
        "di",
        "ty",
        "vi",
        "mo",
        "lu",
        "an",
        "om",
        "qi",
        "le",
    ]
)
"""Given names and surnames of two letters: in capitals any other two letters behind a surname are initials."""
MAX_TOKENS = 12


class PersonName(NamedTuple):
    """
    A name taken apart and folded: `given` is empty, one letter for an initial, or the first given name.

    `surname` is empty for a given name alone; hyphens are dropped in both.  `middle` are the names or initials between,
    `parts` the words of a surname of several, `nickname` what stood in quotes; a name in Cyrillic or Greek is spelt in our letters.
    """

    given: str = ""
    surname: str = ""
    middle: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    nickname: str = ""
    is_romanised: bool = False

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
    >>> read_name("GARSIDE LM").key, read_name("de Quincy H J").key, read_name("WHITTARD, Capt RN").key, read_name("Sir Conrad").given
    ('l garside', 'h dequincy', 'whittard', 'conrad')
    """
    if (simple := _read_simple(text)) is not None:
        return simple
    text = _GREETED.sub("", text)
    # Letters and blanks alone have no possessive and no nickname, and most names are nothing else.
    is_plain = text.replace(" ", "").isalpha()
    text = text if is_plain else _POSSESSIVE.sub("", text)
    titled = _title(text)
    plain = text[titled.end() :] if titled else text
    nickname = ""
    if not is_plain and (quoted := _NICKNAME.search(plain)) is not None:
        nickname = _plain(quoted[1])
        plain = plain[: quoted.start()] + plain[quoted.end() :]
    before, comma, after = plain.partition(",")
    tokens = _tokens(before)
    rest = _given(after) if comma else []
    if tokens and rest:
        return _name(rest[0], rest[1:], tokens, nickname)
    if len(tokens) > 1:
        return _split(tokens, nickname)
    if not tokens:
        return PersonName()
    is_given = titled[0].split()[-1].casefold().rstrip(".") in _BEFORE_GIVEN if titled else not comma
    if is_given:
        return PersonName(_plain(tokens[0]), nickname=nickname, is_romanised=_is_other_script(tokens[0]))
    return _name("", (), tokens, nickname)


def _read_simple(text: str) -> PersonName | None:
    """Return a name of one or two words of our letters, as most are; None where one of them may be more than a name."""
    if not (text.isascii() and text.istitle()):
        return None
    first, _, last = text.partition(" ")
    low = first.lower()
    if not last:
        return PersonName(low) if low.isalpha() and len(low) > 1 and low not in _NOT_SIMPLE else None
    other = last.lower()
    if not (other.isalpha() and len(other) > 1 and len(low) > 1) or other in _NOT_SIMPLE:
        return None
    if low.isalpha():
        return None if low in _NOT_SIMPLE else PersonName(low, other)
    return PersonName(other, low[:-1]) if low[-1] == "," and low[:-1].isalpha() and len(low) > 2 else None


def _title(text: str) -> re.Match[str] | None:
    """Return the ranks and titles before a name; the first word says in most cases that there are none."""
    first = text.partition(" ")[0].rstrip(".").casefold()
    return _TITLE.match(text) if first in _RANK_WORDS or not first.isalpha() else None


def _split(tokens: list[str], nickname: str) -> PersonName:
    """Take apart a name of several words without a comma."""
    behind = _initials_behind(tokens)
    if behind:
        return _name(behind[0], behind[1:], tokens[: len(tokens) - len(_trailing(tokens))], nickname)
    if _is_block(tokens[0]) and not tokens[-1].isupper():
        tokens = [*tokens[0], *tokens[1:]]
    surname = _by_capitals(tokens) or _by_position(tokens)
    if surname == (0, len(tokens)):
        return _name("", (), tokens, nickname)
    given = [*tokens[: surname[0]], *tokens[surname[1] :]]
    middle = [token for token in given[1:] if token.casefold() not in _PATRONYMIC]
    return _name(given[0], middle, tokens[slice(*surname)], nickname)


def _by_capitals(tokens: list[str]) -> tuple[int, int] | None:
    """Return where the surname stands when it alone is in capitals: GARSIDE Lucian, Jean DUPONT."""
    capitals = [len(token) > 1 and token.isupper() for token in tokens]
    if all(capitals) or not any(capitals):
        return None
    first = capitals.index(True)
    last = len(capitals) - capitals[::-1].index(True)
    is_run = all(capitals[first:last])
    return (first, last) if is_run and (first == 0 or last == len(tokens)) else None


def _by_position(tokens: list[str]) -> tuple[int, int]:
    """Return where the surname stands by rule: from the first particle on, else the last word."""
    if _is_particle(tokens[0], is_first=True):
        return 0, len(tokens)
    last = len(tokens) - 1
    start = 1
    while start + 2 <= last and tokens[start].casefold() in _PATRONYMIC:
        start += 2
    first = next((n for n in range(start, last) if _is_particle(tokens[n])), last)
    return first, len(tokens)


def _initials_behind(tokens: list[str]) -> list[str]:
    """Return the initials behind a surname, one letter each: `Fifield K A`, `GARSIDE LM`."""
    if len(tokens[0]) == 1:
        return []
    return [letter for token in _trailing(tokens) for letter in token]


def _trailing(tokens: list[str]) -> list[str]:
    if _is_block(tokens[-1]) and len(tokens[0]) > 3:
        return tokens[-1:]
    found: list[str] = []
    for token in reversed(tokens[1:]):
        if len(token) > 1:
            break
        found.insert(0, token)
    return found


def _is_block(token: str) -> bool:
    """Say whether a word is two or three initials written together: JA, but neither LI nor DAN."""
    if len(token) not in {2, 3} or not token.isupper() or not token.isascii() or not token.isalpha():
        return False
    return token.casefold() not in _SHORT_GIVEN if len(token) == 2 else not any(c in "AEIOUY" for c in token)


def _is_particle(token: str, *, is_first: bool = False) -> bool:
    folded = token.casefold()
    if folded not in _PARTICLES and folded not in _PATRONYMIC:
        return False
    return not is_first or (folded not in _OFTEN_GIVEN and folded not in _PATRONYMIC) or token.islower()


def _name(given: str, middle: Sequence[str], surname: Sequence[str], nickname: str) -> PersonName:
    words = [_plain(token) for token in surname]
    parts = tuple(_plain(part) for token in surname for part in _COMPONENT.findall(token) if _counts(part))
    return PersonName(
        _plain(given),
        "".join(words),
        tuple(plain for token in middle if (plain := _plain(token))),
        parts if len(parts) > 1 or (parts and parts[0] != words[0]) else (),
        nickname,
        any(not token.isascii() and _is_other_script(token) for token in (given, *surname)),
    )


def _is_other_script(token: str) -> bool:
    """Say whether all letters of a word are Cyrillic or Greek, so that it is no word of ours with a letter swapped."""
    return _OTHER_SCRIPT.fullmatch(token) is not None


def _counts(part: str) -> bool:
    return len(part) > 2 and part.casefold() not in _PARTICLES


def _tokens(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)[:MAX_TOKENS]
    while len(tokens) > 1 and tokens[-1].casefold() in SUFFIXES:
        tokens.pop()
    return tokens


def _given(text: str) -> list[str]:
    """Return the given names behind a comma, without a rank before them and what directories put behind them."""
    tokens = _tokens(text)
    while tokens and (tokens[0].casefold() in _RANK_WORDS or tokens[0].casefold() in SUFFIXES):
        del tokens[0]
    end = next(
        (n for n, t in enumerate(tokens) if n and (t.casefold() in _RANK_WORDS or t.casefold() in SUFFIXES)), None
    )
    return tokens[:end]


def _plain(token: str) -> str:
    if token.isascii() and token.isalpha():
        return token.lower()
    if not token.isascii() and _is_other_script(token):
        token = min(readings(token), default=token)
    return "".join(character for character in fold(token).text if character.isalnum())


@dataclass(frozen=True, slots=True)
class Known:
    """People known from the envelope: their names, and the local parts of addresses that none of the names explains."""

    names: tuple[PersonName, ...] = ()
    locals: tuple[frozenset[str], ...] = ()
    squeezed: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()

    @property
    def is_anyone(self) -> bool:
        """Say whether the envelope named anybody."""
        return bool(self.names or self.locals or self.squeezed or self.addresses)

    @property
    def words(self) -> frozenset[str]:
        """Return every word of a name or an address by which somebody here may be called."""
        named = (word for name in self.names for word in (name.given, name.surname, name.nickname, *name.parts))
        return frozenset((*filter(None, named), *(token for tokens in self.locals for token in tokens)))

    def knows(self, name: PersonName) -> bool:
        """
        Say whether `name` is one of them; a given name or a surname alone is enough.

        >>> people = known_people(("Gideon Marchbanks",), ("m.castellane@example.org",))
        >>> [people.knows(read_name(n)) for n in ("Gideon", "G Marchbanks", "Maria Castellane", "Lucian Garside")]
        [True, True, True, False]
        """
        if not self.is_anyone:
            return False
        return (
            any(_same(name, other) for other in self.names)
            or any(_fits(name, tokens) for tokens in self.locals)
            or (bool(self.squeezed) and not self.squeezed.isdisjoint(spellings(name)))
        )


def spellings(name: PersonName) -> tuple[str, ...]:
    """
    Return how a directory may spell a name in one word.

    >>> spellings(PersonName("john", "smith"))
    ('johnsmith', 'smithjohn', 'jsmith', 'smithj')
    """
    if not name.is_named:
        return ()
    given, surname = name.given, name.surname
    return given + surname, surname + given, given[0] + surname, surname + given[0]


def known_people(names: Iterable[str], addresses: Iterable[str]) -> Known:
    """
    Return the people behind display names and addresses.

    An address counts only where no display name explains it: `g.marchbanks@` beside Gideon Marchbanks is not Greta's.
    """
    read = [name for name in (read_name(name) for name in names if name and "@" not in name) if name.key]
    full = [name for name in read if name.is_full]
    split = {address: _local(address) for address in addresses if "@" in address}
    unexplained = {
        address: tokens for address, tokens in split.items() if not any(_fits(name, frozenset(tokens)) for name in full)
    }
    return Known(
        tuple(dict.fromkeys(read)),
        tuple(dict.fromkeys(frozenset(tokens) for tokens in unexplained.values() if len(tokens) > 1)),
        frozenset(squeezed for tokens in unexplained.values() if len(squeezed := "".join(tokens)) > 5),
        tuple(unexplained),
    )


def _local(address: str) -> list[str]:
    return [_plain(token) for token in _COMPONENT.findall(address.partition("@")[0])]


def _same(name: PersonName, other: PersonName) -> bool:
    if not (name.given and name.surname):
        either = name.given or name.surname
        return len(either) > 1 and (either in {other.given, other.surname, other.nickname} or either in other.parts)
    return name.surname == other.surname and bool(other.given) and agree(name.given, other.given)


def agree(one: str, other: str) -> bool:
    """Say whether two given names, or initials, may be one person's."""
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _fits(name: PersonName, tokens: frozenset[str]) -> bool:
    """Say whether an address of these tokens belongs to the name: its surname, and its given name or initial."""
    if not name.given or not name.surname:
        either = name.given or name.surname
        return len(either) > 1 and either in tokens
    if name.surname not in tokens and not (name.parts and tokens.issuperset(name.parts)):
        return not tokens.isdisjoint(spellings(name))
    return name.given in tokens or name.given[0] in tokens
