"""
Values to protobuf and back, and protobuf to the JSON the command line prints.

The messages in `proto/dlp/v1` are the one public definition of every result;
the server and the command line both pass through here, so that they cannot
drift apart.  This module imports protobuf and no gRPC.

Text from a mail may hold lone surrogates, which protobuf refuses: each
becomes U+FFFD, one code point for one, so that spans stay right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message as ProtoMessage
from google.protobuf.timestamp_pb2 import Timestamp

from dlp_service import values
from dlp_service.pb.dlp.v1 import classification_service_pb2 as classification_pb
from dlp_service.pb.dlp.v1 import envelope_pb2 as envelope_pb
from dlp_service.pb.dlp.v1 import finding_pb2 as finding_pb
from dlp_service.pb.dlp.v1 import verdict_pb2 as verdict_pb
from dlp_service.textmap import clean

_ORIGINS = {origin: envelope_pb.Origin.Value(f"ORIGIN_{origin.value}") for origin in values.Origin}
_ORIGINS_BACK = {number: origin for origin, number in _ORIGINS.items()}
_GAP_REASONS = {reason: finding_pb.GapReason.Value(f"GAP_REASON_{reason.value}") for reason in values.GapReason}


def to_json(message: ProtoMessage) -> dict[str, Any]:
    """
    Return the proto3 JSON mapping with the proto's own field names, fields without presence always there.

    64-bit integers are strings, enums their names, absent `optional` fields are left out.
    """
    return json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )


def timestamp(moment: datetime) -> Timestamp:
    """Return an aware time as protobuf's; microseconds are kept."""
    stamp = Timestamp()
    stamp.FromDatetime(moment.astimezone(UTC))
    return stamp


# --- the envelope --------------------------------------------------------------------------------


def envelope_from_pb(message: envelope_pb.Envelope) -> values.Envelope:
    """Return the envelope as a value; an unspecified or unknown origin is a human."""
    return values.Envelope(
        mail_from=message.mail_from,
        recipients=tuple(values.Recipient(item.address, item.orcpt, item.notify) for item in message.recipients),
        submitter=values.Submitter(message.submitter.principal, message.submitter.method),
        header_from=message.header_from,
        client=message.client,
        listener=message.listener,
        direction=message.direction,
        precedence=message.precedence,
        origin=_ORIGINS_BACK.get(message.origin, values.Origin.HUMAN),
        envid=message.envid,
        ret=message.ret,
        authenticated_domain=message.authenticated_domain,
        smtputf8=message.smtputf8,
        tls=message.tls,
    )


def envelope_to_pb(envelope: values.Envelope) -> envelope_pb.Envelope:
    """Return the envelope as protobuf."""
    return envelope_pb.Envelope(
        mail_from=clean(envelope.mail_from),
        recipients=[
            envelope_pb.Recipient(address=clean(item.address), orcpt=clean(item.orcpt), notify=clean(item.notify))
            for item in envelope.recipients
        ],
        submitter=envelope_pb.Submitter(
            principal=clean(envelope.submitter.principal), method=clean(envelope.submitter.method)
        ),
        header_from=clean(envelope.header_from),
        client=clean(envelope.client),
        listener=clean(envelope.listener),
        direction=clean(envelope.direction),
        precedence=clean(envelope.precedence),
        origin=_ORIGINS[envelope.origin],
        envid=clean(envelope.envid),
        ret=clean(envelope.ret),
        authenticated_domain=clean(envelope.authenticated_domain),
        smtputf8=envelope.smtputf8,
        tls=envelope.tls,
    )


# --- what was found ------------------------------------------------------------------------------


def gap_to_pb(gap: values.Gap) -> finding_pb.Gap:
    """Return a gap as protobuf."""
    return finding_pb.Gap(
        path=clean(gap.path),
        reason=_GAP_REASONS[gap.reason],
        detail=clean(gap.detail),
        container=gap.container,
        material=gap.material,
    )


def marking_to_pb(marking: values.Marking) -> finding_pb.Marking:
    """Return a marking as protobuf."""
    return finding_pb.Marking(
        scheme=marking.scheme,
        level=clean(marking.level),
        caveats=_all(marking.caveats),
        ordinal=marking.ordinal,
        is_mention=marking.is_mention,
        reason=clean(marking.reason),
    )


def weightiest(findings: tuple[values.Finding, ...], most: int) -> tuple[values.Finding, ...]:
    """Return at most `most` findings in their order: evidence before context, then by marking, weight and confidence."""
    if len(findings) <= most:
        return findings

    def weight(number: int) -> tuple[bool, int, float, float]:
        finding = findings[number]
        ordinal = finding.marking.ordinal if finding.marking else 0
        return finding.role is values.Role.EVIDENCE, ordinal, finding.weight, finding.confidence

    kept = sorted(range(len(findings)), key=weight, reverse=True)[:most]
    return tuple(findings[number] for number in sorted(kept))


