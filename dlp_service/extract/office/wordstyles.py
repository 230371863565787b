"""
What the styles of a document do to its text: which hide it, and which number it (ECMA-376 part 1, section 17.7).

The part is searched, not walked: of hundreds of styles a few say anything here, and each document has hundreds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape

from dlp_service.extract.office.wordlists import whole

ATTRIBUTE = re.compile(rb"(?<!\w)(\w++)=[\"']([^\"']*)")
TELLING = re.compile(rb"<(?:\w+:)?(style|basedOn|vanish|numId|ilvl|name)(?=[\s/>])([^>]*+)(?:>|\Z)")
"""The elements that say something here; each but `style` belongs to the style before it."""

MAX_CHAIN = 64
"""Styles that are based on each other in a longer chain, or in a circle, are followed no further."""

OFF = frozenset(["0", "false", "off", "none"])


@dataclass(frozen=True, slots=True)
class WordStyle:
    """What a style does to its text, `None` where it leaves that to the style it is based on."""

    based_on: str = ""
    is_hidden: bool | None = None
    list_id: str = ""
    level: int = -1


@dataclass(slots=True)
class WordStyles:
    """The styles of a document by their identifiers, and what people called them."""

    styles: dict[str, WordStyle] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    default: str = ""
    known: dict[str, WordStyle] = field(default_factory=dict)

    def resolved(self, style_id: str) -> WordStyle:
        """Return a style with what it inherits."""
        if style_id not in self.known:
            self.known[style_id] = self._inherited(style_id)
        return self.known[style_id]

    def _inherited(self, style_id: str) -> WordStyle:
        found = WordStyle()
        for _ in range(MAX_CHAIN):
            style = self.styles.get(style_id)
            if not style:
                break
            found = WordStyle(
                "",
                style.is_hidden if found.is_hidden is None else found.is_hidden,
                found.list_id or style.list_id,
                found.level if found.level >= 0 else style.level,
            )
            style_id = style.based_on
        return found


def styles_of(content: bytes) -> WordStyles:
    """
    Return the styles that a part holds.

    >>> part = b'<w:style w:type="paragraph" w:styleId="A"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
    >>> styles_of(part).resolved("A").is_hidden, styles_of(part).names
    (True, ['Secret'])
    """
    if b"\0" in content[:4]:
        content = content.decode("utf-16", "replace").encode()
    found = WordStyles()
    style_id = ""
    for element, rest in TELLING.findall(content):
        attributes = dict(ATTRIBUTE.findall(rest))
        value = _text(attributes, b"val")
        if element == b"style":
            style_id = _text(attributes, b"styleId")
            if attributes.get(b"default") in {b"1", b"true"} and attributes.get(b"type") == b"paragraph":
                found.default = style_id
        elif element == b"name":
            found.names.append(value)
        elif style_id:
            style = found.styles.get(style_id, WordStyle())
            found.styles[style_id] = _told(style, element, value)
    return found


def _told(style: WordStyle, element: bytes, value: str) -> WordStyle:
    """Return a style with what one of its elements says."""
    if element == b"basedOn":
        return replace(style, based_on=value)
    if element == b"vanish":
        return replace(style, is_hidden=value.lower() not in OFF)
    return replace(style, list_id=value) if element == b"numId" else replace(style, level=whole(value))


def _text(attributes: dict[bytes, bytes], name: bytes) -> str:
    return unescape(attributes.get(name, b"").decode("utf-8", "replace"))
