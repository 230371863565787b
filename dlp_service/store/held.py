"""
Held messages: the one copy of a mail that somebody still waits for.

`hold` is durable before it returns, so a gateway may answer the MTA that the message was taken.  The record (what the
queue shows), the details (envelope, findings) and the raw message are encrypted; details and message under a content
key of their own, which for a sealed item only the security officer can unwrap.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, or_, select, update

from dlp_service.errors import Conflict, NotFound
from dlp_service.store import sealing
from dlp_service.store.database import insert_new
from dlp_service.store.schema import held, held_chunks, item_events, moment, stamp
from dlp_service.store.sealing import DETAIL, MESSAGE, Chunk
from dlp_service.store.shelf import Shelf
from dlp_service.store.values import HeldItem, ItemEvent

_COLUMNS = [column for column in held.c if column.name != "content_key"]
_ONE = select(*_COLUMNS).where(held.c.item_id == bindparam("id"))
_KEY = select(held.c.is_sealed, held.c.content_key).where(held.c.item_id == bindparam("id"))
_CHUNKS = select(held_chunks.c.kind, held_chunks.c.number, held_chunks.c.data).order_by(
    held_chunks.c.kind, held_chunks.c.number
)


class HeldShelf(Shelf):
    """Keeps held messages; what a record means is the review room's affair."""

    def hold(
        self,
        item_id: str,
        case_id: str,
        *,
        record: Mapping[str, Any],
        detail: Mapping[str, Any],
        raw: bytes,
        state: str,
        risk: float,
        is_sealed: bool,
        received: datetime,
    ) -> bool:
        """
        Commit a message to the store and say whether it was new; the same item again changes nothing.

        Raises:
            NotReady: it could not be committed; the message is not in our custody.
        """
        key = sealing.new_content_key()
        row = {
            "item_id": item_id,
            "case_id": case_id,
            "etag": new_etag(),
            "state": state,
            "is_open": True,
            "is_sealed": is_sealed,
            "is_expired": False,
            "risk": risk,
            "unsent": 0,
            "received": stamp(received),
            "expires": stamp(received + timedelta(days=self._settings.hold_days)),
            "record": self._vault.encrypt_json(record, "held", item_id),
            "content_key": self._wrapped(key, item_id, is_sealed=is_sealed),
        }
        with self._database.write(durable=True) as connection:
            if not insert_new(connection, held, row):
                return False
            _put_chunks(connection, item_id, key, json.dumps(detail).encode(), DETAIL)
            _put_chunks(connection, item_id, key, raw, MESSAGE)
        return True

    def held_item(self, item_id: str) -> HeldItem | None:
        """Return one item, or None."""
        with self._database.read() as connection:
            row = connection.execute(_ONE, {"id": item_id}).mappings().first()
        return self._item(row) if row else None

    def held_items(
        self, *, is_open: bool, state: str = "", after: tuple[float, str] | None = None, limit: int = 50
    ) -> tuple[HeldItem, ...]:
        """Return items by descending risk, then by id, beginning after the one with that risk and id."""
        conditions: list[ColumnElement[bool]] = [held.c.is_open == is_open]
        if state:
            conditions.append(held.c.state == state)
        if after:
            risk, item_id = after
            conditions.append(or_(held.c.risk < risk, and_(held.c.risk == risk, held.c.item_id > item_id)))
        query = select(*_COLUMNS).where(*conditions).order_by(held.c.risk.desc(), held.c.item_id).limit(limit)
        return self._items(query)

    def unsent_items(self, limit: int = 100) -> tuple[HeldItem, ...]:
        """Return items with released recipients that nobody reported as delivered, oldest first."""
        return self._items(select(*_COLUMNS).where(held.c.unsent > 0).order_by(held.c.received).limit(limit))

    def replace_held(
        self, item_id: str, etag: str, *, record: Mapping[str, Any], state: str, is_open: bool, unsent: int
    ) -> HeldItem:
        """
        Change an item that still has this etag, durably, and return it with its new one.

        Raises:
            NotFound: no such item.
            Conflict: it changed since it was read.
        """
        changes = {
            "etag": new_etag(),
            "record": self._vault.encrypt_json(record, "held", item_id),
            "state": state,
            "is_open": is_open,
            "unsent": unsent,
        }
        with self._database.write(durable=True) as connection:
            query = update(held).where(held.c.item_id == item_id, held.c.etag == etag).values(**changes)
            changed = connection.execute(query).rowcount
            row = connection.execute(_ONE, {"id": item_id}).mappings().first()
        if row is None:
            raise NotFound("no such review item", resource=f"reviewItems/{item_id}")
        if not changed:
            raise Conflict("the review item changed since it was read")
        return self._item(row)

    def held_detail(self, item_id: str) -> dict[str, Any]:
        """
        Return an item's details.

        Raises:
            NotFound: no such item, or its content was purged.
            Conflict: the item is sealed.
        """
        detail: dict[str, Any] = json.loads(self._content(item_id, DETAIL))
        return detail

    def held_message(self, item_id: str) -> bytes:
        """Return the raw message as it was received; raises as `held_detail` does."""
        return self._content(item_id, MESSAGE)

    def sealed_parcel(self, item_id: str) -> bytes:
        """
        Return a sealed item as one file that only the security officer's private key opens.

        Raises:
            NotFound: no such item, or its content was purged.
            Conflict: it is not sealed to a security officer.
        """
        wrapped, is_sealed = self._content_key(item_id)
        if not is_sealed or not wrapped.startswith((b"R", b"X")):
            raise Conflict("the review item is not sealed to a security officer")
        return sealing.make_parcel(item_id, wrapped, self._chunks(item_id))

    def add_item_event(self, item_id: str, kind: str, body: Mapping[str, Any], time: datetime) -> None:
        """Append a line to an item's journal, durably; lines are never changed."""
        record = self._vault.encrypt_json(body, "item_events", f"{item_id} {kind}")
        row = {"item_id": item_id, "kind": kind, "time": stamp(time), "body": record}
        with self._database.write(durable=True) as connection:
            connection.execute(item_events.insert(), row)

    def item_events(self, item_id: str) -> tuple[ItemEvent, ...]:
        """Return an item's journal in the order it was written."""
        return self._events(item_events.c.item_id == item_id)

    def events_of_kind(self, kind: str, since: datetime) -> tuple[ItemEvent, ...]:
        """Return the lines of one kind over all items since a time, for the export of labels and reveals."""
        return self._events(and_(item_events.c.kind == kind, item_events.c.time >= stamp(since)))

    def _events(self, condition: ColumnElement[bool]) -> tuple[ItemEvent, ...]:
        with self._database.read() as connection:
            rows = connection.execute(select(item_events).where(condition).order_by(item_events.c.id)).all()
        return tuple(
            ItemEvent(
                row.item_id,
                row.kind,
                moment(row.time),
                self._vault.decrypt_json(row.body, "item_events", f"{row.item_id} {row.kind}"),
            )
            for row in rows
        )

    def _items(self, query: Any) -> tuple[HeldItem, ...]:  # noqa: ANN401 - a select of `_COLUMNS`, whose type is private
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(self._item(row) for row in rows)

    def _item(self, row: RowMapping) -> HeldItem:
        plain = {
            "record": self._vault.decrypt_json(row["record"], "held", row["item_id"]),
            "received": moment(row["received"]),
            "expires": moment(row["expires"]),
        }
        return HeldItem(**{**row, **plain})

    def _wrapped(self, key: bytes, item_id: str, *, is_sealed: bool) -> bytes:
        if is_sealed and self._officer:
            return sealing.wrap(key, self._officer, item_id)
        return self._vault.encrypt(key, "content_key", item_id)

    def _content_key(self, item_id: str) -> tuple[bytes, bool]:
        with self._database.read() as connection:
            row = connection.execute(_KEY, {"id": item_id}).first()
        if row is None or row.content_key is None:
            raise NotFound("no such review item, or its content was purged", resource=f"reviewItems/{item_id}")
        return row.content_key, row.is_sealed

    def _content(self, item_id: str, kind: int) -> bytes:
        wrapped, is_sealed = self._content_key(item_id)
        if is_sealed:
            raise Conflict("the review item is sealed for the security officer")
        key = self._vault.decrypt(wrapped, "content_key", item_id)
        return sealing.decrypted(self._chunks(item_id, kind), key, item_id)

    def _chunks(self, item_id: str, *kinds: int) -> tuple[Chunk, ...]:
        query = _CHUNKS.where(held_chunks.c.item_id == item_id)
        if kinds:
            query = query.where(held_chunks.c.kind.in_(kinds))
        with self._database.read() as connection:
            return tuple(Chunk(*row) for row in connection.execute(query))


def _put_chunks(connection: Connection, item_id: str, key: bytes, content: bytes, kind: int) -> None:
    for chunk in sealing.encrypted(content, key, item_id, kind):
        row = {"item_id": item_id, "kind": kind, "number": chunk.number, "data": chunk.data}
        connection.execute(held_chunks.insert(), row)


def new_etag() -> str:
    """Return an etag that no item had before."""
    return secrets.token_hex(8)
