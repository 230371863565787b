"""7z, rar and what the library reads: entries are documents, names are text, encrypted is not damaged."""

import zlib

import pytest

from dlp_service.config import Limits
from dlp_service.extract.archives import packedfiles, rarfiles
from dlp_service.extract.archives.libarchive import library
from dlp_service.values import GapReason
from tests.extract.archives import bodies, found, gaps, read
from tests.extract.builders import png, zipped
from tests.extract.packed import cabinet, cpio, rar4, rar5, seven_zip

FILES = {"dir/a.txt": b"first words", "empty.txt": b"", "Пла́н.txt": "вторые слова".encode()}
READ = [("/dir/a.txt", "first words"), ("/Пла́н.txt", "вторые слова")]
needs_library = pytest.mark.skipif(library() is None, reason="libarchive is not installed")


@pytest.mark.parametrize("method", ["copy", "lzma", "lzma2", "deflate", "bzip2"])
@pytest.mark.parametrize("packed_header", ["", "lzma", "copy"])
def test_a_7z_archive_is_read_entry_by_entry(method, packed_header):
    archive = seven_zip(FILES, method, packed_header=packed_header)
    assert bodies(archive) == READ
    assert [text for _, where, text in found(archive) if where == "file_name"] == list(FILES)
    assert gaps(archive) == []


def test_folders_of_a_7z_archive_are_read_in_turn():
    assert bodies(seven_zip(FILES, folders=("lzma", "bzip2"))) == READ


def test_encrypted_entries_of_a_7z_archive_are_dark_and_named():
    archive = seven_zip(FILES, folders=("aes", "lzma2"))
    assert bodies(archive) == READ[1:]
    assert gaps(archive) == [("/dir/a.txt", GapReason.ENCRYPTED, "ARCHIVE")]
    assert ("/dir/a.txt", "file_name", "dir/a.txt") in found(archive)


def test_a_7z_archive_with_encrypted_names_is_dark():
    archive = seven_zip(FILES, packed_header="aes")
    assert gaps(archive) == [("", GapReason.ENCRYPTED, "ARCHIVE")]
    assert found(archive) == []


@pytest.mark.parametrize("writer", [seven_zip, rar4, rar5])
def test_an_archive_cut_anywhere_is_not_called_encrypted(writer):
    archive = writer(FILES)
    for cut in range(10, len(archive) - 1):
        reasons = {reason for _, reason, _ in gaps(archive[:cut])}
        assert GapReason.DAMAGED in reasons
        assert GapReason.ENCRYPTED not in reasons


@pytest.mark.parametrize("writer", [seven_zip, rar4, rar5])
def test_any_changed_byte_is_answered(writer):
    archive = writer(FILES)
    for position in range(len(archive)):
        changed = bytearray(archive)
        changed[position] ^= 0xFF
        assert read(bytes(changed)).texts or read(bytes(changed)).gaps


def test_a_7z_bomb_is_read_up_to_the_ratio():
    archive = seven_zip({"a.bin": bytes(30_000_000), "b.txt": b"after"}, "lzma")
    assert GapReason.OVER_LIMIT in {reason for _, reason, _ in gaps(archive)}


def test_a_7z_archive_that_wants_gigabytes_of_dictionary_is_read_with_what_it_needs():
    archive = bytearray(seven_zip(FILES, "lzma2"))
    archive[archive.rindex(b"\x21\x21\1\x0a") + 3] = 40
    start = archive.index(b"\1\4\6")
    archive[28:32] = zlib.crc32(archive[start:]).to_bytes(4, "little")
    archive[8:12] = zlib.crc32(archive[12:32]).to_bytes(4, "little")
    assert bodies(bytes(archive)) == READ


@pytest.mark.parametrize("writer", [rar4, rar5])
def test_stored_rar_entries_are_read(writer):
    archive = writer({"dir\\a.txt": b"first words", "b.csv": b"x,y\n1,2"})
    assert found(archive) == [
        ("/dir/a.txt", "file_name", "dir/a.txt"),
        ("/dir/a.txt", "body", "first words"),
        ("/b.csv", "file_name", "b.csv"),
        ("/b.csv", "cell", "x\ty\n1\t2"),
    ]
    assert gaps(archive) == []


