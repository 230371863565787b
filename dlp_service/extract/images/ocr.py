"""
The words in pictures: a service that its own process runs, because it decodes images and starts the OCR engine.

The engine is Debian's tesseract, optional.  Measured choices (page layout, size of letters, threshold of confidence)
are in `docs/decisions/0028-ocr.md`; `python -m evaluations.ocr` repeats them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import OutOfTime
from dlp_service.extract.images import tesseract
from dlp_service.extract.images.pagelines import page_lines
from dlp_service.extract.images.paper import band_tops, dark_zones
from dlp_service.extract.images.pixels import NotDecoded, Page, TooManyPixels, frame_count, pages, pgm
from dlp_service.extract.images.tesseract import EngineFailed, Word
from dlp_service.extract.interface import Document, Reading
from dlp_service.values import Gap, GapReason, PartText

LAYOUT = 3
DPI = 150
CERTAIN = 80.0
CERTAIN_SHARE = 0.3
MIN_LETTERS = 10
MIN_LENGTH = 3
TRUST = 50.0
SIGN_TRUST = 80.0
LONG = 4


def is_available() -> str:
    """Return why no picture can be read here, empty when they can."""
    if not tesseract.program():
        return "no OCR is installed"
    if not tesseract.installed_languages(tesseract.program()):
        return "the OCR engine has no languages installed"
    return ""


def read(document: Document, limits: Limits, budget: Budget) -> Reading:
    """
    Return the text of an image, frame by frame (`!p2`), and a gap for what stayed dark.

    Raises:
        Cancelled: the caller went away.
    """
    page_reader = _PageReader(document, limits, budget)
    page_reader.run()
    return Reading(tuple(page_reader.texts), tuple(page_reader.gaps))


class _PageReader:
    """One image on its way through the engine."""

    def __init__(self, document: Document, limits: Limits, budget: Budget) -> None:
        self.document = document
        self.limits = limits
        self.budget = budget
        self.texts: list[PartText] = []
        self.gaps: list[Gap] = []

    def run(self) -> None:
        try:
            frames = frame_count(self.document.content)
            for page in pages(self.document.content, self.limits):
                self._page(page, f"!p{page.number}" if frames > 1 else "")
                if not self.budget.remaining() and page.number < frames:
                    self._gap(GapReason.TIMED_OUT, f"{page.number} of {frames} pages were read in the time for OCR")
                    return
        except NotDecoded as error:
            self._gap(GapReason.UNSUPPORTED, str(error))
            return
        except TooManyPixels as error:
            self._gap(GapReason.OVER_LIMIT, str(error))
            return
        except MemoryError:
            self._gap(GapReason.OVER_LIMIT, "an image that needs more memory than a reader may use")
            return
        if frames > self.limits.ocr_pages:
            self._gap(GapReason.OVER_LIMIT, f"more than {self.limits.ocr_pages} pages in an image")

    def _page(self, page: Page, unit: str) -> None:
        words: list[Word] = []
        try:
            self._collect(page.image, self.budget.at_most(self.limits.ocr_image_s), words)
        except OutOfTime:
            self._gap(GapReason.TIMED_OUT, "the image was not read to its end in the time for OCR", unit)
        except EngineFailed as error:
            self._gap(GapReason.DAMAGED, str(error), unit)
        if page.is_damaged:
            self._gap(GapReason.DAMAGED, "an image of which a part does not decode", unit)
        text = page_lines([word for word in words if is_trusted(word)], page.skew)
        if text:
            self.texts.append(PartText(self.document.path + unit, "body", text))

    def _collect(self, image: Image.Image, budget: Budget, found: list[Word]) -> None:
        """Read a page band by band, so that one that takes too long is read in part; upside down when that reads better."""
        first = self._recognise(_bands(image)[0][1], budget)
        if is_doubtful(first):
            turned = image.transpose(Image.Transpose.ROTATE_180)
            other = self._recognise(_bands(turned)[0][1], budget)
            if certain_letters(other) > certain_letters(first):
                image, first = turned, other
        for number, (top, band) in enumerate(_bands(image)):
            words = self._recognise(band, budget) if number else first
            found += [moved(word, number, top) for word in words]
            found += [moved(word, number, top) for word in self._on_dark(band, budget, words)]

    def _on_dark(self, band: Image.Image, budget: Budget, words: tuple[Word, ...]) -> list[Word]:
        """Return what stands light on the dark areas of a band, where nothing was read yet."""
        zones = dark_zones(band)
        if zones is None:
            return []
        more = (replace(word, line=(-1, *word.line)) for word in self._recognise(zones, budget) if is_trusted(word))
        return [word for word in more if not any(_overlap(word, other) for other in words)]

    def _recognise(self, image: Image.Image, budget: Budget) -> tuple[Word, ...]:
        languages = tesseract.languages_for(
            self.limits.ocr_languages, tesseract.installed_languages(tesseract.program())
        )
        return tesseract.recognise(pgm(image), languages, budget, layout=LAYOUT, dpi=DPI)

    def _gap(self, reason: GapReason, detail: str, unit: str = "") -> None:
        self.gaps.append(Gap(self.document.path + unit, reason, detail))


def _bands(image: Image.Image) -> list[tuple[int, Image.Image]]:
    tops = band_tops(image)
    ends = [*tops[1:], image.height]
    return [(top, image.crop((0, top, image.width, end))) for top, end in zip(tops, ends, strict=True)]


def is_doubtful(words: Sequence[Word]) -> bool:
    """Say whether next to nothing of what was read is certain: letters that stand on their heads look like that."""
    total = sum(len(word.text) for word in words)
    return total >= MIN_LETTERS and certain_letters(words) < CERTAIN_SHARE * total


def certain_letters(words: Sequence[Word]) -> int:
    """Return how many letters stand in words of some length that the engine is sure of."""
    return sum(len(word.text) for word in words if word.confidence >= CERTAIN and len(word.text) >= MIN_LENGTH)


def moved(word: Word, band: int, top: int) -> Word:
    """Return a word of a band with its place on the page."""
    return replace(word, line=(band, *word.line), top=word.top + top)


def _overlap(one: Word, other: Word) -> bool:
    """Say whether a word covers the middle of another."""
    x, y = one.left + one.width / 2, one.top + one.height / 2
    return other.left <= x <= other.left + other.width and other.top <= y <= other.top + other.height


def is_trusted(word: Word) -> bool:
    """
    Say whether a word is worth handing on.

    A longer word that the engine doubts is a marking or a name with a wrong letter more often than not; short ones
    and signs that it doubts are patterns of a photograph.
    """
    letters = sum(letter.isalnum() for letter in word.text)
    if letters >= LONG and letters * 4 >= len(word.text) * 3:
        return True
    return word.confidence >= (TRUST if letters else SIGN_TRUST)
