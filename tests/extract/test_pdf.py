import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.values import GapReason
from tests.extract.pdfs import Pdf, literal, one_page, show, updated


def read(content: bytes, limits: Limits | None = None) -> Reading:
    return LocalReader(limits or Limits()).read(Document("a.pdf", content), Budget.unlimited())


def texts(reading: Reading, where: str, path: str | None = None) -> list[str]:
    return [text.text for text in reading.texts if text.where == where and path in {None, text.path}]


def reasons(reading: Reading) -> list[GapReason]:
    return [gap.reason for gap in reading.gaps]


# --- pages ---------------------------------------------------------------------------------------


def test_page_text_is_body_at_its_page() -> None:
    pdf = Pdf()
    pdf.page(show("Dear Ann"))
    pdf.page(show("Yours, Bob"), pack=True)
    reading = read(pdf.build())
    assert texts(reading, "body", "a.pdf!p1") == ["Dear Ann"]
    assert texts(reading, "body", "a.pdf!p2") == ["Yours, Bob"]
    assert reading.gaps == ()


def test_lines_that_pages_repeat_at_the_edge_are_header_and_footer() -> None:
    pdf = Pdf()
    for number in (1, 2, 3):
        pdf.page(show("OFFICIAL", 270, 800) + show(f"Chapter {number} begins") + show(f"Copy {number} of 9", 72, 40))
    reading = read(pdf.build())
    assert texts(reading, "page_header") == ["OFFICIAL"] * 3
    assert texts(reading, "footer") == ["Copy 1 of 9", "Copy 2 of 9", "Copy 3 of 9"]
    assert texts(reading, "body", "a.pdf!p2") == ["Chapter 2 begins"]


def test_a_single_page_has_a_header_where_a_gap_sets_it_off() -> None:
    reading = read(one_page(show("SECRET", 280, 815) + show("The plan", 72, 700)))
    assert texts(reading, "page_header") == ["SECRET"]
    assert texts(reading, "body") == ["The plan"]


def test_the_first_line_of_a_page_of_text_is_no_header() -> None:
    lines = "".join(show(f"Line {chr(65 + row)} of the letter", 72, 760 - 14 * row) for row in range(20))
    assert texts(read(one_page(lines)), "page_header") == []


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_headers_are_found_where_a_turned_page_shows_them(turn: int) -> None:
    # The place on the unturned page that is the middle of the top edge after turning clockwise, and the text's direction there.
    where = {90: "0 1 -1 0 30 380", 180: "-1 0 0 -1 330 27", 270: "0 -1 1 0 565 460"}[turn]
    body = {90: "0 1 -1 0 300 100", 180: "-1 0 0 -1 500 400", 270: "0 -1 1 0 300 700"}[turn]
    content = f"BT /F1 12 Tf {where} Tm (SECRET) Tj ET BT /F1 12 Tf {body} Tm (The plan) Tj ET"
    reading = read(one_page(content, f"/Rotate {turn}"))
    assert texts(reading, "page_header") == ["SECRET"]
    assert texts(reading, "body") == ["The plan"]


def test_a_word_divided_at_a_line_end_is_joined_but_a_compound_keeps_its_hyphen() -> None:
    reading = read(one_page(show("infor-", y=500) + show("mation OFFICIAL-", y=486) + show("SENSITIVE", y=472)))
    assert texts(reading, "body") == ["information OFFICIAL-SENSITIVE"]


def test_letters_set_below_each_other_make_a_word() -> None:
    column = "".join(show(letter, 300, 700 - 14 * row) for row, letter in enumerate("SECRET"))
    assert texts(read(one_page(column)), "body") == ["SECRET"]


# --- what nobody sees ----------------------------------------------------------------------------

UNSEEN = {
    "render mode 3": show("hidden words", before="3 Tr"),
    "white on white": show("hidden words", before="1 g"),
    "nearly white": show("hidden words", before="0.98 0.98 1 rg"),
    "black on a black box": "0 g 50 480 400 40 re f " + show("hidden words"),
    "under a black box": show("hidden words") + "0 g 50 480 400 40 re f ",
    "at size zero": show("hidden words", size=0),
    "at a tenth of a point": show("hidden words", size=0.1),
    "shrunk by its matrix": "BT /F1 12 Tf 0 0 0 0 72 500 Tm (hidden words) Tj ET ",
    "squeezed to no width": show("hidden words", before="0 Tz"),
    "outside the page": show("hidden words", x=900, y=500),
}


