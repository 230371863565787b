"""
Properties of a PDF: the Info dictionary, XMP packets wherever they lie, page labels, language.

XMP streams are objects like any other, so the scan finds those of single images and pages as well; no PDF library is needed for them.
"""

from __future__ import annotations

import re
from typing import ClassVar

from dlp_service.extract.job import Job
from dlp_service.extract.pdf.filters import Unreadable
from dlp_service.extract.pdf.strings import date_of, text_of, word_of
from dlp_service.extract.pdf.syntax import Ref
from dlp_service.extract.pdf.table import Stream, Table
from dlp_service.extract.texts.xmlwalk import XmlHandler, walk_xml

XMP_BYTES = 4 * 1024 * 1024
MAX_PACKETS = 200
MAX_VALUE = 100_000
MAX_DEPTH = 32
STRUCTURAL = frozenset({"RDF", "Description", "Alt", "Seq", "Bag", "li", "xmpmeta", "xapmeta", "value"})
DULL = frozenset({"about", "lang", "parseType", "resource", "xmptk", "ID", "nodeID", "datatype", "image"})
"""RDF's own attributes, and thumbnails."""

_PACKET = re.compile(rb"<\?xpacket begin=.{0,200}?\?>(.{0,4194304}?)<\?xpacket end", re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")
_ESCAPED = re.compile("\u2182([0-9A-Fa-f]{4})")
"""How XMP spells characters of custom names that XML names may not have."""


class XmpHandler(XmlHandler):
    """Collects `name=value` of simple properties, list items under the name of their list."""

    handles_all: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.is_capturing = True
        self.found: list[str] = []
        self.names: list[str] = []
        self.pieces: list[str] = []

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        self.names.append(name)
        self.pieces = []
        for key, value in attributes.items():
            local = key.rpartition(":")[2]
            if not key.startswith(("xmlns", "xml:")) and local not in DULL:
                self._add(local, value)

    def any_end(self, name: str) -> None:  # noqa: ARG002 - the name is the last one
        """Take the end of an element."""
        self._add(
            next((name for name in reversed(self.names[-MAX_DEPTH:]) if name not in STRUCTURAL), ""),
            "".join(self.pieces),
        )
        self.pieces = []
        self.names.pop()

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.pieces.append(text)

    def _add(self, name: str, value: str) -> None:
        if name and name not in DULL and value.strip():
            name = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
            self.found.append(f"{name}={value.strip()[:MAX_VALUE]}")


def info_properties(table: Table) -> list[str]:
    """Return what the Info dictionaries say, custom keys too."""
    found = []
    for trailer in reversed(table.trailers):
        for key, value in table.dictionary(trailer.get("Info")).items():
            text = word_of(table.resolve(value)).strip()
            if text:
                found.append(f"{key}={date_of(text) or text[:MAX_VALUE]}")
    return found


def xmp_properties(table: Table, job: Job, path: str) -> list[str]:
    """Return what all XMP packets say; in an encrypted file those that were left open."""
    found: list[str] = []
    for number in list(table.having(b"/Metadata"))[:MAX_PACKETS]:
        job.budget.check()
        stream = table.get(number)
        if isinstance(stream, Stream) and stream.dictionary.get("Type") == "Metadata":
            try:
                found += packet_properties(table.data(stream, XMP_BYTES), job, path)
            except Unreadable:
                continue
    return found


def loose_properties(content: bytes, job: Job, path: str) -> list[str]:
    """Return what XMP packets say that stand open in a file whose objects cannot be read."""
    found: list[str] = []
    for packet in _PACKET.finditer(content):
        job.budget.check()
        found += packet_properties(packet[1], job, path)
    return found


def packet_properties(packet: bytes, job: Job, path: str) -> list[str]:
    """Return the properties of one packet; one that is no XML gives its words."""
    handler = XmpHandler()
    aside = Job(job.limits, job.budget, job.read)
    packet = packet.strip(b"\0 \t\r\n")
    if b"<" not in packet[:64]:
        return []
    walk_xml([packet], handler, aside, path)
    if aside.gaps and packet:
        words = " ".join(_TAGS.sub(" ", packet.decode("utf-8", "replace")).split())
        handler.found.append(f"XMP={words[:MAX_VALUE]}")
    return handler.found


def label_properties(table: Table) -> list[str]:
    """Return the prefixes of page labels (section 12.4.2), which can carry a marking, and the language."""
    root = table.root
    found = [f"Language={text_of(root['Lang'])}"] if text_of(root.get("Lang")).strip() else []
    pending = [root.get("PageLabels")]
    seen: set[int] = set()
    while pending and len(seen) < 1000:
        node = pending.pop()
        key = node.number if isinstance(node, Ref) else id(node)
        if key in seen:
            continue
        seen.add(key)
        tree = table.dictionary(node)
        pending += table.array(tree.get("Kids"))
        for item in table.array(tree.get("Nums"))[:10_000]:
            prefix = text_of(table.resolve(table.dictionary(item).get("P"))) if not isinstance(item, int) else ""
            if any(letter.isalpha() for letter in prefix):
                found.append(f"PageLabel={prefix.strip()}")
    return found
