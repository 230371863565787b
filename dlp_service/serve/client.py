"""
A caller's side of the API, for the command line, the demo and tests.

It does what every gateway should: waits for the service inside its deadline,
retries UNAVAILABLE and nothing else, gives each message a request id so that a
retry is the same call, and streams what is too large for one piece.
Failures come back as the errors they were on the other side.
"""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TypeVar, cast

import grpc
from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped]  # has no stubs
from grpc_health.v1 import health_pb2, health_pb2_grpc

from dlp_service.errors import Cancelled, Conflict, DlpError, InvalidMessage, NotFound, NotReady, OutOfTime, Overloaded
from dlp_service.pb.dlp.v1 import classification_service_pb2 as classification_pb
from dlp_service.pb.dlp.v1 import classification_service_pb2_grpc as classification_grpc
from dlp_service.pb.dlp.v1 import policy_service_pb2 as policy_pb
from dlp_service.pb.dlp.v1 import policy_service_pb2_grpc as policy_grpc
from dlp_service.pb.dlp.v1 import review_service_pb2 as review_pb
from dlp_service.pb.dlp.v1 import review_service_pb2_grpc as review_grpc
from dlp_service.serve.convert import envelope_to_pb
from dlp_service.serve.health import details_of as reading_details
from dlp_service.serve.status import details_of
from dlp_service.textmap import clean
from dlp_service.values import Envelope, Mode

