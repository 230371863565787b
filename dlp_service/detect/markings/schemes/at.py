"""Austria: the levels of Informationssicherheitsgesetz and Informationssicherheitsverordnung."""

from __future__ import annotations

from dataclasses import replace

from dlp_service.detect.markings.reading import Reading, Shape, Tokens
from dlp_service.detect.markings.schemes import national
from dlp_service.detect.markings.signs import spread

_WORDS = national.words_of("at")
_SHORT = {"EINGESCHRAENKT": "E", "VERTRAULICH": "V", "GEHEIM": "G", "STRENG GEHEIM": "SG"}


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read an Austrian level; the abbreviation of InfoSiV paragraph 3 behind it, as in `GEHEIM (G)`, proves the scheme."""
    found = _WORDS.levels.match(tokens, at)
    if found is None or national.is_second_half(tokens, at):
        return None
    level, head = found
    is_own = tokens[head].kind == "(" and tokens[head + 1].raw == _SHORT[level] and tokens[head + 2].kind == ")"
    reading = national.with_tail(_WORDS, tokens, at, level, head + 3 if is_own else head, is_own=is_own)
    return replace(reading, shape=Shape.FORM) if reading and is_own else reading


SCHEME = national.scheme(
    "at", spread("VERTRA"), repaired=("EINGESCHRAENKT", "EINGESCHRANKT", "VERTRAULICH"), parse=parse
)