@pytest.mark.parametrize("archive", [rar4(FILES, flags=4), rar5(FILES, is_encrypted=True)], ids=["4", "5"])
def test_encrypted_rar_entries_are_dark_and_named(archive):
    assert {reason for _, reason, _ in gaps(archive)} == {GapReason.ENCRYPTED}
    assert [text for _, _, text in found(archive)] == list(FILES)


@pytest.mark.parametrize("archive", [rar4(FILES, main_flags=0x80), rar5(FILES, headers=True)], ids=["4", "5"])
def test_a_rar_archive_with_encrypted_names_is_dark(archive):
    assert gaps(archive) == [("", GapReason.ENCRYPTED, "ARCHIVE")]


def test_the_comment_of_a_rar_archive_is_text():
    assert ("", "comment", "from the harbour") in found(rar5(FILES, comment="from the harbour"))


@pytest.mark.parametrize("archive", [rar4(FILES, main_flags=1), rar5(FILES, volume=1)], ids=["4", "5"])
def test_one_file_of_several_is_read_and_reported(archive):
    assert gaps(archive) == [("", GapReason.UNSUPPORTED, "ARCHIVE")]
    assert bodies(archive) == READ


def test_a_packed_unicode_name_of_a_rar_archive_is_unpacked():
    plain = b"plan.txt\0"
    coded = plain + bytes([0x04, 0b00_01_00_10, ord("p"), 0x3B, ord("a"), 0x3D, 0x04, 0b11_000000, 2])
    archive = rar4({"x": b"words"}, flags=0x200, coded_name=coded)
    (block,) = (block for block in rarfiles.directory(archive).blocks if block.name)
    assert block.name == "plaн.txt".replace("l", "л", 1)


def test_what_is_behind_an_archive_is_read():
    for writer in (seven_zip, rar4, rar5):
        assert ("!trailing", "words behind") in bodies(writer(FILES) + b"words behind")
        assert ("!trailing/b.txt", "second") in bodies(writer(FILES)[:-9] + zipped({"b.txt": "second"}))


@pytest.mark.parametrize("writer", [seven_zip, rar4, rar5, cabinet])
@pytest.mark.parametrize("front", [b"MZ" + bytes(range(256)) * 20, png(9, 9)[:-12], b"<html><p>words</p>", b"words "])
def test_an_archive_behind_anything_is_found(writer, front):
    if writer is cabinet and library() is None:
        pytest.skip("libarchive is not installed")
    texts = [text for _, text in bodies(front + writer({"a.txt": b"first words"}))]
    assert texts.count("first words") == 1


@needs_library
@pytest.mark.parametrize("writer", [cpio, cabinet])
def test_rarer_archives_are_read_by_the_library(writer):
    archive = writer({"dir/a.txt": b"first words", "b.txt": b"second"})
    assert bodies(archive) == [("/dir/a.txt", "first words"), ("/b.txt", "second")]
    assert gaps(archive) == []


@needs_library
def test_what_the_library_unpacks_is_limited():
    archive = cpio({f"{number}.txt": b"x" * 50 for number in range(20)})
    assert ("", GapReason.OVER_LIMIT, "ARCHIVE") in gaps(archive, limits=Limits(archive_entries=5))
    big = cpio({"a.txt": b"x" * 5000, "b.txt": b"second"})
    assert {reason for _, reason, _ in gaps(big, limits=Limits(file_bytes=6000, total_bytes=4000))} == {
        GapReason.OVER_LIMIT
    }


@needs_library
def test_the_library_says_that_it_does_not_know_a_packing():
    assert {reason for _, reason, _ in gaps(seven_zip(FILES, "unknown"))} <= {GapReason.DAMAGED, GapReason.UNSUPPORTED}


def test_without_the_library_names_are_text_and_the_rest_is_a_gap(monkeypatch):
    monkeypatch.setattr(packedfiles, "library", lambda: None)
    archive = seven_zip(FILES, "unknown")
    assert [text for _, _, text in found(archive)] == list(FILES)
    assert gaps(archive) == [("", GapReason.UNSUPPORTED, "ARCHIVE")]
    assert gaps(cpio(FILES)) == [("", GapReason.UNSUPPORTED, "ARCHIVE")]
