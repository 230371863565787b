"""
Paper as an OCR engine likes it: dark letters on even white, lines level.

A photographed page is lit from one side, so every place is compared with the brightest around it.  A banner is often
white on a coloured bar while the page around it is black on white: such bars are a second picture, with nothing else on it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Plane = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]

BLOCK = 16
DARK = 110
REACH = 2
"""The ground of a block is judged from the blocks so far around it: more than a letter, less than a bar."""

FLOOR = 0.3
"""Contrast below this share of the page's own is grain, not letters."""

MIN_ZONE = 4
"""Fewer blocks than this hold no word."""

BAND = 1200
EMPTY = 200
STRIP = 3
"""A narrow strip may be lines on their side, which a cut would break."""

GRAINY = 20.0
SMOOTHING = 0.7
SOFT = 0.5
"""Where no step from a pixel to the next is half the contrast, the picture is out of focus."""

SKEW_PIXELS = 250_000
SKEW_DEGREES = 8.0
SKEW_STEP = 0.5
CLEARER = 1.3
"""Lines on their side have no angle; the best must be better than none by so much."""

MIN_DEGREES = 1.5


def smoothed(image: Image.Image) -> Image.Image:
    """Return a grey image without the grain of a camera in the dark, and without the steps of two colours only."""
    pixels = np.asarray(image)
    is_stepped = np.count_nonzero(np.bincount(pixels.ravel(), minlength=256)) == 2
    if not is_stepped and _grain(pixels.astype(np.int16)) < GRAINY:
        return image
    return image.filter(ImageFilter.GaussianBlur(SMOOTHING))


def _grain(pixels: npt.NDArray[np.int16]) -> float:
    """Return how much neighbours differ where nothing is drawn, after Immerkaer's estimate of noise (1996)."""
    if min(pixels.shape) < 3:
        return 0.0
    across = pixels[:, :-2] - 2 * pixels[:, 1:-1] + pixels[:, 2:]
    both = across[:-2] - 2 * across[1:-1] + across[2:]
    return float(np.median(np.abs(both)))


def sharpened(image: Image.Image, scale: int) -> Image.Image:
    """Return an image enlarged `scale` times with its edges made steep, where not one of them was."""
    pixels = np.asarray(image, dtype=np.int16)
    contrast = float(np.percentile(pixels[::4, ::4], 99) - np.percentile(pixels[::4, ::4], 1))
    steps = [np.abs(np.diff(pixels[::scale, ::scale], axis=axis)) for axis in (0, 1)]
    steepest = max(float(np.percentile(step, 99.9)) if step.size else 0.0 for step in steps)
    if steepest >= SOFT * contrast:
        return image
    return image.filter(ImageFilter.UnsharpMask(2 * scale, 200, 0))


def evened(image: Image.Image) -> Image.Image:
    """Return a grey image dark on light, with uneven light taken out."""
    pixels = np.asarray(image)
    if int(np.median(pixels[::4, ::4])) < DARK:
        pixels = 255 - pixels
    return Image.fromarray(_whitened(pixels))


def dark_zones(image: Image.Image) -> Image.Image | None:
    """Return the dark areas of a page, turned to light ones, on white; None when light letters can stand on none of them."""
    pixels = np.asarray(image)
    middle = (float(np.percentile(pixels[::4, ::4], 2)) + float(np.percentile(pixels[::4, ::4], 98))) / 2
    zones = _smooth(_blocks(pixels, np.mean)) < middle
    has_letters = zones & (_blocks(pixels, np.max) > middle)
    if has_letters.sum() < MIN_ZONE:
        return None
    mask = zones.repeat(BLOCK, 0).repeat(BLOCK, 1)[: pixels.shape[0], : pixels.shape[1]]
    whitened = _whitened(np.where(mask, 255 - pixels, 0))
    return Image.fromarray(np.where(mask, whitened, 255).astype(np.uint8))


