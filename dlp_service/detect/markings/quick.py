"""
Patterns with a quick look before them.

Most sentences hold nothing that a pattern is after, yet it is tried at each of their words.  A look says from where
on the pattern can match at all: behind the last few words, or nowhere, because what it cannot do without is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Look = Callable[[str], int]
"""Returns where to begin in a text, or -1 when the pattern cannot match in it."""


class Quick:
    """
    A pattern that is tried from where its look says; whether it matches is the same.

    >>> ends = Quick(re.compile(r"\\b(?:of|to)\\W*$"), last_words(1))
    >>> bool(ends.search("what we speak of:")), bool(ends.search("of what we speak"))
    (True, False)
    """

    def __init__(self, pattern: re.Pattern[str], look: Look) -> None:
        self._search, self._findall = pattern.search, pattern.findall
        self._look = look
        self.pattern = pattern.pattern
        self.flags = pattern.flags

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match, if any."""
        at = self._look(text)
        return None if at < 0 else self._search(text, at)

    def findall(self, text: str) -> list[str]:
        """Return what the matches read."""
        at = self._look(text)
        return [] if at < 0 else self._findall(text, at)


def last_words(count: int) -> Look:
    """
    Return the look for patterns that end with the text and take at most `count` words; an apostrophe parts none.

    >>> last_words(2)("no more than that")
    8
    """
    # Read from behind.  Nothing taken is given back, so a word is never counted as two.
    behind = re.compile(rf"\W*+(?:\w[\w']*+\W++){{{count - 1}}}\w[\w']*+").match

    def look(text: str) -> int:
        found = behind(text[::-1])
        return len(text) - found.end() if found else 0

    return look


def needs(pattern: re.Pattern[str]) -> Look:
    """Return the look for patterns that cannot match where `pattern` does not, which is quicker."""
    search = pattern.search
    return lambda text: 0 if search(text) else -1


def needs_at_end(pattern: str) -> Look:
    """Return the look for patterns that end with the text, which read from behind begins with `pattern`."""
    match = re.compile(pattern).match
    return lambda text: 0 if match(text[::-1]) else -1


def needs_part(*parts: str) -> Look:
    """
    Return the look for patterns of any case that cannot match without one of `parts`, in small letters.

    >>> look = needs_part("remov")
    >>> look("Upon Removal"), look("Upon arrival")
    (0, -1)
    """

    def look(text: str) -> int:
        # Beyond ASCII a pattern of any case takes letters for others that lowering leaves as they are.
        lowered = text.lower()
        return 0 if not text.isascii() or any(part in lowered for part in parts) else -1

    return look


_AHEAD = re.compile(r"\(\?!(?:[^()]|\([^()]*\))*\)")
_COUNT = re.compile(r"\{(\d+),\d+\}")


def loosened(pattern: str) -> str:
    """
    Return a pattern for an automaton that matches no less: what may not follow may, and a few times become often.

    Without the counts the automaton is far smaller, and so quicker.

    >>> loosened(r"a{0,4}(?!b(?:c)) d{2,} e{1,3}?")
    'a* d{2,} e+?'
    """
    return _COUNT.sub(lambda count: "*" if count[1] == "0" else "+", _AHEAD.sub("", pattern))
