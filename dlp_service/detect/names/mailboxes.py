"""
Whose mailbox it is: the name that the local part of a mail address spells.

Directories make addresses from names in a few ways: `first.last`, `f.last`, `flast`, `last.first`, the services of the
United States with a word for the status behind (`john.q.public.civ`).  A mailbox of a post or a team names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dlp_service.detect.names.people import PersonName
from dlp_service.detect.names.reading import has_common_word
from dlp_service.textmap import fold

_WORDS = re.compile(r"[^\W\d_]+")
_PARTS = re.compile(r"[._\-]+")
MAX_LOCAL = 64


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATUS = _words("civ mil ctr nfg naf fn ln ext contractor guest adm")
"""What directories put behind a name: civilian, military, contractor, foreign or local national."""
POSTS = _words(
    """
    abuse accounts admin adjutant alerts applications approvals archive assistant audit billing bookings bot bounce bounces cell chief clerk
    comms complaints compliance contact contracts daemon desk director duty editor enquiries events facilities feedback finance
    firm foi gate guardroom hello help helpdesk helpline hotline hq hr info inquiries inbox invoices it jobs lead legal list lists liaison
    logistics mail mailbox mailer manager marketing media movements news newsletter noreply notifications notify ooo ops office officer
    operations orders orderly owner payroll pensions plans portal post postmaster press procurement projects quartermaster
    reception records recruitment registry reply request requests returns root sales secretariat secretary security service services
    shared staff stores supply support survey system systems team tech training travel vendor visits watch webmaster welfare
    auskunft anmeldung bewerbung buchhaltung empfang kontakt poststelle presse rechnung vertrieb zentrale accueil courrier
    secretariaat informatie
    """
)
FULL, INITIAL = 0.85, 0.75
"""How sure an address alone names a person: both names spelt, or one of them an initial."""
NOBODY = PersonName()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """
    What a local part says: its words, whether a post or a team has it, and the person it names alone, with confidence.

    `name` is empty and `confidence` 0 where the words alone do not tell, as in `jsmith`.
    """

    words: tuple[str, ...] = ()
    is_post: bool = False
    name: PersonName = NOBODY
    confidence: float = 0.0

    @property
    def spelling(self) -> str:
        """Return the words in one, as names are compared."""
        return _squashed("".join(self.words))


def read_mailbox(address: str) -> Mailbox:
    """
    Read the local part of an address.

    >>> [read_mailbox(a).name.key for a in ("leila.tahmasebi@x.example", "r.s.pak@x.example", "jo.q.public.civ@x.example")]
    ['leila tahmasebi', 'r pak', 'jo public']
    >>> [read_mailbox(a).name.key for a in ("smith.j@x.example", "duty.officer@x.example", "jsmith@x.example")]
    ['j smith', '', '']
    >>> read_mailbox("stores-returns@x.example").is_post, read_mailbox("d-desk@x.example").is_post
    (True, True)
    """
    local = address.partition("@")[0].partition("+")[0][:MAX_LOCAL]
    parts = [part for part in (_plain(part) for part in _PARTS.split(local)) if part]
    while len(parts) > 1 and parts[-1] in STATUS:
        parts.pop()
    words = tuple(parts)
    if not words or _is_post(words):
        return Mailbox(words, is_post=True)
    name = _name(words)
    if not name.key:
        return Mailbox(words)
    return Mailbox(words, name=name, confidence=FULL if name.is_full else INITIAL)


def _plain(part: str) -> str:
    return "".join(_WORDS.findall(fold(part).text))


def _is_post(words: tuple[str, ...]) -> bool:
    if not POSTS.isdisjoint(words) or len(words) > 4:
        return True
    if any(word.startswith(("noreply", "donotreply")) for word in ("".join(words), *words)):
        return True
    # Words of headings and offices are no names, unless the last one is also a surname: rose.hall, but not main.hall.
    return len(words) > 1 and all(len(word) > 1 for word in words) and has_common_word(" ".join(words))


def _name(words: tuple[str, ...]) -> PersonName:
    if not 2 <= len(words) <= 3 or max(map(len, words)) < 3:
        return NOBODY
    first, last = words[0], words[-1]
    if len(last) == 1:
        return PersonName(last, first) if len(words) == 2 else PersonName()
    if len(words) == 3 and len(first) > 1 and len(words[1]) > 1:
        return PersonName(first, words[1] + last)
    return PersonName(first, last)


class Mailboxes:
    """
    The people of one message by how a directory would spell them; made once, then each address costs a few look-ups.

    `mailboxes` are all of the message: a given name or a surname alone is the owner of the only mailbox that has it.
    """

    def __init__(self, people: Iterable[tuple[PersonName, str]], mailboxes: Iterable[Mailbox] = ()) -> None:
        self._spellings: dict[str, str] = {}
        self._initials: dict[str, str] = {}
        self._alone: dict[str, str] = {}
        self._claims: dict[str, str] = {}
        for name, person in people:
            for spelling in _spellings(name):
                _enter(self._spellings, _squashed(spelling), person)
            if not name.is_named:
                _enter(self._alone, _squashed(name.key), person)
            elif len(name.given) == 1:
                _enter(self._initials, _squashed(name.given + name.surname), person)
        for mailbox in mailboxes:
            for word in {mailbox.name.given, mailbox.name.surname}:
                _enter(self._claims, _squashed(word), mailbox.spelling)

    def owner(self, mailbox: Mailbox) -> str:
        """
        Return the only person whose name the mailbox spells, or nothing.

        >>> people = Mailboxes([(PersonName("john", "smith"), "1"), (PersonName("j", "pak"), "2"), (PersonName("", "moss"), "3")])
        >>> [people.owner(read_mailbox(f"{local}@x.example")) for local in ("smith.j", "jsmith2", "june.pak", "p.moss", "p.smith")]
        ['1', '1', '2', '3', '']
        """
        if mailbox.is_post:
            return ""
        for spelling in (mailbox.spelling, _squashed(_outer(mailbox.words))):
            if (found := self._spellings.get(spelling)) is not None:
                return found
        name = mailbox.name
        if not name.is_named:
            return ""
        return self._initials.get(_squashed(name.given[0] + name.surname)) or self._named_alone(name)

    def _named_alone(self, name: PersonName) -> str:
        """Return who is called by the surname, or else the given name, of this mailbox and of no other."""
        for word in (_squashed(name.surname), _squashed(name.given)):
            if len(word) > 1 and self._claims.get(word, "one") and (person := self._alone.get(word)):
                return person
        return ""


_UMLAUTS = re.compile("[aou]e")


def _squashed(spelling: str) -> str:
    """
    Return a spelling in which both ways to write an umlaut are one.

    >>> _squashed("stoeckelmann") == _squashed("stockelmann")
    True
    """
    return _UMLAUTS.sub(lambda found: found[0][0], spelling) if "e" in spelling[1:] else spelling


def _enter(index: dict[str, str], key: str, person: str) -> None:
    """Enter a key; one that fits two people fits nobody."""
    index[key] = person if index.get(key, person) == person else ""


def _outer(words: tuple[str, ...]) -> str:
    return words[0] + words[-1] if len(words) > 2 else ""


def _spellings(name: PersonName) -> Iterable[str]:
    given, surname = name.given, name.surname
    if not name.is_named:
        return (name.key,) if len(name.key) > 3 else ()
    return (given + surname, surname + given, given[0] + surname, surname + given[0], surname)


def names_by_key(keys: Iterable[str]) -> Mapping[str, PersonName]:
    """
    Return the names that keys of people stand for.

    >>> found = names_by_key(["john a smith", "smith"])
    >>> found["john a smith"].given, found["smith"].surname
    ('john', 'smith')
    """
    words = {key: key.split() for key in keys if key}
    return {key: PersonName(split[0] if len(split) > 1 else "", split[-1]) for key, split in words.items() if split}
