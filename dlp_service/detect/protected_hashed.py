"""
Protected personnel known only by keyed hashes.

A hash cannot be searched for, so the words of a text are put together the ways names are written, and each is
hashed and looked up.  To keep that cheap, only words that begin with a capital are tried: a name in small letters,
or a surname alone, is found by a list in plain words only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.people import Known, PersonName, known_people
from dlp_service.detect.protected import GAP, WORD, ProtectedPeopleDetector, plain_word, protected_finding
from dlp_service.detect.roles import courtesy
from dlp_service.detect.spans import Spans
from dlp_service.detect.words import PARTICLES
from dlp_service.errors import OutOfTime
from dlp_service.hashed_people import HashedPeople
from dlp_service.values import Finding, PartText, Role, Stage

CHECK_EVERY = 1024
REMEMBERED = 100_000
_NUMBER = re.compile(r"(?<![\w-])(?=[A-Za-z-]*\d)[A-Za-z0-9][A-Za-z0-9-]{3,19}(?![\w-])")
_Word = tuple[int, int, str]
"""Start, end and folded letters."""


class HashedPeopleDetector:
    """Finds protected personnel of a hashed list; it cannot say who else is on it.  Without a list it finds nobody."""

    name = ProtectedPeopleDetector.name
    stage = Stage.NAMES

    def __init__(self, people: HashedPeople | None) -> None:
        self._people = people

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per place, as the detector of plain lists does.

        Raises:
            StageUnfinished: with the findings of the texts read so far.
        """
        if self._people is None:
            return ()
        known = known_people((context.sender_name, *context.visible_names), (context.sender, *context.recipients))
        found: list[Finding] = []
        asked: dict[tuple[str, str], bool] = {}
        try:
            for text in texts:
                found += _read(text, self._people, known, asked, budget)
        except OutOfTime as error:
            raise StageUnfinished(str(error), tuple(found)) from error
        return tuple(found)


def _read(
    text: PartText, people: HashedPeople, known: Known, asked: dict[tuple[str, str], bool], budget: Budget
) -> Iterator[Finding]:
    named = list(_named(text.text, people, asked, budget))
    zones = Spans(courtesy(text.text, text.where, known) if named else ())
    for start, end, name in named:
        is_context = zones.overlap(start, start + 1) or known.knows(name)
        how = "full name" if name.is_full else "initial and surname"
        yield protected_finding(text, (start, end), how, name.key, Role.CONTEXT if is_context else Role.EVIDENCE)
    for match in _NUMBER.finditer(text.text):
        if people.has_number(plain_word(match[0])):
            span = (match.start(), match.end())
            yield protected_finding(text, span, "service number", plain_word(match[0]), Role.EVIDENCE)


def _named(
    text: str, people: HashedPeople, asked: dict[tuple[str, str], bool], budget: Budget
) -> Iterator[tuple[int, int, PersonName]]:
    """Yield the names that are listed, each place once and in order; full names before initials."""
    taken = 0
    for number, words in enumerate(_runs(text)):
        if number % CHECK_EVERY == 0:
            budget.check()
        if words[0][0] < taken:
            continue
        for end, given, surname in sorted(_spellings(words), key=lambda spelling: len(spelling[1]) == 1):
            is_listed = asked.get((given, surname))
            if is_listed is None:
                is_listed = people.has_name(given, surname)
                if len(asked) < REMEMBERED:
                    asked[given, surname] = is_listed
            if is_listed:
                yield words[0][0], end, PersonName(given, surname)
                taken = end
                break


def _runs(text: str) -> Iterator[list[_Word]]:
    """Yield every word with a capital, with up to three that follow it and may belong to the same name."""
    words = [(match.start(), match.end(), match[0]) for match in WORD.finditer(text)]
    for at, (start, end, word) in enumerate(words):
        if not (word[0].isupper() or word.casefold() in PARTICLES):
            continue
        run = [(start, end, plain_word(word))]
        for next_start, next_end, following in words[at + 1 : at + 5]:
            is_part = following[0].isupper() or following.casefold() in PARTICLES
            if not is_part or not GAP.fullmatch(text, run[-1][1], next_start):
                break
            run.append((next_start, next_end, plain_word(following)))
        if len(run) > 1:
            yield run


def _spellings(words: list[_Word]) -> Iterator[tuple[int, str, str]]:
    """
    Yield (end, given name or initial, surname) of the ways a name may begin with the first word.

    >>> [f"{given} {surname}" for _, given, surname in _spellings([(0, 3, "ada"), (4, 5, "m"), (6, 14, "lovelace")])]
    ['ada m', 'm ada', 'ada mlovelace', 'lovelace adam', 'ada lovelace']
    """
    first = words[0][2]
    for size in range(2, len(words) + 1):
        rest = [word[2] for word in words[1:size]]
        end = words[size - 1][1]
        yield end, first, "".join(rest)
        # Surname first: all words but the last are the surname.
        yield end, rest[-1], first + "".join(rest[:-1])
        # Middle names stand between, and the surname may be of several words.
        for start in range(1, min(len(rest), 3)):
            yield end, first, "".join(rest[start:])
