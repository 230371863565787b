"""Small archives and a reader for them."""

import gzip
import io
import tarfile

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.mail import parse
from dlp_service.values import GapReason


def read(content: bytes, name: str = "", limits: Limits | None = None, content_type: str = "") -> Reading:
    reader = LocalReader(limits or Limits(), parse)
    return reader.read(Document("2/f", content, content_type, name), Budget.unlimited())


def found(content: bytes, name: str = "", limits: Limits | None = None) -> list[tuple[str, str, str]]:
    return [
        (text.path.removeprefix("2/f"), text.where, text.text.strip()) for text in read(content, name, limits).texts
    ]


def bodies(content: bytes, name: str = "") -> list[tuple[str, str]]:
    return [(path, text) for path, where, text in found(content, name) if where == "body"]


def gaps(content: bytes, name: str = "", limits: Limits | None = None) -> list[tuple[str, GapReason, str]]:
    return [
        (gap.path.removeprefix("2/f"), gap.reason, gap.container)
        for gap in read(content, name, limits).gaps
        if gap.material
    ]


def tarred(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT, **headers: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form, pax_headers=headers) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def gzipped(content: bytes, name: str = "") -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()
