"""Names where a letter greets and where it is signed: `Hi April,`, `thanks neil, got it`, `Cheers` and `Will` on the next line, `-- jon`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import re2

from dlp_service.detect.names.casing import running_words
from dlp_service.detect.names.forms.grammar import Page, is_plain_word
from dlp_service.detect.names.forms.values import How, Reading
from dlp_service.detect.names.given_words import SHORT_NAMES, WORD_NAMES, usual_names
from dlp_service.detect.names.letter_words import CLOSINGS, GREETINGS, WEAK_GREETINGS
from dlp_service.detect.names.likeness import given_likeness, likeness
from dlp_service.detect.names.small_letters import LIKE_A_GIVEN_NAME

LIKE_A_NAME = -1.0
_NAMES_TOO = frozenset({"best", "cara", "ola", "dag", "dona", "pan", "bey", "ta", "moin"})
_ADDRESS = """
    ma'am madam sir sirs frau herr señor señora señorita don doña signor signora signori senhor senhora dona pan pani państwo
    monsieur madame mademoiselle messieurs mesdames meneer mevrouw fru bey hanım efendi sayın gospodin gospođa
"""
_NOBODY = frozenset(
    """
    admin all both boss chaps chief colleagues colonel commander doc everybody everyone folk folks frau friend friends gang gents guys
    herr hi hello ladies lads love ma'am madam mate mates men mum dad people pal pals shipmates sir sirs skipper someone team
    there troops you again anyway asap best bye cheers for from in much on please regards so thanks the then this ta
    very we what will you your yours yes no not now ok okay
    """.split()  # noqa: SIM905
)
_WORD = r"[^\W\d_][^\W\d_'’-]*+(?:['’-][^\W\d_]++)?"


def _lines_with(phrases: frozenset[str], end: str) -> re2._Regexp:
    """Return what finds the lines that begin with one of some phrases; where a name may stand behind it is read by `re`."""
    either = "|".join(re2.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True) if phrase)
    return re2.compile(rf"(?m:^)[ \t>|]*(?:{either}){end}")


_SPOKEN = frozenset({"thanks", "many thanks", "thx", "cheers", "ta", "tks", "thank you", "sorry"})
_OPENING = (GREETINGS - WEAK_GREETINGS) | _SPOKEN | {"morning", "afternoon", "evening"}
_GREETING = _lines_with(_OPENING, "[ ,]")
_CLOSING = _lines_with(CLOSINGS, r"[ \t]*[,.!]?[ \t]*\n")
_CALLED = re.compile(rf" ?({_WORD})(?:(?:,| and| &|/) ?({_WORD}))?[ \t]*(?:[,;.!:)–—-]|\n|\Z)")
_SIGNED = re.compile(rf"[\s>|]{{0,12}}({_WORD})(?: ([^\W\d_]\.?(?!\w)|{_WORD}))?[ \t]*(?:\n|\Z)")
_DASHED = re.compile(rf"\n[ \t>|]{{0,12}}(?:--?|[–—])[ \t]*\n?[ \t]?({_WORD})[ \t]*(?:\n|\Z)")


def addressed(page: Page) -> Iterator[Reading]:
    """Yield the names of greetings and signatures, in capitals or small letters."""
    for line in _GREETING.finditer(page.lowered):
        if called := _CALLED.match(page.text, line.end()):
            for group in (1, 2):
                if called[group] and _may_be_called(called[group]):
                    yield Reading(*called.span(group), How.ADDRESSED)
    for line in _CLOSING.finditer(page.lowered):
        signed = _SIGNED.match(page.text, line.end())
        if signed is None or not _may_be_called(signed[1]):
            continue
        # `Fleet Ops` signs for a department.
        if not signed[2] or not is_plain_word(signed[2], alone=False, first=False):
            yield Reading(signed.start(1), signed.end(2) if signed[2] else signed.end(1), How.ADDRESSED)
    for dashed in _DASHED.finditer(page.text):
        if is_usual(dashed[1].lower()):
            yield Reading(*dashed.span(1), How.ADDRESSED)


@cache
def polite_words() -> frozenset[str]:
    """Return the words of greeting, closing and address, in small letters, that name nobody where they stand alone."""
    words = GREETINGS | CLOSINGS | frozenset(_ADDRESS.split())
    return (
        frozenset(word for word in words if " " not in word) - usual_names()[0] - SHORT_NAMES - WORD_NAMES - _NAMES_TOO
    )


def is_usual(low: str) -> bool:
    """Say whether a word in small letters is spelt like a given name, or is one that is a word or a short form too."""
    return low not in _NOBODY and (given_likeness(low) > LIKE_A_GIVEN_NAME or low in SHORT_NAMES or low in WORD_NAMES)


def _may_be_called(word: str) -> bool:
    low = word.lower()
    if len(low) < 2 or low in polite_words():
        return False
    if is_usual(low) or (low == "will" and word.istitle()):
        return True
    is_word = low in _NOBODY or low in running_words()[0] or is_plain_word(word, alone=True, first=True)
    return word[0].isupper() and not is_word and likeness(word) > LIKE_A_NAME
