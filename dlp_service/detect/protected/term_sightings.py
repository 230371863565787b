"""
Terms known only by keyed hashes, found in the words of a text.

A spelling of a term is the letters of its words, joined; a text is asked for every word and every run of up to
`MOST_TERM_WORDS` words that begins like a listed term.  So CINDERPATH, Cinder-Path and `cinder path` are one spelling, and
only its number of words tells whether it stands as it was listed.

One letter of a critical term of one or two words may be wrong.  What is left of the term without one of its letters is hashed as well,
and words of a text that are no ordinary words are asked for without one of theirs; nobody has the term to compare with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dlp_service.detect.names.romanised import FOREIGN
from dlp_service.detect.protected.register import Register, hashed_list
from dlp_service.detect.protected.sieve import Anchor, shortened
from dlp_service.detect.protected.spellings import Listed
from dlp_service.detect.protected.tokens import AT, CELL, COMMA, ONE_BEFORE, OTHER, Words, read_words
from dlp_service.detect.terms.index import is_near_spelt
from dlp_service.hashed_people import HashedList, NameKey
from dlp_service.organisation import Term

MOST_TERM_WORDS = 8
MOST_NEAR_WORDS = 2
SPLIT_FROM = 6
"""A spelling of at least this many letters is also found parted where its entry is not."""


@dataclass(frozen=True, slots=True)
class TermSighting:
    """
    The words `first` to `last` are a listed term; `details` are its weight, owner, disclosure and last day.

    `is_respelt` says that it is parted otherwise than listed, `is_near` that a letter is wrong.
    """

    first: int
    last: int
    details: Mapping[str, Any] = field(hash=False)
    is_respelt: bool = field(kw_only=True)
    is_near: bool = field(kw_only=True)


def term_sightings(
    words: Words, register: Register, details: Sequence[Mapping[str, Any]], today: date
) -> list[TermSighting]:
    """Return the listed terms that hold on a day; where they overlap the longest stays, then the heaviest."""
    found = [
        sighting
        for anchor in register.sieve.sift(words).anchors
        for sighting in _at(anchor, words, register, details)
        if _is_live(sighting.details, today)
    ]
    kept: list[TermSighting] = []
    for sighting in sorted(found, key=lambda s: (s.first, -s.last, s.is_near, s.is_respelt, -s.details["weight"])):
        if not kept or sighting.first > kept[-1].last:
            kept.append(sighting)
        elif sighting.last - sighting.first > kept[-1].last - kept[-1].first:
            kept[-1] = sighting
    return kept


def _at(
    anchor: Anchor, words: Words, register: Register, details: Sequence[Mapping[str, Any]]
) -> Iterator[TermSighting]:
    first, last = anchor.first, anchor.last
    for number in range(first + 1, last + 1):
        gap = words.gaps[number]
        # A slash or an ampersand belongs to some terms; what is longer parts them.
        if gap & (COMMA | CELL | AT) or (gap & OTHER and not words.shapes[number] & ONE_BEFORE):
            return
    text = words.letters[int(words.starts[first]) : int(words.ends[last])]
    if anchor.is_near:
        numbers = _near(text, last - first + 1, register)
        yield from (TermSighting(first, last, details[number], is_respelt=False, is_near=True) for number in numbers)
        return
    exact = register.ask(b"exact", b"%d %s" % (last - first + 1, text))
    for number in exact or (register.ask(b"term", text) if len(text) >= SPLIT_FROM else ()):
        yield TermSighting(first, last, details[number], is_respelt=not exact, is_near=False)


def _near(text: bytes, count: int, register: Register) -> Iterable[int]:
    """Return the terms that so many words are but for a letter."""
    if any(letter <= ord("9") for letter in text):
        return ()
    for more in (text[1:], text[:-1]):
        # A letter more in front or at the end makes another word of it, but for a last one that is doubled.
        if register.ask(b"term", more) and not (more == text[:-1] and text[-1] == text[-2]):
            return ()
    asked = sorted(shortened(text))
    return dict.fromkeys(number for short in asked for number in register.ask(b"near", b"%d %s" % (count, short)))


def _is_live(details: Mapping[str, Any], today: date) -> bool:
    until = details.get("valid_until")
    return not until or today <= date.fromisoformat(until)


def hash_terms(terms: Iterable[Term], key: NameKey) -> HashedList:
    """Return terms as a hashed list: weight, owner, disclosure and last day are kept, the terms are not."""
    ordered = sorted(terms, key=lambda term: key.digest(f"order {term.term}".encode()))
    listed = Listed(beside=set())
    for number, term in enumerate(ordered):
        for spelling in (term.term, *term.variants):
            _add(listed, number, spelling)
            _add_near(listed, number, spelling, term)
    return hashed_list(listed, key, len(ordered), tuple(_details(term) for term in ordered))


def is_hashable_term(spelling: str) -> bool:
    """Say whether a spelling can be hashed: letters or digits in at most `MOST_TERM_WORDS` words."""
    return 0 < len(read_words(spelling)) <= MOST_TERM_WORDS


def _add(listed: Listed, number: int, spelling: str) -> None:
    words = read_words(spelling)
    if not len(words):
        return
    listed.put(b"term", words.letters, number)
    listed.put(b"exact", b"%d %s" % (len(words), words.letters), number)
    listed.whole.add(words.letters)
    if len(words) > 2:
        listed.heads.add(words.letters[: int(words.ends[0])])
        listed.most_words = max(listed.most_words, min(len(words), MOST_TERM_WORDS))


def _add_near(listed: Listed, number: int, spelling: str, term: Term) -> None:
    """Have a critical term of one or two words stand for what is left of it without one of its letters."""
    words = read_words(spelling)
    letters = words.letters
    is_plain = all(ord("9") < letter < FOREIGN for letter in letters)
    if 0 < len(words) <= MOST_NEAR_WORDS and is_plain and is_near_spelt(term, len(letters)):
        for short in shortened(letters):
            listed.near.add(short)
            for count in {1, len(words)}:
                listed.put(b"near", b"%d %s" % (count, short), number)


def _details(term: Term) -> dict[str, Any]:
    return {
        "weight": term.weight,
        "owner": term.owner,
        "disclose": term.disclose.value,
        "valid_until": term.valid_until.isoformat() if term.valid_until else "",
    }
