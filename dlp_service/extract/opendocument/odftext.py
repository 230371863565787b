"""
OpenDocument text: paragraphs and what stands in, around and behind them (ODF 1.3 part 3, sections 5 to 7, 10 and 14).

The walk keeps two stacks.  `opened` has an entry for every element that decides what its character data are: a
paragraph, a value of its own, or nothing at all.  `targets` says where a finished line goes: the body, a note, a
comment, a table cell, or to what is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dlp_service.extract.givennames import is_given
from dlp_service.extract.opendocument.odfstyles import StyleBook
from dlp_service.extract.texts.xmlwalk import End, Start, XmlHandler, attribute

SPACE = re.compile(r"[ \t\r\n]+")
MAX_SPACES = 64
LONG_LINE = 100_000
"""A line of keywords longer than this is followed by another."""

CELL_VALUES = ("string-value", "date-value", "time-value", "boolean-value", "value")
VALUES = (*CELL_VALUES, "formula")
RECENT = 20
INDEXES = (
    "table-of-content",
    "illustration-index",
    "table-index",
    "object-index",
    "user-index",
    "alphabetical-index",
    "bibliography",
    "index-title",
)
FIELD_PROMPTS = frozenset({"<number>", "<date/time>", "<header>", "<footer>"})
"""What stands for a field on a master page."""

Lines = list[str]
Ink = tuple[bool, bool, bool]
"""Whether letters are not displayed, pale, and on a ground of their own."""

PLAIN: Ink = (False, False, False)


@dataclass(slots=True)
class Opened:
    """An element whose character data matter: `takes` them, or keeps those of its parents out."""

    kind: str
    takes: bool = False
    name: str = ""
    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    ink: list[Ink] = field(default_factory=list)

    def text(self) -> str:
        """Return the shown character data."""
        return "".join(self.shown)


class TextHandler(XmlHandler):
    """
    Fills `found`: lines by unit (a sheet, a slide, or empty) and `where`.

    `is_page_white` says that white letters are unreadable: true of texts and sheets, not of slides.
    """

    def __init__(self, book: StyleBook, limit: int) -> None:
        super().__init__()
        self.book = book
        self.limit = limit
        self.is_cut = False
        self.unit = ""
        self.body_where = "body"
        self.found: dict[tuple[str, str], Lines] = {}
        self.opened: list[Opened] = []
        self.silent: dict[str, Opened] = {}
        self.targets: list[Lines] = []
        self.files: list[tuple[str, str]] = []
        self.is_page_white = True
        self.grounds = 0
        self.cells = 0
        self.was_unseen = False
        self.region = ""
        self.deletions: set[str] = set()
        self.struck: set[str] = set()
        self.names: set[str] = set()
        self.offers: list[str] = []

    # --- where things go -------------------------------------------------------------------------

    def lines(self, where: str) -> Lines:
        """Return the lines of the unit at hand that go to `where`."""
        return self.found.setdefault((self.unit, where), [])

    def put(self, text: str, lines: Lines | None = None) -> None:
        """Add a finished line where lines go at the moment, or to `lines`."""
        text = text.strip(" \n")
        if not text:
            return
        if self.limit < 0:
            self.is_cut = True
            return
        self.limit -= len(text)
        if lines is None:
            lines = self.targets[-1] if self.targets else self.lines(self.body_where)
        lines.append(text)

    def hide(self, text: str) -> None:
        """Add a line to what is hidden, unless it was just said."""
        text = text.strip()
        lines = self.lines("hidden")
        if text and text not in lines[-RECENT:]:
            self.put(text, lines)

    def named(self, name: str) -> None:
        """Take a name that a person gave to something; one name is enough once."""
        if name and name not in self.names:
            self.names.add(name)
            if is_given(name):
                self.hide(name)

    def prop(self, name: str, value: str) -> None:
        """Add a property of the document."""
        value = value.strip()
        lines = self.found.setdefault(("", "property"), [])
        is_keyword = name == "keyword" and value and lines and lines[-1].startswith("keyword=")
        if is_keyword and len(lines[-1]) < LONG_LINE:
            # Keywords are elements of their own here and one line to whoever typed them.
            lines[-1] = f"{lines[-1]}, {value}"
        elif name and value:
            self.put(f"{name}={value}", lines)

    def aim(self, where: str) -> None:
        """Send lines to `where` until `unaim`; what stands in a hidden place stays hidden."""
        hidden = self.found.get((self.unit, "hidden"))
        is_hidden = bool(self.targets) and self.targets[-1] is hidden
        self.targets.append(self.lines("hidden" if is_hidden else where))

    def keep_aim(self) -> None:
        """Begin an element that changes nothing about where lines go, so that its end can `unaim`."""
        self.targets.append(self.targets[-1] if self.targets else self.lines(self.body_where))

    def unaim(self) -> None:
        """Send lines where they went before."""
        if self.targets:
            self.targets.pop()

    # --- character data --------------------------------------------------------------------------

    def open(self, kind: str, *, takes: bool = False, name: str = "") -> Opened:
        """Begin an element of one's own on the stack; those that take nothing and have no name are all alike."""
        if takes or kind == "body":
            entry = Opened(kind, takes, name)
        else:
            entry = self.silent.get(kind) or self.silent.setdefault(kind, Opened(kind))
        self.opened.append(entry)
        self.is_capturing = takes
        return entry

    def close(self) -> Opened:
        """End the element at hand."""
        entry = self.opened.pop() if self.opened else Opened("")
        self.is_capturing = bool(self.opened) and self.opened[-1].takes
        return entry

    def is_in(self, *kinds: str) -> bool:
        """Say whether the element at hand stands directly in one of these."""
        return bool(self.opened) and self.opened[-1].kind in kinds

    def data(self, text: str) -> None:
        """Take text of the element at hand; white space collapses as ODF says (section 6.1.2), except in code."""
        entry = self.opened[-1]
        if entry.kind in {"code", "file"}:
            entry.shown.append(text)
            return
        self._write(SPACE.sub(" ", text))

    def _write(self, text: str) -> None:
        entry = self.opened[-1]
        ink = entry.ink[-1] if entry.ink else PLAIN
        if self.struck or (ink is not PLAIN and self._is_unseen(ink)):
            if entry.hidden and not self.was_unseen:
                entry.hidden.append("\n")
            entry.hidden.append(text)
            self.was_unseen = True
        else:
            entry.shown.append(text)
            self.was_unseen = False

    def _is_unseen(self, ink: Ink) -> bool:
        is_undisplayed, is_pale, has_ground = ink
        return is_undisplayed or (
            is_pale and not has_ground and not self.grounds and self.is_page_white and not self.book.is_dark
        )

    # --- paragraphs ------------------------------------------------------------------------------

    def _start_paragraph(self, attributes: dict[str, str]) -> None:
        entry = self.open("paragraph", takes=True)
        style = attribute(attributes, "style-name")
        entry.ink.append(self._ink("paragraph", style, PLAIN) if style else PLAIN)

    def _end_paragraph(self) -> None:
        entry = self.close()
        text = entry.text()
        if text not in FIELD_PROMPTS:
            self.put(text)
        hidden = "".join(entry.hidden)
        if hidden.strip():
            self.put(hidden, self.lines("hidden"))
        if self.offers:
            self._offer(text, is_hidden=bool(hidden) and not text.strip())

    def _offer(self, text: str, *, is_hidden: bool) -> None:
        """Add what a field offers or holds beside the line that shows it: in lines of their own, so that they split no word."""
        offers, self.offers = dict.fromkeys(self.offers), []
        for offer in offers:
            if offer not in text:
                self.put(offer, self.lines("hidden") if is_hidden else None)

    def _ink(self, family: str, style: str, before: Ink) -> Ink:
        if not style:
            return before
        said = (
            self.book.is_undisplayed(family, style),
            self.book.is_pale(family, style),
            self.book.has_ground(family, style),
        )
        return (
            before[0] if said[0] is None else said[0],
            before[1] if said[1] is None else said[1],
            before[2] or bool(said[2]),
        )

    def _start_span(self, attributes: dict[str, str]) -> None:
        if self.opened and self.opened[-1].ink:
            ink = self.opened[-1].ink
            ink.append(self._ink("text", attribute(attributes, "style-name"), ink[-1]))

    def _end_span(self) -> None:
        if self.opened and len(self.opened[-1].ink) > 1:
            self.opened[-1].ink.pop()

    def _spaces(self, attributes: dict[str, str]) -> None:
        if self.is_capturing:
            self._write(" " * min(MAX_SPACES, number(attribute(attributes, "c"), 1)))

    def _tab(self, _attributes: dict[str, str]) -> None:
        if self.is_capturing:
            self._write(" " if self.cells else "\t")

    def _break(self, _attributes: dict[str, str]) -> None:
        if self.is_capturing:
            self._write(" " if self.cells else "\n")

    def _start_silent(self, _attributes: dict[str, str]) -> None:
        self.open("silent")

    def end_opened(self) -> None:
        """End an element that only stood on the stack."""
        self.close()

    def _start_ruby(self, _attributes: dict[str, str]) -> None:
        self.open("ruby", takes=True)

    def _end_ruby(self) -> None:
        self.put(self.close().text())

    # --- notes, comments, changes ----------------------------------------------------------------

    def _start_note(self, _attributes: dict[str, str]) -> None:
        self.open("note")
        self.aim("note")

    def _start_annotation(self, attributes: dict[str, str]) -> None:
        if attribute(attributes, "encoding"):
            # The same name in MathML holds a formula as it was typed.
            self.open("formula", takes=True)
            self.keep_aim()
        else:
            self.open("annotation")
            self.aim("comment")

    def _end_annotation(self) -> None:
        self.unaim()
        entry = self.close()
        if entry.takes:
            self.put(entry.text())

    def _start_changes(self, _attributes: dict[str, str]) -> None:
        self.open("changes")
        self.targets.append(self.lines("hidden"))

    def _end_aimed(self) -> None:
        self.unaim()
        self.close()

    def _start_region(self, attributes: dict[str, str]) -> None:
        self.region = attribute(attributes, "id")

    def _deletion(self, _attributes: dict[str, str]) -> None:
        self.deletions.add(self.region)

    def _start_change(self, attributes: dict[str, str]) -> None:
        # Flat files leave deleted text where it was, between marks that name the region.
        change = attribute(attributes, "change-id")
        if change and change in self.deletions:
            self.struck.add(change)

    def _end_change(self, attributes: dict[str, str]) -> None:
        self.struck.discard(attribute(attributes, "change-id"))

    def _start_creator(self, _attributes: dict[str, str]) -> None:
        self.open("leaf", takes=True, name="creator" if self.is_in("meta") else "")

    def end_leaf(self) -> None:
        """End a value: a property of the document where it has a name, else a line."""
        entry = self.close()
        if entry.name:
            self.prop(entry.name, entry.text())
        else:
            self.put(entry.text())

    # --- what hides ------------------------------------------------------------------------------

    def _start_section(self, attributes: dict[str, str]) -> None:
        is_hidden = attribute(attributes, "display") == "none" or attribute(attributes, "is-hidden") == "true"
        if is_hidden:
            self.targets.append(self.lines("hidden"))
        else:
            self.keep_aim()
        self._field(attributes)
        self.named(attribute(attributes, "name"))
        self.link(attributes)

    def _hidden_paragraph(self, attributes: dict[str, str]) -> None:
        if attribute(attributes, "is-hidden") != "false" and self.opened and self.opened[-1].ink:
            entry = self.opened[-1]
            entry.hidden, entry.shown = entry.shown + entry.hidden, []
            entry.ink[:] = [(True, False, False)] * len(entry.ink)

    def _conditional(self, attributes: dict[str, str]) -> None:
        for name in ("string-value", "string-value-if-true", "string-value-if-false"):
            self.hide(attribute(attributes, name))
        self._field(attributes)

    def _field(self, attributes: dict[str, str]) -> None:
        """Take the strings in what a field computes or depends on."""
        for name in ("formula", "condition"):
            code = attribute(attributes, name)
            if '"' in code:
                self.hide(code.partition(":")[2] or code)

    def _variable(self, attributes: dict[str, str]) -> None:
        name, value = attribute(attributes, "name"), value_of(attributes)
        if value:
            self.prop(name, value)
        else:
            self.named(name)

    def _set_variable(self, attributes: dict[str, str]) -> None:
        if attribute(attributes, "display") == "none":
            self.hide(value_of(attributes))
        elif value := attribute(attributes, "string-value"):
            self.offers.append(value)
        self._field(attributes)
        self.hide(attribute(attributes, "description"))

    def _choice(self, attributes: dict[str, str]) -> None:
        self.named(attribute(attributes, "name"))
        for name in ("help", "hint"):
            self.hide(attribute(attributes, name))

    def _item(self, attributes: dict[str, str]) -> None:
        self.offers += filter(None, [attribute(attributes, "value")])

    def _given_name(self, attributes: dict[str, str]) -> None:
        self.named(attribute(attributes, "name"))

    def _mark(self, attributes: dict[str, str]) -> None:
        for name in ("string-value", "key1", "key2"):
            self.hide(attribute(attributes, name))
        mark = attribute(attributes, "name")
        if mark and not mark.startswith("_"):
            self.hide(mark)

    def _bibliography(self, attributes: dict[str, str]) -> None:
        self.hide(" ".join(value for name, value in attributes.items() if not name.endswith("-type")))

    def _dde(self, attributes: dict[str, str]) -> None:
        words = (attribute(attributes, name) for name in ("dde-application", "dde-topic", "dde-item"))
        self.hide(" ".join(word for word in words if word))

    def _database(self, attributes: dict[str, str]) -> None:
        words = (attribute(attributes, name) for name in ("database-name", "table-name"))
        self.hide(" ".join(word for word in words if word))

    def link(self, attributes: dict[str, str]) -> None:
        """Take a link that leads out of the document; inner ones name parts and anchors."""
        target = attribute(attributes, "href")
        if "://" in target or target.startswith(("../", "/", "mailto:", "file:", "vnd.")):
            self.hide(target)

    def anchor(self, attributes: dict[str, str]) -> None:
        """Take a link that a person set: besides where it leads, what it is called and what it shows under the pointer."""
        self.link(attributes)
        self.hide(attribute(attributes, "title"))
        name = attribute(attributes, "name")
        if not name.startswith("_"):
            self.named(name)

    def _start_code(self, attributes: dict[str, str]) -> None:
        self.open("code", takes=True, name=attribute(attributes, "name"))
        self.link(attributes)

    def _end_code(self) -> None:
        entry = self.close()
        code = entry.text()
        if code.strip():
            self.prop("Macro", entry.name)
        if self.is_in("code"):
            self.opened[-1].shown.append(code)
        else:
            self.put(code, self.lines("hidden"))

    starts: ClassVar[Mapping[str, Start]] = {
        "p": _start_paragraph,
        "h": _start_paragraph,
        "span": _start_span,
        "s": _spaces,
        "tab": _tab,
        "tab-stop": _tab,
        "line-break": _break,
        "note-citation": _start_silent,
        "footnote-citation": _start_silent,
        "endnote-citation": _start_silent,
        "note-body": _start_note,
        "footnote-body": _start_note,
        "endnote-body": _start_note,
        "annotation": _start_annotation,
        "tracked-changes": _start_changes,
        "changed-region": _start_region,
        "deletion": _deletion,
        "change-start": _start_change,
        "change-end": _end_change,
        "creator": _start_creator,
        "ruby-text": _start_ruby,
        "section": _start_section,
        "section-source": link,
        "hidden-text": _conditional,
        "hidden-paragraph": _hidden_paragraph,
        "conditional-text": _conditional,
        "user-field-decl": _variable,
        "variable-decl": _variable,
        "sequence-decl": _given_name,
        "drop-down": _choice,
        "label": _item,
        **dict.fromkeys(INDEXES, _given_name),
        "variable-set": _set_variable,
        "variable-input": _set_variable,
        "user-field-input": _set_variable,
        "text-input": _set_variable,
        "placeholder": _set_variable,
        "bookmark": _mark,
        "bookmark-start": _mark,
        "reference-mark": _mark,
        "reference-mark-start": _mark,
        "toc-mark": _mark,
        "toc-mark-start": _mark,
        "user-index-mark": _mark,
        "user-index-mark-start": _mark,
        "alphabetical-index-mark": _mark,
        "alphabetical-index-mark-start": _mark,
        "bibliography-mark": _bibliography,
        "dde-connection-decl": _dde,
        "dde-source": _dde,
        "database-display": _database,
        "a": anchor,
        "script": _start_code,
        "source-code": _start_code,
        "module": _start_code,
        "math": _start_paragraph,
    }
    ends: ClassVar[Mapping[str, End]] = {
        "p": _end_paragraph,
        "h": _end_paragraph,
        "span": _end_span,
        "note-citation": end_opened,
        "footnote-citation": end_opened,
        "endnote-citation": end_opened,
        "note-body": _end_aimed,
        "footnote-body": _end_aimed,
        "endnote-body": _end_aimed,
        "annotation": _end_annotation,
        "tracked-changes": _end_aimed,
        "creator": end_leaf,
        "ruby-text": _end_ruby,
        "section": unaim,
        "script": _end_code,
        "source-code": _end_code,
        "module": _end_code,
        "math": _end_paragraph,
    }


def number(text: str, default: int) -> int:
    """Return a count, or the default for what is none; absurd counts are cut by whoever uses them."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def local_names(attributes: dict[str, str]) -> dict[str, str]:
    """Return attributes by their local names: quicker than to look for one after the other."""
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def value_of(attributes: dict[str, str]) -> str:
    """Return the value that an element carries in its attributes (section 19.385 and its neighbours)."""
    found = local_names(attributes)
    return next((value for name in VALUES if (value := found.get(name, ""))), "")
