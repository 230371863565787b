"""
XML files that are no office package: data, drawings (SVG), and single-file office documents.

An element is a line, except for the names that office and drawing formats use inside a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.odf import is_flat_odf, read_flat_odf
from dlp_service.extract.xmlwalk import XmlHandler, walk_xml

PIECE = 65_536
INLINE = frozenset(
    [
        "t",
        "r",
        "tspan",
        "span",
        "a",
        "b",
        "i",
        "u",
        "s",
        "em",
        "strong",
        "sub",
        "sup",
        "font",
        "textPath",
        "lang",
        "proofErr",
        "bookmarkStart",
    ]
)
SILENT = frozenset({"script", "style", "binData", "binary-data"})
SPOKEN = frozenset(
    {
        "title",
        "desc",
        "description",
        "descr",
        "alt",
        "classification",
        "caveat",
        "caveats",
        "ownerProducer",
        "releasableTo",
    }
)
MAX_ATTRIBUTE = 10_000


class LinesHandler(XmlHandler):
    """Collects text by lines, and attributes that speak to people or label the document."""

    handles_all: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.spoken: list[str] = []
        self.silent_depth = 0
        self.is_capturing = True

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name in SILENT or self.silent_depth:
            self.silent_depth += 1
        if name not in INLINE:
            self.pieces.append("\n")
        for key, value in attributes.items():
            local = key.rpartition(":")[2]
            if local in SPOKEN and value.strip():
                self.spoken.append(f"{local}={value[:MAX_ATTRIBUTE]}")

    def any_end(self, name: str) -> None:
        """Take the end of an element."""
        if self.silent_depth:
            self.silent_depth -= 1
        elif name not in INLINE:
            self.pieces.append("\n")

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        if not self.silent_depth:
            self.pieces.append(text)

    def lines(self) -> str:
        """Return the non-empty lines."""
        joined = "".join(self.pieces)
        return "\n".join(line.strip() for line in joined.split("\n") if line.strip())


def read_xml(document: Document, job: Job) -> None:
    """Read an XML file; what of it is well formed is read even when the rest is not."""
    if is_flat_odf(document.content):
        read_flat_odf(document, job)
        return
    handler = LinesHandler()
    content = document.content
    pieces = (content[start : start + PIECE] for start in range(0, len(content), PIECE))
    try:
        walk_xml(_checked(pieces, job), handler, job, document.path, allow_doctype=True)
    finally:
        # Also when time runs out: what was read so far counts.
        job.text(document.path, "body", handler.lines())
        job.text(document.path, "property", "\n".join(handler.spoken))


def _checked(pieces: Iterable[bytes], job: Job) -> Iterator[bytes]:
    for piece in pieces:
        job.budget.check()
        yield piece
