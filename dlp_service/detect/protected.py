"""
Protected personnel: people of the organisation's own list, wherever their names stand.

A listed person is found given name first or surname first, with an initial, across
table cells and by service number, without regard to case or diacritics.  No tagger is needed, so
this works in any language and costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.masking import outline
from dlp_service.detect.people import PersonName, known_people, read_name
from dlp_service.detect.phrases import Match, PhraseIndex
from dlp_service.detect.roles import courtesy
from dlp_service.detect.spans import Spans
from dlp_service.detect.words import COMMON_WORDS, RANKS, SURNAMES_THAT_ARE_WORDS, TITLES
from dlp_service.errors import OutOfTime
from dlp_service.organisation import Person
from dlp_service.textmap import fold
from dlp_service.values import Disclose, Finding, PartText, Role, Stage

FULL_NAME = 0.4
SURNAME = 0.25
CONFIDENCE = {"full name": 0.95, "initial and surname": 0.8, "service number": 0.95, "surname": 0.5}
WORD = re.compile(r"[^\W\d_]+(?:['’`\-‐‑][^\W\d_]+)*")
_TITLES = frozenset(title.split()[-1].casefold() for title in f"{RANKS}|{TITLES}".split("|"))
"""The last words of ranks and titles."""
GAP = re.compile(r"[\s.,;|_\-]{0,3}")
REACH = 60


@dataclass(frozen=True, slots=True)
class _Listed:
    person: Person
    name: PersonName


@dataclass(frozen=True, slots=True)
class _Sighting:
    start: int
    end: int
    listed: _Listed
    how: str


class ProtectedPeopleDetector:
    """Finds protected personnel; the list stays in memory only as names and numbers already loaded."""

    name = "protected_people"
    stage = Stage.NAMES

    def __init__(self, personnel: Iterable[Person]) -> None:
        listed = [_Listed(person, read_name(person.name)) for person in personnel]
        self._by_surname: dict[str, list[_Listed]] = {}
        for entry in listed:
            self._by_surname.setdefault(entry.name.surname or entry.name.given, []).append(entry)
        self._surnames = tuple(self._by_surname)
        self._spellings = PhraseIndex(self._surnames)
        self._numbered = [entry for entry in listed if len(entry.person.service_number) > 3]
        self._numbers = PhraseIndex(entry.person.service_number for entry in self._numbered)

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per place; `weight` is `FULL_NAME` or `SURNAME`, `value` the person's key.

        Raises:
            StageUnfinished: with the findings of the texts read so far.
        """
        known = known_people((context.sender_name, *context.visible_names), (context.sender, *context.recipients))
        found: list[Finding] = []
        try:
            for text in texts:
                sightings = self._sightings(text.text, budget)
                zones = Spans(courtesy(text.text, text.where, known) if sightings else ())
                for sighting in sightings:
                    is_courtesy = zones.overlap(sighting.start, sighting.start + 1)
                    is_context = is_courtesy or known.knows(sighting.listed.name)
                    role = Role.CONTEXT if is_context else Role.EVIDENCE
                    span = (sighting.start, sighting.end)
                    found.append(protected_finding(text, span, sighting.how, sighting.listed.name.key, role))
        except OutOfTime as error:
            raise StageUnfinished(str(error), tuple(found)) from error
        return tuple(found)

    def _sightings(self, text: str, budget: Budget) -> list[_Sighting]:
        sightings = [s for match in self._spellings.find(text, budget) for s in self._named(text, match)]
        sightings.extend(
            _Sighting(match.start, match.end, self._numbered[match.phrase], "service number")
            for match in self._numbers.find(text, budget)
        )
        return _strongest(sightings)

    def _named(self, text: str, match: Match) -> Iterator[_Sighting]:
        entries = self._by_surname[self._surnames[match.phrase]]
        beside = _Neighbours.of(text, match.start, match.end)
        spelt = [(e, found) for e in entries if (found := beside.given(e.name)) is not None]
        if spelt:
            yield from (_Sighting(start, end, entry, how) for entry, (start, end, how) in spelt)
        elif beside.is_surname_alone(self._surnames[match.phrase]):
            # Which of several listed bearers is meant cannot be known: the first stands for all.
            yield _Sighting(match.start, match.end, entries[0], "surname")


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The words around a surname, nearest first, while only spaces, dots, commas or cell borders lie between."""

    text: str
    start: int
    end: int
    before: tuple[tuple[int, int], ...]
    after: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> _Neighbours:
        low, high = max(0, start - REACH), min(len(text), end + REACH)
        left = [(low + m.start(), low + m.end()) for m in WORD.finditer(text[low:start])][-3:]
        right = [(end + m.start(), end + m.end()) for m in WORD.finditer(text[end:high])][:3]
        return cls(text, start, end, _chain(text, start, left[::-1]), _chain_after(text, end, right))

    def given(self, name: PersonName) -> tuple[int, int, str] | None:
        """Return span and kind where the given name or its initial stands beside the surname."""
        if not name.given or not name.surname:
            return (self.start, self.end, "full name") if name.given and not name.surname else None
        for start, end in self.before:
            if plain_word(self.text[start:end]) == name.given:
                return start, self.end, "full name"
        for start, end in self.after[:1]:
            if plain_word(self.text[start:end]) == name.given:
                return self.start, end, "full name"
        for (start, end), is_after in [*((s, False) for s in self.before[:2]), *((s, True) for s in self.after[:1])]:
            word = self.text[start:end]
            if len(word) == 1 and word.isupper() and plain_word(word) == name.given[0]:
                return (
                    (self.start, end, "initial and surname") if is_after else (start, self.end, "initial and surname")
                )
        return None

    def is_surname_alone(self, surname: str) -> bool:
        """Say whether the surname stands for a person without a given name: capitalised, and not somebody else's."""
        if not self.text[self.start].isupper():
            return False
        before = self.text[slice(*self.before[0])].casefold() if self.before else ""
        if before in _TITLES:
            return True
        if surname in SURNAMES_THAT_ARE_WORDS:
            return False
        if not before:
            return True
        start, end = self.before[0]
        is_other_name = self.text[start].isupper() and end - start > 1 and self.text[end : self.start].strip() == ""
        return not is_other_name or before in COMMON_WORDS


