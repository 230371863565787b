"""
What is odd about the entries of a list of terms, before it is noticed by what is found or is not.

Nothing here changes what is found.  A remark names lines and never the term: reports travel further than lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dlp_service.detect.terms.letters import look, skeleton, words_of
from dlp_service.detect.terms.ordinary import ordinary_words
from dlp_service.term_lists import Term

SOON_DAYS = 30
_PATTERN = re.compile(r"\\[bdswBDSW.]|[.\])][*+?]|\.\{|\[[^\]]*\]|\(\?|^\^|\$$|^\*|\*$")
"""What a regular expression or a file mask has and a name hardly ever."""


@dataclass(frozen=True, slots=True)
class TermRemark:
    """One remark on the entry at `line`: `level` is warning or note, `code` an UPPER_SNAKE constant for programs."""

    line: int
    level: str
    code: str
    text: str


def remarks(entries: Iterable[tuple[int, Term]], today: date) -> tuple[TermRemark, ...]:
    """Return the remarks on the entries (line, term) of one list, in the order of lines."""
    listed = list(entries)
    found = [*_same(listed), *(remark for line, term in listed for remark in _alone(line, term, today))]
    return tuple(sorted(found, key=lambda remark: (remark.line, remark.code)))


def _alone(line: int, term: Term, today: date) -> Iterator[TermRemark]:
    if term.valid_until is not None:
        days = (term.valid_until - today).days
        if days < 0:
            yield TermRemark(line, "warning", "EXPIRED", f"ran out on {term.valid_until}")
        elif days <= SOON_DAYS:
            yield TermRemark(line, "note", "EXPIRES_SOON", f"runs out on {term.valid_until}, in {days} days")
        if term.created and term.valid_until < term.created:
            yield TermRemark(line, "warning", "ENDS_BEFORE_IT_BEGINS", "valid_until lies before created")
    spellings = (term.term, *term.variants)
    if any(_PATTERN.search(spelling) for spelling in spellings):
        yield TermRemark(line, "note", "LITERAL", "looks like a pattern, and is found as it stands, letter by letter")
    if any(_is_word(spelling) for spelling in spellings):
        yield TermRemark(line, "note", "ORDINARY_WORD", "is an ordinary word, and is found wherever it is written")
    if not term.weight:
        yield TermRemark(line, "warning", "NO_WEIGHT", "has weight 0: it is found and counts for nothing")


def _is_word(spelling: str) -> bool:
    return look(spelling).text in ordinary_words()


def _same(entries: list[tuple[int, Term]]) -> Iterator[TermRemark]:
    """Yield a remark for each entry with the letters of one before it."""
    seen: dict[str, tuple[int, Term]] = {}
    for line, term in entries:
        for number, spelling in enumerate((term.term, *term.variants)):
            folded = look(spelling).text
            key = skeleton(folded) + "".join(c for c in " ".join(words_of(folded)) if c.isdigit())
            first, other = seen.setdefault(key, (line, term))
            if other is term:
                continue
            if number:
                yield TermRemark(line, "note", "VARIANT_ELSEWHERE", f"has a variant that line {first} has too")
            elif other.weight == term.weight:
                yield TermRemark(
                    line, "note", "DUPLICATE", f"is the same as line {first} once case and separators are gone"
                )
            else:
                heavier = first if other.weight > term.weight else line
                yield TermRemark(
                    line,
                    "warning",
                    "DUPLICATE_OTHER_WEIGHT",
                    f"weighs {term.weight:g}, and is the same as line {first}, which weighs {other.weight:g}: line {heavier} holds",
                )