T = TypeVar("T")
UNARY_BYTES = 16 * 1024 * 1024
CHUNK_BYTES = 512 * 1024
RETRIES = {
    "methodConfig": [
        {
            "name": [{"service": "dlp.v1.ClassificationService"}, {"service": "dlp.v1.ReviewService"}],
            "retryPolicy": {
                "maxAttempts": 4,
                "initialBackoff": "0.1s",
                "maxBackoff": "1s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ]
}
OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.enable_http_proxy", 0),
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.service_config", json.dumps(RETRIES)),
)
_MODES = {mode: classification_pb.Mode.Value(f"MODE_{mode.value}") for mode in Mode}


_PLAIN: Mapping[grpc.StatusCode, type[DlpError]] = {
    grpc.StatusCode.RESOURCE_EXHAUSTED: Overloaded,
    grpc.StatusCode.UNAVAILABLE: NotReady,
    grpc.StatusCode.ABORTED: Conflict,
    grpc.StatusCode.CANCELLED: Cancelled,
    grpc.StatusCode.DEADLINE_EXCEEDED: OutOfTime,
}


def connect(target: str, *, timeout_s: float = 30.0, connections: int = 1) -> Client:
    """
    Return a client of the service at `HOST:PORT`; nothing is sent yet.

    A connection stays with one server process: a caller that wants all of them opens several `connections`.
    """
    return Client(target, timeout_s, connections)


class Client(AbstractContextManager["Client"]):
    """A synchronous client, safe to use from several threads; every call ends within `timeout_s`."""

    def __init__(self, target: str, timeout_s: float = 30.0, connections: int = 1) -> None:
        self._timeout_s = timeout_s
        self._channels = [grpc.insecure_channel(target, options=OPTIONS) for _ in range(max(1, connections))]
        self._turn = itertools.cycle(self._channels)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; calls in flight are cancelled."""
        for channel in self._channels:
            channel.close()

    def wait_for_ready(self, timeout_s: float | None = None) -> None:
        """
        Wait until the service answers its health check with SERVING.

        Raises:
            NotReady: it does not within the time.
        """
        request = health_pb2.HealthCheckRequest()
        limit = self._timeout_s if timeout_s is None else timeout_s
        for channel in self._channels:
            try:
                stub: Any = health_pb2_grpc.HealthStub(channel)
                answer = stub.Check(request, timeout=limit, wait_for_ready=True)
            except grpc.RpcError as error:
                raise NotReady(f"no answer within {limit:g} s") from error_of(error)
            if answer.status != health_pb2.HealthCheckResponse.SERVING:
                raise NotReady("the service is not serving")

    def reading_processes(self) -> dict[str, str]:
        """
        Return what holds each kind of reading process in, or why there is none; empty where nothing is told.

        Raises:
            DlpError: the service could not be asked.
        """
        stub: Any = health_pb2_grpc.HealthStub(next(self._turn))
        try:
            _, call = stub.Check.with_call(health_pb2.HealthCheckRequest(), timeout=self._timeout_s)
        except grpc.RpcError as error:
            raise error_of(error) from None
        return reading_details(call.trailing_metadata() or ())

    def classify(
        self,
        raw: bytes,
        envelope: Envelope,
        *,
        mode: Mode = Mode.ENFORCE,
        stages: Sequence[str] = (),
        request_id: str = "",
        return_quotes: bool = False,
        max_findings: int = 0,
        timeout_s: float | None = None,
    ) -> classification_pb.ClassifyMessageResponse:
        """
        Send one message and return the verdict; above 16 MiB it is streamed.

        Raises:
            DlpError: what the service refused, or that it could not be reached.
        """
        options = classification_pb.ClassifyOptions(
            request_id=request_id or secrets.token_hex(16),
            mode=_MODES[mode],
            stages=stages,
            return_quotes=return_quotes,
            max_findings=max_findings,
        )
        header = classification_pb.ClassifyMessageHeader(
            envelope=envelope_to_pb(envelope), options=options, total_size=len(raw)
        )
        if len(raw) > UNARY_BYTES:
            return self._stream(header, raw, timeout_s)
        request = classification_pb.ClassifyMessageRequest(envelope=header.envelope, options=options, message=raw)
        return self._call(self._classification().ClassifyMessage, request, timeout_s)

    def _stream(
        self, header: classification_pb.ClassifyMessageHeader, raw: bytes, timeout_s: float | None
    ) -> classification_pb.ClassifyMessageResponse:
        method = self._classification().ClassifyMessageStream
        return self._call(method, frames(header, raw), timeout_s).result

    def inspect(
        self, text: str, where: str = "", only: Sequence[str] = (), *, return_quotes: bool = False
    ) -> classification_pb.InspectContentResponse:
        """Look at one text; raises as `classify` does."""
        request = classification_pb.InspectContentRequest(
            text=clean(text), where=where, only=only, return_quotes=return_quotes
        )
        return self._call(self._classification().InspectContent, request)

    def assess(
        self, envelope: Envelope, visible_recipients: Sequence[str] = ()
    ) -> classification_pb.AssessRecipientsResponse:
        """Judge recipients alone; raises as `classify` does."""
        request = classification_pb.AssessRecipientsRequest(
            envelope=envelope_to_pb(envelope), visible_recipients=[clean(item) for item in visible_recipients]
        )
        return self._call(self._classification().AssessRecipients, request)

    def report(self, case_id: str, outcomes: Sequence[tuple[str, str]]) -> None:
        """Say what became of each (address, outcome) of a message; raises as `classify` does."""
        request = classification_pb.ReportDispositionRequest(
            case_id=case_id,
            dispositions=[
                classification_pb.Disposition(address=address, outcome=outcome) for address, outcome in outcomes
            ],
        )
        self._call(self._classification().ReportDisposition, request)

    def confirm(
        self, reference: str, principal: str, recipients: Sequence[str]
    ) -> classification_pb.ConfirmWarningResponse:
        """Record the sender's own answer to a warning; raises as `classify` does."""
        request = classification_pb.ConfirmWarningRequest(
            reference=reference, principal=principal, recipients=recipients
        )
        return self._call(self._classification().ConfirmWarning, request)

    def list_review_items(
        self,
        limit: int = 50,
        *,
        state: review_pb.ReviewState.ValueType = review_pb.REVIEW_STATE_UNSPECIFIED,
        page_token: str = "",
    ) -> review_pb.ListReviewItemsResponse:
        """Return one page of the queue, most risky first; raises as `classify` does."""
        request = review_pb.ListReviewItemsRequest(state=state, page_token=page_token, page_size=limit)
        return self._call(self._review().ListReviewItems, request)

    def get_review_item(self, name: str) -> review_pb.GetReviewItemResponse:
        """Return an item with its masked evidence; raises as `classify` does."""
        return self._call(self._review().GetReviewItem, review_pb.GetReviewItemRequest(name=name))

    def decide_review_item(
        self,
        name: str,
        etag: str,
        decisions: Sequence[review_pb.RecipientDecision],
        *,
        reason: str,
        principal: str,
        label: review_pb.ReviewLabel | None = None,
    ) -> review_pb.ReviewItem:
        """Decide some or all recipients of an item that still has this etag; raises as `classify` does."""
        request = review_pb.DecideReviewItemRequest(
            name=name, etag=etag, decisions=decisions, reason=reason, principal=principal, label=label
        )
        return self._call(self._review().DecideReviewItem, request).item

    def policy_revision(self) -> policy_pb.PolicyRevision:
        """Return the policy that decides now; raises as `classify` does."""
        stub = policy_grpc.PolicyServiceStub(next(self._turn))
        return self._call(stub.GetPolicyRevision, policy_pb.GetPolicyRevisionRequest()).revision

    def validate_policy(self, document: str) -> Sequence[policy_pb.PolicyProblem]:
        """Return the problems of a policy document; raises as `classify` does."""
        stub = policy_grpc.PolicyServiceStub(next(self._turn))
        return self._call(stub.ValidatePolicy, policy_pb.ValidatePolicyRequest(document=clean(document))).problems

    def _classification(self) -> classification_grpc.ClassificationServiceStub:
        return classification_grpc.ClassificationServiceStub(next(self._turn))

    def _review(self) -> review_grpc.ReviewServiceStub:
        return review_grpc.ReviewServiceStub(next(self._turn))

    def _call(self, method: Callable[..., T], request: object, timeout_s: float | None = None) -> T:
        limit = self._timeout_s if timeout_s is None else timeout_s
        try:
            return method(request, timeout=limit, wait_for_ready=True)
        except grpc.RpcError as error:
            raise error_of(error) from None


def frames(
    header: classification_pb.ClassifyMessageHeader, raw: bytes
) -> Iterator[classification_pb.ClassifyMessageStreamRequest]:
    """Yield a message as the stream wants it: the header, then chunks."""
    yield classification_pb.ClassifyMessageStreamRequest(header=header)
    for start in range(0, len(raw), CHUNK_BYTES):
        yield classification_pb.ClassifyMessageStreamRequest(chunk=raw[start : start + CHUNK_BYTES])


def error_of(error: grpc.RpcError) -> DlpError:
    """Return the error that the service raised, as far as its status tells."""
    call = cast("grpc.Call", error)
    code, message = call.code(), call.details() or "the call failed"
    status = details_of(call.trailing_metadata())
    if code is grpc.StatusCode.INVALID_ARGUMENT:
        violation = _detail(status, error_details_pb2.BadRequest())
        return InvalidMessage(message, field=violation.field_violations[0].field if violation else "")
    if code is grpc.StatusCode.NOT_FOUND:
        resource = _detail(status, error_details_pb2.ResourceInfo())
        return NotFound(message, resource=resource.resource_name if resource else "")
    if code is grpc.StatusCode.UNAVAILABLE and status is None:
        message = "the service cannot be reached"
    return _PLAIN[code](message) if code in _PLAIN else DlpError(f"{code.name}: {message}")


def _detail(status: status_pb2.Status | None, into: Any) -> Any:  # noqa: ANN401 - any message of google.rpc
    """Return the detail of the type of `into`, or None."""
    for detail in status.details if status else ():
        if detail.Unpack(into):
            return into
    return None
