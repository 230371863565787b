"""Pages as pictures for text recognition: what of a page is not text, drawn in grey."""

from __future__ import annotations

import ctypes
import hashlib
import struct
import zlib

import pypdfium2_raw as pdfium

from dlp_service.extract.pdf import calls
from dlp_service.extract.pdf.library import Handle
from dlp_service.extract.pdf.visible import Box, Picture, Survey

SMALL_PIXELS = 40_000
"""Product rule: an image of no more pixels cannot carry a readable page."""

MIN_DPI = 150
MAX_DPI = 300
USUAL_DPI = 200
MAX_PIXELS = 12_000_000
"""An A4 page at 300 dpi has 8.7 million."""

MATERIAL_SHARE = 0.1
HASHED_BYTES = 32 * 1024 * 1024


def large_pictures(survey: Survey) -> list[Picture]:
    """Return the images of a page that could be read, as far as they lie on it."""
    return [
        picture
        for picture in survey.pictures
        if picture.width * picture.height > SMALL_PIXELS and _share(picture.box, survey.box) > 0
    ]


def is_material(pictures: list[Picture], page: Box) -> bool:
    """Say whether images cover a tenth of the page together: a logo does not."""
    return sum(_share(picture.box, page) for picture in pictures) >= MATERIAL_SHARE


def _share(box: Box, page: Box) -> float:
    across = min(box[2], page[2]) - max(box[0], page[0])
    up = min(box[3], page[3]) - max(box[1], page[1])
    area = (page[2] - page[0]) * (page[3] - page[1])
    return across * up / area if across > 0 and up > 0 and area > 0 else 0.0


def identity(picture: Picture) -> bytes:
    """Return what tells an image from others, so that a logo on every page is looked at once."""
    size = calls.raw_data(picture.handle, None, 0)
    if not 0 < size <= HASHED_BYTES:
        return b""
    buffer = ctypes.create_string_buffer(size)
    calls.raw_data(picture.handle, buffer, size)
    return hashlib.blake2b(buffer.raw, digest_size=16).digest()


def drawn(page: Handle, pictures: list[Picture]) -> bytes:
    """Return the page as a grey PNG, at the resolution of its images within bounds."""
    points = (pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    scale = _dpi(pictures) / 72
    area = points[0] * points[1] * scale * scale
    if area > MAX_PIXELS:
        scale *= (MAX_PIXELS / area) ** 0.5
    width, height = (max(1, min(20_000, int(side * scale))) for side in points)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        return b""
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_GRAYSCALE | pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return png(pixels, width, height, stride)


def _dpi(pictures: list[Picture]) -> float:
    found = [
        picture.width * 72 / (picture.box[2] - picture.box[0])
        for picture in pictures
        if picture.box[2] - picture.box[0] > 1
    ]
    return min(MAX_DPI, max(MIN_DPI, *found)) if found else USUAL_DPI


def png(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """Return grey pixels, one byte each in rows of `stride`, as a PNG file."""
    rows = b"".join(b"\0" + pixels[row * stride : row * stride + width] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
