"""
Project terms: the organisation's own list of words that must not leave.

A term is found however it is dressed up: in other case, with something between its letters or its words, wrapped
over two lines, in letters of other alphabets or digits that look like them, run together; and, when it is critical, with
one letter wrong.  Only whole words count: `H9` is not in `KH90`.  `docs/detect/terms.md` has the rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.letters import Piece, look
from dlp_service.detect.masking import outline
from dlp_service.detect.near import LONGEST, SHORTEST, one_off
from dlp_service.detect.ordinary import ordinary_words
from dlp_service.detect.spelt import ONE_OFF, Spelt, is_between, shape, spelt
from dlp_service.detect.term_index import Patterns, TermIndex
from dlp_service.errors import OutOfTime
from dlp_service.organisation import Term
from dlp_service.textmap import pieces
from dlp_service.values import Finding, PartText, Stage

OVERLAP = 2048
"""Pieces of a long text overlap by this much, more than any listed term with something between all its letters."""
FEW_WORDS = 50
"""So many words are each searched for; for more, every word of the piece is looked at once."""
_WORD = re.compile(r"[^ ]+")


@dataclass(frozen=True, slots=True)
class Match:
    """A listed spelling by its number, at `start`..`end` of the text, and how it is written there."""

    start: int
    end: int
    spelling: int
    spelt: Spelt


class TermDetector:
    """Finds listed terms; an entry past its `valid_until` is silent from the next day on."""

    name = "terms"
    stage = Stage.TERMS

    def __init__(self, terms: Iterable[Term], indexes: Iterable[TermIndex] = ()) -> None:
        self.terms = tuple(terms)
        self.indexes = tuple(indexes)
        self._own = TermIndex.build(self.terms)

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per place; where terms overlap the longest stays.

        Raises:
            StageUnfinished: with the findings of the texts read so far.
        """
        found: list[Finding] = []
        today = context.today.toordinal()
        try:
            for text in texts:
                matches = [
                    (match, index)
                    for index in (self._own, *self.indexes)
                    if len(index)
                    for match in find(text.text, index, today, budget)
                ]
                found.extend(
                    self._finding(text, match, index.term(match.spelling)) for match, index in longest(matches)
                )
        except OutOfTime as error:
            raise StageUnfinished(str(error), tuple(found)) from error
        return tuple(found)

    def _finding(self, text: PartText, match: Match, term: Term) -> Finding:
        return Finding(
            info_type="PROJECT_TERM",
            detector=self.name,
            confidence=match.spelt.confidence,
            path=text.path,
            where=text.where,
            start=match.start,
            end=match.end,
            masked_quote=outline(text.text[match.start : match.end]),
            weight=term.weight,
            value=term.term,
            detail=f"a listed term of weight {term.weight:g}, {match.spelt.how}",
            owner=term.owner,
            disclose=term.disclose,
        )


def find(text: str, index: TermIndex, today: int, budget: Budget) -> Iterator[Match]:
    """
    Yield every listed term of a text, also where terms overlap; `today` is a day's ordinal.

    Raises:
        OutOfTime: checked before each piece of a long text.
    """
    reported = 0
    for offset, part in pieces(text, overlap=OVERLAP):
        budget.check()
        # Where a piece was cut, what follows its last letter is not known yet: the next piece reports that match.
        final = offset + len(part) - 2 * (offset + len(part) < len(text))
        for match in _Search(part, index, today, is_cut=offset > 0).matches():
            if reported < offset + match.end <= final:
                yield Match(offset + match.start, offset + match.end, match.spelling, match.spelt)
        reported = final


