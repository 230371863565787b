"""
Labels that are markup, kept as markup: which policy, level and category belong together is lost in single values.

Written again by local names, without comments and declarations, so that a label reads the same however it was spelt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

ROOTS = frozenset(
    {
        "ConfidentialityLabel", "originatorConfidentialityLabel", "OriginatorConfidentialityLabel", "alternativeConfidentialityLabel",
        "AlternativeConfidentialityLabel", "alternativeConfidentialityLabels", "AlternativeConfidentialityLabels", "metadataConfidentialityLabel", "successorConfidentialityLabel", "ConfidentialityInformation", "labelList",
    }
)  # fmt: skip
"""STANAG 4774 (also where STANAG 4778 binds it), and LabelInfo.xml of Microsoft (MS-OFFCRYPTO section 2.6.4)."""
OWNER = "ownerProducer"
"""The attribute that every element marked by IC-ISM has."""
MOST_CHARS = 262_144
MOST = 200
"""Labels of one document, equal ones counted once."""


@dataclass(slots=True)
class LabelMarkup:
    """Listens to the events of a document; `found` are its labels as `Name=<markup>`, each once."""

    found: dict[str, None] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    size: int = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        if self.opened or name in ROOTS:
            self.opened.append(name)
            self._write(_tag(name, attributes))
        elif attributes and any(key.rpartition(":")[2] == OWNER for key in attributes):
            self._keep(f"ICISM={_tag(name, attributes)[:-1]}/>")

    def end(self) -> None:
        """Take the end of an element."""
        if not self.opened:
            return
        name = self.opened.pop()
        self._write(f"</{name}>")
        if not self.opened:
            self._keep(f"{name}={''.join(self.pieces)}")
            self.pieces, self.size = [], 0

    def data(self, text: str) -> None:
        """Take text."""
        if self.opened:
            self._write(escape(text))

    @property
    def holds(self) -> bool:
        """Say whether what comes now is part of a label whose single values mean nothing."""
        is_kept = self.size < MOST_CHARS and len(self.found) < MOST
        return bool(self.opened) and self.opened[0] != "labelList" and is_kept

    def lines(self) -> list[str]:
        """Return the labels; one that the document breaks off comes as far as it goes."""
        if self.opened and self.pieces:
            self._keep(f"{self.opened[0]}={''.join(self.pieces)}")
        return list(self.found)

    def _write(self, text: str) -> None:
        if self.size < MOST_CHARS:
            self.pieces.append(text)
            self.size += len(text)

    def _keep(self, line: str) -> None:
        if len(self.found) < MOST:
            self.found[line] = None


def _tag(name: str, attributes: Mapping[str, str]) -> str:
    own = (
        f" {key.rpartition(':')[2]}={quoteattr(value)}"
        for key, value in attributes.items()
        if not key.startswith("xmlns")
    )
    return f"<{name}{''.join(own)}>"
