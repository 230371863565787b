"""
SpreadsheetML: cells by row, hidden rows and columns apart, dates as a person sees them.

A sheet's text has one row a line with tabs between cells, columns aligned, because a list of people is
recognised by what stands in one column and in one row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from dlp_service.extract.xmlwalk import End, Start, XmlHandler, attribute

COLUMN = re.compile(r"([A-Za-z]{1,3})\d*")
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)
HEADER_CODE = re.compile(r'&(?:[LCRPNDTFAZGBIUESXY]|"[^"]*"|\d+|K[0-9A-Fa-f]{6})')
MAX_BLANKS = 64
"""More empty cells than this in a row are shortened: a lone cell in column XFD is no reason for 16,000 tabs."""

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial dates have no zone
MAX_SERIAL = 2_958_465


@dataclass(frozen=True, slots=True)
class Styles:
    """Which cell styles show a date."""

    dates: frozenset[int] = frozenset()


class StylesHandler(XmlHandler):
    """Reads the cell styles of a workbook."""

    def __init__(self) -> None:
        super().__init__()
        self.custom: set[int] = set()
        self.formats: list[int] = []
        self.is_in_cells = False

    def _format(self, attributes: dict[str, str]) -> None:
        code = FORMAT_NOISE.sub("", attribute(attributes, "formatCode"))
        if DATE_CODE.search(code):
            self.custom.add(_number(attribute(attributes, "numFmtId")))

    def _start_cells(self, _attributes: dict[str, str]) -> None:
        self.is_in_cells = True

    def _end_cells(self) -> None:
        self.is_in_cells = False

    def _style(self, attributes: dict[str, str]) -> None:
        if self.is_in_cells:
            self.formats.append(_number(attribute(attributes, "numFmtId")))

    starts: ClassVar[Mapping[str, Start]] = {"numFmt": _format, "cellXfs": _start_cells, "xf": _style}
    ends: ClassVar[Mapping[str, End]] = {"cellXfs": _end_cells}

    def styles(self) -> Styles:
        """Return what was read."""
        return Styles(frozenset(i for i, fmt in enumerate(self.formats) if fmt in DATE_FORMATS or fmt in self.custom))


class StringsHandler(XmlHandler):
    """Reads the shared strings; phonetic hints (`rPh`) repeat the text and are left out."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.strings: list[str] = []
        self.limit = limit
        self.pieces: list[str] = []
        self.phonetic = 0

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.pieces.append(text)

    def _start_item(self, _attributes: dict[str, str]) -> None:
        self.pieces = []

    def _end_item(self) -> None:
        text = "".join(self.pieces)
        self.limit -= len(text)
        self.strings.append(text if self.limit > 0 else "")

    def _start_text(self, _attributes: dict[str, str]) -> None:
        self.is_capturing = self.phonetic == 0

    def _end_text(self) -> None:
        self.is_capturing = False

    def _start_phonetic(self, _attributes: dict[str, str]) -> None:
        self.phonetic += 1

    def _end_phonetic(self) -> None:
        self.phonetic -= 1

    starts: ClassVar[Mapping[str, Start]] = {"si": _start_item, "t": _start_text, "rPh": _start_phonetic}
    ends: ClassVar[Mapping[str, End]] = {"si": _end_item, "t": _end_text, "rPh": _end_phonetic}


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    is_hidden: bool


@dataclass(slots=True)
class _Row:
    cells: list[tuple[int, str]] = field(default_factory=list)
    is_hidden: bool = False


