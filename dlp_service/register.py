"""
Which files make up the register of documents whose excerpts must be recognised.

They are found and digested here, so that a change of any of them is a new revision; reading them is the rooms' business.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import stat
from collections.abc import Iterable, Mapping
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
class LeftOut:
    """A place in a folder that holds no document for us, and why."""

    path: Path
    why: str


@dataclass(frozen=True, slots=True)
class Register:
    """
    Folders, documents and indexes of fingerprints, and the ordinary texts that are nobody's own.

    `digest` changes when any of their files does.  `left_out` is what stands in a folder and could not be taken.
    """

    sources: tuple[Path, ...] = ()
    ordinary: tuple[Path, ...] = ()
    key: NameKey | None = None
    digest: str = ""
    left_out: tuple[LeftOut, ...] = ()


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
    left_out: list[LeftOut] = []
    for path in (*sources, *ordinary):
        files, others = _files(path)
        left_out += others
        for name, file in files.items():
            digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
            digest.update(_digest(file))
    return Register(sources, ordinary, key, digest.hexdigest(), tuple(left_out))


def read_source(path: Path) -> Source:
    """
    Return the documents of a folder, in the order of their names, and what its `registered.csv` says of them.

    Raises:
        ConfigError: a file cannot be read, or a row of `registered.csv` is wrong or names no document; with the line.
    """
    files, _ = _files(path)
    table = files.pop(SIDECAR, None) if path.is_dir() else None
    remarks = _remarks(table) if table else {}
    for name, remark in remarks.items():
        if name not in files:
            raise ConfigError(f"{name!r} is not in the folder", source=str(table), line=remark.line)
    return Source(path, files, remarks)


def _files(path: Path) -> tuple[dict[str, Path], list[LeftOut]]:
    """Return the files of a folder and of those in it by their names, without hidden ones, or the file that is named; and what is neither."""
    if not path.is_dir():
        return {path.name: path}, []
    found: list[Path] = []
    left_out: list[LeftOut] = []

    def unreadable(error: OSError) -> None:
        place = Path(error.filename or path)
        if place == path:
            raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
        left_out.append(LeftOut(place, f"cannot be read: {error.strerror}"))

    for folder, folders, files in os.walk(path, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        left_out += (
            LeftOut(Path(folder, name), "is a link to a folder, which is not followed")
            for name in folders
            if Path(folder, name).is_symlink()
        )
        for file in (Path(folder, name) for name in files if not name.startswith(".")):
            why = _no_document(file)
            if why:
                left_out.append(LeftOut(file, why))
            else:
                found.append(file)
    ordered = sorted(file.relative_to(path) for file in found)
    return {file.as_posix(): path / file for file in ordered}, sorted(left_out, key=lambda item: item.path)


def _no_document(path: Path) -> str:
    """Return why what stands in a folder cannot be a document; nothing where it may be one."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "is a link to nothing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "" if stat.S_ISREG(mode) else "is no file"


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
