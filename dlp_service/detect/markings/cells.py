"""
Stage 3c: cells of a table.

A row of a register tells of what it lists, a document or a person, and not of the text it stands in.
So levels under levels in one column are mentions, and in a sheet those under a head such as `Classification`, however many rows there are.
In a document one row under such a head is the table that says who made the document and how it is marked.
A cell of the first row with nothing below it is no head of a column: people put the marking of a sheet beside its title.
"""

from __future__ import annotations

import re

from dlp_service.detect.markings import language as say
from dlp_service.detect.markings import rules
from dlp_service.detect.markings.judgement import Judgement, marking, mention
from dlp_service.detect.markings.layout import Place
from dlp_service.detect.markings.reading import Reading, Shape

_LEVEL_CELL = re.compile(rf"^\W*(?:[A-Z]{{2,6}} )?{say.LEVEL.pattern}")

_CSV_AFTER = re.compile(r'^"[,;](?:\S|$)')


def cell(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading that fills a cell."""
    if _is_option(place):
        return mention("It is one of the values to choose from in a column.")
    if place.where in {"page_header", "footer", "subject"} or not rules.is_clear(reading) or not place.is_cell:
        return None
    above, below = place.cells
    in_sheet = place.where == "cell"
    if _LEVEL_CELL.match(above) or _LEVEL_CELL.match(below) or (in_sheet and say.COLUMN_HEAD.match(above)):
        return mention("It is a value in a column of a table.")
    if rules.is_list(place):
        return None
    if reading.shape is Shape.FORM and say.COLUMN_HEAD.match(above) and say.LABEL_NAME.search(above):
        return marking(0.75, "It is the one value under a classification head.")
    is_title_row = in_sheet and place.is_first and place.before and place.following and not below
    return marking(0.75, "It stands beside the title of a sheet.") if is_title_row else None


def quoted_cell(reading: Reading, place: Place) -> Judgement | None:
    """Judge a marking in full form that fills the quoted first cell of a row parted by commas."""
    is_quoted = place.raw_before.strip() == '"' and _CSV_AFTER.match(place.raw_after)
    if not is_quoted or reading.shape is not Shape.FORM or rules.is_list(place) or place.previous[:1] == '"':
        return None
    return marking(0.8, "It fills the first cell of a row.")


def _is_option(place: Place) -> bool:
    """Say whether a sheet of one column lists levels under a head: the values that another sheet lets its reader choose from."""
    if place.where != "cell" or not place.is_alone or "\t" in place.line:
        return False
    above, below = place.column
    head = next((line for line in above if not _LEVEL_CELL.match(line)), "")
    return bool(say.COLUMN_HEAD.match(head)) and any(_LEVEL_CELL.match(line) for line in (*above, *below))
