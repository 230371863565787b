"""
What pdfium must not be asked: streams that unpack to gigabytes, and forms that draw forms that draw forms.

pdfium unpacks a stream whole (up to a gigabyte) and reads a form again each time it is drawn, so both are measured before it
sees the file.  A bomb is replaced in its place by as much of its content as may be read; a form that draws itself is unlinked.
"""

from __future__ import annotations

import re
import zlib

from dlp_service.budget import Budget
from dlp_service.extract.pdf.filters import Unreadable
from dlp_service.extract.pdf.syntax import Dictionary, Name, Ref
from dlp_service.extract.pdf.table import Place, Stream, Table

MAX_RATIO = 1032
"""Deflate's largest (RFC 1951: 258 bytes for two bits), so that short streams need not be unpacked to be known as harmless."""

STREAM_BYTES = 16 * 1024 * 1024
"""So much of one stream pdfium may read, fonts and files excepted: 16 MiB of text operators cost a second and 200 MiB."""

MAX_DRAWN = 32 * 1024 * 1024
"""Bytes of page description that one page may make pdfium read, forms counted each time they are drawn."""

MAX_FORM_DEPTH = 30
PIECE = 1024 * 1024
_DRAWN = re.compile(rb"/([^\0\t\n\f\r <>\[\]()/{}%]+)[\0\t\n\f\r ]+Do(?![A-Za-z])")


def defused(table: Table, limit: int, total: int, budget: Budget) -> tuple[bytes, list[int]]:
    """
    Return the file with its bombs cut, and the numbers of the objects that were cut.

    A stream may unpack to `limit` bytes if it is a font or a file, to `STREAM_BYTES` if it is anything else but an image.
    """
    patched: bytearray | None = None
    cut: list[int] = []
    for number, place in table.current.items():
        if place.stream is None or not _is_suspect(place, min(limit, STREAM_BYTES)):
            continue
        budget.check()
        stream = table.get(number)
        if not isinstance(stream, Stream) or stream.dictionary.get("Subtype") == "Image":
            continue
        is_data = "Length1" in stream.dictionary or stream.dictionary.get("Type") == "EmbeddedFile"
        size, shorter = _shortened(table, stream, min(total, limit if is_data else min(limit, STREAM_BYTES)))
        total = max(0, total - size)
        if shorter is not None:
            patched = patched if patched is not None else bytearray(table.content)
            patched[place.stream[0] : place.stream[1]] = shorter
            cut.append(number)
    return (bytes(patched) if patched is not None else table.content), cut


def _is_suspect(place: Place, limit: int) -> bool:
    """Say whether a stream could be a bomb, judged by its packed length and the number of its filters."""
    assert place.stream is not None
    return (place.stream[1] - place.stream[0]) * MAX_RATIO > limit or _is_chain(place)


def _is_chain(place: Place) -> bool:
    """Say whether a stream may have more than one filter: the ratios multiply."""
    return place.content.count(b"Decode", place.start, place.end) - place.content.count(
        b"DecodeParms", place.start, place.end
    ) > 1 or place.content.find(b"/Fl", place.start, place.end) != place.content.rfind(b"/Fl", place.start, place.end)


