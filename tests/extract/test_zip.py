"""What a ZIP container holds beside what its directory lists, and every way to pack an entry."""

import io
import random
import struct
import zipfile
import zlib

import pytest
import zstandard

from dlp_service.config import Limits
from dlp_service.extract.archives.bits import Bits, canonical, shannon_fano
from dlp_service.extract.archives.oldpacking import explode, inflate64, unshrink
from dlp_service.values import GapReason
from tests.extract.archives import bodies, found, gaps, read
from tests.extract.builders import docx, paragraph, zipped

TWO = {"a.txt": "first words", "b.txt": "second words"}


def local(name: bytes, content: bytes, method: int = 0, size: int = -1, flags: int = 0) -> bytes:
    size = len(content) if size < 0 else size
    return struct.pack(
        "<4sHHHHHIIIHH", b"PK\3\4", 20, flags, method, 0, 0, zlib.crc32(content), len(content), size, len(name), 0
    ) + name + content  # fmt: skip


def central(name: bytes, content: bytes, offset: int, method: int = 0, size: int = -1, flags: int = 0) -> bytes:
    size = len(content) if size < 0 else size
    return struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, flags, method, 0, 0, zlib.crc32(content), len(content), size,
        len(name), 0, 0, 0, 0, 0, offset,
    ) + name  # fmt: skip


def ended(body: bytes, directory: bytes, count: int = 1, comment: bytes = b"", disk: int = 0) -> bytes:
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", disk, disk, count, count, len(directory), len(body), len(comment))
    return body + directory + end + comment


HIDDEN = local(b"hidden.txt", b"hidden words")


def test_an_entry_that_no_directory_lists_is_read():
    first = local(b"a.txt", b"first words")
    archive = ended(first + HIDDEN, central(b"a.txt", b"first words", 0))
    assert bodies(archive) == [("/a.txt", "first words"), ("/hidden.txt", "hidden words")]
    assert gaps(archive) == []


def test_an_unlisted_entry_of_a_listed_name_hides_nothing():
    body = local(b"a.txt", b"harmless") + local(b"a.txt", b"hidden words")
    assert bodies(ended(body, central(b"a.txt", b"harmless", 0))) == [
        ("/a.txt", "harmless"),
        ("/a.txt!local", "hidden words"),
    ]


def test_bytes_between_entries_are_read():
    body = local(b"a.txt", b"first words") + b"words in between"
    assert bodies(ended(body, central(b"a.txt", b"first words", 0))) == [
        ("/a.txt", "first words"),
        ("!between", "words in between"),
    ]


def test_what_is_before_and_behind_an_archive_is_read():
    archive = b"PK\3\4junk" + b"words before" + zipped(TWO) + b"words behind"
    assert ("!trailing", "words behind") in bodies(zipped(TWO) + b"words behind")
    assert [text for _, text in bodies(archive)].count("first words") == 1
    texts = bodies(b"MZ\0\1" + bytes(range(256)) + zipped(TWO))
    assert ("/a.txt", "first words") in texts


def test_two_archives_in_one_file_are_both_read():
    texts = [text for _, text in bodies(zipped({"a.txt": "first words"}) + zipped({"b.txt": "second words"}))]
    assert sorted(texts) == ["first words", "second words"]


def test_comments_and_second_names_are_text():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("plan.txt")
        info.comment = "второй набросок".encode()
        other = "Пла́н.txt".encode()
        info.extra = struct.pack("<HHBI", 0x7075, 5 + len(other), 1, zlib.crc32(b"plan.txt")) + other
        archive.writestr(info, "words")
        archive.comment = b"from the harbour"
    texts = [(where, text) for _, where, text in found(buffer.getvalue())]
    assert ("comment", "from the harbour") in texts
    assert ("comment", "второй набросок") in texts
    assert ("file_name", "Пла́н.txt") in texts


def test_an_entry_with_two_names_shows_both():
    archive = ended(local(b"plan.exe", b"words"), central(b"plan.txt", b"words", 0))
    assert {text for _, where, text in found(archive) if where == "file_name"} == {"plan.txt", "plan.exe"}
    assert gaps(archive) == [("/plan.txt", GapReason.DAMAGED, "ARCHIVE")]


