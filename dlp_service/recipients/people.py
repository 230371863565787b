"""
Whose mailbox an address may be: a colleague's, a known contact's, the sender's own.

People are found by the local part alone, by hash look-ups (`spelling`).  A name at another domain is a hint for a
person to weigh, never proof: it gives flags, no category.  How much of a name is needed depends on the name: a full
one counts for anybody, a short form, an initial or one of two surnames only where the surname is rare, which the
directory itself tells (`Roster.is_rare`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from dlp_service.recipients.domains import normalise
from dlp_service.recipients.letters import key
from dlp_service.recipients.mailboxes import is_group, is_role, plain_local
from dlp_service.recipients.name_tables import given_names
from dlp_service.recipients.spelling import (
    Guess,
    Word,
    filed,
    glued,
    guesses,
    is_telling,
    orders,
    read_local,
    read_name,
)

MANY = 4
"""A key shared by more people than this still says that there are some, and no longer which."""
FAMILY = 2
"""So many people of a surname may be one family; in large directories, so many in `CROWD` people."""
CROWD = 40_000
LEAST_ALONE = 7
"""The letters a local part of one word needs to be somebody's name."""
LEAST_SLIPPED = 10
"""The letters a name needs for a single slip in it to be told from another name."""
LEAST_SLIPPED_WORD = 5
MOST_NEAR = 32
"""More names than this that share half their letters at one domain are too many to tell a slip from a namesake."""


