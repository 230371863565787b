"""
Reads names out of local parts and directories, and says under which keys spellings of one name meet.

Mailboxes spell one name in many ways: `ada.lovelace`, `lovelacea`, `a.b.lovelace.civ`, `AdaLovelace2`.  The person is
filed under few keys (`filed`), and the address that was typed guesses at more (`guesses`), so that a look-up stays a
handful of hash look-ups however many people there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from dlp_service.recipients.letters import key, latin
from dlp_service.recipients.name_tables import common_surnames, given_names, short_forms

LEAST_KEY = 5
"""Shorter spellings are anybody's."""
LEAST_INITIALED = 4
"""The letters a surname needs to be known beside an initial."""
LEAST_SURNAME = 6
"""The letters a surname needs to be rare."""

LEAST_GLUED = 7
"""The letters of one word that may be a given name and a surname."""
MOST_INITIALS = 3
"""So many letters before a surname may be initials, names though some of them are (Al, Jo, Max)."""

_PARTICLES = frozenset({
    "abu", "af", "al", "ap", "av", "ben", "bin", "bint", "da", "dal", "das", "de", "degli", "dei", "del", "della", "dello",
    "den", "der", "di", "do", "dos", "du", "el", "ferch", "ibn", "la", "las", "le", "les", "lo", "los", "mac", "mc", "ni",
    "nic", "san", "santa", "st", "saint", "te", "ten", "ter", "ul", "van", "vom", "von", "zu", "zum", "zur", "an",
})  # fmt: skip
_TAILS = frozenset(
    {"civ", "ctr", "fn", "mil", "nfg", "jr", "jnr", "sr", "snr", "ii", "iii", "iv", "phd", "md", "mp", "obe"}
)
"""What defence organisations and vanity put behind a name."""
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "prof", "sir", "dame", "capt", "maj", "col", "lt", "sgt", "cpl", "cdr"})
_HOME = frozenset({
    "casa", "email", "heim", "home", "hotmail", "mail", "mailbox", "maison", "me", "offline", "official", "online",
    "particular", "perso", "personal", "personale", "personnel", "pessoal", "priv", "privat", "private", "prive",
    "privado", "prywatny", "real", "the", "thuis", "uk", "us", "usa", "work",
})  # fmt: skip
"""What people add to their name for a private mailbox."""
_GLUED_HOME = tuple(sorted((word for word in _HOME if len(word) >= 4), key=len))
_GLUED_BEFORE = ("the", "its", "iam", "real", "official", "mrs", "mr", "dr")
_VOWELS = frozenset("aeiouy")

_CAMEL = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_BETWEEN = re.compile(r"[^a-z-]+")
_DROPPED = re.compile(r"[0-9'’`´]+")


class Part(NamedTuple):
    """One of the hyphenated parts of a word, with the particles before it: (`von der`, `heyde`)."""

    particle: str
    stem: str

    @property
    def glued(self) -> str:
        """Return the part in one piece."""
        return self.particle + self.stem


Word = tuple[Part, ...]


