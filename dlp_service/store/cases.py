"""
Case records and remembered answers: what an ordinary mail leaves behind.

Both go in with one small commit, because most mail is allowed and pays this price and no other.  A record is what the
caller makes it, without message text; the store adds keyed hashes of the sender and the recipients, so that a later
report of what was delivered can be matched to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from dlp_service.errors import Conflict, NotFound
from dlp_service.store.database import insert_new, run_prepared
from dlp_service.store.schema import cases, moment, requests, stamp
from dlp_service.store.shelf import Shelf
from dlp_service.store.vault import HASH_BYTES
from dlp_service.values import utc_now

PAGE = 500
_RESPONSE = select(requests).where(requests.c.request == bindparam("request"))
_DROP = delete(requests).where(requests.c.request == bindparam("key"), requests.c.expires <= bindparam("now"))
_CASE = select(cases.c.body).where(cases.c.case_id == bindparam("id"))
_PARTIES = select(cases.c.sender, cases.c.recipients).where(cases.c.case_id == bindparam("id"))


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
    """Keyed hashes of who took part in a case; an empty `sender` is nobody we could name."""

    case_id: str
    sender: bytes
    recipients: frozenset[bytes]


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
        request: Request | None = None,
        response: bytes = b"",
    ) -> bytes:
        """
        Keep a case and, where the caller named its request, the answer, in one transaction; return the answer to give.

        That is `response`, unless another call of the same name was faster: then it is that call's answer, and this
        case is not kept.  With no `sender` and no `recipients` nothing will ever be learnt from the case.

        Raises:
            Conflict: the request's name was used for a different request.
            NotReady: nothing was committed.
        """
        with self._database.write() as connection:
            if request:
                winner = self._remember(connection, request, response, received)
                if winner is not None:
                    return winner
            self._put_case(connection, case_id, record, received=received, sender=sender, recipients=recipients)
        return response

    def put_case(
        self,
        case_id: str,
        record: Mapping[str, Any],
        *,
        received: datetime | None = None,
        sender: str = "",
        recipients: Iterable[str] = (),
    ) -> None:
        """Keep a case; the same id again changes nothing."""
        with self._database.write() as connection:
            self._put_case(
                connection, case_id, record, received=received or utc_now(), sender=sender, recipients=recipients
            )

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

    def _put_case(
        self,
        connection: Connection,
        case_id: str,
        record: Mapping[str, Any],
        *,
        received: datetime,
        sender: str,
        recipients: Iterable[str],
    ) -> None:
        row = {
            "case_id": case_id,
            "received": stamp(received),
            "sender": self._vault.hash_address(sender) if sender else b"",
            "recipients": b"".join(map(self._vault.hash_address, recipients)),
            "body": self._vault.encrypt_json(record, "cases", case_id),
        }
        insert_new(connection, cases, row)

    def _parties(self, connection: Connection, case_id: str) -> Parties:
        row = connection.execute(_PARTIES, {"id": case_id}).first()
        if row is None:
            raise NotFound("no such case", resource=case_id)
        starts = range(0, len(row.recipients), HASH_BYTES)
        return Parties(case_id, row.sender, frozenset(row.recipients[start : start + HASH_BYTES] for start in starts))
