"""Contacts remember on which days they were written to, and cases what they answer."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PAGE = 1000


def upgrade() -> None:
    """
    Rebuild the contacts.

    Which days were written on was not known before: the last delivery is dated on the last day and all others on the
    first, which fades sooner than what was and keeps what was learnt.
    """
    op.add_column("cases", sa.Column("message", sa.LargeBinary(), nullable=True))
    op.add_column("cases", sa.Column("answers", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_cases_message"), "cases", ["message"], unique=False)
    for name in ("contacts", "contact_senders"):
        op.rename_table(name, f"old_{name}")
    contacts = op.create_table(
        "contacts", *_key("recipient"), *_days(), sa.PrimaryKeyConstraint("recipient", name="contacts_by_day_pkey")
    )
    senders = op.create_table(
        "contact_senders",
        *_key("recipient", "sender"),
        *_days(),
        sa.PrimaryKeyConstraint("recipient", "sender", name="contact_senders_by_day_pkey"),
    )
    connection = op.get_bind()
    for page in _pages(connection, "SELECT recipient, deliveries, first_day, last_day, has_replied FROM old_contacts"):
        rows = [{**_past(row, _latest(connection, row.recipient)), "recipient": row.recipient} for row in page]
        connection.execute(contacts.insert(), rows)
    for page in _pages(connection, "SELECT *, false AS has_replied FROM old_contact_senders"):
        rows = [{**_past(row, ()), "recipient": row.recipient, "sender": row.sender} for row in page]
        connection.execute(senders.insert(), rows)
    for name in ("contacts", "contact_senders"):
        op.drop_table(f"old_{name}")
        for column in ("first_day", "last_day"):
            op.create_index(op.f(f"ix_{name}_{column}"), name, [column], unique=False)


def _key(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=False) for name in names]


def _days() -> list[sa.Column[Any]]:
    days: list[sa.Column[Any]] = [sa.Column(name, sa.Integer(), nullable=False) for name in ("first_day", "last_day")]
    return [*days, sa.Column("past", sa.LargeBinary(), nullable=False)]


def _pages(connection: sa.Connection, query: str) -> Iterator[Sequence[sa.Row[Any]]]:
    """Yield the rows of a query, a page at a time, so that a large store is never in memory."""
    yield from connection.execution_options(stream_results=True).execute(sa.text(query)).partitions(PAGE)


def _latest(connection: sa.Connection, recipient: bytes) -> tuple[tuple[bytes, int], ...]:
    """Return the three of our principals who wrote last, and when."""
    query = sa.text(
        "SELECT sender, last_day FROM old_contact_senders WHERE recipient = :recipient"
        " ORDER BY last_day DESC, sender LIMIT 3"
    )
    return tuple((row.sender, row.last_day) for row in connection.execute(query, {"recipient": recipient}))


def _past(row: sa.Row[Any], latest: tuple[tuple[bytes, int], ...]) -> dict[str, Any]:
    """Return the columns of a row: format 1, the day of the last reply or -1, deliveries by day, who wrote last."""
    days: dict[int, int] = {}
    for day, count in ((row.first_day, row.deliveries - 1), (row.last_day, min(row.deliveries, 1))):
        if count > 0:
            days[day] = days.get(day, 0) + count
    numbers = [number for day in sorted(days) for number in (day, days[day])]
    head = struct.pack("<BiHB", 1, row.last_day if row.has_replied else -1, len(days), len(latest))
    tail = b"".join(struct.pack("<16si", *pair) for pair in latest)
    past = head + struct.pack(f"<{len(numbers)}I", *numbers) + tail
    return {"first_day": row.first_day, "last_day": row.last_day, "past": past}
