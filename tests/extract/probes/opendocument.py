"""odt, ods, odp and flat odt: ISO/IEC 26300 (OpenDocument 1.2), parts 1 and 3."""

from __future__ import annotations

from tests.extract.probes.values import Places, ProbeFile, zipped
from tests.extract.probes.wordprocessing import embedded_workbook

NAMES = (
    ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"), ("form", "form"), ("meta", "meta"),
    ("script", "script"), ("presentation", "presentation"), ("number", "datastyle"), ("chart", "chart"),
)  # fmt: skip
NS = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for short, long in NAMES)
NS += (
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
REPEATED = ' table:number-columns-repeated="16000"'
KINDS = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def para(word: str, style: str = "") -> str:
    return f"<text:p{f' text:style-name={chr(34)}{style}{chr(34)}' if style else ''}>{word}</text:p>"


def content(kind: str, inside: str, styles: str = "", before: str = "") -> str:
    return (
        f"{HEAD}<office:document-content {NS} office:version='1.2'>{before}<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{inside}</office:{kind}></office:body></office:document-content>"
    )


def meta_inside(p: Places) -> str:
    names = {
        "dc:title": "title", "dc:subject": "subject", "dc:creator": "creator", "dc:description": "description", "meta:keyword": "keyword",
        "meta:initial-creator": "initial creator", "meta:printed-by": "printed by",
    }  # fmt: skip
    inside = "".join(f"<{tag}>{p('property ' + name)}</{tag}>" for tag, name in names.items())
    inside += f'<meta:template xlink:href="x.ott" xlink:title="{p("template title")}"/>'
    return f'{inside}<meta:user-defined meta:name="{p("custom property name")}">{p("custom property value")}</meta:user-defined>'


def package(kind: str, p: Places, files: dict[str, str | bytes]) -> bytes:
    media = f"application/vnd.oasis.opendocument.{KINDS[kind]}"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in files
    )
    manifest = (
        f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>{entries}</manifest:manifest>'
    )
    meta = f"{HEAD}<office:document-meta {NS}><office:meta>{meta_inside(p)}</office:meta></office:document-meta>"
    rest: dict[str, str | bytes] = {
        "settings.xml": f'{HEAD}<office:document-settings {NS} xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"><office:settings>'
        f'<config:config-item config:name="PrinterName" config:type="string">{p("printer name")}</config:config-item></office:settings></office:document-settings>',
        "Basic/Standard/Module1.xml": f'{HEAD}<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1">REM {p("macro source")}</script:module>',
        "Pictures/note.txt": p("text file in the package"),
    }
    return zipped(
        {"mimetype": media, "meta.xml": meta, **files, **rest, "META-INF/manifest.xml": manifest},
        comment=p("comment of the package").encode(),
    )


STYLES = (
    '<style:style style:name="Hid" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="White" style:family="paragraph"><style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="HidP" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
)  # fmt: skip