@pytest.mark.parametrize("content", UNSEEN.values(), ids=UNSEEN)
def test_text_that_nobody_sees_is_hidden_and_the_rest_is_body(content: str) -> None:
    reading = read(one_page(show("Seen words", 72, 300, before="0 Tr 0 g") + content))
    assert texts(reading, "body") == ["Seen words"]
    assert texts(reading, "hidden") == ["hidden words"]


SEEN = {
    "white on a dark box": "0 0 0.5 rg 50 480 400 40 re f " + show("seen words", before="1 g"),
    "beside a box": show("seen words") + "0 g 300 480 100 40 re f ",
    "on a box that was drawn before": "1 1 0 rg 50 480 400 40 re f " + show("seen words", before="0 g"),
    "inside a frame": show("seen words") + "50 480 400 40 re S ",
}


@pytest.mark.parametrize("content", SEEN.values(), ids=SEEN)
def test_text_that_stands_out_is_body(content: str) -> None:
    reading = read(one_page(content))
    assert texts(reading, "body") == ["seen words"]
    assert texts(reading, "hidden") == []


def test_a_see_through_marker_hides_nothing() -> None:
    marked = show("seen words") + "/G gs 1 1 0 rg 50 480 400 40 re f "
    reading = read(one_page(marked, resources="/ExtGState<</G<</ca 0.4>>>>"))
    assert texts(reading, "body") == ["seen words"]


def test_text_outside_the_crop_box_is_hidden() -> None:
    reading = read(one_page(show("Seen", 72, 400) + show("Cropped", 72, 700), "/CropBox[0 0 595 600]"))
    assert texts(reading, "body") == ["Seen"]
    assert texts(reading, "hidden") == ["Cropped"]


@pytest.mark.parametrize("default", ["/OFF[{0} 0 R]", "/BaseState/OFF"])
def test_text_of_a_layer_that_is_off_is_hidden_and_so_is_the_name_of_the_layer(default: str) -> None:
    pdf = Pdf()
    layer = pdf.add("<</Type/OCG/Name(Reviewers)>>")
    pdf.root = f"/OCProperties<</OCGs[{layer} 0 R]/D<<{default.format(layer)}>>>>"
    pdf.page(show("Seen", 72, 300) + "/OC /L BDC " + show("Remark") + "EMC", resources=f"/Properties<</L {layer} 0 R>>")
    reading = read(pdf.build())
    assert texts(reading, "body") == ["Seen"]
    assert sorted(texts(reading, "hidden")) == ["Remark", "Reviewers"]


@pytest.mark.parametrize("group", ["{0} 0 R", "<</Type/OCMD/OCGs {0} 0 R>>", "<</Type/OCMD/OCGs[{0} 0 R]>>"])
def test_text_of_a_form_that_is_in_a_layer_that_is_off_is_hidden(group: str) -> None:
    pdf = Pdf()
    layer = pdf.add("<</Type/OCG>>")
    pdf.root = f"/OCProperties<</OCGs[{layer} 0 R]/D<</OFF[{layer} 0 R]>>>>"
    entries = f"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>/OC {group.format(layer)}"
    form = pdf.stream(show("Remark"), entries, pack=True)
    pdf.page(show("Seen", 72, 300) + "/X Do", resources=f"/XObject<</X {form} 0 R>>")
    reading = read(pdf.build())
    assert texts(reading, "body") == ["Seen"]
    assert texts(reading, "hidden", "a.pdf!p1") == ["Remark"]


def test_text_drawn_by_forms_in_forms_is_read() -> None:
    pdf = Pdf()
    inner = pdf.stream(
        show("From within"), "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>"
    )
    outer = pdf.stream("/X Do", f"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X {inner} 0 R>>>>")
    pdf.page("/X Do", resources=f"/XObject<</X {outer} 0 R>>")
    assert texts(read(pdf.build()), "body") == ["From within"]


