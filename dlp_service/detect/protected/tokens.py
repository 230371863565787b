"""
A text as words of folded letters, laid out for arithmetic on all of them at a time.

Case, accents, ligatures, width and invisible characters go; Cyrillic and Greek words become skeletons (see
`romanised`).  What stands between two words is kept as a few flags, since a comma, a cell border or a blank line tells
people apart.  Everything is computed over the whole piece of text, never word by word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from dlp_service.detect.names.romanised import FOREIGN, VOWELS, letters_of
from dlp_service.textmap import beyond_ascii

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.intp]

SPACE, NEWLINE, DOT, COMMA, HYPHEN, CELL, AT, OTHER = (1 << bit for bit in range(8))
_POSSESSIVE = re.compile(rb"'[sS](?![A-Za-z0-9])")
_INNER = re.compile(rb"'(?<=[A-Za-z0-9]')(?=[A-Za-z0-9])")
CAPITAL, CAPITALS, DIGIT, ONE_BEFORE = 1, 2, 4, 8
"""How a word is written, and whether one character alone parts it from the word before."""
MAX_GAP = 3
MAX_CELL_GAP = 64
MAX_QUOTE_GAP = 8
_APOSTROPHE = ord("'")
_CAPITAL_CODE, _SMALL_CODE = ord("A"), ord("a")

_LOWERED = bytes(code if chr(code).isalnum() and code < 128 else 0 for code in bytes(range(256)).lower())
_LOW = np.frombuffer(_LOWERED, dtype=np.uint8)
_FLAGS = np.full(256, OTHER, dtype=np.uint8)
_FLAGS[_LOW > 0] = 0
for _text, _flag in ((b" \r\xa0", SPACE), (b"\n\f\v>", NEWLINE), (b".", DOT), (b",", COMMA), (b"-_", HYPHEN), (b'\t|;"', CELL), (b"@", AT), (b"'", 0)):  # fmt: skip
    for _code in _text:
        _FLAGS[_code] = _flag
_IS_VOWEL = np.zeros(256, dtype=bool)
_IS_VOWEL[[ord(letter) + FOREIGN for letter in VOWELS]] = True
_I, _U, _V, _B, _D = (ord(letter) + FOREIGN for letter in "iuvbd")
_OMICRON, _UPSILON = (0x3BF, 0x3CC, 0x39F, 0x38C), (0x3C5, 0x3CD, 0x3A5, 0x38E)
_PAIRS = (
    ((0x3B1, 0x3AC, 0x391, 0x386, 0x3B5, 0x3AD, 0x395, 0x388), _UPSILON, _V, 1),
    (_OMICRON, _UPSILON, _U, 0),
    ((0x3BC, 0x39C), (0x3C0, 0x3A0), _B, 0),
    ((0x3BD, 0x39D), (0x3C4, 0x3A4), _D, 0),
)
"""Greek letters that sound as one: the first, the second, the sound, and which of the two carries it (the other goes)."""


@dataclass(frozen=True)
class Words:
    """
    The words of a text.

    Word n is `letters[starts[n]:ends[n]]`; `gaps[n]` says what stands before it, and `gaps[-1]` what stands after the
    last; both are worked out when they are first asked for, since most texts hold nobody.
    """

    letters: bytes
    starts: Positions
    ends: Positions
    plain: Bytes
    begins: Positions
    stops: Positions
    source: Positions | None

    def __len__(self) -> int:
        return len(self.starts)

    @classmethod
    def sent(cls, letters: bytes, sizes: Positions, gaps: bytes, shapes: bytes) -> Words:
        """Return words as another process sent them: without their places in the text."""
        ends = np.cumsum(sizes)
        none = np.zeros(0, dtype=np.uint8)
        words = cls(letters, ends - sizes, ends, none, ends[:0], ends[:0], None)
        hyphens = np.flatnonzero(np.frombuffer(gaps, dtype=np.uint8)[1:-1] == HYPHEN)
        words.__dict__.update(gaps=gaps, shapes=shapes, hyphens=hyphens)
        return words

    @cached_property
    def gaps(self) -> bytes:
        """Flags of what stands before each word."""
        return _gaps(self.plain, self.begins, self.stops).tobytes()

    @cached_property
    def shapes(self) -> bytes:
        """Flags of how each word is written."""
        return _shapes(self.plain, self.begins, self.stops).tobytes()

    @cached_property
    def hyphens(self) -> Positions:
        """The words that a hyphen alone parts from the next."""
        stops = self.stops[:-1]
        mark = self.plain[stops]
        return np.flatnonzero(((mark == ord("-")) | (mark == ord("_"))) & (self.begins[1:] - stops == 1))

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return where the words `first` to `last` stand in the text."""
        begin, stop = int(self.begins[first]), int(self.stops[last])
        return (begin, stop) if self.source is None else (int(self.source[begin]), int(self.source[stop]))


