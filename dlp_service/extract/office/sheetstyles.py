"""What the styles of a workbook do to its cells: how numbers are shown, and which cells are not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dlp_service.extract.office.sheetformat import BUILT_IN, MAX_CODE, NumberFormat
from dlp_service.extract.office.wordlists import whole
from dlp_service.extract.texts.xmlwalk import End, Start, XmlHandler, attribute

WHITES = frozenset({"FFFFFF", "FEFEFE"})
WHITE_INDEXES = frozenset({"1", "9"})
TINY_POINTS = 2.0


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How a cell is shown; `code` is its number format, empty for the general one."""

    code: str = ""
    is_hidden: bool = False


@dataclass(slots=True)
class Styles:
    """The cell styles of a workbook; formats are compiled when first used."""

    cells: list[CellStyle] = field(default_factory=list)
    is_1904: bool = False
    formats: dict[str, NumberFormat] = field(default_factory=dict)

    def format_of(self, style: int) -> NumberFormat | None:
        """Return the number format of a style, None for the general one."""
        code = self.cells[style].code if 0 <= style < len(self.cells) else ""
        if not code:
            return None
        if code not in self.formats:
            self.formats[code] = NumberFormat(code, is_1904=self.is_1904)
        return self.formats[code]

    def has_long_codes(self) -> bool:
        """Say whether a number format is longer than what is read of one: its words show in cells."""
        return any(len(cell.code) > MAX_CODE for cell in self.cells)

    def is_hidden(self, style: int) -> bool:
        """Say whether a style writes white on white, or too small to be seen."""
        return 0 <= style < len(self.cells) and self.cells[style].is_hidden


class StylesHandler(XmlHandler):
    """Reads the styles part of a workbook."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[int, str] = {}
        self.fonts: list[bool] = []
        self.fills: list[bool] = []
        self.cells: list[tuple[int, int, int]] = []
        self.place = ""

    def _format(self, attributes: dict[str, str]) -> None:
        self.codes.setdefault(whole(attribute(attributes, "numFmtId")), attribute(attributes, "formatCode"))

    def _start_fonts(self, _attributes: dict[str, str]) -> None:
        self.place = "fonts"

    def _start_fills(self, _attributes: dict[str, str]) -> None:
        self.place = "fills"

    def _start_cells(self, _attributes: dict[str, str]) -> None:
        self.place = "cells"

    def _end_place(self) -> None:
        self.place = ""

    def _font(self, _attributes: dict[str, str]) -> None:
        if self.place == "fonts":
            self.fonts.append(False)

    def _size(self, attributes: dict[str, str]) -> None:
        if self.place == "fonts" and self.fonts:
            try:
                self.fonts[-1] |= float(attribute(attributes, "val")) <= TINY_POINTS
            except ValueError:
                return

    def _color(self, attributes: dict[str, str]) -> None:
        if self.place == "fonts" and self.fonts:
            self.fonts[-1] |= _is_white(attributes)

    def _fill(self, _attributes: dict[str, str]) -> None:
        if self.place == "fills":
            self.fills.append(False)

    def _pattern(self, attributes: dict[str, str]) -> None:
        if self.place == "fills" and self.fills:
            self.fills[-1] = attribute(attributes, "patternType") not in {"", "none"}

    def _foreground(self, attributes: dict[str, str]) -> None:
        if self.place == "fills" and self.fills and _is_white(attributes):
            self.fills[-1] = False

    def _style(self, attributes: dict[str, str]) -> None:
        if self.place == "cells":
            names = ("numFmtId", "fontId", "fillId")
            code, font, fill = (whole(attributes.get(name, "0")) for name in names)
            self.cells.append((code, font, fill))

    starts: ClassVar[Mapping[str, Start]] = {
        "numFmt": _format,
        "fonts": _start_fonts,
        "fills": _start_fills,
        "cellXfs": _start_cells,
        "font": _font,
        "sz": _size,
        "color": _color,
        "fill": _fill,
        "patternFill": _pattern,
        "gradientFill": _pattern,
        "fgColor": _foreground,
        "xf": _style,
    }
    ends: ClassVar[Mapping[str, End]] = {"fonts": _end_place, "fills": _end_place, "cellXfs": _end_place}

    def styles(self, *, is_1904: bool = False) -> Styles:
        """Return what was read."""
        cells: list[CellStyle] = []
        for number, font, fill in self.cells:
            code = self.codes.get(number) or BUILT_IN.get(number, "")
            is_unseen = 0 <= font < len(self.fonts) and self.fonts[font]
            is_filled = 0 <= fill < len(self.fills) and self.fills[fill]
            cells.append(CellStyle("" if code.lower() == "general" else code, is_unseen and not is_filled))
        return Styles(cells, is_1904)


def _is_white(attributes: dict[str, str]) -> bool:
    if "rgb" in attributes:
        return attributes["rgb"][-6:].upper() in WHITES
    if attributes.get("theme") == "0":
        return not attributes.get("tint", "0").startswith("-0.")
    return attributes.get("indexed") in WHITE_INDEXES
