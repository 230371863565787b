"""
Old Excel workbooks (MS-XLS): cells with dates as a person sees them, hidden sheets, rows and columns apart, page headers
and footers, comments, text boxes, defined names, links, validation messages, and what other workbooks left behind.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from dlp_service.charsets import codec_of
from dlp_service.extract.compound.biff import BIFF8, Cursor, Record, records, rk_number
from dlp_service.extract.compound.compound import STREAM, Storage
from dlp_service.extract.compound.xlsbook import Sheet, Workbook
from dlp_service.extract.compound.xlssay import say_book
from dlp_service.extract.office.sheetformat import LONG_CODE, MAX_CODE
from dlp_service.extract.office.sheetml import printed
from dlp_service.values import GapReason

BOF, EOF = 0x0809, 0x000A
FILEPASS = 0x002F
FORMULA_STRING, MANY_RK = 0x0207, 0x00BD
MACRO_SHEET = 0x0040
COLUMNS = 256
MAX_CELLS = 1_000_000
"""Cells kept at once, and strings shared by them: with what holds them they cost up to 200 bytes each."""

COMMENT_OBJECT = 0x19
CHECK_EVERY = 4096
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
WHITE_FONTS = frozenset({1, 9})
WHITE_FILLS = frozenset({1, 9, 64, 65})
SMALL_TWIPS = 40
"""Letters of less than two points are not seen."""

BUILT_IN_NAME = 0x20
STRING_TOKEN = re.compile(rb"\x17(.)([\x00\x01])", re.DOTALL)
UNICODE_RUN = re.compile(rb"(?:[\x20-\x7e\xa0-\xff][\x00-\x06]){4,}")


def is_locked(stream: bytes) -> bool:
    """Say whether a workbook stream is encrypted: FILEPASS stands among the first records."""
    for number, record in enumerate(records(stream[:65536])):
        if record.kind == FILEPASS:
            return True
        if record.kind == EOF or number > 64:
            return False
    return False


def read_workbook(storage: Storage, stream: bytes) -> None:
    """Read a workbook stream into the job: sheet by sheet, hidden ones and all."""
    book = Workbook(storage)
    sheet: Sheet | None = None
    depth = at = 0
    for number, record in enumerate(records(stream)):
        if number % CHECK_EVERY == 0:
            storage.job.budget.check()
        place = at
        at += sum(4 + len(segment) for segment in record.segments)
        if record.kind == BOF:
            depth += 1
            if depth == 1:
                sheet = _begin(book, record, place)
        elif record.kind == EOF:
            depth = max(0, depth - 1)
        else:
            _take(book, sheet, record, is_chart=depth > 1)
        if number % CHECK_EVERY == 0 and _is_full(book):
            job, path = storage.job, storage.path
            job.gap(path, GapReason.OVER_LIMIT, f"more than {MAX_CELLS} cells or {job.limits.text_chars} characters")
            break
    if any(len(code) > MAX_CODE for code in book.codes.values()):
        storage.job.gap(storage.path, GapReason.OVER_LIMIT, LONG_CODE, "OFFICE")
    say_book(book)


def _is_full(book: Workbook) -> bool:
    size = sum(sheet.size for sheet in book.sheets)
    return size > book.storage.job.limits.text_chars or sum(sheet.count for sheet in book.sheets) > MAX_CELLS


def _begin(book: Workbook, record: Record, place: int) -> Sheet | None:
    """Start a substream: the globals first, then a sheet where the globals say that one begins."""
    version, kind = struct.unpack_from("<HH", record.data.ljust(4, b"\0"))
    book.version = version
    if kind == 0x0005 and not book.sheets:
        return None
    name, state, form = book.listed.pop(place, (f"sheet{len(book.sheets) + 1}", 1, 0))
    sheet = Sheet(name, is_hidden=bool(state & 3), is_macro=kind == MACRO_SHEET or form == 1)
    book.sheets.append(sheet)
    return sheet


def _take(book: Workbook, sheet: Sheet | None, record: Record, *, is_chart: bool) -> None:
    try:
        if sheet is None:
            if record.kind in GLOBALS:
                GLOBALS[record.kind](book, record)
        elif is_chart and record.kind in CELLS:
            if record.kind in {0x0204, 0x00D6}:
                sheet.boxes.append(book.string(record.data, 6))
        elif record.kind in CELLS:
            CELLS[record.kind](book, sheet, record)
            _mark(book, sheet, record)
        elif record.kind in OTHERS:
            OTHERS[record.kind](book, sheet, record)
    except struct.error:
        book.storage.compound.is_damaged = True  # a record shorter than what it must hold


def _mark(book: Workbook, sheet: Sheet, record: Record) -> None:
    """Note a cell whose style shows nothing."""
    if record.kind not in {FORMULA_STRING, MANY_RK}:
        row, column, style = struct.unpack_from("<HHH", record.data)
        if book.is_hidden(style):
            sheet.unseen.add((row, column))


# --- globals -------------------------------------------------------------------------------------


def _code_page(book: Workbook, record: Record) -> None:
    page = struct.unpack_from("<H", record.data)[0]
    book.codec = {0x8000: "mac_roman", 0x8001: "cp1252"}.get(page) or codec_of(f"cp{page}") or "cp1252"


def _date_mode(book: Workbook, record: Record) -> None:
    book.is_1904 = record.data[:1] == b"\x01"


def _format(book: Workbook, record: Record) -> None:
    code = book.string(record.data, 2, 2 if book.version >= BIFF8 else 1)
    book.codes[struct.unpack_from("<H", record.data)[0]] = code


def _style(book: Workbook, record: Record) -> None:
    font, number = struct.unpack_from("<HH", record.data)
    # Fonts are counted without the fifth, which no file has (section 2.5.129).
    font -= 1 if font > 4 else 0
    is_plain = True
    if book.version >= BIFF8 and len(record.data) >= 20:
        is_plain = not record.data[17] >> 2 or record.data[18] & 0x7F in WHITE_FILLS
    book.styles.append((number, is_plain and font < len(book.fonts) and book.fonts[font]))


def _font(book: Workbook, record: Record) -> None:
    height, _, color = struct.unpack_from("<HHH", record.data)
    book.fonts.append(color in WHITE_FONTS or height < SMALL_TWIPS)


def _bound_sheet(book: Workbook, record: Record) -> None:
    place, state, form = struct.unpack_from("<IBB", record.data)
    book.listed[place] = (book.string(record.data, 6, 1), state, form)


def _strings(book: Workbook, record: Record) -> None:
    cursor = Cursor(record.segments, 8)
    room = book.storage.job.limits.text_chars
    while not cursor.is_at_end and room > 0 and len(book.strings) < MAX_CELLS:
        if not len(book.strings) % CHECK_EVERY:
            book.storage.job.budget.check()
        text = cursor.string()
        room -= len(text) + 1
        book.strings.append(text)
    if (room <= 0 or len(book.strings) >= MAX_CELLS) and cursor.rest():
        job, path = book.storage.job, book.storage.path
        job.gap(path, GapReason.OVER_LIMIT, f"more than {MAX_CELLS} strings or {job.limits.text_chars} characters")


def _name(book: Workbook, record: Record) -> None:
    flags, _, count, size = struct.unpack_from("<HBBH", record.data)
    if flags & BUILT_IN_NAME:
        return
    if book.version >= BIFF8:
        cursor = Cursor(record.segments, 14)
        name = cursor.characters(count, cursor.number(1))
        formula = record.joined[-size:] if size else b""
    else:
        name, formula = record.data[14 : 14 + count].decode("latin-1"), record.data[14 + count :]
    book.hidden.append(" ".join([name, *_constants(formula)]))


def _name_comment(book: Workbook, record: Record) -> None:
    name, comment = struct.unpack_from("<HH", record.data, 12)
    cursor = Cursor(record.segments, 16)
    first = cursor.characters(name, cursor.number(1))
    book.hidden.append(f"{first}: {cursor.characters(comment, cursor.number(1))}")


def _other_book(book: Workbook, record: Record) -> None:
    """Take the name of a linked workbook and of its sheets (SupBook)."""
    count, size = struct.unpack_from("<HH", record.data)
    if size in {0x0401, 0x3A01} or size > 255:
        return
    cursor = Cursor(record.segments, 2)
    names = [cursor.string()]
    while count and not cursor.is_at_end:
        names.append(cursor.string())
        count -= 1
    book.hidden += [re.sub(r"[\x00-\x1f]", " ", name).strip() for name in names]


def _cached(book: Workbook, record: Record) -> None:
    """Take the values that a link to another workbook left here (CRN)."""
    last, first, _ = struct.unpack_from("<BBH", record.data)
    cursor = Cursor(record.segments, 4)
    for _ in range(first, last + 1):
        kind = cursor.number(1)
        if kind == 2:
            book.hidden.append(cursor.string())
        elif kind == 1:
            value = struct.unpack("<d", cursor.number(8).to_bytes(8, "little"))[0]
            book.hidden.append(f"{value:.15g}")
        else:
            cursor.skip(8)


def _drawing_group(book: Workbook, record: Record) -> None:
    book.drawing.append(record.joined)


# --- cells ---------------------------------------------------------------------------------------


def _shared_string(book: Workbook, sheet: Sheet, record: Record) -> None:
    row, column, _, index = struct.unpack_from("<HHHI", record.data)
    if index < len(book.strings):
        sheet.put(row, column, book.strings[index])


def _label(book: Workbook, sheet: Sheet, record: Record) -> None:
    row, column = struct.unpack_from("<HH", record.data)
    sheet.put(row, column, book.string(record.data, 6))


def _number(book: Workbook, sheet: Sheet, record: Record) -> None:
    row, column, style, value = struct.unpack_from("<HHHd", record.data)
    sheet.put(row, column, book.number(value, style))


def _rk(book: Workbook, sheet: Sheet, record: Record) -> None:
    row, column, style, value = struct.unpack_from("<HHHI", record.data)
    sheet.put(row, column, book.number(rk_number(value), style))


def _many_rk(book: Workbook, sheet: Sheet, record: Record) -> None:
    row, column = struct.unpack_from("<HH", record.data)
    for index in range((len(record.data) - 6) // 6):
        style, value = struct.unpack_from("<HI", record.data, 4 + 6 * index)
        sheet.put(row, column + index, book.number(rk_number(value), style))


def _boolean(_book: Workbook, sheet: Sheet, record: Record) -> None:
    row, column, _, value, is_error = struct.unpack_from("<HHHBB", record.data)
    sheet.put(row, column, ERRORS.get(value, "#ERROR!") if is_error else ("TRUE" if value else "FALSE"))


def _formula(book: Workbook, sheet: Sheet, record: Record) -> None:
    row, column, style = struct.unpack_from("<HHH", record.data)
    result = record.data[6:14]
    sheet.formula_at = (row, column)
    sheet.hidden += _constants(record.data[22:])
    if result[6:8] != b"\xff\xff":
        sheet.put(row, column, book.number(struct.unpack("<d", result)[0], style))
    elif result[:1] == b"\x01":
        sheet.put(row, column, "TRUE" if result[2] else "FALSE")
    elif result[:1] == b"\x02":
        sheet.put(row, column, ERRORS.get(result[2], "#ERROR!"))


def _formula_string(book: Workbook, sheet: Sheet, record: Record) -> None:
    text = Cursor(record.segments).string() if book.version >= BIFF8 else book.string(record.data, 0)
    sheet.put(*sheet.formula_at, text)


# --- what is around the cells --------------------------------------------------------------------


def _row(_book: Workbook, sheet: Sheet, record: Record) -> None:
    row, options = struct.unpack_from("<H10xB", record.data)
    if options & 0x20:
        sheet.hidden_rows.add(row)


def _columns(_book: Workbook, sheet: Sheet, record: Record) -> None:
    first, last, _, _, options = struct.unpack_from("<HHHHB", record.data)
    if options & 1 and len(sheet.hidden_columns) < COLUMNS:
        sheet.hidden_columns.update(range(first, min(last + 1, COLUMNS)))


def _header(book: Workbook, sheet: Sheet, record: Record) -> None:
    sheet.headers.append(printed(book.string(record.data, 0, 2 if book.version >= BIFF8 else 1)))


def _footer(book: Workbook, sheet: Sheet, record: Record) -> None:
    sheet.footers.append(printed(book.string(record.data, 0, 2 if book.version >= BIFF8 else 1)))


def _other_headers(_book: Workbook, sheet: Sheet, record: Record) -> None:
    """Take headers and footers of even and first pages (HeaderFooter, section 2.4.137)."""
    counts = struct.unpack_from("<HHHH", record.data, 30)
    cursor = Cursor(record.segments, 38)
    for index, count in enumerate(counts):
        if count:
            text = printed(cursor.characters(count, cursor.number(1)))
            (sheet.footers if index % 2 else sheet.headers).append(text)


def _note(book: Workbook, sheet: Sheet, record: Record) -> None:
    if book.version < BIFF8:
        count = struct.unpack_from("<H", record.data, 4)[0]
        sheet.comments.append(record.data[6 : 6 + count].decode(book.codec, "replace"))
        return
    number = struct.unpack_from("<H", record.data, 6)[0]
    author = Cursor(record.segments, 8).string()
    text = sheet.notes.pop(number, "")
    sheet.comments.append(text if text.startswith(author) else f"{author}: {text}")


def _object(_book: Workbook, sheet: Sheet, record: Record) -> None:
    sheet.object_kind, sheet.object_id = struct.unpack_from("<HH", record.data, 4)


def _object_text(_book: Workbook, sheet: Sheet, record: Record) -> None:
    count = struct.unpack_from("<H", record.data, 10)[0]
    if not count or len(record.segments) < 2:
        return
    cursor = Cursor(record.segments[1:])
    text = cursor.characters(count, cursor.number(1)).replace("\r", "\n")
    if sheet.object_kind == COMMENT_OBJECT:
        sheet.notes[sheet.object_id] = text
    else:
        sheet.boxes.append(text)


def _link(_book: Workbook, sheet: Sheet, record: Record) -> None:
    """Take a link's target and texts: runs of UTF-16 in the record (MS-OSHARED section 2.3.7.1)."""
    for run in UNICODE_RUN.findall(record.joined[32:]):
        sheet.hidden.append(run.decode("utf-16-le", "replace"))