def test_a_page_outside_the_page_tree_is_hidden() -> None:
    pdf = Pdf()
    pdf.page(show("Kept page"))
    pdf.page(show("Deleted page"))
    pdf.pages.pop()
    reading = read(pdf.build())
    assert texts(reading, "body") == ["Kept page"]
    assert texts(reading, "hidden", "a.pdf") == ["Deleted page"]


# --- annotations, forms, links -------------------------------------------------------------------


def annotated(*annotations: str) -> bytes:
    pdf = Pdf()
    numbers = [pdf.add(f"<</Type/Annot/Rect[10 10 90 90]{entries}>>") for entries in annotations]
    pdf.page(show("Text"), f"/Annots[{' '.join(f'{number} 0 R' for number in numbers)}]")
    return pdf.build()


@pytest.mark.parametrize(
    "kind", ["Text", "FreeText", "Highlight", "Stamp", "Popup", "Ink", "Square", "Line", "Caret", "Redact", "Watermark"]
)
def test_what_an_annotation_says_is_a_comment_at_its_page(kind: str) -> None:
    reading = read(annotated(f"/Subtype/{kind}/Contents(Not for Carl)/T(Ann)/Subj(Draft)"))
    assert texts(reading, "comment", "a.pdf!p1")[0] == "Not for Carl\nDraft\nAnn"


def test_rich_text_and_overlay_text_of_annotations_are_read() -> None:
    reading = read(
        annotated("/Subtype/FreeText/RC(<body><p>Rich <b>words</b></p></body>)", "/Subtype/Redact/OverlayText(b.1)")
    )
    assert texts(reading, "comment") == ["Rich words", "b.1"]


def test_the_words_a_stamp_draws_are_a_comment() -> None:
    pdf = Pdf()
    look = pdf.stream(
        "BT /F1 12 Tf 5 5 Td (FOR EYES OF ANN) Tj ET",
        "/Type/XObject/Subtype/Form/BBox[0 0 200 30]/Resources<</Font<</F1 3 0 R>>>>",
    )
    stamp = pdf.add(f"<</Type/Annot/Subtype/Stamp/Rect[100 600 300 630]/AP<</N {look} 0 R>>>>")
    pdf.page(show("Text"), f"/Annots[{stamp} 0 R]")
    reading = read(pdf.build())
    assert texts(reading, "comment", "a.pdf!p1") == ["FOR EYES OF ANN"]
    assert texts(reading, "body") == ["Text"]


def test_text_under_a_redaction_annotation_is_still_read() -> None:
    pdf = Pdf()
    mark = pdf.add("<</Type/Annot/Subtype/Redact/Rect[60 490 300 520]/Contents(remove)>>")
    pdf.page(show("Agent Rose"), f"/Annots[{mark} 0 R]")
    assert texts(read(pdf.build()), "body") == ["Agent Rose"]


def test_an_annotation_that_no_page_lists_is_read() -> None:
    pdf = Pdf()
    pdf.page(show("Text"))
    pdf.add("<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(forgotten)>>")
    assert texts(read(pdf.build()), "comment", "a.pdf") == ["forgotten"]


def test_link_targets_are_hidden_at_their_page() -> None:
    reading = read(annotated("/Subtype/Link/A<</S/URI/URI(https://intranet.example/rose)>>"))
    assert texts(reading, "hidden", "a.pdf!p1") == ["https://intranet.example/rose"]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("/S/Launch/F(//server/share/plan.exe)", "//server/share/plan.exe"),
        ("/S/GoToR/F<</Type/Filespec/UF(other.pdf)>>", "other.pdf"),
        ("/S/JavaScript/JS(app.alert\\('Rose'\\))", "app.alert('Rose')"),
        ("/S/SubmitForm/F<</FS/URL/F(https://forms.example)>>", "https://forms.example"),
    ],
)
def test_where_actions_lead_and_what_scripts_say_is_hidden(action: str, said: str) -> None:
    assert texts(read(annotated(f"/Subtype/Link/A<<{action}>>")), "hidden") == [said]


def test_a_script_in_a_packed_stream_is_hidden() -> None:
    pdf = Pdf()
    script = pdf.stream("var name = 'Rose';", pack=True)
    pdf.root = f"/OpenAction<</S/JavaScript/JS {script} 0 R>>"
    pdf.page(show("Text"))
    assert texts(read(pdf.build()), "hidden") == ["var name = 'Rose';"]


