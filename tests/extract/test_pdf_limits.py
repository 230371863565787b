"""Every limit of the PDF reader: what comes before it is read, and that there is more is one gap; ordinary files have none."""

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.job import Job
from dlp_service.extract.local import LocalReader
from dlp_service.extract.pdf import attached, filters, forms, marked, metadata, stamps, sweep, syntax, table
from dlp_service.extract.pdf.metadata import loose_properties
from dlp_service.extract.pdf.syntax import parse_object
from dlp_service.values import GapReason
from tests.extract.pdfs import Pdf, one_page, show, updated

FORM = "/Type/XObject/Subtype/Form/BBox[0 0 300 20]/Resources<</Font<</F1 3 0 R>>>>"
FIELD = "/Type/Annot/Subtype/Widget/Rect[9 9 90 30]/FT/Ch/T(Site)"


def read(content: bytes, **limits: int) -> Reading:
    return LocalReader(Limits(**limits)).read(Document("f", content, file_name="f.pdf"), Budget.unlimited())


def said(reading: Reading) -> set[str]:
    return {line for text in reading.texts for line in text.text.split("\n")}


def words(reading: Reading) -> set[str]:
    return set(" ".join(said(reading)).split())


def over(reading: Reading) -> list[tuple[str, str]]:
    """Return the gaps, all of which are limits, with their paths."""
    assert {gap.reason for gap in reading.gaps} <= {GapReason.OVER_LIMIT}
    assert {gap.container for gap in reading.gaps} <= {"PDF"}
    return [(gap.path, gap.detail) for gap in reading.gaps]


def packet(*titles: str) -> str:
    items = "".join(f"<dc:title>{title}</dc:title>" for title in titles)
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:dc="http://purl.org/dc/elements/1.1/">{items}</x:xmpmeta>'


def rich() -> bytes:
    """Return a file with one of everything that has a limit, and never more than a few."""
    pdf = Pdf(trailer="/Info 4 0 R")
    pdf.add("<</Title(Plan Rose)>>")
    script = pdf.stream("app.alert('hello')", pack=True)
    field = pdf.add(f"<<{FIELD}/Opt[(Kiel)[(a)(Bonn)]]/V(Kiel)/A<</S/JavaScript/JS {script} 0 R>>>>")
    look = pdf.stream(show("Draft", 0, 5), FORM)
    stamp = pdf.add(f"<</Type/Annot/Subtype/Stamp/Rect[9 40 90 60]/Contents(Note)/AP<</N {look} 0 R>>>>")
    pdf.page(show("First page") + "/Span<</ActualText(Second line)>>BDC EMC", f"/Annots[{field} 0 R {stamp} 0 R]")
    meta = pdf.stream(packet("Rose"), "/Type/Metadata/Subtype/XML")
    xfa = pdf.stream("<xdp><field>Form text</field></xdp>")
    pdf.root = (
        f"/Metadata {meta} 0 R/PageLabels<</Nums[0<</P(A-)>>]>>/AcroForm<</Fields[{field} 0 R]/XFA[(a){xfa} 0 R]>>"
        "/Names<</JavaScript<</Names[(Opening)(x)]>>>>"
    )
    return updated(pdf.build(), {4: "<</Title(Plan Lily)>>"}, "/Info 4 0 R")


def test_an_ordinary_file_has_no_gap() -> None:
    reading = read(rich())
    assert over(reading) == []
    words = {"First page", "Title=Plan Rose", "Site: Kiel", "Bonn", "app.alert('hello')", "Draft", "Second line"}
    assert said(reading) >= words | {"title=Rose", "PageLabel=A-", "Opening"}


def test_choices_of_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_OPTIONS", 2)
    reading = read(one_page(show("Page"), f"/Annots[<<{FIELD}/Opt[(Kiel)(Bonn)(Jena)]/V[(Kiel)(Ulm)(Gera)]>>]"))
    assert said(reading) == {"Page", "Site: Kiel", "Site: Ulm", "Site", "Kiel", "Bonn"}
    assert over(reading) == [("f", "more than 2 choices in a form field")]


def test_a_choice_with_more_texts_than_it_can_have() -> None:
    reading = read(one_page("", f"/Annots[<<{FIELD}/Opt[[(Kiel)(Bonn)(Jena)]]>>]"))
    assert said(reading) == {"Site", "Kiel", "Bonn"}
    assert over(reading) == [("f", "a choice with more than two texts")]


