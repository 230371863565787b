"""
How a term is spelt at a place, or that it is not there after all.

The automaton compares bare letters, so it also meets `orchid, lantern` and `hangar g`.  What stands between the letters,
what stands for a letter, and what stands before and behind decide here, for one place at a time.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from dlp_service.detect.terms.letters import SIGNS, Piece, look
from dlp_service.detect.terms.ordinary import ordinary_words

SPLIT_FROM = 6
"""A term of at least this many letters is also found with separators and digits that it does not have itself."""
SPELT_OUT = 3
"""So many single letters with something between each are spelt out on purpose."""
EXACT, PLURAL, RUN_TOGETHER, SPLIT, DIGITS, ONE_OFF = 0.99, 0.95, 0.9, 0.8, 0.9, 0.6
DELIBERATE = 0.95
"""Confidence of a spelling that nobody writes by chance: letters of another alphabet, or spelt out."""

_WRAP = r"[ ]{0,3}[-=]?[ ]{0,3}\r?\n[ \t>|]{0,24}"
"""The end of a line inside a paragraph, with the quote marks of a forwarded mail."""
_BETWEEN = re.compile(rf"[ ]{{1,4}}|[ ]{{0,2}}[-_~]{{1,3}}[ ]{{0,2}}|[/\\+*.:]|{_WRAP}")
_BETWEEN_LONE = re.compile(rf"[^\w\n\t]{{1,5}}|{_WRAP}")
_SOFT = " -_.'\n"
"""What a long term may lose; any other sign of its own must be there."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """How sure it is that the term is meant, and how it is written."""

    confidence: float
    how: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The folded text of a listed spelling, its letters, what stands before each of them, its words, and signs around them."""

    text: str
    letters: str
    gaps: tuple[str, ...]
    words: tuple[str, ...]
    head: str = ""
    tail: str = ""


@lru_cache(maxsize=4096)
def shape(spelling: str, signs: str = SIGNS) -> Shape:
    """
    Return the shape of a listed spelling; `signs` are letters too.

    >>> shape("O/Lan")
    Shape(text='o/lan', letters='olan', gaps=('', '/', '', ''), words=('o', 'lan'), head='', tail='')
    """
    folded = look(spelling)
    letters, gaps, gap = "", [], ""
    for character in folded.text:
        if character.isalnum() or character in signs:
            letters += character
            gaps.append(gap)
            gap = ""
        else:
            gap += character
    words = tuple(Piece(folded).words.split())
    return Shape(folded.text.strip(), letters, ("", *gaps[1:]), words, gaps[0].strip(_SOFT), gap.strip(_SOFT))


def spelt(original: str, piece: Piece, places: list[int], spelling: str) -> Spelt | None:
    """
    Say how `spelling` is written where its letters stand at `places` of the folded text; None where it is not.

    `original` is the text that was folded; its edges there are those of words, as `begins` and `ends` say.
    """
    wanted = shape(spelling)
    if len(wanted.letters) != len(places):
        # Short terms are looked for by their words, of which signs are no part.
        wanted = shape(spelling, "")
    text, start, end = piece.text, places[0], places[-1] + 1
    is_long = len(places) >= SPLIT_FROM
    if not (text.endswith(wanted.head, 0, start) and text.startswith(wanted.tail, end)):
        return None  # C is not C++
    ways = [Spelt(PLURAL, "in the plural")] if _is_plural(text, end) else []
    if text[start:end] != wanted.text:
        gaps = [text[before + 1 : after] for before, after in itertools.pairwise(places)]
        for way in (_gaps(gaps, wanted.gaps[1:], is_long=is_long), _letters(text, places, wanted.letters)):
            if way is None:
                return None
            if way.how:
                ways.append(way)
    if any(way.confidence == SPLIT for way in ways) and _falls_into_words(text[start:end], wanted.letters):
        return None  # a long time is not LONGTIME
    if not original.isascii():
        ways += _disguises(original[piece.folded.start(start) : piece.folded.end(end)], spelling)
    if not ways:
        return Spelt(EXACT, "exactly as listed")
    return Spelt(min(way.confidence for way in ways), ", ".join(dict.fromkeys(way.how for way in ways)))


_AS_LISTED = Spelt(EXACT, "")


def begins(original: str, piece: Piece, start: int, *, is_long: bool) -> bool:
    """Say whether a term of that length may begin at a place of the folded text."""
    text = piece.text
    before, first = text[start - 1] if start else " ", text[start]
    if not (before.isalnum() and first.isalnum()) or _is_unspaced(first, before):
        return True
    return is_long and ((before.isdigit() and first.isalpha()) or _is_camel_start(original, piece, start))


def ends(original: str, piece: Piece, end: int, *, is_long: bool) -> bool:
    """Say whether a term of that length may end before a place of the folded text, be it in the plural."""
    text = piece.text
    after, last = text[end] if end < len(text) else " ", text[end - 1]
    if not (after.isalnum() and last.isalnum()) or _is_unspaced(last, after):
        # Hangar 9 is not in hangar 9.5
        return not (last.isdigit() and after == "." and text[end + 1 : end + 2].isdigit())
    if is_long and ((after.isdigit() and last.isalpha()) or _is_camel_end(original, piece, end)):
        return True
    return is_long and _is_plural(text, end)


