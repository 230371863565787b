"""The way to a running service, for every command that asks one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dlp_service.errors import NotReady

if TYPE_CHECKING:
    from dlp_service.serve.client import Client

WAIT_S = 10.0
"""How long a command waits for a service that is just starting (it is ready in 5 s)."""


@contextmanager
def connected(target: str, wait_s: float = WAIT_S) -> Iterator[Client]:
    """
    Yield a client of the service at HOST:PORT once it says that it serves.

    Raises:
        NotReady: it does not within `wait_s` seconds; the message names it.
    """
    from dlp_service.serve.client import connect  # noqa: PLC0415 - gRPC is loaded only when it is called

    with connect(target) as client:
        try:
            client.wait_for_ready(wait_s)
        except NotReady as error:
            raise NotReady(f"{target}: {error}") from None
        yield client
