"""What passes between a message and whoever reads its documents, in this process or in another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dlp_service.budget import Budget
from dlp_service.values import Gap, PartText


@dataclass(frozen=True, slots=True)
class Document:
    """
    Bytes to be read.

    `path` is what the paths of its texts begin with.  `content_type` and `file_name` are the sender's words: they
    decide only where the bytes themselves say nothing, as between two kinds of plain text.
    """

    path: str
    content: bytes
    content_type: str = ""
    file_name: str = ""
    charset: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of one document in reading order, and what of it stayed dark."""

    texts: tuple[PartText, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Reader(Protocol):
    """
    Reads a document of any type.

    A reader never raises for what a document is: damage, encryption, limits, a deadline, even its own
    failure are gaps.  Only `Cancelled` may leave it.
    """

    def read(self, document: Document, budget: Budget) -> Reading:
        """Return everything readable in the document."""
        ...