def form(*fields: str) -> bytes:
    pdf = Pdf()
    numbers = [pdf.add(f"<</Type/Annot/Subtype/Widget/Rect[10 10 90 90]{entries}>>") for entries in fields]
    listed = " ".join(f"{number} 0 R" for number in numbers)
    pdf.root = f"/AcroForm<</Fields[{listed}]>>"
    pdf.page(show("Form"), f"/Annots[{listed}]")
    return pdf.build()


def test_form_values_are_body_with_their_label_and_the_rest_of_a_field_is_hidden() -> None:
    reading = read(form("/FT/Tx/T(name_1)/TU(Family name)/V(Rose)/DV(Thorn)"))
    assert texts(reading, "body", "a.pdf!p1") == ["Family name: Rose", "Form"]
    assert texts(reading, "hidden", "a.pdf!p1") == ["name_1\nFamily name\nThorn"]


def test_choices_are_hidden_and_the_choice_made_is_body() -> None:
    reading = read(form("/FT/Ch/T(unit)/Opt[[(a)(Alpha)](Bravo)]/V(Bravo)", "/FT/Btn/T(cleared)/V/Yes"))
    assert texts(reading, "body", "a.pdf!p1")[0] == "unit: Bravo\ncleared: Yes"
    assert texts(reading, "hidden") == ["unit\na\nAlpha\nBravo\ncleared"]


def test_the_value_of_a_hidden_or_password_field_is_hidden() -> None:
    reading = read(form("/FT/Tx/T(a)/V(Rose)/F 2", "/FT/Tx/T(b)/V(Thorn)/Ff 8192"))
    assert texts(reading, "body") == ["Form"]
    assert "a: Rose" in texts(reading, "hidden")[0]
    assert "b: Thorn" in texts(reading, "hidden")[0]


def test_a_field_without_widget_is_read_with_the_names_of_its_parents() -> None:
    pdf = Pdf()
    child = len(pdf.objects) + 2
    pdf.add(f"<</T(person)/Kids[{child} 0 R]>>")
    pdf.add(f"<</FT/Tx/T(rank)/V(Major)/Parent {child - 1} 0 R>>")
    pdf.page(show("Form"))
    assert texts(read(pdf.build()), "body", "a.pdf") == ["person.rank: Major"]


def test_an_xfa_form_is_read_as_the_document_it_is() -> None:
    pdf = Pdf()
    packets = [
        pdf.stream("<xdp:xdp xmlns:xdp='urn:x'>"),
        pdf.stream("<data><name>Rose</name></data>", pack=True),
        pdf.stream("</xdp:xdp>"),
    ]
    named = " ".join(f"(p{number}) {number} 0 R" for number in packets)
    pdf.root = f"/AcroForm<</XFA[{named}]>>"
    pdf.page(show("Please wait"))
    assert texts(read(pdf.build()), "body", "a.pdf!xfa") == ["Rose"]


def test_bookmarks_are_hidden() -> None:
    pdf = Pdf()
    pdf.add("<</Title(Operation Rose)/Parent 5 0 R/Dest[6 0 R/Fit]>>")
    pdf.add("<</Type/Outlines/First 4 0 R/Last 4 0 R>>")
    pdf.root = "/Outlines 5 0 R"
    pdf.page(show("Text"))
    assert texts(read(pdf.build()), "hidden") == ["Operation Rose"]


def test_alternative_and_actual_texts_are_hidden_at_their_page() -> None:
    pdf = Pdf()
    page = pdf.page(show("Text"))
    pdf.add(f"<</S/Figure/Pg {page} 0 R/Alt(Photo of Rose)/ActualText(Rose)>>")
    assert texts(read(pdf.build()), "hidden", "a.pdf!p1") == ["Photo of Rose\nRose"]


def test_alternative_texts_in_a_page_description_are_hidden() -> None:
    reading = read(one_page(show("Text") + "/Figure <</MCID 0/Alt(Photo of Rose)>> BDC EMC"))
    assert texts(reading, "hidden", "a.pdf!p1") == ["Photo of Rose"]


