"""The words on pictures; skipped where no OCR engine or no typeface is installed."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.images import ocr, tesseract
from dlp_service.extract.interface import Document, Reading
from dlp_service.values import GapReason
from tests.shared import PATIENT

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
needs_engine = pytest.mark.skipif(bool(ocr.is_available()), reason=ocr.is_available() or "-")
needs_font = pytest.mark.skipif(not FONT.exists(), reason="the typeface of fonts-dejavu-core is not installed")
pytestmark = [needs_engine, needs_font]

NOTE = "OFFICIAL-SENSITIVE\nBerth plan for the northern jetty"


def picture(text: str = NOTE, mode: str = "L", ground: object = 255, ink: object = 0) -> Image.Image:
    image = Image.new(mode, (640, 120), ground)
    ImageDraw.Draw(image).text((20, 20), text, font=ImageFont.truetype(str(FONT), 24), fill=ink)
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def read(content: bytes, limits: Limits | None = None, budget: Budget | None = None) -> Reading:
    return ocr.read(Document("2/f", content), limits or PATIENT, budget or Budget.unlimited())


def lines(content: bytes) -> list[str]:
    reading = read(content)
    assert not reading.gaps
    return [line for text in reading.texts for line in text.text.split("\n")]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "JPEG2000", "AVIF", "TGA", "PCX"])
def test_words_are_read_in_every_format_that_is_decoded(kind):
    assert lines(encoded(picture(), kind)) == NOTE.split("\n")


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(picture(mode="RGBA", ground=(0, 0, 0, 0), ink=(255, 255, 255, 255)), id="white on nothing"),
        pytest.param(picture(mode="RGBA", ground=(0, 0, 0, 0), ink=(0, 0, 0, 255)), id="black on nothing"),
        pytest.param(picture(ground=0, ink=255), id="white on black"),
        pytest.param(picture(mode="RGB", ground=(180, 0, 20), ink=(255, 255, 255)), id="white on red"),
        pytest.param(picture().convert("P"), id="palette"),
        pytest.param(picture().convert("I").point(lambda value: value * 256).convert("I;16"), id="16 bits"),
        pytest.param(picture(ground=255, ink=200), id="pale"),
    ],
)
def test_words_are_read_whatever_the_colours(image):
    assert lines(encoded(image)) == NOTE.split("\n")


def test_words_are_read_in_four_colours():
    assert lines(encoded(picture().convert("CMYK"), "JPEG", quality=95)) == NOTE.split("\n")


def test_a_picture_is_turned_as_its_camera_says():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter to see it upright
    assert lines(encoded(picture().rotate(90, expand=True), "JPEG", exif=exif, quality=95)) == NOTE.split("\n")


def test_rows_of_a_table_stay_together():
    image = Image.new("L", (900, 240), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 24)
    rows = [("Maren Holloway", "30124412", "Captain"), ("Tobias Lindqvist", "30124977", "Corporal")]
    for number, row in enumerate(rows):
        for place, cell in zip((20, 400, 700), row, strict=True):
            draw.text((place, 40 + 60 * number), cell, font=font, fill=0)
    assert lines(encoded(image)) == ["\t".join(row) for row in rows]


def test_pages_of_a_fax_have_their_own_paths_and_a_repeated_frame_is_read_once():
    first, second = picture("first page"), picture("second page")
    content = encoded(first, "TIFF", save_all=True, append_images=[second, second])
    assert [(text.path, text.text) for text in read(content).texts] == [
        ("2/f!p1", "first page"),
        ("2/f!p2", "second page"),
    ]


def test_pages_beyond_the_limit_are_a_gap():
    content = encoded(picture("first page"), "TIFF", save_all=True, append_images=[picture("second page")])
    reading = read(content, replace(PATIENT, ocr_pages=1))
    assert [text.text for text in reading.texts] == ["first page"]
    assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]


def test_an_image_that_claims_too_many_pixels_is_not_decoded():
    reading = read(encoded(picture()), replace(Limits(), image_pixels=1000))
    assert [(gap.reason, gap.detail) for gap in reading.gaps] == [
        (GapReason.OVER_LIMIT, "an image of 640x120 pixels, more than 1000")
    ]


def test_a_picture_cut_off_is_read_as_far_as_it_goes():
    content = encoded(picture(), "JPEG", quality=95)
    reading = read(content[: len(content) * 3 // 4])
    assert "OFFICIAL-SENSITIVE" in reading.texts[0].text
    assert [gap.reason for gap in reading.gaps] == [GapReason.DAMAGED]


def test_what_is_no_image_is_a_gap():
    assert [gap.reason for gap in read(b"\x89PNG\r\n\x1a\n" + bytes(60)).gaps] == [GapReason.UNSUPPORTED]


def test_the_engine_is_stopped_when_its_time_is_over():
    reading = read(encoded(picture()), replace(Limits(), ocr_image_s=0.02))
    assert [(gap.reason, gap.detail) for gap in reading.gaps] == [
        (GapReason.TIMED_OUT, "the image was not read to its end in the time for OCR")
    ]


def test_the_pages_after_the_time_is_over_are_named():
    content = encoded(picture("first page"), "TIFF", save_all=True, append_images=[picture("second page")] * 2)
    now = iter([0.0, 0.0] + [100.0] * 10_000)
    reading = read(content, budget=Budget(deadline=50.0, clock=lambda: next(now)))
    assert (GapReason.TIMED_OUT, "1 of 3 pages were read in the time for OCR") in [
        (gap.reason, gap.detail) for gap in reading.gaps
    ]


def test_a_long_page_is_read_band_by_band_and_no_line_is_cut():
    image = Image.new("L", (1400, 4000), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 30)
    for number in range(80):
        draw.text((40, 20 + number * 49), f"Row {1000 + number} of the roster", font=font, fill=0)
    assert lines(encoded(image)) == [f"Row {1000 + number} of the roster" for number in range(80)]


def test_words_on_a_page_upside_down_and_on_its_side():
    rows = "Berth plan for the northern jetty\nSoundings at low water\nCompletion expected in June"
    for degrees in (90, 180, 270):
        assert lines(encoded(picture(rows).resize((1280, 240)).rotate(degrees, expand=True))) == rows.split("\n")


def test_a_marking_on_a_dark_bar_is_read_with_the_page_around_it():
    image = Image.new("RGB", (900, 300), (255, 255, 255))
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 24)
    draw.rectangle((0, 0, 900, 50), fill=(20, 30, 80))
    draw.text((600, 10), "NATO RESTRICTED", font=font, fill=(255, 255, 255))
    draw.text((40, 120), "Berth plan for the northern jetty", font=font, fill=(0, 0, 0))
    assert lines(encoded(image)) == ["NATO RESTRICTED", "Berth plan for the northern jetty"]


def test_a_picture_without_words_says_nothing():
    assert read(encoded(Image.new("RGB", (400, 400), (90, 120, 200)))) == Reading()


def test_a_language_that_is_not_installed_falls_back_to_one_that_is():
    installed = tesseract.installed_languages(tesseract.program())
    assert tesseract.languages_for("xxx", installed) in installed
