"""
Lists that the operator refreshes, kept as one file a kind in a folder of the settings.

The service never fetches anything: somebody brings a file, `dlp lists update` checks it and writes it
here, and the next reload takes it up.  A stored list says where it came from and carries the digest of its own
lines, so that a damaged one is refused and what is loaded stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dlp_service.errors import ConfigError
from dlp_service.replacing import replace_file

KINDS = ("government", "suffixes", "popular", "webmail", "disposable")
"""`suffixes`, `webmail` and `disposable` stand in place of what ships; `government` and `popular` add to it."""


@dataclass(frozen=True, slots=True)
class StoredList:
    """One refreshed list: its names in their order, the file it was read from, and the day of that."""

    kind: str
    names: tuple[str, ...]
    source: str
    day: date
    digest: str


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The refreshed lists by kind; a kind that is absent is as it ships."""

    lists: dict[str, StoredList] = field(default_factory=dict)

    def names(self, kind: str) -> tuple[str, ...] | None:
        """Return the names of a kind, or None where it was never refreshed."""
        stored = self.lists.get(kind)
        return stored.names if stored else None

    @property
    def revision(self) -> str:
        """Return a short digest of all of them, empty where there are none."""
        if not self.lists:
            return ""
        text = " ".join(f"{kind} {stored.digest}" for kind, stored in sorted(self.lists.items()))
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def load_refreshed(folder: Path | None) -> Refreshed:
    """
    Read the refreshed lists of a folder; no folder, or an absent one, has none.

    Raises:
        ConfigError: a list that cannot be read, or whose lines are not those it was written with.
    """
    found = [read_stored(folder, kind) for kind in KINDS] if folder else []
    return Refreshed({stored.kind: stored for stored in found if stored})


def read_stored(folder: Path, kind: str) -> StoredList | None:
    """
    Read the refreshed list of a kind, None where there is none.

    Raises:
        ConfigError: it cannot be read, or its lines are not those it was written with.
    """
    path = _path(folder, kind)
    return _read(path, kind) if path.exists() else None


def write_list(folder: Path, kind: str, names: Iterable[str], source: str, day: date) -> StoredList:
    """
    Write a list in place of the one there; whoever reads meanwhile finds the old one or the new one, whole.

    Raises:
        ConfigError: the folder cannot be written.
    """
    kept = tuple(names)
    stored = StoredList(kind, kept, _one_line(source), day, _digest(kept))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(_path(folder, kind), (line.encode() for line in lines_of(stored)), mode=0o644)
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", source=str(folder)) from None
    return stored


def lines_of(stored: StoredList) -> Iterator[str]:
    """Yield the lines of a list as a file has them, its own heading first."""
    yield f"# dlp list: {stored.kind}\n# source: {stored.source}\n# date: {stored.day.isoformat()}\n"
    yield f"# count: {len(stored.names)}\n# digest: {stored.digest}\n"
    yield from (f"{name}\n" for name in stored.names)


def _path(folder: Path, kind: str) -> Path:
    return folder / f"{kind}.txt"


def _read(path: Path, kind: str) -> StoredList:
    try:
        lines = path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError("is not UTF-8 text", source=str(path)) from None
    said = dict(line[2:].split(": ", 1) for line in lines[:5] if line.startswith("# ") and ": " in line)
    names = tuple(lines[5:])
    if said.get("dlp list") != kind or said.get("digest") != _digest(names) or said.get("count") != str(len(names)):
        raise ConfigError("was changed since `dlp lists update` wrote it; update it again", source=str(path))
    try:
        day = date.fromisoformat(said.get("date", ""))
    except ValueError:
        raise ConfigError("has no date", source=str(path), line=3) from None
    return StoredList(kind, names, said.get("source", ""), day, said["digest"])


def _digest(names: tuple[str, ...]) -> str:
    return "sha256:" + hashlib.sha256("\n".join(names).encode()).hexdigest()


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip() or "-"
