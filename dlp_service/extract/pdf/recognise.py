"""Text recognition of what a PDF shows as pictures: which pages need it, and what is said when it cannot be had."""

from __future__ import annotations

from dataclasses import dataclass, field

from dlp_service.budget import Budget
from dlp_service.errors import OutOfTime
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.pdf.library import Handle, page_of
from dlp_service.extract.pdf.pages import PageReading, deactivate_texts
from dlp_service.extract.pdf.pictures import drawn, identity, is_material, large_pictures
from dlp_service.extract.pdf.table import share
from dlp_service.extract.pdf.visible import Surveyor
from dlp_service.values import GapReason

SERVICE = "ocr"
MIN_LAYER = 100
"""A page image under at least so many invisible characters has been recognised by whoever scanned it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that must be looked at: why, how urgently (0 first), and whether text is drawn too."""

    number: int
    reason: str
    urgency: int
    is_material: bool = True
    has_strange_text: bool = False


@dataclass(slots=True)
class Recognition:
    """Pages noted while reading, looked at when all text is read, those that show nothing else first; `is_alone` without OCR."""

    handle: Handle
    document: Document
    job: Job
    surveyor: Surveyor
    wanted: list[Wanted] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)
    is_alone: bool = False

    def note(self, reading: PageReading) -> None:
        """Note a page, which is still loaded, if it has something to look at."""
        pictures = large_pictures(reading.survey)
        number = reading.page.number
        if reading.is_unmapped:
            reason = "the page's fonts do not say what its letters are"
            self.wanted.append(Wanted(number, reason, 0, has_strange_text=True))
        elif reading.is_picture and (pictures or not reading.survey.pictures):
            if len(reading.page.hidden) >= MIN_LAYER:
                reason = "the page is an image with invisible text"
                self.wanted.append(Wanted(number, reason, 2, is_material=False))
            else:
                self.wanted.append(Wanted(number, "the page is an image", 0))
        else:
            new = [picture for picture in pictures if self._is_new(identity(picture))]
            if new:
                is_large = is_material(new, reading.survey.box)
                self.wanted.append(Wanted(number, "images on the page", 1, is_material=is_large))

    def _is_new(self, mark: bytes) -> bool:
        if mark and mark in self.seen:
            return False
        self.seen.add(mark)
        return True

    def run(self, part: float) -> None:
        """Have the pages looked at, in a part of the time left and up to the limit; each that is not is a gap."""
        limits = self.job.limits
        budget = share(self.job.budget, part).at_most(limits.ocr_document_s)
        for count, page in enumerate(sorted(self.wanted, key=lambda page: (page.urgency, page.number))):
            if count >= limits.pdf_ocr_pages:
                self._gap(page, GapReason.OVER_LIMIT, f"{page.reason}; more than {limits.pdf_ocr_pages} such pages")
            elif budget.remaining() <= 0:
                self._gap(page, GapReason.TIMED_OUT, f"{page.reason}; there was no time left for OCR")
            elif self.is_alone:
                self._gap(page, GapReason.UNSUPPORTED, f"{page.reason}; no OCR is installed")
            else:
                self._look(page, budget)

    def _gap(self, page: Wanted, reason: GapReason, detail: str) -> None:
        self.job.gap(f"{self.document.path}!p{page.number}", reason, detail, "PDF", is_material=page.is_material)

    def _look(self, page: Wanted, budget: Budget) -> None:
        """Draw a page and have it read."""
        with page_of(self.handle, page.number - 1) as loaded:
            survey = self.surveyor.survey(loaded)
            pictures = large_pictures(survey)
            if any(picture.width * picture.height > self.job.limits.image_pixels for picture in survey.pictures):
                detail = f"{page.reason}; an image of more than {self.job.limits.image_pixels} pixels"
                self._gap(page, GapReason.OVER_LIMIT, detail)
                return
            if not page.has_strange_text:
                deactivate_texts(survey)
            picture = drawn(loaded, pictures)
        outer, self.job.budget = self.job.budget, budget
        try:
            reading = self.job.ask(SERVICE, Document(f"{self.document.path}!p{page.number}", picture, "image/png"))
        except OutOfTime:
            self._gap(page, GapReason.TIMED_OUT, f"{page.reason}; there was no time left for OCR")
            return
        finally:
            self.job.budget = outer
        if reading is None:
            self.is_alone = True
            self._gap(page, GapReason.UNSUPPORTED, f"{page.reason}; no OCR is installed")
        else:
            self.job.take(reading)
