"""OpenDocument: everything a person could read or uncover, and where it was."""

import base64

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.values import GapReason
from tests.extract.builders import zipped
from tests.extract.odfbuilders import (
    SPACES,
    TYPE,
    cell,
    content,
    flat,
    frame,
    odf,
    page,
    row,
    style,
    styles_part,
    table,
)


def read(data: bytes, limits: Limits | None = None) -> Reading:
    return LocalReader(limits or Limits()).read(Document("", data), Budget.unlimited())


def found(data: bytes) -> list[tuple[str, str, str]]:
    return [(text.path, text.where, text.text) for text in read(data).texts]


def said(data: bytes) -> list[tuple[str, str]]:
    return [(where, text) for _, where, text in found(data)]


HIDDEN = style("H", "text", '<style:text-properties text:display="none"/>')


# --- texts ----------------------------------------------------------------------------------------


def test_paragraphs_are_lines_and_white_space_is_counted():
    body = (
        "<text:h>Plan</text:h><text:p>one<text:s text:c='2'/>two<text:tab/>three\n  four<text:line-break/>five</text:p>"
    )
    assert said(odf("text", body)) == [("body", "Plan\none  two\tthree four\nfive")]


def test_headers_and_footers_of_master_pages():
    masters = (
        "<style:master-page><style:header><text:p>OFFICIAL</text:p></style:header>"
        '<style:header-left style:display="false"><text:p>old header</text:p></style:header-left>'
        "<style:footer><text:p>Page one</text:p></style:footer></style:master-page>"
    )
    assert said(odf("text", "<text:p>words</text:p>", parts={"styles.xml": styles_part(masters=masters)})) == [
        ("page_header", "OFFICIAL"),
        ("body", "words"),
        ("footer", "Page one"),
        ("hidden", "old header"),
    ]


def test_notes_and_comments_stand_apart_and_do_not_split_words():
    body = (
        "<text:p>fort<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note>ress"
        "<office:annotation><dc:creator>Ann Example</dc:creator><dc:date>2024-01-01</dc:date><text:p>who knows?</text:p></office:annotation></text:p>"
    )
    assert said(odf("text", body)) == [
        ("body", "fortress"),
        ("note", "a note"),
        ("comment", "Ann Example\nwho knows?"),
    ]


def test_tracked_deletions_are_hidden_and_insertions_are_read():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Ann</dc:creator></office:change-info>"
        "<text:p>struck out</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>kept <text:change-start/>added<text:change-end/></text:p>"
    )
    assert said(odf("text", body)) == [("body", "kept added"), ("hidden", "Ann\nstruck out")]


def test_deletions_that_stand_where_they_were_are_hidden():
    body = (
        "<text:tracked-changes><text:changed-region xml:id='d'><text:deletion/></text:changed-region><text:changed-region xml:id='i'>"
        "<text:insertion/></text:changed-region></text:tracked-changes><text:p>kept <text:change-start text:change-id='d'/>struck</text:p>"
        "<text:p>out<text:change-end text:change-id='d'/><text:change-start text:change-id='i'/>added<text:change-end text:change-id='i'/></text:p>"
    )
    assert said(flat("text", body)) == [("body", "kept\nadded"), ("hidden", "struck\nout")]


@pytest.mark.parametrize(
    ("body", "styles"),
    [
        ("<text:p>seen <text:span text:style-name='H'>unseen</text:span></text:p>", HIDDEN),
        (
            "<text:p>seen <text:span text:style-name='C'>unseen</text:span></text:p>",
            style("C", "text", "", "H") + HIDDEN,
        ),
        (
            "<text:p>seen</text:p><text:p text:style-name='P'>unseen</text:p>",
            style("P", "paragraph", "<style:text-properties text:display='none'/>"),
        ),
        ("<text:p>seen</text:p><text:section text:display='none'><text:p>unseen</text:p></text:section>", ""),
        ("<text:p>seen</text:p><text:p><text:hidden-paragraph text:is-hidden='true'/>unseen</text:p>", ""),
        ("<text:p>seen <text:hidden-text text:string-value='unseen' text:is-hidden='true'/></text:p>", ""),
        (
            "<text:p>seen <text:span text:style-name='W'>unseen</text:span></text:p>",
            style("W", "text", "<style:text-properties fo:color='#ffffff'/>"),
        ),
        (
            "<text:p>seen <text:span text:style-name='T'>unseen</text:span></text:p>",
            style("T", "text", "<style:text-properties fo:font-size='1pt'/>"),
        ),
    ],
    ids=["run", "parent style", "paragraph", "section", "hidden paragraph", "hidden text", "white", "tiny"],
)
def test_what_a_text_hides_is_hidden(body, styles):
    assert said(odf("text", body, styles)) == [("body", "seen"), ("hidden", "unseen")]


