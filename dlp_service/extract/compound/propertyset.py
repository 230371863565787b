"""
Property sets (MS-OLEPS): titles, authors, labels and custom properties of compound files.

Names are those of the same properties in office packages, so that a rule about a property holds for both.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from dlp_service.charsets import codec_of, leniently

BYTE_ORDER = b"\xfe\xff"
VERSIONS = (b"\0\0", b"\1\0")
"""The versions of the format that there are: other bytes behind the order mark are other files, as text in UTF-16."""

SUMMARY = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
DOCUMENT_SUMMARY = bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae")
USER_DEFINED = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")
NAMES = {
    SUMMARY: {
        2: "title", 3: "subject", 4: "creator", 5: "keywords", 6: "description", 8: "lastModifiedBy", 11: "lastPrinted",
        12: "created", 13: "modified",
    },
    DOCUMENT_SUMMARY: {
        2: "category", 14: "Manager", 15: "Company", 26: "contentType", 27: "contentStatus", 28: "language", 29: "version",
    },
}  # fmt: skip
"""Statistics and the writing program's name are in neither table and left out."""

DICTIONARY, CODE_PAGE = 0, 1
UTF16_PAGE = 1200
LINKS = "_PID_HLINKS"
DULL = frozenset({"_PID_GUID", "_PID_LINKBASE"})
MAX_SETS = 16
WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)

I2, I4, R4, R8, DATE, BSTR, BOOL, VARIANT, UI2, UI4, I8, UI8, INT = 2, 3, 4, 5, 7, 8, 11, 12, 18, 19, 20, 21, 22
LPSTR, LPWSTR, FILETIME, BLOB, VECTOR = 30, 31, 64, 65, 0x1000
NUMBERS = {I2: "<h", I4: "<i", R4: "<f", R8: "<d", UI2: "<H", UI4: "<I", I8: "<q", UI8: "<Q", INT: "<i"}


@dataclass(frozen=True, slots=True)
class PropertySet:
    """`name=value` lines, the link targets kept among the properties, and whether the set says more than is there."""

    lines: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    is_damaged: bool = False


