"""
Workbooks: all sheets in the workbook's order, then those that it does not list.

Shared strings and styles are read once; strings that no cell shows are hidden.
"""

from __future__ import annotations

import posixpath

from dlp_service.extract.office.opc import Package, Part
from dlp_service.extract.office.sheetformat import LONG_CODE
from dlp_service.extract.office.sheetml import SheetEntry, SheetHandler, StringsHandler, WorkbookHandler
from dlp_service.extract.office.sheetstyles import Styles, StylesHandler


def read_workbook(package: Package, part: Part) -> None:
    """Read the list of sheets, and each sheet."""
    book = WorkbookHandler()
    package.walk(part, book)
    strings, styles = _strings(package, part), _styles(package, part, is_1904=book.is_1904)
    targets = {link.id: package.target(part, link) for link in package.links.get(part.key, ())}
    for entry in book.sheets:
        sheet = targets.get(entry.relation)
        if sheet and sheet.key not in package.units:
            package.units[sheet.key] = entry.name
            _read_sheet(package, sheet, entry, strings, styles)
    for sheet in sorted(package.parts, key=lambda other: other.order):
        if sheet.root in SHEETS and sheet.key not in package.units:
            name = posixpath.basename(sheet.name)
            package.units[sheet.key] = name
            _read_sheet(package, sheet, SheetEntry(name, "", is_hidden=True), strings, styles)
    # The names on the tabs are read like the cells.
    package.put("body", [entry.name for entry in book.sheets if not entry.is_hidden])
    package.put("hidden", [entry.name for entry in book.sheets if entry.is_hidden] + strings.unused())
    package.put_all(book.lines)


SHEETS = frozenset({"worksheet", "chartsheet", "dialogsheet", "macrosheet"})


def _strings(package: Package, book: Part) -> StringsHandler:
    strings = StringsHandler(package.job.limits.text_chars)
    for part in package.linked(book, "sharedStrings") or package.of_root("sst"):
        package.walk(part, strings)
    strings.close(package)
    return strings


def _styles(package: Package, book: Part, *, is_1904: bool) -> Styles:
    handler = StylesHandler()
    for part in package.linked(book, "styles") or package.of_root("styleSheet"):
        package.walk(part, handler)
    styles = handler.styles(is_1904=is_1904)
    if styles.has_long_codes():
        package.over(LONG_CODE)
    return styles


def _read_sheet(package: Package, part: Part, entry: SheetEntry, strings: StringsHandler, styles: Styles) -> None:
    handler = SheetHandler(strings, styles, is_hidden=entry.is_hidden, limit=package.job.limits.text_chars)
    try:
        package.walk(part, handler, f"{package.document.path}!{entry.name}")
    finally:
        package.put("page_header", handler.headers, entry.name)
        package.put("cell", handler.shown, entry.name)
        package.put("footer", handler.footers, entry.name)
        package.put("hidden", handler.hidden + handler.beside, entry.name)


def read_later(package: Package, part: Part) -> None:
    """Read a sheet, or strings, of a package without a workbook; with one they have been read."""
    if part.root in SHEETS and part.key not in package.units:
        package.units[part.key] = posixpath.basename(part.name)
        entry = SheetEntry(package.units[part.key], "", is_hidden=True)
        _read_sheet(package, part, entry, StringsHandler(0), Styles())
    elif part.root == "sst" and not package.of_root("workbook"):
        strings = StringsHandler(package.job.limits.text_chars)
        package.walk(part, strings)
        strings.close(package)
        package.put("hidden", strings.unused())
