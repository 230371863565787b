"""
Who may do what with an item; each rule raises and none has an exception.

- Nobody decides on, or reads, mail that they sent themselves.
- A sealed item is never released, corrected or read here; it can only be rejected.
- A closed item stays as it is, and so does a released copy: it may be on its way already.
"""

from __future__ import annotations

import re

from dlp_service.errors import Conflict, InvalidMessage
from dlp_service.review.interface import StoredItem
from dlp_service.review.values import Decision, RecipientDecision, ReviewLabel

REASON = re.compile(r"[A-Z][A-Z0-9_]{0,63}", re.ASCII)
_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f()<>\[\]:;@\\,\"]{1,64}")
_LABEL = re.compile(r"(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?")


def not_permitted(reason: str, message: str) -> Conflict:
    """Return the error for a step that an item's state forbids; `reason` tells programs which rule."""
    error = Conflict(message)
    error.reason = reason
    return error


def same_mailbox(one: str, other: str) -> bool:
    """Say whether two spellings name the same mailbox; case is ignored, as every provider in use does."""
    return one.strip().casefold() == other.strip().casefold()


def refuse_own_mail(item: StoredItem, principal: str) -> None:
    """Raise Conflict (OWN_MAIL) when the principal sent the message, under any of its sender addresses."""
    if any(same_mailbox(principal, sender) for sender in item.record["senders"]):
        raise not_permitted("OWN_MAIL", "nobody decides on their own mail")


def check_address(address: str, field: str) -> None:
    """
    Raise InvalidMessage unless this is one plain address that can go into RCPT TO (RFC 5321, 6531).

    Quoted local parts and address literals are valid there and refused here: nobody corrects a recipient to one.

    >>> check_address("name@navy.mil", "corrected_address")
    """
    local, _, domain = address.rpartition("@")
    labels = domain.split(".")
    is_local = bool(_LOCAL.fullmatch(local)) and not (local.startswith(".") or local.endswith(".") or ".." in local)
    is_domain = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
    if not (is_local and is_domain and len(address) <= 254):
        raise InvalidMessage("this is not an address that mail can be sent to", field=field)


def check_decisions(item: StoredItem, decisions: tuple[RecipientDecision, ...]) -> None:
    """
    Check decisions by themselves, before they are held against the recipients.

    Raises:
        InvalidMessage: none, an undecided one, an address that is missing, superfluous or not an address.
        Conflict: a sealed item would go out (SEALED).
    """
    if not decisions:
        raise InvalidMessage("no decisions", field="decisions")
    for position, wanted in enumerate(decisions):
        field = f"decisions[{position}]"
        if wanted.decision is Decision.PENDING:
            raise InvalidMessage("decide for RELEASE, CORRECT_TO or REJECT", field=f"{field}.decision")
        if wanted.decision is Decision.CORRECT_TO:
            check_address(wanted.corrected_address, f"{field}.corrected_address")
            if same_mailbox(wanted.corrected_address, wanted.address):
                raise InvalidMessage("the same address is no correction", field=f"{field}.corrected_address")
        elif wanted.corrected_address:
            raise InvalidMessage("only CORRECT_TO takes another address", field=f"{field}.corrected_address")
        if item.is_sealed and wanted.decision.sends:
            raise not_permitted("SEALED", "a sealed review item cannot be released")


def check_reason(reason: str) -> None:
    """Raise InvalidMessage unless the reason is an UPPER_SNAKE code of at most 64 characters."""
    if not REASON.fullmatch(reason):
        raise InvalidMessage("give a reason in UPPER_SNAKE, for example WRONG_RECIPIENT", field="reason")


def check_label(label: ReviewLabel, finding_count: int) -> None:
    """Raise InvalidMessage for a certainty outside 0..1 or a finding that the item does not have."""
    if label.certainty is not None and not 0 <= label.certainty <= 1:
        raise InvalidMessage("certainty is 0..1", field="label.certainty")
    if any(not 0 <= index < finding_count for index, _ in label.findings):
        raise InvalidMessage("no such finding", field="label.findings")
