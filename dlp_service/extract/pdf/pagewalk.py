"""The pages of a PDF, one after the other, by pdfium: in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2_raw as pdfium

from dlp_service.budget import Budget
from dlp_service.errors import OutOfTime
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.pdf.guard import Drawing, defused, unlooped
from dlp_service.extract.pdf.layers import hidden_forms, hidden_layers, without_streams
from dlp_service.extract.pdf.library import Handle, NotOpened, opened, page_of
from dlp_service.extract.pdf.lines import NEIGHBOURS, Page, sorted_lines
from dlp_service.extract.pdf.marked import Marked
from dlp_service.extract.pdf.pages import PageReading, read_page
from dlp_service.extract.pdf.recognise import Recognition
from dlp_service.extract.pdf.revisions import new_texts
from dlp_service.extract.pdf.salvage import rebuilt
from dlp_service.extract.pdf.stamps import Stamps
from dlp_service.extract.pdf.table import Table, read_table, share
from dlp_service.extract.pdf.tree import PageTree, read_tree
from dlp_service.extract.pdf.visible import Surveyor
from dlp_service.values import GapReason, PartText

PAGES_SHARE = 0.6
"""Of the time left, so much may go into pages; attached files and earlier revisions come after them."""

OCR_SHARE = 0.9
OCR_BESIDE_FILES = 0.6
"""Of the time left after all pages were read, so much may go into their pictures; attached files come afterwards."""

MAX_LOOSE = 200
TAIL = 2048


def read_pages(document: Document, job: Job) -> None:
    """Read the pages of a file that is not encrypted, those outside its page tree too, and have its pictures looked at."""
    _Walk(document, job).run(looks_at_pictures=True)


def read_old_pages(document: Document, job: Job) -> None:
    """Read the pages of an earlier revision; its pictures are not looked at again."""
    _Walk(document, job).run(looks_at_pictures=False)


@dataclass(slots=True)
class _Source:
    """A file that pdfium opened, with the objects of its pages where they are known."""

    handle: Handle
    pages: list[int]


class _Walk:
    """The reading of one file's pages."""

    def __init__(self, document: Document, job: Job) -> None:
        self.document = document
        self.job = job
        limits = job.limits
        self.table: Table = read_table(document.content, limits.file_bytes, job.budget)
        self.tree: PageTree = read_tree(self.table, limits.pdf_pages)
        harmless, bombs = defused(self.table, limits.file_bytes, limits.total_bytes, job.budget)
        if bombs:
            job.gap(document.path, GapReason.OVER_LIMIT, "a stream that unpacks to more than is read", "PDF")
        self.table.move(unlooped(self.table, harmless, job.budget))
        self.retried: set[int] = set()
        self.unseen_forms = hidden_forms(self.table)
        self.shown = without_streams(self.table, self.unseen_forms) if self.unseen_forms else self.table.content
        self.surveyor = Surveyor(hidden_layers(self.table))
        self.marked = Marked(self.table)
        self._gap_if_unread(document.path, "a drawing in a page")
        self.drawing = Drawing(self.table, limits.file_bytes)

    def run(self, *, looks_at_pictures: bool) -> None:
        """Read the pages within their share of the time."""
        job = self.job
        budget = share(job.budget, PAGES_SHARE)
        try:
            with self._opened() as source:
                if source:
                    self._read_tree(source, budget, looks_at_pictures=looks_at_pictures)
            if self.unseen_forms:
                self._read_more(self.table.content, budget, at_page=True)
            if self.tree.loose:
                self._read_loose(budget)
        except OutOfTime:
            job.budget.check()
            job.gap(self.document.path, GapReason.TIMED_OUT, "not all pages were read in time", "PDF")
        for what in self.table.left_out:
            job.gap(self.document.path, GapReason.OVER_LIMIT, what, "PDF")

    @contextmanager
    def _opened(self) -> Iterator[_Source | None]:
        """Open the file, or else the file as rebuilt from its objects; None where neither opens."""
        path, job = self.document.path, self.job
        with _try_open(self.shown) as handle:
            if handle and (pdfium.FPDF_GetPageCount(handle) > 0 or not self.tree.loose):
                self._gap_if_damaged(handle)
                yield _Source(handle, self.tree.pages)
                return
        job.gap(path, GapReason.DAMAGED, "a PDF that does not open as it is", "PDF")
        pages, limit = self.tree.pages + self.tree.loose, job.limits.pdf_pages
        if len(pages) > limit:
            job.gap(path, GapReason.OVER_LIMIT, f"more than {limit} pages", "PDF")
        pages = pages[:limit]
        self.tree.loose = []
        with _try_open(rebuilt(self.table, pages)) as handle:
            yield _Source(handle, pages) if handle else None

    def _gap_if_damaged(self, handle: Handle) -> None:
        path, tail = self.document.path, self.document.content[-TAIL:]
        if b"%%EOF" not in tail and b"startxref" not in tail:
            self.job.gap(path, GapReason.DAMAGED, "a PDF that was cut off", "PDF")
        elif not pdfium.FPDF_DocumentHasValidCrossReferenceTable(handle):
            detail = "a PDF whose cross-reference table had to be rebuilt"
            self.job.gap(path, GapReason.DAMAGED, detail, "PDF", is_material=False)

    def _read_tree(self, source: _Source, budget: Budget, *, looks_at_pictures: bool) -> None:
        job, limit = self.job, self.job.limits.pdf_pages
        count = pdfium.FPDF_GetPageCount(source.handle)
        if count > limit:
            job.gap(self.document.path, GapReason.OVER_LIMIT, f"more than {limit} pages", "PDF")
        recognition = Recognition(source.handle, self.document, job, self.surveyor)
        stamps = Stamps(self.table, source.pages)
        pages = self._readings(source, min(count, limit), recognition, budget)
        try:
            self._emit(self._stamped(source, reading, stamps) for reading in pages)
        finally:
            # Also when time runs out: pages that were noted are looked at or reported.
            if looks_at_pictures:
                has_files = next(self.table.having(b"/EF"), None) is not None
                recognition.run(OCR_BESIDE_FILES if has_files else OCR_SHARE)

    def _readings(self, source: _Source, count: int, recognition: Recognition, budget: Budget) -> Iterator[PageReading]:
        for index in range(count):
            budget.check()
            path = self._path(index + 1)
            if index < len(source.pages) and self.drawing.is_too_much(source.pages[index]):
                self.job.gap(path, GapReason.OVER_LIMIT, "a page that draws too much", "PDF")
                continue
            with page_of(source.handle, index) as page:
                if not page:
                    self._not_opened(source, index)
                    continue
                over = self.job.over(path, "PDF")
                is_known = index < len(source.pages)
                said, is_replaced = self.marked.said(source.pages[index], over) if is_known else ([], True)
                reading = read_page(page, index + 1, self.surveyor, has_replacements=is_replaced)
                self._gap_if_unread(path, "a page")
                self._add_unsaid(reading, said)
                recognition.note(reading)
            if reading.survey.is_cut:
                self.job.gap(path, GapReason.OVER_LIMIT, "more drawn objects than are looked at", "PDF")
            yield reading

    def _gap_if_unread(self, path: str, what: str) -> None:
        """Say that descriptions looked at just now do not unpack."""
        for reason in self.marked.taken_unread():
            self.job.gap(path, reason, f"{what} whose description does not unpack", "PDF")

    def _add_unsaid(self, reading: PageReading, said: list[str]) -> None:
        """Add what a page's description says of its parts and the page itself does not."""
        known = " ".join(line.text for line in reading.page.lines)
        texts = [text for text in said if text not in known and text not in reading.page.hidden]
        self.job.text(self._path(reading.page.number), "hidden", "\n".join(texts))

    def _not_opened(self, source: _Source, index: int) -> None:
        """Say that a page does not open; it is tried again with those outside the page tree."""
        self.job.gap(self.document.path, GapReason.DAMAGED, "a page that does not open", "PDF")
        if index < len(source.pages) and source.pages[index] not in self.retried:
            self.retried.add(source.pages[index])
            self.tree.loose.append(source.pages[index])

    def _stamped(self, source: _Source, reading: PageReading, stamps: Stamps) -> Page:
        page = reading.page
        path = self._path(page.number)
        for line in stamps.lines(source.handle, page, self.job.over(path, "PDF")):
            self.job.text(path, "comment", line)
        return page

    def _path(self, page: int) -> str:
        return f"{self.document.path}!p{page}"

    def _emit(self, pages: Iterator[Page]) -> None:
        """Add the texts of pages, each when its following neighbours are known."""
        held: list[Page] = []
        done = 0
        try:
            for page in pages:
                held.append(page)
                if len(held) - done > NEIGHBOURS:
                    self._emit_one(held, done)
                    done += 1
                if done > NEIGHBOURS:
                    del held[0]
                    done -= 1
        finally:
            # Also when time runs out: what was read so far counts.
            for index in range(done, len(held)):
                self._emit_one(held, index)

    def _emit_one(self, held: list[Page], index: int) -> None:
        page = held[index]
        around = held[max(0, index - NEIGHBOURS) : index] + held[index + 1 : index + 1 + NEIGHBOURS]
        found = sorted_lines(page, around)
        path = self._path(page.number)
        self.job.text(path, "page_header", found.header)
        self.job.text(path, "body", found.body)
        self.job.text(path, "footer", found.footer)
        self.job.text(path, "hidden", page.hidden)

    def _read_loose(self, budget: Budget) -> None:
        """Read pages that no page tree shows: deleted ones and templates."""
        job, path = self.job, self.document.path
        pages = [number for number in self.tree.loose[:MAX_LOOSE] if not self.drawing.is_too_much(number)]
        if len(pages) < min(MAX_LOOSE, len(self.tree.loose)):
            job.gap(path, GapReason.OVER_LIMIT, "a page that draws too much", "PDF")
        if len(self.tree.loose) > MAX_LOOSE:
            job.gap(path, GapReason.OVER_LIMIT, f"more than {MAX_LOOSE} pages outside the page tree", "PDF")
        self._read_more(rebuilt(self.table, pages), budget, at_page=False)

    def _read_more(self, content: bytes, budget: Budget, *, at_page: bool) -> None:
        """Add as hidden what another form of the file shows beyond what was read already."""
        found = []
        with _try_open(content) as handle:
            count = pdfium.FPDF_GetPageCount(handle) if handle else 0
            for index in range(min(count, self.job.limits.pdf_pages)):
                budget.check()
                with page_of(handle, index) as page:
                    if page:
                        reading = read_page(page, index + 1, self.surveyor)
                        lines = [line.text for line in reading.page.lines] + [reading.page.hidden]
                        path = self._path(index + 1) if at_page else self.document.path
                        if reading.survey.is_cut:
                            self.job.gap(path, GapReason.OVER_LIMIT, "more drawn objects than are looked at", "PDF")
                        found.append(PartText(path, "hidden", "\n".join(lines)))
        for text in list(new_texts(found, self.job.texts)):
            self.job.text(text.path, text.where, text.text)


@contextmanager
def _try_open(content: bytes) -> Iterator[Handle | None]:
    """Open a file; None where it does not open."""
    try:
        manager = opened(content)
        handle = manager.__enter__()
    except NotOpened:
        yield None
        return
    try:
        yield handle
    finally:
        manager.__exit__(None, None, None)
