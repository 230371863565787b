"""Images: their size, and what they say beside their pixels."""

import struct
import zlib

import pytest
from PIL import Image

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.images.image import read_pictures
from dlp_service.extract.images.imagesize import dimensions
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.job import InProcess, Job
from dlp_service.extract.local import LocalReader
from dlp_service.extract.registry import read_document
from dlp_service.values import Gap, GapReason, PartText
from tests.extract.builders import zipped
from tests.extract.images import XMP, blank, chunk, encoded, exif, field, heic, jpeg, png, resource, segment


def read(content: bytes, name: str = "") -> Reading:
    return LocalReader(Limits()).read(Document("2/f", content, file_name=name), Budget.unlimited())


def said(content: bytes) -> list[tuple[str, str]]:
    return [(text.where, text.text) for text in read(content).texts]


# --- sizes ----------------------------------------------------------------------------------------

RASTERS = ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "AVIF", "JPEG2000", "PPM", "PCX", "QOI", "DDS", "ICO"]


@pytest.mark.parametrize("kind", RASTERS)
def test_the_size_is_known_without_decoding(kind):
    image = blank(200, 200) if kind == "ICO" else blank(300, 200)
    options = {"sizes": [(200, 200)]} if kind == "ICO" else {}
    assert dimensions(encoded(image, kind, **options)) == image.size


@pytest.mark.parametrize("kind", RASTERS)
def test_an_image_is_known_by_its_bytes(kind):
    (gap,) = read(encoded(blank(400, 300).point(lambda value: value - 199), kind), "holiday.txt").gaps
    assert gap.detail.startswith("an image")


def test_the_size_of_formats_that_nobody_writes_here():
    assert dimensions(heic(4032, 3024)) == (4032, 3024)
    assert dimensions(b"8BPS\0\1" + bytes(6) + struct.pack(">HII", 3, 200, 300) + bytes(9)) == (300, 200)
    assert dimensions(b"BM" + bytes(12) + struct.pack("<IHH", 12, 300, 200) + bytes(9)) == (300, 200)
    assert dimensions(b"P7\nWIDTH 300\nHEIGHT 200\nDEPTH 1\n") == (300, 200)
    assert dimensions(exif((256, 3, b"\x2c\1"), (257, 3, b"\xc8\0"))) == (300, 200)


@pytest.mark.parametrize("kind", RASTERS)
def test_an_image_cut_anywhere_is_still_a_gap_at_most(kind):
    content = encoded(blank(300, 200), kind)
    for size in range(0, len(content), max(1, len(content) // 64)):
        reading = read(content[:size])
        assert all(gap.reason is not GapReason.TIMED_OUT for gap in reading.gaps)


def test_a_small_image_is_not_material():
    assert read(png(width=200, height=200)).gaps == (
        Gap("2/f", GapReason.UNSUPPORTED, "an image of 200x200 pixels", material=False),
    )
    assert read(png(width=201, height=200)).gaps == (
        Gap("2/f", GapReason.UNSUPPORTED, "an image of 201x200 pixels; no OCR is installed"),
    )


# --- words beside the pixels ------------------------------------------------------------------------


def test_exif_says_who_what_and_where():
    place = struct.pack("<6I", 54, 1, 30, 1, 0, 1)
    data = exif(
        (0x010E, 2, b"Berth plan\0"),
        (0x013B, 2, "Aoife Brennän\0".encode()),
        (0x9C9D, 1, "Maren Holloway\0".encode("utf-16-le")),
        (0x9286, 7, b"UNICODE\0" + "OFFICIAL".encode("utf-16-le")),
        gps=((1, 2, b"N\0"), (2, 5, place), (3, 2, b"W\0"), (4, 5, place)),
    )
    expected = [
        ("property", "ImageDescription=Berth plan"),
        ("property", "Artist=Aoife Brennän"),
        ("property", "XPAuthor=Maren Holloway"),
        ("property", "UserComment=OFFICIAL"),
        ("property", "GPSLatitude=54.500000 N"),
        ("property", "GPSLongitude=54.500000 W"),
    ]
    assert said(jpeg(segment(0xE1, b"Exif\0\0" + data))) == expected
    assert said(png(chunk(b"eXIf", data))) == expected


@pytest.mark.parametrize(
    ("code", "codec"),
    [
        (b"ASCII\0\0\0", "ascii"),
        (b"UNICODE\0", "utf-16-be"),
        (b"UNICODE\0", "utf-16-le"),
        (b"JIS\0\0\0\0\0", "iso2022_jp"),
    ],
)
def test_a_comment_is_read_in_the_charset_that_it_names(code, codec):
    data = exif((0x9286, 7, code + "for the captain only".encode(codec)), order=">")
    assert said(jpeg(segment(0xE1, b"Exif\0\0" + data))) == [("property", "UserComment=for the captain only")]


def test_captions_and_keywords_of_iptc():
    fields = (
        field(1, 90, b"\x1b%G")
        + field(2, 120, "Pier 4, Skåne".encode())
        + field(2, 25, b"SECRET")
        + field(2, 25, b"pier")
    )
    content = jpeg(segment(0xED, b"Photoshop 3.0\0" + resource(0x0404, fields)))
    assert said(content) == [
        ("property", "Caption=Pier 4, Skåne"),
        ("property", "Keywords=SECRET"),
        ("property", "Keywords=pier"),
    ]


def test_xmp_in_every_format_that_carries_it():
    expected = [("property", "City=Northhaven"), ("property", "subject=harbour"), ("property", "subject=SECRET")]
    assert said(jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP))) == expected
    assert said(png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP))) == expected
    assert said(encoded(blank(), "WEBP", xmp=XMP)) == expected
    assert said(encoded(blank(), "TIFF", tiffinfo={700: XMP})) == expected
    trailer = b"\1" + bytes(range(255, -1, -1)) + b"\0"
    packet = b"\x21\xff\x0bXMP DataXMP" + XMP + trailer
    assert said(encoded(blank(), "GIF")[:-1] + packet + b"\x3b") == expected
    assert said(encoded(blank(), "AVIF", xmp=XMP)) == expected


