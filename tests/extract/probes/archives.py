"""Archives and packed files: zip (APPNOTE 6.3), tar (POSIX), gzip (RFC 1952), xz, bzip2, Zstandard (RFC 8878), 7z, RAR 5, cabinets; and files that are two things."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import zstandard

from tests.extract.probes.images import png_of
from tests.extract.probes.values import Places, ProbeFile, zipped


def zip_file() -> ProbeFile:
    p = Places("zip")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, method in (
            ("deflate", zipfile.ZIP_DEFLATED),
            ("stored", zipfile.ZIP_STORED),
            ("bzip2", zipfile.ZIP_BZIP2),
            ("lzma", zipfile.ZIP_LZMA),
        ):
            archive.writestr(zipfile.ZipInfo(f"{name}.txt"), p(f"entry by {name}"), method)
        entry = zipfile.ZipInfo(f"folder/{p('name of an entry')}.bin")
        entry.comment = p("comment of an entry").encode()
        archive.writestr(entry, b"\0\1\2")
        archive.writestr(zipfile.ZipInfo(f"{p('name of a folder')}/"), b"")
        archive.writestr(zipfile.ZipInfo("../../escape.txt"), p("entry that climbs out"))
        archive.writestr(
            zipfile.ZipInfo("a.zip"), zipped({"b.zip": zipped({"c.txt": p("archive in an archive in an archive")})})
        )
        archive.comment = p("comment of the archive").encode()
    return p.file(
        "probe.zip",
        p("text before the archive").encode() + b"\n" + buffer.getvalue() + p("text behind the archive").encode(),
    )


def zip_without_entry() -> ProbeFile:
    """Return an archive with an entry that its directory does not name: unpackers that stream still find it."""
    p = Places("zip, unlisted")
    text = p("entry of no directory").encode()
    hidden = (
        struct.pack("<4s5HIIIHH", b"PK\3\4", 20, 0, 0, 0, 33, zlib.crc32(text), len(text), len(text), 5, 0)
        + b"h.txt"
        + text
    )
    shown = zipped({"a.txt": p("entry of the directory")})
    end = shown.rindex(b"PK\5\6")
    directory = shown.index(b"PK\1\2")
    fixed = shown[:directory] + hidden + shown[directory:end]
    return p.file(
        "probe.zip", fixed + shown[end : end + 16] + struct.pack("<I", directory + len(hidden)) + shown[end + 20 :]
    )


def tarred(items: list[tuple[tarfile.TarInfo, bytes]], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
        for item, content in items:
            item.size = len(content)
            archive.addfile(item, io.BytesIO(content))
    return buffer.getvalue()


def tar() -> ProbeFile:
    p = Places("tar")
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, f"/{p('target of a link')}"
    owned = tarfile.TarInfo("owned.txt")
    owned.uname = p("name of an owner")
    noted = tarfile.TarInfo("noted.txt")
    noted.pax_headers = {"comment": p("comment of an entry")}
    items = [
        (tarfile.TarInfo("a.txt"), p("entry").encode()), (tarfile.TarInfo(f"{'long/' * 30}{p('long name of an entry')}.bin"), b"\0\1"), (link, b""), (owned, b"x"), (noted, b"x"),
        (tarfile.TarInfo("/etc/absolute.txt"), p("entry of an absolute name").encode()),
    ]  # fmt: skip
    return p.file("probe.tar", tarred(items) + p("text behind the end").encode())


def gz() -> ProbeFile:
    p = Places("gz")
    head = (
        b"\x1f\x8b\x08"
        + bytes([0x18])
        + bytes(4)
        + b"\0\3"
        + p("file name").encode()
        + b".txt\0"
        + p("comment").encode()
        + b"\0"
    )
    text = p("content").encode()
    packer = zlib.compressobj(wbits=-15)
    member = head + packer.compress(text) + packer.flush() + struct.pack("<II", zlib.crc32(text), len(text))
    return p.file(
        "probe.gz",
        member + gzip.compress(f"\n{p('second member')}".encode(), mtime=0) + p("text behind the end").encode(),
    )


def packed(format_: str, pack: Callable[[bytes], bytes]) -> ProbeFile:
    p = Places(format_)
    content = tarred([(tarfile.TarInfo("a.txt"), p("entry of a tar inside").encode())])
    return p.file(f"probe.tar.{format_}", pack(content) + pack(p("second stream").encode()))


def seven_zip() -> ProbeFile:
    """Return a 7z archive of one stored file (the format's own description, 7zFormat.txt)."""
    p = Places("7z")
    text = p("entry").encode()
    name = f"{p('name of an entry')}.txt".encode("utf-16-le") + b"\0\0"
    streams = (
        b"\x04\x06"
        + bytes([0, 1, 9, len(text), 0])
        + b"\x07\x0b"
        + bytes([1, 0, 1, 1, 0, 0x0C, len(text), 0])
        + b"\x08\x0a\x01"
        + struct.pack("<I", zlib.crc32(text))
        + b"\0\0"
    )
    header = b"\x01" + streams + b"\x05\x01\x11" + bytes([len(name) + 1, 0]) + name + b"\0\0"
    start = struct.pack("<QQI", len(text), len(header), zlib.crc32(header))
    return p.file("probe.7z", b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + text + header)


def rar() -> ProbeFile:
    """Return a RAR 5 archive of one stored file and a comment (RAR 5.0 archive format)."""
    p = Places("rar")

    def number(value: int) -> bytes:
        out = b""
        while value > 127:
            out += bytes([value & 127 | 128])
            value >>= 7
        return out + bytes([value])

    def block(kind: int, fields: bytes, data: bytes = b"") -> bytes:
        flags = 2 if data else 0
        body = number(kind) + number(flags) + (number(len(data)) if data else b"") + fields
        sized = number(len(body)) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized + data

    def stored(kind: int, name: bytes, text: bytes) -> bytes:
        fields = (
            number(4)
            + number(len(text))
            + number(0o644)
            + struct.pack("<I", zlib.crc32(text))
            + number(0)
            + number(1)
            + number(len(name))
            + name
        )
        return block(kind, fields, text)

    content = b"Rar!\x1a\x07\x01\0" + block(1, number(0)) + stored(3, b"CMT", p("comment of the archive").encode())
    content += stored(2, f"{p('name of an entry')}.txt".encode(), p("entry").encode()) + block(5, number(0))
    return p.file("probe.rar", content)


def cabinet() -> ProbeFile:
    """Return a cabinet of one stored file (MS-CAB)."""
    p = Places("cab")
    text, name = p("entry").encode(), f"{p('name of an entry')}.txt".encode() + b"\0"
    file = struct.pack("<IIHHHH", len(text), 0, 0, 0x58A1, 0, 0x20) + name
    at = 36 + 8 + len(file)
    data = struct.pack("<IHH", 0, len(text), len(text)) + text
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, at + len(data), 0, 44, 0, 3, 1, 1, 1, 0, 0, 0)
    return p.file("probe.cab", head + struct.pack("<IHH", at, 1, 0) + file + data)


