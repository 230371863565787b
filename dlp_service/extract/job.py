"""
One document's reading in progress: what was found so far and how much may still be read.

A document can hold documents; all of them share one job, so that a limit counts for the whole nest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import Cancelled, OutOfTime
from dlp_service.extract.images.pictures import Pictures
from dlp_service.extract.interface import Document, Reading
from dlp_service.textmap import clean
from dlp_service.values import Gap, GapReason, Message, PartText

Finish = Callable[[], None]
ParseMessage = Callable[[bytes, Limits, Budget], Message]
Read = Callable[[Document, "Job"], None]
Over = Callable[[str], None]
"""What a walk that knows no job calls where it stops at a limit, with what there was too much of."""


class TextLimit(Exception):
    """The text limit of the document is used up; what was read stays."""


class Around(Protocol):
    """What lies around the process that reads: children for one document each, and services of other processes."""

    def alone(self, read: Read, document: Document, job: Job) -> None:
        """Read a document in a process of its own; whatever that dies of becomes a gap at the document's path."""
        ...

    def beside(self, read: Read, document: Document, job: Job) -> AbstractContextManager[Finish]:
        """
        Begin to read a document as `alone` does, while the block goes on; calling what the block is given adds what was read.

        Until then the block may add texts of its own, and reads no other document.  A reading that is not asked for is dropped.
        """
        ...

    def ask(self, service: str, document: Document, job: Job) -> Reading | None:
        """Have a document read by a service, its paths under the document's; None where there is no such service."""
        ...


class OneByOne(ABC):
    """Where nothing can be read beside something else: it is read when it is asked for."""

    @abstractmethod
    def alone(self, read: Read, document: Document, job: Job) -> None:
        """Read a document in a process of its own."""

    @contextmanager
    def beside(self, read: Read, document: Document, job: Job) -> Iterator[Finish]:
        """Give what reads the document."""
        yield lambda: self.alone(read, document, job)


class InProcess(OneByOne):
    """Nothing around: documents are read where they are, and there are no services.  For tests."""

    def alone(self, read: Read, document: Document, job: Job) -> None:
        """Read in this process."""
        read(document, job)

    def ask(self, service: str, document: Document, job: Job) -> Reading | None:  # noqa: ARG002 - a Protocol
        """Say that there is no such service."""
        return None


@dataclass(slots=True)
class Job:
    """
    Collects texts and gaps; `read` is the registry's dispatcher, called for embedded documents.

    `parse_message` turns an embedded mail into a `Message`; without it such mail is read as plain text.
    `around` is where dangerous documents are read alone, and whom to ask for formats that others read.
    """

    limits: Limits
    budget: Budget
    read: Read
    parse_message: ParseMessage | None = None
    around: Around = field(default_factory=InProcess)
    texts: list[PartText] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    depth: int = 0
    entries: int = 0
    decoded_bytes: int = 0
    chars: int = 0
    pictures: Pictures = field(default_factory=Pictures)

    def text(self, path: str, where: str, text: str) -> None:
        """
        Add a text; empty ones are dropped, lone surrogates become U+FFFD.

        Raises:
            TextLimit: the text was cut at the limit.
        """
        if not text.strip():
            return
        room = self.limits.text_chars - self.chars
        kept = text[:room]
        self.chars += len(kept)
        if kept:
            self.texts.append(PartText(path, where, clean(kept)))
        if len(text) > room:
            self.gap(path, GapReason.OVER_LIMIT, f"more than {self.limits.text_chars} characters of text")
            raise TextLimit

    def gap(self, path: str, reason: GapReason, detail: str, container: str = "", *, is_material: bool = True) -> None:
        """Add a gap, once."""
        gap = Gap(path, reason, detail, container, is_material)
        if gap not in self.gaps[-8:]:
            self.gaps.append(gap)

    def over(self, path: str, container: str = "") -> Over:
        """Return what adds a gap OVER_LIMIT at `path`."""
        return partial(self.gap, path, GapReason.OVER_LIMIT, container=container)

    def embedded(self, document: Document) -> None:
        """Read a document that was found inside another, one level deeper."""
        with self.level(document.path) as is_allowed:
            if is_allowed:
                self.confined(self.read, document)

    def confined(self, read: Read, document: Document) -> None:
        """
        Read a document; what its bytes make a reader raise costs this document only, native panics too.

        Raises:
            Cancelled, OutOfTime, TextLimit: there is nothing more to read in the whole nest either.
        """
        try:
            read(document, self)
        except (Cancelled, OutOfTime, TextLimit, KeyboardInterrupt, SystemExit):
            raise
        except (MemoryError, RecursionError):
            self.gap(document.path, GapReason.OVER_LIMIT, "the document needs more memory than a reader may use")
        except BaseException:  # noqa: BLE001 - hostile bytes make libraries raise anything, a Rust panic is no Exception
            self.gap(document.path, GapReason.DAMAGED, "the reader gave up on this document")

    @contextmanager
    def level(self, path: str) -> Iterator[bool]:
        """Go one level deeper for a while; False, and a gap at `path`, when that is too deep."""
        if self.depth >= self.limits.archive_depth:
            self.gap(path, GapReason.OVER_LIMIT, f"nested deeper than {self.limits.archive_depth} archives")
            yield False
            return
        self.depth += 1
        try:
            yield True
        finally:
            self.depth -= 1

    def take(self, reading: Reading) -> None:
        """
        Add what somebody else read of a document, its paths being complete.

        Raises:
            TextLimit: the text was cut at the limit.
        """
        for gap in reading.gaps:
            self.gap(gap.path, gap.reason, gap.detail, gap.container, is_material=gap.material)
        for text in reading.texts:
            self.text(text.path, text.where, text.text)

    def alone(self, read: Read, document: Document) -> None:
        """Read a document whose reader must not be trusted with this process."""
        self.around.alone(read, document, self)

    def beside(self, read: Read, document: Document) -> AbstractContextManager[Finish]:
        """Read a document alone while the block adds texts of its own, until it calls what it is given."""
        return self.around.beside(read, document, self)

    def ask(self, service: str, document: Document) -> Reading | None:
        """Return what a service (`tika`, `ocr`) reads in a document, None where there is no such service."""
        return self.around.ask(service, document, self)

    def reading(self) -> Reading:
        """Return what was collected."""
        return Reading(tuple(self.texts), tuple(self.gaps))
