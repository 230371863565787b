"""
Text reduced to what a retyped or reflowed copy keeps: small letters and digits, with one space for everything else.

Case, diacritics, ligatures, widths and look-alike letters are folded as `textmap` folds them.  Apostrophes, hyphens
inside words, soft hyphens and invisible characters vanish, and with a hyphen at the end of a line the break and the
quote marks of the next line.  The work is done by tables over whole pieces of text: 20 MB/s leave
nothing for a Python step per letter.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dlp_service.textmap import fold_character

Letters = npt.NDArray[np.uint8]
"""The UTF-8 of reduced text."""

SPACE = 32
_VANISHING = "'-\x00"
_BROKEN_WORD = re.compile(r"-[ \t]{0,4}\r?\n[ \t>|]{0,16}(?=\w)")
_QUOTES = "\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\uff07"
"""What is typed, or set by a word processor, where a word has an apostrophe."""

_HYPHENS = ("\u00ad", "\u2010", "\u2011", "\ufe63", "\uff0d")
_OWN_WORDS = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Scripts that put no space between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese): each letter counts as a word."""


def _ascii_table() -> bytes:
    return bytes(ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else SPACE for code in range(256))


_ASCII = _ascii_table()
_ASCII_KEPT = np.array([chr(code) not in _VANISHING for code in range(256)])


class LetterTable:
    """
    Reduces text; learns each character beyond ASCII when it first meets it.

    Safe to share between threads: what one learns another would learn alike.
    """

    # Values of the table that are no code points of a letter: not met yet, vanishes, and from `_SEVERAL` on the number
    # of a row of several letters.
    _UNKNOWN, _VANISHES, _SEVERAL = 0, 1, 0x200000

    def __init__(self) -> None:
        # Memory that no character has touched yet costs nothing.
        self._table = np.zeros(0x110000, dtype=np.uint32)
        self._table[:128] = np.frombuffer(_ASCII, dtype=np.uint8)[:128]
        self._table[[ord(character) for character in _VANISHING]] = self._VANISHES
        self._lock = threading.Lock()
        self._rows: list[tuple[int, ...]] = []
        self._several = _Several.of(())

    def reduce(self, text: str) -> Letters:
        """
        Return the letters of a text as bytes of UTF-8.

        >>> bytes(LetterTable().reduce("The CUT-OUT (inter-\\n> national)")).decode()
        'the cutout  international '
        """
        text = _prepared(text)
        if text.isascii():
            return np.frombuffer(text.encode("ascii").translate(_ASCII, _VANISHING.encode()), dtype=np.uint8)
        folded = self._folded(text)
        folded = folded[folded != self._VANISHES]
        if (folded >= self._SEVERAL).any():
            folded = self._expanded(text)[0]
        if not len(folded) or folded.max() < 128:
            return folded.astype(np.uint8)
        return np.frombuffer(_utf8(folded), dtype=np.uint8)

    def positions(self, text: str) -> npt.NDArray[np.intp]:
        """Return for each byte of `reduce(text)` which character of the text it is of."""
        text = _prepared(text)
        if text.isascii():
            return np.flatnonzero(_ASCII_KEPT[np.frombuffer(text.encode("ascii"), dtype=np.uint8)])
        folded, places = self._expanded(text)
        lead = (np.frombuffer(_utf8(folded), dtype=np.uint8) & 0xC0) != 0x80
        of_byte: npt.NDArray[np.intp] = places[np.cumsum(lead) - 1]
        return of_byte

    def _folded(self, text: str) -> npt.NDArray[np.uint32]:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        folded = self._table[codes]
        unknown = codes[folded == self._UNKNOWN]
        if len(unknown):
            self._learn(np.unique(unknown).tolist())
            folded = self._table[codes]
        return folded

    def _expanded(self, text: str) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.intp]]:
        """Return the letters with those that become several written out, and where in the text each stands."""
        folded = self._folded(text)
        several = self._several
        lengths = (folded != self._VANISHES).astype(np.intp)
        at = np.flatnonzero(folded >= self._SEVERAL)
        rows = folded[at] - self._SEVERAL
        lengths[at] = several.lengths[rows]
        places = np.repeat(np.arange(len(folded)), lengths)
        expanded = folded[places]
        sizes = lengths[at]
        first = np.cumsum(sizes) - sizes
        letters = np.repeat(several.offsets[rows] - first, sizes) + np.arange(sizes.sum())
        expanded[expanded >= self._SEVERAL] = several.letters[letters]
        return expanded, places

    def _learn(self, codes: list[int]) -> None:
        with self._lock:
            learnt: dict[int, int] = {}
            for code in codes:
                letters = _letters(chr(code))
                if len(letters) > 1:
                    learnt[code] = self._SEVERAL + len(self._rows)
                    self._rows.append(letters)
                else:
                    learnt[code] = letters[0] if letters else self._VANISHES
            self._several = _Several.of(self._rows)
            # The rows are there before anybody is sent to them.
            self._table[list(learnt)] = list(learnt.values())


@dataclass(frozen=True, slots=True)
class _Several:
    """What characters become that become several letters, end to end."""

    lengths: npt.NDArray[np.intp]
    offsets: npt.NDArray[np.intp]
    letters: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, rows: Sequence[tuple[int, ...]]) -> _Several:
        lengths = np.array([len(row) for row in rows], dtype=np.intp)
        letters = np.array([code for row in rows for code in row], dtype=np.uint32)
        return cls(lengths, np.cumsum(lengths) - lengths, letters)


def _letters(character: str) -> tuple[int, ...]:
    if character in _QUOTES:
        return ()
    letters = tuple(map(_letter, fold_character(character)))
    is_word = any(low <= ord(character) <= high for low, high in _OWN_WORDS)
    return (SPACE, *letters, SPACE) if is_word else letters


def _letter(character: str) -> int:
    is_letter = character.isalnum() or unicodedata.category(character)[0] == "M"
    return ord(character) if is_letter else SPACE


def _utf8(codes: npt.NDArray[np.uint32]) -> bytes:
    return codes.tobytes().decode("utf-32-le", "replace").encode("utf-8", "replace")


def _prepared(text: str) -> str:
    """Return the text, as long as before, with hyphens unified, dashes apart, and broken words joined by NULs."""
    if not text.isascii():
        for hyphen in _HYPHENS:
            text = text.replace(hyphen, "-")
    if "--" in text:
        text = text.replace("--", "  ")
    if "-\n" in text or "-\r" in text or "- \n" in text:
        text = _BROKEN_WORD.sub(lambda match: "\0" * len(match[0]), text)
    return text
