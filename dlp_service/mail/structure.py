"""
The MIME tree: from a range of bytes to numbered parts.

Theory of operation.  An entity is a range of a buffer: a header block and a body.  A multipart body is cut at the
lines that carry its own boundary, and each piece is an entity of its own, so an outer boundary always wins
over an inner one, as RFC 2046 section 5.1.2 demands of a damaged message.  Searching is done by `bytes.find` in
pieces; the cost is per delimiter line and never per line, unlike a line-by-line parser's: that is what a
message of a hundred thousand parts or ten thousand levels is made to exploit.

Two rules for whoever edits this file:
1. Nothing is dropped silently: what is not descended into becomes a `Part` or a `Gap`.
2. Every loop over attacker-sized input checks the budget or a limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from dlp_service import cms, esslabel
from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import OutOfTime
from dlp_service.mail.fields import Block, decode_words, decoded, read_block
from dlp_service.mail.parameters import Parameterised, parse_parameters
from dlp_service.mail.pieces import Region, search
from dlp_service.mail.transfer import undo
from dlp_service.values import Gap, GapReason, Header, Part

EMBEDDED = frozenset({"message/rfc822", "message/global", "message/news", "message/partial"})
PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
RPMSG = frozenset({"application/x-microsoft-rpmsg-message"})
DELIMITER_TAIL = rb"(--)?[ \t]{0,1000}(?:\r\n|\r|\n|\Z)"
BOUNDARY_GUESS = re.compile(rb"\s*--([^\r\n]{1,200}?)[ \t]*(?:\r\n|\r|\n)[Cc]ontent-[A-Za-z-]+[ \t]*:")
STOCK_MARGIN = re.compile(
    rb"(?i)[>\s]*(?:this (?:is a|message is)[^\r\n]{0,60}mime[^\r\n]*)?(?:[\r\n]+[^\r\n]{0,100}){0,4}\Z"
)
STOCK_MARGIN_BYTES = 400
"""A margin of at most this many bytes that begins like a mail program's own remark is that remark."""

ENTITY_START = re.compile(rb"\s*(?:[!-9;-~]+[ \t]*:|\Z)")
"""How the content of an S/MIME message begins: with a header field (RFC 8551 section 3.1)."""

HEADER_BLOCKS = 16
"""All header blocks of one message together may hold this many times the limit of one."""


class Full(Exception):
    """A limit of the whole message is reached: nothing more is read."""


