"""
What follows a level in the national schemes that share their level words: Australia, New Zealand, Canada.

    tail  = *(separator item)                      ; "//", "/", "-", ",", ":", "|", a bracket, or the next line
    item  = control / release list / codeword
    `SECRET//NZEO`, `TOP SECRET//KESTREL//AUSTEO`, `SECRET - CANADIAN EYES ONLY`, `SECRET//REL TO NZL, GBR`

A level word that other nations use too belongs to the scheme only where an item is its own: a control nobody else
has, or a release list that names its nation first, as all three schemes write it.  A codeword cannot be listed; it is
any word in capitals between slashes, and what came after it decides whether the reading is this scheme's at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dlp_service.detect.markings.reading import Phrases, Tokens, ends_line, gap, is_all_caps, skip
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.countries import NATIONS, nation_list
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.tokens import END, LINE, WORD

SEPARATORS = frozenset({"-", "/", "//", ",", ":", ";", "|", "_", "(", "[", LINE})
_CLOSING = {"(": ")", "[": "]"}
_ITEM_ENDS = frozenset({"//", "/", LINE, END, ")", "]", "-", ","})
_RELEASES = frozenset({"REL", "RELEASABLE", "RELEASEABLE"})
_SYSTEMS = Phrases(spellings("us")["systems"])
"""The published control systems, which allies share under one name."""
_SLASHES = frozenset({"//", "/"})
_MOST = 12
_LONGEST_CODEWORD = 4
_LONGEST_DATE = 12
_DATE_SIGNS = frozenset({WORD, ":", "/", ".", ",", "-", "+"})


@dataclass(frozen=True, slots=True)
class Controls:
    """
    The items of one scheme.

    `own` controls are no other scheme's and may follow a level after a space; `shared` ones need a separator.
    `home` is the nation that begins the scheme's release lists, `release` writes such a list as a caveat,
    `codeword` is what stands before one.  `special` reads what is no fixed phrase, in places it judges itself: its
    caveat and the index after it.
    """

    own: Phrases
    shared: Phrases
    home: str
    codeword: str
    release: Callable[[list[str], bool], str]
    special: Callable[[Tokens, int], tuple[str, int]]


@dataclass(slots=True)
class Tail:
    """
    What was read: the caveats, those that only the analyst may see, and the index after the last.

    `is_own` says that an item is the scheme's alone, `is_joined` that an item stood after a separator.
    """

    end: int
    caveats: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    is_own: bool = False
    is_joined: bool = False

    def without_prefix(self, prefix: str) -> None:
        """Keep the words nobody knows as they are, for a level that has no codewords."""
        self.caveats = [caveat.removeprefix(prefix) for caveat in self.caveats]
        self.private = [caveat.removeprefix(prefix) for caveat in self.private]

    def take(self, caveat: str, end: int) -> None:
        """Add a caveat that ends before `end`."""
        if caveat not in self.caveats:
            self.caveats.append(caveat)
        self.end = end


def company(
    controls: Controls, more: frozenset[str], levels: frozenset[str] = frozenset()
) -> dict[str, frozenset[str]]:
    """
    Return the words without which a level word of several nations is not this scheme's, by that word.

    Those are the first words of its controls and of release lists, and `more`; `levels` are words of its levels in
    another language, which count beside any but themselves.
    """
    words = controls.own.firsts | controls.shared.firsts | _RELEASES | more
    return {head: words | (levels - {head}) for head in common.SHARED if head not in controls.own.firsts}


def read_tail(tokens: Tokens, at: int, controls: Controls) -> Tail:
    """Read the items that follow a level ending before `at`."""
    tail = Tail(at)
    for _ in range(_MOST):
        begin = skip(tokens, tail.end, SEPARATORS)
        between = [token.kind for token in tokens[tail.end : begin]]
        if between.count(LINE) > 1:
            break
        end = _item(tokens, begin, controls, tail, between)
        if not end:
            break
        closing = _CLOSING.get(between[-1] if between else "")
        tail.end = end + 1 if closing and tokens[end].kind == closing else end
        tail.is_joined |= bool(between)
    return tail


def _item(tokens: Tokens, at: int, controls: Controls, tail: Tail, between: list[str]) -> int:
    """Take the item at `at` into the tail and return the index after it, or 0."""
    if tokens[at].kind != WORD:
        return 0
    is_slashed = not _SLASHES.isdisjoint(between)
    caveat, end, is_own = _known(tokens, at, controls, is_apart=bool(between), is_slashed=is_slashed)
    if not end and ("//" in between or (is_slashed and tail.caveats)) and LINE not in between:
        system = _SYSTEMS.match(tokens, at)
        if system and tokens[system[1]].kind in _ITEM_ENDS:
            tail.take(*system)
            return tail.end
        name, end = _codeword(tokens, at)
        caveat = name if name in NATIONS else f"{controls.codeword}{name}"
        if end:
            tail.private.append(caveat)
    is_next_line = LINE in between
    goes_on = is_own and tokens[end].kind in _SLASHES
    if not end or (is_next_line and not ((_closes_line(tokens, end) or goes_on) and _is_clear(tokens, at, end))):
        return 0
    tail.is_own |= is_own
    tail.take(caveat, end)
    return end


def _is_clear(tokens: Tokens, at: int, end: int) -> bool:
    """Say whether an item on a line of its own is no ordinary word: capitals, or a phrase of several words."""
    return tokens[at].is_caps or sum(token.kind == WORD for token in tokens[at:end]) > 1


def _known(tokens: Tokens, at: int, controls: Controls, *, is_apart: bool, is_slashed: bool) -> tuple[str, int, bool]:
    """Return the caveat of a known item, the index after it, and whether it is the scheme's own."""
    names, end = _released(tokens, at)
    if names and (is_apart or names[0] == controls.home):
        is_listed = tokens[at + 1].text == "TO"
        return controls.release(names, is_listed), end, names[0] == controls.home
    found = controls.own.match(tokens, at)
    if found and (is_slashed or is_all_caps(tokens, at, found[1]) or (is_apart and stands_apart(tokens, found[1]))):
        return *found, True
    caveat, end = controls.special(tokens, at)
    if end:
        return caveat, end, False
    found = controls.shared.match(tokens, at)
    if found and (is_slashed or _is_item(tokens, at, found[1], is_apart=is_apart)):
        return *found, False
    return "", 0, False


