"""
What images say beside their pixels: captions, authors, places, comments, descriptions.

Each format is walked by its own structure and only as far as its sizes are true; pixels are skipped, never decoded.
A fact is where it stood (`property`, `comment`, `body` for text that the format draws, `hidden` for words in data of one program) and the text.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator

from dlp_service.extract.images.boxes import Box, boxes
from dlp_service.extract.images.exif import exif_properties
from dlp_service.extract.images.imagesize import jpeg_segments
from dlp_service.extract.images.iptc import CAPTION, EXIF, IPTC, URL, XMP, iptc_properties, resources
from dlp_service.extract.images.printable import printable_runs
from dlp_service.extract.images.xmp import xmp_properties
from dlp_service.extract.job import Job, Over
from dlp_service.values import GapReason

Facts = Iterator[tuple[str, str]]

MAX_CHUNKS = 100_000
MAX_INFLATED = 1024 * 1024
MAX_NAME = 1000
MAX_ITEMS = 16 * 1024 * 1024
"""Items of a HEIF file may lie in the same bytes, all of them in all."""

TEXT_CHUNKS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
PNG_CHUNKS = TEXT_CHUNKS | frozenset(
    {
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD",
        b"hIST", b"pHYs", b"sPLT", b"eXIf", b"tIME", b"acTL", b"fcTL", b"fdAT",
    }
)  # fmt: skip
"""The chunks that the standard names; any other belongs to one program."""

WEBP_CHUNKS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP", b"EXIF", b"XMP "})
JPEG_OWN = range(0xE0, 0xF0)
JPEG_STANDARD = (b"ICC_PROFILE\0", b"FPXR\0")
"""How segments begin that hold colours and thumbnails: the words in them are those of the standards."""

XMP_KEYWORD = "XML:com.adobe.xmp"
RAW_PROFILE = re.compile(r"Raw profile type (\w+)")
JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
JPEG_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
MORE_XMP_HEADER = 32 + 4 + 4
PHOTOSHOP = b"Photoshop 3.0\0"
COMMENT, APP1, APP13 = 0xFE, 0xE1, 0xED
GIF_XMP = b"XMP DataXMP"
GIF_STANDARD = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"})
GIF_TRAILER = 257
UUID_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
UUID_EXIF = b"JpgTiffExif->JP2"
UUID_IPTC = bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38")
LAYER_NAME = re.compile(rb"8BIMluni(.{4})(.{4})", re.DOTALL)
TYPED_TEXT = re.compile(rb"/Text \(\xfe\xff((?:[^\\)]|\\.)*)\)", re.DOTALL)
ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


def image_facts(content: bytes, job: Job, path: str) -> Facts:
    """Yield what an image says beside its pixels."""
    for mark, facts in FORMATS:
        if content.startswith(mark):
            yield from facts(content, job, path)
            return
    if content[8:12] == b"WEBP":
        yield from _webp(content, job, path)
    elif content[4:8] == b"ftyp":
        yield from _heif(content, job, path)


def _properties(values: Iterator[str] | list[str]) -> Facts:
    for value in values:
        yield "property", value


def _own(data: bytes, job: Job, path: str) -> Facts:
    """Read data that belongs to one program: an XMP packet as such, of all else what can be read as it stands."""
    found = xmp_properties(data, job, path)
    yield from _properties(found)
    yield "hidden", printable_runs(data[: data.find(b"<")] + data[data.rfind(b">") + 1 :] if found else data)


# --- JPEG ----------------------------------------------------------------------------------------


def _jpeg(content: bytes, job: Job, path: str) -> Facts:
    more: list[bytes] = []
    for marker, start, end in jpeg_segments(content, job.over(path)):
        data = content[start:end]
        if marker == COMMENT:
            yield "comment", text_of(data)
        elif marker == APP1 and data.startswith(b"Exif\0"):
            yield from _properties(exif_properties(data[6:], job, path))
        elif marker == APP1 and data.startswith(JPEG_XMP):
            yield from _properties(xmp_properties(data[len(JPEG_XMP) :], job, path))
        elif marker == APP1 and data.startswith(JPEG_MORE_XMP):
            more.append(data[len(JPEG_MORE_XMP) + MORE_XMP_HEADER :])
        elif marker == APP13 and data.startswith(PHOTOSHOP):
            yield from _resources(data[len(PHOTOSHOP) :], job, path)
        elif marker in JPEG_OWN and not data.startswith(JPEG_STANDARD):
            yield from _own(data, job, path)
    if more:
        # A packet too large for one segment continues in others, in order in practice.
        yield from _properties(xmp_properties(b"".join(more), job, path))


def _resources(content: bytes, job: Job, path: str) -> Facts:
    over = job.over(path)
    for number, data in resources(content, over):
        if number == IPTC:
            yield from _properties(iptc_properties(data, over))
        elif number == EXIF:
            yield from _properties(exif_properties(data, job, path))
        elif number == XMP:
            yield from _properties(xmp_properties(data, job, path))
        elif number == CAPTION and len(data) > 1:
            yield "property", f"Caption={text_of(data[1 : 1 + data[0]])}"
        elif number == URL:
            yield "property", f"URL={text_of(data)}"


def text_of(data: bytes) -> str:
    """Return words that a format leaves without a charset: UTF-8 when they are, else Latin letters of Windows."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text.replace("\0", " ").strip()


