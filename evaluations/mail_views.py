"""
One message as four parsers see it, in one shape, so that they can be compared.

`compat32` and `modern` are the standard library under its two policies.  `guarded` is the best use of its parser that we
know of: fed in pieces between which a deadline can be checked, parts and nesting bounded by a hook it offers, and
its tree read with this project's decoders.  It tells what the structure alone is worth.
"""

# ruff: noqa: ANN401 - the type of a message and of its header values depends on the policy it was read with
from __future__ import annotations

import contextlib
import email
import email.message
import email.parser
import email.policy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.utils import getaddresses
from typing import Any

from dlp_service.budget import PIECE_BYTES, Budget
from dlp_service.config import Limits
from dlp_service.mail import parse
from dlp_service.mail.addresses import addresses, normal_address
from dlp_service.mail.fields import decode_words
from dlp_service.mail.parameters import parse_parameters
from dlp_service.mail.transfer import undo
from dlp_service.values import Part

LIMITS = Limits()
EMBEDDED = frozenset({"message/rfc822", "message/global", "message/news", "message/partial"})
AUTHORS = ("from", "sender")
VISIBLE = ("to", "cc", "resent-to", "resent-cc")
Mailbox = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no other: its type, file name and decoded bytes, and what the parser says is wrong with it."""

    content_type: str
    file_name: str
    content: bytes
    defects: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class View:
    """
    What one parser makes of a message.

    `people` are the first author's address and the distinct visible recipients, `names` the display names;
    `notes` says what the parser admits to be unread.  Where a parser raises an exception, its name in angle brackets
    stands for the value.
    """

    leaves: tuple[Leaf, ...]
    subject: str
    people: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...] = field(default=(), compare=False)


def ours(raw: bytes) -> View:
    """Return the service's own reading, without margins and carriers, which the others do not know."""
    message = parse(raw, LIMITS, Budget.unlimited())
    leaves = tuple(Leaf(part.content_type, part.file_name, part.content) for part in message.parts if _is_leaf(part))
    people = (message.header_from, *message.visible_recipients)
    names = tuple(squeezed(name) for name in message.visible_names)
    notes = dict.fromkeys(f"gap {gap.reason}" for gap in message.gaps if gap.material)
    return View(leaves, squeezed(message.subject), people, _distinct(names), tuple(notes))


def _is_leaf(part: Part) -> bool:
    return part.disposition != "margin" and not (part.content_type in EMBEDDED and not part.content)


