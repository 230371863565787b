"""
The same request id gets the same answer: a gateway's retry must not be judged, held or warned about twice.

The answer is kept in the store without text of the message, so that every
server process and the next start know it.  Within one process a second call
of the same name waits for the first.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from dlp_service.options import Options
from dlp_service.pb.dlp.v1.classification_service_pb2 import ClassifyMessageResponse
from dlp_service.store import Request, Store
from dlp_service.values import Envelope, Mode, utc_now


def request_of(options: Options, envelope: Envelope, raw: bytes) -> Request | None:
    """
    Return the request's name and the digest of what it asks; None when nothing is to be remembered.

    Covered is what decides: who sends what to whom, and how it is judged.  A retry in another SMTP session is the same request.
    """
    if not options.request_id or options.mode is Mode.REPLAY:
        return None
    asked = (
        options.mode.value,
        *sorted(stage.value for stage in options.stages),
        envelope.submitter.principal,
        envelope.mail_from,
        *(recipient.address for recipient in envelope.recipients),
        hashlib.sha256(raw).hexdigest(),
    )
    digest = hashlib.sha256("\n".join(asked).encode("utf-8", "replace")).hexdigest()
    return Request(options.caller, options.request_id, digest)


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Remembered:
    """Answers of requests that have a name."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turns: dict[tuple[str, str], _Turn] = {}

    @asynccontextmanager
    async def turn(self, options: Options) -> AsyncIterator[None]:
        """Let calls of one name pass one after the other; those without a name do not wait."""
        if not options.request_id:
            yield
            return
        key = (options.caller, options.request_id)
        turn = self._turns.setdefault(key, _Turn())
        turn.waiting += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                self._turns.pop(key, None)

    def case_id(self, request: Request | None) -> str:
        """
        Return the case that a named request makes, empty for one without a name.

        A retry after a crash between holding a message and remembering the answer is then the same case and the same held item.
        """
        if request is None:
            return ""
        named = f"{request.caller}\0{request.request_id}\0{request.digest}"
        return self._store.pseudonym(hashlib.sha256(named.encode("utf-8", "replace")).hexdigest())

    def known(self, request: Request | None) -> ClassifyMessageResponse | None:
        """
        Return the answer that the request got before, None when there is none.

        Raises:
            Conflict: the name was used for a different request.
            NotReady: the store cannot say.
        """
        if request is None:
            return None
        found = self._store.recall_response(request, utc_now())
        return None if found is None else ClassifyMessageResponse.FromString(found)