@dataclass(slots=True)
class Tree:
    """What a walk has collected so far; `read` fills it and it stays usable when the walk ends early."""

    limits: Limits
    budget: Budget
    parts: list[Part] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    nested: list[tuple[str, tuple[Header, ...]]] = field(default_factory=list)
    signed_labels: list[tuple[str, str]] = field(default_factory=list)
    types: list[Parameterised] = field(default_factory=list)
    root: Block = field(default_factory=lambda: Block((), 0))
    root_type: Parameterised = field(default_factory=lambda: Parameterised("text/plain", {}))
    header_bytes: int = 0
    entities: int = 0

    def read(self, raw: bytes) -> None:
        """Walk the message; running out of time or of a limit is a gap, what was read before it stays."""
        try:
            self._message(Region.of(raw), "", 0)
        except Full:
            self._gap("", GapReason.OVER_LIMIT, f"more than {self.limits.parts} parts, or headers too long for them")
        except OutOfTime:
            self._gap("", GapReason.TIMED_OUT, "the message was not parsed to its end")

    def _gap(self, path: str, reason: GapReason, detail: str, container: str = "", *, is_material: bool = True) -> None:
        self.gaps.append(Gap(path, reason, detail, container, is_material))

    # --- entities --------------------------------------------------------------------------------

    def _message(self, region: Region, carrier: str, depth: int) -> None:
        """Walk a message, the outer one or one carried by the part `carrier`."""
        block = self._block(region, carrier)
        declared = _type_of(block, "text/plain")
        if carrier:
            self.nested.append((carrier, decoded(block.fields)))
        else:
            self.root, self.root_type = block, declared
        path = carrier if declared.value.startswith("multipart/") else _child(carrier, 1)
        self._body(region, block, declared, path, depth)

    def _entity(self, region: Region, path: str, depth: int, default: str) -> None:
        block = self._block(region, path)
        self._body(region, block, _type_of(block, default), path, depth)

    def _body(self, region: Region, block: Block, declared: Parameterised, path: str, depth: int) -> None:
        body = region.after(block.body_start)
        if declared.value.startswith("multipart/"):
            self._multipart(body, block, declared, path, depth)
        else:
            self._leaf(body, block, declared, path, depth)

    def _block(self, region: Region, path: str) -> Block:
        self.entities += 1
        if self.entities > 2 * self.limits.parts + 2 or self.header_bytes > HEADER_BLOCKS * self.limits.header_bytes:
            raise Full
        block = read_block(region, self.limits.header_bytes, self.budget)
        self.header_bytes += min(block.body_start - region.start, self.limits.header_bytes)
        if block.is_cut:
            self._gap(path, GapReason.OVER_LIMIT, f"a header of more than {self.limits.header_bytes} bytes")
        return block

    # --- multiparts ------------------------------------------------------------------------------

    def _multipart(self, body: Region, block: Block, declared: Parameterised, path: str, depth: int) -> None:
        if depth >= self.limits.mime_depth:
            self._too_deep(path)
            return
        boundary = declared.get("boundary").rstrip().encode("utf-8", "replace") or _guess(body)
        pieces = self._delimited(body, boundary, path) if boundary else []
        if not pieces:
            # No boundary, or one that never appears: what is there is shown to the reader as text.
            self._gap(path, GapReason.DAMAGED, "a multipart without its parts", is_material=False)
            self._leaf(body, block, replace(declared, value="text/plain"), _child(path, 1), depth)
            return
        if declared.value == "multipart/encrypted":
            self._gap(path, GapReason.ENCRYPTED, "an encrypted message", _container(declared.get("protocol")))
        default = "message/rfc822" if declared.value == "multipart/digest" else "text/plain"
        for number, piece in enumerate(pieces, start=1):
            self._entity(piece, _child(path, number), depth + 1, default)

    def _delimited(self, body: Region, boundary: bytes, path: str) -> list[Region]:
        """Return what lies between the delimiter lines; an unclosed last piece runs to the end."""
        needle = b"--" + re.escape(boundary)
        # The look-behind stands after the literal, so that the search still runs on the literal.
        delimiter = re.compile(needle + b"(?<=[\r\n]" + needle + b")" + DELIMITER_TAIL)
        pieces: list[Region] = []
        opened = -1
        rest = body
        while len(pieces) <= self.limits.parts and (found := search(rest, delimiter, self.budget)):
            rest = body.after(found.end())
            before = max(opened, _before_newline(body.raw, found.start()))
            if opened >= 0:
                pieces.append(Region(body.raw, opened, before))
            else:
                self._margin(body.raw[body.start : max(body.start, before)], _child(path, 0))
            opened = found.end()
            if found[1]:
                self._margin(rest.content, _child(path, len(pieces) + 1))
                return pieces
        if opened >= 0:
            pieces.append(body.after(opened))
        return pieces

    def _margin(self, text: bytes, path: str) -> None:
        """Keep a preamble or epilogue that says something: some programs show it, and anyone can write there."""
        if text.strip() and not (len(text) <= STOCK_MARGIN_BYTES and STOCK_MARGIN.match(text)):
            self._add(Part(path, "text/plain", text, disposition="margin"))

    # --- leaves ----------------------------------------------------------------------------------

    def _leaf(self, body: Region, block: Block, declared: Parameterised, path: str, depth: int) -> None:
        result = undo(body.content, block.first("content-transfer-encoding"), self.budget)
        if result.damage:
            self._gap(path, GapReason.DAMAGED, result.damage, is_material=result.is_lossy)
        part = _part(path, declared, block, result.content)
        self.types.append(declared)
        if declared.value in EMBEDDED:
            self._embedded(part, depth)
        elif declared.value in PKCS7:
            self._pkcs7(part, declared, depth)
        else:
            if declared.value in SIGNATURES:
                self._label(part)
            if declared.value in RPMSG:
                self._gap(path, GapReason.ENCRYPTED, "a rights-protected message", "RPMSG")
            self._add(part)

    def _embedded(self, part: Part, depth: int) -> None:
        if depth >= self.limits.mime_depth:
            self._too_deep(part.path)
            return
        if part.file_name or part.description:
            # What the carrier is called is text too; its bytes are the parts that follow.
            self._add(replace(part, content=b""))
        if part.content_type == "message/partial":
            self._gap(part.path, GapReason.UNSUPPORTED, "a fragment of a message sent in several mails")
        self._message(Region.of(part.content), part.path, depth + 1)

    def _pkcs7(self, part: Part, declared: Parameterised, depth: int) -> None:
        """
        Descend into an opaque signature around a MIME entity.

        A signed file, as signature programs write it, a compressed message and what ends early stay a part: its reader
        knows what to make of the content.  Certificates alone are nothing, and what cannot be opened is dark.
        """
        found = cms.kind(part.content)
        inner = self._signed(part) if found == "signed" else b""
        if inner:
            self._label(part)
            if depth >= self.limits.mime_depth:
                self._too_deep(part.path)
            else:
                self._entity(Region.of(inner), _child(part.path, 1), depth + 1, "text/plain")
            return
        if found not in {"signed", "compressed"} and "certs-only" not in declared.get("smime-type"):
            detail = "an encrypted message" if found == "enveloped" else "an S/MIME container that cannot be opened"
            self._gap(part.path, GapReason.ENCRYPTED, detail, "SMIME")
        self._add(part)

    def _label(self, part: Part) -> None:
        """Keep what the signers say about the sensitivity of what they signed."""
        labels = filter(None, map(esslabel.decode, cms.security_labels(part.content)))
        self.signed_labels += dict.fromkeys((part.path, label.described()) for label in labels)

    def _signed(self, part: Part) -> bytes:
        """Return the MIME entity inside a signature; empty when there is none, or something else."""
        try:
            inner = cms.signed_content(part.content)
        except cms.NotCms:
            self._gap(part.path, GapReason.DAMAGED, "signed content that ends early", "SMIME")
            return b""
        return inner if ENTITY_START.match(inner) else b""

    def _too_deep(self, path: str) -> None:
        self._gap(path, GapReason.OVER_LIMIT, f"nested deeper than {self.limits.mime_depth} levels")

    def _add(self, part: Part) -> None:
        if len(self.parts) >= self.limits.parts:
            raise Full
        self.parts.append(part)


