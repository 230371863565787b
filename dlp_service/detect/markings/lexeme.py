"""The pieces that grammars read: words, signs and line ends."""

from __future__ import annotations

from typing import NamedTuple

WORD = "w"
LINE = "\n"
END = ""
_CLEAR_UPPER = 0.7


class Token(NamedTuple):
    """
    One word, sign or line break.

    `kind` is WORD, LINE, END or the sign itself (`//` is one sign); `text` is the repaired word in
    capitals; `start` and `end` are positions in the normalised text; `raw` is what stood there.
    """

    kind: str
    text: str
    start: int
    end: int
    raw: str

    @property
    def is_caps(self) -> bool:
        """Say whether it was written in capitals, digits and damage aside."""
        return is_caps(self.raw)


def is_caps(word: str) -> bool:
    """
    Say whether a word is in capitals, forgiving `l` for I and single damaged letters.

    >>> is_caps("SECRET"), is_caps("CONFlDENTIAL"), is_caps("Secret")
    (True, True, False)
    """
    if word.isupper():
        return True
    letters = [char for char in word if char.isalpha() and char != "l"]
    upper = sum(char.isupper() for char in letters)
    if len(word) < 5:
        return upper >= 2 and upper == len(letters)
    return upper >= max(2, _CLEAR_UPPER * len(letters))
