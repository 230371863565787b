"""France: the levels of instruction generale interministerielle 1300, Diffusion Restreinte, and their mentions."""

from __future__ import annotations

from dlp_service.detect.markings.reading import Phrases, Reading, Shape, Tokens, ends_line, starts_line
from dlp_service.detect.markings.schemes import national
from dlp_service.detect.markings.schemes.spellings import spellings

_WORDS = national.words_of("fr")
_SHORT = Phrases(spellings("fr")["abbreviated"])


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a French level, or an abbreviation with Special France such as `[DR-SF]`."""
    if national.is_second_half(tokens, at):
        return None
    found = _WORDS.levels.match(tokens, at)
    if found is not None:
        return national.with_tail(_WORDS, tokens, at, *found)
    short = _SHORT.match(tokens, at)
    if short is None or not tokens[at].raw.isupper():
        return None
    level, end = short
    is_boxed = at > 0 and tokens[at - 1].kind in {"[", "("} and tokens[end].kind in {"]", ")"}
    is_alone = starts_line(tokens, at) and ends_line(tokens, end)
    return Reading("fr", level, ("SPECIAL FRANCE",), at, end, Shape.FORM) if is_boxed or is_alone else None


SCHEME = national.scheme(
    "fr",
    r"(?i:diffusion[^A-Za-z0-9\n]{1,3}restreinte)",
    r"\b(?:DR|S|TS)-?SF\b",
    repaired=("DIFFUSION", "RESTREINTE"),
    parse=parse,
    heads=_SHORT.firsts,
    company=national.company(_WORDS),
)
