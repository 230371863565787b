"""
How each kind of part of an office package is read.

A reader takes the package and the part; what a part needs from others (styles, lists, authors, the order of slides) it finds
through the package, where it is read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from dlp_service.extract.interface import Document
from dlp_service.extract.office.opc import Package, Part
from dlp_service.extract.office.properties import (
    CachedHandler,
    PropertiesHandler,
    SettingsHandler,
    SignatureHandler,
    SpeakingHandler,
    mashup_of,
)
from dlp_service.extract.office.slideml import DeckHandler, NamesHandler, SlideHandler
from dlp_service.extract.office.textml import is_style_name
from dlp_service.extract.office.visioml import VisioHandler, VisioNamesHandler
from dlp_service.extract.office.wordlists import NumberingHandler
from dlp_service.extract.office.wordml import WordHandler
from dlp_service.extract.office.wordstyles import WordStyles, styles_of
from dlp_service.extract.office.xpsml import GlyphsHandler, OutlineHandler
from dlp_service.extract.sniff import Kind, kind_of
from dlp_service.values import GapReason

Read = Callable[[Package, Part], None]
SAYS = re.compile(rb">\s*+[^<\s]|<!--|<!\[CDATA")
"""Text between tags: markup of settings has none."""

CELL_STYLE = re.compile(rb"<(?:\w+:)?cellStyle(?=[\s/>])([^>]*+)(?:>|\Z)")
STYLE_NAME = re.compile(rb"(?<!\w)name=[\"']([^\"']*)")
LEVEL_TEXT = re.compile(rb"<(?:\w+:)?lvlText\s+(?:\w+:)?val=\"([^\"]*)\"")
WORDS = re.compile(r"[^\W\d_]{2}")
TEXT_RUN = re.compile(rb">\s*+([^<\s][^<]*+)")


# --- documents -----------------------------------------------------------------------------------


def word_reader(where: str) -> Read:
    """Return a reader of a part of a document."""

    def read(package: Package, part: Part) -> None:
        handler = WordHandler(where, _styles(package, part), _numbering(package, part))
        try:
            package.walk(part, handler)
        finally:
            handler.finish()
            package.put_all(handler.lines)
            package.put_properties(f"author={author}" for author in handler.authors)

    return read


def _styles(package: Package, part: Part) -> WordStyles | None:
    """Return the styles that count for a part: its own, or those of the package."""
    found = _around(package, part, "styles")
    if found and found.key not in package.styles:
        package.styles[found.key] = styles_of(package.bytes_of(found))
    return package.styles[found.key] if found else None


def _numbering(package: Package, part: Part) -> NumberingHandler | None:
    """Return the lists that count for a part."""
    found = _around(package, part, "numbering")
    if not found:
        return None
    cached = package.cache.get(found.key)
    if isinstance(cached, NumberingHandler):
        return cached
    handler = NumberingHandler()
    package.cache[found.key] = handler
    package.walk(found, handler)
    return handler


def _around(package: Package, part: Part, kind: str) -> Part | None:
    linked = package.linked(part, kind)
    others = (
        other for other in package.of_root(kind) if "glossary" not in other.key and "word" in other.space + other.key
    )
    return linked[0] if linked else next(others, None)


# --- slides and drawings -------------------------------------------------------------------------


def read_slide(package: Package, part: Part) -> None:
    """Read a slide; all of a hidden one is hidden."""
    handler = SlideHandler(size=_deck(package).size)
    unit = package.units.setdefault(part.key, f"slide{part.order[0]}")
    try:
        package.walk(part, handler)
    finally:
        handler.finish()
        lines = handler.lines
        if handler.is_hidden_slide:
            lines = {"hidden": [line for found in lines.values() for line in found]}
        package.put_all(lines, unit)


def _deck(package: Package) -> DeckHandler:
    """Return the presentation's own part, read once; it numbers the slides as they are shown."""
    deck = package.cache.get("deck")
    if not isinstance(deck, DeckHandler):
        deck = DeckHandler()
        package.cache["deck"] = deck
        for part in package.of_root("presentation"):
            package.walk(part, deck)
            targets = {link.id: package.target(part, link) for link in package.links.get(part.key, ())}
            for number, relation in enumerate(deck.slides, start=1):
                slide = targets.get(relation)
                if slide:
                    package.units[slide.key] = f"slide{number}"
    return deck


def read_presentation(package: Package, _part: Part) -> None:
    """Take the names of sections and shows."""
    package.put_all(_deck(package).lines)


