"""
Brings names to plain Latin letters, the way mailboxes are spelt, and to keys under which spellings meet.

`latin` folds accents, spells letters out that have no base letter, and
romanises Cyrillic and Greek.  `key` goes further and is for comparison only:
`Müller` is written Muller and Mueller, `Наталія` Nataliia, Natalia and Natalya.
"""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = (
    "а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e "
    "ю:iu я:ia ё:io є:ie і:i ї:i ґ:g ђ:dj ј:j љ:lj њ:nj ћ:c џ:dz ў:u ѓ:gj ќ:kj ѕ:dz"
)
"""As in passports: ICAO Doc 9303 part 3, section 6."""
_GREEK = "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o"
"""By ELOT 743, letter by letter."""
_OTHERS = "ß:ss ø:o ł:l æ:ae œ:oe đ:d ð:d þ:th ı:i ŋ:n ə:a"
_LETTERS = str.maketrans({pair[0]: pair[2:] for pair in f"{_CYRILLIC} {_GREEK} {_OTHERS}".split(" ")})
_MEETING = re.compile(r"([aou])e|aa|ij|i{2,}")
"""Umlauts spelt out, the Nordic å, and the ways of spelling й, ї and я (y is read as i before)."""


def latin(text: str) -> str:
    """
    Return text in lower case with Latin base letters; what has none is left as it is.

    >>> latin("Małgorzata Żółkiewska"), latin("O’Brannigan"), latin("Орлова")
    ('malgorzata zolkiewska', 'o’brannigan', 'orlova')
    """
    if text.isascii():
        return text.lower()
    spelt = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(c)).translate(_LETTERS)


def key(*pieces: str) -> str:
    """
    Return the one spelling under which equal names meet, from pieces of plain letters.

    >>> key("bjoern", "aagren") == key("bjorn", "agren"), key("nataliya") == key("natalia")
    (True, True)
    """
    return _MEETING.sub(_met, "".join(pieces).replace("y", "i"))


def _met(found: re.Match[str]) -> str:
    return found[0][0]
