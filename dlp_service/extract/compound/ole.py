"""
Compound files by what is in them: Word, Excel, PowerPoint, Outlook, and objects embedded in any of them.

Every stream is accounted for: a format reads its own, macros, property sets and packages are read wherever they lie, and of the
rest what looks like a file is read as one.  A compound file of no format here (Visio, Publisher, Project) goes to Tika.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from dlp_service.extract.compound import msg, ppt, worddoc, xls
from dlp_service.extract.compound.compound import STREAM, Node, NotCompound, Storage, open_compound
from dlp_service.extract.compound.officeart import read_drawing
from dlp_service.extract.compound.olelock import unlocked
from dlp_service.extract.compound.olepackage import read_native
from dlp_service.extract.compound.propertyset import is_property_set, read_property_set
from dlp_service.extract.compound.vba import read_macros
from dlp_service.extract.fallback import add_further
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.sniff import Kind, kind_of
from dlp_service.values import GapReason

NATIVE, CONTENT = "\x01ole10native", ("package", "contents", "embeddedodf")
OWNED = frozenset(
    [
        "worddocument", "0table", "1table", "data", "workbook", "book", "powerpoint document", "current user", "pictures",
        "\x01compobj", "\x01ole", "\x03objinfo", "\x03ocxname", "\x03eprint", "\x03print", "\x02olepres000", "encryptioninfo",
        "encryptedpackage", "user names", "revision log", "ctls", "_1_sheetpic", "projectwm", "project", "projectlk",
        "\x01ole10itemname", "\x01ole10embed", "\x09drmcontent", "\x09drmviewercontent", "equation native",
    ]
)  # fmt: skip
"""Streams whose format reads them, or that hold nothing a person reads; lower case."""

FILES = frozenset(
    {
        Kind.ZIP,
        Kind.OLE,
        Kind.PDF,
        Kind.RTF,
        Kind.IMAGE,
        Kind.XML,
        Kind.HTML,
        Kind.MAIL,
        Kind.CMS,
        Kind.TNEF,
        Kind.SEVEN_ZIP,
        Kind.RAR,
    }
)
"""What a stream that no format owns is read as, when it looks like it."""

SELF_CONTAINED = (NATIVE, "Package", "EmbeddedOdf", "PROJECT")
"""What makes a storage one that is read to its end here, beside the formats of office programs."""

UNREAD_OBJECT = "an embedded object of a kind that is not read"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""The name of a stream that holds an encrypted package (MS-OFFCRYPTO section 2.3.1), as a damaged file still shows it."""

RIGHTS = "\x09drmcontent", "\x09drmviewercontent"
ADDRESS = re.compile(r"[:/\\@.]")
FORM_STREAMS = frozenset({"f", "o"})
FORM_WORDS = re.compile(rb"[\x20-\x7e\x80-\xff]{5,}")
"""Captions and values of a macro's forms: the words between the numbers of their streams (MS-OFORMS)."""

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
LINK = re.compile(rb"(?:[\x20-\x7e]\x00){6,}")
MIN_LINK_BYTES = 24
LAST_TEXTS = 1000


def read_ole(document: Document, job: Job) -> None:
    """Read a compound file; its name in gaps is that of an office file, which it nearly always is."""
    try:
        root = open_compound(document.content, job, document.path)
    except NotCompound:
        if ENCRYPTED_PACKAGE in document.content:
            job.gap(document.path, GapReason.ENCRYPTED, "an encrypted office file", "OFFICE")
        else:
            job.gap(document.path, GapReason.DAMAGED, "an office file that ends in its header", "OFFICE")
        return
    if _read_locked(document, root):
        return
    texts, gaps = len(job.texts), len(job.gaps)
    is_known = read_storage(root)
    if root.compound.is_damaged:
        job.gap(document.path, GapReason.DAMAGED, "an office file that is damaged or cut off", "OFFICE")
    is_silent = all(text.where == "property" for text in job.texts[texts:])
    if is_known and not (is_silent and root.compound.is_damaged):
        return
    if not add_further(document, job, texts):
        if not is_known:
            job.gap(document.path, GapReason.UNSUPPORTED, "an office file in the old binary format", "OFFICE")
    elif not is_known:
        # Who read the whole has read its objects too.
        job.gaps[gaps:] = [gap for gap in job.gaps[gaps:] if gap.detail != UNREAD_OBJECT]


