"""
A piece of text as terms are looked for in it: only its letters, and its words.

A term hides in two ways.  Something is put between its letters, so one reading has no separators at all;
or a letter is replaced by one that looks like it, so that reading also has one letter for all that look alike
(`skeleton`).  Short terms would be found everywhere in it; for them the other reading keeps every word apart.
"""

from __future__ import annotations

import re
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from dlp_service.detect.lookalikes import ALIKE
from dlp_service.textmap import Folded, FoldTable, beyond_ascii, fold, fold_character

_ALIKE_GROUPS = ("o0", "il1!", "e3", "a4@", "s5$", "t7", "b8", "g69", "z2")
"""What is written for a letter on purpose, with it; all of a group become its first."""
_SKELETON = {other: group[0] for group in _ALIKE_GROUPS for other in group}
SIGNS = "!@$"
"""Signs that may be read as letters."""
_ASCII = [chr(code) for code in range(128)]
_DROPPED = "".join(c for c in _ASCII if not c.isalnum() and c not in SIGNS).encode()
_TO_SKELETON = bytes(ord(_SKELETON.get(c, c)) for c in _ASCII) + bytes(range(128, 256))
_TO_WORDS = bytes(ord(c if c.isalnum() else " ") for c in _ASCII) + bytes(range(128, 256))
_TO_SPELLED = bytes(ord(c if c.isalpha() else " ") for c in _ASCII) + bytes(range(128, 256))
_SPACE = np.uint32(ord(" "))
_FEW_SIGNS = 64
_SPELLED = re.compile("[^ ]+")
_ESCAPED = re.compile(r"%(?:20|2[bdef]|5f)")
"""Separators as addresses of the web write them."""


def _character(character: str) -> str:
    if character.isascii():
        return character.lower()
    plain = ALIKE.get(character)
    return fold_character(character) if plain is None else plain.lower()


_TABLE = FoldTable(_character)


def rules_digest() -> bytes:
    """Return the rules of folding as bytes; keys made by other rules are no keys here."""
    return repr((sorted(ALIKE.items()), _ALIKE_GROUPS, SIGNS)).encode()


def look(text: str) -> Folded:
    """
    Fold a text by what its letters look like, capitals and small letters each by their own look.

    >>> look("ΗΑNGAR").text, look("Ｏｒｃｈｉｄ").text
    ('hangar', 'orchid')
    """
    folded = fold(text, _TABLE)
    if "%" not in folded.text:
        return folded
    return Folded(_ESCAPED.sub("   ", folded.text), folded.length, folded.marks)


def skeleton(folded: str) -> str:
    """
    Return the letters and digits of a folded text, those that look alike as one.

    >>> skeleton("c1nder-path"), skeleton("hangar 9")
    ('cinderpath', 'hangarg')
    """
    return Piece(Folded(folded, len(folded))).skeleton


def words_of(folded: str) -> list[str]:
    """
    Return the words of a folded text.

    >>> words_of("o/lantern_2")
    ['o', 'lantern', '2']
    """
    return Piece(Folded(folded, len(folded))).words.split()


class Piece:
    """The readings of one piece of text; those that nobody asks for are not made."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.text = folded.text
        plain = _without_signs(folded.text)
        self._raw = plain.encode("ascii") if plain.isascii() else None

    @cached_property
    def skeleton(self) -> str:
        """The letters, digits and `SIGNS`, those that look alike as one."""
        if self._raw is not None:
            return self._raw.translate(_TO_SKELETON, _DROPPED).decode("ascii")
        codes = self._codes[self._are("letters, digits, signs")]
        return _decoded(np.where(codes < 128, _skeleton_codes()[np.minimum(codes, 127)], codes))

    @cached_property
    def words(self) -> str:
        """The text with a space for everything that is no letter or digit; it is as long as the folded text."""
        if self._raw is not None:
            return self._raw.translate(_TO_WORDS).decode("ascii")
        return _decoded(np.where(self._are("letters, digits"), self._codes, _SPACE))

    @cached_property
    def whole_words(self) -> frozenset[str]:
        """Each word of `words`, once."""
        return frozenset(self.words.split())

    @cached_property
    def spelled(self) -> str:
        """As `words`, with a space for digits too."""
        if self._raw is not None:
            return self._raw.translate(_TO_SPELLED).decode("ascii")
        return _decoded(np.where(self._are("letters"), self._codes, _SPACE))

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word of `spelled` begins."""
        found: dict[str, list[int]] = {}
        for match in _SPELLED.finditer(self.spelled):
            found.setdefault(match[0], []).append(match.start())
        return found

    @cached_property
    def positions(self) -> npt.NDArray[np.intp]:
        """Where each character of `skeleton` stands in the folded text."""
        return np.flatnonzero(self._are("letters, digits, signs"))

    @cached_property
    def _codes(self) -> npt.NDArray[np.uint32]:
        return np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)

    def _are(self, kind: str) -> npt.NDArray[np.bool_]:
        """Say which characters are of a kind; beyond the first plane all are, emoji too."""
        kept: npt.NDArray[np.bool_] = _kinds()[kind][np.minimum(self._codes, 0x10000)]
        return kept


def _without_signs(text: str) -> str:
    """Return a text of the same length with a space for each sign beyond ASCII, where that leaves ASCII only; else the text."""
    if text.isascii():
        return text
    beyond = beyond_ascii(text)
    if len(beyond) > _FEW_SIGNS or any(c.isalnum() or ord(c) > 0xFFFF for c in beyond):
        return text
    for character in beyond:
        text = text.replace(character, " ")
    return text


@cache
def _kinds() -> dict[str, npt.NDArray[np.bool_]]:
    letters = np.array([*(chr(code).isalpha() for code in range(0x10000)), True])
    digits = np.array([*(chr(code).isalnum() for code in range(0x10000)), True])
    signs = digits.copy()
    signs[[ord(sign) for sign in SIGNS]] = True
    return {"letters": letters, "letters, digits": digits, "letters, digits, signs": signs}


@cache
def _skeleton_codes() -> npt.NDArray[np.uint32]:
    return np.frombuffer(_TO_SKELETON[:128], dtype=np.uint8).astype(np.uint32)


def _decoded(codes: npt.NDArray[np.uint32]) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
