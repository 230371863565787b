"""The text of one page as pdfium lays it out: what is seen line by line, what is not, and whether it must be looked at as a picture."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

import pypdfium2_raw as pdfium

from dlp_service.extract.pdf.library import Handle, characters, text_of_page
from dlp_service.extract.pdf.lines import Line, Page, joined
from dlp_service.extract.pdf.visible import Box, Survey, Surveyor

MIN_CHARS = 24
"""A page with fewer visible characters than this has nearly no text: a page number or a stamp."""

MIN_PATHS = 200
"""So many drawn shapes and no text may be letters drawn as outlines."""

MAX_UNMAPPED = 0.3
"""More unreadable characters than this share: the font does not say what its glyphs mean."""

_ODD = re.compile("[\ue000-\uf8ff\ufffd]")
_WIDE = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page's text, what lies on it, and whether its text is too little or too strange to be what a person sees."""

    page: Page
    survey: Survey
    is_picture: bool
    is_unmapped: bool


def read_page(page: Handle, number: int, surveyor: Surveyor) -> PageReading:
    """Read one loaded page; afterwards its visible texts are inactive, so that it can be drawn without them."""
    survey = surveyor.survey(page)
    hidden = survey.hidden
    is_split = 0 < len(hidden) < len(survey.texts)
    lines: tuple[Line, ...] = ()
    unseen = ""
    if hidden:
        if is_split:
            _activate(survey, hidden=True, visible=False)
        with text_of_page(page) as text:
            unseen = joined(_plain(characters(text)))
    if len(hidden) < len(survey.texts) or not survey.texts:
        if is_split:
            _activate(survey, hidden=False, visible=True)
        with text_of_page(page) as text:
            lines = _lines(text, page, survey.box)
    visible = "".join(line.text for line in lines)
    is_unmapped = _is_unmapped(visible)
    is_picture = len("".join(visible.split())) < MIN_CHARS and (bool(survey.pictures) or survey.paths >= MIN_PATHS)
    return PageReading(Page(number, lines, unseen), survey, is_picture, is_unmapped)


def deactivate_texts(survey: Survey) -> None:
    """Leave all texts out of what is drawn from now on."""
    _activate(survey, hidden=False, visible=False)


def _activate(survey: Survey, *, hidden: bool, visible: bool) -> None:
    for text in survey.texts:
        pdfium.FPDFPageObj_SetIsActive(text.handle, hidden if text.is_hidden else visible)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_unmapped(text: str) -> bool:
    return not text.isascii() and len(_ODD.findall(text)) > MAX_UNMAPPED * len(text)


def _lines(text: Handle, page: Handle, box: Box) -> tuple[Line, ...]:
    """Return the lines in reading order, each with the place of its first character."""
    rotation = pdfium.FPDFPage_GetRotation(page)
    sides = tuple(ctypes.c_double() for _ in range(4))
    found: list[Line] = []
    position = 0
    whole = characters(text)
    has_wide = not whole.isascii() and bool(_WIDE.search(whole))
    for raw in whole.split("\n"):
        line = raw.rstrip("\r")
        words = line.strip()
        if words:
            first = position + len(line) - len(line.lstrip())
            pdfium.FPDFText_GetCharBox(text, first, *sides)
            found.append(Line(joined(words), _top(sides, box, rotation)))
        position += len(raw) + 1 + (len(_WIDE.findall(raw)) if has_wide else 0)
    return tuple(found)


def _top(sides: tuple[ctypes.c_double, ...], box: Box, rotation: int) -> float:
    """Return how far from the top of the page as shown a character is, as a part of its height."""
    across = ((sides[0].value + sides[1].value) / 2 - box[0]) / max(1.0, box[2] - box[0])
    up = ((sides[2].value + sides[3].value) / 2 - box[1]) / max(1.0, box[3] - box[1])
    return (1 - up, across, up, 1 - across)[rotation % 4]
