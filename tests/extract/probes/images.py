"""Pictures: PNG (ISO 15948), JPEG with Exif, XMP and IPTC, GIF, TIFF, WebP, BMP, and letters as pixels."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageFont

from tests.extract.probes.values import Places, ProbeFile

XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>{}</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(chunks: Iterable[bytes], side: int = 300) -> bytes:
    """Return a grey picture with chunks of one's own before its pixels."""
    rows = zlib.compress((b"\0" + bytes(side)) * side)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
        + b"".join(chunks)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def exif(p: Places) -> bytes:
    """Return an Exif block: description, artist, copyright, user comment, and the title Windows writes in UTF-16."""
    data = Image.Exif()
    data[0x010E], data[0x013B], data[0x8298] = p("Exif description"), p("Exif artist"), p("Exif copyright")
    data[0x9C9B] = p("Exif title of Windows").encode("utf-16-le") + b"\0\0"
    data.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + p("Exif user comment").encode()
    return data.tobytes()


def png() -> ProbeFile:
    p = Places("png")
    chunks = [
        chunk(b"tEXt", b"Comment\0" + p("text chunk").encode()), chunk(b"zTXt", b"Author\0\0" + zlib.compress(p("packed text chunk").encode())),
        chunk(b"iTXt", b"Title\0\1\0\0\0" + zlib.compress(p("international text chunk").encode())), chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.format(p("XMP")).encode()),
        chunk(b"eXIf", exif(p)[6:]), chunk(b"prVt", p("private chunk").encode()),
    ]  # fmt: skip
    return p.file("probe.png", png_of(chunks) + p("text behind the end").encode())


def jpeg() -> ProbeFile:
    p = Places("jpeg")
    buffer = io.BytesIO()
    Image.new("L", (300, 300)).save(buffer, "JPEG", exif=exif(p), comment=p("comment segment").encode())
    xmp = b"http://ns.adobe.com/xap/1.0/\0" + XMP.format(p("XMP")).encode()
    caption = p("IPTC caption").encode()
    iptc = b"\x1c\2\x78" + struct.pack(">H", len(caption)) + caption
    block = b"Photoshop 3.0\x008BIM\4\4\0\0" + struct.pack(">I", len(iptc)) + iptc + b"\0" * (len(iptc) % 2)
    own = p("segment of one program").encode()
    segments = b"".join(
        b"\xff" + bytes([mark]) + struct.pack(">H", len(data) + 2) + data
        for mark, data in ((0xE1, xmp), (0xED, block), (0xEB, own))
    )
    content = buffer.getvalue()
    return p.file("probe.jpg", content[:2] + segments + content[2:] + p("text behind the end").encode())


def gif() -> ProbeFile:
    p = Places("gif")
    buffer = io.BytesIO()
    Image.new("P", (300, 300)).save(buffer, "GIF", comment=p("comment block").encode())
    own = p("block of one program").encode()
    block = b"\x21\xff\x0bOWNPROG 1.0" + bytes([len(own)]) + own + b"\0"
    return p.file("probe.gif", buffer.getvalue()[:-1] + block + b";" + p("text behind the end").encode())


def tiff() -> ProbeFile:
    p = Places("tiff")
    buffer, first = io.BytesIO(), Image.new("L", (300, 300))
    first.save(
        buffer,
        "TIFF",
        tiffinfo={
            270: p("image description"),
            315: p("artist"),
            285: p("page name"),
            700: XMP.format(p("XMP")).encode(),
        },
    )
    return p.file("probe.tif", buffer.getvalue())


def webp() -> ProbeFile:
    p = Places("webp")
    buffer = io.BytesIO()
    Image.new("RGB", (300, 300)).save(buffer, "WEBP", exif=exif(p), xmp=XMP.format(p("XMP")).encode())
    own = p("chunk of one program").encode()
    body = buffer.getvalue()[8:] + b"OWNP" + struct.pack("<I", len(own)) + own
    return p.file("probe.webp", b"RIFF" + struct.pack("<I", len(body)) + body + p("text behind the end").encode())


def bmp() -> ProbeFile:
    p = Places("bmp")
    buffer = io.BytesIO()
    Image.new("L", (300, 300)).save(buffer, "BMP")
    return p.file("probe.bmp", buffer.getvalue() + p("text behind the end").encode())


def drawn() -> ProbeFile:
    """Return a picture of words, which only character recognition reads."""
    p = Places("letters as pixels")
    p.spelt("words in a picture", "HARBOUR")
    picture = Image.new("L", (900, 220), 255)
    ImageDraw.Draw(picture).text((40, 60), "NORTH HARBOUR PLAN", fill=0, font=ImageFont.load_default(64))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return p.file("probe.png", buffer.getvalue())


FILES = (png, jpeg, gif, tiff, webp, bmp, drawn)
