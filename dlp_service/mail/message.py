"""
`parse`: the one verb of the room.

The message digest is taken over the bytes as they came, before any limit, so that a resend is
recognised whatever could be read of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import InvalidMessage
from dlp_service.mail.addresses import addresses
from dlp_service.mail.fields import decode_words, decoded, first
from dlp_service.mail.origin import origin_of
from dlp_service.mail.structure import Tree
from dlp_service.values import Gap, GapReason, Header, Message

VISIBLE = ("to", "cc", "resent-to", "resent-cc")
AUTHORS = ("from", "sender")
ANSWERS = 20
"""More Message-IDs than this are not needed to know what a message answers."""
MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}>")


def parse(raw: bytes, limits: Limits, budget: Budget) -> Message:
    """
    Read a message as far as it goes; what stays dark is in its `gaps`.

    No input of bytes is refused: empty bytes are a message without parts, bytes that are no mail are its text.
    A deadline that passes is a gap TIMED_OUT with path "", never an error.

    Raises:
        InvalidMessage: `raw` is not bytes.
        Cancelled: the caller went away.
    """
    if not isinstance(raw, bytes | bytearray | memoryview):
        raise InvalidMessage("the message must be bytes", field="raw")
    data = bytes(raw)
    tree = Tree(limits, budget)
    if data:
        tree.read(data[: limits.message_bytes])
    if len(data) > limits.message_bytes:
        tree.gaps.insert(0, Gap("", GapReason.OVER_LIMIT, f"a message of more than {limits.message_bytes} bytes"))
    return _message(tree, hashlib.sha256(data).hexdigest(), len(data))


def _message(tree: Tree, digest: str, size: int) -> Message:
    fields = tree.root.fields
    limit = tree.limits.recipients
    authors = [found for name in AUTHORS for found in _mailboxes(fields, name, limit)]
    visible = [found for name in VISIBLE for found in _mailboxes(fields, name, limit)]
    found_from = _mailboxes(fields, "from", 2)
    header_from = next(iter(found_from), ("", ""))
    values: dict[str, str] = {}
    for field in fields:
        values.setdefault(field.name.lower(), field.value)
    return Message(
        subject=decode_words(first(fields, "subject")),
        headers=decoded(fields),
        parts=tuple(tree.parts),
        gaps=tuple(tree.gaps),
        header_from=header_from[1],
        header_from_name=header_from[0],
        visible_recipients=_distinct(address for _, address in visible)[:limit],
        visible_names=_distinct(name for name, _ in [*visible, *authors] if name)[:limit],
        message_id=first(fields, "message-id").strip(),
        message_digest=digest,
        size=size,
        origin=origin_of(values, tree.root_type, tree.types),
        nested=tuple(tree.nested),
        signed_labels=tuple(tree.signed_labels),
        answers=_answers(fields),
        sole_author=header_from[1] if len(found_from) == 1 else "",
    )


def _answers(fields: Iterable[Header]) -> tuple[str, ...]:
    """Return what a message answers, its parent first (RFC 5322 section 3.6.4: References name the oldest first)."""
    listed = [
        MESSAGE_ID.findall(field.value)
        for name in ("in-reply-to", "references")
        for field in fields
        if field.name.lower() == name
    ]
    nearest = [found for ids in listed for found in reversed(ids)]
    return _distinct(nearest)[:ANSWERS]


def _mailboxes(fields: Iterable[Header], name: str, limit: int) -> list[tuple[str, str]]:
    """Return (display name, address) of every field of that name; the values must not be decoded yet."""
    return [found for field in fields if field.name.lower() == name for found in addresses(field.value, limit)]


def _distinct(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