def _whitened(pixels: Pixels) -> Pixels:
    """Return pixels with the brightest around each place as white, unless that is dark itself."""
    light = _around(_blocks(pixels, np.max), np.maximum)
    light = np.maximum(light, FLOOR * float(light.max()))
    spread = _spread(light, (pixels.shape[1], pixels.shape[0]))
    return np.minimum(pixels * (255.0 / np.maximum(spread, 1.0)), 255.0).astype(np.uint8)


def band_tops(image: Image.Image) -> list[int]:
    """Return where a long page is cut into bands of about `BAND` rows: only at empty rows, so that no line is cut."""
    tops = [0]
    if image.height > STRIP * image.width:
        return tops
    empty = np.flatnonzero(np.asarray(image).min(axis=1) >= EMPTY)
    for middle in range(BAND, image.height - BAND // 2, BAND):
        near = empty[np.abs(empty - middle) < BAND // 4]
        tops += [int(near[np.argmin(np.abs(near - middle))])] if near.size else []
    return tops


def _blocks(pixels: Pixels, take: Callable[..., Plane]) -> Plane:
    height, width = pixels.shape
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    padded = np.pad(pixels, ((0, rows * BLOCK - height), (0, columns * BLOCK - width)), mode="edge")
    blocks: Plane = take(padded.reshape(rows, BLOCK, columns, BLOCK), axis=(1, 3)).astype(np.float32)
    return blocks


def _smooth(plane: Plane) -> Plane:
    """Return each block as the mean of the nine around it."""
    padded = np.pad(plane, 1, mode="edge")
    rows, columns = plane.shape
    around = [padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3)]
    return np.asarray(np.mean(around, axis=0), dtype=np.float32)


def _around(plane: Plane, take: np.ufunc) -> Plane:
    for axis in (0, 1):
        padded = np.pad(plane, [(REACH, REACH) if side == axis else (0, 0) for side in (0, 1)], mode="edge")
        size = plane.shape[axis]
        plane = take.reduce([padded.take(range(step, step + size), axis) for step in range(2 * REACH + 1)])
    return plane


def _spread(plane: Plane, size: tuple[int, int]) -> Plane:
    rows, columns = plane.shape
    whole = Image.fromarray(plane).resize((columns * BLOCK, rows * BLOCK), Image.Resampling.BILINEAR)
    return np.asarray(whole.crop((0, 0, *size)), dtype=np.float32)


def straightened(image: Image.Image) -> tuple[Image.Image, float]:
    """Return an image with its lines level, and the degrees that are left: turning blurs, so little is left as it is."""
    degrees = skew(image)
    if abs(degrees) < MIN_DEGREES:
        return image, degrees
    edge = int(np.median(np.asarray(image)))
    return image.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=edge), 0.0


def skew(image: Image.Image) -> float:
    """
    Return how many degrees an image is turned (against the clock), 0 where no angle stands out.

    Level lines of text make rows of pixels alternate between full and empty; the angle where they do most is taken.
    """
    width, height = image.size
    scale = min(1.0, (SKEW_PIXELS / max(1, width * height)) ** 0.5)
    small = image.resize((max(1, int(width * scale)), max(1, int(height * scale))), Image.Resampling.BOX)
    steps = range(round(-SKEW_DEGREES / SKEW_STEP), round(SKEW_DEGREES / SKEW_STEP) + 1)
    sharpness, degrees = max((_sharpness(small, step * SKEW_STEP), step * SKEW_STEP) for step in steps)
    return degrees if sharpness > CLEARER * _sharpness(small, 0.0) else 0.0


def _sharpness(image: Image.Image, degrees: float) -> float:
    width, height = image.size
    margin = int(width * 0.1), int(height * 0.1)
    turned = image.rotate(-degrees, Image.Resampling.BILINEAR, fillcolor=255)
    rows = np.asarray(turned.crop((*margin, width - margin[0], height - margin[1])), dtype=np.float32).mean(axis=1)
    return float(np.square(np.diff(rows)).sum()) if len(rows) > 1 else 0.0