class Quotes:
    """
    Finds the text of a finding again in the extraction it came from.

    A span that lies outside every text of its path and place has no quote.
    """

    def __init__(self, texts: Iterable[values.PartText]) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        for text in texts:
            self._texts.setdefault((text.path, text.where), text.text)

    def of(self, finding: values.Finding) -> str | None:
        """Return the text of the finding's own span, or None."""
        text = self._texts.get((finding.path, finding.where))
        if text is None or not 0 <= finding.start <= finding.end <= len(text):
            return None
        return text[finding.start : finding.end]


def finding_to_pb(finding: values.Finding, quotes: Quotes | None = None) -> finding_pb.Finding:
    """Return a finding as protobuf, with its text only when `quotes` is given; `value` never leaves."""
    message = finding_pb.Finding(
        info_type=finding.info_type,
        detector=finding.detector,
        confidence=finding.confidence,
        role=finding.role.value,
        path=clean(finding.path),
        where=finding.where,
        start=finding.start,
        end=finding.end,
        masked_quote=clean(finding.masked_quote),
        weight=finding.weight,
        count=finding.count,
        detail=clean(finding.detail),
        members=[
            finding_pb.Span(path=clean(span.path), where=span.where, start=span.start, end=span.end)
            for span in finding.members
        ],
        entity=finding.entity,
    )
    if finding.marking is not None:
        message.marking.CopyFrom(marking_to_pb(finding.marking))
    quote = quotes.of(finding) if quotes else None
    if quote is not None:
        message.quote = clean(quote)
    return message


def sensitivity_to_pb(sensitivity: values.Sensitivity) -> finding_pb.Sensitivity:
    """Return a sensitivity as protobuf."""
    message = finding_pb.Sensitivity(
        score=sensitivity.score,
        tier=tier_to_pb(sensitivity.tier),
        estimated=sensitivity.estimated,
        content_probability=sensitivity.content_probability,
        calibration=sensitivity.calibration,
        contributions=[
            finding_pb.Contribution(kind=item.kind, detail=clean(item.detail), weight=item.weight)
            for item in sensitivity.contributions
        ],
        model_version=sensitivity.model_version,
    )
    if declared := sensitivity.declared:
        message.declared.CopyFrom(
            finding_pb.Declared(scheme=declared.scheme, level=clean(declared.level), ordinal=declared.ordinal)
        )
    return message


def tier_to_pb(tier: values.Tier) -> finding_pb.Tier.ValueType:
    """Return the tier's enum value; both sides use the same numbers."""
    return finding_pb.Tier.ValueType(tier.value)


def inspect_response(
    findings: Iterable[values.Finding],
    sensitivity: values.Sensitivity,
    extraction: values.Extraction,
    *,
    return_quotes: bool,
) -> classification_pb.InspectContentResponse:
    """Return the answer of InspectContent."""
    quotes = Quotes(extraction.texts) if return_quotes else None
    return classification_pb.InspectContentResponse(
        findings=[finding_to_pb(finding, quotes) for finding in findings],
        sensitivity=sensitivity_to_pb(sensitivity),
    )


# --- recipients ----------------------------------------------------------------------------------


def recipient_risk_to_pb(risk: values.RecipientRisk) -> verdict_pb.RecipientRisk:
    """Return a recipient's risk as protobuf; list entries and who may be told of them stay inside."""
    return verdict_pb.RecipientRisk(
        address=clean(risk.address),
        domain=clean(risk.domain),
        score=risk.score,
        category=risk.category.name,
        trust=risk.trust,
        kind=risk.kind,
        nearest_trusted=clean(risk.nearest_trusted),
        edits=_all(risk.edits),
        suffix_country=risk.suffix_country,
        publicly_registrable=risk.publicly_registrable,
        reasons=_all(risk.reasons),
        explanation=clean(risk.explanation),
        suggestion=clean(risk.suggestion),
        nation=risk.nation,
        communities=_all(risk.communities),
        flags=_all(risk.flags),
    )


def assess_response(assessment: values.Assessment) -> classification_pb.AssessRecipientsResponse:
    """Return the answer of AssessRecipients."""
    return classification_pb.AssessRecipientsResponse(
        recipients=[recipient_risk_to_pb(risk) for risk in assessment.recipients], flags=_all(assessment.flags)
    )


def assessment_json(assessment: values.Assessment) -> dict[str, Any]:
    """
    Return what `to_json` makes of `assess_response`, without the messages in between: several times as fast.

    Lone surrogates are left in; whoever writes the line replaces them.
    """
    return {"recipients": [risk_json(risk) for risk in assessment.recipients], "flags": list(assessment.flags)}


