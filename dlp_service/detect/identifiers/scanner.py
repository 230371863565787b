"""
Finds the places of all rows in one piece of text: one set for all, spans only for those that hit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import re2

from dlp_service.detect.identifiers.cues import PHRASES
from dlp_service.detect.identifiers.pattern import Pattern

_MAX_MEMORY = 64 * 1024 * 1024
"""Of RE2's automata; the set gives no answer at all when it runs out."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row and where it matched."""

    pattern: Pattern
    start: int
    end: int


def _options() -> re2.Options:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = _MAX_MEMORY
    return options


class Scanner:
    """The compiled rows; `seen` in its calls is the memory of one text across its pieces."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        options = _options()
        self._patterns = patterns
        self._spans = tuple(re2.compile(pattern.regex.encode("latin-1"), options) for pattern in patterns)
        self._groups = tuple(spans.groups for spans in self._spans)
        self._set = re2.Set.SearchSet(options)
        for pattern in patterns:
            self._set.Add(pattern.regex.encode("latin-1"))
        self._cues = tuple(dict.fromkeys(pattern.cue for pattern in patterns if not pattern.alone))
        for cue in self._cues:
            self._set.Add(_gate(PHRASES[cue]).encode("latin-1"))
        self._set.Compile()

    def scan(self, raw: bytes, seen: set[str]) -> Iterator[Place]:
        """Yield the places of a piece; rows that need a word are looked for from the first piece that has one."""
        hits = sorted(self._set.Match(raw) or ())
        count = len(self._patterns)
        seen.update(self._cues[hit - count] for hit in hits if hit >= count)
        for number in hits:
            if number >= count:
                break
            pattern = self._patterns[number]
            if not pattern.alone and pattern.cue not in seen:
                continue
            for match in self._spans[number].finditer(raw):
                spans = (match.span(group) for group in range(1, self._groups[number] + 1))
                start, end = next((span for span in spans if span[0] >= 0), match.span())
                yield Place(pattern, start, end)


def _gate(phrases: str) -> str:
    """Return the expression that finds any of the phrases; a letter outside ASCII is any character."""
    made = []
    for phrase in phrases.split(","):
        words = ["".join(c if c.isascii() else "." for c in word) for word in phrase.split()]
        made.append("[^A-Za-z0-9]{0,3}".join(words))
    return rf"(?i)\b(?:{'|'.join(made)})s?(?:[^A-Za-z]|$)"
