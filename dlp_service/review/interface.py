"""
What the review room asks of a store.

The room knows what an item means, the store keeps it: encrypted, durable, with an etag.  A record and a detail are
JSON objects that only this room reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol


class StoredItem(Protocol):
    """One held message as the store returns it."""

    @property
    def item_id(self) -> str:
        """The last part of the item's name."""
        ...

    @property
    def case_id(self) -> str:
        """The case it belongs to."""
        ...

    @property
    def etag(self) -> str:
        """Different after every change."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether somebody is still undecided."""
        ...

    @property
    def is_sealed(self) -> bool:
        """Whether only the security officer can read it."""
        ...

    @property
    def is_expired(self) -> bool:
        """Whether its time ran out before everybody was decided."""
        ...

    @property
    def risk(self) -> float:
        """Its place in the queue."""
        ...

    @property
    def received(self) -> datetime:
        """When the message came."""
        ...

    @property
    def expires(self) -> datetime:
        """When whoever is undecided counts as rejected."""
        ...

    @property
    def record(self) -> Mapping[str, Any]:
        """What the room keeps about it."""
        ...


class StoredEvent(Protocol):
    """One line of an item's journal as the store returns it."""

    @property
    def kind(self) -> str:
        """An `EventKind`."""
        ...

    @property
    def time(self) -> datetime:
        """When it happened."""
        ...

    @property
    def body(self) -> Mapping[str, Any]:
        """What the room wrote."""
        ...


class ReviewStore(Protocol):
    """
    Keeps held messages.  Everything here is durable when it returns.

    Any method raises `NotReady` when the store cannot be used, and then nothing was changed.
    """

    def transaction(self, *, durable: bool = False) -> AbstractContextManager[None]:
        """Commit what the block does at once, or nothing of it."""
        ...

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
        """Keep a message and say whether it was new; the same item again changes nothing."""
        ...

    def held_item(self, item_id: str) -> StoredItem | None:
        """Return one item, or None."""
        ...

    def held_items(
        self, *, is_open: bool, state: str = "", after: tuple[float, str] | None = None, limit: int = 50
    ) -> Sequence[StoredItem]:
        """Return items by descending risk, then id, after the one with that risk and id."""
        ...

    def unsent_items(self, limit: int = 100) -> Sequence[StoredItem]:
        """Return items with released copies that are still to be delivered, oldest first."""
        ...

    def replace_held(
        self, item_id: str, etag: str, *, record: Mapping[str, Any], state: str, is_open: bool, unsent: int
    ) -> StoredItem:
        """Change an item that still has this etag; raises NotFound or Conflict."""
        ...

    def held_detail(self, item_id: str) -> Mapping[str, Any]:
        """Return an item's evidence; raises NotFound, or Conflict for a sealed one."""
        ...

    def held_message(self, item_id: str) -> bytes:
        """Return the raw message; raises NotFound, or Conflict for a sealed one."""
        ...

    def add_item_event(self, item_id: str, kind: str, body: Mapping[str, Any], time: datetime) -> None:
        """Append a line to an item's journal."""
        ...

    def item_events(self, item_id: str) -> Sequence[StoredEvent]:
        """Return an item's journal in order."""
        ...
