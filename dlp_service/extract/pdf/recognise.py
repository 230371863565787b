"""Text recognition of what a PDF shows as pictures: which pages need it, and what is said when it cannot be had."""

from __future__ import annotations

from dataclasses import dataclass, field

from dlp_service.budget import Budget
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.pdf.library import Handle, page_of
from dlp_service.extract.pdf.pages import PageReading, deactivate_texts
from dlp_service.extract.pdf.pictures import drawn, identity, is_material, large_pictures
from dlp_service.extract.pdf.visible import Surveyor
from dlp_service.values import GapReason

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
    """Pages noted while reading, looked at when all text is read: those that show nothing else first."""

    handle: Handle
    document: Document
    job: Job
    surveyor: Surveyor
    wanted: list[Wanted] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)

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

    def run(self, budget: Budget) -> None:
        """Have the pages looked at, at most as many as the limit says; what is not looked at is a gap."""
        has_reader = True
        limit = self.job.limits.pdf_ocr_pages
        for count, page in enumerate(sorted(self.wanted, key=lambda page: (page.urgency, page.number))):
            path = f"{self.document.path}!p{page.number}"
            if has_reader and count < limit:
                budget.check()
                has_reader = self._look(page, path)
            if not has_reader:
                detail = f"{page.reason} and no text recognition is installed"
                self.job.gap(path, GapReason.UNSUPPORTED, detail, "PDF", is_material=page.is_material)
            elif count >= limit:
                detail = f"more than {limit} pages with images"
                self.job.gap(path, GapReason.OVER_LIMIT, detail, "PDF", is_material=page.is_material)

    def _look(self, page: Wanted, path: str) -> bool:
        """Draw a page and have it read; False where nobody reads pictures."""
        with page_of(self.handle, page.number - 1) as loaded:
            survey = self.surveyor.survey(loaded)
            if not page.has_strange_text:
                deactivate_texts(survey)
            picture = drawn(loaded, large_pictures(survey))
        reading = self.job.ask("ocr", Document(path, picture, "image/png"))
        if reading is None:
            return False
        self.job.take(reading)
        return True
