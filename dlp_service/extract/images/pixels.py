"""
From the bytes of an image to grey pages that an OCR engine reads well.

Decoding is the dangerous half of reading an image, so only the process that does OCR imports this.
No more pixels are decoded than the limits say; the header is believed only about what is refused.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from PIL import Image, ImageFile, ImageOps, ImageStat

from dlp_service.config import Limits
from dlp_service.extract.images.paper import evened, sharpened, smoothed, straightened

FORMATS = [
    "PNG", "JPEG", "GIF", "BMP", "DIB", "TIFF", "WEBP", "AVIF", "JPEG2000", "PPM", "ICO", "ICNS", "PCX", "DCX", "PSD", "TGA", "QOI", "SGI", "SUN", "XBM", "XPM", "DDS",
]  # fmt: skip
"""Formats decoded here; those that call another program (EPS, WMF) are not among them."""

TARGET_PIXELS = 4_000_000
SHRINK_BELOW = 0.6
MAX_SCALE = 3
CLEARER = 2.0
LIGHT = 160


class NotDecoded(Exception):
    """The image is none that can be decoded here; says in words why."""


class TooManyPixels(Exception):
    """The image is larger than may be decoded."""


@dataclass(frozen=True, slots=True)
class Page:
    """
    One frame, grey, dark on light, still turned by `skew` degrees against the clock.

    `is_damaged` says that part of it did not decode.
    """

    number: int
    image: Image.Image
    skew: float
    is_damaged: bool = False


def pgm(image: Image.Image) -> bytes:
    """Return a grey image as a file that needs no decoder."""
    width, height = image.size
    return b"P5 %d %d 255\n" % (width, height) + image.tobytes()


def frame_count(content: bytes) -> int:
    """
    Return how many frames an image has, as far as its format says cheaply.

    Raises:
        NotDecoded: it is no image that is decoded here.
    """
    return int(getattr(_opened(content), "n_frames", 1))


def pages(content: bytes, limits: Limits) -> Iterator[Page]:
    """
    Yield the frames of an image that differ from the one before, at most `limits.ocr_pages` of them.

    Raises:
        NotDecoded: a frame could not be decoded at all.
        TooManyPixels: a frame is larger than `limits.image_pixels`.
    """
    image = _opened(content)
    last = b""
    for number in range(1, limits.ocr_pages + 1):
        if number > 1 and not _seek(image, number - 1):
            return
        page = _page(image, number, limits)
        digest = blake2b(page.image.tobytes()).digest()
        if digest != last:
            yield page
        last = digest


def _opened(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.MAX_IMAGE_PIXELS = None  # checked here against the limits, where it can become a gap
        try:
            return Image.open(io.BytesIO(content), formats=FORMATS)
        except Exception as error:
            raise NotDecoded("an image in a format that is not decoded here") from error


def _seek(image: Image.Image, frame: int) -> bool:
    try:
        image.seek(frame)
    except Exception:  # noqa: BLE001 - the end, or a frame whose header is broken: libraries raise what they like
        return False
    return True


def _page(image: Image.Image, number: int, limits: Limits) -> Page:
    width, height = image.size
    if image.format == "JPEG" and number == 1:
        # A JPEG can be decoded at a fraction of its size for a fraction of the cost.
        image.draft("L" if image.mode == "L" else "RGB", (width, height))
    if image.size[0] * image.size[1] > limits.image_pixels:
        raise TooManyPixels(f"an image of {width}x{height} pixels, more than {limits.image_pixels}")
    is_damaged = _load(image)
    grey, skew = straightened(_scaled(smoothed(_grey(_upright(image)))))
    return Page(number, evened(grey), skew, is_damaged)


def _load(image: Image.Image) -> bool:
    """Decode the frame; say whether it had to be taken as far as it goes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for is_lenient in (False, True):
            ImageFile.LOAD_TRUNCATED_IMAGES = is_lenient
            try:
                image.load()
            except MemoryError:
                raise
            except Exception as error:
                if is_lenient:
                    raise NotDecoded("an image that does not decode") from error
            else:
                return is_lenient
            finally:
                ImageFile.LOAD_TRUNCATED_IMAGES = False
    return True


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - broken Exif data says nothing about the pixels
        return image


def _grey(image: Image.Image) -> Image.Image:
    """Return the image as 8-bit grey, whatever its mode: alpha over a ground it stands out from, 16 bits to 8."""
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return _narrowed(image)
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        return _flat(image.convert("RGBA"))
    if image.mode in {"L", "1"}:
        return image.convert("L")
    return _contrasting(image.convert("RGB"))


def _contrasting(image: Image.Image) -> Image.Image:
    """Return the image as grey, or the colour in which it shows most where grey shows next to nothing: red on green."""
    grey = image.convert("L")
    planes = image.split()
    spread, best = max((ImageStat.Stat(plane).stddev[0], number) for number, plane in enumerate(planes))
    return planes[best] if spread > CLEARER * ImageStat.Stat(grey).stddev[0] else grey


def _narrowed(image: Image.Image) -> Image.Image:
    wide = image.convert("F")
    low, high = wide.getextrema()
    assert isinstance(low, float)
    assert isinstance(high, float)
    scale = 255.0 / (high - low) if high > low else 1.0
    return wide.point(lambda value: value * scale - low * scale).convert("L")


def _flat(image: Image.Image) -> Image.Image:
    """Put a transparent image on white, or on black when what is visible of it is light."""
    alpha = image.getchannel("A")
    grey = image.convert("RGB").convert("L")
    mask = alpha.point([0] * 128 + [255] * 128)
    is_light = bool(mask.getbbox()) and ImageStat.Stat(grey, mask).mean[0] > LIGHT and mask.getextrema()[0] == 0
    ground = Image.new("L", image.size, 0 if is_light else 255)
    ground.paste(grey, mask=alpha)
    return ground


def _scaled(image: Image.Image) -> Image.Image:
    """Enlarge small images, whose letters are few pixels high, and shrink huge ones."""
    width, height = image.size
    ratio = (TARGET_PIXELS / max(1, width * height)) ** 0.5
    if ratio < SHRINK_BELOW:
        return image.resize((max(1, int(width * ratio)), max(1, int(height * ratio))), Image.Resampling.LANCZOS)
    scale = max(1, min(MAX_SCALE, int(ratio)))
    larger = image.resize((width * scale, height * scale), Image.Resampling.LANCZOS) if scale > 1 else image
    return sharpened(larger, scale)