def _people(message: Any, mailboxes: Callable[[Any, str], list[Mailbox]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return addresses and names as the service lists them; `mailboxes` reads the fields of one name."""
    authors = [found for name in AUTHORS for found in mailboxes(message, name)]
    visible = [found for name in VISIBLE for found in mailboxes(message, name)]
    sender = next((address for _, address in mailboxes(message, "from")), "")
    names = _distinct(squeezed(name) for name, _ in [*visible, *authors])
    return (sender, *_distinct(address for _, address in visible)), names


def _distinct(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, items)))


def compat32(raw: bytes) -> View:
    """Return the reading of `email.message_from_bytes` under its default policy."""
    message = email.message_from_bytes(raw)
    subject = _or_error(lambda: squeezed(_old_decoded(message.get("subject", ""))))
    return View(_leaves(message, _leaf), subject, *_people(message, _old_mailboxes))


def _old_decoded(value: Any) -> str:
    return str(make_header(decode_header(value)))


def _old_mailboxes(message: Any, field_name: str) -> list[Mailbox]:
    try:
        pairs = getaddresses([str(value) for value in message.get_all(field_name, [])])
        found = [(_old_decoded(name), normal_address(address)) for name, address in pairs]
    except Exception as error:  # noqa: BLE001 - which exceptions there are is what is measured
        return [("", _name(error))]
    return [mailbox for mailbox in found if mailbox[1]]


def modern(raw: bytes) -> View:
    """Return the reading under `email.policy.default`, whose header fields are objects."""
    message: Any = email.message_from_bytes(raw, policy=email.policy.default)
    subject = _or_error(lambda: squeezed(str(message["subject"] or "")))
    return View(_leaves(message, _leaf), subject, *_people(message, _new_mailboxes))


def _new_mailboxes(message: Any, field_name: str) -> list[Mailbox]:
    try:
        fields = message.get_all(field_name, [])
        found = [(each.display_name, normal_address(each.addr_spec)) for field in fields for each in field.addresses]
    except Exception as error:  # noqa: BLE001 - which exceptions there are is what is measured
        return [("", _name(error))]
    return [mailbox for mailbox in found if mailbox[1]]


def _own_mailboxes(message: Any, field_name: str) -> list[Mailbox]:
    fields = [_text(value) for value in message.get_all(field_name, [])]
    return [found for value in fields for found in addresses(value, LIMITS.recipients)]


class OverLimit(Exception):
    """The tree outgrew the service's limits."""


class _Bounded(email.message.Message):
    """A message that refuses to grow beyond the service's limits; the parser attaches children as it goes."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.root: _Bounded = self
        self.made = 0

    def attach(self, payload: Any) -> None:
        """Take in a child, counting parts and levels first."""
        payload.depth, payload.root = self.depth + 1, self.root
        self.root.made += 1
        super().attach(payload)
        if self.root.made > LIMITS.parts or payload.depth > LIMITS.mime_depth:
            raise OverLimit


def guarded(raw: bytes) -> View:
    """Return the reading of the standard library's feed parser under guards, as far as it went."""
    made: list[_Bounded] = []

    def factory() -> _Bounded:
        made.append(_Bounded())
        return made[-1]

    feed = email.parser.BytesFeedParser(factory)
    notes: tuple[str, ...] = ()
    try:
        for start in range(0, len(raw), PIECE_BYTES):
            feed.feed(raw[start : start + PIECE_BYTES])
        feed.close()
    except OverLimit:
        notes = ("gap OVER_LIMIT",)
    root = made[0]
    subject = squeezed(decode_words(_text(root.get("subject", ""))))
    return View(_leaves(root, _own_leaf), subject, *_people(root, _own_mailboxes), notes)


def _own_leaf(part: Any) -> Leaf:
    """Read a part of the standard library's tree with this project's decoders."""
    encoding = _text(part.get("content-transfer-encoding", ""))
    del part["content-transfer-encoding"]
    data = part.get_payload(decode=True) or b""
    declared = parse_parameters(_text(part.get("content-type", "text/plain")))
    name = parse_parameters(_text(part.get("content-disposition", ""))).get("filename") or declared.get("name")
    content = undo(data, encoding, Budget.unlimited()).content
    return Leaf(declared.value, _clean(name), content, _defects(part))


def _text(value: Any) -> str:
    """Return a header value unfolded; raw 8-bit bytes read as the service reads them."""
    if not isinstance(value, str):  # a Header object: the value held bytes beyond ASCII
        value = "".join(text for text, _ in value._chunks)  # noqa: SLF001 - the only way to the bytes
    unfolded = " ".join(line.strip() for line in value.splitlines())
    data = unfolded.encode("utf-8", "surrogateescape").replace(b"\0", b"")
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode()
    return data.decode("cp1252", "replace")


def _leaves(message: email.message.Message, read: Callable[[Any], Leaf]) -> tuple[Leaf, ...]:
    return tuple(read(part) for part in message.walk() if not part.is_multipart())


def _leaf(part: Any) -> Leaf:
    content = part.get_payload(decode=True)
    name = _or_error(lambda: _clean(part.get_filename() or ""))
    return Leaf(_or_error(part.get_content_type), name, content or b"", _defects(part))


def _defects(part: Any) -> frozenset[str]:
    return frozenset(type(defect).__name__ for defect in part.defects)


def _or_error(work: Callable[[], str]) -> str:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - which exceptions there are is what is measured
        return _name(error)


def _name(error: BaseException) -> str:
    return f"<{type(error).__name__}>"


def _clean(name: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in name).strip()


def squeezed(text: str) -> str:
    """Return the text with each run of white space as one space: folding may stand for any of them."""
    return " ".join(text.split())
