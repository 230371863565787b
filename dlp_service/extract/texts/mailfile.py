"""Mail files inside archives and attachments: read with the same walk as the message they came in."""

from __future__ import annotations

from dlp_service.budget import Budget
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.job import Job
from dlp_service.extract.message import Walk
from dlp_service.extract.texts.text import read_text


class _InJob:
    """A `Reader` that reads into the job at hand, so that limits go on counting."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def read(self, document: Document, budget: Budget) -> Reading:  # noqa: ARG002 - the job has one
        """Read one level deeper; texts and gaps land in the job."""
        self.job.embedded(document)
        return Reading()


def read_mail(document: Document, job: Job) -> None:
    """Read a mail file as mail where a parser was given, else as text."""
    if job.parse_message is None:
        read_text(document, job)
        return
    message = job.parse_message(document.content, job.limits, job.budget)
    walk = Walk(job, _InJob(job), prefix=document.path + "/", is_embedded=True)
    walk.message(message, carrier=document.path)
