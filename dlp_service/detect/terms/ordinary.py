"""English words: what no near-spelling may be made of, in the order of how often they are written."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def ranked_words() -> tuple[str, ...]:
    """Return the words, commonest first; read once a process, 0.8 MB."""
    text = (resources.files("dlp_service.detect") / "data" / "ordinary_words.txt").read_text(encoding="ascii")
    return tuple(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@cache
def ordinary_words() -> frozenset[str]:
    """
    Return the words as a set, all in small letters and of three letters or more.

    >>> "lantern" in ordinary_words(), "lantren" in ordinary_words()
    (True, False)
    """
    return frozenset(ranked_words())
