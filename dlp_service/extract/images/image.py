"""
Images: how large they are, what they say beside their pixels, and the words on them as far as OCR is there.

Product rule: an image of at most 40,000 pixels cannot carry a readable page; it is reported, not material, and not
given to OCR.  Nothing is decoded here.  OCR comes last and has a time of its own, so that a deck of three hundred
photographs never costs the text of its slides; pages and screenshots, which are stored without loss, go before
photographs, larger ones before smaller ones, and what there is no time for is a gap.
"""

from __future__ import annotations

from hashlib import sha256

from dlp_service.errors import OutOfTime
from dlp_service.extract.images.imagemeta import image_facts
from dlp_service.extract.images.imagesize import dimensions
from dlp_service.extract.images.metafile import is_metafile, read_metafile
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.values import GapReason

SMALL_PIXELS = 40_000
LOSSLESS = (b"\x89PNG", b"GIF8", b"BM", b"II", b"MM", b"P", b"\x0a")
MARGIN_S = 0.5
"""So much of a document's time is kept for handing over what was read."""


def read_image(document: Document, job: Job) -> None:
    """Read what an image says of itself; leave its pixels to `read_pictures`."""
    digest = sha256(document.content).digest()
    if digest in job.pictures.digests:
        return
    job.pictures.digests.add(digest)
    if is_metafile(document.content):
        read_metafile(document, job)
        return
    size = dimensions(document.content)
    if 0 < size[0] * size[1] <= SMALL_PIXELS:
        job.gap(document.path, GapReason.UNSUPPORTED, described(size), is_material=False)
    else:
        job.pictures.waiting.append((document, size))
    said: set[tuple[str, str]] = set()
    for where, text in image_facts(document.content, job, document.path):
        # One by one: what was read before time runs out counts.
        if (where, text) not in said:
            said.add((where, text))
            job.text(document.path, where, text.replace("\r\n", "\n").replace("\r", "\n"))


def described(size: tuple[int, int]) -> str:
    """Return an image in words, with its size where it is known."""
    return f"an image of {size[0]}x{size[1]} pixels" if size[0] else "an image"


def read_pictures(job: Job) -> None:
    """Have the pictures that wait in a job read by OCR, within its time; each that is not is a gap."""
    waiting, job.pictures.waiting = job.pictures.waiting, []
    for document, size in sorted(waiting, key=_rank):
        start = job.budget.clock()
        seconds = min(job.limits.ocr_document_s - job.pictures.seconds, job.budget.remaining() - MARGIN_S)
        if seconds <= 0 or not _is_read(document, size, job, seconds):
            job.gap(document.path, GapReason.TIMED_OUT, f"{described(size)}; there was no time left for OCR")
        job.pictures.seconds += job.budget.clock() - start


def _rank(picture: tuple[Document, tuple[int, int]]) -> tuple[bool, int]:
    document, (width, height) = picture
    return not document.content.startswith(LOSSLESS), -width * height


def _is_read(document: Document, size: tuple[int, int], job: Job, seconds: float) -> bool:
    """Read a picture within so many seconds; say whether there was time to begin with it."""
    outer, job.budget = job.budget, job.budget.at_most(seconds)
    try:
        reading = job.ask("ocr", document)
    except OutOfTime:
        return False
    finally:
        job.budget = outer
    if reading is None:
        job.gap(document.path, GapReason.UNSUPPORTED, f"{described(size)}; no OCR is installed")
    else:
        job.take(reading)
    return True
