"""
The walk through a PDF: what its objects say, its pages, attached files, earlier revisions.

Objects are read where the job runs: that is Python, linear, and knows the limits.  pdfium is met in processes of their own only, one for
the pages and one to take an encryption off, so that a page that kills its reader costs no property, comment or attached file.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass

from dlp_service.errors import OutOfTime
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.pdf.attached import read_files, read_xfa
from dlp_service.extract.pdf.library import NeedsPassword, NotOpened, decrypted, opened
from dlp_service.extract.pdf.metadata import info_properties, label_properties, loose_properties, xmp_properties
from dlp_service.extract.pdf.pagewalk import read_old_pages, read_pages
from dlp_service.extract.pdf.revisions import draws_alike, new_texts, revisions
from dlp_service.extract.pdf.sweep import Found, Sweep
from dlp_service.extract.pdf.table import Table, read_table, share
from dlp_service.extract.pdf.tree import read_tree
from dlp_service.values import GapReason

OBJECTS_SHARE = 0.4
"""Of the time left, so much may go into the objects: where there are no other processes, the pages come after them."""


@dataclass(slots=True)
class Revision:
    """A state of a file; an earlier one has the `later` one's objects; `known` are attached files that were read already."""

    document: Document
    known: set[bytes]
    later: Table | None = None


def read_pdf(document: Document, job: Job) -> None:
    """Read a PDF, its attached files, and what earlier revisions show beyond it, up to their limit."""
    start = len(job.texts)
    known: set[bytes] = set()
    table = _read_revision(Revision(document, known), job)
    if not table.replaced:
        return
    for content in revisions(document.content, job.limits.pdf_revisions, job.over(document.path, "PDF")):
        job.budget.check()
        aside = Job(job.limits, job.budget, job.read, job.parse_message, job.around, depth=job.depth)
        aside.entries, aside.decoded_bytes, aside.chars = job.entries, job.decoded_bytes, job.chars
        _read_revision(Revision(Document(document.path, content), known, table), aside)
        job.entries, job.decoded_bytes = aside.entries, aside.decoded_bytes
        for text in new_texts(aside.texts, job.texts[start:]):
            job.text(text.path, text.where, text.text)
        for gap in aside.gaps:
            # How damaged an earlier state is says nothing; what it holds and was not read counts.
            if gap.reason is not GapReason.DAMAGED and gap not in job.gaps:
                job.gaps.append(gap)


def _read_revision(revision: Revision, job: Job) -> Table:
    document = revision.document
    table = read_table(document.content, job.limits.file_bytes, job.budget)
    if any("Encrypt" in trailer for trailer in table.trailers):
        job.alone(_read_old_encrypted if revision.later else _read_encrypted, document)
    else:
        _read_plain(revision, table, job)
    return table


def _read_encrypted(document: Document, job: Job) -> None:
    """Read a copy without encryption; without the password, what was left open is still a property."""
    _decrypt(Revision(document, set()), job)


def _read_old_encrypted(document: Document, job: Job) -> None:
    _decrypt(Revision(document, set(), Table(b"")), job)


def _decrypt(revision: Revision, job: Job) -> None:
    document, path = revision.document, revision.document.path
    # A writer may leave the metadata open, and pdfium garbles it then.
    for text in dict.fromkeys(loose_properties(document.content, job, path)):
        job.text(path, "property", text)
    try:
        with opened(document.content) as handle:
            plain = decrypted(handle, job.limits.total_bytes)
    except NeedsPassword:
        job.gap(path, GapReason.ENCRYPTED, "a PDF that opens with a password only", "PDF")
    except NotOpened:
        job.gap(path, GapReason.DAMAGED, "an encrypted PDF that does not open", "PDF")
    else:
        if plain:
            revision.document = Document(path, plain)
            _read_plain(revision, read_table(plain, job.limits.file_bytes, job.budget), job)
        else:
            job.gap(path, GapReason.OVER_LIMIT, "an encrypted PDF that is too large to be copied", "PDF")


def _read_plain(revision: Revision, table: Table, job: Job) -> None:
    document = revision.document
    read = read_pages if revision.later is None else read_old_pages
    is_drawn = revision.later is None or not revision.later.current or not draws_alike(table, revision.later)
    # Two processes at once: the pages take longer, and need nothing of what the objects say.
    with job.beside(read, document) if is_drawn else nullcontext(lambda: None) as read_the_pages:
        sweep = _read_objects(document, table, job)
        read_the_pages()
    read_xfa(table, document, job)
    read_files(sweep, document, revision.known, job)
    told = {gap.detail for gap in job.gaps if gap.path == document.path}
    for what in table.left_out:
        # The pages may have met it as well.
        if what not in told:
            job.gap(document.path, GapReason.OVER_LIMIT, what, "PDF")


def _read_objects(document: Document, table: Table, job: Job) -> Sweep:
    """Read what the objects of a file say beside its pages."""
    if table.is_cut:
        job.gap(document.path, GapReason.OVER_LIMIT, "more objects than are looked at", "PDF")
    sweep = Sweep(table, read_tree(table, job.limits.pdf_pages))
    try:
        sweep.run(share(job.budget, OBJECTS_SHARE))
    except OutOfTime:
        job.budget.check()
        job.gap(document.path, GapReason.TIMED_OUT, "not all objects were read in time", "PDF")
    found = properties(sweep, document, job)
    for text in found:
        job.text(document.path, "property", text)
    job.text(document.path, "hidden", "\n".join(sweep.outline()))
    said = {text.partition("=")[2] for text in found} | set(sweep.outline())
    job.text(document.path, "hidden", "\n".join(name for name in sweep.names() if name not in said))
    for item in grouped(sweep.texts):
        job.text(f"{document.path}!p{item.page}" if item.page else document.path, item.where, item.text)
    return sweep


def properties(sweep: Sweep, document: Document, job: Job) -> list[str]:
    """Return each property of a file once, as `name=value`."""
    table = sweep.table
    found = info_properties(table) + xmp_properties(table, job, document.path) + label_properties(table)
    return list(dict.fromkeys(found + [item.text for item in sweep.texts if item.where == "property"]))


def grouped(texts: list[Found]) -> list[Found]:
    """Return what objects say but properties: every comment by itself, anything else of one kind and page together."""
    found: list[Found] = []
    together: dict[tuple[int, str], dict[str, None]] = {}
    for item in texts:
        if item.where == "comment":
            found.append(item)
        elif item.where != "property":
            together.setdefault((item.page, item.where), {})[item.text] = None
    return found + [Found(page, where, "\n".join(lines)) for (page, where), lines in together.items()]
