"""Tar archives of every dialect, plain and compressed, whole and broken."""

import bz2
import io
import lzma
import tarfile

import pytest
import zstandard

from dlp_service.config import Limits
from dlp_service.values import GapReason
from tests.extract.archives import bodies, found, gaps, gzipped, read, tarred

LONG = "folder/" * 30 + "plan.txt"


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_entries_are_documents_with_their_names(form):
    archive = tarred({"dir/a.txt": b"first words", "b.csv": b"x,y\n1,2"}, form)
    assert found(archive) == [
        ("/dir/a.txt", "file_name", "dir/a.txt"),
        ("/dir/a.txt", "body", "first words"),
        ("/b.csv", "file_name", "b.csv"),
        ("/b.csv", "cell", "x\ty\n1\t2"),
    ]
    assert gaps(archive) == []


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_and_foreign_names_are_whole(form):
    archive = tarred({LONG: b"deep", "Пла́н.txt": b"words"}, form)
    assert bodies(archive) == [(f"/{LONG}", "deep"), ("/Пла́н.txt", "words")]


def test_a_tar_of_version_7_is_known_by_its_checksum():
    block = bytearray(tarred({"a.txt": b"old words"}, tarfile.USTAR_FORMAT))
    block[257:265] = bytes(8)
    block[148:156] = b" " * 8
    block[148:156] = f"{sum(block[:512]):06o}\0 ".encode()
    assert bodies(bytes(block)) == [("/a.txt", "old words")]


@pytest.mark.parametrize(
    "pack",
    [
        gzipped,
        bz2.compress,
        lzma.compress,
        lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
        zstandard.compress,
    ],
    ids=["gz", "bz2", "xz", "lzma", "zst"],
)
def test_a_compressed_tar_adds_no_level_to_the_path(pack):
    packed = pack(tarred({"dir/a.txt": b"words"}))
    assert found(packed, "x.tgz") == [("/dir/a.txt", "file_name", "dir/a.txt"), ("/dir/a.txt", "body", "words")]
    assert gaps(packed) == []


def test_a_compressed_tar_counts_as_a_level():
    content = b"deep"
    for _ in range(6):
        content = gzipped(tarred({"a.tgz": content}))
    assert [reason for _, reason, _ in gaps(content)] == [GapReason.OVER_LIMIT]


def linked(kind: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("link.txt")
        info.type, info.linkname = kind, "../../etc/passwd"
        archive.addfile(info)
        after = tarfile.TarInfo("b.txt")
        after.size = 5
        archive.addfile(after, io.BytesIO(b"after"))
    return buffer.getvalue()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_links_are_named_and_not_followed(kind):
    assert found(linked(kind)) == [
        ("/link.txt", "file_name", "link.txt"),
        ("/link.txt", "hidden", "../../etc/passwd"),
        ("/b.txt", "file_name", "b.txt"),
        ("/b.txt", "body", "after"),
    ]


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_devices_and_folders_are_named(kind):
    assert [text.rstrip("/") for _, where, text in found(linked(kind)) if where == "file_name"] == ["link.txt", "b.txt"]
    assert ("/b.txt", "body", "after") in found(linked(kind))


def test_owners_and_comments_are_text():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", pax_headers={"comment": "from the harbour office"}) as archive:
        info = tarfile.TarInfo("a.txt")
        info.uname, info.pax_headers = "Ann Fictional", {"comment": "second draft"}
        archive.addfile(info)
    assert found(buffer.getvalue()) == [
        ("", "comment", "from the harbour office"),
        ("/a.txt", "file_name", "a.txt"),
        ("/a.txt", "comment", "second draft"),
        ("", "property", "owner=Ann Fictional"),
    ]


def renumbered(block: bytearray) -> bytearray:
    block[148:156] = b" " * 8
    block[148:156] = f"{sum(block[:512]):06o}\0 ".encode()
    return block


def sparse(realsize: int, extents: list[tuple[int, int]], packed: bytes) -> bytes:
    """An old GNU sparse entry: the map in the header, four pieces at most."""
    block = bytearray(tarred({"s.txt": packed}, tarfile.GNU_FORMAT))
    block[156:157] = b"S"
    for index, (start, size) in enumerate(extents):
        block[386 + 24 * index : 410 + 24 * index] = f"{start:011o}\0{size:011o}\0".encode()
    block[483:495] = f"{realsize:011o}\0".encode()
    return bytes(renumbered(block))


def test_a_sparse_file_is_filled_with_its_holes():
    inner = tarred({"a.txt": b"words"}, tarfile.USTAR_FORMAT)
    packed = inner[:16] + inner[96:1024]
    assert bodies(sparse(len(inner), [(0, 16), (96, 928)], packed)) == [("/s.txt/a.txt", "words")]


def test_a_sparse_file_of_a_terabyte_is_read_without_its_holes():
    archive = sparse(2**32, [(0, 5), (2**32, 4)], b"firstlast")
    assert bodies(archive) == [("/s.txt", "firstlast")]
    assert gaps(archive) == [("/s.txt", GapReason.OVER_LIMIT, "ARCHIVE")]


def test_a_pax_sparse_file_has_its_map_before_its_content():
    inner = tarred({"a.txt": b"words"}, tarfile.USTAR_FORMAT)
    content = b"2\n0\n16\n96\n928\n".ljust(512, b"\0") + inner[:16] + inner[96:1024]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("GNUSparseFile.0/s.txt")
        info.size = len(content)
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "s.txt"}
        archive.addfile(info, io.BytesIO(content))
    assert bodies(buffer.getvalue()) == [("/s.txt/a.txt", "words")]


