"""What hangs behind the end of a document, and ordinary files that have nothing there."""

import struct
import zlib

import pytest

from dlp_service.extract.sniff import Kind
from dlp_service.extract.tails import end_of
from dlp_service.extract.trailing import is_padding
from dlp_service.values import GapReason
from tests.extract.archives import bodies, found, gaps, gzipped
from tests.extract.builders import zipped

WORDS = b"words behind the end"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)) + chunk(b"IEND", b"")
JPEG = (
    b"\xff\xd8\xff\xe1\0\x10Exif\0\0\xff\xd8\xff\xd9ab\0\0"  # a thumbnail with an end of its own
    b"\xff\xc0\0\x0b\x08\0\x08\0\x08\1\1\x11\0\xff\xda\0\x08\1\1\0\0\x3f\0ab\xff\0cd\xff\xd0ef\xff\xd9"
)
GIF = b"GIF89a\x08\0\x08\0\x80\0\0" + bytes(6) + b"!\xfe\5hello\0,\0\0\0\0\x08\0\x08\0\0\2\2\x4c\1\0;"
BMP = b"BM" + struct.pack("<IIIIiiHHIIIIII", 58, 0, 54, 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0) + bytes(4)
WAV = b"RIFF" + struct.pack("<I", 12) + b"WAVEdata" + bytes(4)
MP4 = struct.pack(">I", 16) + b"ftypisom\0\0\0\1" + struct.pack(">I", 12) + b"mdat\0\0\0\0"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
RTF = rb"{\rtf1 a \{ brace {\b b} {\pict\bin3 }}}} c}"


def compound(extra: bytes = b"") -> bytes:
    """A compound file of three sectors: table, directory, one stream sector."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header[44:76] = struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header[76:] = struct.pack("<I", 0) + b"\xff" * 432
    table = struct.pack("<III", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE) + b"\xff" * 500
    return bytes(header) + table + bytes(1024) + extra


ENDS = {
    "png": (PNG, Kind.IMAGE),
    "jpeg": (JPEG, Kind.IMAGE),
    "gif": (GIF, Kind.IMAGE),
    "bmp": (BMP, Kind.IMAGE),
    "wav": (WAV, Kind.MEDIA),
    "mp4": (MP4, Kind.MEDIA),
    "pdf": (PDF, Kind.PDF),
    "rtf": (RTF, Kind.RTF),
    "ole": (compound(), Kind.OLE),
}


@pytest.mark.parametrize("name", ENDS)
def test_the_end_is_where_the_format_says(name):
    content, kind = ENDS[name]
    assert end_of(content, kind) == len(content)
    assert end_of(content + WORDS, kind) == len(content.rstrip(b"\n"))


@pytest.mark.parametrize("name", ENDS)
def test_what_is_behind_the_end_is_read(name):
    assert ("!trailing", "body", WORDS.decode()) in found(ENDS[name][0] + WORDS)


@pytest.mark.parametrize("name", ENDS)
@pytest.mark.parametrize("padding", [b"", b"\r\n", bytes(700), b"\xff" * 9, b"\x1a", b"--" * 40], ids=repr)
def test_padding_is_nothing(name, padding):
    assert not any("!trailing" in path for path, _, _ in found(ENDS[name][0] + padding))


@pytest.mark.parametrize("name", ENDS)
def test_an_archive_behind_a_document_is_read_once(name):
    texts = [text for _, _, text in found(ENDS[name][0] + zipped({"a.txt": "words"}))]
    assert texts.count("a.txt") == texts.count("words") == 1


@pytest.mark.parametrize("name", ENDS)
def test_a_document_cut_anywhere_has_no_end(name):
    content, kind = ENDS[name]
    for cut in range(1, len(content)):
        assert end_of(content[:cut], kind) > 0


def test_incremental_updates_of_a_pdf_are_the_pdf():
    updated = PDF + b"2 0 obj<<>>endobj\nxref\n0 0\ntrailer<<>>\nstartxref\n9\n%%EOF\r\n"
    inside = PDF.replace(b"trailer", b"3 0 obj<<>>stream\n" + PDF + b"endstream endobj\ntrailer")
    assert end_of(updated, Kind.PDF) == len(updated)
    assert end_of(inside, Kind.PDF) == len(inside)


def test_a_comment_behind_the_end_of_a_pdf_is_read_unless_an_update_follows():
    assert ("!trailing", "body", "% words of a writer") in found(PDF + b"% words of a writer\n")
    assert ("!trailing!leading", "body", "% words of a writer") in found(
        PDF + b"% words of a writer\n" + zipped({"a.txt": "inside"})
    )
    for more in (b"% BeginUpdate\n% and more\n9 0 obj\n<<>>\nendobj\n%%EOF\n", b"%a\nxref\n%%EOF", b"\n%%EOF\n"):
        assert end_of(PDF + more, Kind.PDF) == len(PDF + more)


def test_an_end_mark_behind_the_appended_data_does_not_hide_it():
    assert ("!trailing", "body", "words %%EOF") in found(PDF + b"words %%EOF\n")


def test_an_archive_behind_an_archive_is_read():
    behind = gzipped(b"first words") + gzipped(b"second words")[:-8] + b"\0" * 8
    assert GapReason.DAMAGED in {reason for _, reason, _ in gaps(behind)}
    both = gzipped(b"first words", "a.txt") + zipped({"b.txt": "second words"})
    assert bodies(both) == [("/a.txt", "first words"), ("!trailing/b.txt", "second words")]


def test_an_archive_behind_a_broken_compressed_file_is_read():
    broken = gzipped(b"first words" * 99)[:-30] + zipped({"b.txt": "second words"})
    assert ("!trailing/b.txt", "second words") in bodies(broken)


def test_an_archive_in_the_comment_of_a_picture_is_read():
    archive = zipped({"a.txt": "words"})
    comment = b"\xff\xfe" + struct.pack(">H", len(archive) + 2) + archive
    picture = JPEG[:2] + comment + JPEG[2:-2] + b"ab" * 40_000 + JPEG[-2:]
    assert [text for path, _, text in found(picture) if "!trailing" in path] == ["a.txt", "words"]


def test_what_is_before_a_pdf_is_read():
    assert ("!leading", "body", "words before") in found(b"words before\n" + PDF)
    assert ("!leading", "body", "words") in found(b"<html><p>words</p>\n" + PDF)
    assert not any("!leading" in path for path, _, _ in found(b"\xef\xbb\xbf\r\n" + PDF))


def test_a_text_about_pdf_is_a_text():
    assert found(b"A file begins with %PDF-1.7 and ends otherwise.") == [
        ("", "body", "A file begins with %PDF-1.7 and ends otherwise.")
    ]


def test_padding_is_told_from_text():
    assert is_padding(b"\0\0\r\n")
    assert is_padding(b"=" * 100)
    assert not is_padding(b"PLAN")
