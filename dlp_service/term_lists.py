"""
The lists of project terms: CSV with a heading line, one term a line.

A list is either taken as a whole or refused at its first mistake; `scan_terms` is for whoever wants to hear of all of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dlp_service.errors import ConfigError
from dlp_service.organisation_lists import MAX_TERM_LENGTH, MIN_TERM_LENGTH, read_day, read_disclose, rows
from dlp_service.values import Disclose

NEEDED = ("term", "weight")
OPTIONAL = ("owner", "variants", "valid_until", "created", "disclose", "near")
_SWITCH = {"yes": True, "no": False, "": None}


@dataclass(frozen=True, slots=True)
class Term:
    """
    A project term: its canonical spelling, weight 0..1, owner and other spellings.

    `valid_until` is the last day it holds.  `near` says whether a spelling with one letter wrong counts; None leaves that to its weight and length.
    """

    term: str
    weight: float
    owner: str = ""
    variants: tuple[str, ...] = ()
    valid_until: date | None = None
    disclose: Disclose = Disclose.ANALYST
    created: date | None = None
    near: bool | None = None


@dataclass(frozen=True, slots=True)
class TermList:
    """The entries of a list with their lines, and what is wrong with the others."""

    entries: tuple[tuple[int, Term], ...]
    mistakes: tuple[ConfigError, ...]


def read_terms(path: Path) -> tuple[Term, ...]:
    """
    Read a list of project terms: CSV with columns term, weight, and optionally owner, variants (`|` between), valid_until, created, disclose, near.

    The same term twice keeps the heavier entry.

    Raises:
        ConfigError: an unknown column, an empty, one-letter or overlong term, or a weight outside 0..1; with the line.
    """
    found = scan_terms(path)
    for mistake in found.mistakes:
        raise mistake
    terms: dict[str, Term] = {}
    for _, entry in found.entries:
        key = unicodedata.normalize("NFKC", entry.term).casefold()
        if key not in terms or terms[key].weight < entry.weight:
            terms[key] = entry
    return tuple(terms.values())


def scan_terms(path: Path) -> TermList:
    """
    Read a list of project terms to its end, whatever is wrong with single lines.

    Raises:
        ConfigError: the file cannot be read, its heading is wrong, or it is no CSV from some line on.
    """
    mistakes: list[ConfigError] = []
    entries = []
    for line, row in rows(path, NEEDED, OPTIONAL, mistakes.append):
        try:
            entries.append((line, _entry(row, path, line)))
        except ConfigError as error:
            mistakes.append(error)
    return TermList(tuple(entries), tuple(sorted(mistakes, key=lambda mistake: mistake.line)))


def _entry(row: Mapping[str, str], path: Path, line: int) -> Term:
    term = _term(row["term"], path, line)
    try:
        weight = float(row["weight"])
    except ValueError:
        raise ConfigError(f"weight {row['weight']!r} is not a number", source=str(path), line=line) from None
    if not 0 <= weight <= 1:
        raise ConfigError(f"weight {weight} is outside 0..1", source=str(path), line=line)
    near = row.get("near", "").casefold()
    if near not in _SWITCH:
        raise ConfigError(f"near must be yes or no, not {near!r}", source=str(path), line=line)
    return Term(
        term,
        weight,
        row.get("owner", ""),
        tuple(_variants(row.get("variants", ""), path, line)),
        read_day(row["valid_until"], path, line) if row.get("valid_until") else None,
        read_disclose(row.get("disclose") or Disclose.ANALYST.value, path, line),
        read_day(row["created"], path, line) if row.get("created") else None,
        _SWITCH[near],
    )


def _variants(text: str, path: Path, line: int) -> Iterator[str]:
    return (_term(piece, path, line) for piece in text.split("|") if piece.strip())


def _term(text: str, path: Path, line: int) -> str:
    term = " ".join(text.split())
    if len(term) < MIN_TERM_LENGTH or not any(c.isalnum() for c in term):
        raise ConfigError(f"term {term!r} is too short to look for", source=str(path), line=line)
    if len(term) > MAX_TERM_LENGTH:
        raise ConfigError(
            f"a term of {len(term)} letters is too long (at most {MAX_TERM_LENGTH})", source=str(path), line=line
        )
    return term
