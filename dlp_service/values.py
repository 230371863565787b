"""
The values that pass between the rooms.

All are frozen and compare by content.  Rooms take some and return others;
nothing here does I/O, knows protobuf, or remembers anything.  Names follow
the protobuf contract in `proto/dlp/v1`, which is the public spelling of the
same values.

Text of a message lives only in `Part`, `PartText` and `Finding.value`; a
`Case` without findings' values can be logged and stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import IntEnum, StrEnum


class Action(IntEnum):
    """What a gateway is asked to do, ordered from softest to strictest."""

    ALLOW = 10
    WARN = 20
    QUARANTINE = 30
    BLOCK = 40


class Tier(IntEnum):
    """Sensitivity in words: NONE < 0.2 <= LOW < 0.4 <= MODERATE < 0.6 <= HIGH < 0.85 <= CRITICAL."""

    NONE = 10
    LOW = 20
    MODERATE = 30
    HIGH = 40
    CRITICAL = 50

    @classmethod
    def of(cls, score: float) -> Tier:
        """
        Return the tier of a score in 0..1, judged after rounding to 4 places.

        >>> Tier.of(0.39996).name
        'MODERATE'
        """
        rounded = round(score, 4)
        for tier, floor in ((cls.CRITICAL, 0.85), (cls.HIGH, 0.6), (cls.MODERATE, 0.4), (cls.LOW, 0.2)):
            if rounded >= floor:
                return tier
        return cls.NONE


class Category(IntEnum):
    """What a recipient is to us, ordered from safest to worst."""

    TRUSTED = 10
    KNOWN = 20
    UNKNOWN = 30
    ELEVATED = 40
    SUSPECT = 50
    BLOCKED = 60


class GapReason(StrEnum):
    """Why a part stayed dark."""

    ENCRYPTED = "ENCRYPTED"
    DAMAGED = "DAMAGED"
    UNSUPPORTED = "UNSUPPORTED"
    OVER_LIMIT = "OVER_LIMIT"
    TIMED_OUT = "TIMED_OUT"


class Origin(StrEnum):
    """What kind of sender produced the message; only a human can confirm a warning."""

    HUMAN = "HUMAN"
    AUTO_REPLY = "AUTO_REPLY"
    DSN = "DSN"
    MDN = "MDN"
    CALENDAR = "CALENDAR"
    LIST = "LIST"
    APPLICATION = "APPLICATION"


class Mode(StrEnum):
    """ENFORCE holds and records; OBSERVE records but never holds; REPLAY does neither."""

    ENFORCE = "ENFORCE"
    OBSERVE = "OBSERVE"
    REPLAY = "REPLAY"


class Role(StrEnum):
    """Evidence counts; context (the sender's own name, a signature, a quotation) is shown and does not."""

    EVIDENCE = "evidence"
    CONTEXT = "context"


class Disclose(StrEnum):
    """Who may be told that a list entry was found: the sender, only an analyst, only the entry's owner."""

    SENDER = "sender"
    ANALYST = "analyst"
    OWNER = "owner"


WHERES = (
    "subject",
    "header",
    "body",
    "page_header",
    "footer",
    "property",
    "file_name",
    "cell",
    "comment",
    "note",
    "hidden",
)
"""Where a text can stand; `header` is a mail field or, on input, a document's header."""


class Stage(StrEnum):
    """Stages of the walk that a request may leave out or a deadline may cut off."""

    EXTRACT = "extract"
    MARKINGS = "markings"
    NAMES = "names"
    TERMS = "terms"
    IDENTIFIERS = "identifiers"
    PEOPLE_PROJECT = "people_project"
    FINGERPRINTS = "fingerprints"
    CONTENT_MODEL = "content_model"
    RECIPIENTS = "recipients"


# --- the message ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recipient:
    """One RCPT TO: the address as given, and its DSN parameters (RFC 3461)."""

    address: str
    orcpt: str = ""
    notify: str = ""


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who handed the message in: `method` is SASL, MTLS, TRUSTED_RELAY or empty for none."""

    principal: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """
    The SMTP envelope and what the gateway knows about the session; it includes Bcc recipients.

    `direction` is inbound or outbound, empty for outbound.  `authenticated_domain` is, for inbound mail, the domain of its
    From field as the gateway's own DMARC check found it proven (RFC 7489), else empty; the message itself cannot say so.
    """

    mail_from: str = ""
    recipients: tuple[Recipient, ...] = ()
    submitter: Submitter = Submitter()
    header_from: str = ""
    client: str = ""
    listener: str = ""
    direction: str = ""
    precedence: str = ""
    origin: Origin = Origin.HUMAN
    envid: str = ""
    ret: str = ""
    smtputf8: bool = False
    tls: bool = False
    authenticated_domain: str = ""

    @property
    def principal(self) -> str:
        """Return the submitter whom a method vouches for, else nothing: a bare MAIL FROM is nobody we know."""
        return self.submitter.principal if self.submitter.method.lower() not in {"", "none"} else ""

    @property
    def sender(self) -> str:
        """Return the principal where there is one, else MAIL FROM, else the From header's address."""
        return self.submitter.principal or self.mail_from or self.header_from

    @classmethod
    def of(cls, mail_from: str, rcpt_to: tuple[str, ...] | list[str]) -> Envelope:
        """Return the plain envelope of a sender and recipient addresses."""
        return cls(mail_from=mail_from, recipients=tuple(Recipient(address) for address in rcpt_to))

    @classmethod
    def vouched(cls, mail_from: str, rcpt_to: Sequence[str]) -> Envelope:
        """Return the envelope of a sender who is vouched for: whoever calls stands for the relay that knows them."""
        submitter = Submitter(mail_from, "TRUSTED_RELAY") if mail_from else Submitter()
        return replace(cls.of(mail_from, list(rcpt_to)), submitter=submitter)


@dataclass(frozen=True, slots=True)
class Header:
    """One header field, unfolded and decoded (RFC 2047), in message order."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """
    A MIME leaf with its transfer encoding removed.

    `path` numbers parts as IMAP does (RFC 3501 section 6.4.5): `1`, `1.2`; the parts of an
    embedded message continue the number of the part that carries it.
    `description` is what its sender called it, `location` the address that it was saved from (RFC 2045 and 2557).
    """

    path: str
    content_type: str
    content: bytes
    charset: str = ""
    file_name: str = ""
    disposition: str = ""
    content_id: str = ""
    is_flowed: bool = False
    is_delsp: bool = False
    description: str = ""
    location: str = ""

    @property
    def is_attachment(self) -> bool:
        """Say whether a person would see it as an attachment: it has a file name or says so."""
        return bool(self.file_name) or self.disposition == "attachment"


@dataclass(frozen=True, slots=True)
class Gap:
    """
    Something a person could have read and we could not.

    `container` is SMIME, PGP, RPMSG, ARCHIVE, OFFICE, PDF or empty.  A gap that
    is not `material` (a thumbnail, a font, a theme) is reported and decides nothing.
    """

    path: str
    reason: GapReason
    detail: str = ""
    container: str = ""
    material: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    """
    A parsed message: what could be read of it, and `gaps` for the rest.

    `nested` holds the headers and subject of embedded messages by the path of the part that carries them.
    `visible_recipients` are the addresses of To and Cc (and their Resent- forms), in order, lower-cased domain.
    `signed_labels` are the security labels of its signatures in words, by the path of the part that was signed or signs.
    `message_digest` is the SHA-256 of the raw bytes in hex, `size` their number.
    `answers` are the Message-IDs of In-Reply-To and References, the nearest first; `sole_author` is the From address where
    there is exactly one.
    """

    subject: str
    headers: tuple[Header, ...]
    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    header_from: str
    header_from_name: str
    visible_recipients: tuple[str, ...]
    visible_names: tuple[str, ...]
    message_id: str
    message_digest: str
    size: int
    origin: Origin = Origin.HUMAN
    nested: tuple[tuple[str, tuple[Header, ...]], ...] = ()
    signed_labels: tuple[tuple[str, str], ...] = ()
    answers: tuple[str, ...] = ()
    sole_author: str = ""


@dataclass(frozen=True, slots=True)
class PartText:
    """
    Text that a person could read or uncover, and where it was.

    `where` is subject, header, body, page_header, footer, property, file_name, cell, comment, note or hidden.
    `path` is the MIME part number, `/name` per archive member, `!unit` for a sheet, slide or page.
    In `cell` text one row is one line and cells are separated by tabs.
    """

    path: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """
    Everything readable, and everything that stayed dark.

    `content_digest` (SHA-256, hex) covers canonical body text and decoded attachments and no
    headers, so that a resend of the same content has the same digest.
    """

    texts: tuple[PartText, ...]
    gaps: tuple[Gap, ...]
    content_digest: str
    scanned_parts: int = 0
    attachment_names: tuple[str, ...] = ()


NATIONAL_IDENTIFIERS = frozenset(
    {
        "UK_NATIONAL_INSURANCE_NUMBER",
        "UK_NHS_NUMBER",
        "US_SOCIAL_SECURITY_NUMBER",
        "PASSPORT_NUMBER",
        "DRIVING_LICENCE_NUMBER",
        "SERVICE_NUMBER",
        "NATIONAL_ID_NUMBER",
    }
)
"""Info types of identifiers that name a person."""

IDENTIFIERS = NATIONAL_IDENTIFIERS | {
    "AUTH_TOKEN",
    "CREDIT_CARD",
    "EMAIL_ADDRESS",
    "ENCRYPTION_KEY",
    "IBAN",
    "IP_ADDRESS",
    "LOCATION_COORDINATES",
    "MAC_ADDRESS",
    "MILITARY_GRID_REFERENCE",
    "OS_GRID_REFERENCE",
    "PHONE_NUMBER",
    "VEHICLE_REGISTRATION",
}
"""Info types of all identifiers: of people, accounts, places, machines and secrets."""

ALLOWABLE = IDENTIFIERS | {"PERSON_NAME"}
"""
Info types of which single values may be listed as harmless.

Not markings, nor what the organisation's own lists name (an entry there is deleted instead), nor combined findings.
"""

CONTACT_IDENTIFIERS = frozenset({"EMAIL_ADDRESS", "PHONE_NUMBER", "IP_ADDRESS", "MAC_ADDRESS"})
"""Info types of how to reach somebody or something: any mail is full of them, they weigh nothing by themselves."""

# --- what was found ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marking:
    """
    A protective marking or machine label in its canonical spelling.

    `scheme` is uk us us-cui nato eu au nz ca de fr no at ch tlp label or any; `ordinal` is 0..100.
    `is_mention` is true when the text talks about a marking instead of carrying one;
    `reason` says in words why it was read as one or the other.
    """

    scheme: str
    level: str
    ordinal: int
    caveats: tuple[str, ...] = ()
    is_mention: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Code points `start`..`end` of the text at `path` and `where`."""

    path: str
    where: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One piece of evidence: what, who found it, how sure, and exactly where.

    `confidence` is 0..1.  `start` and `end` count code points of the text at `path` and `where`.
    `value` is the canonical form of what was found (a person's key, a term): it joins findings
    inside the walk and is never logged, stored or sent.  `weight` is a listed term's weight, `count` the
    number of distinct members of a combined finding, whose spans are `members`.
    `entity` is the same for all findings of one person in a message, `p1` for the first; it tells nothing about the name and
    means nothing in another message.  `detail` is one safe sentence: numbers and list names, no text of the message.
    """

    info_type: str
    detector: str
    confidence: float
    path: str
    where: str
    start: int
    end: int
    role: Role = Role.EVIDENCE
    masked_quote: str = ""
    marking: Marking | None = None
    weight: float = 0.0
    count: int = 1
    value: str = field(default="", repr=False)
    detail: str = ""
    members: tuple[Span, ...] = ()
    owner: str = ""
    disclose: Disclose = Disclose.SENDER
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """The highest current marking or label a message carries."""

    scheme: str
    level: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one kind of evidence adds to the score; the weights of all add up to it."""

    kind: str
    detail: str
    weight: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """
    How sensitive the content is, 0..1, and why.

    `estimated` is the score of the unmarked evidence alone (<= .84), `content_probability` that of the
    text model alone (0 when it did not run). `calibration` is SHIPPED until the model was evaluated on local labels, then LOCAL.
    """

    score: float
    tier: Tier
    estimated: float
    content_probability: float = 0.0
    declared: Declared | None = None
    calibration: str = "SHIPPED"
    contributions: tuple[Contribution, ...] = ()
    model_version: str = ""


# --- recipients ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecipientRisk:
    """
    How likely one recipient is the wrong one, and what we know about it.

    `score` is 0..1, >= .9 at the strength of a block. `trust` is own, partner, contact, allowed or none.
    `kind` is legit, typo, tld_swap, lookalike, doppelganger, homograph, subdomain_trick, freemail, disposable,
    blocked or unknown_external. `nation` is ISO 3166 alpha-3 or empty when unknown.
    `accredited_to` is (scheme, level) or None where nothing is declared; `flags` are this recipient's share of the message's.
    """

    address: str
    domain: str
    score: float
    category: Category
    kind: str
    trust: str = "none"
    nearest_trusted: str = ""
    edits: tuple[str, ...] = ()
    suffix_country: str = ""
    publicly_registrable: bool = True
    reasons: tuple[str, ...] = ()
    explanation: str = ""
    suggestion: str = ""
    nation: str = ""
    communities: tuple[str, ...] = ()
    accredited_to: tuple[str, str] | None = None
    is_exposed: bool = False
    is_bcc: bool = False
    list_entry: str = ""
    disclose: Disclose = Disclose.SENDER
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """All recipients in envelope order, the union of their flags, and how many strangers see each other."""

    recipients: tuple[RecipientRisk, ...]
    flags: tuple[str, ...] = ()
    exposed_outsiders: int = 0


@dataclass(frozen=True, slots=True)
class ContactHistory:
    """
    What the store knows of one address at the time of a decision.

    `deliveries` is what reported deliveries to it still weigh, rounded up, `from_sender` those of the present sender, and
    `principals` how many of our own wrote, counted up to three.  `is_learnt` is true when replies, or at least three of our
    principals over at least fourteen days, made it known; `is_lasting` says that the latter did.  `has_namesake` says that a learnt contact has the same local
    part, a name of two words, at another domain.
    """

    deliveries: int = 0
    principals: int = 0
    is_learnt: bool = False
    from_sender: int = 0
    has_namesake: bool = False
    is_lasting: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """
    A snapshot for the recipients of one message; `is_supplied` is false where no history is kept.

    `delivered_domains` are those of their domains that earned trust: several of our people write there over weeks and
    somebody there replied.
    """

    contacts: tuple[tuple[str, ContactHistory], ...] = ()
    is_supplied: bool = False
    delivered_domains: frozenset[str] = frozenset()


# --- the decision --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """The part of the organisation file a decision needs; `domains` are our own, lower case."""

    name: str = ""
    nation: str = ""
    accredited_to: tuple[str, str] = ("uk", "OFFICIAL")
    revision: str = ""
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """
    The whole input of a decision: storable, replayable, free of message text once values are dropped.

    `confirmed` are the recipients for whom the sender's own confirmation of this content is on record.
    `unfinished_stages` ran out of time, `skipped_stages` were not asked for; both are named in the verdict.
    `history` is what was known of the recipients then: a replay uses it, whatever was learnt since.
    """

    case_id: str
    received: datetime
    envelope: Envelope
    mode: Mode
    message_digest: str
    content_digest: str
    submission_key: str
    sensitivity: Sensitivity
    findings: tuple[Finding, ...]
    assessment: Assessment
    gaps: tuple[Gap, ...]
    organisation: OrganisationFacts
    scanned_parts: int = 0
    skipped_stages: tuple[Stage, ...] = ()
    unfinished_stages: tuple[Stage, ...] = ()
    confirmed: frozenset[str] = frozenset()
    model_versions: tuple[tuple[str, str], ...] = ()
    history: History = History()

    @property
    def recipients(self) -> tuple[RecipientRisk, ...]:
        """Return the assessed recipients in envelope order."""
        return self.assessment.recipients


@dataclass(frozen=True, slots=True)
class RecipientVerdict:
    """The action for one recipient, the names of the rules that chose it, and what the gateway must also do."""

    address: str
    action: Action
    rules: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    The decision: one action per recipient, the strictest for the message, and why, for three audiences.

    `sender_notice` holds only what the sender may know; `explanation` is for the analyst.
    `is_sealed` marks a spillage: its item is for the security officer alone.
    """

    action: Action
    recipients: tuple[RecipientVerdict, ...]
    rules: tuple[str, ...]
    explanation: str
    sender_notice: str
    policy_revision: str
    obligations: tuple[str, ...] = ()
    is_sealed: bool = False
    can_confirm: bool = True


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a warned sender may confirm: a record in our store, named by `reference`."""

    reference: str
    principal: str
    recipients: tuple[str, ...]
    content_digest: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message's place among others, for learning who replied: its Message-ID, those it answers, its sole author."""

    message_id: str = ""
    answers: tuple[str, ...] = ()
    author: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    Everything one walk produced.

    `extraction` is kept only for quotes on request, never stored; of `exchange` hashes are.
    """

    case: Case
    verdict: Verdict
    extraction: Extraction
    timings_ms: tuple[tuple[str, float], ...] = ()
    findings_truncated: bool = False
    review_item: str = ""
    confirmation: Confirmation | None = None
    exchange: Exchange = Exchange()


def utc_now() -> datetime:
    """Return the time now, always with the UTC zone."""
    return datetime.now(UTC)
