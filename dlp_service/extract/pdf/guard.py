"""
What pdfium must not be asked: streams that unpack to gigabytes, and forms that draw forms that draw forms.

pdfium unpacks a stream whole (up to a gigabyte) and reads a form again each time it is drawn, so both are measured before it
sees the file.  A bomb's packed bytes are cut where its content passes the limit: what precedes is still read.
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

MAX_DRAWN = 512 * 1024 * 1024
"""Bytes of page description that one page may make pdfium read, forms counted each time they are drawn."""

MAX_FORM_DEPTH = 30
PIECE = 1024 * 1024
_DRAWN = re.compile(rb"/([^\0\t\n\f\r <>\[\]()/{}%]+)[\0\t\n\f\r ]+Do(?![A-Za-z])")


def defused(table: Table, limit: int, total: int, budget: Budget) -> tuple[bytes, list[int]]:
    """Return the file with its bombs cut at `limit` bytes, and the numbers of the objects that were cut."""
    patched: bytearray | None = None
    cut: list[int] = []
    for number, place in table.current.items():
        if place.stream is None or ((place.stream[1] - place.stream[0]) * MAX_RATIO <= limit and not _is_chain(place)):
            continue
        budget.check()
        keep, size = _harmless(table, number, place, min(limit, total))
        total = max(0, total - size)
        if keep < place.stream[1] - place.stream[0]:
            patched = patched or bytearray(table.content)
            start = place.stream[0] + keep
            patched[start : place.stream[1]] = b"\xff" * (place.stream[1] - start)
            cut.append(number)
    return (bytes(patched) if patched is not None else table.content), cut


def _is_chain(place: Place) -> bool:
    """Say whether a stream may have more than one filter: the ratios multiply."""
    return place.content.count(b"Decode", place.start, place.end) - place.content.count(
        b"DecodeParms", place.start, place.end
    ) > 1 or place.content.find(b"/Fl", place.start, place.end) != place.content.rfind(b"/Fl", place.start, place.end)


def _harmless(table: Table, number: int, place: Place, limit: int) -> tuple[int, int]:
    """Return how many of a stream's packed bytes stay within the limit, and what they unpack to."""
    stream = table.get(number)
    assert place.stream is not None
    whole = place.stream[1] - place.stream[0]
    if not isinstance(stream, Stream) or stream.dictionary.get("Subtype") == "Image":
        return whole, 0
    filters = table.resolve(stream.dictionary.get("Filter", stream.dictionary.get("F")))
    names = [table.resolve(item) for item in filters] if isinstance(filters, list) else [filters]
    if names in ([Name("FlateDecode")], [Name("Fl")]):
        return _inflatable(stream.raw, limit)
    try:
        size = len(table.data(stream, limit))
    except Unreadable:
        return whole, 0
    return (whole, size) if size <= limit else (0, size)


def _inflatable(raw: bytes, limit: int) -> tuple[int, int]:
    machine = zlib.decompressobj()
    size = 0
    for position in range(0, len(raw), 4096):
        pending = raw[position : position + 4096]
        while pending and not machine.eof:
            try:
                size += len(machine.decompress(pending, PIECE))
            except zlib.error:
                return len(raw), size
            if size > limit:
                return position, size
            pending = machine.unconsumed_tail
        if machine.eof:
            break
    return len(raw), size


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
        objects = self._forms_of(dictionary)
        cost = 0
        for piece in pieces:
            stream = self.table.resolve(piece)
            if isinstance(stream, Stream):
                # Unpacked only where forms are drawn or the upper bound leaves a doubt.
                bound = len(stream.raw) * MAX_RATIO
                cost += self._cost(stream, objects, 0) if objects or bound > MAX_DRAWN // 64 else bound
            if cost > MAX_DRAWN:
                return True
        return False

    def _forms_of(self, dictionary: Dictionary) -> dict[bytes, Ref]:
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
        # A form that draws itself is drawn once more by nobody: pdfium stops at it.
        self.forms[reference.number] = 0
        form = self.table.resolve(reference)
        if isinstance(form, Stream):
            self.forms[reference.number] = self._cost(form, self._forms_of(form.dictionary), depth)
        return self.forms[reference.number]
