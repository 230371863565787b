"""Pictures that wait for OCR until everything else of a document was read: reading words is a thousand times quicker."""

from __future__ import annotations

from dataclasses import dataclass, field

from dlp_service.extract.interface import Document
from dlp_service.extract.sniff import Kind, kind_of

HOLDERS = (b"/media/", b"Pictures/", b"/Image", b"image/")
"""What office packages, PDF files and mails say where they hold a picture."""

NO_PICTURE, WITH_PICTURES, ONLY_PICTURE = 0, 1, 2


def pictures_rank(document: Document) -> int:
    """
    Return when a document's turn is: OCR takes seconds, so what needs none comes first and pictures come last.

    >>> [pictures_rank(Document("", content)) for content in (b"Name;No", b"%PDF-1.7 /Subtype /Image", b"GIF89a\\0")]
    [0, 1, 2]
    """
    if kind_of(document) is Kind.IMAGE:
        return ONLY_PICTURE
    return WITH_PICTURES if any(mark in document.content for mark in HOLDERS) else NO_PICTURE


@dataclass(slots=True)
class Pictures:
    """
    The pictures of one job: `waiting` with their sizes in pixels, `digests` of all, so that a repeated one is read once.

    `seconds` is what OCR took so far.
    """

    waiting: list[tuple[Document, tuple[int, int]]] = field(default_factory=list)
    digests: set[bytes] = field(default_factory=set)
    seconds: float = 0.0
