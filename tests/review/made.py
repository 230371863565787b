"""Made-up outcomes for the tests of review and store; all people and addresses are fictional."""

from datetime import UTC, datetime

from dlp_service.values import (
    Action,
    Assessment,
    Case,
    Category,
    Declared,
    Envelope,
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
    Sensitivity,
    Span,
    Tier,
    Verdict,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SENDER = "j.marsh@mod.uk"
ANALYST = "analyst@soc.mod.uk"
RAW = b"Subject: Falcon staff\r\n\r\nThe staff list of Falcon.\r\n"


def finding(value="falcon"):
    return Finding(
        info_type="PROJECT_TERM",
        detector="terms",
        confidence=0.9,
        path="1",
        where="body",
        start=18,
        end=24,
        masked_quote="F•••••",
        marking=Marking("uk", "SECRET", 60, ("UK EYES ONLY",)),
        value=value,
        members=(Span("1", "body", 18, 24),),
    )


def outcome(
    case_id="case-1",
    recipients=("wrong@navy.ml", "right@navy.mil"),
    *,
    risks=(0.95, 0.05),
    actions=(Action.BLOCK, Action.ALLOW),
    score=0.6,
    sender=SENDER,
    is_sealed=False,
    obligations=(),
    subject="Re: Falcon staff",
    received=NOW,
):
    assessed = tuple(
        RecipientRisk(address, address.rpartition("@")[2], risk, Category.SUSPECT, "tld_swap", edits=("mil>ml",))
        for address, risk in zip(recipients, risks, strict=False)
    )
    case = Case(
        case_id=case_id,
        received=received,
        envelope=Envelope.of(sender, recipients),
        mode=Mode.ENFORCE,
        message_digest="a" * 64,
        content_digest="b" * 64,
        submission_key="c" * 64,
        sensitivity=Sensitivity(score, Tier.of(score), score, declared=Declared("uk", "SECRET", 60)),
        findings=(finding(),),
        assessment=Assessment(assessed),
        gaps=(Gap("2/old.zip", GapReason.ENCRYPTED, container="ARCHIVE"),),
        organisation=OrganisationFacts("Example Ministry", "GBR"),
        scanned_parts=2,
    )
    verdicts = tuple(
        RecipientVerdict(address, action, ("table",), explanation="because")
        for address, action in zip(recipients, actions, strict=False)
    )
    verdict = Verdict(
        action=max(actions),
        recipients=verdicts,
        rules=("table",),
        explanation="project staff to a lookalike of navy.mil",
        sender_notice="did you mean navy.mil?",
        policy_revision="r1",
        obligations=obligations,
        is_sealed=is_sealed,
    )
    extraction = Extraction(
        (PartText("0", "subject", subject), PartText("1", "body", "The staff list of Falcon.")),
        (),
        "b" * 64,
        attachment_names=("staff.xlsx",),
    )
    return Outcome(case, verdict, extraction)
