"""Held messages and what analysts say about them, to protobuf and back.  Imports no gRPC."""

from __future__ import annotations

from collections.abc import Iterable

from dlp_service import review
from dlp_service.errors import InvalidMessage
from dlp_service.pb.dlp.v1 import review_service_pb2 as pb
from dlp_service.pb.dlp.v1 import verdict_pb2 as verdict_pb
from dlp_service.serve.convert import (
    action_to_pb,
    envelope_to_pb,
    finding_to_pb,
    gap_to_pb,
    recipient_risk_to_pb,
    sensitivity_to_pb,
    tier_to_pb,
    timestamp,
)
from dlp_service.textmap import clean
from dlp_service.values import Tier

_STATES = {state: pb.ReviewState.Value(f"REVIEW_STATE_{state.value}") for state in review.ReviewState}
_STATES_BACK = {number: state for state, number in _STATES.items()}
_DECISIONS = {decision: pb.ReviewDecision.Value(f"REVIEW_DECISION_{decision.value}") for decision in review.Decision}
_DECISIONS_BACK = {number: decision for decision, number in _DECISIONS.items()}


def state_from_pb(number: pb.ReviewState.ValueType) -> review.ReviewState | None:
    """
    Return the state asked for, None when none was.

    Raises:
        InvalidMessage: no such state.
    """
    if number == pb.REVIEW_STATE_UNSPECIFIED:
        return None
    if number not in _STATES_BACK:
        raise InvalidMessage(f"{number} is no state", field="state")
    return _STATES_BACK[number]


def decisions_from_pb(messages: Iterable[pb.RecipientDecision]) -> tuple[review.RecipientDecision, ...]:
    """
    Return an analyst's decisions as values.

    Raises:
        InvalidMessage: one says nothing, or what nobody can decide.
    """
    return tuple(_decision(message, f"decisions[{number}].decision") for number, message in enumerate(messages))


def _decision(message: pb.RecipientDecision, where: str) -> review.RecipientDecision:
    if message.decision not in _DECISIONS_BACK:
        raise InvalidMessage("decide for RELEASE, CORRECT_TO or REJECT", field=where)
    return review.RecipientDecision(message.address, _DECISIONS_BACK[message.decision], message.corrected_address)


def label_from_pb(message: pb.ReviewLabel) -> review.ReviewLabel:
    """
    Return a label as a value; what was not said is None.

    Raises:
        InvalidMessage: no such tier.
    """
    tier = message.sensitivity_tier if message.HasField("sensitivity_tier") else None
    if tier is not None and tier not in {item.value for item in Tier}:
        raise InvalidMessage(f"{tier} is no tier", field="label.sensitivity_tier")
    return review.ReviewLabel(
        sensitivity_tier=None if tier is None else Tier(tier),
        recipient_intended=message.recipient_intended if message.HasField("recipient_intended") else None,
        marking_right=message.marking_right if message.HasField("marking_right") else None,
        findings=tuple(sorted(message.findings.items())),
        certainty=message.certainty if message.HasField("certainty") else None,
    )


def recipient_to_pb(recipient: review.ReviewRecipient) -> pb.ReviewRecipient:
    """Return one recipient of a held message as protobuf."""
    message = pb.ReviewRecipient(
        address=clean(recipient.address),
        action=action_to_pb(recipient.action),
        decision=_DECISIONS[recipient.decision],
        corrected_address=clean(recipient.corrected_address),
        decided_by=clean(recipient.decided_by),
        reason=recipient.reason,
    )
    if recipient.decided:
        message.decided.CopyFrom(timestamp(recipient.decided))
    return message


def item_to_pb(item: review.ReviewItem) -> pb.ReviewItem:
    """Return a held message as the queue shows it."""
    return pb.ReviewItem(
        name=item.name,
        etag=item.etag,
        case_id=item.case_id,
        state=_STATES[item.state],
        received=timestamp(item.received),
        sender=clean(item.sender),
        recipients=[recipient_to_pb(recipient) for recipient in item.recipients],
        action=action_to_pb(item.action),
        tier=tier_to_pb(item.tier),
        risk=item.risk,
        masked_subject=clean(item.masked_subject),
        attachment_names=[clean(name) for name in item.attachment_names],
        rules=[clean(rule) for rule in item.rules],
        explanation=clean(item.explanation),
        message_digest=item.message_digest,
        content_digest=item.content_digest,
        compartment=clean(item.compartment),
        is_sealed=item.is_sealed,
        expires=timestamp(item.expires),
        assignee=clean(item.assignee),
    )


def detail_to_pb(item: review.ReviewItem, detail: review.ReviewDetail | None) -> pb.GetReviewItemResponse:
    """Return an item with its masked evidence; without any for a sealed item, which only the security officer reads."""
    message = pb.GetReviewItemResponse(item=item_to_pb(item))
    if detail is None:
        return message
    stages = dict.fromkeys(stage.value for stage in (*detail.skipped_stages, *detail.unfinished_stages))
    message.envelope.CopyFrom(envelope_to_pb(detail.envelope))
    message.sensitivity.CopyFrom(sensitivity_to_pb(detail.sensitivity))
    message.risks.extend(recipient_risk_to_pb(risk) for risk in detail.risks)
    message.findings.extend(finding_to_pb(finding) for finding in detail.findings)
    message.coverage.CopyFrom(
        verdict_pb.Coverage(
            scanned_parts=detail.scanned_parts,
            gaps=[gap_to_pb(gap) for gap in detail.gaps],
            skipped_stages=list(stages),
        )
    )
    return message
