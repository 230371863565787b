"""RTF destinations: text that belongs elsewhere, properties, fields, shapes, pictures and objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from dlp_service.extract.givennames import is_given
from dlp_service.extract.job import Job
from dlp_service.extract.richtext.rtfstate import Sink, State
from dlp_service.extract.richtext.rtfwalk import Action, RtfText, each, in_bytes
from dlp_service.extract.richtext.rtfwords import (
    BOXES,
    DATA,
    GIVEN,
    HIDDEN_LINES,
    NAMED,
    PAGES,
    PASSING,
    PROPERTIES,
    SHAPE_WORDS,
    SILENT,
)

DULL_FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "TOC", "DATE", "TIME", "SYMBOL", "FORMTEXT", "SEQ", "SHAPE", "EQ"}
)
HEX_ONLY = re.compile(r"[0-9A-Fa-f\s]*\Z")
BLIPS = {
    "pngblip": "png",
    "jpegblip": "jpg",
    "emfblip": "emf",
    "wmetafile": "wmf",
    "dibitmap": "dib",
    "macpict": "pict",
}


class RtfWalk(RtfText):
    """
    Reads RTF whole: besides its text `properties`, `lines` (single hidden words) and `files`.

    A destination is a sink on `opened` until the group ends in which it began.
    """

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.properties: list[str] = []
        self.lines: list[str] = []
        self.files: list[Sink] = []
        self.opened: list[Sink] = []
        self.name = self.shape = ""
        self.unicode_sink = self.nowhere
        self.has_new_pictures = False

    def finish(self) -> None:
        """Give what is still open to where it belongs."""
        self.flush()
        while self.opened:
            self._end(self.opened.pop())

    def close_group(self) -> None:
        """End a group and the destinations that began in it."""
        depth = len(self.stack)
        while self.opened and self.opened[-1].depth >= depth:
            self.flush()
            self._end(self.opened.pop())
        if self.state.sink.kind == "docvar":
            self.flush()
            self.state.sink.pieces.append("=")
        super().close_group()

    def unknown(self) -> None:
        """Keep the words of a destination that nobody knows: they are in the recipient's hands."""
        # In a table of styles a character style begins like a destination that can be left out.
        if self.state.sink is not self.nowhere and self.state.sink.name != "stylesheet":
            self._open(Sink(kind="unknown"))

    # --- destinations ----------------------------------------------------------------------------

    def _open(self, sink: Sink, *, with_default: bool = False) -> None:
        sink.depth = len(self.stack)
        self.flush()
        self.opened.append(sink)
        codec = self.default if with_default else self.state.codec
        self.state = State(sink, codec, self.state.fallback, self.state.bits)

    def _to_place(self, where: str, _parameter: int | None) -> None:
        """Send the rest of the group to a place; what stands in a hidden place stays there."""
        if self.state.sink.where not in {"hidden", "fallback"}:
            self.flush()
            place = self.place(where)
            place.pieces.append("\n")
            self.state = self.state.to(place)
            self.opened.append(Sink(where, kind="place", depth=len(self.stack)))

    def _to_value(self, kind: str, _parameter: int | None) -> None:
        self._open(Sink(kind=kind), with_default=True)

    def _to_property(self, name: str, _parameter: int | None) -> None:
        self._open(Sink(kind="property", name=name), with_default=True)

    def _to_line(self, name: str, _parameter: int | None) -> None:
        self._open(Sink(kind="line", name=name), with_default=name == "docvar")

    def _to_names(self, name: str, _parameter: int | None) -> None:
        self._open(Sink(kind="names", name=name), with_default=True)

    def _to_data(self, name: str, _parameter: int | None) -> None:
        if self.state.sink.kind == "old picture" and self.has_new_pictures:
            self._to_nowhere("", None)
        else:
            self._open(Sink(kind="data", name=name))

    def _to_old_picture(self, _argument: object, _parameter: int | None) -> None:
        self._open(Sink(kind="old picture"))

    def _new_picture(self, _argument: object, _parameter: int | None) -> None:
        self.has_new_pictures = True

    def _to_nowhere(self, _argument: object, _parameter: int | None) -> None:
        self.flush()
        self.state = self.state.to(self.nowhere)

    def _pass(self, _argument: object, _parameter: int | None) -> None:
        """Leave text where it goes: the destination only groups."""

    def _to_box(self, _argument: object, _parameter: int | None) -> None:
        """Let the text of a box stand on lines of its own, apart from the paragraph it is anchored in."""
        place = self.state.sink
        if place.where:
            self.flush()
            place.pieces.append("\n")
            self.opened.append(Sink(place.where, kind="place", depth=len(self.stack)))

    def _alternatives(self, _argument: object, _parameter: int | None) -> None:
        # The same text follows as Unicode.
        self.unicode_sink = self.state.sink
        self._to_nowhere("", None)

    def _unicode_alternative(self, _argument: object, _parameter: int | None) -> None:
        self.state = self.state.to(self.unicode_sink)

    def _from_html(self, _argument: object, parameter: int | None) -> None:
        if parameter != 0:
            self.html = []

    def _blip(self, extension: str, _parameter: int | None) -> None:
        if self.state.sink.kind == "data":
            self.state.sink.name = extension

    def _end(self, sink: Sink) -> None:
        """Take a destination that ends."""
        if sink.kind == "data":
            self.files.append(sink)
            return
        if sink.kind == "place":
            self.place(sink.where).pieces.append("\n")
            return
        if sink.kind == "fonts":
            self.stack[-1:] = [
                State(state.sink, self._body_codec(), state.fallback, state.bits) for state in self.stack[-1:]
            ]
            return
        text = sink.text().strip()
        if text:
            self._end_text(sink, text)

    def _body_codec(self) -> str:
        return self.fonts.get(self.body_font, self.default)

    def _end_text(self, sink: Sink, text: str) -> None:
        if sink.kind == "property":
            self.properties.append(f"{sink.name}={text}")
        elif sink.kind == "propname":
            self.name = text
        elif sink.kind in {"staticval", "linkval"}:
            self.properties.append(f"{self.name or 'userprop'}={text}")
        elif sink.kind == "docvar":
            self.properties.append(text.strip("="))
        elif sink.kind == "sn":
            self.shape = text
        elif sink.kind == "sv":
            self._shape_word(text)
        elif sink.kind == "line":
            self._line(sink, text)
        elif sink.kind == "names":
            self.lines += filter(is_given, map(str.strip, text.split(";")))
        elif sink.kind == "unknown" and not HEX_ONLY.match(text):
            self.lines.append(text)

    def _shape_word(self, text: str) -> None:
        where = SHAPE_WORDS.get(self.shape)
        if where:
            self.lines += [text] if where == "hidden" or is_given(text) else []
        elif where is not None:
            below = self.stack[-1].sink if self.stack else self.nowhere
            place = below if below.where else self.place("body")
            place.pieces.append(f"\n{text}\n")

    def _line(self, sink: Sink, text: str) -> None:
        if sink.name in {"fldinst", "fldtitle"}:
            text = text.replace("\\\\", "\\")
        is_dull = sink.name == "fldinst" and text.split(maxsplit=1)[0].upper() in DULL_FIELDS
        if not is_dull and not text.startswith("_"):
            self.lines.append(text)

    actions: ClassVar[Mapping[bytes, Action]] = {
        **RtfText.actions,
        **in_bytes(
            {
                **dict.fromkeys(SILENT, (_to_nowhere, "")),
                **dict.fromkeys(PASSING, (_pass, "")),
                **dict.fromkeys(BOXES, (_to_box, "")),
                **each(_to_property, zip(PROPERTIES, PROPERTIES, strict=True)),
                **each(_to_line, zip(HIDDEN_LINES, HIDDEN_LINES, strict=True)),
                **each(_to_value, zip(NAMED, NAMED, strict=True)),
                **each(_to_names, zip(GIVEN, GIVEN, strict=True)),
                # They hold words only inside destinations of their own, and stray digits must not get into a picture.
                **dict.fromkeys(("listtable", "picprop"), (_to_value, "unknown")),
                **each(_to_data, zip(DATA, DATA, strict=True)),
                **each(_to_place, PAGES.items()),
                **each(_blip, BLIPS.items()),
                "fonttbl": (_to_value, "fonts"),
                "colortbl": (_to_value, "colours"),
                "fromhtml": (_from_html, ""),
                "htmltag": (_to_value, "html"),
                "upr": (_alternatives, ""),
                "ud": (_unicode_alternative, ""),
                "shppict": (_new_picture, ""),
                "nonshppict": (_to_old_picture, ""),
                "datastore": (_to_data, "datastore"),
            }
        ),
    }
