"""Archives: bombs flat, nested and overlapping, sizes that lie, names that climb out, and counts without end."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

import zstandard

from tests.hostile.values import (
    GIB,
    MIB,
    WORD,
    Cases,
    Hostile,
    bzip2_zeros,
    cases,
    deflated_zeros,
    gzip_zeros,
    member,
    xz_zeros,
    zip_of,
    zipped,
    zlib_zeros,
    zstd_zeros,
)

W = WORD.encode()


def flat_bomb() -> bytes:
    return zip_of([member(b"a.txt", deflated_zeros(GIB, W), GIB)])


def bomb_that_says_it_is_small() -> bytes:
    return zip_of([member(b"a.txt", deflated_zeros(GIB, W), 10)])


def many_bombs() -> bytes:
    packed = deflated_zeros(60 * MIB, W)
    return zip_of([member(b"%d.txt" % number, packed, 60 * MIB) for number in range(60)])


def overlapping_bomb() -> bytes:
    """Return 5,000 directory entries that share one local entry (Fifield 2019, the full overlap)."""
    local, entry, name = member(b"a.txt", deflated_zeros(20 * MIB, W), 20 * MIB)
    index = (entry + struct.pack("<I", 0) + name) * 5000
    return zip_of([(local, entry, name)], index, 5000)


def quoted_bomb() -> bytes:
    """Return entries that quote the local headers of those behind them, in stored blocks (Fifield 2019)."""
    kernel = deflated_zeros(20 * MIB)
    locals_, index = b"", b""
    for number in range(200):
        name = b"%04d" % number
        quote = struct.pack("<BHH", 0, 30 + 4, 0xFFFF ^ 34) if number else b""
        packed = quote + locals_[:34] + kernel if number else kernel
        local, entry, _ = member(name, packed, 20 * MIB + 34)
        locals_ = local
        index += entry + struct.pack("<I", 0) + name
    return zip_of([(locals_, b"", b"")], index, 200)


def nested_bomb(levels: int = 6) -> bytes:
    content = zip_of([member(b"a.txt", deflated_zeros(100 * MIB, W), 100 * MIB)])
    for _ in range(levels):
        content = zipped({f"{number}.zip": content for number in range(16)})
    return content


def deep(levels: int) -> bytes:
    """Return stored archives one in another; the word lies beside the outermost."""
    content = b"innermost"
    for _ in range(levels):
        content = zip_of([member(b"a", content, len(content), method=0, crc=zlib.crc32(content))])
    return zip_of(
        [
            member(b"a.zip", content, len(content), method=0, crc=zlib.crc32(content)),
            member(b"b.txt", W, len(W), method=0, crc=zlib.crc32(W)),
        ]
    )


def deep_gzip(levels: int) -> bytes:
    content = W
    for _ in range(levels):
        content = gzip.compress(content, 1, mtime=0)
    return content


def many_entries(count: int) -> bytes:
    one = b"x"
    return zip_of([member(b"%06d" % number, one, 1, method=0, crc=zlib.crc32(one)) for number in range(count)])


def long_names() -> bytes:
    return zip_of(
        [member(b"n" * 65_000 + b"%d.txt" % number, W, len(W), method=0, crc=zlib.crc32(W)) for number in range(300)]
    )


def names_that_climb() -> bytes:
    names = (
        b"../../../../etc/passwd",
        b"/etc/shadow",
        b"C:\\windows\\x",
        b"..\\..\\x",
        b"a\0b",
        b"\x1b[2J",
        b"con",
        b"x/" * 3000,
        "\u202etxt.exe".encode(),
        b"\xff\xfe\xed\xa0\x80",
        b"",
        b".",
        b"..",
    )
    return zip_of([member(name, W, len(W), method=0, crc=zlib.crc32(W)) for name in names])


def count_lies() -> bytes:
    return zip_of([member(b"a.txt", W, len(W), method=0, crc=zlib.crc32(W))], count=60_000)


def offset_lies() -> bytes:
    data = bytearray(zipped({"a.txt": W}))
    end = data.rindex(b"PK\5\6")
    data[end + 16 : end + 20] = b"\xff\xff\xff\x7f"
    return bytes(data)


def zip64_lies() -> bytes:
    extra = struct.pack("<HHQQQ", 1, 24, 2**63, 2**63, 2**62)
    local = (
        struct.pack("<4s5HIIIHH", b"PK\3\4", 45, 0, 0, 0, 33, 0, 0xFFFFFFFF, 0xFFFFFFFF, 1, len(extra))
        + b"a"
        + extra
        + W
    )
    entry = (
        struct.pack(
            "<4s6HIIIHHHHHII",
            b"PK\1\2",
            45,
            45,
            0,
            0,
            0,
            33,
            0,
            0xFFFFFFFF,
            0xFFFFFFFF,
            1,
            len(extra),
            0,
            0,
            0,
            0,
            0xFFFFFFFF,
        )
        + b"a"
        + extra
    )
    record = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 2**60, 2**60, 2**60, 2**61)
    end = struct.pack("<4sIQI", b"PK\6\7", 0, len(local) + len(entry), 1) + struct.pack(
        "<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0
    )
    return local + entry + record + end


def directory_holds_itself() -> bytes:
    """Return an archive whose only entry is the archive, stored, as far as a file can hold itself."""
    local, entry, name = member(b"a.zip", b"", 0, method=0)
    index = entry + struct.pack("<I", 0) + name
    whole = local + index + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(index), len(local), 0)
    fixed = bytearray(whole)
    for place in (18, 22, len(local) + 20, len(local) + 24):
        fixed[place : place + 4] = struct.pack("<I", len(whole) - len(local))
    return bytes(fixed)


def same_name_thousandfold() -> bytes:
    return zip_of([member(b"a.txt", W, len(W), method=0, crc=zlib.crc32(W)) for _ in range(3000)])


def strange_methods() -> bytes:
    return zip_of(
        [member(b"%d.txt" % method, W, len(W), method=method) for method in (0, 1, 6, 9, 12, 14, 93, 95, 98, 99, 65535)]
    )


def local_headers_only() -> bytes:
    return b"".join(member(b"%d" % number, W, len(W), method=0, crc=zlib.crc32(W))[0] for number in range(20_000))


def headers_within_headers() -> bytes:
    return b"PK\3\4" * 2_000_000 + b"PK\5\6" + bytes(18)


def ends_without_number() -> bytes:
    return zipped({"a.txt": W}) + b"PK\5\6" * 16_000


def lzma_dictionary() -> bytes:
    """Return an entry whose LZMA header asks for a dictionary of 4 GB."""
    packed = b"\x09\x04\x05\0\x5d" + b"\xff\xff\xff\xff" + bytes(64)
    return zip_of([member(b"a.txt", packed, 64, method=14), member(b"b.txt", W, len(W), method=0, crc=zlib.crc32(W))])


def tar_header(name: bytes, size: bytes, kind: bytes = b"0", link: bytes = b"") -> bytes:
    block = bytearray(
        name.ljust(100, b"\0")
        + b"0000644\0"
        + b"0000000\0" * 2
        + size.ljust(12, b"\0")[:12]
        + b"00000000000\0"
        + b" " * 8
        + kind
        + link.ljust(100, b"\0")
        + b"ustar\x0000"
    )
    block += bytes(512 - len(block))
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def tar_of_lies(size: bytes) -> bytes:
    return (
        tar_header(b"a.txt", size)
        + W.ljust(512, b"\0")
        + tar_header(b"b.txt", b"00000000012\0")
        + W.ljust(512, b"\0")
        + bytes(1024)
    )


def tar_sparse() -> bytes:
    head = bytearray(tar_header(b"a.txt", b"00000000012\0", b"S"))
    head[386:410] = b"00000000000\x0000000000012\0"
    head[483:495] = b"\x80" + (2**62).to_bytes(11, "big")
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + W.ljust(512, b"\0") + bytes(1024)


def tar_pax() -> bytes:
    record = b"999999999 path=" + b"a" * 2000
    return (
        tar_header(b"x", b"%011o\0" % len(record), b"x")
        + record.ljust(-(-len(record) // 512) * 512, b"\0")
        + tar_header(b"a.txt", b"00000000012\0")
        + W.ljust(512, b"\0")
        + bytes(1024)
    )


def tar_names() -> bytes:
    """Return long names that name nothing, one after another."""
    return (
        (tar_header(b"././@LongLink", b"00000000005\0", b"L") + b"abcd\0".ljust(512, b"\0")) * 20_000
        + tar_header(b"a.txt", b"00000000012\0")
        + W.ljust(512, b"\0")
    )


def tar_many(count: int) -> bytes:
    return (
        (tar_header(b"a", b"00000000000\0")) * count
        + tar_header(b"a.txt", b"00000000012\0")
        + W.ljust(512, b"\0")
        + bytes(1024)
    )


def tar_of_bombs() -> bytes:
    buffer = io.BytesIO()
    bomb = gzip_zeros(200 * MIB, W)
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for number in range(40):
            entry = tarfile.TarInfo(f"{number}.gz")
            entry.size = len(bomb)
            archive.addfile(entry, io.BytesIO(bomb))
    return buffer.getvalue()


def gzip_members() -> bytes:
    return gzip.compress(W, mtime=0) + gzip.compress(b"", mtime=0) * 100_000


def gzip_name() -> bytes:
    return b"\x1f\x8b\x08\x08\0\0\0\0\0\3" + b"n" * 20_000_000


def seven_zip(header: bytes) -> bytes:
    start = struct.pack("<QQI", 0, len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + header


def seven_zip_counts() -> bytes:
    return seven_zip(b"\x01\x05" + b"\xff" * 9 + b"\x11" + b"\xff" * 9)


def seven_zip_far() -> bytes:
    start = struct.pack("<QQI", 2**62, 2**62, 0)
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start


def rar_lies() -> bytes:
    def block(body: bytes) -> bytes:
        sized = bytes([len(body)]) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized

    huge = b"\xff\xff\xff\xff\xff\xff\xff\x7f"
    return b"Rar!\x1a\x07\x01\0" + block(b"\1\0\0") + block(b"\2\2" + huge + b"\0" + huge + b"\0\0\1\5" + b"a.txt") + W


def cab_lies() -> bytes:
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, 0xFFFFFFFF, 0, 44, 0, 3, 1, 65535, 65535, 0, 0, 0)
    return head + struct.pack("<IHH", 44, 65535, 3) + struct.pack("<IIHHHH", 0xFFFFFFFF, 0, 0, 0, 0, 0) + b"a" * 70_000


def ar_lies() -> bytes:
    return b"!<arch>\n" + b"a.txt/          0           0     0     644     9999999999`\n" + W


def behind_picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(40) + flat_bomb()


def _stored_gzip() -> bytes:
    return zipped({f"{number}.gz": gzip_zeros(300 * MIB, W) for number in range(40)}, zipfile.ZIP_STORED)


ARCHIVES: Cases = (
    *cases(
        "zip",
        {
            "zip: 1 GB of zeros": flat_bomb, "zip: 1 GB that says it is 10 bytes": bomb_that_says_it_is_small, "zip: 60 entries of 60 MB": many_bombs,
            "zip: 5,000 entries share one": overlapping_bomb, "zip: entries that quote others": quoted_bomb, "zip: 16 in one, six levels": nested_bomb,
            "zip: 500 levels": lambda: deep(500), "zip: 10,000 levels": lambda: deep(10_000), "zip: 60,000 entries": lambda: many_entries(60_000),
            "zip: names of 65,000 letters": long_names, "zip: names that climb out": names_that_climb, "zip: a directory that says 60,000": count_lies,
            "zip: a directory at 2 GB": offset_lies, "zip: ZIP64 sizes of 2^63": zip64_lies, "zip: an archive that holds itself": directory_holds_itself,
            "zip: 3,000 entries of one name": same_name_thousandfold, "zip: methods nobody knows": strange_methods, "zip: 20,000 entries without a directory": local_headers_only,
            "zip: 2,000,000 marks": headers_within_headers, "zip: 16,000 ends": ends_without_number, "zip: a dictionary of 4 GB": lzma_dictionary,
            "zip: 40 gzip bombs": _stored_gzip, "zip: cut in the middle": lambda: flat_bomb()[:500_000],
        },
        frozenset({"zip: 10,000 levels", "zip: 16 in one, six levels", "zip: 40 gzip bombs", "zip: 60 entries of 60 MB"}),
    ),
    *cases(
        "tar",
        {
            "tar: a size of 8 GB": lambda: tar_of_lies(b"77777777777\0"), "tar: a negative size": lambda: tar_of_lies(b"-0000000012\0"), "tar: a size in base 256": lambda: tar_of_lies(b"\x80" + b"\xff" * 11),
            "tar: a size that is no number": lambda: tar_of_lies(b"zzzzzzzzzzz\0"), "tar: a sparse file of 2^62": tar_sparse, "tar: a pax record that lies": tar_pax,
            "tar: 20,000 long names": tar_names, "tar: 100,000 entries": lambda: tar_many(100_000), "tar: 40 gzip bombs": tar_of_bombs,
        },
        frozenset({"tar: 40 gzip bombs"}),
    ),
    *cases(
        "gz",
        {
            "gz: 1 GB of zeros": lambda: gzip_zeros(GIB, W), "gz: 500 levels": lambda: deep_gzip(500), "gz: 100,000 members": gzip_members, "gz: a name of 20 MB": gzip_name,
            "bz2: 1 GB of zeros": lambda: bzip2_zeros(GIB), "bz2: a bomb in a bomb": lambda: bz2.compress(bzip2_zeros(GIB)), "xz: 1 GB of zeros": lambda: xz_zeros(GIB),
            "xz: a dictionary of 1.5 GB": lambda: lzma.compress(W, lzma.FORMAT_XZ, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1_500_000, "preset": 0}]).replace(b"\x21\x01\x15", b"\x21\x01\x27"),
            "zst: 1 GB of zeros": lambda: zstd_zeros(GIB), "zst: a window of 2 GB": lambda: b"\x28\xb5\x2f\xfd\0\xa8" + b"\x03\0\0\0", "zst: 100,000 skippable frames": lambda: b"\x50\x2a\x4d\x18\0\0\0\0" * 100_000 + zstandard.ZstdCompressor().compress(W),
            "zlib: 1 GB of zeros": lambda: zlib_zeros(GIB, W), "Z: 8 MB of noise": lambda: b"\x1f\x9d\x90" + bytes(range(256)) * 32_768,
        },
    ),
    Hostile("7z: a count of 2^64", "x.7z", seven_zip_counts), Hostile("7z: a header at 2^62", "x.7z", seven_zip_far), Hostile("rar: sizes of 2^55", "x.rar", rar_lies),
    Hostile("cab: counts and offsets that lie", "x.cab", cab_lies), Hostile("ar: a size of 10 GB", "x.a", ar_lies), Hostile("png: a bomb behind it", "x.png", behind_picture),
)  # fmt: skip
