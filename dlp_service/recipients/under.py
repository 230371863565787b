"""
What is guarded under one public suffix, and the names a typed one may have been.

Names are met by hashing: what they look like, and thirds.  A name two edits away from
another has one of its three thirds as it was, moved by at most two places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dlp_service.recipients.ends import Ends
from dlp_service.recipients.glyphs import loose_fold, strict_fold
from dlp_service.recipients.slips import Guarded

LONG = 8
"""Names of at least this many letters are also compared at distance 2."""
MAX_BUCKET = 48
"""Names with the same third; the rest of them is found by their other thirds only."""
Third = tuple[int, int]
"""A third of a guarded name: (letters of the name, 0 to 2)."""
Probe = tuple[dict[str, tuple[Guarded, ...]], int, int]


class NamesUnder:
    """The guarded names under one public suffix; a name of several labels is one name."""

    __slots__ = ("_thirds", "ends", "loose", "strict")

    def __init__(self) -> None:
        self.ends = Ends()
        self.strict: dict[str, Guarded] = {}
        self.loose: dict[str, Guarded] = {}
        self._thirds: dict[Third, dict[str, tuple[Guarded, ...]]] = {}

    def add(self, guarded: Guarded) -> None:
        """Guard a host more."""
        name = guarded.head
        self.ends.add(name)
        put_first(self.strict, strict_fold(name), guarded)
        put_first(self.loose, loose_fold(name), guarded)
        if len(name) >= LONG:
            for number, (start, end) in enumerate(_thirds(len(name))):
                table = self._thirds.setdefault((len(name), number), {})
                bucket = table.get(name[start:end], ())
                if len(bucket) <= MAX_BUCKET:
                    table[name[start:end]] = (*bucket, guarded)

    def probes(self, typed: int) -> Iterator[Probe]:
        """
        Yield the tables of thirds to ask for a typed name of so many letters, and where its letters for it stand.

        A name two edits away shares one of these thirds.
        """
        for third, start, end in _places(typed):
            table = self._thirds.get(third)
            if table:
                yield table, start, end


def put_first(table: dict[str, Guarded], key: str, guarded: Guarded) -> None:
    """Note a host under a key; of two with the same key the first in rank stays, whatever the order of the list."""
    if guarded is not (other := table.setdefault(key, guarded)) and guarded.rank > other.rank:
        table[key] = guarded


def _thirds(length: int) -> tuple[tuple[int, int], ...]:
    one, two = length // 3, 2 * length // 3
    return (0, one), (one, two), (two, length)


def _places(typed: int) -> Iterator[tuple[Third, int, int]]:
    """Yield where in a typed name of so many letters a third of a guarded name can stand."""
    for length in range(max(LONG, typed - 2), typed + 3):
        for number, (start, end) in enumerate(_thirds(length)):
            for shift in _shifts(number, typed - length):
                if start + shift >= 0:
                    yield (length, number), start + shift, end + shift


def _shifts(number: int, difference: int) -> Iterable[int]:
    """Return where a third can have moved to after at most two edits; the first cannot move, the last must."""
    if number == 0:
        return (0,)
    if number == 2:
        return (difference,)
    return (
        (-1, 0, 1) if difference == 0 else (0, difference) if abs(difference) == 1 else (0, difference // 2, difference)
    )
