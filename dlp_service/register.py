"""
Which files make up the register of documents whose excerpts must be recognised.

They are found and digested here, so that a change of any of them is a new revision; reading them is the rooms' business.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dlp_service.errors import ConfigError
from dlp_service.hashed_people import NameKey
from dlp_service.values import Disclose

SIDECAR = "registered.csv"
"""What a folder says of its documents beside what they say themselves: name, marking, owner, disclose."""

_COLUMNS = ("name", "marking", "owner", "disclose")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Register:
    """
    Folders, documents and indexes of fingerprints, and the ordinary texts that are nobody's own.

    `digest` changes when any of their files does.
    """

    sources: tuple[Path, ...] = ()
    ordinary: tuple[Path, ...] = ()
    key: NameKey | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A row of a folder's `registered.csv`; an empty `marking` leaves it to the document."""

    line: int
    marking: str = ""
    owner: str = ""
    disclose: Disclose = Disclose.ANALYST


@dataclass(frozen=True, slots=True)
class Source:
    """The files of one folder by their names in it, or a single file; with the remarks on them."""

    path: Path
    files: Mapping[str, Path]
    remarks: Mapping[str, Remark] = field(default_factory=dict)


def make_register(sources: Iterable[Path], ordinary: Iterable[Path], key: NameKey | None) -> Register:
    """
    Return a register with the digest of all its files.

    Raises:
        ConfigError: a file cannot be read.
    """
    sources, ordinary = tuple(sources), tuple(ordinary)
    if not sources:
        return Register()
    digest = hashlib.sha256()
    # A key is not told by a digest of what it makes of nothing.
    digest.update(key.digest(b"key revision") if key else b"")
    for path in (*sources, *ordinary):
        for name, file in _files(path):
            digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
            digest.update(_digest(file))
    return Register(sources, ordinary, key, digest.hexdigest())


def read_source(path: Path) -> Source:
    """
    Return the documents of a folder, in the order of their names, and what its `registered.csv` says of them.

    Raises:
        ConfigError: a file cannot be read, or a row of `registered.csv` is wrong or names no document; with the line.
    """
    files = dict(_files(path))
    table = files.pop(SIDECAR, None) if path.is_dir() else None
    remarks = _remarks(table) if table else {}
    for name, remark in remarks.items():
        if name not in files:
            raise ConfigError(f"{name!r} is not in the folder", source=str(table), line=remark.line)
    return Source(path, files, remarks)


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder and of those in it, without hidden ones, or the file that is named."""
    if not path.is_dir():
        yield path.name, path
        return
    try:
        found = sorted(item for item in path.rglob("*") if item.is_file())
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    for file in found:
        pieces = file.relative_to(path).parts
        if not any(piece.startswith(".") for piece in pieces):
            yield "/".join(pieces), file


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    return digest.digest()


def _remarks(path: Path) -> dict[str, Remark]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError("is not UTF-8 text", source=str(path)) from None
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        heading = [name.strip().casefold() for name in reader.fieldnames or ()]
    except csv.Error as error:
        raise ConfigError(f"not valid CSV: {error}", source=str(path), line=1) from None
    reader.fieldnames = heading
    if "name" not in heading or not set(heading) <= set(_COLUMNS) or len(heading) != len(set(heading)):
        raise ConfigError(
            f"must have the columns {', '.join(_COLUMNS)}, of which name is needed", source=str(path), line=1
        )
    remarks: dict[str, Remark] = {}
    try:
        for row in reader:
            name, remark = _remark(row, path, reader.line_num)
            if name in remarks:
                raise ConfigError(f"{name!r} stands there twice", source=str(path), line=reader.line_num)
            remarks[name] = remark
    except csv.Error as error:
        raise ConfigError(f"not valid CSV: {error}", source=str(path), line=reader.line_num) from None
    return remarks


def _remark(row: Mapping[str | None, str | list[str] | None], path: Path, line: int) -> tuple[str, Remark]:
    if None in row:
        raise ConfigError("more fields than columns", source=str(path), line=line)
    fields = {name: value.strip() for name, value in row.items() if isinstance(value, str)}
    if not fields.get("name"):
        raise ConfigError("name is empty", source=str(path), line=line)
    try:
        disclose = Disclose(fields.get("disclose") or Disclose.ANALYST.value)
    except ValueError:
        message = f"disclose must be sender, analyst or owner, not {fields['disclose']!r}"
        raise ConfigError(message, source=str(path), line=line) from None
    return fields["name"], Remark(line, fields.get("marking", ""), fields.get("owner", ""), disclose)