@dataclass(slots=True)
class _Section:
    """One section: offsets count from its start; `room` bounds what overlapping values may add up to."""

    data: bytes
    format: bytes
    codec: str = "cp1252"
    names: dict[int, str] = field(default_factory=dict)
    room: int = 0

    def value(self, kind: int, at: int) -> tuple[str, int]:
        """Return a value as text and where the next begins; an unknown type ends its vector."""
        self.room -= 4
        if kind in NUMBERS:
            size = struct.calcsize(NUMBERS[kind])
            number = struct.unpack_from(NUMBERS[kind], self.data, at)[0]
            text = f"{number:g}" if isinstance(number, float) else str(number)
            return text, at + max(4, size)
        if kind == BOOL:
            return ("true" if struct.unpack_from("<h", self.data, at)[0] else "false"), at + 4
        if kind in {FILETIME, DATE}:
            return self._moment(kind, at), at + 8
        if kind in {LPSTR, LPWSTR, BSTR}:
            return self._string(kind, at)
        return "", len(self.data)

    def _moment(self, kind: int, at: int) -> str:
        try:
            if kind == FILETIME:
                moment = WINDOWS_EPOCH + timedelta(microseconds=struct.unpack_from("<Q", self.data, at)[0] // 10)
            else:
                moment = DAY_ZERO + timedelta(days=struct.unpack_from("<d", self.data, at)[0])
        except (OverflowError, ValueError):
            return ""
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year > WINDOWS_EPOCH.year else ""

    def _string(self, kind: int, at: int) -> tuple[str, int]:
        count = struct.unpack_from("<I", self.data, at)[0]
        is_wide = kind == LPWSTR or (self.codec == "utf-16-le")
        size = count * 2 if kind == LPWSTR else count
        raw = self.data[at + 4 : at + 4 + size]
        self.room -= len(raw)
        text = raw.decode("utf-16-le", "replace") if is_wide else leniently(raw, self.codec)
        return text.partition("\0")[0].strip(), at + 4 + (size + 3) // 4 * 4

    def values(self, at: int) -> Iterator[str]:
        """Yield the texts of a typed value: one, or those of a vector; variants carry their own types."""
        kind = struct.unpack_from("<I", self.data, at)[0]
        at += 4
        if kind == BLOB:
            at, kind = at + 4, VECTOR | VARIANT
        if not kind & VECTOR:
            yield self.value(kind, at)[0]
            return
        count = struct.unpack_from("<I", self.data, at)[0]
        at += 4
        for _ in range(count):
            item = kind & 0xFFF
            if item == VARIANT:
                item, at = struct.unpack_from("<I", self.data, at)[0], at + 4
            text, at = self.value(item, at)
            yield text
            if at >= len(self.data) or self.room < 0:
                return

    def read_dictionary(self, at: int) -> None:
        """Read the names of custom properties (section 2.17)."""
        count = struct.unpack_from("<I", self.data, at)[0]
        at += 4
        for _ in range(min(count, len(self.data) // 8)):
            number, length = struct.unpack_from("<II", self.data, at)
            size = length * 2 if self.codec == "utf-16-le" else length
            raw = self.data[at + 8 : at + 8 + size]
            self.names[number] = leniently(raw, self.codec).partition("\0")[0]
            at += 8 + ((size + 3) // 4 * 4 if self.codec == "utf-16-le" else size)


def is_property_set(data: bytes) -> bool:
    """Say whether a stream begins like a property set."""
    return data.startswith(BYTE_ORDER) and len(data) >= 48


def read_property_set(data: bytes) -> PropertySet:
    """Return what a property set says; what is cut off or contradicts itself is left out."""
    lines: list[str] = []
    links: list[str] = []
    if not is_property_set(data):
        return PropertySet()
    stated = struct.unpack_from("<I", data, 24)[0]
    is_whole = stated <= MAX_SETS
    for index in range(min(stated, MAX_SETS)):
        try:
            name, start = struct.unpack_from("<16sI", data, 28 + 20 * index)
            is_whole &= _read_section(_Section(data[start:], name, room=len(data)), lines, links)
        except struct.error:
            is_whole = False  # a section that is cut off ends there
    is_damaged = not is_whole and data[2:4] in VERSIONS
    return PropertySet(tuple(dict.fromkeys(lines)), tuple(dict.fromkeys(links)), is_damaged)


def _read_section(section: _Section, lines: list[str], links: list[str]) -> bool:
    """Read a section; say whether everything that it lists is there."""
    stated: int = struct.unpack_from("<I", section.data, 4)[0]
    count = min(stated, (len(section.data) - 8) // 8)
    is_whole = count == stated
    offsets = [struct.unpack_from("<II", section.data, 8 + 8 * index) for index in range(count)]
    places = dict(offsets)
    if CODE_PAGE in places:
        page = struct.unpack_from("<H", section.data, places[CODE_PAGE] + 4)[0]
        section.codec = (
            "utf-16-le" if page == UTF16_PAGE else codec_of(f"cp{page}") or codec_of(_PAGES.get(page, "")) or "cp1252"
        )
    if DICTIONARY in places:
        section.read_dictionary(places[DICTIONARY])
    known = NAMES.get(section.format)
    for number, at in offsets:
        name = known.get(number, "") if known is not None else section.names.get(number, "")
        if number in {DICTIONARY, CODE_PAGE} or not name or name in DULL:
            continue
        if section.room < 0:
            return False
        try:
            found = [text for text in section.values(at) if text]
        except struct.error:
            is_whole = False  # a value that is cut off
            continue
        if name == LINKS:
            links += [text for text in found if not text.lstrip("-").isdigit()]
        else:
            lines += [f"{name}={text}" for text in found]
    return is_whole and section.room >= 0


_PAGES = {
    10000: "mac_roman",
    10007: "mac_cyrillic",
    20866: "koi8_r",
    28591: "iso-8859-1",
    65001: "utf-8",
    20127: "ascii",
    51949: "euc_kr",
}
"""Windows code pages that Python calls otherwise (MS-UCODEREF section 2.2.1)."""