def read_words(text: str) -> Words:
    """
    Return the words of a text.

    >>> words = read_words("GARSIDE, Zoë's")
    >>> [words.letters[s:e] for s, e in zip(words.starts, words.ends)], int(words.gaps[1]) == COMMA | SPACE
    ([b'garside', b'zoe'], True)
    """
    plain = text if text.isascii() else _plain(text)
    if plain is None:
        low, codes, source = _expanded(text)
        return _cut(low, codes, source, _apostrophes(low, codes))
    data = plain.encode("ascii").replace(b"`", b"'") + b"\0"
    joined = None
    if b"'" in data:
        data = _POSSESSIVE.sub(b"  ", data)
        inner = [match.start() for match in _INNER.finditer(data)]
        joined = np.array(inner, dtype=np.intp) if inner else None
    low = np.frombuffer(data.translate(_LOWERED), dtype=np.uint8)
    return _cut(low, np.frombuffer(data, dtype=np.uint8), None, joined)


def _plain(text: str) -> str | None:
    """Return a text with each letter in ours, where that leaves every letter where it is; None where it would not."""
    if len(text.encode("utf-8", "surrogatepass")) > len(text) * 1.1:
        return None
    for character in beyond_ascii(text):
        letters, _, is_capital = letters_of(character)
        if len(letters) != 1 or letters[0] >= FOREIGN:
            return None
        letter = letters.decode()
        text = text.replace(character, letter.upper() if is_capital else letter)
    return text


def _cut(low: Bytes, plain: Bytes, source: Positions | None, joined: Positions | None) -> Words:
    """
    Cut letters (0 for what is none) into words.

    `plain` are ASCII codes of what separates, `source` where each came from, `joined` the apostrophes within a word.
    """
    inside = np.empty(len(low) + 1, dtype=bool)
    inside[0] = False
    np.not_equal(low, 0, out=inside[1:])
    if joined is not None:
        inside[joined + 1] = True
    edges = (inside[1:] != inside[:-1]).nonzero()[0]
    begins, stops = edges[0::2], edges[1::2]
    lengths = stops - begins
    if joined is not None:
        np.subtract.at(lengths, np.searchsorted(begins, joined, side="right") - 1, 1)
    ends = lengths.cumsum()
    return Words(low.tobytes().translate(None, b"\0"), ends - lengths, ends, plain, begins, stops, source)


def _apostrophes(low: Bytes, plain: Bytes) -> Positions:
    """Take 's off its word, and return the places of apostrophes as in O'Brien."""
    places = np.flatnonzero((plain == _APOSTROPHE) | (plain == ord("`")))
    places = places[(places > 0) & (places + 2 < len(low))]
    places = places[(low[places - 1] > 0) & (low[places + 1] > 0)]
    is_possessive = (low[places + 1] == ord("s")) & (low[places + 2] == 0)
    low[places[is_possessive] + 1] = 0
    joined: Positions = places[~is_possessive]
    return joined


def _shapes(plain: Bytes, begins: Positions, stops: Positions) -> Bytes:
    first, last = plain[begins], plain[stops - 1]
    is_capital = (first >= 65) & (first <= 90)
    shapes = is_capital.astype(np.uint8)
    shapes |= (is_capital & (last >= 65) & (last <= 90) & (stops - begins > 1)).astype(np.uint8) << 1
    shapes |= ((first <= 57) | (last <= 57)).astype(np.uint8) << 2
    shapes[1:] |= (begins[1:] - stops[:-1] == 1).astype(np.uint8) << 3
    return shapes


def _gaps(plain: Bytes, begins: Positions, stops: Positions) -> Bytes:
    if not len(begins):
        return np.full(1, OTHER, dtype=np.uint8)
    flags = _FLAGS[plain]
    gaps = np.bitwise_or.reduceat(flags, np.concatenate((begins[:1] * 0, stops)))
    gaps[0] |= OTHER
    gaps[-1] |= OTHER
    sizes = begins[1:] - stops[:-1]
    long = np.flatnonzero(sizes > MAX_GAP)
    if len(long):
        flags = gaps[1:-1][long]
        # Columns are padded with blanks, and a quoted line begins with some; anything else that long parts.
        is_column = (sizes[long] <= MAX_CELL_GAP) & (flags & ~np.uint8(SPACE | CELL) == 0)
        is_quote = (sizes[long] <= MAX_QUOTE_GAP) & (flags & ~np.uint8(SPACE | NEWLINE) == 0)
        gaps[long + 1] = flags | np.where(is_column, CELL, np.where(is_quote, NEWLINE, OTHER)).astype(np.uint8)
    is_broken = (gaps & NEWLINE) != 0
    if is_broken.any():
        # A blank line ends a paragraph, and with it a name.
        newlines = np.add.reduceat((plain == 10).astype(np.uint8), np.concatenate((begins[:1] * 0, stops)))
        gaps[newlines > 1] |= OTHER
    return gaps


