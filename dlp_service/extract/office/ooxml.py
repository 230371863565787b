"""
Office packages (ECMA-376): docx, xlsx, pptx, vsdx, XPS, their templates and macro-enabled forms.

`RULES` says for every kind of part how it is read and in which order; what no rule knows is read as a file of its own.
A part is known by its root element; where that has no namespace of the format, by its name as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dlp_service.extract.archives.zipfiles import Member
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.office import officeparts as parts
from dlp_service.extract.office import workbook
from dlp_service.extract.office.opc import Package, Part, is_package, open_package
from dlp_service.extract.office.xlsb import MAIN, is_binary, read_binary_book
from dlp_service.values import GapReason

__all__ = ["is_package", "read_package"]

QUIET = re.compile(r".*thumbnail\.[a-z]+\Z|.*/(?:fonts|printersettings|theme/media)/|.*\.(?:odttf|ttf|fntdata)\Z")


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of part is read: known by a piece of its namespace, or by a piece of its name."""

    roots: tuple[str, ...]
    spaces: tuple[str, ...]
    name: str
    read: parts.Read


def read_package(document: Document, members: list[Member], job: Job) -> None:
    """Read all parts, in the order of a reader: content first, properties and what is embedded after it."""
    package = open_package(document, members, job)
    read_parts(package)
    if len(package.by_key) < len(package.parts):
        job.gap(document.path, GapReason.DAMAGED, "two parts of one name", "OFFICE")


def read_parts(package: Package) -> None:
    """Read the parts of an opened package."""
    ranked = sorted(
        ((*_rule(package, part), part) for part in package.parts), key=lambda item: (item[0], item[2].order)
    )
    for _, read, part in ranked:
        package.job.budget.check()
        read(package, part)


def _rule(package: Package, part: Part) -> tuple[int, parts.Read]:
    for rank, rule in BY_ROOT.get(part.root, ()):
        if (rule.name and rule.name in part.key) or any(token in part.space for token in rule.spaces):
            return rank, rule.read
    if any(token in part.space for token in WORD):
        return _stray(part)
    if "docprops/" in part.key and part.root:
        return BY_ROOT["Properties"][0][0], parts.read_properties
    if any(token in part.space for token in (*SLIDE, "drawingml")):
        return len(RULES), parts.drawing_reader("body")
    if part.root:
        return len(RULES), parts.read_labels if "customxml/" in part.key else parts.read_foreign
    return _unmarked(package, part)


def _unmarked(package: Package, part: Part) -> tuple[int, parts.Read]:
    """Return how a part that is no markup is read."""
    if is_binary(package, part):
        return BY_ROOT["workbook"][0][0] + (part.key != MAIN), read_binary_book
    return len(RULES), parts.read_quiet if QUIET.match(part.key) else parts.read_foreign


def _stray(part: Part) -> tuple[int, parts.Read]:
    """Return how a part of a document under an unknown root is read: by its name."""
    root = next((root for name, root in STRAYS if name in part.key), "document")
    rank, rule = BY_ROOT[root][0]
    return rank, rule.read


STRAYS = (("header", "hdr"), ("footer", "ftr"), ("notes", "footnotes"), ("comment", "comments"))
WORD = ("wordprocessingml", "office/word/")
SHEET = ("spreadsheetml",)
SLIDE = ("presentationml", "office/powerpoint/")
DRAWING = ("drawingml", "office/drawing/", "urn:schemas-microsoft-com")
VISIO = ("office/visio/",)
OPC = ("package/", "officeDocument", "ooxml/")
XPS = ("xps",)

