"""
Our own reading of names, where a tagger of sentences is weak.

Ranks and titles, `SURNAME, Given`, name columns of sheets and CSV, plain lists
of names, and people enumerated in a sentence beside someone already recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dlp_service.detect.names.forms.grammar import Page
from dlp_service.detect.names.forms.letters import addressed
from dlp_service.detect.names.forms.listing import beside as enumerated
from dlp_service.detect.names.forms.listing import kin, labelled, listed
from dlp_service.detect.names.forms.ranked import titled
from dlp_service.detect.names.forms.rows import columns
from dlp_service.detect.names.forms.singles import one_below_the_other
from dlp_service.detect.names.forms.spelt import again, in_small_letters, known_by, roster_forms, spelt, surname_of
from dlp_service.detect.names.forms.surroundings import names_a_thing
from dlp_service.detect.names.forms.values import How, Reading
from dlp_service.detect.names.words import (
    COMMON_WORDS,
    GIVEN_NAMES_THAT_ARE_WORDS,
    PARTICLES,
    RANKS,
    SURNAMES_THAT_ARE_WORDS,
    TITLES,
)

__all__ = [
    "How",
    "Page",
    "Reading",
    "again",
    "beside",
    "has_common_word",
    "has_name_shape",
    "known_by",
    "looks_like_name",
    "names_a_thing",
    "read",
    "read_page",
    "surname_of",
]

_UPPER = r"[A-ZÀ-ÖØ-ÞŁŚŻŠŽČĆĐİ]"
_LOWER = r"[a-zß-öø-ÿāăąćčďđēėęěğīįıłńňōőœřśşšťūůűųźżžș țț]".replace(" ", "")
# Words are atomic and bounded: whatever a hostile text repeats, a word is tried once and in one way.
_CAPITALISED = rf"(?>{_UPPER}{_LOWER}{{1,24}}(?:['’]{_UPPER}?{_LOWER}{{2,24}}|-{_UPPER}?{_LOWER}{{1,24}}|{_UPPER}{_LOWER}{{1,24}}){{0,5}})"
_IRISH = rf"(?:{_UPPER}['’])?{_CAPITALISED}"
_CAPITALS = rf"(?>{_UPPER}(?:['’]?{_UPPER}|-{_UPPER}){{1,30}})"
_PARTICLE = r"(?:" + "|".join(sorted(PARTICLES, key=len, reverse=True)) + ")"
_PAIR = rf"{_IRISH}(?: {_UPPER}\.?| {_IRISH})?(?: {_PARTICLE}){{0,2}} (?:{_IRISH}|{_CAPITALS})"
NAME_SHAPE = re.compile(rf"(?<!\w)(?:(?:{RANKS}|{TITLES})\.? )?(?:{_PAIR}|{_UPPER}\.? {_IRISH})(?![\w])")
"""Two to four capitalised words, an initial or a particle among them, a rank or title before."""
_ROSTER_FORM = re.compile(
    rf"(?:{_CAPITALS}|{_IRISH})(?: (?:{_CAPITALS}|{_IRISH}))?, ?{_IRISH}(?: {_UPPER}\.?| {_IRISH})?(?!\w)"
)
CAPITALS_NAME = re.compile(rf"{_CAPITALS}(?: {_UPPER}\.?)?(?: {_CAPITALS}| {_IRISH}){{1,2}}(?!\w)")
_LETTERS = re.compile(r"[^\W\d_]+")
MAX_NAME = 60
MAX_WORD = 25
"""Letters of one part of a word in `NAME_SHAPE` at most."""


def looks_like_name(text: str) -> bool:
    """
    Say whether a whole field has the shape of a full name and none of the words of headings and places.

    >>> [looks_like_name(t) for t in ("Lucian Garside", "GARSIDE, Lucian", "J. Smith", "Cold Store", "Lucian")]
    [True, True, True, False, False]
    """
    return has_name_shape(text) and not has_common_word(text)


def has_name_shape(text: str) -> bool:
    """Say the same, whatever its words are."""
    if not 4 <= len(text) <= MAX_NAME:
        return False
    if "," in text:
        return _ROSTER_FORM.fullmatch(text) is not None
    if " " not in text:
        return False
    words = text.split(" ")
    # Two or three words of our letters with a capital each, as most names are, fit the first shape.
    if text.isascii() and len(words) < 4 and all(w.isalpha() and w.istitle() and 1 < len(w) <= MAX_WORD for w in words):
        return True
    return NAME_SHAPE.fullmatch(text) is not None or CAPITALS_NAME.fullmatch(text) is not None


def has_common_word(text: str, *, is_name: bool = False) -> bool:
    """
    Say whether one of the words is usual in headings, places and company names.

    A surname that is also a word may end a name, or be all of it where `is_name` (a column, a title) says so.

    >>> [has_common_word(t) for t in ("Cold Store", "Susan Hall", "HALL, Susan", "Hall", "Staff Hall")]
    [True, False, False, True, True]
    """
    parts = text.split() if text.replace(" ", "").isalpha() else _LETTERS.findall(text)
    words = [word.casefold() for word in parts if len(word) > 1]
    if COMMON_WORDS.isdisjoint(words):
        return False
    common = [number for number, word in enumerate(words) if word in COMMON_WORDS]
    if len(common) != 1 or (len(words) == 1 and not is_name):
        return bool(common)
    surname = 0 if "," in text else len(words) - 1
    is_given = common == [0] and words[0] in GIVEN_NAMES_THAT_ARE_WORDS
    return not (common == [surname] and words[surname] in SURNAMES_THAT_ARE_WORDS) and not is_given


def read(text: str, *, is_sheet: bool) -> Iterator[Reading]:
    """
    Yield every name that its form gives away; one name may be read in several ways.

    >>> text = "Crew: Lt Cdr Moss, A R Penrose and Kit"
    >>> sorted({text[r.start : r.end] for r in read(text, is_sheet=False)})
    ['A R Penrose', 'Moss']
    """
    yield from read_page(Page(text), is_sheet=is_sheet)


def read_page(page: Page, *, is_sheet: bool) -> Iterator[Reading]:
    """Yield the same from a text whose ranks, labels and capitals are known, so that `beside` need not look for them again."""
    yield from titled(page)
    yield from roster_forms(page)
    yield from columns(page, is_sheet=is_sheet)
    if is_sheet:
        return
    yield from listed(page)
    yield from one_below_the_other(page)
    yield from labelled(page)
    yield from kin(page)
    yield from spelt(page)
    yield from in_small_letters(page)
    yield from addressed(page)


def beside(page: Page, known: Iterable[tuple[int, int]], barred: Sequence[tuple[int, int]]) -> Iterator[Reading]:
    """
    Yield names enumerated with a known one: `A B, C D and E F` where one of the three was recognised.

    A span in `barred` (what the tagger took for a place or an organisation) needs two people beside it.
    """
    yield from enumerated(page, known, barred)
