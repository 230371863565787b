"""Readings by content, in the pool's memory: one attachment sent to a thousand people is read once."""

from __future__ import annotations

from collections import OrderedDict

from dlp_service.extract.isolation.frames import Frame
from dlp_service.values import GapReason


class Cache:
    """Readings by content, the least recently used dropped first; a reading above an eighth of it is not kept."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self.entries: OrderedDict[str, Frame] = OrderedDict()

    def get(self, key: str) -> Frame | None:
        """Return the reading of that key and mark it as used."""
        found = self.entries.get(key)
        if found:
            self.entries.move_to_end(key)
        return found

    def put(self, key: str, answer: Frame) -> None:
        """Keep a reading; one that ran out of time is not, since the next try may be luckier."""
        weight = _weight(answer)
        if weight > self.max_bytes // 8 or is_late(answer):
            return
        self.forget(key)
        self.entries[key] = answer
        self.size += weight
        while self.size > self.max_bytes:
            _, dropped = self.entries.popitem(last=False)
            self.size -= _weight(dropped)

    def forget(self, key: str) -> None:
        """Drop a reading: nothing of a spillage may stay."""
        dropped = self.entries.pop(key, None)
        if dropped:
            self.size -= _weight(dropped)


def is_late(answer: Frame) -> bool:
    """Say whether something in a reading was not read in time."""
    return any(gap[1] == GapReason.TIMED_OUT for gap in answer[0]["gaps"])


def _weight(answer: Frame) -> int:
    header, body = answer
    return 512 + len(body) + 200 * (len(header["texts"]) + len(header["gaps"]))
