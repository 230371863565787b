"""
OpenDocument packages (ISO/IEC 26300, ODF 1.3) and their flat form; OpenOffice 1.x files are the same in an older spelling.

Every file of the package is accounted for.  A folder with parts of its own is an embedded object; what no rule knows is
read as a file of its own.  Entity declarations are refused, a document type is not: office programs write one into scripts and formulas.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import ClassVar

from dlp_service.extract.archives.zipfiles import Member
from dlp_service.extract.hypertext.datauri import unbase64
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.opendocument.odfstyles import StyleBook
from dlp_service.extract.opendocument.odfwalk import OdfHandler
from dlp_service.extract.texts.xmlwalk import Start, XmlHandler, attribute, walk_xml
from dlp_service.values import GapReason

TYPES = ("application/vnd.oasis.opendocument.", "application/vnd.sun.xml.")
KINDS = {
    "spreadsheet": "spreadsheet",
    "calc": "spreadsheet",
    "presentation": "presentation",
    "impress": "presentation",
    "graphics": "drawing",
    "draw": "drawing",
    "chart": "chart",
}
PARTS = ("styles.xml", "content.xml", "meta.xml", "settings.xml")
"""In the order of reading: styles say what of the content is hidden."""

MANIFEST = "META-INF/manifest.xml"
MIMETYPE_BYTES = 256
QUIET = re.compile(r"(?:.*/)?(?:Thumbnails/|Fonts/|layout-cache\Z)", re.IGNORECASE)
SCRIPT = re.compile(r"(?:.*/)?(?:Basic|Dialogs)/.*\.(?:xml|xlb|xba|xdl)\Z", re.IGNORECASE)
SIGNATURE = re.compile(r"META-INF/[^/]*signatures[^/]*\.xml\Z", re.IGNORECASE)
KNOWN = re.compile(
    r"(?:.*/)?(?:Pictures|ObjectReplacements|Configurations2|META-INF|media|Object \d+)(?:/|\Z)|manifest\.rdf\Z"
)
REPLACEMENT = re.compile(r"\AObjectReplacements/|(?<=/)ObjectReplacements/")
PREVIEW = re.compile(r"Pictures/TablePreview\d+\.svm\Z")
METAFILES = (b"VCLMTF", b"SVGDI")
SPOKEN = ("value", "title", "label", "help-text", "text")
FLAT = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?document[\s>](?=.*urn:oasis:names:tc:opendocument|.*openoffice\.org)", re.DOTALL
)
FLAT_BYTES = 16_384


class ManifestHandler(XmlHandler):
    """Reads the manifest: which files are encrypted (section 4.8 of part 2), and the type of the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.encrypted: set[str] = set()
        self.kind = ""
        self.entry = ""

    def _file(self, attributes: dict[str, str]) -> None:
        self.entry = attribute(attributes, "full-path")
        if self.entry == "/":
            self.kind = attribute(attributes, "media-type")

    def _encryption(self, _attributes: dict[str, str]) -> None:
        self.encrypted.add(self.entry)

    starts: ClassVar[Mapping[str, Start]] = {
        "file-entry": _file,
        "encryption-data": _encryption,
        "encrypted-key": _encryption,
    }


class SpokenHandler(XmlHandler):
    """Reads a dialogue or a signature: words of dialogues stand in attributes, names of signers in these elements."""

    handles_all: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        self.is_capturing = name in {"X509IssuerName", "X509SubjectName", "creator", "description"}
        if self.is_capturing:
            self.lines.append("")
        self.lines += [value for word in SPOKEN if (value := attribute(attributes, word)).strip()]

    def any_end(self, name: str) -> None:  # noqa: ARG002 - any element ends a value
        """Take the end of an element."""
        self.is_capturing = False

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.lines[-1] += text


def is_odf(document: Document, members: Iterable[Member], job: Job) -> bool:
    """Say whether the files of an archive are an OpenDocument package, by what stands in them."""
    names = {member.name: member for member in members}
    mimetype = names.get("mimetype")
    if mimetype and _words(document, mimetype, job).startswith(TYPES):
        return True
    return MANIFEST in names and any(name in names for name in (*PARTS, "encrypted-package"))


def _words(document: Document, member: Member, job: Job) -> str:
    if member.is_encrypted:
        return ""
    first = next(iter(member.chunks(job, f"{document.path}/{member.name}")), b"")
    return first[:MIMETYPE_BYTES].decode("ascii", "replace").strip()


def read_odf(document: Document, members: list[Member], job: Job) -> None:
    """Read all files of a package: the document, objects in it, scripts, and what else came along."""
    manifest = ManifestHandler()
    for member in members:
        if member.name == MANIFEST:
            walk_xml(member.chunks(job, document.path), manifest, job, document.path, allow_doctype=True)
    mimetype = (
        next((_words(document, member, job) for member in members if member.name == "mimetype"), "") or manifest.kind
    )
    if manifest.encrypted:
        job.gap(document.path, GapReason.ENCRYPTED, "an encrypted office file", "OFFICE")
    open_members = [member for member in members if member.name not in manifest.encrypted]
    folders: dict[str, list[Member]] = {}
    others = []
    for member in open_members:
        folder, _, base = member.name.rpartition("/")
        if base in PARTS:
            folders.setdefault(folder, []).append(member)
        else:
            others.append(member)
    try:
        for folder in sorted(folders):
            _read_parts(document, folder, folders[folder], mimetype if not folder else "", job)
    finally:
        for member in others:
            _read_other(document, member, folders, job)


