"""
Text in capitals, written as a tagger of sentences expects it, letter by letter at the same place.

Which words are written small, and which stay in capitals, was counted in running text
(`lists/running_words.py`); a word it does not know begins with a capital, as rare names do.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = frozenset(".!?:")
MIN_LETTERS = 8
CAPITALS_SHARE = 0.7
_NOT_LARGE = bytes(code for code in range(128) if not chr(code).isupper())
_NOT_SMALL = bytes(code for code in range(128) if not chr(code).islower())


def is_in_capitals(text: str) -> bool:
    """Say whether a text is written in capitals, up to a few small words."""
    # Deleting bytes is fifty times as fast as asking each letter; letters beyond ASCII count as capitals until that matters.
    ascii_ = text.encode("ascii", "ignore")
    large = len(text) - len(ascii_) + len(ascii_.translate(None, _NOT_LARGE))
    if large < CAPITALS_SHARE * (large + len(ascii_.translate(None, _NOT_SMALL))):
        return False
    letters = sum(map(str.isalpha, text))
    return letters >= MIN_LETTERS and sum(map(str.isupper, text)) >= CAPITALS_SHARE * letters


def title_cased(text: str) -> str:
    """
    Return ALL-CAPITALS text as a tagger expects it; other text unchanged.

    >>> title_cased("FROM GARSIDE TO THE NATO STATION 340. HE AGREES."), title_cased("From NATO")
    ('From Garside to the NATO station 340. He agrees.', 'From NATO')
    """
    if not is_in_capitals(text):
        return text
    small, capitals = running_words()

    def rewritten(match: re.Match[str]) -> str:
        word = match[0]
        lowered = word.lower()
        if len(lowered) != len(word) or lowered in capitals:
            return word
        if lowered in small and not _begins_sentence(text, match.start()):
            return lowered
        # One letter after an apostrophe is the end of a word, not a name.
        return lowered if match.start() and text[match.start() - 1] in "'’" and len(word) < 3 else word[0] + lowered[1:]

    return _WORD.sub(rewritten, text)


def _begins_sentence(text: str, start: int) -> bool:
    before = start - 1
    while before >= 0 and not text[before].isalnum() and text[before] not in _SENTENCE_END and start - before < 6:
        before -= 1
    return before < 0 or text[before] in _SENTENCE_END


@cache
def running_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words written small, and those written in capitals, inside a sentence."""
    text = resources.files("dlp_service.detect").joinpath("data", "running_words.txt").read_text(encoding="utf-8")
    small, _, capitals = text.partition("[small]\n")[2].partition("[capitals]\n")
    return frozenset(small.split()), frozenset(capitals.split())
