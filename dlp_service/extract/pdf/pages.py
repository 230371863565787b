"""The text of one page as pdfium lays it out: what is seen line by line, what is not, and whether it must be looked at as a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2_raw as pdfium

from dlp_service.extract.pdf import calls
from dlp_service.extract.pdf.library import Handle, characters, text_of_page
from dlp_service.extract.pdf.lines import BAND, Line, Page, joined
from dlp_service.extract.pdf.visible import NOWHERE, Box, Survey, Surveyor

MIN_CHARS = 24
"""A page with fewer visible characters than this has nearly no text: a page number or a stamp."""

MIN_PATHS = 200
"""So many drawn shapes and no text may be letters drawn as outlines."""

MAX_UNMAPPED = 0.3
"""More unreadable characters than this share: the font does not say what its glyphs mean."""
SAME_LINE = 0.5
MAX_GAP = 3.0
"""Characters on one line are further apart than so many heights only in tables, whose cells stay apart."""

_ODD = re.compile("[\ue000-\uf8ff\ufffd]")
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_SPACE = re.compile(" +")


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page's text, what lies on it, and whether its text is too little or too strange to be what a person sees."""

    page: Page
    survey: Survey
    is_picture: bool
    is_unmapped: bool


def read_page(page: Handle, number: int, surveyor: Surveyor, *, has_replacements: bool = False) -> PageReading:
    """
    Read one loaded page.

    Where texts are marked with others to be copied in their stead (`ActualText`, section 14.9.4), what is drawn is read
    as what is seen, and what pdfium would have given instead is hidden.
    """
    reading = _read(page, number, surveyor.survey(page))
    if not (has_replacements and surveyor.unmark(reading.survey)):
        return reading
    drawn = _read(page, number, reading.survey)
    known = {line.text for line in drawn.page.lines}
    copied = [line.text for line in reading.page.lines if line.text not in known]
    if drawn.is_unmapped and not reading.is_unmapped:
        return reading
    return replace(drawn, page=replace(drawn.page, hidden="\n".join(filter(None, [drawn.page.hidden, *copied]))))


def _read(page: Handle, number: int, survey: Survey) -> PageReading:
    hidden = survey.hidden
    is_split = 0 < len(hidden) < len(survey.texts)
    lines: tuple[Line, ...] = ()
    unseen = ""
    if hidden:
        if is_split:
            _activate(survey, hidden=True, visible=False)
        with text_of_page(page) as text:
            unseen = "\n".join(line.text for line in _lines(text, page, survey.box))
    if len(hidden) < len(survey.texts) or not survey.texts:
        if is_split:
            _activate(survey, hidden=False, visible=True)
        with text_of_page(page) as text:
            lines = _lines(text, page, survey.box)
    visible = "".join(line.text for line in lines)
    is_unmapped = _is_unmapped(visible)
    is_drawn = bool(survey.pictures) or survey.paths >= MIN_PATHS
    is_picture = is_drawn and len("".join(visible.split())) < MIN_CHARS
    return PageReading(Page(number, lines, unseen), survey, is_picture, is_unmapped)


def deactivate_texts(survey: Survey) -> None:
    """Leave all texts out of what is drawn from now on."""
    _activate(survey, hidden=False, visible=False)


def _activate(survey: Survey, *, hidden: bool, visible: bool) -> None:
    for text in survey.texts:
        calls.set_active(text.handle, hidden if text.is_hidden else visible)


def _is_unmapped(text: str) -> bool:
    return not text.isascii() and len(_ODD.findall(text)) > MAX_UNMAPPED * len(text)


def _lines(text: Handle, page: Handle, box: Box) -> tuple[Line, ...]:
    """
    Return the lines in reading order, each with the place of its first character.

    pdfium takes a page of many short lines for vertical writing and divides lines at every font; what stands side by
    side is put together again.
    """
    shown = _Shown(box, pdfium.FPDFPage_GetRotation(page))
    found: list[Line] = []
    before, last = NOWHERE, 0
    for words, first, end in _pieces(characters(text)):
        start = shown.place(text, first)
        gap = None
        # The end of a line is looked up only where the next one begins beside its beginning.
        if start[1] < before[3] and before[1] < start[3] and _is_level(before, start):
            gap = _gap(shown.place(text, last), start)
        if gap is not None:
            found[-1] = Line(found[-1].text + gap + joined(words), found[-1].top)
        else:
            top = (start[1] + start[3]) / 2 / shown.height
            is_running = " " in words and not BAND < top < 1 - BAND
            found.append(Line(joined(_parted(words, first, text, shown) if is_running else words), top))
        before, last = start, end
    return tuple(found)


def _pieces(whole: str) -> Iterator[tuple[str, int, int]]:
    """Give the lines that are not blank, with the indices of their first and last characters for pdfium."""
    has_wide = not whole.isascii() and bool(_WIDE.search(whole))
    position = 0
    for raw in whole.split("\n"):
        size = len(raw) + (len(_WIDE.findall(raw)) if has_wide else 0)
        begun = raw.lstrip()
        words = begun.rstrip()
        if words:
            yield words, position + len(raw) - len(begun), position + size - 1 - (len(begun) - len(words))
        position += size + 1


def _parted(words: str, first: int, text: Handle, shown: _Shown) -> str:
    """Return a line with tabs where its words stand as far apart as the left, middle and right part of a running header do."""
    if not words.isascii() and _WIDE.search(words):
        return words
    pieces: list[str] = []
    begun = 0
    for space in _SPACE.finditer(words):
        left, right = shown.place(text, first + space.start() - 1), shown.place(text, first + space.end())
        if right[0] - left[2] >= MAX_GAP * max(left[3] - left[1], right[3] - right[1]):
            pieces.append(words[begun : space.start()])
            begun = space.end()
    return "\t".join([*pieces, words[begun:]])


def _is_level(one: Box, other: Box) -> bool:
    height = max(one[3] - one[1], other[3] - other[1])
    return height > 0 and min(one[3], other[3]) - max(one[1], other[1]) >= SAME_LINE * height


def _gap(last: Box, start: Box) -> str | None:
    """Return what stands between two characters on one line, None where they are on two."""
    height = max(last[3] - last[1], start[3] - start[1])
    distance = start[0] - last[2]
    if not _is_level(last, start) or not -height / 4 < distance < MAX_GAP * height:
        return None
    return " " if distance > height / 8 else ""


class _Shown:
    """The page as it is shown, turned and cut: places from its left and top edges, in points."""

    def __init__(self, box: Box, rotation: int) -> None:
        self.box = box
        self.rotation = rotation % 4
        size = (max(1.0, box[2] - box[0]), max(1.0, box[3] - box[1]))
        self.height = size[self.rotation % 2 == 0]
        self.sides = calls.Numbers("d", 4)

    def place(self, text: Handle, index: int) -> Box:
        """Return the box of a character as left, top, right, bottom."""
        calls.character_box(text, index, *self.sides.places)
        left, right, bottom, top = self.sides.array
        edges = self.box
        if self.rotation == 0:
            return left - edges[0], edges[3] - top, right - edges[0], edges[3] - bottom
        if self.rotation == 1:
            return bottom - edges[1], left - edges[0], top - edges[1], right - edges[0]
        if self.rotation == 2:
            return edges[2] - right, bottom - edges[1], edges[2] - left, top - edges[1]
        return edges[3] - top, edges[2] - right, edges[3] - bottom, edges[2] - left
