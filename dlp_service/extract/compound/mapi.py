"""
Properties of Outlook items (MS-OXPROPS), as .msg files and TNEF both keep them: what a person sees of them, by number or name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

SUBJECT, BODY, RTF, HTML, TRANSPORT_HEADERS, MESSAGE_CLASS = 0x0037, 0x1000, 0x1009, 0x1013, 0x007D, 0x001A
OTHER_BODY = 0x1_800C
"""The body that a TNEF container has beside its properties; no property has a number like this."""

CODE_PAGE, MESSAGE_CODE_PAGE = 0x3FDE, 0x3FFD
DISPLAY_NAME, EMAIL, SMTP, RECIPIENT_KIND, DISPLAY_TO, DISPLAY_CC, DISPLAY_BCC = (
    0x3001, 0x3003, 0x39FE, 0x0C15, 0x0E04, 0x0E03, 0x0E02,
)  # fmt: skip
ATTACH_DATA, ATTACH_METHOD, ATTACH_NAME, ATTACH_LONG_NAME, ATTACH_TYPE = 0x3701, 0x3705, 0x3704, 0x3707, 0x370E
ATTACH_PATH, ATTACH_LONG_PATH = 0x3708, 0x370D
SENT, RECEIVED = 0x0039, 0x0E06
SENDERS = (("From", 0x0042, 0x5D02, 0x0065), ("Sender", 0x0C1A, 0x5D01, 0x0C1F))
"""Header name, and the properties of a display name, an SMTP address and any address."""

INTEGER, FLOAT, DOUBLE, BOOLEAN, OBJECT, LONG, STRING8, UNICODE, TIME, BINARY, MULTIPLE = (
    0x0003, 0x0004, 0x0005, 0x000B, 0x000D, 0x0014, 0x001E, 0x001F, 0x0040, 0x0102, 0x1000,
)  # fmt: skip
INTERNET_HEADERS = bytes.fromhex("8603020000000000c000000000000046")
KNOWN = {
    0x0070: "conversation-topic", 0x0046: "read-receipt", 0x0E1D: "normalized-subject", 0x3FFA: "last-modifier", 0x3FF8: "creator",
    0x3A05: "generation", 0x3A06: "given-name", 0x3A08: "business-telephone", 0x3A09: "home-telephone", 0x3A0A: "initials",
    0x3A0B: "keyword", 0x3A11: "surname", 0x3A15: "postal-address", 0x3A16: "company", 0x3A17: "job-title",
    0x3A18: "department", 0x3A19: "office", 0x3A1A: "primary-telephone", 0x3A1B: "business-telephone-2", 0x3A1C: "mobile-telephone",
    0x3A20: "transmittable-name", 0x3A23: "primary-fax", 0x3A24: "business-fax", 0x3A26: "country", 0x3A27: "city",
    0x3A29: "street", 0x3A2A: "postal-code", 0x3A2E: "assistant-telephone", 0x3A30: "assistant", 0x3A44: "middle-name",
    0x3A46: "profession", 0x3A48: "spouse", 0x3A4E: "manager", 0x3A4F: "nickname", 0x3A51: "business-home-page",
    0x3A58: "children", 0x3A59: "home-city", 0x3A5D: "home-street",
}  # fmt: skip
"""Standard properties that say something beyond the header lines, and the names they are shown under."""

NAMED = {
    0x8208: "location", 0x8205: "busy-status", 0x823B: "to-attendees", 0x823C: "cc-attendees", 0x8238: "all-attendees",
    0x8024: "file-under-list", 0x8005: "file-under", 0x801A: "home-address", 0x801B: "business-address", 0x801C: "other-address",
    0x8080: "email-1-name", 0x8083: "email-1", 0x8084: "email-1-original-name", 0x8090: "email-2-name", 0x8093: "email-2",
    0x80A0: "email-3-name", 0x80A3: "email-3", 0x811F: "task-owner", 0x8121: "task-assigner", 0x8530: "flag-request",
    0x8535: "billing", 0x8539: "companies", 0x853A: "contacts", 0x8534: "mileage", 0x8580: "internet-account",
}  # fmt: skip
"""Named properties with numbers instead of names (MS-OXPROPS section 2) that hold words."""

EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
DULL_NAMES = (
    "content-class",
    "x-ms-exchange",
    "x-microsoft",
    "x-ms-has",
    "x-ms-tnef",
    "x-originating",
    "x-mailer",
    "x-forefront",
    "x-ironport",
    "acceptlanguage",
)
DULL_NAMED = ("ConversationIndex", "IndexingError", "BigFunnel", "ClientInfo", "InferenceProcessing")
"""What servers write into every item."""


@dataclass(slots=True)
class Item:
    """
    The properties of a message, recipient or attachment: texts by property number, other values beside them.

    `named` holds name and value of named properties; names of mail headers are in `headers`.
    """

    texts: dict[int, str] = field(default_factory=dict)
    binaries: dict[int, bytes] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    named: list[tuple[str, str]] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return a recipient as a mail header shows one."""
        return shown_address(self.texts.get(DISPLAY_NAME, ""), self.texts.get(SMTP, "") or self.texts.get(EMAIL, ""))

    def add_named(self, set_id: bytes, name: str, number: int, value: str) -> None:
        """Add a named property that holds words; the machine's own are left out."""
        value = value.strip("\0").strip()
        if not value:
            return
        if set_id == INTERNET_HEADERS and name:
            if not name.casefold().startswith(DULL_NAMES):
                self.headers.append((name, value))
        elif name and not name.startswith(DULL_NAMED):
            self.named.append((name, value))
        elif number in NAMED:
            self.named.append((NAMED[number], value))