class Roster:
    """
    People filed under the spellings of their names.

    Keys map to the number of the one person, or a tuple of up to `MANY`.  A directory of 100,000 takes about 60 MiB.
    """

    __slots__ = ("_bearers", "_full", "_middles", "_names", "_short", "_shown", "addresses")

    def __init__(self, people: Iterable[tuple[str, str]]) -> None:
        self.addresses: list[str] = []
        self._names: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        self._middles: list[str] = []
        self._full: dict[str, int | tuple[int, ...]] = {}
        self._short: dict[str, int | tuple[int, ...]] = {}
        self._bearers: Counter[str] = Counter()
        for name, address in people:
            self._file(name.strip(), address)

    def __len__(self) -> int:
        """Return how many people there are."""
        return len(self.addresses)

    def find(self, words: tuple[Word, ...]) -> dict[str, bool]:
        """
        Return the addresses of the people whose name the words spell.

        Each says whether it takes no more than the name: false where an initial stands beside a surname that is not rare.
        """
        found: dict[str, bool] = {}
        if not self.addresses:
            return found
        for guess in dict.fromkeys(guesses(words)):
            numbers = self._look_up(guess)
            if not numbers or (guess.surname and not self.is_rare(guess.surname)):
                continue
            is_enough = not guess.is_short or self._has_rare_surname(words)
            for number in numbers:
                if not (guess.middle and self._middles[number] and guess.middle != self._middles[number]):
                    address = self.addresses[number]
                    found[address] = found.get(address, False) or is_enough
        return found

    def is_rare(self, surname: str) -> bool:
        """
        Say whether a surname is so rare that a short form beside it names a person.

        The roster tells: no more than a family bears it.  A small one knows little, so the surname must also be long
        enough, and not of the commonest of a country.
        """
        return is_telling(surname) and self._bearers[key(surname)] <= max(FAMILY, len(self.addresses) // CROWD)

    def name_of(self, address: str) -> str:
        """Return the name in the directory of the person at an address, or an empty string."""
        return self._names.get(address, "")

    def shown(self, address: str) -> str:
        """Return an address as it was listed, in lower case: comparing folds `ß`, writing must not."""
        return self._shown.get(address, address)

    def _look_up(self, guess: Guess) -> tuple[int, ...]:
        numbers = (self._short if guess.is_short else self._full).get(guess.key, ())
        if isinstance(numbers, int):
            return (numbers,)
        # An initial and a surname that fit several people are anybody's; a full name is still one of theirs.
        return () if guess.is_short and len(numbers) > FAMILY else numbers

    def _has_rare_surname(self, words: tuple[Word, ...]) -> bool:
        alone = glued(words[0])
        surnames = [alone, glued(words[-1])] if len(words) > 1 else [alone[1:], alone[:-1]]
        return any(self.is_rare(surname) for surname in surnames)

    def _file(self, name: str, text: str) -> None:
        local, address = text.strip().rpartition("@")[0], canonical(text)
        if name:
            self._names.setdefault(address, name)
        if local.lower() != local.casefold():
            self._shown[address] = f"{local.lower()}@{address.rpartition('@')[2]}"
        of_local, of_name = read_local(local), read_name(name)
        if not of_local or is_group(local) or (is_role(local) and len(of_name) < 2):
            return
        words = of_name if len(of_name) > 1 else of_local
        if len(words) == 1 and glued(words[0]) in given_names():
            return
        self._add_person(words, address)
        full, short = filed(words)
        if words != of_local:
            spelt, initialed = filed(of_local)
            # What the local part abbreviates, the name spells out: another name with that initial is another person.
            is_whole = len(of_local) > 1 and not orders(of_local)[0].is_initialed
            full, short = (full | spelt, short | initialed) if is_whole else (full, short | spelt | initialed)
        number = len(self.addresses) - 1
        for table, keys in ((self._full, full), (self._short, short - full)):
            for one in keys:
                _add(table, one, number)

    def _add_person(self, words: tuple[Word, ...], address: str) -> None:
        self.addresses.append(address)
        if len(words) < 2:
            self._middles.append("")
            return
        name = orders(words)[0]
        self._middles.append(name.middle)
        self._bearers.update({key(glued(name.surname)), key(name.surname[0].glued)})


def _add(table: dict[str, int | tuple[int, ...]], name: str, number: int) -> None:
    known = table.get(name)
    if known is None:
        table[name] = number
    elif isinstance(known, int):
        table[name] = (known, number)
    elif len(known) <= MANY:
        table[name] = (*known, number)


@dataclass(frozen=True, slots=True)
class People:
    """
    Known addresses and names.

    `contacts` maps an address to its count; `staff` are the people of the directory, `known` the known contacts that
    are persons; `slips` maps a domain and half a name to the known contacts there, for a single slip in the name.
    """

    contacts: Mapping[str, int]
    staff: Roster
    known: Roster
    slips: Mapping[tuple[str, str], tuple[str, ...]]

    def colleagues(self, local: str) -> frozenset[str]:
        """Return the addresses of staff whose name `local` spells, or an empty set."""
        return frozenset() if is_role(local) else frozenset(self.staff.find(read_local(local)))

    def namesakes(self, local: str, domain: str) -> tuple[str, ...]:
        """
        Return the known contacts whose name `local` spells, or misspells at their own domain; roles have none.

        A full name counts at any domain, an initial elsewhere only beside a rare surname.
        """
        if is_role(local):
            return ()
        words = read_local(local)
        if not words or (len(words) == 1 and len(glued(words[0])) < LEAST_ALONE):
            return ()
        own = f"{plain_local(local)}@{domain}"
        found = [
            address
            for address, is_enough in self.known.find(words).items()
            if address != own and (is_enough or are_kin(domain, address.rpartition("@")[2]))
        ]
        return tuple(found or self._misspelt(words, domain))

    def _misspelt(self, words: tuple[Word, ...], domain: str) -> list[str]:
        """Return the known contacts of the domain whose name differs by one slip in a long word."""
        found: dict[str, None] = {}
        typed = "".join(map(glued, words))
        for half in _halves(typed, is_typed=True):
            for address in self.slips.get((domain, half), ()):
                if _is_slip(words, read_local(address.rpartition("@")[0])):
                    found[address] = None
        return list(found)


def build_people(contacts: Mapping[str, int], directory: Iterable[tuple[str, str]], known_count: int) -> People:
    """
    Return the look-up tables of contacts and staff; names may be empty, addresses may not.

    A contact below `known_count` counts its messages but is near nobody.
    """
    counts = {canonical(address): count for address, count in contacts.items()}
    frequent = _persons([address.strip() for address, count in contacts.items() if count >= known_count])
    slips: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for text in frequent:
        address = canonical(text)
        domain = address.rpartition("@")[2]
        for half in _halves("".join(map(glued, read_local(text.rpartition("@")[0]))), is_typed=False):
            slips[domain, half].append(address)
    return People(
        counts,
        Roster(directory),
        Roster(("", text) for text in frequent),
        {place: tuple(addresses) for place, addresses in slips.items() if len(addresses) <= MOST_NEAR},
    )


def _persons(addresses: Sequence[str]) -> list[str]:
    """Return the addresses that may be persons'; a single word known at two organisations is a function there."""
    locals_of = [address.rpartition("@")[0] for address in addresses]
    places = Counter(map(plain_local, locals_of))
    found = []
    for address, local in zip(addresses, locals_of, strict=True):
        words = read_local(local)
        if not words or is_role(local):
            continue
        is_alone = len(words) == 1
        if places[plain_local(local)] <= (1 if is_alone else MANY) and (
            not is_alone or len(glued(words[0])) >= LEAST_ALONE
        ):
            found.append(address)
    return found


def canonical(address: str) -> str:
    """Return an address in the spelling addresses are compared by: local part case-folded, domain normalised."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local.casefold()}@{normalise(domain) or domain.casefold()}" if at else address.strip().casefold()


def are_kin(one: str, other: str) -> bool:
    """Say whether two hosts are one, or one lies under the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _halves(letters: str, *, is_typed: bool) -> list[str]:
    """
    Return the halves of a name of which one stays as it is whatever one letter slips.

    A slip changes the length by one at most, so the typed name is asked for the halves of three lengths.
    """
    if len(letters) < LEAST_SLIPPED - is_typed:
        return []
    lengths = (len(letters) - 1, len(letters), len(letters) + 1) if is_typed else (len(letters),)
    sizes = dict.fromkeys((length - 1) // 2 for length in lengths)
    return [half for size in sizes for half in (f"{letters[:size]}-", f"-{letters[-size:]}")]


def _is_slip(typed: tuple[Word, ...], meant: tuple[Word, ...]) -> bool:
    """Say whether one word was misspelt by a letter, and the result is no other name (Martina, Marina; Ivanov, Ivanova)."""
    if len(typed) != len(meant):
        return False
    pairs = [(glued(one), glued(other)) for one, other in zip(typed, meant, strict=True) if one != other]
    if len(pairs) != 1:
        return False
    one, other = pairs[0]
    if min(len(one), len(other)) < LEAST_SLIPPED_WORD or OSA.distance(one, other) != 1:
        return False
    return one not in given_names() and one.rstrip("a") != other.rstrip("a")
