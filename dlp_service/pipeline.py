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
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from dlp_service import detect, extract, mail, policy, recipients, score
from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.detect import AnyDetector, Context, Detection
from dlp_service.errors import OutOfTime
from dlp_service.extract import Reader
from dlp_service.levels import LevelTable
from dlp_service.organisation import Organisation
from dlp_service.policy import Policy
from dlp_service.recipients import RecipientView
from dlp_service.score import ContentModel, Floors
from dlp_service.values import (
    Case,
    Envelope,
    Extraction,
    Gap,
    GapReason,
    History,
    Message,
    Mode,
    Origin,
    Outcome,
    Stage,
)

T = TypeVar("T")
RESERVE = 0.15
"""Share of the time left that reading may not use, so that a late message still gets its verdict."""


@dataclass(frozen=True, slots=True)
class Options:
    """
    What a caller asked for beside the message; no `stages` means all of them.

    A `case_id` derived from a request's name makes its retries one case and one held item; without it a new one is drawn.
    A message that `is_whole` is not came only in part, because it was too large to keep.
    """

    mode: Mode = Mode.ENFORCE
    stages: frozenset[Stage] = frozenset()
    max_findings: int = 200
    request_id: str = ""
    caller: str = ""
    case_id: str = ""
    is_whole: bool = True

    def wants(self, stage: Stage) -> bool:
        """Say whether a stage runs."""
        return not self.stages or stage in self.stages

    @property
    def skipped(self) -> tuple[Stage, ...]:
        """Return the stages left out on request, in the order of the walk; recipients are always assessed."""
        return tuple(stage for stage in Stage if not self.wants(stage) and stage is not Stage.RECIPIENTS)


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything the walk needs that outlives a message; replaced as a whole when a list, policy or model changes."""

    organisation: Organisation
    view: RecipientView
    detectors: tuple[AnyDetector, ...]
    model: ContentModel | None
    floors: Floors
    policy: Policy
    levels: LevelTable
    reader: Reader
    limits: Limits
    model_versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the store remembers, as two questions; the defaults remember nothing."""

    history: Callable[[Envelope], History] = lambda _: History()
    confirmed: Callable[[Envelope, str], frozenset[str]] = lambda _envelope, _digest: frozenset()


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds by stage, and the stages that ran out of time."""

    timings: dict[str, float] = field(default_factory=dict)
    unfinished: list[Stage] = field(default_factory=list)

    def run(self, name: str, step: Callable[[], T]) -> T:
        """Run a step and note how long it took."""
        started = time.perf_counter()
        try:
            return step()
        finally:
            self.timings[name] = self.timings.get(name, 0.0) + (time.perf_counter() - started) * 1000

    def attempt(self, name: str, stage: Stage, step: Callable[[], T], otherwise: Callable[[], T]) -> T:
        """Run a step; when time runs out note the stage and run `otherwise`, which must be quick."""
        try:
            return self.run(name, step)
        except OutOfTime:
            self.unfinished.append(stage)
            return otherwise()


def walk(
    raw: bytes, envelope: Envelope, rooms: Rooms, memory: Memory, options: Options, now: datetime, budget: Budget
) -> Outcome:
    """
    Judge one message.

    Raises:
        Cancelled: the caller went away.
    """
    watch = Stopwatch()
    started = time.perf_counter()
    reading = budget.at_most(min(rooms.limits.message_wall_s, budget.remaining() * (1 - RESERVE)))
    message = watch.attempt(
        "parse", Stage.EXTRACT, lambda: mail.parse(raw, rooms.limits, reading), lambda: _unparsed(raw)
    )
    envelope = _completed(envelope, message)
    extraction = watch.attempt("extract", Stage.EXTRACT, lambda: _extract(message, rooms, options, reading), _unread)
    if reading.remaining() == 0 and any(g.reason is GapReason.TIMED_OUT for g in message.gaps + extraction.gaps):
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
    assessment = watch.run(
        "recipients",
        lambda: recipients.assess(envelope, message.visible_recipients, rooms.view, history, now.date()),
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
        gaps=tuple(dict.fromkeys(message.gaps + extraction.gaps)),
        organisation=rooms.organisation.facts,
        scanned_parts=extraction.scanned_parts,
        skipped_stages=options.skipped,
        unfinished_stages=tuple(dict.fromkeys((*watch.unfinished, *detection.unfinished))),
        confirmed=memory.confirmed(envelope, extraction.content_digest),
        model_versions=rooms.model_versions,
    )
    verdict = watch.run("decide", lambda: policy.decide(case, rooms.policy))
    watch.timings |= {f"detect.{stage.value}": ms for stage, ms in detection.timings_ms.items()}
    watch.timings["total"] = (time.perf_counter() - started) * 1000
    return Outcome(case, verdict, extraction, tuple(watch.timings.items()), detection.findings_truncated)


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
    )
    stages = frozenset(stage for stage in Stage if options.wants(stage))
    return detect.detect(extraction, rooms.detectors, context, stages, budget, rooms.limits.findings)


def _submission_key(envelope: Envelope, message: Message, extraction: Extraction) -> str:
    """Group the legs of one mail: the same principal, Message-ID and content."""
    named = f"{envelope.sender.casefold()}\0{message.message_id}\0{extraction.content_digest}"
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()


def _unparsed(raw: bytes) -> Message:
    """Return what is known of a message that could not be parsed in time: its digest and the gap."""
    gap = Gap("", GapReason.TIMED_OUT, "the message could not be parsed in time")
    digest = hashlib.sha256(raw).hexdigest()
    return Message("", (), (), (gap,), "", "", (), (), "", digest, len(raw))


def _unread() -> Extraction:
    """Return the extraction of a message whose parts could not be read in time."""
    return Extraction((), (Gap("", GapReason.TIMED_OUT, "the parts could not be read in time"),), "")
