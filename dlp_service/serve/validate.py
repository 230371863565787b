"""
Checks requests by hand and says which field is wrong.

Only what cannot be used at all is refused here: no recipients, an address
that no SMTP session could have carried, an enum value nobody defined.  An odd address
is a matter for the recipient checks, an empty or broken message one
for the walk: both get a verdict, because a refused call is a message that
nobody judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dlp_service.config import Limits, ServiceSettings
from dlp_service.errors import InvalidMessage
from dlp_service.options import Options
from dlp_service.pb.dlp.v1 import classification_service_pb2 as classification_pb
from dlp_service.pb.dlp.v1 import envelope_pb2 as envelope_pb
from dlp_service.pb.dlp.v1 import review_service_pb2 as review_pb
from dlp_service.serve.convert import envelope_from_pb
from dlp_service.values import WHERES, Envelope, Mode, Stage

MAX_LINE = 998
"""Longest text of any envelope field, the line limit of RFC 5322 section 2.1.1: no real address is near it."""
MAX_REQUEST_ID = 200
DEFAULT_FINDINGS = 200
INSPECT_KINDS = ("markings", "names", "terms", "identifiers", "people_project", "fingerprints", "content_model")
OUTCOMES = ("DELIVERED", "REJECTED", "HELD", "DISCARDED", "FAILED", "REPLIED")
_UNUSABLE = re.compile("[\\x00\\r\\n]")
_MODES: Mapping[int, Mode] = {
    classification_pb.MODE_UNSPECIFIED: Mode.ENFORCE,
    classification_pb.MODE_ENFORCE: Mode.ENFORCE,
    classification_pb.MODE_OBSERVE: Mode.OBSERVE,
    classification_pb.MODE_REPLAY: Mode.REPLAY,
}
_ENVELOPE_TEXTS = (
    "mail_from",
    "header_from",
    "client",
    "listener",
    "direction",
    "precedence",
    "envid",
    "ret",
    "authenticated_domain",
)


def usable(text: str, where: str, *, may_be_empty: bool = True) -> str:
    """
    Return one line of text as it is.

    Raises:
        InvalidMessage: it is empty where it must not be, longer than 998 characters, or holds NUL or a line break.
    """
    if not may_be_empty and not text.strip():
        raise InvalidMessage("must not be empty", field=where)
    if len(text) > MAX_LINE:
        raise InvalidMessage(f"has {len(text)} characters, at most {MAX_LINE} are accepted", field=where)
    if _UNUSABLE.search(text):
        raise InvalidMessage("holds NUL or a line break", field=where)
    return text


def check_envelope(message: envelope_pb.Envelope, limits: Limits) -> Envelope:
    """
    Return the envelope of a request as a value.

    Raises:
        InvalidMessage: it names no recipient or too many, or a field is unusable.
    """
    if not message.recipients:
        raise InvalidMessage("names no recipient", field="envelope.recipients")
    if len(message.recipients) > limits.recipients:
        raise InvalidMessage(
            f"names {len(message.recipients)} recipients, at most {limits.recipients} are accepted",
            field="envelope.recipients",
        )
    for number, recipient in enumerate(message.recipients):
        where = f"envelope.recipients[{number}]"
        usable(recipient.address, f"{where}.address", may_be_empty=False)
        usable(recipient.orcpt, f"{where}.orcpt")
        usable(recipient.notify, f"{where}.notify")
    for name in _ENVELOPE_TEXTS:
        usable(getattr(message, name), f"envelope.{name}")
    usable(message.submitter.principal, "envelope.submitter.principal")
    usable(message.submitter.method, "envelope.submitter.method")
    if message.origin not in envelope_pb.Origin.values():
        raise InvalidMessage(f"{message.origin} is no origin", field="envelope.origin")
    return envelope_from_pb(message)


def check_options(
    message: classification_pb.ClassifyOptions,
    service: ServiceSettings,
    limits: Limits,
    *,
    organisation: str = "",
    caller: str = "",
) -> Options:
    """
    Return the options of a request as a value; `organisation` is the only one served.

    Raises:
        InvalidMessage: an unknown mode, stage or organisation, a malformed request id, or quotes where they are not allowed.
    """
    mode = _MODES.get(message.mode)
    if mode is None:
        raise InvalidMessage(f"{message.mode} is no mode", field="options.mode")
    if message.organisation and message.organisation != organisation:
        raise InvalidMessage("is not served here", field="options.organisation")
    if message.max_findings < 0:
        raise InvalidMessage("must not be negative", field="options.max_findings")
    if len(message.request_id) > MAX_REQUEST_ID or not message.request_id.isprintable():
        raise InvalidMessage(
            f"must be printable and at most {MAX_REQUEST_ID} characters long", field="options.request_id"
        )
    check_quotes(service, "options.return_quotes", asked=message.return_quotes)
    return Options(
        mode=mode,
        stages=_stages(message.stages),
        max_findings=min(message.max_findings or DEFAULT_FINDINGS, limits.findings),
        request_id=message.request_id,
        caller=caller,
    )


def check_quotes(service: ServiceSettings, where: str, *, asked: bool) -> None:
    """
    Check that a caller that asks for the text of findings may have it.

    Raises:
        InvalidMessage: `service.allow_quotes` is off.
    """
    if asked and not service.allow_quotes:
        raise InvalidMessage("quotes are switched off by service.allow_quotes", field=where)


def _stages(names: Sequence[str]) -> frozenset[Stage]:
    known = {stage.value: stage for stage in Stage}
    for number, name in enumerate(names):
        if name not in known:
            raise InvalidMessage(
                f"is no stage; stages are {', '.join(known)}",
                field=f"options.stages[{number}]",
            )
    return frozenset(known[name] for name in names)


def check_unary_size(message: bytes, service: ServiceSettings) -> None:
    """
    Check that a message may come in one piece.

    Raises:
        InvalidMessage: it must be streamed.
    """
    if len(message) > service.max_unary_bytes:
        raise InvalidMessage(
            f"has {len(message)} bytes; above {service.max_unary_bytes} use ClassifyMessageStream", field="message"
        )


@dataclass(slots=True)
class Assembly:
    """
    Puts a streamed message together, frame by frame, and keeps to the stream's rules.

    Frame 1 is the header, all others are chunks of at most `largest_chunk` bytes.  Of a message that is larger than
    `keep` only the first `keep` + 1 bytes are held, so that the walk sees it is too large; `size` counts all.
    """

    keep: int
    largest_chunk: int
    header: classification_pb.ClassifyMessageHeader | None = None
    size: int = 0
    frames: int = 0
    _held: int = 0
    _chunks: list[bytes] = field(default_factory=list)

    def add(self, frame: classification_pb.ClassifyMessageStreamRequest) -> int:
        """
        Take the next frame and return how many bytes of it are held.

        Raises:
            InvalidMessage: the frame is not what its place asks for; `field` names it, counted from 0.
        """
        kind = frame.WhichOneof("frame")
        where = f"frames[{self.frames}]"
        self.frames += 1
        if self.header is None:
            if kind != "header":
                raise InvalidMessage(f"the first frame must be the header, not {kind or 'empty'}", field=where)
            if frame.header.HasField("total_size") and frame.header.total_size < 0:
                raise InvalidMessage("must not be negative", field=f"{where}.header.total_size")
            self.header = frame.header
            return 0
        if kind != "chunk":
            raise InvalidMessage(f"every frame after the first must be a chunk, not {kind or 'empty'}", field=where)
        return self._hold(frame.chunk, where)

    def _hold(self, chunk: bytes, where: str) -> int:
        if len(chunk) > self.largest_chunk:
            raise InvalidMessage(
                f"has {len(chunk)} bytes, at most {self.largest_chunk} are accepted", field=f"{where}.chunk"
            )
        self.size += len(chunk)
        piece = chunk[: max(0, self.keep + 1 - self._held)]
        if piece:
            self._held += len(piece)
            self._chunks.append(piece)
        return len(piece)

    def finish(self) -> tuple[classification_pb.ClassifyMessageHeader, bytes]:
        """
        Return the header and the message's bytes (the first `keep` + 1 of them).

        Raises:
            InvalidMessage: no frame came, or fewer or more bytes than the header announced.
        """
        if self.header is None:
            raise InvalidMessage("the stream ended before its header", field="frames[0]")
        if self.header.HasField("total_size") and self.header.total_size != self.size:
            raise InvalidMessage(
                f"announced {self.header.total_size} bytes, {self.size} came", field="frames[0].header.total_size"
            )
        raw = b"".join(self._chunks)
        self._chunks.clear()
        return self.header, raw


def check_inspect(request: classification_pb.InspectContentRequest, service: ServiceSettings, limits: Limits) -> None:
    """
    Check a request to look at one text.

    Raises:
        InvalidMessage: an unknown place or kind, too much text, or quotes where they are not allowed.
    """
    if request.where and request.where not in WHERES:
        raise InvalidMessage(f"is no place; places are {', '.join(WHERES)}", field="where")
    for number, kind in enumerate(request.only):
        if kind not in INSPECT_KINDS:
            raise InvalidMessage(f"is no kind; kinds are {', '.join(INSPECT_KINDS)}", field=f"only[{number}]")
    if len(request.text) > limits.text_chars:
        raise InvalidMessage(
            f"has {len(request.text)} characters, at most {limits.text_chars} are accepted", field="text"
        )
    check_quotes(service, "return_quotes", asked=request.return_quotes)


def check_addresses(addresses: Sequence[str], where: str, limits: Limits, *, may_be_none: bool = False) -> None:
    """
    Check a list of addresses.

    Raises:
        InvalidMessage: there is none, there are too many, or one is unusable.
    """
    if not addresses and not may_be_none:
        raise InvalidMessage("names nobody", field=where)
    if len(addresses) > limits.recipients:
        raise InvalidMessage(f"names {len(addresses)} addresses, at most {limits.recipients} are accepted", field=where)
    for number, address in enumerate(addresses):
        usable(address, f"{where}[{number}]", may_be_empty=False)


def check_dispositions(request: classification_pb.ReportDispositionRequest, limits: Limits) -> None:
    """
    Check a report of what became of a message.

    Raises:
        InvalidMessage: no case, no recipient, or an unknown outcome.
    """
    usable(request.case_id, "case_id", may_be_empty=False)
    if not request.dispositions:
        raise InvalidMessage("names no recipient", field="dispositions")
    if len(request.dispositions) > limits.recipients:
        raise InvalidMessage(f"at most {limits.recipients} are accepted", field="dispositions")
    for number, disposition in enumerate(request.dispositions):
        where = f"dispositions[{number}]"
        usable(disposition.address, f"{where}.address", may_be_empty=False)
        if disposition.outcome not in OUTCOMES:
            raise InvalidMessage(f"is no outcome; outcomes are {', '.join(OUTCOMES)}", field=f"{where}.outcome")


def check_time(request: classification_pb.ReportDispositionRequest, now: datetime) -> datetime:
    """
    Return when it happened: `now` where the request does not say, never later than now.

    Raises:
        InvalidMessage: the time lies outside the years 1 to 9999.
    """
    if not request.HasField("time"):
        return now
    try:
        return min(now, request.time.ToDatetime(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise InvalidMessage("is no time", field="time") from None


def check_decision(request: review_pb.DecideReviewItemRequest, principal: str, limits: Limits) -> None:
    """
    Check the outline of an analyst's decision; whether it may be taken is the review room's to say.

    Raises:
        InvalidMessage: a missing name, etag or principal, or more decisions than a message has recipients.
    """
    usable(request.name, "name", may_be_empty=False)
    usable(request.etag, "etag", may_be_empty=False)
    usable(principal, "principal", may_be_empty=False)
    if len(request.decisions) > limits.recipients:
        raise InvalidMessage(f"at most {limits.recipients} are accepted", field="decisions")
    for number, decision in enumerate(request.decisions):
        usable(decision.address, f"decisions[{number}].address", may_be_empty=False)
