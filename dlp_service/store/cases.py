"""
Case records and remembered answers: what an ordinary mail leaves behind.

Both go in with one small commit, because most mail is allowed and pays this price and no other.  A record is what the
caller makes it, without message text; the store adds keyed hashes of the sender and the recipients, so that a later
report of what was delivered can be matched to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from dlp_service.errors import Conflict, NotFound
from dlp_service.store.database import insert_new, run_prepared
from dlp_service.store.naming import domain_of, is_shipped_webmail, name_in
from dlp_service.store.schema import cases, moment, requests, stamp
from dlp_service.store.shelf import Shelf
from dlp_service.store.vault import HASH_BYTES, folded
from dlp_service.values import utc_now

PAGE = 500
NO_HASH = bytes(HASH_BYTES)
NO_HOSTS: Mapping[str, bytes] = MappingProxyType({})
_RESPONSE = select(requests).where(requests.c.request == bindparam("request"))
_DROP = delete(requests).where(requests.c.request == bindparam("key"), requests.c.expires <= bindparam("now"))
_CASE = select(cases.c.body).where(cases.c.case_id == bindparam("id"))
_PARTIES = (
    select(cases.c.received, cases.c.sender, cases.c.recipients, cases.c.answers)
    .where(cases.c.case_id == bindparam("id"))
    .with_for_update()  # reports about one case take turns
)


@dataclass(frozen=True, slots=True)
class Request:
    """
    A caller's own name for a call, and a digest of everything it asked.

    `digest` must cover message, envelope and options: the same id with another digest is a mistake of the caller.
    """

    caller: str
    request_id: str
    digest: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parties:
    """
    Keyed hashes of who took part in a case, and what is learnt from it once its copies are delivered.

    An empty `sender` is nobody we could name.  In a reply from outside the sender is its author, `author` the rest of what
    is learnt of them, and `answers` the Message-IDs that it answers.
    """

    case_id: str
    received: datetime
    sender: bytes
    recipients: frozenset[bytes]
    author: Author | None = None
    answers: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """Keyed hashes of an address, its domain and the name in it; `name` is empty where none is kept."""

    address: bytes
    domain: bytes
    name: bytes


def cut(data: bytes) -> tuple[bytes, ...]:
    """Return the hashes that stand one after the other in a column."""
    return tuple(data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES))


class CaseShelf(Shelf):
    """Keeps case records for `case_days` and answers for `request_id_hours`."""

    def record_decision(
        self,
        case_id: str,
        record: Mapping[str, Any],
        *,
        received: datetime,
        sender: str = "",
        recipients: Iterable[str] = (),
        message_id: str = "",
        answers: Sequence[str] = (),
        request: Request | None = None,
        response: bytes = b"",
    ) -> bytes:
        """
        Keep a case and, where the caller named its request, the answer, in one transaction; return the answer to give.

        That is `response`, unless another call of the same name was faster: then it is that call's answer, and this
        case is not kept.

        What the case teaches, once its copies are reported as delivered, follows from the parties named: with no
        `recipients` nothing.  `sender` is a principal of ours, `message_id` lets replies be recognised.  A message that
        `answers` others, by their Message-IDs, teaches that its `sender` replied, and nothing about its recipients.

        Raises:
            Conflict: the request's name was used for a different request.
            NotReady: nothing was committed.
        """
        with self._database.write() as connection:
            if request:
                winner = self._remember(connection, request, response, received)
                if winner is not None:
                    return winner
            parties = self._named(sender, recipients, message_id, answers)
            self._put_case(connection, case_id, record, received, parties)
        return response

    def put_case(
        self,
        case_id: str,
        record: Mapping[str, Any],
        *,
        received: datetime | None = None,
        sender: str = "",
        recipients: Iterable[str] = (),
        message_id: str = "",
        answers: Sequence[str] = (),
    ) -> None:
        """Keep a case, as `record_decision` does; the same id again changes nothing."""
        parties = self._named(sender, recipients, message_id, answers)
        with self._database.write() as connection:
            self._put_case(connection, case_id, record, received or utc_now(), parties)

    def get_case(self, case_id: str) -> dict[str, Any] | None:
        """Return a case record, or None when it is unknown or was purged."""
        with self._database.read() as connection:
            body = connection.execute(_CASE, {"id": case_id}).scalar()
        return None if body is None else self._vault.decrypt_json(body, "cases", case_id)

    def iter_cases(self, since: datetime) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
        """
        Yield id, time and record of the cases received since, oldest first.

        Pages are read one by one, so no lock is held while the caller works, and cases that arrive meanwhile appear.
        """
        time, case_id = stamp(since), ""
        while True:
            query = (
                select(cases.c.case_id, cases.c.received, cases.c.body)
                .where((cases.c.received > time) | ((cases.c.received == time) & (cases.c.case_id > case_id)))
                .order_by(cases.c.received, cases.c.case_id)
                .limit(PAGE)
            )
            with self._database.read() as connection:
                rows = connection.execute(query).all()
            for row in rows:
                yield row.case_id, moment(row.received), self._vault.decrypt_json(row.body, "cases", row.case_id)
            if len(rows) < PAGE:
                return
            time, case_id = rows[-1].received, rows[-1].case_id

    def remember_response(self, request: Request, response: bytes, now: datetime) -> bytes:
        """
        Keep an answer and return the one to give: this one, or that of an earlier call of the same name.

        Raises:
            Conflict: the name was used for a different request.
        """
        with self._database.write() as connection:
            winner = self._remember(connection, request, response, now)
        return response if winner is None else winner

    def recall_response(self, request: Request, now: datetime) -> bytes | None:
        """
        Return the answer that a request of this name got, or None.

        Raises:
            Conflict: the name was used for a different request.
        """
        with self._database.read() as connection:
            return self._recall(connection, request, now)

    def _recall(self, connection: Connection, request: Request, now: datetime) -> bytes | None:
        key = self._vault.hash("request", request.caller, request.request_id)
        row = run_prepared(connection, _RESPONSE, {"request": key}).first()
        if row is None or row.expires <= stamp(now):
            return None
        if row.digest != self._vault.hash("request digest", request.digest):
            raise Conflict("this request_id was used for a different request")
        return self._vault.decrypt(row.response, "requests", key.hex())

    def _remember(self, connection: Connection, request: Request, response: bytes, now: datetime) -> bytes | None:
        """Return the answer that was there before, or None after keeping this one."""
        key = self._vault.hash("request", request.caller, request.request_id)
        row = {
            "request": key,
            "digest": self._vault.hash("request digest", request.digest),
            "expires": stamp(now + timedelta(hours=self._settings.request_id_hours)),
            "response": self._vault.encrypt(response, "requests", key.hex()),
        }
        if insert_new(connection, requests, row):
            return None
        connection.execute(_DROP, {"key": key, "now": stamp(now)})
        return None if insert_new(connection, requests, row) else self._recall(connection, request, now)

    def _named(
        self, sender: str, recipients: Iterable[str], message_id: str, answers: Sequence[str]
    ) -> dict[str, bytes | None]:
        """Return the columns that say, in hashes, who took part in a case and what it answers."""
        author = self._contact(sender) if answers else None
        told = b"" if author is None else author.domain + (author.name or NO_HASH)
        return {
            "sender": self._vault.hash_address(sender) if sender else b"",
            "recipients": b"".join(map(self._vault.hash_address, recipients)),
            "message": self._vault.hash("message", message_id) if message_id and not answers else None,
            "answers": told + b"".join(self._vault.hash("message", one) for one in answers) if answers else None,
        }

    def _contact(self, address: str) -> Author:
        """Return the hashes under which somebody is remembered: webmail users are never learnt, nor are their names."""
        found = self._author(address)
        return replace(found, name=b"") if found.name and is_shipped_webmail(domain_of(address)) else found

    def _author(self, address: str, hosts: Mapping[str, bytes] = NO_HOSTS) -> Author:
        """Return the hashes by which somebody is looked up; those of the `hosts` are known already."""
        whole = folded(address)
        local, _, domain = whole.rpartition("@")
        name = name_in(local) if self._settings.contact_names else ""
        return Author(
            self._vault.hash_folded(whole),
            hosts.get(domain) or self._vault.hash_folded(domain),
            self._vault.hash("name", name) if name else b"",
        )

    def _put_case(
        self,
        connection: Connection,
        case_id: str,
        record: Mapping[str, Any],
        received: datetime,
        parties: Mapping[str, bytes | None],
    ) -> None:
        body = self._vault.encrypt_json(record, "cases", case_id)
        insert_new(connection, cases, {"case_id": case_id, "received": stamp(received), "body": body, **parties})

    def _parties(self, connection: Connection, case_id: str) -> Parties:
        row = run_prepared(connection, _PARTIES, {"id": case_id}).first()
        if row is None:
            raise NotFound("no such case", resource=case_id)
        known = Parties(case_id, moment(row.received), row.sender, frozenset(cut(row.recipients)))
        if row.answers is None:
            return known
        domain, name, *answers = cut(row.answers)
        author = Author(row.sender, domain, b"" if name == NO_HASH else name)
        return replace(known, author=author, answers=tuple(answers))
