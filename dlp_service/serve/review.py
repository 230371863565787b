"""What analysts do with held messages, over gRPC; the rules are the review room's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import grpc

from dlp_service import review
from dlp_service.config import Settings
from dlp_service.pb.dlp.v1 import review_service_pb2 as pb
from dlp_service.pb.dlp.v1 import review_service_pb2_grpc as pb_grpc
from dlp_service.serve import validate
from dlp_service.serve.convert_review import (
    decisions_from_pb,
    detail_to_pb,
    item_to_pb,
    label_from_pb,
    state_from_pb,
)
from dlp_service.serve.interface import Judge
from dlp_service.serve.peer import certificate_name
from dlp_service.serve.walkers import Walkers, budget_for
from dlp_service.values import utc_now

T = TypeVar("T")
Context = grpc.aio.ServicerContext[Any, Any]


class ReviewServicer(pb_grpc.ReviewServiceServicer):
    """The queue of held messages."""

    def __init__(self, judge: Judge, settings: Settings, walkers: Walkers) -> None:
        self._judge = judge
        self._settings = settings
        self._walkers = walkers

    async def ListReviewItems(self, request: pb.ListReviewItemsRequest, context: Context) -> pb.ListReviewItemsResponse:  # noqa: N802 - the contract's name
        """Return one page of the queue."""
        state = state_from_pb(request.state)

        def work() -> pb.ListReviewItemsResponse:
            items, token = review.list_items(self._judge.store, request.page_size, request.page_token, state)
            return pb.ListReviewItemsResponse(items=[item_to_pb(item) for item in items], next_page_token=token)

        return await self._run(work, context)

    async def GetReviewItem(self, request: pb.GetReviewItemRequest, context: Context) -> pb.GetReviewItemResponse:  # noqa: N802 - the contract's name
        """Return one item; the evidence of a sealed one is left out."""
        validate.usable(request.name, "name", may_be_empty=False)

        def work() -> pb.GetReviewItemResponse:
            item = review.get_item(self._judge.store, request.name)
            detail = None if item.is_sealed else review.get_detail(self._judge.store, request.name)
            return detail_to_pb(item, detail)

        return await self._run(work, context)

    async def DecideReviewItem(  # noqa: N802 - the contract's name
        self, request: pb.DecideReviewItemRequest, context: Context
    ) -> pb.DecideReviewItemResponse:
        """Record an analyst's decision; the name in the caller's certificate goes before the one in the request."""
        principal = certificate_name(context) or request.principal
        validate.check_decision(request, principal, self._settings.limits)
        decisions = decisions_from_pb(request.decisions)
        label = label_from_pb(request.label) if request.HasField("label") else None

        def work() -> pb.DecideReviewItemResponse:
            item = review.decide(
                self._judge.store, request.name, request.etag, decisions, request.reason, principal, label, utc_now()
            )
            return pb.DecideReviewItemResponse(item=item_to_pb(item))

        return await self._run(work, context)

    async def _run(self, work: Callable[[], T], context: Context) -> T:
        budget = budget_for(context.time_remaining(), self._settings.service.deadline_s)
        return await self._walkers.run(work, budget)
