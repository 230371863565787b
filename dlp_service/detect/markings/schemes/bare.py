"""
A level word that no scheme claims by structure.

`SECRET` alone is a marking of half a dozen nations: it is read as scheme `any`, and `resolve` decides
later by what else the message carries and by the sender's nation.
"""

from __future__ import annotations

from dlp_service.detect.markings.reading import Reading, Scheme, Shape, Tokens, is_all_caps
from dlp_service.detect.markings.schemes import common


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a plain level word, with a condition (`WHEN ATTACHED`) where there is one."""
    found = common.LEVEL_WORDS.match(tokens, at)
    if found is None:
        return None
    level, end = found
    name, stop, last = common.condition(tokens, end)
    caveats = (name,) if name else ()
    shape = Shape.TERM if level == "UNCLASSIFIED" else Shape.WORD
    if name:
        shape = Shape.FORM
    elif detached := common.without(tokens, end):
        caveats, stop, last, shape = ("WHEN DETACHED",), detached, detached, Shape.FORM
    return Reading("any", level, caveats, at, last, shape, is_all_caps(tokens, at, end), span_last=stop)


SCHEME = Scheme("any", common.LEVEL_WORDS.firsts, parse, common.WORDS, common.LONG_WORDS)
