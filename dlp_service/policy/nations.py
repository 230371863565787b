"""
Reads the lists of release caveats: nations by code or name, communities, and names nobody knows.

A list is read once from left to right: at each word the longest name that the table holds is taken, so
that its cost grows with its length and not faster.  What the table does not hold stays in the result as
the name of a community, which admits only who is declared a member of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

_TOKEN = re.compile(r"[^\s,;/&+]+|[,;/&+]")
_SIGNS = frozenset(",;/&+")
_JOINING = frozenset({"AND", "THE", "ET"})
_DROPPED = str.maketrans("", "", ".()")


def plain(name: str) -> str:
    """
    Return a name as the table spells it: capitals, single spaces, no dots or brackets, signs set apart.

    >>> plain("Korea,  republic of"), plain("U.S.")
    ('KOREA , REPUBLIC OF', 'US')
    """
    return " ".join(_TOKEN.findall(name.upper().translate(_DROPPED)))


class Names:
    """
    Names of nations and communities: `words` gives each its canonical name, `communities` the members of those listed.

    Keys of `words` are spelt as `plain` spells them.
    """

    def __init__(self, communities: Mapping[str, frozenset[str]], words: Mapping[str, str]) -> None:
        self.communities = communities
        self.words = words

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """Return, by first word, how many words the names have that begin with it, longest first."""
        found: dict[str, set[int]] = {}
        for name in self.words:
            pieces = name.split(" ")
            found.setdefault(pieces[0], set()).add(len(pieces))
        return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}

    def canonical(self, name: str) -> str:
        """Return the canonical name of a nation or community, or the name itself in plain spelling."""
        text = plain(name)
        return self.words.get(text, text)

    def readers(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """
        Return the nations and communities that a list names; a community's members are among the nations.

        >>> from dlp_service.policy.releasability import load_nations
        >>> nations, communities = load_nations().names.readers("USA, New Zealand and ISAF")
        >>> sorted(nations), sorted(communities)
        (['NZL', 'USA'], ['ISAF'])
        """
        named = frozenset(self.named(text))
        communities = frozenset(name for name in named if name in self.communities or name not in self.words)
        return (named - communities).union(*(self.members(name) for name in communities)), communities

    def members(self, community: str) -> frozenset[str]:
        """Return the nations of a community, none where the table does not list them."""
        return self.communities.get(community, frozenset())

    def is_known(self, name: str) -> bool:
        """Say whether a canonical name is a nation or a community of the table."""
        return name in self.words or name in self.communities

    def named(self, text: str) -> Iterator[str]:
        """Yield the canonical name of everything a list names, in order; words nobody knows as they are."""
        tokens = _TOKEN.findall(text.upper().translate(_DROPPED))
        at = 0
        while at < len(tokens):
            size = self._longest(tokens, at)
            if size:
                yield self.words[" ".join(tokens[at : at + size])]
            elif tokens[at] not in _SIGNS and tokens[at] not in _JOINING:
                yield from self._hyphenated(tokens[at])
            at += size or 1

    def _longest(self, tokens: list[str], at: int) -> int:
        """Return how many tokens the longest name at `at` has, 0 where there is none."""
        for size in self._lengths.get(tokens[at], ()):
            if size == 1 and tokens[at] == "AND" and not _stands_alone(tokens, at):
                return 0
            if " ".join(tokens[at : at + size]) in self.words:
                return size
        return 0

    def _hyphenated(self, word: str) -> Iterable[str]:
        """Return the two sides of `GBR-USA`; a word that is not made of known ones stays whole."""
        pieces = word.split("-")
        if len(pieces) > 1 and all(piece in self.words for piece in pieces):
            return tuple(self.words[piece] for piece in pieces)
        return (word,)


def _stands_alone(tokens: list[str], at: int) -> bool:
    """Say whether signs or the ends of the list stand around a word: then AND is Andorra."""
    return (at == 0 or tokens[at - 1] in _SIGNS) and (at + 1 == len(tokens) or tokens[at + 1] in _SIGNS)
