"""
Paper as an OCR engine likes it: dark letters on even white, lines level.

A banner is often white on a coloured bar while the page around it is black on white, and a photographed page is
lit from one side.  So every place is compared with the ground around it, and only how far it differs is kept.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

Plane = npt.NDArray[np.float32]

BLOCK = 16
REACH = 2
"""The ground of a block is judged from the blocks so far around it: more than a letter, less than a bar."""

FLOOR = 0.25
"""Contrast below this share of the page's own is grain, not letters."""

SKEW_PIXELS = 250_000
SKEW_DEGREES = 8.0
SKEW_STEP = 0.5
MIN_DEGREES = 1.5


def evened(image: Image.Image) -> Image.Image:
    """Return a grey image with its letters dark on white, whatever they and their ground were."""
    width, height = image.size
    if width < BLOCK or height < BLOCK:
        return image
    lows, highs, means = _blocks(np.asarray(image))
    low, high, mean = _around(lows, np.minimum), _around(highs, np.maximum), _smooth(means)
    ground = np.where(mean > (low + high) / 2, high, low)
    contrast = np.maximum(high - low, FLOOR * float(np.percentile(high - low, 95)))
    full = np.asarray(image, dtype=np.float32)
    difference = np.abs(full - _spread(ground, image.size)) * (255.0 / np.maximum(_spread(contrast, image.size), 1.0))
    return Image.fromarray((255.0 - np.minimum(difference, 255.0)).astype(np.uint8))


def _blocks(pixels: npt.NDArray[np.uint8]) -> tuple[Plane, Plane, Plane]:
    height, width = pixels.shape
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    padded = np.pad(pixels, ((0, rows * BLOCK - height), (0, columns * BLOCK - width)), mode="edge")
    cut = padded.reshape(rows, BLOCK, columns, BLOCK)
    return (
        cut.min((1, 3)).astype(np.float32),
        cut.max((1, 3)).astype(np.float32),
        cut.mean((1, 3), dtype=np.float32),
    )


def _around(plane: Plane, take: np.ufunc) -> Plane:
    for axis in (0, 1):
        padded = np.pad(plane, [(REACH, REACH) if side == axis else (0, 0) for side in (0, 1)], mode="edge")
        size = plane.shape[axis]
        plane = take.reduce([padded.take(range(step, step + size), axis) for step in range(2 * REACH + 1)])
    return plane


def _smooth(plane: Plane) -> Plane:
    for axis in (0, 1):
        padded = np.pad(plane, [(REACH, REACH) if side == axis else (0, 0) for side in (0, 1)], mode="edge")
        size = plane.shape[axis]
        plane = np.mean([padded.take(range(step, step + size), axis) for step in range(2 * REACH + 1)], axis=0)
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
    return max((step * SKEW_STEP for step in steps), key=lambda degrees: _sharpness(small, degrees))


def _sharpness(image: Image.Image, degrees: float) -> float:
    width, height = image.size
    margin = int(width * 0.1), int(height * 0.1)
    turned = image.rotate(-degrees, Image.Resampling.BILINEAR, fillcolor=255)
    rows = np.asarray(turned.crop((*margin, width - margin[0], height - margin[1])), dtype=np.float32).mean(axis=1)
    return float(np.square(np.diff(rows)).sum()) if len(rows) > 1 else 0.0