def _type_of(block: Block, default: str) -> Parameterised:
    declared = parse_parameters(block.first("content-type"))
    return declared if "/" in declared.value else replace(declared, value=default)


def _container(protocol: str) -> str:
    return next((name for name, word in (("PGP", "pgp"), ("SMIME", "pkcs7")) if word in protocol.lower()), "")


def _child(path: str, number: int) -> str:
    return f"{path}.{number}" if path else str(number)


def _part(path: str, declared: Parameterised, block: Block, content: bytes) -> Part:
    values: dict[str, str] = {}
    for entry in block.fields:
        values.setdefault(entry.name.lower(), entry.value)
    disposition = parse_parameters(values.get("content-disposition", ""))
    return Part(
        path=path,
        content_type=declared.value,
        content=content,
        charset=declared.get("charset"),
        file_name=_clean(disposition.get("filename") or declared.get("name")),
        disposition=disposition.value,
        content_id=values.get("content-id", "").strip("<> "),
        is_flowed=declared.get("format").lower() == "flowed",
        is_delsp=declared.get("delsp").lower() == "yes",
        description=_clean(decode_words(values.get("content-description", ""))),
        location=_clean(decode_words(values.get("content-location", ""))),
    )


def _clean(name: str) -> str:
    """Return a file name without line breaks and other control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in name).strip()


def _before_newline(raw: bytes, position: int) -> int:
    """Return where the line end before a delimiter starts: it belongs to the delimiter (RFC 2046 section 5.1.1)."""
    return position - (2 if raw.startswith(b"\r\n", max(0, position - 2)) else 1)


def _guess(body: Region) -> bytes:
    """Return the boundary of a multipart that does not name it: the first line, when a part's header follows."""
    found = BOUNDARY_GUESS.match(body.raw, body.start, min(body.end, body.start + 4096))
    return found[1] if found else b""
