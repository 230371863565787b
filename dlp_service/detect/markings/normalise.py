"""
Stage 1: text as a person reads it, with the way back to the original.

Markings arrive wrapped in HTML, quoted, typed with exotic dashes and spaces, or with letters of
another alphabet.  Here all of that becomes plain characters, while every position can still be
mapped to the code point it came from: findings must point into the text that was given.

Only characters that change cost anything: the rest is copied in one slice.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufe0f\ufeff"
SLASHES = "\u2044\u2215\u29f8\uff0f"
BREAKS = "\x0b\x0c\x85\u2028\u2029"
_LOOKALIKES = {
    # Cyrillic
    "А": "A", "В": "B", "Е": "E", "Ѕ": "S", "І": "I", "Ј": "J", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P",
    "С": "C", "Т": "T", "У": "Y", "Х": "X", "а": "a", "е": "e", "і": "i", "ј": "j", "о": "o", "р": "p", "с": "c",
    "ѕ": "s", "у": "y", "х": "x", "Ԁ": "D", "ԁ": "d", "Ԛ": "Q", "Ԝ": "W", "Ꮮ": "L",
    # Greek
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P",
    "Τ": "T", "Υ": "Y", "Χ": "X", "ο": "o", "Ϲ": "C", "ϲ": "c", "Ϝ": "F",
    # others that print like capitals
    "Տ": "S", "Լ": "L", "ı": "i", "ƒ": "f", "ß": "ss", "Æ": "AE", "Ø": "O", "Œ": "OE", "Đ": "D", "Ꭲ": "T", "Ꭱ": "R",
}  # fmt: skip
_QUOTES = dict.fromkeys("\u2018\u2019\u201a\u02bc\uff07", "'") | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"')
_BULLETS = dict.fromkeys("\u2022\u2023\u25aa\u25ab\u25cf\u25cb\u25e6\u00b7\u2219", "*")


def _latin(low: int, high: int) -> dict[str, str]:
    """Return the plain letters of accented, full-width and mathematical characters in a range."""
    found = {}
    for code in range(low, high):
        plain = unicodedata.normalize("NFKD", chr(code)).encode("ascii", "ignore").decode()
        if plain and plain.isprintable() and " " not in plain:
            found[chr(code)] = plain
    return found


_TABLE: dict[str, str] = (
    _latin(0xC0, 0x180)
    | _latin(0x1E00, 0x1F00)
    | _latin(0x24B6, 0x24EA)
    | _latin(0xFF01, 0xFF5F)
    | _latin(0x1D400, 0x1D800)
    | _LOOKALIKES
    | _QUOTES
    | _BULLETS
    | dict.fromkeys(DASHES, "-")
    | dict.fromkeys(SPACES, " ")
    | dict.fromkeys(INVISIBLE, "")
    | dict.fromkeys(SLASHES, "/")
    | dict.fromkeys(BREAKS, "\n")
)

_LINE_TAGS = frozenset(
    [
        "br",
        "p",
        "div",
        "td",
        "th",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "tbody",
        "thead",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "body",
        "html",
        "head",
        "title",
        "center",
        "blockquote",
        "pre",
    ]
)
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,7});"
_TAG = r"</?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>]{0,200})?/?>"
_QUOTE_PREFIX = r"(?m:^[ \t]{0,8}>[> \t]{0,40})"
_PLAIN = re.compile(f"{_ENTITY}|{_TAG}|{_QUOTE_PREFIX}|\r\n?")
_ANY = re.compile(f"{_ENTITY}|{_TAG}|{_QUOTE_PREFIX}|\r\n?|[{re.escape(''.join(_TABLE))}]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """
    Plain text and the way back.

    `starts`, `origins`, `lengths` describe the slices in order: position in `text`, position in the
    original, and length in the original of a replaced slice, or -1 for one copied as it was.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    lengths: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """
        Return the original code points `start..end` came from; the span never splits a replaced slice.

        >>> normalised = normalise("a&nbsp;b")
        >>> normalised.text, normalised.original(1, 2)
        ('a b', (1, 7))
        """
        if not self.starts:
            return start, end
        if end <= start:
            return self._at(start)[0], self._at(start)[0]
        return self._at(start)[0], self._at(end - 1)[1]

    def is_quoted(self, start: int) -> bool:
        """Say whether the line at `start` lost a `>` prefix."""
        if not self.starts:
            return False
        index = bisect_right(self.starts, start) - 1
        return index > 0 and self.lengths[index - 1] > 0 and self.starts[index - 1] == start

    def _at(self, position: int) -> tuple[int, int]:
        index = bisect_right(self.starts, position) - 1
        offset, length = self.origins[index], self.lengths[index]
        if length < 0:
            place = offset + position - self.starts[index]
            return place, place + 1
        return offset, offset + length


def normalise(text: str) -> Normalised:
    """
    Return `text` with look-alikes, entities, tags, exotic spaces and quote prefixes made plain.

    Tags that end a line in a browser become line breaks, all others nothing.

    >>> normalise("OFFICIAL\u2009\u2013\u2009SENSITIVE").text
    'OFFICIAL - SENSITIVE'
    """
    if text.isascii():
        if "<" not in text and ">" not in text and "&" not in text and "\r" not in text:
            return Normalised(text, (), (), ())
        pattern = _PLAIN
    else:
        pattern = _ANY
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    lengths: list[int] = []
    done = size = 0
    for found in pattern.finditer(text):
        low, high = found.span()
        if low > done:
            pieces.append(text[done:low])
            starts.append(size)
            origins.append(done)
            lengths.append(-1)
            size += low - done
        plain = _plain(found[0])
        pieces.append(plain)
        starts.append(size)
        origins.append(low)
        lengths.append(high - low)
        size += len(plain)
        done = high
    if done == 0:
        return Normalised(text, (), (), ())
    pieces.append(text[done:])
    starts.append(size)
    origins.append(done)
    lengths.append(-1)
    return Normalised("".join(pieces), tuple(starts), tuple(origins), tuple(lengths))


def _plain(found: str) -> str:
    if len(found) == 1:
        return "" if found == ">" else _TABLE.get(found, "\n" if found == "\r" else found)
    if found[0] == "&":
        plain = html.unescape(found)
        return "".join(_TABLE.get(char, char) for char in plain) if plain != found else found
    if found == "\r\n":
        return "\n"
    if found[0] == "<":
        return "\n" if found.strip("</>").split(None, 1)[0].rstrip("/").lower() in _LINE_TAGS else ""
    return ""
