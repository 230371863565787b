"""
The words in pictures: a service that its own process runs, because it decodes images and starts the OCR engine.

The engine is Debian's tesseract, optional.  Measured choices (page layout, size of letters, threshold of confidence)
are in `docs/decisions/0028-ocr.md`; `python -m evaluations.ocr` repeats them.
"""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import OutOfTime
from dlp_service.extract import tesseract
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.pagelines import page_lines
from dlp_service.extract.paper import dark_zones
from dlp_service.extract.pixels import NotDecoded, Page, TooManyPixels, frame_count, pages, pgm
from dlp_service.extract.tesseract import EngineFailed, Word
from dlp_service.values import Gap, GapReason, PartText

LAYOUT = 3
DPI = 150
CERTAIN = 80.0
CERTAIN_SHARE = 0.3
MIN_LETTERS = 20
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
        except NotDecoded as error:
            self._gap(GapReason.UNSUPPORTED, str(error))
            return
        except TooManyPixels as error:
            self._gap(GapReason.OVER_LIMIT, str(error))
            return
        except MemoryError:
            self._gap(GapReason.OVER_LIMIT, "an image that needs more memory than a reader may use")
            return
        except OutOfTime:
            return
        if frames > self.limits.ocr_pages:
            self._gap(GapReason.OVER_LIMIT, f"more than {self.limits.ocr_pages} pages in an image")

    def _page(self, page: Page, unit: str) -> None:
        budget = self.budget.at_most(self.limits.ocr_image_s)
        try:
            words = self._words(page, budget)
        except OutOfTime:
            self._gap(GapReason.TIMED_OUT, "the image was not read to its end in the time for OCR", unit)
            raise
        except EngineFailed as error:
            self._gap(GapReason.DAMAGED, str(error), unit)
            return
        if page.is_damaged:
            self._gap(GapReason.DAMAGED, "an image of which a part does not decode", unit)
        text = page_lines([word for word in words if is_trusted(word)], page.skew)
        if text:
            self.texts.append(PartText(self.document.path + unit, "body", text))

    def _words(self, page: Page, budget: Budget) -> tuple[Word, ...]:
        """Read a page, upside down when that reads better, and then what stands light on its dark areas."""
        words = self._recognise(page.image, budget)
        image = page.image
        if is_upside_down(words):
            image = image.transpose(Image.Transpose.ROTATE_180)
            words = self._recognise(image, budget)
        zones = dark_zones(image)
        if zones is None:
            return words
        return words + tuple(
            word
            for word in self._recognise(zones, budget)
            if is_trusted(word) and not any(_overlap(word, other) for other in words)
        )

    def _recognise(self, image: Image.Image, budget: Budget) -> tuple[Word, ...]:
        languages = tesseract.languages_for(
            self.limits.ocr_languages, tesseract.installed_languages(tesseract.program())
        )
        return tesseract.recognise(pgm(image), languages, budget, layout=LAYOUT, dpi=DPI)

    def _gap(self, reason: GapReason, detail: str, unit: str = "") -> None:
        self.gaps.append(Gap(self.document.path + unit, reason, detail))


def is_upside_down(words: Sequence[Word]) -> bool:
    """Say whether next to nothing of what was read is certain: letters that stand on their heads look like that."""
    certain = sum(len(word.text) for word in words if word.confidence >= CERTAIN and len(word.text) >= 3)
    total = sum(len(word.text) for word in words)
    return total >= MIN_LETTERS and certain < CERTAIN_SHARE * total


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
