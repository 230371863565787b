"""
What a worker loads before it locks itself in: afterwards no module can be read from a file.

Readers import their libraries at the top; here is what the standard library and those libraries import late.
"""

from __future__ import annotations

import encodings
import os
import pkgutil
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module

from dlp_service.budget import Budget
from dlp_service.extract.interface import Document
from dlp_service.extract.job import InProcess, Job
from dlp_service.extract.pdf import library
from dlp_service.extract.pdf.pagewalk import read_pages

PAGE_BYTES = os.sysconf("SC_PAGESIZE")
LATE = (
    "charset_normalizer", "html.entities", "stringprep", "unicodedata", "email.generator", "zipfile", "msoffcrypto",
    "msoffcrypto.format.doc97", "msoffcrypto.format.ooxml", "msoffcrypto.format.ppt97", "msoffcrypto.format.xls97",
    "xml.dom.expatbuilder", "cryptography.hazmat.backends.openssl.backend",
)  # fmt: skip

REHEARSAL_S = 1.0
PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 112>>stream\n"
    b"BT /F 11 Tf 72 720 Td (Page 1 of 1) Tj 0 -60 Td (The first line) Tj 0 -14 Td (and the second line.) Tj ET".ljust(
        112
    )
    + b"\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""A file of one page, without a table of its objects."""


class Own:
    """Counts of this process that stay readable when files are not: `/proc` is opened while it can be."""

    def __init__(self) -> None:
        self._memory = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        self._threads = os.open("/proc/self/task", os.O_RDONLY | os.O_CLOEXEC)

    def resident_bytes(self) -> int:
        """Return the memory that this process holds."""
        return int(os.pread(self._memory, 256, 0).split()[1]) * PAGE_BYTES

    def is_single(self) -> bool:
        """Say whether this process has one thread, those of native libraries counted too."""
        return len(os.listdir(self._threads)) == 1  # noqa: PTH208 - an open directory has no path


def load_all(late: Iterable[str] = LATE) -> None:
    """Import every codec, and what is imported late."""
    for module in pkgutil.iter_modules(encodings.__path__):
        # These two are for Windows and do not load elsewhere.
        if module.name not in {"mbcs", "oem"}:
            import_module(f"encodings.{module.name}")
    for name in late:
        import_module(name)


def start_libraries() -> None:
    """Start what every child would have to start anew."""
    library.start()


def rehearse(job: Job) -> None:
    """
    Read a page in a child that waits for its document.

    A fork shares its memory until it writes there, and the first page that is read writes nearly everywhere: counts of
    references, tables of the libraries.
    """
    aside = replace(job, budget=Budget.of(REHEARSAL_S), around=InProcess(), texts=[], gaps=[])
    aside.confined(read_pages, Document("", PAGE))
