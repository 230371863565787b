"""Who reads names in `evaluations/names.py`: ours, and the peers on the same texts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

from benchmarks.peers import Presidio, is_installed
from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.names.detector import NameDetector
from dlp_service.detect.names.spacy_tagger import SpacyTagger, spacy_package
from dlp_service.detect.names.tagger import TIMING
from dlp_service.values import Finding, PartText

PACKAGE = "en_core_web_sm"
OURS, SPACY, PRESIDIO = "ours", "spaCy sm", "Presidio"
Found = list[tuple[int, int, float]]
"""Start, end and confidence of each name."""


class Reader(Protocol):
    """Reads the names in one text."""

    def read(self, text: str, where: str = "body") -> tuple[Found, float]:
        """Return the names and the milliseconds of processor time it took."""
        ...


class Ours:
    """The names stage; `tagger_ms` is what its tagger took of all texts so far."""

    def __init__(self) -> None:
        self.detector = NameDetector(SpacyTagger(PACKAGE))
        self.tagger_ms = 0.0

    def findings(self, text: str, where: str = "body") -> tuple[tuple[Finding, ...], float]:
        """Return the findings and the milliseconds."""
        budget = Budget.unlimited()
        started, busy = time.perf_counter(), time.process_time()
        found = self.detector.detect((PartText("1", where, text),), Context(), budget)
        elapsed, busy = (time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000
        # The tagger's own entry goes by the clock, which other processes lengthen for all parts alike.
        self.tagger_ms += busy * budget.apart_ms.get(TIMING, 0.0) / elapsed
        return found, busy

    def read(self, text: str, where: str = "body") -> tuple[Found, float]:
        """Return the names and the milliseconds of processor time it took."""
        found, elapsed = self.findings(text, where)
        return [(f.start, f.end, f.confidence) for f in found], elapsed


class PlainSpacy:
    """spaCy's small model with its own step of names alone; it gives no confidence, so each name counts as sure."""

    def __init__(self) -> None:
        skipped = ["tagger", "parser", "lemmatizer", "attribute_ruler", "senter"]
        self._pipeline: Any = spacy_package(PACKAGE).load(exclude=skipped)

    def read(self, text: str, where: str = "body") -> tuple[Found, float]:
        """Return the names and the milliseconds of processor time it took."""
        del where  # for it a text is a text
        started = time.process_time()
        document = self._pipeline(text)
        elapsed = (time.process_time() - started) * 1000
        return [(e.start_char, e.end_char, 1.0) for e in document.ents if e.label_ == "PERSON"], elapsed


class PresidioReader:
    """Presidio's PERSON over the same spaCy model, in its own process."""

    def __init__(self, peer: Presidio) -> None:
        self._peer = peer

    def read(self, text: str, where: str = "body") -> tuple[Found, float]:
        """Return the names and the milliseconds of processor time it took."""
        del where  # for it a text is a text
        return self._peer.people(text)


@contextmanager
def readers(wanted: Sequence[str] = (OURS, SPACY, PRESIDIO)) -> Iterator[Mapping[str, Reader]]:
    """Give those of the readers that are wanted and installed, warm."""
    with ExitStack() as stack:
        found: dict[str, Reader] = {}
        if OURS in wanted:
            found[OURS] = Ours()
        if SPACY in wanted:
            found[SPACY] = PlainSpacy()
        if PRESIDIO in wanted and is_installed():
            found[PRESIDIO] = PresidioReader(stack.enter_context(Presidio()))
        for reader in found.values():
            for _ in range(3):
                reader.read("Please ask Margaret about the second crate.")
        yield found
