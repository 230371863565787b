"""
Lists of terms made ready beforehand: a file that `dlp lists index` writes and a service reads as it is.

A digest over everything stands in front, and names the revision.  A file that is damaged, of another format, or older than the list it
was made of is refused; nothing of it is put to use before the digest is right.  The digest protects against accidents and
not against people: whoever may write the file may also decide what is found.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from dlp_service.errors import ConfigError
from dlp_service.replacing import replace_file

MAGIC = b"DLPTERMS"
FORMAT = 1
_START = struct.Struct("<8sII32s")
"""Magic, format, length of the description, digest of all that follows."""
AGAIN = "write it again with `dlp lists index`"


@dataclass(frozen=True, slots=True)
class Source:
    """A list that went into a file: its name, looked for beside the file, and the digest it had."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TermFile:
    """
    What a file says about itself; `read` gets the rest.

    `tools` are the versions that wrote it and must be those that read it; `sections` are (name, kind of its numbers, size).
    """

    path: Path
    revision: str
    terms: int
    built: date
    tools: Mapping[str, str]
    sources: tuple[Source, ...]
    sections: tuple[tuple[str, str, int], ...]
    offset: int

    @property
    def _size(self) -> int:
        return self.offset + sum(size for _, _, size in self.sections)

    def read(self) -> dict[str, bytes]:
        """
        Return every section by its name.

        Raises:
            ConfigError: the file is damaged, or another one stands there by now.
        """
        try:
            with self.path.open("rb") as file:
                # Sizes are the file's own word, and memory is taken for them before the digest is known to be right.
                if any(size < 0 for _, _, size in self.sections) or self._size != os.fstat(file.fileno()).st_size:
                    raise ConfigError(f"is damaged: {AGAIN}", source=str(self.path))
                start = _START.unpack(file.read(_START.size))
                digest = hashlib.sha256(file.read(self.offset - _START.size))
                found = {name: _section(file, size, digest) for name, _, size in self.sections}
        except (OSError, struct.error):
            raise ConfigError("cannot be read", source=str(self.path)) from None
        if digest.digest() != start[3]:
            raise ConfigError(f"is damaged: {AGAIN}", source=str(self.path))
        if _short(digest.digest()) != self.revision:
            raise ConfigError("was replaced while it was read", source=str(self.path))
        return found


def is_term_file(path: Path) -> bool:
    """
    Say whether a file was written by `dlp lists index`.

    Raises:
        ConfigError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None


def open_term_file(path: Path) -> TermFile:
    """
    Read what a file says about itself, and compare it with the lists it was made of where they stand beside it.

    Raises:
        ConfigError: it is of another format, its description is damaged, or a list was changed since.
    """
    try:
        with path.open("rb") as file:
            magic, number, size, digest = _START.unpack(file.read(_START.size))
            if magic != MAGIC or number != FORMAT:
                raise ConfigError(f"is of format {number}, this version reads {FORMAT}: {AGAIN}", source=str(path))
            if size > os.fstat(file.fileno()).st_size:
                raise ConfigError(f"is damaged: {AGAIN}", source=str(path))
            found = _described(path, json.loads(file.read(size)), _START.size + size, digest)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    except (struct.error, ValueError, KeyError, TypeError):
        raise ConfigError(f"is damaged: {AGAIN}", source=str(path)) from None
    for source in found.sources:
        beside = path.parent / source.name
        if beside.exists() and digest_of(beside) != source.sha256:
            raise ConfigError(f"is stale, {source.name} was changed since: {AGAIN}", source=str(path))
    return found


def write_term_file(
    path: Path,
    sections: Iterable[tuple[str, str, bytes]],
    *,
    terms: int,
    built: date,
    tools: Mapping[str, str],
    sources: Iterable[Source],
) -> TermFile:
    """
    Write sections (name, kind, bytes) in place of the file there; whoever reads meanwhile finds the old one or the new one, whole.

    Raises:
        ConfigError: the folder cannot be written.
    """
    held = list(sections)
    told: dict[str, Any] = {
        "terms": terms,
        "built": built.isoformat(),
        "tools": dict(tools),
        "sources": [[source.name, source.sha256] for source in sources],
        "sections": [[name, kind, len(data)] for name, kind, data in held],
    }
    description = json.dumps(told, sort_keys=True).encode()
    digest = hashlib.sha256(description)
    for _, _, data in held:
        digest.update(data)
    start = _START.pack(MAGIC, FORMAT, len(description), digest.digest())
    try:
        replace_file(path, [start, description, *(data for _, _, data in held)], mode=0o640)
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", source=str(path)) from None
    return _described(path, told, _START.size + len(description), digest.digest())


def digest_of(path: Path) -> str:
    """
    Return the SHA-256 of a file.

    Raises:
        ConfigError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None


def _described(path: Path, told: Mapping[str, Any], offset: int, digest: bytes) -> TermFile:
    return TermFile(
        path,
        _short(digest),
        int(told["terms"]),
        date.fromisoformat(told["built"]),
        {str(name): str(version) for name, version in told["tools"].items()},
        tuple(Source(str(name), str(sha256)) for name, sha256 in told["sources"]),
        tuple((str(name), str(kind), int(size)) for name, kind, size in told["sections"]),
        offset,
    )


def _short(digest: bytes) -> str:
    return digest.hex()[:16]


def _section(file: BinaryIO, size: int, digest: Any) -> bytes:  # noqa: ANN401 - hashlib does not name its type
    data = file.read(size)
    digest.update(data)
    return data