def test_a_long_value_in_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "VALUE_BYTES", 4)
    pdf = Pdf()
    value = pdf.stream("Kiel and Bonn", pack=True)
    pdf.page("", f"/Annots[<<{FIELD}/V {value} 0 R>>]")
    reading = read(pdf.build())
    assert said(reading) == {"Site: Kiel", "Site"}
    assert over(reading) == [("f", "a form value of more than 4 bytes")]


def test_a_long_script_and_one_with_too_many_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "TEXT_BYTES", 5)
    pdf = Pdf()
    script = pdf.stream("alert('Rose')")
    packed = pdf.stream("x", "/Filter[" + "/ASCIIHexDecode" * 9 + "]")
    pdf.add(f"<</S/JavaScript/JS {script} 0 R>>")
    pdf.add(f"<</S/JavaScript/JS {packed} 0 R>>")
    pdf.page(show("Page"))
    reading = read(pdf.build())
    assert said(reading) == {"Page", "alert"}
    assert over(reading) == [
        ("f", "a text in a stream of more than 5 bytes"),
        ("f", "a text in a stream with more filters than are undone"),
    ]


def test_packets_of_properties(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = Pdf()
    for name in ("Rose", "Lily", "Iris"):
        pdf.stream(packet(name), "/Type/Metadata/Subtype/XML")
    pdf.page(show("Page"))
    content = pdf.build()
    assert over(read(content)) == []
    monkeypatch.setattr(metadata, "MAX_PACKETS", 2)
    reading = read(content)
    assert said(reading) == {"Page", "title=Rose", "title=Lily"}
    assert over(reading) == [("f", "more than 2 packets of properties")]


def test_many_objects_that_only_mention_properties_cost_no_packet() -> None:
    pdf = Pdf()
    for _ in range(300):
        pdf.add("<</Subtype/Image/Metadata null>>")
    pdf.stream(packet("Rose"), "/Type/Metadata/Subtype/XML")
    pdf.page(show("Page"))
    assert "title=Rose" in said(read(pdf.build()))


def test_a_long_packet_of_properties(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = Pdf()
    text = packet("Rose", "Lily")
    pdf.stream(text, "/Type/Metadata/Subtype/XML", pack=True)
    monkeypatch.setattr(metadata, "XMP_BYTES", text.index("Lily"))
    reading = read(pdf.build())
    assert "title=Rose" in said(reading)
    assert (
        "f",
        f"a packet of properties of more than {metadata.XMP_BYTES} bytes",
    ) in [(gap.path, gap.detail) for gap in reading.gaps]


def test_packets_that_stand_open_in_a_file_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>%s<?xpacket end="w"?>'
    content = raw % packet("Rose").encode() + b"between" + raw % packet("Lily" * 99).encode() + b"<?xpacket begin="
    job = Job(Limits(), Budget.unlimited(), lambda *_: None)
    assert loose_properties(content, job, "f") == ["title=Rose", "title=" + "Lily" * 99]
    assert job.gaps == []
    monkeypatch.setattr(metadata, "XMP_BYTES", 300)
    assert loose_properties(content, job, "f")[0] == "title=Rose"
    assert [gap.detail for gap in job.gaps] == ["a packet of properties of more than 300 bytes"]


def test_a_long_property_is_read_whole() -> None:
    long = "Rose " * 50_000
    pdf = Pdf(trailer="/Info 4 0 R")
    pdf.add(f"<</Title({long}end)>>")
    pdf.stream(packet(f"{long}stop"), "/Type/Metadata/Subtype/XML")
    reading = read(pdf.build())
    assert {line[-3:] for line in said(reading)} == {"end", "top"}
    assert reading.gaps == ()


def test_page_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "MAX_LABELS", 4)
    pdf = Pdf(root="/PageLabels<</Nums[0<</P(A-)>>1<</P(B-)>>2<</P(C-)>>]>>")
    pdf.page(show("Page"))
    reading = read(pdf.build())
    assert said(reading) == {"Page", "PageLabel=A-", "PageLabel=B-"}
    assert over(reading) == [("f", "more than 4 page labels")]


def test_texts_of_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "MAX_TEXTS", 1)
    pdf = Pdf()
    pdf.page(show("Page"))
    for name in ("Rose", "Lily", "Iris"):
        pdf.add(f"<</Type/Annot/Subtype/Text/Contents({name})>>")
    reading = read(pdf.build())
    assert said(reading) == {"Page", "Rose", "Lily"}
    assert over(reading) == [("f", "more than 1 texts of objects")]


