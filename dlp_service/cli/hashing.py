"""What `dlp lists hash` reads, and what of it cannot be hashed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dlp_service.detect.protected.hashed import hash_people, is_hashable
from dlp_service.detect.protected.term_sightings import MOST_TERM_WORDS, hash_terms, is_hashable_term
from dlp_service.errors import ConfigError
from dlp_service.hashed_people import NameKey, write_hashed
from dlp_service.organisation import Person, Term, read_personnel, read_terms


@dataclass(frozen=True, slots=True)
class Lists:
    """Entries of one kind; the other is empty."""

    people: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()

    def hashed(self, key: NameKey) -> str:
        """Return the text of the hashed list."""
        if self.terms:
            return write_hashed("terms", hash_terms(self.terms, key))
        return write_hashed("personnel", hash_people(self.people, key))


def read_lists(files: Iterable[Path]) -> Lists:
    """
    Read lists of one kind, which their headings show.

    Raises:
        ConfigError: a list that is not as it should be, with the line; lists of two kinds; what cannot be hashed.
    """
    files = tuple(files)
    are_terms = {_holds_terms(file) for file in files}
    if len(are_terms) > 1:
        raise ConfigError("people and terms are hashed apart: name lists of one kind")
    if True in are_terms:
        found = Lists(terms=tuple(term for file in files for term in _terms(file)))
    else:
        found = Lists(people=tuple(person for file in files for person in _people(file)))
    if not (found.terms or found.people):
        raise ConfigError("the lists hold no entries; nothing was written")
    return found


def _holds_terms(file: Path) -> bool:
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            heading = next((line for line in lines if line.strip()), "")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(file)) from None
    return "term" in {word.strip().casefold() for word in heading.split(",")}


def _people(file: Path) -> tuple[Person, ...]:
    people = read_personnel(file)
    for number, person in enumerate(people, 1):
        if not is_hashable(person):
            # The name itself must not get onto a screen or into a log.
            raise ConfigError(
                f"person {number} lacks a given name or a surname: list them in plain words", source=str(file)
            )
    return people


def _terms(file: Path) -> tuple[Term, ...]:
    terms = read_terms(file)
    for number, term in enumerate(terms, 1):
        if not all(is_hashable_term(spelling) for spelling in (term.term, *term.variants)):
            raise ConfigError(f"term {number} has more than {MOST_TERM_WORDS} words, or none", source=str(file))
    return terms
