"""
PresentationML and DrawingML: slides, notes, masters, comments, drawings of sheets, charts and diagrams.

Hidden are slides not shown, shapes switched off, and shapes that stand beside the slide.  Placeholders of masters and layouts
hold prompts, which nobody sees on a slide; what stands there beside them is seen on every slide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dlp_service.extract.office.textml import TextHandler, is_default_name
from dlp_service.extract.office.wordlists import whole
from dlp_service.extract.texts.xmlwalk import End, Start, attribute, is_on

PLACES = {"ftr": "footer", "hdr": "page_header"}


class SlideHandler(TextHandler):
    """Reads one part; `size` is that of the slides in EMU, (0, 0) where nothing stands beside anything."""

    def __init__(
        self,
        where: str = "body",
        *,
        size: tuple[int, int] = (0, 0),
        has_prompts: bool = False,
        names: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(where)
        self.size = size
        self.has_prompts = has_prompts
        self.names = names or {}
        self.placeholder = ""
        self.is_hidden_slide = False
        self.offset = (0, 0)
        self.groups = 0
        self.authors: list[str] = []
        self.is_author = False
        self.author = ""
        self.id = ""

    def line(self, text: str) -> None:
        """Place a finished line: footers and headers of a slide are known by their placeholder."""
        place = PLACES.get(self.placeholder)
        if place and not self.rows and not self.hiding:
            if text.strip():
                self.add(place, text.strip(" "))
        elif self.has_prompts and self.placeholder:
            self.hide(text)
        else:
            super().line(text)

    # --- shapes ----------------------------------------------------------------------------------

    def _start_shape(self, attributes: dict[str, str]) -> None:
        self.start_scope(attributes)
        self.placeholder = ""

    def _end_shape(self) -> None:
        self.end_scope()
        self.placeholder = ""

    def _start_group(self, attributes: dict[str, str]) -> None:
        self.start_scope(attributes)
        self.groups += 1

    def _end_group(self) -> None:
        self.end_scope()
        self.groups -= self.groups > 0

    def _placeholder(self, attributes: dict[str, str]) -> None:
        self.placeholder = attributes.get("type") or "obj"

    def _offset(self, attributes: dict[str, str]) -> None:
        self.offset = (whole(attributes.get("x", "0")), whole(attributes.get("y", "0")))

    def _extent(self, attributes: dict[str, str]) -> None:
        # Inside a group the coordinates are the group's own; the group itself is measured at its first extent.
        if "cx" not in attributes or not self.size[0] or self.groups > 1:
            return
        (left, top), (width, height) = self.offset, self.size
        right, bottom = left + whole(attributes["cx"]), top + whole(attributes.get("cy", "0"))
        if left >= width or top >= height or right < 0 or bottom < 0:
            self.hiding += 1

    def _slide_name(self, attributes: dict[str, str]) -> None:
        if not is_default_name(attributes.get("name", "")):
            self.hide(attributes["name"])

    def _slide(self, attributes: dict[str, str]) -> None:
        self.is_hidden_slide = bool(attributes.get("show")) and not is_on(attributes, "show")

    # --- comments --------------------------------------------------------------------------------

    def _comment(self, attributes: dict[str, str]) -> None:
        number = attributes.get("authorId") or attributes.get("personId") or ""
        self.author = self.names.get(number, "")
        if not self.author and self.authors and 0 <= whole(number) < len(self.authors):
            self.author = self.authors[whole(number)]

    def start_note(self, attributes: dict[str, str]) -> None:
        """Begin the text of a comment, with the name of who wrote it."""
        super().start_note(attributes)
        self._sign()

    def start_paragraph(self, attributes: dict[str, str]) -> None:
        """Begin a paragraph."""
        super().start_paragraph(attributes)
        self._sign()

    def _sign(self) -> None:
        if self.author:
            self.put(f"{self.author}: ")
            self.author = ""

    def _start_author(self, _attributes: dict[str, str]) -> None:
        self.authors.append("")
        self.is_author = self.is_capturing = True

    def _end_author(self) -> None:
        self.is_author = self.is_capturing = False

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        if self.is_author:
            self.authors[-1] += text
        else:
            self.put(text)

    starts: ClassVar[Mapping[str, Start]] = {
        **TextHandler.starts,
        "text": start_note,
        "p": start_paragraph,
        "sp": _start_shape,
        "pic": _start_shape,
        "cxnSp": _start_shape,
        "graphicFrame": _start_shape,
        "grpSp": _start_group,
        "ph": _placeholder,
        "off": _offset,
        "ext": _extent,
        "sld": _slide,
        "cSld": _slide_name,
        "div": start_note,
        "cm": _comment,
        "reply": _comment,
        "comment": _comment,
        "threadedComment": _comment,
        "author": _start_author,
    }
    ends: ClassVar[Mapping[str, End]] = {
        **TextHandler.ends,
        "sp": _end_shape,
        "pic": _end_shape,
        "cxnSp": _end_shape,
        "graphicFrame": _end_shape,
        "grpSp": _end_group,
        "author": _end_author,
        "div": TextHandler.end_note,
    }


NAMES = ("name", "displayName", "author")


class NamesHandler(TextHandler):
    """Reads who is who among the authors of comments: id to name."""

    def __init__(self) -> None:
        super().__init__("property")
        self.names: dict[str, str] = {}

    def _person(self, attributes: dict[str, str]) -> None:
        name = next((found for key in NAMES if (found := attribute(attributes, key))), "")
        self.names[attribute(attributes, "id")] = name
        self.add("property", f"author={name}")
        user = attribute(attributes, "userId")
        if user and user != name:
            self.add("property", f"userId={user}")

    starts: ClassVar[Mapping[str, Start]] = {"person": _person, "author": _person, "cmAuthor": _person}
    ends: ClassVar[Mapping[str, End]] = {}


class DeckHandler(TextHandler):
    """Reads a presentation part: the order of the slides, their size, and names that people gave."""

    def __init__(self) -> None:
        super().__init__()
        self.slides: list[str] = []
        self.size = (0, 0)

    def _slide(self, attributes: dict[str, str]) -> None:
        self.slides.append(next((value for key, value in attributes.items() if key.endswith(":id")), ""))

    def _size(self, attributes: dict[str, str]) -> None:
        self.size = (max(0, whole(attributes.get("cx", "0"))), max(0, whole(attributes.get("cy", "0"))))

    def _named(self, attributes: dict[str, str]) -> None:
        self.hide(attribute(attributes, "name"))

    starts: ClassVar[Mapping[str, Start]] = {
        **TextHandler.starts,
        "sldId": _slide,
        "sldSz": _size,
        "section": _named,
        "custShow": _named,
    }
    ends: ClassVar[Mapping[str, End]] = TextHandler.ends
