"""
Tier 2: formats that have no reader of their own here, read by Apache Tika in native code (iscc-tika).

It runs in a long-lived service process, never in the caller's: a first call costs hundreds of milliseconds, its
memory grows with the worst document so far, and a call cannot be interrupted from within.
Only bytes are handed over: Tika is never given a name to open or an address to fetch, and never asked to read pictures.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.job import Job, TextLimit
from dlp_service.extract.tier2.tikaxhtml import texts_of
from dlp_service.values import GapReason

Metadata = dict[str, list[str]]


class Stream(Protocol):
    """What Tika hands out while it still reads."""

    def read(self, size: int) -> bytes:
        """Return the next bytes of UTF-8, none at the end."""
        ...


class Extractor(Protocol):
    """What is used of iscc-tika."""

    def extract_bytes(self, buffer: bytearray) -> tuple[Stream, Metadata]:
        """Return a stream of XHTML."""
        ...

    def extract_bytes_to_string(self, buffer: bytearray) -> tuple[str, Metadata]:
        """Return XHTML and metadata."""
        ...


PIECE = 256 * 1024
LOST = "\ufffd"
WARNING = "X-TIKA:warning"
SECRET_WORDS = ("encrypt", "password", "protected")
PARSERS = "X-TIKA:Parsed-By-Full-Set"
NO_PARSER = ("org.apache.tika.parser.EmptyParser",)
NO_DATE = "1601-01-01T00:00:00"
"""The day that Windows counts from: a date that was never set."""

SILENT_BYTES = 64
"""A file this small may well say nothing."""

KEPT_PREFIXES = ("Message:", "MAPI:", "mapi:")
DROPPED_PREFIXES = ("X-TIKA:", "onenote:", "pst:", "xmpTPg:", "access_permission:", "pdf:", "tiff:", "exif:", "Exif")
DROPPED = frozenset(
    [
        "Content-Type", "Content-Length", "Content-Encoding", "resourceName", "cp:revision", "protected",
        "extended-properties:TotalTime", "extended-properties:AppVersion", "extended-properties:Application",
        "extended-properties:DocSecurity", "extended-properties:DocSecurityString", "extended-properties:Template",
        "extended-properties:PresentationFormat", "custom:AppVersion", "meta:print-date", "embeddedRelationshipId",
    ]
)  # fmt: skip
"""What every writer fills in, and what the parser says of itself."""


def is_available() -> str:
    """Return why documents cannot be read here, empty when they can; loads the native code."""
    try:
        _extractor(1)
    except BaseException as error:  # a native library that cannot start panics, which is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return f"iscc-tika does not load: {type(error).__name__}"
    return ""


def read(document: Document, limits: Limits, budget: Budget) -> Reading:
    """
    Read a document; every failure is a gap, the panics of native code among them.

    Paths are complete.  The call itself takes as long as Tika does: whoever owns the process ends it.
    """
    job = Job(limits, budget, _nothing_further)
    try:
        _read(document, job)
    except TextLimit:
        pass  # the gap is already in the job
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        job.gap(document.path, GapReason.DAMAGED, "the reader gave up on this document")
    return job.reading()


def _read(document: Document, job: Job) -> None:
    extractor = _extractor(2 * job.limits.text_chars)
    try:
        markup, found = extractor.extract_bytes_to_string(bytearray(document.content))
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        _fail(document, str(error), job)
        markup, found = _streamed(extractor, document, job), {}
    if LOST in markup:
        # Characters beyond the first plane are lost on the way of the string, and not on the way of the stream.
        markup = _streamed(extractor, document, job) or markup
    _say(document, markup, found, job)


def _say(document: Document, markup: str, found: Metadata, job: Job) -> None:
    before = len(job.texts)
    for text in texts_of(document.path, markup, job.budget):
        job.text(text.path, text.where, text.text)
    has_text = len(job.texts) > before
    for line in properties(found):
        job.text(document.path, "property", line)
    if len(markup) >= 2 * job.limits.text_chars:
        job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.text_chars} characters of text")
    warnings = " ".join(found.get(WARNING, ()))
    if _is_secret(warnings):
        job.gap(document.path, GapReason.ENCRYPTED, "an encrypted file", "OFFICE")
    elif has_text or job.gaps:
        return
    elif tuple(found.get(PARSERS, NO_PARSER)) == NO_PARSER:
        job.gap(document.path, GapReason.UNSUPPORTED, "a file of an unknown kind")
    elif len(document.content) > SILENT_BYTES:
        job.gap(document.path, GapReason.UNSUPPORTED, "no text was found in this file")


def properties(found: Metadata) -> list[str]:
    """
    Return what is worth knowing of Tika's metadata as `Name=value`, names without their vocabulary.

    >>> properties({"custom:MSIP_Label_x_Name": ["Secret"], "X-TIKA:Parsed-By": ["org.example"], "dc:title": ["Plan"]})
    ['MSIP_Label_x_Name=Secret', 'title=Plan']
    """
    lines = []
    for name, values in found.items():
        if name in DROPPED or name.startswith(DROPPED_PREFIXES) or name.endswith("-count"):
            continue
        short = name if name.startswith(KEPT_PREFIXES) else name.rpartition(":")[2]
        shown = (value.strip(chr(0)).strip() for value in values)
        lines += [f"{short}={value}" for value in shown if value and not value.startswith(NO_DATE)]
    return list(dict.fromkeys(line.replace(LOST, "") for line in lines))


def _fail(document: Document, words: str, job: Job) -> None:
    if _is_secret(words):
        job.gap(document.path, GapReason.ENCRYPTED, "an encrypted file", "OFFICE")
    else:
        job.gap(document.path, GapReason.DAMAGED, "the file is damaged; what comes before the damage was read")


def _is_secret(words: str) -> bool:
    return any(word in words.casefold() for word in SECRET_WORDS)


def _streamed(extractor: Extractor, document: Document, job: Job) -> str:
    """Return the text as far as it can be streamed: until the end, the limit or the damage."""
    pieces: list[bytes] = []
    room = 4 * 2 * job.limits.text_chars
    try:
        stream, _ = extractor.extract_bytes(bytearray(document.content))
        while room > 0 and (piece := stream.read(PIECE)):
            pieces.append(bytes(piece))
            room -= len(piece)
            job.budget.check()
    except OSError:
        pass  # the damage is a gap already
    return b"".join(pieces).decode("utf-8", "replace")


def _nothing_further(document: Document, job: Job) -> None:
    """Tika opens what lies inside a document itself."""


@lru_cache(maxsize=2)
def _extractor(max_chars: int) -> Extractor:
    # 80 MB of native code that only the service's process needs; its names are not known to type checkers.
    native: Any = import_module("iscc_tika")
    office = (
        native.OfficeParserConfig()
        .set_extract_macros(False)
        .set_include_deleted_content(True)
        .set_include_move_from_content(True)
        .set_include_headers_and_footers(True)
        .set_include_shape_based_content(True)
        .set_include_slide_master_content(True)
        .set_include_slide_notes(True)
        .set_extract_all_alternatives_from_msg(True)
    )
    pdf = native.PdfParserConfig().set_ocr_strategy(native.PdfOcrStrategy.NO_OCR).set_extract_annotation_text(True)
    extractor: Extractor = (
        native.Extractor()
        .set_xml_output(True)
        .set_office_config(office)
        .set_pdf_config(pdf)
        .set_ocr_config(native.TesseractOcrConfig().set_skip_ocr(True))
        .set_extract_string_max_length(max_chars)
    )
    return extractor
