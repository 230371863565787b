"""
OpenDocument styles, as far as they hide what they style (ODF 1.3 part 3, sections 16, 17 and 20).

Styles inherit; a parent may be defined after its child and parents may form a circle, so they are asked when
needed and at most `MAX_PARENTS` deep.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dlp_service.extract.texts.xmlwalk import attribute

MAX_PARENTS = 32
MAX_STYLES = 200_000
WHITE = frozenset({"#ffffff", "#fefefe", "#fdfdfd", "#fcfcfc", "#fff"})
NO_GROUND = WHITE | {"", "transparent"}
TINY_POINTS = 2.0


@dataclass(slots=True)
class Style:
    """What a style says itself: None where it says nothing and the parent counts."""

    parent: str = ""
    is_undisplayed: bool | None = None
    is_pale: bool | None = None
    has_ground: bool | None = None
    is_page_hidden: bool | None = None


@dataclass(slots=True)
class StyleBook:
    """
    The styles of one document by family and name.

    `is_dark` is set by a page that has a ground of its own: white letters are seen on it.
    """

    styles: dict[tuple[str, str], Style] = field(default_factory=dict)
    current: Style = field(default_factory=Style)
    is_dark: bool = False

    def define(self, attributes: dict[str, str]) -> None:
        """Begin a `style:style`; its properties follow as child elements."""
        self.current = Style(attribute(attributes, "parent-style-name"))
        key = (attribute(attributes, "family"), attribute(attributes, "name"))
        if len(self.styles) < MAX_STYLES:
            self.styles[key] = self.current

    def properties(self, attributes: dict[str, str]) -> None:
        """Take the properties of the style at hand; all kinds of properties elements use distinct attributes for this."""
        style = self.current
        for name, value in attributes.items():
            local = name.rpartition(":")[2]
            if local == "display":
                # A text that is not displayed has "none", a table that is not displayed has "false".
                style.is_undisplayed = value in {"none", "false"}
            elif local == "color":
                style.is_pale = value.lower() in WHITE
            elif local == "font-size" and _is_tiny(value):
                style.is_undisplayed = True
            elif local == "background-color":
                style.has_ground = value.lower() not in NO_GROUND
            elif local == "fill":
                style.has_ground = value != "none"
            elif local == "visibility":
                style.is_page_hidden = value == "hidden"

    def page_ground(self, attributes: dict[str, str]) -> None:
        """Take the properties of a page layout."""
        if attribute(attributes, "background-color").lower() not in NO_GROUND:
            self.is_dark = True

    def is_undisplayed(self, family: str, name: str) -> bool | None:
        """Say whether a style hides, None where neither it nor its parents speak."""
        return self._first(family, name, "is_undisplayed")

    def is_pale(self, family: str, name: str) -> bool | None:
        """Say whether a style writes white, None where nothing is said."""
        return self._first(family, name, "is_pale")

    def has_ground(self, family: str, name: str) -> bool | None:
        """Say whether a style puts a colour behind its text, None where nothing is said."""
        return self._first(family, name, "has_ground")

    def is_page_hidden(self, name: str) -> bool:
        """Say whether a slide with this style is left out of the show."""
        return bool(self._first("drawing-page", name, "is_page_hidden"))

    def _first(self, family: str, name: str, question: str) -> bool | None:
        for _ in range(MAX_PARENTS):
            style = self.styles.get((family, name)) if name else None
            if style is None:
                return None
            answer: bool | None = getattr(style, question)
            if answer is not None:
                return answer
            name = style.parent
        return None


def _is_tiny(size: str) -> bool:
    try:
        return size.endswith("pt") and float(size[:-2]) < TINY_POINTS
    except ValueError:
        return False
