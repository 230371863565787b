"""
`extract`: the one verb of the room.

Bodies are read here, in process, because they are small and most messages are nothing else; a body of more than a piece, and
every attachment, goes to the reader.  So does HTML that could unfold into a huge tree.  When the HTML half of a multipart/alternative says the same as the plain
half it is not repeated: the same text twice costs the name reader double and tells it nothing.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dlp_service.budget import PIECE_BYTES, Budget
from dlp_service.config import Limits
from dlp_service.errors import OutOfTime
from dlp_service.extract.hypertext.html import HtmlText, html_text, is_tame, markup_of
from dlp_service.extract.images.pictures import ONLY_PICTURE, pictures_rank
from dlp_service.extract.interface import Document, Reader
from dlp_service.extract.job import Job, TextLimit
from dlp_service.extract.mailfields import unshown_fields
from dlp_service.extract.sealed.openpgp import blocks, note_encrypted
from dlp_service.extract.sniff import Kind, is_garbled, kind_of
from dlp_service.extract.texts.calendars import Card, add_rest, card_of
from dlp_service.extract.texts.text import decode_text, unflow
from dlp_service.values import Extraction, GapReason, Header, Message, Part

LABEL_FIELDS = re.compile(
    r"(?:x-)?protective-marking|sensitivity|keywords|comments|(?:x-)?classification|msip_labels?.*|sio-label.*"
    r"|x-microsoft-class.*|x-.*(?:marking|classif|label|caveat|titus|sensitivity|clearance|x411).*|security-label",
    re.IGNORECASE,
)
NESTED_FIELDS = ("from", "to", "cc")
SHOWN_TYPES = re.compile(
    r"text/(?:plain|calendar|enriched|x-vcard|vcard|directory|rfc822-headers|markdown|x-.*)|message/.*"
)
TEXT_KINDS = frozenset(
    {Kind.TEXT, Kind.HTML, Kind.XML, Kind.MAIL, Kind.MBOX, Kind.ICALENDAR, Kind.VCARD, Kind.PGP, Kind.BINARY}
)
"""What a part declared as text is shown as: a mail program shows it as text, stray control characters and all."""

FOLDED_TYPES = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory"})
PROGRAM_DESCRIPTIONS = frozenset(
    {
        "s/mime cryptographic signature", "s/mime encrypted message", "s/mime digital signature", "openpgp digital signature",
        "openpgp encrypted message", "pgp/mime version identification", "openpgp public key", "this is a digitally signed message part",
        "notification", "delivery report", "delivery error report", "undelivered message", "undelivered message headers",
        "undeliverable message", "attached message", "forwarded message", "mail message body", "message body text", "message body",
    }
)  # fmt: skip
"""What programs call the parts that they write."""

PGP_ARMOUR = "-----BEGIN PGP MESSAGE"
UU_BLOCK = re.compile(r"^begin [0-7]{3,4} ([^\r\n]+)\r?\n((?:[ -`]+\r?\n)+)end[ \t]*\r?$", re.MULTILINE)
PICTURE_S = 1.0
"""A picture for which there is no time for OCR still says what it is."""

SAME_SHARE = 0.8
"""An HTML half counts as a repetition only when it covers this share of the plain half."""


def extract(message: Message, reader: Reader, limits: Limits, budget: Budget) -> Extraction:
    """
    Return everything readable in a message, in reading order, and what stayed dark.

    Takes at most `limits.message_wall_s`; a deadline that passes leaves the rest as gaps TIMED_OUT.

    Raises:
        Cancelled: the caller went away.
    """
    job = Job(limits, budget.at_most(limits.message_wall_s), _unread)
    walk = Walk(job, reader)
    walk.message(message, carrier="")
    return Extraction(
        texts=tuple(job.texts),
        gaps=tuple(job.gaps),
        content_digest=walk.digest.hexdigest(),
        scanned_parts=len(message.parts),
        attachment_names=tuple(part.file_name for part in message.parts if part.is_attachment and part.file_name),
    )


def _unread(document: Document, job: Job) -> None:
    """Stand where a dispatcher is needed: a message hands its documents to a reader instead."""
    job.gap(document.path, GapReason.UNSUPPORTED, "no reader")


@dataclass(slots=True)
class Walk:
    """
    One pass over a message's parts into a job.

    `prefix` goes before part numbers: a mail file in an archive continues the path of its carrier.
    With `is_embedded` the message's own From, To and Cc are text: nobody else has looked at them.
    `digest` covers canonical body text and the bytes of documents, never a header of the message itself.
    `documents` wait until the bodies are read, those with pictures until the others are; `picture_s` is what pictures took.
    `linked` are the lines hidden in HTML parts, which name the addresses of the pictures saved with them.
    """

    job: Job
    reader: Reader
    prefix: str = ""
    is_embedded: bool = False
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    plain: list[str] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)
    picture_s: float = 0.0

    def message(self, message: Message, carrier: str) -> None:
        """Read headers, embedded headers, then every part; each part fails alone."""
        for gap in message.gaps:
            path = self.prefix + gap.path if gap.path else carrier
            self.job.gap(path, gap.reason, gap.detail, gap.container, is_material=gap.material)
            if gap.reason is GapReason.OVER_LIMIT and not gap.path:
                # What was not read must still tell two messages apart.
                self._count("cut", message.message_digest.encode())
        dark = [gap.path for gap in message.gaps if gap.reason is GapReason.ENCRYPTED]
        try:
            self._headers(message, carrier)
            for part in message.parts:
                self._part(part, is_dark=any(_is_within(part.path, path) for path in dark))
            for document in sorted(self.documents, key=pictures_rank):
                self._document(document)
        except TextLimit:
            pass  # the gap is already in the job

    def _headers(self, message: Message, carrier: str) -> None:
        self.job.text(carrier, "subject", message.subject)
        if self.is_embedded:
            self._fields(carrier, message.headers, NESTED_FIELDS)
            self._unshown(carrier, message.headers)
        for name, value in _labels(message.headers):
            self.job.text(carrier, "header", f"{name}: {value}")
        for path, label in message.signed_labels:
            self.job.text(self.prefix + path, "property", f"ESSSecurityLabel={label}")
        for path, headers in message.nested:
            self._embedded_headers(self.prefix + path, headers)

    def _embedded_headers(self, path: str, headers: tuple[Header, ...]) -> None:
        subject = next((header.value for header in headers if header.name.lower() == "subject"), "")
        self._count("subject", subject.encode("utf-8", "replace"))
        self.job.text(path, "subject", subject)
        self._fields(path, headers, NESTED_FIELDS)
        for name, value in _labels(headers):
            self.job.text(path, "header", f"{name}: {value}")
        self._unshown(path, headers)

    def _unshown(self, path: str, headers: Iterable[Header]) -> None:
        """Add what a mail inside another carries in fields that only its source shows."""
        found = ((header.name, header.value) for header in headers if not LABEL_FIELDS.fullmatch(header.name))
        self.job.text(path, "hidden", "\n".join(unshown_fields(found)))

    def _fields(self, path: str, headers: Iterable[Header], names: Iterable[str]) -> None:
        for header in headers:
            if header.name.lower() in names:
                self.job.text(path, "header", f"{header.name}: {header.value}")

    # --- parts -----------------------------------------------------------------------------------

    def _part(self, part: Part, *, is_dark: bool) -> None:
        path = self.prefix + part.path
        if part.file_name:
            path = f"{path}/{part.file_name}"
            self.job.text(path, "file_name", part.file_name)
        if part.description or part.location:
            self._said_of(part, path)
        if not part.content:
            return
        try:
            self.job.budget.check()
            if is_dark:
                self._count("document", part.content)
            else:
                self._read(part, path)
        except OutOfTime:
            self._count("document", part.content)
            self.job.gap(path, GapReason.TIMED_OUT, "there was no time left for this part")

    def _said_of(self, part: Part, path: str) -> None:
        """Add what a part is called, and where it was saved from, unless its name or a link says the same."""
        if part.description != part.file_name and part.description.casefold() not in PROGRAM_DESCRIPTIONS:
            self.job.text(path, "property", part.description)
        if (
            part.location != part.file_name
            and part.location not in self.linked
            and not part.location.startswith("cid:")
        ):
            self.job.text(path, "hidden", part.location)

    def _read(self, part: Part, path: str) -> None:
        document = Document(path, part.content, part.content_type, part.file_name, part.charset)
        is_body = not part.is_attachment and len(part.content) <= PIECE_BYTES
        is_text = is_body and kind_of(document) in TEXT_KINDS
        if is_text and is_garbled(part.content, part.charset):
            self.job.gap(path, GapReason.UNSUPPORTED, "a text that holds binary data")
        if is_text and part.content_type == "text/html":
            self._html(document)
        elif is_text and SHOWN_TYPES.fullmatch(part.content_type):
            self._plain(part, path)
        else:
            self._count("document", part.content)
            self.documents.append(document)

    def _document(self, document: Document) -> None:
        """Have a document read; pictures that are parts of the message share its time for OCR."""
        try:
            self.job.budget.check()
            budget = self.job.budget
            is_picture = pictures_rank(document) == ONLY_PICTURE
            if is_picture:
                budget = budget.at_most(max(PICTURE_S, self.job.limits.ocr_message_s - self.picture_s))
            start = budget.clock()
            self.job.take(self.reader.read(document, budget))
            self.picture_s += budget.clock() - start if is_picture else 0.0
        except OutOfTime:
            self.job.gap(document.path, GapReason.TIMED_OUT, "there was no time left for this part")

    def _plain(self, part: Part, path: str) -> None:
        text = decode_text(part.content, part.charset).replace("\0", "")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if part.is_flowed:
            text = unflow(text, is_delsp=part.is_delsp)
        card = card_of(part.content, part.charset) if part.content_type in FOLDED_TYPES else None
        if card:
            text = card.text()
        if PGP_ARMOUR in text:
            content = text.encode("utf-8", "replace")
            for armour in blocks(content):
                self._document(Document(path, content[armour.start : armour.end]))
        self._count("text", _canonical(text).encode("utf-8", "replace"))
        self.plain.append(_squeezed(text))
        self.job.text(path, "hidden" if part.disposition == "margin" else "body", text)
        if card:
            self._card(card, path)
        for block in UU_BLOCK.finditer(text):
            self._uuencoded(block, path)

    def _card(self, card: Card, path: str) -> None:
        """Add what a calendar or card holds beside its lines."""
        self._count(
            "text", _canonical("\n".join([*card.properties, *card.hidden, *card.markup])).encode("utf-8", "replace")
        )
        add_rest(card, path, self.job)
        for name, kind, content in card.files:
            self.job.text(f"{path}/{name}", "file_name", name)
            self._count("document", content)
            self._document(Document(f"{path}/{name}", content, kind, name))

    def _uuencoded(self, block: re.Match[str], path: str) -> None:
        """Read a file that stands in the body as uuencode, as Outlook's plain-text setting still sends it."""
        name = block[1].strip()
        try:
            content = b"".join(binascii.a2b_uu(line) for line in block[2].splitlines() if line.strip() not in {"", "`"})
        except (binascii.Error, ValueError):
            self.job.gap(f"{path}/{name}", GapReason.DAMAGED, "a uuencoded file that does not decode")
            return
        self.job.text(f"{path}/{name}", "file_name", name)
        self._document(Document(f"{path}/{name}", content, file_name=name))

    def _html(self, document: Document) -> None:
        markup = markup_of(document.content, document.charset)
        if not is_tame(markup):
            self._count("document", document.content)
            self._document(document)
            return
        note_encrypted(document.content, document.path, self.job)
        found = html_text(markup, self.job, document.path)
        self._count("text", _canonical(f"{found.visible}\n{found.hidden}\n{found.comments}").encode("utf-8", "replace"))
        if not self._is_repetition(found):
            self.job.text(document.path, "body", found.visible)
        self.job.text(document.path, "hidden", found.hidden)
        self.linked.update(found.hidden.split("\n"))
        self.job.text(document.path, "comment", found.comments)
        for value in found.properties:
            self.job.text(document.path, "property", value)

    def _is_repetition(self, found: HtmlText) -> bool:
        """
        Say whether the visible lines all stand in a plain half, in the same order.

        The plain half may say more (link targets, quote marks) but not much more: otherwise short lines
        could be found scattered in an unrelated text.
        """
        lines = [_squeezed(line) for line in found.visible.split("\n")]
        size = sum(map(len, lines))
        return any(size >= SAME_SHARE * len(plain) and _in_order(lines, plain) for plain in self.plain)

    def _count(self, kind: str, data: bytes) -> None:
        self.digest.update(f"{kind}:{len(data)}:".encode())
        self.digest.update(data)


def _labels(headers: Iterable[Header]) -> list[tuple[str, str]]:
    """Return the fields that carry markings and machine labels (and what people write into Keywords and Comments)."""
    return [(header.name, header.value) for header in headers if LABEL_FIELDS.fullmatch(header.name)]


def _in_order(lines: list[str], text: str) -> bool:
    position = 0
    for line in lines:
        position = text.find(line, position)
        if position < 0:
            return False
        position += len(line)
    return True


def _is_within(path: str, outer: str) -> bool:
    return not outer or path == outer or path.startswith(outer + ".")


def _canonical(text: str) -> str:
    return " ".join(text.split())


def _squeezed(text: str) -> str:
    """Return the text without white space and invisible characters."""
    return "".join(text.replace("\u200b", "").replace("\ufeff", "").split())
