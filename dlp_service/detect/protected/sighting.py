"""A place where a list sees somebody, and which of two such places stays."""

from __future__ import annotations

from dataclasses import dataclass

CONFIDENCE = {
    "full name": 0.95,
    "service number": 0.95,
    "e-mail address": 0.95,
    "full name but for a letter": 0.85,
    "initial and surname": 0.8,
    "initial and surname but for a letter": 0.6,
    "surname": 0.5,
    "rank and surname but for a letter": 0.4,
}
SURNAME_ALONE = frozenset({"surname", "rank and surname but for a letter"})
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sighting:
    """
    The words `first` to `last` name one of `people`, by `how`, a key of `CONFIDENCE`.

    `given` and `surname` are the words of each (first, last), where it is a name.
    """

    first: int
    last: int
    how: str
    people: tuple[int, ...]
    given: Span | None = None
    surname: Span | None = None


def strongest(found: list[Sighting]) -> list[Sighting]:
    """Return sightings without those that overlap a stronger one of the same people, or that lie within another's name."""
    kept: list[Sighting] = []
    for sighting in sorted(found, key=lambda s: (s.first, -s.last)):
        beaten = False
        while kept and kept[-1].last >= sighting.first:
            last = kept[-1]
            if _strength(sighting) <= _strength(last):
                beaten = True
                break
            kept.pop()
        if not beaten:
            kept.append(sighting)
    return kept


def _strength(sighting: Sighting) -> tuple[float, int]:
    return CONFIDENCE[sighting.how], sighting.last - sighting.first
