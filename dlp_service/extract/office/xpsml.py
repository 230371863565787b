"""Pages of XPS and OpenXPS (ECMA-388): text is an attribute of glyphs, placed by its origin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dlp_service.extract.texts.xmlwalk import Start, XmlHandler

SAME_LINE = 2.0
"""Glyphs whose baselines differ by less than this many 96ths of an inch stand on one line."""


class GlyphsHandler(XmlHandler):
    """Collects the glyph runs of a fixed page in the order of its markup, which is the order of reading."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.hidden: list[str] = []
        self.unnamed = 0
        self.baseline = -1.0

    def comment(self, text: str) -> None:
        """Take an XML comment."""
        self.hidden.append(text.strip())

    def _glyphs(self, attributes: dict[str, str]) -> None:
        text = attributes.get("UnicodeString", "").removeprefix("{}")
        if not text:
            self.unnamed += bool(attributes.get("Indices"))
            return
        baseline = _number(attributes.get("OriginY", ""))
        self.pieces.append("" if not self.pieces else " " if abs(baseline - self.baseline) < SAME_LINE else "\n")
        self.pieces.append(text)
        self.baseline = baseline
        self._described(attributes)

    def _described(self, attributes: dict[str, str]) -> None:
        for name in ("AutomationProperties.Name", "AutomationProperties.HelpText", "FixedPage.NavigateUri"):
            if attributes.get(name):
                self.hidden.append(attributes[name])

    def shown(self) -> list[str]:
        """Return the lines of the page."""
        return "".join(self.pieces).split("\n")

    starts: ClassVar[Mapping[str, Start]] = {"Glyphs": _glyphs, "Path": _described, "Canvas": _described}


class OutlineHandler(XmlHandler):
    """Reads the outline of a fixed document."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def _entry(self, attributes: dict[str, str]) -> None:
        self.lines.append(attributes.get("Description", ""))

    starts: ClassVar[Mapping[str, Start]] = {"OutlineEntry": _entry}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0
