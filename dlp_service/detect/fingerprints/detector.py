"""
Excerpts of registered documents, also unmarked, reflowed and retyped.

All texts of a message are read as one, so that a passage that goes on over a page or from cell to cell is one passage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from dlp_service.budget import Budget
from dlp_service.detect.fingerprints.index import FingerprintIndex, Registered
from dlp_service.detect.fingerprints.passages import LEAST, Passage, passages
from dlp_service.detect.fingerprints.words import Numbers, WordReader, Words
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.masking import outline
from dlp_service.errors import OutOfTime
from dlp_service.values import Disclose, Finding, PartText, Span, Stage

LEAST_CHARS = 60
"""A message of fewer characters holds no passage that would count."""
MOST = 200
"""Findings of one message, the heaviest first."""
ALREADY = 0.5
"""A passage is not told again when a heavier one of another document covers this part of it."""
STRETCH = 100_000
"""Words looked up at once."""
OVERLAP = 300
"""Words that a stretch repeats of the one before: an excerpt up to this long is whole in one of them."""
_SURE = 48.0


class FingerprintDetector:
    """Finds passages of the registered documents; thread-safe."""

    name = "fingerprints"
    stage = Stage.FINGERPRINTS

    def __init__(self, index: FingerprintIndex, reader: WordReader) -> None:
        self.index = index
        self._reader = reader

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:  # noqa: ARG002 - a Protocol
        """
        Return one finding per passage, where most of it stands; its `members` are its places in all texts.

        Where several documents have the same passage the heaviest speaks, and another of a higher marking beside it.

        Raises:
            OutOfTime: checked before each piece of a long text.
            StageUnfinished: the time ended after some of it was compared, or there are more than `MOST` passages.
        """
        if sum(len(text.text) for text in texts) < LEAST_CHARS:
            return ()
        words = self._reader.read("\n".join(text.text for text in texts), budget)
        found: list[Passage] = []
        why = ""
        try:
            found.extend(self._passages(words.numbers, budget))
        except OutOfTime as error:
            why = str(error)
        told = self._told(found, len(words.numbers))
        if len(told) > MOST:
            why = why or f"more than {MOST} passages of registered documents"
        findings = self._findings(told[:MOST], words, texts)
        if why:
            raise StageUnfinished(why, findings)
        return findings

    def _findings(self, told: list[Passage], words: Words, texts: tuple[PartText, ...]) -> tuple[Finding, ...]:
        if not told:
            return ()
        inside = np.unique(np.concatenate([np.arange(passage.first, passage.end) for passage in told]))
        begins = np.cumsum([0, *(len(text.text) + 1 for text in texts)])
        places = _Places(inside, words.starts(inside), words.ends(inside), begins)
        return tuple(self._finding(passage, places, texts) for passage in told)

    def _passages(self, words: Numbers, budget: Budget) -> Iterator[Passage]:
        """Yield the passages of a text stretch by stretch, so that what they have in common bounds neither time nor memory."""
        for start in range(0, max(1, len(words) - OVERLAP), STRETCH - OVERLAP):
            budget.check()
            hits = self.index.find(self.index.cipher.shingles(words[start : start + STRETCH]))
            for passage in passages(hits):
                yield replace(passage, first=passage.first + start, end=passage.end + start)

    def _told(self, found: list[Passage], words: int) -> list[Passage]:
        """Leave out what a heavier passage says already."""
        documents = self.index.documents
        told: list[Passage] = []
        highest = np.full(words, -1, dtype=np.int16)
        for passage in sorted(found, key=lambda p: (-p.weight, -_ordinal(documents[p.document]), p.document, p.first)):
            ordinal = _ordinal(documents[passage.document])
            place = highest[passage.first : passage.end]
            if (place >= ordinal).sum() < ALREADY * len(place):
                np.maximum(place, ordinal, out=place)
                told.append(passage)
                if len(told) > MOST:
                    break
        return told

    def _finding(self, passage: Passage, places: _Places, texts: tuple[PartText, ...]) -> Finding:
        document = self.index.documents[passage.document]
        spans = places.spans(passage.first, passage.end)
        number, start, end = max(spans, key=lambda span: span[2] - span[1])
        text = texts[number]
        members = tuple(Span(texts[item].path, texts[item].where, first, last) for item, first, last in spans)
        return Finding(
            info_type="DOCUMENT_FINGERPRINT",
            detector=self.name,
            confidence=round(min(0.99, 0.6 + 0.39 * (passage.weight - LEAST) / (_SURE - LEAST)), 2),
            path=text.path,
            where=text.where,
            start=start,
            end=end,
            masked_quote=outline(text.text[start:end]),
            marking=document.marking,
            value=document.reference,
            detail=_detail(document, passage),
            members=members if len(members) > 1 else (),
            owner=document.owner,
            disclose=document.disclose,
        )


class _Places:
    """Where some words of the joined texts stand; a word belongs to the text that it begins in."""

    def __init__(
        self,
        words: npt.NDArray[np.intp],
        starts: npt.NDArray[np.intp],
        ends: npt.NDArray[np.intp],
        begins: npt.NDArray[np.intp],
    ) -> None:
        self._words, self._starts, self._ends, self._begins = words, starts, ends, begins

    def spans(self, first: int, end: int) -> list[tuple[int, int, int]]:
        """Return (number of the text, start, end) for each text that has some of these words."""
        low, high = np.searchsorted(self._words, (first, end))
        starts, ends = self._starts[low:high], self._ends[low:high]
        texts = np.searchsorted(self._begins, starts, side="right") - 1
        spans = []
        for number in np.unique(texts).tolist():
            rows = np.flatnonzero(texts == number)
            begin, limit = int(self._begins[number]), int(self._begins[number + 1]) - 1
            spans.append((number, int(starts[rows[0]]) - begin, min(int(ends[rows[-1]]), limit) - begin))
        return spans


def _ordinal(document: Registered) -> int:
    return document.marking.ordinal if document.marking else 0


def _detail(document: Registered, passage: Passage) -> str:
    name = f" ({document.name})" if document.name and document.disclose is Disclose.SENDER else ""
    runs = "in one piece" if passage.runs == 1 else f"in {passage.runs} pieces"
    return (
        f"{passage.covered} words of registered document {document.reference}{name} stand here {runs}, "
        "compared without case, punctuation and line breaks"
    )
