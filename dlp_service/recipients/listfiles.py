"""
Reads the files that lists of domains are published as.

A plain list, a table with a column of domains (such as a government registry's), a toplist of rank and domain, or the
Public Suffix List.  What is no domain is named with its line, and never guessed at.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dlp_service.errors import ConfigError
from dlp_service.recipients.domains import Suffixes, normalise, normalise_rule

MAX_BYTES = 128 * 1024 * 1024
MAX_NAMES = 2_000_000
COLUMNS = frozenset({"domain", "domain name", "domain_name", "domainname", "hostname", "host", "fqdn"})
_DELIMITERS = ("\t", ";", ",")
_HAS_RANK = re.compile(r"\s*\d+\s*[,;\t]")


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is no domain."""

    source: str
    line: int
    text: str

    def __str__(self) -> str:
        """Return the problem as an editor finds it: file, line, and what is there."""
        return f"{self.source}:{self.line}: {self.text!r} is no domain name"


@dataclass(frozen=True, slots=True)
class ListFile:
    """The names of a file in its order, each once, and the lines that are none; `kind` is what the file itself shows."""

    names: tuple[str, ...]
    problems: tuple[Problem, ...]
    kind: str = ""


def read_list(path: Path, kind: str, suffixes: Suffixes) -> ListFile:
    """
    Read a file of domains; with an empty `kind` it must show what it is: a suffix list, a toplist, a registry's table.

    Names of governments and of toplists are kept as what was registered: `www.navy.mil` is `navy.mil`.

    Raises:
        ConfigError: the file cannot be read, is no text, is too large, or has no column of domains.
    """
    lines = _lines(path)
    shown = kind or _kind(lines)
    if shown == "suffixes":
        return _collected(path, shown, _rules(lines), _rule)
    is_registered = shown in {"government", "popular"}

    def read(text: str) -> str:
        host = normalise(text.removeprefix("*").removeprefix("."))
        # A single label is a suffix or a machine's name; nobody has an address there.
        found = host if "." in host and not host.rpartition(".")[2].isdigit() else ""
        return suffixes.registrable(found) if found and is_registered else found

    return _collected(path, shown, _cells(path, lines), read)


def _collected(path: Path, kind: str, cells: Iterator[tuple[int, str]], read: Callable[[str], str]) -> ListFile:
    names: dict[str, None] = {}
    problems = []
    for line, text in cells:
        name = read(text)
        if name:
            names[name] = None
        else:
            problems.append(Problem(str(path), line, text[:100]))
        if len(names) > MAX_NAMES:
            raise ConfigError(f"has more than {MAX_NAMES} names", source=str(path), line=line)
    return ListFile(tuple(names), tuple(problems), kind)


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"is larger than {MAX_BYTES} bytes", source=str(path))
        # Not `splitlines`: editors count line feeds, and nothing else, as ends of lines.
        return [line.removesuffix("\r") for line in path.read_bytes().decode("utf-8-sig").split("\n")]
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError("is not UTF-8 text", source=str(path)) from None


def _kind(lines: list[str]) -> str:
    """Return the kind that a file shows by its form, or an empty string."""
    for line in lines[:5]:
        if line.startswith("# dlp list: "):
            return line.partition(": ")[2].strip()
    if any("BEGIN ICANN DOMAINS" in line for line in lines[:200]):
        return "suffixes"
    first = next((line for line in lines if _is_text(line)), "")
    if _HAS_RANK.match(first):
        return "popular"
    heading = [cell.strip(' "').casefold() for cell in first.split(_delimiter(first) or None)]
    is_registry = "domain name" in heading and {"domain type", "organization name", "agency", "owner"} & set(heading)
    return "government" if is_registry else ""


def _is_text(line: str) -> bool:
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith(("#", "//"))


def _rules(lines: list[str]) -> Iterator[tuple[int, str]]:
    return ((number, line.split()[0]) for number, line in enumerate(lines, 1) if _is_text(line))


def _rule(text: str) -> str:
    """Return a rule of the suffix list with its labels as A-labels, or an empty string."""
    mark = "!" if text.startswith("!") else "*." if text.startswith("*.") else ""
    name = normalise(text[len(mark) :])
    # The list has rules with a star in the middle in its own grammar, but none in use.
    return normalise_rule(mark + name) if name else ""


def _cells(path: Path, lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of every cell that should be a domain."""
    start = next((at for at, line in enumerate(lines) if _is_text(line)), len(lines))
    first = lines[start] if start < len(lines) else ""
    delimiter = _delimiter(first)
    if not delimiter:
        for number, line in enumerate(lines, 1):
            text = line.partition("#")[0].strip()
            if text and not text.startswith("//"):
                yield number, text
        return
    # With their ends, so that a cell of two lines is not read as one word.
    reader = csv.reader((f"{line}\n" for line in lines[start:]), delimiter=delimiter)
    column = 1 if _HAS_RANK.match(first) else -1
    try:
        for row in reader:
            if column < 0:
                column = _column(row, path, start + 1)
            elif any(row):
                yield start + reader.line_num, row[column].strip() if column < len(row) else ""
    except csv.Error as error:
        raise ConfigError(f"is no table: {error}", source=str(path), line=start + reader.line_num) from None


def _delimiter(first: str) -> str:
    found = [mark for mark in _DELIMITERS if mark in first]
    return found[0] if found else "," if first.strip().casefold() in COLUMNS else ""


def _column(heading: list[str], path: Path, line: int) -> int:
    cells = [cell.strip().casefold() for cell in heading]
    for number, cell in enumerate(cells):
        if cell in COLUMNS:
            return number
    named = ", ".join(sorted(COLUMNS))
    raise ConfigError(f"has no column of domains; a heading names it ({named})", source=str(path), line=line)
