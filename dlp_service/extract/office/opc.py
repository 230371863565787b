"""
Open packages (ECMA-376 part 2): their parts, what each one is, and how they are linked.

A part is what its root element says: a name can be chosen freely, content types can lie, and a part that no link reaches
is still in the recipient's hands.  Links only say which of several parts belong together.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import unquote

from dlp_service.extract.archives.zipfiles import Member
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.office.wordstyles import WordStyles
from dlp_service.extract.texts.xmlwalk import Start, XmlHandler, attribute, walk_xml
from dlp_service.values import GapReason

ROOT = re.compile(
    r"(?>\s+|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE[^\[>]*+>)*+<(?:([\w.-]++):)?([\w.-]++)((?:[^>\"']|\"[^\"]*+\"|'[^']*+')*+)",
    re.DOTALL,
)
MARKUP = (".xml", ".rels", ".vml", ".fpage", ".fdoc", ".fdseq", ".psmdcp", ".xaml")
HELD_BYTES = 65_536
HELD_TOTAL = 16 * 1024 * 1024
PEEK_BYTES = 4096
OFFICE_TYPE = re.compile(
    rb"officedocument|ms-(?:word|excel|powerpoint|visio)|vnd\.visio|ms-package\.(?:xps|relationships)|xps|oxps",
    re.IGNORECASE,
)
FOLDER = re.compile(r"(?:word|xl|ppt|visio)/[^/]+\.(?:xml|bin)\Z")
NUMBER = re.compile(r"(\d+)\.\w+\Z")


@dataclass(frozen=True, slots=True)
class Link:
    """One relationship of a part."""

    id: str
    kind: str
    target: str
    is_external: bool


@dataclass(slots=True)
class Part:
    """
    One part: `root` is the local name of its root element and `space` the namespace, both empty when it is no XML.

    Small markup is held, since its beginning had to be unpacked anyway.
    """

    name: str
    member: Member
    root: str = ""
    space: str = ""
    content: bytes | None = None

    @property
    def key(self) -> str:
        """Return the name as links compare it."""
        return self.name.lower()

    @property
    def order(self) -> tuple[int, str]:
        """Return where the part stands among those of its kind, by the number in its name."""
        number = NUMBER.search(self.name)
        return (int(number[1]) if number and len(number[1]) < 9 else 0, self.name)


@dataclass(slots=True)
class Package:
    """One office package being read."""

    document: Document
    job: Job
    parts: list[Part] = field(default_factory=list)
    by_key: dict[str, Part] = field(default_factory=dict)
    links: dict[str, list[Link]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    drawn: set[str] = field(default_factory=set)
    prompts: set[bytes] = field(default_factory=set)
    cache: dict[str, XmlHandler] = field(default_factory=dict)
    styles: dict[str, WordStyles] = field(default_factory=dict)
    back: dict[str, list[str]] = field(default_factory=dict)

    def chunks(self, part: Part, path: str = "") -> Iterable[bytes]:
        """Return the content of a part in pieces."""
        if part.content is not None:
            return (part.content,)
        return part.member.chunks(self.job, path or self.document.path)

    def walk(self, part: Part | None, handler: XmlHandler, path: str = "") -> None:
        """Feed a part to a handler; a part that is not there is nothing."""
        if part:
            where = path or self.document.path
            walk_xml(self.chunks(part, where), handler, self.job, where)

    def bytes_of(self, part: Part) -> bytes:
        """Return the whole content of a part, as far as it can be had."""
        return b"".join(self.chunks(part))

    def put(self, where: str, lines: Iterable[str], unit: str = "") -> None:
        """Add lines as one text of the document or of one of its units."""
        path = f"{self.document.path}!{unit}" if unit else self.document.path
        self.job.text(path, where, "\n".join(lines))

    def put_all(self, lines: dict[str, list[str]], unit: str = "") -> None:
        """Add all lines of a part; hidden ones last."""
        for where, found in lines.items():
            if where != "hidden":
                self.put(where, found, unit)
        self.put("hidden", lines.get("hidden", ()), unit)

    def put_properties(self, found: Iterable[str]) -> None:
        """Add properties, each a text of its own; what was said before is not said again."""
        for line in found:
            if line not in self.said:
                self.said.add(line)
                self.job.text(self.document.path, "property", line)

    def over(self, what: str) -> None:
        """Say that a part was read up to a limit only."""
        self.job.gap(self.document.path, GapReason.OVER_LIMIT, what, "OFFICE")

    def linked(self, source: Part, kind: str) -> list[Part]:
        """Return the parts that a part links to with one kind of link."""
        found = (self.target(source, link) for link in self.links.get(source.key, ()) if link.kind == kind)
        return [part for part in found if part]

    def target(self, source: Part, link: Link) -> Part | None:
        """Return the part a link leads to."""
        return None if link.is_external else self.by_key.get(resolved(source.name, link.target))

    def linking(self, part: Part) -> list[Part]:
        """Return the parts that link to a part."""
        if not self.back:
            for source, links in self.links.items():
                for link in links:
                    if not link.is_external:
                        self.back.setdefault(resolved(source, link.target), []).append(source)
        return [self.by_key[source] for source in self.back.get(part.key, ()) if source in self.by_key]

    def of_root(self, root: str) -> list[Part]:
        """Return the parts with one root element."""
        return [part for part in self.parts if part.root == root]


def resolved(source: str, target: str) -> str:
    """
    Return the name, in lower case, of the part that a target relative to a source part names.

    >>> resolved("xl/workbook.xml", "worksheets/Sheet1.xml"), resolved("xl/workbook.xml", "/xl/a%20b.xml")
    ('xl/worksheets/sheet1.xml', 'xl/a b.xml')
    """
    target = unquote(target.partition("#")[0]).replace("\\", "/")
    joined = target if target.startswith("/") else posixpath.join("/", posixpath.dirname(source), target)
    return posixpath.normpath(joined).lstrip("/").lower()


def is_package(members: list[Member]) -> bool:
    """Say whether the files of an archive are an office package, by their folders or by their content types."""
    for member in members:
        name = member.name.lower()
        if FOLDER.match(name) or (name == "[content_types].xml" and OFFICE_TYPE.search(_head(member, HELD_BYTES))):
            return True
    return False


def open_package(document: Document, members: list[Member], job: Job) -> Package:
    """Look at every part's root element, and read the links and content types."""
    package = Package(document, job)
    held = 0
    for member in members:
        job.budget.check()
        part = Part(member.name, member)
        if member.name.lower().endswith(MARKUP) and 0 <= member.size <= HELD_BYTES and held < HELD_TOTAL:
            part.content = member.content(job, document.path)
            held += len(part.content)
        part.root, part.space = root_of(part.content if part.content is not None else _head(member, PEEK_BYTES))
        package.parts.append(part)
        package.by_key[part.key] = part
    for part in package.parts:
        if part.root == "Relationships":
            _read_links(package, part)
        elif part.root == "Types":
            types = TypesHandler()
            package.walk(part, types)
            package.types |= types.types
    return package


