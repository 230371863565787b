"""
What a grammar gives, and what all grammars share.

A `Reading` is a level with its qualifiers and the tokens it covers; it does not yet say whether the text
carries the marking or talks about it.  A grammar is a `Scheme`: a set of first words and a function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from dlp_service.detect.markings.tokens import END, LINE, WORD, Token

Tokens = Sequence[Token]


class Shape(IntEnum):
    """
    How much a reading looks like a marking whatever stands around it.

    WORD is a word of ordinary language (SECRET), TERM one that only classification uses (UNCLASSIFIED),
    FORM has the structure of a scheme (`//`, -SENSITIVE, UK before the level, a known caveat).
    """

    WORD = 1
    TERM = 2
    FORM = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """
    One marking as a grammar reads it.

    `first` and `last` index tokens (`last` is the one after the end); `span_last`, where not 0, ends the
    reported span earlier than what was consumed; `is_portion` tells paragraph marks from banners;
    `private` are caveats whose words nobody but the analyst may see.  `bracket` is the bracket a reading fills,
    `is_spaced` says that its first word was typed with letters apart.  `most`, below 1 where words no grammar knows
    were taken as caveats, is the highest confidence the reading may reach.
    `claims` are the schemes, each with its own name of the level, whose word a reading of scheme `any` may be; a weak
    one is nothing at all unless the message shows whose it is.
    """

    scheme: str
    level: str
    caveats: tuple[str, ...]
    first: int
    last: int
    shape: Shape
    is_caps: bool = True
    is_portion: bool = False
    span_last: int = 0
    private: tuple[str, ...] = ()
    bracket: str = ""
    is_spaced: bool = False
    most: float = 1.0
    claims: tuple[tuple[str, str], ...] = ()
    is_weak: bool = False


Found = tuple[Reading, int, int, int]
"""A reading, start and end of its span, and the end of what its grammar consumed."""
Parse = Callable[[Tokens, int], Reading | None]


@dataclass(frozen=True, slots=True)
class Scheme:
    """
    One grammar: `heads` are the words or signs a reading can begin with, `words` all it wants repaired.

    `long_words` are recognised with one wrong letter or broken in two; take none that an ordinary word resembles.
    `signs` are RE2 patterns, at least one of which matches wherever the grammar could read something and the stems
    of `candidates` do not: they decide which texts are read at all.
    `company` spares trying: at its first words, which other schemes have too, the grammar reads nothing unless one of
    the words given for it stands among the tokens as well.
    """

    name: str
    heads: frozenset[str]
    parse: Parse
    words: frozenset[str]
    long_words: frozenset[str] = frozenset()
    signs: tuple[str, ...] = ()
    company: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


_PHRASE = re.compile(r"[A-Z0-9$']+|[^\sA-Z0-9$'_-]")


class Phrases:
    """
    A table of phrases and their canonical spellings, matched longest first.

    Between the words of a phrase a hyphen, underscore or one line break may stand; other signs stand as written.
    """

    def __init__(self, table: Mapping[str, Iterable[str]] | Iterable[str]) -> None:
        """Take canonical names with their spellings, or names that are their own only spelling."""
        spellings = table if isinstance(table, Mapping) else {name: (name,) for name in table}
        pairs = {phrase: name for name, phrases in spellings.items() for phrase in phrases}
        by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, name in pairs.items():
            words = tuple(_PHRASE.findall(phrase.upper()))
            by_first.setdefault(words[0], []).append((words, name))
        for entries in by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._by_first = by_first
        self.words = frozenset(
            word for entries in by_first.values() for words, _ in entries for word in words if word[0].isalnum()
        )
        self.firsts = frozenset(by_first)

    def begun(self, first: str) -> tuple[tuple[tuple[str, ...], str], ...]:
        """Return the phrases that begin with a word, and their canonical names."""
        return tuple(self._by_first.get(first, ()))

    def match(self, tokens: Tokens, at: int) -> tuple[str, int] | None:
        """Return the canonical name of the longest phrase at `at` and the index after it."""
        entries = self._by_first.get(tokens[at].text)
        if entries is not None and tokens[at].kind == WORD:
            for words, name in entries:
                end = _follow(tokens, at, words)
                if end:
                    return name, end
        return None


def _follow(tokens: Tokens, at: int, words: tuple[str, ...]) -> int:
    """Return the index after `words` when they stand at `at`, else 0."""
    for number, word in enumerate(words):
        if number and word[0].isalnum() and tokens[at].kind in {"-", "_", LINE}:
            if tokens[at].kind == "-" and tokens[at + 1].kind == LINE:
                at += 1
            at += 1
        if tokens[at].text != word:
            return 0
        at += 1
    return at


def skip(tokens: Tokens, at: int, kinds: frozenset[str] | set[str], most: int = 3) -> int:
    """Return the index after up to `most` tokens of the given kinds."""
    stop = at + most
    while at < stop and tokens[at].kind in kinds:
        at += 1
    return at


def ends_line(tokens: Tokens, at: int) -> bool:
    """Say whether nothing but the end of the line follows."""
    return tokens[at].kind in {LINE, END}


def starts_line(tokens: Tokens, at: int) -> bool:
    """Say whether a line begins at `at`."""
    return at == 0 or tokens[at - 1].kind == LINE


def is_all_caps(tokens: Tokens, first: int, last: int) -> bool:
    """Say whether every word of a range is in capitals."""
    return all(token.is_caps or token.raw.isdigit() for token in tokens[first:last] if token.kind == WORD)


def gap(tokens: Tokens, at: int) -> int:
    """Return the number of characters between a token and the one before it."""
    return tokens[at].start - tokens[at - 1].end if at else 0
