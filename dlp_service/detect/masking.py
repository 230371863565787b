"""Outlines of evidence: enough to recognise it, not enough to read it."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
_DIGITS_ONLY = re.compile(r"[\x00-\x40]*")
"""ASCII without letters and underscores: a number with whatever separates its groups."""
_TO_SIGNS = str.maketrans("0123456789\n\t", "##########  ")
MAX_OUTLINE = 60


def outline(text: str) -> str:
    """
    Return the first letter of every word and stars for the rest; digits become `#`.

    >>> outline("Lucian Garside"), outline("AR 10 10 10 A")
    ('L***** G******', 'A* ## ## ## A')
    """
    start = text[:MAX_OUTLINE]
    if _DIGITS_ONLY.fullmatch(start):
        return start.translate(_TO_SIGNS)
    return _WORD.sub(_mask, start).replace("\n", " ").replace("\t", " ")


def _mask(word: re.Match[str]) -> str:
    text = word[0]
    if text.isalpha():
        return text[0] + "*" * (len(text) - 1)
    if any(character.isdigit() for character in text):
        return "#" * len(text)
    return text[0] + "*" * (len(text) - 1)
