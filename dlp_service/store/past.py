"""
What is remembered of one address, domain or name: on which days it was written to, who wrote last, when it replied.

The order of reports cannot matter.  Deliveries are numbers by day, and adding numbers commutes; of those who wrote, the
last days of the latest three are kept, which is the same three whoever came first; of replies the last day is kept.
Nothing fades in the table: how much a day still weighs is worked out from whole days when the past is read, so that a
changed half-life holds for what was learnt before.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from dlp_service.errors import ConfigError
from dlp_service.store.vault import HASH_BYTES

WRITERS = 3
"""So many of our principals must have written before deliveries alone make a contact known."""
LEARNT_DAYS = 14
"""Over so many days at least."""
LEARNT_WEIGHT = 3
FORMAT = 1
_HEAD = struct.Struct("<BiHB")
_WRITER = struct.Struct(f"<{HASH_BYTES}si")
_MOST = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Fading:
    """A delivery weighs half as much after `half_life` days; nothing `keep` days old or older counts."""

    half_life: int
    keep: int

    def weight(self, age: int) -> float:
        """Return what a delivery weighs at an age in days, between 1 and 0; one dated tomorrow weighs as today's."""
        age = max(age, 0)
        if age >= self.keep:
            return 0.0
        return 2.0 ** -(age / self.half_life) if self.half_life else float(age == 0)

    def oldest(self, today: int) -> int:
        """Return the first day that still counts."""
        return today - self.keep + 1


@dataclass(slots=True)
class Past:
    """
    Deliveries by day, the last days of the three who wrote last, and the day of the last reply (-1 for none).

    The past of a name uses `latest` alone: for the domains where somebody of that name is a contact, the day that counts
    for as long as the contact is known (`known_as_of`).
    """

    days: dict[int, int] = field(default_factory=dict)
    latest: dict[bytes, int] = field(default_factory=dict)
    replied: int = -1

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """
        Return what `pack` was given.

        Raises:
            ConfigError: another version's, or damaged.
        """
        if data[:1] != bytes([FORMAT]):
            raise ConfigError("a contact in the store is of another format than this version's")
        try:
            _, replied, days, writers = _HEAD.unpack_from(data)
            numbers = struct.unpack_from(f"<{2 * days}I", data, _HEAD.size)
            rest = data[_HEAD.size + 8 * days :]
            latest = dict(_WRITER.unpack_from(rest, _WRITER.size * number) for number in range(writers))
        except struct.error:
            raise ConfigError("a contact in the store is damaged") from None
        return cls(dict(zip(numbers[::2], numbers[1::2], strict=True)), latest, replied)

    def pack(self) -> bytes:
        """Return the bytes for the table: the same for the same past, whatever order it was learnt in."""
        numbers = [number for day in sorted(self.days) for number in (day, min(self.days[day], _MOST))]
        writers = (_WRITER.pack(*pair) for pair in self._ranked())
        head = _HEAD.pack(FORMAT, self.replied, len(self.days), len(self.latest))
        return head + struct.pack(f"<{len(numbers)}I", *numbers) + b"".join(writers)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is remembered."""
        return not self.days and not self.latest and self.replied < 0

    @property
    def first_day(self) -> int:
        """Return the oldest day remembered, 0 where there is none."""
        return min(self._all_days(), default=0)

    @property
    def last_day(self) -> int:
        """Return the newest day remembered, 0 where there is none."""
        return max(self._all_days(), default=0)

    def _all_days(self) -> Iterable[int]:
        replied = () if self.replied < 0 else (self.replied,)
        return (*self.days, *self.latest.values(), *replied)

    def deliver(self, day: int, writer: bytes = b"") -> None:
        """Add a delivery; `writer` is empty for somebody who is no principal of ours."""
        self.days[day] = self.days.get(day, 0) + 1
        if writer:
            self.meet(writer, day)

    def take_back(self, day: int) -> None:
        """Remove a delivery that turned out to be none; who wrote last must be looked up again."""
        left = self.days.get(day, 0) - 1
        if left > 0:
            self.days[day] = left
        else:
            self.days.pop(day, None)

    def meet(self, key: bytes, day: int) -> None:
        """Note a day for a writer, or for the domain of somebody with this name; only the latest three are kept."""
        self.latest[key] = max(day, self.latest.get(key, day))
        if len(self.latest) > WRITERS:
            self.latest = dict(self._ranked()[:WRITERS])

    def _ranked(self) -> list[tuple[bytes, int]]:
        return sorted(self.latest.items(), key=lambda pair: (-pair[1], pair[0]))

    def reply(self, day: int) -> None:
        """Note a reply."""
        self.replied = max(self.replied, day)

    def forget(self, oldest: int) -> None:
        """Drop what lies before a day."""
        self.days = {day: count for day, count in self.days.items() if day >= oldest}
        self.latest = {key: day for key, day in self.latest.items() if day >= oldest}
        self.replied = self.replied if self.replied >= oldest else -1

    def count(self, today: int, fading: Fading) -> int:
        """
        Return what the deliveries still weigh, rounded up.

        Rounded up, so that one delivery counts until it is forgotten and three count as three until they weigh two.
        """
        # fsum rounds once, so the order of the days cannot show.
        return math.ceil(math.fsum([count * fading.weight(today - day) for day, count in self.days.items()]))

    def writers(self, today: int, fading: Fading) -> int:
        """Return how many of our principals wrote, counted up to three."""
        return sum(day >= fading.oldest(today) for day in self.latest.values())

    def has_replied(self, today: int, fading: Fading) -> bool:
        """Say whether a reply is remembered."""
        return self.replied >= max(fading.oldest(today), 0)

    def is_lasting(self, today: int, fading: Fading) -> bool:
        """Say whether three of our principals wrote over fourteen days, and it still weighs as much as three deliveries."""
        if self.writers(today, fading) < WRITERS or self.count(today, fading) < LEARNT_WEIGHT:
            return False
        counted = [day for day in self.days if day >= fading.oldest(today)]
        return max(counted) - min(counted) >= LEARNT_DAYS

    def is_learnt(self, today: int, fading: Fading) -> bool:
        """Say whether replies or deliveries made it known."""
        return self.has_replied(today, fading) or self.is_lasting(today, fading)

    def known_as_of(self, fading: Fading) -> int:
        """
        Return the day that stands for all of this: it counts for as long as this is known, -1 where it is not known.

        From its last day on, what is known can only be forgotten; so the last day on which it is known is found by halving.
        """
        low, high = self.last_day, self.last_day + fading.keep
        if not self.is_learnt(low, fading):
            return -1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.is_learnt(middle, fading) else (low, middle)
        return max(fading.oldest(low), 0)