def picture_and_archive() -> ProbeFile:
    p = Places("png and zip")
    return p.file("probe.png", png_of(()) + zipped({"a.txt": p("entry of an archive behind a picture")}))


def picture_and_others() -> ProbeFile:
    """Return a picture with packed files behind it that are no zip archive."""
    p = Places("png and others")
    packed_text = gzip.compress(p("gzip behind a picture").encode(), mtime=0)
    return p.file("probe.png", png_of(()) + packed_text + f"\n{p('text behind a picture')}\n".encode())


def document_and_archive() -> ProbeFile:
    p = Places("html and zip")
    return p.file(
        "probe.html",
        f"<html><body>{p('page')}</body></html>".encode() + zipped({"a.txt": p("entry of an archive behind a page")}),
    )


def program_and_archive() -> ProbeFile:
    p = Places("exe and zip")
    return p.file(
        "probe.exe", b"MZ" + bytes(range(256)) * 4 + zipped({"a.txt": p("entry of an archive that unpacks itself")})
    )


def _bz2() -> ProbeFile:
    return packed("bz2", bz2.compress)


def _xz() -> ProbeFile:
    return packed("xz", lzma.compress)


def _zst() -> ProbeFile:
    return packed("zst", zstandard.ZstdCompressor().compress)


FILES = (
    zip_file,
    zip_without_entry,
    tar,
    gz,
    _bz2,
    _xz,
    _zst,
    seven_zip,
    rar,
    cabinet,
    picture_and_archive,
    picture_and_others,
    document_and_archive,
    program_and_archive,
)
