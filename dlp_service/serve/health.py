"""
Health checks that also tell what holds the reading processes in.

The answer of `grpc.health.v1` has no room for it, so it travels as trailing metadata, one entry a kind of process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from grpc_health.v1 import health

from dlp_service.errors import OutOfTime
from dlp_service.extract.isolation.remote import RemoteReader

_HEALTH: Any = health
"""The package of health checks names its asynchronous half only at run time."""
_Servicer: Any = _HEALTH.aio.HealthServicer
PREFIX = "dlp-reading-"
SOON_S, LATER_S = 0.5, 5.0


class Health(_Servicer):  # type: ignore[misc]  # typed at run time only
    """The servicer of the package, with `details` beside its answers; they are kept, so that no check waits for them."""

    def __init__(self) -> None:
        super().__init__()
        self.details: Mapping[str, str] = {}

    async def Check(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - the name and types of the API
        """Answer a check."""
        entries = ((PREFIX + name, state.encode("ascii", "replace")) for name, state in self.details.items())
        context.set_trailing_metadata(tuple((name, state.decode()) for name, state in entries))
        return await super().Check(request, context)

    async def keep_informed(self, pool: RemoteReader) -> None:
        """Ask the pool again and again what is in force; it may be starting still."""
        while True:
            try:
                self.details = await asyncio.to_thread(pool.status)
            except (OSError, OutOfTime, ValueError, LookupError):
                self.details = {"workers": "not reached"}
                await asyncio.sleep(SOON_S)
            else:
                await asyncio.sleep(LATER_S)


def details_of(metadata: Iterable[tuple[str, str | bytes]]) -> dict[str, str]:
    """
    Return the details that came with an answer.

    >>> details_of([("dlp-reading-tika", "seccomp"), ("other", "")])
    {'tika': 'seccomp'}
    """
    return {key.removeprefix(PREFIX): str(value) for key, value in metadata if key.startswith(PREFIX)}
