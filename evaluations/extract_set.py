"""
Real files with the strings that a reading must hold, and how a reading is judged by them.

Two judges, since "found" can mean two things.  The strict one looks for body strings in what is no property and for meta
strings in properties, letter by letter.  The lenient one looks for both anywhere and takes any white space for any other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dlp_service.extract import Reading

PROPERTY = "property"
SUFFIXES = {"p7m": "cms", "tgz": "archive", "zip": "archive", "jpg": "image", "png": "image", "fodt": "odf"}
FAMILIES = {"odt": "odf", "ods": "odf", "odp": "odf"}


@dataclass(frozen=True, slots=True)
class Expected:
    """One file and its strings; `family` is the name of its format in the tables."""

    file: Path
    name: str
    body: tuple[str, ...]
    meta: tuple[str, ...]

    @property
    def family(self) -> str:
        """Return the format's name, kin under one."""
        suffix = self.file.suffix.lstrip(".").lower()
        return FAMILIES.get(suffix) or SUFFIXES.get(suffix) or suffix


@dataclass(frozen=True, slots=True)
class Score:
    """The strings that were not found, by judge."""

    body: tuple[str, ...]
    meta: tuple[str, ...]
    lenient_body: tuple[str, ...]
    lenient_meta: tuple[str, ...]


def expected(shared: Path) -> Iterator[Expected]:
    """Yield the set in its order."""
    folder = shared / "data" / "extract"
    for line in (folder / "expect.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        yield Expected(
            folder / "files" / entry["file"],
            entry["file"],
            tuple(entry.get("must_contain", ())),
            tuple(entry.get("must_contain_meta", ())),
        )


def judge(case: Expected, reading: Reading) -> Score:
    """Return what a reading misses of what is expected."""
    texts = "\n".join(text.text for text in reading.texts if text.where != PROPERTY)
    properties = "\n".join(text.text for text in reading.texts if text.where == PROPERTY)
    return score(case, texts, properties)


def score(case: Expected, texts: str, properties: str) -> Score:
    """Return what two long texts miss of what is expected."""
    everything = squeezed(f"{texts}\n{properties}")
    return Score(
        body=tuple(needle for needle in case.body if needle not in texts),
        meta=tuple(needle for needle in case.meta if needle not in properties),
        lenient_body=tuple(needle for needle in case.body if squeezed(needle) not in everything),
        lenient_meta=tuple(needle for needle in case.meta if squeezed(needle) not in everything),
    )


def squeezed(text: str) -> str:
    """
    Return a text with each run of white space as one space.

    >>> squeezed(" a\\u00a0 b\\n")
    'a b'
    """
    return " ".join(text.split())
