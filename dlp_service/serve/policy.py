"""Which policy decides, and whether another document would load."""

from __future__ import annotations

from typing import Any

import grpc

from dlp_service.errors import InvalidMessage, NotFound
from dlp_service.pb.dlp.v1 import policy_service_pb2 as pb
from dlp_service.pb.dlp.v1 import policy_service_pb2_grpc as pb_grpc
from dlp_service.policy import check_document
from dlp_service.serve.interface import Judge
from dlp_service.serve.walkers import Walkers, budget_for
from dlp_service.textmap import clean

Context = grpc.aio.ServicerContext[Any, Any]
DEADLINE_S = 30.0
MAX_DOCUMENT = 1024 * 1024


def revision_name(revision: str) -> str:
    """Return the resource name of a revision; there is one policy."""
    return f"policies/default/revisions/{revision}"


class PolicyServicer(pb_grpc.PolicyServiceServicer):
    """Shows the active revision and checks documents."""

    def __init__(self, judge: Judge, walkers: Walkers) -> None:
        self._judge = judge
        self._walkers = walkers

    async def GetPolicyRevision(  # noqa: N802 - the contract's name
        self, request: pb.GetPolicyRevisionRequest, context: Context
    ) -> pb.GetPolicyRevisionResponse:
        """Return the active revision; no other is kept."""
        del context  # nothing to wait for
        policy = self._judge.policy
        name = revision_name(policy.revision)
        if request.name not in {"", name}:
            raise NotFound("only the active revision is kept", resource=request.name)
        revision = pb.PolicyRevision(name=name, etag=policy.revision, document=clean(policy.document), is_active=True)
        return pb.GetPolicyRevisionResponse(revision=revision)

    async def ValidatePolicy(  # noqa: N802 - the contract's name
        self, request: pb.ValidatePolicyRequest, context: Context
    ) -> pb.ValidatePolicyResponse:
        """Return every problem of a document, without keeping it."""
        if len(request.document) > MAX_DOCUMENT:
            raise InvalidMessage(f"at most {MAX_DOCUMENT} characters are accepted", field="document")
        return await self._walkers.run(
            lambda: _checked(request.document), budget_for(context.time_remaining(), DEADLINE_S)
        )


def _checked(document: str) -> pb.ValidatePolicyResponse:
    problems = check_document(document)
    return pb.ValidatePolicyResponse(
        problems=[pb.PolicyProblem(line=problem.line, message=clean(problem.message)) for problem in problems]
    )
