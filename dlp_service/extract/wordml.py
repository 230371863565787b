"""
WordprocessingML and DrawingML text: what is shown, and what is only there.

A paragraph is a line, a table row is a line with tabs between cells.  Deleted text that is still tracked, text
with the hidden attribute, field codes and alternative descriptions are kept apart as hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dlp_service.extract.xmlwalk import End, Start, XmlHandler, attribute, is_on

SPEAKING = ("descr", "title", "alt")


class WordHandler(XmlHandler):
    """
    Fills `shown`, `hidden` and `footers` with lines.

    The same elements occur in documents, headers, comments and slides (`a:p`, `a:t`, `a:tr`), so one handler reads them all.
    """

    def __init__(self, *, skip_placeholders: bool = False) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.footers: list[str] = []
        self.skip_placeholders = skip_placeholders
        self.is_hidden_slide = False
        self.paragraphs: list[tuple[list[str], list[str]]] = []
        self.rows: list[list[list[str]]] = []
        self.is_run_hidden = False
        self.deleted_depth = 0
        self.mark_depth = 0
        self.fallback_depth = 0
        self.is_shape_hidden = False
        self.placeholder = ""
        self.is_code = False

    # --- text ------------------------------------------------------------------------------------

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self._put(text)

    def _put(self, text: str) -> None:
        if not self.paragraphs:
            self.paragraphs.append(([], []))
        is_hidden = self.is_run_hidden or self.deleted_depth or self.is_code or self.is_shape_hidden
        self.paragraphs[-1][1 if is_hidden else 0].append(text)

    def _start_text(self, _attributes: dict[str, str]) -> None:
        self.is_capturing = True

    def _start_code(self, _attributes: dict[str, str]) -> None:
        self.is_capturing = self.is_code = True

    def _end_text(self) -> None:
        self.is_capturing = self.is_code = False

    def _space(self, _attributes: dict[str, str]) -> None:
        # Tab stops of a paragraph's settings bear the same name as a tab in the text.
        if self.mark_depth == 0:
            self._put(" ")

    def _break(self, _attributes: dict[str, str]) -> None:
        self._put(" " if self.rows else "\n")

    def _hyphen(self, _attributes: dict[str, str]) -> None:
        self._put("-")

    # --- paragraphs and tables -------------------------------------------------------------------

    def _start_paragraph(self, _attributes: dict[str, str]) -> None:
        self.paragraphs.append(([], []))

    def _start_note(self, _attributes: dict[str, str]) -> None:
        # The text of a comment or a drawing that knows no paragraphs.
        self.paragraphs.append(([], []))
        self.is_capturing = True

    def _end_note(self) -> None:
        self.is_capturing = False
        self._end_paragraph()

    def _end_paragraph(self) -> None:
        if not self.paragraphs:
            return
        shown, hidden = self.paragraphs.pop()
        self._line("".join(shown))
        text = "".join(hidden).strip()
        if text:
            self.hidden.append(text)

    def _line(self, text: str) -> None:
        line = text.strip(" ")
        if not line.strip():
            return
        if self.fallback_depth:
            if line not in self.shown[-50:]:
                self.hidden.append(line)
        elif self.skip_placeholders and self.placeholder not in {"", "ftr", "hdr"}:
            return
        elif self.placeholder in {"ftr", "hdr"}:
            self.footers.append(line)
        elif self.rows and self.rows[-1]:
            self.rows[-1][-1].append(line)
        else:
            self.shown.append(line)

    def _start_row(self, _attributes: dict[str, str]) -> None:
        self.rows.append([])

    def _start_cell(self, _attributes: dict[str, str]) -> None:
        if self.rows:
            self.rows[-1].append([])

    def _end_row(self) -> None:
        if not self.rows:
            return
        cells = [" ".join(cell) for cell in self.rows.pop()]
        text = "\t".join(cells)
        if not text.strip():
            return
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append(text)
        else:
            self.shown.append(text)

    # --- what hides ------------------------------------------------------------------------------

    def _start_run(self, _attributes: dict[str, str]) -> None:
        self.is_run_hidden = False

    def _end_run(self) -> None:
        self.is_run_hidden = False

    def _vanish(self, attributes: dict[str, str]) -> None:
        if self.mark_depth == 0:
            self.is_run_hidden = is_on(attributes)

    def _start_settings(self, _attributes: dict[str, str]) -> None:
        self.mark_depth += 1

    def _end_settings(self) -> None:
        self.mark_depth -= 1

    def _start_deleted(self, _attributes: dict[str, str]) -> None:
        self.deleted_depth += 1

    def _end_deleted(self) -> None:
        self.deleted_depth -= 1

    def _start_fallback(self, _attributes: dict[str, str]) -> None:
        self.fallback_depth += 1

    def _end_fallback(self) -> None:
        self.fallback_depth -= 1

    # --- drawings --------------------------------------------------------------------------------

    def _describe(self, attributes: dict[str, str]) -> None:
        for name in SPEAKING:
            text = attributes.get(name, "").strip()
            if text and text not in self.hidden[-20:]:
                self.hidden.append(text)

    def _shape_properties(self, attributes: dict[str, str]) -> None:
        self._describe(attributes)
        self.is_shape_hidden = attributes.get("hidden") in {"1", "true"}

    def _start_shape(self, _attributes: dict[str, str]) -> None:
        self.placeholder = ""
        self.is_shape_hidden = False

    def _end_shape(self) -> None:
        self.placeholder = ""
        self.is_shape_hidden = False

    def _placeholder(self, attributes: dict[str, str]) -> None:
        self.placeholder = attribute(attributes, "type") or "obj"

    def _word_art(self, attributes: dict[str, str]) -> None:
        # A watermark is an attribute of a drawing, not text.
        self._line(attribute(attributes, "string"))

    def _slide(self, attributes: dict[str, str]) -> None:
        self.is_hidden_slide = bool(attributes.get("show")) and not is_on(attributes, "show")

    starts: ClassVar[Mapping[str, Start]] = {
        "t": _start_text,
        "delText": _start_text,
        "instrText": _start_code,
        "delInstrText": _start_code,
        "v": _start_text,
        "text": _start_note,
        "Text": _start_note,
        "font": _start_note,
        "tab": _space,
        "ptab": _space,
        "br": _break,
        "cr": _break,
        "noBreakHyphen": _hyphen,
        "p": _start_paragraph,
        "pt": _start_paragraph,
        "tr": _start_row,
        "tc": _start_cell,
        "r": _start_run,
        "vanish": _vanish,
        "pPr": _start_settings,
        "del": _start_deleted,
        "moveFrom": _start_deleted,
        "Fallback": _start_fallback,
        "docPr": _describe,
        "cNvPr": _shape_properties,
        "shape": _describe,
        "sp": _start_shape,
        "ph": _placeholder,
        "textpath": _word_art,
        "sld": _slide,
    }
    ends: ClassVar[Mapping[str, End]] = {
        "t": _end_text,
        "delText": _end_text,
        "instrText": _end_text,
        "delInstrText": _end_text,
        "v": _end_text,
        "text": _end_note,
        "Text": _end_note,
        "font": _end_note,
        "p": _end_paragraph,
        "pt": _end_paragraph,
        "tr": _end_row,
        "r": _end_run,
        "pPr": _end_settings,
        "del": _end_deleted,
        "moveFrom": _end_deleted,
        "Fallback": _end_fallback,
        "sp": _end_shape,
    }

    def finish(self) -> None:
        """Close what a cut-off part left open."""
        while self.paragraphs:
            self._end_paragraph()
        while self.rows:
            self._end_row()
