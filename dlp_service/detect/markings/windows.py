"""
Stage 2b: the readings of a page, window by window.

Only what lies around a candidate is cut into tokens, and nothing twice: a window, a stretch of windows and a paragraph
mark are known again by their text.  So the work is bounded by the text that differs, whatever is repeated in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp_service.budget import Budget
from dlp_service.detect.markings.handling import with_handling
from dlp_service.detect.markings.layout import Page
from dlp_service.detect.markings.reading import Found, Reading, Tokens
from dlp_service.detect.markings.rules import takes_unknown
from dlp_service.detect.markings.schemes import Grammars
from dlp_service.detect.markings.schemes.unknown import extended

MAX_READINGS = 8_000
"""Distinct windows read in one part; a part with more is reported as unfinished."""
CHECK_EVERY = 16
STRETCH, LONGEST_SIGN = 2048, 160
"""How much is searched for candidates at once, and how long one may be."""
BEFORE, NEAR, AROUND, MOST = 32, 24, 120, 600
"""
How far before a candidate a marking may begin, how far after a paragraph mark and around others is read first, how long
one may be.
"""
OVERLAP_LINES = 2
_LINES_BEFORE, _SHORT_LINE = 3, 24
"""How many short lines before a candidate may begin its marking."""
_MOST_MARKS = 500
"""How many paragraph marks are remembered from one text to the next, those with published controls only."""
_PROSE = re.compile(r"[ \t]{1,3}(?:[A-Za-z][a-z']|[AIai] [a-z])")
"""What follows a paragraph mark and can be no part of a marking."""


@dataclass(slots=True)
class Seen:
    """
    What was read in one part, by its text, so that nothing is read twice; and how much was read.

    `windows` counts candidates read, `characters` those cut into tokens.
    """

    keys: set[str] = field(default_factory=set)
    windows: int = 0
    characters: int = 0

    def is_new(self, text: str, low: int, high: int) -> bool:
        """Say whether no candidate with this text around it was read; it counts as read from now on."""
        before = max(0, low - AROUND)
        if not self._adds(f"{low - before} {text[before : high + AROUND]}"):
            return False
        self.windows += 1
        return True

    def is_new_stretch(self, text: str, low: int, high: int) -> bool:
        """Say the same of a stretch with all its candidates."""
        before = max(0, low - AROUND)
        return self._adds(f"{low - before}-{text[before : high + AROUND + LONGEST_SIGN]}")

    def _adds(self, key: str) -> bool:
        known = len(self.keys)
        self.keys.add(key)
        return len(self.keys) > known


def readings(page: Page, lines: set[int] | None, seen: Seen, budget: Budget, grammars: Grammars) -> Iterator[Found]:
    """
    Yield the readings of a page that were not seen before, and note the lines of all candidates where `lines` is given.

    Raises:
        OutOfTime: the budget ran out.
        Cancelled: the caller went away.
    """
    done = 0
    text, marks, is_prose = page.text, grammars.marks, _PROSE.match
    for low, high in _new_candidates(page, seen, lines, budget, grammars):
        if low < done:
            continue
        known = marks.get(text[low:high])
        if known and (low == 0 or text[low - 1] == "\n") and is_prose(text, high):
            for reading, start, end, used in known:
                yield reading, low + start, low + end, low + used
            done = max(high, low + known[-1][3])
            continue
        done = _word_end(text, high)
        if not seen.is_new(text, low, high):
            continue
        if seen.windows > MAX_READINGS:
            break
        if seen.windows % CHECK_EVERY == 0:
            budget.check()
        for found in _read(page, low, high, grammars, seen):
            yield found
            done = max(done, found[3])


def _new_candidates(
    page: Page, seen: Seen, lines: set[int] | None, budget: Budget, grammars: Grammars
) -> Iterator[tuple[int, int]]:
    """
    Yield the candidates of the stretches of a page that were not read before, and note the lines of all.

    A stretch that returns with the same text around it holds only candidates that were read.
    """
    size = len(page.text)
    low = 0
    while low < size:
        if low:
            budget.check()
        high = size if size - low <= STRETCH else page.text.rfind("\n", low + STRETCH // 2, low + STRETCH) + 1
        high = high or low + STRETCH
        if size - high < STRETCH // 2:
            high = size
        if size <= STRETCH or seen.is_new_stretch(page.text, low, high):
            reach = high - low
            spans = grammars.candidates.spans(page.text[low : high + LONGEST_SIGN], page.where)
            if lines is not None:
                lines.update(page.line_of(low + start) for start, _ in spans if start < reach)
            for start, end in spans:
                if start < reach:
                    yield low + start, low + end
        elif lines is not None:
            lines.update(range(page.line_of(low), page.line_of(high - 1) + 1))
        low = high


def _is_mark(text: str, low: int, high: int) -> bool:
    """Say whether a bracket begins its line and prose follows: then it is read the same wherever it stands."""
    return (low == 0 or text[low - 1] == "\n") and _PROSE.match(text, high) is not None


def _read(page: Page, low: int, high: int, grammars: Grammars, seen: Seen) -> list[Found]:
    """Return the readings at a candidate; those of a paragraph mark are remembered."""
    found = _read_window(page, low, high, grammars, seen)
    if found and page.text[low] == "(" and _is_mark(page.text, low, high):
        known = [(reading, start - low, end - low, consumed - low) for reading, start, end, consumed in found]
        is_whole = all(reading.is_portion and start == 0 and end <= high - low for reading, start, end, _ in known)
        if is_whole and len(grammars.marks) < _MOST_MARKS and all(_is_public(reading) for reading, *_ in known):
            grammars.marks[page.text[low:high]] = known
    return found


def _is_public(reading: Reading) -> bool:
    """Say whether a mark holds published controls only: codewords and compartments are not kept after their message."""
    return not reading.private and not any("-" in caveat for caveat in reading.caveats)


def _word_end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def _read_window(page: Page, low: int, high: int, grammars: Grammars, seen: Seen) -> list[Found]:
    """
    Return the readings at a candidate: start and end of the span, and the end of what the grammar consumed.

    A short stretch is enough for nearly all; a reading that reaches its end is read again in a longer one.
    """
    line = _first_line(page, page.line_of(low), low)
    start = max(page.starts[line], low - BEFORE)
    while page.starts[line] < start < low and page.text[start - 1].isalnum():
        start += 1
    most = min(page.end_of(page.line_of(high) + OVERLAP_LINES), high + MOST)
    reaches = iter((NEAR, AROUND, MOST) if page.text[low] == "(" else (AROUND, MOST))
    while True:
        reach = next(reaches)
        stop = min(most, high + reach)
        seen.characters += stop - start
        tokens = grammars.tokens(page.text, start, stop)
        found = [_with_unknown(page, tokens, reading) for reading in grammars.readings(tokens, high + BEFORE)]
        is_enough = all(reading.last < len(tokens) - 3 for reading in found)
        is_mark = bool(found) and all(reading.is_portion for reading in found)
        if stop == most or reach == MOST or (is_enough and (reach > NEAR or is_mark)):
            break
    return [
        _with_fields(
            page,
            grammars,
            reading,
            tokens[reading.first].start,
            tokens[(reading.span_last or reading.last) - 1].end,
            tokens[reading.last - 1].end,
        )
        for reading in found
        if tokens[reading.last - 1].end > low
    ]


def _with_fields(page: Page, grammars: Grammars, reading: Reading, start: int, end: int, consumed: int) -> Found:
    """Return the reading with the caveats that stand in fields of their own after it."""
    found = with_handling(page, grammars, reading, start, consumed)
    if found is None:
        return reading, start, end, consumed
    return found[0], start, found[1], max(found[1], consumed)


def _first_line(page: Page, line: int, low: int) -> int:
    """Return the line where a marking at `low` may have begun: lines before that hold a word or two in capitals are part of it."""
    for _ in range(_LINES_BEFORE):
        before = page.line(line - 1) if line else ""
        if not before.isupper() or len(before) > _SHORT_LINE or low - page.starts[line - 1] > BEFORE:
            break
        line -= 1
    return line


def _with_unknown(page: Page, tokens: Tokens, reading: Reading) -> Reading:
    """Return the reading with the unknown words after it where the place makes them caveats."""
    found = extended(tokens, reading)
    if found is None:
        return reading
    place = page.place(tokens[found.reading.first].start, tokens[found.reading.last - 1].end)
    return found.reading if takes_unknown(found, place) else reading
