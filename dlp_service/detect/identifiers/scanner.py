"""
Finds the places of all rows in one piece of text: two sets for all, spans only for those that hit.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

import re2

from dlp_service.detect.identifiers.cues import phrases
from dlp_service.detect.identifiers.pattern import Pattern

_MAX_MEMORY = 64 * 1024 * 1024
"""Of RE2's automata; the set gives no answer at all when it runs out."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row and where it matched."""

    pattern: Pattern
    start: int
    end: int


def latin() -> re2.Options:
    """Return the options under which one byte is one character."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = _MAX_MEMORY
    return options


class Scanner:
    """
    The compiled rows; `seen` in its calls is the memory of one text across its pieces.

    Words and forms are two sets: one for both has a state for every pair of theirs, and each new text makes more.
    """

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        options = latin()
        self._patterns = patterns
        self._spans = tuple(re2.compile(pattern.regex.encode("latin-1"), options) for pattern in patterns)
        self._groups = tuple(spans.groups for spans in self._spans)
        self._forms, self._words = re2.Set.SearchSet(options), re2.Set.SearchSet(options)
        self._formed = tuple(number for number, pattern in enumerate(patterns) if pattern.alone or pattern.trigger)
        for number in self._formed:
            self._forms.Add((patterns[number].trigger or patterns[number].regex).encode("latin-1"))
        self._cues = tuple(dict.fromkeys(pattern.cue for pattern in patterns if not pattern.alone))
        self._named = {
            cue: tuple(n for n, p in enumerate(patterns) if not (p.alone or p.trigger) and p.cue == cue)
            for cue in self._cues
        }
        for cue in self._cues:
            self._words.Add(_gate(cue).encode("latin-1"))
        self._forms.Compile()
        self._words.Compile()

    def scan(self, raw: bytes, seen: set[str], full: Container[str] = ()) -> Iterator[Place]:
        """
        Yield the places of a piece; rows that need a word are looked for from the first piece that has one.

        Kinds of which there is enough, in `full`, are left out.
        """
        seen.update(self._cues[hit] for hit in self._words.Match(raw) or ())
        formed = (self._formed[hit] for hit in self._forms.Match(raw) or ())
        numbers = [n for n in formed if self._patterns[n].alone or self._patterns[n].cue in seen]
        for cue in seen:
            numbers += self._named[cue]
        for number in sorted(numbers):
            pattern = self._patterns[number]
            if pattern.info_type in full:
                continue
            for match in self._spans[number].finditer(raw):
                spans = (match.span(group) for group in range(1, self._groups[number] + 1))
                start, end = next((span for span in spans if span[0] >= 0), match.span())
                yield Place(pattern, start, end)


def _gate(kind: str) -> str:
    """Return the expression that finds any phrase of a kind; a letter outside ASCII is any character."""
    made = []
    for phrase in phrases(kind):
        words = ["".join(c if c.isascii() else "." for c in word) for word in phrase.split()]
        made.append("[^A-Za-z0-9]{0,3}".join(words))
    return rf"(?i)\b(?:{'|'.join(made)})s?(?:[^A-Za-z]|$)"