def _read_links(package: Package, part: Part) -> None:
    handler = LinksHandler()
    package.walk(part, handler)
    folder, _, base = part.name.rpartition("/")
    source = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels")).lower()
    package.links.setdefault(source, []).extend(handler.links)


def _head(member: Member, size: int) -> bytes:
    """Return the first bytes of an entry without counting them; empty where that takes more than inflating."""
    packed = member.source[member.start : member.start + min(member.packed, size)]
    if member.method == 0:
        return packed
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size)
    except zlib.error:
        return b""


def root_of(head: bytes) -> tuple[str, str]:
    """
    Return the local name and the namespace of the root element that markup begins with.

    >>> root_of(b'<?xml version="1.0"?><w:hdr xmlns:w="urn:w">')
    ('hdr', 'urn:w')
    """
    head = head[:PEEK_BYTES]
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in head[:4]:
        head = head.replace(b"\0", b"")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start.startswith(b"<"):
        return "", ""
    found = ROOT.match(start.decode("latin-1"))
    if not found:
        return "", ""
    prefix, local, attributes = found.groups()
    mark = f"xmlns:{re.escape(prefix)}" if prefix else "xmlns"
    space = re.search(rf"(?:\A|\s){mark}\s*=\s*[\"']([^\"']*)", attributes)
    return local, space[1] if space else ""


class LinksHandler(XmlHandler):
    """Reads a relationships part."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[Link] = []

    def _link(self, attributes: dict[str, str]) -> None:
        kind = attribute(attributes, "Type").rpartition("/")[2]
        is_external = attribute(attributes, "TargetMode").lower() == "external"
        self.links.append(Link(attribute(attributes, "Id"), kind, attribute(attributes, "Target"), is_external))

    starts: ClassVar[Mapping[str, Start]] = {"Relationship": _link}


class TypesHandler(XmlHandler):
    """Reads the content types: of parts by name, of extensions by `.extension`."""

    def __init__(self) -> None:
        super().__init__()
        self.types: dict[str, str] = {}

    def _default(self, attributes: dict[str, str]) -> None:
        self.types["." + attribute(attributes, "Extension").lower()] = attribute(attributes, "ContentType")

    def _override(self, attributes: dict[str, str]) -> None:
        self.types[attribute(attributes, "PartName").lstrip("/").lower()] = attribute(attributes, "ContentType")

    starts: ClassVar[Mapping[str, Start]] = {"Default": _default, "Override": _override}
