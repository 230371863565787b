"""
Old Word documents (MS-DOC): text by its pieces, with footnotes, page headers, comments and text boxes told apart.

The file keeps all its texts in one line of characters, one kind after another; `fib` says how many of each there are.
What formatting hides or a tracked change deleted is in that line too, and is given apart as `hidden`.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from dlp_service.charsets import leniently
from dlp_service.extract.compound.compound import Storage
from dlp_service.extract.compound.docchars import Piece, hidden_spans
from dlp_service.extract.compound.doclists import list_marks
from dlp_service.extract.compound.officeart import read_drawing
from dlp_service.values import GapReason

IDENTIFIERS = frozenset({0xA5EC, 0xA5DC, 0xA697, 0xA699})
ENCRYPTED, WHICH_TABLE, COMPLEX = 0x0100, 0x0200, 0x0004
FIRST_97 = 0x00C1
"""Version numbers below this are Word 6 and 95: another header, one byte a character."""

WHERES = ("body", "note", "page_header", "", "comment", "note", "body", "page_header")
"""Where the texts of a document stand, in the order that the file keeps them."""

HEADER_STORIES = ("page_header", "page_header", "footer", "footer", "page_header", "footer")
NOTE_SEPARATORS = 6
FND_TXT, HDD, ATN_OWNERS, BOOKMARKS, CLX, DRAWINGS, REVISERS, VARIABLES = 3, 11, 36, 21, 33, 50, 51, 60
FIELD = re.compile(r"\x13([^\x13\x14\x15]*)(?:\x14([^\x13\x15]*))?\x15")
MAX_FIELD_DEPTH = 8
DULL_BOOKMARK = re.compile(r"_(?:Toc|Ref|Hlk|Hlt|GoBack|PictureBullets|MON_)")
DULL_FIELD = re.compile(
    r"\s*(?:PAGE|NUMPAGES|TOC|PAGEREF|REF|SEQ|STYLEREF|LISTNUM|EMBED|SHAPE|FORMTEXT|FORMCHECKBOX|SECTION\w*)\b",
    re.IGNORECASE,
)
CONTROLS = dict.fromkeys([*range(9), *range(14, 32)], None) | {
    0x07: "\t", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x0E: "\n", 0x1E: "-", 0x1F: None,
}  # fmt: skip
MAX_STORIES = 6_000
"""Page headers and footers of a thousand sections; those of further ones are read as one."""


@dataclass(slots=True)
class Word:
    """One document being read: the main stream, the table stream beside it, and the header that leads to all else."""

    storage: Storage
    main: bytes
    table: bytes
    version: int
    counts: tuple[int, ...]
    pieces: list[Piece] = field(default_factory=list)

    def slot(self, index: int) -> bytes:
        """Return what the header's pair `index` of place and size points at, in the table stream."""
        at = 0x9A + 8 * index
        if self.version < FIRST_97 or at + 8 > min(len(self.main), 0x9A + 8 * self._pairs()):
            return b""
        place, size = struct.unpack_from("<II", self.main, at)
        return self.table[place : place + size] if size else b""

    def after(self, index: int) -> bytes:
        """Return what follows the bytes of a pair: some tables go on behind the size that is stated."""
        at = 0x9A + 8 * index
        if at + 8 > min(len(self.main), 0x9A + 8 * self._pairs()):
            return b""
        place, size = struct.unpack_from("<II", self.main, at)
        return self.table[place + size :]

    def _pairs(self) -> int:
        return int(struct.unpack_from("<H", self.main, 0x98)[0]) if len(self.main) >= 0x9A else 0


def is_locked(main: bytes) -> bool:
    """Say whether a main stream is encrypted, or obfuscated with a password."""
    return len(main) >= 12 and bool(struct.unpack_from("<H", main, 10)[0] & ENCRYPTED)


def read_word(storage: Storage, main: bytes) -> None:
    """Read a document's streams into the job."""
    word = _opened(storage, main)
    job, path = storage.job, storage.path
    if word is None or not word.pieces:
        storage.compound.is_damaged = True
        return
    text = "".join(_characters(word))
    job.budget.check()
    hidden = hidden_spans(word.main, word.slot(12), word.pieces) if word.version >= FIRST_97 else []
    over = job.over(path, "OFFICE")
    marks = list_marks(word.main, word.slot, word.after, word.pieces, over) if word.version >= FIRST_97 else {}
    places = sorted(marks)
    for where, start, end in _parts(word, len(text)):
        job.budget.check()
        _say(
            storage,
            where,
            text,
            start,
            end,
            hidden,
            {at: marks[at] for at in places[bisect_left(places, start) : bisect_left(places, end)]},
        )
    drawing = read_drawing(word.slot(DRAWINGS))
    drawing.say(storage, path, "page_header")
    for line in _strings(word):
        job.text(path, "property", line)
    names = [name for name in _table(word.slot(BOOKMARKS)) if not DULL_BOOKMARK.match(name)]
    job.text(path, "hidden", "\n".join(dict.fromkeys(names)))
    _say_pictures(storage)


