"""Turns the outcome of a walk into a held item."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from dlp_service.review.interface import ReviewStore
from dlp_service.review.masking import outline
from dlp_service.review.records import to_plain
from dlp_service.review.risk import queue_risk
from dlp_service.review.values import Decision, ReviewDetail, ReviewRecipient, ReviewState
from dlp_service.values import Case, Envelope, Extraction, Outcome, Verdict

PREFIX = "reviewItems/"
SECURITY_OFFICER = "SECURITY_OFFICER"
"""The compartment of sealed items."""
COMPARTMENT = "COMPARTMENT:"
"""An obligation of the policy that starts so names the item's compartment."""
FOUR_EYES = "FOUR_EYES"
"""An obligation of the policy that asks for a second person."""
SEALED = "Marked above the ceiling of this system: sealed for the security officer."


def item_name(case_id: str) -> str:
    """Return the name that a case's item has or would have, so that an answer can be written before it is held."""
    return PREFIX + hashlib.sha256(case_id.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def submit(outcome: Outcome, raw: bytes, store: ReviewStore) -> str:
    """
    Hold a message and return its item's name, `reviewItems/{id}`; it is in our custody when this returns.

    The same case again is the same item and changes nothing.  All recipients are held, also those allowed, because a
    gateway that stops the whole message has delivered to nobody; one that strips recipients reports the deliveries
    (`delivered`), which closes their part.

    Raises:
        NotReady: it could not be committed; the message is still the caller's.
    """
    case, verdict = outcome.case, outcome.verdict
    name = item_name(case.case_id)
    store.hold(
        name.removeprefix(PREFIX),
        case.case_id,
        record=to_record(case, verdict, outcome.extraction),
        detail=to_plain(_detail(case)),
        raw=raw,
        state=ReviewState.NEW.value,
        risk=queue_risk(case, verdict),
        is_sealed=verdict.is_sealed,
        received=case.received,
    )
    return name


def to_record(case: Case, verdict: Verdict, extraction: Extraction) -> dict[str, Any]:
    """
    Return what the queue shows of a case, as the store keeps it.

    `senders` are all addresses whose owner must not decide: the principal, MAIL FROM and From.
    """
    shown = _open_facts(case, verdict, extraction) if not verdict.is_sealed else _sealed_facts()
    return {
        "sender": case.envelope.sender,
        "senders": _senders(case.envelope),
        "recipients": [to_plain(recipient) for recipient in _recipients(case, verdict)],
        "action": verdict.action.value,
        "tier": case.sensitivity.tier.value,
        "rules": list(verdict.rules),
        "message_digest": case.message_digest,
        "content_digest": case.content_digest,
        "four_eyes": FOUR_EYES in _obligations(verdict),
        **shown,
    }


def _open_facts(case: Case, verdict: Verdict, extraction: Extraction) -> dict[str, Any]:
    subject = next((text.text for text in extraction.texts if text.where == "subject"), "")
    return {
        "masked_subject": outline(subject),
        "attachment_names": list(extraction.attachment_names),
        "explanation": verdict.explanation,
        "compartment": next(
            (item.removeprefix(COMPARTMENT) for item in _obligations(verdict) if item.startswith(COMPARTMENT)), ""
        ),
        "finding_count": len(case.findings),
    }


def _sealed_facts() -> dict[str, Any]:
    return {"explanation": SEALED, "compartment": SECURITY_OFFICER}


def _obligations(verdict: Verdict) -> tuple[str, ...]:
    return (*verdict.obligations, *(item for recipient in verdict.recipients for item in recipient.obligations))


def _senders(envelope: Envelope) -> list[str]:
    found = (envelope.submitter.principal, envelope.mail_from, envelope.header_from)
    return [address for address in dict.fromkeys(found) if address]


def _recipients(case: Case, verdict: Verdict) -> tuple[ReviewRecipient, ...]:
    """Return one entry per address, though an envelope may name it twice: a release delivers it once."""
    actions = {recipient.address: recipient.action for recipient in verdict.recipients}
    addresses = dict.fromkeys(recipient.address for recipient in case.envelope.recipients)
    return tuple(
        ReviewRecipient(address, actions.get(address, verdict.action), Decision.PENDING) for address in addresses
    )


def _detail(case: Case) -> ReviewDetail:
    return ReviewDetail(
        envelope=case.envelope,
        sensitivity=case.sensitivity,
        risks=case.recipients,
        findings=tuple(replace(finding, value="") for finding in case.findings),
        gaps=case.gaps,
        scanned_parts=case.scanned_parts,
        skipped_stages=case.skipped_stages,
        unfinished_stages=case.unfinished_stages,
    )