def _is_item(tokens: Tokens, at: int, end: int, *, is_apart: bool) -> bool:
    """Say whether a phrase that other texts use too is an item here: it ends where a sign, the line or the capitals end."""
    is_caps = is_all_caps(tokens, at, end)
    return (stands_apart(tokens, end) and (is_apart or is_caps)) or (is_apart and is_caps and not tokens[end].is_caps)


def stands_apart(tokens: Tokens, end: int) -> bool:
    """Say whether a line end, a sign or a wide gap follows, not a further word."""
    return tokens[end].kind != WORD or gap(tokens, end) > 2


def _closes_line(tokens: Tokens, at: int) -> bool:
    return ends_line(tokens, at) or (tokens[at].kind in {")", "]"} and ends_line(tokens, at + 1))


def _released(tokens: Tokens, at: int) -> tuple[list[str], int]:
    """Return the nations of `REL TO NZL, GBR` or `REL AUS/CAN`."""
    if tokens[at].text not in _RELEASES:
        return [], 0
    begin = at + 2 if tokens[at + 1].text == "TO" else at + 1
    names, end = nation_list(tokens, skip(tokens, begin, {":"}, 1))
    return names, end if names else 0


def _codeword(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return up to four capital words that fill the place between slashes, and the index after them."""
    end = at
    while end < at + _LONGEST_CODEWORD and tokens[end].kind == WORD and tokens[end].raw.isupper():
        end += 1
    fills = tokens[end].kind in _ITEM_ENDS
    name = " ".join(token.text for token in tokens[at:end])
    return (name, end) if end > at and fills and any(char.isalpha() for char in name) else ("", 0)


def national_prefix(tokens: Tokens, at: int, nation: frozenset[str], own: Phrases) -> tuple[list[str], int]:
    """
    Return the own caveats that lead to a level, and the index of the level: `AUSTEO SECRET`, `NZ RESTRICTED`.

    A nation's name alone gives no caveat; the caller sees by the index that one stood there.
    """
    found = own.match(tokens, at)
    if found and is_all_caps(tokens, at, found[1]):
        return [found[0]], skip(tokens, found[1], SEPARATORS, 1)
    is_named = tokens[at].text in nation and tokens[at].is_caps and tokens[at + 1].kind == WORD
    return [], at + is_named


def until_line_end(tokens: Tokens, at: int) -> int:
    """Return the index after a date or a time that runs to the end of its line, a bracket or a slash at most."""
    end = at
    while end < at + _LONGEST_DATE and tokens[end].kind in _DATE_SIGNS:
        if tokens[end].kind == "-" and gap(tokens, end) and gap(tokens, end + 1):
            break
        if end > at and gap(tokens, end) > 2:
            break
        end += 1
    while end > at and tokens[end - 1].kind != WORD:
        end -= 1
    return end


def as_written(tokens: Tokens, at: int, end: int) -> str:
    """Return what stands between two indices, with single spaces where there were any."""
    text = ""
    for index in range(at, end):
        text += " " if index > at and gap(tokens, index) else ""
        text += tokens[index].raw
    return text
