"""
Office packages (ECMA-376): docx, xlsx, pptx, vsdx, their templates and macro-enabled forms.

Every part of the package is accounted for by `PARTS`, by its name and not by following links: a part that no link reaches
is still in the recipient's hands.  A name that no rule knows is read as a file of its own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.properties import CachedHandler, LinksHandler, PropertiesHandler, VariablesHandler
from dlp_service.extract.sheetml import SheetEntry, SheetHandler, StringsHandler, Styles, StylesHandler, WorkbookHandler
from dlp_service.extract.wordml import WordHandler
from dlp_service.extract.xmlwalk import XmlHandler, walk_xml
from dlp_service.extract.zipfiles import Member
from dlp_service.values import GapReason

PACKAGE = re.compile(r"(?:word|xl|ppt|visio)/[^/]+\.(?:xml|bin)\Z")
NUMBER = re.compile(r"(\d+)\.xml\Z")


@dataclass(slots=True)
class Package:
    """One office package being read; shared strings, styles and the sheet list are read once, when first needed."""

    document: Document
    members: dict[str, Member]
    job: Job
    seen: set[str] = field(default_factory=set)

    def walk(self, name: str, handler: XmlHandler, path: str = "") -> None:
        """Feed a part to a handler; a part that is not there is nothing."""
        member = self.members.get(name.lower())
        if member:
            where = path or self.document.path
            walk_xml(member.chunks(self.job, where), handler, self.job, where)

    def put(self, where: str, lines: Iterable[str], unit: str = "") -> None:
        """Add lines as one text of the document or of one of its units."""
        path = f"{self.document.path}!{unit}" if unit else self.document.path
        self.job.text(path, where, "\n".join(lines))


def is_package(members: list[Member]) -> bool:
    """Say whether the files of an archive are an office package."""
    return any(PACKAGE.match(member.name.lower()) for member in members)


def read_package(document: Document, members: list[Member], job: Job) -> None:
    """Read all parts, in the order of a reader: content first, properties and what is embedded after it."""
    package = Package(document, {member.name.lower(): member for member in members}, job)
    ranked = sorted(
        ((*_rule(member.name.lower()), member) for member in members), key=lambda item: (item[0], _order(item[2].name))
    )
    for _, read, member in ranked:
        job.budget.check()
        read(package, member)
    if len(package.members) < len(members):
        job.gap(document.path, GapReason.DAMAGED, "two parts of one name", "OFFICE")


def _rule(name: str) -> tuple[int, Callable[[Package, Member], None]]:
    for rank, (pattern, read) in enumerate(PARTS):
        if pattern.match(name):
            return rank, read
    return len(PARTS), _read_foreign


def _order(name: str) -> tuple[int, str]:
    number = NUMBER.search(name)
    return (int(number[1]) if number and len(number[1]) < 9 else 0, name)


# --- documents and slides ------------------------------------------------------------------------


def _text_part(where: str, *, is_unit: str = "", skip_placeholders: bool = False) -> Callable[[Package, Member], None]:
    """Return a reader of a text part; on slides `is_unit` names the unit and a hidden slide's text is hidden."""

    def read(package: Package, member: Member) -> None:
        handler = WordHandler(skip_placeholders=skip_placeholders)
        unit = f"{is_unit}{_order(member.name)[0]}" if is_unit else ""
        try:
            package.walk(member.name, handler)
        finally:
            handler.finish()
            package.put("hidden" if handler.is_hidden_slide else where, handler.shown, unit)
            package.put("footer", handler.footers, unit)
            package.put("hidden", handler.hidden, unit)

    return read


def _skip(package: Package, member: Member) -> None:
    """Leave out what holds settings and no text."""


def _read_quietly(package: Package, member: Member) -> None:
    """Report a part that is not read and holds nothing to read."""
    path = f"{package.document.path}/{member.name}"
    package.job.gap(path, GapReason.UNSUPPORTED, "a thumbnail, font or printer setting", is_material=False)


