"""
Addresses, paths and caveats made safe to keep.

Everything that names a person, a host or a file is replaced by a keyed hash: the
same input gives the same pseudonym, so that one destination can be followed over
time, and without the key nobody can test a guess.  Texts are dropped, not masked.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from dlp_service.levels import load_levels
from dlp_service.values import (
    Case,
    ContactHistory,
    Envelope,
    Finding,
    Gap,
    History,
    Marking,
    OrganisationFacts,
    Recipient,
    RecipientRisk,
    Submitter,
)

Pseudonym = Callable[[str], str]
"""A keyed one-way function from a text to a short printable name."""

NOWHERE = "none.invalid"
_PRECEDENCES = frozenset({"bulk", "junk", "list", "first-class", "special-delivery", "auto_reply"})
_RELEASE = re.compile(
    r"(?:RI:)?(?:NOFORN|NF|SBU[ -]NOFORN|LES[ -]NOFORN|REL(?:EASABLE)?\b.*|COMMUNICABLE\b.*|DISPLAY ONLY\b.*|JOINT\b.*|.*\bONLY"
    r"|UK EYES \w+|AUSTEO|AGAO|NZEO|CEO|FEDCON|NO DISSEM ABROAD|CONTROLLED DISSEM|NOCON|NOCONTRACT|PROPIN|SPECIAL FRANCE|NUR DEUTSCHEN ZUR KENNTNIS|KUN NORSKE)",
    re.IGNORECASE,
)
"""Caveats that say who may read; all others, codewords among them, are kept as a hash."""
_SYSTEM = re.compile(
    r"(?P<kept>RD-CNWDI|RD-N|RD|FRD|CNWDI|HCS-[OP]|TK-(?:BLFH|IDIT|KAND)|LIMDIS|EXDIS|NODIS|ORCON-USGOV)(?:[ -].*)?",
    re.IGNORECASE,
)
"""Controls that say who may read, kept without the names of compartments below them."""


def keyed(key: bytes) -> Pseudonym:
    """
    Return the pseudonym function of a key: HMAC-SHA-256 over the case-folded text, 16 hex digits.

    >>> keyed(b"k" * 32)("A@b.example") == keyed(b"k" * 32)("a@B.example") != keyed(b"l" * 32)("a@b.example")
    True
    """

    def pseudonym(text: str) -> str:
        folded = text.casefold().encode("utf-8", "surrogatepass")
        return hmac.digest(key, folded, hashlib.sha256).hex()[:16]

    return pseudonym


def mask_address(address: str, pseudonym: Pseudonym) -> str:
    """
    Return a pseudonym that still looks like an address, so that all addresses of one domain can be told.

    >>> mask_address("a@b.example", lambda text: f"<{text}>"), mask_address("", str)
    ('<a@b.example>@<b.example>', '')
    """
    if not address:
        return ""
    return f"{pseudonym(address)}@{pseudonym(address.rpartition('@')[2])}"


def mask_path(path: str, pseudonym: Pseudonym) -> str:
    """
    Return a path whose MIME part number is kept and whose file, member and sheet names are not.

    >>> mask_path("1.2/crew.xlsx!Sheet2", lambda text: str(len(text)))
    '1.2/9!6'
    """
    pieces = re.split(r"([/!])", path)
    head = pieces[0] if re.fullmatch(r"[\d.#]*", pieces[0]) else pseudonym(pieces[0])
    return head + "".join(piece if piece in "/!" else pseudonym(piece) for piece in pieces[1:])


def mask_case(case: Case, pseudonym: Pseudonym) -> Case:
    """
    Return a case that decides as the given one does and says nothing a person wrote.

    Our own domains are reduced to what a decision asks of them: whether MAIL FROM is inside.
    """
    masked = _mask_envelope(case.envelope, pseudonym)
    return replace(
        case,
        envelope=masked,
        findings=tuple(_mask_finding(finding, pseudonym) for finding in case.findings),
        assessment=replace(
            case.assessment, recipients=tuple(_mask_risk(risk, pseudonym) for risk in case.assessment.recipients)
        ),
        gaps=tuple(_mask_gap(gap, pseudonym) for gap in case.gaps),
        organisation=_mask_organisation(case.organisation, case.envelope.mail_from, masked.mail_from),
        confirmed=frozenset(mask_address(address, pseudonym) for address in case.confirmed),
        history=_mask_history(case.history, pseudonym),
    )


def _mask_history(history: History, pseudonym: Pseudonym) -> History:
    """Return what was known, under the names that the case's recipients have now; of strangers nothing was."""
    known = ((address, found) for address, found in history.contacts if found != ContactHistory())
    return replace(
        history,
        contacts=tuple((mask_address(address, pseudonym), found) for address, found in known),
        delivered_domains=frozenset(pseudonym(domain) for domain in history.delivered_domains),
    )


