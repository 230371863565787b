"""What holds for every reading of any bytes whatever."""

from __future__ import annotations

import functools

from dlp_service.config import Limits
from dlp_service.extract import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.mail import parse
from dlp_service.values import WHERES, Gap, PartText
from tests.extract.probes.everything import probe_files
from tests.extract.probes.values import ProbeFile

PATH = "2/doc"
LIMITS = Limits(
    file_wall_s=4.0,
    text_chars=300_000,
    archive_depth=4,
    archive_entries=300,
    total_bytes=32 * 1024 * 1024,
    file_bytes=16 * 1024 * 1024,
)
READER = LocalReader(LIMITS, parse)
GAVE_UP = "gave up"
MAY_END_THE_PROCESS = ("pdf", "7z", "rar", "cab")
"""Formats whose library can end a process; they are read in processes of their own."""


def document(content: bytes, name: str) -> Document:
    """Return bytes as an attachment."""
    return Document(PATH, content, file_name=name)


def broken(reading: Reading, limits: Limits = LIMITS) -> str:
    """Return what is wrong with a reading, empty for nothing."""
    faults = [_fault_of_text(text) for text in reading.texts] + [_fault_of_gap(gap) for gap in reading.gaps]
    if sum(len(text.text) for text in reading.texts) > limits.text_chars:
        faults.append("more text than the limit")
    return next(filter(None, faults), "")


def _fault_of_text(text: PartText) -> str:
    if not _is_under(text.path):
        return f"a text at {text.path!r}"
    if text.where not in WHERES:
        return f"a text where {text.where!r}"
    is_clean = text.text.strip() and not _has_surrogates(text.text + text.path)
    return "" if is_clean else f"a text that is empty or not clean at {text.path!r}"


def _fault_of_gap(gap: Gap) -> str:
    is_whole = _is_under(gap.path) and gap.detail and not _has_surrogates(gap.path + gap.detail)
    return "" if is_whole else f"a gap at {gap.path!r}: {gap.detail!r}"


def _is_under(path: str) -> bool:
    return path == PATH or path.startswith((f"{PATH}/", f"{PATH}!"))


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


@functools.cache
def seeds() -> tuple[ProbeFile, ...]:
    """Return the probe files small enough to damage thousands of times."""
    return tuple(probe for probe in probe_files() if len(probe.content) < 100_000)


def is_dangerous(probe: ProbeFile) -> bool:
    """Say whether a native library might end the process over it."""
    return any(word in probe.format for word in MAY_END_THE_PROCESS)