def _read_macros(package: Package, member: Member) -> None:
    package.job.gap(f"{package.document.path}/{member.name}", GapReason.UNSUPPORTED, "a macro project", "OFFICE")


def _read_binary_book(package: Package, _member: Member) -> None:
    package.job.gap(package.document.path, GapReason.UNSUPPORTED, "a workbook in the binary format", "OFFICE")


def _read_properties(package: Package, member: Member) -> None:
    handler = PropertiesHandler()
    package.walk(member.name, handler)
    for line in handler.found:
        package.job.text(package.document.path, "property", line)


def _read_variables(package: Package, member: Member) -> None:
    handler = VariablesHandler()
    package.walk(member.name, handler)
    for line in handler.found:
        package.job.text(package.document.path, "property", line)


def _read_labels(package: Package, member: Member) -> None:
    handler = PropertiesHandler(with_attributes=True)
    package.walk(member.name, handler)
    for line in handler.found:
        package.job.text(package.document.path, "property", line)


def _read_links(package: Package, member: Member) -> None:
    """Take the targets of external links: a person can uncover them."""
    content = member.content(package.job, package.document.path)
    if b"xternal" not in content:
        return  # most packages have a relationships part for each other part, and nothing to say in it
    handler = LinksHandler()
    walk_xml([content], handler, package.job, package.document.path)
    package.put(
        "hidden",
        [target for target, kind, is_external in handler.links.values() if is_external and kind == "hyperlink"],
    )


def _read_cached(package: Package, member: Member) -> None:
    handler = CachedHandler()
    package.walk(member.name, handler)
    package.put("hidden", handler.lines)


def _read_foreign(package: Package, member: Member) -> None:
    """Read an embedded file, an image, or a part nobody knows as a document of its own."""
    path = f"{package.document.path}/{member.name}"
    content = member.content(package.job, path)
    if content:
        package.job.embedded(Document(path, content, file_name=member.name))


# --- workbooks -----------------------------------------------------------------------------------


def _read_workbook(package: Package, member: Member) -> None:
    """Read all sheets in the workbook's order, then those that it does not list."""
    job = package.job
    book, links, styles = WorkbookHandler(), LinksHandler(), StylesHandler()
    strings = StringsHandler(job.limits.text_chars)
    package.walk(member.name, book)
    folder, _, base = member.name.rpartition("/")
    package.walk(f"{folder}/_rels/{base}.rels", links)
    package.walk(f"{folder}/styles.xml", styles)
    package.walk(f"{folder}/sharedStrings.xml", strings)
    unlisted = {name for name in package.members if SHEET.match(name)}
    for entry in book.sheets:
        target = links.links.get(entry.relation, ("", "", False))[0]
        name = posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}").lower()
        if name in unlisted:
            unlisted.discard(name)
            _read_sheet(package, name, entry, strings.strings, styles.styles())
    for name in sorted(unlisted):
        _read_sheet(
            package, name, SheetEntry(posixpath.basename(name), "", is_hidden=True), strings.strings, styles.styles()
        )
    package.put("hidden", book.names)


def _read_sheet(package: Package, name: str, entry: SheetEntry, strings: list[str], styles: Styles) -> None:
    handler = SheetHandler(strings, styles, is_hidden=entry.is_hidden, limit=package.job.limits.text_chars)
    try:
        package.walk(name, handler, f"{package.document.path}!{entry.name}")
    finally:
        package.put("page_header", handler.headers, entry.name)
        package.put("cell", handler.shown, entry.name)
        package.put("hidden", handler.hidden, entry.name)
        package.put("footer", handler.footers, entry.name)


SHEET = re.compile(r"xl/(?:worksheets|macrosheets|dialogsheets)/[^/]+\.xml\Z")