def _validation(_book: Workbook, sheet: Sheet, record: Record) -> None:
    """Take titles and messages that a cell shows when it is chosen or filled wrongly (Dv)."""
    cursor = Cursor(record.segments, 4)
    sheet.hidden += [text for text in (cursor.string() for _ in range(4)) if text.strip("\0")]
    sheet.hidden += _constants(cursor.rest())


def _chart_text(book: Workbook, sheet: Sheet, record: Record) -> None:
    sheet.boxes.append(book.string(record.data, 2, 1))


def _shapes(_book: Workbook, sheet: Sheet, record: Record) -> None:
    # Sections of one drawing stand between the objects that they describe; CONTINUE belongs to them.
    sheet.drawing.append(record.joined)


GLOBALS: dict[int, Callable[[Workbook, Record], None]] = {
    0x0042: _code_page, 0x0022: _date_mode, 0x041E: _format, 0x0031: _font, 0x00E0: _style, 0x0085: _bound_sheet, 0x00FC: _strings,
    0x0018: _name, 0x0218: _name, 0x0894: _name_comment, 0x01AE: _other_book, 0x005A: _cached, 0x00EB: _drawing_group,
}  # fmt: skip
CELLS: dict[int, Callable[[Workbook, Sheet, Record], None]] = {
    0x00FD: _shared_string, 0x0204: _label, 0x00D6: _label, 0x0203: _number, 0x027E: _rk, 0x00BD: _many_rk,
    0x0205: _boolean, 0x0006: _formula, 0x0406: _formula, 0x0207: _formula_string,
}  # fmt: skip
OTHERS: dict[int, Callable[[Workbook, Sheet, Record], None]] = {
    0x0208: _row, 0x007D: _columns, 0x0014: _header, 0x0015: _footer, 0x089C: _other_headers, 0x001C: _note,
    0x005D: _object, 0x01B6: _object_text, 0x01B8: _link, 0x01BE: _validation, 0x100D: _chart_text, 0x00EC: _shapes,
}  # fmt: skip


def _constants(formula: bytes) -> list[str]:
    """Return the strings written into a formula (PtgStr); what only looks like one is short or not printable."""
    found = []
    for match in STRING_TOKEN.finditer(formula):
        count, is_wide = match[1][0], match[2] == b"\x01"
        raw = formula[match.end() : match.end() + count * (2 if is_wide else 1)]
        text = raw.decode("utf-16-le", "replace") if is_wide else raw.decode("latin-1")
        if len(text) == count > 0 and text.replace("\n", "").replace("\t", "").replace("\0", "").isprintable():
            found.append(text.replace("\0", "\n"))
    return found


def read_pivot_caches(storage: Storage) -> None:
    """Take the words kept for pivot tables (`_SX_DB_CUR`): the rows behind them travel along unseen."""
    lines: list[str] = []
    for node in storage.nodes():
        if node.kind == STREAM:
            lines += [
                Cursor(record.segments).string() for record in records(storage.content(node)) if record.kind == 0x00CD
            ]
    storage.job.text(storage.path, "hidden", "\n".join(dict.fromkeys(lines)))
