"""
Marked texts once more, with other people in them and in small letters: what stands beside a name is to be learnt, and not who it is.

The people are drawn anew for each text, always the same for the same text: given names of the registers by country, one in
three a name that is a word too or a short form, and surnames likewise.  Nobody real is meant.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

from dlp_service.detect.names.given_words import SHORT_NAMES, WORD_NAMES
from dlp_service.detect.names.likeness import given_likeness
from dlp_service.detect.names.words import PARTICLES, SURNAMES_THAT_ARE_WORDS

REGISTERS = ("common-forenames-by-country.csv", "common-surnames-by-country.csv")
WORD_SHARE, SHORT_SHARE = 0.15, 0.1
SMALL_SHARE = 0.5
"""Of the texts, those that are written small as a whole; in the others only the names are."""
MAX_SPANS = 40
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
Record = dict[str, Any]


class People:
    """Names to draw from."""

    def __init__(self, shared: Path) -> None:
        given, family = (_register(shared / "data" / "gazetteer" / name) for name in REGISTERS)
        self._given, self._family = given, family
        self._words, self._short = sorted(WORD_NAMES), sorted(SHORT_NAMES)
        self._word_surnames = sorted(SURNAMES_THAT_ARE_WORDS)

    def given(self, chance: random.Random) -> str:
        """Draw a given name."""
        at = chance.random()
        if at < WORD_SHARE:
            return chance.choice(self._words).title()
        return chance.choice(self._short).title() if at < WORD_SHARE + SHORT_SHARE else chance.choice(self._given)

    def surname(self, chance: random.Random) -> str:
        """Draw a surname."""
        if chance.random() < WORD_SHARE:
            return chance.choice(self._word_surnames).title()
        return chance.choice(self._family)


def _register(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        names = {row["Romanized Name"] or row["Localized Name"] for row in csv.DictReader(lines)}
    return sorted(name for name in names if len(name) > 1 and _WORD.fullmatch(name) and name[0].isupper())


def renamed(record: Record, people: People) -> Record:
    """
    Return a record with other people in it: one word for one word, written alike, the same wherever it is the same.

    Initials and particles stay.
    """
    chance = random.Random(crc32(str(record["id"]).encode()))  # noqa: S311  nothing secret hangs on it
    drawn: dict[str, str] = {}

    def another(surface: str) -> str:
        first = 1 if "," in surface else 0
        words = list(_WORD.finditer(surface))
        last = 0 if first else len(words) - 1
        is_single = len(words) == 1

        def replaced(match: re.Match[str]) -> str:
            word = match[0]
            number = next(n for n, other in enumerate(words) if other.start() == match.start())
            if len(word) < 2 or word.lower() in PARTICLES or word.endswith(("'s", "’s")):
                return word
            is_given = given_likeness(word) > 0 if is_single else number != last
            key = word.lower()
            if key not in drawn:
                drawn[key] = people.given(chance) if is_given else people.surname(chance)
            return _alike(word, drawn[key])

        return _WORD.sub(replaced, surface)

    return _changed(record, another, "renamed")


def _alike(word: str, other: str) -> str:
    if word.isupper() and len(word) > 1:
        return other.upper() if len(other.upper()) == len(other) else other
    return other.lower() if word.islower() else other


def small(record: Record) -> Record:
    """Return a record in small letters, all of it or its names alone."""
    if crc32(f"small {record['id']}".encode()) % 100 < 100 * SMALL_SHARE or not record["person_spans"]:
        text = record["text"].lower()
        return {**record, "text": text if len(text) == len(record["text"]) else record["text"]}
    return _changed(record, lambda surface: low if len(low := surface.lower()) == len(surface) else surface, "small")


def _changed(record: Record, change: Callable[[str], str], kind: str) -> Record:
    """Return a record whose marked people are written otherwise; other marks move with the text."""
    text = record["text"]
    parts: list[str] = []
    moves: list[tuple[int, int]] = []
    spans: list[tuple[int, int]] = []
    length = at = 0
    for start, end in sorted(map(tuple, record["person_spans"])):
        if start < at:
            continue
        surface = change(text[start:end])
        parts += [text[at:start], surface]
        length += start - at
        spans.append((length, length + len(surface)))
        length += len(surface)
        at = end
        moves.append((end, length - end))
    parts.append(text[at:])

    def moved(place: int) -> int:
        return place + next((by for end, by in reversed(moves) if end <= place), 0)

    others = [
        (moved(start), moved(end), label) for start, end, label in record["spans"] if not str(label).startswith("PER")
    ]
    return {**record, "text": "".join(parts), "person_spans": spans, "spans": others, "variant": kind}


def variants(record: Record, people: People) -> Iterator[tuple[Record, float]]:
    """Yield what else is learnt from a record, and how much it weighs beside the record."""
    if record["person_spans"] and len(record["person_spans"]) <= MAX_SPANS:
        other = renamed(record, people)
        yield other, 0.6
        yield small(other), 0.3
    else:
        yield small(record), 0.3
