"""
WordprocessingML (ECMA-376 part 1, section 17): what a reader sees, and what is only there.

Hidden are tracked deletions and moves, runs with a hiding property or style, white text on white, text of one or two points, the
codes of fields, and what controls, bookmarks and form fields carry besides their text.  List numbers are counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from dlp_service.extract.office.textml import TextHandler, is_default_name
from dlp_service.extract.office.wordlists import ListNumbers, NumberingHandler, whole
from dlp_service.extract.office.wordstyles import WordStyles
from dlp_service.extract.texts.xmlwalk import End, Start, attribute, is_on

DULL_BOOKMARK = re.compile(r"_(?:GoBack|Toc\d+|Ref\d+|Hlk\d+|MON_\d+|PictureBullets|dx_frag\w*|Hlt\d+)\Z|\Z")
LIGHT = frozenset({"", "auto", "FFFFFF", "ffffff", "FEFEFE", "fefefe"})
WHITE = frozenset({"FFFFFF", "ffffff", "FEFEFE", "fefefe"})
TINY_HALF_POINTS = 4
SYMBOL_FONTS = ("symbol", "wingdings", "webdings", "mt extra", "zapf")
GREEK = dict(
    zip(
        "ABCDEFGHIKLMNOPQRSTUWXYZabcdefghijklmnopqrstuvwxyz",
        "ΑΒΧΔΕΦΓΗΙΚΛΜΝΟΠΘΡΣΤΥΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
"""Letters of the Symbol font."""

BOXES = {0xF0FE: "☒", 0xF0FD: "☒", 0xF0A8: "☐", 0xF06F: "☐", 0xF0FC: "✓", 0xF0FB: "✗", 0xF052: "☑"}
PRIVATE = range(0xF000, 0xF100)


class WordHandler(TextHandler):
    """Reads documents, headers, notes, comments and building blocks."""

    def __init__(
        self, where: str = "body", styles: WordStyles | None = None, numbering: NumberingHandler | None = None
    ) -> None:
        super().__init__(where)
        self.styles = styles
        self.lists = ListNumbers(numbering) if numbering else None
        self.authors: list[str] = []
        self.targets: list[str] = []
        self.settings = 0
        self.changes = 0
        self.is_in_run = False
        self.hides: list[bool] = []
        self.run_hides = False
        self.style_hides = False
        self.is_white = self.is_tiny = self.is_dark = False
        self.vanish: bool | None = None
        self.dark_cells: list[bool] = []
        self.paragraph_dark = False
        self.page_dark = False
        self.box_depth = 0
        self.style = ""
        self.list_id = ""
        self.level = -1
        self.code: list[bool] = []
        self.form: list[str] = []
        self.form_choice = 0
        self.note_of = ""

    # --- text ------------------------------------------------------------------------------------

    def put(self, text: str) -> None:
        """Add a piece to the paragraph at hand, apart when anything hides it."""
        if not self.paragraphs:
            self.paragraphs.append(([], []))
        is_hidden = self.run_hides or self.hiding or (self.code and True in self.code)
        self.paragraphs[-1][1 if is_hidden else 0].append(text)

    def _start_code(self, _attributes: dict[str, str]) -> None:
        self.is_capturing = True
        self.hiding += 1

    def _end_code(self) -> None:
        self.is_capturing = False
        self.hiding -= self.hiding > 0

    def _space(self, _attributes: dict[str, str]) -> None:
        # Tab stops of a paragraph's settings bear the same name as a tab in the text.
        if self.settings == 0:
            # Headers set their left, middle and right part apart by tabs; inside a table a tab divides cells.
            self.put(" " if self.rows else "\t")

    def _hyphen(self, _attributes: dict[str, str]) -> None:
        self.put("-")

    def _symbol(self, attributes: dict[str, str]) -> None:
        try:
            code = int(attribute(attributes, "char"), 16)
            letter = chr(code)
        except (ValueError, OverflowError):
            return
        font = attribute(attributes, "font").lower()
        if code in PRIVATE and not font.startswith(SYMBOL_FONTS):
            letter = chr(code - PRIVATE.start)  # a font of letters shows its letter
        elif font == "symbol":
            letter = GREEK.get(chr(code & 0xFF), letter)
        self.put(BOXES.get(code, letter) if font.startswith("wing") else letter)

    def _fraction(self, _attributes: dict[str, str]) -> None:
        self.put("/")

    # --- paragraphs ------------------------------------------------------------------------------

    def start_paragraph(self, _attributes: dict[str, str]) -> None:
        """Begin a paragraph, perhaps inside another one (a text box)."""
        self.paragraphs.append(([], []))
        self.hides.append(self.run_hides)
        self.run_hides = self.style_hides = self.paragraph_dark = False
        self.style, self.list_id, self.level = "", "", -1
        if self.note_of:
            self.put(self.note_of)
            self.note_of = ""

    def end_paragraph(self) -> None:
        """End a paragraph."""
        super().end_paragraph()
        self.run_hides = self.hides.pop() if self.hides else False

    def _start_settings(self, _attributes: dict[str, str]) -> None:
        self.settings += 1

    def _end_settings(self) -> None:
        self.settings -= self.settings > 0
        self._style_paragraph()

    def _style_paragraph(self) -> None:
        """Apply the paragraph's style and list, once its settings are known."""
        list_id, level = self.list_id, self.level
        if self.styles:
            style = self.styles.resolved(self.style or self.styles.default)
            self.style_hides = bool(style.is_hidden)
            self.run_hides = self.style_hides
            if not list_id and style.list_id:
                list_id = style.list_id
                if self.lists and level < 0:
                    level = style.level if style.level >= 0 else self.lists.numbering.level_of(list_id, self.style)
        if self.lists and list_id not in {"", "0"} and self.paragraphs and not self.fallback_depth:
            number = self.lists.number(list_id, max(level, 0))
            if number:
                self.paragraphs[-1][0].append(number)

    def _paragraph_style(self, attributes: dict[str, str]) -> None:
        if not self.changes:
            self.style = attribute(attributes, "val")

    def _list(self, attributes: dict[str, str]) -> None:
        if not self.changes:
            self.list_id = attribute(attributes, "val")

    def _level(self, attributes: dict[str, str]) -> None:
        if not self.changes:
            self.level = whole(attribute(attributes, "val"))

    # --- runs ------------------------------------------------------------------------------------

    def _start_run(self, _attributes: dict[str, str]) -> None:
        self.is_in_run = True
        self.run_hides = self.style_hides
        self.is_white = self.is_tiny = self.is_dark = False
        self.vanish = None

    def _end_run(self) -> None:
        self.is_in_run = self.run_hides = False

    def _end_run_properties(self) -> None:
        if not self.is_in_run or self.settings or self.changes:
            return
        on_dark = (
            self.is_dark
            or self.page_dark
            or self.paragraph_dark
            or self.box_depth
            or (self.dark_cells and True in self.dark_cells)
        )
        vanishes = self.run_hides if self.vanish is None else self.vanish
        self.run_hides = bool(vanishes or self.is_tiny or (self.is_white and not on_dark))

    def _run_style(self, attributes: dict[str, str]) -> None:
        if self.styles and self.is_in_run and not self.changes:
            hides = self.styles.resolved(attribute(attributes, "val")).is_hidden
            self.run_hides = self.run_hides if hides is None else hides

    def _vanish(self, attributes: dict[str, str]) -> None:
        if not self.settings and not self.changes:
            self.vanish = bool(self.vanish) or is_on(attributes)

    def _color(self, attributes: dict[str, str]) -> None:
        if not self.changes:
            self.is_white = attribute(attributes, "val") in WHITE

    def _size(self, attributes: dict[str, str]) -> None:
        if not self.changes:
            self.is_tiny = 0 <= whole(attribute(attributes, "val")) <= TINY_HALF_POINTS

    def _highlight(self, attributes: dict[str, str]) -> None:
        if not self.changes:
            self.is_dark = attribute(attributes, "val") not in {"", "none", "white"}

    def _shading(self, attributes: dict[str, str]) -> None:
        is_dark = attribute(attributes, "fill") not in LIGHT
        if self.changes:
            return
        if self.is_in_run and not self.settings:
            self.is_dark = is_dark
        elif self.settings:
            self.paragraph_dark = is_dark
        elif self.dark_cells:
            self.dark_cells[-1] = is_dark

    def _background(self, attributes: dict[str, str]) -> None:
        self.page_dark = attribute(attributes, "color") not in LIGHT

    def _start_table(self, _attributes: dict[str, str]) -> None:
        self.dark_cells.append(False)

    def _end_table(self) -> None:
        if self.dark_cells:
            self.dark_cells.pop()

    def start_cell(self, _attributes: dict[str, str]) -> None:
        """Begin a cell."""
        self.dark_cells.append(False)
        if self.rows:
            self.rows[-1].append([])

    def _start_box(self, _attributes: dict[str, str]) -> None:
        self.box_depth += 1

    def _end_box(self) -> None:
        self.box_depth -= self.box_depth > 0

    # --- tracked changes -------------------------------------------------------------------------

    def _start_change(self, attributes: dict[str, str]) -> None:
        self.changes += 1
        self._author(attributes)

    def _end_change(self) -> None:
        self.changes -= self.changes > 0

    def _start_deleted(self, attributes: dict[str, str]) -> None:
        self._author(attributes)
        self.hiding += 1

    def _author(self, attributes: dict[str, str]) -> None:
        author = attribute(attributes, "author")
        if author and author not in self.authors[-RECENT_AUTHORS:]:
            self.authors.append(author)

    def _start_comment(self, attributes: dict[str, str]) -> None:
        author = attribute(attributes, "author")
        self.note_of = f"{author}: " if author else ""

    # --- fields, controls, forms -----------------------------------------------------------------

    def _field(self, attributes: dict[str, str]) -> None:
        kind = attribute(attributes, "fldCharType")
        if kind == "begin" and len(self.code) < MAX_FIELDS:
            self.code.append(True)
        elif kind == "separate" and self.code:
            self.code[-1] = False
        elif kind == "end" and self.code:
            self.code.pop()

    def _simple_field(self, attributes: dict[str, str]) -> None:
        self.hide(attribute(attributes, "instr"))

    def _value(self, attributes: dict[str, str]) -> None:
        value = attribute(attributes, "val")
        if value not in {"0", "1"}:
            self.hide(value)

    def _given_name(self, attributes: dict[str, str]) -> None:
        name = attribute(attributes, "val")
        if not is_default_name(name):
            self.hide(name)

    def _choice(self, attributes: dict[str, str]) -> None:
        shown, value = attribute(attributes, "displayText"), attribute(attributes, "value")
        self.hide(shown)
        if value != shown:
            self.hide(value)

    def _bookmark(self, attributes: dict[str, str]) -> None:
        name = attribute(attributes, "name")
        if not DULL_BOOKMARK.match(name):
            self.hide(name)

    def _link(self, attributes: dict[str, str]) -> None:
        for name in ("tooltip", "anchor", "docLocation"):
            text = attribute(attributes, name)
            if not DULL_BOOKMARK.match(text):
                self.hide(text)

    def _binding(self, attributes: dict[str, str]) -> None:
        for name in ("element", "name", "val"):
            self.hide(attribute(attributes, name))

    def _permission(self, attributes: dict[str, str]) -> None:
        self.hide(attribute(attributes, "ed"))

    def _signature_line(self, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if "suggestedsigner" in name or name.endswith("signinginstructions"):
                self.hide(value)

    def _start_form(self, _attributes: dict[str, str]) -> None:
        self.form, self.form_choice = [], 0

    def _form_result(self, attributes: dict[str, str]) -> None:
        self.form_choice = max(0, whole(attribute(attributes, "val")))

    def _form_entry(self, attributes: dict[str, str]) -> None:
        self.form.append(attribute(attributes, "val"))

    def _end_form(self) -> None:
        # The chosen entry of a drop-down field is shown, and stands nowhere else.
        for number, entry in enumerate(self.form):
            if number == self.form_choice and self.paragraphs:
                self.paragraphs[-1][0].append(entry)
            else:
                self.hide(entry)

    def _start_ruby(self, _attributes: dict[str, str]) -> None:
        # Reading aids stand above the words: between them they would break the words apart.
        self.paragraphs.append(([], []))

    def _end_ruby(self) -> None:
        super().end_paragraph()

    starts: ClassVar[Mapping[str, Start]] = {
        **TextHandler.starts,
        "delText": TextHandler.start_text,
        "instrText": _start_code,
        "delInstrText": _start_code,
        "tab": _space,
        "ptab": _space,
        "cr": TextHandler.start_break,
        "noBreakHyphen": _hyphen,
        "sym": _symbol,
        "den": _fraction,
        "p": start_paragraph,
        "pPr": _start_settings,
        "pStyle": _paragraph_style,
        "numId": _list,
        "ilvl": _level,
        "r": _start_run,
        "rStyle": _run_style,
        "vanish": _vanish,
        "webHidden": _vanish,
        "color": _color,
        "sz": _size,
        "highlight": _highlight,
        "shd": _shading,
        "background": _background,
        "tbl": _start_table,
        "tc": start_cell,
        "tblCaption": _value,
        "tblDescription": _value,
        "txbxContent": _start_box,
        "rPrChange": _start_change,
        "pPrChange": _start_change,
        "tblPrChange": _start_change,
        "trPrChange": _start_change,
        "tcPrChange": _start_change,
        "sectPrChange": _start_change,
        "ins": _author,
        "moveTo": _author,
        "del": _start_deleted,
        "moveFrom": _start_deleted,
        "comment": _start_comment,
        "fldChar": _field,
        "fldSimple": _simple_field,
        "alias": _value,
        "tag": _value,
        "listItem": _choice,
        "helpText": _value,
        "statusText": _value,
        "default": _value,
        "ffData": _start_form,
        "result": _form_result,
        "listEntry": _form_entry,
        "bookmarkStart": _bookmark,
        "hyperlink": _link,
        "customXml": _binding,
        "smartTag": _binding,
        "attr": _binding,
        "permStart": _permission,
        "signatureline": _signature_line,
        "rt": _start_ruby,
        "drawing": TextHandler.start_scope,
        "description": _value,
        "name": _given_name,
    }
    ends: ClassVar[Mapping[str, End]] = {
        **TextHandler.ends,
        "delText": TextHandler.end_text,
        "instrText": _end_code,
        "delInstrText": _end_code,
        "p": end_paragraph,
        "pPr": _end_settings,
        "r": _end_run,
        "rPr": _end_run_properties,
        "tbl": _end_table,
        "tc": _end_table,
        "txbxContent": _end_box,
        "rPrChange": _end_change,
        "pPrChange": _end_change,
        "tblPrChange": _end_change,
        "trPrChange": _end_change,
        "tcPrChange": _end_change,
        "sectPrChange": _end_change,
        "del": TextHandler.end_hidden,
        "moveFrom": TextHandler.end_hidden,
        "ffData": _end_form,
        "rt": _end_ruby,
        "drawing": TextHandler.end_scope,
    }


RECENT_AUTHORS = 32
MAX_FIELDS = 64