def _read_parts(document: Document, folder: str, members: list[Member], mimetype: str, job: Job) -> None:
    """Read the parts of the document or of one object in it."""
    job.budget.check()
    path = f"{document.path}/{folder}" if folder else document.path
    handler = OdfHandler(StyleBook(), job.limits.text_chars, _kind(mimetype))
    try:
        for member in sorted(members, key=lambda member: PARTS.index(member.name.rpartition("/")[2])):
            walk_xml(member.chunks(job, path), handler, job, path, allow_doctype=True)
            handler.finish()
    finally:
        handler.finish()
        handler.emit(job, path)
    _read_files(path, handler, job)


def _kind(mimetype: str) -> str:
    """
    Return what kind of document a type names; templates and masters are what they are templates of.

    >>> _kind("application/vnd.oasis.opendocument.spreadsheet-template")
    'spreadsheet'
    """
    word = mimetype.rpartition(".")[2].partition("-")[0]
    return KINDS.get(word, "text")


def _read_other(document: Document, member: Member, folders: Collection[str], job: Job) -> None:
    """Read a file that is no part of the document's XML."""
    path = f"{document.path}/{member.name}"
    if member.name == MANIFEST or (member.name == "mimetype" and member.packed <= MIMETYPE_BYTES):
        return
    if QUIET.match(member.name):
        job.gap(path, GapReason.UNSUPPORTED, "a thumbnail, font or layout", is_material=False)
    elif SCRIPT.match(member.name):
        _read_script(path, member, job)
    elif SIGNATURE.match(member.name):
        _read_signatures(path, member, job)
    else:
        _read_foreign(path, member, folders, job)


def _read_foreign(path: str, member: Member, folders: Collection[str], job: Job) -> None:
    """Read a picture, an object of another program, or a file nobody knows as a document of its own."""
    content = member.content(job, path)
    if content.startswith(METAFILES) and (REPLACEMENT.sub("", member.name) in folders or PREVIEW.match(member.name)):
        job.gap(path, GapReason.UNSUPPORTED, "a picture of an object that was read", is_material=False)
    elif content:
        if not KNOWN.match(member.name):
            job.text(path, "file_name", member.name)
        job.embedded(Document(path, content, file_name=member.name))


def _read_script(path: str, member: Member, job: Job) -> None:
    """Read a Basic module or a dialogue."""
    content = member.content(job, path)
    handler, spoken = OdfHandler(StyleBook(), job.limits.text_chars), SpokenHandler()
    walk_xml([content], handler, job, path, allow_doctype=True)
    handler.finish()
    handler.emit(job, path)
    if b":window" in content or b":dialog" in content:
        walk_xml([content], spoken, job, path, allow_doctype=True)
        job.text(path, "hidden", "\n".join(spoken.lines))


def _read_signatures(path: str, member: Member, job: Job) -> None:
    handler = SpokenHandler()
    walk_xml(member.chunks(job, path), handler, job, path, allow_doctype=True)
    for line in handler.lines:
        job.text(path, "property", f"signature={line}")


def is_flat_odf(content: bytes) -> bool:
    """Say whether an XML file is a flat OpenDocument file, by its root element."""
    return bool(FLAT.search(content[:FLAT_BYTES]))


def read_flat_odf(document: Document, job: Job) -> None:
    """Read a flat OpenDocument file: the same elements in one XML file, pictures and objects as base64."""
    handler = OdfHandler(StyleBook(), job.limits.text_chars, _flat_kind(document.content))
    content = document.content
    try:
        walk_xml(_pieces(content, job), handler, job, document.path, allow_doctype=True)
    finally:
        handler.finish()
        handler.emit(job, document.path)
    _read_files(document.path, handler, job)


def _flat_kind(content: bytes) -> str:
    found = re.search(rb"""mimetype=["']([a-z.\-]{1,100})["']""", content[:16_384])
    return _kind(found[1].decode("ascii")) if found else "text"


def _pieces(content: bytes, job: Job) -> Iterable[bytes]:
    for start in range(0, len(content), 65_536):
        job.budget.check()
        yield content[start : start + 65_536]


def _read_files(path: str, handler: OdfHandler, job: Job) -> None:
    for name, text in handler.files:
        if job.entries >= job.limits.archive_entries:
            job.gap(path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries", "OFFICE")
            return
        job.entries += 1
        content = unbase64(text)
        job.decoded_bytes += len(content)
        if content:
            job.embedded(Document(f"{path}/{name}", content, file_name=name))
