"""
What letters look like, and which keys lie side by side.

A skeleton in the sense of UTS #39 maps a string to what a person sees, so that
two strings that look alike have one skeleton.  The Latin part follows from the
characters' Unicode names, the other scripts from a table of the letters
that pass for Latin ones; what has no likeness becomes `?`, which costs one edit.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LATIN = re.compile(
    r"LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL |REVERSED |TURNED |DOTLESS |SCRIPT |OPEN |LONG |INSULAR |SIDEWAYS |BARRED |INVERTED |CLOSED )*"
    r"([A-Z]{1,2})\b"
)
_NAMED = {
    "ALPHA": "a", "ETH": "d", "ENG": "n", "ESH": "f", "EZH": "z", "THORN": "p", "KRA": "k", "WYNN": "p", "SCHWA": "e",
    "IOTA": "i", "UPSILON": "u", "GAMMA": "y", "PHI": "o", "CHI": "x", "OMEGA": "w",
}  # fmt: skip
_OTHER = {
    # Cyrillic
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ѐ": "e", "ё": "e", "є": "e", "ғ": "f", "ԍ": "g", "һ": "h", "н": "h",
    "і": "i", "ї": "i", "ј": "j", "к": "k", "қ": "k", "ӏ": "l", "м": "m", "п": "n", "ո": "n", "о": "o", "ө": "o", "р": "p",
    "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ц": "u", "ѵ": "v", "ѡ": "w", "ԝ": "w", "ш": "w", "х": "x", "ҳ": "x", "у": "y",
    "ү": "y", "ў": "y", "з": "3", "ь": "b", "ъ": "b", "я": "r", "и": "n", "й": "n", "л": "n", "б": "6",
    # Greek
    "α": "a", "ά": "a", "β": "b", "ϲ": "c", "δ": "d", "ε": "e", "έ": "e", "η": "n", "ή": "n", "ι": "i", "ί": "i", "ϊ": "i",
    "κ": "k", "μ": "u", "ν": "v", "ο": "o", "ό": "o", "ρ": "p", "σ": "o", "ς": "c", "τ": "t", "υ": "u", "ύ": "u", "ϋ": "u",
    "χ": "x", "γ": "y", "ω": "w", "ώ": "w", "θ": "o", "φ": "o", "ϳ": "j",
    # Armenian, Georgian, Cherokee and other letters of the same shape
    "ա": "w", "ց": "g", "հ": "h", "ս": "u", "օ": "o", "զ": "q", "ռ": "n", "ք": "p", "ყ": "y", "ჿ": "o",
    "ⲟ": "o", "ⲣ": "p", "ⲥ": "c", "ⲓ": "i", "ᴏ": "o", "ᴄ": "c", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ᴜ": "u", "ꜱ": "s", "ɡ": "g",
    "ı": "i", "ɩ": "i", "ʟ": "l", "ɢ": "g", "ɴ": "n", "ʀ": "r", "ʏ": "y", "ʜ": "h", "ɪ": "i", "ƽ": "s", "ƨ": "s", "ꞌ": "", "‐": "-",
    "–": "-", "‑": "-", "ー": "-", "ß": "b", "æ": "ae", "œ": "oe", "ꭰ": "d", "०": "o", "๐": "o", "໐": "o", "ס": "o", "ו": "l",
    "ן": "l", "ا": "l", "ه": "o", "٥": "o", "۵": "o", "ʼ": "", "·": "", "ƅ": "b", "ɭ": "l", "ɯ": "w", "ʍ": "m", "ʋ": "u", "ɑ": "a",
    "ɐ": "a", "ɒ": "a", "ɜ": "3", "ǀ": "l", "ƙ": "k",
}  # fmt: skip

_ROWS = ("1234567890-", " qwertyuiop", "  asdfghjkl", "   zxcvbnm")
_STRICT = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "5": "s", "3": "e", "2": "z", "4": "a", "7": "t", "8": "b", "j": "l"}
)
DIGRAPHS = (
    ("rn", "m"), ("nn", "m"), ("rr", "m"), ("vv", "w"), ("uu", "w"), ("cl", "d"), ("dl", "d"), ("lb", "b"), ("lh", "h"), ("ih", "h"),
    ("lk", "k"), ("ik", "k"), ("lc", "k"),
)  # fmt: skip
"""Pairs of letters that look like one."""
_DIGRAPH = re.compile("|".join(pair for pair, _ in DIGRAPHS)).search
_LOOSE = str.maketrans({
    "0": "o", "1": "l", "i": "l", "j": "l", "5": "s", "3": "e", "2": "z", "4": "a", "7": "t", "8": "b",
    "d": "b", "6": "b", "c": "e", "u": "v", "y": "v", "q": "g", "9": "g", "h": "n", "m": "n", "r": "n",
})  # fmt: skip


def _byte_table(letters: dict[int, str]) -> bytes:
    return bytes(ord(letters.get(code, chr(code))) for code in range(256))


# Bytes are translated eight times as fast as a string, and this runs for every address.
_STRICT_BYTES, _LOOSE_BYTES = _byte_table(_STRICT), _byte_table(_LOOSE)


@lru_cache(maxsize=4096)
def _letter(character: str) -> str:
    """Return the ASCII a character looks like, or `?`."""
    if character.isascii():
        return character
    if character in _OTHER:
        return _OTHER[character]
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    if plain.isascii():
        return plain.lower()
    if plain in _OTHER:
        return _OTHER[plain]
    name = unicodedata.name(character, "")
    for key, letter in _NAMED.items():
        if f"LETTER {key}" in name or f" {key} " in f"{name} ":
            return letter if name.startswith("LATIN") else "?"
    latin = _LATIN.match(name)
    return latin[1].lower() if latin else "?"


def skeleton(text: str) -> str:
    """
    Return the ASCII string that `text` looks like.

    >>> skeleton("metoffıсe"), skeleton("oǔtlᴏᴏk"), skeleton("ṁọn")
    ('metoffice', 'outlook', 'mon')
    """
    return text if text.isascii() else "".join(map(_letter, text))


def strict_fold(label: str) -> str:
    """
    Return a label with the ASCII look-alikes of ordinary type made one: 0 o, 1 l i, 5 s, rn m, vv w.

    >>> strict_fold("rnail") == strict_fold("maii")
    True
    """
    folded = _translated(label, _STRICT_BYTES)
    if "rn" in folded or "vv" in folded or "nn" in folded or "cl" in folded:
        folded = folded.replace("rn", "m").replace("nn", "m").replace("vv", "w").replace("cl", "d")
    return folded


def loose_fold(label: str) -> str:
    """Return a label with letters of one outline made one as well: b d, c e, u v y, g q, m n r h; lh h, dl d, rr m."""
    if _DIGRAPH(label):
        for digraph, letter in DIGRAPHS:
            label = label.replace(digraph, letter)
    return _translated(label, _LOOSE_BYTES)


def _translated(label: str, table: bytes) -> str:
    """Return a label of a host, which is ASCII, with its letters exchanged."""
    return label.encode("latin-1").translate(table).decode("latin-1")


def _neighbours() -> frozenset[str]:
    pairs = set()
    place = {key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys) if key != " "}
    for key, (row, column) in place.items():
        for other, (other_row, other_column) in place.items():
            step = other_column - column
            beside = other_row == row and abs(step) == 1
            above = other_row - row == 1 and step in {0, 1}
            if beside or above:
                pairs |= {key + other, other + key}
    return frozenset(pairs)


ADJACENT_KEYS = _neighbours()
"""Pairs of keys side by side on a QWERTY keyboard, both ways round."""


def is_bit_flip(one: str, other: str) -> bool:
    """Say whether two characters differ in a single bit, as in a memory error."""
    return (ord(one) ^ ord(other)).bit_count() == 1