def _read_locked(document: Document, root: Storage) -> bool:
    """Read or report an encrypted file; say whether it was one."""
    job = root.job
    names = {node.name.casefold() for node in root.nodes()}
    if names.intersection(RIGHTS) or _has_rights(root):
        job.gap(
            document.path, GapReason.ENCRYPTED, "a rights-protected file", "RPMSG" if msg.is_message(root) else "OFFICE"
        )
        _read_rest(root)
        return True
    if not _is_locked(root):
        return False
    plain = unlocked(document.content, job.limits)
    if not plain:
        job.gap(document.path, GapReason.ENCRYPTED, "an encrypted office file", "OFFICE")
        _read_rest(root)
    elif kind_of(Document("", plain)) is Kind.OLE:
        read_storage(open_compound(plain, job, document.path))
    else:
        job.embedded(Document(document.path, plain, file_name=document.file_name))
    return True


def _has_rights(root: Storage) -> bool:
    """Say whether the file's transforms are those of rights management (MS-OFFCRYPTO section 2.2)."""
    spaces = root.storage("\x06DataSpaces")
    transforms = spaces.storage("TransformInfo") if spaces else None
    return transforms is not None and any("drm" in node.name.casefold() for node in transforms.nodes())


def _is_locked(root: Storage) -> bool:
    if root.child("EncryptedPackage"):
        return True
    book = root.child("Workbook") or root.child("Book")
    if book and xls.is_locked(root.peek(book)):
        return True
    word = root.child("WordDocument")
    if word and worddoc.is_locked(root.peek(word)):
        return True
    show = root.child("PowerPoint Document")
    return bool(show and ppt.is_locked(root.peek(show), root.read("Current User")))


def read_storage(storage: Storage) -> bool:
    """Read a storage as what it is, with all that lies in it; say whether its format has a reader here."""
    job = storage.job
    job.budget.check()
    readers = [(name, read) for name, read in FORMATS if storage.child(name)]
    for name, read in readers:
        try:
            read(storage, storage.read(name))
        except (struct.error, ValueError, IndexError, OverflowError):
            storage.compound.is_damaged = True  # a record that no rule above foresaw; what was read stays
    _read_rest(storage)
    return bool(readers) or not storage.node.children or any(storage.child(name) for name in SELF_CONTAINED)


def _word(storage: Storage, stream: bytes) -> None:
    worddoc.read_word(storage, stream)


def _show(storage: Storage, stream: bytes) -> None:
    ppt.read_show(storage, stream, storage.read("Current User"))
    read_drawing(storage.read("Pictures")).say(storage, storage.path, "body")


def _book(storage: Storage, stream: bytes) -> None:
    xls.read_workbook(storage, stream)


def _message(storage: Storage, _stream: bytes) -> None:
    msg.read_message(storage)


FORMATS: tuple[tuple[str, Callable[[Storage, bytes], None]], ...] = (
    ("WordDocument", _word),
    ("Workbook", _book),
    ("Book", _book),
    ("PowerPoint Document", _show),
    (msg.PROPERTIES, _message),
)


def _read_rest(storage: Storage) -> None:
    """Read property sets, macros, embedded objects and foreign streams of a storage."""
    is_message = msg.is_message(storage)
    for node in storage.nodes():
        storage.job.budget.check()
        if node.kind != STREAM:
            if not is_message:
                _read_storage_in(storage, node)
        elif not is_message or not msg.owns(node.name):
            _read_stream(storage, node)


