"""
Germany: the levels of the Verschlusssachenanweisung.

    marking = ["VS" / "VERSCHLUSSSACHE"] [separator] ("NUR FUER DEN DIENSTGEBRAUCH" / "NfD" / "VERTRAULICH" / "GEHEIM" / "STRENG GEHEIM")

The umlaut of FUER arrives in every state: as U, as UE, as a question mark, or as the bytes some program left of it.
"""

from __future__ import annotations

from dlp_service.detect.markings.foreign import FIELD_SIGN
from dlp_service.detect.markings.reading import Reading, Shape, Tokens, gap, is_all_caps, skip
from dlp_service.detect.markings.schemes import national
from dlp_service.detect.markings.signs import spread
from dlp_service.detect.markings.tokens import LINE, WORD

_WORDS = national.words_of("de")
_CLASSIFIED = frozenset({"VS", "V5", "VERSCHLUSSSACHE", "VERSCHLUSSACHE", "VERSCHLUSZSACHE", "VERSCHLUSSSACHEN"})
_BETWEEN = frozenset({"-", "_", "/", ",", LINE})
_FUER = frozenset({"FUR", "FUER", "FR", "FOR"})
_LONGEST_FUER = 6


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a German level with or without VS before it."""
    if national.is_second_half(tokens, at):
        return None
    begin = at
    if tokens[at].text in _CLASSIFIED:
        begin = skip(tokens, at + 1, _BETWEEN, 2)
    elif tokens[at].text == "V" and (end := _letters(tokens, at, "VS")):
        begin = skip(tokens, end, _BETWEEN, 2)
    found = _level(tokens, begin, is_prefixed=begin > at) or (begin == at and _WORDS.levels.match(tokens, at))
    if not found:
        return None
    level, head = found
    reading = national.with_tail(_WORDS, tokens, at, level, head, is_own=begin > at or level == "VS-NfD")
    is_plain = begin == at and level == "VS-NfD" and tokens[at].text == "NUR"
    if reading is None or not is_plain or is_all_caps(tokens, at, head) or national.is_titled(tokens, at, head):
        return reading
    return Reading(
        "de", level, reading.caveats, at, reading.last, Shape.WORD, is_caps=False, span_last=reading.span_last
    )


def _level(tokens: Tokens, at: int, *, is_prefixed: bool) -> tuple[str, int] | None:
    """Return the level at `at` behind VS, or NUR FUER DEN DIENSTGEBRAUCH without it, and the index after it."""
    if tokens[at].text == "NUR" and (end := _internal_use(tokens, at + 1)):
        return "VS-NfD", end
    if not is_prefixed:
        return None
    if tokens[at].text == "NFD":
        return "VS-NfD", at + 1
    if end := _letters(tokens, at, "NFD"):
        return "VS-NfD", end
    if tokens[at].text in {"VERTRAULICH", "VERTR"}:
        return "VS-VERTRAULICH", at + 1 + (tokens[at].text == "VERTR" and tokens[at + 1].kind == ".")
    return _WORDS.levels.match(tokens, at)


def _letters(tokens: Tokens, at: int, word: str) -> int:
    """Return the index after a word whose letters are typed apart, or 0."""
    is_there = all(tokens[min(at + index, len(tokens) - 1)].text == letter for index, letter in enumerate(word))
    return at + len(word) if is_there else 0


def _internal_use(tokens: Tokens, at: int) -> int:
    """Return the index after FUER DEN DIENSTGEBRAUCH, or 0."""
    end = _fuer(tokens, skip(tokens, at, _BETWEEN, 1))
    if not end:
        return 0
    end = skip(tokens, end, _BETWEEN | {"."}, 1)
    if tokens[end].text in {"DEN", "D", "DEM"}:
        end = skip(tokens, end + 1, _BETWEEN | {"."}, 1)
    return end + 1 if tokens[end].text.startswith(("DIENSTGEBR", "DIENSTEGEBR")) else 0


def _fuer(tokens: Tokens, at: int) -> int:
    """Return the index after FUER, however its umlaut looks, or 0: tokens without a gap that begin with F and end with R."""
    if tokens[at].text in _FUER:
        return at + 1
    if tokens[at].kind != WORD or not tokens[at].text.startswith("F"):
        return 0
    if tokens[at].text == "F" and tokens[at + 1].kind != WORD and tokens[at + 1].kind == ".":
        return at + 1
    for end in range(at + 1, min(at + _LONGEST_FUER, len(tokens) - 1)):
        if gap(tokens, end) > (tokens[at].text == "F" and end == at + 1) or tokens[end].kind == LINE:
            return 0
        if tokens[end].kind == WORD and tokens[end].text.endswith("R"):
            return end + 1
    return 0


_HEADS = _CLASSIFIED | {"NUR", "V"} | _WORDS.levels.firsts
SCHEME = national.scheme(
    "de", spread("GEHEIM"), r"(?i:dienstgebrauch)", "(?i:geheim[^A-Za-z0-9\n]{1,4}amtlich)", r"(?i:\bV[S5][^A-Za-z0-9\n]{0,4}(?:NfD|Vertr))", r"\bV ?S ?[-_\x{2010}-\x{2015}]", FIELD_SIGN,
    repaired=("DIENSTGEBRAUCH", "VERTRAULICH"), parse=parse, heads=_HEADS, more=frozenset({"NUR", "FUR", "FUER", "DEN", "DIENSTGEBRAUCH", "NFD", "VS"}),
)  # fmt: skip
