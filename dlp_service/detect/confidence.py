"""
How sure we are that a span is a person's name.

A logistic model over what recognised the span, how sure the tagger was of it, and how it is written.  Its weights were
fitted on public texts with marked persons (`training/names_confidence.py` prints them anew), so that 0.8 means:
of a hundred such spans about eighty are people.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection

from dlp_service.detect.people import PersonName
from dlp_service.detect.reading import How, has_common_word, looks_like_name
from dlp_service.detect.words import PARTICLES

WEIGHTS = {
    "bias": 0.56,
    "untagged": -1.76,
    How.TAGGER.value: 0.74,
    How.TITLE.value: 1.97,
    How.ROSTER_FORM.value: 2.2,
    How.COLUMN.value: 3.0,
    How.SHAPE_COLUMN.value: 1.2,
    How.LISTED.value: 1.2,
    How.BESIDE.value: 2.26,
    How.LABELLED.value: 1.6,
    How.SPELT.value: 0.7,
    How.ASKED.value: 3.49,
    How.AGAIN.value: 2.2,
    How.ELSEWHERE.value: -1.74,
    "full_shape": -0.02,
    "single_word": -0.4,
    "common_word": 0.18,
    "odd_character": -2.07,
    "repeated": 0.45,
    "capitals": -0.06,
    "single_capitals": 0.77,
    "many_words": -0.49,
    "small_word": -2.02,
    "short": -0.11,
}


Judge = Callable[[str, PersonName, Collection[How], int, float], float]
"""What `confidence` is: the span, the name read from it, what recognised it, mentions, and the tagger's own, to 0..1."""
_ODD = re.compile(r"[\d@/:_#=<>\[\]{}\n]")
SURE_PLACES = frozenset({How.COLUMN, How.TITLE, How.ROSTER_FORM})
"""Where a word is a name because of its place, even a word like Hall."""


def features(surface: str, name: PersonName, how: Collection[How], mentions: int, tagged: float) -> dict[str, float]:
    """Return the features of one span that are not zero; what a tagger said counts as the logarithm of its odds."""
    single = not (name.given and name.surname)
    words = surface.split()
    is_odd = not surface.replace(" ", "").isalpha() and _ODD.search(surface) is not None
    facts = {
        "full_shape": looks_like_name(surface),
        "single_word": single,
        "common_word": has_common_word(surface, is_name=not SURE_PLACES.isdisjoint(how)),
        "odd_character": is_odd,
        "repeated": mentions > 1,
        "capitals": surface.isupper(),
        "single_capitals": single and surface.isupper(),
        "many_words": len(words) > 4,
        "small_word": any(word.islower() and word not in PARTICLES for word in words),
        "short": len(surface) < 4,
    }
    found = {key: 1.0 for key, value in facts.items() if value}
    # A member of `How` is a string: asking for its value costs as much as all the rest here.
    recognised: dict[str, float] = dict.fromkeys(how, 1.0)
    if How.TAGGER in how:
        recognised[How.TAGGER] = logit(tagged)
    else:
        recognised["untagged"] = 1.0
    return {"bias": 1.0, **recognised, **found}


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