def test_hidden_words_do_not_run_together():
    hidden = "<text:span text:style-name='H'>{}</text:span>".format  # two of one kind
    assert said(odf("text", f"<text:p>a {hidden('Ann')} met {hidden('Bob')}</text:p>", HIDDEN)) == [
        ("body", "a  met"),
        ("hidden", "Ann\nBob"),
    ]


def test_white_letters_on_a_ground_are_seen():
    white = "<style:text-properties fo:color='#FFFFFF' fo:background-color='#003366'/>"
    assert said(odf("text", "<text:p text:style-name='W'>seen</text:p>", style("W", "paragraph", white))) == [
        ("body", "seen")
    ]


def test_styles_that_inherit_in_a_circle_hide_nothing():
    body = "<text:p><text:span text:style-name='A'>seen</text:span></text:p>"
    circle = style("A", "text", "", "B") + style("B", "text", "", "A")
    assert said(odf("text", body, circle)) == [("body", "seen")]


def test_hidden_tables_and_notes_in_hidden_sections_stay_hidden():
    body = f"<text:section text:is-hidden='true'>{table('T', row(cell('a'), cell('b')))}</text:section>"
    assert said(odf("text", body)) == [("hidden", "a\tb")]


def test_shapes_speak_their_text_title_and_description():
    body = (
        "<text:p>before <draw:frame><draw:text-box><text:p>in the box</text:p></draw:text-box><svg:title>Dock</svg:title>"
        "<svg:desc>the north pier</svg:desc></draw:frame>after <text:title>Field</text:title></text:p>"
    )
    assert said(odf("text", body)) == [("body", "in the box\nbefore after Field"), ("hidden", "Dock\nthe north pier")]


def test_links_marks_and_variables():
    body = (
        "<text:user-field-decls><text:user-field-decl text:name='Marking' office:string-value='SECRET'/></text:user-field-decls>"
        "<text:dde-connection-decl office:dde-application='soffice' office:dde-topic='C:\\plan.ods' office:dde-item='A1'/>"
        "<text:p><text:a xlink:href='https://x.example/plan'>here</text:a><text:bookmark text:name='Harbour'/>"
        "<text:a xlink:href='#inside'> there</text:a></text:p>"
    )
    assert said(odf("text", body)) == [
        ("body", "here there"),
        ("property", "Marking=SECRET"),
        ("hidden", "soffice C:\\plan.ods A1\nhttps://x.example/plan\nHarbour"),
    ]


def test_forms_show_labels_and_values():
    body = (
        "<office:forms><form:form form:name='F'><form:text form:current-value='Ann Example'/><form:checkbox form:label='Cleared'/>"
        "<form:hidden form:value='unseen'/></form:form></office:forms><text:p>form</text:p>"
    )
    assert said(odf("text", body)) == [("body", "Ann Example\nCleared\nform"), ("hidden", "unseen")]


def test_properties_of_the_document():
    meta = (
        f"<office:document-meta {SPACES}><office:meta><meta:generator>x</meta:generator><dc:title>Plan</dc:title><dc:creator>Ann</dc:creator>"
        "<meta:keyword>harbour</meta:keyword><meta:keyword>pier</meta:keyword><meta:user-defined meta:name='Classification' meta:value-type='string'>SECRET</meta:user-defined>"
        "</office:meta></office:document-meta>"
    )
    assert said(odf("text", "", parts={"meta.xml": meta})) == [
        ("property", "title=Plan"),
        ("property", "creator=Ann"),
        ("property", "keyword=harbour, pier"),
        ("property", "Classification=SECRET"),
    ]


def test_a_setting_that_names_something_outside_is_read():
    setting = (
        '<config:config-item config:name="{}" config:type="string">{}</config:config-item>'.format  # several of one kind
    )
    settings = f"<office:document-settings {SPACES}>{setting('PrinterName', 'Room 12')}{setting('ViewId', 'v')}</office:document-settings>"
    assert said(odf("text", "", parts={"settings.xml": settings})) == [("property", "PrinterName=Room 12")]


