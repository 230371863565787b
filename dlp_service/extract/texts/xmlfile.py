"""
XML files that are no office package: data, drawings (SVG), and single-file office documents.

An element is a line, except for the names that office and drawing formats use inside a line.  Attributes are read too:
much data stands nowhere else.  What is not well formed is read once more as text, so that a stray character hides nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import ClassVar

from dlp_service.extract.hypertext.datauri import data_uri, read_data_uris, unbase64
from dlp_service.extract.hypertext.html import code_words
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.office.flatopc import is_flat_package, read_flat_package
from dlp_service.extract.opendocument.odf import is_flat_odf, read_flat_odf
from dlp_service.extract.texts.labelxml import OWNER, ROOTS, LabelMarkup
from dlp_service.extract.texts.text import decode_text
from dlp_service.extract.texts.xmlcharset import DECLARED
from dlp_service.extract.texts.xmlwalk import XmlHandler, walk_xml
from dlp_service.values import GapReason

PIECE = 65_536
HEAD_BYTES = 4096
INLINE = frozenset(
    {
        "t", "r", "tspan", "span", "a", "b", "i", "u", "s", "em", "strong", "sub", "sup", "font", "textPath", "lang",
        "proofErr", "bookmarkStart",
    }
)  # fmt: skip
CODE = frozenset({"script", "style"})
DATA = frozenset({"binData", "binary-data", "binaryData"})
SPOKEN = frozenset(
    {
        "title", "desc", "description", "descr", "alt", "classification", "caveat", "caveats", "ownerProducer",
        "releasableTo", "label", "aria-label",
    }
)  # fmt: skip
LINKS = frozenset({"href", "src", "about", "resource"})
RDF = frozenset({"about", "resource"})
STANDARDS = ("http://docs.oasis-open.org/", "http://www.w3.org/", "http://purl.org/")
OFFICE = re.compile(rb"schemas\.(?:microsoft\.com/office|openxmlformats\.org)|progid=\"(?:Word|Excel|PowerPoint)")
METADATA = re.compile(rb"<(?:[\w.-]+:)?RDF[\s>]")
SVG = re.compile(rb"<(?:[\w.-]+:)?svg[\s>]")
UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<![-\w])(?:fill-)?opacity\s*:\s*(?:0+(?:\.0*)?|\.0+)(?![.\d])"
)
SAYS_NOTHING = re.compile(r"[-+.,\d\s%#eE]*\Z|[0-9a-fA-F]{8}-[-0-9a-fA-F]{27}\Z")
TAG = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>|<!DOCTYPE[^<>\[]*[\[>]|\]>|<[^<>]*>")
ENTITY = re.compile(r"""<!ENTITY[^<>"']++["']([^"']++)["']""")
NAME = re.compile(r"[^\W\d_]{3}")
MAX_NAMES = 10_000
"""So many different names of elements are read; those of fewer than three letters in a row are no words."""


class LinesHandler(XmlHandler):
    """Collects text by lines, attributes, comments, links, code, and files in base64."""

    handles_all: ClassVar[bool] = True

    def __init__(self, *, with_attributes: bool = False, with_names: bool = False) -> None:
        super().__init__()
        self.with_names = with_names
        self.with_attributes = with_attributes
        self.pieces: list[str] = []
        self.spoken: list[str] = []
        self.labels = LabelMarkup()
        self.hidden: list[str] = []
        self.comments: list[str] = []
        self.files: list[tuple[str, bytes]] = []
        self.names: dict[str, None] = {}
        self.kept: list[str] | None = None
        self.kept_depth = 0
        self.is_capturing = True

    def new_name(self, name: str) -> None:
        """Take the name of an element, which in data of one's own can be any word."""
        if self.with_names and len(self.names) <= MAX_NAMES and NAME.search(name):
            self.names[name] = None

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if self.labels.opened or name in ROOTS:
            self.labels.start(name, attributes)
        if self.kept_depth:
            self.kept_depth += 1
        elif name in CODE or name in DATA:
            self.kept, self.kept_depth = [], 1
        if name not in INLINE:
            self.pieces.append("\n")
        for key, value in attributes.items():
            local = key.rpartition(":")[2]
            if local == OWNER and not self.labels.opened:
                self.labels.start(name, attributes)
            self._attribute(local, key, value)

    def _attribute(self, local: str, key: str, value: str) -> None:
        if not value.strip() or key.startswith("xmlns"):
            return
        if local in LINKS:
            found = data_uri(value) if value[:5].lower() == "data:" else None
            if found:
                self.files.append(found)
            elif not value.startswith(("#", *STANDARDS)) and (local not in RDF or "://" in value):
                self.hidden.append(value)
        elif local in SPOKEN or (
            self.with_attributes and not SAYS_NOTHING.match(value) and ":schemaLocation" not in key
        ):
            self.spoken.append(f"{local}={value}")

    def any_end(self, name: str) -> None:
        """Take the end of an element."""
        if self.labels.opened:
            self.labels.end()
        if self.kept_depth:
            self.kept_depth -= 1
            if not self.kept_depth:
                self._keep(name)
        elif name not in INLINE:
            self.pieces.append("\n")

    def _keep(self, name: str) -> None:
        text, self.kept = "".join(self.kept or ()), None
        if name in DATA:
            self.files.append(("", unbase64(text)))
        elif name == "script":
            self.hidden.append(text.strip())
        elif text.strip():
            self.hidden += (word.strip() for word in code_words(text))

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        if self.labels.opened:
            self.labels.data(text)
        (self.pieces if self.kept is None else self.kept).append(text)

    def comment(self, text: str) -> None:
        """Take a comment."""
        self.comments.append(text.strip())

    def instruction(self, target: str, data: str) -> None:
        """Take a processing instruction; a style sheet's is a link like any other."""
        self.hidden.append(f"{target} {data}")

    def lines(self) -> str:
        """Return the non-empty lines."""
        return _lines("".join(self.pieces))