def beside_slide_reader(where: str) -> Read:
    """Return a reader of notes and comments: they belong to the slide that they are linked with."""

    def read(package: Package, part: Part) -> None:
        _deck(package)
        unit = _unit_of(package, part)
        handler = SlideHandler(where, names=package.names)
        try:
            package.walk(part, handler)
        finally:
            handler.finish()
            package.put_all(handler.lines, unit)

    return read


def _unit_of(package: Package, part: Part) -> str:
    """Return the slide or sheet of a part: the one it links to, or the one that leads to it."""
    for other in package.linked(part, "slide"):
        return package.units.get(other.key) or f"slide{other.order[0]}"
    sources, seen = [part], set[str]()
    while sources and len(seen) < MANY:
        source = sources.pop(0)
        if source.key in package.units:
            return package.units[source.key]
        if source.key not in seen:
            seen.add(source.key)
            sources += package.linking(source)
    return f"slide{part.order[0]}" if part.root == "notes" else ""


def read_master(package: Package, part: Part) -> None:
    """Read a master or layout; most layouts repeat the prompts of their master and nothing else."""
    content = package.bytes_of(part)
    runs = {run.strip() for run in TEXT_RUN.findall(content)}
    is_plain = b"\0" not in content[:4] and b"descr=" not in content and b"<!" not in content
    if is_plain and runs <= package.prompts:
        return
    handler = SlideHandler(has_prompts=True)
    package.walk(part, handler)
    handler.finish()
    if is_plain and not (handler.lines["body"] or handler.lines.get("footer") or handler.lines.get("page_header")):
        package.prompts |= runs
    hidden = [line for line in handler.lines.get("hidden", ()) if line not in package.said]
    package.said.update(hidden)
    package.put_all({**handler.lines, "hidden": hidden})


def drawing_reader(where: str) -> Read:
    """Return a reader of drawings, charts and diagrams."""

    def read(package: Package, part: Part) -> None:
        handler = SlideHandler(where, names=package.names)
        try:
            package.walk(part, handler)
        finally:
            handler.finish()
            package.drawn.update(handler.lines[where])
            package.put_all(handler.lines, _unit_of(package, part))

    return read


def read_drawn(package: Package, part: Part) -> None:
    """Read the picture of a diagram that old programs show: what differs from the diagram itself is hidden."""
    handler = SlideHandler()
    package.walk(part, handler)
    handler.finish()
    new = [line for line in handler.lines["body"] if line not in package.drawn]
    package.put("hidden", new + handler.lines.get("hidden", []))


BREAK = re.compile(rb"<br\s*>", re.IGNORECASE)


def read_vector(package: Package, part: Part) -> None:
    """Read a VML drawing; its breaks are written as in HTML, which is no XML."""
    part.content = BREAK.sub(b"<br/>", package.bytes_of(part))
    drawing_reader("body")(package, part)


def read_people(package: Package, part: Part) -> None:
    """Read who is who among the authors of comments."""
    handler = NamesHandler()
    package.walk(part, handler)
    package.names.update(handler.names)
    package.put_properties(handler.lines["property"])


# --- visio and xps -------------------------------------------------------------------------------


def visio_reader(where: str) -> Read:
    """Return a reader of pages, masters or comments of a drawing."""

    def read(package: Package, part: Part) -> None:
        handler = VisioHandler(where)
        try:
            package.walk(part, handler)
        finally:
            handler.finish()
            package.put_all(handler.lines, f"page{part.order[0]}" if where == "body" and part.order[0] else "")

    return read


def read_visio_names(package: Package, part: Part) -> None:
    """Read the names of pages and masters, and what prints on every page."""
    handler = VisioNamesHandler()
    package.walk(part, handler)
    package.put_all(handler.lines)


def read_fixed_page(package: Package, part: Part) -> None:
    """Read a page of XPS."""
    handler = GlyphsHandler()
    unit = f"p{part.order[0]}" if part.order[0] else ""
    try:
        package.walk(part, handler)
    finally:
        package.put("body", handler.shown(), unit)
        package.put("hidden", handler.hidden, unit)
    if handler.unnamed:
        package.job.gap(package.document.path, GapReason.UNSUPPORTED, "glyphs without their letters", "OFFICE")


def read_outline(package: Package, part: Part) -> None:
    """Read the outline of an XPS document."""
    handler = OutlineHandler()
    package.walk(part, handler)
    package.put("hidden", handler.lines)


# --- properties and settings ---------------------------------------------------------------------