def test_what_a_field_offers_or_holds_stands_in_lines_of_its_own():
    body = (
        "<text:p>Class: <text:drop-down><text:label text:value='OFFICIAL'/><text:label text:value='SECRET'/>OFFICIAL</text:drop-down>.</text:p>"
        "<text:p>Ship: <text:variable-set text:name='v' office:string-value='Avalon' text:formula='ooow:&quot;Av&quot;'>Avalon</text:variable-set></text:p>"
        "<text:p>Port: <text:variable-set text:name='v' office:string-value='Northhaven'/></text:p>"
    )
    assert said(odf("text", body)) == [
        ("body", "Class: OFFICIAL.\nSECRET\nShip: Avalon\nPort:\nNorthhaven"),
        ("hidden", '"Av"'),
    ]


# --- names ----------------------------------------------------------------------------------------

NAMED = (
    "<office:forms><form:form form:name='{}'><form:text form:name='{}'/></form:form></office:forms><text:section text:name='{}'><text:p>words</text:p></text:section>"
    "<text:p><draw:frame draw:name='{}'/><draw:custom-shape draw:name='{}'/></text:p><table:table table:name='{}'/><text:table-of-content text:name='{}'/>"
)


def test_names_that_people_gave_are_hidden_text_and_each_is_said_once():
    names = ["Leave", "Home port", "For the staff", "Dock plan", "Crane 2", "Ships", "Chapters"]
    assert said(odf("text", NAMED.format(*names))) == [("body", "words"), ("hidden", "\n".join(names))]
    assert said(odf("text", NAMED.format(*["Dock plan"] * 7))) == [("body", "words"), ("hidden", "Dock plan")]


@pytest.mark.parametrize(
    "names",
    [
        ("Form", "Text Box 1", "Section1", "Frame1", "Shape 3", "Table1", "Table of Contents1"),
        ("Formular", "PushButton2", "Bereich1", "Rahmen1", "Rectangle 7", "Tabelle2", "Alphabetical Index1"),
        ("Standard", "Numerical Field 1", "Section12", "Image4", "", "Tableau1", "User Defined1"),
    ],
)
def test_names_that_a_program_gave_are_not_reported(names):
    assert said(odf("text", NAMED.format(*names))) == [("body", "words")]


def test_names_of_styles_are_those_that_people_choose_from():
    given = (
        "<style:style style:name='Marked_20_plan' style:family='paragraph'/><style:style style:name='x1' style:display-name='Dock table' style:family='table-cell'/>"
        "<style:style style:name='Northern-title' style:family='presentation'/><text:list-style style:name='Northern-outline1'/>"
    )
    usual = "".join(
        f"<style:style style:name='{name}' style:family='text'/>"
        for name in ("Text_20_body", "Internet_20_link", "WW8Num2z0", "Heading_20_1", "P1", "Numbering_20_1_20_Cont.")
    )
    parts = {"styles.xml": styles_part(usual + given, "<style:master-page style:name='Standard'/>")}
    body = odf("text", "<text:p>words</text:p>", style("Budget.A1", "table-cell", ""), parts)
    assert said(body) == [("body", "words"), ("hidden", "Marked plan\nDock table\nNorthern")]


def test_a_page_style_called_after_its_sheet_says_nothing_new():
    masters = "<style:master-page style:name='PageStyle_Ships'/><style:master-page style:name='PageStyle_Harbour'/>"
    content = odf("spreadsheet", table("Ships", row(cell("1"))), parts={"styles.xml": styles_part(masters=masters)})
    assert [text for where, text in said(content) if where == "hidden"] == ["PageStyle_Harbour"]


def test_words_in_number_formats_are_hidden_and_units_are_not():
    styles = (
        "<number:number-style style:name='N1'><number:number/><number:text> crates for Northhaven</number:text></number:number-style>"
        "<number:currency-style style:name='N2'><number:currency-symbol>EUR</number:currency-symbol><number:text> </number:text></number:currency-style>"
        "<number:date-style style:name='N3'><number:hours/><number:text> Uhr</number:text></number:date-style>"
    )
    content = odf("spreadsheet", table("Sheet1", row(cell("1"))), styles)
    assert [text for where, text in said(content) if where == "hidden"] == ["crates for Northhaven"]