def test_exif_of_an_item_in_a_box():
    data = Image.Exif()
    data[0x010E] = "Berth plan"
    assert ("property", "ImageDescription=Berth plan") in said(encoded(blank(), "AVIF", exif=data))
    assert ("property", "ImageDescription=Berth plan") in said(encoded(blank(), "WEBP", exif=data))


def test_texts_of_a_png_plain_packed_and_international():
    content = png(
        chunk(b"tEXt", b"Author\0Maren Holloway"),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"OFFICIAL")),
        chunk(b"iTXt", b"Title\0\1\0en\0Titel\0" + zlib.compress("Skåne".encode())),
        chunk(
            b"zTXt",
            b"Raw profile type iptc\0\0"
            + zlib.compress(b"\niptc\n      20\n" + resource(0x0404, field(2, 80, b"Ann")).hex().encode()),
        ),
    )
    assert said(content) == [
        ("property", "Author=Maren Holloway"),
        ("property", "Comment=OFFICIAL"),
        ("property", "Title=Skåne"),
        ("property", "By-line=Ann"),
    ]


def test_words_in_data_of_one_program_are_hidden_text():
    words = b"\1\2Plan of the north dock\0\3short\0" + "Zoë's harbour".encode() + b"\xff"
    assert said(png(chunk(b"prVt", words))) == [("hidden", "Plan of the north dock\nZoë's harbour")]
    assert said(jpeg(segment(0xEB, words), segment(0xE3, "Third mooring".encode("utf-16-le")))) == [
        ("hidden", "Plan of the north dock\nZoë's harbour"),
        ("hidden", "Third mooring"),
    ]


def test_a_packet_in_an_odd_segment_is_read_as_one():
    content = jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/ \0" + XMP + b"Plan of the dock"))
    assert said(content) == [
        ("property", "City=Northhaven"),
        ("property", "subject=harbour"),
        ("property", "subject=SECRET"),
        ("hidden", "http://ns.adobe.com/xap/1.0/\nPlan of the dock"),
    ]


def test_data_that_the_standards_know_or_that_is_packed_says_nothing():
    profile = b"Copyright (c) 1998 Hewlett-Packard Company"
    assert said(png(chunk(b"iCCP", profile), chunk(b"IDAT", profile), chunk(b"prVt", b"measure\x80" * 300))) == []
    assert (
        said(
            jpeg(
                segment(0xE2, b"ICC_PROFILE\0" + profile),
                segment(0xEE, b"Adobe\0\x64\0\0\0\0\1"),
                segment(0xDB, profile),
            )
        )
        == []
    )
    assert said(png(chunk(b"prVt", zlib.compress(bytes(number * number % 251 for number in range(50_000)))))) == []


def test_comments_of_jpeg_and_gif_even_behind_the_picture():
    assert said(jpeg(segment(0xFE, b"seen by Ann"))) == [("comment", "seen by Ann")]
    content = encoded(blank(), "JPEG")
    assert ("comment", "at the end") in said(content[:-2] + segment(0xFE, b"at the end") + b"\xff\xd9")
    assert said(encoded(blank(), "GIF", comment=b"seen by Ann")) == [("comment", "seen by Ann")]


