"""
The lists an organisation file names: people, contacts, staff, domains.

CSV with a heading line, or one name a line.  Whatever is wrong names the file and the line.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dlp_service.errors import ConfigError
from dlp_service.hashed_people import HashedList, NameKey, hashed_kind, read_hashed
from dlp_service.values import ALLOWABLE, Disclose

MAX_TERM_LENGTH = 200
MAX_DIGITS = 9
MIN_TERM_LENGTH = 2
MAX_NUMBER = 40
MAX_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class Person:
    """A protected person."""

    name: str
    service_number: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AllowedValue:
    """A value of one info type that is harmless wherever it stands; `until` is the last day it holds (UTC)."""

    info_type: str
    value: str
    reason: str
    owner: str = ""
    until: date | None = None


def read_allowed(path: Path) -> tuple[AllowedValue, ...]:
    """
    Read values that are harmless: CSV with columns info_type, value, reason, and optionally owner, created, until.

    Raises:
        ConfigError: an unknown column, an info type of which nothing can be allowed, a value without a letter or digit, no reason; with the line.
    """
    allowed = []
    for line, row in rows(path, ("info_type", "value", "reason"), ("owner", "created", "until")):
        info_type, value = row["info_type"].upper(), " ".join(row["value"].split())
        if info_type not in ALLOWABLE:
            known = ", ".join(sorted(ALLOWABLE))
            raise ConfigError(f"nothing of {info_type!r} can be allowed, only of {known}", source=str(path), line=line)
        if len(value) < MIN_TERM_LENGTH or not any(c.isalnum() for c in value):
            raise ConfigError(f"value {value!r} is too short to look for", source=str(path), line=line)
        if len(value) > MAX_TERM_LENGTH:
            raise ConfigError(
                f"a value of {len(value)} letters is too long (at most {MAX_TERM_LENGTH})", source=str(path), line=line
            )
        until, created = (read_day(row[key], path, line) if row.get(key) else None for key in ("until", "created"))
        if until and created and until < created:
            raise ConfigError("until lies before created", source=str(path), line=line)
        allowed.append(AllowedValue(info_type, value, row["reason"], row.get("owner", ""), until))
    return tuple(allowed)


def read_personnel(path: Path) -> tuple[Person, ...]:
    """
    Read protected personnel: CSV with columns name and optionally service_number and address (e-mail).

    The same person twice is one person.

    Raises:
        ConfigError: an unknown column, a name that is empty, one letter or overlong, or what is no address, with the
            line and never the name; or the list is hashed.
    """
    if is_hashed(path):
        raise ConfigError("is hashed: name it in an organisation file, with its personnel_key", source=str(path))
    people: dict[Person, None] = {}
    for line, row in rows(path, ("name",), ("service_number", "address")):
        # A protected name must not get onto a screen or into a log, so what is wrong is told without it.
        if sum(map(str.isalpha, row["name"])) < MIN_TERM_LENGTH:
            raise ConfigError("the name is empty or one letter", source=str(path), line=line)
        for column, most in (("name", MAX_TERM_LENGTH), ("service_number", MAX_NUMBER), ("address", MAX_ADDRESS)):
            if len(row.get(column, "")) > most:
                raise ConfigError(
                    f"a {column.replace('_', ' ')} of {len(row[column])} letters is too long (at most {most})",
                    source=str(path),
                    line=line,
                )
        number, address = row.get("service_number", ""), row.get("address", "").casefold()
        if address and not _is_address(address):
            raise ConfigError("the address is none", source=str(path), line=line)
        people[Person(row["name"], number, address)] = None
    return tuple(people)


def is_hashed(path: Path, kind: str = "personnel") -> bool:
    """
    Say whether a list was written by `dlp lists hash`.

    Raises:
        ConfigError: the file cannot be read, or is a hashed list of another kind.
    """
    found = hashed_kind(_text(path).lstrip())
    if found and found != kind:
        raise ConfigError(f"is a hashed list of {found}, not of {kind}", source=str(path), line=1)
    return bool(found)


def read_hashed_list(path: Path, key: NameKey) -> HashedList:
    """
    Read a list as `dlp lists hash` writes it.

    Raises:
        ConfigError: the list was hashed with another key, or is not what that command wrote, with the line.
    """
    return read_hashed(_text(path).lstrip(), key, str(path))


def read_contacts(path: Path) -> dict[str, int]:
    """
    Read known contacts: CSV with columns address and count.

    Raises:
        ConfigError: an unknown column, what is no address, or a count that is no whole number, with the line.
    """
    contacts: dict[str, int] = {}
    for line, row in rows(path, ("address", "count"), ()):
        if not row["count"].isdecimal() or len(row["count"]) > MAX_DIGITS:
            raise ConfigError(f"count {row['count']!r} is not a whole number", source=str(path), line=line)
        address = _address(row["address"], path, line)
        contacts[address] = contacts.get(address, 0) + int(row["count"])
    return contacts


def read_directory(path: Path) -> tuple[tuple[str, str], ...]:
    """
    Read own staff: CSV with columns name and address.

    Raises:
        ConfigError: an unknown or missing column, or what is no address, with the line.
    """
    listed = rows(path, ("name", "address"), ())
    return tuple((row["name"], _address(row["address"], path, line)) for line, row in listed)


def read_domains(path: Path) -> tuple[str, ...]:
    """
    Read a list of domains, one a line; `#` starts a comment.

    Raises:
        ConfigError: the file cannot be read.
    """
    lines = (line.partition("#")[0].strip().casefold().strip(".") for line in _text(path).splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the mark that may stand in front.
        line = raw.removeprefix(codecs.BOM_UTF8).count(b"\n", 0, error.start) + 1
        raise ConfigError("is not UTF-8 text", source=str(path), line=line) from None


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
"""What no spreadsheet writes into a field: where it stands, nothing in a mail would ever equal the field."""


def rows(
    path: Path,
    needed: tuple[str, ...],
    optional: tuple[str, ...],
    refuse: Callable[[ConfigError], None] | None = None,
) -> Iterator[tuple[int, dict[str, str]]]:
    """
    Yield (line, row) of a CSV file with a heading line; every field is stripped.

    Raises:
        ConfigError: a wrong heading, what is no CSV, and rows that lack a field or have one too many; the latter are
            given to `refuse` where there is one.
    """
    reader = csv.reader(io.StringIO(_text(path)), strict=True)
    heading: list[str] | None = None
    try:
        for fields in reader:
            if not any(item.strip() for item in fields):
                continue
            if heading is None:
                heading = _heading(fields, needed, optional, path, reader.line_num)
                continue
            row = dict(zip(heading, (item.strip() for item in fields), strict=False))
            problems = ["more fields than columns"] if len(fields) > len(heading) else []
            problems += [f"{name} is empty" for name in needed if not row.get(name)]
            problems += ["a control character stands in it"] if any(map(_CONTROL.search, fields)) else []
            if not problems:
                yield reader.line_num, row
                continue
            error = ConfigError(problems[0], source=str(path), line=reader.line_num)
            if refuse is None:
                raise error
            refuse(error)
    except csv.Error as error:
        raise ConfigError(f"not valid CSV: {error}", source=str(path), line=reader.line_num) from None
    if heading is None:
        raise ConfigError("is empty, a heading line is needed", source=str(path))


def has_entries(path: Path) -> bool:
    """
    Say whether there is anything below the heading of a CSV file.

    Raises:
        ConfigError: the file cannot be read, or is no CSV.
    """
    try:
        return sum(any(map(str.strip, fields)) for fields in csv.reader(io.StringIO(_text(path)), strict=True)) > 1
    except csv.Error as error:
        raise ConfigError(f"not valid CSV: {error}", source=str(path)) from None


def _heading(fields: list[str], needed: tuple[str, ...], optional: tuple[str, ...], path: Path, line: int) -> list[str]:
    heading = [item.strip().casefold() for item in fields]
    unknown = [name for name in heading if name not in needed + optional]
    problems = [
        f"unknown column {name!r}" + (", fields are parted by commas" if ";" in name else "") for name in unknown
    ]
    problems += [f"column {name!r} is missing" for name in needed if name not in heading]
    problems += [f"column {name!r} stands there twice" for name in heading if heading.count(name) > 1]
    if problems:
        raise ConfigError(problems[0], source=str(path), line=line)
    return heading


def _address(text: str, path: Path, line: int) -> str:
    """Return an address in lower case; whether mail could reach it is not checked here."""
    if not _is_address(text):
        raise ConfigError(f"{text!r} is not an address", source=str(path), line=line)
    return text.casefold()


def _is_address(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    return bool(local and domain) and not any(c.isspace() for c in domain)


def read_day(text: str, path: Path, line: int) -> date:
    """
    Return a day as a list writes it.

    Raises:
        ConfigError: the text is no day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{text!r} is not a date, as in 2027-12-31", source=str(path), line=line) from None


def read_disclose(text: object, path: Path, line: int) -> Disclose:
    """
    Return who may be told about an entry.

    Raises:
        ConfigError: the text is none of the three words.
    """
    try:
        return Disclose(str(text))
    except ValueError:
        raise ConfigError(
            f"disclose must be sender, analyst or owner, not {text!r}", source=str(path), line=line
        ) from None
