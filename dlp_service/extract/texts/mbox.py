"""Mailboxes in one file (RFC 4155): every message is mail of its own, at `<path>/<number>`."""

from __future__ import annotations

import re

from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.sniff import MAILBOX_LINE
from dlp_service.values import GapReason

QUOTED = re.compile(rb"(?m)^>(>*From )")


def read_mbox(document: Document, job: Job) -> None:
    """Read every message of a mailbox; what stands before the first is read as text."""
    content = document.content
    starts = [found.start() for found in MAILBOX_LINE.finditer(content)]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(content)], strict=True), start=1):
        job.budget.check()
        if job.entries >= job.limits.archive_entries:
            job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", "ARCHIVE")
            return
        job.entries += 1
        message = content[content.index(b"\n", start) + 1 : end]
        if b"\n>" in message:
            message = QUOTED.sub(rb"\1", message)
        job.embedded(Document(f"{document.path}/{number}", message, "message/rfc822"))