class Guess(NamedTuple):
    """
    A key to look a person up by.

    `is_short` looks among the short spellings (an initial and the surname) instead of the full ones; `surname` has to
    be a rare one where it is not empty; `middle` is the initial that must not contradict the person's.
    """

    key: str
    is_short: bool = False
    surname: str = ""
    middle: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart; `given` is empty where a local part is one word that cannot be told apart."""

    given: Word
    middles: tuple[str, ...]
    surname: Word

    @property
    def middle(self) -> str:
        """Return the first middle initial, or nothing."""
        return self.middles[0][0] if self.middles else ""

    @property
    def is_initialed(self) -> bool:
        """Say whether only initials stand for the given name."""
        return _is_initials(self.given)


def read_local(local: str) -> tuple[Word, ...]:
    """
    Return the words of a local part, without numbers, titles, tails such as `.civ`, and additions such as `.home`.

    >>> [glued(word) for word in read_local("Colleen.B.O'Mahoney2.mil")]
    ['colleen', 'b', 'omahoney']
    >>> [glued(word) for word in read_local("KerstinVonDerHeyde")]
    ['kerstin', 'vonderheyde']
    """
    plain = local.strip('"').partition("+")[0]
    if not any(mark in plain for mark in "._- "):
        plain = _CAMEL.sub(".", plain)
    words = _split(plain)
    if len(words) == 1 and "-" in words[0]:
        words = [word for word in words[0].split("-") if word]
    return _joined(_stripped(words))


def read_name(name: str) -> tuple[Word, ...]:
    """
    Return the words of a display name in the order given name, surname.

    >>> [glued(word) for word in read_name("Lovelace, Ada B.")], [glued(word) for word in read_name("DUPONT Jean")]
    (['ada', 'b', 'lovelace'], ['jean', 'dupont'])
    """
    surname, comma, rest = name.partition(",")
    if not comma and (pieces := name.split()) and len(pieces) > 1:
        upper = [piece for piece in pieces if len(piece) > 1 and piece.isupper()]
        if upper == pieces[: len(upper)] and len(upper) < len(pieces):
            surname, rest = " ".join(upper), " ".join(pieces[len(upper) :])
    return _joined(_stripped(_split(f"{rest} {surname}" if rest.strip() else surname)))


def glued(word: Word) -> str:
    """Return a word without hyphens."""
    if len(word) == 1:
        return word[0].particle + word[0].stem
    return "".join(part.glued for part in word)


def orders(words: tuple[Word, ...]) -> tuple[Name, ...]:
    """
    Return the names that two or more words may be, the likeliest first.

    The surname stands last, or first: beside a known given name, before initials.

    >>> [glued(name.surname) for name in orders(read_local("okafor.daniel"))]
    ['okafor', 'daniel']
    """
    first, last = words[0], words[-1]
    if len(words) > 2 and len(glued(last)) == 1:
        return (Name(words[1], (glued(last),), first),)
    middles = tuple(glued(word) for word in words[1:-1])
    straight, turned = Name(first, middles, last), Name(last, middles, first)
    if _is_initials(first):
        return (straight,)
    if _is_initials(last):
        return (turned,)
    if glued(last) not in given_names():
        return (straight,)
    return (straight,) if glued(first) in given_names() else (turned, straight)


def filed(words: tuple[Word, ...]) -> tuple[set[str], set[str]]:
    """
    Return the keys a person is filed under: full spellings, and short ones.

    >>> full, short = filed(read_name("Anne-Laure de Kermadec"))
    >>> sorted(full), sorted(short)
    (['annedekermadec', 'annekermadec', 'annelauredekermadec', 'annelaurekermadec', 'lauredekermadec'], ['adekermadec', 'aldekermadec'])
    """
    if len(words) < 2:
        return {word for word in map(key, map(glued, words)) if len(word) > LEAST_KEY}, set()
    full: set[str] = set()
    short: set[str] = set()
    for name in orders(words):
        spelt, initialed = _filed(name)
        full |= spelt
        short |= initialed
    return {word for word in full if len(word) >= LEAST_KEY}, {word for word in short if len(word) >= LEAST_KEY}


def _filed(name: Name) -> tuple[set[str], set[str]]:
    given, surname, middle = glued(name.given), glued(name.surname), "".join(name.middles)
    givens = {given, name.given[0].stem}
    surnames = {surname, *_bare(name.surname)}
    full = {key(one, other) for one in givens for other in surnames}
    if name.is_initialed:
        full.add(key(given[0], surname))
    elif is_telling(surname):
        full |= {key(second, surname) for second in _seconds(name)}
    full |= {key(given, word) for word in name.middles if is_telling(word) and word not in given_names()}
    short: set[str] = set()
    if middle:
        initials = "".join(word[0] for word in name.middles)
        full |= {key(given, middle, surname), key(given, initials, surname)}
        short.add(key(given[0], initials, surname))
    if len(surname) >= LEAST_INITIALED and not name.is_initialed:
        short |= {key(given[0], surname), key("".join(part.stem[:1] for part in name.given), surname)}
    return full, short


def _seconds(name: Name) -> list[str]:
    """Return the further given names, by which some people go."""
    further = [*(part.stem for part in name.given[1:]), *name.middles]
    return [word for word in further if len(word) > 2 and word in given_names()]


def guesses(words: tuple[Word, ...]) -> Iterator[Guess]:
    """Yield the keys under which the person may be filed whose name an address spells."""
    if len(words) == 1:
        yield from _of_one_word(glued(words[0]))
    elif words:
        middles = tuple(glued(word) for word in words[1:-1])
        yield from _of_name(Name(words[0], middles, words[-1]))
        yield from _of_name(Name(words[-1], middles, words[0]))
        if len(words) > 2 and len(glued(words[-1])) == 1:
            yield from _of_name(Name(words[1], (glued(words[-1]),), words[0]))


def _of_name(name: Name) -> Iterator[Guess]:
    given, surname, middle = glued(name.given), glued(name.surname), "".join(name.middles)
    if not given or not surname:
        return
    yield Guess(key(given, middle, surname), middle=name.middle)
    if len(given) <= MOST_INITIALS:
        yield Guess(key(given, middle, surname), is_short=True, middle=name.middle)
    if name.is_initialed:
        if len(given) == 2 and not middle:
            yield Guess(key(given[0], surname), is_short=True, middle=given[1])
        if middle:
            yield Guess(key(given, surname), is_short=True, middle=name.middle)
        return
    surnames = (surname, *_bare(name.surname))
    for spelt in surnames:
        yield Guess(key(given, spelt), middle=name.middle)
        for other in _others(name.given):
            yield Guess(key(other, spelt), surname=spelt, middle=name.middle)
    if len(surname) >= LEAST_INITIALED:
        for initials in dict.fromkeys(
            (given[0], given[0] + name.middle, "".join(part.stem[:1] for part in name.given))
        ):
            yield Guess(key(initials, surname), surname=surname, middle=name.middle)
            yield Guess(key(surname, initials), surname=surname, middle=name.middle)


def _of_one_word(word: str) -> Iterator[Guess]:
    """Yield the guesses for a word without separators, where the name may be split anywhere."""
    if len(word) < LEAST_KEY:
        return
    yield Guess(key(word))
    yield Guess(key(word), is_short=True)
    for initials in (1, 2):
        yield Guess(key(word[-initials:], word[:-initials]), is_short=True)
    for at in range(2, len(word) - 2):
        head, tail = word[:at], word[at:]
        yield Guess(key(tail, head))
        if head in given_names() and len(tail) >= LEAST_INITIALED:
            yield Guess(key(head[0], tail), surname=tail)
            for other in short_forms().get(head, ()):
                yield Guess(key(other, tail), surname=tail)
    for addition in _GLUED_HOME:
        if word.endswith(addition) and len(word) - len(addition) >= LEAST_GLUED:
            yield Guess(key(word[: -len(addition)]))
    for before in _GLUED_BEFORE:
        if word.startswith(before) and len(word) - len(before) >= LEAST_GLUED:
            yield Guess(key(word[len(before) :]))


def _others(given: Word) -> Iterator[str]:
    """Yield what else a given name may be: the first of two, and the short or long forms."""
    first = given[0].stem
    if len(given) > 1:
        yield first
    for name in dict.fromkeys((glued(given), first)):
        yield from short_forms().get(name, ())


def _bare(surname: Word) -> list[str]:
    """Return what a surname may be cut down to: without its particle, or one of two."""
    found = [surname[0].stem] if len(surname) == 1 and surname[0].particle else []
    if len(surname) > 1:
        found = [surname[0].glued, surname[-1].glued]
    return [part for part in found if is_telling(part)]


def is_telling(surname: str) -> bool:
    """Say whether a surname may be rare: long enough, and not of the commonest of a country."""
    return len(surname) >= LEAST_SURNAME and key(surname) not in common_surnames()


def _is_initials(word: Word) -> bool:
    """Say whether a word is initials: one letter, or up to three consonants that are no name."""
    text = glued(word)
    if len(text) == 1 or (len(word) > 1 and all(len(part.stem) == 1 for part in word)):
        return True
    return len(text) <= MOST_INITIALS and text not in given_names() and (len(text) == 2 or _VOWELS.isdisjoint(text))


def _split(text: str) -> list[str]:
    return [word.strip("-") for word in _BETWEEN.split(_DROPPED.sub("", latin(text))) if word.strip("-")]


def _stripped(words: list[str]) -> list[str]:
    """Return words without tails, titles and additions, as long as a name is left."""
    for unwanted in (_TAILS, _TITLES, _HOME):
        kept = [word for word in words if word not in unwanted]
        if len(kept) >= 2 or (kept and len(kept[0]) >= LEAST_GLUED):
            words = kept
    return words


def _joined(words: list[str]) -> tuple[Word, ...]:
    """Return words with the particles of a surname put before it."""
    found: list[Word] = []
    particle = ""
    for number, word in enumerate(words):
        is_last = number == len(words) - 1
        may_lead = number > 0 or (len(words) > 2 and len(word) >= 3)
        if word in _PARTICLES and not is_last and may_lead:
            particle += word
            continue
        parts = _parts(word)
        if particle:
            parts = (Part(particle + parts[0].particle, parts[0].stem), *parts[1:])
            particle = ""
        found.append(parts)
    return tuple(found)


def _parts(word: str) -> Word:
    """Return the hyphenated parts of a word; particles belong to the part after them."""
    found: list[Part] = []
    particle = ""
    if "-" not in word:
        return (Part("", word),)
    pieces = [piece for piece in word.split("-") if piece]
    for number, piece in enumerate(pieces):
        if piece in _PARTICLES and number < len(pieces) - 1:
            particle += piece
        else:
            found.append(Part(particle, piece))
            particle = ""
    return tuple(found)
