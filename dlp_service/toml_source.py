"""
Reads TOML with the line of every key, so that an error can say where.

The standard library's parser gives values without positions.  Here a second,
cheap pass over the lines records where each table and key begins; it never
decides what a value is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlp_service.errors import ConfigError

_TABLE = re.compile(r"^\s*\[(\[)?\s*([^\]]+?)\s*\]?\]\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*=")


@dataclass(frozen=True, slots=True)
class TomlDocument:
    """A parsed document, the name of its source, and the line of each key path such as `block[1].suffix`."""

    source: str
    data: dict[str, Any]
    lines: Mapping[str, int]

    def line(self, path: str) -> int:
        """Return the 1-based line of a key path, of its nearest known parent, or 0."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path.rpartition(".")[0]
        return 0

    def error(self, message: str, path: str, kind: type[ConfigError] = ConfigError) -> ConfigError:
        """Return an error that names the source and the line of `path`."""
        return kind(message, source=self.source, line=self.line(path))

    def refuse_unknown(self, table: Mapping[str, Any], known: Iterable[str], prefix: str = "") -> None:
        """
        Check that `table`, found at `prefix`, has only `known` keys.

        Raises:
            ConfigError: the first unknown key, with its line and the nearest known spelling.
        """
        names = sorted(known)
        for key in table:
            if key not in names:
                import difflib  # noqa: PLC0415 - only on the way to an error

                near = difflib.get_close_matches(key, names, 1)
                hint = f", did you mean {near[0]!r}?" if near else f"; known keys are {', '.join(names)}"
                raise self.error(f"unknown key {key!r}{hint}", f"{prefix}.{key}" if prefix else key)


def parse_toml(text: str, source: str) -> TomlDocument:
    """
    Parse a TOML document.

    Raises:
        ConfigError: the text is not TOML; the message has the parser's line.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise ConfigError(f"not valid TOML: {error}", source=source, line=int(found[1]) if found else 0) from None
    return TomlDocument(source, data, _positions(text))


def read_toml(path: Path) -> TomlDocument:
    """
    Read and parse a TOML file.

    Raises:
        ConfigError: the file cannot be read or is not TOML.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError("is not UTF-8 text", source=str(path)) from None
    except ValueError:
        raise ConfigError("a file name cannot hold NUL", source=repr(str(path))) from None
    return parse_toml(text, str(path))


def _positions(text: str) -> dict[str, int]:
    """Return the line of each table and key; arrays of tables are numbered from 0."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.splitlines(), 1):
        if table := _TABLE.match(line):
            name = _plain(table[2])
            if table[1]:
                index = counts.get(name, 0)
                counts[name] = index + 1
                name = f"{name}[{index}]"
            prefix = name
            lines.setdefault(prefix, number)
        elif key := _KEY.match(line):
            name = _plain(key[1])
            lines.setdefault(f"{prefix}.{name}" if prefix else name, number)
    return lines


def _plain(dotted: str) -> str:
    return ".".join(piece.strip().strip("\"'") for piece in dotted.split("."))