# --- sheets ---------------------------------------------------------------------------------------


def test_sheets_are_units_and_columns_stay_aligned():
    sheets = (
        table("Staff", row(cell("Name"), cell("No")), row(cell("Ann"), "<table:table-cell/>", cell("x"))),
        table("B", row(cell("7"))),
    )
    assert found(odf("spreadsheet", "".join(sheets))) == [
        ("!Staff", "cell", "Name\tNo\nAnn\t\tx"),
        ("!Staff", "property", "sheet=Staff"),
        ("!B", "cell", "7"),
        ("!B", "property", "sheet=B"),
    ]


def test_hidden_rows_columns_and_sheets():
    columns = "<table:table-column/><table:table-column table:visibility='collapse' table:number-columns-repeated='2'/>"
    sheet = table(
        "S",
        row(cell("1"), cell("2"), cell("3"), cell("4")),
        row(cell("5"), attributes="table:visibility='collapse'"),
        row(cell("6"), attributes="table:visibility='filter'"),
        f"<table:table-row-group table:display='false'>{row(cell('7'))}</table:table-row-group>",
        columns=columns,
    )
    hidden = table("T", row(cell("8")), attributes="table:style-name='H'")
    assert [
        item
        for item in found(
            odf("spreadsheet", sheet + hidden, style("H", "table", "<style:table-properties table:display='false'/>"))
        )
        if item[1] != "property"
    ] == [("!S", "cell", "1\t\t\t4"), ("!S", "hidden", "2\t3\n5\n6\n7"), ("!T", "hidden", "8")]


def test_text_under_a_merged_cell_is_hidden():
    covered = "<table:covered-table-cell><text:p>under</text:p></table:covered-table-cell>"
    assert said(odf("spreadsheet", table("S", row(cell("over"), covered)))) == [
        ("cell", "over"),
        ("property", "sheet=S"),
        ("hidden", "under"),
    ]


def test_formulas_values_names_and_validations():
    sheet = table(
        "S",
        row(
            cell("42", "table:formula='of:=VLOOKUP(&quot;Ann&quot;;[.A1])' office:value='42'"),
            "<table:table-cell office:value='7'/>",
        ),
    )
    more = (
        "<table:content-validations><table:content-validation table:condition='cell-content-is-in-list(&quot;SECRET&quot;)'>"
        "<table:help-message table:title='Pick'><text:p>one level</text:p></table:help-message></table:content-validation></table:content-validations>"
        "<table:named-expressions><table:named-range table:name='Roster' table:cell-range-address='$S.$A$1'/></table:named-expressions>"
    )
    assert found(odf("spreadsheet", sheet + more)) == [
        ("!S", "cell", "42\t7"),
        ("!S", "property", "sheet=S"),
        ("!S", "hidden", 'VLOOKUP("Ann";[.A1])'),
        ("", "hidden", 'cell-content-is-in-list("SECRET")\nPick\none level\nRoster=$S.$A$1'),
    ]


def test_a_comment_in_a_cell_is_a_comment():
    noted = "<table:table-cell><office:annotation><text:p>ask Bob</text:p></office:annotation><text:p>7</text:p></table:table-cell>"
    assert said(odf("spreadsheet", table("S", row(noted)))) == [
        ("cell", "7"),
        ("comment", "ask Bob"),
        ("property", "sheet=S"),
    ]


def test_changes_in_a_sheet_are_hidden():
    change = (
        "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell office:value-type='string'>"
        "<text:p>before</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>"
    )
    assert ("hidden", "before") in said(odf("spreadsheet", change + table("S", row(cell("after")))))


def test_a_million_repeats_cost_nothing():
    many = "table:number-columns-repeated='1000000'"
    rows = row(cell("same", many), cell("last"), attributes="table:number-rows-repeated='1000000'")
    ((_, _, text), _) = found(odf("spreadsheet", table("S", rows)))
    assert text.count("same") == 16
    assert text.endswith("last")


def test_ten_thousand_hidden_columns_are_found_quickly():
    columns = "<table:table-column/><table:table-column table:visibility='collapse'/>" * 10_000
    cells = "".join(cell(f"c{number}") for number in range(20_000))
    texts = dict(said(odf("spreadsheet", table("S", row(cells), columns=columns))))
    assert texts["hidden"].split("\t")[:3] == ["c1", "", "c3"]


