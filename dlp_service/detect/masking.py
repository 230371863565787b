"""Outlines of evidence: enough to recognise it, not enough to read it."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
MAX_OUTLINE = 60


def outline(text: str) -> str:
    """
    Return the first letter of every word and stars for the rest; digits become `#`.

    >>> outline("Lucian Garside"), outline("AR 10 10 10 A")
    ('L***** G******', 'A* ## ## ## A')
    """
    return _WORD.sub(_mask, text[:MAX_OUTLINE]).replace("\n", " ").replace("\t", " ")


def _mask(word: re.Match[str]) -> str:
    text = word[0]
    if text.isalpha():
        return text[0] + "*" * (len(text) - 1)
    if any(character.isdigit() for character in text):
        return "#" * len(text)
    return text[0] + "*" * (len(text) - 1)
