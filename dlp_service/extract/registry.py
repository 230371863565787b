"""Which reader reads what: one explicit table, by what the bytes are."""

from __future__ import annotations

from collections.abc import Callable

from dlp_service.extract.archives.archive import read_zip, read_zip_half
from dlp_service.extract.archives.arfiles import read_ar
from dlp_service.extract.archives.compressed import read_compressed
from dlp_service.extract.archives.packedfiles import read_other_archive, read_rar, read_seven_zip
from dlp_service.extract.archives.tarfiles import read_tar
from dlp_service.extract.compound.ole import read_ole
from dlp_service.extract.compound.outlookstore import read_store
from dlp_service.extract.compound.tnef import read_tnef
from dlp_service.extract.dark import read_binary, read_encrypted, read_rpmsg
from dlp_service.extract.fallback import by_tika, read_and_retry
from dlp_service.extract.hypertext.html import read_html
from dlp_service.extract.images.image import read_image
from dlp_service.extract.images.media import read_media
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.pdf.reader import read_pdf
from dlp_service.extract.richtext.rtf import read_rtf
from dlp_service.extract.sealed.cmsfile import read_cms
from dlp_service.extract.sealed.openpgp import note_encrypted, read_pgp
from dlp_service.extract.sniff import Kind, has_zip_inside, kind_of
from dlp_service.extract.texts.calendars import read_calendar
from dlp_service.extract.texts.mailfile import read_mail
from dlp_service.extract.texts.mbox import read_mbox
from dlp_service.extract.texts.text import read_text
from dlp_service.extract.texts.xmlfile import read_xml
from dlp_service.extract.trailing import read_buried, read_trailing
from dlp_service.values import GapReason

READERS: dict[Kind, Callable[[Document, Job], None]] = {
    Kind.TEXT: read_text,
    Kind.HTML: read_html,
    Kind.XML: read_xml,
    Kind.MAIL: read_mail,
    Kind.ZIP: read_zip,
    Kind.OLE: read_ole,
    Kind.PDF: read_pdf,
    Kind.RTF: read_rtf,
    Kind.IMAGE: read_image,
    Kind.MEDIA: read_media,
    Kind.GZIP: read_compressed,
    Kind.BZIP2: read_compressed,
    Kind.XZ: read_compressed,
    Kind.ZSTD: read_compressed,
    Kind.LZMA: read_compressed,
    Kind.LZIP: read_compressed,
    Kind.COMPRESS: read_compressed,
    Kind.TAR: read_tar,
    Kind.AR: read_ar,
    Kind.SEVEN_ZIP: read_seven_zip,
    Kind.RAR: read_rar,
    Kind.ARCHIVE: read_other_archive,
    Kind.MBOX: read_mbox,
    Kind.ICALENDAR: read_calendar,
    Kind.VCARD: read_calendar,
    Kind.OUTLOOK_STORE: read_store,
    Kind.ONENOTE: by_tika("a OneNote section"),
    Kind.TNEF: read_tnef,
    Kind.PGP: read_pgp,
    Kind.RPMSG: read_rpmsg,
    Kind.CMS: read_cms,
    Kind.ENCRYPTED: read_encrypted,
    Kind.BINARY: read_binary,
}

WITH_OWN_ARCHIVES = frozenset(
    {
        Kind.ZIP, Kind.OLE, Kind.GZIP, Kind.BZIP2, Kind.XZ, Kind.ZSTD, Kind.LZMA, Kind.LZIP, Kind.COMPRESS, Kind.TAR,
        Kind.AR, Kind.CMS, Kind.PGP, Kind.SEVEN_ZIP, Kind.RAR, Kind.ARCHIVE,
    }
)  # fmt: skip
"""An archive at the end of these is one of their own, or their readers find it."""


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
    if kind is Kind.HTML or kind is Kind.XML:
        note_encrypted(document.content, document.path, job)
    end = read_trailing(document, kind, job)
    if end == len(document.content):
        read_buried(document, kind, job)
    if kind not in WITH_OWN_ARCHIVES and has_zip_inside(document.content[:end]):
        # A picture or a PDF with an archive behind it opens as both.
        read_zip_half(document, job)
