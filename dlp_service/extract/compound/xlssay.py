"""What was read of an old Excel workbook as texts: sheets in their order, rows one a line, what is hidden apart."""

from __future__ import annotations

from dlp_service.extract.compound.officeart import Drawing, read_drawing
from dlp_service.extract.compound.xlsbook import Sheet, Workbook
from dlp_service.extract.rows import row_line


def say_book(book: Workbook) -> None:
    """Add a workbook to its job: sheet names, sheets, then what belongs to none of them."""
    job, path = book.storage.job, book.storage.path
    names = [name for name, _, _ in book.listed.values()]
    job.text(path, "body", "\n".join(sheet.name for sheet in book.sheets if not sheet.is_hidden))
    job.text(path, "hidden", "\n".join([*(sheet.name for sheet in book.sheets if sheet.is_hidden), *names]))
    for sheet in book.sheets:
        _say_sheet(book, sheet)
    job.text(path, "hidden", "\n".join(dict.fromkeys(book.hidden)))
    read_drawing(b"".join(book.drawing)).say(book.storage, path, "body")


def _say_sheet(book: Workbook, sheet: Sheet) -> None:
    job, path = book.storage.job, f"{book.storage.path}!{sheet.name}"
    job.budget.check()
    shown, hidden = _lines(sheet)
    job.text(path, "page_header", "\n".join(dict.fromkeys(sheet.headers)))
    job.text(path, "cell", "\n".join(shown))
    job.text(path, "hidden", "\n".join(hidden))
    job.text(path, "hidden" if sheet.is_hidden else "body", "\n".join(sheet.boxes))
    job.text(path, "comment", "\n".join([*sheet.comments, *sheet.notes.values()]))
    job.text(path, "hidden", "\n".join(dict.fromkeys(sheet.hidden)))
    job.text(path, "footer", "\n".join(dict.fromkeys(sheet.footers)))
    drawing: Drawing = read_drawing(b"".join(sheet.drawing))
    drawing.say(book.storage, path, "body")


def _lines(sheet: Sheet) -> tuple[list[str], list[str]]:
    """Return the shown and the hidden rows, one a line, cells in their columns."""
    shown: list[str] = []
    hidden: list[str] = []
    for number in sorted(sheet.rows):
        cells = sorted(sheet.rows[number].items())
        is_hidden = sheet.is_hidden or sheet.is_macro or number in sheet.hidden_rows
        unseen = [is_hidden or _is_unseen(sheet, number, column) for column, _ in cells]
        apart = [cell for cell, is_apart in zip(cells, unseen, strict=True) if is_apart]
        seen = [cell for cell, is_apart in zip(cells, unseen, strict=True) if not is_apart]
        if seen:
            shown.append(row_line(seen))
        if apart:
            hidden.append(row_line(apart))
    return shown, hidden


def _is_unseen(sheet: Sheet, row: int, column: int) -> bool:
    return (row, column) in sheet.unseen or column in sheet.hidden_columns
