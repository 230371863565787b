"""
What a word says by itself: how it is written, how like a name it is spelt, how running text has it, and beside what it stands.

The facts are the inputs of `names_head.py` besides the vectors.  They are remembered by the hash of the word, which Python salts
anew in every process; no word is kept.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from dlp_service.detect.names import letter_words
from dlp_service.detect.names.casing import running_words
from dlp_service.detect.names.forms.lexicon import section, words
from dlp_service.detect.names.given_words import SHORT_NAMES, WORD_NAMES, usual_names
from dlp_service.detect.names.likeness import given_likeness, likeness
from dlp_service.detect.names.other_words import FIRMS, KIT, PLACES
from dlp_service.detect.names.words import (
    COMMON_WORDS,
    GIVEN_NAMES_THAT_ARE_WORDS,
    PARTICLES,
    RANKS,
    SUFFIXES,
    SURNAMES_THAT_ARE_WORDS,
    TITLES,
)
from dlp_service.detect.terms.ordinary import ordinary_words

Facts = npt.NDArray[np.float32]
FACTS = 42
KEPT = 1 << 15
_MAX_LIKENESS = 6.0


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAMES_THAT_ARE_WORDS = GIVEN_NAMES_THAT_ARE_WORDS | SURNAMES_THAT_ARE_WORDS
_PEOPLE_DO = _words(
    """
    said says say told tells thinks thought reckons asked asks wants wanted will would has had is was can could may might
    knows agreed agrees confirmed confirms sent sends signed rang called wrote writes replied replies went goes got gets
    took takes left leaves made makes needs needed mentioned promised suggested suggests explained noted reported reports
    briefed believes insists offered offers prefers owes drove drives flew flies runs ran keeps kept found finds looks
    looked handed brought brings joined joins covers covered picked starts started does did who whose himself herself
    """
)
"""What people do in sentences, mostly directly after their name."""
_DATED = _words(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    spring summer autumn winter easter christmas
    """
)
_BRACKETS = frozenset('([{<"“‘«„')
_AND = frozenset({"and", "&", "und", "et", "y", "e", "i", "en", "og", "och", "with", "or"})
_remembered: dict[int, Facts] = {}


@cache
def _before_names() -> frozenset[str]:
    """Return the words of ranks and titles."""
    written = [*f"{RANKS}|{TITLES}".split("|")]
    for name in ("small", "plain", "ranks", "titles", "code"):
        written += section(name, "ranks")
    return frozenset(word.casefold().strip(".") for entry in written for word in entry.split())


@cache
def _letter_words() -> frozenset[str]:
    """Return the words of greetings, closings and header fields in many languages."""
    phrases = letter_words.GREETINGS | letter_words.CLOSINGS | letter_words.PEOPLE_FIELDS | letter_words.OTHER_FIELDS
    return frozenset(word for phrase in phrases for word in phrase.split() if len(word) > 1)


def word_facts(word: str) -> Facts:
    """Return the facts of one word, `FACTS` numbers."""
    key = hash(word)
    found = _remembered.get(key)
    if found is None:
        found = np.array(_facts(word), dtype=np.float32)
        if len(_remembered) >= KEPT:
            _remembered.clear()
        _remembered[key] = found
    return found


def _facts(word: str) -> list[float]:
    small, capitals = running_words()
    folded = word.casefold().rstrip(".")
    is_word = any(map(str.isalpha, word))
    begins_large = word[0].isupper()
    return [
        begins_large,
        word.isupper() and len(word) > 1,
        word.islower(),
        any(map(str.isdigit, word)),
        not any(map(str.isalnum, word)),
        len(word) == 1 and begins_large,
        len(word) > 1 and begins_large and word[1:].islower(),
        any(mark in word for mark in "@/_"),
        _within(likeness(word)) if is_word else 0.0,
        _within(given_likeness(word)) if is_word else 0.0,
        folded in small,
        folded in capitals,
        folded in _before_names(),
        1.0,
        folded in words("things_before"),
        folded in words("things_after"),
        folded in words("labels"),
        word in PARTICLES,
        folded in COMMON_WORDS,
        folded in _NAMES_THAT_ARE_WORDS,
        folded in words("asks"),
        folded in SUFFIXES,
        folded in _AND,
        folded in ordinary_words(),
        word in {".", "!", "?", "..."},
        word in {",", ";"},
        word in _BRACKETS,
        word in {":", "-", "–", "—", "|"},
        word in {"'s", "’s"},
        1 < len(word) <= 3 and begins_large,
        is_word and not word.isascii(),
        "-" in word and is_word,
        folded in _letter_words(),
        folded in WORD_NAMES,
        folded in SHORT_NAMES,
        folded in _PEOPLE_DO,
        folded in _DATED,
        folded in usual_names()[0],
        folded in usual_names()[1],
        folded in PLACES,
        folded in FIRMS,
        folded in KIT,
    ]


def _within(odds: float) -> float:
    return max(-_MAX_LIKENESS, min(_MAX_LIKENESS, odds)) / 4
