"""
One name at one place: ranks before it, given names, initials, particles, surname, in either order.

The reading goes from word to word and never back, so its time does not depend on what a hostile text repeats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from dlp_service.detect.names.casing import running_words
from dlp_service.detect.names.forms.lexicon import Hit, Kind, hits
from dlp_service.detect.names.likeness import given_likeness, likeness, scores
from dlp_service.detect.names.words import (
    COMMON_WORDS,
    GIVEN_NAMES_THAT_ARE_WORDS,
    PARTICLES,
    SUFFIXES,
    SURNAMES_THAT_ARE_WORDS,
)

MAX_TOKENS = 7
MAX_LETTERS = 30
MAX_RANKS = 6
_TOKEN = re.compile(r"[^\W\d_]+(?:[.'’`-][^\W\d_]+)*\.?")
_INITIALS = re.compile(r"[^\W\d_](?:[.-]{1,2}[^\W\d_]){0,3}\.?")
CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž]\w*(?:['’-]\w+)*")
INSIDE = frozenset("@/_")
_BLANKS = frozenset(" \u00a0")
_WORD_ENDS = frozenset(" ,\u00a0")
_APOSTROPHES = frozenset("'’")
# All that can begin a name of several words, found in C.  The look behind comes second, because the search skips quickly to a
# set of letters only; compounds have an end, because a text that is one compound would be tried at each part.
_LEADING = re.compile(
    r"[A-ZÀ-ÖØ-ÞĀ-Ž](?<![\w@/].)\w*+(?:['’-]\w++){0,8}+"
    rf"(?=[,.]|[ \u00a0](?:[^\W\d_a-z]|(?:{'|'.join(sorted(PARTICLES))})(?: |\Z)))"
)
_NICKNAME = re.compile(r" [\"“”'‘(][^\W\d_]{2,12}[\"”'’)] (?=[^\W\d_])")


class Shape(IntEnum):
    """How a name is put together."""

    SINGLE = 0
    INITIALLED = 1
    """`Smith JA`, `J Smith`"""
    FULL = 2
    COMMA = 3


class Name(NamedTuple):
    """A name at `start`..`end`, without ranks; `after` is where reading stopped; `score` tells how it is spelt."""

    start: int
    end: int
    shape: Shape
    given: str
    surname: str
    is_ranked: bool
    after: int
    score: float

    @property
    def spelt_out(self) -> str:
        """Return the name as `people.read_name` takes it apart rightly."""
        if not self.given:
            return f"Mr {self.surname}" if self.is_ranked else self.surname
        return f"{self.surname}, {self.given}"


@dataclass(slots=True)
class Page:
    """A text with the words of the lexicon in it."""

    text: str
    lowered: str = ""
    found: list[Hit] = field(default_factory=list)
    ranks: dict[int, Hit] = field(default_factory=dict)
    leading: list[tuple[int, int]] = field(default_factory=list)
    """Where words with a capital stand, compounds whole, that a comma, a full stop or more of a name follows."""

    def __post_init__(self) -> None:
        """Find the words of the lexicon."""
        lowered = self.text.lower()
        if len(lowered) != len(self.text):
            lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in self.text)
        self.lowered = lowered
        self.found = list(hits(self.text, lowered))
        self.ranks = {hit.start: hit for hit in self.found if hit.kind <= Kind.RANK}
        self.leading = [match.span() for match in _LEADING.finditer(self.text)]

    def first_capital(self, start: int) -> tuple[int, int] | None:
        """Return the first word with a capital from `start` on, whatever follows it."""
        for match in CAPITAL.finditer(self.text, start):
            if not (before := self.text[match.start() - 1 : match.start()]).isalnum() and before not in INSIDE:
                return match.span()
        return None

    def goes_on(self, end: int) -> bool:
        """Say whether a word with a capital, an initial or a particle follows a word that ends at `end`."""
        text = self.text
        if text[end : end + 1] not in {" ", "\u00a0"}:
            return False
        following = text[end + 1 : end + 2]
        return following.isupper() or (following.isalpha() and text[end + 1 : end + 8].split(" ", 1)[0] in PARTICLES)

    def is_capital(self, at: int) -> bool:
        """Say whether the text around a place is written in capitals."""
        around = self.text[max(0, at - 30) : at + 30]
        capitals = sum(map(str.isupper, around))
        return capitals > 8 and capitals > 4 * sum(map(str.islower, around))


def is_plain_word(word: str, *, alone: bool, first: bool) -> bool:
    """Say whether a word is one of headings and sentences, and no name at this place."""
    low = word.casefold()
    is_common = low in COMMON_WORDS
    if not is_common and low not in running_words()[0]:
        return False
    if alone:
        return True
    # Where only some words have a capital, it speaks for a name by itself.
    is_marked = not is_common and word[0].isupper() and not word.isupper()
    if first:
        return low not in GIVEN_NAMES_THAT_ARE_WORDS and given_likeness(low) < (-3 if is_marked else -0.5)
    return low not in SURNAMES_THAT_ARE_WORDS and likeness(low) < (-4 if is_marked else 0)


@cache
def _never_first() -> frozenset[str]:
    """Return the plain words of more than three letters that begin no name, however they are written."""
    small = running_words()[0]
    plain = {word for word in COMMON_WORDS if given_likeness(word) < -0.5}
    plain |= {word for word in small - COMMON_WORDS if given_likeness(word) < -3}
    names = GIVEN_NAMES_THAT_ARE_WORDS | SURNAMES_THAT_ARE_WORDS | PARTICLES
    return frozenset(word for word in plain - names if len(word) > 3)


def begins_no_name(page: Page, start: int, end: int) -> bool:
    """Say at the cost of one look-up whether `parse` finds nothing at a word: `However,`, `Please`."""
    low = page.text[start:end].lower()
    return low in _never_first() and page.text[end : end + 1] in _WORD_ENDS and start not in page.ranks


def parse(
    page: Page, at: int, stop: int, *, comma: bool = False, ranked: bool = False, small: bool = False
) -> Name | None:
    """
    Return the name that begins at `at` and ends before `stop`, or None.

    `comma` reads `Surname, Given`; `ranked` says that a rank stands before it already; `small` takes small letters.
    """
    text = page.text
    if not ranked and at in page.ranks:
        at, ranked = _past_ranks(page, at, stop)
    reader = _Reader(page, ranked=ranked, small=small)
    position = at
    while len(reader.kinds) < MAX_TOKENS:
        token = _TOKEN.match(text, position, stop)
        if token is None or not reader.take(token):
            break
        position = token.end()
        if reader.ends_with(token[0]):
            break
        following = text[position : position + 2]
        if following[:1] in _BLANKS and following[1:].isalpha():
            position += 1
        elif comma and reader.comma < 0 and following[:1] == "," and reader.may_turn():
            ahead = position + 1 + (following == ", ")
            if not text[ahead : ahead + 1].isalpha():
                break
            reader.comma = len(reader.kinds)
            position = ahead
        elif following[:1] == " " and (nickname := _NICKNAME.match(text, position, stop)) is not None:
            position = nickname.end()
        else:
            break
    return reader.name() if reader.count else None


def _past_ranks(page: Page, at: int, stop: int) -> tuple[int, bool]:
    is_led = False
    for _ in range(MAX_RANKS):
        hit = page.ranks.get(at)
        if hit is None or hit.end >= stop:
            break
        gap = page.text[hit.end : hit.end + 2]
        if gap[:1] in {" ", "\u00a0", "\t"} or page.text[hit.end - 1] == ".":
            at = hit.end + (not gap[:1].isalpha())
            is_led = is_led or hit.kind == Kind.RANK
        else:
            break
    return at, is_led


def _is_cut_short(core: str) -> bool:
    """Say whether a word before a full stop is an abbreviation, as `Ltd.`, and not the last word of a sentence."""
    return 2 < len(core) < 5 and "." not in core and likeness(core) < 0


class _Reader:
    """Takes words one after the other: w a word, i initials, p a particle; `count` is how many of them are words."""

    __slots__ = ("comma", "count", "kinds", "page", "ranked", "small", "tokens", "words")

    def __init__(self, page: Page, *, ranked: bool, small: bool) -> None:
        self.page = page
        self.ranked = ranked
        self.small = small
        self.kinds = ""
        self.count = 0
        self.tokens: list[re.Match[str]] = []
        self.words: list[str] = []
        self.comma = -1

    def take(self, token: re.Match[str]) -> bool:
        """Take a word if it goes on with the name."""
        word = token[0]
        core = word.rstrip(".")
        kind = self._kind(token, word, core)
        if not kind:
            return False
        self.kinds += kind
        self.tokens.append(token)
        if kind == "w":
            self.count += 1
            self.words.append(core)
        else:
            self.words.append(word)
        return True

    def ends_with(self, word: str) -> bool:
        """Say whether a word with a full stop ends the name, and is neither initials nor a short form at its beginning."""
        return word[-1] == "." and len(word) > 3 and "." not in word[:-1] and (self.count > 1 or len(word) > 5)

    def _kind(self, token: re.Match[str], word: str, core: str) -> str:
        low = core.lower()
        is_upper = core.isupper()
        if len(core) > MAX_LETTERS or (self.kinds and self._ends_before(token, core, low, is_upper=is_upper)):
            return ""
        if is_upper and _INITIALS.fullmatch(word):
            return "i"
        if low in PARTICLES and self.count < 3:
            return "p"
        if is_upper and len(core) <= 3:
            return self._short_capitals(token, core)
        if core[0].isupper() or (core[1:2] in _APOSTROPHES and core[2:3].isupper()):
            is_name = self._fits(core, is_upper=is_upper)
        else:
            is_spelt = self.small and core.islower() and len(core) > 2 and likeness(core) > (0 if self.count else -2)
            is_name = is_spelt and self._fits(core, is_upper=False)
        return "w" if is_name else ""

    def _ends_before(self, token: re.Match[str], core: str, low: str, *, is_upper: bool) -> bool:
        """Say whether the name is over before a word: one cut short, one said twice, a rank or a suffix."""
        if self.count and len(token[0]) != len(core) and _is_cut_short(core):
            return True
        if len(core) > 2 and self.comma < 0 and low == self.tokens[-1][0].lower():
            return True
        is_rank = token.start() in self.page.ranks and not self._is_surname_here(token)
        return is_rank or (is_upper and low in SUFFIXES)

    def _is_surname_here(self, token: re.Match[str]) -> bool:
        hit = self.page.ranks[token.start()]
        is_word = token[0].lower() in SURNAMES_THAT_ARE_WORDS and len(self.kinds) == 1
        return is_word or (hit.kind == Kind.WEAK and not token[0].isupper())

    def _short_capitals(self, token: re.Match[str], core: str) -> str:
        is_capital = self.page.is_capital(token.start())
        if self.count and self.kinds[-1] == "w" and (self.comma < 0 or not is_capital):
            return "i" if "i" not in self.kinds else ""
        return "w" if is_capital and self._fits(core, is_upper=True) else ""

    def _fits(self, core: str, *, is_upper: bool) -> bool:
        count = self.count
        is_first = count == 0 or self.comma == len(self.kinds)
        if is_plain_word(core, alone=False, first=is_first) and not (
            is_first and (self.ranked or self.comma < 0) and core.casefold() in SURNAMES_THAT_ARE_WORDS
        ):
            return False
        if is_first:
            return True
        if is_upper and self.comma < 0:
            return self._goes_on_in_capitals(core, count)
        if count >= 2 and self.comma < 0:
            return count < 4 and likeness(core) > -2
        return not (self.ranked and self.kinds[-1] == "w" and given_likeness(self.tokens[-1][0]) < -3)

    def _goes_on_in_capitals(self, core: str, count: int) -> bool:
        first = self.tokens[0][0]
        if not first.isupper():
            return count < 3
        if "i" in self.kinds and self.kinds[-1] == "w":
            return False
        return likeness(core) > -1.5 if count == 1 else count < 3 and likeness(core) > 0

    def may_turn(self) -> bool:
        """Say whether a comma here may stand between a surname and given names."""
        return "i" not in self.kinds and 1 <= self.count <= 3

    def name(self) -> Name:
        """Return what was read, of which there has to be a word."""
        kinds, words = self.kinds, self.words
        while kinds[-1] == "p":
            kinds, words = kinds[:-1], words[:-1]
        comma = self.comma if 0 < self.comma < len(kinds) else -1
        end = self.tokens[len(kinds) - 1].end()
        if kinds[-1] == "w" and self.page.text[end - 1] == ".":
            end -= 1
        shape, given, surname = _parted(kinds, words, comma)
        start = self.tokens[0].start()
        return Name(start, end, shape, given, surname, self.ranked, end, _score(shape, given, surname))


def _parted(kinds: str, text: list[str], comma: int) -> tuple[Shape, str, str]:
    """Return the shape, the given names and the surname."""
    if kinds == "ww" and comma < 0 and not text[0].isupper():
        return Shape.FULL, text[0], text[1]
    if comma > 0:
        return Shape.COMMA, " ".join(text[comma:]), " ".join(text[:comma])
    words = kinds.count("w")
    if "i" in kinds and (words == 1 or kinds[-1] == "i"):
        initial = kinds.index("i") if words == 1 else len(kinds) - 1
        is_first = kinds[0] == "i" and words == 1
        rest = text[kinds.rindex("i") + 1 :] if is_first else [t for t, k in zip(text, kinds, strict=True) if k != "i"]
        return (
            Shape.INITIALLED,
            text[initial],
            " ".join(rest or [t for t, k in zip(text, kinds, strict=True) if k != "i"]),
        )
    if words == 1:
        return Shape.SINGLE, "", " ".join(text)
    is_led_by_capitals = kinds[0] == "w" and len(text[0]) > 2 and text[0].isupper()
    if is_led_by_capitals and not any(t.isupper() for t in text[1:] if len(t) > 2):
        return Shape.FULL, " ".join(text[1:]), text[0]
    first = next((n for n, kind in enumerate(kinds) if n and kind == "p"), len(kinds) - 1)
    return Shape.FULL, " ".join(text[:first]) or text[0], " ".join(text[first:])


def _score(shape: Shape, given: str, surname: str) -> float:
    """Return how like a person's name it is spelt: above 2 for most names, below 0 for most other things."""
    last = likeness(surname) if " " not in surname else max(likeness(part) for part in surname.split())
    if shape is Shape.SINGLE:
        return max(-4.0, min(4.0, last))
    first = given.partition(" ")[0].rstrip(".")
    family = 2.0 if last > 2 else max(-2.0, last)
    if len(first) <= 2 or "." in first:
        return family + 0.5
    # A given name that registers hold only as a surname is still a name.
    as_name, as_given = scores(first)
    either = max(as_given, 1.0 if as_name > 2 else as_name - 1)
    return (3.0 if either > 3 else max(-4.0, either)) + family / 2
