"""
Conditions and time limits that may follow a marking of any scheme.

`NATO SECRET WHEN ATTACHED`, `PROTECTED B (when completed)`, `EU CONFIDENTIAL until 31 December 2031`: each is
reported as a caveat beside the level and never lowers it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dlp_service.detect.markings.reading import Reading, Shape, Tokens, gap, skip, starts_line
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.tokens import LINE, WORD

_LIMITS = frozenset({"UNTIL", "EXPIRES", "EXPIRING"})
_CONDITIONS = ("WHEN ATTACHED", "WHEN COMPLETED", "WHEN DETACHED")
_DATE = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ ./-](?:[A-Za-z]{3,9}|\d{1,2})[ ./,-]{1,2}\d{2,4}|\d{4}-\d\d-\d\d|\d{8}|[A-Za-z]{3,9} (?:\d{1,2}, )?\d{4}|\d{4})"
)
_TIME = r"\d{1,2}[:.h]\d\d(?:[:.]\d\d)?|\d{4}Z?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|BST|CES?T|E[SD]T|P[SD]T|NZ[SD]T|AE[SD]T|HRS|hrs|h|hours|local|Uhr))?"
_LIMIT = re.compile(rf"(?:(?:{_TIME}){_ZONE},? (?:on )?)?{_DATE.pattern}(?:,? (?:at )?(?:{_TIME}){_ZONE})?")
_MOST_DATE = 12
_ENCLOSURES = frozenset(
    [
        "ATTACHMENT",
        "ATTACHMENTS",
        "ENCLOSURE",
        "ENCLOSURES",
        "ANNEX",
        "ANNEXES",
        "APPENDIX",
        "ANLAGE",
        "ANLAGEN",
        "BEILAGE",
        "BEILAGEN",
        "ANNEXE",
        "PIECES",
        "PIECE",
        "VEDLEGG",
    ]
)
_WITH = frozenset({"WITH", "MIT", "AVEC", "MED"})
_WITHOUT = frozenset({"WITHOUT", "OHNE", "SANS", "UTEN"})
_ARTICLES = frozenset({"THE", "ITS", "DER", "DEN", "DIE", "LA", "LES", "L'", "JOINTE", "JOINTES"})


def with_condition(tokens: Tokens, reading: Reading) -> Reading:
    """Return the reading with the condition or the time limit that follows it."""
    if reading.is_portion or reading.span_last not in {0, reading.last}:
        return reading
    if not any(name in reading.caveats for name in _CONDITIONS):
        begin = reading.first if tokens[reading.last].kind == WORD else _with_enclosure(tokens, reading.first)
        if begin < reading.first:
            last = _without_enclosure(tokens, reading.last)
            caveats = (*reading.caveats, "WHEN ATTACHED")
            stop = reading.last if last > reading.last else 0
            return replace(reading, caveats=caveats, first=begin, last=last, span_last=stop, shape=Shape.FORM)
        name, stop, last = common.condition(tokens, _next_bracket(tokens, reading.last))
        if name:
            stop, last = _said_twice(tokens, name, stop, last)
            last = _what_to(tokens, last)
            caveats = (*reading.caveats, name)
            return replace(reading, caveats=caveats, last=last, span_last=stop, shape=Shape.FORM)
    limit = _limit(tokens, reading.last)
    if limit is not None:
        date, end = limit
        caveats = (*reading.caveats, f"EXPIRES {date}")
        return replace(reading, caveats=caveats, last=end, span_last=0, shape=Shape.FORM)
    return reading


def _with_enclosure(tokens: Tokens, first: int) -> int:
    """Return the index of the `Mit Anlage` or `With attachments:` that begins the line of a level at `first`, else `first`."""
    at = first - (first > 0 and tokens[first - 1].kind in {":", ",", "-"})
    while at and (tokens[at - 1].text in _ARTICLES or len(tokens[at - 1].raw) == 1):
        at -= 1
    if not at or tokens[at - 1].text not in _ENCLOSURES:
        return first
    at -= 1
    while at and tokens[at - 1].text in _ARTICLES:
        at -= 1
    begin = at - 1
    return begin if at and tokens[begin].text in _WITH and starts_line(tokens, begin) else first


def _without_enclosure(tokens: Tokens, last: int) -> int:
    """Return the index after `, ohne Anlage offen`, which is what remains without it, else `last`."""
    begin = skip(tokens, last, {",", ";", "/", "-", LINE}, 2)
    if tokens[begin].text not in _WITHOUT:
        return last
    end = begin + 1
    while end < begin + _MOST_DATE and tokens[end].kind in {WORD, ":", "-"}:
        end += 1
    return end


def _next_bracket(tokens: Tokens, at: int) -> int:
    """Return the index of a bracket that opens one of the next two lines, else `at`: forms put `(When filled in)` there."""
    begin = skip(tokens, at, {LINE}, 2)
    return begin if tokens[begin].kind == "(" else at


def _what_to(tokens: Tokens, last: int) -> int:
    """Return the index after `TO ANNEX D` where that ends the line or the phrase, else `last`."""
    if tokens[last].text not in {"TO", "BY"}:
        return last
    end = last + 1
    while end < last + 8 and tokens[end].kind == WORD:
        end += 1
    return last if tokens[end].kind == WORD else end


def _said_twice(tokens: Tokens, name: str, stop: int, last: int) -> tuple[int, int]:
    """Take in the same condition in the other language of a bilingual form: `(une fois rempli / when completed)`."""
    if stop != last or tokens[stop].kind != "/":
        return stop, last
    again, end, _ = common.condition(tokens, stop + 1)
    if again != name:
        return stop, last
    end += tokens[end].kind == ")"
    return end, end


def _limit(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Return the date of `until 31 December 2031` and the index after it."""
    begin = skip(tokens, at, {"(", ",", "-", LINE}, 1)
    if tokens[begin].kind != WORD or tokens[begin].text not in _LIMITS:
        return None
    first = begin + 1 + (tokens[begin + 1].text in {"ON", "THE"})
    best: tuple[str, int] | None = None
    text = ""
    for index in range(first, min(first + _MOST_DATE, len(tokens) - 1)):
        if tokens[index].kind == LINE:
            break
        text += (" " if text and gap(tokens, index) else "") + tokens[index].raw
        if _LIMIT.fullmatch(text):
            best = text, index + 1
    if best is None:
        return None
    date, end = best
    return date, end + (tokens[begin - 1].kind == "(" and tokens[end].kind == ")")
