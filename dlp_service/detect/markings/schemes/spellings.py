"""The tables beside the grammars: what is data in a scheme, with its sources."""

from __future__ import annotations

from pathlib import Path

from dlp_service.scheme_tables import SchemeTable, Spellings, read_scheme, read_spellings

FOLDER = Path(__file__).parent / "tables"


def spellings(name: str) -> dict[str, Spellings]:
    """Return the sections of a scheme that has a grammar of its own: canonical names and their spellings."""
    return read_spellings(FOLDER / f"{name}.toml")


def table(name: str) -> SchemeTable:
    """Return a scheme whose whole grammar is its table."""
    return read_scheme(FOLDER / f"{name}.toml")
