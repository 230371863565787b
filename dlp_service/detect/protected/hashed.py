"""Protected personnel known only by keyed hashes: the same questions as for a list in plain words, hashed before they are asked."""

from __future__ import annotations

from collections.abc import Iterable

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.protected.detector import ProtectedPeopleDetector, asking, detect_people
from dlp_service.detect.protected.register import hashed_list, hashed_register
from dlp_service.detect.protected.spellings import Listed, parts_of
from dlp_service.hashed_people import SHARED, HashedList, NameKey
from dlp_service.organisation import Person
from dlp_service.values import Finding, PartText, Stage


class HashedPeopleDetector:
    """Finds protected personnel of a hashed list; it cannot say who else is on it.  Without a list it finds nobody."""

    name = ProtectedPeopleDetector.name
    stage = Stage.NAMES

    def __init__(self, people: HashedList | None) -> None:
        self._register = hashed_register(people) if people else None

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per place, as the detector of plain lists does; `value` is what the text calls the person.

        Raises:
            StageUnfinished: with the findings of the texts read so far.
        """
        if self._register is None:
            return ()
        return detect_people(texts, context, budget, asking(self._register))


def is_hashable(person: Person) -> bool:
    """Say whether a person has a given name or initial and a surname: a single word could be looked up in any dictionary."""
    parts = parts_of(person.name)
    return bool(parts.given and parts.surname)


def hash_people(people: Iterable[Person], key: NameKey) -> HashedList:
    """Return people as a hashed list; the same people give the same list, in whatever order."""

    def surname_number(surname: bytes) -> int:
        return SHARED | int.from_bytes(key.digest(b"number of " + surname)[:8], "big")

    # In the order of their hashes, so that the order of the list gives nothing away.
    ordered = sorted(set(people), key=lambda p: key.digest(f"order {p.name}\n{p.service_number}\n{p.address}".encode()))
    listed = Listed(surname_number=surname_number)
    for number, person in enumerate(ordered):
        listed.add(number, person)
    return hashed_list(listed, key, len(ordered))
