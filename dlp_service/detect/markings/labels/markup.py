"""
The markup of a label as a small flat tree: elements with their attributes, text, ancestors and places.

Read by expat, which hands over a document type or an entity before it acts on one: both are refused, and what came before
counts.  Markup that is cut off gives the elements that it still has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from dlp_service.detect.markings.labels.interface import Field

MAX_DEPTH = 64
MAX_ELEMENTS = 5_000
MAX_TEXT = 4_096
"""Characters of one element's text that are kept."""


@dataclass(eq=False, slots=True)
class Element:
    """
    One element by its local name; `start` and `end` are its extent in the markup.

    `attributes` go by their local names.  `is_closed` is false when the markup ended inside.
    """

    name: str
    attributes: dict[str, str]
    parent: Element | None
    start: int
    end: int = 0
    text: str = ""
    is_closed: bool = False
    children: list[Element] = field(default_factory=list)

    def first(self, name: str) -> Element | None:
        """Return the first child of a name, or None."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        """Return the children of a name."""
        return [child for child in self.children if child.name == name]


@dataclass(frozen=True, slots=True)
class Tree:
    """All elements in the order of their beginning; `fault` says why reading ended early, empty when it did not."""

    elements: tuple[Element, ...]
    fault: str = ""

    def named(self, *names: str) -> Iterator[Element]:
        """Yield the elements of some local names."""
        return (element for element in self.elements if element.name in names)


class Refused(Exception):
    """The markup declares a document type or entities, which no label needs."""


class _Reader:
    """Expat's callbacks."""

    def __init__(self, data: bytes, *, is_ascii: bool) -> None:
        self.data = data
        self.is_ascii = is_ascii
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.finish
        self.parser.CharacterDataHandler = self.take
        self.parser.StartDoctypeDeclHandler = self.parser.EntityDeclHandler = self.refuse
        self.found: list[Element] = []
        self.opened: list[Element] = []

    def refuse(self, *_: object) -> None:
        raise Refused("it declares a document type or entities")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.opened) >= MAX_DEPTH or len(self.found) >= MAX_ELEMENTS:
            raise Refused("it is too deep or too long")
        parent = self.opened[-1] if self.opened else None
        local = {key.rpartition(":")[2]: value for key, value in attributes.items() if not key.startswith("xmlns")}
        element = Element(name.rpartition(":")[2], local, parent, self.parser.CurrentByteIndex)
        if parent:
            parent.children.append(element)
        self.found.append(element)
        self.opened.append(element)

    def finish(self, _name: str) -> None:
        element = self.opened.pop()
        position = self.parser.CurrentByteIndex
        # Expat stands before an end tag, and behind the tag of an empty element.
        is_empty = not element.children and not element.text and self.data.endswith(b"/>", 0, position)
        element.end = position if is_empty else self.data.find(b">", position) + 1
        element.is_closed = True

    def take(self, text: str) -> None:
        if self.opened and len(self.opened[-1].text) < MAX_TEXT:
            self.opened[-1].text += text[:MAX_TEXT]

    def tree(self, fault: str) -> Tree:
        """Return what was read, with places counted in characters."""
        for element in self.opened:
            element.end = len(self.data)
        if not self.is_ascii:
            self._count_characters()
        return Tree(tuple(self.found), fault)

    def _count_characters(self) -> None:
        """Turn places in bytes into places in characters."""
        characters: dict[int, int] = {}
        before = count = 0
        for place in sorted({place for element in self.found for place in (element.start, element.end)}):
            count += len(self.data[before:place].decode("utf-8", "ignore"))
            characters[place], before = count, place
        for element in self.found:
            element.start, element.end = characters[element.start], characters[element.end]


def elements(source: Field) -> Tree:
    """Return the elements of a field's value, with places relative to the value."""
    return parse(source.value)


def parse(text: str) -> Tree:
    """
    Return the elements of markup, as far as it can be read; text before the first `<` is passed over.

    >>> [(e.name, e.start, e.end) for e in parse("<a><b x='1'/>").elements]
    [('a', 0, 13), ('b', 3, 13)]
    >>> [(e.name, e.end) for e in parse("<a><b/></a>").elements]
    [('a', 11), ('b', 7)]
    """
    lead = text.find("<")
    if lead < 0:
        return Tree((), "it is no markup")
    # An encoding that the declaration names counts no more: the text is characters already.
    data = text[lead:].encode("utf-8", "replace")
    reader = _Reader(data, is_ascii=len(data) == len(text) - lead)
    fault = ""
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003 - the signature of pyexpat
    except Refused as error:
        fault = str(error)
    except (expat.ExpatError, ValueError, LookupError):
        # Words after the end of the markup take nothing from it.
        fault = "" if reader.found and not reader.opened else "it is cut off or not well formed"
    tree = reader.tree(fault)
    for element in tree.elements:
        element.start += lead
        element.end += lead
    return tree
