"""
Tika's XHTML as texts: what of it names a place becomes a path or a `where`.

Tika escapes everything it writes, so tags are found by their brackets: a stream cut off in the middle still reads,
and the cost is linear however deep the elements are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp_service.budget import Budget
from dlp_service.values import PartText

TOKEN = re.compile(r"<[?!][^<>]*>|<(/?)([a-zA-Z][\w:-]*)([^<>]*)>|([^<]+)|<")
ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
BLOCKS = frozenset(
    ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "tr", "table", "br", "pre", "dt", "dd"]
)
WHERE = {
    "header": "page_header",
    "footer": "footer",
    "slide-header": "page_header",
    "slide-footer": "footer",
    "notes": "note",
    "notes-content": "note",
    "slide-notes": "note",
    "slide-note-content": "note",
    "footnote": "note",
    "footnotes": "note",
    "endnote": "note",
    "endnotes": "note",
    "annotation": "comment",
    "comment": "comment",
    "comments": "comment",
    "slide-comment": "comment",
    "hidden": "hidden",
}
VOID = frozenset(["br", "img", "meta", "hr", "input", "link"])
CHECK_EVERY = 4096
MAX_NAME = 512


@dataclass(slots=True)
class _Place:
    """What an open element says of the text in it."""

    tag: str
    path: str
    where: str
    wants_name: str = ""


@dataclass(slots=True)
class _Walk:
    path: str
    places: list[_Place] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    found: list[PartText] = field(default_factory=list)
    naming: list[str] | None = None
    links: set[str] = field(default_factory=set)
    cells: int = 0
    is_in_head: bool = False

    def here(self) -> _Place:
        """Return the place of the next text."""
        return self.places[-1] if self.places else _Place("", self.path, "body")

    def flush(self) -> None:
        """Give out the text of the place at hand."""
        text = tidy("".join(self.pieces))
        self.pieces = []
        if text:
            self.found.append(PartText(self.here().path, self.here().where, text))

    def start(self, tag: str, words: str) -> None:
        """Enter an element."""
        attributes = dict(ATTRIBUTE.findall(words))
        if tag == "head":
            self.is_in_head = True
        if tag == "a":
            self._link(attributes.get("href", ""))
        if tag == "img" and attributes.get("alt") and not attributes.get("src", "").startswith("embedded:"):
            self.found.append(PartText(self.here().path, "hidden", html.unescape(attributes["alt"])))
        if tag in VOID:
            self._line(tag)
            return
        self._line(tag)
        if tag in {"td", "th"}:
            self.cells += 1
        if tag == "h1" and self.here().wants_name:
            self.naming = []
        self._enter(tag, attributes.get("class", "").split())

    def _enter(self, tag: str, classes: list[str]) -> None:
        here = self.here()
        place = _Place(tag, here.path, here.where)
        if "package-entry" in classes or "email-folder" in classes or "email-entry" in classes:
            place = _Place(tag, here.path, "body", "/")
        elif "slide" in classes:
            place = _Place(tag, f"{self._owner(here.path)}!slide{self._next('slide')}", "body")
        elif "page" in classes:
            place = _Place(tag, f"{self._owner(here.path)}!p{self._next('p')}", "body", "!")
        elif tag == "div" and not classes and here.tag == "body":
            place.wants_name = "!"
        elif tag == "del":
            place.where = "hidden"
        for name in classes:
            place.where = WHERE.get(name, place.where)
        if tag == "table" and place.where == "body" and "!" in here.path[len(self.path) :]:
            place.where = "cell"
        if (place.path, place.where) != (here.path, here.where):
            self.flush()
        self.places.append(place)

    def end(self, tag: str) -> None:
        """Leave an element; an end without a beginning says nothing."""
        if tag == "head":
            self.is_in_head = False
        if not any(place.tag == tag for place in self.places[-64:]):
            return
        if tag in {"td", "th"}:
            self.cells = max(0, self.cells - 1)
        if tag == "h1" and self.naming is not None:
            self._named("".join(self.naming).strip())
            self.naming = None
        self._line(tag)
        while self.places:
            here = self.places[-1]
            outer = self.places[-2] if len(self.places) > 1 else _Place("", self.path, "body")
            if (outer.path, outer.where) != (here.path, here.where):
                self.flush()
            self.places.pop()
            if here.tag == tag:
                return

    def _named(self, name: str) -> None:
        owner = next((place for place in reversed(self.places) if place.wants_name), None)
        if owner is None or not name:
            return
        self.flush()
        mark, owner.wants_name = owner.wants_name, ""
        base = self._owner(owner.path) if mark == "!" else owner.path
        owner.path = f"{base}{mark}{name[:MAX_NAME]}"
        self.found.append(PartText(owner.path, "file_name" if mark == "/" else "body", name))
        for place in self.places[self.places.index(owner) :]:
            place.path = owner.path

    def text(self, raw: str) -> None:
        """Take text between tags."""
        if self.is_in_head:
            return
        if self.naming is not None:
            self.naming.append(html.unescape(raw))
            return
        self.pieces.append(html.unescape(raw))

    def _line(self, tag: str) -> None:
        # Tika writes a tab before a cell; paragraphs of one cell stay in its row.
        if tag in BLOCKS:
            self.pieces.append(" " if self.cells else "\n")

    def _link(self, target: str) -> None:
        if target and not target.startswith("#") and target not in self.links:
            self.links.add(target)
            self.found.append(PartText(self.here().path, "hidden", html.unescape(target)))

    def _next(self, kind: str) -> int:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind]

    def _owner(self, path: str) -> str:
        """Return a path without the unit that it ends in: units do not lie in units."""
        base, _, last = path.rpartition("!")
        return base if base and len(base) >= len(self.path) and "/" not in last else path


def texts_of(path: str, markup: str, budget: Budget) -> Iterator[PartText]:
    """
    Yield the texts of an answer of Tika, in reading order.

    >>> list(texts_of("a.ppt", '<div class="slide"><p>Hi &amp; low</p></div>', Budget.unlimited()))
    [PartText(path='a.ppt!slide1', where='body', text='Hi & low')]
    """
    walk = _Walk(path)
    for number, token in enumerate(TOKEN.finditer(markup)):
        if number % CHECK_EVERY == 0:
            budget.check()
        slash, tag, words, text = token.groups()
        if text is not None:
            walk.text(text)
        elif tag is None:
            continue
        elif slash:
            walk.end(tag.lower())
        else:
            walk.start(tag.lower(), words)
            if words.endswith("/") and tag.lower() not in VOID:
                walk.end(tag.lower())
        yield from walk.found
        walk.found.clear()
    walk.flush()
    yield from walk.found


def tidy(text: str) -> str:
    """
    Return text with one line a line: no blank lines, no spaces at their ends, cells parted by tabs.

    >>> tidy("  a \\n\\n\\tb\\tc\\n")
    'a\\nb\\tc'
    """
    rows = ("\t".join(cell.strip() for cell in line.split("\t")) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(row for line in rows if (row := line.strip()))