def test_an_object_of_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "MAX_TOKENS", 60)
    pdf = Pdf()
    pdf.add("<</Names[" + "".join(f"(Name{number:02})0 " for number in range(60)) + "]>>")
    pdf.page(show("Page"))
    reading = read(pdf.build())
    assert {"Page", "Name00", "Name20"} <= said(reading)
    assert "Name50" not in said(reading)
    assert over(reading) == [("f", "an object of more than 60 values")]


def test_names_and_dictionaries_of_one_object_have_no_limit_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "MANY", 10)
    pdf = Pdf()
    pdf.add("<</Names[" + "".join(f"(Name{number})0 " for number in range(25_000)) + "]>>")
    pdf.add("[" + "".join(f"<</Alt(Rose{number})>>" for number in range(60)) + "]")
    reading = read(pdf.build())
    assert {"Name24999", "Rose59"} <= said(reading)


def test_what_lies_deeper_than_anybody_nests_is_read() -> None:
    deep = "<</A " * 500 + "<</Alt(Rose)>>" + "/Alt(Iris)>>" * 500
    pdf = Pdf()
    pdf.add(f"<</Alt(Lily)/A{deep}/E(End)>>")
    pdf.add("[" * 500 + "<</Alt(Open)>>")
    pdf.page(show("Page"))
    reading = read(pdf.build())
    assert said(reading) == {"Page", "Rose", "Iris", "Lily", "End", "Open"}
    assert over(reading) == []


def test_values_stay_shallow_however_deep_an_object_is() -> None:
    for raw in (b"[" * 5000 + b"]" * 5000, b"[" * 5000, b"<</A" * 5000, b"<</A" * 5000 + b">>" * 5000):
        value = parse_object(raw, 0, len(raw))[0]
        assert value == parse_object(raw, 0, len(raw))[0]


def test_a_string_is_as_long_as_its_parentheses_say() -> None:
    raw = b"<</A(" + b"(" * 5000 + b")" * 5000 + b")/Alt(Rose)>>"
    assert parse_object(raw, 0, len(raw))[0]["Alt"] == b"Rose"


def test_references_that_lead_on_and_on() -> None:
    pdf = Pdf()
    count = table.MAX_HOPS + 4
    first = pdf.add("(Rose)")
    for number in range(count):
        pdf.add(f"{first + number} 0 R")
    pdf.page(show("Page"), f"/Annots[<</Subtype/Text/Rect[9 9 9 9]/T(Ann)/Contents {first + count} 0 R>>]")
    reading = read(pdf.build())
    assert said(reading) == {"Page", "Ann", "Rose"}
    assert over(reading) == [("f", f"a reference through more than {table.MAX_HOPS} others")]