def _opened(storage: Storage, main: bytes) -> Word | None:
    if len(main) < 0x60 or struct.unpack_from("<H", main)[0] not in IDENTIFIERS:
        return None
    version, flags = struct.unpack_from("<H", main, 2)[0], struct.unpack_from("<H", main, 10)[0]
    is_new = version >= FIRST_97
    table = (storage.read("1Table" if flags & WHICH_TABLE else "0Table") or storage.read("0Table")) if is_new else main
    at = 0x4C if is_new else 0x34
    counts = struct.unpack_from("<8i", main.ljust(at + 32, b"\0"), at)
    word = Word(storage, main, table, version, tuple(max(0, min(count, len(main))) for count in counts))
    # Pieces may lie in the same bytes, so that a small file states a text of any length.
    room = min(storage.job.limits.text_chars, 2 * len(main)) + 1
    pieces = _pieces(word, flags)
    if any(piece.end > room and piece.byte_of(room) < len(main) for piece in pieces):
        storage.job.gap(storage.path, GapReason.OVER_LIMIT, f"more than {room - 1} characters of text")
    word.pieces = [replace(piece, end=min(piece.end, room)) for piece in pieces if piece.start < room]
    return word


def _pieces(word: Word, flags: int) -> list[Piece]:
    """Return the text's pieces in order; a document without a table of them is one piece."""
    main = word.main
    if word.version >= FIRST_97:
        clx = word.slot(CLX)
    elif flags & COMPLEX and len(main) >= 0x168:
        place, size = struct.unpack_from("<II", main, 0x160)
        clx = main[place : place + size]
    else:
        clx = b""
    pieces = list(_piece_table(clx, is_narrow=word.version < FIRST_97))
    if pieces:
        return pieces
    start, end = struct.unpack_from("<II", main, 0x18)
    end = min(end, len(main))
    return [Piece(0, end - start, start, 1)] if start < end else []


