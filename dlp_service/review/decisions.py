"""What analysts do with an item: decide, label, assign, comment; and what a gateway reports about its copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from dlp_service.errors import InvalidMessage
from dlp_service.review.interface import ReviewStore, StoredItem
from dlp_service.review.queue import stored, to_item
from dlp_service.review.records import from_plain, to_plain
from dlp_service.review.rules import (
    check_decisions,
    check_label,
    check_reason,
    not_permitted,
    refuse_own_mail,
    same_mailbox,
)
from dlp_service.review.submission import PREFIX, item_name
from dlp_service.review.values import (
    Deciding,
    Decision,
    EventKind,
    RecipientDecision,
    ReviewItem,
    ReviewLabel,
    ReviewRecipient,
    ReviewState,
)

COMMENT_CHARS = 10_000
ALREADY_DELIVERED = "ALREADY_DELIVERED"
"""The reason of a recipient who was never decided, because the gateway had delivered that copy at once."""


def decide(
    store: ReviewStore,
    name: str,
    etag: str,
    decisions: tuple[RecipientDecision, ...],
    reason: str,
    principal: str,
    label: ReviewLabel | None,
    now: datetime,
) -> ReviewItem:
    """
    Decide some or all recipients and return the item as it now is; it closes when nobody is undecided.

    A rejection may be changed until the item closes; a release may not, because a gateway may act on it at once.
    A release only marks the copy: `releasable` lists it for the gateway.

    Raises:
        NotFound: no such item.
        Conflict: the etag is old, or a rule forbids it: OWN_MAIL, SEALED, CLOSED, EXPIRED, ALREADY_RELEASED.
        InvalidMessage: no principal, a malformed reason, decision, address or label, or somebody who is no recipient.
    """
    if not principal:
        raise InvalidMessage("say who decides", field="principal")
    check_reason(reason)
    item = stored(store, name)
    refuse_own_mail(item, principal)
    _refuse_over(item, now)
    check_decisions(item, decisions)
    if label:
        check_label(label, item.record.get("finding_count", 0))
    recipients = _decided(item, decisions, Deciding(principal, reason, now))
    body = {"principal": principal, "reason": reason, "decisions": to_plain(decisions)}
    with store.transaction(durable=True):
        changed = _change(store, item, etag, recipients)
        store.add_item_event(item.item_id, EventKind.DECISION.value, body, now)
        if label:
            _add_label(store, item.item_id, label, principal, now)
    return changed


def label_item(
    store: ReviewStore, name: str, etag: str, label: ReviewLabel, principal: str, now: datetime
) -> ReviewItem:
    """
    Record what an analyst learnt; also for closed items, because the truth often comes later.

    Labels are kept side by side, with their authors; none replaces another.

    Raises:
        NotFound: no such item.
        Conflict: the etag is old, or the principal sent the message.
        InvalidMessage: no principal, or a malformed label.
    """
    if not principal:
        raise InvalidMessage("say who labels", field="principal")
    item = stored(store, name)
    refuse_own_mail(item, principal)
    check_label(label, item.record.get("finding_count", 0))
    with store.transaction(durable=True):
        changed = _change(store, item, etag)
        _add_label(store, item.item_id, label, principal, now)
    return changed


def assign(
    store: ReviewStore, name: str, etag: str, assignee: str, state: ReviewState | None, principal: str, now: datetime
) -> ReviewItem:
    """
    Give an item to somebody, and move it if a state is given; an empty assignee gives it back to the queue.

    Raises:
        NotFound: no such item.
        Conflict: the etag is old, the item is closed, or the assignee sent the message.
        InvalidMessage: CLOSED, which only decisions bring about.
    """
    if state is ReviewState.CLOSED:
        raise InvalidMessage("an item closes when all its recipients are decided", field="state")
    item = stored(store, name)
    _refuse_over(item, now)
    if assignee:
        refuse_own_mail(item, assignee)
    body = {"principal": principal, "assignee": assignee, "state": state.value if state else ""}
    with store.transaction(durable=True):
        changed = _change(store, item, etag, state=state, assignee=assignee)
        store.add_item_event(item.item_id, EventKind.ASSIGNMENT.value, body, now)
    return changed


def comment(store: ReviewStore, name: str, text: str, principal: str, now: datetime) -> ReviewItem:
    """
    Add a comment and return the item; its etag stays, because a comment disturbs nobody's decision.

    Raises:
        NotFound: no such item.
        InvalidMessage: no principal, an empty comment or one over 10,000 characters.
    """
    if not principal:
        raise InvalidMessage("say who comments", field="principal")
    if not text.strip() or len(text) > COMMENT_CHARS:
        raise InvalidMessage(f"a comment has 1 to {COMMENT_CHARS} characters", field="comment")
    item = stored(store, name)
    body = {"principal": principal, "comment": text}
    store.add_item_event(item.item_id, EventKind.COMMENT.value, body, now)
    return to_item(item)


def delivered(store: ReviewStore, case_id: str, address: str, now: datetime) -> bool:
    """
    Note that a gateway delivered a copy, and say whether that was news; a case that holds nothing is none.

    The address is the recipient's or the one it was corrected to.  A copy that nobody had decided was delivered before
    the item was held (a gateway that strips the dangerous recipients); it counts as released.

    Raises:
        Conflict: somebody changed the item at the same moment; report again.
    """
    item = store.held_item(item_name(case_id).removeprefix(PREFIX))
    if item is None:
        return False
    recipients = tuple(from_plain(ReviewRecipient, one) for one in item.record["recipients"])
    changed = tuple(_delivered(one, address, now) for one in recipients)
    if changed == recipients:
        return False
    with store.transaction(durable=True):
        _change(store, item, item.etag, changed)
        store.add_item_event(item.item_id, EventKind.DELIVERY.value, {"address": address}, now)
    return True


def _delivered(one: ReviewRecipient, address: str, now: datetime) -> ReviewRecipient:
    if one.delivered or not same_mailbox(one.corrected_address or one.address, address):
        return one
    if one.decision is Decision.PENDING:
        return replace(one, decision=Decision.RELEASE, decided=now, delivered=now, reason=ALREADY_DELIVERED)
    return replace(one, delivered=now)


def _refuse_over(item: StoredItem, now: datetime) -> None:
    if not item.is_open:
        raise not_permitted("CLOSED", "the review item is closed")
    if now >= item.expires:
        raise not_permitted("EXPIRED", "the review item expired and counts as rejected")


def _decided(
    item: StoredItem, decisions: tuple[RecipientDecision, ...], deciding: Deciding
) -> tuple[ReviewRecipient, ...]:
    recipients = [from_plain(ReviewRecipient, one) for one in item.record["recipients"]]
    seen: set[int] = set()
    for position, wanted in enumerate(decisions):
        found = next((at for at, one in enumerate(recipients) if same_mailbox(one.address, wanted.address)), None)
        if found is None or found in seen:
            problem = "is decided twice" if found is not None else "is no recipient of this message"
            raise InvalidMessage(f"the address {problem}", field=f"decisions[{position}].address")
        if recipients[found].decision.sends:
            raise not_permitted("ALREADY_RELEASED", "a released copy may be on its way and cannot be called back")
        seen.add(found)
        recipients[found] = replace(
            recipients[found],
            decision=wanted.decision,
            corrected_address=wanted.corrected_address,
            decided_by=deciding.principal,
            decided=deciding.now,
            reason=deciding.reason,
        )
    return tuple(recipients)


def _change(
    store: ReviewStore,
    item: StoredItem,
    etag: str,
    recipients: tuple[ReviewRecipient, ...] | None = None,
    *,
    state: ReviewState | None = None,
    assignee: str | None = None,
) -> ReviewItem:
    """Write an item's new record; the etag decides whether it is still the item that was read."""
    if recipients is None:
        recipients = tuple(from_plain(ReviewRecipient, one) for one in item.record["recipients"])
    is_open = item.is_open and any(one.decision is Decision.PENDING for one in recipients)
    state = state or _state(item.record, recipients)
    record = {**item.record, "recipients": to_plain(recipients), "state": state.value}
    if assignee is not None:
        record["assignee"] = assignee
    return to_item(
        store.replace_held(
            item.item_id,
            etag,
            record=record,
            state=state.value if is_open else ReviewState.CLOSED.value,
            is_open=is_open,
            unsent=sum(one.is_unsent for one in recipients),
        )
    )


def _state(record: Mapping[str, Any], recipients: tuple[ReviewRecipient, ...]) -> ReviewState:
    """Return the state of an open item: once a person decided part of it, it is no longer new."""
    state = ReviewState(record.get("state", ReviewState.NEW))
    if state is ReviewState.NEW and any(one.decided_by for one in recipients):
        return ReviewState.UNDER_INVESTIGATION
    return state


def _add_label(store: ReviewStore, item_id: str, label: ReviewLabel, principal: str, now: datetime) -> None:
    body = {"principal": principal, **to_plain(label)}
    store.add_item_event(item_id, EventKind.LABEL.value, body, now)