def test_an_entry_whose_headers_disagree_is_read_both_ways():
    stream = zlib.compressobj(wbits=-15)
    raw = stream.compress(b"packed words") + stream.flush()
    archive = ended(local(b"a.txt", raw, 8, 12), central(b"a.txt", raw, 0, 0))
    texts = [text for path, text in bodies(archive) if path == "/a.txt!local"]
    assert texts == ["packed words"]
    assert ("/a.txt", GapReason.DAMAGED, "ARCHIVE") in gaps(archive)


def test_an_entry_that_is_larger_by_its_own_header_is_read_whole():
    archive = ended(local(b"a.txt", b"words, more words"), central(b"a.txt", b"words", 0))
    texts = [text for _, text in bodies(archive)]
    assert "words" in texts
    assert "words, more words" in texts


def test_ordinary_archives_have_nothing_beside_their_entries():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("dir")
        with archive.open("dir/a.txt", "w") as entry:
            entry.write(b"words")
    streamed = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def writable(self):
            return True

        def write(self, data):
            return streamed.write(data)

    with zipfile.ZipFile(Unseekable(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "words")
        archive.writestr("b.txt", "more")
    for content in (buffer.getvalue(), streamed.getvalue(), zipped(TWO), docx(paragraph("words"))):
        assert not any("!" in path for path, _, _ in found(content))
        assert gaps(content) == []


def test_one_file_of_several_is_reported():
    archive = ended(local(b"a.txt", b"words"), central(b"a.txt", b"words", 0), disk=2)
    assert ("", GapReason.UNSUPPORTED, "ARCHIVE") in gaps(archive)


def test_aes_and_an_encrypted_directory_are_encrypted():
    entry = local(b"a.txt", b"x" * 30, 99, flags=1)
    assert gaps(ended(entry, central(b"a.txt", b"x" * 30, 0, 99, flags=1))) == [
        ("/a.txt", GapReason.ENCRYPTED, "ARCHIVE")
    ]
    masked = local(b"1", b"x" * 30, 8, flags=0x2041) + bytes(range(60))
    assert ("", GapReason.ENCRYPTED, "ARCHIVE") in gaps(masked)


def test_zstandard_entries_are_read():
    words = b"words and words " * 99
    raw = zstandard.compress(words)
    assert bodies(ended(local(b"a.txt", raw, 93, len(words)), central_packed(raw, words, 93))) == [
        ("/a.txt", words.decode().strip())
    ]


def central_packed(raw: bytes, content: bytes, method: int) -> bytes:
    head = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, method, 0, 0, zlib.crc32(content), len(raw), len(content),
        5, 0, 0, 0, 0, 0, 0,
    )  # fmt: skip
    return head + b"a.txt"


def test_archives_in_archives_end_at_the_depth():
    inner = zipped({"a.txt": "words"}, zipfile.ZIP_STORED)
    for _ in range(12):
        inner = zipped({"r.zip": inner, "b.txt": "more"}, zipfile.ZIP_STORED)
    assert {reason for _, reason, _ in gaps(inner)} == {GapReason.OVER_LIMIT}


def test_a_hundred_thousand_entries_are_read_up_to_the_limit():
    body, directory = b"".join(local(b"a.txt", b"x") for _ in range(20_000)), b""
    size = len(local(b"a.txt", b"x"))
    directory = b"".join(central(b"a.txt", b"x", index * size) for index in range(20_000))
    archive = ended(body, directory, 20_000)
    assert gaps(archive, limits=Limits(archive_entries=50)) == [("", GapReason.OVER_LIMIT, "ARCHIVE")]
    assert ("", GapReason.OVER_LIMIT, "ARCHIVE") in gaps(body, limits=Limits(archive_entries=50))
    unlisted = ended(body, central(b"a.txt", b"x", 0))
    assert gaps(unlisted, limits=Limits(archive_entries=50)) == [("", GapReason.OVER_LIMIT, "ARCHIVE")]
    assert len([1 for _, where, _ in found(unlisted, limits=Limits(archive_entries=50)) if where == "body"]) == 50


