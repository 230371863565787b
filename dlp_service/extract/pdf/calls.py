"""
The functions of pdfium that are called for every object and line of a page, bound so that a call costs little.

Handles are plain numbers here, 0 or None for none, and so are places in memory.  The bindings of `pypdfium2_raw` make an
object of every pointer that goes in or comes out, and let other threads run meanwhile.  Without that, looking at the objects of
thirty pages of text takes 4.5 ms where it took 6.0.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable
from typing import Any, Literal

import pypdfium2_raw as pdfium


def _bound(function: Any) -> Callable[..., Any]:  # noqa: ANN401 - a foreign function
    """Return a function with numbers in the place of pointers."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    kinds = [_plain(kind) for kind in (function.restype, *function.argtypes)]
    return ctypes.PYFUNCTYPE(*kinds)(address or 0)


def _plain(kind: Any) -> Any:  # noqa: ANN401 - a type of ctypes
    # Pointers to characters come as classes of the bindings' own.
    is_number = kind is None or (hasattr(kind, "_type_") and isinstance(kind._type_, str) and kind._type_ not in "zZP")
    return kind if is_number else ctypes.c_void_p


count_objects = _bound(pdfium.FPDFPage_CountObjects)
object_at = _bound(pdfium.FPDFPage_GetObject)
count_form_objects = _bound(pdfium.FPDFFormObj_CountObjects)
form_object_at = _bound(pdfium.FPDFFormObj_GetObject)

kind_of = _bound(pdfium.FPDFPageObj_GetType)
bounds = _bound(pdfium.FPDFPageObj_GetBounds)
matrix = _bound(pdfium.FPDFPageObj_GetMatrix)
set_matrix = _bound(pdfium.FPDFPageObj_SetMatrix)
fill_colour = _bound(pdfium.FPDFPageObj_GetFillColor)
stroke_colour = _bound(pdfium.FPDFPageObj_GetStrokeColor)
stroke_width = _bound(pdfium.FPDFPageObj_GetStrokeWidth)
has_transparency = _bound(pdfium.FPDFPageObj_HasTransparency)
set_active = _bound(pdfium.FPDFPageObj_SetIsActive)

render_mode = _bound(pdfium.FPDFTextObj_GetTextRenderMode)
font_size = _bound(pdfium.FPDFTextObj_GetFontSize)
set_font_size = _bound(pdfium.FPDFTextObj_SetFontSize)

count_segments = _bound(pdfium.FPDFPath_CountSegments)
draw_mode = _bound(pdfium.FPDFPath_GetDrawMode)
segment_at = _bound(pdfium.FPDFPath_GetPathSegment)
segment_point = _bound(pdfium.FPDFPathSegment_GetPoint)

pixel_size = _bound(pdfium.FPDFImageObj_GetImagePixelSize)
raw_data = _bound(pdfium.FPDFImageObj_GetImageDataRaw)

count_marks = _bound(pdfium.FPDFPageObj_CountMarks)
mark_at = _bound(pdfium.FPDFPageObj_GetMark)
remove_mark = _bound(pdfium.FPDFPageObj_RemoveMark)
mark_name = _bound(pdfium.FPDFPageObjMark_GetName)
mark_kind = _bound(pdfium.FPDFPageObjMark_GetParamValueType)
mark_text = _bound(pdfium.FPDFPageObjMark_GetParamStringValue)

characters = _bound(pdfium.FPDFText_GetText)
character_box = _bound(pdfium.FPDFText_GetCharBox)


MOST_PLACES = 8
"""No function fills in more numbers one by one; longer rooms are filled from their first place on."""


class Numbers:
    """Room for a few numbers of a C type that a function fills in, each at its `places`, all from the first `place` on."""

    __slots__ = ("array", "place", "places")

    def __init__(self, code: Literal["d", "f", "i", "I", "H"], count: int) -> None:
        # Its items are read several times as fast as those of an array of ctypes.
        self.array: array[Any] = array(code, bytes(count * array(code).itemsize))
        start, _ = self.array.buffer_info()
        self.place = start
        self.places = tuple(start + index * self.array.itemsize for index in range(min(count, MOST_PLACES)))
