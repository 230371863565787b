"""
All objects of a PDF file, found by looking at it from start to end.

A cross-reference table says where the objects are that somebody wants to be seen.  The scan finds every one, those of earlier
revisions and of damaged files too, skipping the insides of streams, so that a PDF attached unpacked to another does not lend it its objects.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dlp_service.budget import Budget
from dlp_service.extract.pdf.filters import Unreadable, decoded
from dlp_service.extract.pdf.syntax import Dictionary, Ref, parse_object

MAX_OBJECTS = 500_000
MAX_HOPS = 32
KEPT_OBJECTS = 4096
"""So many parsed objects are kept, as most are asked for once."""

_SCAN = re.compile(
    rb"(?<![0-9])([0-9]{1,10})[\0\t\n\f\r ]{1,64}([0-9]{1,5})[\0\t\n\f\r ]{1,64}obj(?![a-z])"
    rb"|>>[\0\t\n\f\r ]{0,64}(stream)(?:[ \t]*\r?\n|\r)"
    rb"|(trailer)(?=[\0\t\n\f\r ]*<<)"
)
_LENGTH = re.compile(rb"/Length[\0\t\n\f\r ]+([0-9]{1,10})(?:[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+R)?")
_INTEGER = re.compile(
    rb"(?<![0-9])([0-9]{1,10})[\0\t\n\f\r ]{1,8}[0-9]{1,5}[\0\t\n\f\r ]{1,8}obj[\0\t\n\f\r ]{1,8}([0-9]{1,10})[\0\t\n\f\r ]{1,8}endobj"
)
_ENDSTREAM = re.compile(rb"[\0\t\n\f\r ]{0,4}endstream")


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where an object lies: from `start` up to `end` of the file or of an unpacked object stream.

    `header` is where its number stands in the file, -1 in an object stream; `stream` is its data, for a stream.
    """

    content: bytes
    start: int
    end: int
    stream: tuple[int, int] | None = None
    header: int = -1


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream object: its dictionary and its bytes as they are in the file."""

    dictionary: Dictionary
    raw: bytes


@dataclass(slots=True)
class Table:
    """The objects of a file: the last one of each number, those it replaced, and the trailers."""

    content: bytes
    current: dict[int, Place] = field(default_factory=dict)
    replaced: int = 0
    trailers: list[Dictionary] = field(default_factory=list)
    is_cut: bool = False
    parsed: dict[int, Any] = field(default_factory=dict)

    def get(self, number: int) -> Any:  # noqa: ANN401 - any PDF object
        """Return an object by its number, None where there is none."""
        if number in self.parsed:
            return self.parsed[number]
        place = self.current.get(number)
        value = self._parse(place) if place else None
        if len(self.parsed) >= KEPT_OBJECTS:
            self.parsed.clear()
        self.parsed[number] = value
        return value

    def resolve(self, value: Any) -> Any:  # noqa: ANN401
        """Follow references to the object itself; None where they lead nowhere."""
        for _ in range(MAX_HOPS):
            if not isinstance(value, Ref):
                return value
            value = self.get(value.number)
        return None

    def dictionary(self, value: Any) -> Dictionary:  # noqa: ANN401
        """Return a dictionary, that of a stream too, an empty one for any other object."""
        value = self.resolve(value)
        if isinstance(value, Stream):
            return value.dictionary
        return value if isinstance(value, dict) else {}

    def array(self, value: Any) -> list[Any]:  # noqa: ANN401
        """Return an array, an empty one for any other object."""
        value = self.resolve(value)
        return value if isinstance(value, list) else []

    def data(self, stream: Stream, limit: int) -> bytes:
        """
        Return the content of a stream, up to `limit` + 1 bytes.

        Raises:
            Unreadable: its filters are not undone here.
        """
        filters = self.resolve(stream.dictionary.get("Filter", stream.dictionary.get("F")))
        parameters = self.resolve(stream.dictionary.get("DecodeParms", stream.dictionary.get("DP")))
        filters = filters if isinstance(filters, list) else [] if filters is None else [filters]
        parameters = parameters if isinstance(parameters, list) else [parameters]
        return decoded(
            stream.raw, [self.resolve(item) for item in filters], [self.resolve(item) for item in parameters], limit
        )

    @property
    def root(self) -> Dictionary:
        """Return the catalogue, of the last trailer that has one; without a trailer, any object that is one."""
        for trailer in reversed(self.trailers):
            found = self.dictionary(trailer.get("Root"))
            if found:
                return found
        for number in self.having(b"/Catalog"):
            found = self.dictionary(Ref(number))
            if found.get("Type") == "Catalog":
                return found
        return {}

    def having(self, *marks: bytes) -> Iterator[int]:
        """Give the numbers of objects whose dictionary, as written, has one of the marks."""
        pattern = re.compile(b"|".join(re.escape(mark) for mark in marks))
        for number, place in list(self.current.items()):
            if pattern.search(place.content, place.start, place.end):
                yield number

    def _parse(self, place: Place) -> Any:  # noqa: ANN401
        value, _ = parse_object(place.content, place.start, place.end)
        if place.stream and isinstance(value, dict):
            return Stream(value, place.content[place.stream[0] : place.stream[1]])
        return value


def read_table(content: bytes, limit: int, budget: Budget) -> Table:
    """Return the objects of a file; object streams are unpacked up to `limit` bytes in all."""
    table = Table(content)
    packed: list[tuple[int, int]] = []
    _scan(table, packed, budget)
    _unpack(table, packed, limit, budget)
    return table


def _scan(table: Table, packed: list[tuple[int, int]], budget: Budget) -> None:
    """Find objects, streams and trailers; `packed` gets the numbers and places of object streams."""
    content = table.content
    integers: dict[int, int] | None = None
    position, number, start, header = 0, -1, 0, -1
    count = 0
    while found := _SCAN.search(content, position):
        position = found.end()
        count += 1
        if count % 4096 == 0:
            budget.check()
        if found[1]:
            _close(table, number, Place(content, start, found.start(), None, header))
            number, start, header = int(found[1]), position, found.start()
            if len(table.current) >= MAX_OBJECTS:
                table.is_cut = True
                return
        elif found[3]:
            if integers is None and _has_indirect_length(content, start, found.start(3)):
                integers = {int(item[1]): int(item[2]) for item in _INTEGER.finditer(content)}
            end = _stream_end(content, start, found.start(3), position, integers or {})
            head = content[start : found.start(3)] if found.start(3) - start < 65_536 else b""
            _close(table, number, Place(content, start, found.start(3), (position, end), header))
            if b"/ObjStm" in head:
                packed.append((number, position))
            if b"/XRef" in head:
                _trailer(table, start, found.start(3))
            number, position = -1, end
        else:
            _trailer(table, position, len(content))
    _close(table, number, Place(content, start, len(content), None, header))


def _has_indirect_length(content: bytes, start: int, end: int) -> bool:
    found = _LENGTH.search(content, start, end)
    return bool(found and found[2])


def _close(table: Table, number: int, place: Place) -> None:
    if number >= 0:
        table.replaced += number in table.current
        table.current[number] = place


def _trailer(table: Table, start: int, end: int) -> None:
    found, _ = parse_object(table.content, start, min(end, start + 65_536))
    if isinstance(found, dict) and ("Root" in found or "Info" in found or "Encrypt" in found):
        table.trailers.append(found)


def _stream_end(content: bytes, start: int, end: int, data: int, integers: dict[int, int]) -> int:
    """Return where a stream's data ends: by its length where `endstream` stands there, else by the next `endstream`."""
    for found in _LENGTH.finditer(content, start, end):
        length = integers.get(int(found[1]), -1) if found[2] else int(found[1])
        if 0 <= length <= len(content) - data and _ENDSTREAM.match(content, data + length):
            return data + length
    stop = content.find(b"endstream", data)
    if stop < 0:
        return len(content)
    if content[stop - 2 : stop] == b"\r\n":
        return max(data, stop - 2)
    return max(data, stop - 1) if content[stop - 1 : stop] in {b"\n", b"\r"} else stop