class DrawingHandler(LinesHandler):
    """SVG: what is switched off, or only defined for use elsewhere, is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = self.pieces
        self.unseen: list[str] = []
        self.unseen_depth = 0

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if self.unseen_depth or name == "metadata" or _is_unseen(attributes):
            self.unseen_depth += 1
            self.pieces = self.unseen
        super().any_start(name, attributes)

    def any_end(self, name: str) -> None:
        """Take the end of an element."""
        super().any_end(name)
        if self.unseen_depth:
            self.unseen_depth -= 1
            if not self.unseen_depth:
                self.pieces = self.shown

    def lines(self) -> str:
        """Return the non-empty lines that are drawn."""
        self.hidden += [_lines("".join(self.unseen))]
        return _lines("".join(self.shown))


def _is_unseen(attributes: dict[str, str]) -> bool:
    return (
        attributes.get("display") == "none"
        or attributes.get("visibility") in {"hidden", "collapse"}
        or attributes.get("opacity", "1").strip("0.") == ""
        or UNSEEN.search(attributes.get("style", "")) is not None
    )


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def read_xml(document: Document, job: Job) -> None:
    """Read an XML file; what of it is well formed is read even when the rest is not."""
    if is_flat_odf(document.content):
        read_flat_odf(document, job)
        return
    if is_flat_package(document.content) and read_flat_package(document, job):
        return
    head = document.content[:HEAD_BYTES]
    handler = DrawingHandler() if SVG.search(head) else _data_handler(head)
    gaps = len(job.gaps)
    try:
        walk_xml(_pieces(document.content, job), handler, job, document.path, allow_doctype=True)
    finally:
        # Also when time runs out: what was read so far counts.
        _emit(handler, document, job, is_broken=len(job.gaps) > gaps)
    for number, (kind, content) in enumerate(handler.files, start=1):
        if job.entries >= job.limits.archive_entries:
            job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries")
            return
        job.entries += 1
        job.decoded_bytes += len(content)
        if content:
            job.embedded(Document(f"{document.path}/data{number}", content, kind))


def _data_handler(head: bytes) -> LinesHandler:
    """Return the reader of XML that is no drawing; names of elements are a standard's in office files and metadata."""
    is_office = OFFICE.search(head) is not None
    return LinesHandler(with_attributes=not is_office, with_names=not is_office and not METADATA.search(head))


def _emit(handler: LinesHandler, document: Document, job: Job, *, is_broken: bool) -> None:
    body, path = handler.lines(), document.path
    text = _as_text(document) if is_broken else ""
    if is_broken:
        body = _lines(html.unescape(TAG.sub("\n", text)))
        handler.hidden += ENTITY.findall(text)
    job.text(path, "body", body)
    for label in handler.labels.lines():
        job.text(path, "property", label)
    job.text(path, "property", "\n".join(handler.spoken))
    job.text(path, "hidden", "\n".join(line for line in handler.hidden if line))
    # A line each: in one line the detector of names takes them for people.
    job.text(path, "hidden", "\n".join(list(handler.names)[:MAX_NAMES]))
    if len(handler.names) > MAX_NAMES:
        job.gap(path, GapReason.OVER_LIMIT, f"more than {MAX_NAMES} names of elements")
    job.text(path, "comment", "\n".join(line for line in handler.comments if line))
    if is_broken:
        read_data_uris(text, path, job)


def _as_text(document: Document) -> str:
    declared = DECLARED.match(document.content[:HEAD_BYTES])
    return decode_text(document.content, declared[1].decode("ascii", "replace") if declared else document.charset)


def _pieces(content: bytes, job: Job) -> Iterator[bytes]:
    for start in range(0, len(content), PIECE):
        job.budget.check()
        yield content[start : start + PIECE]
