"""
Shingles: every run of five words as one secret number, and which of them stand for a document.

The number of a shingle is its words' polynomial enciphered with AES: who has the numbers and not the key can neither
try a text against them nor learn the key from a document that he knows.  One call enciphers all shingles of a
text, which a keyed digest for each could not do in time.  Winnowing keeps two of five: the smallest of every four in a row
(Schleimer, Wilkerson and Aiken, "Winnowing", SIGMOD 2003), so that at least one is kept of any eight words in common.
"""

from __future__ import annotations

import hashlib
import threading

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from dlp_service.detect.fingerprints.words import Numbers

SHINGLE = 5
"""Words of a shingle."""
WINDOW = 4
"""Shingles of which the smallest is kept."""
GUARANTEED = SHINGLE + WINDOW - 1
"""A run of this many words in common has at least one kept shingle in common."""

_FACTOR = np.uint64(0xD1342543DE82EF95)
_LITTLE = np.dtype("<u8")


class ShingleCipher:
    """Makes shingles under one key of 32 bytes; safe to share between threads."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(key=secret, digest_size=16, person=b"shingles").digest()
        self._own = threading.local()

    def shingles(self, words: Numbers) -> Numbers:
        """
        Return the number of every run of five words, in order; fewer words have none.

        >>> cipher = ShingleCipher(bytes(32))
        >>> len(cipher.shingles(np.arange(7, dtype=np.uint64))), len(cipher.shingles(np.arange(4, dtype=np.uint64)))
        (3, 0)
        """
        count = len(words) - SHINGLE + 1
        if count < 1:
            return np.zeros(0, dtype=np.uint64)
        total = words[:count].copy()
        for number in range(1, SHINGLE):
            total *= _FACTOR
            total += words[number : number + count]
        blocks = np.zeros((count, 2), dtype=_LITTLE)
        blocks[:, 0] = total
        sealed = np.frombuffer(self._encryptor().update(blocks.data.cast("B")), dtype=_LITTLE)
        return sealed[::2].astype(np.uint64)

    def _encryptor(self) -> CipherContext:
        """Return the encryptor of this thread: making one costs more than enciphering a page, and whole blocks leave no trace in it."""
        made: CipherContext | None = getattr(self._own, "encryptor", None)
        if made is None:
            # Equal shingles must give equal numbers, here as in the index: what makes ECB unfit for messages is its use here.
            made = Cipher(algorithms.AES(self._key), modes.ECB()).encryptor()  # noqa: S305
            self._own.encryptor = made
        return made


def winnow(shingles: Numbers) -> npt.NDArray[np.intp]:
    """
    Return which shingles stand for a text: the last of the smallest in each window.

    >>> winnow(np.array([9, 3, 7, 8, 5, 6, 4], dtype=np.uint64)).tolist()
    [1, 4, 6]
    """
    if len(shingles) <= WINDOW:
        smallest = len(shingles) - 1 - np.argmin(shingles[::-1]) if len(shingles) else 0
        return np.array([smallest] if len(shingles) else [], dtype=np.intp)
    windows = np.lib.stride_tricks.sliding_window_view(shingles, WINDOW)[:, ::-1]
    places = np.arange(len(windows)) + WINDOW - 1 - np.argmin(windows, axis=1)
    return np.unique(places)
