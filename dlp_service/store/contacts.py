"""
What deliveries teach: whom we write to, and who writes back.

Only a gateway's report that a copy was delivered teaches anything: a delivered copy of our mail is a delivery, a
delivered reply from outside is a reply.  A verdict teaches nothing, nor does a sender's confirmation.  Addresses,
domains and names are kept as keyed hashes, so the table is no address book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, select

from dlp_service.errors import InvalidMessage
from dlp_service.store.cases import Author, CaseShelf
from dlp_service.store.database import run_prepared
from dlp_service.store.learning import DELIVERED, LOST, REPLIED, Lesson, batches, places
from dlp_service.store.naming import domain_of, domains_above, is_shipped_webmail
from dlp_service.store.past import Fading, Past
from dlp_service.store.schema import contact_senders, contacts, day, stamp
from dlp_service.values import ContactHistory, History, utc_now

OUTCOMES = LOST | {DELIVERED, REPLIED, "HELD"}


@cache
def _contacts_of(count: int) -> Select[Any]:
    """Return the statement that looks up keys `k0`, `k1` and so on, and what `sender` had to do with each."""
    pair = and_(contact_senders.c.recipient == contacts.c.recipient, contact_senders.c.sender == bindparam("sender"))
    return (
        select(contacts.c.recipient, contacts.c.past, contact_senders.c.past.label("from_sender"))
        .outerjoin(contact_senders, pair)
        .where(contacts.c.recipient.in_(places(count)))
    )


class ContactShelf(CaseShelf):
    """Learns from reported deliveries and says what is known of a message's recipients."""

    def report_dispositions(self, case_id: str, reported: Sequence[tuple[str, str]], time: datetime) -> int:
        """
        Record what became of a case's copies, as (address, outcome), and return how many reports were new.

        A report that was made before changes nothing, and what is learnt does not depend on the order of reports.  One
        for an address that the case does not have is recorded and teaches nothing, for example the address that an
        analyst corrected a recipient to.  Nothing happened before the case was received, whatever `time` says.

        Raises:
            InvalidMessage: an outcome that does not exist.
            NotFound: no such case, or it was purged.
        """
        for position, (_, outcome) in enumerate(reported):
            if outcome not in OUTCOMES:
                raise InvalidMessage("no such outcome", field=f"dispositions[{position}].outcome")
        people = [(self._contact(address), outcome) for address, outcome in reported]
        with self._database.write() as connection:
            parties = self._parties(connection, case_id)
            lesson = Lesson(connection, parties, self._fading, stamp(max(time, parties.received)))
            lesson.recall(person.address for person, _ in people)
            new = sum(lesson.take(person, outcome) for person, outcome in people)
            if any(outcome == DELIVERED and person.address in parties.recipients for person, outcome in people):
                lesson.answered()
            lesson.write()
        return new

    def history(
        self,
        addresses: Iterable[str],
        sender: str = "",
        *,
        now: datetime | None = None,
        is_webmail: Callable[[str], bool] | None = None,
    ) -> History:
        """
        Return what is known of these addresses, in their order and spelling, for a message of `sender`.

        An address is learnt when it replied, or when at least three of our principals were delivered to it over at
        least fourteen days and that still weighs as much as three deliveries; one at a webmail domain is never learnt.
        `is_webmail` is asked for a lower-case domain; None takes the shipped lists of free-mail and throw-away domains.
        It is one query for up to some hundred addresses.
        """
        is_webmail = is_webmail or is_shipped_webmail
        domains = {address: domain_of(address) for address in addresses}
        hosts = {name: self._vault.hash_folded(name) for host in set(domains.values()) for name in domains_above(host)}
        people = {address: self._author(address, hosts) for address in domains}
        keys = {key for person in people.values() for key in (person.address, person.name) if key}
        writer = self._vault.hash_address(sender) if sender else b""
        own = self._vault.hash_address(domain_of(sender)) if sender else b""
        with self._database.read() as connection:
            rows = _look_up(connection, keys.union(hosts.values()), writer)
        recall = _Recall(rows, self._fading, day(now or utc_now()), own)
        return History(
            tuple(
                (address, recall.contact(person, is_learnable=not is_webmail(domains[address])))
                for address, person in people.items()
            ),
            is_supplied=True,
            delivered_domains=frozenset(name for name, key in hosts.items() if recall.has_earned(key)),
        )

    @property
    def _fading(self) -> Fading:
        return Fading(self._settings.contact_half_life_days, self._settings.contact_days)


@dataclass(frozen=True, slots=True)
class _Recall:
    """What was found, judged as of a day; `own` is the domain of who asks."""

    rows: dict[bytes, Row[Any]]
    fading: Fading
    today: int
    own: bytes

    def contact(self, person: Author, *, is_learnable: bool) -> ContactHistory:
        """Return what is known of one address."""
        past, has_namesake = self._past(person.address), self._has_namesake(person)
        if past is None:
            return ContactHistory(has_namesake=has_namesake)
        written = self.rows[person.address].from_sender
        return ContactHistory(
            deliveries=past.count(self.today, self.fading),
            principals=past.writers(self.today, self.fading),
            is_learnt=is_learnable and past.is_learnt(self.today, self.fading),
            from_sender=Past.unpack(written).count(self.today, self.fading) if written else 0,
            has_namesake=has_namesake,
            is_lasting=is_learnable and past.is_lasting(self.today, self.fading),
        )

    def has_earned(self, domain: bytes) -> bool:
        """Say whether a domain answers and several of our people write there: what a slip of the keyboard never gets."""
        past = self._past(domain)
        return (
            past is not None and past.has_replied(self.today, self.fading) and past.is_lasting(self.today, self.fading)
        )

    def _has_namesake(self, person: Author) -> bool:
        """Say whether somebody of this name is a contact at a domain that is neither theirs nor the sender's."""
        past = self._past(person.name)
        if past is None:
            return False
        oldest, near = self.fading.oldest(self.today), {person.domain, self.own}
        return any(since >= oldest and domain not in near for domain, since in past.latest.items())

    def _past(self, key: bytes) -> Past | None:
        row = self.rows.get(key)
        return None if row is None else Past.unpack(row.past)


def _look_up(connection: Connection, keys: set[bytes], sender: bytes) -> dict[bytes, Row[Any]]:
    return {
        row.recipient: row
        for batch in batches(keys)
        for row in run_prepared(connection, _contacts_of(len(batch)), {**batch, "sender": sender})
    }
