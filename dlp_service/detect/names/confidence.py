"""
How sure we are that a span is a person's name.

A logistic model over what recognised the span, how sure the tagger was of it, and how it is written.  Its weights were
fitted on public texts with marked persons (`training/names_confidence.py` prints them anew), so that 0.8 means:
of a hundred such spans about eighty are people.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from dlp_service.detect.names.given_words import WORD_NAMES, usual_names
from dlp_service.detect.names.likeness import scores
from dlp_service.detect.names.people import PersonName
from dlp_service.detect.names.reading import How, has_common_word, has_name_shape
from dlp_service.detect.names.words import PARTICLES

WEIGHTS = {
    "bias": -0.09,
    "untagged": -2.62,
    How.TAGGER.value: 0.75,
    How.TITLE.value: 2.16,
    How.ROSTER_FORM.value: 0.9,
    How.COLUMN.value: 3.93,
    How.SHAPE_COLUMN.value: 1.95,
    How.LISTED.value: 2.33,
    How.SINGLES.value: 1.49,
    How.BESIDE.value: 0.36,
    How.LABELLED.value: 2.15,
    How.SPELT.value: -0.01,
    How.ASKED.value: 4.77,
    How.ADDRESSED.value: 2.53,
    How.AGAIN.value: 0.75,
    How.ELSEWHERE.value: -1.67,
    "full_shape": 0.24,
    "single_word": -0.01,
    "common_word": -0.07,
    "odd_character": -1.97,
    "repeated": 0.77,
    "capitals": -0.5,
    "single_capitals": 0.51,
    "many_words": -1.09,
    "small_word": -0.57,
    "all_small": -0.87,
    "usual_given": 0.18,
    "word_name": -0.21,
    "short": -0.14,
    "unaided": -0.07,
    "several": 0.08,
    "untagged_row": -0.94,
    "best_word": 0.27,
    "worst_word": 0.01,
    "best_given": -0.09,
}


Judge = Callable[[str, PersonName, Collection[How], int, float], float]
"""What `confidence` is: the span, the name read from it, what recognised it, mentions, and the tagger's own, to 0..1."""
_ODD = re.compile(r"[\d@/:_#=<>\[\]{}\n]")
SURE_PLACES = frozenset({How.COLUMN, How.TITLE, How.ROSTER_FORM})
"""Where a word is a name because of its place, even a word like Hall."""
SILENT = frozenset({How.COLUMN, How.SHAPE_COLUMN, How.ROSTER_FORM})
"""Forms that mostly stand where the tagger does not read or sees no sentence."""
SPREAD = 4.0
_TAGGER_ALONE = frozenset({How.TAGGER})
_AROUND = ".,'’()"


def features(surface: str, name: PersonName, how: Collection[How], mentions: int, tagged: float) -> dict[str, float]:
    """Return the features of one span that are not zero; what a tagger said counts as the logarithm of its odds."""
    place = _place(frozenset(how))
    found = dict(place.facts)
    # A word of the tagger counts by its odds; that it said nothing counts less where it does not read: in rows.
    if tagged:
        found[How.TAGGER] = logit(tagged)
    else:
        found[place.untagged] = 1.0
    if mentions > 1:
        found["repeated"] = 1.0
    is_common = has_common_word(surface)
    if not is_common and has_name_shape(surface):
        found["full_shape"] = 1.0
    if is_common and (not place.is_sure or has_common_word(surface, is_name=True)):
        found["common_word"] = 1.0
    words = surface.split()
    _add_look(found, surface, words, is_single=not (name.given and name.surname))
    _add_spelling(found, words)
    return found


def _add_look(found: dict[str, float], surface: str, words: Sequence[str], *, is_single: bool) -> None:
    """Add what a span looks like: how many words, which letters are large, and whether other signs stand between."""
    if is_single:
        found["single_word"] = 1.0
    if not surface.replace(" ", "").isalpha() and _ODD.search(surface) is not None:
        found["odd_character"] = 1.0
    if surface.isupper():
        found["capitals"] = 1.0
        if is_single:
            found["single_capitals"] = 1.0
    elif not surface.istitle() and any(word.islower() and word not in PARTICLES for word in words):
        found["all_small" if surface.islower() else "small_word"] = 1.0
    if len(words) > 4:
        found["many_words"] = 1.0
    if len(surface) < 4:
        found["short"] = 1.0


class _Place(NamedTuple):
    """What the ways in which a name was recognised say by themselves."""

    facts: Mapping[str, float]
    untagged: str
    is_sure: bool


@cache
def _place(how: frozenset[How]) -> _Place:
    """Return what a combination of ways says; few of the many possible ones occur, and each holds for names without number."""
    facts: dict[str, float] = {"bias": 1.0, **{way.value: 1.0 for way in how if way is not How.TAGGER}}
    if how == _TAGGER_ALONE:
        facts["unaided"] = 1.0
    if len(how - {How.TAGGER, How.ELSEWHERE}) > 1:
        facts["several"] = 1.0
    untagged = "untagged" if SILENT.isdisjoint(how) else "untagged_row"
    return _Place(facts, untagged, is_sure=not SURE_PLACES.isdisjoint(how))


def _add_spelling(found: dict[str, float], words: Sequence[str]) -> None:
    """Add how like names the words of a span are spelt: the best and the worst of them, and the best given name."""
    odds: list[float] = []
    given: list[float] = []
    usual = usual_names()[0]
    for word in words:
        core = word.strip(_AROUND)
        low = word.lower()
        if low in usual:
            found["usual_given"] = 1.0
        if len(core) > 1 and low not in PARTICLES:
            as_name, as_given = scores(core)
            odds.append(as_name)
            given.append(as_given)
    if len(words) == 1 and words[0].lower() in WORD_NAMES:
        found["word_name"] = 1.0
    found["best_word"] = max(odds, default=0.0) / SPREAD
    found["worst_word"] = min(odds, default=0.0) / SPREAD
    found["best_given"] = max(given, default=0.0) / SPREAD


def logit(probability: float) -> float:
    """
    Return the logarithm of the odds, within 1:1000 and 1000:1.

    >>> logit(0.5), logit(1.0) == logit(0.9995)
    (0.0, True)
    """
    within = min(max(probability, 0.001), 0.999)
    return math.log(within / (1 - within))


def confidence(surface: str, name: PersonName, how: Collection[How], mentions: int, tagged: float) -> float:
    """Return the probability, 0..1 to three places, that a span is a person's name; `tagged` is the tagger's own."""
    total = sum(WEIGHTS[key] * value for key, value in features(surface, name, how, mentions, tagged).items())
    return round(1 / (1 + math.exp(-total)), 3)
