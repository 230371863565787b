"""
When tier 2 is asked, and what becomes of its answer: the one place that says so.

1. A format without a reader here goes to Tika.  Without Tika, or when Tika does not know it either, it is UNSUPPORTED.
2. A document that its reader found DAMAGED or UNSUPPORTED and that gave no text goes to Tika too, and so does an office
   document that gave no text at all.
3. Of Tika's texts only those are added that the document has not given yet, line by line.
4. That Tika found nothing either is a gap only when the document's reader had found something amiss.
5. Gaps UNSUPPORTED at the document's own path are withdrawn when Tika read text; other gaps stay, Tika's are added.
   Tika's own word that it found nothing is added only when nobody else left a gap.
"""

from __future__ import annotations

from collections.abc import Callable

from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.job import Job
from dlp_service.extract.sniff import Kind
from dlp_service.values import Gap, GapReason, PartText

Read = Callable[[Document, Job], None]
SERVICE = "tika"
RETRIED = frozenset({Kind.ZIP, Kind.RTF, Kind.PDF, Kind.HTML, Kind.XML, Kind.TNEF, Kind.BINARY})
"""What Tika may read where the reader here could not.  Compound files ask by themselves; of mail, text and archives Tika knows no more."""

SILENT_BYTES = 1024
"""An office document below this is too small to hold a text."""


def by_tika(what: str, container: str = "") -> Read:
    """Return a reader that leaves a format to Tika, and says `what` it is when there is none."""

    def read(document: Document, job: Job) -> None:
        if not add_further(document, job):
            job.gap(document.path, GapReason.UNSUPPORTED, what, container)

    return read


def read_and_retry(kind: Kind, read: Read, document: Document, job: Job) -> None:
    """Read a document with the reader for its kind, and by Tika when that came to nothing."""
    texts, gaps = len(job.texts), len(job.gaps)
    read(document, job)
    if kind in RETRIED and _is_to_retry(kind, document, job.texts[texts:], job.gaps[gaps:]):
        add_further(document, job, texts, is_sound=len(job.gaps) == gaps)


def add_further(document: Document, job: Job, since: int | None = None, *, is_sound: bool = False) -> bool:
    """
    Add what Tika reads in a document and texts from `since` on do not say yet; say whether it read anything.

    A gap is added in any case but one: Tika found nothing, and somebody else has said what is missing.
    """
    reading = job.ask(SERVICE, document)
    if reading is None:
        return False
    own = [text for text in job.texts[len(job.texts) if since is None else since :] if _is_within(text, document)]
    fresh = lacking(reading.texts, own)
    if reading.texts:
        _withdraw(document, job)
    has_own_gap = any(gap.path == document.path for gap in job.gaps)
    gaps = [gap for gap in reading.gaps if gap.reason is not GapReason.UNSUPPORTED or not (has_own_gap or is_sound)]
    job.take(Reading(fresh, tuple(gaps)))
    return bool(reading.texts or gaps or has_own_gap)


def lacking(texts: tuple[PartText, ...], own: list[PartText]) -> tuple[PartText, ...]:
    """
    Return the texts without the lines that `own` has already, wherever they stand; properties count by their value.

    >>> lacking((PartText("a", "body", "one\\ntwo"),), [PartText("a", "note", " two ")])
    (PartText(path='a', where='body', text='one'),)
    """
    known = {_key(line) for text in own for line in text.text.split("\n")}
    known |= {_key(text.text.partition("=")[2]) for text in own if text.where == "property"}
    left = []
    for text in texts:
        lines = [text.text.partition("=")[2]] if text.where == "property" else text.text.split("\n")
        fresh = [line for line in lines if _key(line) not in known]
        if fresh and text.where == "property":
            left.append(text)
        elif fresh:
            left.append(PartText(text.path, text.where, "\n".join(fresh)))
    return tuple(left)


def _key(line: str) -> str:
    return " ".join(line.split()).casefold()


def _is_to_retry(kind: Kind, document: Document, texts: list[PartText], gaps: list[Gap]) -> bool:
    own = [gap.reason for gap in gaps if gap.path == document.path]
    if GapReason.ENCRYPTED in own or GapReason.OVER_LIMIT in own or GapReason.TIMED_OUT in own:
        return False
    if GapReason.UNSUPPORTED in own:
        return not any(text.path == document.path and text.where == "body" for text in texts)
    is_silent = not any(text.where not in {"property", "file_name"} for text in texts)
    if GapReason.DAMAGED in own:
        return is_silent
    return is_silent and not gaps and kind in {Kind.ZIP, Kind.RTF} and len(document.content) > SILENT_BYTES


def _is_within(text: PartText, document: Document) -> bool:
    return text.path == document.path or text.path.startswith((document.path + "!", document.path + "/"))


def _withdraw(document: Document, job: Job) -> None:
    job.gaps[:] = [gap for gap in job.gaps if gap.path != document.path or gap.reason is not GapReason.UNSUPPORTED]
