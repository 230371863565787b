"""
How names of other alphabets are written in ours: tables of letters, and the skeleton in which the usual schemes meet.

A name from Cyrillic or Greek has a spelling per scheme (ICAO 9303, BGN/PCGN, ELOT 743, what a newspaper prints).
Text in those alphabets is therefore reduced letter by letter to a skeleton that all schemes share, and a listed name
in our letters is reduced to the same skeleton by `skeleton`.  A listed name in Cyrillic is spelt out by `readings`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FOREIGN = 0x80
"""Added to the letters of a skeleton, so that a skeleton is never taken for a word in our own letters."""
OTHER_SCRIPTS = 96
"""Letters of all other scripts share this many codes, below those of skeletons: enough to tell names apart."""
MOST_LETTERS = 4

LATIN = {
    "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n", "ħ": "h", "ŧ": "t",
    "ə": "a", "ĸ": "k", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
}  # fmt: skip
"""Letters that Unicode does not take apart."""
LONG_FORMS = {
    "ü": "ue", "ö": "oe", "ä": "ae", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "dj", "ð": "dh", "þ": "th", "ñ": "nn",
}  # fmt: skip
"""What is written where a machine has no such letter (ICAO 9303-3, section 6)."""

_CYRILLIC = dict(
    zip(
        "абвгґѓдђеєёжзиіїйјкќлљмнњопрстћуўфхцчџшщъыьэюяѕ",
        "a b v h h h d d e e e z z i i i i i k k l l m n n o p r s t c u u v h c c z s s '' i '' e u a z".replace(
            "''", "_"
        ).split(),
        strict=True,
    )
)
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v h d e z i t i k l m n ks o p r s s t i v c ps o".split(), strict=True)  # noqa: SIM905
)
SKELETONS = {letter: spelt.replace("_", "") for letter, spelt in {**_CYRILLIC, **_GREEK}.items()}
VOWELS = "aeou"
_LOOKALIKES = dict(zip("аеорсухіјѕһԁԛԝкмтвнαεικνορτυχ", "aeopcyxijshdqwkmtbhaeiknoptux", strict=True))
"""What a reader takes for one of our letters: used where a word mixes alphabets, as no honest word does."""

_SCHEMES = (
    ("ICAO 9303", {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "й": "i", "ё": "e"}),
    ("BGN/PCGN", {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "й": "y", "ё": "yo"}),
    ("ISO 9", {"ж": "z", "х": "h", "ц": "c", "ч": "c", "ш": "s", "щ": "s", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "ju", "я": "ja", "й": "j", "ё": "e"}),
)  # fmt: skip
_SHARED = dict(zip("абвгдезиклмнопрстуфіїєґјўљњћђџ", "a b v g d e z i k l m n o p r s t u f i i ie g j u l n c d dz".split(), strict=True))  # fmt: skip  # noqa: SIM905
_GREEK_LETTERS = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True)  # noqa: SIM905
)


def _is_foreign(character: str) -> bool:
    return "Ͱ" <= character <= "ԯ" or "ἀ" <= character <= "῾"


@lru_cache(maxsize=8192)
def letters_of(character: str) -> tuple[bytes, bytes, bool]:
    """
    Return how a character counts: its letters, its letters in a word of mixed alphabets, and whether it is a capital.

    What is no letter is one byte of ASCII punctuation that parts words alike, 1 for all else, or nothing at all.

    >>> letters_of("É"), letters_of("Ж")[0][0] - FOREIGN == ord("z"), letters_of("’")
    ((b'e', b'e', True), True, (b"'", b"'", False))
    """
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me"}:
        return b"", b"", False
    if category[0] == "L":
        return *_letters(character), category in {"Lu", "Lt"}
    if category == "Nd":
        plain = str(unicodedata.digit(character)).encode()
    elif category == "Pd" or character == "\u2212":
        plain = b"-"
    elif category == "Zs":
        plain = b" "
    elif category in {"Zl", "Zp"} or character == "\x85":
        plain = b"\n"
    elif character in "’‘ʼ′´＇":
        plain = b"'"
    else:
        plain = unicodedata.normalize("NFKC", character).encode("ascii", "ignore")[:1] or b"\1"
    return plain, plain, False


def _letters(character: str) -> tuple[bytes, bytes]:
    small = unicodedata.normalize("NFD", character.lower())[0]
    if small in SKELETONS:
        skeleton = bytes(ord(letter) + FOREIGN for letter in SKELETONS[small])
        return skeleton, _LOOKALIKES[small].encode() if small in _LOOKALIKES else skeleton
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    spelt = "".join(LATIN.get(letter, letter) for letter in decomposed)
    plain = "".join(letter for letter in spelt if letter.isascii() and letter.isalnum())[:MOST_LETTERS].encode()
    look = _LOOKALIKES.get(small, "").encode()
    code = bytes([FOREIGN + ord(character) % OTHER_SCRIPTS])
    return plain or code, plain or look or code


_SLAVIC = (
    (r"shch|sch|tsch", "s"), (r"tch", "c"), (r"kh|gh", "h"), (r"zh|dzh|dj|dz", "z"), (r"sh", "s"), (r"ch|ts|tz|tc", "c"), (r"ph|w|f", "v"),
    (r"th", "t"), (r"x", "ks"), (r"c(?=k)", ""), (r"q", "k"), (r"(?<![a-z])h|g", "h"), (r"ou", "u"), (r"[yj]", "i"),
    (r"i+(?=[aeou])", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip
_HELLENIC = (
    (r"th", "t"), (r"ph|f|w", "v"), (r"ch|kh", "c"), (r"x", "ks"), (r"ou", "U"), (r"([ae])u", r"\1v"), (r"mp|mb|b", "B"), (r"nt|nd", "D"),
    (r"g", "h"), (r"[yj]", "i"), (r"i+(?=[aeoU])", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip


def skeletons(word: str) -> frozenset[bytes]:
    """
    Return the skeletons of a word in our letters: as from Cyrillic and as from Greek.

    >>> skeletons("yuri") & skeletons("iurii") & skeletons("yuriy") == skeletons("juri")
    True
    """
    found = set()
    for rules in (_SLAVIC, _HELLENIC):
        spelt = word
        for pattern, replacement in rules:
            spelt = re.sub(pattern, replacement, spelt)
        # A letter c that is left sounds like k in both.
        found.add(bytes(ord(letter) + FOREIGN for letter in spelt.lower() if letter.isalpha()))
    return frozenset(found)


def readings(word: str) -> frozenset[str]:
    """
    Return the usual spellings in our letters of a word in Cyrillic or Greek; none of any other word.

    >>> sorted(readings("Юрий"))
    ['iurii', 'jurij', 'yuriy']
    """
    small = word.lower()
    if not any(_is_foreign(letter) for letter in small):
        return frozenset()
    bare = "".join(unicodedata.normalize("NFD", letter)[0] if letter not in "йёїў" else letter for letter in small)
    spelt = {"".join(scheme.get(letter, _SHARED.get(letter, letter)) for letter in small) for _, scheme in _SCHEMES}
    spelt |= {"".join(_GREEK_LETTERS.get(letter, letter) for letter in bare)}
    return frozenset(item for item in spelt if item.isascii())
