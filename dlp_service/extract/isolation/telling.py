"""What a child tells its parent while it reads: what was said before a library met its match stays said."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields

from dlp_service.extract.interface import Reading
from dlp_service.extract.isolation.channel import Channel
from dlp_service.extract.isolation.frames import Header, pack
from dlp_service.extract.job import Around, Job

TELL_S = 0.005
"""How often a child tells: what it read since is lost when it ends."""
COUNTERS = ("depth", "entries", "decoded_bytes", "chars")


def counters_of(job: Job) -> Header:
    """Return how much of the limits of a nest a job has used."""
    return {name: getattr(job, name) for name in COUNTERS}


@dataclass(slots=True)
class Telling(Job):
    """
    A job in a child that tells its texts and gaps as they come.

    The reading at the end holds them all once more; what was told counts only where there is no such end.
    """

    channel: Channel | None = None
    told: tuple[int, int] = (0, 0)
    told_at: float = 0.0

    @classmethod
    def of(cls, job: Job, around: Around, channel: Channel) -> Telling:
        """Return a job that goes on where `job` is."""
        values = {item.name: getattr(job, item.name) for item in fields(Job)}
        values["around"] = around
        return cls(**values, channel=channel, told_at=time.monotonic())

    def text(self, path: str, where: str, text: str) -> None:
        """Add a text, and tell what is new if the last telling was a while ago."""
        try:
            Job.text(self, path, where, text)
        finally:
            now = time.monotonic()
            if self.channel and now >= self.told_at + TELL_S:
                self._tell(self.channel)
                self.told_at = now

    def _tell(self, channel: Channel) -> None:
        texts, gaps = self.told
        header, body = pack(Reading(tuple(self.texts[texts:]), tuple(self.gaps[gaps:])))
        channel.send({"op": "tell", **header, "counters": counters_of(self)}, body, lambda: None)
        self.told = (len(self.texts), len(self.gaps))
