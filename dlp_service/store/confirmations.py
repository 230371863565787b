"""
Confirmations: what a warned sender said about whom and which content.

A confirmation is a record here, not a secret in a subject line: knowing the reference helps nobody but the principal
who was warned.  Using it is idempotent, so SMTP retries pass, and it teaches nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from dlp_service.errors import InvalidMessage, NotFound
from dlp_service.store.database import insert_new
from dlp_service.store.schema import confirmations, confirmed, moment, stamp
from dlp_service.store.shelf import Shelf
from dlp_service.store.vault import folded
from dlp_service.values import Confirmation, utc_now

_OFFER = select(confirmations).where(confirmations.c.reference == bindparam("reference"))
_CONFIRMED = select(confirmed.c.recipient).where(
    confirmed.c.content == bindparam("content"), confirmed.c.expires > bindparam("now")
)


class ConfirmationShelf(Shelf):
    """Offers, takes and looks up confirmations; all are durable."""

    def offer_confirmation(
        self, principal: str, recipients: Iterable[str], content_digest: str, expires: datetime
    ) -> Confirmation:
        """
        Record that a principal may confirm these recipients for this content.

        The same offer again has the same reference and moves its expiry, so a retried mail shows the sender one
        reference.

        Raises:
            InvalidMessage: no principal, no recipients, or no digest, as when the content could not be read: a
                confirmation of one unreadable message must not open the way for the next.
        """
        wanted = tuple(dict.fromkeys(recipients))
        if not principal or not wanted or not content_digest:
            raise InvalidMessage("a confirmation needs a principal, recipients and the digest of what was read")
        offer = Confirmation(
            self._reference(principal, wanted, content_digest), principal, wanted, content_digest, expires
        )
        body = {"principal": principal, "recipients": wanted, "content_digest": content_digest}
        row = {
            "reference": offer.reference,
            "expires": stamp(expires),
            "body": self._vault.encrypt_json(body, "confirmations", offer.reference),
        }
        with self._database.write(durable=True) as connection:
            _replace(connection, row)
        return offer

    def confirm(
        self, reference: str, principal: str, recipients: Iterable[str], now: datetime | None = None
    ) -> Confirmation:
        """
        Record that the principal meant these recipients, and return what is now on record.

        Raises:
            NotFound: no such offer, it expired, or it was made to another principal.
            InvalidMessage: no recipients, or one that was not asked about.
        """
        now = now or utc_now()
        with self._database.write(durable=True) as connection:
            offer = self._offer(connection, reference, now) if reference.isascii() else None
            if offer is None or folded(offer.principal) != folded(principal):
                raise NotFound("no such confirmation", resource=reference)
            wanted = tuple(dict.fromkeys(recipients))
            offered = {folded(address) for address in offer.recipients}
            if not wanted or not all(folded(address) in offered for address in wanted):
                raise InvalidMessage("name some of the recipients that were asked about", field="recipients")
            content = self._subject(principal, offer.content_digest)
            for address in wanted:
                key = {"content": content, "recipient": self._vault.hash_address(address)}
                connection.execute(
                    delete(confirmed).where(*(confirmed.c[name] == value for name, value in key.items()))
                )
                connection.execute(confirmed.insert(), {**key, "expires": stamp(offer.expires)})
        return Confirmation(reference, offer.principal, wanted, offer.content_digest, offer.expires)

    def confirmed(
        self, principal: str, content_digest: str, recipients: Iterable[str], now: datetime | None = None
    ) -> frozenset[str]:
        """Return those of the recipients, as spelt here, whom the principal confirmed for this very content."""
        if not principal or not content_digest:
            return frozenset()
        values = {"content": self._subject(principal, content_digest), "now": stamp(now or utc_now())}
        with self._database.read() as connection:
            found = set(connection.execute(_CONFIRMED, values).scalars())
        if not found:
            return frozenset()
        return frozenset(address for address in recipients if self._vault.hash_address(address) in found)

    def _offer(self, connection: Connection, reference: str, now: datetime) -> Confirmation | None:
        row = connection.execute(_OFFER, {"reference": reference}).first()
        if row is None or row.expires <= stamp(now):
            return None
        body = self._vault.decrypt_json(row.body, "confirmations", reference)
        recipients = tuple(body["recipients"])
        return Confirmation(reference, body["principal"], recipients, body["content_digest"], moment(row.expires))

    def _subject(self, principal: str, content_digest: str) -> bytes:
        return self._vault.hash("confirmation", folded(principal), content_digest)

    def _reference(self, principal: str, recipients: tuple[str, ...], content_digest: str) -> str:
        key = self._vault.hash("reference", folded(principal), content_digest, *sorted(map(folded, recipients)))
        return base64.b32encode(key[:10]).decode().lower()


def _replace(connection: Connection, row: dict[str, object]) -> None:
    if not insert_new(connection, confirmations, row):
        connection.execute(delete(confirmations).where(confirmations.c.reference == row["reference"]))
        connection.execute(confirmations.insert(), row)