# --- PNG -----------------------------------------------------------------------------------------


def _png(content: bytes, job: Job, path: str) -> Facts:
    position = 8
    for _ in range(MAX_CHUNKS):
        if position + 8 > len(content):
            return
        size, kind = struct.unpack_from(">I4s", content, position)
        if kind in TEXT_CHUNKS or kind == b"eXIf":
            data = content[position + 8 : position + 8 + size]
            yield from _png_text(kind, data, job, path)
        elif kind not in PNG_CHUNKS:
            yield from _own(content[position + 8 : position + 8 + size], job, path)
        position += 12 + size
    job.gap(path, GapReason.OVER_LIMIT, f"more than {MAX_CHUNKS} chunks in an image")


def _png_text(kind: bytes, data: bytes, job: Job, path: str) -> Facts:
    if kind == b"eXIf":
        yield from _properties(exif_properties(data, job, path))
        return
    keyword, _, rest = data.partition(b"\0")
    name = keyword.decode("latin-1")
    if kind == b"iTXt":
        # Compression flag and method, then language and translated keyword, each ended by a zero.
        is_packed = rest[:1] == b"\1"
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    else:
        is_packed = kind == b"zTXt"
        rest = rest[1:] if is_packed else rest
    if is_packed:
        rest = inflated(rest, job, path)
    if name == XMP_KEYWORD:
        yield from _properties(xmp_properties(rest, job, path))
    elif profile := RAW_PROFILE.fullmatch(name):
        yield from _raw_profile(profile[1], rest, job, path)
    else:
        yield "property", f"{name}={text_of(rest)}"


def inflated(data: bytes, job: Job, path: str) -> bytes:
    """Return what a zlib stream holds, as far as it goes and a text in an image may be long."""
    inflate = zlib.decompressobj()
    try:
        text = inflate.decompress(data, MAX_INFLATED)
    except zlib.error:
        job.gap(path, GapReason.DAMAGED, "a packed text in an image that does not unpack")
        return b""
    job.decoded_bytes += len(text)
    if inflate.unconsumed_tail:
        job.gap(path, GapReason.OVER_LIMIT, f"more than {MAX_INFLATED} bytes in one text of an image")
    return text


def _raw_profile(kind: str, data: bytes, job: Job, path: str) -> Facts:
    """Read a profile as ImageMagick writes it: a name, a length, then hexadecimal digits."""
    digits = b"".join(data.split()[2:])
    try:
        raw = bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        return
    if kind == "xmp":
        yield from _properties(xmp_properties(raw, job, path))
    elif kind in {"exif", "APP1"}:
        yield from _properties(exif_properties(raw.removeprefix(b"Exif\0\0"), job, path))
    elif kind in {"iptc", "8bim"}:
        yield from _resources(raw, job, path)


# --- GIF -----------------------------------------------------------------------------------------


