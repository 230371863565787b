"""
Project terms: the organisation's own list of words that must not leave.

Spelling is compared without case, diacritics, hyphens, spaces and invisible
characters; a listed variant counts as its term.  Only whole words count: `H9`
is not in `KH90`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.masking import outline
from dlp_service.detect.phrases import Match, PhraseIndex
from dlp_service.errors import OutOfTime
from dlp_service.organisation import Term
from dlp_service.values import Finding, PartText, Stage

EXACT = 0.99
RESPELT = 0.8
"""Confidence of a term written with separators that its entry does not have: `cinder path` for CINDERPATH."""


class TermDetector:
    """Finds listed terms; an entry past its `valid_until` is silent from the next day on."""

    name = "terms"
    stage = Stage.TERMS

    def __init__(self, terms: Iterable[Term]) -> None:
        spellings = [(spelling, term) for term in terms for spelling in (term.term, *term.variants)]
        self._terms = tuple(term for _, term in spellings)
        self._index = PhraseIndex(spelling for spelling, _ in spellings)

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per place; where terms overlap the longest stays.

        Raises:
            StageUnfinished: with the findings of the texts read so far.
        """
        found: list[Finding] = []
        try:
            for text in texts:
                matches = (
                    m for m in self._index.find(text.text, budget) if _is_live(self._terms[m.phrase], context.today)
                )
                found.extend(self._finding(text, match) for match in longest(matches))
        except OutOfTime as error:
            raise StageUnfinished(str(error), tuple(found)) from error
        return tuple(found)

    def _finding(self, text: PartText, match: Match) -> Finding:
        term = self._terms[match.phrase]
        return Finding(
            info_type="PROJECT_TERM",
            detector=self.name,
            confidence=RESPELT if match.is_respelt else EXACT,
            path=text.path,
            where=text.where,
            start=match.start,
            end=match.end,
            masked_quote=outline(text.text[match.start : match.end]),
            weight=term.weight,
            value=term.term,
            detail=f"a listed term of weight {term.weight:g}",
            owner=term.owner,
            disclose=term.disclose,
        )


def longest(matches: Iterable[Match]) -> list[Match]:
    """Return the matches that no other one covers or overlaps, the longer of two first, in order of start."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.start, -m.end, m.is_respelt, m.phrase)):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
        elif match.end - match.start > kept[-1].end - kept[-1].start:
            kept[-1] = match
    return kept


def _is_live(term: Term, today: date) -> bool:
    return term.valid_until is None or today <= term.valid_until
