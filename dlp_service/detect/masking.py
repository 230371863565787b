"""Outlines of evidence: enough to recognise it, not enough to read it."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
_WORD_BEYOND = re.compile(r"\w(?:(?:\w|[^\x00-\x7f\s])*\w)?")
"""A word with accents of their own, invisible characters or dashes inside."""
_LONE = re.compile(r"(?<!\w)[^\W\d_](?!\w)")
_LETTER = re.compile(r"[^\W\d_]")
SPELT_OUT = 3
"""So many letters that stand alone spell something out."""
_DIGITS_ONLY = re.compile(r"[\x00-\x40]*")
"""ASCII without letters and underscores: a number with whatever separates its groups."""
_TO_SIGNS = str.maketrans("0123456789\n\t", "##########  ")
MAX_OUTLINE = 60


def outline(text: str) -> str:
    """
    Return the first letter of every word and stars for the rest; digits become `#`.

    Of what is spelt out letter by letter only the first one stays.

    >>> outline("Lucian Garside"), outline("AR 10 10 10 A")
    ('L***** G******', 'A* ## ## ## A')
    >>> outline("C.I.N.D.E.R"), outline("c\\u200bin\\u200bder")
    ('C.*.*.*.*.*', 'c*******')
    """
    start = text[:MAX_OUTLINE]
    words = start.split(" ")
    if start.isascii() and len(words) < SPELT_OUT and all(map(str.isalpha, words)):
        # One or two words of letters, as most names are.
        return " ".join([word[0] + "*" * (len(word) - 1) for word in words])
    if _DIGITS_ONLY.fullmatch(start):
        return start.translate(_TO_SIGNS)
    if len(_LONE.findall(start)) >= SPELT_OUT:
        first = _LETTER.search(start)
        kept = first.end() if first else 0
        start = start[:kept] + _LETTER.sub("*", start[kept:])
    return (_WORD if start.isascii() else _WORD_BEYOND).sub(_mask, start).replace("\n", " ").replace("\t", " ")


def _mask(word: re.Match[str]) -> str:
    text = word[0]
    if text.isalpha():
        return text[0] + "*" * (len(text) - 1)
    if any(character.isdigit() for character in text):
        return "#" * len(text)
    return text[0] + "*" * (len(text) - 1)
