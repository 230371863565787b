"""
Sound and video: titles, people and comments in their tags; what is heard and seen stays dark.

Tags are ID3 (MP3), boxes (MP4, QuickTime), RIFF INFO (WAV, AVI), Vorbis comments (Ogg, FLAC) and Matroska's.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from dlp_service.extract.images.boxes import Box, boxes
from dlp_service.extract.images.imagemeta import riff_chunks, text_of
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job, Over
from dlp_service.values import GapReason

MAX_TAGS = 100_000
ID3_CODECS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
ID3_NAMES = {
    "TIT1": "Group", "TIT2": "Title", "TIT3": "Subtitle", "TPE1": "Artist", "TPE2": "Band", "TPE3": "Conductor", "TALB": "Album",
    "TCOM": "Composer", "TCOP": "Copyright", "TEXT": "Writer", "TENC": "EncodedBy", "TOWN": "Owner", "COMM": "Comment", "USLT": "Lyrics",
    "TXXX": "Text", "WXXX": "URL", "TT2": "Title", "TP1": "Artist", "TAL": "Album", "COM": "Comment", "TXX": "Text",
}  # fmt: skip
WITH_LANGUAGE = frozenset({"COMM", "USLT", "COM", "ULT"})
WITH_NAME = frozenset({"TXXX", "WXXX", "TXX", "WXX"}) | WITH_LANGUAGE
BOX_NAMES = {
    b"\xa9nam": "Title", b"\xa9ART": "Artist", b"aART": "Band", b"\xa9alb": "Album", b"\xa9cmt": "Comment", b"\xa9wrt": "Composer", b"cprt": "Copyright",
    b"desc": "Description", b"ldes": "LongDescription", b"\xa9lyr": "Lyrics", b"\xa9too": "Software", b"\xa9day": "Date", b"\xa9aut": "Author",
    b"\xa9xyz": "Place", b"\xa9des": "Description", b"\xa9inf": "Information", b"\xa9key": "Keywords", b"titl": "Title", b"auth": "Author",
    b"dscp": "Description",
}  # fmt: skip
RIFF_NAMES = {
    b"INAM": "Title", b"IART": "Artist", b"ICMT": "Comment", b"ICOP": "Copyright", b"ISBJ": "Subject", b"IKEY": "Keywords",
    b"IENG": "Engineer", b"ISRC": "Source", b"ITCH": "Technician", b"ISFT": "Software", b"IPRD": "Product", b"ICRD": "Date",
}  # fmt: skip
VORBIS = (b"\x03vorbis", b"OpusTags")
FLAC_COMMENT = 4
MATROSKA_PARENTS = frozenset(
    {0x18538067, 0x1549A966, 0x1254C367, 0x7373, 0x67C8, 0x1941A469, 0x61A7, 0x1043A770, 0x45B9, 0xB6, 0x80}
)
MATROSKA_NAMES = {
    0x7BA9: "Title", 0x4487: "Tag", 0x467E: "Attachment", 0x466E: "AttachmentName", 0x85: "Chapter",
}  # fmt: skip
MATROSKA_TAG_NAME, MATROSKA_CLUSTER = 0x45A3, 0x1F43B675
MAX_ELEMENTS = 100_000


def read_media(document: Document, job: Job) -> None:
    """Read the tags of a sound or video file; the rest of it is a gap."""
    content = document.content
    job.gap(document.path, GapReason.UNSUPPORTED, "a sound or video file")
    for name, value in dict.fromkeys(_tags(content, job.over(document.path))):
        text = value.replace("\0", " ").strip()
        job.text(document.path, "property", f"{name}={text}" if text else "")


def _tags(content: bytes, over: Over) -> Iterator[tuple[str, str]]:
    for mark, tags in FORMATS:
        if content.startswith(mark):
            yield from tags(content, over)
    if content[4:8] == b"ftyp":
        yield from _boxes(content, over)
    if content[-128:-125] == b"TAG" and len(content) >= 128:
        # The first version of ID3: fields of fixed length at the very end.
        old = content[-125:]
        yield from zip(
            ("Title", "Artist", "Album", "Comment"),
            map(text_of, (old[:30], old[30:60], old[60:90], old[94:124])),
            strict=True,
        )


def _id3(content: bytes, over: Over) -> Iterator[tuple[str, str]]:
    """Read the frames of ID3v2 (id3.org, versions 2.2 to 2.4)."""
    if len(content) < 10:
        return
    version, end = content[3], 10 + _seven_bits(content[6:10])
    name_size, head = (3, 6) if version == 2 else (4, 10)
    position = 10
    for _ in range(MAX_TAGS):
        if position + head > min(end, len(content)) or not content[position]:
            return
        name = content[position : position + name_size].decode("latin-1")
        raw = content[position + name_size : position + 2 * name_size]
        size = _seven_bits(raw) if version == 4 else int.from_bytes(raw, "big")
        data = content[position + head : position + head + size]
        position += head + size
        if data and (name[0] == "T" or name in ID3_NAMES):
            yield _id3_text(name, data)
    over(f"more than {MAX_TAGS} tags in one file")


def _seven_bits(data: bytes) -> int:
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    return value


def _id3_text(name: str, data: bytes) -> tuple[str, str]:
    codec = ID3_CODECS[data[0]] if data[0] < len(ID3_CODECS) else "latin-1"
    text = data[4 if name in WITH_LANGUAGE else 1 :]
    known = ID3_NAMES.get(name, name)
    decoded = text.decode(codec, "replace")
    if name in WITH_NAME:
        short, _, value = decoded.partition("\0")
        short, value = short.strip("\ufeff"), value.strip("\ufeff")
        return (short or known, value) if value else (known, short)
    return known, decoded


def _boxes(content: bytes, over: Over) -> Iterator[tuple[str, str]]:
    """Read iTunes lists, in which each entry holds a `data` box, and older texts right below `udta`."""
    for box in boxes(content, over):
        if box.kind == b"data" and box.path[-2:-1] == (b"ilst",) and box.path[-1] in BOX_NAMES:
            yield BOX_NAMES[box.path[-1]], text_of(content[box.start + 8 : box.end])
        elif box.kind in BOX_NAMES and box.path[-1:] == (b"udta",):
            yield BOX_NAMES[box.kind], _old_text(content, box)


def _old_text(content: bytes, box: Box) -> str:
    data = content[box.start : box.end]
    # QuickTime writes length and language, 3GPP version and language; the text follows.
    return text_of(data[4:] if box.kind[:1] == b"\xa9" else data[6:])


def _riff(content: bytes, over: Over) -> Iterator[tuple[str, str]]:
    for kind, data in riff_chunks(content, over):
        if kind == b"LIST" and data[:4] == b"INFO":
            for name, value in riff_chunks(data, over, 4):
                if name in RIFF_NAMES:
                    yield RIFF_NAMES[name], text_of(value)


def _ogg(content: bytes, over: Over) -> Iterator[tuple[str, str]]:
    starts = [start + len(mark) for mark in VORBIS if (start := content.find(mark)) >= 0]
    if starts:
        yield from _comments(content, min(starts), over)


def _flac(content: bytes, over: Over) -> Iterator[tuple[str, str]]:
    position = 4
    for _ in range(MAX_TAGS):
        if position + 4 > len(content):
            return
        kind, size = content[position] & 0x7F, int.from_bytes(content[position + 1 : position + 4], "big")
        if kind == FLAC_COMMENT:
            yield from _comments(content, position + 4, over)
        if content[position] & 0x80:
            return
        position += 4 + size
    over(f"more than {MAX_TAGS} blocks in one file")


def _comments(content: bytes, position: int, over: Over) -> Iterator[tuple[str, str]]:
    """Read Vorbis comments: a vendor, a count, then `NAME=value`, each with its length in front."""
    if position + 4 > len(content):
        return
    position += 4 + struct.unpack_from("<I", content, position)[0]
    if position + 4 > len(content):
        return
    count = struct.unpack_from("<I", content, position)[0]
    position += 4
    for number in range(count):
        if position + 4 > len(content):
            return
        if number == MAX_TAGS:
            over(f"more than {MAX_TAGS} tags in one file")
            return
        size = struct.unpack_from("<I", content, position)[0]
        name, mark, value = content[position + 4 : position + 4 + size].partition(b"=")
        if mark and name.upper() != b"METADATA_BLOCK_PICTURE":
            yield text_of(name), text_of(value)
        position += 4 + size


def _matroska(content: bytes, over: Over) -> Iterator[tuple[str, str]]:
    """Read titles, tags, chapters and names of attachments; clusters, the film itself, are skipped (RFC 9559)."""
    position, tag = 0, "Tag"
    for _ in range(MAX_ELEMENTS):
        number, position = _vint(content, position, keeps_mark=True)
        size, start = _vint(content, position, keeps_mark=False)
        if not number or start > len(content):
            return
        is_text = number in MATROSKA_NAMES or number == MATROSKA_TAG_NAME
        data = content[start : start + size] if is_text else b""
        if number == MATROSKA_TAG_NAME:
            tag = text_of(data)
        elif data:
            yield tag if MATROSKA_NAMES[number] == "Tag" else MATROSKA_NAMES[number], text_of(data)
        position = start if number in MATROSKA_PARENTS else start + size
    over(f"more than {MAX_ELEMENTS} elements in one file")


def _vint(content: bytes, position: int, *, keeps_mark: bool) -> tuple[int, int]:
    """Return a number whose first byte says by its leading zeros how long it is, and where it ends; (0, end) behind the end."""
    if position >= len(content) or not content[position]:
        return 0, len(content) + 1
    width = 9 - content[position].bit_length()
    value = int.from_bytes(content[position : position + width], "big")
    return value if keeps_mark else value & ((1 << 7 * width) - 1), position + width


FORMATS: tuple[tuple[bytes, Callable[[bytes, Over], Iterator[tuple[str, str]]]], ...] = (
    (b"ID3", _id3),
    (b"RIFF", _riff),
    (b"OggS", _ogg),
    (b"fLaC", _flac),
    (b"\x1aE\xdf\xa3", _matroska),
)
