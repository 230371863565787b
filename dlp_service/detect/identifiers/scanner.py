"""
Finds the places of all rows in one piece of text: a few sets for all, spans only for those that hit.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

import re2

from dlp_service.detect.identifiers import nation_words
from dlp_service.detect.identifiers.cues import phrases, small
from dlp_service.detect.identifiers.pattern import Pattern

_MAX_MEMORY = 64 * 1024 * 1024
"""Of RE2's automata; the set gives no answer at all when it runs out."""


_TOGETHER = (
    frozenset({"ENCRYPTION_KEY", "AUTH_TOKEN"}),
    frozenset({"LOCATION_COORDINATES", "IP_ADDRESS", "MAC_ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS"})
    | {"MILITARY_GRID_REFERENCE", "OS_GRID_REFERENCE", "VEHICLE_REGISTRATION"},
)
"""
Kinds whose forms are one set; all others are one more.

An automaton makes a state the first time a text needs it, for every combination of half-read forms, and goes on making
some for thousands of messages; each set is one more pass over every text.  Of all ways to put the kinds together this one
costs least, for the first hundreds of messages and for those after two thousand.
"""


_FIRST_FOREIGN = 0x370
"""Greek; below it are the Latin letters."""


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

    Words and forms are apart, and forms by their kinds (`_TOGETHER`).
    """

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        options = latin()
        self._patterns = patterns
        self._spans = tuple(re2.compile(pattern.regex.encode("latin-1"), options) for pattern in patterns)
        self._groups = tuple(spans.groups for spans in self._spans)
        self._forms = tuple(_forms(patterns, options))
        self._cues = tuple(dict.fromkeys(pattern.cue for pattern in patterns if not pattern.alone))
        self._named = {
            cue: tuple(n for n, p in enumerate(patterns) if not (p.alone or p.trigger) and p.cue == cue)
            for cue in self._cues
        }
        self._nations = frozenset(self._cues) & nation_words.KINDS
        self._gates = (*self._cues, nation_words.KIND)
        self._words = _compiled((_gate(cue) for cue in self._gates), options)

    def scan(self, raw: bytes, seen: set[str], full: Container[str] = ()) -> Iterator[Place]:
        """
        Yield the places of a piece; rows that need a word are looked for from the first piece that has one.

        Kinds of which there is enough, in `full`, are left out.
        """
        seen.update(self._gates[hit] for hit in self._words.Match(raw) or ())
        if nation_words.KIND in seen:
            seen.update(self._nations)
            seen.discard(nation_words.KIND)
        formed = (numbers[hit] for forms, numbers in self._forms for hit in forms.Match(raw) or ())
        numbers = [n for n in formed if self._patterns[n].alone or self._patterns[n].cue in seen]
        for cue in seen:
            numbers += self._named[cue]
        for number in sorted(numbers):
            pattern = self._patterns[number]
            if pattern.info_type in full:
                continue
            groups = range(1, self._groups[number] + 1)
            for match in self._spans[number].finditer(raw):
                start, end = match.span()
                if groups:
                    spans = (match.span(group) for group in groups)
                    start, end = next((span for span in spans if span[0] >= 0), (start, end))
                yield Place(pattern, start, end)


def _forms(patterns: tuple[Pattern, ...], options: re2.Options) -> Iterator[tuple[re2.Set, tuple[int, ...]]]:
    """Yield sets of forms with the numbers of their rows, without those that only a word leads to."""
    sets: dict[int, list[int]] = {}
    for number, pattern in enumerate(patterns):
        if pattern.alone or pattern.trigger:
            kinds = next((n for n, kinds in enumerate(_TOGETHER) if pattern.info_type in kinds), len(_TOGETHER))
            sets.setdefault(kinds, []).append(number)
    for numbers in sets.values():
        yield _compiled((patterns[n].trigger or patterns[n].regex for n in numbers), options), tuple(numbers)


def _compiled(expressions: Iterable[str], options: re2.Options) -> re2.Set:
    compiled = re2.Set.SearchSet(options)
    for expression in expressions:
        compiled.Add(expression.encode("latin-1"))
    compiled.Compile()
    return compiled


def _gate(kind: str) -> str:
    """
    Return the expression that finds any phrase of a kind.

    A letter outside ASCII is its plain form, or any that Latin-1 has beyond it, or the question mark for what it has not.
    """
    made: list[str] = []
    foreign: list[str] = []
    for phrase in phrases(kind):
        is_foreign = any(ord(c) >= _FIRST_FOREIGN for c in phrase)
        words = ["".join(map(_inexact, word)) for word in phrase.split()]
        (foreign if is_foreign else made).append("[^A-Za-z0-9]{0,3}".join(words))
    latin = rf"\b(?:{'|'.join(made)})s?(?:[^A-Za-z]|$)"
    return rf"(?i)(?:{'|'.join([latin, *foreign])})"


def _inexact(character: str) -> str:
    if character.isascii():
        return character
    plain = small(character)
    return "[?]" if ord(plain) >= _FIRST_FOREIGN else rf"[{plain if plain.isascii() else ''}?\x80-\xff]"
