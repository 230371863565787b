"""
The words beside names, from `data/ranks.txt` and `data/cues.txt`, found in a text by one automaton.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from dlp_service.detect.names.casing import running_words


class Kind(IntEnum):
    """How far a word of the lexicon can be trusted, and what it announces."""

    WEAK = 0
    """A rank so short or so common that only its place tells."""
    RANK = 1
    LABEL = 2
    HEAD = 3
    """A heading of a name column beside a comma or a semicolon."""


class Hit(NamedTuple):
    """A word of the lexicon at `start`..`end`, a full stop after it included; `is_small` where it may precede small letters."""

    start: int
    end: int
    kind: Kind
    is_small: bool = False


_BLANK = str.maketrans(dict.fromkeys("\n\t\r(,;/:\"'<>|*-[]•_&\u00a0“”‘’+–—=", " "))
_BLANK_BYTES = bytes(ord(" ") if code < 128 and code in _BLANK else code for code in range(256))
_BLANK_BEYOND = "".join(chr(code) for code in _BLANK if code > 127)
_DIVIDERS: Final = frozenset({",", ";", '"'})
_TRUSTED_SHORT = frozenset({"ab", "lh", "po", "lt", "pc", "dc", "ds", "di", "wo", "fs", "dr", "mr", "ms", "hr", "me"})
_SEEN_AS_MONTH = frozenset({"mar", "dec", "sep"})


@cache
def section(name: str, file: str = "cues") -> tuple[str, ...]:
    """Return the entries of one section of a data file, in small letters."""
    text = resources.files("dlp_service.detect").joinpath(f"data/{file}.txt").read_text(encoding="utf-8")
    entries: list[str] = []
    current = ""
    for line in text.splitlines():
        if line.startswith("["):
            current = line.strip("[] ")
        elif current == name and line and not line.startswith("#"):
            entries += [entry.strip() for entry in line.split(",")]
    return tuple(dict.fromkeys(entry for entry in entries if entry))


@cache
def words(name: str) -> frozenset[str]:
    """Return one section of the cues as a set."""
    return frozenset(entry.lower() for entry in section(name))


@dataclass(frozen=True, slots=True)
class _Entry:
    rank: Kind | None = None
    is_label: bool = False
    is_head: bool = False
    needs: str = ""
    """`capitals`, `capital` or nothing."""
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class _Lexicon:
    automaton: CharwiseDoubleArrayAhoCorasick
    entries: tuple[_Entry, ...]
    by_key: dict[str, _Entry]
    several: frozenset[int]
    """The entries of more than one word."""


@cache
def _lexicon() -> _Lexicon:
    entries: dict[str, _Entry] = {}
    for name, needs in (("code", "capitals"), ("ranks", ""), ("titles", ""), ("plain", "capital"), ("small", "")):
        for written in section(name, "ranks"):
            key = written.lower().translate(_BLANK).strip(" .")
            is_trusted = name in {"small", "plain"} or len(key) > 3 or key in _TRUSTED_SHORT or _has_no_vowel(key)
            kind = Kind.RANK if is_trusted or (name == "code" and len(key) > 2) else Kind.WEAK
            if key in _SEEN_AS_MONTH:
                kind = Kind.WEAK
            if kind == Kind.WEAK and (len(key) < 3 or key in running_words()[0]):
                continue
            before = entries.get(key)
            if before is None or name in {"plain", "small"} or kind > (before.rank or Kind.WEAK):
                entries[key] = _Entry(kind, needs=needs, is_small=name == "small")
    for name in ("labels", "headers_name", "headers_given", "headers_surname"):
        for written in section(name):
            key = written.lower().translate(_BLANK).strip()
            if name == "labels" or key not in entries:
                old = entries.get(key, _Entry())
                is_head = old.is_head or name != "labels"
                entries[key] = _Entry(old.rank, old.is_label or name == "labels", is_head, old.needs, old.is_small)
            else:
                entries[key] = replace(entries[key], is_head=True)
    keys = list(entries)
    automaton = CharwiseDoubleArrayAhoCorasick([f" {key}" for key in keys], match_kind=MATCH_KIND_LEFTMOST_LONGEST)
    several = frozenset(number for number, key in enumerate(keys) if " " in key)
    return _Lexicon(automaton, tuple(entries.values()), entries, several)


def _has_no_vowel(key: str) -> bool:
    """Say whether three letters are an abbreviation by their look: `płk`, `kpt`."""
    return len(key) == 3 and key.isalpha() and not set(key) & set("aeiouyáéíóúäöüąęåæø")


def _blanked(lowered: str) -> str:
    """Return a text with blanks for what divides words; bytes are translated ten times as fast as characters."""
    if lowered.isascii():
        return lowered.encode().translate(_BLANK_BYTES).decode()
    # Of what is beyond ASCII only a dozen characters divide words: it is quicker to look for each than to ask each character.
    blanked = lowered.encode("utf-8", "surrogatepass").translate(_BLANK_BYTES).decode("utf-8", "surrogatepass")
    for divider in _BLANK_BEYOND:
        if divider in blanked:
            blanked = blanked.replace(divider, " ")
    return blanked


def hits(text: str, lowered: str) -> Iterator[Hit]:
    """Yield the words of the lexicon in a text, in order; `lowered` is the text in small letters, letter by letter."""
    lexicon = _lexicon()
    for start, stop, number in lexicon.automaton.find(f" {_blanked(lowered)} "):
        # The blank put in front makes up for the one that every key begins with.
        begin, end = start, stop - 1
        if not lowered[end : end + 1].isalnum():
            entry: _Entry | None = lexicon.entries[number]
        elif number in lexicon.several:
            end, entry = _shorter(lexicon, lowered, begin, end)
        else:
            continue
        if entry is not None and (hit := _read(text, begin, end, entry)) is not None:
            yield hit


def _shorter(lexicon: _Lexicon, lowered: str, begin: int, end: int) -> tuple[int, _Entry | None]:
    """Return the entry that ends a word earlier: `lt` where `lt col` was seen in `lt colin`."""
    key = lowered[begin:end].translate(_BLANK)
    cut = key.rfind(" ")
    return (begin + cut, lexicon.by_key.get(key[:cut])) if cut > 0 else (end, None)


def _read(text: str, begin: int, end: int, entry: _Entry) -> Hit | None:
    follows = text[end : end + 1]
    if entry.is_label and (follows in {":", "\t"} or text[end : end + 3] in {" : ", " - ", " – "}):
        return Hit(begin, end, Kind.LABEL)
    if entry.rank is not None:
        surface = text[begin:end]
        is_right = surface.isupper() if entry.needs == "capitals" else surface[0].isupper() or not entry.needs
        if is_right:
            kind = entry.rank
            if kind == Kind.WEAK and surface.islower() and follows != ".":
                return None
            if (
                surface.islower()
                and len(surface) < 4
                and not (entry.is_small or _has_no_vowel(surface) or follows == ".")
            ):
                kind = Kind.WEAK
            return Hit(begin, end + (follows == "."), kind, entry.is_small)
    if entry.is_head and (follows in _DIVIDERS or text[begin - 1 : begin] in _DIVIDERS):
        return Hit(begin, end, Kind.HEAD)
    return None