def _shortened(table: Table, stream: Stream, limit: int) -> tuple[int, bytes | None]:
    """Return how much a stream unpacks to, and bytes to take its place if that is over the limit, of the same length."""
    try:
        content = table.data(stream, limit)
    except Unreadable:
        return 0, None
    if len(content) <= limit:
        return len(content), None
    names = table.resolve(stream.dictionary.get("Filter", stream.dictionary.get("F")))
    parameters = stream.dictionary.get("DecodeParms", stream.dictionary.get("DP"))
    is_plain = names in (Name("FlateDecode"), Name("Fl"), [Name("FlateDecode")], [Name("Fl")]) and parameters is None
    packed = zlib.compress(content[: limit // 2], 9) if is_plain else b""
    if not packed or len(packed) > len(stream.raw):
        packed = b""
    return len(content), packed.ljust(len(stream.raw), b"\0")


class Drawing:
    """Measures pages: how many bytes of description pdfium reads for one, remembering each form."""

    def __init__(self, table: Table, limit: int) -> None:
        self.table = table
        self.limit = limit
        self.forms: dict[int, int] = {}
        self.sizes: dict[int, bytes] = {}

    def is_too_much(self, page: int) -> bool:
        """Say whether a page object asks for more than `MAX_DRAWN` bytes."""
        dictionary = self.table.dictionary(Ref(page))
        contents = self.table.resolve(dictionary.get("Contents"))
        pieces = contents if isinstance(contents, list) else [dictionary.get("Contents")]
        objects = self.forms_of(dictionary)
        cost = 0
        for piece in pieces:
            stream = self.table.resolve(piece)
            if isinstance(stream, Stream):
                # Unpacked only where forms are drawn or the upper bound leaves a doubt.
                bound = len(stream.raw) * MAX_RATIO
                cost += self._cost(stream, objects, 0) if objects or bound > MAX_DRAWN else bound
            if cost > MAX_DRAWN:
                return True
        return False

    def forms_of(self, dictionary: Dictionary) -> dict[bytes, Ref]:
        """Return the forms that a page or form can draw, by name; a page without resources has its parents'."""
        for _ in range(MAX_FORM_DEPTH):
            if "Resources" in dictionary or "Parent" not in dictionary:
                break
            dictionary = self.table.dictionary(dictionary["Parent"])
        objects = self.table.dictionary(self.table.dictionary(dictionary.get("Resources")).get("XObject"))
        return {
            name.encode(): reference
            for name, reference in objects.items()
            if isinstance(reference, Ref) and self.table.dictionary(reference).get("Subtype") == "Form"
        }

    def _cost(self, stream: Stream, objects: dict[bytes, Ref], depth: int) -> int:
        try:
            content = self.table.data(stream, self.limit)
        except Unreadable:
            return 0
        cost = len(content)
        if objects and depth < MAX_FORM_DEPTH:
            for found in _DRAWN.finditer(content):
                reference = objects.get(found[1])
                if reference:
                    cost += 64 + self._form(reference, depth + 1)
                if cost > MAX_DRAWN:
                    break
        return cost

    def _form(self, reference: Ref, depth: int) -> int:
        known = self.forms.get(reference.number)
        if known is not None:
            return known
        # While it is being measured it is endless: a form that is met inside itself makes its page too much.
        self.forms[reference.number] = MAX_DRAWN + 1
        form = self.table.resolve(reference)
        if isinstance(form, Stream):
            self.forms[reference.number] = self._cost(form, self.forms_of(form.dictionary), depth)
        return self.forms[reference.number]


def unlooped(table: Table, content: bytes, budget: Budget) -> bytes:
    """Return the file without the references by which a form draws itself, directly or through others."""
    drawing = Drawing(table, 0)
    forms = [
        number
        for number, place in table.current.items()
        if place.stream and place.content.find(b"/Form", place.start, place.end) >= 0
    ]
    edges = {
        number: {item.number for item in drawing.forms_of(table.dictionary(Ref(number))).values()} for number in forms
    }
    patched: bytearray | None = None
    for number, target in _closing(edges, budget):
        place = table.current[number]
        name = re.compile(rb"(?<![0-9])%d[\0\t\n\f\r ]+[0-9]+[\0\t\n\f\r ]+R(?![A-Za-z])" % target)
        for found in name.finditer(table.content, place.start, place.end):
            patched = patched if patched is not None else bytearray(content)
            patched[found.start() : found.end()] = b"null".ljust(found.end() - found.start())
    return bytes(patched) if patched is not None else content


def _closing(edges: dict[int, set[int]], budget: Budget) -> list[tuple[int, int]]:
    """Return the edges of a graph that close a circle, found by going into its depth."""
    found: list[tuple[int, int]] = []
    done: set[int] = set()
    for root in edges:
        budget.check()
        path: dict[int, list[int]] = {}
        stack = [root] if root not in done else []
        while stack:
            number = stack[-1]
            if number not in path:
                path[number] = list(edges.get(number, ()))
            if not path[number]:
                done.add(number)
                path.pop(number)
                stack.pop()
                continue
            following = path[number].pop()
            if following in path:
                found.append((number, following))
            elif following not in done:
                stack.append(following)
    return found
