"""
XML as a stream of events, with a document's worst behaviour in mind.

Parts are fed piece by piece, so that a part of 60 MB needs no tree and the budget is checked as it goes; expat is used because it
does that at the speed of a tree parser, adds nothing to a worker's start, and hands over a DOCTYPE or an entity
declaration before acting on it.  Prefixes are ignored: transitional and strict OOXML differ only in namespaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar
from xml.parsers import expat

from dlp_service.extract.job import Job
from dlp_service.extract.texts.xmlcharset import to_utf8
from dlp_service.values import GapReason

Start = Callable[[Any, dict[str, str]], None]
End = Callable[[Any], None]


class XmlHandler:
    """
    What to do at elements, by local name.

    A subclass fills `starts` and `ends` with its functions; text arrives in `data` only while `is_capturing`.
    """

    starts: ClassVar[Mapping[str, Start]] = {}
    ends: ClassVar[Mapping[str, End]] = {}
    handles_all: ClassVar[bool] = False

    def __init__(self) -> None:
        self.is_capturing = False

    def instruction(self, target: str, data: str) -> None:
        """Take a processing instruction."""

    def data(self, text: str) -> None:
        """Take a piece of character data."""

    def comment(self, text: str) -> None:
        """Take a comment: no program shows it, and whoever opens the file in an editor reads it."""

    def new_name(self, name: str) -> None:
        """Take the local name of an element, once for each way that it is written; called with `handles_all` only."""

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element that `starts` does not name; called with `handles_all` only."""

    def any_end(self, name: str) -> None:
        """Take the end of an element that `ends` does not name; called with `handles_all` only."""


class Refused(Exception):
    """The document does something that no honest writer of its format does."""


class TooDeep(Exception):
    """Elements are nested beyond the limit."""


class _Events:
    """Expat's callbacks: counts depth and finds the handler of a name once per spelling."""

    def __init__(self, handler: XmlHandler, max_depth: int) -> None:
        self.handler = handler
        self.max_depth = max_depth
        self.depth = 0
        self.starts: dict[str, Start | None] = {}
        self.ends: dict[str, End | None] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > self.max_depth:
            raise TooDeep
        try:
            function = self.starts[name]
        except KeyError:
            function = self.starts[name] = self._start_of(name.rpartition(":")[2])
        if function:
            function(self.handler, attributes)

    def _start_of(self, local: str) -> Start | None:
        found = self.handler.starts.get(local)
        if found is None and self.handler.handles_all:
            self.handler.new_name(local)
            return lambda handler, attributes: handler.any_start(local, attributes)
        return found

    def end(self, name: str) -> None:
        self.depth -= 1
        try:
            function = self.ends[name]
        except KeyError:
            function = self.ends[name] = self._end_of(name.rpartition(":")[2])
        if function:
            function(self.handler)

    def _end_of(self, local: str) -> End | None:
        found = self.handler.ends.get(local)
        if found is None and self.handler.handles_all:
            return lambda handler: handler.any_end(local)
        return found

    def data(self, text: str) -> None:
        if self.handler.is_capturing:
            self.handler.data(text)


def _refuse(*_: object) -> None:
    raise Refused


def walk_xml(chunks: Iterable[bytes], handler: XmlHandler, job: Job, path: str, *, allow_doctype: bool = False) -> None:
    """
    Feed a document to a handler; damage, refusals and limits become gaps and leave what was already handled.

    Entity declarations are always refused: nothing a person reads needs them, and they are how XML explodes.
    """
    chunks, charset = to_utf8(chunks)
    parser = expat.ParserCreate(charset)
    parser.buffer_text = True
    events = _Events(handler, job.limits.xml_depth)
    parser.StartElementHandler = events.start
    parser.EndElementHandler = events.end
    parser.CharacterDataHandler = events.data
    parser.CommentHandler = handler.comment
    parser.ProcessingInstructionHandler = handler.instruction
    parser.EntityDeclHandler = _refuse
    parser.StartDoctypeDeclHandler = None if allow_doctype else _refuse
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - the signature of pyexpat
        parser.Parse(b"", True)  # noqa: FBT003
    except Refused:
        job.gap(path, GapReason.DAMAGED, "XML that declares a document type or entities")
    except TooDeep:
        job.gap(path, GapReason.OVER_LIMIT, f"XML nested deeper than {job.limits.xml_depth} levels")
    except (expat.ExpatError, ValueError, LookupError):
        job.gap(path, GapReason.DAMAGED, "XML that is not well formed")


def attribute(attributes: Mapping[str, str], local: str) -> str:
    """Return the attribute of that local name whatever its prefix, else empty."""
    value = attributes.get(local)
    if value is not None:
        return value
    suffix = ":" + local
    for name, value in attributes.items():
        if name.endswith(suffix):
            return value
    return ""


def is_on(attributes: Mapping[str, str], local: str = "val") -> bool:
    """Return the truth of an OOXML on/off attribute, which is on when it is left out."""
    return attribute(attributes, local).lower() not in {"0", "false", "off", "none"}
