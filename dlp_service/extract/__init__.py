"""
From a `Message` to every text a person could read in it, and a `Gap` for what stayed dark.

Markings and names hide in page headers, comments, hidden rows and properties, so a document is read whole and each
text says where it was.  Hostile documents are expected: readers run in worker processes
(`pool`, `worker`, `remote`), and a document that is too large, too deep or broken costs only itself.
"""

from dlp_service.extract.interface import Document, Reader, Reading
from dlp_service.extract.message import extract

__all__ = ["Document", "Reader", "Reading", "extract"]
