"""
Which words of a text are no ordinary words, told by the hashes that the sieve has of all of them anyway.

Only such a word may be a misspelt codeword: a real word is no misspelling of another.
"""

from __future__ import annotations

import numpy as np

from dlp_service.detect.names.romanised import FOREIGN
from dlp_service.detect.protected.sieve import Hashes, Hashing, Wide
from dlp_service.detect.protected.tokens import Positions, Words
from dlp_service.detect.terms.ordinary import ordinary_words, ranked_words

SHORTEST, LONGEST = 5, 40
"""Letters of a word, as it is written, in which a wrong one is looked for."""
_BITS = 17
_TABLE_SHIFT, _UPPER = np.uint64(64 - _BITS), np.uint64(32)
_NINE = ord("9")


class RareWords:
    """
    Knows the ordinary words by their hashes under one secret.

    A place of the table holds one word, of those that fall on it the commonest; what it does not know is asked of the set of words.
    """

    def __init__(self, hashing: Hashing) -> None:
        words = [word.encode() for word in reversed(ranked_words())]
        hashes = hashing.each(words)
        self._table: Hashes = np.zeros(1 << _BITS, dtype=np.uint32)
        self._table[hashes >> np.uint32(32 - _BITS)] = hashes

    def among(self, words: Words, hashes: Wide) -> Positions:
        """Return the words of Latin letters that are no ordinary words, from the hashes of all."""
        known = self._table.take((hashes >> _TABLE_SHIFT).view(np.int64))
        places = (known != (hashes >> _UPPER)).nonzero()[0]
        starts, ends = words.starts.take(places), words.ends.take(places)
        first, sizes = np.frombuffer(words.letters, dtype=np.uint8).take(starts), ends - starts
        asked = ((sizes >= SHORTEST) & (sizes <= LONGEST) & (first > _NINE) & (first < FOREIGN)).nonzero()[0]
        spans = zip(starts.take(asked).tolist(), ends.take(asked).tolist(), strict=True)
        ordinary = ordinary_words()
        is_rare = [words.letters[start:end].decode("latin-1") not in ordinary for start, end in spans]
        rare: Positions = places.take(asked).compress(is_rare)
        return rare
