"""
How well markings and rosters are read from pictures: recall, wrong words and processor time by size, typeface and what was done to the picture.

The pictures are drawn here, from fictional people and units, with the typefaces of Debian's fonts-dejavu-core.
`--layout` tries other page segmentation modes of the engine.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.images import ocr
from dlp_service.extract.interface import Document

FONTS = Path("/usr/share/fonts/truetype/dejavu")
TYPEFACES = ("DejaVuSans", "DejaVuSerif", "DejaVuSansMono", "DejaVuSans-Bold")
SIZES = (9, 11, 13, 16, 20, 28, 40)
MARKINGS = (
    "OFFICIAL-SENSITIVE",
    "SECRET//NOFORN",
    "NATO RESTRICTED",
    "UK EYES ONLY",
    "CUI//SP-PRVCY",
    "TLP:AMBER+STRICT",
)
GIVEN = ("Maren", "Harriet", "Tobias", "Aoife", "Dmitri", "Solveig", "Ruaridh", "Ottilie", "Ingram", "Pilar")
FAMILY = ("Holloway", "Osgood", "Lindqvist", "Brennan", "Volkov", "Thorsen", "Macleod", "Vance", "Whitlock", "Ortega")
RANKS = ("Lt Cdr", "Captain", "Sergeant", "Wg Cdr", "Corporal")
PROSE = """The northern jetty was surveyed between the second and the ninth of March.
Soundings at the outer berth show 11.4 metres at low water, less than planned.
Work on the reinforced bay continues; the contractor expects completion in June.
No vessel above 4,000 tonnes may use the berth before the new fenders are fitted.
Questions about this note go to the harbour office, extension 4471."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a picture: lines of cells, each with the share of the width where it begins; `rows` belong together."""

    lines: tuple[tuple[tuple[float, str], ...], ...]
    markings: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> Counter[str]:
        """Return every word that stands on the sheet."""
        return Counter(word for line in self.lines for _, text in line for word in text.split())


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over pictures; `wrong` are words read that nobody wrote."""

    pictures: int = 0
    words: int = 0
    read: int = 0
    wrong: int = 0
    markings: int = 0
    markings_read: int = 0
    rows: int = 0
    rows_read: int = 0
    seconds: float = 0.0

    def __add__(self, other: Score) -> Score:
        """Return the counts of both."""
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def line(self, name: str) -> str:
        """Return a row of the table."""
        return (
            f"{name:26}{self.pictures:5}{_share(self.read, self.words)}{_share(self.wrong, self.words)}"
            f"{_share(self.markings_read, self.markings)}{_share(self.rows_read, self.rows)}"
            f"{self.seconds / max(1, self.pictures) * 1000:9.0f}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:9.1%}" if whole else f"{'-':>9}"


def note(random_source: random.Random) -> Sheet:
    """Return a marked page of prose."""
    marking = random_source.choice(MARKINGS)
    middle = ((0.35, marking),)
    prose = tuple(((0.05, line),) for line in PROSE.splitlines())
    return Sheet((middle, (), *prose, (), middle), (marking, marking))


def roster(random_source: random.Random) -> Sheet:
    """Return a marked table of people."""
    marking = random_source.choice(MARKINGS)
    rows = []
    for _ in range(12):
        name = f"{random_source.choice(GIVEN)} {random_source.choice(FAMILY)}"
        number = str(random_source.randint(30_000_000, 39_999_999))
        rows.append((name, number, random_source.choice(RANKS), f"{random_source.randint(1, 28):02}/06/1984"))
    heads = ("Name", "Service no", "Rank", "Born")
    table = tuple(tuple(zip((0.05, 0.36, 0.6, 0.8), row, strict=True)) for row in (heads, *rows))
    return Sheet((((0.35, marking),), (), *table), (marking,), tuple((row[0], row[1]) for row in rows))


def drawn(
    sheet: Sheet, typeface: str, size: int, ink: object = 0, ground: object = 255, mode: str = "L"
) -> Image.Image:
    """Return a picture of a sheet with letters of that size in pixels."""
    font = ImageFont.truetype(str(FONTS / f"{typeface}.ttf"), size)
    width, step = size * 48, int(size * 1.6)
    image = Image.new(mode, (width, step * (len(sheet.lines) + 2)), ground)  # type: ignore[arg-type]
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(sheet.lines, start=1):
        for place, text in line:
            draw.text((place * width, number * step), text, font=font, fill=ink)  # type: ignore[arg-type]
    return image


# --- what happens to pictures ------------------------------------------------------------------------


def _noisy(image: Image.Image) -> Image.Image:
    grain = Image.effect_noise(image.size, 90)
    return Image.blend(image, grain, 0.35)


def _jpeg(image: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=15)
    return Image.open(buffer)


def _turned(degrees: float) -> Callable[[Image.Image], Image.Image]:
    return lambda image: image.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


def _shadowed(image: Image.Image) -> Image.Image:
    """Light from one side, as on a photographed page."""
    shade = Image.linear_gradient("L").rotate(90).resize(image.size).point(lambda value: 70 + value * 0.72)
    return Image.composite(image, Image.new("L", image.size, 0), shade)


TREATMENTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "noise": _noisy,
    "jpeg quality 15": _jpeg,
    "blur": lambda image: image.filter(ImageFilter.GaussianBlur(1.2)),
    "half size and back": lambda image: image.resize((image.width // 2, image.height // 2)).resize(image.size),
    "uneven light": _shadowed,
    "turned 1 degree": _turned(1),
    "turned 3 degrees": _turned(3),
    "turned 7 degrees": _turned(7),
    "turned 90 degrees": _turned(90),
    "upside down": _turned(180),
    "black and white": lambda image: image.point([0] * 141 + [255] * 115),
    "dithered": lambda image: image.convert("1"),
    "16 bits": lambda image: image.convert("I").point(lambda value: value * 256).convert("I;16"),
}
INKS: dict[str, tuple[object, object, str]] = {
    "white on black": (255, 0, "L"),
    "white on red": ((255, 255, 255), (190, 10, 20), "RGB"),
    "pale grey on white": (190, 255, "L"),
    "dark grey on black": (70, 0, "L"),
    "red on green": ((200, 0, 0), (0, 105, 0), "RGB"),
    "blue on black": ((0, 0, 230), (0, 0, 0), "RGB"),
    "yellow on white": ((255, 230, 0), (255, 255, 255), "RGB"),
    "white on nothing": ((255, 255, 255, 255), (0, 0, 0, 0), "RGBA"),
    "black on nothing": ((0, 0, 0, 255), (0, 0, 0, 0), "RGBA"),
}


def banner(sheet: Sheet, size: int) -> Image.Image:
    """Return a sheet whose lines of marking stand white on a red bar, as slides have them."""
    image = drawn(sheet, "DejaVuSans", size).convert("RGB")
    font = ImageFont.truetype(str(FONTS / "DejaVuSans-Bold.ttf"), size)
    draw = ImageDraw.Draw(image)
    step = int(size * 1.6)
    for number, line in enumerate(sheet.lines, start=1):
        if line and line[0][1] in sheet.markings:
            draw.rectangle(
                (0, number * step - size // 4, image.width, (number + 1) * step - size // 4), fill=(190, 10, 20)
            )
            draw.text((line[0][0] * image.width, number * step), line[0][1], font=font, fill=(255, 255, 255))
    return image


def slide(source: random.Random, size: int) -> tuple[Sheet, Image.Image]:
    """Return a slide: a marking in a corner, a large title, and people in coloured boxes as in an organisation chart."""
    marking = source.choice(MARKINGS)
    image = Image.new("RGB", (size * 64, size * 36), (245, 245, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, image.width, size * 2), fill=(20, 30, 80))
    fonts = [ImageFont.truetype(str(FONTS / "DejaVuSans.ttf"), pixels) for pixels in (size, size * 3)]
    draw.text((size * 40, size // 3), marking, font=fonts[0], fill=(255, 255, 255))
    draw.text((size * 3, size * 4), "Northern jetty team", font=fonts[1], fill=(20, 30, 80))
    people = []
    for number, fill in enumerate(
        [(190, 10, 20), (0, 110, 60), (90, 90, 90), (240, 200, 40), (255, 255, 255), (30, 60, 200)]
    ):
        name = f"{source.choice(GIVEN)} {source.choice(FAMILY)}"
        left, top = size * (3 + 20 * (number % 3)), size * (12 + 10 * (number // 3))
        draw.rounded_rectangle((left, top, left + size * 17, top + size * 5), size, fill=fill, outline=(0, 0, 0))
        ink = (0, 0, 0) if sum(fill) > 400 else (255, 255, 255)
        draw.text((left + size, top + size // 2), name, font=fonts[0], fill=ink)
        rank = source.choice(RANKS)
        draw.text((left + size, top + size * 5 // 2), rank, font=fonts[0], fill=ink)
        people.append((name, rank))
    lines = (
        ((0.0, marking),),
        ((0.0, "Northern jetty team"),),
        *(((0.0, text),) for person in people for text in person),
    )
    return Sheet(lines, (marking,), tuple((name, "") for name, _ in people)), image


def stamp(source: random.Random, size: int) -> tuple[Sheet, Image.Image]:
    """Return a page of prose with a huge red marking above it."""
    marking = source.choice(MARKINGS)
    sheet = Sheet((((0.02, ""),), (), (), (), (), *note(source).lines[2:7]), (marking,))
    image = drawn(sheet, "DejaVuSans", size).convert("RGB")
    font = ImageFont.truetype(str(FONTS / "DejaVuSans-Bold.ttf"), size * 4)
    ImageDraw.Draw(image).text((size, size), marking, font=font, fill=(200, 0, 0))
    return replace(sheet, lines=(((0.0, marking),), *sheet.lines[1:])), image


def cases() -> Iterator[tuple[str, Sheet, Image.Image]]:
    """Yield every picture with the row of the table it counts for."""
    for size in SIZES:
        for sheet, typeface in product(_sheets(size), TYPEFACES):
            yield f"{size} px", sheet, drawn(sheet, typeface, size)
    for size in (14, 24):
        for sheet in _sheets(size):
            yield from _changed(sheet, size)
        for name, make in (("slide", slide), ("huge marking", stamp)):
            for seed in (1, 2):
                yield name, *make(random.Random(seed), size)  # noqa: S311 - the same pictures every time


def _changed(sheet: Sheet, size: int) -> Iterator[tuple[str, Sheet, Image.Image]]:
    for name, treat in TREATMENTS.items():
        yield name, sheet, treat(drawn(sheet, "DejaVuSans", size))
    for name, (ink, ground, mode) in INKS.items():
        yield name, sheet, drawn(sheet, "DejaVuSans", size, ink, ground, mode)
    yield "marking on a red bar", sheet, banner(sheet, size)


def _sheets(size: int) -> tuple[Sheet, Sheet]:
    source = random.Random(size)  # noqa: S311 - the same pictures every time
    return note(source), roster(source)


def scored(sheet: Sheet, text: str, seconds: float) -> Score:
    """Return how well a text says what stands on a sheet; white space inside markings and rows does not count."""
    found = Counter(text.split())
    lines = ["".join(line.split()) for line in text.split("\n")]
    joined = "\n".join(lines)
    markings = Counter(sheet.markings)
    read = sum(min(count, joined.count("".join(marking.split()))) for marking, count in markings.items())
    rows = sum(any("".join(name.split()) in line and number in line for line in lines) for name, number in sheet.rows)
    return Score(
        1,
        sheet.words.total(),
        (found & sheet.words).total(),
        (found - sheet.words).total(),
        len(sheet.markings),
        read,
        len(sheet.rows),
        rows,
        seconds,
    )


def _processor_s() -> float:
    """Return the processor time of this process and of the engines it started: it does not depend on who else is busy."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def encoded(image: Image.Image) -> bytes:
    """Return a picture as a file."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="rows whose name contains this")
    parser.add_argument("--layout", type=int, default=ocr.LAYOUT, help="page segmentation mode of the engine")
    parser.add_argument("--show", action="store_true", help="print what was read where a marking was missed")
    options = parser.parse_args()
    if reason := ocr.is_available():
        print(f"skipped: {reason}")
        return
    ocr.LAYOUT = options.layout
    limits = replace(Limits(), ocr_image_s=60.0)
    scores: dict[str, Score] = {}
    for name, sheet, image in cases():
        if options.only not in name:
            continue
        content = encoded(image)
        start = _processor_s()
        reading = ocr.read(Document("1", content), limits, Budget.unlimited())
        text = "\n".join(text.text for text in reading.texts)
        score = scored(sheet, text, _processor_s() - start)
        if options.show and (score.markings_read < score.markings or score.rows_read < score.rows):
            print(name, image.size, sheet.markings, text, sep="\n")
        scores[name] = scores.get(name, Score()) + score
    print(f"{'pictures':26}{'':5}{'words':>9}{'wrong':>9}{'markings':>9}{'rows':>9}{'ms':>9}")
    for name, score in scores.items():
        print(score.line(name))
    print(sum(scores.values(), Score()).line("all"))


if __name__ == "__main__":
    main()
