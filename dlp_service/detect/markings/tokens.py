"""
Stage 1c: text cut into tokens, with damaged spellings of known words repaired.

What is read is bounded by the text: every character is cut once, and every join looks a few tokens ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dlp_service.detect.markings.joins import joined
from dlp_service.detect.markings.lexeme import END, LINE, WORD, Token, is_caps
from dlp_service.detect.markings.repair import Vocabulary

__all__ = ["END", "LINE", "WORD", "Token", "Tokeniser", "is_caps"]

_TOKEN = re.compile(r"[A-Za-z0-9$]+(?:'[A-Za-z]+)?|//+|[^\sA-Za-z0-9]|\n|[A-Za-z0-9]")
_SPREAD = 3
"""So many capitals on their own may be a word typed apart."""
_new = tuple.__new__


class Tokeniser:
    """
    Cuts normalised text into tokens; knows the words of all grammars.

    >>> [token.text for token in Tokeniser(["SECRET"], ["SECRET"]).tokens("S E C R E T // 5ECRET")]
    ['SECRET', '//', 'SECRET', '']
    """

    def __init__(self, words: Iterable[str], long_words: Iterable[str]) -> None:
        self.vocabulary = Vocabulary(words, long_words)

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the tokens of `text[start:end]`, closed by one END token."""
        stop = len(text) if end is None else end
        found: list[Token] = []
        add, repair, known = found.append, self.vocabulary.repair, self.vocabulary.is_known
        is_broken = False
        singles = 0
        for match in _TOKEN.finditer(text, start, stop):
            raw = match[0]
            low, high = match.span()
            if raw[0].isalnum() or (raw[0] == "$" and len(raw) > 1):
                if raw.islower():
                    add(_new(Token, (WORD, raw.upper(), low, high, raw)))
                    continue
                word = repair(raw)
                if raw.isupper():
                    singles += len(raw) == 1
                    is_broken = is_broken or (len(raw) > 1 and not known(raw))
                add(_new(Token, (WORD, word, low, high, raw)))
            else:
                kind = "//" if raw[:2] == "//" else raw[0]
                add(_new(Token, (kind, kind, low, high, raw)))
        add(Token(END, "", stop, stop, ""))
        return joined(found, self.vocabulary) if is_broken or singles >= _SPREAD else found
