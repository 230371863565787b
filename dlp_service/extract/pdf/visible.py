"""
Which text of a page a person sees.

Text is hidden when it is drawn invisibly (render mode 3), in the colour of what lies behind it, too small to read, outside the
page's box, in a layer that is off, or under something opaque that was painted later, as in a badly made redaction.
Where it is unsure (patterns, odd shapes, too many objects to compare) it is visible.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2_raw as pdfium

from dlp_service.extract.pdf import calls
from dlp_service.extract.pdf.library import Handle, wide_string

MAX_OBJECTS = 200_000
MAX_FORM_DEPTH = 12
MAX_PATHS = 5000
"""A page with more shapes is a drawing: what lies behind or above a text is not told there."""

MAX_COMPARISONS = 300_000
SMALL_SIZE = 1.0
"""Points.  Nothing below is legible on paper; text for layout tricks is at 0 or 0.1."""
SMALL_AREA = SMALL_SIZE**2

SAME_COLOUR = 16
"""Largest difference of a colour component, of 255, that the eye does not tell apart."""

MAX_MARKS = 256
"""A text stands in a few marks, one for each level of structure; more cost a call each for every text of a page."""

NEARLY_WHITE = 255 - SAME_COLOUR
MIN_BAR = 4.0
"""Points.  Nothing narrower is a background or a cover of text."""

MIN_ALPHA = 16
OPAQUE = 250

Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]
Matrix = tuple[float, float, float, float, float, float]
WHITE: Colour = (255, 255, 255)
NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
INVISIBLE = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
GETTERS = {
    **dict.fromkeys((0, 4), (calls.fill_colour,)),
    **dict.fromkeys((1, 5), (calls.stroke_colour,)),
    **dict.fromkeys((2, 6), (calls.fill_colour, calls.stroke_colour)),
}
"""What draws a text, by its rendering mode (ISO 32000-2 table 104); the others draw nothing."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Text:
    """A text object: its place in the painting order, its box on the page, and the colours it is drawn in."""

    handle: Handle
    order: int
    box: Box
    colours: tuple[Colour, ...]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Fill:
    """An area that is painted: `colour` is None where it has many or its shape is odd; a cover hides what it holds."""

    order: int
    box: Box
    colour: Colour | None
    is_cover: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the page with its pixels and its box in points."""

    handle: Handle
    width: int
    height: int
    box: Box


@dataclass(slots=True)
class Survey:
    """What is on a page."""

    box: Box
    texts: list[Text] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    paths: int = 0
    is_cut: bool = False

    @property
    def hidden(self) -> list[Text]:
        """Return the texts nobody sees."""
        return [text for text in self.texts if text.is_hidden]


class Surveyor:
    """Looks at pages of one document; `hidden_layers` are the names of layers that are off."""

    def __init__(self, hidden_layers: frozenset[str]) -> None:
        self.hidden_layers = hidden_layers
        self.floats = calls.Numbers("f", 4)
        self.colour = calls.Numbers("I", 4)
        self.matrix = calls.Numbers("f", 6)
        self.size = calls.Numbers("f", 1)
        self.pixels = calls.Numbers("I", 2)
        self.modes = calls.Numbers("i", 2)

    def survey(self, page: Handle) -> Survey:
        """Return what is on a page; texts too small for pdfium to read are enlarged."""
        found = Survey(page_box(page))
        for order, (handle, kind, matrix) in enumerate(self._objects(page, found)):
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                found.texts.append(self._text(handle, order, matrix, found.box))
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                found.paths += 1
                if found.paths <= MAX_PATHS:
                    self._path(handle, order, matrix, found)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._picture(handle, order, matrix, found)
            elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
                found.fills.append(Fill(order, self._box(handle, matrix), None, is_cover=False))
        _compare(found)
        return found

    def _objects(self, page: Handle, found: Survey) -> Iterator[tuple[Handle, int, Matrix]]:
        """Give all objects in painting order, those of forms too, each with the matrix of its form."""
        count = calls.count_objects(page)
        stack: list[tuple[Callable[[Handle, int], Handle], Handle, int, int, Matrix]] = [
            (calls.object_at, page, 0, count, IDENTITY)
        ]
        room = MAX_OBJECTS
        while stack:
            get, holder, index, count, matrix = stack.pop()
            while index < count:
                handle = get(holder, index)
                index += 1
                room -= 1
                if room < 0:
                    found.is_cut = True
                    return
                if not handle:
                    continue
                kind = calls.kind_of(handle)
                if kind != pdfium.FPDF_PAGEOBJ_FORM:
                    yield handle, kind, matrix
                elif len(stack) < MAX_FORM_DEPTH:
                    stack.append((get, holder, index, count, matrix))
                    inner = _times(self._matrix(handle), matrix)
                    get, holder, matrix = calls.form_object_at, handle, inner
                    index, count = 0, calls.count_form_objects(handle)

    def _text(self, handle: Handle, order: int, form: Matrix, page: Box) -> Text:
        """Look at one text; pages have thousands, so that what can be told from numbers in hand is not called for."""
        mode = calls.render_mode(handle)
        calls.font_size(handle, self.size.place)
        a, b, c, d, e, f = self._matrix(handle)
        size = self.size.array[0]
        has_box = calls.bounds(handle, *self.floats.places)
        left, bottom, right, top = self.floats.array if has_box else NOWHERE
        # The size is compared by its square: an area of what one unit of text covers.
        area = size * size * abs(a * d - b * c)
        if form is not IDENTITY:
            area *= abs(form[0] * form[3] - form[1] * form[2])
            left, bottom, right, top = _moved((left, bottom, right, top), form)
        # Spaces have no height; letters without a width are squeezed to nothing.
        is_small = area < SMALL_AREA or (left == right and bottom != top)
        box = (left, bottom, right, top)
        if is_small:
            calls.set_font_size(handle, 8.0)
            calls.set_matrix(handle, ctypes.byref(pdfium.FS_MATRIX(1, 0, 0, 1, e, f)))
            return Text(handle, order, box, (), is_hidden=True)
        if bottom == top:
            return Text(handle, order, box, (), is_hidden=False)
        is_inside = left < page[2] and page[0] < right and bottom < page[3] and page[1] < top
        if not is_inside or mode == INVISIBLE or (self.hidden_layers and self._is_in_hidden_layer(handle)):
            return Text(handle, order, box, (), is_hidden=True)
        colours, is_hidden = self._colours(handle, mode)
        return Text(handle, order, box, colours, is_hidden)

    def _colours(self, handle: Handle, mode: int) -> tuple[tuple[Colour, ...], bool]:
        """Return the colours a text is drawn in, none if one of them is a pattern, and whether it is transparent."""
        colours = []
        getters = GETTERS.get(mode, ())
        for getter in getters:
            if not getter(handle, *self.colour.places):
                return (), False
            red, green, blue, alpha = self.colour.array
            if alpha >= MIN_ALPHA:
                colours.append((red, green, blue))
        return tuple(colours), bool(getters) and not colours

    def _path(self, handle: Handle, order: int, form: Matrix, found: Survey) -> None:
        count = calls.count_segments(handle)
        if not calls.draw_mode(handle, *self.modes.places):
            return
        is_filled = self.modes.array[0] != 0
        if not is_filled:
            # A bar may be a thick line.
            calls.stroke_width(handle, *self.size.places)
            if count > 3 or self.size.array[0] < MIN_BAR:
                return
        box = self._box(handle, form)
        if box[2] - box[0] < MIN_BAR or box[3] - box[1] < MIN_BAR:
            return
        colour: Colour | None = None
        if is_filled and 4 <= count <= 6 and self._is_rectangle(handle):
            if calls.fill_colour(handle, *self.colour.places):
                red, green, blue, alpha = self.colour.array
                if alpha < OPAQUE or calls.has_transparency(handle):
                    return
                colour = (red, green, blue)
            found.fills.append(Fill(order, box, colour, is_cover=True))
        else:
            # Whatever its shape is: text on it cannot be told to be unseen, nor text under it to be covered.
            found.fills.append(Fill(order, box, None, is_cover=False))

    def _is_rectangle(self, path: Handle) -> bool:
        """Say whether a path runs along two vertical and two horizontal lines."""
        point = self.floats
        xs, ys = set(), set()
        for index in range(calls.count_segments(path)):
            calls.segment_point(calls.segment_at(path, index), *point.places[:2])
            xs.add(round(point.array[0], 1))
            ys.add(round(point.array[1], 1))
        return len(xs) == 2 == len(ys)

    def _picture(self, handle: Handle, order: int, form: Matrix, found: Survey) -> None:
        box = self._box(handle, form)
        if calls.pixel_size(handle, *self.pixels.places):
            width, height = self.pixels.array
            found.pictures.append(Picture(handle, width, height, box))
        if not calls.has_transparency(handle):
            found.fills.append(Fill(order, box, None, is_cover=True))

    def unmark(self, survey: Survey) -> bool:
        """Take replacement texts off the texts of a page; say whether there were any."""
        found = False
        for text in survey.texts:
            for index in reversed(range(min(MAX_MARKS, calls.count_marks(text.handle)))):
                mark = calls.mark_at(text.handle, index)
                if calls.mark_kind(mark, b"ActualText") == pdfium.FPDF_OBJECT_STRING:
                    found = bool(calls.remove_mark(text.handle, mark)) or found
        return found

    def _is_in_hidden_layer(self, handle: Handle) -> bool:
        for index in range(min(MAX_MARKS, calls.count_marks(handle))):
            mark = calls.mark_at(handle, index)
            if _mark_text(calls.mark_name, mark) == "OC":
                name = _mark_text(calls.mark_text, mark, b"Name")
                if name in self.hidden_layers:
                    return True
        return False

    def _matrix(self, handle: Handle) -> Matrix:
        return tuple(self.matrix.array) if calls.matrix(handle, self.matrix.place) else IDENTITY

    def _box(self, handle: Handle, form: Matrix) -> Box:
        if not calls.bounds(handle, *self.floats.places):
            return NOWHERE
        left, bottom, right, top = self.floats.array
        box = (left, bottom, right, top)
        return box if form is IDENTITY else _moved(box, form)


def page_box(page: Handle) -> Box:
    """Return the part of a page that is shown, as left, bottom, right, top."""
    found = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, found):
        return (0.0, 0.0, 612.0, 792.0)
    return (found.left, min(found.bottom, found.top), found.right, max(found.bottom, found.top))


def _mark_text(call: Callable[..., int], mark: Handle, *key: bytes) -> str:
    size = ctypes.c_ulong()

    def fill(buffer: object, length: int) -> int:
        return int(size.value) if call(mark, *key, buffer, length, ctypes.byref(size)) else 0

    return wide_string(fill, 4096)


def _compare(found: Survey) -> None:
    """Hide texts whose colour is that of what lies behind, and those that something opaque covers."""
    room = MAX_COMPARISONS if found.paths <= MAX_PATHS else 0
    if not found.fills:
        white: dict[tuple[Colour, ...], bool] = {(): False}
        for text in found.texts if room else ():
            if text.colours not in white:
                white[text.colours] = all(min(colour) >= NEARLY_WHITE for colour in text.colours)
            text.is_hidden = text.is_hidden or white[text.colours]
        return
    for text in found.texts:
        room -= len(found.fills)
        if not text.is_hidden and text.colours and room >= 0:
            text.is_hidden = _is_lost(text, found.fills)


def _is_lost(text: Text, fills: list[Fill]) -> bool:
    """Say whether something opaque lies above a text, or its colour behind it."""
    behind: Colour | None = WHITE
    for fill in fills:
        if not _holds(fill.box, text.box):
            continue
        if fill.order < text.order:
            behind = fill.colour
        elif fill.is_cover:
            return True
    return behind is not None and all(_is_same(colour, behind) for colour in text.colours)


def _is_same(one: Colour, other: Colour) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= SAME_COLOUR


def _holds(outer: Box, inner: Box) -> bool:
    """Say whether a box holds the middle nine tenths of another."""
    across, up = (inner[2] - inner[0]) / 20, (inner[3] - inner[1]) / 20
    return (
        outer[0] <= inner[0] + across
        and outer[1] <= inner[1] + up
        and outer[2] >= inner[2] - across
        and outer[3] >= inner[3] - up
    )


def _times(one: Matrix, two: Matrix) -> Matrix:
    """Return the matrix that applies `one`, then `two` (section 8.3.4)."""
    return (
        one[0] * two[0] + one[1] * two[2],
        one[0] * two[1] + one[1] * two[3],
        one[2] * two[0] + one[3] * two[2],
        one[2] * two[1] + one[3] * two[3],
        one[4] * two[0] + one[5] * two[2] + two[4],
        one[4] * two[1] + one[5] * two[3] + two[5],
    )


def _moved(box: Box, matrix: Matrix) -> Box:
    corners = [
        (x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5])
        for x in (box[0], box[2])
        for y in (box[1], box[3])
    ]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)
