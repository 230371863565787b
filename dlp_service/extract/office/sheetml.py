"""
SpreadsheetML: cells by row, what is hidden apart, values as a person sees them.

A sheet's text has one row a line with tabs between cells, columns aligned, because a list of people is
recognised by what stands in one column and in one row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dlp_service.extract.office.opc import Package
from dlp_service.extract.office.sheetformat import general
from dlp_service.extract.office.sheetstyles import Styles
from dlp_service.extract.office.textml import TextHandler
from dlp_service.extract.office.wordlists import whole
from dlp_service.extract.rows import row_line
from dlp_service.extract.texts.xmlwalk import End, Start, XmlHandler, attribute
from dlp_service.values import GapReason

COLUMN = re.compile(r"([A-Za-z]{1,3})\d*")
HEADER_PART = re.compile("&[LCR]")
HEADER_CODE = re.compile(r'&(?:[LCRPNDTFZAGBIUESXYOHJW]|"[^"]*"|\d+|K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3}))')

CODE_NAME = re.compile(r"\D{1,12}\d+\Z|\Z")
"""What programs call the code of a sheet, in any language: a word and a number."""

COLUMNS = 16_384
UNSEEN_WIDTH = 0.1
TRUE = frozenset({"1", "true"})


class StringsHandler(XmlHandler):
    """Reads the shared strings; phonetic hints (`rPh`) are kept apart, as a reader sees them only if he asks for them."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.strings: list[str] = []
        self.used = bytearray()
        self.hints: list[str] = []
        self.limit = limit
        self.is_cut = False
        self.pieces: list[str] = []
        self.is_hint = False

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        if self.is_hint:
            self.hints.append(text)
        else:
            self.pieces.append(text)

    def comment(self, text: str) -> None:
        """Take an XML comment."""
        self.hints.append(text)

    def _start_item(self, _attributes: dict[str, str]) -> None:
        self.pieces = []

    def _end_item(self) -> None:
        self.add("".join(self.pieces))

    def add(self, text: str) -> None:
        """Add a string."""
        self.limit -= len(text)
        self.is_cut |= self.limit <= 0
        self.strings.append(text if self.limit > 0 else "")

    def _start_text(self, _attributes: dict[str, str]) -> None:
        self.is_capturing = True

    def _end_text(self) -> None:
        self.is_capturing = False

    def _start_hint(self, _attributes: dict[str, str]) -> None:
        self.is_hint = True

    def _end_hint(self) -> None:
        self.is_hint = False

    starts: ClassVar[Mapping[str, Start]] = {"si": _start_item, "t": _start_text, "rPh": _start_hint}
    ends: ClassVar[Mapping[str, End]] = {"si": _end_item, "t": _end_text, "rPh": _end_hint}

    def close(self, package: Package) -> None:
        """Report strings that were left out."""
        if self.is_cut:
            job = package.job
            job.gap(
                package.document.path, GapReason.OVER_LIMIT, f"more than {job.limits.text_chars} characters of text"
            )

    def take(self, index: int) -> str:
        """Return a string for a cell that shows it."""
        if not 0 <= index < len(self.strings):
            return ""
        if len(self.used) < len(self.strings):
            self.used.extend(bytes(len(self.strings) - len(self.used)))
        self.used[index] = 1
        return self.strings[index]

    def unused(self) -> list[str]:
        """Return the strings that no cell shows, and the hints."""
        used = self.used
        rest = [text for index, text in enumerate(self.strings) if index >= len(used) or not used[index]]
        return [*rest, *self.hints]


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    is_hidden: bool


