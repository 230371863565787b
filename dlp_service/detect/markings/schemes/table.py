"""
Schemes whose grammar is a table: a level, then any of the scheme's caveats and a release list.

    marking = level *(separator caveat) [separator "RELEASABLE TO" names]

Enough for schemes that have no syntax of their own, an organisation's among them; one with a syntax gets a parser.
"""

from __future__ import annotations

from dlp_service.detect.markings.reading import Phrases, Reading, Scheme, Shape, Tokens, ends_line, is_all_caps, skip
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.nato import release_names
from dlp_service.detect.markings.signs import signs_of
from dlp_service.detect.markings.tokens import LINE
from dlp_service.scheme_tables import SchemeTable

_SEPARATORS = frozenset({"-", "/", "//", ",", ":", ";", "|", LINE, "_", "(", "["})
_RELEASE = Phrases(("RELEASABLE TO", "REL TO"))
_MOST = 8


def scheme(table: SchemeTable, *signs: str) -> Scheme:
    """
    Return the grammar of a table; `signs` are patterns beside those its spellings give.

    A level that is an ordinary word has the shape of one unless a caveat follows; a shared level is read only with a
    caveat of this scheme.
    """
    levels = Phrases({level.name: level.spellings for level in table.levels})
    caveats = Phrases(table.caveats)
    ordinary = {level.name for level in table.levels if level.is_ordinary}
    shared = {level.name for level in table.levels if level.is_shared}

    def parse(tokens: Tokens, at: int) -> Reading | None:
        found = levels.match(tokens, at)
        if found is None or (at and tokens[at - 1].kind == "-" and tokens[at - 1].end == tokens[at].start):
            return None
        level, head = found
        named, end = _tail(tokens, head, caveats)
        if level in shared and not named:
            return None
        name, stop, last = common.condition(tokens, end)
        shape = Shape.WORD if level in ordinary and not named else Shape.FORM
        taken = (*named, name) if name else tuple(named)
        return Reading(table.name, level, taken, at, last, shape, is_all_caps(tokens, at, head), span_last=stop)

    own = signs_of(spelling for level in table.levels if not level.is_shared for spelling in level.spellings)
    return Scheme(table.name, levels.firsts, parse, levels.words | caveats.words, table.repaired, (*own, *signs))


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
