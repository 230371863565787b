"""
Reading in this process: inside a worker, in tests, and where settings allow no workers.

Whatever a document makes a reader do ends as a gap of that document.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import OutOfTime
from dlp_service.extract.images.image import read_pictures
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.job import Around, InProcess, Job, OneByOne, ParseMessage, Read, TextLimit
from dlp_service.extract.registry import read_document
from dlp_service.values import GapReason


class Nowhere(OneByOne):
    """Nothing around, in a process that others need: what is dangerous stays unread, and there are no services."""

    def alone(self, read: Read, document: Document, job: Job) -> None:  # noqa: ARG002 - a Protocol
        """Leave a document unread."""
        job.gap(document.path, GapReason.UNSUPPORTED, "a document that is read by a worker only, and there are none")

    def ask(self, service: str, document: Document, job: Job) -> Reading | None:  # noqa: ARG002 - a Protocol
        """Say that there is no such service."""
        return None


@dataclass(frozen=True, slots=True)
class LocalReader:
    """
    A `Reader` without isolation: time and memory are bounded by checks between pieces only.

    `parse_message` (for example `dlp_service.mail.parse`) lets attached mail files be read as mail.
    """

    limits: Limits
    parse_message: ParseMessage | None = None
    around: Around = field(default_factory=InProcess)

    def read(self, document: Document, budget: Budget) -> Reading:
        """Read a document within `limits.file_wall_s` or what is left of the budget."""
        budget = budget.at_most(self.limits.file_wall_s)
        job = Job(self.limits, budget, read_document, self.parse_message, self.around)
        read_safely(document, job, read_document)
        return job.reading()


def read_safely(document: Document, job: Job, read: Read) -> None:
    """
    Read a document into a job; every failure but a cancelled call becomes a gap, native panics too.

    The pictures that it held are given to OCR when all else was read; those that wait already are somebody else's.
    """
    outer, job.pictures.waiting = job.pictures.waiting, []
    _safely(document, job, read)
    _safely(document, job, lambda _, job: read_pictures(job))
    job.pictures.waiting = outer


def _safely(document: Document, job: Job, read: Read) -> None:
    try:
        job.confined(read, document)
    except OutOfTime:
        job.gap(document.path, GapReason.TIMED_OUT, "the document was not read to its end in time")
    except TextLimit:
        pass  # the gap is already in the job
