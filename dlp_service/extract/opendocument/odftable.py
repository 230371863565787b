"""
OpenDocument tables and spreadsheets (ODF 1.3 part 3, section 9).

A row is a line with tabs between cells, columns aligned.  A repeated cell is written a few times at most and a repeated
row once: a million equal cells tell a person no more than one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dlp_service.extract.opendocument.odftext import CELL_VALUES, Lines, TextHandler, local_names, number, value_of
from dlp_service.extract.rows import row_line
from dlp_service.extract.texts.xmlwalk import End, Start, attribute

MAX_REPEATS = 16
MAX_COLUMNS = 1 << 20
NOTHING: dict[str, str] = {}
UNSEEN = frozenset({"collapse", "filter"})


@dataclass(slots=True)
class Table:
    """One open table: its hidden columns as runs, and the row at hand."""

    name: str
    is_hidden: bool
    unit_before: str
    columns: int = 0
    hidden_starts: list[int] = field(default_factory=list)
    hidden_ends: list[int] = field(default_factory=list)
    hidden_groups: int = 0
    column_groups: list[bool] = field(default_factory=list)
    row_groups: list[bool] = field(default_factory=list)
    column: int = 0
    is_row_hidden: bool = False
    shown: list[tuple[int, str]] = field(default_factory=list)
    hidden: list[tuple[int, str]] = field(default_factory=list)
    cell: Lines = field(default_factory=list)
    cell_repeats: int = 1
    cell_said: dict[str, str] = field(default_factory=dict)
    cell_has_ground: bool = False
    cell_is_covered: bool = False

    def is_column_hidden(self, column: int) -> bool:
        """Say whether a column is in a hidden run."""
        place = bisect_right(self.hidden_starts, column) - 1 if self.hidden_starts else -1
        return place >= 0 and column < self.hidden_ends[place]


class TableHandler(TextHandler):
    """Rows of tables in any document; a table directly in a spreadsheet is a sheet and a unit of its own."""

    is_spreadsheet = False

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.tables: list[Table] = []
        self.formulas: set[str] = set()

    # --- tables ----------------------------------------------------------------------------------

    def _start_table(self, attributes: dict[str, str]) -> None:
        name, style = attribute(attributes, "name"), attribute(attributes, "style-name")
        is_hidden = bool(self.book.is_undisplayed("table", style)) or attribute(attributes, "display") == "false"
        table = Table(name, is_hidden, self.unit)
        self.open("table")
        if self.is_spreadsheet and not self.tables:
            self.unit = name or f"table{sum(1 for _, where in self.found if where == 'cell') + 1}"
            self.targets.append(self.lines("hidden" if is_hidden else "cell"))
            self.put(f"sheet={self.unit}", self.lines("property"))
        else:
            self.named(name)
            if is_hidden:
                self.targets.append(self.lines("hidden"))
            else:
                self.keep_aim()
        self.tables.append(table)

    def _end_table(self) -> None:
        if self.tables:
            self._end_row()
            self.unit = self.tables.pop().unit_before
            self.unaim()
        self.close()

    def _start_column(self, attributes: dict[str, str]) -> None:
        if not self.tables:
            return
        table = self.tables[-1]
        repeats = min(MAX_COLUMNS, number(attribute(attributes, "number-columns-repeated"), 1))
        if attribute(attributes, "visibility") in UNSEEN or any(table.column_groups):
            table.hidden_starts.append(table.columns)
            table.hidden_ends.append(table.columns + repeats)
        table.columns += repeats

    def _start_columns(self, attributes: dict[str, str]) -> None:
        if self.tables:
            self.tables[-1].column_groups.append(attribute(attributes, "display") == "false")

    def _end_columns(self) -> None:
        if self.tables and self.tables[-1].column_groups:
            self.tables[-1].column_groups.pop()

    def _start_rows(self, attributes: dict[str, str]) -> None:
        if self.tables:
            self.tables[-1].row_groups.append(attribute(attributes, "display") == "false")

    def _end_rows(self) -> None:
        if self.tables and self.tables[-1].row_groups:
            self.tables[-1].row_groups.pop()

    # --- rows and cells --------------------------------------------------------------------------

    def _start_row(self, attributes: dict[str, str]) -> None:
        if self.tables:
            table = self.tables[-1]
            table.column = 0
            table.is_row_hidden = attribute(attributes, "visibility") in UNSEEN or any(table.row_groups)

    def _end_row(self) -> None:
        if not self.tables:
            return
        table = self.tables[-1]
        if table.shown:
            self.put(row_line(table.shown, 0))
        if table.hidden:
            first = 0 if table.is_row_hidden else min([*table.hidden_starts[:1], table.hidden[0][0]])
            self.put(row_line(table.hidden, first), self.lines("hidden"))
        table.shown, table.hidden = [], []

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.open("cell")
        self.cells += 1
        cell: Lines = []
        self.targets.append(cell)
        if not self.tables:
            return
        table = self.tables[-1]
        table.cell, table.cell_said = cell, NOTHING
        table.cell_repeats, table.cell_has_ground = 1, False
        if attributes:
            found = local_names(attributes)
            table.cell_repeats = min(MAX_COLUMNS, number(found.get("number-columns-repeated", ""), 1))
            table.cell_said = found
            table.cell_has_ground = bool(self.book.has_ground("table-cell", found.get("style-name", "")))
            self._formula(found.get("formula", ""))
            self.grounds += table.cell_has_ground

    def _start_covered(self, attributes: dict[str, str]) -> None:
        self._start_cell(attributes)
        if self.tables:
            self.tables[-1].cell_is_covered = True

    def _end_cell(self) -> None:
        self.unaim()
        self.close()
        self.cells -= self.cells > 0
        if not self.tables:
            return
        table = self.tables[-1]
        # The row that the cell goes into counts its text.
        self.limit += sum(map(len, table.cell))
        if table.cell_has_ground:
            self.grounds -= self.grounds > 0
            table.cell_has_ground = False
        text = " ".join(table.cell) or next((value for name in CELL_VALUES if (value := table.cell_said.get(name))), "")
        if text:
            is_hidden = table.is_row_hidden or table.cell_is_covered or table.is_column_hidden(table.column)
            cells = table.hidden if is_hidden else table.shown
            cells += [(table.column + place, text) for place in range(min(MAX_REPEATS, table.cell_repeats))]
        table.column += table.cell_repeats
        table.cell, table.cell_said, table.cell_is_covered = [], NOTHING, False

    def _formula(self, formula: str) -> None:
        """Take a formula once; its prefix names the language (`of:`, `oooc:`)."""
        if formula and formula not in self.formulas:
            self.formulas.add(formula)
            self.put(formula.partition(":=")[2] or formula, self.lines("formula"))

    def _tracked_cell(self, attributes: dict[str, str]) -> None:
        self.keep_aim()
        self.put(value_of(attributes))

    # --- what stands beside the cells ------------------------------------------------------------

    def _named(self, attributes: dict[str, str]) -> None:
        meaning = next(
            (
                found
                for name in ("cell-range-address", "target-range-address", "expression", "source-cell-range-addresses")
                if (found := attribute(attributes, name))
            ),
            "",
        )
        self.hide("=".join(part for part in (attribute(attributes, "name"), meaning) if part))

    def _condition(self, attributes: dict[str, str]) -> None:
        for name in ("condition", "value", "comment", "title"):
            value = attribute(attributes, name)
            if not value.replace(".", "").isdigit():
                self.hide(value)

    def _start_message(self, attributes: dict[str, str]) -> None:
        self.open("message")
        self.targets.append(self.lines("hidden"))
        self.put(attribute(attributes, "title"))

    def _end_message(self) -> None:
        self.unaim()
        self.close()

    starts: ClassVar[Mapping[str, Start]] = {
        **TextHandler.starts,
        "table": _start_table,
        "sub-table": _start_table,
        "table-column": _start_column,
        "table-column-group": _start_columns,
        "table-row-group": _start_rows,
        "table-row": _start_row,
        "table-cell": _start_cell,
        "covered-table-cell": _start_covered,
        "change-track-table-cell": _tracked_cell,
        "named-range": _named,
        "named-expression": _named,
        "database-range": _named,
        "data-pilot-table": _named,
        "data-pilot-member": _named,
        "content-validation": _condition,
        "condition": _condition,
        "filter-condition": _condition,
        "filter-set-item": _condition,
        "scenario": _condition,
        "help-message": _start_message,
        "error-message": _start_message,
        "cell-range-source": TextHandler.link,
        "table-source": TextHandler.link,
    }
    ends: ClassVar[Mapping[str, End]] = {
        **TextHandler.ends,
        "table": _end_table,
        "sub-table": _end_table,
        "table-column-group": _end_columns,
        "table-row-group": _end_rows,
        "table-row": _end_row,
        "table-cell": _end_cell,
        "covered-table-cell": _end_cell,
        "change-track-table-cell": TextHandler.unaim,
        "help-message": _end_message,
        "error-message": _end_message,
    }