def _expanded(text: str) -> tuple[Bytes, Bytes, Positions]:
    """Return letters, codes and sources of a text that is not plain ASCII; one character may become none or several."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_ascii = codes < 128
    distinct, inverse = np.unique(codes[~is_ascii], return_inverse=True)
    known = [letters_of(chr(code)) for code in distinct.tolist()]
    kinds = np.where(is_ascii, np.minimum(codes, 127), 0).astype(np.intp)
    kinds[~is_ascii] = 128 + inverse
    is_mixed = _mixed(codes, kinds, known)
    if is_mixed is not None:
        kinds[is_mixed & ~is_ascii] += len(known)
    spelt = [bytes([code]) for code in range(128)] + [item[0] for item in known] + [item[1] for item in known]
    lengths = np.array([len(item) for item in spelt], dtype=np.intp)
    offsets = np.cumsum(lengths) - lengths
    buffer = np.frombuffer(b"".join(spelt), dtype=np.uint8)
    capital = np.array([False] * 128 + [item[2] for item in known] * 2)
    counts = lengths[kinds]
    counts = np.append(counts, 1)
    kinds = np.append(kinds, 0)
    source = np.repeat(np.arange(len(kinds)), counts)
    within = np.arange(len(source)) - np.repeat(np.cumsum(counts) - counts, counts)
    letters = buffer[offsets[kinds[source]] + within]
    low = np.where(letters < 128, _LOW[letters], letters)
    plain = np.where(letters < 128, letters, _SMALL_CODE).astype(np.uint8)
    is_letter = (kinds[source] >= 128) & (low > 57)
    plain[is_letter] = np.where(capital[kinds[source[is_letter]]], _CAPITAL_CODE, _SMALL_CODE)
    return _simplified(low, plain, source, codes)


def _mixed(
    codes: npt.NDArray[np.uint32], kinds: Positions, known: list[tuple[bytes, bytes, bool]]
) -> npt.NDArray[np.bool_] | None:
    """Say which characters stand in words of Latin and other letters together; None where there is no such word."""
    types = np.zeros(128 + len(known), dtype=np.uint8)
    types[65:91] = types[97:123] = 1
    types[128:] = [0 if not item[0] or item[0][0] < 48 else 2 if item[0][0] >= FOREIGN else 1 for item in known]
    each = types[kinds]
    if not (each == 2).any() or not (each == 1).any():
        return None
    edges = np.flatnonzero(np.diff((each > 0).astype(np.int8), prepend=0, append=0))
    starts, stops = edges[0::2], edges[1::2]
    is_mixed = np.bitwise_or.reduceat(each, starts) == 3
    if not is_mixed.any():
        return None
    marks = np.zeros(len(codes) + 1, dtype=np.int8)
    marks[starts[is_mixed]] = 1
    marks[stops[is_mixed]] -= 1
    return np.cumsum(marks[:-1]) > 0


def _simplified(
    low: Bytes, plain: Bytes, source: Positions, codes: npt.NDArray[np.uint32]
) -> tuple[Bytes, Bytes, Positions]:
    """Join in skeletons what sounds as one: Greek pairs, i before a vowel, a doubled letter."""
    is_foreign = low >= FOREIGN
    if not is_foreign.any():
        return low, plain, source
    low = low.copy()
    keep = np.ones(len(low), dtype=bool)
    if ((codes >= 0x370) & (codes < 0x400)).any():
        padded = np.append(codes, 0)[source]
        for first, second, sound, carrier in _PAIRS:
            at = np.flatnonzero(np.isin(padded[:-1], first) & np.isin(padded[1:], second) & is_foreign[:-1])
            low[at + carrier] = sound
            if not carrier:
                keep[at + 1] = False
    low, plain, source = low[keep], plain[keep], source[keep]
    same = (low[1:] == low[:-1]) & (low[1:] >= FOREIGN)
    glide = (low[:-1] == _I) & _IS_VOWEL[low[1:]]
    keep = np.ones(len(low), dtype=bool)
    keep[1:] &= ~same
    keep[:-1] &= ~glide
    return low[keep], plain[keep], source[keep]
