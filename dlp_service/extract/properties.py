"""
Document properties and labels: docProps, custom properties, tags, sensitivity labels, custom XML.

Machine labels live here, as `Name=value`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dlp_service.extract.xmlwalk import Start, XmlHandler, attribute

MAX_VALUE = 100_000
DULL = frozenset(
    [
        "TotalTime",
        "Pages",
        "Words",
        "Characters",
        "Lines",
        "Paragraphs",
        "Slides",
        "Notes",
        "HiddenSlides",
        "MMClips",
        "CharactersWithSpaces",
        "ScaleCrop",
        "DocSecurity",
        "LinksUpToDate",
        "SharedDoc",
        "HyperlinksChanged",
        "HyperlinkBase",
        "AppVersion",
        "i4",
        "revision",
        "Template",
        "PresentationFormat",
    ]
)
"""Statistics that every writer fills in; each property is a text of its own, so these would only cost time."""

PAIRED = (("name", "val"), ("name", "value"), ("Name", "Value"))


class PropertiesHandler(XmlHandler):
    """
    Collects `name=value`: leaf elements by their own name, custom properties by their `name` attribute.

    With `with_attributes` every attribute of every element is a property too, as in label files whose values are attributes.
    """

    handles_all: ClassVar[bool] = True

    def __init__(self, *, with_attributes: bool = False) -> None:
        super().__init__()
        self.with_attributes = with_attributes
        self.found: list[str] = []
        self.name = ""
        self.custom = ""
        self.pieces: list[str] = []
        self.is_capturing = True

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "property":
            self.custom = attribute(attributes, "name")
        self.name = name
        self.pieces = []
        for key, value in PAIRED:
            if attributes and (paired := attribute(attributes, key)) and attribute(attributes, value):
                self._add(paired, attribute(attributes, value))
                return
        if self.with_attributes:
            for key, value in attributes.items():
                if not key.startswith("xmlns"):
                    self._add(key.rpartition(":")[2], value)

    def any_end(self, name: str) -> None:
        """Take the end of an element."""
        if name == self.name:
            self._add(self.custom or name, "".join(self.pieces))
        self.name = ""
        if name == "property":
            self.custom = ""

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.pieces.append(text)

    def _add(self, name: str, value: str) -> None:
        if value.strip() and name not in DULL:
            self.found.append(f"{name}={value.strip()[:MAX_VALUE]}")


class VariablesHandler(XmlHandler):
    """Collects document variables (`docVar`), where document systems keep labels; other settings say nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def _variable(self, attributes: dict[str, str]) -> None:
        self.found.append(f"{attribute(attributes, 'name')}={attribute(attributes, 'val')[:MAX_VALUE]}")

    starts: ClassVar[Mapping[str, Start]] = {"docVar": _variable}


class LinksHandler(XmlHandler):
    """Reads a relationships part: id to (target, type, is_external)."""

    def __init__(self) -> None:
        super().__init__()
        self.links: dict[str, tuple[str, str, bool]] = {}

    def _link(self, attributes: dict[str, str]) -> None:
        kind = attribute(attributes, "Type").rpartition("/")[2]
        is_external = attribute(attributes, "TargetMode").lower() == "external"
        self.links[attribute(attributes, "Id")] = (attribute(attributes, "Target"), kind, is_external)

    starts: ClassVar[Mapping[str, Start]] = {"Relationship": _link}


class CachedHandler(XmlHandler):
    """Collects cached values (`v` attributes of pivot caches, text of external links): data that came along unseen."""

    handles_all: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.pieces: list[str] = []

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        value = attributes.get("v") or attributes.get("val") or ""
        if name in {"s", "n", "d", "cacheField"} and value:
            self.lines.append(value)
        if name == "cacheField" and attributes.get("name"):
            self.lines.append(attributes["name"])
        self.is_capturing = name in {"v", "t", "f"}
        self.pieces = []

    def any_end(self, name: str) -> None:  # noqa: ARG002 - any element ends a value
        """Take the end of an element."""
        if self.is_capturing and self.pieces:
            self.lines.append("".join(self.pieces))
        self.is_capturing = False

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.pieces.append(text)
