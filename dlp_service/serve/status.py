"""
Errors of the rooms in gRPC's words: the one table from class to code.

A caller gets a code to act on, one line for people, and machine-readable
details of `google.rpc` in the status trailer.  Whatever is not in the table is
our bug: the caller sees INTERNAL and a reference, and the log says where it
happened without saying with which text.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import grpc
from google.protobuf.message import Message as ProtoMessage
from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped]  # has no stubs

from dlp_service.errors import (
    Cancelled,
    ConfigError,
    Conflict,
    DlpError,
    InvalidMessage,
    NotFound,
    NotReady,
    OutOfTime,
    Overloaded,
)

DOMAIN = "dlp.v1"
DETAILS_KEY = "grpc-status-details-bin"


def _retry(error: DlpError) -> list[ProtoMessage]:
    assert isinstance(error, Overloaded | NotReady)
    info = error_details_pb2.RetryInfo()
    info.retry_delay.FromNanoseconds(round(error.retry_after_s * 1e9))
    return [info]


def _field(error: DlpError) -> list[ProtoMessage]:
    assert isinstance(error, InvalidMessage)
    violation = error_details_pb2.BadRequest.FieldViolation(field=error.field, description=str(error))
    return [error_details_pb2.BadRequest(field_violations=[violation])]


def _resource(error: DlpError) -> list[ProtoMessage]:
    assert isinstance(error, NotFound)
    kind = error.resource.partition("/")[0]
    return [
        error_details_pb2.ResourceInfo(resource_type=kind, resource_name=error.resource, description=str(error)),
    ]


def _nothing(_: DlpError) -> list[ProtoMessage]:
    return []


Details = Callable[[DlpError], list[ProtoMessage]]
TABLE: tuple[tuple[type[DlpError], grpc.StatusCode, Details], ...] = (
    (InvalidMessage, grpc.StatusCode.INVALID_ARGUMENT, _field),
    (Overloaded, grpc.StatusCode.RESOURCE_EXHAUSTED, _retry),
    (NotReady, grpc.StatusCode.UNAVAILABLE, _retry),
    (NotFound, grpc.StatusCode.NOT_FOUND, _resource),
    (Conflict, grpc.StatusCode.ABORTED, _nothing),
    (Cancelled, grpc.StatusCode.CANCELLED, _nothing),
    (OutOfTime, grpc.StatusCode.DEADLINE_EXCEEDED, _nothing),
    (ConfigError, grpc.StatusCode.FAILED_PRECONDITION, _nothing),
)
"""The first class that fits decides; every answer also carries an ErrorInfo with the error's `reason`."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What the caller is told: a code, one line, and the details trailer."""

    code: grpc.StatusCode
    message: str
    details: tuple[ProtoMessage, ...]

    @property
    def trailers(self) -> tuple[tuple[str, bytes], ...]:
        """Return the metadata that carries the details, as grpc-status reads it."""
        status = status_pb2.Status(code=self.code.value[0], message=self.message)
        for detail in self.details:
            status.details.add().Pack(detail)
        return ((DETAILS_KEY, status.SerializeToString()),)


def failure_of(error: BaseException, reference: str) -> Failure:
    """
    Return what to answer to a failed call; `reference` names the call in our log.

    An error outside the taxonomy gives INTERNAL with the reference alone, because its own words may quote the message.
    """
    if isinstance(error, DlpError):
        for kind, code, details in TABLE:
            if isinstance(error, kind):
                return Failure(code, str(error), (_info(error.reason, reference), *details(error)))
    message = f"internal error, reference {reference}"
    return Failure(grpc.StatusCode.INTERNAL, message, (_info(DlpError.reason, reference),))


def unimplemented(message: str, reference: str) -> Failure:
    """Return the answer of an RPC that the contract has and this version has not."""
    return Failure(grpc.StatusCode.UNIMPLEMENTED, message, (_info("UNIMPLEMENTED", reference),))


def where(error: BaseException) -> list[str]:
    """Return the frames of an error, innermost last, as `file:line function`: enough to find a bug, no text of a mail."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]


def details_of(trailers: Iterable[tuple[str, str | bytes]] | None) -> status_pb2.Status | None:
    """Return the status with its details from a call's trailing metadata, for clients; None when there is none."""
    for key, value in trailers or ():
        if key == DETAILS_KEY and isinstance(value, bytes):
            return status_pb2.Status.FromString(value)
    return None


def _info(reason: str, reference: str) -> ProtoMessage:
    info: ProtoMessage = error_details_pb2.ErrorInfo(reason=reason, domain=DOMAIN, metadata={"reference": reference})
    return info
