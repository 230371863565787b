"""
The tables, as the newest migration leaves them.

Columns that a query needs are plain: states, scores, times, keyed hashes.  Everything that says who wrote what to whom
is in a `LargeBinary` that the vault encrypted.  Times are whole microseconds since 1970 UTC, days whole days.  Nothing
here is particular to SQLite.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)

HEAD = "0002"
"""The newest migration; a store at another one is migrated when it is opened."""

METADATA = MetaData()

meta = Table("meta", METADATA, Column("name", String, primary_key=True), Column("value", LargeBinary, nullable=False))

held = Table(
    "held",
    METADATA,
    Column("item_id", String, primary_key=True),
    Column("case_id", String, nullable=False, unique=True),
    Column("etag", String, nullable=False),
    Column("state", String, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("is_sealed", Boolean, nullable=False),
    Column("is_expired", Boolean, nullable=False),
    Column("risk", Float, nullable=False),
    Column("unsent", Integer, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("content_key", LargeBinary),
    Index("held_queue", "is_open", "risk", "item_id"),
    Index("held_expires", "expires"),
)

held_chunks = Table(
    "held_chunks",
    METADATA,
    Column("item_id", String, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("item_id", "kind", "number"),
)

item_events = Table(
    "item_events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("item_id", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("item_events_kind", "kind", "time"),
)

cases = Table(
    "cases",
    METADATA,
    Column("case_id", String, primary_key=True),
    Column("received", BigInteger, nullable=False, index=True),
    Column("sender", LargeBinary, nullable=False),
    Column("recipients", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("message", LargeBinary, index=True),
    Column("answers", LargeBinary),
)

requests = Table(
    "requests",
    METADATA,
    Column("request", LargeBinary, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("expires", BigInteger, nullable=False, index=True),
    Column("response", LargeBinary, nullable=False),
)

# A row is an address, a whole domain or a name (keyed by hashes of different purposes), so that one query asks for all.
# `past` is packed by `past.py`; the days beside it say when a row is to be looked through or dropped.
contacts = Table(
    "contacts",
    METADATA,
    Column("recipient", LargeBinary, primary_key=True),
    Column("first_day", Integer, nullable=False, index=True),
    Column("last_day", Integer, nullable=False, index=True),
    Column("past", LargeBinary, nullable=False),
)

contact_senders = Table(
    "contact_senders",
    METADATA,
    Column("recipient", LargeBinary, nullable=False),
    Column("sender", LargeBinary, nullable=False),
    Column("first_day", Integer, nullable=False, index=True),
    Column("last_day", Integer, nullable=False, index=True),
    Column("past", LargeBinary, nullable=False),
    PrimaryKeyConstraint("recipient", "sender"),
)

dispositions = Table(
    "dispositions",
    METADATA,
    Column("case_id", String, nullable=False),
    Column("recipient", LargeBinary, nullable=False),
    Column("outcome", String, nullable=False),
    Column("time", BigInteger, nullable=False, index=True),
    PrimaryKeyConstraint("case_id", "recipient", "outcome"),
)

confirmations = Table(
    "confirmations",
    METADATA,
    Column("reference", String, primary_key=True),
    Column("expires", BigInteger, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)

confirmed = Table(
    "confirmed",
    METADATA,
    Column("content", LargeBinary, nullable=False),
    Column("recipient", LargeBinary, nullable=False),
    Column("expires", BigInteger, nullable=False, index=True),
    PrimaryKeyConstraint("content", "recipient"),
)

switches = Table(
    "switches",
    METADATA,
    Column("name", String, primary_key=True),
    Column("revision", Integer, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stamp(time: datetime) -> int:
    """Return a time as the tables keep it; a time without a zone is a mistake of the caller."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def moment(stamped: int) -> datetime:
    """Return the time that `stamp` was given."""
    return _EPOCH + timedelta(microseconds=stamped)


def day(time: datetime) -> int:
    """Return the number of the UTC day."""
    return (time - _EPOCH).days
