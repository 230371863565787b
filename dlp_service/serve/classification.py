"""
What a gateway calls: check the request, walk on a thread, answer.

Everything that may take longer than moving bytes runs on a worker thread with
the call's budget, so that the event loop stays free for health checks and
other callers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any, TypeVar

import grpc

from dlp_service import review
from dlp_service.budget import Budget
from dlp_service.config import Settings
from dlp_service.errors import OutOfTime
from dlp_service.options import Options
from dlp_service.pb.dlp.v1 import classification_service_pb2 as pb
from dlp_service.pb.dlp.v1 import classification_service_pb2_grpc as pb_grpc
from dlp_service.pb.dlp.v1 import envelope_pb2 as envelope_pb
from dlp_service.serve import validate
from dlp_service.serve.convert import (
    assess_response,
    classify_response,
    confirmation_to_pb,
    inspect_response,
    without_quotes,
)
from dlp_service.serve.interface import Judge
from dlp_service.serve.metrics import Meters
from dlp_service.serve.peer import caller_of
from dlp_service.serve.remembered import Remembered, request_of
from dlp_service.serve.walkers import Door, Ticket, Walkers, budget_for
from dlp_service.values import Envelope, Outcome, utc_now

T = TypeVar("T")
Context = grpc.aio.ServicerContext[Any, Any]


class ClassificationServicer(pb_grpc.ClassificationServiceServicer):
    """Judges messages, texts and recipients, and takes what became of them."""

    def __init__(self, judge: Judge, settings: Settings, walkers: Walkers, door: Door, meters: Meters) -> None:
        self._judge = judge
        self._settings = settings
        self._service = settings.service
        self._limits = settings.limits
        self._walkers = walkers
        self._door = door
        self._meters = meters
        self._remembered = Remembered(judge.store)

    async def ClassifyMessage(self, request: pb.ClassifyMessageRequest, context: Context) -> pb.ClassifyMessageResponse:  # noqa: N802 - the contract's name
        """Judge one message that came in one piece."""
        budget = self._budget(context)
        with self._door.admit() as ticket:
            validate.check_unary_size(request.message, self._service)
            return await self._classify(
                request.message, request.envelope, request.options, caller_of(context), budget, ticket
            )

    async def ClassifyMessageStream(  # noqa: N802 - the contract's name
        self, request_iterator: AsyncIterator[pb.ClassifyMessageStreamRequest], context: Context
    ) -> pb.ClassifyMessageStreamResponse:
        """Judge one message that came in frames."""
        budget = self._budget(context)
        with self._door.admit() as ticket:
            header, raw = await self._assemble(request_iterator, budget, ticket)
            result = await self._classify(raw, header.envelope, header.options, caller_of(context), budget, ticket)
        return pb.ClassifyMessageStreamResponse(result=result)

    async def _assemble(
        self, frames: AsyncIterator[pb.ClassifyMessageStreamRequest], budget: Budget, ticket: Ticket
    ) -> tuple[pb.ClassifyMessageHeader, bytes]:
        """Read a stream to its end; envelope and options are checked with the first frame, before the upload."""
        assembly = validate.Assembly(keep=self._limits.held_bytes, largest_chunk=self._service.max_unary_bytes)
        try:
            async with asyncio.timeout(budget.remaining()):
                async for frame in frames:
                    ticket.take(assembly.add(frame))
                    if assembly.frames == 1 and assembly.header is not None:
                        validate.check_envelope(assembly.header.envelope, self._limits)
                        validate.check_options(assembly.header.options, self._service, self._limits)
        except TimeoutError:
            raise OutOfTime(f"the message was not complete within the deadline, {assembly.size} bytes came") from None
        return assembly.finish()

    async def _classify(
        self,
        raw: bytes,
        envelope_pb_: envelope_pb.Envelope,
        options_pb: pb.ClassifyOptions,
        caller: str,
        budget: Budget,
        ticket: Ticket,
    ) -> pb.ClassifyMessageResponse:
        envelope = validate.check_envelope(envelope_pb_, self._limits)
        options = validate.check_options(options_pb, self._service, self._limits, caller=caller)

        def work() -> pb.ClassifyMessageResponse:
            return self._answer(raw, envelope, options, budget, return_quotes=options_pb.return_quotes)

        async with self._remembered.turn(options):
            return await self._walkers.run(work, budget, ticket)

    def _answer(
        self, raw: bytes, envelope: Envelope, options: Options, budget: Budget, *, return_quotes: bool
    ) -> pb.ClassifyMessageResponse:
        """Return what a request of this name was answered before, else judge, record the decision with its answer, and answer."""
        request = request_of(options, envelope, raw)
        known = self._remembered.known(request)
        if known is not None:
            return known
        is_whole = len(raw) <= self._limits.held_bytes
        named = replace(options, case_id=self._remembered.case_id(request), is_whole=is_whole)
        outcome = self._judge.judge(raw, envelope, named, budget)
        self._count(outcome)
        answer = classify_response(outcome, return_quotes=return_quotes, max_findings=options.max_findings)
        kept = without_quotes(answer).SerializeToString(deterministic=True) if request else b""
        given = self._judge.record(outcome, request, kept)
        return answer if given == kept else pb.ClassifyMessageResponse.FromString(given)

    def _count(self, outcome: Outcome) -> None:
        case = outcome.case
        self._meters.verdicts.labels(case.mode.value, outcome.verdict.action.name).inc()
        for stage, milliseconds in outcome.timings_ms:
            self._meters.stage_seconds.labels(stage).observe(milliseconds / 1000)
        for gap in case.gaps:
            self._meters.gaps.labels(gap.reason.value).inc()
        for stage in case.unfinished_stages:
            self._meters.unfinished.labels(stage.value).inc()

    async def InspectContent(self, request: pb.InspectContentRequest, context: Context) -> pb.InspectContentResponse:  # noqa: N802 - the contract's name
        """Look at one text."""
        validate.check_inspect(request, self._service, self._limits)
        budget = self._budget(context)

        def work() -> pb.InspectContentResponse:
            found = self._judge.inspect(request.text, request.where or "body", frozenset(request.only), budget)
            return inspect_response(*found, return_quotes=request.return_quotes)

        return await self._admitted(work, budget)

    async def AssessRecipients(  # noqa: N802 - the contract's name
        self, request: pb.AssessRecipientsRequest, context: Context
    ) -> pb.AssessRecipientsResponse:
        """Judge recipients alone."""
        envelope = validate.check_envelope(request.envelope, self._limits)
        visible = tuple(request.visible_recipients)
        validate.check_addresses(visible, "visible_recipients", self._limits, may_be_none=True)
        budget = self._budget(context)
        return await self._admitted(lambda: assess_response(self._judge.assess(envelope, visible, budget)), budget)

    async def ReportDisposition(  # noqa: N802 - the contract's name
        self, request: pb.ReportDispositionRequest, context: Context
    ) -> pb.ReportDispositionResponse:
        """Record what became of a message."""
        validate.check_dispositions(request, self._limits)
        reported = tuple((item.address, item.outcome) for item in request.dispositions)
        time = validate.check_time(request, utc_now())

        def work() -> pb.ReportDispositionResponse:
            store = self._judge.store
            store.report_dispositions(request.case_id, reported, time)
            for address, outcome in reported:
                if outcome == "DELIVERED":
                    review.delivered(store, request.case_id, address, time)
            return pb.ReportDispositionResponse()

        return await self._admitted(work, self._budget(context))

    async def ConfirmWarning(self, request: pb.ConfirmWarningRequest, context: Context) -> pb.ConfirmWarningResponse:  # noqa: N802 - the contract's name
        """Record the sender's own answer to a warning."""
        validate.usable(request.reference, "reference", may_be_empty=False)
        principal = validate.usable(request.principal, "principal", may_be_empty=False)
        recipients = tuple(request.recipients)
        validate.check_addresses(recipients, "recipients", self._limits)

        def work() -> pb.ConfirmWarningResponse:
            confirmed = self._judge.store.confirm(request.reference, principal, recipients)
            return pb.ConfirmWarningResponse(confirmation=confirmation_to_pb(confirmed))

        return await self._admitted(work, self._budget(context))

    async def _admitted(self, work: Callable[[], T], budget: Budget) -> T:
        with self._door.admit() as ticket:
            return await self._walkers.run(work, budget, ticket)

    def _budget(self, context: Context) -> Budget:
        return budget_for(context.time_remaining(), self._service.deadline_s)
