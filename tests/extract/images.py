"""Images with words in every place that holds some, built for the tests."""

import io
import struct
import zlib

from PIL import Image

XMP = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    b' photoshop:City="Northhaven"><dc:subject><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>SECRET</rdf:li></rdf:Bag>'
    b"</dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>     <?xpacket end='w'?>"
)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def blank(width: int = 300, height: int = 200) -> Image.Image:
    return Image.new("RGB", (width, height), (200, 210, 220))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, width: int = 300, height: int = 200) -> bytes:
    """A PNG whose pixels are missing, for readers that do not decode."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def field(record: int, number: int, text: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(text)) + text


def resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + b"\0" * (len(data) % 2)


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg(*segments: bytes, width: int = 300, height: int = 200) -> bytes:
    """A JPEG of segments and a frame header, without scans."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + bytes([1, 0x11, 0]))
    return b"\xff\xd8" + b"".join(segments) + frame + b"\xff\xd9"


def exif(*tags: tuple[int, int, bytes], order: str = "<", gps: tuple[tuple[int, int, bytes], ...] = ()) -> bytes:
    """A TIFF structure of one directory, and one for places; a tag is its number, type and bytes."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    first = directory(8, (*tags, (0x8825, 4, struct.pack(order + "I", 0))) if gps else tags, order)
    if not gps:
        return mark + struct.pack(order + "I", 8) + first
    place = 8 + len(first)
    first = directory(8, (*tags, (0x8825, 4, struct.pack(order + "I", place))), order)
    return mark + struct.pack(order + "I", 8) + first + directory(place, gps, order)


def directory(place: int, tags: tuple[tuple[int, int, bytes], ...], order: str, following: int = 0) -> bytes:
    sizes = {2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 1: 1}
    entries, values = b"", b""
    start = place + 2 + 12 * len(tags) + 4
    for number, kind, data in tags:
        entries += struct.pack(order + "HHI", number, kind, len(data) // sizes[kind])
        if len(data) <= 4:
            entries += data.ljust(4, b"\0")
        else:
            entries += struct.pack(order + "I", start + len(values))
            values += data
    return struct.pack(order + "H", len(tags)) + entries + struct.pack(order + "I", following) + values


def box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data) + 8, kind) + data


def heic(width: int, height: int, meta: bytes = b"") -> bytes:
    ispe = box(b"ispe", bytes(4) + struct.pack(">II", width, height))
    thumb = box(b"ispe", bytes(4) + struct.pack(">II", 64, 48))
    start = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    return start + box(b"meta", bytes(4) + box(b"iprp", box(b"ipco", thumb + ispe)) + meta)
