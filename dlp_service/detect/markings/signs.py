"""
What makes a text worth reading: RE2 patterns for words as written, damaged, spaced or in look-alike letters.

A scheme with a syntax writes its signs itself; those of a table are worked out from its spellings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ALIKE = {
    "A": "A4АΑÀ-Å", "B": "B8ВΒ", "C": "CСϹ", "D": "D", "E": "E3ЕΕÈ-Ë", "F": "FϜ", "G": "G6", "I": "I1lІΙ|!Ì-Ï", "K": "KКΚ", "L": "LlI1",
    "M": "MМΜ", "N": "NНΝ", "O": "O0ОΟQÒ-Ö", "P": "PРΡ", "R": "RГ", "S": "S5$Ѕ", "T": "T7ТΤ", "U": "UVÙ-Ü", "V": "VѴ", "Y": "YУΥ",
}  # fmt: skip
_BETWEEN = r"[ \t.\x{00a0}\x{00ad}\x{00b7}\x{2000}-\x{200f}\x{202f}\x{2060}\x{feff}]{0,2}"
_GAP = r"[^A-Za-z0-9\n]{0,3}"
STEMS = (
    "SECR", "ECRE", "CRET", "CONFI", "NFIDE", "DENTI", "ENTIAL", "RESTR", "STRIC", "ICTED", "OFFIC", "FFICI", "ICIAL", "LASSI", "SSIFI", "NCLAS", "PROTEC",
    "SENSI", "SITIVE", "OTECTIV",
)  # fmt: skip
"""Stems of the words that several schemes share; two or three of each, so that one damaged letter hides no word."""
_LONG = 6
"""A word this long is known by its beginning or its end alone; shorter ones need the whole phrase."""


def spread(stem: str) -> str:
    """Return the pattern of a stem in capitals, however its letters look and whatever stands between them."""
    return _BETWEEN.join(f"[{_ALIKE[letter]}]" if letter in _ALIKE else re.escape(letter) for letter in stem)


def signs_of(spellings: Iterable[str]) -> tuple[str, ...]:
    """
    Return patterns that find every spelling: one with a long word by that word in capitals, others whole and in any case.

    What the shared stems find already needs no sign.

    >>> signs_of(["VS NFD", "TOP SECRET"])
    ('(?i:\\\\bVS[^A-Za-z0-9\\\\n]{0,3}NFD\\\\b)',)
    """
    found: dict[str, None] = {}
    for spelling in spellings:
        words = re.findall(r"[A-Z0-9$]+", spelling)
        longest = max(words, key=len)
        if len(longest) < _LONG:
            found[rf"(?i:\b{_GAP.join(map(re.escape, words))}\b)"] = None
        elif not any(stem in word for word in words for stem in STEMS):
            found[spread(longest[:_LONG])] = None
            if len(longest) > _LONG + 1:
                found[spread(longest[-_LONG:])] = None
    return tuple(found)
