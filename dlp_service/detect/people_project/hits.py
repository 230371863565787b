"""
A quick look at each text, once: where particulars, headings and words for people at risk may stand.

Most texts of ordinary mail have next to none of them, and are not read any closer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from dlp_service.budget import Budget
from dlp_service.detect.people_project import headings, particulars, risk_words, vulnerable
from dlp_service.detect.people_project.roster import MIN_FACTS, MIN_ROSTER
from dlp_service.detect.segments import ENOUGH_NUMBERS, Place, Segment, Sightings
from dlp_service.textmap import pieces
from dlp_service.values import PartText

MAX_HITS = 100_000
"""So many places are kept for one text and kind: more rows than are read."""
MAX_LINE = 400
FEW_NUMBERS = 2
"""So many numbers of people are worth a closer look: others beside them may have been taken for something else."""


class Hits:
    """Positions in one text, in order, each kind looked for when it is first asked for: where nobody is named few are."""

    def __init__(self, text: str, budget: Budget) -> None:
        self._text = text
        self._budget = budget

    @cached_property
    def facts(self) -> tuple[int, ...]:
        """Where particulars stand."""
        return tuple(_places(particulars.GATE, self._text, self._budget))

    @cached_property
    def headers(self) -> tuple[int, ...]:
        """Where header lines begin."""
        return tuple(_header_lines(self._text, self._budget))

    @cached_property
    def risks(self) -> tuple[int, ...]:
        """Where words for people at risk stand."""
        return tuple(_places(risk_words.GATE, self._text, self._budget))


def _places(gate: particulars.Gate, text: str, budget: Budget) -> Iterator[int]:
    left = MAX_HITS
    for offset, piece in pieces(text):
        if offset:  # the first piece is next to nothing
            budget.check()
        for found in gate.finditer(piece):
            if not left:
                return
            left -= 1
            # A pattern may begin with the character before its word, which may end the line above.
            yield offset + found.end() - len(found.group().lstrip())


def _header_lines(text: str, budget: Budget) -> Iterator[int]:
    """Yield where lines begin that are headers, each once; what stands in a longer line is none."""
    seen = -1
    for at in _places(headings.GATE, text, budget):
        if at < seen:
            continue
        begin, seen = text.rfind("\n", max(0, at - MAX_LINE), at) + 1, text.find("\n", at, at + MAX_LINE)
        seen = len(text) if seen < 0 else seen
        if at - begin <= MAX_LINE and headings.header(text[begin : min(seen, begin + MAX_LINE)]):
            yield begin


class Looks:
    """
    The hits of the texts of one message, each looked through when it is first asked for.

    Whoever asks may get an `OutOfTime`: the budget is looked at before each further piece of a long text.
    """

    def __init__(self, texts: Iterable[PartText], sightings: Sightings, budget: Budget) -> None:
        self._budget = budget
        self._texts = {(text.path, text.where): text.text for text in texts}
        self._sightings = sightings
        self._hits: dict[Place, Hits] = {}

    def of(self, place: Place) -> Hits:
        """Return the hits of a text."""
        if place not in self._hits:
            self._hits[place] = Hits(self._texts[place], self._budget)
        return self._hits[place]

    def is_worth_reading(self, place: Place, title: str) -> bool:
        """Say whether a text may hold a list of people that matters."""
        hits = self.of(place)
        numbers = len(self._sightings.identifiers.get(place, ()))
        if place not in self._sightings.people:
            return numbers >= ENOUGH_NUMBERS or len(hits.facts) >= MIN_ROSTER
        is_listed = numbers >= FEW_NUMBERS or len(hits.facts) >= MIN_FACTS or bool(hits.headers)
        return is_listed or bool(hits.risks) or vulnerable.is_titled(title)

    def may_be_roster(self, segment: Segment) -> bool:
        """Say whether reading a segment row by row could find a roster."""
        facts = numbers = 0
        for stretch in segment.stretches:
            hits = self.of(stretch.place)
            facts += bisect_left(hits.facts, stretch.end) - bisect_left(hits.facts, stretch.start)
            numbers += bisect_left(hits.headers, stretch.end) - bisect_left(hits.headers, stretch.start)
        is_numbered = len(segment.identifiers) >= FEW_NUMBERS
        return bool(numbers) or is_numbered or facts >= MIN_FACTS

    def may_be_at_risk(self, segment: Segment) -> bool:
        """Say whether a segment names somebody, and a word for people at risk stands in it or names it."""
        if not segment.people:
            return False
        return vulnerable.is_titled(segment.title) or any(
            bisect_left((risks := self.of(stretch.place).risks), stretch.end) > bisect_left(risks, stretch.start)
            for stretch in segment.stretches
        )

    def marked(self, place: Place, start: int, end: int) -> bool:
        """Say whether a line of a text may hold a particular."""
        facts = self.of(place).facts
        at = bisect_left(facts, start)
        return at < len(facts) and facts[at] < end

    def is_header(self, place: Place, start: int) -> bool:
        """Say whether a header line begins here."""
        headers = self.of(place).headers
        at = bisect_right(headers, start)
        return at > 0 and headers[at - 1] == start
