"""
Schemes of protective markings as data: levels, caveats, and the ways people spell them.

One TOML file a scheme.  The shipped grammars read theirs from beside their code; an organisation
describes a scheme of its own in the same form and names the file in `[content] schemes`.
Spellings are written in plain capitals without accents: text is made plain before it is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlp_service.toml_source import TomlDocument, read_toml

Spellings = Mapping[str, tuple[str, ...]]
"""Canonical names and the ways to write each; the name itself is always one of them."""

_NAME = re.compile(r"[a-z][a-z0-9-]{1,19}")
_LONGEST = 80
_MOST_SPELLINGS = 2_000
MOST = 100
"""The top of the common scale."""
_LEVEL_KEYS = ("spellings", "ordinal", "equal", "is_ordinary", "is_shared")


@dataclass(frozen=True, slots=True)
class Level:
    """
    One level: its spellings, and its place on the common scale (0..100; None where `levels.toml` has it).

    `equal` names a level of another scheme, as `uk/SECRET`, whose height it shares against a ceiling.
    An ordinary level is a word of everyday language and needs the place of a marking; a shared one belongs to
    other nations too and is read only with a caveat of this scheme.
    """

    name: str
    spellings: tuple[str, ...]
    ordinal: int | None = None
    equal: str = ""
    is_ordinary: bool = False
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class SchemeTable:
    """A scheme whose grammar is a level, then any of its caveats and a release list."""

    name: str
    levels: tuple[Level, ...]
    caveats: Spellings = field(default_factory=dict)
    repaired: frozenset[str] = frozenset()

    @property
    def ordinals(self) -> dict[str, int]:
        """Return the levels that bring their own ordinal."""
        return {level.name: level.ordinal for level in self.levels if level.ordinal is not None}

    @property
    def equal(self) -> dict[str, str]:
        """Return the levels that stand as high as one of another scheme."""
        return {level.name: level.equal for level in self.levels if level.equal}


def read_spellings(path: Path) -> dict[str, Spellings]:
    """
    Read a file whose sections are spellings only, as the grammars with a syntax of their own have.

    Raises:
        ConfigError: a section or a list of the wrong kind, or a spelling no text can hold.
    """
    document = read_toml(path)
    return {section: _spellings(document, section) for section in document.data}


def read_scheme(path: Path, *, is_local: bool = False) -> SchemeTable:
    """
    Read a scheme; a local one must give every level an ordinal, for no other file knows it.

    Raises:
        ConfigError: an unknown key, a name that is no scheme's, no levels, or a value of the wrong kind; with the line.
    """
    document = read_toml(path)
    data = document.data
    document.refuse_unknown(data, ("scheme", "levels", "caveats"))
    about = _section(document, "scheme")
    document.refuse_unknown(about, ("name", "repaired"), "scheme")
    name = about.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise document.error(
            "scheme.name must be 2 to 20 small letters, digits and hyphens, a letter first", "scheme.name"
        )
    levels = tuple(
        _level(document, key, value, is_local=is_local) for key, value in _section(document, "levels").items()
    )
    if not levels:
        raise document.error("a scheme needs levels", "levels")
    caveats = _spellings(document, "caveats") if "caveats" in data else {}
    repaired = frozenset(_texts(document, about.get("repaired", []), "scheme.repaired"))
    if sum(len(level.spellings) for level in levels) + sum(map(len, caveats.values())) > _MOST_SPELLINGS:
        raise document.error(f"more than {_MOST_SPELLINGS} spellings", "levels")
    return SchemeTable(name, levels, caveats, repaired)


def _level(document: TomlDocument, name: str, value: Any, *, is_local: bool) -> Level:  # noqa: ANN401 - what TOML holds
    prefix = f"levels.{name}"
    table = value if isinstance(value, dict) else {"spellings": value}
    document.refuse_unknown(table, _LEVEL_KEYS, prefix)
    ordinal = table.get("ordinal")
    if (is_local or ordinal is not None) and not _is_ordinal(ordinal):
        raise document.error(f"{name} needs an ordinal, 0..100", prefix)
    flags = [table.get(key, False) for key in ("is_ordinary", "is_shared")]
    if not all(isinstance(flag, bool) for flag in flags):
        raise document.error("is_ordinary and is_shared are true or false", prefix)
    equal = table.get("equal", "")
    if not isinstance(equal, str) or (equal and "/" not in equal):
        raise document.error('equal names a level as "uk/SECRET"', prefix)
    spellings = _texts(document, table.get("spellings", []), prefix)
    return Level(name, (_plain(document, name, prefix), *spellings), ordinal, equal, *flags)


def _is_ordinal(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def _section(document: TomlDocument, name: str) -> dict[str, Any]:
    found = document.data.get(name, {})
    if not isinstance(found, dict):
        raise document.error(f"{name} must be a table", name)
    return found


def _spellings(document: TomlDocument, section: str) -> Spellings:
    return {
        name: (_plain(document, name, f"{section}.{name}"), *_texts(document, value, f"{section}.{name}"))
        for name, value in _section(document, section).items()
    }


def _texts(document: TomlDocument, value: Any, path: str) -> tuple[str, ...]:  # noqa: ANN401 - what TOML holds
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise document.error("spellings are a list of strings", path)
    return tuple(_plain(document, item, path) for item in value)


def _plain(document: TomlDocument, text: str, path: str) -> str:
    """Return a spelling as the reader sees text: capitals, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = " ".join(plain.upper().split())
    if not any(char.isalnum() for char in plain) or len(plain) > _LONGEST:
        raise document.error(
            f"{text!r} is no spelling: it needs a letter or digit and at most {_LONGEST} characters", path
        )
    return plain
