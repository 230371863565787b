"""Names in tables: under their heading, by the shape of a column, over several columns, and in rows of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dlp_service.detect.names.forms.grammar import Name, Page, Shape, is_plain_word, parse
from dlp_service.detect.names.forms.lexicon import Kind, words
from dlp_service.detect.names.forms.singles import of_column
from dlp_service.detect.names.forms.surroundings import names_a_thing
from dlp_service.detect.names.forms.values import How, Reading
from dlp_service.detect.names.layout import MIN_ROWS, Cell, Row, Table, heads_a_table, tables
from dlp_service.detect.names.likeness import given_likeness, likeness

MIN_LISTED = 3
SHAPE_SHARE = 0.7
MAX_NAME = 60
WELL_SPELT = 2.0
_NOBODY = frozenset({
    "n/a", "none", "total", "tbc", "tba", "tbd", "vacant", "various", "unknown", "all", "name", "spare", "empty", "nil",
    "not required", "gapped", "gap", "unfilled", "nobody", "no one", "anon", "anonymous", "redacted", "any", "self", "team",
    "off", "leave", "sick", "duty", "yes", "no", "free", "reserve", "closed", "open", "as above", "same", "ditto", "everyone",
})  # fmt: skip
_HTML_CELL = re.compile(
    r"<(?:td|th|li|dd|dt)\b[^<>]{0,200}>(?:<[^<>]{1,200}>){0,3}[ \n]{0,8}([^<>\n]{4,60}?)[ \n]{0,8}(?=<|\(|,)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:\(?\d{1,3}[.)]?\s+|[A-Z0-9]{2,6}\([A-Z/]{1,4}\)\s*)+")
_SCRIPT_NAME = re.compile(
    r"[^\W\d_A-Za-zÀ-ž]{2,20}(?:[ -][^\W\d_A-Za-zÀ-ž]{1,20}){0,4}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,6}"
)


def columns(page: Page, *, is_sheet: bool) -> Iterator[Reading]:
    """Yield the names in tables."""
    has_heads = heads_a_table(page.text, (hit.start for hit in page.found if hit.kind == Kind.HEAD))
    for table in tables(page.text, is_sheet=is_sheet, may_have_heads=has_heads):
        yield from table_names(page, table)
    if "</" in page.text:
        yield from _html(page)


def table_names(page: Page, table: Table) -> Iterator[Reading]:
    """Yield the names of one table: under headings of names, and by shape in columns that have none."""
    heads = _Heads.of(table)
    done: set[int] = set()
    if heads.surname >= 0:
        done |= heads.parts()
        yield from (r for row in table.rows if (r := _joined(row, heads)) is not None)
    if not (heads.is_of_things and _is_of_things(page, table, heads.named)):
        for number in heads.named:
            done.add(number)
            yield from _named_column(page, table, number)
    for number in range(1, table.width if table.is_grid else 0):
        if not done and not table.header and _is_of_ranks(page, table, number - 1):
            done.add(number)
            yield from _named_column(page, table, number)
    for number in range(table.width):
        if number not in done:
            yield from _shaped_column(page, table, number, done)


@dataclass(frozen=True, slots=True)
class _Heads:
    """Which columns hold names, by their headings; -1 where there is none."""

    named: tuple[int, ...] = ()
    given: int = -1
    surname: int = -1
    middle: int = -1
    is_of_things: bool = False

    @staticmethod
    def of(table: Table) -> _Heads:
        """Read the headings of a table."""

        def first(kind: str) -> int:
            return next((n for n, head in enumerate(table.header) if head in words(kind)), -1)

        given, surname, middle = first("headers_given"), first("headers_surname"), first("headers_middle")
        named = tuple(
            n
            for n, head in enumerate(table.header)
            if head in words("headers_name") and n not in {given, surname, middle}
        )
        if surname < 0 <= given and named:
            surname, named = named[0], named[1:]
        if surname < 0 <= given:
            named, given = (given, *named), -1
        is_of_things = any(head in words("headers_other") for head in table.header)
        return _Heads(named, given, surname, middle, is_of_things)

    def parts(self) -> set[int]:
        """Return the columns of one name."""
        return {number for number in (self.given, self.surname, self.middle) if number >= 0}


def _is_of_things(page: Page, table: Table, named: Sequence[int]) -> bool:
    """Say whether the names of a table are those of ships, programs or places: few are spelt like a full name of a person."""
    cells = [cell for number in named for cell in table.column(number)]
    people = sum(
        (name := _whole(page, cell)) is not None
        and (name.score > 1 or name.is_ranked)
        and name.shape is not Shape.SINGLE
        for cell in cells
    )
    return 2 * people < len(cells)


def _is_of_ranks(page: Page, table: Table, number: int) -> bool:
    """Say whether the cells of a column are ranks, so that names stand in the next one."""
    cells = list(table.column(number))
    ranks = sum((hit := page.ranks.get(cell.start)) is not None and hit.end == cell.end for cell in cells)
    return ranks >= MIN_ROWS and ranks >= SHAPE_SHARE * len(cells)


def _joined(row: Row, heads: _Heads) -> Reading | None:
    """Return the person of a row whose name is divided over columns: one span where they stand side by side."""
    parts = {n: row[n] for n in sorted(heads.parts()) if n < len(row) and is_entry(row[n].text)}
    last = parts.get(heads.surname)
    if last is None:
        return None
    first, middle = parts.get(heads.given), parts.get(heads.middle)
    surname = f"{middle.text} {last.text}" if middle is not None and heads.middle < heads.surname else last.text
    if first is None:
        return Reading(last.start, last.end, How.COLUMN, f"{surname}, ?" if heads.given >= 0 else "")
    numbers = [heads.surname]
    for number in (heads.middle, heads.given):
        is_near = number >= 0 and min(abs(number - n) for n in numbers) == 1
        if is_near and number < len(row) and (number in parts or number == heads.middle):
            numbers.append(number)
    if (
        heads.given not in numbers
        and heads.middle >= 0
        and abs(heads.given - heads.surname) == 2
        and heads.middle in numbers
    ):
        numbers.append(heads.given)
    cells = [row[n] for n in numbers if row[n].text]
    if heads.given not in numbers:
        cells = [last]
    return Reading(min(c.start for c in cells), max(c.end for c in cells), How.COLUMN, f"{surname}, {first.text}")


def is_entry(text: str) -> bool:
    """Say whether a cell under a name heading holds a name: letters, not long, no digits, not a remark."""
    parts = text.split()
    if not 1 <= len(parts) <= 8 or len(text) > MAX_NAME or any(c.isdigit() or c in "@:=" for c in text):
        return False
    return text.casefold() not in _NOBODY and any(c.isalpha() for c in text)


def _named_column(page: Page, table: Table, number: int) -> Iterator[Reading]:
    for cell in table.column(number):
        if not is_entry(cell.text):
            continue
        name = _whole(page, cell)
        if name is not None:
            if not names_a_thing(page.text, name.start, name.end):
                yield Reading(name.start, name.end, How.COLUMN, name.spelt_out)
        elif _is_bare(cell.text):
            yield Reading(cell.start, cell.end, How.COLUMN)
        else:
            yield from (Reading(n.start, n.end, How.COLUMN, n.spelt_out) for n in _several(page, cell))


def _is_bare(text: str) -> bool:
    """Say whether a cell that our grammar cannot read may still be a name: other scripts, small letters spelt like one."""
    if _SCRIPT_NAME.fullmatch(text):
        return True
    parts = text.split()
    if 2 <= len(parts) <= 4 and all(part[0].isupper() for part in parts):
        return not any(is_plain_word(part, alone=True, first=True) for part in parts[1:])
    return (
        text.islower()
        and len(parts) <= 3
        and all(
            likeness(p) > -1.5 and not is_plain_word(p, alone=len(parts) == 1, first=n == 0)
            for n, p in enumerate(parts)
        )
    )


def _several(page: Page, cell: Cell) -> list[Name]:
    """Return the names of a cell that holds several, divided by slashes, semicolons or commas."""
    found: list[Name] = []
    for match in re.finditer(r"[^/;&\n]+", cell.text):
        part = match[0].strip()
        start = cell.start + match.start() + match[0].index(part) if part else 0
        name = _whole(page, Cell(start, start + len(part), part)) if part else None
        if name is None:
            return []
        found.append(name)
    return found


def _whole(page: Page, cell: Cell) -> Name | None:
    """Return the name that fills a cell, but for ranks, numbers and a remark in brackets."""
    start = cell.start
    skipped = _LEAD.match(cell.text)
    if skipped:
        start += skipped.end()
    name = parse(page, start, cell.end, comma=True)
    if name is None:
        return None
    rest = page.text[name.after : cell.end].lstrip(" ,.*")
    at = cell.end - len(rest)
    while rest and (hit := page.ranks.get(at)) is not None:
        rest = page.text[hit.end : cell.end].lstrip(" ,./")
        at = cell.end - len(rest)
    is_done = (
        not rest
        or rest[0] in "(<[–-"
        or rest[0].isdigit()
        or (rest.replace(" ", "").replace(".", "").isupper() and len(rest) <= 24)
    )
    return name if is_done else None


def _shaped_column(page: Page, table: Table, number: int, done: set[int]) -> Iterator[Reading]:
    """Yield a column without a heading of names whose cells are most of them whole names, or two that share them."""
    cells = list(table.column(number))
    names = [(cell, name) for cell in cells if (name := _whole(page, cell)) is not None]
    shaped = [
        name for _, name in names
        if (name.shape is not Shape.SINGLE or name.is_ranked) and not names_a_thing(page.text, name.start, name.end)
    ]  # fmt: skip
    ranked = sum(name.is_ranked for name in shaped)
    likely = sum(name.score > (-3 if name.shape is Shape.COMMA else 0.5) or name.is_ranked for name in shaped)
    least = (
        2 if table.is_grid and sum(name.score > WELL_SPELT or name.is_ranked for name in shaped) >= 2 else MIN_LISTED
    )
    if len(shaped) >= least and len(shaped) >= SHAPE_SHARE * len(cells) and (2 * likely >= len(shaped) or ranked):
        done.add(number)
        yield from (Reading(name.start, name.end, How.SHAPE_COLUMN, name.spelt_out) for name in shaped)
        return
    if number + 1 < table.width and number + 1 not in done and (pairs := list(_split_pairs(table, number))):
        done |= {number, number + 1}
        yield from pairs
        return
    if not table.header and not shaped and (single := list(of_column(page, len(cells), [name for _, name in names]))):
        done.add(number)
        yield from single
        return
    for name in shaped if table.is_grid or table.header else ():
        if name.score > WELL_SPELT and name.shape in {Shape.FULL, Shape.COMMA}:
            yield Reading(name.start, name.end, How.LABELLED, name.spelt_out)


def _split_pairs(table: Table, number: int) -> Iterator[Reading]:
    """Yield surname and given name of two columns that no heading names."""
    rows = [(row[number], row[number + 1]) for row in table.rows if len(row) > number + 1 and row[number].text]
    if len(rows) < MIN_LISTED or not all(_is_word(one.text) and _is_word(other.text) for one, other in rows):
        return
    left, right = (sum(given_likeness(row[side].text) for row in rows) / len(rows) for side in (0, 1))
    if max(left, right) < 0.7 or min(left, right) > max(left, right) - 1.5:
        return
    surname = 0 if right > left else 1
    if sum(likeness(row[surname].text) for row in rows) / len(rows) < 0:
        return
    for row in rows:
        yield Reading(row[0].start, row[1].end, How.SHAPE_COLUMN, f"{row[surname].text}, {row[1 - surname].text}")


def _is_word(text: str) -> bool:
    return (
        text[:1].isupper()
        and text.replace("-", "").replace("'", "").isalpha()
        and not is_plain_word(text, alone=True, first=True)
    )


def _html(page: Page) -> Iterator[Reading]:
    cells = [Cell(m.start(1), m.end(1), m[1]) for m in _HTML_CELL.finditer(page.text)]
    names = [name for cell in cells if (name := _whole(page, cell)) is not None and name.shape is not Shape.SINGLE]
    least = -2.5 if any(name.score > 1 for name in names) else 0.5
    for name in names:
        if name.score > least and not names_a_thing(page.text, name.start, name.end):
            yield Reading(name.start, name.end, How.LABELLED, name.spelt_out)