# --- old packings ---------------------------------------------------------------------------------


class Writer:
    """Bits, lowest first."""

    def __init__(self):
        self.value, self.count = 0, 0

    def put(self, value: int, count: int) -> "Writer":
        self.value |= value << self.count
        self.count += count
        return self

    def bytes(self) -> bytes:
        return self.value.to_bytes((self.count + 7) // 8, "little")


def test_shrink_grows_and_clears_its_table():
    out = Writer()
    for code in (97, 98, 257, 259, 256):  # ab, ab, aba by the code that is just being made
        out.put(code, 9)
    out.put(1, 9).put(99, 10).put(256, 10).put(2, 10).put(100, 10)
    data = out.bytes()
    assert b"".join(unshrink(data, 0, len(data), 9)) == b"abababacd"


def test_implode_copies_from_its_window_and_from_before_the_beginning():
    flat = bytes([3, 0xF5, 0xF5, 0xF5, 0xF5])  # 64 codes of six bits
    out = Writer()
    for letter in b"ab":
        out.put(1, 1).put(letter, 8)
    out.put(0, 1).put(1, 6).put(0b111111, 6).put(0b111101, 6)  # two back: ab ab
    data = flat + flat + out.bytes()
    assert b"".join(explode(data, 0, len(data), 6, 0))[:4] == b"abab"


def test_deflate64_reads_stored_and_fixed_blocks():
    raw = zlib.compressobj(wbits=-15, level=0)
    stored = raw.compress(b"words " * 30_000) + raw.flush()
    assert b"".join(inflate64(stored, 0, len(stored))) == b"words " * 30_000
    fixed = zlib.compressobj(wbits=-15, strategy=zlib.Z_FIXED)
    data = fixed.compress(b"words and words and more") + fixed.flush()
    assert b"".join(inflate64(data, 0, len(data))) == b"words and words and more"


def test_deflate64_agrees_with_deflate_where_they_are_the_same():
    """Below a match of 258 bytes the two formats are one."""
    letters = random.Random(7)
    content = bytes(letters.choice(b"abcdefgh  ") for _ in range(200_000))
    raw = zlib.compressobj(wbits=-15)
    data = raw.compress(content) + raw.flush()
    assert b"".join(inflate64(data, 0, len(data))) == content


@pytest.mark.parametrize("method", [1, 6, 9, 12, 14, 93, 95])
def test_noise_in_any_packing_is_damage(method):
    noise = random.Random(method).randbytes(300)
    archive = ended(local(b"a.txt", noise, method, 5000), central_packed(noise, b"x" * 5000, method))
    assert GapReason.DAMAGED in {reason for _, reason, _ in gaps(archive)}


def test_codes_refuse_what_is_none():
    with pytest.raises(ValueError, match="1, 1, 1"):
        canonical([1, 1, 1])
    with pytest.raises(EOFError):
        Bits(b"", 0, 0).take(1)
    assert shannon_fano([1, 1]).next(Bits(b"\1", 0, 1)) == 0


ARCHIVE = ended(local(b"a.txt", b"first words") + HIDDEN, central(b"a.txt", b"first words", 0), comment=b"note")


@pytest.mark.parametrize("cut", range(5, len(ARCHIVE) - 4))
def test_an_archive_cut_anywhere_is_answered(cut):
    reading = read(ARCHIVE[:cut])
    assert reading.gaps
    if cut > ARCHIVE.index(b"hidden words") + 12:
        assert "hidden words" in [text.text for text in reading.texts]


def test_a_name_of_any_length_is_text():
    name = "words " * 3000 + ".txt"
    assert ("file_name", name) in [(where, text) for _, where, text in found(zipped({name: "x"}))]
    hidden = ended(local(b"a.txt\0plan", b"x"), central(b"a.txt\0plan", b"x", 0))
    assert "plan" in " ".join(text for _, where, text in found(hidden) if where == "file_name")
