"""
The walk of a message, and the only page that knows it.

parse -> extract -> detect -> score -> assess recipients -> decide.  Each step is
a room's verb; the rooms do not know each other.  What runs out of time becomes a
gap or an unfinished stage and is judged by the policy, so that the walk
always ends in a verdict.  Nothing is recorded or held here: that is the
classifier's, after the walk.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime

from dlp_service import detect, extract, mail, policy, recipients, score
from dlp_service.budget import Budget
from dlp_service.detect import Context, Detection
from dlp_service.options import Options
from dlp_service.rooms import Memory, Rooms, Stopwatch
from dlp_service.values import (
    Action,
    Case,
    Envelope,
    Exchange,
    Extraction,
    GapReason,
    Message,
    Origin,
    Outcome,
    Stage,
    Verdict,
)

RESERVE = 0.15
"""Share of the time left that reading may not use, so that a late message still gets its verdict."""


def walk(
    raw: bytes, envelope: Envelope, rooms: Rooms, memory: Memory, options: Options, now: datetime, budget: Budget
) -> Outcome:
    """
    Judge one message.

    Raises:
        InvalidMessage: the envelope names no recipient.
        Cancelled: the caller went away.
    """
    watch = Stopwatch()
    reading = budget.at_most(min(rooms.limits.message_wall_s, budget.remaining() * (1 - RESERVE)))
    message = watch.run("parse", lambda: mail.parse(raw, rooms.limits, reading))
    envelope = _completed(envelope, message)
    extraction = watch.run("extract", lambda: _extract(message, rooms, options, reading))
    if reading.remaining() == 0 and any(gap.reason is GapReason.TIMED_OUT for gap in extraction.gaps):
        watch.unfinished.append(Stage.EXTRACT)
    detection = watch.run("detect", lambda: _detect(message, extraction, envelope, rooms, options, now, reading))
    model = rooms.model if options.wants(Stage.CONTENT_MODEL) else None
    sensitivity = watch.attempt(
        "score",
        Stage.CONTENT_MODEL,
        lambda: score.score(extraction, detection.findings, model, rooms.floors, reading),
        lambda: score.score(extraction, detection.findings, None, rooms.floors, Budget.unlimited()),
    )
    history = watch.run("history", lambda: memory.history(envelope))
    visible = message.visible_recipients
    # However late it is, every recipient is judged: only a caller who went away ends this.
    patient = Budget(cancelled=budget.cancelled)
    assessment = watch.run(
        "recipients",
        lambda: recipients.assess(envelope, visible, rooms.view, history, now.date(), budget=patient),
    )
    case = Case(
        case_id=options.case_id or secrets.token_hex(16),
        received=now,
        envelope=envelope,
        mode=options.mode,
        message_digest=message.message_digest,
        content_digest=extraction.content_digest,
        submission_key=_submission_key(envelope, message, extraction),
        sensitivity=sensitivity,
        findings=detection.findings + score.under_marking(sensitivity),
        assessment=assessment,
        gaps=extraction.gaps,
        organisation=rooms.organisation.facts,
        scanned_parts=extraction.scanned_parts,
        skipped_stages=_skipped(options, rooms),
        unfinished_stages=tuple(dict.fromkeys((*watch.unfinished, *detection.unfinished))),
        model_versions=rooms.model_versions,
        history=history,
    )
    case, verdict = watch.run("decide", lambda: _decide(case, rooms, memory))
    stages = ((f"detect.{name}", ms) for name, ms in detection.timings_ms.items())
    timings = (*watch.timings.items(), *stages, ("total", watch.total()))
    exchange = Exchange(message.message_id, message.answers, message.sole_author)
    return Outcome(case, verdict, extraction, timings, detection.findings_truncated, exchange=exchange)


def _completed(envelope: Envelope, message: Message) -> Envelope:
    """Fill in what the gateway left open and the message itself says: its From address and its origin."""
    return replace(
        envelope,
        header_from=envelope.header_from or message.header_from,
        origin=message.origin if envelope.origin is Origin.HUMAN else envelope.origin,
    )


def _extract(message: Message, rooms: Rooms, options: Options, budget: Budget) -> Extraction:
    wanted = message if options.wants(Stage.EXTRACT) else replace(message, parts=())
    return extract.extract(wanted, rooms.reader, rooms.limits, budget)


def _detect(
    message: Message,
    extraction: Extraction,
    envelope: Envelope,
    rooms: Rooms,
    options: Options,
    now: datetime,
    budget: Budget,
) -> Detection:
    context = Context(
        sender=envelope.sender or message.header_from,
        sender_name=message.header_from_name,
        recipients=tuple(recipient.address for recipient in envelope.recipients),
        visible_names=message.visible_names,
        nation=rooms.organisation.nation,
        levels=rooms.levels,
        today=now.date(),
        domains=rooms.organisation.domains,
        allowed=rooms.allowed,
    )
    stages = frozenset(stage for stage in Stage if options.wants(stage))
    return detect.detect(extraction, rooms.detectors, context, stages, budget, rooms.limits.findings)


def _skipped(options: Options, rooms: Rooms) -> tuple[Stage, ...]:
    """Return the stages left out: on request, and the comparison with registered documents where nothing can make it."""
    has_reader = any(detector.stage is Stage.FINGERPRINTS for detector in rooms.detectors)
    if rooms.organisation.register.sources and not has_reader:
        return tuple(dict.fromkeys((*options.skipped, Stage.FINGERPRINTS)))
    return options.skipped


def _decide(case: Case, rooms: Rooms, memory: Memory) -> tuple[Case, Verdict]:
    """Decide; where the sender is warned, look for a confirmation of this very content and decide with it."""
    verdict = policy.decide(case, rooms.policy)
    if not any(item.action is Action.WARN for item in verdict.recipients):
        return case, verdict
    confirmed = memory.confirmed(case.envelope, case.content_digest)
    if not confirmed:
        return case, verdict
    case = replace(case, confirmed=confirmed)
    return case, policy.decide(case, rooms.policy)


def _submission_key(envelope: Envelope, message: Message, extraction: Extraction) -> str:
    """Group the legs of one mail: the same principal, Message-ID and content."""
    named = f"{envelope.sender.casefold()}\0{message.message_id}\0{extraction.content_digest}"
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()
