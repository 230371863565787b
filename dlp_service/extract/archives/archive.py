"""Archives: every entry is a document of its own, under the archive's path and its name."""

from __future__ import annotations

from dlp_service.extract.archives.zipdirectory import open_members
from dlp_service.extract.archives.zipextra import Extras
from dlp_service.extract.archives.zipfiles import Member, whole_name
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.office.ooxml import is_package, read_package
from dlp_service.extract.opendocument.odf import is_odf, read_odf
from dlp_service.extract.trailing import read_rest
from dlp_service.values import GapReason


def read_zip(document: Document, job: Job) -> None:
    """Read a ZIP container: an office package as one document, anything else entry by entry, and what is around it."""
    extras = read_zip_half(document, job)
    read_rest(document.path, extras.leading, job, "leading")
    read_rest(document.path, extras.trailing, job)


def read_zip_half(document: Document, job: Job) -> Extras:
    """Read the ZIP in a file that is something else as well, and what its directory does not lead to."""
    container = "OFFICE" if b"[Content_Types].xml" in document.content else "ARCHIVE"
    members, extras = open_members(document, job, container)
    if is_package(members):
        read_package(document, members, job)
    elif is_odf(document, members, job):
        read_odf(document, members, job)
    else:
        read_members(document, members, job)
        for name in extras.folders:
            job.text(f"{document.path}/{name}", "file_name", name)
    _read_extras(document, extras, job)
    return extras


def _read_extras(document: Document, extras: Extras, job: Job) -> None:
    for name, comment in extras.comments:
        job.text(f"{document.path}/{name}" if name else document.path, "comment", comment)
    for name, other in extras.names:
        if whole_name(other) != name:
            job.text(f"{document.path}/{name}", "file_name", whole_name(other))
    read_members(document, extras.members, job)
    for rest in extras.rests:
        read_rest(document.path, rest, job, "between")


def read_members(document: Document, members: list[Member], job: Job) -> None:
    """Read the entries of an archive; their names are text too."""
    for member in members:
        path = f"{document.path}/{member.name}"
        job.text(path, "file_name", member.whole or member.name)
        if job.decoded_bytes > job.limits.total_bytes:
            job.gap(
                document.path, GapReason.OVER_LIMIT, f"more than {job.limits.total_bytes} bytes unpacked", "ARCHIVE"
            )
            return
        read_entry(path, member.name, member.content(job, path), job)


def read_entry(path: str, name: str, content: bytes, job: Job) -> None:
    """Read the content of an archive's entry, if it has any."""
    if content:
        job.embedded(Document(path, content, file_name=name))