def shown_address(name: str, address: str) -> str:
    """
    Return a person as `Name <address>`, or whichever there is.

    >>> shown_address("Ann", "ann@example.org"), shown_address("ann@example.org", "ann@example.org")
    ('Ann <ann@example.org>', 'ann@example.org')
    """
    name, address = name.strip("\0 '"), address.strip("\0 ")
    if not address or name.casefold() == address.casefold():
        return name
    return f"{name} <{address}>" if name else address


def moment(raw: int) -> str:
    """Return a time of 100-nanosecond steps since 1601 in ISO form, empty when there is no such day."""
    try:
        return (EPOCH + timedelta(microseconds=raw // 10)).strftime("%Y-%m-%dT%H:%M:%SZ") if raw else ""
    except OverflowError:
        return ""


def header_lines(item: Item, recipients: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Yield name and value of the header lines that a mail program shows above a message."""
    shown: set[str] = set()
    for name, display, smtp, other in SENDERS:
        sender = shown_address(item.texts.get(display, ""), item.texts.get(smtp, "") or item.texts.get(other, ""))
        if sender and sender not in shown:
            shown.add(sender)
            yield name, sender
    lists: dict[str, list[str]] = {"To": [], "Cc": [], "Bcc": []}
    for recipient in recipients:
        kind = {2: "Cc", 3: "Bcc"}.get(recipient.numbers.get(RECIPIENT_KIND, 1) & 0xF, "To")
        if recipient.address:
            lists[kind].append(recipient.address)
    for kind, fallback in (("To", DISPLAY_TO), ("Cc", DISPLAY_CC), ("Bcc", DISPLAY_BCC)):
        value = ", ".join(lists[kind]) or item.texts.get(fallback, "").strip("\0")
        if value:
            yield kind, value
        # What is shown in a list of messages: a sender can have it say something else than the recipients do.
        shown_names = item.texts.get(fallback, "").strip("\0")
        if any(name.strip(" '").casefold() not in value.casefold() for name in shown_names.split(";")):
            yield kind, shown_names
    sent = moment(item.numbers.get(SENT, 0) or item.numbers.get(RECEIVED, 0))
    if sent:
        yield "Date", sent


def property_lines(item: Item) -> list[str]:
    """Return what else the item says, as `Name=value`."""
    lines = [
        f"{KNOWN[number]}={text.strip(chr(0))}"
        for number, text in item.texts.items()
        if number in KNOWN and text.strip("\0 ")
    ]
    lines += [f"{name}={value}" for name, value in item.named]
    subject = item.texts.get(SUBJECT, "").strip("\0")
    return [line for line in dict.fromkeys(lines) if line.partition("=")[2] != subject]


def inner_addresses(recipients: Iterable[Item]) -> list[str]:
    """Return the addresses inside an organisation of recipients who are shown with another, as `Name=value`."""
    found = []
    for recipient in recipients:
        address = recipient.texts.get(EMAIL, "").strip("\0 ")
        if address and recipient.texts.get(SMTP, "").strip("\0 ") not in {"", address}:
            found.append(f"recipient-address={address}")
    return list(dict.fromkeys(found))


def fixed_number(kind: int, raw: bytes) -> int:
    """Return a fixed-size value of at most eight bytes as an unsigned number."""
    size = {INTEGER: 4, BOOLEAN: 2, 0x0002: 2}.get(kind, 8)
    return int.from_bytes(raw[:size], "little")


def attachment_name(item: Item) -> str:
    """Return the best name of an attachment."""
    for number in (ATTACH_LONG_NAME, ATTACH_NAME, DISPLAY_NAME, ATTACH_LONG_PATH, ATTACH_PATH):
        name = item.texts.get(number, "").strip("\0").strip()
        if name:
            return name.replace("\\", "/").rpartition("/")[2] or name
    return ""
