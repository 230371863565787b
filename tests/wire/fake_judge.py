"""
A judge that answers by rote, so that the wire can be tested without models.

The first word of a message's body says what it does: RAISE fails with a text that must never leave, WAIT blocks until
the caller goes away or its time is up, SPIN computes until then, BLOCK and QUARANTINE give that verdict; all else is
allowed.
"""

import hashlib
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from dlp_service import review
from dlp_service.errors import Cancelled
from dlp_service.store import open_store
from dlp_service.values import (
    Action,
    Assessment,
    Case,
    Category,
    Extraction,
    Finding,
    Gap,
    GapReason,
    Marking,
    Mode,
    OrganisationFacts,
    Outcome,
    PartText,
    RecipientRisk,
    RecipientVerdict,
    Role,
    Sensitivity,
    Stage,
    Tier,
    Verdict,
)

SECRET_TEXT = "the hypersonic list"
RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class FakeJudge:
    def __init__(self, settings, load=lambda: None):
        self.settings = settings
        self.store = open_store(settings.store)
        self.calls = 0
        self.waiting = threading.Event()
        self.cancelled = threading.Event()
        self.closed = False
        self.fails_refresh = False
        self._seen = -1
        self._lock = threading.Lock()
        self._load = load
        self.policy = SimpleNamespace(revision="r0", document="# none")

    def judge(self, raw, envelope, options, budget):
        with self._lock:
            self.calls += 1
            number = self.calls
        body = raw.partition(b"\n\n")[2]
        order = body.split(b" ")[0].strip() if body else b""
        if order == b"RAISE":
            raise ValueError(f"cannot parse {SECRET_TEXT!r}")
        if order == b"WAIT":
            self._wait(budget)
        if order == b"SPIN":
            self._spin(budget)
        action = {b"BLOCK": Action.BLOCK, b"QUARANTINE": Action.QUARANTINE, b"WARN": Action.WARN}.get(
            order, Action.ALLOW
        )
        outcome = self._outcome(raw, envelope, options, action, number)
        if action is Action.QUARANTINE and options.is_whole:
            outcome = replace(outcome, review_item=review.submit(outcome, raw, self.store))
        if action is Action.WARN:
            offer = self.store.offer_confirmation(
                envelope.sender,
                [item.address for item in envelope.recipients],
                outcome.case.content_digest,
                datetime.now(UTC) + timedelta(hours=1),
            )
            outcome = replace(outcome, confirmation=offer)
        return outcome

    def record(self, outcome, request=None, response=b""):
        case = outcome.case
        if case.mode is Mode.REPLAY:
            return response
        return self.store.record_decision(
            case.case_id,
            {},
            received=datetime.now(UTC),
            sender=case.envelope.sender,
            recipients=[item.address for item in case.envelope.recipients],
            request=request,
            response=response,
        )

    def _wait(self, budget):
        self.waiting.set()
        budget.cancelled.wait(min(budget.remaining(), 20))
        if budget.cancelled.is_set():
            self.cancelled.set()
            raise Cancelled("the caller cancelled the call")

    @staticmethod
    def _spin(budget):
        text = "the quick brown fox " * 10_000
        while not budget.cancelled.is_set() and budget.remaining() > 0:
            text.upper().lower().split()

    def _outcome(self, raw, envelope, options, action, number):
        gaps = ()
        if len(raw) > self.settings.limits.message_bytes:
            gaps = (Gap("", GapReason.OVER_LIMIT, "read up to the limit"),)
        text = raw.decode("utf-8", "surrogateescape")[:1000]
        finding = Finding(
            "CLASSIFICATION_MARKING",
            "fake",
            0.9,
            "1",
            "body",
            0,
            min(6, len(text)),
            masked_quote="S****T",
            marking=Marking("uk", "SECRET", 80),
            value="never shown",
        )
        context = replace(finding, role=Role.CONTEXT, confidence=0.5, marking=None)
        risks = tuple(
            RecipientRisk(item.address, item.address.rpartition("@")[2], 0.5, Category.UNKNOWN, "unknown_external")
            for item in envelope.recipients
        )
        case = Case(
            case_id=options.case_id or f"case{number}",
            received=RECEIVED,
            envelope=envelope,
            mode=options.mode,
            message_digest=hashlib.sha256(raw).hexdigest(),
            content_digest=hashlib.sha256(raw.partition(b"\n\n")[2]).hexdigest(),
            submission_key="k",
            sensitivity=Sensitivity(0.8, Tier.HIGH, 0.1),
            findings=(context, finding),
            assessment=Assessment(risks),
            gaps=gaps,
            organisation=OrganisationFacts(revision="o1"),
            scanned_parts=1,
            skipped_stages=tuple(stage for stage in Stage if options.stages and stage not in options.stages),
        )
        verdict = Verdict(
            action,
            tuple(RecipientVerdict(item.address, action, ("fake",)) for item in envelope.recipients),
            ("fake",),
            "because",
            "notice",
            self.policy.revision,
        )
        return Outcome(
            case, verdict, Extraction((PartText("1", "body", text),), gaps, ""), (("parse", 1.0), ("total", 2.0))
        )

    def inspect(self, text, where, only, budget):
        finding = Finding("PERSON_NAME", "fake", 0.7, "", where, 0, min(4, len(text)))
        return (finding,), Sensitivity(0.2, Tier.LOW, 0.2), Extraction((PartText("", where, text),), (), "")

    def assess(self, envelope, visible_recipients, budget):
        return Assessment(
            tuple(
                RecipientRisk(item.address, item.address.rpartition("@")[2], 0.1, Category.TRUSTED, "legit")
                for item in envelope.recipients
            ),
            flags=("exposed_recipients",) if len(visible_recipients) > 9 else (),
        )

    def refresh(self):
        if self.fails_refresh:
            raise ValueError("no list")
        seen = self.store.switch_revision()
        if seen == self._seen:
            return False
        self._seen = seen
        self.policy = SimpleNamespace(revision=f"r{seen}", document="# none")
        return True

    def revisions(self):
        return {"policy": self.policy.revision}

    def close(self):
        self.closed = True
        self.store.close()