def _unpack(table: Table, packed: list[tuple[int, int]], limit: int, budget: Budget) -> None:
    """Add the objects of object streams (section 7.5.7); where a number is also in the file itself, the later place counts."""
    room = limit
    origins = {number: place.start for number, place in table.current.items()}
    for number, position in packed:
        budget.check()
        place = table.current.get(number)
        stream = table.get(number)
        if place is None or not isinstance(stream, Stream):
            continue
        try:
            inside = table.data(stream, room)
        except Unreadable:
            continue
        room -= len(inside)
        if room < 0:
            table.is_cut = True
            return
        for member, start, end in _members(inside, table.resolve(stream.dictionary.get("First"))):
            if origins.get(member, -1) <= position:
                table.replaced += member in table.current
                origins[member] = position
                table.current[member] = Place(inside, start, end)
                table.parsed.pop(member, None)


def _members(inside: bytes, first: Any) -> Iterator[tuple[int, int, int]]:  # noqa: ANN401
    if not isinstance(first, int) or not 0 <= first <= len(inside):
        return
    numbers = [int(item) for item in inside[:first].split()[: 2 * MAX_OBJECTS] if item.isdigit() and len(item) < 11]
    pairs = [(number, first + offset) for number, offset in zip(numbers[0::2], numbers[1::2], strict=False)]
    offsets = sorted({offset for _, offset in pairs} | {len(inside)})
    for number, offset in pairs:
        if offset < len(inside):
            yield number, offset, offsets[bisect_right(offsets, offset)]
