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
from dlp_service.detect.names.likeness import given_likeness, likeness
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
_WORD_ENDS = frozenset(" ,\u00a0")
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
    at, is_led = (at, True) if ranked else _past_ranks(page, at, stop)
    reader = _Reader(page, ranked=ranked or is_led, small=small)
    position = at
    while len(reader.kinds) < MAX_TOKENS:
        token = _TOKEN.match(text, position, stop)
        if token is None or not reader.take(token):
            break
        position = token.end()
        if (
            token[0][-1] == "."
            and len(token[0]) > 3
            and "." not in token[0][:-1]
            and (reader.is_begun or len(token[0]) > 5)
        ):
            break
        following = text[position : position + 2]
        if following[:1] in {" ", "\u00a0"} and (following[1:].isalpha()):
            position += 1
        elif comma and reader.comma < 0 and following[:1] == "," and reader.may_turn():
            ahead = position + 1 + (following == ", ")
            if not text[ahead : ahead + 1].isalpha():
                break
            reader.comma = len(reader.kinds)
            position = ahead
        elif (nickname := _NICKNAME.match(text, position, stop)) is not None:
            position = nickname.end()
        else:
            break
    return reader.name()


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


def _is_cut_short(word: str, core: str) -> bool:
    """Say whether a word with a full stop is an abbreviation, as `Ltd.`, and not the last word of a sentence."""
    return word != core and 2 < len(core) < 5 and "." not in core and likeness(core) < 0


@dataclass(slots=True)
class _Reader:
    """Takes words one after the other: w a word, i initials, p a particle."""

    page: Page
    ranked: bool
    small: bool
    kinds: str = ""
    tokens: list[re.Match[str]] = field(default_factory=list)
    comma: int = -1

    @property
    def is_begun(self) -> bool:
        """Say whether a word was taken before the last one."""
        return self.kinds.count("w") > 1

    def take(self, token: re.Match[str]) -> bool:
        """Take a word if it goes on with the name."""
        kind = self._kind(token)
        if kind:
            self.kinds += kind
            self.tokens.append(token)
        return bool(kind)

    def _kind(self, token: re.Match[str]) -> str:
        word = token[0]
        core = word.rstrip(".")
        low = core.lower()
        count = self.kinds.count("w")
        is_upper = core.isupper()
        if self._ends_before(token, core, count):
            return ""
        if is_upper and _INITIALS.fullmatch(word):
            return "i"
        if low in PARTICLES and count < 3:
            return "p"
        if is_upper and len(core) <= 3:
            return self._short_capitals(token, core, count)
        if core[:1].isupper() or (core[1:2] in {"'", "’"} and core[2:3].isupper()):
            is_name = self._fits(core, count, is_upper=is_upper)
        else:
            is_spelt = self.small and core.islower() and len(core) > 2 and likeness(core) > (0 if count else -2)
            is_name = is_spelt and self._fits(core, count, is_upper=False)
        return "w" if is_name else ""

    def _ends_before(self, token: re.Match[str], core: str, count: int) -> bool:
        """Say whether the name is over before a word: a rank, a suffix, or something too long or cut short."""
        if len(core) > MAX_LETTERS or (count and _is_cut_short(token[0], core)):
            return True
        if not self.kinds:
            return False
        if core.lower() == self.tokens[-1][0].lower() and self.comma < 0 and len(core) > 2:
            return True
        is_rank = token.start() in self.page.ranks and not self._is_surname_here(token)
        return is_rank or (core.isupper() and core.lower() in SUFFIXES)

    def _is_surname_here(self, token: re.Match[str]) -> bool:
        hit = self.page.ranks[token.start()]
        is_word = token[0].lower() in SURNAMES_THAT_ARE_WORDS and len(self.kinds) == 1
        return is_word or (hit.kind == Kind.WEAK and not token[0].isupper())

    def _short_capitals(self, token: re.Match[str], core: str, count: int) -> str:
        is_capital = self.page.is_capital(token.start())
        if count and self.kinds[-1] == "w" and (self.comma < 0 or not is_capital):
            return "i" if "i" not in self.kinds else ""
        return "w" if is_capital and self._fits(core, count, is_upper=True) else ""

    def _fits(self, core: str, count: int, *, is_upper: bool) -> bool:
        is_first = count == 0 or self.comma == len(self.kinds)
        if is_plain_word(core, alone=False, first=is_first) and not (
            is_first and (self.ranked or self.comma < 0) and core.casefold() in SURNAMES_THAT_ARE_WORDS
        ):
            return False
        if count == 0 or self.comma == len(self.kinds):
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
        return "i" not in self.kinds and 1 <= self.kinds.count("w") <= 3

    def name(self) -> Name | None:
        """Return what was read, or None where it is no name."""
        kinds, tokens = self.kinds, self.tokens
        while kinds.endswith("p"):
            kinds, tokens = kinds[:-1], tokens[:-1]
        if "w" not in kinds:
            return None
        comma = self.comma if 0 < self.comma < len(kinds) else -1
        start, end = tokens[0].start(), tokens[-1].end()
        if kinds[-1] == "w" and self.page.text[end - 1] == ".":
            end -= 1
        text = [token[0].rstrip(".") if kind == "w" else token[0] for token, kind in zip(tokens, kinds, strict=True)]
        shape, given, surname = _parted(kinds, text, comma)
        return Name(start, end, shape, given, surname, self.ranked, end, _score(shape, given, surname))


def _parted(kinds: str, text: list[str], comma: int) -> tuple[Shape, str, str]:
    """Return the shape, the given names and the surname."""
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
    last = max(likeness(part) for part in surname.split() or [""])
    if shape is Shape.SINGLE:
        return max(-4.0, min(4.0, last))
    first = given.split(maxsplit=1)[0].rstrip(".")
    family = max(-2.0, min(2.0, last))
    if len(first) <= 2 or "." in first:
        return family + 0.5
    # A given name that registers hold only as a surname is still a name.
    either = max(given_likeness(first), min(2.0, likeness(first)) - 1)
    return max(-4.0, min(3.0, either)) + family / 2
