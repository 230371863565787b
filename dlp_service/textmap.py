"""
Text folded for comparison, with the way back to the original.

Folding changes lengths (a ligature becomes two letters, a zero-width space
none), so every folded text carries a map; a finding always points into the
text as it was received.  Plain ASCII, nearly all mail, folds in one call and needs no map.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dlp_service.budget import PIECE_BYTES

PIECE_CHARS = PIECE_BYTES // 4
"""A code point is at most four bytes in memory and in UTF-8."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_ASCII_BYTES = bytes(range(128))
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвнαεικνορτυχ",
    "aeopcyxijshdqwkmtbhaeiknoptux",
)
"""Cyrillic and Greek small letters that a reader takes for a Latin one (a hand-picked part of Unicode TR 39)."""


def clean(text: str) -> str:
    """
    Return text that UTF-8, protobuf and every native matcher accept: lone surrogates become U+FFFD, offsets stay.

    >>> clean("caf\\udce9.txt") == "caf\\ufffd.txt"
    True
    """
    try:
        text.encode()  # the quickest way to learn that there is none
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def beyond_ascii(text: str) -> set[str]:
    """
    Return the characters of a text that are not ASCII, each once.

    >>> sorted(beyond_ascii("Zoë and Léo, Zoë"))
    ['é', 'ë']
    """
    # Deleting all ASCII bytes in one call costs a tenth of an expression that tries every character.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _ASCII_BYTES)
    return set(rest.decode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Folded:
    """
    A folded text; `marks` are (folded, original) positions from which both run in step again.

    An empty `marks` means that both texts have equal offsets.
    """

    text: str
    length: int
    marks: tuple[tuple[int, int], ...] = ()

    def start(self, position: int) -> int:
        """Return where the character at `position` of the folded text began."""
        if not self.marks:
            return position
        index = bisect_right(self.marks, (position, self.length)) - 1
        if index < 0:
            return position
        folded, original = self.marks[index]
        return min(original + position - folded, self._limit(index))

    def end(self, position: int) -> int:
        """Return where the folded text before `position` ended; the end of an empty span is its start."""
        return self.start(position - 1) + 1 if position > 0 else self.start(0)

    def _limit(self, index: int) -> int:
        """Return the last original position before the next mark: two letters of one ligature both lie on it."""
        following = self.marks[index + 1][1] if index + 1 < len(self.marks) else self.length
        return max(following - 1, self.marks[index][1])


_FEW = 64


def _replaced(text: str, beyond: Mapping[str, str], table: Mapping[int, str]) -> str:
    """Fold a text with few different characters beyond ASCII, all of which fold to what stays; empty where that does not hold."""
    left = {character for plain in beyond.values() for character in plain if not character.isascii()}
    if len(beyond) > _FEW or any(
        table[ord(character)] != character or character.lower() != character for character in left
    ):
        return ""
    # One pass a character in C costs a hundredth of `str.translate`, which asks the table for every letter.
    for character, plain in beyond.items():
        if plain != character:
            text = text.replace(character, plain)
    return text.lower()


class FoldTable(dict[int, str]):
    """What `str.translate` puts for each code point: worked out by `character` when it is first met, and then kept."""

    LIMIT = 16_384

    def __init__(self, character: Callable[[str], str]) -> None:
        super().__init__()
        self._character = character

    def __missing__(self, code: int) -> str:
        """Return what a code point becomes; so many are kept as all alphabets together have."""
        folded = self._character(chr(code))
        if len(self) < self.LIMIT:
            self[code] = folded
        return folded


def fold(text: str, table: FoldTable | None = None) -> Folded:
    """
    Fold case, width, diacritics, hyphens, spaces and look-alike letters; drop invisible characters.

    Another `table` folds characters its own way; ASCII is always only lowered.

    >>> fold("Ｇａｒｓｉｄé").text, fold("Nwosu‑Field").text
    ('garside', 'nwosu-field')
    >>> fold("ﬁle X").start(5)
    4
    """
    if text.isascii():
        return Folded(text.lower(), len(text))
    used = _PLAIN if table is None else table
    beyond = {character: used[ord(character)] for character in beyond_ascii(text)}
    folded = _replaced(text, beyond, used) or text.translate(used)
    uneven = "".join(sorted(c for c, plain in beyond.items() if len(plain) != 1))
    if not uneven:
        return Folded(folded, len(text))
    marks: list[tuple[int, int]] = []
    shift = 0
    for match in re.finditer(f"[{re.escape(uneven)}]", text):
        at, size = match.start(), len(used[ord(match[0])])
        marks += ((at + shift, at), (at + shift + size, at + 1))
        shift += size - 1
    return Folded(folded, len(text), tuple(marks))


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """
    Return what one character is compared as: zero, one or several characters.

    >>> [fold_character(c) for c in "É\u00adœß–С"]
    ['e', '', 'œ', 'ss', '-', 'c']
    """
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if category == "Pd" or character == "\u2212":
        return "-"
    if category == "Zs":
        return " "
    if category in {"Zl", "Zp"}:
        return "\n"
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"}).translate(_LOOKALIKES)


_PLAIN = FoldTable(fold_character)


def pieces(text: str, size: int = PIECE_CHARS, overlap: int = 0) -> Iterator[tuple[int, str]]:
    """
    Yield (offset, piece) of at most `size` characters, cut after a line or a word where there is one.

    Each piece after the first repeats the last `overlap` characters of the one before.

    >>> list(pieces("one two", size=5))
    [(0, 'one '), (4, 'two')]
    """
    start = 0
    while len(text) - start > size:
        end = _cut(text, start + max(size // 2, overlap + 1), start + size)
        yield start, text[start:end]
        start = end - overlap
    yield start, text[start:]


def _cut(text: str, low: int, high: int) -> int:
    for separator in ("\n", " "):
        found = text.rfind(separator, low, high)
        if found >= 0:
            return found + 1
    return high