class WorkbookHandler(TextHandler):
    """Reads the list of sheets, the defined names, and what else a workbook tells of its making."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[SheetEntry] = []
        self.is_1904 = False
        self.pieces: list[str] = []

    def _sheet(self, attributes: dict[str, str]) -> None:
        relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        state = attribute(attributes, "state")
        self.sheets.append(
            SheetEntry(attribute(attributes, "name"), relation, state.lower() in {"hidden", "veryhidden"})
        )

    def _book(self, attributes: dict[str, str]) -> None:
        self.is_1904 = attributes.get("date1904") in TRUE

    def _path(self, attributes: dict[str, str]) -> None:
        self.add("property", f"absPath={attribute(attributes, 'url')}")

    def _user(self, attributes: dict[str, str]) -> None:
        self.hide(attribute(attributes, "userName"))

    def _name(self, attributes: dict[str, str]) -> None:
        for name in ("comment", "description", "help", "statusBar", "customMenu"):
            self.hide(attributes.get(name, ""))
        name = attribute(attributes, "name")
        if not name.startswith("_xlnm"):
            self.pieces = [name, "="]
            self.is_capturing = True

    def _end_name(self) -> None:
        if self.is_capturing:
            self.hide("".join(self.pieces))
        self.is_capturing = False

    def _view(self, attributes: dict[str, str]) -> None:
        self.hide(attribute(attributes, "name"))

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.pieces.append(text)

    starts: ClassVar[Mapping[str, Start]] = {
        "sheet": _sheet,
        "workbookPr": _book,
        "absPath": _path,
        "fileSharing": _user,
        "definedName": _name,
        "customWorkbookView": _view,
    }
    ends: ClassVar[Mapping[str, End]] = {"definedName": _end_name}


@dataclass(slots=True)
class _Row:
    cells: list[tuple[int, str]] = field(default_factory=list)
    unseen: list[tuple[int, str]] = field(default_factory=list)
    is_hidden: bool = False


class SheetHandler(XmlHandler):
    """Fills `shown` and `hidden` with rows, `headers` and `footers` with what prints on every page."""

    def __init__(self, strings: StringsHandler, styles: Styles, *, is_hidden: bool, limit: int) -> None:
        super().__init__()
        self.strings = strings
        self.styles = styles
        self.is_hidden_sheet = is_hidden
        self.limit = limit
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.beside: list[str] = []
        self.headers: list[str] = []
        self.footers: list[str] = []
        self.hidden_columns = bytearray(COLUMNS)
        self.has_hidden_columns = False
        self.column_ranges = 0
        self.row = _Row()
        self.column = -1
        self.kind = ""
        self.style = -1
        self.pieces: list[str] = []
        self.formula: list[str] = []
        self.is_formula = False
        self.is_code = False
        self.is_full = False

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        (self.formula if self.is_formula else self.pieces).append(text)

    def comment(self, text: str) -> None:
        """Take an XML comment."""
        self.beside.append(text.strip())

    def _capture(self, _attributes: dict[str, str]) -> None:
        self.is_capturing = True

    def _stop(self) -> None:
        self.is_capturing = False

    # --- what prints -----------------------------------------------------------------------------

    def _start_print(self, _attributes: dict[str, str]) -> None:
        self.pieces = []
        self.is_capturing = True

    def _end_header(self) -> None:
        self.print_on(self.headers, "".join(self.pieces))

    def _end_footer(self) -> None:
        self.print_on(self.footers, "".join(self.pieces))

    def print_on(self, lines: list[str], coded: str) -> None:
        """Add a header or footer with its codes."""
        self.is_capturing = False
        text = printed(coded)
        if text and text not in lines:
            lines.append(text)

    # --- cells -----------------------------------------------------------------------------------

    def _columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in TRUE or _is_thin(attributes.get("width")):
            self.hide_columns(whole(attributes.get("min", "")) - 1, whole(attributes.get("max", "")) - 1)

    def hide_columns(self, first: int, last: int) -> None:
        """Take a range of columns that are not shown; a sheet has at most `COLUMNS` of them."""
        self.column_ranges += 1
        if self.column_ranges <= COLUMNS and 0 <= first <= last:
            last = min(last, COLUMNS - 1)
            self.hidden_columns[first : last + 1] = b"\1" * (last + 1 - first)
            self.has_hidden_columns = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.begin_row(is_hidden=attributes.get("hidden") in TRUE or _is_thin(attributes.get("ht")))

    def begin_row(self, *, is_hidden: bool) -> None:
        """Begin a row."""
        self.row = _Row(is_hidden=is_hidden)
        self.column = -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = COLUMN.match(attributes.get("r", ""))
        self.column = _column(place[1]) if place else self.column + 1
        self.kind = attributes.get("t", "n")
        self.style = int(style) if (style := attributes.get("s", "")).isdecimal() else -1
        self.pieces = []

    def _end_cell(self) -> None:
        raw = "".join(self.pieces)
        if not raw:
            return
        if self.kind == "s":
            raw = self.strings.take(whole(raw))
        self.take(self.column, self.kind, self.style, raw)

    def take(self, column: int, kind: str, style: int, raw: str) -> None:
        """Take a cell: `kind` as in the markup, n for numbers, b for truth, anything else for text."""
        form = self.styles.format_of(style)
        if kind == "n":
            text = form.number(raw) if form else general(raw)
            if form and not any(letter.isdigit() for letter in text):
                self.row.unseen.append((column, raw))
        elif kind == "b":
            text = {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
        else:
            text = form.text(raw) if form else raw
            if not text.strip():
                self.row.unseen.append((column, " ".join(raw.split())))
        text = " ".join(text.split())
        if text:
            (self.row.unseen if self.styles.is_hidden(style) else self.row.cells).append((column, text))

    def end_row(self) -> None:
        """End a row: what of it is seen becomes a line, and what is not another."""
        row = self.row
        if not (row.cells or row.unseen) or self.is_full:
            return
        is_all_hidden = self.is_hidden_sheet or row.is_hidden
        if is_all_hidden:
            seen, apart = [], row.cells
        elif self.has_hidden_columns:
            seen = [cell for cell in row.cells if not self._is_hidden(cell[0])]
            apart = [cell for cell in row.cells if self._is_hidden(cell[0])]
        else:
            seen, apart = row.cells, []
        apart = sorted(apart + row.unseen) if row.unseen else apart
        first_hidden = 0 if is_all_hidden else min((column for column, _ in apart), default=0)
        for cells, lines, start in ((seen, self.shown, 0), (apart, self.hidden, first_hidden)):
            if cells:
                line = row_line(cells, start)
                self.limit -= len(line)
                lines.append(line)
        self.is_full = self.limit < 0
        self.row = _Row()

    def _is_hidden(self, column: int) -> bool:
        return 0 <= column < COLUMNS and self.hidden_columns[column] == 1

    # --- what else a sheet says ------------------------------------------------------------------

    def _start_formula(self, _attributes: dict[str, str]) -> None:
        self.formula = []
        self.is_formula = self.is_capturing = True

    def _end_formula(self) -> None:
        self.is_formula = self.is_capturing = False
        text = "".join(self.formula)
        # A formula speaks by the texts and files in it; sums of cells say nothing.
        if '"' in text or "[" in text or (self.is_code and text):
            self.tell(f"={text}")

    def _macro_sheet(self, _attributes: dict[str, str]) -> None:
        self.is_code = True

    def tell(self, text: str) -> None:
        """Add a text that stands beside the cells."""
        text = text.strip()
        if text and self.limit >= 0 and text not in self.beside[-64:]:
            self.limit -= len(text)
            self.beside.append(text)

    def _tell(self, attributes: dict[str, str]) -> None:
        for name in TELLING:
            if name in attributes:
                self.tell(attributes[name])

    def _code_name(self, attributes: dict[str, str]) -> None:
        name = attributes.get("codeName", "")
        if not CODE_NAME.match(name):
            self.tell(name)

    def _filter(self, attributes: dict[str, str]) -> None:
        self.tell(attributes.get("val", ""))

    def _scenario(self, attributes: dict[str, str]) -> None:
        self._tell(attributes)
        for name in ("name", "user", "val"):
            self.tell(attributes.get(name, ""))

    starts: ClassVar[Mapping[str, Start]] = {
        "col": _columns,
        "row": _start_row,
        "c": _start_cell,
        "v": _capture,
        "t": _capture,
        "f": _start_formula,
        "formula": _start_formula,
        "formula1": _start_formula,
        "formula2": _start_formula,
        "macrosheet": _macro_sheet,
        "hyperlink": _tell,
        "sheetPr": _code_name,
        "dataValidation": _tell,
        "cfRule": _tell,
        "webPublishItem": _tell,
        "filter": _filter,
        "customFilter": _filter,
        "scenario": _scenario,
        "inputCells": _scenario,
        "protectedRange": _scenario,
        "oddHeader": _start_print,
        "evenHeader": _start_print,
        "firstHeader": _start_print,
        "oddFooter": _start_print,
        "evenFooter": _start_print,
        "firstFooter": _start_print,
    }
    ends: ClassVar[Mapping[str, End]] = {
        "row": end_row,
        "c": _end_cell,
        "v": _stop,
        "t": _stop,
        "f": _end_formula,
        "formula": _end_formula,
        "formula1": _end_formula,
        "formula2": _end_formula,
        "oddHeader": _end_header,
        "evenHeader": _end_header,
        "firstHeader": _end_header,
        "oddFooter": _end_footer,
        "evenFooter": _end_footer,
        "firstFooter": _end_footer,
    }


TELLING = (
    "location", "tooltip", "display", "prompt", "promptTitle", "error", "errorTitle", "text", "title", "destinationFile",
    "comment",
)  # fmt: skip
"""Attributes of links, validations, conditional formats and scenarios that people read or typed."""


def printed(text: str) -> str:
    """
    Return a header or footer without the codes of its fields and fonts (ECMA-376 part 1, section 18.3.1.46).

    Its left, middle and right part are set apart by tabs, or by lines where one has several.

    >>> printed('&L&"Arial,Bold"&14OFFICIAL&RR&&D &P')
    'OFFICIAL\\tR&D'
    """
    parts = [HEADER_CODE.sub(" ", part) for part in HEADER_PART.split(text.replace("&&", "\0"))]
    lines = [[" ".join(line.split()) for line in part.replace("\0", "&").splitlines()] for part in parts]
    shown = [words for part in lines if (words := list(filter(None, part)))]
    between = "\n" if any(len(words) > 1 for words in shown) else "\t"
    return between.join("\n".join(words) for words in shown)


def _is_thin(size: str | None) -> bool:
    try:
        return size is not None and float(size) < UNSEEN_WIDTH
    except ValueError:
        return False


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