def test_layers_of_photoshop_say_their_names_and_words():
    layers = (
        b"8BIMluni"
        + struct.pack(">II", 12, 4)
        + "Plan".encode("utf-16-be")
        + b"/Text (\xfe\xff"
        + "NATO \\(old\\)".encode("utf-16-be").replace(b"\0\\\0", b"\0\\\0")
        + b")"
    )
    content = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 200, 300, 8, 3) + bytes(4)
    content += struct.pack(">I", 0) + struct.pack(">I", len(layers)) + layers
    assert ("property", "Layer=Plan") in said(content)


# --- hostile ----------------------------------------------------------------------------------------


def test_a_packed_text_that_explodes_is_cut():
    bomb = zlib.compress(b"A" * 50_000_000, 9)
    reading = read(png(chunk(b"zTXt", b"Comment\0\0" + bomb)))
    assert sum(len(text.text) for text in reading.texts) < 1_100_000
    assert GapReason.OVER_LIMIT in [gap.reason for gap in reading.gaps]


def test_directories_that_point_at_themselves_end():
    loop = (
        b"II*\0"
        + struct.pack("<I", 8)
        + struct.pack("<H", 1)
        + struct.pack("<HHII", 0x8769, 4, 1, 8)
        + struct.pack("<I", 8)
    )
    assert read(loop).texts == ()


def test_values_that_overlap_do_not_add_up():
    entries = b"".join(struct.pack("<HHII", 0x8000 + number, 2, 1_000_000, 8) for number in range(2000))
    content = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2000) + entries + bytes(4)
    content += b"x" * 1_000_000
    assert sum(len(text.text) for text in read(content).texts) <= 16 * 1024 * 1024


def test_an_animation_of_a_hundred_thousand_frames_is_walked_once():
    frame = b"\x21\xf9\4\0\0\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 300, 200, 0) + b"\2\2\x4c\1\0"
    content = b"GIF89a" + struct.pack("<HHBBB", 300, 200, 0, 0, 0) + frame * 100_000 + b"\x21\xfe\4last\0\x3b"
    assert said(content) == [("comment", "last")]


def test_boxes_within_boxes_end():
    content = b"\0\0\0\x14ftypheic\0\0\0\0mif1" + (b"\0\0\0\0meta" + bytes(4)) * 5000
    assert [gap.reason for gap in read(content).gaps] == [GapReason.OVER_LIMIT, GapReason.UNSUPPORTED]


# --- the order of OCR -------------------------------------------------------------------------------


class Engine(InProcess):
    """An OCR service that reads the first bytes of an image behind its header, and takes a second of its clock for it."""

    def __init__(self, clock: "Clock", seconds: float = 1.0) -> None:
        self.clock = clock
        self.seconds = seconds
        self.asked: list[str] = []

    def ask(self, service, document, job):
        if service != "ocr":
            return None
        self.asked.append(document.path)
        self.clock.now += self.seconds
        return Reading((PartText(document.path, "body", "words"),))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def nest(files: dict[str, bytes], seconds: float) -> tuple[Reading, Engine]:
    clock = Clock()
    engine = Engine(clock, seconds)
    job = Job(Limits(), Budget.of(10.0, clock=clock), read_document, around=engine)
    read_document(Document("d", zipped(files)), job)
    read_pictures(job)
    return job.reading(), engine


def test_everything_else_is_read_first_then_screenshots_then_photographs_large_ones_first():
    reading, engine = nest(
        {
            "1.jpg": jpeg(width=4000, height=3000),
            "2.png": png(width=300, height=300),
            "3.png": png(width=900, height=900),
            "4.txt": b"plain text",
        },
        1.0,
    )
    assert [text.text for text in reading.texts if text.where == "body"] == ["plain text", "words", "words", "words"]
    assert engine.asked == ["d/3.png", "d/2.png", "d/1.jpg"]


def test_what_there_is_no_time_for_is_a_gap_of_its_own():
    files = {f"{number}.png": png(width=300 + number, height=300) for number in range(300)}
    reading, engine = nest(files, 1.0)
    assert len(engine.asked) == 8
    late = [gap for gap in reading.gaps if gap.reason is GapReason.TIMED_OUT]
    assert len(late) == 292
    assert late[0].material
    assert late[0].detail == "an image of 591x300 pixels; there was no time left for OCR"


def test_the_same_picture_is_read_once():
    _, engine = nest({f"{number}.png": png() for number in range(300)}, 1.0)
    assert len(engine.asked) == 1


def test_more_chunks_than_are_looked_at_are_a_gap() -> None:
    head, end = png()[:-12], png()[-12:]
    reading = read(head + chunk(b"tEXt", b"a\0b") * 100_000 + chunk(b"tEXt", b"a\0c") + end)
    assert GapReason.OVER_LIMIT in {gap.reason for gap in reading.gaps}
