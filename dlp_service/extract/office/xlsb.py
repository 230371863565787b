"""
Workbooks in the binary format (MS-XLSB): parts made of records, each with a type, a size and its bytes.

Cells, strings, styles, sheets, names, comments, links and headers are read field by field; of all other records the
strings are taken, wherever they stand in them.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Mapping

from dlp_service.extract.office.opc import Package, Part
from dlp_service.extract.office.sheetformat import BUILT_IN, LONG_CODE
from dlp_service.extract.office.sheetml import SheetEntry, SheetHandler, StringsHandler
from dlp_service.extract.office.sheetstyles import CellStyle, Styles
from dlp_service.values import GapReason

ROW, RK, ERROR, BOOL, REAL, STRING, SHARED = 0, 2, 3, 4, 5, 6, 7
FORMULA_STRING, FORMULA_NUMBER, FORMULA_BOOL, FORMULA_ERROR, RICH = 8, 9, 10, 11, 62
ITEM, FONT, FORMAT, FILL, CELL_FORMAT = 19, 43, 44, 45, 47
COLUMNS, WORKBOOK, SHEET, HEADER = 60, 153, 156, 479
CELL_FORMATS, CELL_FORMATS_END = 617, 618
AUTHOR, COMMENT, COMMENT_TEXT = 632, 635, 637
ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}
NONE = 0xFFFFFFFF
HIDDEN_ROW = 0x10
PATTERN_SOLID = 1
LENGTH = re.compile(rb"(?s)(?=([\x01-\xff][\x00-\x7f]\x00\x00))")
FORMULA_TEXT = re.compile(rb"(?s)\x17([\x01-\xff][\x00-\x03])")
RELATION = re.compile(r"rId\d+\Z")
CHECK_RECORDS = 4096
MAX_STRING = 32_767
TWIPS_TINY = 40
"""Letters of two points are 40 twentieths of a point."""

Record = tuple[int, bytes]


def records(content: bytes) -> Iterator[Record]:
    """
    Yield type and bytes of each record (section 2.1.4); a part that breaks off ends with what it has.

    Type and size are little-endian groups of seven bits, at most two and four bytes long.
    """
    position, end = 0, len(content)
    while position < end:
        kind = content[position]
        position += 1
        if kind & 0x80 and position < end:
            kind = (kind & 0x7F) | (content[position] & 0x7F) << 7
            position += 1
        size = shift = 0
        while position < end and shift <= 21:
            byte = content[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, content[position : position + size]
        position += size


def wide(data: bytes, at: int) -> tuple[str, int]:
    """Return the string at a place and where it ends (section 2.5.168); an absent one is empty."""
    if at + 4 > len(data):
        return "", len(data)
    (count,) = struct.unpack_from("<I", data, at)
    if count == NONE:
        return "", at + 4
    end = min(len(data), at + 4 + 2 * count)
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def wides(data: bytes, at: int, count: int) -> list[str]:
    """Return strings that follow one another."""
    found: list[str] = []
    for _ in range(count):
        text, at = wide(data, at)
        found.append(text)
    return found


def strings_in(data: bytes) -> Iterator[str]:
    """
    Yield the strings of a record whose fields are not known: a length, and as many printable characters.

    >>> list(strings_in(b"\\x07" + struct.pack("<I", 2) + "Ab".encode("utf-16-le") + b"\\0"))
    ['Ab']
    """
    end = 0
    for match in LENGTH.finditer(data):
        at = match.start()
        size = 2 * struct.unpack("<I", match[1])[0]
        if at < end or at + 4 + size > len(data) or size > 2 * MAX_STRING:
            continue
        text = data[at + 4 : at + 4 + size].decode("utf-16-le", "replace")
        if text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable() and "\ufffd" not in text:
            end = at + 4 + size
            yield text


def rk_number(data: bytes) -> float:
    """Return a number in the short form (section 2.5.122): thirty bits, whole or the top of a double, perhaps of hundredths."""
    (bits,) = struct.unpack("<I", data)
    value = float(
        (bits >> 2) - (0x40000000 if bits & 0x80000000 else 0)
        if bits & 2
        else struct.unpack("<d", bytes(4) + struct.pack("<I", bits & ~3))[0]
    )
    return value / 100 if bits & 1 else value


# --- the workbook --------------------------------------------------------------------------------


def is_binary(package: Package, part: Part) -> bool:
    """Say whether a part is made of records: by its content type, or as the main part or in the folder of a workbook."""
    kind = package.types.get(part.key, "")
    if kind.startswith("application/vnd.ms-excel") and "vba" not in kind.lower():
        return True
    return part.key.endswith(".bin") and RECORD_NAME.match(part.key) is not None


RECORD_NAME = re.compile(
    r"xl/(?:[a-uw-z][^/]*|(?:worksheets|tables|pivottables|pivotcache|externallinks|querytables)/[^/]*)\.bin\Z"
)
MAIN = "xl/workbook.bin"


def read_binary_book(package: Package, part: Part) -> None:
    """Read a part of records: the workbook with its sheets, or a part beside them."""
    mains = {found.key for found in package.parts if found.key == MAIN or _is_main(package, found)}
    if part.key in mains:
        _read_book(package, part)
    elif not mains & package.by_key.keys() or part.key not in package.units:
        _read_beside(package, part)


def _is_main(package: Package, part: Part) -> bool:
    return any(
        link.kind == "officeDocument" and package.target(part, link) is part for link in package.links.get("", ())
    )


def _read_book(package: Package, part: Part) -> None:
    strings = StringsHandler(package.job.limits.text_chars)
    for found in package.linked(part, "sharedStrings"):
        package.units[found.key] = ""
        _read_strings(package, found, strings)
    strings.close(package)
    styles = Styles()
    for found in package.linked(part, "styles"):
        package.units[found.key] = ""
        styles = _read_styles(package, found)
        if styles.has_long_codes():
            package.over(LONG_CODE)
    targets = {link.id: package.target(part, link) for link in package.links.get(part.key, ())}
    entries, names = [], []
    for kind, data in records(package.bytes_of(part)):
        if kind == SHEET and len(data) >= 8:
            entries.append(_entry(data, targets))
        elif kind == WORKBOOK:
            styles.is_1904 = bool(data[:1] and data[0] & 1)
        elif kind not in {ROW, REAL}:
            names += list(strings_in(data))
    for entry in entries:
        sheet = targets.get(entry.relation)
        if sheet and sheet.key not in package.units:
            package.units[sheet.key] = entry.name
            _read_sheet(package, sheet, entry, strings, styles)
    package.put("body", [entry.name for entry in entries if not entry.is_hidden])
    hidden = [entry.name for entry in entries if entry.is_hidden] + strings.unused()
    package.put("hidden", hidden + [name for name in dict.fromkeys(names) if len(name) > 1])


def _entry(data: bytes, targets: Mapping[str, Part | None]) -> SheetEntry:
    """Return a sheet as the workbook lists it; the first writers of the format put its two strings elsewhere."""
    relation, name = wides(data, 8, 2)
    if relation not in targets:
        relation, name = ["", "", *strings_in(data)][-2:]
    return SheetEntry(name, relation, is_hidden=data[0] != 0)


def _read_strings(package: Package, part: Part, strings: StringsHandler) -> None:
    for kind, data in records(package.bytes_of(part)):
        if kind == ITEM:
            strings.add(wide(data, 1)[0])


def _read_styles(package: Package, part: Part) -> Styles:
    codes: dict[int, str] = {}
    fonts: list[bool] = []
    fills: list[bool] = []
    cells: list[CellStyle] = []
    is_in_cells = False
    for kind, data in records(package.bytes_of(part)):
        if kind == FORMAT and len(data) >= 2:
            codes[struct.unpack_from("<H", data)[0]] = wide(data, 2)[0]
        elif kind == FONT and len(data) >= 20:
            fonts.append(struct.unpack_from("<H", data)[0] <= TWIPS_TINY or _is_white(data[12:20]))
        elif kind == FILL and len(data) >= 12:
            pattern = struct.unpack_from("<I", data)[0]
            fills.append(pattern > 0 and not (pattern == PATTERN_SOLID and _is_white(data[4:12])))
        elif kind in {CELL_FORMATS, CELL_FORMATS_END}:
            is_in_cells = kind == CELL_FORMATS
        elif kind == CELL_FORMAT and is_in_cells and len(data) >= 8:
            _, number, font, fill = struct.unpack_from("<HHHH", data)
            code = codes.get(number) or BUILT_IN.get(number, "")
            is_unseen = font < len(fonts) and fonts[font] and not (fill < len(fills) and fills[fill])
            cells.append(CellStyle("" if code.lower() == "general" else code, is_unseen))
    return Styles(cells)


def _is_white(color: bytes) -> bool:
    kind = color[0] >> 1
    if kind == 2:
        return min(color[4:7]) >= 0xFE
    return (kind == 3 and color[1] == 0) or (kind == 1 and color[1] in {1, 9})


# --- sheets --------------------------------------------------------------------------------------


def _read_sheet(package: Package, part: Part, entry: SheetEntry, strings: StringsHandler, styles: Styles) -> None:
    handler = SheetHandler(strings, styles, is_hidden=entry.is_hidden, limit=package.job.limits.text_chars)
    try:
        for number, (kind, data) in enumerate(records(package.bytes_of(part))):
            if number % CHECK_RECORDS == 0:
                package.job.budget.check()
            _take_record(handler, kind, data)
    except (struct.error, IndexError):
        package.job.gap(package.document.path, GapReason.DAMAGED, "a sheet with records too short", "OFFICE")
    finally:
        handler.end_row()
        package.put("page_header", handler.headers, entry.name)
        package.put("cell", handler.shown, entry.name)
        package.put("footer", handler.footers, entry.name)
        package.put("hidden", handler.hidden + handler.beside, entry.name)


def _take_record(handler: SheetHandler, kind: int, data: bytes) -> None:
    if kind == ROW:
        handler.end_row()
        handler.begin_row(is_hidden=bool(data[11] & HIDDEN_ROW))
    elif kind in CELLS:
        _take_cell(handler, kind, data)
    elif kind == COLUMNS:
        first, last, width, _, flags = struct.unpack_from("<IIIIH", data)
        if flags & 1 or not width:
            handler.hide_columns(first, last)
    elif kind == HEADER:
        for number, text in enumerate(wides(data, 2, 6)):
            handler.print_on(handler.footers if number % 2 else handler.headers, text)
    else:
        for text in strings_in(data):
            if not RELATION.match(text):
                handler.tell(text)


def _take_cell(handler: SheetHandler, kind: int, data: bytes) -> None:
    column, style = struct.unpack_from("<II", data)
    form, raw = CELLS[kind](handler, data)
    if raw:
        handler.take(column, form, style & 0xFFFFFF, raw)
    if FORMULA_STRING <= kind <= FORMULA_ERROR:
        _take_formula(handler, data)


def _take_formula(handler: SheetHandler, data: bytes) -> None:
    """Take the texts in a formula (PtgStr, section 2.5.97.80)."""
    for match in FORMULA_TEXT.finditer(data, 8):
        size = 2 * struct.unpack("<H", match[1])[0]
        text = data[match.end() : match.end() + size].decode("utf-16-le", "replace")
        if len(text) > 1 and text.isprintable() and "\ufffd" not in text:
            handler.tell(text)


def _shared(handler: SheetHandler, data: bytes) -> tuple[str, str]:
    return "s", handler.strings.take(struct.unpack_from("<I", data, 8)[0])


def _real(_handler: SheetHandler, data: bytes) -> tuple[str, str]:
    return "n", repr(struct.unpack_from("<d", data, 8)[0]).removesuffix(".0")


CELLS: dict[int, Callable[[SheetHandler, bytes], tuple[str, str]]] = {
    RK: lambda _handler, data: ("n", repr(rk_number(data[8:12])).removesuffix(".0")),
    ERROR: lambda _handler, data: ("e", ERRORS.get(data[8], "")),
    BOOL: lambda _handler, data: ("b", str(data[8])),
    REAL: _real,
    STRING: lambda _handler, data: ("str", wide(data, 8)[0]),
    SHARED: _shared,
    FORMULA_STRING: lambda _handler, data: ("str", wide(data, 8)[0]),
    FORMULA_NUMBER: _real,
    FORMULA_BOOL: lambda _handler, data: ("b", str(data[8])),
    FORMULA_ERROR: lambda _handler, data: ("e", ERRORS.get(data[8], "")),
    RICH: lambda _handler, data: ("str", wide(data, 9)[0]),
}
"""How each kind of cell is read: kind and raw value as in the markup."""


# --- beside the sheets ---------------------------------------------------------------------------


def _read_beside(package: Package, part: Part) -> None:
    """Read comments with their authors; of tables, caches and the like every string."""
    authors: list[str] = []
    comments: list[str] = []
    others: list[str] = []
    author = ""
    for number, (kind, data) in enumerate(records(package.bytes_of(part))):
        if number % CHECK_RECORDS == 0:
            package.job.budget.check()
        if kind == AUTHOR:
            authors.append(wide(data, 0)[0])
        elif kind == COMMENT and len(data) >= 4:
            index = struct.unpack_from("<I", data)[0]
            author = f"{authors[index]}: " if index < len(authors) and authors[index] else ""
        elif kind == COMMENT_TEXT:
            comments.append(author + wide(data, 1)[0])
        else:
            others += strings_in(data)
    unit = next((package.units[source.key] for source in package.linking(part) if source.key in package.units), "")
    package.put("comment", comments, unit)
    package.put("hidden", [text for text in dict.fromkeys(others) if len(text) > 1], unit)
