"""Two small tables that say no at once: which known words a name begins or ends with, and where one edit can lie."""

from __future__ import annotations

from collections.abc import Iterable

KEY = 3
"""Letters at either end that say which lengths a known word can have there."""


class Ends:
    """Known words of two letters or more, asked which of them stand at either end of a name."""

    __slots__ = ("_endings", "_short", "_starts", "_words")

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words: set[str] = set()
        self._short: set[str] = set()
        self._starts: dict[str, tuple[int, ...]] = {}
        self._endings: dict[str, tuple[int, ...]] = {}
        for word in words:
            self.add(word)

    def add(self, word: str) -> None:
        """Note a word."""
        if len(word) < KEY:
            self._short.add(word)
            return
        self._words.add(word)
        for table, key in ((self._starts, word[:KEY]), (self._endings, word[-KEY:])):
            lengths = table.get(key, ())
            if len(word) not in lengths:
                table[key] = (*lengths, len(word))

    def held_by(self, name: str) -> list[tuple[str, str, bool]]:
        """
        Return each known word that a longer name begins or ends with, the rest, and whether the rest is left of it.

        >>> Ends(["navy", "mail"]).held_by("navymail")
        [('navy', 'mail', False), ('mail', 'navy', True)]
        """
        words, most = self._words, len(name) - 1
        found: list[tuple[str, str, bool]] = []
        if starts := self._starts.get(name[:KEY]):
            lengths = (length for length in starts if length <= most and name[:length] in words)
            found += [(name[:length], name[length:], False) for length in lengths]
        if endings := self._endings.get(name[-KEY:]):
            lengths = (length for length in endings if length <= most and name[-length:] in words)
            found += [(name[-length:], name[:-length], True) for length in lengths]
        if self._short and len(name) >= KEY:
            if name[:2] in self._short:
                found.append((name[:2], name[2:], False))
            if name[-2:] in self._short:
                found.append((name[-2:], name[:-2], True))
        return found


class Halves:
    """
    The halves of known texts: an edit leaves one half of a text as it was.

    A half of the text that was typed has `(letters - 1) // 2` letters, so that two letters swapped in the middle
    leave one of them; a known text can have a letter more or less.
    """

    __slots__ = ("_endings", "_starts")

    def __init__(self) -> None:
        self._starts: set[str] = set()
        self._endings: set[str] = set()

    def add(self, text: str) -> None:
        """Note a text."""
        letters = len(text)
        for half in (letters // 2, (letters - 1) // 2, max(0, letters - 2) // 2):
            self._starts.add(text[:half])
            self._endings.add(text[letters - half :])

    def span(self, typed: str) -> tuple[int, int]:
        """
        Return the first and the last place and one where one edit of a known text can lie; both are 0 if nowhere.

        >>> halves = Halves()
        >>> halves.add("harbour")
        >>> halves.span("harbuor"), halves.span("lantern")
        ((3, 7), (0, 0))
        """
        letters = len(typed)
        half = (letters - 1) // 2
        has_start, has_ending = typed[:half] in self._starts, typed[letters - half :] in self._endings
        if not (has_start or has_ending):
            return 0, 0
        return 0 if has_ending else half, letters if has_start else letters - half
