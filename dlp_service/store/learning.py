"""
What one report changes: everything is read at once, changed in memory, and written at once.

A copy teaches a delivery when it was reported DELIVERED and nobody reported that it came to nothing, in whatever order;
a bounce after a delivery takes the delivery back.  A reply teaches when what it answers was reported DELIVERED, before or
after it.  All of it is inside the one transaction of the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, bindparam, delete, select, update

from dlp_service.store.cases import Author, Parties, cut
from dlp_service.store.database import insert_many, insert_new, run_many, run_prepared
from dlp_service.store.past import WRITERS, Fading, Past
from dlp_service.store.schema import cases, contact_senders, contacts, day, dispositions, moment

DELIVERED, REPLIED, ANSWERED = "DELIVERED", "REPLIED", "ANSWERED"
"""REPLIED is a gateway's own word for it; ANSWERED is noted by the store when it saw the reply itself."""

LOST = frozenset({"FAILED", "REJECTED", "DISCARDED"})
LEGS = 100
"""Of the cases with one Message-ID, the newest so many are looked through for a reply; a mail has few legs."""

PLACES = (8, 32, 128, 512, 2048)
"""Keys are looked up by statements with this many places, so that few statements are ever prepared."""

_CONTACT = update(contacts).where(contacts.c.recipient == bindparam("key"))
_PAIR = and_(contact_senders.c.recipient == bindparam("key"), contact_senders.c.sender == bindparam("who"))
_FRESH: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("first_day", "last_day", "past")}
_PUT = _CONTACT.values(_FRESH)
_PUT_PAIR = update(contact_senders).where(_PAIR).values(_FRESH)
_DROP = delete(contacts).where(contacts.c.recipient == bindparam("key"))
_DROP_PAIR = delete(contact_senders).where(_PAIR)
_LATEST = (
    select(contact_senders.c.sender, contact_senders.c.last_day)
    .where(contact_senders.c.recipient == bindparam("key"))
    .order_by(contact_senders.c.last_day.desc(), contact_senders.c.sender)
    .limit(WRITERS)
)
_ANSWERED = (
    update(dispositions)
    .where(
        dispositions.c.case_id == bindparam("case"),
        dispositions.c.recipient == bindparam("who"),
        dispositions.c.outcome == ANSWERED,
        dispositions.c.time < bindparam("now"),
    )
    .values(time=bindparam("now"))
)


