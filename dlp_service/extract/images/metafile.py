"""
EMF and WMF: drawings as Office keeps charts, diagrams and previews; their text is text, not pixels (MS-EMF, MS-WMF).

Records are walked by their sizes, which must be true for the walk to go on.  Bitmaps that a drawing holds are
images of their own.  Text given as numbers of glyphs cannot be read without the font and is a gap.
"""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush

from dlp_service.extract.images.strokes import Piece, bitmap_file, drawn_lines, packed_bitmap
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.values import GapReason

MAX_RECORDS = 1_000_000
MAX_PICTURES = 2000
CHECK_RECORDS = 1000
SLOTS = 1 << 16
"""Objects of a WMF are numbered by 16 bits."""

PLACEABLE = b"\xd7\xcd\xc6\x9a"
GLYPHS, NO_RECTANGLE, SMALL = 0x10, 0x100, 0x200
CLIPPED = 0x06
CODECS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""Code pages of the character sets that a font of Windows can have; Latin where it names none."""

EMF_HEADER, EMF_END, EMF_COMMENT = 1, 14, 70
EMF_SET_TRANSFORM = 35
EMF_SMALL_TEXT = 108
EMF_TEXTS = {83: False, 84: True, 96: False, 97: True}
"""Text records of one string and of several, and whether their letters take two bytes."""

EMF_MANY_TEXTS = frozenset({96, 97})
EMF_BITMAPS = {80: 48, 81: 48, 76: 84, 77: 84, 114: 84}
"""Where a record says which of its bytes are the header and the pixels of a bitmap."""

PLUS = b"EMF+"
PDF_MARK, PDF_END = b"%PDF-", b"%%EOF"
PLUS_STRING, PLUS_GLYPHS, PLUS_OBJECT = 0x401C, 0x4036, 0x4008
PLUS_IMAGE = 5
LINE_STEP = 100
"""Glyphs of EMF+ have places of their own; each run is taken as a line."""

WMF_TEXT, WMF_EXTENDED_TEXT, WMF_FONT, WMF_SELECT, WMF_DELETE = 0x0521, 0x0A32, 0x02FB, 0x012D, 0x01F0
WMF_OBJECTS = frozenset({0x02FA, 0x02FC, 0x01F9, 0x0142, 0x00F7, 0x06FF, WMF_FONT})
WMF_BITMAPS = {0x0F43: 22, 0x0B41: 20, 0x0940: 16, 0x0D33: 18}


def is_metafile(content: bytes) -> bool:
    """Say whether an image is a drawing of Windows."""
    return content.startswith((PLACEABLE, b"\x01\0\x09\0\0\x03")) or content[40:44] == b" EMF"


def read_metafile(document: Document, job: Job) -> None:
    """Read the text of a drawing, and its bitmaps as images."""
    drawing = _Enhanced() if document.content[40:44] == b" EMF" else _Simple()
    is_whole = True
    try:
        is_whole = drawing.walk(document.content, job)
    except struct.error:
        is_whole = False
    job.text(document.path, "property", f"description={drawing.description}" if drawing.description else "")
    job.text(document.path, "body", drawn_lines(drawing.pieces or drawing.more))
    for number, picture in enumerate(drawing.pictures, start=1):
        job.embedded(Document(f"{document.path}!picture{number}", picture))
    for number, content in enumerate(drawing.files, start=1):
        job.embedded(Document(f"{document.path}!file{number}", content))
    if drawing.has_glyphs and not (drawing.pieces or drawing.more):
        job.gap(document.path, GapReason.UNSUPPORTED, "a drawing whose letters are only numbers of a font's glyphs")
    for what in drawing.left_out:
        job.gap(document.path, GapReason.OVER_LIMIT, what)
    if not is_whole:
        job.gap(document.path, GapReason.DAMAGED, "a drawing that breaks off")


@dataclass(slots=True)
class _Drawing(ABC):
    """
    What was found; `more` is text of a second layer that says the same as the first where there is one.

    `left_out` says what there was too much of.
    """

    pieces: list[Piece] = field(default_factory=list)
    more: list[Piece] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    description: str = ""
    has_glyphs: bool = False
    left_out: set[str] = field(default_factory=set)

    @abstractmethod
    def walk(self, content: bytes, job: Job) -> bool:
        """Take every record; say whether the end was reached."""

    def picture(self, content: bytes) -> None:
        """Keep a bitmap."""
        if content:
            self.keep(content, self.pictures)

    def keep(self, content: bytes, kept: list[bytes]) -> None:
        """Keep a file among its like."""
        if len(kept) < MAX_PICTURES:
            kept.append(content)
        else:
            self.left_out.add(f"more than {MAX_PICTURES} pictures or files in a drawing")


@dataclass(slots=True)
class _Enhanced(_Drawing):
    """EMF: records of type and size; EMF+ comes along in comments."""

    transform: tuple[float, ...] = (1, 0, 0, 1, 0, 0)

    def walk(self, content: bytes, job: Job) -> bool:
        position = 0
        for number in range(MAX_RECORDS):
            if position + 8 > len(content):
                return False
            kind, size = struct.unpack_from("<II", content, position)
            if kind == EMF_END:
                return True
            if size < 8 or position + size > len(content):
                return False
            self._record(kind, content[position : position + size])
            position += size
            if number % CHECK_RECORDS == 0:
                job.budget.check()
        self.left_out.add(f"more than {MAX_RECORDS} records in a drawing")
        return True

    def _record(self, kind: int, record: bytes) -> None:
        if kind in EMF_TEXTS:
            self._texts(kind, record)
        elif kind == EMF_SMALL_TEXT:
            self._small_text(record)
        elif kind in EMF_BITMAPS and len(record) >= EMF_BITMAPS[kind] + 16:
            header, header_size, bits, bits_size = struct.unpack_from("<IIII", record, EMF_BITMAPS[kind])
            if header_size >= 12 and bits_size:
                self.picture(bitmap_file(record[header : header + header_size], record[bits : bits + bits_size]))
        elif kind == EMF_SET_TRANSFORM and len(record) >= 32:
            self.transform = struct.unpack_from("<6f", record, 8)
        elif kind == EMF_COMMENT and record[12:16] == PLUS:
            self._plus(record[16:])
        elif kind == EMF_COMMENT and PDF_MARK in record:
            self._file(record[record.find(PDF_MARK) :])
        elif kind == EMF_HEADER and len(record) >= 68:
            count, start = struct.unpack_from("<II", record, 60)
            text = record[start : start + 2 * count].decode("utf-16-le", "ignore")
            self.description = " ".join(text.replace("\0", " ").split())

    def _texts(self, kind: int, record: bytes) -> None:
        many = kind in EMF_MANY_TEXTS
        count = min(struct.unpack_from("<I", record, 36)[0], len(record) // 40) if many else 1
        for start in range(40 if many else 36, (40 if many else 36) + 40 * count, 40):
            if start + 40 > len(record):
                return
            x, y, letters, place, options, spacing = struct.unpack_from("<iiIII16xI", record, start)
            width = 2 if EMF_TEXTS[kind] else 1
            raw = record[place : place + letters * width]
            if options & GLYPHS:
                self.has_glyphs = self.has_glyphs or letters > 0
            elif raw:
                text = raw.decode("utf-16-le" if width == 2 else "cp1252", "replace")
                advance = _sum_of(record[spacing : spacing + 4 * letters]) if spacing else 0
                self._piece(text, x, y, advance)

    def _file(self, content: bytes) -> None:
        """Keep a PDF that draws the same, as some programs put beside the records, without what fills its record up."""
        end = content.rfind(PDF_END)
        self.keep(content[: end + len(PDF_END)] if end >= 0 else content, self.files)

    def _small_text(self, record: bytes) -> None:
        x, y, letters, options = struct.unpack_from("<iiII", record, 8)
        start = 36 if options & NO_RECTANGLE else 52
        width = 1 if options & SMALL else 2
        raw = record[start : start + letters * width]
        if options & GLYPHS:
            self.has_glyphs = True
        elif raw:
            self._piece(raw.decode("cp1252" if width == 1 else "utf-16-le", "replace"), x, y, 0)

    def _piece(self, text: str, x: float, y: float, advance: float) -> None:
        across, down, sideways, upright, right, below = self.transform
        place = x * across + y * sideways + right
        self.pieces.append(Piece(text, place, x * down + y * upright + below, place + advance * across))

    def _plus(self, data: bytes) -> None:
        for kind, flags, body in _plus_records(data):
            if kind == PLUS_STRING and len(body) >= 28:
                letters, x, y = struct.unpack_from("<Iff", body, 8)
                self.more.append(Piece(body[28 : 28 + 2 * letters].decode("utf-16-le", "replace"), x, y, x))
            elif kind == PLUS_GLYPHS and len(body) >= 16:
                options, _, letters = struct.unpack_from("<III", body, 4)
                self.has_glyphs = True
                if options & 1:
                    text = body[16 : 16 + 2 * letters].decode("utf-16-le", "replace")
                    self.more.append(Piece(text, 0, len(self.more) * LINE_STEP, 0))
            elif kind == PLUS_OBJECT and flags >> 8 & 0x7F == PLUS_IMAGE and body[24:28] == b"\1\0\0\0":
                self.picture(body[28:])


def _plus_records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    position = 0
    while position + 12 <= len(data):
        kind, flags, size, used = struct.unpack_from("<HHII", data, position)
        if size < 12:
            return
        yield kind, flags, data[position + 12 : position + 12 + min(used, size - 12)]
        position += size


def _sum_of(data: bytes) -> int:
    usable = len(data) // 4 * 4
    return sum(value for (value,) in struct.iter_unpack("<i", data[:usable]))


@dataclass(slots=True)
class _Simple(_Drawing):
    """WMF: records of size (in words) and function; fonts are objects in numbered slots, and say the charset."""

    slots: list[int | None] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    charset: int = 0

    def walk(self, content: bytes, job: Job) -> bool:
        position = 22 if content.startswith(PLACEABLE) else 0
        if len(content) < position + 18:
            return False
        position += 18
        for number in range(MAX_RECORDS):
            if position + 6 > len(content):
                return False
            words, function = struct.unpack_from("<IH", content, position)
            if function == 0:
                return True
            if words < 3 or position + 2 * words > len(content):
                return False
            self._record(function, content[position + 6 : position + 2 * words])
            position += 2 * words
            if number % CHECK_RECORDS == 0:
                job.budget.check()
        self.left_out.add(f"more than {MAX_RECORDS} records in a drawing")
        return True

    def _record(self, function: int, data: bytes) -> None:
        if function in WMF_OBJECTS:
            self._create(data[13] if function == WMF_FONT and len(data) > 13 else None)
        elif function in {WMF_SELECT, WMF_DELETE} and len(data) >= 2:
            self._slot(function, struct.unpack_from("<H", data)[0])
        elif function == WMF_TEXT and len(data) >= 2:
            count = struct.unpack_from("<H", data)[0]
            place = 2 + count + count % 2
            y, x = struct.unpack_from("<hh", data, place) if place + 4 <= len(data) else (0, 0)
            self._piece(data[2 : 2 + count], x, y, 0)
        elif function == WMF_EXTENDED_TEXT and len(data) >= 8:
            self._extended(data)
        elif function in WMF_BITMAPS:
            self.picture(packed_bitmap(data[WMF_BITMAPS[function] :]))

    def _extended(self, data: bytes) -> None:
        y, x, count, options = struct.unpack_from("<hhHH", data)
        start = 16 if options & CLIPPED else 8
        end = start + count + count % 2
        spacing = data[end : end + 2 * count]
        advance = sum(value for (value,) in struct.iter_unpack("<h", spacing[: len(spacing) // 2 * 2]))
        if options & GLYPHS:
            self.has_glyphs = True
        else:
            self._piece(data[start : start + count], x, y, advance)

    def _piece(self, raw: bytes, x: int, y: int, advance: int) -> None:
        text = raw.decode(CODECS.get(self.charset, "cp1252"), "replace").replace("\0", "")
        if text:
            self.pieces.append(Piece(text, x, y, x + advance))

    def _create(self, charset: int | None) -> None:
        """Put an object into the first free slot, as the player does."""
        made = -1 if charset is None else charset
        if self.free:
            self.slots[heappop(self.free)] = made
        elif len(self.slots) < SLOTS:
            self.slots.append(made)

    def _slot(self, function: int, number: int) -> None:
        if number >= len(self.slots):
            return
        if function == WMF_DELETE:
            if self.slots[number] is not None:
                heappush(self.free, number)
            self.slots[number] = None
        elif (charset := self.slots[number]) is not None and charset >= 0:
            self.charset = charset
