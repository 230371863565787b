"""Which reader reads what: one explicit table, by what the bytes are."""

from __future__ import annotations

from collections.abc import Callable

from dlp_service.extract.archive import read_zip
from dlp_service.extract.dark import read_binary, read_cms, read_ole, read_pdf, read_rpmsg, unsupported
from dlp_service.extract.fallback import by_tika, read_and_retry
from dlp_service.extract.html import read_html
from dlp_service.extract.image import read_image
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.mailfile import read_mail
from dlp_service.extract.sniff import Kind, has_zip_inside, kind_of
from dlp_service.extract.text import read_pgp, read_text
from dlp_service.extract.xmlfile import read_xml
from dlp_service.values import GapReason

READERS: dict[Kind, Callable[[Document, Job], None]] = {
    Kind.TEXT: read_text,
    Kind.HTML: read_html,
    Kind.XML: read_xml,
    Kind.MAIL: read_mail,
    Kind.ZIP: read_zip,
    Kind.OLE: read_ole,
    Kind.PDF: read_pdf,
    Kind.RTF: by_tika("a rich text file"),
    Kind.IMAGE: read_image,
    Kind.MEDIA: unsupported("a sound or video file"),
    Kind.GZIP: unsupported("a gzip file", "ARCHIVE"),
    Kind.BZIP2: unsupported("a bzip2 file", "ARCHIVE"),
    Kind.XZ: unsupported("an xz file", "ARCHIVE"),
    Kind.ZSTD: unsupported("a Zstandard file", "ARCHIVE"),
    Kind.TAR: unsupported("a tar archive", "ARCHIVE"),
    Kind.SEVEN_ZIP: unsupported("a 7z archive", "ARCHIVE"),
    Kind.RAR: unsupported("a rar archive", "ARCHIVE"),
    Kind.ARCHIVE: unsupported("an archive of another kind", "ARCHIVE"),
    Kind.MBOX: read_mail,
    Kind.ICALENDAR: read_text,
    Kind.VCARD: read_text,
    Kind.OUTLOOK_STORE: by_tika("an Outlook store"),
    Kind.ONENOTE: by_tika("a OneNote section"),
    Kind.TNEF: by_tika("an Outlook rich text container (TNEF)"),
    Kind.PGP: read_pgp,
    Kind.RPMSG: read_rpmsg,
    Kind.CMS: read_cms,
    Kind.BINARY: read_binary,
}


def read_document(document: Document, job: Job) -> None:
    """Read one document, embedded or not, with the reader for what it is."""
    job.budget.check()
    content = document.content
    if len(content) > job.limits.file_bytes:
        job.gap(document.path, GapReason.OVER_LIMIT, f"a file of more than {job.limits.file_bytes} bytes")
        document = Document(
            document.path, content[: job.limits.file_bytes], document.content_type, document.file_name, document.charset
        )
    kind = kind_of(document)
    if kind is Kind.EMPTY:
        return
    read_and_retry(kind, READERS[kind], document, job)
    if kind is not Kind.ZIP and kind is not Kind.OLE and has_zip_inside(content):
        # A picture or a PDF with an archive behind it opens as both.
        read_zip(document, job)