def test_long_texts_of_a_page_and_its_many_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "Rose " * 30_000 + "end"
    pdf = Pdf()
    pieces = [pdf.stream("") for _ in range(1100)]
    pieces.append(pdf.stream(f"/Span<</Alt({long})>>BDC EMC /Span<</Alt(Lily)>>BDC EMC"))
    contents = "".join(f"{number} 0 R " for number in pieces)
    pdf.pages.append(pdf.add(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents[{contents}]>>"))
    reading = read(pdf.build())
    assert said(reading) == {long, "Lily"}
    assert over(reading) == []
    monkeypatch.setattr(marked, "MAX_PIECES", 1100)
    assert over(read(pdf.build())) == [("f!p1", "a page in more than 1100 pieces")]


@pytest.mark.parametrize(("name", "most"), [("MAX_SAID", 1), ("CONTENT_BYTES", 95)])
def test_texts_in_descriptions_of_pages(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    monkeypatch.setattr(marked, name, most)
    content = one_page("/Span<</Alt(Rose)>>BDC EMC".ljust(100) + "/Span<</Alt(Lily)>>BDC EMC")
    reading = read(content)
    assert said(reading) == {"Rose"}
    detail = {
        "MAX_SAID": "more texts in a page's description than are read",
        "CONTENT_BYTES": "a page's description of more than 95 bytes",
    }
    assert over(reading) == [("f!p1", detail[name])]


def test_texts_that_never_end_in_descriptions_of_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked, "CONTENT_BYTES", 2000)
    reading = read(one_page("/Alt(Rose " * 100))
    assert "Rose /Alt" in "".join(said(reading))
    assert over(reading) == [("f!p1", "more texts in a page's description than are read")]


def test_replacements_are_taken_for_there_where_not_all_forms_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked, "FORM_BYTES", 10)
    pdf = Pdf()
    pdf.stream("% nothing here", FORM)
    look = pdf.stream("/Span<</ActualText(Harmless)>>BDC " + show("Secret", 0, 5) + "EMC", FORM)
    pdf.page("/X Do", resources=f"/XObject<</X {look} 0 R>>")
    assert "Secret" in said(read(pdf.build()))


def test_annotations_that_draw_text(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = Pdf()
    annotations = ""
    for number, name in enumerate(("Rose", "Lily", "Iris")):
        look = pdf.stream(show(name, 0, 5), FORM)
        annotations += f"<</Type/Annot/Subtype/Stamp/Rect[9 {number}00 309 {number}20]/AP<</N {look} 0 R>>>>"
    pdf.page(show("Page"), f"/Annots[{annotations}]")
    content = pdf.build()
    assert words(read(content)) == {"Page", "Rose", "Lily", "Iris"}
    monkeypatch.setattr(stamps, "MAX_DRAWN", 2)
    reading = read(content)
    assert words(reading) == {"Page", "Rose", "Lily"}
    assert over(reading) == [("f!p1", "more than 2 annotations that may draw text")]


def test_the_name_of_a_stamp_that_says_nothing_else() -> None:
    pdf = Pdf()
    stamp = pdf.add("<</Type/Annot/Subtype/Stamp/Rect[9 9 90 90]/Name/TopSecret>>")
    pdf.page(show("Page"), f"/Annots[{stamp} 0 R]")
    assert said(read(pdf.build())) == {"Page", "TopSecret"}


def test_a_stream_in_lzw(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = Pdf()
    # The example of ISO 32000-2 section 7.4.4.2.
    script = pdf.stream(bytes.fromhex("800B6050220C0C8501"), "/Filter/LZWDecode")
    pdf.add(f"<</S/JavaScript/JS {script} 0 R>>")
    assert said(read(pdf.build())) == {"-----A---B"}
    monkeypatch.setattr(filters, "LZW_BYTES", 6)
    reading = read(pdf.build())
    assert any(text.startswith("-----A") and text != "-----A---B" for text in said(reading))
    assert over(reading) == [("f", "a stream of more than 6 bytes in LZW")]


def test_a_stream_that_is_cut_between_two_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "TEXT_BYTES", 8)
    pdf = Pdf()
    script = pdf.stream(b"".join(b"\0%c" % letter for letter in b"526f7365526f7365"), "/Filter[/RunLengthDecode/AHx]")
    pdf.add(f"<</S/JavaScript/JS {script} 0 R>>")
    reading = read(pdf.build())
    assert "Rose" in "".join(said(reading))
    assert over(reading) == [("f", "a stream that unpacks to more than is read")]


def test_a_form_in_xml(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = Pdf()
    packets = [pdf.stream(text) for text in ("<f>Rose ", "Lily ", "Iris</f>")]
    pdf.root = "/AcroForm<</XFA[" + "".join(f"(x){number} 0 R" for number in packets) + "]>>"
    pdf.page(show("Page"))
    content = pdf.build()
    assert words(read(content)) == {"Page", "Rose", "Lily", "Iris"}
    monkeypatch.setattr(attached, "MAX_PACKETS", 2)
    reading = read(content)
    assert {"Rose", "Lily"} <= words(reading)
    assert ("f", "a form in more than 2 packets") in [(gap.path, gap.detail) for gap in reading.gaps]


def test_a_long_form_in_xml() -> None:
    pdf = Pdf()
    form = pdf.stream("<f><a>Rose</a>" + " " * 9000 + "<a>Lily</a></f>", pack=True)
    pdf.root = f"/AcroForm<</XFA {form} 0 R>>"
    pdf.page(show("Page"))
    reading = read(pdf.build(), file_bytes=5000)
    assert words(reading) == {"Page", "Rose"}
    assert ("f", "a form of more than 5000 bytes") in [(gap.path, gap.detail) for gap in reading.gaps]


def test_an_object_stream_with_a_long_dictionary() -> None:
    pdf = Pdf()
    pdf.stream("9 0 <</Subtype/Text/Rect[9 9 9 9]/Contents(Rose)>>", f"/Type/ObjStm/N 1/First 4/X({'x' * 70_000})")
    pdf.page(show("Page"))
    reading = read(pdf.build())
    assert {"Page", "Rose"} <= said(reading)
    assert over(reading) == []


def test_members_of_object_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = Pdf()
    pdf.page(show("Page"))
    bodies = "".join(f"<</Alt({name})>>" for name in ("Rose", "Lily", "Iris", "Aloe"))
    size = len(bodies) // 4
    heads = "".join(f"{90 + number} {number * size} " for number in range(4))
    pdf.stream(heads + bodies, f"/Type/ObjStm/N 4/First {len(heads)}")
    content = pdf.build()
    assert said(read(content)) == {"Page", "Rose", "Lily", "Iris", "Aloe"}
    monkeypatch.setattr(table, "MAX_OBJECTS", 3)
    # More than so many objects are in the file as well, and the stream among them.
    found = table.read_table(b"1 0 obj" + content[content.rindex(b"<</Type/ObjStm") :], 1 << 20, Budget.unlimited())
    assert {90, 91, 92} <= found.current.keys()
    assert 93 not in found.current
    assert found.is_cut


def test_an_object_stream_that_is_cut_gives_what_comes_before() -> None:
    inside = b"90 0 91 16 <</Alt(Rose)>>   <</Alt(Lily)>>"
    content = b"%%PDF-1.7\n1 0 obj<</Type/ObjStm/N 2/First 11/Length %d>>stream\n%s\nendstream" % (len(inside), inside)
    found = table.read_table(content, 26, Budget.unlimited())
    assert found.get(90) == {"Alt": b"Rose"}
    assert found.is_cut


def test_a_long_trailer_is_read_whole_and_many_open_ones_end_where_the_next_begins() -> None:
    pdf = Pdf(trailer=f"/X({'x' * 70_000})/Info<</Title(Rose)>>")
    pdf.page(show("Page"))
    assert "Title=Rose" in said(read(pdf.build()))
    content = b"1 0 obj<<>>endobj " + b"trailer<</Info 1 0 R (" * 3
    assert table.read_table(content, 1 << 20, Budget.unlimited()).trailers == [{"Info": syntax.Ref(1)}] * 3


def test_earlier_revisions() -> None:
    content = one_page(show("Version 0"))
    for number in range(1, 14):
        content = updated(content, {4: f"<</Length 44>>\nstream\n{show(f'Version {number}')}\nendstream"})
    reading = read(content)
    assert said(reading) == {f"Version {number}" for number in range(3, 14)}
    assert over(reading) == [("f", "more than 10 earlier revisions")]


def test_what_is_left_out_of_an_earlier_revision_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "TEXT_BYTES", 5)
    pdf = Pdf()
    script = pdf.stream("alert('Rose')")
    pdf.add(f"<</S/JavaScript/JS {script} 0 R>>")
    pdf.page(show("Page"))
    reading = read(updated(pdf.build(), {script: "null"}))
    assert said(reading) == {"Page", "alert"}
    assert over(reading) == [("f", "a text in a stream of more than 5 bytes")]


def test_pages_of_a_rebuilt_file() -> None:
    pdf = Pdf()
    for number in range(3):
        pdf.page(show(f"Page {number}"))
    reading = read(
        pdf.build().replace(b"/Type/Catalog", b"/Type/Cotalog").replace(b"/Type/Pages", b"/Type/Pigs_"), pdf_pages=2
    )
    assert {"Page 0", "Page 1"} <= said(reading)
    assert ("f", "more than 2 pages") in [(gap.path, gap.detail) for gap in reading.gaps]