PARTS: tuple[tuple[re.Pattern[str], Callable[[Package, Member], None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        # Page headers first: a marking at the top of the page is read before the page.
        (r"word/header\d*\.xml\Z", _text_part("page_header")),
        (r"word/document\d*\.xml\Z", _text_part("body")),
        (r"xl/workbook\d*\.xml\Z", _read_workbook),
        (r"ppt/slides/[^/]+\.xml\Z", _text_part("body", is_unit="slide")),
        (r"visio/pages/page\d+\.xml\Z", _text_part("body", is_unit="page")),
        (r"visio/masters/master\d+\.xml\Z", _text_part("hidden")),
        (r"word/footer\d*\.xml\Z", _text_part("footer")),
        (r"word/(?:foot|end)notes\d*\.xml\Z", _text_part("note")),
        (r"ppt/notesslides/[^/]+\.xml\Z", _text_part("note", is_unit="slide")),
        (r"word/comments(?:extended|ids|extensible)\.xml\Z", _skip),
        (r"(?:word/|(?:ppt|xl)/(?:threaded)?comments/|xl/|visio/)comments?[^/]*\.xml\Z", _text_part("comment")),
        (r"(?:ppt|xl)/threadedcomments/[^/]+\.xml\Z", _text_part("comment")),
        (r"word/glossary/document\.xml\Z", _text_part("hidden")),
        (r"ppt/(?:slide|notes|handout)(?:masters|layouts)/[^/]+\.xml\Z", _text_part("body", skip_placeholders=True)),
        (r"xl/drawings/[^/]+\.(?:xml|vml)\Z", _text_part("body")),
        (r"(?:word|xl|ppt)/(?:charts/chart|chartsheets/|diagrams/data)[^/]*\.xml\Z", _text_part("body")),
        (r"xl/(?:pivotcache|externallinks)/[^/]+\.xml\Z", _read_cached),
        (r"docprops/(?:core|app|custom)[^/]*\.xml\Z|.*\.psmdcp\Z", _read_properties),
        (r"docmetadata/.*\.xml\Z|customxml/item\d+\.xml\Z|ppt/tags/[^/]+\.xml\Z", _read_labels),
        (r"word/settings\.xml\Z", _read_variables),
        (r"(?:ppt/(?:comment)?authors|xl/persons/[^/]+|word/people|xl/connections)\.xml\Z", _read_labels),
        (r".*\.rels\Z", _read_links),
        (r".*thumbnail\.[a-z]+\Z|(?:word|xl|ppt|visio)/(?:fonts|printersettings|theme/media)/", _read_quietly),
        (r".*vbaproject[^/]*\.bin\Z", _read_macros),
        (r"xl/(?:[^/]+|(?:worksheets|tables|pivotcache|externallinks)/.*)\.bin\Z", _read_binary_book),
        # Layout, styles and settings: names of styles and colours, nothing a person reads.
        (r"\[content_types\]\.xml\Z|.*/_rels/", _skip),
        (
            r".*/(?:styles|styleswitheffects|fonttable|websettings|numbering|tablestyles|viewprops|presprops)\.xml\Z",
            _skip,
        ),
        (
            r".*/(?:presentation|calcchain|sharedstrings|metadata|volatiledependencies|vbadata|revisioninfo)\.xml\Z",
            _skip,
        ),
        (r"word/glossary/[^/]+\.xml\Z", _skip),
        (r"visio/(?:document|windows|pages/pages|masters/masters|solutions/.*|validation)\.xml\Z", _skip),
        (r"xl/(?:worksheets|macrosheets|dialogsheets|tables|querytables|pivottables)/[^/]+\.xml\Z", _skip),
        (r"(?:word|xl|ppt)/(?:slicers|slicercaches|richdata|featurepropertybag|ctrlprops|changesinfos)/", _skip),
        (r"(?:word|xl|ppt)/(?:diagrams|charts)/[^/]+\.xml\Z", _skip),
        (
            r"(?:word|xl|ppt|visio)/theme/[^/]+\.xml\Z|customxml/itemprops\d*\.xml\Z|.*/activex/[^/]+\.(?:xml|bin)\Z",
            _skip,
        ),
    )
)
