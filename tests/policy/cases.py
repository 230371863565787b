"""Fictional cases for the tests of decisions and records."""

from dataclasses import replace
from datetime import UTC, datetime

from dlp_service.values import (
    Assessment,
    Case,
    Category,
    Contribution,
    Declared,
    Envelope,
    Finding,
    Marking,
    Mode,
    OrganisationFacts,
    Origin,
    Recipient,
    RecipientRisk,
    Sensitivity,
    Submitter,
    Tier,
)

OFFICIAL_SENSITIVE = ("uk", "OFFICIAL-SENSITIVE")
SCORES = {Tier.NONE: 0.0, Tier.LOW: 0.25, Tier.MODERATE: 0.45, Tier.HIGH: 0.7, Tier.CRITICAL: 0.9}

COLLEAGUE = RecipientRisk("ana@office.example", "office.example", 0.0, Category.TRUSTED, "legit", trust="own")
AMERICAN = RecipientRisk(
    "lee@navy.mil",
    "navy.mil",
    0.0,
    Category.TRUSTED,
    "legit",
    trust="partner",
    publicly_registrable=False,
    nation="USA",
    communities=("FVEY", "NATO"),
    accredited_to=OFFICIAL_SENSITIVE,
)
DUTCH = replace(AMERICAN, address="jan@lab.nl.example", domain="lab.nl.example", nation="NLD", communities=("NATO",))
UNDECLARED = replace(AMERICAN, address="kim@firm.example", domain="firm.example", nation="GBR", accredited_to=None)
STRANGER = RecipientRisk("sam@hotel.example", "hotel.example", 0.1, Category.UNKNOWN, "unknown_external")
SLIP = RecipientRisk(
    "lee@navy.ml",
    "navy.ml",
    0.97,
    Category.SUSPECT,
    "tld_swap",
    nearest_trusted="navy.mil",
    suffix_country="MLI",
    explanation="navy.ml looks like navy.mil: 'i' omitted in the suffix.",
    suggestion="lee@navy.mil",
    flags=("lookalike_domain",),
)
BLOCKED = replace(SLIP, category=Category.BLOCKED, kind="blocked", score=1.0)


def recipient(category: Category, **changes: object) -> RecipientRisk:
    """Return a plain recipient of a category, without a trick of its own."""
    kinds = {
        Category.TRUSTED: "legit",
        Category.KNOWN: "legit",
        Category.ELEVATED: "freemail",
        Category.BLOCKED: "blocked",
    }
    base = RecipientRisk("sam@there.example", "there.example", 0.5, category, kinds.get(category, "unknown_external"))
    return replace(base, **changes)


def marked(scheme: str, level: str, ordinal: int, *caveats: str, **changes: object) -> Finding:
    """Return the finding of a marking."""
    finding = Finding("CLASSIFICATION_MARKING", "markings", 0.99, "1", "body", 0, 6)
    return replace(finding, marking=Marking(scheme, level, ordinal, caveats), **changes)


def case(*risks: RecipientRisk, score: float = 0.0, estimated: float | None = None, **changes: object) -> Case:
    """Return a case from an authenticated person of office.example, whose mail system carries OFFICIAL-SENSITIVE."""
    findings = changes.get("findings", ())
    markings = [item.marking for item in findings if item.marking and not item.marking.is_mention]
    top = max(markings, key=lambda marking: marking.ordinal, default=None)
    sensitivity = Sensitivity(
        score,
        Tier.of(score),
        score if estimated is None else estimated,
        declared=Declared(top.scheme, top.level, top.ordinal) if top else None,
        contributions=(Contribution("ROSTER", "a list of 12 people", score),) if score else (),
    )
    flags = tuple(dict.fromkeys(flag for risk in risks for flag in risk.flags))
    exposed = sum(risk.is_exposed for risk in risks)
    base = Case(
        case_id="case-0001",
        received=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        envelope=Envelope(
            "ops@office.example",
            tuple(Recipient(risk.address) for risk in risks),
            Submitter("ops@office.example", "SASL"),
        ),
        mode=Mode.ENFORCE,
        message_digest="0" * 64,
        content_digest="1" * 64,
        submission_key="2" * 64,
        sensitivity=sensitivity,
        findings=(),
        assessment=Assessment(tuple(risks), flags, exposed),
        gaps=(),
        organisation=OrganisationFacts("Office", "GBR", OFFICIAL_SENSITIVE, "r1", ("office.example",)),
    )
    return replace(base, **changes)


def sent_by(
    origin: Origin = Origin.HUMAN, principal: str = "ops@office.example", mail_from: str = "ops@office.example"
):
    """Return a function that gives a case another sender."""

    def change(given: Case) -> Case:
        submitter = Submitter(principal, "SASL" if principal else "")
        return replace(given, envelope=replace(given.envelope, mail_from=mail_from, origin=origin, submitter=submitter))

    return change
