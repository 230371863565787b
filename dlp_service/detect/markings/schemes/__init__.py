"""
The grammars, and the one place that knows all of them.

To add a scheme, write a module with a `SCHEME` and add it to `SCHEMES`; nothing else changes.
Where two grammars read at the same token the longer reading wins, then the earlier scheme.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from dlp_service.detect.markings.candidates import Candidates
from dlp_service.detect.markings.reading import Found, Parse, Reading, Scheme, Tokens
from dlp_service.detect.markings.schemes import at, au, bare, ca, ch, cui, de, eu, fr, nato, no, nz, table, tlp, uk, us
from dlp_service.detect.markings.schemes.conditions import with_condition
from dlp_service.detect.markings.tokens import LINE, Token, Tokeniser
from dlp_service.scheme_tables import SchemeTable

SCHEMES: tuple[Scheme, ...] = (
    nato.SCHEME,
    au.SCHEME,
    nz.SCHEME,
    ca.SCHEME,
    uk.SCHEME,
    us.SCHEME,
    cui.SCHEME,
    eu.SCHEME,
    de.SCHEME,
    fr.SCHEME,
    at.SCHEME,
    ch.SCHEME,
    no.SCHEME,
    tlp.SCHEME,
    bare.SCHEME,
)
_MOST_BRACKETS = 2
_CLOSING = {"[": "]", "(": ")", "{": "}"}


class Grammars:
    """
    A set of schemes that read together: their words, their signs, and which of them may begin at a token.

    >>> grammars = shipped()
    >>> tokens = grammars.tokens("UK SECRET - UK EYES ONLY")
    >>> [(r.scheme, r.level, r.caveats) for r in grammars.readings(tokens, 99)]
    [('uk', 'SECRET', ('UK PREFIX', 'UK EYES ONLY'))]
    """

    def __init__(self, schemes: tuple[Scheme, ...]) -> None:
        self.tokeniser = Tokeniser(
            (word for scheme in schemes for word in scheme.words),
            (word for scheme in schemes for word in scheme.long_words),
        )
        self.marks: dict[str, list[Found]] = {}
        """How paragraph marks that were met before read, by their text; places count from its start."""
        self.candidates = Candidates(sign for scheme in schemes for sign in scheme.signs)
        heads = sorted({head for scheme in schemes for head in scheme.heads})
        self._by_head = {
            head: tuple((scheme.parse, scheme.company.get(head)) for scheme in schemes if head in scheme.heads)
            for head in heads
        }

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the tokens of `text[start:end]`, closed by one END token."""
        return self.tokeniser.tokens(text, start, end)

    def readings(self, tokens: Tokens, until: int) -> list[Reading]:
        """
        Return the readings that begin before position `until` of the text, left to right, never overlapping.

        A reading that fills a pair of brackets takes them in.
        """
        found: list[Reading] = []
        at = 0
        last = len(tokens) - 1
        words: frozenset[str] = frozenset()
        while at < last and tokens[at].start < until:
            schemes = self._by_head.get(tokens[at].text)
            if schemes is None:
                at += 1
                continue
            words = words or frozenset([token.text for token in tokens])
            reading = _best(schemes, tokens, at, words)
            if reading is None:
                at += 1
                continue
            found.append(_marked_up(tokens, reading, found[-1].last if found else 0))
            at = max(found[-1].last, at + 1)
        return found


_Head = tuple[tuple[Parse, frozenset[str] | None], ...]
"""The grammars that know a first word, and the company they need at it, if any."""


def _best(schemes: _Head, tokens: Tokens, at: int, words: frozenset[str]) -> Reading | None:
    """Return the longest reading at a first word; `words` are the words of all tokens."""
    best: Reading | None = None
    for parse, company in schemes:
        if company is not None and company.isdisjoint(words):
            continue
        reading = parse(tokens, at)
        if reading is not None and (best is None or reading.last > best.last):
            best = reading
    return None if best is None else with_condition(tokens, best)


@cache
def shipped() -> Grammars:
    """Return the grammars of the schemes that ship."""
    return Grammars(SCHEMES)


def with_local(tables: Iterable[SchemeTable]) -> Grammars:
    """Return the shipped grammars and those of an organisation's own schemes, which come first where both read alike."""
    local = tuple(table.scheme(item) for item in tables)
    return Grammars((*local, *SCHEMES)) if local else shipped()


def _marked_up(tokens: Tokens, reading: Reading, floor: int) -> Reading:
    """Return the reading with the brackets it fills and with spaced letters noted."""
    head = tokens[reading.first]
    if len(head.raw) >= 4 and head.end - head.start >= 2 * len(head.raw) - 1:
        reading = replace(reading, is_spaced=True)
    if reading.is_portion or reading.span_last not in {0, reading.last}:
        return reading
    for _ in range(_MOST_BRACKETS):
        first = reading.first - 1
        opening = tokens[first].kind
        if first < floor or opening not in _CLOSING or tokens[reading.last].kind != _CLOSING[opening]:
            break
        if tokens[first + 1].kind == LINE:
            break
        reading = replace(reading, first=first, last=reading.last + 1, span_last=0, bracket=opening)
    return reading
