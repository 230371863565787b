"""
VULNERABLE_PERSONS: lists of people whom being named endangers.

A word for them is not enough: court news, museums, statistics, training and job adverts have it too.  What counts is
where the word stands (in the title, the header, the rows, right beside the names), what else is told about the people, and
whether the text speaks of something public or past.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice

from dlp_service.detect.people_project.chances import list_finding, together, who
from dlp_service.detect.people_project.headings import Kind, header
from dlp_service.detect.people_project.risk_words import (
    AGES,
    CODENAMES,
    COLUMNS,
    IN_ROWS,
    MEDICAL,
    PUBLIC,
    SECRET,
    STRONG,
    TOLD,
)
from dlp_service.detect.people_project.rows import Entry, Rows
from dlp_service.detect.people_project.vocabulary import LEISURE, words_in
from dlp_service.detect.segments import Segment, Stretch
from dlp_service.textmap import pieces
from dlp_service.values import Finding

MIN_VULNERABLE = 3
MIN_SURE = 0.45
"""What is less sure is not reported: the score would still give it most of its floor."""
REACH = 300
"""A word of the text counts for the people within this many characters of it."""
MAX_WORDS = 200
"""So many words for people at risk are looked at in one segment."""
MAX_HEAD = 200
FOLLOWS = 600
"""The first three rows of a list begin within this many characters of the line that names it."""
DENSE = 100
"""Characters of prose a name, up to which it reads as a list of people."""
MOST_THIN = 2.5
LONG_TEXT = 3000
LONG_WEIGHT = 1.2
INTRODUCES = 160
"""So many characters lie at most between a word for people at risk and the first of those it introduces."""
MANY = 12
INTRODUCING = re.compile(
    r"(?:[:;]|\b(?:are|were|namely|sind|lauten|heißen|sont|zijn|er|är|är|są|son|sono|são))\s*(?:[\w.]{1,9}\s+){0,2}[(\"“*•-]*\s*$"
)
SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-ZÀ-Ž])(?<!\b\w\.\s)|\n\s*\n")
HEADING = 160
"""A line up to this long above a list says what it is a list of."""

_CONTACT = re.compile(r"\w@\w|www\.|https?://")
"""Addresses make contacts of people, and a signature of a list."""
_SEPARATED = re.compile(r"[\t,;|]|\s{2}")


def is_titled(title: str) -> bool:
    """Say whether a title names people at risk."""
    return bool(STRONG.search(title) or COLUMNS.search(title.rpartition("\n")[2]))


def vulnerable(segment: Segment, rows: Rows) -> Iterator[Finding]:
    """Yield the finding on the people at risk that a segment lists."""
    chances = rows.chances()
    people = together(MIN_VULNERABLE, chances.values())
    if not people:
        return
    topic, why = _topic(segment, rows)
    if not topic:
        return
    support = _support(segment, rows)
    against = _against(segment)
    sure = 1 / (1 + math.exp(-(BASE + topic + support - against - _dilution(segment, rows, len(chances)))))
    if min(sure, people) >= MIN_SURE:
        detail = f"{len(chances)} people are listed as people at risk: {why}"
        yield list_finding(
            "VULNERABLE_PERSONS", rows.spans(), len(chances), min(sure, people, 0.97), detail, rows.quote(segment)
        )


TOPICS = {
    "the title says so": 0.9,
    "the lines above the names say so": 1.0,
    "a sentence above the names says so": 0.4,
    "a column is headed so": 1.2,
    "their rows say so": 1.0,
    "their rows tell of illness": 1.0,
    "the sentence that names them says so": 0.9,
    "the text beside their names says so": 0.2,
    "names stand beside code names": -1.0,
}
BASE = -0.25
"""Before anything is known a list is rather not of people at risk: a word in running text needs something beside it."""
OTHER_NUMBERS = 0.5
"""What numbers of their own add that nothing says to be of a service or a state: those of cases, mostly."""
SECOND = 0.4
"""What each further place adds."""


def _topic(segment: Segment, rows: Rows) -> tuple[float, str]:
    """Return how much the place of the words says, and which place says most."""
    heads = set(_heads(segment, rows))
    places: dict[str, bool] = {
        "the title says so": is_titled(segment.title),
        "a column is headed so": _is_headed(segment),
        "the lines above the names say so": False in heads,
        "a sentence above the names says so": True in heads,
        "their rows say so": _in_rows(rows.entries),
        "their rows tell of illness": _are_ill(rows.entries),
        "the sentence that names them says so": _is_introduced(segment),
        "the text beside their names says so": _beside(segment),
        "names stand beside code names": _has_codenames(segment),
    }
    held = [why for why, holds in places.items() if holds]
    if not held:
        return 0.0, ""
    best = max(held, key=lambda why: TOPICS[why])
    return 0.001 + TOPICS[best] + SECOND * (len(held) - 1), best


def _is_headed(segment: Segment) -> bool:
    """Say whether one of the first lines is a header with such a column: its first one, or one among other headings."""
    for line in segment.stretches[0].content[:1000].split("\n")[:4]:
        found = COLUMNS.search(line) if len(line) <= HEADING and _SEPARATED.search(line) else None
        if found is not None and (not line[: found.start()].strip() or header(line)):
            return True
    return False


def _heads(segment: Segment, rows: Rows) -> Iterator[bool]:
    """Yield for each word that names a list of three rows or more, begun within some lines below, if it stands in a sentence."""
    starts = sorted((*entry.line.place, entry.line.start) for entry in rows.entries if entry.is_row)
    if len(starts) < MIN_VULNERABLE:
        return
    for stretch in segment.stretches:
        text = stretch.text.text
        for at in islice(_hits(stretch), MAX_WORDS):
            begin, end = text.rfind("\n", max(0, at - MAX_HEAD), at) + 1, text.find("\n", at, at + MAX_HEAD)
            first = bisect_left(starts, (*stretch.place, end))
            following = starts[first : first + MIN_VULNERABLE]
            is_list = len(following) == MIN_VULNERABLE and following[-1][:2] == stretch.place
            if end > 0 and begin + MAX_HEAD > at and is_list and following[-1][2] <= end + FOLLOWS:
                yield text[begin:end].rstrip().endswith(".")


def _hits(stretch: Stretch) -> Iterator[int]:
    """Yield where words for people at risk begin in a stretch."""
    for offset, piece in pieces(stretch.content):
        for found in STRONG.finditer(piece):
            yield stretch.start + offset + found.start()


def _in_rows(entries: Iterable[Entry]) -> bool:
    """Say whether two rows of their own, short enough for a list, have such a word."""
    rows = (entry.line.text for entry in entries if entry.is_row)
    return sum(1 for row in rows if IN_ROWS.search(row) or STRONG.search(row)) >= 2


def _are_ill(entries: Iterable[Entry]) -> bool:
    """Say whether three rows of their own tell of an illness, a wound or a treatment."""
    return sum(1 for entry in entries if entry.is_row and MEDICAL.search(entry.line.text)) >= MIN_VULNERABLE


def _is_introduced(segment: Segment) -> bool:
    """Say whether one sentence has such a word, a colon or `are`, and then three people: `our informants are ...`."""
    for stretch in segment.stretches:
        text = stretch.text.text
        people = [p for p in segment.people if (p.path, p.where) == stretch.place]
        for at in islice(_hits(stretch), MAX_WORDS):
            low = bisect_left(people, at, key=lambda person: person.start)
            following = [p for p in people[low : low + MANY] if p.start < at + REACH]
            if len({who(p) for p in following}) >= MIN_VULNERABLE and any(
                _introduces(text, at, first.start) and len({who(p) for p in following[number:]}) >= MIN_VULNERABLE
                for number, first in enumerate(following)
            ):
                return True
    return False


def _introduces(text: str, at: int, start: int) -> bool:
    """Say whether what stands from `at` on introduces what begins at `start`, in one sentence."""
    between = text[at:start]
    is_near = len(between) <= INTRODUCES and INTRODUCING.search(between) is not None
    return is_near and not SENTENCE_END.search(between)


def _dilution(segment: Segment, rows: Rows, count: int) -> float:
    """
    Return what speaks against a list where names stand in sentences: how thinly they stand there, and how long the text is.

    Who writes of people at risk names them one after the other; the press tells a story.
    """
    if sum(entry.is_row for entry in rows.entries) >= MIN_VULNERABLE:
        return 0.0
    size = sum(stretch.end - stretch.start for stretch in segment.stretches)
    whole = max(len(stretch.text.text) for stretch in segment.stretches)
    thin = min(MOST_THIN, max(0.0, size / count - DENSE) / DENSE)
    return thin + (LONG_WEIGHT if whole > LONG_TEXT else 0.0)


def _beside(segment: Segment) -> bool:
    """Say whether three people stand within reach of one word."""
    for stretch in segment.stretches:
        people = [p for p in segment.people if (p.path, p.where) == stretch.place]
        for at in islice(_hits(stretch), MAX_WORDS):
            if len({who(p) for p in _near(people, at)}) >= MIN_VULNERABLE:
                return True
    return False


def _near(people: list[Finding], at: int) -> list[Finding]:
    low = bisect_left(people, at - REACH, key=lambda person: person.start)
    high = bisect_left(people, at + REACH, lo=low, key=lambda person: person.start)
    return people[low:high]


def _has_codenames(segment: Segment) -> bool:
    found = 0
    for stretch in segment.stretches:
        for _, piece in pieces(stretch.content):
            found += sum(1 for _ in CODENAMES.finditer(piece))
    return found >= MIN_VULNERABLE


def _read(segment: Segment) -> str:
    """Return the beginning of a segment with its title: what it is about shows there."""
    return segment.title + "\n" + "\n".join(stretch.content[:4000] for stretch in segment.stretches)


def _support(segment: Segment, rows: Rows) -> float:
    """Return what else speaks for people at risk: what is told about them, secrecy, numbers of cases and dates of birth."""
    text = _read(segment)
    told = words_in(TOLD, text)
    facts = rows.told()
    total = 0.45 * min(len(told), 4)
    total += 0.8 if SECRET.search(text) else 0.0
    total += (
        0.8
        if any(
            facts[kind] >= MIN_VULNERABLE
            for kind in (Kind.BIRTH, Kind.CUSTODY, Kind.IDENTIFIER, Kind.NATION, Kind.NUMBER)
        )
        else OTHER_NUMBERS
        if facts[Kind.STAFF] >= MIN_VULNERABLE
        else 0.0
    )
    return total + (0.5 if len(AGES.findall(text)) >= MIN_VULNERABLE else 0.0)


def _against(segment: Segment) -> float:
    """Return what speaks for something public, past, or of ordinary life."""
    text = _read(segment)
    public = words_in(PUBLIC, text)
    leisure = words_in(LEISURE, text) - words_in(TOLD, text)
    is_contact = bool(_CONTACT.search(text))
    return 0.9 * min(len(public), 3) + 0.9 * min(len(leisure), 3) + (0.9 if is_contact else 0.0)
