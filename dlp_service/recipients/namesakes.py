"""
Says whose name an address spells, in a flag, a suggestion and a clause an officer understands.

The clause tells what the sender may know: colleagues stand in the directory, and known contacts in the organisation's
own list.  Nobody is named on account of a Bcc: neither is a Bcc's likeness told, nor is a Bcc ever the likeness.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dlp_service.recipients.mailboxes import is_role
from dlp_service.recipients.people import People, Roster, canonical
from dlp_service.recipients.spelling import read_local


@dataclass(frozen=True, slots=True)
class Namesake:
    """A likeness found: the flag, the one address that was probably meant or nothing, and the clause about it."""

    flag: str
    suggestion: str = ""
    clause: str = ""


class Namesakes:
    """Finds likenesses for the recipients of one message."""

    def __init__(self, people: People, senders: Iterable[str], hidden: frozenset[str]) -> None:
        self._people = people
        self._senders = {canonical(sender): sender for sender in senders}
        self._own = Roster((people.staff.name_of(address), raw) for address, raw in self._senders.items())
        self._hidden = hidden

    def webmail(self, local: str, key: str) -> Namesake | None:
        """Return whose private mailbox a webmail address may be: the sender's, or a colleague's."""
        if is_role(local):
            return None
        if self._own.find(read_local(local)):
            return Namesake("own_private_mailbox", clause="this private mailbox spells the sender's own name")
        colleagues = self._others(self._people.colleagues(local), key)
        if not colleagues:
            return None
        flag, what = "freemail_of_colleague", "this private mailbox spells the name of"
        if key in self._hidden or len(colleagues) > 1 or not self._hidden.isdisjoint(colleagues):
            clause = f"{what} {'several colleagues' if len(colleagues) > 1 else 'a colleague'}"
            return Namesake(flag, self._one(colleagues, self._people.staff), clause)
        name = self._people.staff.name_of(colleagues[0])
        meant = self._people.staff.shown(colleagues[0])
        return Namesake(flag, meant, f"{what} your colleague{f' {name}' if name else ''}; did you mean {meant}?")

    def contact(self, local: str, host: str, key: str) -> Namesake | None:
        """Return which known contact an address that is none may have been meant for."""
        found = self._others(self._people.namesakes(local, host), key)
        if not found:
            return None
        flag, what = "near_known_contact", "this address spells the name of"
        if key in self._hidden or len(found) > 1 or not self._hidden.isdisjoint(found):
            clause = f"{what} {'several known contacts' if len(found) > 1 else 'a known contact'}"
            return Namesake(flag, self._one(found, self._people.known), clause)
        like = "spells" if found[0] in self._people.known.find(read_local(local)) else "nearly spells"
        meant = self._people.known.shown(found[0])
        return Namesake(flag, meant, f"this address {like} the name of a known contact; did you mean {meant}?")

    def _others(self, addresses: Iterable[str], key: str) -> list[str]:
        """Return addresses but the recipient's own and the senders'."""
        return sorted(set(addresses) - self._senders.keys() - {key})

    def _one(self, addresses: list[str], roster: Roster) -> str:
        """Return the only address, unless it is a Bcc's."""
        return roster.shown(addresses[0]) if len(addresses) == 1 and addresses[0] not in self._hidden else ""
