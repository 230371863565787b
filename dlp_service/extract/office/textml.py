"""
What all office markup has in common: paragraphs are lines, table rows are lines with tabs between cells.

Lines are kept by `where`.  Text that only a person who looks for it can find is kept as `hidden`; `hiding` counts the
reasons for that which hold at the moment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from dlp_service.extract.texts.xmlwalk import End, Start, XmlHandler, attribute

SPEAKING = ("descr", "title", "alt", "tooltip")
KINDS = frozenset([
    "title", "subtitle", "vertical", "content", "text", "picture", "slide", "number", "footer", "header", "date",
    "image", "notes", "placeholder", "textbox", "box", "rectangle", "rounded", "corner", "corners", "round", "single",
    "diagonal", "snip", "oval", "circle", "ellipse", "group", "grp", "straight", "elbow", "curved", "connector",
    "arrow", "arrows", "freeform", "form", "shape", "line", "chart", "table", "diagram", "object", "graphic",
    "graphicframe", "canvas", "smartart", "comment", "drop", "down", "check", "button", "label", "option", "scroll",
    "bar", "autoshape", "google", "p", "g", "right", "left", "up", "bent", "callout", "star", "flowchart", "process",
    "media", "clip", "art", "isosceles", "triangle", "bracket", "brace", "pentagon", "chevron", "wordart",
    "powerpluswatermarkobject", "ink", "control", "list", "spinner",
])  # fmt: skip
"""What programs call a drawing, with a number.  Any other name was typed, or is the name of a file."""

WORD = re.compile(r"[^\W\d_]+")

RECENT = 64
"""How many lines back a repetition is looked for."""


def is_default_name(name: str) -> bool:
    """
    Say whether a program gave a drawing or a field its name.

    >>> is_default_name("Text Box 12"), is_default_name("Plan of the dock 2")
    (True, False)
    """
    return KINDS.issuperset(WORD.findall(name.lower()))


STYLES = frozenset([
    "normal", "heading", "toc", "header", "footer", "default", "paragraph", "font", "no", "hyperlink", "followed",
    "followedhyperlink", "caption", "footnote", "endnote", "annotation", "reference", "subject", "balloon", "strong", "emphasis",
    "quote", "intense", "subtle", "spacing", "page", "body", "first", "indent", "plain", "web", "html", "light", "medium", "dark",
    "colorful", "grid", "shading", "accent", "simple", "revision", "char", "book", "document", "map", "unresolved", "mention",
    "smart", "block", "hanging", "closing", "signature", "salutation", "continue", "bullet", "index", "macro", "message", "note",
    "envelope", "address", "return", "of", "authorities", "figures", "toa", "bibliography", "hashtag", "contents", "style", "good",
    "bad", "neutral", "input", "output", "calculation", "linked", "cell", "warning", "explanatory", "total", "comma", "currency",
    "percent", "columns", "professional", "elegant", "contemporary", "classic", "theme", "d", "effects", "code", "keyboard",
    "sample", "typewriter", "variable", "acronym", "cite", "definition", "preformatted", "outline", "article", "section",
    "reading", "order", "mail", "e", "email", "top", "bottom", "z", "a",
])  # fmt: skip


def is_style_name(name: str) -> bool:
    """
    Say whether a program gave a style its name.

    >>> is_style_name("List Bullet 2"), is_style_name("Operation Example")
    (True, False)
    """
    return all(word in STYLES or word in KINDS for word in WORD.findall(name.lower()))


class TextHandler(XmlHandler):
    """
    Collects text by lines in `lines[where]`.

    The same elements occur in documents, slides, drawings, comments and charts (`p`, `t`, `tr`, `tc`); subclasses add what
    hides in one format only.
    """

    def __init__(self, where: str = "body") -> None:
        super().__init__()
        self.where = where
        self.lines: dict[str, list[str]] = {where: []}
        self.paragraphs: list[tuple[list[str], list[str]]] = []
        self.rows: list[list[list[str]]] = []
        self.hiding = 0
        self.restore: list[int] = []
        self.fallback_depth = 0
        self.note_depth = 0

    # --- lines -----------------------------------------------------------------------------------

    def add(self, where: str, text: str) -> None:
        """Add a line."""
        self.lines.setdefault(where, []).append(text)

    def hide(self, text: str) -> None:
        """Add a hidden line, unless it was said just before."""
        text = text.strip()
        if text:
            hidden = self.lines.setdefault("hidden", [])
            if text not in hidden[-RECENT:]:
                hidden.append(text)

    def comment(self, text: str) -> None:
        """Take an XML comment."""
        self.hide(text)

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.put(text)

    def put(self, text: str) -> None:
        """Add a piece to the paragraph at hand."""
        if not self.paragraphs:
            self.paragraphs.append(([], []))
        self.paragraphs[-1][1 if self.hiding else 0].append(text)

    def start_text(self, _attributes: dict[str, str]) -> None:
        """Begin to take text."""
        self.is_capturing = True

    def end_text(self) -> None:
        """Take no more text."""
        self.is_capturing = False

    def start_break(self, _attributes: dict[str, str]) -> None:
        """Break the line; inside a table a line is a row."""
        self.put(" " if self.rows else "\n")

    # --- paragraphs and tables -------------------------------------------------------------------

    def start_paragraph(self, _attributes: dict[str, str]) -> None:
        """Begin a paragraph, perhaps inside another one."""
        self.paragraphs.append(([], []))

    def end_paragraph(self) -> None:
        """End a paragraph."""
        if self.paragraphs:
            shown, hidden = self.paragraphs.pop()
            if shown:
                self.line("".join(shown))
            if hidden:
                self.hide("".join(hidden))

    def start_note(self, _attributes: dict[str, str]) -> None:
        """Begin the text of a comment or a drawing that knows no paragraphs."""
        self.paragraphs.append(([], []))
        self.note_depth += 1
        self.is_capturing = True

    def end_note(self) -> None:
        """End such a text."""
        self.note_depth -= self.note_depth > 0
        self.is_capturing = self.note_depth > 0
        self.end_paragraph()

    def line(self, text: str) -> None:
        """Place a finished line: in the cell at hand, or where this part's lines go."""
        line = text.strip(" ")
        if not line or line.isspace():
            return
        if self.fallback_depth:
            # What old programs show instead; most of it repeats what new ones show.
            if not self._is_recent(line):
                self.hide(line)
        elif self.hiding:
            self.hide(line)
        elif self.rows and self.rows[-1]:
            self.rows[-1][-1].append(line)
        else:
            self.lines.setdefault(self.where, []).append(line)

    def _is_recent(self, line: str) -> bool:
        # List numbers are not counted again for old programs, so only the ends of lines are alike.
        recent = self.lines.get(self.where, ())[-RECENT:]
        cells = (text for row in self.rows if row for text in row[-1][-RECENT:])
        return any(text.endswith(line) for text in (*recent, *cells))

    def start_row(self, _attributes: dict[str, str]) -> None:
        """Begin a table row."""
        self.rows.append([])

    def start_cell(self, _attributes: dict[str, str]) -> None:
        """Begin a cell."""
        if self.rows:
            self.rows[-1].append([])

    def end_row(self) -> None:
        """End a row: it is a line, or part of the cell that its table stands in."""
        if self.rows:
            cells = [" ".join(cell) for cell in self.rows.pop()]
            if any(cells):
                self.line("\t".join(cells))

    # --- what hides ------------------------------------------------------------------------------

    def start_hidden(self, _attributes: dict[str, str]) -> None:
        """Begin what is not shown."""
        self.hiding += 1

    def end_hidden(self) -> None:
        """End what is not shown."""
        self.hiding -= self.hiding > 0

    def start_scope(self, _attributes: dict[str, str]) -> None:
        """Begin a drawing: what its properties hide is seen again after it."""
        self.restore.append(self.hiding)

    def end_scope(self) -> None:
        """End a drawing."""
        if self.restore:
            self.hiding = self.restore.pop()

    def start_fallback(self, _attributes: dict[str, str]) -> None:
        """Begin what programs show that do not know the newer markup."""
        self.fallback_depth += 1

    def end_fallback(self) -> None:
        """End it."""
        self.fallback_depth -= self.fallback_depth > 0

    # --- drawings --------------------------------------------------------------------------------

    def describe(self, attributes: dict[str, str]) -> None:
        """Take alternative texts, and a name that was given by hand."""
        for name in SPEAKING:
            if name in attributes:
                self.hide(attributes[name])
        name = attributes.get("name", "")
        if not is_default_name(name):
            self.hide(name)

    def shape_properties(self, attributes: dict[str, str]) -> None:
        """Take a drawing's properties; `hidden` holds until the drawing ends."""
        self.describe(attributes)
        if attributes.get("hidden") in {"1", "true", "on"}:
            self.hiding += 1

    def vector_shape(self, attributes: dict[str, str]) -> None:
        """Take a VML shape; its style may hide it."""
        self.start_scope(attributes)
        for name in ("alt", "title", "href"):
            self.hide(attributes.get(name, ""))
        style = attributes.get("style", "")
        if "hidden" in style and "visibility" in style:
            self.hiding += 1

    def word_art(self, attributes: dict[str, str]) -> None:
        """Take a watermark, which is an attribute of a drawing and no text."""
        self.line(attribute(attributes, "string"))

    def tooltip(self, attributes: dict[str, str]) -> None:
        """Take what a link shows under the pointer."""
        self.hide(attribute(attributes, "tooltip"))

    def image_title(self, attributes: dict[str, str]) -> None:
        """Take the name of the file that an image came from."""
        self.hide(attribute(attributes, "title"))

    starts: ClassVar[Mapping[str, Start]] = {
        "t": start_text,
        "v": start_text,
        "text": start_note,
        "font": start_note,
        "br": start_break,
        "p": start_paragraph,
        "pt": start_paragraph,
        "tr": start_row,
        "tc": start_cell,
        "Fallback": start_fallback,
        "docPr": shape_properties,
        "cNvPr": shape_properties,
        "shape": vector_shape,
        "rect": vector_shape,
        "roundrect": vector_shape,
        "oval": vector_shape,
        "polyline": vector_shape,
        "group": vector_shape,
        "textpath": word_art,
        "imagedata": image_title,
        "hlinkClick": tooltip,
        "hlinkHover": tooltip,
    }
    ends: ClassVar[Mapping[str, End]] = {
        "t": end_text,
        "v": end_text,
        "text": end_note,
        "font": end_note,
        "p": end_paragraph,
        "pt": end_paragraph,
        "tr": end_row,
        "Fallback": end_fallback,
        "shape": end_scope,
        "rect": end_scope,
        "roundrect": end_scope,
        "oval": end_scope,
        "polyline": end_scope,
        "group": end_scope,
    }

    def finish(self) -> None:
        """Close what a cut-off part left open."""
        while self.paragraphs:
            self.end_paragraph()
        while self.rows:
            self.end_row()
