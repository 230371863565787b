"""
Whose mailbox an address may be: colleagues, known contacts, the sender.

People are found by the local part alone, by hash look-ups: the directory's
names are spelt the ways mailboxes are (`ada.lovelace`, `lovelacea`), and the
addresses of known contacts are kept by local part.  A name at another domain
is a hint for a person to weigh, never proof: it gives flags, no category.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dlp_service.recipients.domains import normalise

_NOT_LETTERS = re.compile(r"[^a-z]+")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_ROLES = frozenset({
    "abuse", "accounts", "admin", "administrator", "bookings", "bureau", "careers", "claims", "contact", "customer",
    "customerservice", "desk", "enquiries", "events", "feedback", "finance", "gate", "hello", "help", "helpdesk",
    "hostmaster", "hr", "info", "information", "invoice", "invoices", "jobs", "mail", "mailbox", "mailer",
    "marketing", "media", "news", "newsletter", "no-reply", "noreply", "office", "orders", "payroll", "post",
    "postmaster", "press", "pressoffice", "privacy", "proofs", "purchasing", "quotes", "reception", "registrar",
    "sales", "secretariat", "secretary", "security", "service", "services", "shop", "store", "support", "talks",
    "test", "training", "webmaster",
})  # fmt: skip
_GROUPS = frozenset({
    "all", "alle", "allstaff", "announce", "announcements", "board", "class", "cohort", "committee", "crew",
    "department", "distlist", "distribution", "division", "dl", "everybody", "everyone", "group", "gruppe", "list",
    "list-request", "lists", "mailinglist", "members", "personnel", "squadron", "staff", "subscribers", "team",
    "tous", "undisclosed", "users", "wing",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """
    Known addresses and names.

    `contacts` maps an address to its count; `by_local` maps a local part to the known addresses that have it;
    `by_name` maps a spelling of a name to the addresses of the staff it may be; `addresses` is all staff's.
    """

    contacts: Mapping[str, int]
    by_local: Mapping[str, tuple[str, ...]]
    by_name: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[str]]

    def colleagues(self, local: str) -> frozenset[str]:
        """Return the addresses of staff whose name `local` spells, or an empty set."""
        found: frozenset[str] = frozenset()
        for key in local_keys(local):
            found |= self.by_name.get(key, frozenset())
        return found

    def namesakes(self, local: str, domain: str) -> tuple[str, ...]:
        """Return known addresses with this local part at other domains; roles such as `info` have none."""
        plain = plain_local(local)
        if len(plain) < 4 or is_role(plain):
            return ()
        known = self.by_local.get(plain, ())
        return tuple(address for address in known if address.rpartition("@")[2] != domain)

    def is_mailbox_of(self, local: str, owner: str) -> bool:
        """Say whether `local` spells the name of the person at the address `owner`."""
        keys = self.names.get(owner) or own_keys(owner.rpartition("@")[0])
        return not keys.isdisjoint(local_keys(local))


def build_people(contacts: Mapping[str, int], directory: Iterable[tuple[str, str]], known_count: int) -> People:
    """
    Return the look-up tables of contacts and staff; names may be empty, addresses may not.

    A contact below `known_count` counts its messages but is near nobody.
    """
    counts = {canonical(address): count for address, count in contacts.items()}
    staff = [(name, canonical(address)) for name, address in directory]
    by_local: dict[str, list[str]] = {}
    for address in [a for a, count in counts.items() if count >= known_count] + [a for _, a in staff]:
        by_local.setdefault(plain_local(address.rpartition("@")[0]), []).append(address)
    by_name: dict[str, set[str]] = {}
    names: dict[str, frozenset[str]] = {}
    for name, address in staff:
        keys = name_keys(name) | own_keys(address.rpartition("@")[0])
        names[address] = keys
        for key in keys:
            by_name.setdefault(key, set()).add(address)
    return People(
        counts,
        {local: tuple(dict.fromkeys(addresses)) for local, addresses in by_local.items()},
        {key: frozenset(addresses) for key, addresses in by_name.items()},
        names,
    )


def canonical(address: str) -> str:
    """Return an address in the spelling addresses are compared by: local part case-folded, domain normalised."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local.casefold()}@{normalise(domain) or domain.casefold()}" if at else address.strip().casefold()


def plain_local(local: str) -> str:
    """Return a local part without quotes, `+tag` and case (RFC 5233 calls the tag a detail)."""
    return local.strip('"').casefold().partition("+")[0]


def is_role(local: str) -> bool:
    """
    Say whether a local part names a function rather than a person.

    >>> is_role("info"), is_role("hr.team"), is_role("ada.lovelace")
    (True, True, False)
    """
    return local in _ROLES or any(word in _ROLES or word in _GROUPS for word in _SEPARATORS.split(local))


def is_group(local: str) -> bool:
    """
    Say whether a local part looks like a list of people.

    >>> is_group("all-staff"), is_group("everyone"), is_group("allan.wall")
    (True, True, False)
    """
    return any(word in _GROUPS for word in _SEPARATORS.split(plain_local(local)))


def name_keys(name: str) -> frozenset[str]:
    """
    Return the spellings of a person's name that mailboxes use.

    >>> sorted(name_keys("Ada Lovelace"))
    ['adalovelace', 'alovelace', 'lovelacea', 'lovelaceada']
    """
    words = [word for word in (_ascii_letters(piece) for piece in name.replace(",", " ").split()) if word]
    if len(words) < 2:
        return frozenset()
    given, surname = words[0], words[-1]
    keys = {given + surname, surname + given, "".join(words)}
    if len(surname) >= 4:
        keys |= {given[0] + surname, surname + given[0]}
    return frozenset(key for key in keys if len(key) >= 5)


def own_keys(local: str) -> frozenset[str]:
    """Return the spellings of the name that an own local part such as `ada.lovelace` stands for."""
    words = [word for word in (_ascii_letters(piece) for piece in re.split(r"[._\s]", plain_local(local))) if word]
    if len(words) >= 2:
        return name_keys(" ".join(words))
    return frozenset(word for word in words if len(word) >= 6 and not is_role(word))


def local_keys(local: str) -> tuple[str, ...]:
    """Return the keys to look a local part up by: its letters, and its first and last word."""
    plain = plain_local(local)
    letters = _ascii_letters(plain)
    words = [word for word in _NOT_LETTERS.split(_folded(plain)) if word]
    return (letters, words[0] + words[-1]) if len(words) > 2 else (letters,)


def _ascii_letters(text: str) -> str:
    return _NOT_LETTERS.sub("", _folded(text))


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize(
        "NFKD", text.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("æ", "ae")
    )
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()
