"""Names of one word, several together: a column of surnames, or given names one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlp_service.detect.names.forms.grammar import Name, Page, Shape, is_plain_word
from dlp_service.detect.names.forms.surroundings import names_a_thing
from dlp_service.detect.names.forms.values import How, Reading
from dlp_service.detect.names.likeness import likeness

LEAST = 3
"""Different names that have to stand together."""
MEAN_LIKENESS = 0.8
WORST = -3.0
"""A word less like a name than this is none, whatever it stands with."""
NAMES_SHARE = 0.8
_LINE = (
    r"[ \t>|*•·–-]{0,12}+(?:\(?\d{1,3}[.):]?[ \t]{1,4})?([A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_][\w'’-]{0,22}+)[ \t]{0,4}+"
    r"(?:[(:–-][^\n]{0,60}+)?"
)
_ONE = re.compile(_LINE)
_FIRST = re.compile(rf"(?:{_LINE}\n){{2,}}{_LINE}(?=\n|\Z)")
_RUN = re.compile(rf"\n(?:{_LINE}\n){{2,}}{_LINE}(?=\n|\Z)")
"""Lines of one word each, with a remark in brackets or behind a dash at most; the search for a line break is the quickest."""


def one_below_the_other(page: Page) -> Iterator[Reading]:
    """Yield the names of lines that hold one word each, if they are spelt like names together."""
    first = _FIRST.match(page.text)
    for run in (*((first,) if first else ()), *_RUN.finditer(page.text, first.end() if first else 0)):
        places: list[tuple[int, int]] = []
        at = run.start() + page.text.startswith("\n", run.start())
        while at < run.end() and (line := _ONE.match(page.text, at, run.end())) is not None:
            places.append(line.span(1))
            at = line.end() + 1
        if are_names([page.text[start:end] for start, end in places]):
            for start, end in places:
                if _is_one(page, start, end):
                    yield Reading(start, end, How.SINGLES)


def of_column(page: Page, cells: int, names: Sequence[Name]) -> Iterator[Reading]:
    """Yield the names of a column of so many cells, if most of them are names of one word."""
    single = [name for name in names if name.shape is Shape.SINGLE]
    if len(single) < NAMES_SHARE * cells or not are_names([page.text[name.start : name.end] for name in single]):
        return
    for name in single:
        if _is_one(page, name.start, name.end):
            yield Reading(name.start, name.end, How.SINGLES, name.spelt_out)


def are_names(words: Sequence[str]) -> bool:
    """
    Say whether words with a capital are, all in all, spelt like names of people.

    >>> are_names(["Keane", "Nwosu", "Lis", "Mostyn"]), are_names(["Naples", "Mons", "Norfolk"])
    (True, False)
    """
    odds = {word: likeness(word) for word in words}
    if len(odds) < LEAST or sum(odds.values()) < MEAN_LIKENESS * len(odds):
        return False
    usual = [word for word, odd in odds.items() if odd > WORST and not is_plain_word(word, alone=True, first=True)]
    return len(usual) >= NAMES_SHARE * len(odds)


def _is_one(page: Page, start: int, end: int) -> bool:
    word = page.text[start:end]
    is_word = is_plain_word(word, alone=True, first=True) or likeness(word) < WORST
    return not is_word and not names_a_thing(page.text, start, end)
