"""
Images: how large they are, so that a logo in a signature is told from a photographed page.

Product rule: an image of at most 40,000 pixels cannot carry a readable page; it is reported and not material.
"""

from __future__ import annotations

import struct

from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.values import GapReason

SMALL_PIXELS = 40_000
JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


def dimensions(content: bytes) -> tuple[int, int]:
    """
    Return width and height as the header of a PNG, GIF, BMP or JPEG states them, or (0, 0).

    >>> dimensions(b"GIF89a" + bytes([120, 0, 40, 0]))
    (120, 40)
    """
    try:
        if content.startswith(b"\x89PNG"):
            width, height = struct.unpack(">II", content[16:24])
        elif content.startswith(b"GIF8"):
            width, height = struct.unpack("<HH", content[6:10])
        elif content.startswith(b"BM"):
            width, height = struct.unpack("<ii", content[18:26])
        elif content.startswith(b"\xff\xd8"):
            width, height = _jpeg(content)
        else:
            return (0, 0)
    except struct.error:
        return (0, 0)
    return abs(width), abs(height)


def _jpeg(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header (ITU T.81 annex B)."""
    position = 2
    while position + 9 <= len(content):
        if content[position] != 0xFF:
            return (0, 0)
        marker = content[position + 1]
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        if marker == 0xFF:
            position += 1
        elif 0xD0 <= marker <= 0xD8 or marker == 0x01:
            position += 2
        else:
            position += 2 + max(2, struct.unpack(">H", content[position + 2 : position + 4])[0])
    return (0, 0)


def read_image(document: Document, job: Job) -> None:
    """Report an image as unread; a small one is not material."""
    width, height = dimensions(document.content)
    is_small = 0 < width * height <= SMALL_PIXELS
    size = f" of {width}x{height} pixels" if width else ""
    job.gap(document.path, GapReason.UNSUPPORTED, f"an image{size}", is_material=not is_small)
