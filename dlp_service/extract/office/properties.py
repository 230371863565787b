"""
Document properties, labels, settings and caches: what came along beside the text.

Machine labels live here, as `Name=value`.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Mapping
from typing import ClassVar

from dlp_service.extract.texts.labelxml import LabelMarkup
from dlp_service.extract.texts.xmlwalk import End, Start, XmlHandler, attribute

DULL = frozenset([
    "TotalTime", "Pages", "Words", "Characters", "Lines", "Paragraphs", "Slides", "Notes", "HiddenSlides", "MMClips",
    "CharactersWithSpaces", "ScaleCrop", "DocSecurity", "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "i4",
    "revision", "schemaLocation",
])  # fmt: skip
"""Counts and switches: each property is a text of its own, so these would only cost time."""

PAIRED = (("name", "val"), ("name", "value"), ("Name", "Value"))


class PropertiesHandler(XmlHandler):
    """
    Collects `name=value`: the text of elements by their own name, custom properties by their `name` attribute.

    With `with_attributes` every attribute of every element is a property too, as in label files whose values are attributes.
    `labels` has what is a label in markup, whole.
    """

    handles_all: ClassVar[bool] = True

    def __init__(self, *, with_attributes: bool = False) -> None:
        super().__init__()
        self.with_attributes = with_attributes
        self.found: list[str] = []
        self.labels = LabelMarkup()
        self.root = ""
        self.name = ""
        self.custom = ""
        self.pieces: list[str] = []
        self.is_capturing = True

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        self.labels.start(name, attributes)
        self._flush(self.name)
        self.root = self.root or name
        if name == "property":
            self.custom = attribute(attributes, "name")
            self._add("linkTarget", attribute(attributes, "linkTarget"))
        self.name = name
        if attributes:
            self._attributes(attributes)

    def _attributes(self, attributes: dict[str, str]) -> None:
        taken: tuple[str, ...] = ()
        for key, value in PAIRED:
            if attribute(attributes, key) and attribute(attributes, value):
                self._add(attribute(attributes, key), attribute(attributes, value))
                taken = (key, value)
                break
        if self.with_attributes:
            for key, text in attributes.items():
                local = key.rpartition(":")[2]
                if not key.startswith("xmlns") and local not in taken:
                    self._add(local, text)

    def any_end(self, name: str) -> None:
        """Take the end of an element."""
        self.labels.end()
        self._flush(name)
        if name == "property":
            self.custom = ""

    def _flush(self, name: str) -> None:
        if self.pieces:
            self._add(self.custom or name, "".join(self.pieces))
            self.pieces = []

    def comment(self, text: str) -> None:
        """Take an XML comment."""
        self._add("comment", text)

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.labels.data(text)
        self.pieces.append(text)

    def _add(self, name: str, value: str) -> None:
        value = value.strip()
        if value and name not in DULL and not self.labels.holds:
            self.found.append(f"{name}={value}")


def mashup_of(found: list[str]) -> bytes:
    """
    Return the package of queries that a workbook keeps in its custom XML (MS-QDEFF section 2.2), empty when there is none.

    The queries name servers, files and people.
    """
    text = next((line.partition("=")[2] for line in found if line.startswith("DataMashup=")), "")
    try:
        content = base64.b64decode(text)
        _, size = struct.unpack_from("<II", content)
    except (binascii.Error, ValueError, struct.error):
        return b""
    return content[8 : 8 + size]


MAIL_MERGE = ("query", "connectString", "addressFieldName", "mailSubject", "udl", "table", "column", "mappedName")


class SettingsHandler(XmlHandler):
    """Collects document variables, where document systems keep labels, and what mail merge knows; other settings say nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden: list[str] = []
        self.is_capturing = True

    def data(self, text: str) -> None:
        """Take text, which no setting has."""
        self.comment(text)

    def comment(self, text: str) -> None:
        """Take an XML comment."""
        if text.strip():
            self.hidden.append(text.strip())

    def _variable(self, attributes: dict[str, str]) -> None:
        self.found.append(f"{attribute(attributes, 'name')}={attribute(attributes, 'val')}")

    def _source(self, attributes: dict[str, str]) -> None:
        value = attribute(attributes, "val")
        if value and value not in self.hidden:
            self.hidden.append(value)

    starts: ClassVar[Mapping[str, Start]] = {
        "docVar": _variable,
        **dict.fromkeys(MAIL_MERGE, _source),
        "attachedSchema": _source,
        "saveThroughXslt": _source,
        "caption": _source,
    }


class SpeakingHandler(XmlHandler):
    """Collects some attributes, and text wherever it stands."""

    handles_all: ClassVar[bool] = True

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self.names = names
        self.lines: list[str] = []
        self.is_capturing = True

    def any_start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - any element may speak
        """Take the start of an element."""
        for key, value in attributes.items():
            if key.rpartition(":")[2] in self.names and value.strip() and not value.isdigit():
                self.lines.append(value)

    def comment(self, text: str) -> None:
        """Take an XML comment."""
        self.lines.append(text.strip())

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        if text.strip():
            self.lines.append(text.strip())


class SignatureHandler(XmlHandler):
    """Reads a signature (ECMA-376 part 2, section 12; MS-OFFCRYPTO section 2.5): who signs and why, without the digests."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def _start(self, _attributes: dict[str, str]) -> None:
        self.is_capturing = True
        self.found.append("")

    def _end(self) -> None:
        self.is_capturing = False

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.found[-1] += text

    names = (
        "SignatureText", "SignatureComments", "SignatureProviderUrl", "X509SubjectName", "X509IssuerName", "ClaimedRole",
        "City", "StateOrProvince", "CountryName", "PostalCode", "Address1", "Address2", "CommitmentTypeQualifier", "Description",
        "SigningTime",
    )  # fmt: skip
    starts: ClassVar[Mapping[str, Start]] = dict.fromkeys(names, _start)
    ends: ClassVar[Mapping[str, End]] = dict.fromkeys(names, _end)


CACHED_ATTRIBUTES = ("v", "val", "name", "caption", "refersTo", "ddeService", "ddeTopic", "progId", "formula", "sheet")


class CachedHandler(XmlHandler):
    """Collects cached values (pivot caches, external links, revisions): data that came along unseen."""

    handles_all: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.pieces: list[str] = []

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        for key in CACHED_ATTRIBUTES:
            value = attributes.get(key)
            if value and value.strip():
                self.lines.append(value)
        self.is_capturing = name in {"v", "t", "f", "stp", "name", "formula", "oldFormula"}
        self.pieces = []

    def any_end(self, name: str) -> None:  # noqa: ARG002 - any element ends a value
        """Take the end of an element."""
        if self.is_capturing and self.pieces:
            self.lines.append("".join(self.pieces))
        self.is_capturing = False

    def comment(self, text: str) -> None:
        """Take an XML comment."""
        self.lines.append(text)

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.pieces.append(text)