def test_what_follows_the_end_mark_is_read():
    first, second = tarred({"a.txt": b"first"}), tarred({"b.txt": b"second"})
    assert bodies(first + second) == [("/a.txt", "first"), ("/b.txt", "second")]
    assert bodies(first + b"words behind the end") == [("/a.txt", "first"), ("!trailing", "words behind the end")]
    assert gaps(first + b"words behind the end") == []


def test_bytes_between_entries_are_damage_and_are_read():
    archive = bytearray(tarred({"a.txt": b"first", "b.txt": b"second"}))
    archive[1024:1024] = b"words in between".ljust(512, b"\0")
    assert bodies(bytes(archive))[:2] == [("/a.txt", "first"), ("/b.txt", "second")]
    assert bodies(bytes(archive))[2][0] == "!trailing"
    assert gaps(bytes(archive)) == [("", GapReason.DAMAGED, "ARCHIVE")]


def test_a_link_with_content_shows_it():
    archive = bytearray(tarred({"a.txt": b"hidden words", "b.txt": b"second"}))
    archive[156:157] = b"2"
    names = bodies(bytes(renumbered(archive)))
    assert ("/b.txt", "second") in names
    assert names[-1][1].startswith("hidden words")


def test_names_that_climb_out_are_only_names():
    assert [path for path, _ in bodies(tarred({"../../etc/passwd": b"x", "/abs": b"y"}))] == [
        "/../../etc/passwd",
        "/abs",
    ]


def test_a_large_entry_is_read_up_to_the_limit_and_the_next_is_read():
    archive = tarred({"a.txt": b"x" * 5000, "b.txt": b"second"})
    limits = Limits(file_bytes=100_000)
    assert gaps(archive, limits=limits) == []
    small = Limits(file_bytes=20_000)
    big = gzipped(tarred({"a.txt": b"x" * 50_000, "b.txt": b"second"}))
    assert gaps(big, limits=small) == [("/a.txt", GapReason.OVER_LIMIT, "ARCHIVE")]
    assert [len(text) for _, where, text in found(big, limits=small) if where == "body"] == [20_000, 6]


def test_entries_are_limited():
    archive = tarred({f"{number}.txt": b"x" for number in range(20)})
    assert gaps(archive, limits=Limits(archive_entries=5)) == [("", GapReason.OVER_LIMIT, "ARCHIVE")]
    assert len(bodies(archive)) == 20


def test_a_bomb_is_read_up_to_the_ratio():
    packed = gzipped(tarred({f"{number}.bin": bytes(2_000_000) for number in range(20)}))
    assert ("", GapReason.OVER_LIMIT, "ARCHIVE") in gaps(packed)
    assert not any(reason is GapReason.DAMAGED for _, reason, _ in gaps(packed))


def test_an_extended_header_of_gigabytes_is_a_gap():
    block = bytearray(tarred({"a.txt": b"x"}, tarfile.GNU_FORMAT))
    block[156:157], block[124:136] = b"x", b"77777777777\0"
    reading = read(bytes(renumbered(block)))
    assert reading.texts == ()


ARCHIVE = tarred({LONG: b"first words", "b.txt": b"second"})


@pytest.mark.parametrize("cut", range(0, len(ARCHIVE) - 1024, 97))
def test_an_archive_cut_anywhere_is_read_up_to_there(cut):
    reading = read(ARCHIVE[:cut])
    texts = [text.text for text in reading.texts]
    assert texts or reading.gaps or cut == 0
    if cut >= ARCHIVE.index(b"first words") + 11:
        assert "first words" in texts


@pytest.mark.parametrize("cut", range(1, len(gzipped(ARCHIVE)), 3))
def test_a_compressed_archive_cut_anywhere_is_damaged(cut):
    assert (
        GapReason.DAMAGED in {reason for _, reason, _ in gaps(gzipped(ARCHIVE)[:-cut])}
        or cut > len(gzipped(ARCHIVE)) - 3
    )
