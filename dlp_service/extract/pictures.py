"""Pictures that wait for OCR until everything else of a document was read: reading words is a thousand times quicker."""

from __future__ import annotations

from dataclasses import dataclass, field

from dlp_service.extract.interface import Document


@dataclass(slots=True)
class Pictures:
    """
    The pictures of one job: `waiting` with their sizes in pixels, `digests` of all, so that a repeated one is read once.

    `seconds` is what OCR took so far.
    """

    waiting: list[tuple[Document, tuple[int, int]]] = field(default_factory=list)
    digests: set[bytes] = field(default_factory=set)
    seconds: float = 0.0
