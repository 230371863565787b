"""
Everything else that OpenDocument parts say: pages, headers, shapes, forms, styles, properties, settings.

One handler reads all parts of a document, and a flat file, which is all parts in one: names are told
apart by what they stand in, because prefixes are the writer's choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from dlp_service.extract.job import Job
from dlp_service.extract.opendocument.odfnames import page_of, spelt_out
from dlp_service.extract.opendocument.odfstyles import StyleBook
from dlp_service.extract.opendocument.odftable import TableHandler
from dlp_service.extract.opendocument.odftext import Opened, TextHandler, local_names
from dlp_service.extract.texts.xmlwalk import End, Start, attribute
from dlp_service.values import GapReason

ORDER = ("page_header", "body", "cell", "footer", "note", "comment", "property", "hidden", "formula")
MARGINS = frozenset({"page_header", "footer"})
"""Said on every kind of page, and enough when read once."""

FRAMES = {"header": "page_header", "footer": "footer", "notes": "note"}
PROMPTS = frozenset({"title", "subtitle", "outline", "text", "notes", "object", "page", "handout"})
DULL = frozenset({"generator", "editing-cycles", "editing-duration", "document-statistic", "hyperlink-behaviour"})
"""Statistics that every writer fills in."""

SETTINGS = frozenset(
    {
        "PrinterName",
        "CurrentDatabaseDataSource",
        "CurrentDatabaseCommand",
        "EmbeddedDatabaseName",
    }
)
"""The settings that name something outside the document; the others switch or measure."""

SHAPES = (
    "frame",
    "custom-shape",
    "rect",
    "line",
    "polyline",
    "polygon",
    "path",
    "circle",
    "ellipse",
    "connector",
    "caption",
    "measure",
    "g",
    "control",
    "regular-polygon",
    "scene",
    "page-thumbnail",
)
AREAS = ("area-rectangle", "area-circle", "area-polygon")
CONTROLS = (
    "textarea",
    "formatted-text",
    "password",
    "file",
    "fixed-text",
    "combobox",
    "listbox",
    "button",
    "checkbox",
    "radio",
    "grid",
    "column",
    "generic-control",
    "option",
    "item",
    "form",
    "image-frame",
    "value-range",
)
DATA_STYLES = (
    "number-style",
    "currency-style",
    "percentage-style",
    "date-style",
    "time-style",
    "boolean-style",
    "text-style",
)
FORMAT_WORD = re.compile(r"[^\W\d_]{4}")
"""What people write into a number format; shorter ones are units, currencies and hours."""

SHEET_PAGE = "PageStyle_"
LINKED = (
    "image",
    "object",
    "object-ole",
    "plugin",
    "applet",
    "floating-frame",
    "event-listener",
    "sound",
    "audio",
    "fill-image",
    "auto-reload",
    "file-based-database",
    "connection-resource",
    "component",
    "font-face-uri",
)


class OdfHandler(TableHandler):
    """Reads any part of an OpenDocument file; `emit` gives what was found to the job."""

    handles_all: ClassVar[bool] = True

    def __init__(self, book: StyleBook, limit: int, kind: str = "text") -> None:
        super().__init__(book, limit)
        self.pages = 0
        self.is_in_master = False
        self.hidden_layers: set[str] = set()
        self.page_where = "slide"
        self.is_automatic = False
        self.format: list[str] = []
        self.masters: list[str] = []
        self._be(kind)

    # --- the kind of document --------------------------------------------------------------------

    def _be(self, kind: str) -> None:
        if self.is_in("body"):
            self.opened[-1].name = kind
        self.is_spreadsheet = kind == "spreadsheet"
        self.is_page_white = kind in {"text", "spreadsheet"}
        self.page_where = "slide" if kind == "presentation" else "page"

    def _start_body(self, _attributes: dict[str, str]) -> None:
        self.open("body")

    def _start_spreadsheet(self, _attributes: dict[str, str]) -> None:
        self._be("spreadsheet")

    def _start_presentation(self, _attributes: dict[str, str]) -> None:
        self._be("presentation")

    def _start_drawing(self, _attributes: dict[str, str]) -> None:
        self._be("drawing")

    def _start_chart(self, _attributes: dict[str, str]) -> None:
        self._be("chart")

    def _start_text(self, attributes: dict[str, str]) -> None:
        # The first child of the body says what the document is; a field for text in a form has the same name.
        if self.is_in("body") and not self.opened[-1].name:
            self._be("text")
        elif self.is_in("data-style"):
            self.open("format", takes=True)
        elif attributes:
            self._control(attributes)

    def _end_text(self) -> None:
        if self.is_in("format"):
            self.format.append(self.close().text())

    # --- pages -----------------------------------------------------------------------------------

    def _start_master(self, attributes: dict[str, str]) -> None:
        self.open("master")
        self.masters.append(_shown_name(local_names(attributes)))
        self.is_in_master = True

    def _end_master(self) -> None:
        self.close()
        self.is_in_master = False

    def _start_header(self, attributes: dict[str, str]) -> None:
        self._start_margin("page_header", attributes)

    def _start_footer(self, attributes: dict[str, str]) -> None:
        self._start_margin("footer", attributes)

    def _start_margin(self, where: str, attributes: dict[str, str]) -> None:
        """Begin a header or footer; one that is switched off stays in the file."""
        self.open("margin")
        is_off = attribute(attributes, "display") == "false"
        self.targets.append(self.lines("hidden" if is_off else where))

    def _end_margin(self) -> None:
        self.unaim()
        self.close()

    def _start_margin_text(self, where: str) -> None:
        self.open("leaf", takes=True)
        self.targets.append(self.lines(where))

    def _start_header_text(self, _attributes: dict[str, str]) -> None:
        self._start_margin_text("page_header")

    def _start_footer_text(self, _attributes: dict[str, str]) -> None:
        self._start_margin_text("footer")

    def _end_margin_text(self) -> None:
        self.end_leaf()
        self.unaim()

    def _start_page(self, attributes: dict[str, str]) -> None:
        self.open("page")
        self.pages += 1
        self.unit = f"{self.page_where}{self.pages}"
        is_hidden = self.book.is_page_hidden(attribute(attributes, "style-name"))
        self.targets.append(self.lines("hidden" if is_hidden else "body"))
        name = attribute(attributes, "name")
        if name and name.lower().strip("0123456789 ") not in {"page", "slide"}:
            self.put(f"page={name}", self.lines("property"))
        self.link(attributes)

    def _end_page(self) -> None:
        self.unaim()
        self.close()
        self.unit = ""

    def _start_notes(self, _attributes: dict[str, str]) -> None:
        self.open("notes")
        self.aim("note")

    def _end_notes(self) -> None:
        self.unaim()
        self.close()

    def _layer(self, attributes: dict[str, str]) -> None:
        if attribute(attributes, "display") in {"none", "printer"}:
            self.hidden_layers.add(attribute(attributes, "name"))
        self.named(attribute(attributes, "name"))

    def _show(self, attributes: dict[str, str]) -> None:
        self.named(attribute(attributes, "name"))

    # --- shapes ----------------------------------------------------------------------------------

    def _start_shape(self, attributes: dict[str, str]) -> None:
        self.open("shape")
        self.grounds += 1
        said = local_names(attributes)
        kind = said.get("class", "")
        is_hidden = said.get("layer") in self.hidden_layers or said.get("display") in {"none", "printer"}
        if is_hidden or (self.is_in_master and kind in PROMPTS):
            self.targets.append(self.lines("hidden"))
        elif kind in FRAMES:
            self.aim(FRAMES[kind])
        else:
            self.keep_aim()
        self.named(said.get("name", ""))
        self.link(said)

    def _end_shape(self) -> None:
        self.unaim()
        self.close()
        self.grounds -= self.grounds > 0

    def _start_title(self, _attributes: dict[str, str]) -> None:
        if self.is_in("paragraph"):
            self.open("paragraph-field", takes=True)
        else:
            self.open("leaf", takes=True, name="title" if self.is_in("meta") else "")

    def _end_title(self) -> None:
        if self.is_in("paragraph-field"):
            # The field that shows the document's title stands inside a line.
            text = self.close().text()
            self._write(text)
        elif self.is_in("leaf") and not self.opened[-1].name:
            self.hide(self.close().text())
        else:
            self.end_leaf()

    def _start_description(self, _attributes: dict[str, str]) -> None:
        self.open("description", takes=True)

    def _end_description(self) -> None:
        self.hide(self.close().text())

    def _start_area(self, attributes: dict[str, str]) -> None:
        self.open("shape")
        self.link(attributes)

    def _start_file(self, _attributes: dict[str, str]) -> None:
        self.open("file", takes=True)

    def _end_file(self) -> None:
        self.files.append((f"file{len(self.files) + 1}", self.close().text()))

    # --- forms -----------------------------------------------------------------------------------

    def _control(self, attributes: dict[str, str]) -> None:
        for name in ("label", "current-value", "value"):
            value = attribute(attributes, name)
            if value and value not in self.lines(self.body_where)[-1:]:
                self.put(value, self.lines(self.body_where))
        for name in ("title", "help-text", "command", "datasource", "list-source"):
            self.hide(attribute(attributes, name))
        self.named(attribute(attributes, "name"))
        self.link(attributes)

    def _start_date(self, attributes: dict[str, str]) -> None:
        """Begin a date: a property, a field in a line, or a control of a form."""
        if self.is_in("meta"):
            self.open("leaf", takes=True, name="date")
        elif attributes and not self.is_capturing:
            self._control(attributes)

    def _unseen_control(self, attributes: dict[str, str]) -> None:
        self.hide(attribute(attributes, "value"))

    def _form_property(self, attributes: dict[str, str]) -> None:
        value = attribute(attributes, "string-value")
        if " " in value:
            self.hide(value)

    def _query(self, attributes: dict[str, str]) -> None:
        for name in ("name", "command", "description", "title", "user-name", "database-name", "hostname"):
            self.hide(attribute(attributes, name))
        self.link(attributes)

    # --- properties and settings -----------------------------------------------------------------

    def _start_meta(self, attributes: dict[str, str]) -> None:
        # `text:meta` stands around text; `office:meta` has no attributes and holds the properties.
        if attributes or self.is_capturing:
            self._open_part()
        else:
            self.open("meta")

    def _open_part(self) -> None:
        """Begin an element inside a line: what it takes belongs to the line."""
        line = self.opened[-1] if self.opened else Opened("")
        if line.takes:
            part = self.open("paragraph-part", takes=True)
            part.shown, part.hidden, part.ink = line.shown, line.hidden, line.ink
        else:
            self.open("silent")

    def _user_defined(self, attributes: dict[str, str]) -> None:
        if self.is_in("meta"):
            self.open("leaf", takes=True, name=attribute(attributes, "name") or "user-defined")
        else:
            self._open_part()

    def _end_user_defined(self) -> None:
        if self.is_in("leaf"):
            self.end_leaf()
        else:
            self.close()

    def comment(self, text: str) -> None:
        """Take a comment, which no office program shows and every unpacker does."""
        self.hide(text)

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a property of the document that has no rule of its own."""
        if self.is_in("meta", "leaf") and (self.opened[0].kind == "meta" or self.opened[-1].name):
            self.open("leaf", takes=True, name=name)
            self.link(attributes)

    def any_end(self, name: str) -> None:
        """End it."""
        if self.is_in("leaf") and self.opened[-1].name == name:
            if name in DULL:
                self.close()
            else:
                self.end_leaf()

    def _start_setting(self, attributes: dict[str, str]) -> None:
        self.open("setting", takes=True, name=attribute(attributes, "name"))

    def _end_setting(self) -> None:
        entry = self.close()
        if entry.name in SETTINGS:
            self.prop(entry.name, entry.text())

    def _start_automatic(self, _attributes: dict[str, str]) -> None:
        self.is_automatic = True

    def _end_automatic(self) -> None:
        self.is_automatic = False

    def _style(self, attributes: dict[str, str]) -> None:
        said = local_names(attributes)
        self.book.define(said)
        # Automatic styles are numbered, or called after the table that they belong to.
        if not self.is_automatic:
            self.named(page_of(_shown_name(said)))

    def _list_style(self, attributes: dict[str, str]) -> None:
        if not self.is_automatic:
            self.named(page_of(_shown_name(local_names(attributes))))

    def _template(self, attributes: dict[str, str]) -> None:
        self.link(attributes)
        self.named(attribute(attributes, "title"))

    def _start_data_style(self, _attributes: dict[str, str]) -> None:
        self.open("data-style")
        self.format = []

    def _end_data_style(self) -> None:
        self.close()
        self.hide(" ".join(word for word in self.format if FORMAT_WORD.search(word)))

    def _start_currency(self, _attributes: dict[str, str]) -> None:
        self.open("format", takes=True)

    def _properties(self, attributes: dict[str, str]) -> None:
        self.book.properties(attributes)

    def _page_ground(self, attributes: dict[str, str]) -> None:
        self.book.page_ground(attributes)

    starts: ClassVar[Mapping[str, Start]] = {
        **TableHandler.starts,
        **dict.fromkeys(SHAPES, _start_shape),
        **dict.fromkeys(AREAS, _start_area),
        **dict.fromkeys(CONTROLS, _control),
        **dict.fromkeys(LINKED, TextHandler.link),
        "body": _start_body,
        "spreadsheet": _start_spreadsheet,
        "presentation": _start_presentation,
        "drawing": _start_drawing,
        "chart": _start_chart,
        "template": _template,
        "automatic-styles": _start_automatic,
        "list-style": _list_style,
        **dict.fromkeys(DATA_STYLES, _start_data_style),
        "currency-symbol": _start_currency,
        "show": _show,
        "text": _start_text,
        **dict.fromkeys(("date", "time", "number"), _start_date),
        "master-page": _start_master,
        "handout-master": _start_master,
        **dict.fromkeys(("header", "header-left", "header-first"), _start_header),
        **dict.fromkeys(("footer", "footer-left", "footer-first"), _start_footer),
        "header-decl": _start_header_text,
        "footer-decl": _start_footer_text,
        "date-time-decl": _start_footer_text,
        "page": _start_page,
        "notes": _start_notes,
        "layer": _layer,
        "title": _start_title,
        "desc": _start_description,
        "binary-data": _start_file,
        "hidden": _unseen_control,
        "property": _form_property,
        "list-value": _form_property,
        "query": _query,
        "table-representation": _query,
        "login": _query,
        "server-database": _query,
        "meta": _start_meta,
        "user-defined": _user_defined,
        "config-item": _start_setting,
        "style": _style,
        **dict.fromkeys(
            (
                "text-properties",
                "paragraph-properties",
                "table-properties",
                "table-cell-properties",
                "graphic-properties",
                "drawing-page-properties",
                "properties",
            ),
            _properties,
        ),
        "page-layout-properties": _page_ground,
    }
    ends: ClassVar[Mapping[str, End]] = {
        **TableHandler.ends,
        **dict.fromkeys(SHAPES, _end_shape),
        **dict.fromkeys(AREAS, TextHandler.end_opened),
        "body": TextHandler.end_opened,
        "text": _end_text,
        "currency-symbol": _end_text,
        "automatic-styles": _end_automatic,
        **dict.fromkeys(DATA_STYLES, _end_data_style),
        "master-page": _end_master,
        "handout-master": _end_master,
        **dict.fromkeys(("header", "header-left", "header-first"), _end_margin),
        **dict.fromkeys(("footer", "footer-left", "footer-first"), _end_margin),
        "header-decl": _end_margin_text,
        "footer-decl": _end_margin_text,
        "date-time-decl": _end_margin_text,
        "page": _end_page,
        "notes": _end_notes,
        "title": _end_title,
        "desc": _end_description,
        "binary-data": _end_file,
        "meta": TextHandler.end_opened,
        "user-defined": _end_user_defined,
        "config-item": _end_setting,
    }

    # --- the end ---------------------------------------------------------------------------------

    def finish(self) -> None:
        """Close what a cut-off part left open, so that its last words count."""
        while self.opened:
            entry = self.close()
            text = entry.text()
            if entry.kind == "file":
                continue
            if entry.kind in {"paragraph", "leaf", "code"}:
                self.put(text)
        while self.tables:
            self._end_cell()
            self._end_row()
            self.unit = self.tables.pop().unit_before
        self.targets.clear()
        self.struck.clear()
        self.unit = ""
        self.grounds = self.cells = 0

    def _name_masters(self) -> None:
        sheets = {unit for unit, _ in self.found}
        for master in self.masters:
            # A spreadsheet has one for each sheet, called after it.
            if master.removeprefix(SHEET_PAGE) not in sheets:
                self.named(master)

    def emit(self, job: Job, path: str) -> None:
        """Add the texts of all units, each in a reader's order."""
        self._name_masters()
        if self.is_cut:
            job.gap(path, GapReason.OVER_LIMIT, f"more than {job.limits.text_chars} characters of text")
        units = dict.fromkeys(unit for unit, _ in self.found)
        for unit in units:
            place = f"{path}!{unit}" if unit else path
            for where in ORDER:
                lines = self.found.get((unit, where), ())
                if where == "property":
                    for line in lines:
                        job.text(place, where, line)
                elif lines:
                    kept = dict.fromkeys(lines) if where in MARGINS else lines
                    job.text(place, "hidden" if where == "formula" else where, "\n".join(kept))


def _shown_name(said: Mapping[str, str]) -> str:
    """Return what a style or a page is called where people choose it, by its attributes without prefixes."""
    return said.get("display-name") or spelt_out(said.get("name", ""))