RULES: tuple[Rule, ...] = (
    Rule(("people",), WORD, "word/people", parts.read_people),
    Rule(("personList",), SHEET, "xl/persons/", parts.read_people),
    Rule(("cmAuthorLst", "authorLst"), SLIDE, "authors", parts.read_people),
    # Page headers first: a marking at the top of the page is read before the page.
    Rule(("hdr",), WORD, "word/header", parts.word_reader("page_header")),
    Rule(("document",), WORD, "word/document", parts.word_reader("body")),
    Rule(("workbook",), SHEET, "xl/workbook", workbook.read_workbook),
    Rule(("sld",), SLIDE, "ppt/slides/", parts.read_slide),
    Rule(("presentation",), SLIDE, "ppt/presentation", parts.read_presentation),
    Rule(("PageContents",), VISIO, "visio/pages/", parts.visio_reader("body")),
    Rule(("FixedPage",), XPS, ".fpage", parts.read_fixed_page),
    Rule(("MasterContents",), VISIO, "visio/masters/", parts.visio_reader("hidden")),
    Rule(("ftr",), WORD, "word/footer", parts.word_reader("footer")),
    Rule(("footnotes", "endnotes"), WORD, "notes", parts.word_reader("note")),
    Rule(("notes",), SLIDE, "ppt/notesslides/", parts.beside_slide_reader("note")),
    Rule(("comments",), WORD, "word/comments", parts.word_reader("comment")),
    Rule(("comments",), SHEET, "xl/", parts.drawing_reader("comment")),
    Rule(("cmLst",), SLIDE, "ppt/", parts.beside_slide_reader("comment")),
    Rule(("ThreadedComments",), SHEET, "threadedcomments/", parts.drawing_reader("comment")),
    Rule(("Comments",), VISIO, "visio/comments", parts.visio_reader("comment")),
    Rule(("glossaryDocument",), WORD, "word/glossary/", parts.word_reader("hidden")),
    Rule(("sldMaster", "notesMaster", "handoutMaster"), SLIDE, "masters/", parts.read_master),
    Rule(("sldLayout",), SLIDE, "layouts/", parts.read_master),
    Rule(
        ("wsDr", "userShapes", "chartSpace", "chart", "dataModel"),
        DRAWING,
        "xl/drawings/",
        parts.drawing_reader("body"),
    ),
    Rule(("chartSpace", "userShapes", "dataModel"), DRAWING, "/charts/", parts.drawing_reader("body")),
    Rule(("dataModel",), DRAWING, "/diagrams/", parts.drawing_reader("body")),
    Rule(("xml", "drawing"), ("no namespace is asked",), ".vml", parts.read_vector),
    Rule(("drawing",), DRAWING, "/diagrams/drawing", parts.read_drawn),
    Rule(
        ("pivotCacheDefinition", "pivotCacheRecords", "externalLink", "rvData", "arrayData", "volTypes"),
        (*SHEET, "office/spreadsheetml"),
        "xl/",
        parts.read_cached,
    ),
    Rule(("coreProperties",), OPC, ".psmdcp", parts.read_properties),
    Rule(("Properties", "coreProperties", "properties"), OPC, "docprops/", parts.read_properties),
    Rule(("labelList", "tagLst", "webextension"), ("mip", *SLIDE, "webextensions"), "docmetadata/", parts.read_labels),
    Rule(("settings",), WORD, "word/settings", parts.read_settings),
    Rule(("connections", "headers", "users", "MapInfo", "queryTable"), SHEET, "xl/", parts.read_labels),
    Rule(("revisions",), SHEET, "xl/revisions/", parts.read_cached),
    Rule(
        ("table", "pivotTableDefinition", "slicerCacheDefinition", "slicers", "timelines", "formControlPr"),
        (*SHEET, "office/spreadsheetml"),
        "xl/",
        parts.speaking_reader(
            "name", "comment", "caption", "totalsRowLabel", "n", "c", "val", "dataCaption", "alternativeText"
        ),
    ),
    Rule(("ocx",), ("office",), "/activex/", parts.speaking_reader("value")),
    Rule(
        ("vbaSuppData", "tcg", "Tasks", "chgInfo"),
        ("office",),
        "word/",
        parts.speaking_reader("macroName", "menuHelp", "title", "userName"),
    ),
    Rule(
        ("customUI",),
        ("customui",),
        "customui",
        parts.speaking_reader("label", "screentip", "supertip", "title", "description"),
    ),
    Rule(("Signature",), ("xmldsig",), "_xmlsignatures/", parts.read_signature),
    Rule(("Pages", "Masters", "VisioDocument"), VISIO, "visio/", parts.read_visio_names),
    Rule(("DocumentStructure", "DocumentOutline"), XPS, ".struct", parts.read_outline),
    Rule(("Relationships",), ("relationships",), ".rels", parts.read_links),
    Rule(("styles",), WORD, "word/styles", parts.read_styles),
    Rule(("styleSheet",), SHEET, "xl/styles", parts.read_cell_styles),
    Rule(("numbering",), WORD, "word/numbering", parts.read_numbering),
    # Layout, types and settings: names of fonts and colours, nothing a person reads.
    Rule(("Types",), ("content-types",), "[content_types]", parts.read_silent),
    Rule(
        ("worksheet", "chartsheet", "dialogsheet", "macrosheet", "sst"),
        (*SHEET, "office/excel"),
        "xl/",
        workbook.read_later,
    ),
    Rule(
        ("fonts", "webSettings", "commentsEx", "commentsIds", "commentsExtensible"),
        WORD,
        "word/",
        parts.read_silent,
    ),
    Rule(
        ("calcChain", "metadata", "rvStructures", "rvTypesInfo"),
        (*SHEET, "office/spreadsheetml"),
        "xl/",
        parts.read_silent,
    ),
    Rule(("presentationPr", "viewPr", "revInfo"), SLIDE, "ppt/", parts.read_silent),
    Rule(
        (
            "tblStyleLst",
            "theme",
            "themeOverride",
            "themeManager",
            "layoutDef",
            "styleDef",
            "colorsDef",
            "colorStyle",
            "chartStyle",
        ),
        DRAWING,
        "theme",
        parts.read_silent,
    ),
    Rule(("datastoreItem",), OPC, "customxml/", parts.read_silent),
    Rule(("Windows",), VISIO, "visio/", parts.read_silent),
    Rule(
        ("FixedDocument", "FixedDocumentSequence", "StoryFragments", "PrintTicket"),
        (*XPS, "printschema"),
        ".fd",
        parts.read_silent,
    ),
)


def _by_root() -> dict[str, list[tuple[int, Rule]]]:
    found: dict[str, list[tuple[int, Rule]]] = {}
    for rank, rule in enumerate(RULES):
        for root in rule.roots:
            found.setdefault(root, []).append((rank, rule))
    return found


BY_ROOT = _by_root()
