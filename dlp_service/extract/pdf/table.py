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
from dlp_service.errors import OutOfTime
from dlp_service.extract.pdf.filters import TooManyFilters, Unreadable, decoded
from dlp_service.extract.pdf.syntax import Dictionary, Ref, parse_object

MAX_OBJECTS = 300_000
MAX_HOPS = 32
WHITE = b"\0\t\n\f\r "
TABLE_SHARE = 0.3
KEPT_OBJECTS = 4096
"""So many parsed objects are kept, as most are asked for once."""

_SCAN = re.compile(
    rb"obj(?<=[\0\t\n\f\r ]obj)(?![a-z])|stream(?<=[>\0\t\n\f\r ]stream)(?=[ \t]*[\r\n])|trailer(?=[\0\t\n\f\r ]*<<)"
)
"""The words come first and what precedes them after: a pattern that begins with letters is searched for ten times as fast."""

_TRAILER = re.compile(rb"trailer[\0\t\n\f\r ]*<<")
_BACKWARDS = re.compile(rb"[\0\t\n\f\r ]{1,16}[0-9]{1,5}[\0\t\n\f\r ]{1,16}([0-9]{1,10})(?![0-9])")
"""Generation and number of an object, in that order: what precedes `obj` is read from its end."""

_HEADER_BYTES = 48
_AFTER_STREAM = re.compile(rb"[ \t]*(?:\r?\n|\r)")
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
    """
    The objects of a file: the last one of each number, those it replaced, and the trailers.

    `left_out` says what there was too much of in them, once somebody has looked.
    """

    content: bytes
    current: dict[int, Place] = field(default_factory=dict)
    replaced: set[int] = field(default_factory=set)
    trailers: list[Dictionary] = field(default_factory=list)
    unpacked: list[bytes] = field(default_factory=list)
    is_cut: bool = False
    left_out: dict[str, None] = field(default_factory=dict)
    parsed: dict[int, Any] = field(default_factory=dict)

    def over(self, what: str) -> None:
        """Remember that something was left out, and what there was too much of."""
        self.left_out[what] = None

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
        self.over(f"a reference through more than {MAX_HOPS} others")
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
        names = [self.resolve(item) for item in filters]
        return decoded(stream.raw, names, [self.resolve(item) for item in parameters], limit, self.over)

    def words(self, stream: Stream, limit: int, what: str) -> bytes:
        """Return what a stream says, up to `limit` bytes, empty where its filters are not undone; `what` it is."""
        try:
            content = self.data(stream, limit)
        except TooManyFilters:
            self.over(f"{what} with more filters than are undone")
            return b""
        except Unreadable:
            return b""
        if len(content) > limit:
            self.over(f"{what} of more than {limit} bytes")
        return content[:limit]

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
        chunks = {id(chunk) for chunk in (self.content, *self.unpacked) if any(mark in chunk for mark in marks)}
        if chunks:
            for number, place in list(self.current.items()):
                if id(place.content) in chunks and pattern.search(place.content, place.start, place.end):
                    yield number

    def move(self, content: bytes) -> None:
        """Put other bytes of the same length under the objects; those of object streams stay as they were unpacked."""
        if content is self.content:
            return
        for number, place in self.current.items():
            if place.content is self.content:
                self.current[number] = Place(content, place.start, place.end, place.stream, place.header)
        self.content = content
        self.parsed.clear()

    def _parse(self, place: Place) -> Any:  # noqa: ANN401
        value, _ = parse_object(place.content, place.start, place.end, self.over)
        if place.stream and isinstance(value, dict):
            return Stream(value, place.content[place.stream[0] : place.stream[1]])
        return value


def read_table(content: bytes, limit: int, budget: Budget) -> Table:
    """Return the objects of a file; object streams are unpacked up to `limit` bytes in all, and within a part of the time."""
    table = Table(content)
    packed: list[tuple[int, int]] = []
    own = share(budget, TABLE_SHARE)
    try:
        _scan(table, packed, own)
        _unpack(table, packed, limit, own)
    except OutOfTime:
        budget.check()
        table.is_cut = True
    return table


