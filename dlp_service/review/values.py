"""What the queue shows and what an analyst answers; the Python spelling of `review_service.proto`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dlp_service.values import Action, Envelope, Finding, Gap, RecipientRisk, Sensitivity, Stage, Tier


class ReviewState(StrEnum):
    """Where an item stands; only deciding every recipient, or expiry, closes it."""

    NEW = "NEW"
    UNDER_INVESTIGATION = "UNDER_INVESTIGATION"
    ESCALATED = "ESCALATED"
    CLOSED = "CLOSED"


class Decision(StrEnum):
    """What was decided for one recipient."""

    PENDING = "PENDING"
    RELEASE = "RELEASE"
    CORRECT_TO = "CORRECT_TO"
    REJECT = "REJECT"

    @property
    def sends(self) -> bool:
        """Say whether a copy goes out."""
        return self in {Decision.RELEASE, Decision.CORRECT_TO}


class EventKind(StrEnum):
    """What a line of an item's journal says."""

    DECISION = "DECISION"
    LABEL = "LABEL"
    REVEAL = "REVEAL"
    COMMENT = "COMMENT"
    ASSIGNMENT = "ASSIGNMENT"
    DELIVERY = "DELIVERY"


@dataclass(frozen=True, slots=True)
class ReviewRecipient:
    """
    One recipient of a held message and what was decided for it.

    `corrected_address` is set for CORRECT_TO only.  `delivered` is when a gateway reported the copy as delivered.
    """

    address: str
    action: Action
    decision: Decision = Decision.PENDING
    corrected_address: str = ""
    decided_by: str = ""
    decided: datetime | None = None
    reason: str = ""
    delivered: datetime | None = None

    @property
    def is_unsent(self) -> bool:
        """Say whether a copy was released and is still to be delivered."""
        return self.decision.sends and self.delivered is None


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """
    A held message as the queue shows it: no text of the message.

    `risk` is 0..1 and orders the queue (see `risk.queue_risk`).  `masked_subject` is an outline of the subject.
    `finding_count` bounds the indexes that a label or a reveal may name.  `four_eyes` asks for a second person; it is
    recorded and not enforced yet.  A sealed item shows no subject, no attachment names and no explanation.
    """

    name: str
    etag: str
    case_id: str
    state: ReviewState
    received: datetime
    expires: datetime
    sender: str
    recipients: tuple[ReviewRecipient, ...]
    action: Action
    tier: Tier
    risk: float
    masked_subject: str = ""
    attachment_names: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    explanation: str = ""
    message_digest: str = ""
    content_digest: str = ""
    compartment: str = ""
    is_sealed: bool = False
    assignee: str = ""
    finding_count: int = 0
    four_eyes: bool = False


@dataclass(frozen=True, slots=True)
class ReviewDetail:
    """The evidence of an item, masked: `findings` carry masked quotes and positions, no text."""

    envelope: Envelope
    sensitivity: Sensitivity
    risks: tuple[RecipientRisk, ...]
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    scanned_parts: int = 0
    skipped_stages: tuple[Stage, ...] = ()
    unfinished_stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class RecipientDecision:
    """What an analyst wants for one recipient; `corrected_address` goes with CORRECT_TO only."""

    address: str
    decision: Decision
    corrected_address: str = ""


@dataclass(frozen=True, slots=True)
class ReviewLabel:
    """
    What an analyst learnt about an item; None and missing mean that nothing was said.

    `findings` says by index of the finding whether it was right; `certainty` is 0..1.
    """

    sensitivity_tier: Tier | None = None
    recipient_intended: bool | None = None
    marking_right: bool | None = None
    findings: tuple[tuple[int, bool], ...] = ()
    certainty: float | None = None


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides, when and why; `reason` is an UPPER_SNAKE code such as WRONG_RECIPIENT."""

    principal: str
    reason: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ReleasedCopy:
    """
    A copy that was released and is still to be delivered.

    `recipient` is the address of the held message, `deliver_to` the one to use in RCPT TO.
    """

    name: str
    case_id: str
    recipient: str
    deliver_to: str


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of an item's journal: who did what, in the order it happened."""

    kind: EventKind
    time: datetime
    body: Mapping[str, Any] = field(repr=False)