def batches(keys: Iterable[bytes]) -> Iterable[dict[str, bytes]]:
    """Yield the parameters `k0`, `k1` and so on for all keys, each time as many as a statement has places."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), PLACES[-1]):
        batch = ordered[start : start + PLACES[-1]]
        places = next(size for size in PLACES if len(batch) <= size)
        # The last key stands in the places that are left, which changes nothing in a list of alternatives.
        yield {f"k{place}": key for place, key in enumerate(batch + batch[-1:] * (places - len(batch)))}


def places(count: int) -> list[Any]:
    """Return the parameters of a list with this many places."""
    return [bindparam(f"k{place}") for place in range(count)]


@cache
def _reported(count: int) -> Select[Any]:
    return select(dispositions.c.recipient, dispositions.c.outcome, dispositions.c.time).where(
        dispositions.c.case_id == bindparam("case"), dispositions.c.recipient.in_(places(count))
    )


@cache
def _pasts(count: int) -> Select[Any]:
    query = select(contacts.c.recipient, contacts.c.past).where(contacts.c.recipient.in_(places(count)))
    return query.with_for_update()  # SQLite, where writers take turns anyway, leaves the clause out


@cache
def _pairs(count: int) -> Select[Any]:
    query = select(contact_senders.c.recipient, contact_senders.c.past).where(
        contact_senders.c.sender == bindparam("who"), contact_senders.c.recipient.in_(places(count))
    )
    return query.with_for_update()


@cache
def _legs(count: int) -> Select[Any]:
    query = select(cases.c.case_id, cases.c.recipients).where(cases.c.message.in_(places(count)))
    query = query.with_for_update()
    return query.order_by(cases.c.received.desc(), cases.c.case_id).limit(LEGS)


@dataclass(slots=True)
class _Change:
    """What happened to one address: days delivered, days taken back, and the day of the newest reply."""

    person: Author
    delivered: list[int] = field(default_factory=list)
    taken_back: list[int] = field(default_factory=list)
    replied: int = -1

    @property
    def keys(self) -> frozenset[bytes]:
        """Return what is remembered: the address and its domain, which are one where there is no @."""
        return frozenset({self.person.address, self.person.domain})


class Lesson:
    """Learns from one report; make it inside a write transaction and call `write` once at its end."""

    def __init__(self, connection: Connection, parties: Parties, fading: Fading, now: int) -> None:
        self._connection = connection
        self._parties = parties
        self._fading = fading
        self._now = now
        self._told: dict[bytes, dict[str, int]] = {}
        self._changes: dict[bytes, _Change] = {}

    def recall(self, recipients: Iterable[bytes]) -> None:
        """Read what was reported before about these recipients of the case."""
        for keys in batches(set(recipients)):
            values: dict[str, Any] = {**keys, "case": self._parties.case_id}
            for row in run_prepared(self._connection, _reported(len(keys)), values):
                self._told.setdefault(row.recipient, {})[row.outcome] = row.time

    def take(self, person: Author, outcome: str) -> bool:
        """Take one outcome of one recipient and say whether it was new."""
        told = self._told.setdefault(person.address, {})
        if outcome in told or not self._note(self._parties.case_id, person.address, outcome):
            return False
        before = dict(told)
        told[outcome] = self._now
        if self._parties.author is None and person.address in self._parties.recipients:
            self._learn(person, outcome, before)
        return True

    def answered(self) -> None:
        """Learn that the author of this case replied to what it answers, as far as that was delivered to them."""
        author = self._parties.author
        if author is None:
            return
        for keys in batches(set(self._parties.answers)):
            for row in run_prepared(self._connection, _legs(len(keys)), keys).all():
                if author.address in cut(row.recipients):
                    self._answer(row.case_id, author)

    def write(self) -> None:
        """Write what was learnt."""
        if not self._changes:
            return
        pasts = self._addresses_and_domains()
        people = [change.person for change in self._changes.values() if change.person.name]
        learnt = {person: pasts[person.address].known_as_of(self._fading) for person in people}
        wanted = {
            person.name for person, as_of in learnt.items() if as_of >= 0 or self._changes[person.address].taken_back
        }
        names = self._load(wanted) if wanted else {}
        for person, as_of in learnt.items():
            if person.name in names and self._changes[person.address].taken_back:
                names[person.name].latest.pop(person.domain, None)
            if as_of >= 0:
                names[person.name].meet(person.domain, as_of)
        self._save(pasts)
        self._save(names)

    def _note(self, case_id: str, recipient: bytes, outcome: str) -> bool:
        row = {"case_id": case_id, "recipient": recipient, "outcome": outcome, "time": self._now}
        return insert_new(self._connection, dispositions, row)

    def _learn(self, person: Author, outcome: str, before: Mapping[str, int]) -> None:
        was_lost = not LOST.isdisjoint(before)
        if outcome == DELIVERED and ANSWERED in before:
            self._replied(person, before[ANSWERED])
        if outcome == REPLIED:
            self._replied(person, self._now)
        if outcome == DELIVERED and not was_lost:
            self._change(person).delivered.append(_day(self._now))
        if outcome in LOST and DELIVERED in before and not was_lost:
            self._change(person).taken_back.append(_day(before[DELIVERED]))

    def _answer(self, case_id: str, author: Author) -> None:
        if not self._note(case_id, author.address, ANSWERED):
            values = {"case": case_id, "who": author.address, "now": self._now}
            run_many(self._connection, _ANSWERED, [values])
        told = run_prepared(
            self._connection, _reported(PLACES[0]), {**next(iter(batches([author.address]))), "case": case_id}
        )
        if any(row.outcome == DELIVERED for row in told):
            self._replied(author, self._now)

    def _replied(self, person: Author, time: int) -> None:
        change = self._change(person)
        change.replied = max(change.replied, _day(time))

    def _change(self, person: Author) -> _Change:
        return self._changes.setdefault(person.address, _Change(person))

    def _addresses_and_domains(self) -> dict[bytes, Past]:
        """Return the changed pasts of addresses and domains, after writing who wrote to them."""
        changes, sender = self._changes.values(), self._parties.sender
        touched = {key for change in changes for key in change.keys}
        pasts = self._load(touched)
        writer = b"" if self._parties.author else sender
        pairs = self._load_pairs(touched, writer) if writer else {}
        for change in changes:
            for key in change.keys:
                for one in change.delivered:
                    pasts[key].deliver(one, writer)
                    if writer:
                        pairs[key].deliver(one)
                for one in change.taken_back:
                    pasts[key].take_back(one)
                    if writer:
                        pairs[key].take_back(one)
                pasts[key].reply(change.replied)
        self._save_pairs(pairs, writer)
        for change in changes:
            if change.taken_back:
                for key in change.keys:
                    rows = run_prepared(self._connection, _LATEST, {"key": key})
                    pasts[key].latest = {row.sender: row.last_day for row in rows}
        return pasts

    def _load(self, keys: set[bytes]) -> dict[bytes, Past]:
        """Return the pasts of keys, locked until the transaction ends; who is new gets an empty row first."""
        empty = {"first_day": 0, "last_day": 0, "past": Past().pack()}
        insert_many(self._connection, contacts, [{"recipient": key, **empty} for key in sorted(keys)])
        return self._read(keys, _pasts, {})

    def _load_pairs(self, keys: set[bytes], sender: bytes) -> dict[bytes, Past]:
        empty = {"sender": sender, "first_day": 0, "last_day": 0, "past": Past().pack()}
        insert_many(self._connection, contact_senders, [{"recipient": key, **empty} for key in sorted(keys)])
        return self._read(keys, _pairs, {"who": sender})

    def _read(self, keys: set[bytes], statement: Any, more: Mapping[str, bytes]) -> dict[bytes, Past]:  # noqa: ANN401 - a cached function
        rows: list[Row[Any]] = []
        for batch in batches(keys):
            rows += run_prepared(self._connection, statement(len(batch)), {**batch, **more})
        return {row.recipient: Past.unpack(row.past) for row in rows}

    def _save(self, pasts: Mapping[bytes, Past]) -> None:
        rows = [_columns(key, past) for key, past in pasts.items() if not past.is_empty]
        run_many(self._connection, _PUT, rows)
        run_many(self._connection, _DROP, [{"key": key} for key, past in pasts.items() if past.is_empty])

    def _save_pairs(self, pairs: Mapping[bytes, Past], sender: bytes) -> None:
        full = [{**_columns(key, past), "who": sender} for key, past in pairs.items() if not past.is_empty]
        run_many(self._connection, _PUT_PAIR, full)
        empty = [{"key": key, "who": sender} for key, past in pairs.items() if past.is_empty]
        run_many(self._connection, _DROP_PAIR, empty)


def _columns(key: bytes, past: Past) -> dict[str, Any]:
    return {"key": key, "new_first_day": past.first_day, "new_last_day": past.last_day, "new_past": past.pack()}


def forget(connection: Connection, table: Table, oldest: int, limit: int) -> tuple[int, int]:
    """
    Drop rows in which nothing counts since `oldest`, and cut at most `limit` others down to it.

    Return how many were dropped and how many were cut.
    """
    gone = connection.execute(delete(table).where(table.c.last_day < oldest)).rowcount
    keys = list(table.primary_key.columns)
    query = select(*keys, table.c.past).where(table.c.first_day < oldest, table.c.last_day >= oldest)
    rows = connection.execute(query.limit(limit).with_for_update()).all()
    for found in rows:
        past = Past.unpack(found.past)
        past.forget(oldest)
        mine = and_(*(key == value for key, value in zip(keys, found, strict=False)))
        connection.execute(update(table).where(mine).values(first_day=past.first_day, past=past.pack()))
    return gone, len(rows)


def _day(stamped: int) -> int:
    return day(moment(stamped))
