"""What stands directly beside a name and makes it the name of a ship, a house, a street, a firm or another thing."""

from __future__ import annotations

import re
from functools import cache

from dlp_service.detect.names.forms.lexicon import section, words
from dlp_service.detect.names.likeness import given_likeness, likeness
from dlp_service.detect.names.words import SURNAMES_THAT_ARE_WORDS

_BEFORE = re.compile(r"([^\W\d_][\w./-]*)[ \u00a0]+((?:[Tt]he )?)$")
_AFTER = re.compile(r"(?:['’]s?)?[ \u00a0-]([^\W_][\w./]*)")
_LAST = re.compile(r"([^\W\d_][\w./]*)$")
_FIRST = re.compile(r"([^\W\d_][\w./-]*)")
_UNITS = frozenset({"regt", "regiment", "coy", "bn", "sqn", "bty", "bde", "div", "tp", "pl"})
_LOOSE = frozenset({
    "team", "table", "class", "type", "model", "mark", "host", "server", "project", "programme", "block", "room", "base",
    "port", "form", "mess", "wing", "bay", "river", "school", "squadron", "via", "its", "im", "channel", "the", "pub",
})  # fmt: skip
_BLANKS = frozenset(" \u00a0")
_BETWEEN = _BLANKS | frozenset("'’-")
_IN_WORD = frozenset("_./-")
_ARTICLES = frozenset({"the", "The"})
_OF_MAJORS = frozenset({"sgt", "sergeant", "corporal", "drum", "pipe", "the"})
REACH = 24
LIKE_A_NAME = 1.0
UNLIKE_A_NAME = -1.2


@cache
def _rank_words() -> frozenset[str]:
    """Return the ranks and titles: one alone is nobody."""
    return frozenset(
        entry.lower().strip(". ")
        for name in ("ranks", "plain", "small")
        for entry in section(name, "ranks")
        if len(entry) > 2
    )


def names_a_thing(text: str, start: int, end: int) -> bool:
    """
    Say whether the words before, after or at the ends of a name make it the name of a thing.

    >>> def thing(text, name): return names_a_thing(text, at := text.index(name), at + len(name))
    >>> thing("HMS Nelson sails", "Nelson"), thing("to Montgomery Lines", "Montgomery"), thing("met Paul Nelson", "Paul Nelson")
    (True, True, False)
    """
    surface = text[start:end]
    if (_is_rank(surface) and not _is_ranked_surname(text, start, surface)) or follows_a_kind(text, start, surface):
        return True
    if (between := text[end : end + 1]) in _BETWEEN:
        after = _AFTER.match(text, end, end + REACH)
        if after is not None and _is_after(after[1], surface, between):
            return True
    return not surface.isalpha() and _is_a_thing_itself(surface)


def _is_a_thing_itself(surface: str) -> bool:
    """Say whether the first or the last word of a name makes it the name of a thing: `Victoria Sponge`."""
    first, _, rest = surface.partition(" ")
    last = rest.rpartition(" ")[2]
    if not (first.isalpha() and last.isalpha()):
        # Only of words with other marks in them expressions have to say where they begin and end.
        begin, end = _FIRST.match(surface), _LAST.search(surface)
        if begin is None or end is None or begin[0] == surface:
            return False
        first, last, rest = begin[0], end[0], surface[begin.end() + 1 :]
    return first.lower() in _UNITS or _is_before(first, rest) or _ends_as_thing(first, last, surface)


def _is_rank(word: str) -> bool:
    return word.lower().strip(". ") in _rank_words()


def _is_ranked_surname(text: str, start: int, surface: str) -> bool:
    """Say whether a rank that is a surname too stands after another rank: `Capt Bishop`, but `Sergeant Major`."""
    before = _BEFORE.search(text, max(0, start - REACH), start)
    if before is None or surface.lower() not in SURNAMES_THAT_ARE_WORDS or not surface.istitle():
        return False
    rank = before[1].lower().rstrip(".")
    return rank in _rank_words() and rank not in _OF_MAJORS


def follows_a_kind(text: str, start: int, surface: str) -> bool:
    """Say whether the word before `start` is a kind of thing that has names, as `HMS`."""
    if text[start - 1 : start] not in _BLANKS:
        return False
    core = text[max(0, start - REACH) : start].rstrip(" \u00a0")
    if not (core[-1:].isalnum() or core[-1:] in _IN_WORD):
        return False
    word = core.rpartition(" ")[2]
    if word.isalpha() and word not in _ARTICLES:
        # A word of letters alone, as nearly always: no expression has to look for where it begins.
        return _is_before(word, surface)
    before = _BEFORE.search(text, max(0, start - REACH), start)
    return before is not None and _is_before(before[1], surface)


def _ends_as_thing(first: str, last: str, surface: str) -> bool:
    if not _is_after(last, surface, ""):
        return False
    if last.casefold() in SURNAMES_THAT_ARE_WORDS:
        # `Trafalgar Ward` against `Kate Ward`.
        return len(first) > 2 and max(given_likeness(first), likeness(first) - 2) < UNLIKE_A_NAME
    # `Lucinda Crane` is a person, `Victoria Sponge` is none.
    return not (given_likeness(first) > LIKE_A_NAME and likeness(last) > 0)


def _is_before(word: str, surface: str) -> bool:
    low = word.rstrip(".").lower()
    kinds = words("things_before")
    if low not in kinds and word.lower() not in kinds:
        return False
    if low == "st":
        return word == "St"
    # `operation Nelson`, `calle Juan Carlos`, but `team Anna Kay` may be a person's.
    return word[0].isupper() or low not in _LOOSE or " " not in surface


def _is_after(word: str, surface: str, between: str) -> bool:
    low = word.rstrip(".").lower()
    if low not in words("things_after"):
        return False
    if word[0].isupper():
        return True
    # `Mills bomb`, `Bailey bridge`; but `Kate Mills bridge the gap` has a person before a small word.
    return " " not in surface and between in {" ", "\u00a0", "-"}
