"""The queue: what is held, most risky first, and what analysts may see of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from dlp_service.errors import InvalidMessage, NotFound
from dlp_service.review.interface import ReviewStore, StoredItem
from dlp_service.review.records import from_plain
from dlp_service.review.rules import not_permitted, refuse_own_mail
from dlp_service.review.submission import PREFIX
from dlp_service.review.values import (
    Decision,
    EventKind,
    JournalLine,
    ReleasedCopy,
    ReviewDetail,
    ReviewItem,
    ReviewRecipient,
    ReviewState,
)
from dlp_service.values import Action, Finding, Tier

PAGE = 50
LARGEST_PAGE = 500
EXPIRY = "EXPIRED"
"""The reason of a recipient who was rejected because the time ran out."""


def list_items(
    store: ReviewStore, page_size: int = 0, page_token: str = "", state: ReviewState | None = None
) -> tuple[tuple[ReviewItem, ...], str]:
    """
    Return one page of the queue by descending risk, and the token of the next, empty at the end.

    No `state` means all open items.  A page has 50 items when `page_size` is 0 and never more than 500.

    Raises:
        InvalidMessage: a negative size, or a token that was not made here for the same state.
    """
    if page_size < 0:
        raise InvalidMessage("page_size must not be negative", field="page_size")
    size = min(page_size or PAGE, LARGEST_PAGE)
    found = store.held_items(
        is_open=state is not ReviewState.CLOSED,
        state=state.value if state else "",
        after=_position(page_token, state) if page_token else None,
        limit=size + 1,
    )
    page = found[:size]
    token = _token(page[-1], state) if len(found) > size else ""
    return tuple(map(to_item, page)), token


def get_item(store: ReviewStore, name: str) -> ReviewItem:
    """
    Return one item.

    Raises:
        NotFound: no such item.
    """
    return to_item(stored(store, name))


def get_detail(store: ReviewStore, name: str) -> ReviewDetail:
    """
    Return an item's evidence, masked.

    Raises:
        NotFound: no such item, or its content was purged.
        Conflict: the item is sealed.
    """
    item = stored(store, name)
    if item.is_sealed:
        raise not_permitted("SEALED", "the review item is sealed for the security officer")
    return from_plain(ReviewDetail, store.held_detail(item.item_id))


def reveal(
    store: ReviewStore,
    name: str,
    finding: int,
    *,
    principal: str,
    reason: str,
    now: datetime,
    quote: Callable[[bytes, Finding], str],
) -> str:
    """
    Return the text of one finding, after writing down who asked and why.

    `quote` reads the text out of the raw message; it is called when the journal's line is committed, not before.

    Raises:
        NotFound: no such item or finding, or its content was purged.
        Conflict: the item is sealed, or the principal sent the message.
        InvalidMessage: no principal or no reason.
    """
    if not principal or not reason.strip():
        raise InvalidMessage("say who wants to see the text and why", field="reason" if principal else "principal")
    item = stored(store, name)
    refuse_own_mail(item, principal)
    findings = get_detail(store, name).findings
    if not 0 <= finding < len(findings):
        raise NotFound("no such finding", resource=f"{name} findings[{finding}]")
    body = {"principal": principal, "reason": reason, "finding": finding}
    store.add_item_event(item.item_id, EventKind.REVEAL.value, body, now)
    return quote(store.held_message(item.item_id), findings[finding])


def journal(store: ReviewStore, name: str) -> tuple[JournalLine, ...]:
    """
    Return everything that was done with an item, in order.

    Raises:
        NotFound: no such item.
    """
    item = stored(store, name)
    lines = store.item_events(item.item_id)
    return tuple(JournalLine(EventKind(line.kind), line.time, line.body) for line in lines)


def releasable(store: ReviewStore, limit: int = 100) -> tuple[ReleasedCopy, ...]:
    """
    Return copies that were released and not yet reported as delivered, of at most `limit` items, oldest first.

    Recipients corrected to one and the same address get one copy.
    """
    return tuple(copy for item in map(to_item, store.unsent_items(limit)) for copy in _copies(item))


def _copies(item: ReviewItem) -> tuple[ReleasedCopy, ...]:
    copies: dict[str, ReleasedCopy] = {}
    for one in item.recipients:
        if one.is_unsent:
            deliver_to = one.corrected_address or one.address
            copies.setdefault(deliver_to.casefold(), ReleasedCopy(item.name, item.case_id, one.address, deliver_to))
    return tuple(copies.values())


def read_message(store: ReviewStore, name: str) -> bytes:
    """
    Return the raw message of an item with copies to deliver, for the gateway that delivers them.

    Raises:
        NotFound: no such item.
        Conflict: nothing of it is released, or everything released was delivered.
    """
    item = stored(store, name)
    if not any(one.is_unsent for one in to_item(item).recipients):
        raise not_permitted("NOT_RELEASED", "the review item has no released copy to deliver")
    return store.held_message(item.item_id)


def stored(store: ReviewStore, name: str) -> StoredItem:
    """
    Return what the store keeps under a name.

    Raises:
        NotFound: no such item.
    """
    item = store.held_item(name.removeprefix(PREFIX)) if name.startswith(PREFIX) and name.isascii() else None
    if item is None:
        raise NotFound("no such review item", resource=name)
    return item


def to_item(item: StoredItem) -> ReviewItem:
    """Return a stored item as the queue shows it; who was undecided when it expired is rejected."""
    record = item.record
    recipients = tuple(from_plain(ReviewRecipient, one) for one in record["recipients"])
    if item.is_expired:
        recipients = tuple(_expired(one, item.expires) for one in recipients)
    return ReviewItem(
        name=PREFIX + item.item_id,
        etag=item.etag,
        case_id=item.case_id,
        state=ReviewState(record.get("state", ReviewState.NEW)) if item.is_open else ReviewState.CLOSED,
        received=item.received,
        expires=item.expires,
        sender=record["sender"],
        recipients=recipients,
        action=Action(record["action"]),
        tier=Tier(record["tier"]),
        risk=item.risk,
        masked_subject=record.get("masked_subject", ""),
        attachment_names=tuple(record.get("attachment_names", ())),
        rules=tuple(record.get("rules", ())),
        explanation=record.get("explanation", ""),
        message_digest=record.get("message_digest", ""),
        content_digest=record.get("content_digest", ""),
        compartment=record.get("compartment", ""),
        is_sealed=item.is_sealed,
        assignee=record.get("assignee", ""),
        finding_count=record.get("finding_count", 0),
        four_eyes=record.get("four_eyes", False),
    )


def _expired(one: ReviewRecipient, expires: datetime) -> ReviewRecipient:
    if one.decision is not Decision.PENDING:
        return one
    return replace(one, decision=Decision.REJECT, decided=expires, reason=EXPIRY)


def _token(last: StoredItem, state: ReviewState | None) -> str:
    text = json.dumps([last.risk, last.item_id, state.value if state else ""])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _position(token: str, state: ReviewState | None) -> tuple[float, str]:
    try:
        risk, item_id, wanted = json.loads(base64.urlsafe_b64decode(token.encode()))
        position = (float(risk), str(item_id))
    except (ValueError, TypeError):
        raise InvalidMessage("page_token was not made by this service", field="page_token") from None
    if wanted != (state.value if state else ""):
        raise InvalidMessage("page_token belongs to another state", field="page_token")
    return position
