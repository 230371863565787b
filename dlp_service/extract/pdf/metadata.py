"""
Properties of a PDF: the Info dictionary, XMP packets wherever they lie, page labels, language.

XMP streams are objects like any other, so the scan finds those of single images and pages as well; no PDF library is needed for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from dlp_service.budget import Budget
from dlp_service.errors import OutOfTime
from dlp_service.extract.job import Job
from dlp_service.extract.pdf.strings import date_of, text_of, word_of
from dlp_service.extract.pdf.syntax import Ref
from dlp_service.extract.pdf.table import Stream, Table, share
from dlp_service.extract.texts.labelxml import LabelMarkup
from dlp_service.extract.texts.xmlwalk import XmlHandler, walk_xml
from dlp_service.values import GapReason

XMP_BYTES = 16 * 1024 * 1024
MAX_PACKETS = 10_000
"""Every image of a catalogue may have one."""

PACKETS_SHARE = 0.25
"""Of the time left, so much may go into packets."""

PIECE = 64 * 1024
MAX_LABELS = 100_000
STRUCTURAL = frozenset({"RDF", "Description", "Alt", "Seq", "Bag", "li", "xmpmeta", "xapmeta", "value"})
DULL = frozenset({"about", "lang", "parseType", "resource", "xmptk", "ID", "nodeID", "datatype", "image"})
"""RDF's own attributes, and thumbnails."""

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
        self.labels = LabelMarkup()
        self.names: list[str] = []
        self.pieces: list[str] = []

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        self.labels.start(name, attributes)
        self.names.append(name)
        self.pieces = []
        for key, value in attributes.items():
            local = key.rpartition(":")[2]
            if not key.startswith(("xmlns", "xml:")) and local not in DULL:
                self._add(local, value)

    def any_end(self, name: str) -> None:  # noqa: ARG002 - the name is the last one
        """Take the end of an element."""
        self._add(
            next((name for name in reversed(self.names) if name not in STRUCTURAL), ""),
            "".join(self.pieces),
        )
        self.pieces = []
        self.names.pop()
        self.labels.end()

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.labels.data(text)
        self.pieces.append(text)

    def _add(self, name: str, value: str) -> None:
        if name and name not in DULL and value.strip() and not self.labels.holds:
            name = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
            self.found.append(f"{name}={value.strip()}")


def info_properties(table: Table) -> list[str]:
    """Return what the Info dictionaries say, custom keys too."""
    found = []
    for trailer in reversed(table.trailers):
        for key, value in table.dictionary(trailer.get("Info")).items():
            text = word_of(table.resolve(value)).strip()
            if text:
                found.append(f"{key}={date_of(text) or text}")
    return found


def xmp_properties(table: Table, job: Job, path: str) -> list[str]:
    """Return what all XMP packets say; in an encrypted file those that were left open."""
    found: list[str] = []
    budget = share(job.budget, PACKETS_SHARE)
    try:
        for count, packet in enumerate(_packets(table, budget)):
            if count >= MAX_PACKETS:
                table.over(f"more than {MAX_PACKETS} packets of properties")
                break
            found += packet_properties(packet, job, path, budget)
    except OutOfTime:
        job.budget.check()
        job.gap(path, GapReason.TIMED_OUT, "not all properties were read in time", "PDF")
    return found


def _packets(table: Table, budget: Budget) -> Iterator[bytes]:
    for number in table.having(b"/Metadata"):
        budget.check()
        stream = table.get(number)
        if isinstance(stream, Stream) and stream.dictionary.get("Type") == "Metadata":
            yield table.words(stream, XMP_BYTES, "a packet of properties")


def loose_properties(content: bytes, job: Job, path: str) -> list[str]:
    """Return what XMP packets say that stand open in a file whose objects cannot be read."""
    found: list[str] = []
    end = 0
    while (begin := content.find(b"<?xpacket begin=", end)) >= 0:
        start = content.find(b"?>", begin) + 2
        end = content.find(b"<?xpacket end", start)
        if start < 2 or end < 0:
            break
        if end - start > XMP_BYTES:
            job.gap(path, GapReason.OVER_LIMIT, f"a packet of properties of more than {XMP_BYTES} bytes", "PDF")
        found += packet_properties(content[start : min(end, start + XMP_BYTES)], job, path, job.budget)
    return found


def packet_properties(packet: bytes, job: Job, path: str, budget: Budget) -> list[str]:
    """Return the properties of one packet; one that is no XML gives its words."""
    handler = XmpHandler()
    aside = Job(job.limits, job.budget, job.read)
    packet = packet.strip(b"\0 \t\r\n")
    if b"<" not in packet[:64]:
        return []
    walk_xml(_pieces(packet, budget), handler, aside, path)
    if aside.gaps and packet:
        words = " ".join(_TAGS.sub(" ", packet.decode("utf-8", "replace")).split())
        handler.found.append(f"XMP={words}")
    return handler.labels.lines() + handler.found


def _pieces(packet: bytes, budget: Budget) -> Iterator[bytes]:
    for start in range(0, len(packet), PIECE):
        budget.check()
        yield packet[start : start + PIECE]


def label_properties(table: Table) -> list[str]:
    """Return the prefixes of page labels (section 12.4.2), which can carry a marking, and the language."""
    root = table.root
    found = [f"Language={text_of(root['Lang'])}"] if text_of(root.get("Lang")).strip() else []
    pending = [root.get("PageLabels")]
    seen: set[int] = set()
    room = MAX_LABELS
    while pending:
        node = pending.pop()
        key = node.number if isinstance(node, Ref) else id(node)
        if key in seen:
            continue
        seen.add(key)
        tree = table.dictionary(node)
        kids, labels = table.array(tree.get("Kids")), table.array(tree.get("Nums"))
        if len(kids) + len(labels) > room:
            table.over(f"more than {MAX_LABELS} page labels")
        pending += kids[:room]
        labels = labels[:room]
        room = max(0, room - len(kids) - len(labels))
        for item in labels:
            prefix = text_of(table.resolve(table.dictionary(item).get("P"))) if not isinstance(item, int) else ""
            if any(letter.isalpha() for letter in prefix):
                found.append(f"PageLabel={prefix.strip()}")
    return found
