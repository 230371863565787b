"""
How much a word is spelt like a person's name, learnt from registers of names and from ordinary words and places.

A word alone is no evidence of a person: Paris, Mark and Nelson are names of people and of other things.  But it
tells `Bo Larsson` from `Final Report`.  The commonest words and names are known by a hash of the word; all others,
also names no register holds, are judged by their letters: runs of three and four of them and the two ends of the word
are hashed into a second table of small whole numbers.
`lists/name_likeness.py` trains the table anew and holds it against the sources it was made from.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from typing import Final
from zlib import crc32

BUCKETS: Final = 1 << 14
SLOTS: Final = 1 << 16
SIZE: Final = 3 * SLOTS + 2 * BUCKETS
"""Bytes of the tables: a check byte and two scores a slot, and two weights a bucket."""
SCALE: Final = 16.0
"""A weight of the table is this many times the logarithm of odds it stands for."""
MAX_LETTERS: Final = 24
KEPT: Final = 1 << 16
_NAME, _GIVEN = 0, 1
_SPELT: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
)


def likeness(word: str) -> float:
    """
    Return the logarithm of the odds that a capitalised word of this spelling is part of a person's name.

    0 where nothing is known: figures, single letters and scripts other than Latin.
    A compound is as much a name as the best of its parts.

    >>> likeness("Tadeusz") > 2, likeness("Sandoval") > 2, likeness("Schedule") < -2, likeness("7"), likeness("Κώστας")
    (True, True, True, 0.0, 0.0)
    """
    return scores(word)[_NAME]


def given_likeness(word: str) -> float:
    """
    Return the same for a given name as against a surname, a place or any other word.

    >>> given_likeness("Rosalind") > 0, given_likeness("Fitzpatrick") < 0
    (True, True)
    """
    return scores(word)[_GIVEN]


_known: dict[int, tuple[float, float]] = {}
"""Scores by the hash of the word, which Python salts anew in every process; no word is kept."""


def scores(word: str) -> tuple[float, float]:
    """Return `likeness` and `given_likeness` of a word, for whoever wants both."""
    key = hash(word)
    found = _known.get(key)
    if found is None:
        parts = [part for part in word.replace("’", "'").replace("'", "-").split("-") if len(part) > 1]
        scored = [_scored(part) for part in parts] or [(0.0, 0.0)]
        found = (max(score[_NAME] for score in scored), max(score[_GIVEN] for score in scored))
        if len(_known) >= KEPT:
            _known.clear()
        _known[key] = found
    return found


def _scored(word: str) -> tuple[float, float]:
    letters = plain(word)
    if not 2 <= len(letters) <= MAX_LETTERS:
        return 0.0, 0.0
    table = _table()
    at, check = slot(letters)
    if table[at] == check:
        return (table[SLOTS + at] - 128) / SCALE, (table[2 * SLOTS + at] - 128) / SCALE
    places = buckets(letters)
    shift = 128 * len(places)
    name = sum([table[3 * SLOTS + place] for place in places]) - shift
    given = sum([table[3 * SLOTS + BUCKETS + place] for place in places]) - shift
    return name / SCALE, given / SCALE


def slot(letters: bytes) -> tuple[int, int]:
    """Return where a common word is kept, and the byte (never 0) that tells it from most others."""
    key = crc32(letters)
    return key & (SLOTS - 1), (key >> 24) or 1


def plain(word: str) -> bytes:
    """
    Return a word in small letters from a to z, empty where it has others than Latin ones.

    >>> plain("Żółć"), plain("Ångström"), plain("Κώστας"), plain("R2")
    (b'zolc', b'angstrom', b'', b'')
    """
    lowered = word.lower()
    if not lowered.isascii():
        parted = unicodedata.normalize("NFKD", lowered.translate(_SPELT))
        lowered = "".join(character for character in parted if not unicodedata.combining(character))
    return lowered.encode() if lowered.isascii() and lowered.isalpha() else b""


def buckets(letters: bytes) -> list[int]:
    """Return the places of the table that a word looks at, the same for training and for use."""
    framed = b"^" + letters + b"$"
    length = len(framed)
    grams = [framed[at : at + 3] for at in range(length - 2)]
    grams += [framed[at : at + 4] for at in range(length - 3)]
    grams += [framed[:6] + b"<", framed[-6:] + b">", b"#%d" % min(length, 14)]
    return [crc32(gram) & (BUCKETS - 1) for gram in grams]


@cache
def _table() -> bytes:
    return resources.files("dlp_service.detect").joinpath("data/name_likeness.bin").read_bytes()[-SIZE:]