def test_what_is_drawn_is_body_and_what_is_copied_in_its_stead_is_hidden() -> None:
    reading = read(one_page("/Span <</ActualText(Nothing to see)>> BDC " + show("Meet Rose") + "EMC"))
    assert texts(reading, "body") == ["Meet Rose"]
    assert texts(reading, "hidden") == ["Nothing to see"]


def test_both_names_of_a_file_are_read() -> None:
    pdf = attached("/F(a.txt)/UF(roster.txt)")
    pdf.page(show("Text"))
    assert texts(read(pdf.build()), "file_name") == ["roster.txt", "a.txt"]


def test_names_of_places_and_strings_that_nobody_refers_to_are_hidden() -> None:
    pdf = Pdf()
    pdf.add("(forgotten words)")
    pdf.root = "/Names<</Dests<</Names[(annex rose)[5 0 R/Fit]]>>>>"
    pdf.page(show("Text"))
    assert sorted(texts(read(pdf.build()), "hidden")[0].split("\n")) == ["annex rose", "forgotten words"]


def test_what_a_signature_says_is_a_property() -> None:
    pdf = Pdf()
    pdf.add("<</Type/Sig/Name(Ann Example)/Reason(Approved)/Location(York)/ByteRange[0 1 2 3]/Contents<00ff>>>")
    pdf.page(show("Text"))
    assert texts(read(pdf.build()), "property") == [
        "SignatureName=Ann Example",
        "SignatureReason=Approved",
        "SignatureLocation=York",
    ]


# --- attached files ------------------------------------------------------------------------------


def attached(entries: str, data: str = "Roster: Rose", *, pack: bool = False) -> Pdf:
    pdf = Pdf()
    file = pdf.stream(data, "/Type/EmbeddedFile", pack=pack)
    pdf.add(f"<</Type/Filespec/EF<</F {file} 0 R>>{entries}>>")
    return pdf


@pytest.mark.parametrize("pack", [False, True])
def test_a_file_of_the_name_tree_is_read_under_its_name(pack: bool) -> None:
    pdf = attached("/F(roster.txt)/Desc(who is where)", pack=pack)
    pdf.root = "/Names<</EmbeddedFiles<</Names[(x) 5 0 R]>>>>"
    pdf.page(show("Text"))
    reading = read(pdf.build())
    assert texts(reading, "file_name") == ["roster.txt"]
    assert texts(reading, "comment", "a.pdf/roster.txt") == ["who is where"]
    assert texts(reading, "body", "a.pdf/roster.txt") == ["Roster: Rose"]


def test_a_file_that_an_annotation_carries_is_read() -> None:
    pdf = attached("/UF(" + "\xfe\xff\x00r\x00.\x00t\x00x\x00t" + ")")
    pin = pdf.add("<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 5 0 R/Contents(see this)>>")
    pdf.page(show("Text"), f"/Annots[{pin} 0 R]")
    reading = read(pdf.build())
    assert texts(reading, "body", "a.pdf/r.txt") == ["Roster: Rose"]
    assert texts(reading, "comment", "a.pdf!p1") == ["see this"]


def test_a_file_that_nothing_refers_to_is_read() -> None:
    pdf = attached("/F(lost.txt)")
    pdf.page(show("Text"))
    assert texts(read(pdf.build()), "body", "a.pdf/lost.txt") == ["Roster: Rose"]


def test_a_pdf_attached_unpacked_is_read_as_a_file_and_lends_no_objects() -> None:
    inner = one_page(show("Inner page"), "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 1 1]/Contents(inner note)>>]")
    pdf = attached("/F(inner.pdf)", inner.decode("latin-1"))
    pdf.page(show("Outer page"))
    reading = read(pdf.build())
    assert texts(reading, "body", "a.pdf!p1") == ["Outer page"]
    assert texts(reading, "body", "a.pdf/inner.pdf!p1") == ["Inner page"]
    assert texts(reading, "comment", "a.pdf/inner.pdf!p1") == ["inner note"]
    assert texts(reading, "comment", "a.pdf") == []


def test_the_columns_of_a_portfolio_are_properties() -> None:
    pdf = attached("/F(r.txt)/CI<</owner(Ann Example)>>")
    pdf.page(show("Text"))
    assert "owner=Ann Example" in texts(read(pdf.build()), "property")


