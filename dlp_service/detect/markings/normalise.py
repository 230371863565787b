"""
Stage 1: text as a person reads it, with the way back to the original.

Markings arrive wrapped in HTML, quoted, half decoded, typed with exotic dashes and spaces, or with letters of
another alphabet.  Here all of that becomes plain characters, while every position can still be
mapped to the code point it came from: findings must point into the text that was given.

Only what changes its length costs a slice of the map; characters that become one other are replaced where they stand.
Which kinds of leftovers a text can hold is asked first, so plain text is not copied.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from dlp_service.budget import Budget
from dlp_service.detect.lookalikes import ALIKE
from dlp_service.detect.markings.leftovers import (
    FOLD,
    FOLLOWED,
    KINDS,
    LOCATE_MOJIBAKE,
    QUOTED_PRINTABLE,
    RTF,
    Leftover,
    Slice,
    is_quoted_printable,
    is_rtf,
)

_SAME = {ord(char): plain for char, plain in ALIKE.items() if len(plain) == 1 and not char.isascii()}
_WIDE = "\U00010000-\U0010ffff"
"""Beyond the first plane single characters make a set slow, so the whole range is looked up."""
_SAME_RUN = re.compile(f"[{re.escape(''.join(chr(code) for code in _SAME if code < 0x10000))}{_WIDE}]+")
_OTHER = re.escape("".join(c for c, plain in ALIKE.items() if len(plain) != 1 and "\x80" <= c < "\U00010000")) + _WIDE
_CHECK_EVERY = 1024
"""Slices are a few microseconds each; the budget is looked at every few milliseconds."""
_FOLDED_PLACES = frozenset({"subject", "header"})


@dataclass(frozen=True, slots=True)
class Normalised:
    """
    Plain text and the way back.

    `starts`, `origins`, `lengths` describe the slices in order: position in `text`, position in the
    original, and length in the original of a replaced slice, or -1 for one copied as it was.
    `quoted` holds where lines begin that lost a `>`.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    lengths: tuple[int, ...]
    quoted: tuple[int, ...] = ()

    @property
    def is_as_given(self) -> bool:
        """Say whether every position is that of the original."""
        return not self.starts

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
        """Say whether the line that begins at `start` lost a `>` prefix."""
        index = bisect_left(self.quoted, start)
        return index < len(self.quoted) and self.quoted[index] == start

    def _at(self, position: int) -> tuple[int, int]:
        index = bisect_right(self.starts, position) - 1
        offset, length = self.origins[index], self.lengths[index]
        if length < 0:
            place = offset + position - self.starts[index]
            return place, place + 1
        return offset, offset + length


@dataclass(slots=True)
class _Writer:
    """Collects the slices of one text."""

    source: str
    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    quoted: list[int] = field(default_factory=list)
    size: int = 0
    done: int = 0

    def copy(self, until: int) -> None:
        """Take over the source up to `until` as it stands."""
        if until > self.done:
            self._add(self.source[self.done : until], self.done, -1)
            self.done = until

    def replace(self, slices: Iterable[Slice], *, is_quote: bool = False) -> None:
        """Add slices in order, after what stands before them; the prefix of a quoted line is remembered as one."""
        for plain, low, high in slices:
            self.copy(low)
            if is_quote:
                self.quoted.append(self.size)
            self._add(plain if plain.isascii() else "".join(map(_plain, plain)), low, high - low)
            self.done = high

    def _add(self, text: str, origin: int, length: int) -> None:
        self.pieces.append(text)
        self.starts.append(self.size)
        self.origins.append(origin)
        self.lengths.append(length)
        self.size += len(text)

    def finish(self) -> Normalised:
        """Return the text; characters of another alphabet are replaced last, which moves nothing."""
        self.copy(len(self.source))
        text = _same("".join(self.pieces))
        return Normalised(text, tuple(self.starts), tuple(self.origins), tuple(self.lengths), tuple(self.quoted))