def _read_stream(storage: Storage, node: Node) -> None:
    name, job, path = node.name.casefold(), storage.job, storage.path
    if name == NATIVE:
        read_native(storage, storage.content(node))
    elif name == "\x01ole" and node.size > MIN_LINK_BYTES:
        links = [run.decode("utf-16-le") for run in LINK.findall(storage.content(node))]
        job.text(path, "hidden", "\n".join(dict.fromkeys(links)))
    elif name in CONTENT:
        content = storage.content(node)
        if kind_of(Document("", content)) not in {Kind.BINARY, Kind.EMPTY}:
            job.embedded(Document(f"{path}/{node.name}", content))
    elif name in FORM_STREAMS and storage.child("f"):
        words = [run.decode("cp1252", "replace") for run in FORM_WORDS.findall(storage.content(node))]
        job.text(path, "hidden", "\n".join(dict.fromkeys(words)))
    elif name not in OWNED and node.size:
        _read_foreign(storage, node)


def _read_foreign(storage: Storage, node: Node) -> None:
    content = storage.content(node)
    if is_property_set(content):
        found = read_property_set(content)
        for line in found.lines:
            storage.job.text(storage.path, "property", line)
        said = {
            line for text in storage.job.texts[-LAST_TEXTS:] if text.where == "hidden" for line in text.text.split("\n")
        }
        links = [link for link in found.links if link not in said and ADDRESS.search(link)]
        storage.job.text(storage.path, "hidden", "\n".join(links))
        if found.is_damaged:
            storage.job.gap(storage.path, GapReason.DAMAGED, "properties that are damaged", "OFFICE")
    elif _is_file(content):
        name = "".join(char for char in node.name if char.isprintable()) or "stream"
        storage.job.embedded(Document(f"{storage.path}/{name}", content, file_name=name))


def _is_file(content: bytes) -> bool:
    """Say whether a stream is a file by itself; the short marks of some pictures begin many a table."""
    kind = kind_of(Document("", content))
    return kind in FILES and (kind is not Kind.IMAGE or content.startswith(PICTURES))


def _read_storage_in(storage: Storage, node: Node) -> None:
    """Read a storage inside another: a project, a cache, a data store, or an embedded object."""
    job, name = storage.job, node.name
    inner = Storage(storage.compound, node, job, storage.path)
    folded = name.casefold()
    if folded == "vba" or (inner.child("dir") and inner.child("_VBA_PROJECT")):
        for module, source in read_macros(inner):
            job.text(f"{storage.path}!{module}", "hidden", source)
    elif folded == "_sx_db_cur":
        xls.read_pivot_caches(inner)
    elif folded in {"macros", "_vba_project_cur", "objectpool", "msodatastore"}:
        _nested(inner, _read_rest)
    elif folded == "\x06dataspaces":
        return
    elif storage.node.name.casefold() == "msodatastore":
        _nested(inner, _read_rest)
    else:
        shown = "".join(char for char in name if char.isprintable()) or "object"
        _nested(Storage(storage.compound, node, job, f"{storage.path}/{shown}"), read_object)


def read_object(storage: Storage) -> None:
    """Read an embedded object; one that no reader knows is a gap when it is more than a preview."""
    before = len(storage.job.texts), len(storage.job.gaps)
    if read_storage(storage) or (len(storage.job.texts), len(storage.job.gaps)) != before:
        return
    names = {node.name.casefold() for node in storage.nodes() if node.kind == STREAM}
    if names - OWNED - FORM_STREAMS - FORM_DETAILS:
        is_material = bool(names & MATERIAL)
        storage.job.gap(storage.path, GapReason.UNSUPPORTED, UNREAD_OBJECT, "OFFICE", is_material=is_material)


FORM_DETAILS = frozenset({"x", "\x03vbframe"})
MATERIAL = frozenset({"visiodocument", "quill", "contents", "props", "perfectoffice_main"})
"""Streams of documents, as against controls, equations and clips."""


def _nested(storage: Storage, read: Callable[[Storage], object]) -> None:
    """Read what lies in a storage one level deeper, within the limit of nesting."""
    job = storage.job
    if job.depth >= job.limits.archive_depth:
        job.gap(storage.path, GapReason.OVER_LIMIT, f"nested deeper than {job.limits.archive_depth} archives")
        return
    job.depth += 1
    try:
        read(storage)
    finally:
        job.depth -= 1