# --- properties ----------------------------------------------------------------------------------


def test_info_and_custom_properties_are_read() -> None:
    pdf = Pdf(trailer="/Info 4 0 R")
    pdf.add("<</Title(The plan)/MSIP_Label_0_Name(Restricted)/Caf#C3#A9(yes)/Trapped/False>>")
    pdf.page(show("Text"))
    assert texts(read(pdf.build()), "property") == [
        "Title=The plan",
        "MSIP_Label_0_Name=Restricted",
        "Café=yes",
        "Trapped=False",
    ]


XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="urn:dc"
 xmlns:pdfx="urn:pdfx" pdfx:Caveat="UK EYES ONLY"><dc:creator><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator>
<pdfx:Doc\u21820020Type>Plan</pdfx:Doc\u21820020Type></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


@pytest.mark.parametrize("pack", [False, True])
def test_metadata_streams_are_read_packed_or_not(pack: bool) -> None:
    pdf = Pdf()
    packet = pdf.stream(XMP.encode(), "/Type/Metadata/Subtype/XML", pack=pack)
    pdf.root = f"/Metadata {packet} 0 R"
    pdf.page(show("Text"))
    assert texts(read(pdf.build()), "property") == [
        "Caveat=UK EYES ONLY",
        "creator=Ann",
        "creator=Bob",
        "Doc Type=Plan",
    ]


def test_metadata_of_a_single_object_is_read() -> None:
    pdf = Pdf()
    packet = pdf.stream(
        "<x><dc:title xmlns:dc='urn:dc'>Photo of Rose</dc:title></x>", "/Type/Metadata/Subtype/XML", pack=True
    )
    pdf.page(show("Text"), f"/Metadata {packet} 0 R")
    assert texts(read(pdf.build()), "property") == ["title=Photo of Rose"]


def test_prefixes_of_page_labels_and_the_language_are_properties() -> None:
    pdf = Pdf()
    pdf.root = "/PageLabels<</Nums[0<</S/D/P(SECRET-)>>]>>/Lang(de)"
    pdf.page(show("Text"))
    assert texts(read(pdf.build()), "property") == ["Language=de", "PageLabel=SECRET-"]


# --- earlier revisions ---------------------------------------------------------------------------


def test_what_an_update_replaced_is_hidden() -> None:
    first = one_page(show("Budget is 7 million") + show("Kept line", y=400))
    new = show("Budget is confidential") + show("Kept line", y=400)
    reading = read(updated(first, {4: f"<</Length {len(new)}>>\nstream\n{new}\nendstream"}))
    assert texts(reading, "body") == ["Budget is confidential\nKept line"]
    assert texts(reading, "hidden", "a.pdf!p1") == ["Budget is 7 million"]


def test_a_comment_and_a_property_that_an_update_replaced_are_hidden() -> None:
    pdf = Pdf(trailer="/Info 4 0 R")
    pdf.add("<</Title(Operation Rose)>>")
    pdf.add("<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(ask Rose)>>")
    pdf.page(show("Text"), "/Annots[5 0 R]")
    reading = read(updated(pdf.build(), {4: "<</Title(Plan)>>", 5: "<<>>"}, "/Info 4 0 R"))
    assert texts(reading, "property") == ["Title=Plan"]
    assert texts(reading, "hidden") == ["Title=Operation Rose", "ask Rose"]


def test_no_more_revisions_are_read_than_the_limit_says() -> None:
    content = one_page(show("Version A"))
    for letter in "BCD":
        new = show(f"Version {letter}")
        content = updated(content, {4: f"<</Length {len(new)}>>\nstream\n{new}\nendstream"})
    assert texts(read(content), "hidden") == ["Version C", "Version B", "Version A"]
    assert texts(read(content, Limits(pdf_revisions=1)), "hidden") == ["Version C"]


def test_an_update_that_changes_no_text_adds_nothing() -> None:
    first = one_page(show("Text"))
    assert texts(read(updated(first, {3: "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"})), "hidden") == []


def test_literal_escapes_what_a_string_cannot_hold() -> None:
    assert literal("a(b)\\") == "(a\\(b\\)\\\\)"