def _plain(char: str) -> str:
    return ALIKE.get(char, char)


def _same(text: str) -> str:
    return text if text.isascii() else _SAME_RUN.sub(lambda run: run[0].translate(_SAME), text)


_OTHER_FIRSTS = "".join(
    char for kind in KINDS for char in kind.firsts if not char.isascii() and not "\u00c2" <= char <= "\u00ef"
)


@lru_cache(maxsize=8)
def _by_first(*, is_folded: bool, is_printable: bool, is_rtf: bool) -> dict[str, tuple[Leftover, ...]]:
    """Return the kinds that a text may hold by their first characters."""
    more = (FOLD,) * is_folded, RTF * is_rtf, KINDS, QUOTED_PRINTABLE * is_printable
    found: dict[str, tuple[Leftover, ...]] = {}
    for kind in (kind for kinds in more for kind in kinds):
        for char in kind.firsts:
            found[char] = (*found.get(char, ()), kind)
    return found


@lru_cache(maxsize=512)
def _locator(firsts: str, *, is_ascii: bool) -> re.Pattern[str]:
    """
    Return a pattern that finds where a leftover may begin, one set of characters at its head.

    The engine skips to the next character of such a set at once; alternatives it would try at every character.
    """
    alone = re.escape("".join(char for char in firsts if char not in FOLLOWED))
    places = [f"(?<={char})(?={FOLLOWED[char]})" for char in firsts if char in FOLLOWED]
    if not is_ascii:
        alone += re.escape(_OTHER_FIRSTS) + _OTHER
        places.append(LOCATE_MOJIBAKE)
    if alone:
        places.insert(0, f"(?<=[{alone}])")
    leads = "" if is_ascii else "\u00c2-\u00ef" + re.escape(_OTHER_FIRSTS) + _OTHER
    return re.compile(f"[{re.escape(firsts)}{leads}](?:{'|'.join(places)})")


def normalise(text: str, where: str = "", budget: Budget | None = None) -> Normalised:
    """
    Return `text` with look-alikes, entities, tags, exotic spaces, quote prefixes and undecoded rests made plain.

    Tags that end a line in a browser become line breaks, all others nothing; `where` says whether lines are
    folded as in headers.

    >>> normalise("OFFICIAL\u2009\u2013\u2009SENSITIVE").text
    'OFFICIAL - SENSITIVE'
    >>> normalise("=?utf-8?q?TLP=3AAMBER?=").text
    'TLP:AMBER'

    Raises:
        OutOfTime: the budget ran out.
        Cancelled: the caller went away.
    """
    is_ascii = text.isascii()
    kinds = _by_first(
        is_folded=where in _FOLDED_PLACES and "\n" in text,
        is_printable="=" in text and is_quoted_printable(text),
        is_rtf="\\" in text and is_rtf(text),
    )
    firsts = "".join(char for char in kinds if char.isascii() and char in text)
    if not firsts and is_ascii:
        return Normalised(text, (), (), ())
    writer = _Writer(text)
    for number, found in enumerate(_locator(firsts, is_ascii=is_ascii).finditer(text), start=1):
        if budget is not None and number % _CHECK_EVERY == 0:
            budget.check()
        if found.start() >= writer.done:
            _decode(writer, found.start(), kinds.get(found[0], ()))
    if writer.done == 0:
        return Normalised(_same(text), (), (), ())
    return writer.finish()


def _decode(writer: _Writer, at: int, kinds: tuple[Leftover, ...]) -> None:
    """Write what stands at `at`, when it is a leftover or a character that becomes none or several."""
    for kind in kinds:
        found = kind.pattern.match(writer.source, at)
        slices = kind.decode(found) if found else None
        if slices is not None:
            writer.replace(slices, is_quote=kind.firsts == ">")
            return
    plain = ALIKE.get(writer.source[at])
    if plain is not None and len(plain) != 1:
        writer.replace(((plain, at, at + 1),))