class WorkbookHandler(XmlHandler):
    """Reads the list of sheets and the defined names."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[SheetEntry] = []
        self.names: list[str] = []

    def _sheet(self, attributes: dict[str, str]) -> None:
        relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        state = attribute(attributes, "state")
        self.sheets.append(
            SheetEntry(attribute(attributes, "name"), relation, state.lower() in {"hidden", "veryhidden"})
        )

    def _name(self, attributes: dict[str, str]) -> None:
        name = attribute(attributes, "name")
        if not name.startswith("_xlnm"):
            self.names.append(name + "=")
            self.is_capturing = True

    def _end_name(self) -> None:
        self.is_capturing = False

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.names[-1] += text

    starts: ClassVar[Mapping[str, Start]] = {"sheet": _sheet, "definedName": _name}
    ends: ClassVar[Mapping[str, End]] = {"definedName": _end_name}


class SheetHandler(XmlHandler):
    """Fills `shown` and `hidden` with rows, `headers` and `footers` with what prints on every page."""

    def __init__(self, strings: list[str], styles: Styles, *, is_hidden: bool, limit: int) -> None:
        super().__init__()
        self.strings = strings
        self.dates = styles.dates
        self.is_hidden_sheet = is_hidden
        self.limit = limit
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.headers: list[str] = []
        self.footers: list[str] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.row = _Row()
        self.column = -1
        self.kind = ""
        self.style = -1
        self.pieces: list[str] = []
        self.is_full = False

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.pieces.append(text)

    def _capture(self, _attributes: dict[str, str]) -> None:
        self.is_capturing = True

    def _stop(self) -> None:
        self.is_capturing = False

    def _start_print(self, _attributes: dict[str, str]) -> None:
        self.pieces = []
        self.is_capturing = True

    def _end_header(self) -> None:
        self._print(self.headers)

    def _end_footer(self) -> None:
        self._print(self.footers)

    def _print(self, lines: list[str]) -> None:
        self.is_capturing = False
        text = " ".join(HEADER_CODE.sub(" ", "".join(self.pieces).replace("&&", "\0")).replace("\0", "&").split())
        if text and text not in lines:
            lines.append(text)

    def _columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in {"1", "true"}:
            first, last = _number(attributes.get("min", "")), _number(attributes.get("max", ""))
            self.hidden_columns.append((first - 1, last - 1))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.row = _Row(is_hidden=attributes.get("hidden") in {"1", "true"})
        self.column = -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = COLUMN.match(attributes.get("r", ""))
        self.column = _column(place[1]) if place else self.column + 1
        self.kind = attributes.get("t", "n")
        self.style = _number(attributes.get("s", "-1"))
        self.pieces = []

    def _end_cell(self) -> None:
        text = self._shown_value("".join(self.pieces))
        if text:
            self.row.cells.append((self.column, text))

    def _shown_value(self, raw: str) -> str:
        if self.kind == "s":
            index = _number(raw)
            raw = self.strings[index] if 0 <= index < len(self.strings) else ""
        elif self.kind == "b":
            raw = {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
        elif self.kind == "n" and self.style in self.dates:
            raw = _date(raw)
        return " ".join(raw.split())

    def _end_row(self) -> None:
        if not self.row.cells or self.is_full:
            return
        is_all_hidden = self.is_hidden_sheet or self.row.is_hidden
        apart = [(column, text) for column, text in self.row.cells if is_all_hidden or self._is_hidden(column)]
        seen = [cell for cell in self.row.cells if cell not in apart] if apart else self.row.cells
        first_hidden = 0 if is_all_hidden else min((first for first, _ in self.hidden_columns), default=0)
        for cells, lines, start in ((seen, self.shown, 0), (apart, self.hidden, first_hidden)):
            if cells:
                line = _line(cells, start)
                self.limit -= len(line)
                lines.append(line)
        self.is_full = self.limit < 0
        self.row = _Row()

    def _is_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)

    starts: ClassVar[Mapping[str, Start]] = {
        "col": _columns,
        "row": _start_row,
        "c": _start_cell,
        "v": _capture,
        "t": _capture,
        "oddHeader": _start_print,
        "evenHeader": _start_print,
        "firstHeader": _start_print,
        "oddFooter": _start_print,
        "evenFooter": _start_print,
        "firstFooter": _start_print,
    }
    ends: ClassVar[Mapping[str, End]] = {
        "row": _end_row,
        "c": _end_cell,
        "v": _stop,
        "t": _stop,
        "oddHeader": _end_header,
        "evenHeader": _end_header,
        "firstHeader": _end_header,
        "oddFooter": _end_footer,
        "evenFooter": _end_footer,
        "firstFooter": _end_footer,
    }


def _line(cells: list[tuple[int, str]], start: int) -> str:
    """Return a row with its cells in their columns, counted from column `start`."""
    parts: list[str] = []
    for column, text in cells:
        gap = column - start - len(parts)
        if 0 < gap <= MAX_BLANKS:
            parts += [""] * gap
        elif gap > 0:
            start += gap
        parts.append(text)
    return "\t".join(parts)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return -1


def _date(raw: str) -> str:
    """Return a serial date of the 1900 system in ISO form; what is no date stays as it is."""
    try:
        serial = float(raw)
    except ValueError:
        return raw
    if not 0 < serial <= MAX_SERIAL:
        return raw
    moment = EPOCH + timedelta(days=serial)
    if serial < 1:
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%d") if serial == int(serial) else moment.strftime("%Y-%m-%d %H:%M:%S")