def _piece_table(clx: bytes, *, is_narrow: bool) -> Iterator[Piece]:
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:
        return
    table = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
    count = (len(table) - 4) // 12
    if count < 1:
        return
    borders = struct.unpack_from(f"<{count + 1}I", table)
    last = 0
    for index in range(count):
        start, end = borders[index], borders[index + 1]
        if start != last or end < start:
            return  # characters that are counted twice or backwards
        last = end
        place = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * index + 2)[0]
        if is_narrow:
            yield Piece(start, end, place, 1)
        elif place & 0x40000000:
            yield Piece(start, end, (place & 0x3FFFFFFF) // 2, 1)
        else:
            yield Piece(start, end, place & 0x3FFFFFFF, 2)


def _characters(word: Word) -> Iterator[str]:
    """Yield the characters of each piece, exactly as many as it counts."""
    for piece in word.pieces:
        count = piece.end - piece.start
        raw = word.main[piece.place : piece.place + count * piece.width]
        text = raw.decode("utf-16-le", "replace") if piece.width == 2 else leniently(raw, "cp1252")
        if len(raw) < count * piece.width:
            word.storage.compound.is_damaged = True
        # Surrogate pairs are two characters to the file and one here; a filler keeps all places where they are.
        yield _unpaired(text, count)


FILLER = "\x06"


def _unpaired(text: str, count: int) -> str:
    if len(text) < count and not text.isascii():
        text = "".join(char + FILLER if char > "\uffff" else char for char in text)
    return text[:count].ljust(count, FILLER)


def _parts(word: Word, length: int) -> Iterator[tuple[str, int, int]]:
    """Yield where, start and end of each text: in the order of a reader, page headers first."""
    start = 0
    found: list[tuple[str, int, int]] = []
    for index, (where, count) in enumerate(zip(WHERES, word.counts, strict=True)):
        end = min(start + count, length)
        if index == 2 and count:
            found += _stories(word, start, end)
        elif where and end > start:
            found.append((where, start, end))
        start = end
    if start < length - 1:
        found.append(("hidden", start, length))
    yield from sorted(found, key=lambda part: part[0] != "page_header")


def _stories(word: Word, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the page headers and footers (PlcfHdd): six separators of notes, then six for each section."""
    table = word.slot(HDD)
    borders = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])[:-1]
    if len(borders) < NOTE_SEPARATORS + 2:
        yield ("page_header", start, end)
        return
    last = start
    for index, (begin, stop) in enumerate(pairwise(borders[: MAX_STORIES + 1])):
        first, following = start + begin, min(start + stop, end)
        if first < last or following <= first:
            continue
        last = following
        where = "note" if index < NOTE_SEPARATORS else HEADER_STORIES[(index - NOTE_SEPARATORS) % len(HEADER_STORIES)]
        yield (where, first, following)
    if last < end:
        yield ("page_header", last, end)


def _say(
    storage: Storage,
    where: str,
    text: str,
    start: int,
    end: int,
    hidden: list[tuple[int, int]],
    marks: dict[int, str],
) -> None:
    """Add one text: what shows, then what is hidden in it."""
    shown: list[str] = []
    apart: list[str] = []
    places = sorted(marks, reverse=True)
    for first, last, is_hidden in _spans(start, end, hidden):
        pieces = apart if is_hidden else shown
        at = first
        while places and places[-1] < last:
            place = places.pop()
            pieces += [text[at:place], marks[place]]
            at = place
        pieces.append(text[at:last])
        if is_hidden:
            apart.append("\r")
    visible, codes = _without_fields("".join(shown))
    storage.job.text(storage.path, where or "body", readable(visible))
    storage.job.text(storage.path, "hidden", readable("".join(apart) + "\r" + "\r".join(codes)))


def _spans(start: int, end: int, hidden: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    at = start
    for index in range(max(0, bisect_left(hidden, (start, 0)) - 1), len(hidden)):
        first, last = hidden[index]
        if first >= end:
            break
        begin, stop = max(first, at), min(last, end)
        if begin < stop:
            yield (at, begin, False)
            yield (begin, stop, True)
            at = stop
    yield (at, end, False)


def _without_fields(text: str) -> tuple[str, list[str]]:
    """Return text with fields as their results, and the instructions that say something, such as link targets."""
    codes: list[str] = []

    def result(match: re.Match[str]) -> str:
        if not DULL_FIELD.match(match[1]):
            codes.append(match[1].strip())
        return match[2] or ""

    for _ in range(MAX_FIELD_DEPTH):
        text, count = FIELD.subn(result, text)
        if not count:
            break
    return text, codes


def readable(text: str) -> str:
    r"""
    Return text with control characters as what they show: cells parted by tabs, rows and paragraphs by line ends.

    >>> readable("a\x07b\x07\x07c\rd")
    'a\tb\nc\nd'
    """
    text = text.replace("\x07\x07", "\r").translate(CONTROLS)
    lines = (" ".join(part.strip(" ") for part in line.split("\xa0")).rstrip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _table(data: bytes) -> list[str]:
    """Return the strings of a table (STTB), extended or not."""
    if len(data) < 6:
        return []
    is_wide = data.startswith(b"\xff\xff")
    at = 2 if is_wide else 0
    count, extra = struct.unpack_from("<HH", data, at)
    at += 4
    found: list[str] = []
    for _ in range(count):
        size = int.from_bytes(data[at : at + (2 if is_wide else 1)], "little")
        at += 2 if is_wide else 1
        raw = data[at : at + size * (2 if is_wide else 1)]
        found.append(raw.decode("utf-16-le", "replace") if is_wide else raw.decode("cp1252", "replace"))
        at += len(raw) + extra
        if at >= len(data):
            break
    return found


def _strings(word: Word) -> Iterator[str]:
    """Yield people and document variables as `Name=value`."""
    for name in dict.fromkeys(_table(word.slot(REVISERS))):
        if name and name not in {"Unknown", "Unknown Author"}:
            yield f"reviser={name}"
    for name in dict.fromkeys(_owners(word.slot(ATN_OWNERS))):
        yield f"commentAuthor={name}"
    variables = word.slot(VARIABLES)
    names = _table(variables)
    if names:
        at = 6 + sum(2 + 2 * len(name) + 4 for name in names)
        for name, value in zip(names, _owners(variables[at:], terminator=2), strict=False):
            yield f"{name}={value}"


def _owners(data: bytes, terminator: int = 0) -> Iterator[str]:
    at = 0
    while at + 2 <= len(data):
        count = struct.unpack_from("<H", data, at)[0]
        raw = data[at + 2 : at + 2 + 2 * count]
        at += 2 + 2 * count + terminator
        if raw:
            yield raw.decode("utf-16-le", "replace")


def _say_pictures(storage: Storage) -> None:
    """Read the pictures in the text: each begins with its size and its header's (PICF)."""
    data = storage.read("Data")
    at = 0
    parts: list[bytes] = []
    while at + 68 <= len(data):
        size, head = struct.unpack_from("<IH", data, at)
        if size < head or head < 8:
            at += 4 if size == 0 else max(4, min(size, len(data)))
            continue
        parts.append(data[at + head : at + size])
        at += size
    pictures = read_drawing(b"".join(parts))
    pictures.say(storage, storage.path, "body")
