"""
Schemes whose grammar is a table: a level, then any of the scheme's caveats and a release list.

    marking = level *(separator caveat) [separator "RELEASABLE TO" names]

Enough for schemes that have no syntax of their own; one with a syntax gets a module and a parser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dlp_service.detect.markings.reading import Phrases, Reading, Scheme, Shape, Tokens, ends_line, is_all_caps, skip
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.nato import release_names
from dlp_service.detect.markings.tokens import LINE

_SEPARATORS = frozenset({"-", "/", "//", ",", ":", ";", "|", LINE, "_", "(", "["})
_RELEASE = Phrases(("RELEASABLE TO", "REL TO"))
_MOST = 8


@dataclass(frozen=True)
class Table:
    """
    A scheme as data: phrases of levels and caveats with their canonical names.

    `words` are the phrases that ordinary language has too; `shared` are levels other nations use, read only with
    one of this scheme's caveats.
    """

    name: str
    levels: Mapping[str, str]
    caveats: Mapping[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    long_words: frozenset[str] = frozenset()

    def scheme(self) -> Scheme:
        """Return the grammar of the table."""
        levels, caveats = Phrases(self.levels), Phrases(self.caveats)

        def parse(tokens: Tokens, at: int) -> Reading | None:
            found = levels.match(tokens, at)
            if found is None or (at and tokens[at - 1].kind == "-" and tokens[at - 1].end == tokens[at].start):
                return None
            level, head = found
            named, end = _tail(tokens, head, caveats)
            if level in self.shared and not named:
                return None
            name, stop, last = common.condition(tokens, end)
            shape = Shape.WORD if level in self.words and not named else Shape.FORM
            taken = (*named, name) if name else tuple(named)
            return Reading(self.name, level, taken, at, last, shape, is_all_caps(tokens, at, head), span_last=stop)

        return Scheme(self.name, levels.firsts, parse, levels.words | caveats.words, self.long_words)


def _tail(tokens: Tokens, end: int, caveats: Phrases) -> tuple[list[str], int]:
    named: list[str] = []
    for _ in range(_MOST):
        begin = skip(tokens, end, _SEPARATORS)
        crossed = any(token.kind == LINE for token in tokens[end:begin])
        release = _RELEASE.match(tokens, begin)
        if release:
            names, stop = release_names(tokens, skip(tokens, release[1], {":"}, 1))
            if not names:
                break
            named.append(f"RELEASABLE TO {names}")
        else:
            found = caveats.match(tokens, begin)
            if found is None or (crossed and not ends_line(tokens, found[1])):
                break
            named.append(found[0])
            stop = found[1]
        end = stop + 1 if tokens[begin - 1].kind in {"(", "["} and tokens[stop].kind in {")", "]"} else stop
    return named, end
