"""Sound and video: their tags are read, the rest is a gap."""

import struct

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document
from dlp_service.extract.local import LocalReader
from dlp_service.values import Gap, GapReason
from tests.extract.images import box

DARK = Gap("d", GapReason.UNSUPPORTED, "a sound or video file")


def properties(content: bytes) -> list[str]:
    reading = LocalReader(Limits()).read(Document("d", content), Budget.unlimited())
    assert reading.gaps[0] == DARK
    return [text.text for text in reading.texts]


def frame(name: bytes, data: bytes) -> bytes:
    return name + struct.pack(">I", len(data)) + bytes(2) + data


def mp3() -> bytes:
    frames = (
        frame(b"TIT2", b"\3" + "Briefing Skåne".encode())
        + frame(b"TPE1", b"\1" + "Maren Holloway".encode("utf-16"))
        + frame(b"COMM", b"\0engnote\0SECRET")
        + frame(b"TXXX", b"\0Project\0Kestrel")
    )
    size = len(frames)
    head = b"ID3\3\0\0" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127])
    return head + frames + bytes(200) + b"TAG" + b"Old title".ljust(30, b"\0") + bytes(95)


def mp4() -> bytes:
    item = box(b"\xa9nam", box(b"data", struct.pack(">II", 1, 0) + b"Berth film"))
    meta = box(b"meta", bytes(4) + box(b"hdlr", bytes(25)) + box(b"ilst", item))
    old = box(b"\xa9aut", struct.pack(">HH", 3, 0) + b"Ann")
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", box(b"udta", meta + old)) + box(b"mdat", bytes(500))


def comments(*lines: bytes) -> bytes:
    body = struct.pack("<I", 3) + b"lib" + struct.pack("<I", len(lines))
    return body + b"".join(struct.pack("<I", len(line)) + line for line in lines)


def flac() -> bytes:
    block = comments(b"TITLE=Berth", b"COMMENT=OFFICIAL")
    return b"fLaC" + bytes([0, 0, 0, 34]) + bytes(34) + bytes([0x84]) + len(block).to_bytes(3, "big") + block


def wav() -> bytes:
    info = b"INFO" + b"IART" + struct.pack("<I", 4) + b"Ann\0" + b"ICMT" + struct.pack("<I", 6) + b"SECRET"
    body = b"WAVE" + b"data" + struct.pack("<I", 100) + bytes(100) + b"LIST" + struct.pack("<I", len(info)) + info
    return b"RIFF" + struct.pack("<I", len(body)) + body


def element(number: str, data: bytes) -> bytes:
    return bytes.fromhex(number) + (0x4000 | len(data)).to_bytes(2, "big") + data


def mkv() -> bytes:
    tag = element("67c8", element("45a3", b"COMMENT") + element("4487", b"SECRET"))
    segment = element("1549a966", element("7ba9", b"Berth film")) + element("1f43b675", bytes(300))
    segment += element("1254c367", element("7373", tag)) + element(
        "1941a469", element("61a7", element("466e", b"roster.xlsx"))
    )
    return element("1a45dfa3", element("4282", b"matroska")) + element("18538067", segment)


EXPECTED = [
    (mp3(), ["Title=Briefing Skåne", "Artist=Maren Holloway", "note=SECRET", "Project=Kestrel", "Title=Old title"]),
    (mp4(), ["Title=Berth film", "Author=Ann"]),
    (flac(), ["TITLE=Berth", "COMMENT=OFFICIAL"]),
    (b"OggS" + bytes(24) + b"\3vorbis" + comments(b"ARTIST=Ann"), ["ARTIST=Ann"]),
    (wav(), ["Artist=Ann", "Comment=SECRET"]),
    (mkv(), ["Title=Berth film", "COMMENT=SECRET", "AttachmentName=roster.xlsx"]),
]


@pytest.mark.parametrize(("content", "expected"), EXPECTED)
def test_tags_are_properties_and_the_rest_is_a_gap(content, expected):
    assert properties(content) == expected


@pytest.mark.parametrize(("content", "expected"), EXPECTED)
def test_a_file_cut_anywhere_says_no_more_than_the_whole(content, expected):
    for size in range(12, len(content)):
        texts = properties(content[:size])
        assert len(texts) <= len(expected)


def test_elements_without_a_size_end():
    assert properties(b"\x1aE\xdf\xa3\x80" + b"\xb6\x80" * 100_000) == []
