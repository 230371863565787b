"""
pdfium behind a few handles that close in order.

Only its raw functions are used: a document, its pages and their texts must be closed innermost first, and a `with` says that
better than a finalizer.  pdfium is not for threads; it runs in a process that reads one document.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pypdfium2_raw as pdfium

from dlp_service.extract.pdf import calls

Handle = Any
"""A pointer of pdfium's; it is false when null."""

_NO_FONT_PATHS = (ctypes.POINTER(ctypes.c_char) * 1)()


class NotOpened(Exception):
    """pdfium cannot open the file."""


class NeedsPassword(NotOpened):
    """The file is encrypted and does not open with the empty password."""


@cache
def start() -> None:
    """Start pdfium once a process, before a fork if there is one; it looks for no fonts of the system."""
    config = pdfium.FPDF_LIBRARY_CONFIG()
    config.version = 2
    config.m_pUserFontPaths = ctypes.cast(_NO_FONT_PATHS, type(config.m_pUserFontPaths))
    pdfium.FPDF_InitLibraryWithConfig(config)


@contextmanager
def opened(content: bytes) -> Iterator[Handle]:
    """
    Open a document with the empty password.

    Raises:
        NeedsPassword: it is encrypted.
        NotOpened: it is no PDF, or damaged beyond what pdfium repairs.
    """
    start()
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not document:
        is_locked = pdfium.FPDF_GetLastError() in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise NeedsPassword if is_locked else NotOpened
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


@contextmanager
def page_of(document: Handle, index: int) -> Iterator[Handle]:
    """Load a page; the handle is null where it cannot be."""
    page = pdfium.FPDF_LoadPage(document, index)
    try:
        yield page
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


@contextmanager
def text_of_page(page: Handle) -> Iterator[Handle]:
    """Collect the text of the active objects of a page."""
    text = pdfium.FPDFText_LoadPage(page)
    try:
        yield text
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)


def characters(text: Handle) -> str:
    """Return all characters of a text page; each index is that of pdfium's character."""
    count = pdfium.FPDFText_CountChars(text) if text else 0
    if count <= 0:
        return ""
    # Characters beyond the basic plane take two units where they are not mapped badly.
    units = calls.Numbers("H", 2 * count + 2)
    found = calls.characters(text, 0, count, units.place)
    return units.array[: max(0, found - 1)].tobytes().decode("utf-16-le", "surrogatepass")


def wide_string(call: Callable[[Any, int], int], limit: int = 1 << 20) -> str:
    """Return what a function that fills a buffer with UTF-16 gives, up to a million bytes."""
    size = call(None, 0)
    if not 2 < size <= limit:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    call(buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


def decrypted(document: Handle, limit: int) -> bytes:
    """Return a copy of an opened document without its encryption, empty if it exceeds `limit` bytes."""
    pieces: list[bytes] = []
    room = limit

    def write(_: object, data: Any, size: int) -> int:  # noqa: ANN401 - a callback of ctypes
        nonlocal room
        room -= size
        if room < 0:
            return 0
        pieces.append(ctypes.string_at(data, size))
        return 1

    target = pdfium.FPDF_FILEWRITE()
    target.version = 1
    target.WriteBlock = type(target.WriteBlock)(write)
    is_whole = pdfium.FPDF_SaveAsCopy(document, target, pdfium.FPDF_REMOVE_SECURITY)
    return b"".join(pieces) if is_whole and room >= 0 else b""
