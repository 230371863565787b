"""Encrypted office files: those that open without asking are read, the others told apart from damage."""

import io
import zipfile

from msoffcrypto.format.ooxml import OOXMLFile

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document
from dlp_service.extract.compound.olelock import unlocked
from dlp_service.extract.job import Job
from dlp_service.extract.registry import read_document
from dlp_service.values import GapReason
from tests.extract.builders import W, paragraph, zipped

PACKAGE: dict[str, str | bytes] = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "word/document.xml": f"<w:document {W}><w:body>{paragraph('attack at noon')}</w:body></w:document>",
    "word/theme/theme1.xml": "<theme>" + " " * 8000 + "</theme>",
}


def encrypted(password):
    out = io.BytesIO()
    # Stored and not packed: the library writes no package below 4 KiB that it could read again.
    OOXMLFile(io.BytesIO(zipped(PACKAGE, zipfile.ZIP_STORED))).encrypt(password, out)
    return out.getvalue()


def read(content):
    job = Job(Limits(), Budget.unlimited(), read_document)
    read_document(Document("a.docx", content), job)
    return job


def test_a_file_with_the_password_that_programs_try_by_themselves_is_read():
    job = read(encrypted("VelvetSweatshop"))
    assert [(text.where, text.text) for text in job.texts] == [("body", "attack at noon")]
    assert job.gaps == []


def test_a_file_with_a_password_of_people_is_encrypted():
    job = read(encrypted("correct horse"))
    assert job.texts == []
    assert [(gap.reason, gap.container) for gap in job.gaps] == [(GapReason.ENCRYPTED, "OFFICE")]


def test_a_file_that_asks_for_millions_of_rounds_is_not_tried():
    content = encrypted("VelvetSweatshop").replace(b'spinCount="100000"', b'spinCount="900000"')
    assert unlocked(content, Limits()) == b""