def _gif(content: bytes, job: Job, path: str) -> Facts:
    if len(content) < 13:
        return
    position = 13 + _table_bytes(content[10])
    while position < len(content):
        kind = content[position]
        if kind == 0x2C and position + 10 <= len(content):
            position = _after_blocks(content, position + 11 + _table_bytes(content[position + 9]))
        elif kind == 0x21 and position + 2 <= len(content):
            after = _after_blocks(content, position + 2)
            yield from _gif_extension(content[position + 1], content, position + 2, after, job, path)
            position = after
        else:
            return
        job.budget.check()


def _table_bytes(flags: int) -> int:
    """Return how long a colour table is, by the flags before it."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(content: bytes, position: int) -> int:
    while position < len(content) and content[position]:
        position += 1 + content[position]
    return position + 1


def _gif_extension(label: int, content: bytes, start: int, end: int, job: Job, path: str) -> Facts:
    blocks = [content[place + 1 : place + 1 + size] for place, size in _blocks(content, start, end)]
    if label == 0xFE:
        yield "comment", text_of(b"".join(blocks))
    elif label == 0x01 and len(blocks) > 1:
        yield "body", text_of(b"".join(blocks[1:]))
    elif label == 0xFF and blocks and blocks[0] == GIF_XMP:
        # The packet is written plain, with a trailer that makes it look like blocks.
        yield from _properties(xmp_properties(content[start + 12 : end - GIF_TRAILER], job, path))
    elif label == 0xFF and blocks and blocks[0] not in GIF_STANDARD:
        yield from _own(b"".join(blocks[1:]), job, path)


def _blocks(content: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end - 1 and content[start]:
        yield start, content[start]
        start += 1 + content[start]


# --- the others ----------------------------------------------------------------------------------


def _tiff(content: bytes, job: Job, path: str) -> Facts:
    yield from _properties(exif_properties(content, job, path))


def _webp(content: bytes, job: Job, path: str) -> Facts:
    for kind, data in riff_chunks(content, job.over(path)):
        if kind == b"EXIF":
            yield from _properties(exif_properties(data.removeprefix(b"Exif\0\0"), job, path))
        elif kind == b"XMP ":
            yield from _properties(xmp_properties(data, job, path))
        elif kind not in WEBP_CHUNKS:
            yield from _own(data, job, path)


def riff_chunks(content: bytes, over: Over, start: int = 12) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and data of the chunks of a RIFF file, which are padded to even."""
    for _ in range(MAX_CHUNKS):
        if start + 8 > len(content):
            return
        kind, size = struct.unpack_from("<4sI", content, start)
        yield kind, content[start + 8 : start + 8 + size]
        start += 8 + size + size % 2
    over(f"more than {MAX_CHUNKS} chunks in one file")


def _photoshop(content: bytes, job: Job, path: str) -> Facts:
    """Read the image resources, then names of layers and typed text from the layers (hidden ones too)."""
    if len(content) < 34:
        return
    colours = struct.unpack_from(">I", content, 26)[0]
    start = 30 + colours
    if start + 4 > len(content):
        return
    size = struct.unpack_from(">I", content, start)[0]
    yield from _resources(content[start + 4 : start + 4 + size], job, path)
    for name in LAYER_NAME.finditer(content, start + 4 + size):
        size, length = struct.unpack(">II", name[1] + name[2])
        if MAX_NAME < length <= min(size - 4, len(content) - name.end()) // 2:
            job.gap(path, GapReason.OVER_LIMIT, f"more than {MAX_NAME} letters in the name of a layer")
        yield (
            "property",
            "Layer=" + content[name.end() : name.end() + 2 * min(length, MAX_NAME)].decode("utf-16-be", "ignore"),
        )
    for typed in TYPED_TEXT.finditer(content, start + 4 + size):
        yield "body", ESCAPED.sub(rb"\1", typed[1]).decode("utf-16-be", "ignore").replace("\r", "\n")


def _jp2(content: bytes, job: Job, path: str) -> Facts:
    for box in boxes(content, job.over(path)):
        data = content[box.start : box.end]
        if box.kind == b"xml ":
            yield from _properties(xmp_properties(data, job, path))
        elif box.kind == b"uuid":
            yield from _uuid(data, job, path)


def _uuid(data: bytes, job: Job, path: str) -> Facts:
    kind, rest = data[:16], data[16:]
    if kind == UUID_XMP:
        yield from _properties(xmp_properties(rest, job, path))
    elif kind == UUID_EXIF:
        yield from _properties(exif_properties(rest, job, path))
    elif kind == UUID_IPTC:
        yield from _properties(iptc_properties(rest, job.over(path)))


