"""Compressed single files: every format, several streams in one, names, damage and bombs."""

import bz2
import gzip
import lzma
import struct
import zlib

import pytest
import zstandard

from dlp_service.config import Limits
from dlp_service.extract.archives.lzw import unpack_lzw
from dlp_service.extract.archives.streams import zstd_frame_end
from dlp_service.values import GapReason
from tests.extract.archives import bodies, found, gaps, gzipped, read
from tests.extract.builders import zipped

WORDS = b"first words, and more of them"


def alone(content: bytes) -> bytes:
    return lzma.compress(content, lzma.FORMAT_ALONE)


def lzip(content: bytes) -> bytes:
    """A lzip member: its LZMA stream is that of the old utilities, which ends with a mark when the size is unknown."""
    raw = alone(content)[13:]
    return b"LZIP\1\x17" + raw + struct.pack("<IQQ", zlib.crc32(content), len(content), len(raw) + 26)


def compress(content: bytes) -> bytes:
    """Unix compress with codes of nine bits and no clearing; enough for 255 codes."""
    bits = 0
    for index, byte in enumerate(content):
        bits |= byte << (9 * index)
    return b"\x1f\x9d\x90" + bits.to_bytes((9 * len(content) + 7) // 8, "little")


PACKERS = {
    "gz": gzipped,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": alone,
    "lz": lzip,
    "zst": zstandard.compress,
    "Z": compress,
}
SEVERAL = ["gz", "bz2", "xz", "lz", "zst"]


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_compressed_file_holds_a_document_by_its_name(suffix):
    packed = PACKERS[suffix](WORDS)
    assert bodies(packed, f"plan.txt.{suffix}") == [("/plan.txt", WORDS.decode())]
    assert bodies(packed) == [("/content", WORDS.decode())]
    assert gaps(packed) == []


@pytest.mark.parametrize("suffix", SEVERAL)
def test_all_streams_of_a_file_are_read(suffix):
    pack = PACKERS[suffix]
    assert bodies(pack(b"first ") + pack(b"second")) == [("/content", "first second")]


@pytest.mark.parametrize("suffix", [*SEVERAL, "lzma"])
def test_what_is_behind_the_streams_is_read(suffix):
    assert bodies(PACKERS[suffix](WORDS) + b"words behind") == [
        ("/content", WORDS.decode()),
        ("!trailing", "words behind"),
    ]


@pytest.mark.parametrize("suffix", PACKERS)
def test_an_archive_in_a_compressed_file_is_read_once(suffix):
    inner = zipped({"a.txt": "words"})
    assert [text for _, _, text in found(PACKERS[suffix](inner), f"a.zip.{suffix}")] == ["a.txt", "words"]


def test_the_name_and_comment_in_a_gzip_header_are_text():
    raw = gzip.compress(WORDS, mtime=0)
    extra = b"AB\5\0hello"
    head = (
        b"\x1f\x8b\x08\x1c"
        + raw[4:10]
        + struct.pack("<H", len(extra))
        + extra
        + b"plan.txt\0"
        + "срочно".encode()
        + b"\0"
    )
    assert found(head + raw[10:], "x.gz") == [
        ("", "file_name", "plan.txt"),
        ("", "comment", "срочно"),
        ("/plan.txt", "body", WORDS.decode()),
        ("!skipped", "body", "hello"),
    ]


def test_skippable_frames_of_zstandard_are_read():
    frame = b"\x50\x2a\x4d\x18" + struct.pack("<I", 12) + b"hidden words"
    assert bodies(frame + zstandard.compress(WORDS)) == [("/content", WORDS.decode()), ("!skipped", "hidden words")]


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "lz", "zst"])
def test_a_file_cut_anywhere_is_damaged_and_read_up_to_there(suffix):
    packed = PACKERS[suffix](WORDS * 9)
    for cut in range(12, len(packed)):
        assert GapReason.DAMAGED in {gap.reason for gap in read(packed[:cut]).gaps}


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "lzma", "lz", "zst"])
def test_a_bomb_is_read_up_to_the_ratio(suffix):
    packed = PACKERS[suffix](bytes(40_000_000))
    assert GapReason.OVER_LIMIT in {reason for _, reason, _ in gaps(packed)}


def test_bombs_in_bombs_share_the_limits():
    content = bytes(9_000_000)
    for _ in range(3):
        content = gzipped(content * 3)
    reading = read(content, limits=Limits(total_bytes=20_000_000))
    assert GapReason.OVER_LIMIT in {gap.reason for gap in reading.gaps}


def patched_xz(dictionary: int) -> bytes:
    """An xz file that asks for a dictionary of its own choice."""
    packed = bytearray(lzma.compress(WORDS))
    size = (packed[12] + 1) * 4
    packed[packed.index(b"\x21\1", 12) + 2] = dictionary
    packed[12 + size - 4 : 12 + size] = zlib.crc32(packed[12 : 12 + size - 4]).to_bytes(4, "little")
    return bytes(packed)


def patched_alone() -> bytes:
    packed = bytearray(alone(WORDS))
    packed[1:5] = (1 << 31).to_bytes(4, "little")
    return bytes(packed)


def patched_zstd() -> bytes:
    stream = zstandard.ZstdCompressor().compressobj()
    packed = bytearray(stream.compress(WORDS) + stream.flush())
    packed[5] = 21 << 3
    return bytes(packed)


@pytest.mark.parametrize("packed", [patched_xz(40), patched_alone(), patched_zstd()], ids=["xz", "lzma", "zst"])
def test_a_window_of_gigabytes_is_over_the_limit(packed):
    assert gaps(packed) == [("", GapReason.OVER_LIMIT, "ARCHIVE")]


def test_a_code_that_was_never_given_out_is_damage():
    with pytest.raises(ValueError, match="300"):
        list(unpack_lzw(b"\x1f\x9d\x90" + (97 | 300 << 9).to_bytes(3, "little")))
    with pytest.raises(ValueError, match="8"):
        list(unpack_lzw(b"\x1f\x9d\x88aa"))


def test_the_extent_of_a_zstandard_frame_is_in_its_headers():
    frame = zstandard.ZstdCompressor(write_checksum=True).compress(WORDS * 9999)
    assert zstd_frame_end(frame + b"behind", 0) == len(frame)
    assert zstd_frame_end(frame[:-6], 0) > len(frame) - 6


@pytest.mark.parametrize("content", [b"BZhang went to the harbour", b"\x1f\x8bwords", b"]\0\0words", b"\x1f\x9d"])
def test_a_mark_alone_is_no_compressed_file(content):
    assert not any(path.startswith("/") for path, _, _ in found(content))
