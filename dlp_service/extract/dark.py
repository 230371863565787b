"""What is recognised and not read: encrypted containers, and formats that have no reader yet."""

from __future__ import annotations

from collections.abc import Callable

from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.sniff import ENCRYPTED_MARKS
from dlp_service.extract.texts.text import read_text
from dlp_service.values import GapReason


def unsupported(what: str, container: str = "") -> Callable[[Document, Job], None]:
    """Return a reader that reports a format as unread."""

    def read(document: Document, job: Job) -> None:
        job.gap(document.path, GapReason.UNSUPPORTED, what, container)

    return read


def read_binary(document: Document, job: Job) -> None:
    """Report bytes nobody knows; where the sender calls them text, a program will show them as text."""
    job.gap(document.path, GapReason.UNSUPPORTED, "a file of an unknown kind")
    if document.content_type.startswith("text/"):
        read_text(document, job)


def read_encrypted(document: Document, job: Job) -> None:
    """Report a file that an encrypting program has marked as its own."""
    what = next((what for mark, what in ENCRYPTED_MARKS if document.content.startswith(mark)), "an encrypted file")
    job.gap(document.path, GapReason.ENCRYPTED, what)


def read_rpmsg(document: Document, job: Job) -> None:
    """Report a rights-protected message."""
    job.gap(document.path, GapReason.ENCRYPTED, "a rights-protected message", "RPMSG")
