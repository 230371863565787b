"""
Text as identifiers are matched in it: plain spaces, hyphens and digits, and one byte for every character.

A number copied out of a document has no-break spaces, en dashes or full-width digits; a number that somebody
hides has invisible characters inside.  The map leads back to the text as it was received.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from dlp_service.textmap import Folded, beyond_ascii

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


def plain(text: str, where: str = "body") -> Plain:
    """
    Return `text` made plain, its case kept; in a file name the underscore is a space.

    >>> made = plain("AB\u00a012\u201034\u200b５６ C")
    >>> made.text, made.map.start(8)
    ('AB 12-3456 C', 9)
    """
    spaced = text.replace("_", " ") if where == "file_name" else text
    if spaced.isascii():
        return Plain(spaced, spaced.encode("ascii"), Folded(spaced, len(text)))
    latin = _in_latin(spaced)
    if latin is not None:
        return Plain(spaced, latin, Folded(spaced, len(text)))
    foreign = {character: _replacement(character) for character in beyond_ascii(spaced) if _FOREIGN.match(character)}
    if all(made and made.isascii() for made in foreign.values()):
        # Curly quotes, dashes and no-break spaces, one for one: no letter moves.
        for character, replacement in foreign.items():
            spaced = spaced.replace(character, replacement)
        return Plain(spaced, spaced.encode("latin-1", "replace"), Folded(spaced, len(text)))
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    done = size = 0
    for match in _FOREIGN.finditer(spaced):
        at = match.start()
        replacement = foreign[match[0]]
        pieces += (spaced[done:at], replacement)
        size += at - done
        if not replacement:
            marks += ((size, at), (size, at + 1))
        size += len(replacement)
        done = at + 1
    pieces.append(spaced[done:])
    made = "".join(pieces)
    return Plain(made, made.encode("latin-1", "replace"), Folded(made, len(text), tuple(marks)))


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
