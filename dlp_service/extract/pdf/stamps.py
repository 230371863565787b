"""Text that annotations draw: a stamp's words are in its appearance and need not be said anywhere else."""

from __future__ import annotations

import pypdfium2_raw as pdfium

from dlp_service.extract.job import Over
from dlp_service.extract.pdf.forms import field_texts, is_field
from dlp_service.extract.pdf.library import Handle, characters, page_of, text_of_page
from dlp_service.extract.pdf.lines import Page, joined
from dlp_service.extract.pdf.sweep import annotation_text
from dlp_service.extract.pdf.syntax import Dictionary, Ref
from dlp_service.extract.pdf.table import Table

MAX_DRAWN = 10_000
"""So many annotations of a page are drawn: each is laid into the page one by one, in thirty microseconds."""

SILENT = frozenset({"Link", "Popup"})


class Stamps:
    """Finds what annotations draw and neither they nor their page say; `pages` are the page objects."""

    def __init__(self, table: Table, pages: list[int]) -> None:
        self.table = table
        self.pages = pages

    def lines(self, document: Handle, page: Page, over: Over) -> list[str]:
        """Return the lines that only show when annotations are drawn; pdfium's page changes for good."""
        annotations = self._drawn(page.number, over)
        if not annotations:
            return []
        said = " ".join([line.text for line in page.lines] + [page.hidden] + self._said(annotations))
        known = _key(said)
        return [line for line in _flattened(document, page.number - 1) if _key(line) not in known]

    def _drawn(self, number: int, over: Over) -> list[Dictionary]:
        if number > len(self.pages):
            return []
        items = self.table.array(self.table.dictionary(Ref(self.pages[number - 1])).get("Annots"))
        if len(items) > MAX_DRAWN:
            over(f"more than {MAX_DRAWN} annotations that may draw text")
        found = [self.table.dictionary(item) for item in items[:MAX_DRAWN]]
        return [item for item in found if "AP" in item and item.get("Subtype") not in SILENT]

    def _said(self, annotations: list[Dictionary]) -> list[str]:
        found: list[str] = []
        for item in annotations:
            found.append(annotation_text(item, self.table))
            parent = self.table.dictionary(item.get("Parent"))
            for field in (item, parent):
                if is_field(field):
                    found += [text for _, text in field_texts(field, self.table)]
        return found


def _key(text: str) -> str:
    return "".join(text.casefold().split())


def _flattened(document: Handle, index: int) -> list[str]:
    """Return the lines of a page with its annotations laid into it."""
    with page_of(document, index) as page:
        if not page:
            return []
        for last in range(pdfium.FPDFPage_GetAnnotCount(page), MAX_DRAWN, -1):
            pdfium.FPDFPage_RemoveAnnot(page, last - 1)
        if pdfium.FPDFPage_Flatten(page, 0) != 1:
            return []
    with page_of(document, index) as page:
        if not page:
            return []
        with text_of_page(page) as text:
            lines = characters(text).replace("\r", "\n").split("\n")
    return list(dict.fromkeys(joined(line.strip()) for line in lines if line.strip()))
