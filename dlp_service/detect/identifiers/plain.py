"""
Text as identifiers are matched in it: plain spaces, hyphens and digits, and one byte for every character.

A number copied out of a document has no-break spaces, en dashes or full-width digits; a number that somebody
hides has invisible characters inside.  The map leads back to the text as it was received.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from dlp_service.budget import Budget
from dlp_service.textmap import PIECE_CHARS, Folded, beyond_ascii, pieces

_FOREIGN = re.compile(
    "[\u00a0\u00ad\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u180e\u2000-\u2015\u2018-\u201f\u2028-\u2037\u205f-\u206f"
    "\u2212\u2e3a\u2e3b\u3000\ufe58\ufe63\ufeff\uff01-\uff5e\U0001d7ce-\U0001d7ff\U000e0001-\U000e007f]"
)
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u2032": "'", "\u2035": "'", "\u201c": '"', "\u201d": '"', "\u2033": '"'}


@dataclass(frozen=True, slots=True)
class Plain:
    """A text made plain; `raw` is the same in Latin-1, so that offsets of bytes are offsets of characters."""

    text: str
    raw: bytes
    map: Folded


def plain(text: str, where: str = "body", budget: Budget | None = None) -> Plain:
    """
    Return `text` made plain, its case kept; in a file name the underscore is a space.

    Each character is made plain by itself, so that a long text is made plain in pieces.

    >>> made = plain("AB\u00a012\u201034\u200b５６ C")
    >>> made.text, made.map.start(8)
    ('AB 12-3456 C', 9)

    Raises:
        OutOfTime: `budget` is looked at before each piece.
    """
    spaced = text.replace("_", " ") if where == "file_name" else text
    if spaced.isascii():
        return Plain(spaced, spaced.encode("ascii"), Folded(spaced, len(text)))
    if len(spaced) <= PIECE_CHARS:
        return _piece(spaced)
    parts: list[Plain] = []
    marks: list[tuple[int, int]] = []
    size = 0
    for offset, piece in pieces(spaced):
        if budget is not None:
            budget.check()
        part = _piece(piece)
        parts.append(part)
        marks += ((folded + size, original + offset) for folded, original in part.map.marks)
        size += len(part.text)
    made = "".join(part.text for part in parts)
    return Plain(made, b"".join(part.raw for part in parts), Folded(made, len(text), tuple(marks)))


def _piece(spaced: str) -> Plain:
    latin = _in_latin(spaced)
    if latin is not None:
        return Plain(spaced, latin, Folded(spaced, len(spaced)))
    size = len(spaced)
    foreign = {character: _replacement(character) for character in beyond_ascii(spaced) if _FOREIGN.match(character)}
    if all(made and made.isascii() for made in foreign.values()):
        # Curly quotes, dashes and no-break spaces, one for one: no letter moves.
        for character, replacement in foreign.items():
            spaced = spaced.replace(character, replacement)
        return Plain(spaced, spaced.encode("latin-1", "replace"), Folded(spaced, size))
    kept: list[str] = []
    marks: list[tuple[int, int]] = []
    done = at_made = 0
    for match in _FOREIGN.finditer(spaced):
        at = match.start()
        replacement = foreign[match[0]]
        kept += (spaced[done:at], replacement)
        at_made += at - done
        if not replacement:
            marks += ((at_made, at), (at_made, at + 1))
        at_made += len(replacement)
        done = at + 1
    kept.append(spaced[done:])
    made = "".join(kept)
    return Plain(made, made.encode("latin-1", "replace"), Folded(made, size, tuple(marks)))


def _in_latin(text: str) -> bytes | None:
    """Return the bytes of a text that Latin-1 holds as it is, which most text with a few accents is."""
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return None
    return None if b"\xa0" in raw or b"\xad" in raw else raw


def _replacement(character: str) -> str:
    """Return the plain character for a foreign one: empty for an invisible one."""
    if character in _QUOTES:
        return _QUOTES[character]
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Pd" or character == "\u2212":
        return "-"
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    return unicodedata.normalize("NFKC", character)[:1] or " "