def share(budget: Budget, part: float) -> Budget:
    """Return a budget that ends when a part of the time left is over."""
    left = budget.remaining()
    return budget.at_most(left * part) if left < float("inf") else budget


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
        word = found[0]
        if word == b"obj":
            named = _BACKWARDS.match(content[max(0, found.start() - _HEADER_BYTES) : found.start()][::-1])
            if named is None:
                continue
            begin = found.start() - named.end()
            _close(table, number, Place(content, start, begin, None, header))
            number, start, header = int(named[1][::-1]), position, begin
            if len(table.current) >= MAX_OBJECTS:
                table.is_cut = True
                return
        elif word == b"trailer":
            # One that never ends is read up to the next, so that many of them cost no more than the file is long.
            following = _TRAILER.search(content, position)
            _trailer(table, position, following.start() if following else len(content))
        elif content[max(start, found.start() - _HEADER_BYTES) : found.start()].rstrip(WHITE).endswith(b">>"):
            if integers is None and _has_indirect_length(content, start, found.start()):
                integers = {int(item[1]): int(item[2]) for item in _INTEGER.finditer(content)}
            data = _data_start(content, position)
            end = _stream_end(content, start, found.start(), data, integers or {})
            _close(table, number, Place(content, start, found.start(), (data, end), header))
            _note(table, packed, number, Place(content, start, found.start(), (data, end)))
            # The place of another stream without a number begins here, so that places do not overlap.
            number, start, position = -1, end, end
    _close(table, number, Place(content, start, len(content), None, header))


def _data_start(content: bytes, position: int) -> int:
    found = _AFTER_STREAM.match(content, position)
    return found.end() if found else position


def _note(table: Table, packed: list[tuple[int, int]], number: int, place: Place) -> None:
    """Remember an object stream, and a cross-reference stream as the trailer that it is (section 7.5.8)."""
    if place.stream:
        if place.content.find(b"/ObjStm", place.start, place.end) >= 0:
            packed.append((number, place.stream[0]))
        if place.content.find(b"/XRef", place.start, place.end) >= 0:
            _trailer(table, place.start, place.end)


def _has_indirect_length(content: bytes, start: int, end: int) -> bool:
    found = _LENGTH.search(content, start, end)
    return bool(found and found[2])


def _close(table: Table, number: int, place: Place) -> None:
    if number >= 0:
        if number in table.current:
            table.replaced.add(number)
        table.current[number] = place


def _trailer(table: Table, start: int, end: int) -> None:
    found, _ = parse_object(table.content, start, end, table.over)
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
        except TooManyFilters:
            table.is_cut = True
            continue
        except Unreadable:
            continue
        table.unpacked.append(inside)
        room -= len(inside)
        for member, start, end in _members(inside, table.resolve(stream.dictionary.get("First")), table):
            if origins.get(member, -1) <= position:
                if member in table.current:
                    table.replaced.add(member)
                origins[member] = position
                table.current[member] = Place(inside, start, end)
                table.parsed.pop(member, None)
        if room < 0 or len(table.current) > 2 * MAX_OBJECTS:
            table.is_cut = True
            return


def _members(inside: bytes, first: Any, table: Table) -> Iterator[tuple[int, int, int]]:  # noqa: ANN401
    if not isinstance(first, int) or not 0 <= first <= len(inside):
        return
    items = inside[:first].split(None, 2 * MAX_OBJECTS)
    table.is_cut |= len(items) > 2 * MAX_OBJECTS
    numbers = [int(item) for item in items[: 2 * MAX_OBJECTS] if item.isdigit() and len(item) < 11]
    pairs = [(number, first + offset) for number, offset in zip(numbers[0::2], numbers[1::2], strict=False)]
    offsets = sorted({offset for _, offset in pairs} | {len(inside)})
    for number, offset in pairs:
        if offset < len(inside):
            yield number, offset, offsets[bisect_right(offsets, offset)]
