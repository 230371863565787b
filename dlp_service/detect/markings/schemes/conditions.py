"""
Conditions and time limits that may follow a marking of any scheme.

`NATO SECRET WHEN ATTACHED`, `PROTECTED B (when completed)`, `EU CONFIDENTIAL until 31 December 2031`: each is
reported as a caveat beside the level and never lowers it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dlp_service.detect.markings.reading import Reading, Shape, Tokens, gap, skip
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.tokens import LINE, WORD

_LIMITS = frozenset({"UNTIL", "EXPIRES", "EXPIRING"})
_CONDITIONS = ("WHEN ATTACHED", "WHEN COMPLETED", "WHEN DETACHED")
_DATE = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ ./-](?:[A-Za-z]{3,9}|\d{1,2})[ ./,-]{1,2}\d{2,4}|\d{4}-\d\d-\d\d|\d{8}|[A-Za-z]{3,9} (?:\d{1,2}, )?\d{4}|\d{4})"
)
_MOST_DATE = 8


def with_condition(tokens: Tokens, reading: Reading) -> Reading:
    """Return the reading with the condition or the time limit that follows it."""
    if reading.is_portion or reading.span_last not in {0, reading.last}:
        return reading
    if not any(name in reading.caveats for name in _CONDITIONS):
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
        if _DATE.fullmatch(text):
            best = text, index + 1
    if best is None:
        return None
    date, end = best
    return date, end + (tokens[begin - 1].kind == "(" and tokens[end].kind == ")")