# --- slides and drawings --------------------------------------------------------------------------


def test_slides_notes_footers_and_hidden_slides():
    body = (
        "<presentation:footer-decl presentation:name='f'>OFFICIAL</presentation:footer-decl>"
        + page(
            "Start",
            frame("first"),
            f"<presentation:notes>{frame('say this', 'notes')}</presentation:notes>",
        )
        + page("page2", frame("second"), attributes="draw:style-name='off'")
    )
    off = style("off", "drawing-page", "<style:drawing-page-properties presentation:visibility='hidden'/>")
    assert found(odf("presentation", body, off)) == [
        ("", "footer", "OFFICIAL"),
        ("!slide1", "body", "first"),
        ("!slide1", "note", "say this"),
        ("!slide1", "property", "page=Start"),
        ("!slide2", "hidden", "second"),
    ]


def test_a_master_gives_its_own_text_and_keeps_its_prompts_apart():
    master = (
        f"<style:master-page>{frame('Click to edit', 'title')}{frame('UK SECRET')}"
        f"{frame('foot', 'footer')}</style:master-page>"
    )
    assert said(odf("presentation", "", parts={"styles.xml": styles_part(masters=master)})) == [
        ("body", "UK SECRET"),
        ("footer", "foot"),
        ("hidden", "Click to edit"),
    ]


def test_a_shape_on_a_hidden_layer_is_hidden():
    layers = "<draw:layer-set><draw:layer draw:name='L' draw:display='none'/></draw:layer-set>"
    body = page("page1", frame("seen"), frame("unseen", layer="L"))
    assert found(odf("drawing", body, parts={"styles.xml": styles_part(masters=layers)})) == [
        ("!page1", "body", "seen"),
        ("!page1", "hidden", "unseen"),
    ]


# --- packages -------------------------------------------------------------------------------------


def test_an_object_is_a_document_in_the_document():
    inner = content("spreadsheet", table("In", row(cell("deep"))))
    data = odf("text", "<text:p>out</text:p>", parts={"Object 1/content.xml": inner})
    assert found(data)[:2] == [("", "body", "out"), ("/Object 1!In", "cell", "deep")]


def test_other_files_are_read_as_what_they_are():
    data = odf("text", "", parts={"Pictures/a.txt": "in a picture's place", "plan.txt": "beside"})
    assert found(data) == [
        ("/Pictures/a.txt", "body", "in a picture's place"),
        ("/plan.txt", "file_name", "plan.txt"),
        ("/plan.txt", "body", "beside"),
    ]


def test_macros_are_hidden_text_and_their_document_type_is_no_offence():
    module = (
        '<?xml version="1.0"?><!DOCTYPE script:module PUBLIC "-//x" "module.dtd">'
        f'<script:module {SPACES} script:name="Send">Sub Main\n  Shell "x"\nEnd Sub</script:module>'
    )
    reading = read(odf("text", "", parts={"Basic/Standard/Send.xml": module}))
    assert [(text.path, text.where, text.text) for text in reading.texts] == [
        ("/Basic/Standard/Send.xml", "property", "Macro=Send"),
        ("/Basic/Standard/Send.xml", "hidden", 'Sub Main\n  Shell "x"\nEnd Sub'),
    ]
    assert reading.gaps == ()


def test_a_formula_object_gives_what_was_typed_and_what_is_shown():
    math = '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mi>E</mi><mo>=</mo><annotation encoding="StarMath 5.0">E = m</annotation></semantics></math>'
    assert found(odf("text", "", parts={"Object 1/content.xml": math})) == [("/Object 1", "body", "E = m\nE=")]


def test_a_database_front_end_names_its_source_and_queries():
    body = (
        "<db:data-source><db:connection-data><db:connection-resource xlink:href='sdbc:mysql://db.example/staff'/><db:login db:user-name='ann'/>"
        "</db:connection-data></db:data-source><db:queries><db:query db:name='Cleared' db:command='SELECT name FROM staff'/></db:queries>"
    )
    assert said(odf("database", body)) == [
        ("hidden", "sdbc:mysql://db.example/staff\nann\nCleared\nSELECT name FROM staff")
    ]


def manifest(*entries: str) -> str:
    return f"<manifest:manifest {SPACES}>{''.join(entries)}</manifest:manifest>"


def encrypted(name: str) -> str:
    return f'<manifest:file-entry manifest:full-path="{name}"><manifest:encryption-data/></manifest:file-entry>'


