"""Project terms known only by keyed hashes; what is kept in plain words is their weight, owner, disclosure and last day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.masking import outline
from dlp_service.detect.protected.detector import OVERLAP, PIECE_CHARS
from dlp_service.detect.protected.register import hashed_register
from dlp_service.detect.protected.term_sightings import TermSighting, term_sightings
from dlp_service.detect.protected.tokens import Words, read_words
from dlp_service.detect.terms.detector import MAX_PLACES, TermDetector
from dlp_service.errors import OutOfTime
from dlp_service.hashed_people import HashedList
from dlp_service.textmap import pieces
from dlp_service.values import Disclose, Finding, PartText, Stage

EXACT, RESPELT, ONE_OFF = 0.99, 0.8, 0.6
AskTerms = Callable[[Words, Budget, Context], Sequence[TermSighting]]
"""Which terms stand in the words of a piece of text."""


class HashedTermDetector:
    """Finds the terms of a hashed list; without one it finds nothing."""

    name = TermDetector.name
    stage = Stage.TERMS

    def __init__(self, terms: HashedList | None) -> None:
        self._terms = terms
        self._register = hashed_register(terms) if terms else None

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per place; `value` is how the text spells the term, since nobody else knows it.

        Raises:
            StageUnfinished: with the findings of the texts read so far.
        """
        register, terms = self._register, self._terms
        if register is None or terms is None:
            return ()

        def ask(words: Words, budget: Budget, context: Context) -> list[TermSighting]:
            budget.check()
            return term_sightings(words, register, terms.details, context.today)

        return detect_terms(texts, context, budget, ask)


def detect_terms(texts: tuple[PartText, ...], context: Context, budget: Budget, ask: AskTerms) -> tuple[Finding, ...]:
    """
    Return one finding per place where `ask` sees a term.

    Raises:
        StageUnfinished: with the findings of the texts read so far.
    """
    found: list[Finding] = []
    try:
        for text in texts:
            _read(text, found, lambda words: ask(words, budget, context))
    except OutOfTime as error:
        raise StageUnfinished(str(error), tuple(found)) from error
    return tuple(found)


def _read(text: PartText, found: list[Finding], ask: Callable[[Words], Sequence[TermSighting]]) -> None:
    """Add the findings of one text to `found`."""
    reported = 0
    for offset, piece in pieces(text.text, size=PIECE_CHARS, overlap=OVERLAP):
        if len(found) > MAX_PLACES:
            raise OutOfTime(f"more than {MAX_PLACES} places name terms")
        words = read_words(piece)
        is_last = offset + len(piece) == len(text.text)
        final = len(text.text) + 1 if is_last else offset + len(piece) - OVERLAP // 2
        for sighting in ask(words):
            begin, stop = words.place(sighting.first, sighting.last)
            if reported <= offset + begin < final:
                found.append(_finding(text, offset + begin, offset + stop, sighting, words))
        reported = final


def _finding(text: PartText, start: int, end: int, sighting: TermSighting, words: Words) -> Finding:
    spelt = words.letters[int(words.starts[sighting.first]) : int(words.ends[sighting.last])]
    weight = float(sighting.details["weight"])
    confidence, how = _spelt(sighting)
    return Finding(
        info_type="PROJECT_TERM",
        detector=HashedTermDetector.name,
        confidence=confidence,
        path=text.path,
        where=text.where,
        start=start,
        end=end,
        masked_quote=outline(text.text[start:end]),
        weight=weight,
        value=spelt.decode("latin-1"),
        detail=f"a term of a hashed list, of weight {weight:g}, {how}",
        owner=str(sighting.details.get("owner", "")),
        disclose=Disclose(sighting.details.get("disclose", Disclose.ANALYST.value)),
    )


def _spelt(sighting: TermSighting) -> tuple[float, str]:
    """Return how sure a sighting is, and why."""
    if sighting.is_near:
        return ONE_OFF, "as listed but for one letter"
    return (RESPELT, "parted otherwise than listed") if sighting.is_respelt else (EXACT, "as listed")
