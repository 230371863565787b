"""Visio drawings (MS-VSDX): the text of shapes, and apart from it their data, links, layers and names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dlp_service.extract.office.textml import TextHandler, is_default_name
from dlp_service.extract.texts.xmlwalk import End, Start

TELLING = {
    "Property": ("Label", "Prompt", "Value"),
    "Hyperlink": ("Description", "Address", "SubAddress"),
    "User": ("Prompt", "Value"),
    "Layer": ("Name",),
    "Actions": ("Menu",),
}
"""Sections of a shape, and the cells in them that hold words."""


class VisioHandler(TextHandler):
    """Reads one page, master or list of comments."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.cells: tuple[str, ...] = ()
        self.author = ""

    def _shape(self, attributes: dict[str, str]) -> None:
        for name in ("Name", "NameU"):
            if not is_default_name(attributes.get(name, "")):
                self.hide(attributes[name])

    def _section(self, attributes: dict[str, str]) -> None:
        self.cells = TELLING.get(attributes.get("N", ""), ())

    def _end_section(self) -> None:
        self.cells = ()

    def _cell(self, attributes: dict[str, str]) -> None:
        name = attributes.get("N", "")
        if name in self.cells or name == "Comment":
            value = attributes.get("V", "")
            if not _is_number(value):
                self.hide(value)

    starts: ClassVar[Mapping[str, Start]] = {
        "Text": TextHandler.start_note,
        "CommentEntry": TextHandler.start_note,
        "Shape": _shape,
        "Section": _section,
        "Cell": _cell,
    }
    ends: ClassVar[Mapping[str, End]] = {
        "Text": TextHandler.end_note,
        "CommentEntry": TextHandler.end_note,
        "Section": _end_section,
    }


class VisioNamesHandler(TextHandler):
    """Reads the lists of pages and masters, and what prints on every page."""

    def _named(self, attributes: dict[str, str]) -> None:
        for name in ("Name", "NameU"):
            if not is_default_name(attributes.get(name, "").replace("Page", "")):
                self.hide(attributes[name])

    def _start_header(self, _attributes: dict[str, str]) -> None:
        self.where = "page_header"
        self.start_note({})

    def _start_footer(self, _attributes: dict[str, str]) -> None:
        self.where = "footer"
        self.start_note({})

    def _author(self, attributes: dict[str, str]) -> None:
        self.hide(attributes.get("Name", ""))

    starts: ClassVar[Mapping[str, Start]] = {
        "Page": _named,
        "Master": _named,
        "HeaderLeft": _start_header,
        "HeaderCenter": _start_header,
        "HeaderRight": _start_header,
        "FooterLeft": _start_footer,
        "FooterCenter": _start_footer,
        "FooterRight": _start_footer,
        "AuthorEntry": _author,
    }
    ends: ClassVar[Mapping[str, End]] = dict.fromkeys(
        ("HeaderLeft", "HeaderCenter", "HeaderRight", "FooterLeft", "FooterCenter", "FooterRight"),
        TextHandler.end_note,
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
