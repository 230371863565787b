"""
Project terms: the organisation's own list of words that must not leave.

A term is found however it is dressed up: in other case, with something between its letters or its words, wrapped
over two lines, in letters of other alphabets or digits that look like them, run together; and, when it is critical, with
one letter wrong.  Only whole words count: `H9` is not in `KH90`.  `docs/detect/terms.md` has the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.masking import outline
from dlp_service.detect.terms.files import load_index
from dlp_service.detect.terms.index import Patterns, TermIndex
from dlp_service.detect.terms.letters import Piece, look
from dlp_service.detect.terms.near import one_off, unknown, unpictured
from dlp_service.detect.terms.spelt import ONE_OFF, Spelt, begins, ends, is_between, shape, spelt
from dlp_service.errors import OutOfTime
from dlp_service.organisation import Term
from dlp_service.term_file import TermFile
from dlp_service.textmap import pieces
from dlp_service.values import Finding, PartText, Stage

OVERLAP = 2048
"""Pieces of a long text overlap by this much, more than any listed term with something between all its letters."""


PICTURED = "with two letters that look like one"
MAX_PLACES = 10_000
"""Places of one text where a term of one list stands, at most: past it nobody gains by looking on."""
BETWEEN_CHECKS = 256
FEW = 32
"""For so many candidates it is quicker to search the text for the other words of a term than to cut it into words."""


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

    def __init__(
        self, terms: Iterable[Term], files: Iterable[TermFile] = (), previous: TermDetector | None = None
    ) -> None:
        """
        Make terms ready; what `previous` has ready already is taken from there.

        Raises:
            ConfigError: one of the files cannot be used.
        """
        self.terms = tuple(terms)
        before: dict[str, TermIndex] = previous.indexes if previous else {}
        is_same = previous is not None and previous.terms == self.terms
        self.own: TermIndex = previous.own if previous and is_same else TermIndex.build(self.terms)
        self.indexes: dict[str, TermIndex] = {
            file.revision: before.get(file.revision) or load_index(file) for file in files
        }

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
                matches: list[tuple[Match, TermIndex]] = []
                try:
                    for index in (self.own, *self.indexes.values()):
                        if len(index):
                            matches.extend((match, index) for match in find(text.text, index, today, budget))
                finally:
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
        OutOfTime: checked before each piece of a long text and between matches; or a term stands at more than `MAX_PLACES`.
    """
    reported = seen = 0
    for offset, part in pieces(text, overlap=OVERLAP):
        budget.check()
        # Where a piece was cut, what follows its last letter is not known yet: the next piece reports that match.
        final = offset + len(part) - 2 * (offset + len(part) < len(text))
        for match in _Search(part, index, today, is_cut=offset > 0).matches():
            seen += 1
            if not seen % BETWEEN_CHECKS:
                budget.check()
            if reported < offset + match.end <= final:
                yield Match(offset + match.start, offset + match.end, match.spelling, match.spelt)
        reported = final
        if seen > MAX_PLACES and offset + len(part) < len(text):
            raise OutOfTime(f"more than {MAX_PLACES} places name terms")


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
        for end, keys in patterns.ends_in(self.piece.skeleton):
            positions = self.piece.positions
            # All these keys end here, so that text of one letter costs one look a place.
            if not ends(self.original, self.piece, int(positions[end - 1]) + 1, is_long=True):
                continue
            for key in keys:
                start = end - int(patterns.sizes[key])
                if not begins(self.original, self.piece, int(positions[start]), is_long=True):
                    continue
                found = list(self._spelt(patterns, key, positions[start:end].tolist()))
                if found:
                    yield from found
                    break

    def _short(self) -> Iterator[Match]:
        patterns = self.index.short
        if patterns.matcher is None:
            return
        words = f" {self.piece.words} "
        for end, keys in patterns.ends_in(words):
            # One space more in front, and one at either end of the key.
            if not ends(self.original, self.piece, end - 2, is_long=False):
                continue
            for key in keys:
                start = end - int(patterns.sizes[key])
                places = [place for place in range(start, end - 2) if words[place + 1] != " "]
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
        words = unknown(self.piece.spelled)
        read = unpictured(words)
        found: list[tuple[int, int, int, str]] = []
        uses: dict[int, list[tuple[int, int]]] = {}
        asked = [*words, *read]
        candidates = list(near.candidates(asked))
        seen = self.piece.words if len(candidates) <= FEW else self.piece.whole_words
        for number, listed in candidates:
            if listed not in uses:
                uses[listed] = list(self._near_uses(listed, seen))
            word = read.get(asked[number], asked[number])
            how = _slip(word, asked[number], self.index.near_words[listed]) if uses[listed] else ""
            if how:
                found += ((start, start + len(word), listed, how) for start in self.piece.places[word])
        for start, end, listed, how in sorted(found):
            for spelling, place in uses[listed]:
                span = self._beside(start, end, spelling, place)
                if span is not None and not (self.is_cut and span[0] == 0):
                    yield self._match(*span, spelling, Spelt(ONE_OFF, how))

    def _near_uses(self, listed: int, seen: str | frozenset[str]) -> Iterator[tuple[int, int]]:
        """Yield the spellings that a listed word is of, with its place in them, as far as their other words stand in the text."""
        uses = self.index.near_uses[listed]
        for number, place in zip(uses[::2], uses[1::2], strict=True):
            is_here = place < 0 or all(word in seen for word in self._others(number, place))
            if is_here and self.index.is_live(number, self.today):
                yield number, place

    def _others(self, number: int, place: int) -> tuple[str, ...]:
        words = shape(self.index.spellings[number]).words
        return words[:place] + words[place + 1 :]

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


def _slip(written: str, read: str, listed: str) -> str:
    """Say how a word as it is written differs from a listed one, or as it is read where two letters look like one."""
    if read != written:
        return PICTURED if read == listed else ""
    return one_off(written, listed)


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
