"""
Review: what people decide about messages that the policy would not decide alone.

The room is pure over a `ReviewStore`: it knows the rules of the queue and nothing of databases or the wire.
"""

from dlp_service.review.decisions import assign, comment, decide, delivered, label_item
from dlp_service.review.interface import ReviewStore
from dlp_service.review.masking import outline
from dlp_service.review.queue import get_detail, get_item, journal, list_items, read_message, releasable, reveal
from dlp_service.review.submission import item_name, submit
from dlp_service.review.values import (
    Decision,
    EventKind,
    JournalLine,
    RecipientDecision,
    ReleasedCopy,
    ReviewDetail,
    ReviewItem,
    ReviewLabel,
    ReviewRecipient,
    ReviewState,
)

__all__ = [
    "Decision",
    "EventKind",
    "JournalLine",
    "RecipientDecision",
    "ReleasedCopy",
    "ReviewDetail",
    "ReviewItem",
    "ReviewLabel",
    "ReviewRecipient",
    "ReviewState",
    "ReviewStore",
    "assign",
    "comment",
    "decide",
    "delivered",
    "get_detail",
    "get_item",
    "item_name",
    "journal",
    "label_item",
    "list_items",
    "outline",
    "read_message",
    "releasable",
    "reveal",
    "submit",
]