def _is_plural(text: str, end: int) -> bool:
    last = text[end - 1]
    if not last.isalpha() or text[end : end + 1] not in {"s", "e"}:
        return False
    ending = "es" if last in "sxz" or text[end - 2 : end] in {"ch", "sh"} else "s"
    return text.startswith(ending, end) and not text[end + len(ending) : end + len(ending) + 1].isalnum()


def _is_unspaced(one: str, other: str) -> bool:
    """Say whether both are of scripts that write no spaces between words: kana, Han, Thai and its neighbours."""
    return all(
        "\u0e00" <= c <= "\u0eff" or "\u1000" <= c <= "\u109f" or "\u3040" <= c <= "\u9fff" for c in (one, other)
    )


def _is_camel_start(original: str, piece: Piece, start: int) -> bool:
    at = piece.folded.start(start)
    before, first, second = original[at - 1], original[at], original[at + 1 : at + 2]
    return first.isupper() and (before.islower() or (before.isupper() and second.islower()))


def _is_camel_end(original: str, piece: Piece, end: int) -> bool:
    at = piece.folded.end(end)
    last, after, second = original[at - 1], original[at : at + 1], original[at + 1 : at + 2]
    if last.islower():
        return after.isupper()
    return after.isupper() and second.islower()


def _gaps(gaps: list[str], wanted: tuple[str, ...], *, is_long: bool) -> Spelt | None:
    """Say how what stands between the letters differs from the listed spelling."""
    runs = _runs(gaps)
    lone = sum(run == 1 for run in runs) >= SPELT_OUT
    inserted = joined = False
    run = iter(runs)
    for found, listed in zip(gaps, wanted, strict=True):
        signs = listed.strip(_SOFT if is_long else " -_")
        if not found:
            if signs or (listed and not is_long and listed.strip(" -_")):
                return None
            joined = joined or bool(listed)
            continue
        length = next(run)
        if signs:
            if found.replace(" ", "") != listed.replace(" ", ""):
                return None
        elif not (found == listed or is_between(found) or (lone and length == 1 and _BETWEEN_LONE.fullmatch(found))):
            return None
        if not listed:
            inserted = True
    if inserted:
        return Spelt(DELIBERATE if lone else SPLIT, "with separators between its letters") if is_long else None
    return Spelt(RUN_TOGETHER, "run together") if joined else _AS_LISTED


def _runs(gaps: list[str]) -> list[int]:
    """Return how many letters stand in each run between separators."""
    runs = [1]
    for gap in gaps:
        if gap:
            runs.append(1)
        else:
            runs[-1] += 1
    return runs


def _letters(text: str, places: list[int], wanted: str) -> Spelt | None:
    """Say which letters are written with another that looks like it."""
    digits = alike = 0
    for place, letter in zip(places, wanted, strict=True):
        found = text[place]
        if found == letter:
            continue
        if not letter.isalpha():
            return None
        if found.isalpha():
            alike += 1
        else:
            digits += 1
    if not digits and not alike:
        return _AS_LISTED
    if 2 * (digits + alike) > len(places) or len(places) < SPLIT_FROM:
        return None
    if alike and _is_ordinary(text[places[0] : places[-1] + 1], wanted):
        return None
    if digits:
        return Spelt(DIGITS, "with digits or signs for letters")
    return Spelt(SPLIT, "with look-alike letters")


def _is_ordinary(text: str, wanted: str) -> bool:
    """Say whether the letters that differ make an ordinary word: `fall` is not written for `fail`."""
    words = re.findall(r"\w+", text)
    if "".join(words) == text and text in ordinary_words():
        return True
    at = 0
    for word in words:
        listed = wanted[at : at + len(word)]
        if word != listed and word in ordinary_words():
            return True
        at += len(word)
    return False


def _falls_into_words(text: str, letters: str) -> bool:
    """Say whether an ordinary word of the list is written as several ordinary words."""
    return letters in ordinary_words() and all(
        len(w) < 3 or w in ordinary_words() for w in re.findall(r"[^\W_]+", text)
    )


def _disguises(written: str, spelling: str) -> list[Spelt]:
    """Say what is unusual about characters beyond ASCII that the listed spelling does not have."""
    ways = {}
    for character in {c for c in written if not c.isascii()} - set(spelling.casefold()) - set(spelling.upper()):
        category = unicodedata.category(character)
        if category in {"Cf", "Mn", "Me"}:
            if category == "Cf":
                ways["with invisible characters"] = DELIBERATE
        elif category[0] in "LNS" and not _is_accented(character):
            ways["with look-alike letters"] = DELIBERATE
    return [Spelt(confidence, how) for how, confidence in sorted(ways.items())]


def _is_accented(character: str) -> bool:
    decomposed = unicodedata.normalize("NFD", character)
    return len(decomposed) > 1 and decomposed[0].isascii()


def is_between(gap: str) -> bool:
    """
    Say whether the words of a term may have this between them.

    >>> is_between("\\n> "), is_between(". "), is_between("\\t")
    (True, False, False)
    """
    return _BETWEEN.fullmatch(gap) is not None