def risk_json(risk: values.RecipientRisk) -> dict[str, Any]:
    """Return the JSON of a recipient's risk, as `assessment_json` does."""
    return {
        "address": risk.address,
        "domain": risk.domain,
        "score": risk.score,
        "category": risk.category.name,
        "trust": risk.trust,
        "kind": risk.kind,
        "nearest_trusted": risk.nearest_trusted,
        "edits": list(risk.edits),
        "suffix_country": risk.suffix_country,
        "publicly_registrable": risk.publicly_registrable,
        "reasons": list(risk.reasons),
        "explanation": risk.explanation,
        "suggestion": risk.suggestion,
        "nation": risk.nation,
        "communities": list(risk.communities),
        "flags": list(risk.flags),
    }


# --- the decision --------------------------------------------------------------------------------


def action_to_pb(action: values.Action) -> verdict_pb.Action.ValueType:
    """Return the action's enum value; both sides use the same numbers."""
    return verdict_pb.Action.ValueType(action.value)


def recipient_verdict_to_pb(verdict: values.RecipientVerdict) -> verdict_pb.RecipientVerdict:
    """Return one recipient's verdict as protobuf."""
    return verdict_pb.RecipientVerdict(
        address=clean(verdict.address),
        action=action_to_pb(verdict.action),
        rules=_all(verdict.rules),
        obligations=_all(verdict.obligations),
        explanation=clean(verdict.explanation),
    )


def coverage_to_pb(case: values.Case) -> verdict_pb.Coverage:
    """Return what was read; stages left out on request come before those cut off by the deadline, each once."""
    stages = dict.fromkeys(stage.value for stage in (*case.skipped_stages, *case.unfinished_stages))
    return verdict_pb.Coverage(
        scanned_parts=case.scanned_parts, gaps=[gap_to_pb(gap) for gap in case.gaps], skipped_stages=list(stages)
    )


def confirmation_to_pb(confirmation: values.Confirmation) -> verdict_pb.Confirmation:
    """Return a confirmation as protobuf, without principal and digest."""
    return verdict_pb.Confirmation(
        reference=confirmation.reference,
        recipients=_all(confirmation.recipients),
        expires=timestamp(confirmation.expires),
    )


def verdict_to_pb(outcome: values.Outcome) -> verdict_pb.Verdict:
    """Return the verdict of a walk as protobuf, with the revisions and digests it rests on."""
    case, verdict = outcome.case, outcome.verdict
    message = verdict_pb.Verdict(
        action=action_to_pb(verdict.action),
        recipients=[recipient_verdict_to_pb(item) for item in verdict.recipients],
        rules=_all(verdict.rules),
        explanation=clean(verdict.explanation),
        sender_notice=clean(verdict.sender_notice),
        obligations=_all(verdict.obligations),
        policy_revision=verdict.policy_revision,
        organisation_revision=case.organisation.revision,
        model_versions=dict(case.model_versions),
        coverage=coverage_to_pb(case),
        message_digest=case.message_digest,
        content_digest=case.content_digest,
        submission_key=case.submission_key,
        review_item=outcome.review_item,
    )
    if outcome.confirmation is not None:
        message.confirmation.CopyFrom(confirmation_to_pb(outcome.confirmation))
    return message


def classify_response(
    outcome: values.Outcome, *, return_quotes: bool = False, max_findings: int = 200
) -> classification_pb.ClassifyMessageResponse:
    """
    Return the answer of ClassifyMessage: the verdict and everything it rests on.

    Of more than `max_findings` findings the weightiest are returned, in their order in the message.
    """
    case = outcome.case
    quotes = Quotes(outcome.extraction.texts) if return_quotes else None
    findings = weightiest(case.findings, max_findings)
    return classification_pb.ClassifyMessageResponse(
        case_id=case.case_id,
        verdict=verdict_to_pb(outcome),
        sensitivity=sensitivity_to_pb(case.sensitivity),
        recipients=[recipient_risk_to_pb(risk) for risk in case.recipients],
        findings=[finding_to_pb(finding, quotes) for finding in findings],
        findings_truncated=outcome.findings_truncated or len(findings) < len(case.findings),
        flags=_all(case.assessment.flags),
        timings_ms=_timings(outcome.timings_ms),
    )


def without_quotes(message: classification_pb.ClassifyMessageResponse) -> classification_pb.ClassifyMessageResponse:
    """Return a copy fit to be remembered: the same answer without text of the message."""
    kept = classification_pb.ClassifyMessageResponse()
    kept.CopyFrom(message)
    for finding in kept.findings:
        finding.ClearField("quote")
    return kept


def _timings(timings: Iterable[tuple[str, float]]) -> Mapping[str, float]:
    """Return milliseconds by stage; a stage that ran twice is counted in full."""
    totals: dict[str, float] = {}
    for stage, spent in timings:
        totals[stage] = totals.get(stage, 0.0) + spent
    return totals


def _all(texts: Iterable[str]) -> list[str]:
    return [clean(text) for text in texts]