@pytest.mark.parametrize(
    "files",
    [
        {
            "mimetype": TYPE + "text",
            "META-INF/manifest.xml": manifest(encrypted("content.xml")),
            "content.xml": b"\x91\x02" * 40,
        },
        {
            "mimetype": TYPE + "text",
            "META-INF/manifest.xml": manifest(encrypted("encrypted-package")),
            "encrypted-package": b"\x91\x02" * 40,
        },
        {"META-INF/manifest.xml": manifest(encrypted("encrypted-package")), "encrypted-package": b"\x91\x02" * 40},
    ],
    ids=["file by file", "whole package", "without a type"],
)
def test_encryption_is_told_from_damage(files):
    assert [(gap.path, gap.reason, gap.container) for gap in read(zipped(files)).gaps] == [
        ("", GapReason.ENCRYPTED, "OFFICE")
    ]


def test_a_package_is_known_by_its_manifest_and_its_parts_alone():
    files = {"META-INF/manifest.xml": manifest(), "content.xml": content("text", "<text:p>words</text:p>")}
    assert said(zipped(files)) == [("body", "words")]


def test_an_older_spelling_is_read():
    old = (
        '<!DOCTYPE office:document-content PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "office.dtd">'
        f"<office:document-content {SPACES}><office:body>{table('S', row(cell('a'), cell('b')))}</office:body></office:document-content>"
    )
    assert found(zipped({"mimetype": "application/vnd.sun.xml.calc", "content.xml": old})) == [
        ("!S", "cell", "a\tb"),
        ("!S", "property", "sheet=S"),
    ]


# --- flat files -----------------------------------------------------------------------------------


def test_a_flat_file_is_read_like_a_package():
    before = (
        "<office:meta><dc:title>Plan</dc:title></office:meta><office:scripts><office:script><module name='Send'><source-code>Sub Main</source-code></module>"
        "</office:script></office:scripts><office:master-styles><style:master-page><style:header><text:p>OFFICIAL</text:p></style:header></style:master-page></office:master-styles>"
    )
    picture = base64.b64encode(b"text in a picture's place").decode()
    body = f"<text:p>words<draw:frame><draw:image><office:binary-data>{picture}</office:binary-data></draw:image></draw:frame></text:p>"
    assert found(flat("text", body, before)) == [
        ("", "page_header", "OFFICIAL"),
        ("", "body", "words"),
        ("", "property", "title=Plan"),
        ("", "property", "Macro=Send"),
        ("", "hidden", "Sub Main"),
        ("/file1", "body", "text in a picture's place"),
    ]


def test_a_flat_sheet_has_units():
    assert ("!S", "cell", "7") in found(flat("spreadsheet", table("S", row(cell("7")))))


# --- hostile --------------------------------------------------------------------------------------


def test_entity_declarations_are_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + content("text", "<text:p>&b;</text:p>")[21:]
    data = zipped({"mimetype": TYPE + "text", "content.xml": bomb})
    assert [gap.reason for gap in read(data).gaps] == [GapReason.DAMAGED]


def test_depth_is_limited_and_what_came_before_is_read():
    body = "<text:p>words</text:p>" + "<text:section>" * 300 + "</text:section>" * 300
    reading = read(odf("text", body))
    assert reading.texts[0].text == "words"
    assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]


def test_text_is_cut_at_the_limit():
    reading = read(odf("text", "<text:p>words words</text:p>" * 1000), Limits(text_chars=100))
    assert sum(len(text.text) for text in reading.texts) == 100
    assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]


WHOLE = odf("spreadsheet", table("S", row(cell("first words"), cell("more"))) + "<text:p>x</text:p>" * 50)
FLAT = flat("text", "<text:p>first words</text:p>" * 40)


@pytest.mark.parametrize("cut", range(64))
@pytest.mark.parametrize("data", [WHOLE, FLAT], ids=["package", "flat"])
def test_a_file_cut_anywhere_is_a_gap(data, cut):
    reading = read(data[: 60 + (len(data) - 68) * cut // 64])
    assert GapReason.DAMAGED in {gap.reason for gap in reading.gaps}


def test_a_cut_package_still_gives_its_text():
    reading = read(WHOLE[:-60])
    assert ("cell", "first words\tmore") in [(text.where, text.text) for text in reading.texts]