def text_body(p: Places) -> str:
    """Return everything that can stand in a text document."""
    split = p("word split over spans")
    return "".join(
        [
            (f'<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>{p("author of a deletion")}</dc:creator>'
            f'</office:change-info>{para(p("tracked deletion"))}</text:deletion></text:changed-region></text:tracked-changes>'),
            f'<text:user-field-decls><text:user-field-decl text:name="{p("user field name")}" office:string-value="{p("user field value")}"/></text:user-field-decls>',
            (f'<office:forms><form:form><form:text form:name="{p("form control name")}" form:current-value="{p("form control value")}" form:value="{p("form control default")}" form:title="{p("form control help")}"/>'
            f'<form:listbox form:label="l"><form:option form:label="{p("form option")}"/></form:listbox></form:form></office:forms>'),
            para(p("body")), para(f"<text:span>{split[:5]}</text:span><text:span>{split[5:]}</text:span>"),
            f"<table:table table:name=\"{p('table name')}\"><table:table-row><table:table-cell>{para(p('table cell'))}</table:table-cell></table:table-row></table:table>",
            para(f'<text:span text:style-name="Hid">{p("hidden by its style")}</text:span>'), para(p("paragraph hidden by its style"), "HidP"), para(p("white text"), "White"),
            f'<text:section text:name="{p("section name")}" text:display="none">{para(p("hidden section"))}</text:section>',
            para(f'<text:hidden-text text:condition="1" text:string-value="{p("hidden text field")}" text:is-hidden="true"/>'),
            para(f'<text:conditional-text text:condition="x" text:string-value-if-true="{p("conditional text")}" text:string-value-if-false="{p("conditional other text")}">z</text:conditional-text>'),
            para(f'<text:hidden-paragraph text:is-hidden="true"/>{p("hidden paragraph")}'),
            para(f'<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>{para(p("footnote"))}</text:note-body></text:note>'),
            para(f'<text:note text:note-class="endnote"><text:note-citation>1</text:note-citation><text:note-body>{para(p("endnote"))}</text:note-body></text:note>'),
            para(f'<office:annotation><dc:creator>{p("comment author")}</dc:creator>{para(p("comment"))}</office:annotation>'),
            para(f'<text:a xlink:href="https://{p("link target")}.example/" office:title="{p("link title")}">x</text:a>'),
            para(f'<text:bookmark text:name="{p("bookmark name")}"/><text:placeholder text:description="{p("placeholder description")}">{p("placeholder")}</text:placeholder>'),
            para(f'<text:text-input text:description="{p("input field description")}">{p("input field")}</text:text-input><text:variable-set text:name="v" office:string-value="{p("variable value")}"/>'),
            f'<text:variable-decls><text:variable-decl text:name="{p("variable name")}"/></text:variable-decls><text:table-of-content text:name="{p("index name")}"/>',
            para(f'<text:variable-set text:formula="ooow:&quot;{p("string in the formula of a field")}&quot;"/><text:a xlink:href="#a" office:name="{p("link name")}">x</text:a>'),
            para(f'<text:drop-down text:name="{p("drop-down name")}" text:hint="{p("drop-down hint")}"><text:label text:value="{p("drop-down item")}"/>x</text:drop-down><text:ruby><text:ruby-base>x</text:ruby-base><text:ruby-text>{p("ruby text")}</text:ruby-text></text:ruby>'),
            para(f'<text:script script:language="x">{p("script")}</text:script><text:database-display text:table-name="{p("database table name")}">x</text:database-display>'),
            para(f'<draw:frame draw:name="{p("frame name")}"><draw:text-box>{para(p("text box"))}</draw:text-box><svg:title>{p("alternative title")}</svg:title><svg:desc>{p("alternative text")}</svg:desc></draw:frame>'),
            para(f'<draw:frame><draw:image xlink:href="https://{p("linked picture")}.example/a.png"/></draw:frame><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'),
            para(f"<text:meta-field>{p('meta field')}</text:meta-field>"),
        ]
    )  # fmt: skip


def master(p: Places) -> str:
    return (
        f"{HEAD}<office:document-styles {NS}><office:styles><style:style style:name='x' style:display-name='{p('style name')}' style:family='text'/></office:styles>"
        f"<office:master-styles><style:master-page style:name='S' style:display-name='{p('page style name')}'><style:header>{para(p('page header'))}</style:header>"
        f"<style:header-left>{para(p('left page header'))}</style:header-left><style:footer>{para(p('page footer'))}</style:footer></style:master-page></office:master-styles></office:document-styles>"
    )


def odt() -> ProbeFile:
    p = Places("odt")
    files: dict[str, str | bytes] = {
        "content.xml": content("text", text_body(p), STYLES),
        "styles.xml": master(p),
        "Object 1/content.xml": content("chart", f"<chart:chart><chart:title>{para(p('chart title'))}</chart:title><table:table><table:table-row><table:table-cell>{para(p('chart data'))}</table:table-cell></table:table-row></table:table></chart:chart>"),
        "Object 2": embedded_workbook(p("cell of an embedded workbook")),
    }  # fmt: skip
    return p.file("probe.odt", package("odt", p, files))


def flat_odt() -> ProbeFile:
    p = Places("flat odt")
    text = (
        f"{HEAD}<office:document {NS} office:version='1.2' office:mimetype='application/vnd.oasis.opendocument.text'><office:meta>{meta_inside(p)}</office:meta>"
        f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:master-styles><style:master-page style:name='S'><style:header>{para(p('page header'))}</style:header></style:master-page></office:master-styles>"
        f"<office:body><office:text>{text_body(p)}</office:text></office:body></office:document>"
    )
    return p.file("probe.fodt", text.encode())


