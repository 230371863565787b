"""Which paragraphs without a capital letter are worth reading for names: the tagger is dear, and hardly any of them names anybody."""

from __future__ import annotations

import re
from functools import cache

from dlp_service.detect.names.casing import running_words
from dlp_service.detect.names.given_words import SHORT_NAMES
from dlp_service.detect.names.likeness import given_likeness
from dlp_service.detect.names.words import COMMON_WORDS

MAX_CAPITALS = 0.004
"""Capitals by letter at most in a text that is written small throughout."""
LIKE_A_GIVEN_NAME = 1.0
_CAPITAL = re.compile(r"[^\W\d_a-z]")
_WORD = re.compile(r"(?<![\w@./'’-])[^\W\d_]{2,20}(?![\w@])")


def is_written_small(text: str) -> bool:
    """
    Say whether a text hardly uses capitals; it looks at few of them.

    >>> is_written_small("ask priya, she has it"), is_written_small("Ask Priya, she has it")
    (True, False)
    """
    most = int(MAX_CAPITALS * len(text))
    return all(number < most for number, _ in enumerate(_CAPITAL.finditer(text)))


def may_name(text: str, start: int, end: int) -> bool:
    """
    Say whether one of the words at `start`..`end` is spelt like a given name, or is a usual short form of one.

    >>> may_name("cheers, jez", 0, 11), may_name("see you on monday", 0, 17)
    (True, False)
    """
    found = _WORD.findall(text, start, end)
    return not short_names().isdisjoint(found) or any(given_likeness(word) > LIKE_A_GIVEN_NAME for word in found)


@cache
def short_names() -> frozenset[str]:
    """Return the short forms of given names that running text never writes small."""
    return SHORT_NAMES - running_words()[0] - COMMON_WORDS