def read_properties(package: Package, part: Part) -> None:
    """Read properties: core, of the application, and custom."""
    handler = PropertiesHandler()
    package.walk(part, handler)
    package.put_properties(handler.found)


def read_labels(package: Package, part: Part) -> None:
    """Read labels and custom XML: what stands in elements and in attributes."""
    handler = PropertiesHandler(with_attributes=True)
    package.walk(part, handler)
    if handler.root == "DataMashup":
        package.job.embedded(Document(f"{package.document.path}/{part.name}", mashup_of(handler.found)))
        return
    # Whole labels first: their single values mean less.
    package.put_properties(handler.labels.lines())
    if len(handler.found) > MANY:
        package.put("property", handler.found)
    else:
        package.put_properties(handler.found)


MANY = 256
"""More properties than this in one part are data, and become one text."""


def read_settings(package: Package, part: Part) -> None:
    """Read what of a document's settings says something."""
    handler = SettingsHandler()
    package.walk(part, handler)
    package.put_properties(handler.found)
    package.put("hidden", handler.hidden)


def read_signature(package: Package, part: Part) -> None:
    """Read who signed and what for."""
    handler = SignatureHandler()
    package.walk(part, handler)
    package.put("hidden", [line for line in handler.found if line.strip()])


def speaking_reader(*names: str) -> Read:
    """Return a reader that takes some attributes, and text wherever it is, as hidden."""

    def read(package: Package, part: Part) -> None:
        handler = SpeakingHandler(frozenset(names))
        package.walk(part, handler)
        package.put("hidden", handler.lines)

    return read


def read_cached(package: Package, part: Part) -> None:
    """Read values that were copied from elsewhere and are not shown."""
    handler = CachedHandler()
    package.walk(part, handler)
    package.put("hidden", handler.lines)


def read_silent(package: Package, part: Part) -> None:
    """Leave out what holds settings; text between its tags is out of place and therefore read."""
    content = package.bytes_of(part)
    if SAYS.search(content) or b"\0" in content[:4]:
        handler = SpeakingHandler(frozenset())
        package.walk(part, handler)
        package.put("hidden", handler.lines)


def read_styles(package: Package, part: Part) -> None:
    """Take the names of styles that people gave."""
    styles = package.styles.get(part.key) or styles_of(package.bytes_of(part))
    package.put("hidden", [name for name in styles.names if not is_style_name(name)])
    read_silent(package, part)


def read_cell_styles(package: Package, part: Part) -> None:
    """Take the names of cell styles that people gave."""
    named = filter(None, map(STYLE_NAME.search, CELL_STYLE.findall(package.bytes_of(part))))
    names = (unescape(name[1].decode("utf-8", "replace")) for name in named)
    package.put("hidden", [name for name in names if not is_style_name(name)])
    read_silent(package, part)


def read_numbering(package: Package, part: Part) -> None:
    """Take the words of list numbers, also of lists that nothing uses."""
    texts = (unescape(text.decode("utf-8", "replace")) for text in LEVEL_TEXT.findall(package.bytes_of(part)))
    package.put("hidden", dict.fromkeys(text for text in texts if WORDS.search(text)))
    read_silent(package, part)


def read_links(package: Package, part: Part) -> None:
    """Take the targets of links out of the package: a person can uncover them."""
    folder, _, base = part.name.rpartition("/")
    source = f"{folder.rpartition('/')[0]}/{base.removesuffix('.rels')}".lstrip("/").lower()
    found = [link.target for link in package.links.get(source, ()) if link.is_external]
    package.put("hidden", dict.fromkeys(found))


# --- what is no markup ---------------------------------------------------------------------------


def read_quiet(package: Package, part: Part) -> None:
    """Report a preview, font or printer setting, which holds nothing to read; a document under such a name is read."""
    content = package.bytes_of(part)
    if content and kind_of(Document("", content)) not in {Kind.IMAGE, Kind.BINARY}:
        read_foreign(package, part)
        return
    path = f"{package.document.path}/{part.name}"
    package.job.gap(path, GapReason.UNSUPPORTED, "a thumbnail, font or printer setting", is_material=False)


def read_foreign(package: Package, part: Part) -> None:
    """Read an embedded file, an image, or a part nobody knows as a document of its own."""
    path = f"{package.document.path}/{part.name}"
    content = b"".join(package.chunks(part, path))
    kind = package.types.get(part.key) or package.types.get("." + part.key.rpartition(".")[2], "")
    if content:
        package.job.embedded(Document(path, content, content_type=kind, file_name=part.name))