def _chain(text: str, start: int, words: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    chain = []
    for begin, end in words:
        if not GAP.fullmatch(text, end, start):
            break
        chain.append((begin, end))
        start = begin
    return tuple(chain)


def _chain_after(text: str, end: int, words: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    chain = []
    for begin, finish in words:
        if not GAP.fullmatch(text, end, begin):
            break
        chain.append((begin, finish))
        end = finish
    return tuple(chain)


def plain_word(word: str) -> str:
    """Return the letters and digits of a word, folded as names are compared."""
    return "".join(c for c in fold(word).text if c.isalnum())


def _strongest(sightings: list[_Sighting]) -> list[_Sighting]:
    """Return the sightings without those that lie in a stronger one of the same person."""
    kept: list[_Sighting] = []
    for sighting in sorted(sightings, key=lambda s: (-CONFIDENCE[s.how], s.start, -s.end, s.listed.name.key)):
        if not any(k.start < sighting.end and sighting.start < k.end for k in kept if k.listed is sighting.listed):
            kept.append(sighting)
    return kept


def protected_finding(text: PartText, span: tuple[int, int], how: str, key: str, role: Role) -> Finding:
    """Return the finding of a protected person at `span`; `how` is a key of `CONFIDENCE`, `key` tells people apart."""
    start, end = span
    return Finding(
        info_type="PROTECTED_PERSON",
        detector=ProtectedPeopleDetector.name,
        confidence=CONFIDENCE[how],
        path=text.path,
        where=text.where,
        start=start,
        end=end,
        role=role,
        masked_quote=outline(text.text[start:end]),
        weight=SURNAME if how == "surname" else FULL_NAME,
        value=key,
        detail=f"someone on the list of protected personnel, by {how}",
        disclose=Disclose.ANALYST,
    )
