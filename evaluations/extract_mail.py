"""Real messages with their attachments: which gave text, by type, and what stayed dark."""

from __future__ import annotations

import io
import re
import statistics
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Reader, extract
from dlp_service.mail import parse
from dlp_service.values import Extraction, Message, Part

NUMBER = re.compile(r"\d+")
NO_TEXT = frozenset({"file_name", "property"})


@dataclass(slots=True)
class MailTally:
    """Messages, their attachments by type, those that gave text, material gaps, and the seconds of each message."""

    messages: int = 0
    attachments: Counter[str] = field(default_factory=Counter)
    speaking: Counter[str] = field(default_factory=Counter)
    gaps: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Return the share of attachments that gave text."""
        return self.speaking.total() / max(1, self.attachments.total())


def archived(shared: Path) -> Iterator[bytes]:
    """Yield the raw messages."""
    with (shared / "data" / "mail" / "bega_eml.tar.zst").open("rb") as packed:
        data = zstandard.ZstdDecompressor().stream_reader(packed).read()
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file:
                yield file.read()


def read_mail(reader: Reader, limits: Limits, messages: Iterator[bytes]) -> MailTally:
    """Read messages as the service does; no exception is caught here, since there must be none."""
    tally = MailTally()
    for raw in messages:
        start = time.perf_counter()
        message = parse(raw, limits, Budget.unlimited())
        extraction = extract(message, reader, limits, Budget.unlimited())
        tally.seconds.append(time.perf_counter() - start)
        tally.messages += 1
        _count(tally, message, extraction)
    return tally


def _count(tally: MailTally, message: Message, extraction: Extraction) -> None:
    for part in message.parts:
        if part.is_attachment:
            kind = _kind(part)
            tally.attachments[kind] += 1
            path = f"{part.path}/{part.file_name}" if part.file_name else part.path
            tally.speaking[kind] += any(
                text.where not in NO_TEXT and text.path.startswith(path) for text in extraction.texts
            )
    for gap in extraction.gaps:
        if gap.material:
            kinds = [_kind(part) for part in message.parts if gap.path.split("/")[0].split("!")[0] == part.path]
            tally.gaps[kinds[0] if kinds else "message", gap.reason.value, NUMBER.sub("N", gap.detail)] += 1


def _kind(part: Part) -> str:
    _, dot, suffix = part.file_name.rpartition(".")
    return suffix.lower() if dot and len(suffix) <= 5 else part.content_type


def print_mail(reader: Reader, limits: Limits, shared: Path) -> None:
    """Read the archived messages and print what came of their attachments."""
    tally = read_mail(reader, limits, archived(shared))
    print(f"\n{tally.messages} real messages, median {statistics.median(tally.seconds) * 1000:.1f} ms each,")
    print(f"{tally.attachments.total()} attachments, {tally.share:.1%} of them gave text")
    for kind, count in tally.attachments.most_common():
        print(f"  {kind:30}{tally.speaking[kind]:5} of {count:4}")
    print("material gaps")
    for (kind, reason, detail), count in tally.gaps.most_common():
        print(f"  {count:4} {kind:12} {reason:12} {detail}")
