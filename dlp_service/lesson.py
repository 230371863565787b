"""
What a message may teach about who is known to us, once its copies are reported as delivered.

Only what a person of ours wrote to somebody outside teaches a delivery, and only what a person outside wrote back teaches a
reply.  Automatic replies, reports, lists and programs teach nothing in either direction: a machine answers whatever
reaches it, a misspelt address too.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlp_service.values import Case, Envelope, Origin, Outcome

INBOUND = "inbound"
BY_PEOPLE = frozenset({Origin.HUMAN, Origin.CALENDAR})


@dataclass(frozen=True, slots=True)
class Lesson:
    """
    Whose copies teach what: deliveries to `recipients` by `sender`, or, with `answers`, a reply of `sender`.

    The default teaches nothing.  `sender` is empty where nobody vouches for who wrote.
    """

    sender: str = ""
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    answers: tuple[str, ...] = ()


def lesson_of(outcome: Outcome) -> Lesson:
    """
    Return what a decided message may teach; of a spillage nothing is learnt.

    Our own people are no contacts: a delivery to them teaches nothing.
    """
    case = outcome.case
    if outcome.verdict.is_sealed or case.envelope.origin not in BY_PEOPLE:
        return Lesson()
    if case.envelope.direction.lower() == INBOUND:
        return _reply(outcome)
    return Lesson(case.envelope.principal, _outsiders(case), outcome.exchange.message_id)


def _outsiders(case: Case) -> tuple[str, ...]:
    trusts = (risk.trust for risk in case.recipients)
    named = zip(case.envelope.recipients, trusts, strict=True)
    return tuple(recipient.address for recipient, trust in named if trust != "own")


def _reply(outcome: Outcome) -> Lesson:
    """
    Return the lesson of a reply from outside.

    Anyone can write a From field, and whoever saw our mail knows its Message-ID.  So a reply counts only where the gateway
    itself found the author's domain proven, the message has one author and a return path, and the store finds that
    this very address was delivered what it answers.
    """
    envelope, exchange = outcome.case.envelope, outcome.exchange
    if not (exchange.answers and envelope.mail_from.strip("<> ") and _is_proven(envelope, exchange.author)):
        return Lesson()
    recipients = tuple(recipient.address for recipient in envelope.recipients)
    return Lesson(exchange.author, recipients, answers=exchange.answers)


def _is_proven(envelope: Envelope, author: str) -> bool:
    proven = envelope.authenticated_domain.strip().strip(".").lower()
    domain = author.rpartition("@")[2].strip().strip(".").lower()
    return "@" in author and "." in proven and (domain == proven or domain.endswith(f".{proven}"))
