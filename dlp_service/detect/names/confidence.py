"""
How sure we are that a span is a person's name.

A logistic model over what recognised the span, how sure the tagger was of it, and how it is written.  Its weights were
fitted on public texts with marked persons (`training/names_confidence.py` prints them anew), so that 0.8 means:
of a hundred such spans about eighty are people.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence

from dlp_service.detect.names.likeness import given_likeness, likeness
from dlp_service.detect.names.people import PersonName
from dlp_service.detect.names.reading import How, has_common_word, looks_like_name
from dlp_service.detect.names.words import PARTICLES

WEIGHTS = {
    "bias": -0.11,
    "untagged": -2.54,
    How.TAGGER.value: 0.73,
    How.TITLE.value: 2.21,
    How.ROSTER_FORM.value: 1.22,
    How.COLUMN.value: 3.85,
    How.SHAPE_COLUMN.value: 1.83,
    How.LISTED.value: 2.14,
    How.SINGLES.value: 1.5,
    How.BESIDE.value: 0.48,
    How.LABELLED.value: 2.23,
    How.SPELT.value: 0.05,
    How.ASKED.value: 4.83,
    How.ADDRESSED.value: 2.5,
    How.AGAIN.value: 0.46,
    How.ELSEWHERE.value: -1.62,
    "full_shape": 0.2,
    "single_word": -0.1,
    "common_word": 0.55,
    "odd_character": -1.95,
    "repeated": 1.16,
    "capitals": -0.56,
    "single_capitals": 0.44,
    "many_words": -0.94,
    "small_word": -0.71,
    "short": -0.15,
    "unaided": -0.11,
    "several": 0.12,
    "untagged_row": -0.92,
    "best_word": 0.37,
    "worst_word": 0.06,
    "best_given": -0.06,
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
        "unaided": set(how) == _TAGGER_ALONE,
        "several": len(set(how) - {How.TAGGER, How.ELSEWHERE}) > 1,
    }
    found = {key: 1.0 for key, value in facts.items() if value}
    # A member of `How` is a string: asking for its value costs as much as all the rest here.
    recognised: dict[str, float] = dict.fromkeys(how, 1.0)
    # A word of the tagger counts by its odds; that it said nothing counts less where it does not read: in rows.
    recognised.pop(How.TAGGER, None)
    if tagged:
        recognised[How.TAGGER] = logit(tagged)
    else:
        recognised["untagged" if SILENT.isdisjoint(how) else "untagged_row"] = 1.0
    return {"bias": 1.0, **recognised, **found, **_spelling(words)}


def _spelling(words: Sequence[str]) -> dict[str, float]:
    """Return how like names the words of a span are spelt: the best and the worst of them, and the best given name."""
    long = [word for word in words if len(word.strip(".,'’()")) > 1 and word.lower() not in PARTICLES]
    odds = [likeness(word.strip(".,'’()")) / SPREAD for word in long] or [0.0]
    given = [given_likeness(word.strip(".,'’()")) / SPREAD for word in long] or [0.0]
    return {"best_word": max(odds), "worst_word": min(odds), "best_given": max(given)}


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
