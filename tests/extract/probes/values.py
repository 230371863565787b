"""A document with a secret word at every place where its format can hide one."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

LETTERS = "bcdfghjklmnpqrtvwxz"


@dataclass(frozen=True, slots=True)
class ProbeFile:
    """`places` maps the name of each hiding place to the word that stands there and nowhere else."""

    format: str
    name: str
    content: bytes
    places: Mapping[str, str]


@dataclass(slots=True)
class Places:
    """Gives out words for the places of one format, and remembers them."""

    format: str
    given: dict[str, str] = field(default_factory=dict)

    def __call__(self, place: str) -> str:
        """Return the word of a place: twelve letters that no prose holds."""
        digest = hashlib.sha256(f"{self.format} {place}".encode()).digest()
        word = "Q" + "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:11])
        assert word not in self.given.values() or self.given.get(place) == word
        self.given[place] = word
        return word

    def number(self, place: str) -> str:
        """Return nine digits for a place that holds numbers only."""
        digest = hashlib.sha256(f"{self.format} {place}".encode()).digest()
        self.given[place] = str(100_000_000 + int.from_bytes(digest[:4], "big") % 900_000_000)
        return self.given[place]

    def spelt(self, place: str, word: str) -> str:
        """Return a word of the caller's own for a place, as one in another script."""
        self.given[place] = word
        return word

    def file(self, name: str, content: bytes) -> ProbeFile:
        """Return the finished file."""
        return ProbeFile(self.format, name, content, dict(self.given))


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    """Return an archive of fixed dates, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else method
            archive.writestr(entry, content)
        archive.comment = comment
    return buffer.getvalue()


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def rels(*targets: tuple[str, str, bool]) -> str:
    """Return a relationships part of (type, target, is external)."""
    entries = ""
    for number, (kind, target, is_external) in enumerate(targets, 1):
        space = f"{PACKAGE}/" if kind.startswith("metadata") else OFFICE
        mode = ' TargetMode="External"' if is_external else ""
        entries += f'<Relationship Id="rId{number}" Type="{space}{kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="{PACKAGE}">{entries}</Relationships>'
