"""
CMS files (RFC 5652): signed, compressed and time-stamped ones are unwrapped, encrypted ones are dark.

Signature programs wrap any file (`contract.pdf.p7m`), one signature around another; mail programs wrap a MIME entity.
"""

from __future__ import annotations

import re
import zlib

from dlp_service import cms, esslabel
from dlp_service.extract.archives.unpack import Inflate, Meter, run, sliced
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.trailing import read_rest
from dlp_service.values import GapReason

CONTAINER = "SMIME"
SIGNATURE = re.compile(r"application/(?:x-)?pkcs7-signature")
"""The signature of a message, whose label is read with the message."""
SUFFIX = re.compile(r"(?i)\.(?:p7m|p7s|p7z|p7|pk7|cms|tsd|pem|der|b64)\Z")
ENTITY = re.compile(rb"\s*(?:content-|mime-version)[!-9;-~]*[ \t]*:", re.IGNORECASE)


def read_cms(document: Document, job: Job) -> None:
    """Read what a CMS file holds; a signature or certificates alone are nothing to read."""
    data = document.content if document.content[:1] == b"\x30" else cms.from_text(document.content)
    match cms.kind(data):
        case "enveloped":
            job.gap(document.path, GapReason.ENCRYPTED, "an encrypted file", CONTAINER)
        case "keystore":
            job.gap(document.path, GapReason.ENCRYPTED, "a key store (PKCS #12)")
        case "":
            job.gap(document.path, GapReason.UNSUPPORTED, "a CMS file of another kind", CONTAINER)
        case found:
            _unwrap(document, data, found, job)


def _unwrap(document: Document, data: bytes, found: str, job: Job) -> None:
    try:
        held = cms.content_of(data)
    except cms.NotCms:
        job.gap(document.path, GapReason.DAMAGED, "a signed file that ends before its content", CONTAINER)
        return
    if not held.is_whole:
        job.gap(document.path, GapReason.DAMAGED, "a signed file that ends early", CONTAINER)
    content = held.data
    if found == "compressed":
        meter = Meter(job, document.path, len(content), CONTAINER)
        content = b"".join(meter.through(run(Inflate(zlib.MAX_WBITS), sliced(content))))
    if found == "signed" and not SIGNATURE.fullmatch(document.content_type):
        for label in filter(None, map(esslabel.decode, cms.security_labels(data))):
            job.text(document.path, "property", f"ESSSecurityLabel={label.described()}")
    if content:
        name = SUFFIX.sub("", document.file_name.rpartition("/")[2]) or "content"
        declared = "message/rfc822" if ENTITY.match(content) else ""
        job.embedded(Document(f"{document.path}/{name}", content, declared, name))
    elif held.is_whole:
        what = "a signature without what it signs" if cms.is_signature(data) else "certificates"
        job.gap(document.path, GapReason.UNSUPPORTED, what, CONTAINER, is_material=False)
    read_rest(document.path, data[held.end :], job)