def _heif(content: bytes, job: Job, path: str) -> Facts:
    """Read the items that are metadata: `iinf` says what each item is, `iloc` where it lies (ISO 14496-12 section 8.11)."""
    over = job.over(path)
    kinds: dict[int, bytes] = {}
    places: dict[int, list[tuple[int, int]]] = {}
    for box in boxes(content, over):
        if box.kind == b"iinf":
            kinds.update(_item_kinds(content, box, over))
        elif box.kind == b"iloc":
            places.update(_item_places(content, box, over))
        elif box.kind == b"uuid":
            yield from _uuid(content[box.start : box.end], job, path)
    room = MAX_ITEMS
    for number, kind in kinds.items():
        if kind not in {b"Exif", b"mime"}:
            continue
        job.budget.check()
        data = _joined(content, places.get(number, []), room + 1)
        if len(data) > room:
            over(f"more than {MAX_ITEMS} bytes in what an image says of itself")
        data, room = data[:room], max(0, room - len(data))
        if kind == b"Exif" and len(data) > 4:
            yield from _properties(exif_properties(data[4 + struct.unpack_from(">I", data)[0] :], job, path))
        elif kind == b"mime":
            yield from _properties(xmp_properties(data, job, path))


def _joined(content: bytes, extents: list[tuple[int, int]], most: int) -> bytes:
    """Return at most so many bytes of an item, which may lie in pieces."""
    pieces: list[bytes] = []
    for start, size in extents:
        pieces.append(content[start : start + min(size, most)])
        most -= len(pieces[-1])
    return b"".join(pieces)


def _item_kinds(content: bytes, box: Box, over: Over) -> Iterator[tuple[int, bytes]]:
    wide = content[box.start : box.start + 1] != b"\0"
    for entry in boxes(content, over, box.start + (8 if wide else 6), box.end):
        if entry.kind == b"infe" and entry.size >= 12 and content[entry.start] in {2, 3}:
            width = 2 if content[entry.start] == 2 else 4
            place = entry.start + 4
            number = int.from_bytes(content[place : place + width], "big")
            yield number, content[place + width + 2 : place + width + 6]


def _item_places(content: bytes, box: Box, over: Over) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield where the extents of each item begin and how long they are."""
    data = content[box.start : box.end]
    if len(data) < 8:
        return
    version = data[0]
    offset_size, length_size, base_size = data[4] >> 4, data[4] & 15, data[5] >> 4
    index_size = data[5] & 15 if version in {1, 2} else 0
    wide = 4 if version == 2 else 2
    extent_size = index_size + offset_size + length_size
    reader = _Numbers(data, 6)
    for count in range(reader.take(wide)):
        if count == MAX_CHUNKS:
            over(f"more than {MAX_CHUNKS} items in an image")
            return
        number = reader.take(wide)
        reader.take(2 if version in {1, 2} else 0)
        reader.take(2)
        base = reader.take(base_size)
        number_of_extents = reader.take(2)
        extents = [
            (reader.take(index_size), reader.take(offset_size), reader.take(length_size))
            for _ in range(number_of_extents if extent_size else 0)
        ]
        if reader.is_at_end:
            return
        yield number, [(base + start, size) for _, start, size in extents]


class _Numbers:
    """Big-endian numbers of any width, one after the other; zeros behind the end."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data = data
        self.position = position

    @property
    def is_at_end(self) -> bool:
        """Say whether more was taken than there is."""
        return self.position > len(self.data)

    def take(self, width: int) -> int:
        """Return the next number of that many bytes."""
        self.position += width
        return int.from_bytes(self.data[self.position - width : self.position], "big")


FORMATS: tuple[tuple[bytes, Callable[[bytes, Job, str], Facts]], ...] = (
    (b"\xff\xd8", _jpeg),
    (b"\x89PNG", _png),
    (b"GIF8", _gif),
    (b"II*\0", _tiff),
    (b"MM\0*", _tiff),
    (b"II+\0", _tiff),
    (b"MM\0+", _tiff),
    (b"8BPS", _photoshop),
    (b"\0\0\0\x0cjP  ", _jp2),
)
