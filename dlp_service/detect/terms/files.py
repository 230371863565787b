"""Indexes of terms to and from the files that `dlp lists index` writes."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np

from dlp_service.detect.terms.index import TermIndex
from dlp_service.detect.terms.letters import rules_digest
from dlp_service.errors import ConfigError
from dlp_service.term_file import AGAIN, Source, TermFile, digest_of, write_term_file


@cache
def _tools() -> dict[str, str]:
    """What must be the same where a file is written and where it is read: the automaton's format, and how letters are folded."""
    return {
        "daachorse": metadata.version("daachorse"),
        "unicode": unicodedata.unidata_version,
        "letters": hashlib.sha256(rules_digest()).hexdigest()[:16],
    }


def save_index(index: TermIndex, path: Path, lists: Iterable[Path], built: date) -> TermFile:
    """
    Write an index of terms; `lists` are the files it was made of.

    Raises:
        ConfigError: the file cannot be written, or a list no longer be read.
    """
    sections = [
        (name, "bytes", section) if isinstance(section, bytes) else (name, section.dtype.str, section.tobytes())
        for name, section in index.sections().items()
    ]
    sources = [Source(file.name, digest_of(file)) for file in lists]
    return write_term_file(path, sections, terms=len(index), built=built, tools=_tools(), sources=sources)


def load_index(file: TermFile) -> TermIndex:
    """
    Read an index of terms.

    Raises:
        ConfigError: the file is damaged, or was written by another version of what reads it.
    """
    for tool, version in _tools().items():
        if file.tools.get(tool) != version:
            raise ConfigError(
                f"was written with {tool} {file.tools.get(tool)}, here is {version}: {AGAIN}", source=str(file.path)
            )
    kinds = {name: kind for name, kind, _ in file.sections}
    sections = file.read()
    try:
        return TermIndex.from_sections(
            sections.__getitem__, lambda name: np.frombuffer(sections[name], dtype=kinds[name].replace("bytes", "u1"))
        )
    except (KeyError, TypeError, ValueError):
        raise ConfigError(f"is incomplete: {AGAIN}", source=str(file.path)) from None