class _Search:
    """One piece of text and one index."""

    def __init__(self, text: str, index: TermIndex, today: int, *, is_cut: bool) -> None:
        self.original = text
        self.index = index
        self.today = today
        self.is_cut = is_cut
        self.piece = Piece(look(text))

    def matches(self) -> Iterator[Match]:
        """Yield the matches of the piece; one at its very beginning was found in the piece before."""
        yield from self._long()
        yield from self._short()
        yield from self._near()

    def _long(self) -> Iterator[Match]:
        patterns = self.index.long
        for _, end, longest_key in patterns.ends_in(self.piece.skeleton):
            for key in patterns.chain(longest_key):
                places = self.piece.positions[end - int(patterns.sizes[key]) : end].tolist()
                found = list(self._spelt(patterns, key, places))
                if found:
                    yield from found
                    break

    def _short(self) -> Iterator[Match]:
        patterns = self.index.short
        if patterns.matcher is None:
            return
        words = f" {self.piece.words} "
        for _, end, longest_key in patterns.ends_in(words):
            for key in patterns.chain(longest_key):
                # One space more in front, and one at either end of the key.
                start, finish = end - int(patterns.sizes[key]), end - 2
                places = [place for place in range(start, finish) if words[place + 1] != " "]
                found = list(self._spelt(patterns, key, places))
                if found:
                    yield from found
                    break

    def _spelt(self, patterns: Patterns, key: int, places: list[int]) -> Iterator[Match]:
        if self.is_cut and places[0] == 0:
            return
        for number in patterns.spellings[key]:
            if self.index.is_live(number, self.today):
                found = spelt(self.original, self.piece, places, self.index.spellings[number])
                if found:
                    yield self._match(places[0], places[-1] + 1, number, found)

    def _match(self, start: int, end: int, number: int, found: Spelt) -> Match:
        folded = self.piece.folded
        return Match(folded.start(start), folded.end(end), number, found)

    def _near(self) -> Iterator[Match]:
        near = self.index.near
        if near is None:
            return
        # What is an ordinary word is no misspelling of another: that also leaves few words to look up.
        unknown = set(self.piece.words.split()) - ordinary_words()
        asked = [word for word in unknown if SHORTEST <= len(word) <= LONGEST and word.isalpha()]
        if not asked:
            return
        wrong: dict[str, list[tuple[int, str]]] = {}
        for word, listed in near.candidates(asked):
            how = one_off(asked[word], self.index.near_words[listed])
            if how:
                wrong.setdefault(asked[word], []).append((listed, how))
        if wrong:
            yield from self._near_places(wrong)

    def _near_places(self, wrong: dict[str, list[tuple[int, str]]]) -> Iterator[Match]:
        for start, word in self._places(wrong):
            for listed, how in wrong[word]:
                uses = self.index.near_uses[listed]
                for number, place in zip(uses[::2], uses[1::2], strict=True):
                    span = self._beside(start, start + len(word), number, place)
                    is_whole = span is not None and not (self.is_cut and span[0] == 0)
                    if span and is_whole and self.index.is_live(number, self.today):
                        yield self._match(*span, number, Spelt(ONE_OFF, how))

    def _places(self, words: Collection[str]) -> Iterator[tuple[int, str]]:
        """Yield where each of these words stands."""
        if len(words) > FEW_WORDS:
            yield from ((found.start(), found[0]) for found in _WORD.finditer(self.piece.words) if found[0] in words)
            return
        padded = f" {self.piece.words} "
        for word in words:
            at = padded.find(f" {word} ")
            while at >= 0:
                yield at, word
                at = padded.find(f" {word} ", at + 1)

    def _beside(self, start: int, end: int, number: int, place: int) -> tuple[int, int] | None:
        """Return the span of a spelling whose word at `place` is misspelt here, if its other words stand beside it."""
        if place < 0:
            return start, end
        words = shape(self.index.spellings[number]).words
        text, seen = self.piece.text, self.piece.words
        for word in reversed(words[:place]):
            gap_end = start
            while start and seen[start - 1] == " ":
                start -= 1
            gap = text[start:gap_end]
            start -= len(word)
            if start < 0 or not is_between(gap) or not _is_word(seen, start, word):
                return None
        for word in words[place + 1 :]:
            gap_start = end
            while end < len(seen) and seen[end] == " ":
                end += 1
            gap = text[gap_start:end]
            if not is_between(gap) or not _is_word(seen, end, word):
                return None
            end += len(word)
        return start, end


def _is_word(words: str, start: int, word: str) -> bool:
    end = start + len(word)
    before = words[start - 1] if start else " "
    return words[start:end] == word and before == " " and words[end : end + 1] in {"", " "}


def longest(matches: Iterable[tuple[Match, TermIndex]]) -> list[tuple[Match, TermIndex]]:
    """Return the matches that no other one covers or overlaps, the longer of two first, then the surer, in order of start."""
    kept: list[tuple[Match, TermIndex]] = []
    for match, index in sorted(matches, key=lambda pair: _rank(*pair)):
        if not kept or match.start >= kept[-1][0].end:
            kept.append((match, index))
        elif match.end - match.start > kept[-1][0].end - kept[-1][0].start:
            kept[-1] = (match, index)
    return kept


def _rank(match: Match, index: TermIndex) -> tuple[float, ...]:
    weight = float(index.weights[index.term_of[match.spelling]])
    return (match.start, -match.end, -match.spelt.confidence, -weight, match.spelling)
