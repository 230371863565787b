"""Whether digits that are somebody's service number are meant as one, or are part of a longer number, or a count of things."""

from __future__ import annotations

from dlp_service.detect.protected.tokens import CAPITAL, DIGIT, DOT, HYPHEN, NEWLINE, SPACE, Words

SHORTEST_SPACED = 6
"""A number of fewer digits is not written in groups."""
LONGEST_COUNT = 6
"""So many digits may be a count: nobody orders 26440182 sheets."""
_CUES = frozenset(b"no nr num number numbers svc service id sn officer serviceman personnel staff jpa".split())
_COUNTED = frozenset(
    b"""
    people men women children troops staff personnel feet km kg lb lbs kwh mwh litre liter metre meter mile dollar euro
    pound million billion thousand percent hectare acre gbp usd eur bytes kb mb gb
    """.split()
)
_VERBS = frozenset(
    b"""
    is was has does goes leaves reports arrives returns wants asks says joins starts moves lives works gets takes travels
    flies sits stays needs serves sails commands drives signs writes pays as this his its us was always perhaps besides thus
    """.split()
)
"""Words in -s that follow somebody's number and no count."""


def is_whole_number(words: Words, first: int, last: int, text: bytes, inner: int) -> bool:
    """Say whether the words `first` to `last`, joined in `text` and parted by `inner`, may be a service number."""
    if inner & NEWLINE or (inner & SPACE and len(text) < SHORTEST_SPACED):
        return False
    # A longer number goes on beside it: 12-26440182, 26440182.55.
    for beside, gap in ((first - 1, words.gaps[first]), (last + 1, words.gaps[last + 1])):
        if gap in {HYPHEN, DOT} and 0 <= beside < len(words) and words.shapes[beside] & DIGIT:
            return False
    is_short = len(text) <= LONGEST_COUNT and text.isdigit()
    return not (is_short and _counts(words, last + 1) and not _has_cue(words, first))


def _counts(words: Words, after: int) -> bool:
    """Say whether the word behind a number is what it counts: `sheets`, `reams of`, `km`."""
    if after >= len(words) or words.gaps[after] != SPACE or words.shapes[after] & (CAPITAL | DIGIT):
        return False
    text = _text(words, after)
    is_plural = len(text) > 3 and text.endswith(b"s") and not text.endswith((b"ss", b"us", b"is"))
    if text in _COUNTED or (is_plural and text not in _VERBS):
        return True
    return after + 1 < len(words) and words.gaps[after + 1] == SPACE and _text(words, after + 1) == b"of"


def _has_cue(words: Words, first: int) -> bool:
    """Say whether one of the two words before a number, in the same line, says what it is."""
    for number in (first - 1, first - 2):
        if number < 0 or words.gaps[number + 1] & NEWLINE:
            return False
        if _text(words, number) in _CUES:
            return True
    return False


def _text(words: Words, number: int) -> bytes:
    return words.letters[int(words.starts[number]) : int(words.ends[number])]