def _mask_envelope(envelope: Envelope, pseudonym: Pseudonym) -> Envelope:
    return replace(
        envelope,
        mail_from=mask_address(envelope.mail_from, pseudonym),
        recipients=tuple(Recipient(mask_address(item.address, pseudonym)) for item in envelope.recipients),
        submitter=Submitter(
            mask_address(envelope.submitter.principal, pseudonym),
            envelope.submitter.method,
        ),
        header_from=mask_address(envelope.header_from, pseudonym),
        client=pseudonym(envelope.client) if envelope.client else "",
        precedence=envelope.precedence if envelope.precedence.lower() in _PRECEDENCES else "",
        envid="",
        authenticated_domain=pseudonym(envelope.authenticated_domain) if envelope.authenticated_domain else "",
    )


def _mask_organisation(facts: OrganisationFacts, mail_from: str, masked_from: str) -> OrganisationFacts:
    domain = mail_from.rpartition("@")[2].strip(".>").casefold()
    is_inside = any(domain == name or domain.endswith(f".{name}") for name in facts.domains)
    known = (masked_from.rpartition("@")[2] if is_inside else NOWHERE,)
    return replace(facts, domains=known if facts.domains else ())


def _mask_risk(risk: RecipientRisk, pseudonym: Pseudonym) -> RecipientRisk:
    return replace(
        risk,
        address=mask_address(risk.address, pseudonym),
        domain=pseudonym(risk.domain) if risk.domain else "",
        nearest_trusted=pseudonym(risk.nearest_trusted) if risk.nearest_trusted else "",
        suggestion=mask_address(risk.suggestion, pseudonym),
        list_entry=pseudonym(risk.list_entry) if risk.list_entry else "",
        edits=(),
        explanation="",
    )


def _mask_finding(finding: Finding, pseudonym: Pseudonym) -> Finding:
    return replace(
        finding,
        path=mask_path(finding.path, pseudonym),
        masked_quote="",
        value="",
        members=(),
        owner=mask_address(finding.owner, pseudonym),
        marking=_mask_marking(finding.marking, pseudonym) if finding.marking else None,
    )


def _mask_marking(marking: Marking, pseudonym: Pseudonym) -> Marking:
    caveats = tuple(_mask_caveat(caveat, pseudonym) for caveat in marking.caveats)
    return replace(marking, caveats=caveats, reason="")


@cache
def _level_names() -> frozenset[str]:
    return frozenset(name for _, name in load_levels().ordinals)


def _mask_caveat(caveat: str, pseudonym: Pseudonym) -> str:
    # FOUO under UNCLASSIFIED counts as the level it is.
    if _RELEASE.fullmatch(caveat) or caveat.removesuffix(" NOFORN") in _level_names():
        return caveat
    control = _SYSTEM.fullmatch(caveat)
    return control["kept"] if control else f"CAVEAT {pseudonym(caveat)}"


def _mask_gap(gap: Gap, pseudonym: Pseudonym) -> Gap:
    return replace(gap, path=mask_path(gap.path, pseudonym), detail="")