def ods() -> ProbeFile:
    p = Places("ods")

    def cell(inside: str, attributes: str = "") -> str:
        return f"<table:table-cell{attributes}>{inside}</table:table-cell>"

    def sheet(name: str, rows: str, attributes: str = "") -> str:
        return f'<table:table table:name="{name}"{attributes}>{rows}</table:table>'

    value = f' office:value-type="string" office:string-value="{p("cell value without text")}"'
    formula = f' table:formula="of:=CONCATENATE(&quot;{p("string in a formula")}&quot;)"'
    comment = (
        f"<office:annotation><dc:creator>{p('comment author')}</dc:creator>{para(p('comment'))}</office:annotation>"
    )
    link = f'<text:a xlink:href="https://{p("link target")}.example/">x</text:a>'
    rows = "".join(
        [
            '<table:table-column table:number-columns-repeated="3"/><table:table-column table:visibility="collapse"/>',
            f"<table:table-row>{cell(para(p('cell')))}{cell('', value)}{cell(para('1'), formula)}{cell(para(p('hidden column')))}</table:table-row>",
            f'<table:table-row table:visibility="collapse">{cell(para(p("hidden row")))}</table:table-row>',
            f'<table:table-row table:visibility="filter">{cell(para(p("filtered row")))}</table:table-row>',
            f"<table:table-row><table:covered-table-cell>{para(p('covered cell'))}</table:covered-table-cell>{cell(comment)}{cell(para(link))}</table:table-row>",
            f'<table:table-row table:number-rows-repeated="1048000">{cell("", REPEATED)}</table:table-row>',
            f"<table:table-row>{cell(para(p('cell behind a million rows')))}</table:table-row>",
        ]
    )
    shapes = f"<table:shapes><draw:frame><draw:text-box>{para(p('text box'))}</draw:text-box><svg:desc>{p('alternative text')}</svg:desc></draw:frame></table:shapes>"
    inside = (
        f'<table:tracked-changes><table:cell-content-change table:id="c"><table:previous><table:change-track-table-cell>{para(p("cell before a change"))}</table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>'
        f'<table:content-validations><table:content-validation table:name="v" table:condition="cell-content-is-in-list(&quot;{p("validation list")}&quot;)"><table:help-message table:title="{p("validation title")}">{para(p("validation prompt"))}</table:help-message>'
        f'<table:error-message>{para(p("validation error"))}</table:error-message></table:content-validation></table:content-validations>'
        + sheet(p("sheet name"), shapes + rows)
        + sheet(p("hidden sheet name"), f"<table:table-row>{cell(para(p('cell of a hidden sheet')))}</table:table-row>", ' table:style-name="HidS"')
        + f'<table:named-expressions><table:named-expression table:name="{p("defined name")}" table:expression="&quot;{p("value of a defined name")}&quot;"/></table:named-expressions>'
        f'<table:database-ranges><table:database-range table:name="{p("database range name")}" table:target-range-address="S.A1"/></table:database-ranges>'
        f'<table:data-pilot-tables><table:data-pilot-table table:name="{p("pivot table name")}"/></table:data-pilot-tables>'
    )  # fmt: skip
    styles = (
        '<style:style style:name="HidS" style:family="table"><style:table-properties table:display="false"/></style:style>'
        f'<number:text-style style:name="N"><number:text>{p("number format")}</number:text></number:text-style>'
    )
    return p.file(
        "probe.ods", package("ods", p, {"content.xml": content("spreadsheet", inside, styles), "styles.xml": master(p)})
    )


def odp() -> ProbeFile:
    p = Places("odp")

    def box(word: str, attributes: str = "") -> str:
        return f"<draw:frame{attributes}><draw:text-box>{para(word)}</draw:text-box></draw:frame>"

    notes = f"<presentation:notes>{box(p('notes'))}</presentation:notes>"
    far = ' svg:x="900cm" svg:y="1cm"'
    inside = (
        f'<presentation:footer-decl presentation:name="f">{p("footer")}</presentation:footer-decl><presentation:header-decl presentation:name="h">{p("header")}</presentation:header-decl>'
        f'<presentation:date-time-decl presentation:name="d">{p("date field")}</presentation:date-time-decl>'
        f'<draw:page draw:name="{p("slide name")}">{box(p("slide text"))}{box(p("shape beyond the slide"), far)}<draw:custom-shape draw:name="{p("shape name")}">{para(p("custom shape"))}<svg:desc>{p("alternative text")}</svg:desc></draw:custom-shape>'
        f'<draw:g><svg:title>{p("alternative title of a group")}</svg:title>{box(p("shape in a group"))}</draw:g><office:annotation><dc:creator>{p("comment author")}</dc:creator>{para(p("comment"))}</office:annotation>{notes}</draw:page>'
        f'<draw:page draw:name="b" draw:style-name="HidD">{box(p("hidden slide"))}</draw:page><presentation:settings><presentation:show presentation:name="{p("custom show name")}"/></presentation:settings>'
    )  # fmt: skip
    styles = '<style:style style:name="HidD" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    pages = (
        f"{HEAD}<office:document-styles {NS}><office:master-styles><draw:layer-set><draw:layer draw:name='{p('layer name')}'/></draw:layer-set>"
        f"<style:master-page style:name='M'>{box(p('master text'))}</style:master-page><style:handout-master>{box(p('handout text'))}</style:handout-master></office:master-styles></office:document-styles>"
    )
    return p.file(
        "probe.odp", package("odp", p, {"content.xml": content("presentation", inside, styles), "styles.xml": pages})
    )


FILES = (odt, flat_odt, ods, odp)
