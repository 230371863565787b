"""
Everything that objects say outside the pages' own text: annotations, forms, bookmarks, actions, layers, signatures, descriptions.

Objects are looked at one by one, by what they hold, and not by who points at them: what no page refers to any more is found as well,
loops cost nothing, and a file without a catalogue loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dlp_service.budget import Budget
from dlp_service.extract.pdf.forms import field_texts, is_field
from dlp_service.extract.pdf.strings import date_of, first_text, text_of
from dlp_service.extract.pdf.syntax import Dictionary, Name, Ref
from dlp_service.extract.pdf.table import Stream, Table
from dlp_service.extract.pdf.tree import PageTree

MAX_TEXTS = 200_000
LONG = 4096
MANY = 10_000
"""After so many containers of one object the time is looked at; how many there may be is the parser's limit."""

TEXT_BYTES = 4 * 1024 * 1024
"""So much is read of a stream that takes the place of a string: a script, a long note."""

ANNOTATIONS = frozenset(
    {
        "Text", "Link", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline",
        "Squiggly", "StrikeOut", "Caret", "Stamp", "Ink", "Popup", "FileAttachment", "Sound", "Movie", "Screen",
        "Widget", "PrinterMark", "TrapNet", "Watermark", "3D", "Redact", "Projection", "RichMedia",
    }
)  # fmt: skip
DESCRIPTIONS = ("Alt", "ActualText", "E")
SPEAKING = ("Title", "Author", "Subject", "Keywords", "Desc", "Info", "OutputCondition")
SIGNED = ("Name", "Reason", "Location", "ContactInfo", "M")
SILENT = frozenset(
    {
        "ID", "DA", "DS", "NM", "M", "CreationDate", "ModDate", "Registry", "Ordering", "CharSet", "Panose", "Cert",
        "Contents", "OutputConditionIdentifier", "RegistryName", "LastModified", "Lang", "Style", "FontFamily",
        "Base", "Creator", "Producer", "Version", "AuthEvent", "O", "U", "OE", "UE", "Perms", "Checksum", "CheckSum",
        "URLS", "DestOutputProfile", "Digest", "DigestValue", "P", "S", "D", "V", "F", "UF", "DOS", "Mac", "Unix",
    }
)  # fmt: skip
"""Keys whose strings are machine talk, or are read where they belong."""

_HAS_TEXT = re.compile(rb"\(|<[0-9A-Fa-f \r\n]|/(?:EF|JS|V|Contents|RC|URI|Alt|Title|Stamp)\b")
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"</(?:p|div|li|tr|h\d)>|<br\b[^>]*>", re.IGNORECASE)
_SPOKEN = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Found:
    """A text with the page (from 1) it belongs to, 0 for the document."""

    page: int
    where: str
    text: str


