"""
Switzerland: the levels of Informationssicherheitsgesetz in the languages of the Confederation.

    marking = level *(separator level-in-another-language)

`INTERN / INTERNE / INTERNO` is one marking, and nobody else's.
"""

from __future__ import annotations

from dlp_service.detect.markings.reading import Reading, Tokens, skip
from dlp_service.detect.markings.schemes import national
from dlp_service.detect.markings.tokens import LINE

_WORDS = national.words_of("ch")
_BETWEEN = frozenset({"/", "-", "|", ",", "//", LINE})
_AMBIGUOUS = frozenset({"GEHEIM", "SECRET"})
"""German beside English as well as German beside French."""


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a Swiss level in one language or more."""
    found = _WORDS.levels.match(tokens, at)
    if found is None or national.is_second_half(tokens, at):
        return None
    level, head = found
    said = {tokens[at].text}
    while True:
        begin = skip(tokens, head, _BETWEEN, 2)
        again = _WORDS.levels.match(tokens, begin) if begin > head else None
        if again is None or again[0] != level or tokens[begin].text in said:
            break
        said.add(tokens[begin].text)
        head = again[1]
    is_own = len(said) > 1 and not said <= _AMBIGUOUS
    return national.with_tail(_WORDS, tokens, at, level, head, is_own=is_own)


SCHEME = national.scheme(
    "ch", r"\bINTERN[EO]?\b", r"\bSEGRETO\b", r"\bUS[AO] INTERN", parse=parse, company=national.company(_WORDS)
)
