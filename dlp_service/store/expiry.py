"""
The clean-up: what is over is rejected or removed, never released.

Run it every few minutes; it is safe in several processes at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, select, update

from dlp_service.store.held import new_etag
from dlp_service.store.learning import forget
from dlp_service.store.past import Fading
from dlp_service.store.schema import (
    cases,
    confirmations,
    confirmed,
    contact_senders,
    contacts,
    day,
    dispositions,
    held,
    held_chunks,
    item_events,
    requests,
    stamp,
)
from dlp_service.store.shelf import Shelf
from dlp_service.store.values import Expired

CLOSED = "CLOSED"
FORGOTTEN_AT_ONCE = 500
FORGET_TIMES = 100


class ExpiryShelf(Shelf):
    """Applies the retention settings."""

    def expire(self, now: datetime) -> Expired:
        """
        Close items whose time ran out, and remove what has been kept long enough.

        An open item past its expiry is closed; whoever was still undecided counts as rejected.  Content is removed
        at the item's expiry unless a released copy is still to be delivered; the item, its journal, its case and the
        reports go `case_days` after receipt.  Of contacts everything older than `contact_days` goes; a very large
        backlog of that takes several runs, and what waits for one counts nothing any more.
        """
        old = stamp(now - timedelta(days=self._settings.case_days))
        with self._database.write(durable=True) as connection:
            rejected = _close(connection, stamp(now))
            contents = _drop_contents(connection, stamp(now))
            items = _drop_items(connection, old)
        oldest = Fading(self._settings.contact_half_life_days, self._settings.contact_days).oldest(day(now))
        contacts_gone = self._forget(contacts, oldest)
        self._forget(contact_senders, oldest)
        with self._database.write() as connection:
            _drop(connection, dispositions, dispositions.c.time <= old)
            _drop(connection, confirmed, confirmed.c.expires <= stamp(now))
            return Expired(
                rejected=rejected,
                contents=contents,
                items=items,
                cases=_drop(connection, cases, cases.c.received <= old),
                requests=_drop(connection, requests, requests.c.expires <= stamp(now)),
                contacts=contacts_gone,
                confirmations=_drop(connection, confirmations, confirmations.c.expires <= stamp(now)),
            )

    def _forget(self, table: Table, oldest: int) -> int:
        """Drop what is over in a table of contacts, a little at a time, because other writers wait meanwhile."""
        gone = 0
        for _ in range(FORGET_TIMES):
            with self._database.write() as connection:
                dropped, cut = forget(connection, table, oldest, FORGOTTEN_AT_ONCE)
            gone += dropped
            if cut < FORGOTTEN_AT_ONCE:
                break
        return gone


def _close(connection: Connection, now: int) -> int:
    closed = {"is_open": False, "is_expired": True, "state": CLOSED, "etag": new_etag()}
    return connection.execute(update(held).where(held.c.is_open, held.c.expires <= now).values(**closed)).rowcount


def _drop_contents(connection: Connection, now: int) -> int:
    done = ~held.c.is_open & (held.c.expires <= now) & (held.c.unsent == 0) & held.c.content_key.is_not(None)
    ids = select(held.c.item_id).where(done)
    _drop(connection, held_chunks, held_chunks.c.item_id.in_(ids))
    return connection.execute(update(held).where(done).values(content_key=None)).rowcount


def _drop_items(connection: Connection, old: int) -> int:
    done = ~held.c.is_open & (held.c.received <= old) & held.c.content_key.is_(None)
    _drop(connection, item_events, item_events.c.item_id.in_(select(held.c.item_id).where(done)))
    return _drop(connection, held, done)


def _drop(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(condition)).rowcount