@dataclass(slots=True)
class Sweep:
    """What the objects of a file say, and the file specifications that carry files."""

    table: Table
    tree: PageTree
    texts: list[Found] = field(default_factory=list)
    files: list[tuple[int, Dictionary]] = field(default_factory=list)
    bookmarks: dict[int, str] = field(default_factory=dict)
    strings: dict[str, None] = field(default_factory=dict)

    def run(self, budget: Budget) -> None:
        """Look at every object that can hold text; the Info dictionary is read as what it is."""
        infos = {info.number for trailer in self.table.trailers if isinstance(info := trailer.get("Info"), Ref)}
        for count, (number, place) in enumerate(list(self.table.current.items())):
            if count % 64 == 0 or place.end - place.start > LONG:
                budget.check()
            if not _HAS_TEXT.search(place.content, place.start, place.end):
                continue
            if number in infos:
                continue
            if len(self.texts) > MAX_TEXTS:
                self.table.over(f"more than {MAX_TEXTS} texts of objects")
                return
            value = self.table.get(number)
            if isinstance(value, bytes):
                self.strings[text_of(value).strip()] = None
            page = self._page(number, value)
            for dictionary in dictionaries(value, budget):
                self._look(dictionary, number, page)

    def names(self) -> list[str]:
        """Return names of places, scripts and files in name trees, and strings that are objects, unless said already."""
        said = {text.text for text in self.texts}
        return [text for text in self.strings if _SPOKEN.search(text) and text.isprintable() and text not in said]

    def outline(self) -> list[str]:
        """Return the bookmarks as a viewer lists them, then those that no list leads to."""
        order: dict[int, None] = {}
        pending = [self.table.dictionary(self.table.root.get("Outlines")).get("First")]
        while pending:
            item = pending.pop()
            if isinstance(item, Ref) and item.number in self.bookmarks and item.number not in order:
                order[item.number] = None
                entry = self.table.dictionary(item)
                pending += [entry.get("Next"), entry.get("First")]
        return [
            self.bookmarks[number] for number in [*order, *(number for number in self.bookmarks if number not in order)]
        ]

    def _page(self, number: int, value: Any) -> int:  # noqa: ANN401 - any PDF object
        """Return the page of an object: as its page lists it, or as it says itself (`P`, `Pg`, the first of its widgets)."""
        known = self.tree.page_of
        if number in known or not isinstance(value, dict):
            return known.get(number, 0)
        kids = value.get("Kids")
        for owner in (value.get("P"), value.get("Pg"), *(kids[:1] if isinstance(kids, list) else ())):
            if isinstance(owner, Ref) and owner.number in known:
                return known[owner.number]
        return 0

    def _look(self, item: Dictionary, number: int, page: int) -> None:
        if item.get("Type") == "Sig" or "ByteRange" in item:
            self._signature(item)
        elif is_field(item):
            for where, text in field_texts(item, self.table):
                self._add(page, where, text)
        elif _is_annotation(item):
            self._annotation(item, page)
        elif item.get("Type") == "OCG":
            self._add(0, "hidden", self._text(item, "Name"))
        elif "EF" in item:
            self.files.append((page, item))
        elif "Title" in item and not item.keys().isdisjoint({"Parent", "Dest", "A"}):
            self.bookmarks.setdefault(number, self._text(item, "Title"))
        else:
            self._remainder(item, page)
        names = item.get("Names")
        if isinstance(names, list):
            self.strings |= dict.fromkeys(text_of(name).strip() for name in names[::2])
        self._action(item, page)
        for key in DESCRIPTIONS:
            self._add(page, "hidden", self._text(item, key))

    def _text(self, item: Dictionary, key: str) -> str:
        return text_at(item, key, self.table)

    def _add(self, page: int, where: str, text: str) -> None:
        if any(letter.isalnum() for letter in text):
            self.texts.append(Found(page, where, text.strip()))

    def _annotation(self, item: Dictionary, page: int) -> None:
        """Take what an annotation says, and the name of a stamp that needs no words."""
        self._add(page, "comment", annotation_text(item, self.table))
        if item.get("Subtype") == "Stamp" and isinstance(item.get("Name"), Name):
            self._add(page, "comment", item["Name"].lstrip("#"))

    def _signature(self, item: Dictionary) -> None:
        """Take what a signature says in words (section 12.8.1)."""
        for key in SIGNED:
            text = self._text(item, key).strip()
            if text:
                self._add(0, "property", f"Signature{'Time' if key == 'M' else key}={date_of(text) or text}")

    def _action(self, item: Dictionary, page: int) -> None:
        """Take where a link or button leads and what its script says (section 12.6.4)."""
        for key in ("URI", "JS"):
            if key in item:
                self._add(page, "hidden", self._text(item, key))
        if "EF" not in item and item.get("S") != "Link":
            target = self.table.resolve(item.get("F"))
            names = target if isinstance(target, dict) else item
            if isinstance(target, (dict, bytes)):
                self._add(page, "hidden", first_text(names, "UF", "F", "Unix", "DOS", "Mac"))
        if isinstance(item.get("Win"), dict):
            self._add(page, "hidden", " ".join(text_of(value) for value in item["Win"].values()))

    def _remainder(self, item: Dictionary, page: int) -> None:
        """Take strings of dictionaries that are nothing known: thread infos, portfolio columns, notes of programs."""
        if item.get("Type") == "CollectionSubitem":
            self._add(page, "property", self._text(item, "D"))
        kind = item.get("Type")
        if isinstance(kind, Name) and kind in {
            "Font",
            "FontDescriptor",
            "Encoding",
            "Catalog",
            "Page",
            "Filespec",
            "F",
            "Metadata",
        }:
            return
        for key, value in item.items():
            if key not in SILENT and key not in DESCRIPTIONS and key not in {"URI", "JS"}:
                text = text_of(self.table.resolve(value) if isinstance(value, Ref) and key in SPEAKING else value)
                if _SPOKEN.search(text) and text.isprintable():
                    self._add(page, "property", f"{key}={text}")


def text_at(item: Dictionary, key: str, table: Table) -> str:
    """Return a text value, which may be indirect, and for some keys a stream."""
    value = table.resolve(item.get(key))
    if isinstance(value, Stream):
        return text_of(table.words(value, TEXT_BYTES, "a text in a stream"))
    return text_of(value)


def annotation_text(item: Dictionary, table: Table) -> str:
    """Return what an annotation says and who says it (section 12.5.6.2), a line each."""
    said = [text_at(item, "Contents", table), plain_text(text_at(item, "RC", table))]
    said += [text_at(item, key, table) for key in ("Subj", "OverlayText", "T", "Alt")]
    return "\n".join(dict.fromkeys(text.strip() for text in said if text.strip()))


def _is_annotation(item: Dictionary) -> bool:
    kind = item.get("Subtype")
    return isinstance(kind, Name) and kind in ANNOTATIONS and ("Rect" in item or item.get("Type") == "Annot")


def dictionaries(value: Any, budget: Budget) -> Iterator[Dictionary]:  # noqa: ANN401 - any PDF object
    """Give all dictionaries that stand directly in an object, itself first."""
    pending = [value]
    room = MANY
    while pending:
        item = pending.pop()
        room -= 1
        if not room:
            budget.check()
            room = MANY
        if isinstance(item, Stream):
            item = item.dictionary
        if isinstance(item, dict):
            yield item
            pending += reversed([inner for inner in item.values() if isinstance(inner, (dict, list))])
        elif isinstance(item, list):
            pending += reversed([inner for inner in item if isinstance(inner, (dict, list))])


def plain_text(rich: str) -> str:
    """
    Return the words of a rich text string, an XHTML fragment (section 12.7.3.4).

    >>> plain_text("<body><p>one <b>two</b></p><p>R&amp;D</p></body>")
    'one two\\nR&D'
    """
    if "<" not in rich:
        return rich
    words = _TAG.sub("", _BREAK.sub("\n", rich))
    for name, letter in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&apos;", "'"),
        ("&#13;", "\n"),
        ("&amp;", "&"),
    ):
        words = words.replace(name, letter)
    return "\n".join(line.strip() for line in words.split("\n") if line.strip())
